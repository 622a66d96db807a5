//! Lists for tests whose names are as hostile as devices can make them, and which hold together as a list must.

use model::{Kind, PointCode, Unit, Verb};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;

use crate::list::{End, EquipmentName, PlaceName, PointList, PointRow, Relation, Standing};
use crate::states::States;
use crate::tags::{TagName, Tags};

/// A text with anything in it, never empty.
pub(crate) fn text() -> impl Strategy<Value = String> {
    const NASTY: [&str; 26] = [
        "=HYPERLINK(\"http://x\";\"y\")",
        "'=1",
        "''",
        "-2+3",
        "@SUM(A1)",
        "\tx",
        "a\r\nb",
        "\n",
        "\r",
        "say \"hi\"",
        "\"",
        ";",
        ",",
        "; , \" '",
        "Büro 🏢 №1",
        "\u{202e}gnp.exe",
        "zero\u{200b}width\u{feff}",
        " padded ",
        "\\",
        "\\n \\\" $x `y`",
        "[[[[{{{{<<<<",
        "ver:\"3.0\"",
        "m:marker",
        "n:12 °C",
        "> . <urn:x> a <urn:y> . #",
        "---",
    ];
    prop_oneof![
        proptest::sample::select(&NASTY[..]).prop_map(str::to_owned),
        "[a-zA-Z0-9 ._-]{1,12}",
        vec(any::<char>(), 1..8).prop_map(|letters| letters.into_iter().collect()),
    ]
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        (-100_000_i32..100_000).prop_map(|hundredths| f64::from(hundredths) / 100.0),
        any::<f64>().prop_filter("limits are numbers", |number| number.is_finite()),
    ]
}

fn tags() -> impl Strategy<Value = Tags> {
    let name = prop_oneof![
        "[a-z][a-zA-Z0-9_]{0,6}",
        proptest::sample::select(
            &["id", "dis", "point", "air", "temp", "sensor", "sp", "unit", "enum", "ver"][..]
        )
        .prop_map(str::to_owned),
    ];
    btree_map(name, option::of(prop_oneof![text(), Just(String::new())]), 0..5).prop_map(|named| {
        let mut tags = Tags::default();
        for (name, value) in named {
            assert!(tags.put(TagName::new(&name).unwrap(), value));
        }
        tags
    })
}

fn states() -> impl Strategy<Value = States> {
    btree_map(-5_i64..300, prop_oneof![text(), Just(String::new())], 0..4).prop_map(|named| {
        let mut states = States::default();
        for (number, name) in named {
            assert!(states.put(number, name));
        }
        states
    })
}

fn unit() -> impl Strategy<Value = Option<Unit>> {
    const KNOWN: [&str; 12] =
        ["°C", "°F", "kWh", "%", "ft³/min", "L/h", "var", "µg/m³", "h", "m", "w", "K"];
    prop_oneof![
        proptest::sample::select(&KNOWN[..]).prop_map(Unit::new),
        text().prop_map(|text| Unit::new(&text)),
    ]
}

/// Where a point is; the level follows from the floor's name.
fn place() -> impl Strategy<Value = PointRow> {
    let name = || option::of(text());
    (name(), name(), name(), name(), name()).prop_map(|(site, building, floor, space, zone)| {
        PointRow {
            level: floor.as_ref().and_then(|floor| {
                (floor.len() % 3 > 0).then_some(if floor.len() > 6 { -1 } else { 12 })
            }),
            site,
            building,
            floor,
            space,
            zone,
            ..PointRow::default()
        }
    })
}

/// A point with an id that ends in its place in the list; the kind of its equipment follows from the name.
fn point() -> impl Strategy<Value = PointRow> {
    let name = || option::of(text());
    let functions =
        (option::of(proptest::sample::select(&Kind::ALL[..])), unit(), role(), tags(), states());
    let sources = (name(), name(), name(), name(), name(), name());
    let numbers = vec(option::of(number()), 8);
    (text(), place(), functions, sources, numbers).prop_map(
        |(id, place, functions, sources, numbers)| {
            let (kind, unit, role, tags, states) = functions;
            let (name, equipment, connection, topic, device, path) = sources;
            let equipment_kind =
                equipment.as_ref().and_then(|equipment| match equipment.len() % 3 {
                    0 => None,
                    1 => Some("ahu".to_owned()),
                    _ => Some("=own \"kind\"".to_owned()),
                });
            PointRow {
                id: Some(PointCode(id.into())),
                description: name.clone(),
                name,
                kind,
                unit,
                role,
                tags,
                states,
                equipment,
                equipment_kind,
                connection,
                topic,
                device,
                path,
                low_low: numbers[0],
                low: numbers[1],
                high: numbers[2],
                high_high: numbers[3],
                min: numbers[4],
                max: numbers[5],
                step: numbers[6],
                expected_interval_s: numbers[7],
                ..place
            }
        },
    )
}

