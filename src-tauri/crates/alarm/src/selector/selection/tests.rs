use std::time::{Duration, Instant};

use model::{Kind, Tags, Unit};
use proptest::prelude::*;

use super::*;
use crate::selector::{Sort, Thing};

fn except(codes: &[&str]) -> Exceptions {
    Exceptions::new(codes.iter().map(|code| PointCode((*code).into()))).unwrap()
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
            let level = i32::try_from(at / 1_000).unwrap();
            floor = thing(Sort::Floor(level), at, Some(&site));
        }
        if at % 10 == 0 {
            room = thing(Sort::Space, at, Some(&floor));
            let kind = if at % 100 == 0 { "ahu" } else { "vav" };
            equipment = thing(Sort::Equipment(kind.into()), at, Some(&room));
        }
        let (role, kind, unit) = ROLES[place(at % 10)];
        let own = [("line", Some(format!("{}", at % 17))), ("bacnet", None), ("checked", None)];
        let tags = own.into_iter().take(place(at % 4)).map(|(tag, value)| (tag.to_owned(), value));
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
        ["p-0000031", "role:zone-air-temp", "temp and sp", "p-9999999", "role:zone-air-temp"];
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

#[test]
fn a_rule_leaves_out_so_many_points_and_no_more() {
    let codes = |count: usize| (0..count).map(|at| PointCode(format!("p-{at}").into()));
    let twice = codes(EXCEPTIONS_MAX).chain(codes(EXCEPTIONS_MAX));
    assert_eq!(Exceptions::new(twice).unwrap().iter().count(), EXCEPTIONS_MAX);
    let many = Exceptions::new(codes(EXCEPTIONS_MAX + 2));
    assert_eq!(many, Err(TooManyExceptions { count: EXCEPTIONS_MAX + 2 }));
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
        "unit (==|!=) \"°C\"",
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
        size in 0_u32..130,
        first in 0_u32..2_000,
    ) {
        let points = building(first + size).split_off(place(first));
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

/// The figure for all rules at all points; without optimisation it may take longer.
const RESOLVED_WITHIN: Duration = Duration::from_secs(if cfg!(debug_assertions) { 30 } else { 1 });
const RULES: usize = 20_000;
const POINTS: u32 = 50_000;
const FILTERS: usize = 200;

/// Six of ten rules name a point, three a role; the tenth has one of two hundred filters.
fn rule_text(at: usize) -> String {
    let number = at / 10;
    match at % 10 {
        0..6 => format!("p-{:07}", at * 7 % place(POINTS)),
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

#[test]
#[expect(clippy::disallowed_methods, reason = "a test of speed reads the clock")]
fn selectors_of_20_000_rules_are_resolved_at_50_000_points_in_a_second() {
    let points = building(POINTS);
    let texts: Vec<String> = (0..RULES).map(rule_text).collect();
    let began = Instant::now();
    let selectors: Vec<Selector> = texts.iter().map(|text| text.parse().unwrap()).collect();
    let read = began.elapsed();
    let exceptions = Exceptions::default();
    let wanted = selectors.iter().map(|selector| Wanted { selector, exceptions: &exceptions });
    let wanted: Vec<Wanted<'_>> = wanted.collect();
    let began = Instant::now();
    let selection = Selection::resolve(&wanted, &points);
    let resolved = began.elapsed();
    let began = Instant::now();
    let matches: usize = (0..RULES).map(|rule| selection.points(rule).count()).sum();
    let walked = began.elapsed();
    let began = Instant::now();
    let of_points: usize = points.iter().map(|facts| selection.rules(facts.id).len()).sum();
    let turned = began.elapsed();
    println!(
        "{RULES} selectors x {POINTS} points: read {read:?}, resolved {resolved:?}, {matches} matches walked by rule {walked:?}, by point {turned:?}"
    );
    let filters = selectors.iter().filter(|one| matches!(one, Selector::Filter(_)));
    let distinct: BTreeSet<String> = filters.map(ToString::to_string).collect();
    assert_eq!(distinct.len(), FILTERS);
    assert!((0..RULES).all(|rule| selection.count(rule) > 0 || rule % 10 == 9));
    assert_eq!(matches, of_points);
    assert!(resolved < RESOLVED_WITHIN, "{resolved:?}");
}
