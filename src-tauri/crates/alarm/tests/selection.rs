//! Which rule is for which point: all at once as each by itself, and how long twenty thousand rules take.

#![expect(clippy::print_stdout, reason = "a test of speed prints its figures")]

use std::collections::BTreeSet;
use std::fs;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use alarm::{Exceptions, Facts, Selection, Selector, Sort, Thing, Wanted};
use model::{Kind, PointCode, PointId, Tags, Unit};
use proptest::prelude::*;

/// A number of points as a size.
fn size(number: u32) -> usize {
    number.try_into().expect("a size has 32 bits at least")
}

fn except(codes: &[&str]) -> Exceptions {
    Exceptions::new(codes.iter().map(|code| PointCode((*code).into())))
        .expect("few points are left out")
}

/// A building of any size: a floor has ten air handlers, an air handler ten boxes, a box ten points.
fn building(points: u32) -> Vec<Facts> {
    const ROLES: [(&str, Kind, &str); 10] = [
        ("zone-air-temp", Kind::Sensor, "°C"),
        ("zone-air-temp-sp", Kind::Setpoint, "°C"),
        ("zone-air-co2", Kind::Sensor, "ppm"),
        ("discharge-air-temp", Kind::Sensor, "°C"),
        ("discharge-air-flow", Kind::Sensor, "m³/h"),
        ("discharge-air-flow-sp", Kind::Setpoint, "m³/h"),
        ("discharge-damper-cmd", Kind::Command, "%"),
        ("reheat-valve-cmd", Kind::Command, "%"),
        ("occ-status", Kind::Status, ""),
        ("device-alarm", Kind::Alarm, ""),
    ];
    let thing = |sort: Sort, number: u32, within: Option<&Arc<Thing>>| {
        Arc::new(Thing {
            reference: format!("x{number}").into(),
            name: format!("Thing {number}").into(),
            sort,
            tags: Tags::from([("area".to_owned(), Some(format!("{}m²", number % 100)))]),
            within: within.map(Arc::clone),
        })
    };
    let site = thing(Sort::Building, 0, None);
    let mut floor = thing(Sort::Floor(0), 0, Some(&site));
    let mut room = thing(Sort::Space, 0, Some(&floor));
    let mut equipment = thing(Sort::Equipment("vav".into()), 0, Some(&room));
    let mut facts = Vec::new();
    for at in 0..points {
        if at % 1_000 == 0 {
            let level = i32::try_from(at / 1_000).expect("a building has few floors");
            floor = thing(Sort::Floor(level), at, Some(&site));
        }
        if at % 10 == 0 {
            room = thing(Sort::Space, at, Some(&floor));
            let kind = if at % 100 == 0 { "ahu" } else { "vav" };
            equipment = thing(Sort::Equipment(kind.into()), at, Some(&room));
        }
        let (role, kind, unit) = ROLES[size(at % 10)];
        let line = format!("{}", at % 17);
        // Two of them have names that say something else at most points, and are then not seen.
        let own = [
            ("line", Some(&*line)),
            ("bacnet", None),
            ("temp", Some("own")),
            ("unit", Some("own")),
            ("checked", None),
        ];
        let own = own.into_iter().take(size(at % 6));
        let tags = own.map(|(tag, value)| (tag.to_owned(), value.map(str::to_owned)));
        facts.push(Facts {
            id: PointId(at + 1),
            code: PointCode(format!("p-{at:07}").into()),
            name: format!("Point {at}").into(),
            kind,
            unit: Unit::new(unit),
            role: (at % 11 != 0).then(|| role.into()),
            tags: tags.collect(),
            equipment: (at % 13 != 0).then(|| Arc::clone(&equipment)),
            zone: None,
            place: Some(Arc::clone(&room)),
        });
    }
    facts
}

#[test]
fn rules_find_their_points_and_points_their_rules() {
    let points = building(40);
    let none = Exceptions::default();
    let without = except(&["p-0000010", "p-0000031", "gone"]);
    let selectors =
        ["p-0000031", "role:zone-air-temp", "zone and sp", "p-9999999", "role:zone-air-temp"];
    let selectors = selectors.map(|text| text.parse::<Selector>().unwrap());
    let wanted =
        |(at, selector)| Wanted { selector, exceptions: if at < 4 { &none } else { &without } };
    let rules: Vec<Wanted<'_>> = selectors.iter().enumerate().map(wanted).collect();
    let selection = Selection::resolve(&rules, &points);
    let found = |rule: usize| selection.points(rule).map(|id| id.0 - 1).collect::<Vec<_>>();
    assert_eq!(found(0), [31]);
    assert_eq!(found(1), [10, 20, 30]);
    assert_eq!(found(2), [1, 21, 31], "the eleventh point has no role");
    assert!(found(3).is_empty() && found(5).is_empty());
    assert_eq!(found(4), [20, 30]);
    assert_eq!([0, 1, 2, 3, 4, 5].map(|rule| selection.count(rule)), [1, 3, 3, 0, 2, 0]);
    assert_eq!(selection.rules(PointId(11)), [1]);
    assert_eq!(selection.rules(PointId(21)), [1, 4]);
    assert_eq!(selection.rules(PointId(32)), [0, 2]);
    assert!(selection.rules(PointId(99)).is_empty());
}