fn role() -> impl Strategy<Value = Option<String>> {
    const KNOWN: [&str; 6] =
        ["discharge-air-temp", "zone-air-temp-sp", "fan-status", "co2", "-", "temp-temp"];
    option::of(prop_oneof![proptest::sample::select(&KNOWN[..]).prop_map(str::to_owned), text()])
}

/// A list of up to eight points with different ids, and relations between their equipment.
pub(crate) fn list() -> impl Strategy<Value = PointList> {
    vec(point(), 1..8).prop_map(|mut points| {
        let mut relations = Vec::new();
        for (at, point) in points.iter_mut().enumerate() {
            let id = point.id.as_ref().map_or("", |id| &id.0);
            point.id = Some(PointCode(format!("{id}{at}").into()));
        }
        let equipment: Vec<EquipmentName> = points
            .iter()
            .filter_map(|point| {
                let (site, building) = (point.site.clone(), point.building.clone());
                Some(EquipmentName { site, building, name: point.equipment.clone()? })
            })
            .collect();
        for (pair, verb) in equipment.windows(2).zip([
            Verb::Feeds,
            Verb::IsPartOf,
            Verb::Meters,
            Verb::IsSubMeterOf,
        ]) {
            let object = End::Equipment(pair[1].clone());
            relations.push(Relation { subject: pair[0].clone(), verb, object });
        }
        let standings = standings(&points);
        PointList { points, relations, standings }
    })
}

/// The equipment of the first point with its tags, where it has any, and a floor above that nothing else names.
fn standings(points: &[PointRow]) -> Vec<Standing> {
    let Some(first) = points.iter().find(|point| point.building.is_some()) else {
        return Vec::new();
    };
    let place = PlaceName { floor: None, space: None, zone: None, ..first.place() };
    let above = first.name.as_ref().map(|name| format!("above {name}"));
    let attic = PlaceName { floor: above, ..place.clone() };
    let machine = Standing {
        place,
        equipment: first.name.clone(),
        tags: first.tags.clone(),
        ..Standing::default()
    };
    let attic = Standing { place: attic, level: Some(9), ..Standing::default() };
    if first.name.is_some() { vec![attic, machine] } else { Vec::new() }
}

/// Two points with all that can be said of them, for damage.
pub(crate) fn sample() -> PointList {
    const CSV: &str = "id,name,kind,unit,role,tags,states,site,building,floor,level,space,zone,equipment,equipment_kind,\
        connection,topic,device,path,low_low,low,high,high_high,min,max,step,expected_interval_s,description\n\
        p-1,\"'=Zuluft \"\"1\"\"\",sensor,°C,discharge-air-temp,\"air temp ref:\"\"AHU 1\"\"\",,Campus,HQ,Level 2,2,Room 1,North,AHU-1,ahu,\
        east,hq/2/1,dev,/t,5,10,30.5,35,-1e3,50,0.5,60,\"two\nlines\"\n\
        p-2,Fan 🏢,command,,fan-cmd,sp ver:1,0=Off|1=On,Campus,HQ,Level 2,2,,,AHU-1,ahu,,,dev,/f,,,,,,,,,\n";
    let sheet = crate::csv::read_csv(CSV.as_bytes());
    assert!(sheet.problems.is_empty() && sheet.rows.len() == 2, "{:?}", sheet.problems);
    let points: Vec<PointRow> = sheet.rows.into_iter().map(|row| row.point).collect();
    let ahu = EquipmentName {
        site: Some("Campus".into()),
        building: Some("HQ".into()),
        name: "AHU-1".into(),
    };
    let object = End::Equipment(ahu.clone());
    let relations = vec![Relation { subject: ahu, verb: Verb::IsPartOf, object }];
    PointList { standings: standings(&points), points, relations }
}

/// The text with some of its bytes changed, taken out or doubled.
pub(crate) fn damaged(text: &str) -> impl Strategy<Value = Vec<u8>> {
    let bytes = text.as_bytes().to_vec();
    let length = bytes.len().max(1);
    vec((0..length, any::<u8>(), 0_u8..4), 1..6).prop_map(move |damages| {
        let mut bytes = bytes.clone();
        for (at, byte, how) in damages {
            let at = at.min(bytes.len().saturating_sub(1));
            match how {
                0 if !bytes.is_empty() => bytes[at] = byte,
                1 if !bytes.is_empty() => drop(bytes.remove(at)),
                2 => bytes.truncate(at),
                _ => bytes.insert(at, byte),
            }
        }
        bytes
    })
}
