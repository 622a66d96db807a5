//! What is written to a file comes back from it unchanged.

use std::fs;
use std::sync::Arc;

use model::{PointCode, Quality, Timestamp, Unit, Value};

use super::*;

fn page(point: &str, unit: Option<&str>, values: &[Value]) -> ExportPage {
    let rows = values.iter().zip(0_i64..).map(|(value, at)| {
        let quality = Quality::ALL[usize::try_from(at % 5).unwrap()];
        (Timestamp::from_ms(1_700_000_000_000 + at * 1_234), value.clone(), quality)
    });
    ExportPage {
        point: PointCode(point.into()),
        name: point.to_owned(),
        unit: unit.and_then(Unit::new),
        rows: rows.collect(),
        next: None,
    }
}

fn pages() -> Vec<ExportPage> {
    let text = |text: &str| Value::Text(Arc::from(text));
    let numbers = [0.0, -0.1 - 0.2, 1e300, -4e-300, 21.5, 1.0 / 3.0, f64::MAX];
    vec![
        page("p-1", Some("°C"), &numbers.map(Value::Number)),
        page("p-2", None, &[Value::Boolean(true), Value::Boolean(false)]),
        page(
            "=cmd|' /C calc'!A0",
            Some("-x"),
            &["=1+1", "-1", "+a", "@b", "21.5", "true", "", "'q", "'=q", "a,\"b\"\nc", "\tt", "ü"]
                .map(text),
        ),
    ]
}

fn round_trip(name: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    let (whole, target) = WholeFile::create(&path).unwrap();
    let mut writer = LongWriter::new(&path, target).unwrap();
    for page in pages() {
        writer.page(&page).unwrap();
    }
    writer.finish().unwrap();
    whole.keep().unwrap();

    let mut reader = LongReader::open(&path).unwrap();
    for page in pages() {
        for (time, value, quality) in page.rows {
            let row = reader.next().unwrap().unwrap().unwrap();
            assert_eq!((row.time, &*row.point, row.quality), (time, &*page.point.0, quality));
            assert!(row.value.same(&value), "{:?} is not {value:?}", row.value);
            assert_eq!(row.unit, page.unit);
        }
    }
    assert!(reader.next().unwrap().is_none());
}

#[test]
fn comma_separated_values_come_back_unchanged() {
    round_trip("readings.csv");
}

#[test]
fn parquet_values_come_back_unchanged() {
    round_trip("readings.parquet");
}

#[test]
fn more_rows_than_a_row_group_holds_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("many.parquet");
    let (whole, target) = WholeFile::create(&path).unwrap();
    let mut writer = LongWriter::new(&path, target).unwrap();
    let values: Vec<Value> = (0..70_000).map(|n| Value::Number(f64::from(n))).collect();
    writer.page(&page("p", None, &values)).unwrap();
    writer.page(&page("q", None, &values)).unwrap();
    writer.finish().unwrap();
    whole.keep().unwrap();
    let mut reader = LongReader::open(&path).unwrap();
    assert_eq!(reader.length(), 140_000);
    let mut sum = 0.0;
    while let Some(row) = reader.next().unwrap() {
        sum += row.unwrap().value.as_number().unwrap();
    }
    assert_eq!(reader.done(), 140_000);
    assert!((sum - 70_000.0 * 69_999.0).abs() < 1.0);
}

