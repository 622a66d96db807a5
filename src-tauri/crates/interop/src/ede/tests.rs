//! EDE: a set as vendors write it, what comes back of ours, and what nothing can break.

use model::Kind;
use proptest::prelude::*;

use super::*;
use crate::column::Column;
use crate::hostile;
use crate::list::{PointList, PointRow};
use crate::states::States;

const EDE: &str = "\
# Engineering-Data-Exchange - B.I.G.-EU;;;;;;;;;;;;;;;
PROJECT_NAME;Testhaus;;;;;;;;;;;;;;
VERSION_OF_REFERENCEFILE;1;;;;;;;;;;;;;;
TIMESTAMP_OF_LAST_CHANGE;19. Dez 2025;;;;;;;;;;;;;;
AUTHOR_OF_LAST_CHANGE;X;;;;;;;;;;;;;;
VERSION_OF_LAYOUT;2.3;;;;;;;;;;;;;;
#mandatory;mandator;mandatory;mandatory;mandatory;optional;optional;optional;optional;optional;optional;optional;optional;optional;optional;optional
# keyname;device obj.-instance;object-name;object-type;object-instance;description;present-value-default;min-present-value;max-present-value;settable;supports COV;hi-limit;low-limit;state-text-reference;unit-code;vendor-specific-addres
AHU1.SAT;1001;AHU1'SupplyTemp;0;1;Zulufttemperatur;;-40;120;N;Y;30,5;10;;62;
AHU1.SP;1001;AHU1'Setpoint;2;1;;21;15;25;Y;Y;;;;62;
AHU1.Fan;1001;AHU1'Fan;4;1;;;;;Y;Y;;;1;;
AHU1.Mode;1001;AHU1'Mode;19;7;;;;;Y;Y;;;2;95;
# a remark
AHU1.Cal;1001;AHU1'Calendar;6;1;;;;;;;;;;;
M.Own;1001;Meter;2;9;;;;;N;Y;;;;300;
";
const STATES: &str =
    "#State Text Reference;;\n#Reference Number;Text 1;Text 2\n1;Aus;Ein\n2;Aus;Stufe 1;Stufe 2;\n";
const UNITS: &str = "#Encoding\n#Code;Unit\n62;Grad\n300;Schweizer Franken\n";

fn set() -> EdeFiles<'static> {
    EdeFiles {
        ede: EDE.as_bytes(),
        state_texts: Some(STATES.as_bytes()),
        object_types: Some(b"#c;t\n6;Calendar\n"),
        units: Some(UNITS.as_bytes()),
    }
}

