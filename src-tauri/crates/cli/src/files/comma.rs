//! Readings in long form, comma-separated: `ts,point,value,unit,quality`.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use csv::{ByteRecord, ReaderBuilder, Writer, WriterBuilder};
use model::{Quality, Timestamp, Unit, Value};
use wire::{ExportPage, ImportRow};

use super::guard::{Cell, Plain, guarded, plain, unguarded};
use super::whole::Target;
use super::{POINT_BYTES_MAX, Row, TEXT_BYTES_MAX};
use crate::exit::Ended;
use crate::time;

const HEADER: [&str; 5] = ["ts", "point", "value", "unit", "quality"];

/// Times outside 1900 to 2200 are slips of the pen: seconds or microseconds where milliseconds belong, mostly.
const TIME_MIN: Timestamp = Timestamp::from_ms(-2_208_988_800_000);
const TIME_MAX: Timestamp = Timestamp::from_ms(7_258_118_400_000);

/// Writes the long form.
pub(crate) struct LongComma(Comma);

impl LongComma {
    pub(super) fn new(target: Target) -> Result<Self, Ended> {
        let mut comma = Comma::new(target);
        comma.row(&HEADER)?;
        Ok(Self(comma))
    }

    pub(super) fn page(&mut self, page: &ExportPage) -> Result<(), Ended> {
        let point = guarded(&page.point.0, Cell::Name);
        let unit = page.unit.as_ref().map_or("", Unit::as_str);
        let unit = guarded(unit, Cell::Name);
        for (time, value, quality) in &page.rows {
            let row =
                [&*time::rfc3339(*time), &point, &value_cell(Some(value)), &unit, quality.word()];
            self.0.row(&row)?;
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<(), Ended> {
        self.0.finish()
    }
}

/// Writes rows of any kind.
pub(super) struct Comma {
    // Taken out only at the end.
    writer: Option<Writer<Target>>,
    name: String,
}

impl Comma {
    pub(super) fn new(target: Target) -> Self {
        let name = target.name().to_owned();
        let writer = WriterBuilder::new().buffer_capacity(1 << 16).from_writer(target);
        Self { writer: Some(writer), name }
    }

    pub(super) fn row(&mut self, cells: &[&str]) -> Result<(), Ended> {
        let Some(writer) = &mut self.writer else { return Ok(()) };
        let Err(cause) = writer.write_record(cells) else { return Ok(()) };
        Err(match cause.into_kind() {
            csv::ErrorKind::Io(cause) => Ended::writing(&self.name, &cause),
            other => Target::lost(&self.name, format!("{other:?}")),
        })
    }

    pub(super) fn finish(mut self) -> Result<(), Ended> {
        let Some(writer) = self.writer.take() else { return Ok(()) };
        let mut target =
            writer.into_inner().map_err(|cause| Ended::writing(&self.name, cause.error()))?;
        target.flush().map_err(|cause| Ended::writing(&self.name, &cause))
    }
}

/// A value as a cell: numbers as they are, booleans as words, texts guarded.
pub(super) fn value_cell(value: Option<&Value>) -> String {
    match value {
        Some(Value::Number(number)) => number_cell(*number),
        Some(Value::Boolean(boolean)) => boolean.to_string(),
        Some(Value::Text(text)) => guarded(text, Cell::Value).into_owned(),
        None => String::new(),
    }
}

/// The shortest decimal that leads back to the very number.
pub(super) fn number_cell(number: f64) -> String {
    let size = number.abs();
    if size == 0.0 || (1e-5..1e16).contains(&size) {
        number.to_string()
    } else {
        format!("{number:e}")
    }
}

/// Reads the long form, row by row; a row that cannot be read does not end the reading.
pub(crate) struct CommaReader {
    reader: csv::Reader<File>,
    columns: ColumnPlaces,
    record: ByteRecord,
    /// Bytes of the file.
    pub(super) bytes: u64,
}

struct ColumnPlaces {
    ts: usize,
    point: usize,
    value: usize,
    unit: Option<usize>,
    quality: Option<usize>,
}

impl CommaReader {
    pub(super) fn open(path: &Path) -> Result<Self, Ended> {
        let file = File::open(path).map_err(|cause| Ended::reading(path, cause))?;
        let bytes = file.metadata().map_or(0, |about| about.len());
        let mut reader =
            ReaderBuilder::new().flexible(true).buffer_capacity(1 << 16).from_reader(file);
        let header = reader.byte_headers().map_err(|cause| Ended::reading(path, cause))?;
        let columns = ColumnPlaces::of(header).ok_or_else(|| {
            Ended::could_not(
                format!(
                    "{} has no header with ts, point and value. Nothing was imported.",
                    path.display()
                ),
                "Begin the file with the line: ts,point,value,unit,quality",
            )
        })?;
        Ok(Self { reader, columns, record: ByteRecord::new(), bytes })
    }

    pub(super) fn next(&mut self) -> Result<Option<Row>, Ended> {
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => Ok(Some(self.columns.row(&self.record))),
            Ok(false) => Ok(None),
            Err(cause) => Err(Ended::could_not(
                format!("The file cannot be read on: {cause}. The rows before are stored."),
                "Import it again when it can be read: what is stored already is not stored twice.",
            )),
        }
    }

    pub(super) fn position(&self) -> u64 {
        self.reader.position().byte()
    }
}

impl ColumnPlaces {
    fn of(header: &ByteRecord) -> Option<Self> {
        let place = |name: &str| {
            header.iter().position(|cell| cell.trim_ascii().eq_ignore_ascii_case(name.as_bytes()))
        };
        Some(Self {
            ts: place("ts")?,
            point: place("point")?,
            value: place("value")?,
            unit: place("unit"),
            quality: place("quality"),
        })
    }