fn text() -> impl Strategy<Value = String> {
    let test = prop_oneof![
        "(zone|air|temp|sp|cmd|sensor|line|bacnet|absent|not line|not sp|not absent)",
        "equipRef->(ahu|vav)",
        "not equipRef->(ahu|absent)",
        "line (==|!=|<|<=|>|>=) (5|11K|\"5\")",
        "(line|bacnet) (==|!=) (true|@x)",
        "spaceRef->area (==|!=|<|>) (20|20m²|20ft²)",
        "floorRef->floorNum >= (0|1|2)",
        "unit (==|!=) \"(°C|own)\"",
        "(temp|not temp|temp == \"own\"|temp != \"own\")",
        "(id|equipRef|floorRef) (==|!=) @(p-0000020|x20|x0)",
    ];
    let test = test.prop_map(String::from);
    let filter = test.prop_recursive(2, 8, 3, |part| {
        let parts = proptest::collection::vec(part, 2..4);
        (parts, any::<bool>()).prop_map(|(parts, all)| {
            format!("({})", parts.join(if all { " and " } else { " or " }))
        })
    });
    prop_oneof!["p-00000[0-4][0-9]", "role:(zone-air-temp|device-alarm|absent)", filter]
}

proptest! {
    #[test]
    fn all_at_once_find_what_each_finds_by_itself(
        rules in proptest::collection::vec((text(), "(|p-00000[0-4][0-9]|gone)"), 1..20),
        count in 0_u32..130,
        first in prop_oneof![Just(0_u32), Just(950)],
    ) {
        let points = building(first + count).split_off(size(first));
        let rules: Vec<(Selector, Exceptions)> =
            rules.iter().map(|(text, code)| (text.parse().unwrap(), except(&[code]))).collect();
        let wanted: Vec<Wanted<'_>> =
            rules.iter().map(|(selector, exceptions)| Wanted { selector, exceptions }).collect();
        let selection = Selection::resolve(&wanted, &points);
        for (at, rule) in wanted.iter().enumerate() {
            let naive: Vec<PointId> =
                points.iter().filter(|facts| rule.matches(facts)).map(|facts| facts.id).collect();
            prop_assert_eq!(selection.count(at), naive.len());
            prop_assert_eq!(selection.points(at).collect::<Vec<_>>(), naive, "{}", rule.selector);
        }
        for facts in &points {
            let naive: Vec<usize> = wanted
                .iter()
                .enumerate()
                .filter_map(|(at, rule)| rule.matches(facts).then_some(at))
                .collect();
            prop_assert_eq!(selection.rules(facts.id), naive);
        }
    }
}

/// How long all rules at all points may take; a build for tests on a busy machine is given more.
const LIMIT: Duration = Duration::from_secs(if cfg!(debug_assertions) { 5 } else { 1 });
const RULES: usize = 20_000;
const POINTS: u32 = 50_000;
const FILTERS: usize = 200;

/// Six of ten rules name a point, three a role; the tenth has one of two hundred filters.
fn rule_text(at: usize) -> String {
    let number = at / 10;
    match at % 10 {
        0..6 => format!("p-{:07}", at * 7 % size(POINTS)),
        6..9 => format!("role:{}", ["zone-air-temp", "discharge-air-flow", "device-alarm"][at % 3]),
        _ => {
            let (filter, pick) = (number % FILTERS, number % FILTERS / 4);
            match filter % 4 {
                0 => format!("zone and air and temp and not sp and floorRef->floorNum == {pick}"),
                1 => format!("sensor and (co2 or flow) and line > {pick}"),
                2 => format!("cmd and equipRef->ahu and spaceRef->area < {pick}m²"),
                _ => format!("discharge and air and equipRef->dis == \"Thing {}\"", pick * 70),
            }
        }
    }
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let start = processor_time();
    let made = work();
    let took = processor_time().saturating_sub(start);
    println!("{what}: {} ms", took.as_millis());
    assert!(took < LIMIT, "{what} took {took:?}");
    made
}

/// What this thread has had of a processor, so that a busy machine makes nothing slow; where the system does not tell,
/// the time since the first question.
#[expect(clippy::disallowed_methods, reason = "a test of speed reads the clock")]
fn processor_time() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

#[test]
fn selectors_of_20_000_rules_find_50_000_points_within_a_second_of_a_processor() {
    let points = building(POINTS);
    let texts: Vec<String> = (0..RULES).map(rule_text).collect();
    let selectors: Vec<Selector> =
        timed("20,000 selectors read", || texts.iter().map(|text| text.parse().unwrap()).collect());
    let filters = selectors.iter().filter(|one| matches!(one, Selector::Filter(_)));
    let distinct: BTreeSet<String> = filters.map(ToString::to_string).collect();
    assert_eq!(distinct.len(), FILTERS);
    let exceptions = Exceptions::default();
    let wanted = selectors.iter().map(|selector| Wanted { selector, exceptions: &exceptions });
    let wanted: Vec<Wanted<'_>> = wanted.collect();
    let selection = timed("resolved at 50,000 points", || Selection::resolve(&wanted, &points));
    let by_rule: usize = timed("every point of every rule", || {
        (0..RULES).map(|rule| selection.points(rule).count()).sum()
    });
    let by_point: usize = timed("every rule of every point", || {
        points.iter().map(|facts| selection.rules(facts.id).len()).sum()
    });
    println!("{by_rule} times a rule is for a point");
    assert_eq!(by_rule, by_point);
    assert!((0..RULES).all(|rule| selection.count(rule) > 0 || rule % 10 == 9));
}