#[test]
fn a_bad_row_does_not_cost_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bad.csv");
    let rows = [
        ("2026-03-01T00:00:00Z,a,1,,", Ok("Number(1.0)")),
        ("1700000000000,a,true,,bad", Ok("Boolean(true)")),
        ("2026-03-01 00:00,a,1,,", Err("ts is")),
        ("1700000000,a", Err("value is empty")),
        (",a,1,,", Err("ts is")),
        ("1700000000000,,1,,", Err("point is empty")),
        ("1700000000000,a,NaN,,", Err("value is no finite")),
        ("1700000000000,a,1e400,,", Err("value is no finite")),
        ("1700000000000,a,1,,perfect", Err("quality is none")),
        ("1700000000000,a,1,way too long a unit to be a unit at all,", Err("unit is")),
        ("9999999999999999,a,1,,", Err("ts lies outside")),
        ("1700000000000,a,heat,,", Ok("Text(\"heat\")")),
    ];
    let mut text = String::from("\u{feff}ts,point,value,unit,quality\n");
    for (row, _) in rows {
        text.push_str(row);
        text.push('\n');
    }
    let mut bytes = text.into_bytes();
    bytes.extend_from_slice(b"1700000000000,\xff,1,,\n");
    fs::write(&path, bytes).unwrap();
    let mut reader = LongReader::open(&path).unwrap();
    for (line, expected) in rows {
        let read = reader.next().unwrap().unwrap();
        match (read, expected) {
            (Ok(row), Ok(value)) => assert_eq!(format!("{:?}", row.value), value, "{line}"),
            (Err(reason), Err(start)) => assert!(reason.starts_with(start), "{line}: {reason}"),
            (read, _) => panic!("{line}: {read:?}"),
        }
    }
    assert_eq!(reader.next().unwrap().unwrap().unwrap_err(), "point is not UTF-8");
    assert!(reader.next().unwrap().is_none());
}

#[test]
fn a_file_that_is_something_else_is_refused_plainly() {
    let folder = tempfile::tempdir().unwrap();
    for (name, code) in [("none.csv", 1), ("wrong.csv", 1), ("wrong.parquet", 1), ("x.xlsx", 2)] {
        let path = folder.path().join(name);
        if name != "none.csv" {
            fs::write(&path, "a,b\n1,2\n").unwrap();
        }
        let Err(ended) = LongReader::open(&path) else { panic!("{name} was opened") };
        assert_eq!(ended.code(), code, "{name}");
    }
}

#[test]
fn a_history_is_written_in_every_form() {
    let head = Head {
        point: PointCode("p-1".into()),
        unit: Unit::new("°C"),
        resolution: model::Resolution::Raw,
        coverage: None,
        from: "a".to_owned(),
        to: "b".to_owned(),
    };
    let at = Timestamp::from_ms;
    let value = |number| Some(Value::Number(number));
    let rows = [
        (at(1_000), value(1.5), Some(1.0), Some(2.0), Some(Quality::Good)),
        (at(2_000), None, None, None, None),
        (at(3_500), Some(Value::Text("=x".into())), None, None, Some(Quality::Bad)),
    ];
    let folder = tempfile::tempdir().unwrap();
    let write = |form: Option<Format>| {
        let path = folder.path().join("history");
        let (whole, target) = WholeFile::create(&path).unwrap();
        let mut sink = sink(form, &head, target).unwrap();
        rows.iter().for_each(|row| sink.row(row).unwrap());
        sink.finish().unwrap();
        whole.keep().unwrap();
        fs::read(path).unwrap()
    };
    let json: serde_json::Value = serde_json::from_slice(&write(Some(Format::Json))).unwrap();
    let expected = serde_json::json!({
        "point": "p-1", "unit": "°C", "resolution": "raw", "coverage": null, "from": "a", "to": "b",
        "points": [[1000, 1.5, 1.0, 2.0, "good"], [2000, null, null, null, null],
            [3500, "=x", null, null, "bad"]]
    });
    assert_eq!(json, expected);
    let comma = String::from_utf8(write(Some(Format::Csv))).unwrap();
    assert_eq!(
        comma,
        "ts,value,min,max,quality\n1970-01-01T00:00:01Z,1.5,1,2,good\n1970-01-01T00:00:03.500Z,'=x,,,bad\n"
    );
    assert!(write(Some(Format::Parquet)).starts_with(b"PAR1"));
    let words = String::from_utf8(write(None)).unwrap();
    assert!(words.contains("gap"), "{words}");
}
