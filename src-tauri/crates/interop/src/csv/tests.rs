//! CSV: what comes back, what is told, and what nothing can break.

use proptest::prelude::*;

use super::*;
use crate::hostile;
use crate::limits::CELL_BYTES_MAX;

fn told(csv: &str) -> Vec<String> {
    read_csv(csv.as_bytes()).problems.list.iter().map(ToString::to_string).collect()
}

fn first(csv: &str) -> PointRow {
    let sheet = read_csv(csv.as_bytes());
    assert!(sheet.problems.is_empty(), "{:?}", sheet.problems.list);
    sheet.rows[0].point.clone()
}

proptest! {
    #[test]
    fn every_point_tag_and_limit_comes_back_as_it_was(
        list in hostile::list(),
        is_semicolon in any::<bool>(),
        byte_order_mark in any::<bool>(),
    ) {
        let separator = if is_semicolon { Separator::Semicolon } else { Separator::Comma };
        let written = write_csv(&list, CsvStyle { separator, byte_order_mark });
        let sheet = read_csv(written.as_bytes());
        prop_assert!(sheet.problems.is_empty(), "{:?}", sheet.problems.list);
        prop_assert_eq!(sheet.columns, Column::ALL.to_vec());
        let read: Vec<PointRow> = sheet.rows.into_iter().map(|row| row.point).collect();
        prop_assert_eq!(read, list.points);
    }

    #[test]
    fn no_cell_begins_a_formula(list in hostile::list()) {
        let written = write_csv(&list, CsvStyle::default());
        let mut reader = csv::Reader::from_reader(written.as_bytes());
        for record in reader.records() {
            for (cell, column) in record.unwrap().iter().zip(Column::ALL) {
                let is_number = cell.parse::<f64>().is_ok();
                let formula = ['=', '+', '-', '@', '\t', '\r', '\n'];
                prop_assert!(is_number || !cell.starts_with(formula), "{column}: {cell:?}");
            }
        }
    }

    #[test]
    fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        drop(read_csv(&bytes));
    }

    #[test]
    fn no_damage_breaks_the_reader(
        bytes in hostile::damaged(&write_csv(&hostile::sample(), CsvStyle::default()))
    ) {
        drop(read_csv(&bytes));
    }
}

#[test]
fn a_german_spreadsheet_is_read() {
    let point = first(
        "\u{feff}ID;Name;Low Low;high-high;level;tags\r\np-1;Büro;-1,5;1000,25;-2;air temp\r\n",
    );
    assert_eq!(point.name.as_deref(), Some("Büro"));
    assert_eq!(point.low_low, Some(-1.5));
    assert_eq!(point.high_high, Some(1000.25));
    assert_eq!(point.level, Some(-2));
    assert!(point.tags.has("temp"));
}

#[test]
fn an_apostrophe_of_ours_is_taken_off_and_one_of_theirs_stays() {
    assert_eq!(first("id,name\np,'=1\n").name.as_deref(), Some("=1"));
    assert_eq!(first("id,name\np,''=1\n").name.as_deref(), Some("'=1"));
    assert_eq!(first("id,name\np,'s morgens\n").name.as_deref(), Some("'s morgens"));
}

#[test]
fn every_mistake_is_told_with_its_line() {
    let csv = "id,name,kind,level,high,states,tags\n\
        p-1,\"two\nlines\",sensor,0,1.5,,\n\
        \n\
        p-2,b,thermometer,1.5,\"1,5\",0,Air\n\
        p-3,c,sensor,,NaN,,\n\
        p-4,d,sensor\n\
        p-5,e,,,,,,,x\n\
        ,,,,,,\n\
        p-6,f,,,,,,,\n";
    insta::assert_snapshot!(told(csv).join("\n"), @"
    row 5, kind: “thermometer” is no kind: write one of sensor, status, setpoint, command, parameter, alarm
    row 5, level: “1.5” is no level: write a whole number, 0 is the ground floor
    row 5, high: “1,5” is no number: write it as 21.5, without a unit
    row 5, states: “0” is no whole number with a name behind it: write 0=Off|1=On
    row 5, tags: “Air” is no tag: a tag begins with a small letter and goes on with letters, digits and _
    row 6, high: “NaN” is no number: write it as 21.5, without a unit
    row 7: the row has 3 cells and the header 7: a cell with “,” in it stands in quotation marks
    row 8: the row has 9 cells and the header 7: a cell with “,” in it stands in quotation marks
    ");
}

#[test]
fn a_header_that_is_not_understood_is_told() {
    insta::assert_snapshot!(told("id,nmae,#remark,name,Name\np,x,y,z,z\n").join("\n"), @"
    row 1: there is no column “nmae”: columns are id, name, kind, unit, role, tags, states, site, building, floor, level, space, zone, equipment, equipment_kind, connection, topic, device, path, low_low, low, high, high_high, min, max, step, expected_interval_s, description; one that is only for people begins with #
    row 1: the column “Name” is there twice: keep one of them
    ");
    insta::assert_snapshot!(told("hello\n").join("\n"), @"
    row 1: there is no column “hello”: columns are id, name, kind, unit, role, tags, states, site, building, floor, level, space, zone, equipment, equipment_kind, connection, topic, device, path, low_low, low, high, high_high, min, max, step, expected_interval_s, description; one that is only for people begins with #
    row 1: the first line names the columns, and one of them is id, device or name
    ");
    insta::assert_snapshot!(told("").join("\n"), @"the file is empty: its first line names the columns");
    insta::assert_snapshot!(
        read_csv(b"id,name\np,\xff\n").problems.list[0].to_string(), @"row 2: this is not UTF-8: save the list as “CSV UTF-8” and try again");
}

#[test]
fn a_cell_that_is_too_long_is_told_and_one_more_row_than_there_may_be() {
    let long = "x".repeat(CELL_BYTES_MAX + 1);
    assert_eq!(told(&format!("id,name\np,{long}\n")).len(), 1);
    let rows = "p\n".repeat(ROWS_MAX + 2);
    let words = told(&format!("id\n{rows}"));
    assert_eq!(
        words,
        [format!("row {}: a list has at most 200000 points: divide it", ROWS_MAX + 2)]
    );
}

#[test]
fn a_column_that_is_not_there_is_not_spoken_of() {
    let sheet = read_csv(b"name,id\nx,p\n");
    assert_eq!(sheet.columns, [Column::Name, Column::Id]);
}
