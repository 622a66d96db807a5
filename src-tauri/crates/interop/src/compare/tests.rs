//! What a list would change, and what stops it.

use model::Verb;
use proptest::prelude::*;

use super::*;
use crate::csv::{CsvStyle, read_csv, write_csv};
use crate::hostile;
use crate::list::{End, EquipmentName, PlaceName};

fn current(csv: &str) -> PointList {
    let sheet = read_csv(csv.as_bytes());
    assert!(sheet.problems.is_empty(), "{:?}", sheet.problems.list);
    PointList {
        points: sheet.rows.into_iter().map(|row| row.point).collect(),
        ..PointList::default()
    }
}

/// The plan in words: one line for each point it would touch, or its problems.
fn judge(there: &str, wanted: &str, mode: Mode) -> String {
    let plan = compare(&current(there), &read_csv(wanted.as_bytes()), mode);
    let mut lines: Vec<String> = plan.problems.list.iter().map(ToString::to_string).collect();
    for create in &plan.create {
        lines.push(format!("+ {}", create.point.id.as_ref().map_or("new", |id| &id.0)));
    }
    for update in &plan.update {
        let changes =
            update.changes.iter().map(|one| format!("{} {}→{}", one.column, one.from, one.to));
        lines.push(format!("~ {}: {}", update.id, changes.collect::<Vec<_>>().join(", ")));
    }
    lines.extend(plan.remove.iter().map(|id| format!("- {id}")));
    lines.push(format!("= {}", plan.unchanged));
    lines.join("\n")
}

const TWO: &str =
    "id,name,kind,unit,device,path,high\np1,One,sensor,°C,d,/a,30\np2,Two,sensor,,d,/b,\n";