    fn row(&self, record: &ByteRecord) -> Row {
        let cell = |place: usize, name: &str| {
            let bytes = record.get(place).unwrap_or_default();
            std::str::from_utf8(bytes).map_err(|_| format!("{name} is not UTF-8"))
        };
        let or_empty = |place: Option<usize>, name| place.map_or(Ok(""), |place| cell(place, name));
        let point = cell(self.point, "point")?;
        let unit = or_empty(self.unit, "unit")?;
        Ok(ImportRow {
            time: time_of(cell(self.ts, "ts")?)?,
            point: point_of(unguarded(point, Cell::Name).unwrap_or(point))?,
            value: value_of(cell(self.value, "value")?)?,
            unit: unit_of(unguarded(unit, Cell::Name).unwrap_or(unit))?,
            quality: quality_of(or_empty(self.quality, "quality")?)?,
        })
    }
}

fn time_of(cell: &str) -> Result<Timestamp, String> {
    let cell = cell.trim();
    let time = match cell.parse::<i64>() {
        Ok(ms) => Timestamp::from_ms(ms),
        Err(_) => time::instant(cell).map_err(
            |_| "ts is neither an RFC 3339 time with its offset nor milliseconds since 1970",
        )?,
    };
    checked_time(time)
}

/// A time that can be meant.
pub(super) fn checked_time(time: Timestamp) -> Result<Timestamp, String> {
    if (TIME_MIN..TIME_MAX).contains(&time) {
        Ok(time)
    } else {
        Err("ts lies outside the years 1900 to 2200".to_owned())
    }
}

/// A point's id or name.
pub(super) fn point_of(text: &str) -> Result<String, String> {
    if text.trim().is_empty() {
        return Err("point is empty".to_owned());
    }
    if text.len() > POINT_BYTES_MAX {
        return Err(format!("point is longer than {POINT_BYTES_MAX} bytes"));
    }
    if text.chars().any(char::is_control) {
        return Err("point holds control characters".to_owned());
    }
    Ok(text.to_owned())
}

fn value_of(cell: &str) -> Result<Value, String> {
    if let Some(text) = unguarded(cell, Cell::Value) {
        return text_of(text);
    }
    match plain(cell) {
        Some(Plain::Nothing) => Err("value is empty".to_owned()),
        Some(Plain::Boolean(boolean)) => Ok(Value::Boolean(boolean)),
        Some(Plain::Number(number)) => number_of(number),
        None => text_of(cell),
    }
}

/// A number that is one.
pub(super) fn number_of(number: f64) -> Result<Value, String> {
    Value::number(number).ok_or_else(|| "value is no finite number".to_owned())
}

/// A text that is short enough to be a value.
pub(super) fn text_of(text: &str) -> Result<Value, String> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(format!("value is a text longer than {TEXT_BYTES_MAX} bytes"));
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r')) {
        return Err("value holds control characters".to_owned());
    }
    Ok(Value::Text(Arc::from(text)))
}

/// A unit; none where the cell is empty.
pub(super) fn unit_of(text: &str) -> Result<Option<Unit>, String> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let refused =
        || format!("unit is longer than {} bytes or holds control characters", Unit::BYTES_MAX);
    Unit::new(text).map(Some).ok_or_else(refused)
}

/// A quality; good where nobody said otherwise.
pub(super) fn quality_of(text: &str) -> Result<Quality, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Quality::Good);
    }
    Quality::from_word(&text.to_ascii_lowercase())
        .ok_or_else(|| "quality is none of good, uncertain, stale, bad, substituted".to_owned())
}
