use interop::Column;
use model::{ConnectionId, Conventions, EquipmentId, Kind, PointCode, PointId, PointKey, Unit};
use store::{
    ConnectionRow, Listed, ListedEquipment, ListedPlace, ListedPoint, ListedWords, ProtectionRow,
};
use wire::ChangeKind;

use super::*;
use crate::limits::{CELL_CHARACTERS_SHOWN, CHANGES_LISTED};

fn point(id: u32, code: &str, device: &str, accepted: bool) -> ListedPoint {
    ListedPoint {
        id: Some(PointId(id)),
        code: PointCode(code.into()),
        key: PointKey {
            connection: Some(ConnectionId(1)),
            device: device.into(),
            path: "/t".into(),
        },
        topic: device.into(),
        name: code.to_owned(),
        kind: Kind::Sensor,
        unit: Unit::new("°C"),
        accepted,
        words: ListedWords::default(),
        place: ListedPlace { building: Some("HQ".to_owned()), ..ListedPlace::default() },
        equipment: Some(ListedEquipment {
            id: Some(EquipmentId(7)),
            name: "AHU 1".to_owned(),
            kind: Some("ahu".to_owned()),
        }),
    }
}

/// A folder with a point of the model, `p-1`, and a found one, `p-2`.
fn folder() -> Known {
    let mut found = point(2, "p-2", "ahu/2", false);
    (found.place, found.equipment) = (ListedPlace::default(), None);
    let points = vec![point(1, "p-1", "ahu/1", true), found];
    let plant = ConnectionRow {
        id: ConnectionId(1),
        name: "plant".to_owned(),
        url: "mqtt://127.0.0.1".to_owned(),
        filters: Vec::new(),
        version: None,
        client_id: "plantroom-1".to_owned(),
        subscribed: Vec::new(),
        removed: false,
        username: None,
        protection: ProtectionRow::default(),
        conventions: Conventions::All,
    };
    Known::new("Quay House".to_owned(), Listed { points, ..Listed::default() }, vec![plant])
}

fn tried(csv: &str, mode: ListMode) -> Compared {
    compared(&folder(), interop::read_csv(csv.as_bytes()), mode)
}

/// Columns of the problems, with their words.
fn problems(csv: &str, mode: ListMode) -> Vec<(String, String)> {
    let told = tried(csv, mode).told.problems.into_iter();
    told.map(|problem| (problem.column.unwrap_or_default(), problem.words)).collect()
}

#[test]
fn a_site_and_a_connection_that_are_not_here_are_told_at_their_cells() {
    let list = "id,name,site,connection\np-1,Supply,Elsewhere,nowhere\n";
    let told = problems(list, ListMode::Update);
    let columns: Vec<&str> = told.iter().map(|(column, _)| column.as_str()).collect();
    assert_eq!(columns, [Column::Site.word(), Column::Connection.word()]);
    assert!(told[0].1.contains("\"Quay House\"") && told[1].1.contains("\"nowhere\""), "{told:?}");
}

#[test]
fn a_row_without_an_id_is_known_by_its_source_or_gets_an_id_that_stays_the_same() {
    let known = tried("name,device,path\nSupply,ahu/1,/t\n", ListMode::Update);
    assert_eq!((known.changes.points[0].id, known.told.update), (Some(PointId(1)), 1));
    let list = "name,connection,device,path\nNew,plant,ahu/3,/t\nOther,,,\n";
    let code = || {
        let points = tried(list, ListMode::Create).changes.points;
        points.into_iter().map(|point| (point.id, point.code)).collect::<Vec<_>>()
    };
    let codes = code();
    assert!(codes.iter().all(|(id, code)| id.is_none() && !code.0.is_empty()), "{codes:?}");
    assert_eq!(codes, code(), "the same list gives the same ids");
}

#[test]
fn what_a_list_does_not_say_of_a_found_point_stays_and_what_it_says_empty_goes() {
    let listed = |list| tried(list, ListMode::Create).changes.points.remove(0);
    let taken = listed("id,name\np-2,Return\n");
    assert_eq!((taken.id, taken.name.as_str()), (Some(PointId(2)), "Return"));
    assert_eq!((taken.unit, &*taken.key.device, taken.accepted), (Unit::new("°C"), "ahu/2", true));
    assert_eq!(listed("id,name,unit\np-2,Return,\n").unit, None);
}

#[test]
fn a_found_points_source_is_given_to_no_other_point() {
    let list = "id,name,connection,device,path\np-9,Copy,plant,ahu/2,/t\n";
    let told = problems(list, ListMode::Create);
    assert_eq!(told[0].0, Column::Device.word());
    assert!(told[0].1.contains("the found point \"p-2\""), "{told:?}");
    assert!(tried(list, ListMode::Create).changes.points.is_empty(), "all or nothing");
}

#[test]
fn equipment_of_the_same_name_is_the_very_piece_only_in_the_same_building() {
    let equipment = |list| tried(list, ListMode::Update).changes.points.remove(0).equipment;
    let same = equipment("id,name,building,equipment\np-1,Other,HQ,AHU 1\n").unwrap();
    assert_eq!(same.id, Some(EquipmentId(7)));
    let moved = equipment("id,building,equipment\np-1,Annexe,AHU 1\n").unwrap();
    assert_eq!(moved.id, None);
}

#[test]
fn of_many_changes_each_kind_is_shown_and_a_long_cell_is_cut() {
    let long = "x".repeat(CELL_CHARACTERS_SHOWN + 100);
    let rows: String = (0..3_000).map(|at| format!("n-{at},Point {at},{long}\n")).collect();
    let told = tried(&format!("id,name,description\n{rows}"), ListMode::Replace).told;
    assert_eq!((told.create, told.remove, told.changes.len()), (3_000, 1, CHANGES_LISTED));
    assert_eq!(
        (told.changes[0].change, told.changes[0].name.as_str()),
        (ChangeKind::Remove, "p-1")
    );
    let cells = &told.changes[1].cells;
    let description = cells.iter().find(|cell| cell.column == Column::Description.word()).unwrap();
    assert_eq!(description.to.chars().count(), CELL_CHARACTERS_SHOWN + 1);
    assert!(description.to.ends_with('…'));
}
