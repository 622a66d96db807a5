//! Haystack: what comes back of ours, what is made of others' files, and what nothing can break.

use proptest::prelude::*;

use super::*;
use crate::column::Column;
use crate::hostile;
use crate::list::{End, EquipmentName, PlaceName, PointRow, Relation, Standing};

fn told(sheet: &Sheet) -> String {
    sheet
        .problems
        .list
        .iter()
        .chain(&sheet.notes.list)
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

fn line(point: &PointRow) -> String {
    let texts = Column::ALL.map(|column| (column, point.text(column)));
    let said = texts.iter().filter(|(_, text)| !text.is_empty());
    said.map(|(column, text)| format!("{column} {text}")).collect::<Vec<_>>().join(" | ")
}

fn comes_back(list: &PointList, sheet: Sheet) {
    assert!(sheet.problems.is_empty() && sheet.notes.is_empty(), "{}", told(&sheet));
    let points: Vec<PointRow> = sheet.rows.into_iter().map(|row| row.point).collect();
    for (read, written) in points.iter().zip(&list.points) {
        assert_eq!(read, written);
    }
    assert_eq!(points.len(), list.points.len());
    let mut relations: Vec<Relation> = list.relations.clone();
    relations.retain(|relation| !sheet.relations.contains(relation));
    assert_eq!(relations, [], "missing among {:?}", sheet.relations);
    for standing in &list.standings {
        let is_it = |read: &&Standing| {
            read.place == standing.place
                && read.equipment == standing.equipment
                && read.tags == standing.tags
        };
        assert!(sheet.standings.iter().any(|read| is_it(&read)), "{standing:?}");
    }
}

proptest! {
    #[test]
    fn a_list_comes_back_from_zinc(list in hostile::list()) {
        comes_back(&list, read_zinc(write_zinc(&list).as_bytes()));
    }

    #[test]
    fn a_list_comes_back_from_hayson(list in hostile::list()) {
        comes_back(&list, read_json(write_hayson(&list).as_bytes()));
    }

    #[test]
    fn a_list_comes_back_from_the_older_json(list in hostile::list()) {
        comes_back(&list, read_json(write_json_v3(&list).as_bytes()));
    }

    #[test]
    fn a_list_comes_back_from_trio(list in hostile::list()) {
        comes_back(&list, read_trio(write_trio(&list).as_bytes()));
    }

    #[test]
    fn no_bytes_break_the_readers(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        drop([read_zinc(&bytes), read_json(&bytes), read_trio(&bytes)]);
    }

    #[test]
    fn no_damage_breaks_the_zinc_reader(bytes in hostile::damaged(&write_zinc(&hostile::sample()))) {
        drop(read_zinc(&bytes));
    }

    #[test]
    fn no_damage_breaks_the_json_reader(bytes in hostile::damaged(&write_hayson(&hostile::sample()))) {
        drop(read_json(&bytes));
    }

    #[test]
    fn no_damage_breaks_the_older_json_reader(bytes in hostile::damaged(&write_json_v3(&hostile::sample()))) {
        drop(read_json(&bytes));
    }

    #[test]
    fn no_damage_breaks_the_trio_reader(bytes in hostile::damaged(&write_trio(&hostile::sample()))) {
        drop(read_trio(&bytes));
    }

    #[test]
    fn no_zinc_breaks_the_reader(text in "(ver:\"3.0\"\n)?([a-z]{1,3}[ ,:\n]){0,4}([\\[\\]{}<>\"`@^,:\n MNTFRC()0-9eE.+\\-_a-zA\\\\$]){0,60}") {
        drop([read_zinc(text.as_bytes()), read_trio(text.as_bytes())]);
    }
}

#[test]
fn a_foreign_zinc_grid_becomes_points_with_their_places() {
    let zinc = r#"ver:"3.0"
id,dis,site,floor,space,equip,ahu,point,siteRef,spaceRef,equipRef,floorNum,discharge,zone,air,temp,sensor,sp,cmd,kind,unit,minVal,enum,curVal,fanRef
@s "HQ","Headquarters",M,,,,,,,,,,,,,,,,,,,,,,
@f,"Level 2",,M,M,,,,@s,,,2,,,,,,,,,,,,,
@r,"Room 201",,,M,,,,@s,@f,,,,,,,,,,,,,,,
@e,"AHU-1",,,,M,M,,@s,@f,,,,,,,,,,,,,,,
@p1,"Discharge",,,,,,M,@s,,@e,,M,,M,M,M,,,"Number","°C",,,21.5°C,
@p2,"Room setpoint",,,,,,M,@s,@r,,,,M,M,M,,M,,"Number","fahrenheit",60°F,,,
@p3,"Fan",,,,,,M,@s,,@e,,,,,,,,M,"Bool",,,"off,on",T,@x
"#;
    let sheet = read_zinc(zinc.as_bytes());
    assert_eq!(told(&sheet), "");
    let rows: Vec<String> =
        sheet.rows.iter().map(|row| format!("{}: {}", row.line, line(&row.point))).collect();
    insta::assert_snapshot!(rows.join("\n"), @"
    7: id p1 | name Discharge | kind sensor | unit °C | role discharge-air-temp | building Headquarters | floor Level 2 | level 2 | equipment AHU-1 | equipment_kind ahu
    8: id p2 | name Room setpoint | kind setpoint | unit °F | role zone-air-temp-sp | building Headquarters | floor Level 2 | level 2 | space Room 201 | min 60
    9: id p3 | name Fan | kind command | tags fanRef:@x | states 0=off|1=on | building Headquarters | floor Level 2 | level 2 | equipment AHU-1 | equipment_kind ahu
    ");
    assert!(!sheet.columns.contains(&Column::Topic), "what a file does not know it does not empty");
}

#[test]
fn places_without_points_zones_and_what_serves_them_come_back() {
    let place = |floor: &str, space: &str, zone: &str| {
        let some = |name: &str| (!name.is_empty()).then(|| name.to_owned());
        let building = Some("HQ".to_owned());
        PlaceName { site: None, building, floor: some(floor), space: some(space), zone: some(zone) }
    };
    let stands = |place: PlaceName| Standing { place, ..Standing::default() };
    let ahu = EquipmentName {
        building: Some("HQ".to_owned()),
        name: "AHU 1".to_owned(),
        ..EquipmentName::default()
    };
    let to = |verb, place| Relation { subject: ahu.clone(), verb, object: End::Place(place) };
    let mut list = hostile::sample();
    list.points.truncate(1);
    list.relations = vec![
        to(model::Verb::Feeds, place("Roof", "", "North")),
        to(model::Verb::Meters, place("", "", "")),
        to(model::Verb::Feeds, place("Roof", "Attic", "")),
    ];
    list.standings = vec![
        stands(place("", "", "")),
        Standing { level: Some(3), ..stands(place("Roof", "", "")) },
        stands(place("Roof", "Attic", "")),
        stands(place("Roof", "", "North")),
        stands(place("Roof", "Attic", "North")),
        Standing {
            equipment: Some("AHU 1".to_owned()),
            kind: Some("ahu".to_owned()),
            ..stands(place("Roof", "Attic", ""))
        },
    ];
    for sheet in [read_zinc(write_zinc(&list).as_bytes()), read_trio(write_trio(&list).as_bytes())]
    {
        assert_eq!(told(&sheet), "");
        assert_eq!(sheet.relations.len(), 3);
        for relation in &list.relations {
            assert!(sheet.relations.contains(relation), "{relation:?}");
        }
        for standing in &list.standings {
            let mut there = sheet.standings.iter();
            assert!(there.any(|read| read.place == standing.place), "{standing:?}");
        }
        let machine = sheet.standings.iter().find(|one| one.equipment.is_some());
        assert_eq!(machine.unwrap().place, place("Roof", "Attic", ""));
    }
}

#[test]
fn foreign_trio_and_both_jsons_are_read() {
    let trio = "// a remark\n\nid: @s\nsite\ndis: HQ\n---\nid:@p\npoint\nsensor\nco2\ndis: CO2 room\nunit: ppm\nsiteRef:@s\ndoc:\n  one\n  two\n---\n";
    insta::assert_snapshot!(line(&read_trio(trio.as_bytes()).rows[0].point), @"
    id p | name CO2 room | kind sensor | unit ppm | role co2 | building HQ | description one
    two
    ");
    let v3 = r#"{"meta":{"ver":"3.0"},"cols":[{"name":"id"}],"rows":[{"id":"r:p A point","point":"m:","sp":"m:","dis":"s:a:b","minVal":"n:12 °C","unit":"°C","z":"z:"}]}"#;
    insta::assert_snapshot!(line(&read_json(v3.as_bytes()).rows[0].point), @"id p | name a:b | kind setpoint | unit °C | tags z:NA | min 12");
    let hayson = r#"[{"id":{"_kind":"ref","val":"p"},"point":{"_kind":"marker"},"cmd":{"_kind":"marker"},"dis":"m:x","maxVal":{"_kind":"number","val":12,"unit":"°X"}}]"#;
    insta::assert_snapshot!(line(&read_json(hayson.as_bytes()).rows[0].point), @"id p | name m:x | kind command | max 12");
}

#[test]
fn mistakes_are_told_with_their_row() {
    let json = r#"{"_kind":"grid","rows":[{"point":{"_kind":"marker"},"maxVal":"warm"},{"x":{"_kind":"number","val":"1"}},7]}"#;
    insta::assert_snapshot!(told(&read_json(json.as_bytes())), @r#"
    row 2: this row cannot be read as Hayson: Invalid Hayson Number. Missing or invalid 'val'
    row 3: this row is no dictionary
    row 1, max: “warm” is no number: write it as 21.5, without a unit
    "#);
    insta::assert_snapshot!(told(&read_trio(b"point\ndis: x\n---\n\nPoint\n")), @r#"row 5: this entity cannot be read: Unexpected Trio content: "Point""#);
    insta::assert_snapshot!(told(&read_zinc(b"ver:\"3.0\"\nid\n@a\n")), @"the file has no points: an entity with the marker point is one");
    insta::assert_snapshot!(told(&read_zinc(b"hello")), @"the Zinc grid cannot be read: Grid Expecting 'ver', got 'hello'. Input position: 4[0], line 1");
    insta::assert_snapshot!(told(&read_json(b"{")), @"this is no JSON: EOF while parsing an object at line 1 column 1");
    insta::assert_snapshot!(told(&read_json("[".repeat(100_000).as_bytes())), @"this is no JSON: recursion limit exceeded at line 1 column 128");
    insta::assert_snapshot!(told(&read_zinc("[".repeat(100_000).as_bytes())), @"values lie more than 32 deep inside one another: a point list has no such values");
    insta::assert_snapshot!(told(&read_trio(format!("a:{}", "{b:".repeat(100_000)).as_bytes())), @"row 1: values lie more than 32 deep inside one another: a point list has no such values");
}

#[test]
fn spaces_that_are_in_one_another_end() {
    let zinc = "ver:\"3.0\"\nid,point,dis,space,spaceRef\n@p,M,\"p\",,@a\n@a,,\"a\",M,@b\n@b,,\"b\",M,@a\n";
    assert_eq!(read_zinc(zinc.as_bytes()).rows[0].point.space.as_deref(), Some("a"));
}