#[test]
fn creating_adds_and_never_touches_what_is_there() {
    insta::assert_snapshot!(judge(TWO, "id,name\np3,Three\n,Four\n", Mode::Create), @"
    + p3
    + new
    = 0
    ");
    insta::assert_snapshot!(judge(TWO, "id,name\np3,Three\np1,Other\n", Mode::Create), @"
    row 3, id: the point “p1” is there already: take the row out, or change it with “update”
    = 0
    ");
}

#[test]
fn updating_changes_cell_by_cell_and_adds_nothing() {
    insta::assert_snapshot!(judge(TWO, "id,high,unit\np1,31,\np2,,\n", Mode::Update), @"
    ~ p1: unit °C→, high 30→31
    = 1
    ");
    insta::assert_snapshot!(judge(TWO, "id,high\np1,31\np9,1\n", Mode::Update), @"
    row 3, id: no point has the id “p9”: take the row out, or add it with “create”
    = 0
    ");
}

#[test]
fn replacing_takes_away_what_the_list_does_not_name() {
    insta::assert_snapshot!(judge(TWO, "id,name\np1,One\np3,Three\n", Mode::Replace), @"
    + p3
    - p2
    = 1
    ");
    insta::assert_snapshot!(judge(TWO, "id,name\n", Mode::Replace), @"
    the list has no points, and would take every point away: choose a list with points
    = 0
    ");
}

#[test]
fn what_a_list_does_not_speak_of_stays() {
    let plan = compare(&current(TWO), &read_csv(b"id,name\np1,Uno\n"), Mode::Update);
    assert_eq!(plan.update[0].point.high, Some(30.0));
    assert_eq!(plan.update[0].point.name.as_deref(), Some("Uno"));
}

#[test]
fn a_point_is_found_by_its_source_where_the_list_has_no_id() {
    let there =
        "id,name,connection,device,path\np1,One,east,d,/a\np2,Two,west,d,/a\np3,Three,west,e,\n";
    let wanted = "name,connection,device,path\nUno,east,d,/a\n";
    insta::assert_snapshot!(judge(there, wanted, Mode::Update), @"
    ~ p1: name One→Uno
    = 0
    ");
    insta::assert_snapshot!(judge(there, "name,device\nTre,e\n", Mode::Update), @"
    ~ p3: name Three→Tre
    = 0
    ");
    insta::assert_snapshot!(judge(there, "name,device,path\nUno,d,/a\n", Mode::Update), @"
    row 2, id: no point is meant: write its id, or its device and path
    = 0
    ");
}

#[test]
fn ids_and_sources_are_one_point_s_own() {
    insta::assert_snapshot!(judge(TWO, "id,name\np3,a\np3,b\n", Mode::Create), @"
    row 3, id: the id “p3” stands in row 2 too
    = 0
    ");
    insta::assert_snapshot!(judge(TWO, "id,name,device,path\np3,a,d,/a\np4,b,x,\np5,c,x,\n", Mode::Create), @"
    row 2, device: “/a” of the device “d” is the point “p1” already: write its id, or another device or path
    row 4, device: the value of the device “x” stands in row 3 too: write its id, or another device or path
    = 0
    ");
    insta::assert_snapshot!(judge(TWO, "id,device,path\np1,d,/b\np2,d,/a\n", Mode::Update), @"
    ~ p1: path /a→/b
    ~ p2: path /b→/a
    = 0
    ");
}

#[test]
fn a_floor_is_in_one_building_on_one_level() {
    let there =
        "id,name,building,floor,level\np1,a,East,Ground,0\np2,b,West,Ground,0\np3,c,West,Roof,9\n";
    insta::assert_snapshot!(judge(there, "id,name,floor,building\np4,d,Ground,\np5,e,Roof,\np6,f,Attic,\n", Mode::Create), @"
    row 2, building: the floor “Ground” is in the buildings “East” and “West”: name the one that is meant
    row 4, building: the floor “Attic” needs its building: name it
    = 0
    ");
    insta::assert_snapshot!(judge(there, "id,name,floor,building,level\np4,d,Roof,,8\np5,e,,,3\n", Mode::Create), @"
    row 2, level: the floor “Roof” is on level 9 elsewhere
    row 3, level: stands here without the floor it belongs to: name the floor too
    = 0
    ");
    let plan =
        compare(&current(there), &read_csv(b"id,name,floor,building\np5,e,Roof,\n"), Mode::Create);
    assert_eq!(plan.create[0].point.building.as_deref(), Some("West"));
}

#[test]
fn rows_are_judged_in_plain_sentences() {
    let wanted = "id,name,low_low,low,high,high_high,min,max,step,expected_interval_s,topic,space,equipment_kind\n\
        p3,,5,5,30,20,10,0,,,,,\n\
        p4,\" x\",,,,,0,10,11,0,a/+,Room,ahu\n\
        p5,\"a\u{202e}\u{7}b\",,,,,0,10,-1,,,,\n";
    insta::assert_snapshot!(judge(TWO, wanted, Mode::Create), @"
    row 2, name: a point needs a name
    row 2, low: 5 is not above low_low, which is 5
    row 2, high_high: 20 is not above high, which is 30
    row 2, max: 0 is not above min, which is 10
    row 3, name: “ x” begins or ends with a space, which nobody can see: take it out
    row 3, topic: “a/+” is a filter for many topics: write the one topic of the point
    row 3, expected_interval_s: 0 is no time between two readings: write seconds, at most a year
    row 3, step: a step of 11 does not fit between 0 and 10
    row 3, space: stands here without the floor it belongs to: name the floor too
    row 3, equipment_kind: stands here without the equipment it belongs to: name the equipment too
    row 4, name: “a��b” has a character that cannot be seen (U+0007): take it out
    row 4, step: a step is greater than 0
    = 0
    ");
    let long = format!("id,name\np3,{}\n", "n".repeat(257));
    insta::assert_snapshot!(judge(TWO, &long, Mode::Create), @"
    row 2, name: “nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn…” is too long: 257 bytes of at most 256
    = 0
    ");
    insta::assert_snapshot!(judge(TWO, "id,name,kind\np1,,\n", Mode::Update), @"
    row 2, name: a point needs a name
    row 2, kind: a point needs a kind: write one of sensor, status, setpoint, command, parameter, alarm
    = 0
    ");
}

#[test]
fn one_piece_of_equipment_has_one_kind() {
    let there = "id,name,equipment,equipment_kind\np1,a,AHU 1,ahu\n";
    insta::assert_snapshot!(judge(there, "id,name,equipment,equipment_kind\np2,b,AHU 1,vav\n", Mode::Create), @"
    row 2, equipment_kind: “AHU 1” is of the kind “ahu” elsewhere: one piece of equipment has one kind
    = 0
    ");
}

#[test]
fn relations_are_added_and_only_a_replacing_list_takes_some_away() {
    let ahu = |name: &str| EquipmentName { name: name.to_owned(), ..EquipmentName::default() };
    let feeds = |one: &str, other: &str| Relation {
        subject: ahu(one),
        verb: Verb::Feeds,
        object: End::Equipment(ahu(other)),
    };
    let mut there = current(TWO);
    there.relations = vec![feeds("a", "b"), feeds("b", "c")];
    let mut sheet = read_csv(b"id,name\np1,One\n");
    assert!(compare(&there, &sheet, Mode::Replace).unrelate.is_empty());
    sheet.relations = vec![feeds("b", "c"), feeds("c", "d"), feeds("c", "d")];
    let plan = compare(&there, &sheet, Mode::Update);
    assert_eq!((plan.relate, plan.unrelate), (vec![feeds("c", "d")], vec![]));
    let plan = compare(&there, &sheet, Mode::Replace);
    assert_eq!((plan.relate, plan.unrelate), (vec![feeds("c", "d")], vec![feeds("a", "b")]));
}

#[test]
fn a_problem_anywhere_leaves_nothing_to_apply() {
    let plan = compare(
        &current(TWO),
        &read_csv(b"id,name,kind\np1,Uno,x\np2,Due,sensor\n"),
        Mode::Replace,
    );
    assert_eq!(plan.problems.list.len(), 1);
    assert_eq!(plan, Plan { problems: plan.problems.clone(), ..Plan::default() });
}

#[test]
fn a_name_that_breaks_the_rules_is_no_problem_until_it_is_touched() {
    let there = "id,name,unit\np1,\"from\na device\",\n";
    insta::assert_snapshot!(judge(there, "id,name,unit\np1,\"from\na device\",K\n", Mode::Update), @"
    ~ p1: unit →K
    = 0
    ");
}

proptest! {
    #[test]
    fn a_list_that_was_written_changes_nothing(list in hostile::list()) {
        let sheet = read_csv(write_csv(&list, CsvStyle::default()).as_bytes());
        for mode in [Mode::Update, Mode::Replace] {
            let plan = compare(&list, &sheet, mode);
            prop_assert_eq!(&plan, &Plan { unchanged: list.points.len(), ..Plan::default() });
        }
    }

    #[test]
    fn a_plan_makes_the_points_what_the_list_says(before in tidy(), after in tidy()) {
        let sheet = read_csv(write_csv(&after, CsvStyle::default()).as_bytes());
        let plan = compare(&before, &sheet, Mode::Replace);
        prop_assert!(plan.problems.is_empty(), "{:?}", plan.problems.list);
        let mut points: Vec<PointRow> = before.points.clone();
        points.retain(|point| !point.id.as_ref().is_some_and(|id| plan.remove.contains(id)));
        for update in &plan.update {
            let mut same = points.iter_mut();
            let point = same.find(|point| point.id.as_ref() == Some(&update.id)).unwrap();
            for change in &update.changes {
                prop_assert_eq!(point.text(change.column), change.from.as_str());
                prop_assert_eq!(update.point.text(change.column), change.to.as_str());
            }
            *point = update.point.clone();
        }
        points.extend(plan.create.iter().map(|create| create.point.clone()));
        points.sort_by(|one, other| one.id.cmp(&other.id));
        prop_assert_eq!(points, after.points);
    }
}

/// A list that keeps the rules, of some of ten points in the order of their ids.
fn tidy() -> impl Strategy<Value = PointList> {
    let point = ("[=@'a-z][a-z;,\"]{0,5}[a-z]", proptest::option::of(0_i32..100), any::<bool>());
    proptest::collection::btree_map(0..10, point, 1..8).prop_map(|rows| {
        let points = rows.into_iter().map(|(id, (name, high, is_placed))| PointRow {
            id: Some(PointCode(format!("p{id}").into())),
            device: Some(format!("d{id}")),
            building: is_placed.then(|| format!("{name} building")),
            floor: is_placed.then(|| "Ground".to_owned()),
            name: Some(name),
            kind: Some(model::Kind::Sensor),
            high: high.map(f64::from),
            ..PointRow::default()
        });
        PointList { points: points.collect(), ..PointList::default() }
    })
}

#[test]
fn places_and_equipment_are_made_once_and_changed_where_more_is_said() {
    let standing = |floor: &str, kind: &str, level| Standing {
        place: PlaceName {
            building: Some("HQ".to_owned()),
            floor: Some(floor.to_owned()),
            ..PlaceName::default()
        },
        level,
        equipment: (!kind.is_empty()).then(|| "AHU 1".to_owned()),
        kind: (!kind.is_empty()).then(|| kind.to_owned()),
        ..Standing::default()
    };
    let (roof, ahu) = (standing("Roof", "", Some(3)), standing("Roof", "ahu", None));
    let there = PointList { standings: vec![roof.clone(), ahu], ..current(TWO) };
    let mut sheet = read_csv(b"id,name\np1,One\n");
    let (cellar, higher) = (standing("Cellar", "", Some(-1)), standing("Roof", "", Some(4)));
    let vav = standing("Roof", "vav", None);
    sheet.standings = vec![roof, cellar.clone(), cellar.clone(), higher.clone(), vav.clone()];
    let plan = compare(&there, &sheet, Mode::Update);
    assert_eq!(plan.stand, [cellar.clone(), higher, vav]);
    sheet.rows.clear();
    assert_eq!(compare(&there, &sheet, Mode::Create).stand, [cellar], "creating changes nothing");
    sheet.standings = vec![standing(&"x".repeat(300), "", None)];
    let plan = compare(&there, &sheet, Mode::Create);
    assert!(plan.problems.list[0].words.contains("is too long") && plan.stand.is_empty());
}