#[test]
fn a_vendor_s_set_is_read() {
    let sheet = read_ede(set());
    assert!(sheet.problems.is_empty(), "{:?}", sheet.problems.list);
    let line = |point: &PointRow| {
        Column::ALL
            .map(|column| point.text(column).into_owned())
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(" | ")
    };
    let rows: Vec<String> =
        sheet.rows.iter().map(|row| format!("{}: {}", row.line, line(&row.point))).collect();
    insta::assert_snapshot!(rows.join("\n"), @"
    9: AHU1.SAT | AHU1'SupplyTemp | sensor | °C | bacnet:1001 | /analog-input/1 | 10 | 30.5 | -40 | 120 | Zulufttemperatur
    10: AHU1.SP | AHU1'Setpoint | setpoint | °C | bacnet:1001 | /analog-value/1 | 15 | 25
    11: AHU1.Fan | AHU1'Fan | command | 0=Aus|1=Ein | bacnet:1001 | /binary-output/1
    12: AHU1.Mode | AHU1'Mode | setpoint | 1=Aus|2=Stufe 1|3=Stufe 2 | bacnet:1001 | /multi-state-value/7
    15: M.Own | Meter | sensor | Schweizer Franken | bacnet:1001 | /analog-value/9
    ");
    let notes: Vec<String> = sheet.notes.list.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(notes.join("\n"), @"row 14: objects of the type “6” Calendar have no value that is a point: left out");
    assert!(!sheet.columns.contains(&Column::Kind), "a kind is proposed, not told");
}

#[test]
fn mistakes_are_told_with_their_line_and_column() {
    let wrong = "# keyname;device obj.-instance;object-name;object-type;object-instance;hi-limit\n\
        a;x;n;0;1;\n\
        b;1;n;0;99999999;\n\
        c;1;n;analog-input;2;hot\n\
        d;1;n;toaster;2;\n";
    let sheet = read_ede(EdeFiles { ede: wrong.as_bytes(), ..EdeFiles::default() });
    let told: Vec<String> =
        sheet.problems.list.iter().chain(&sheet.notes.list).map(ToString::to_string).collect();
    insta::assert_snapshot!(told.join("\n"), @"
    row 2, device obj.-instance: “x” is no instance number: write 0 to 4194302
    row 3, object-instance: “99999999” is no instance number: write 0 to 4194302
    row 4, hi-limit: “hot” is no number: write it as 21.5, without a unit
    row 5: objects of the type “toaster”  have no value that is a point: left out
    ");
    let none = read_ede(EdeFiles { ede: b"1;2;3\n", ..EdeFiles::default() });
    insta::assert_snapshot!(none.problems.list[0].to_string(), @"no line names the columns: an EDE file has one that begins with keyname");
}

#[test]
fn windows_1252_and_commas_are_read_too() {
    let bytes = b"# keyname,device obj.-instance,object-name,object-type,object-instance,description\nk,1,n,0,1,B\xfcro \x80\n";
    let sheet = read_ede(EdeFiles { ede: bytes, ..EdeFiles::default() });
    assert_eq!(sheet.rows[0].point.description.as_deref(), Some("Büro €"));
    assert_eq!(sheet.notes.list.len(), 1);
}

#[test]
fn what_came_from_bacnet_goes_out_as_the_same_objects() {
    let points: Vec<PointRow> = read_ede(set()).rows.into_iter().map(|row| row.point).collect();
    let written = write_ede(
        &PointList { points: points.clone(), ..PointList::default() },
        EdeHead::default(),
    );
    assert!(written.ede.contains("AHU1.Mode;1001;AHU1'Mode;19;7;"), "{}", written.ede);
    assert_eq!(points_of(&written), points);
}

fn points_of(set: &EdeSet) -> Vec<PointRow> {
    let sheet = read_ede(EdeFiles {
        ede: set.ede.as_bytes(),
        state_texts: Some(set.state_texts.as_bytes()),
        object_types: Some(set.object_types.as_bytes()),
        units: Some(set.units.as_bytes()),
    });
    assert!(sheet.problems.is_empty(), "{:?}", sheet.problems.list);
    sheet.rows.into_iter().map(|row| row.point).collect()
}

fn cells(text: &str) -> Vec<String> {
    let mut builder = csv::ReaderBuilder::new();
    let mut reader =
        builder.delimiter(b';').flexible(true).has_headers(false).from_reader(text.as_bytes());
    reader
        .records()
        .flat_map(|record| record.unwrap().iter().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

/// What EDE can tell of a point: no place, no tags, two alarm limits, states without a hole.
fn told_by_ede(point: PointRow) -> PointRow {
    let mut states = States::default();
    for (number, _) in (1..).zip(point.states.iter()) {
        states.put(number, format!("'={number}; \"x\""));
    }
    PointRow {
        id: point.id,
        name: point.name,
        description: point.description,
        unit: point.unit,
        kind: point.kind,
        states,
        device: point.device,
        path: point.path,
        low: point.low,
        high: point.high,
        min: point.min,
        max: point.max,
        ..PointRow::default()
    }
}

proptest! {
    #[test]
    fn what_ede_can_tell_comes_back_as_it_was(list in hostile::list()) {
        let points: Vec<PointRow> = list.points.into_iter().map(told_by_ede).collect();
        let head = EdeHead { project: "=x", author: "a;\"b\"", changed: "2026-11-21" };
        let written = write_ede(&PointList { points: points.clone(), ..PointList::default() }, head);
        for text in [&written.ede, &written.state_texts, &written.units] {
            for cell in cells(text) {
                let is_number = cell.replace(',', ".").parse::<f64>().is_ok();
                prop_assert!(is_number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{cell:?}");
            }
        }
        for (read, point) in points_of(&written).into_iter().zip(&points) {
            prop_assert_eq!(PointRow { kind: point.kind, ..read }, point.clone());
        }
    }

    #[test]
    fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        drop(read_ede(EdeFiles { ede: &bytes, state_texts: Some(&bytes), object_types: Some(&bytes), units: Some(&bytes) }));
    }

    #[test]
    fn no_damage_breaks_the_reader(ede in hostile::damaged(EDE), texts in hostile::damaged(STATES)) {
        drop(read_ede(EdeFiles { ede: &ede, state_texts: Some(&texts), object_types: None, units: Some(&texts) }));
    }
}

#[test]
fn every_kind_goes_out_as_a_type_that_is_settable_when_it_can_be_set() {
    for kind in Kind::ALL {
        let point =
            PointRow { kind: Some(kind), device: Some("d".to_owned()), ..PointRow::default() };
        let written = write_ede(
            &PointList { points: vec![point], ..PointList::default() },
            EdeHead::default(),
        );
        let settable = if matches!(kind, Kind::Setpoint | Kind::Command | Kind::Parameter) {
            ";Y;"
        } else {
            ";N;"
        };
        assert!(
            written.ede.lines().last().unwrap().contains(settable),
            "{kind:?}: {}",
            written.ede
        );
    }
}
