//! Reads readings out of a Parquet file: ours, or another one with the same columns in any order.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use model::{Timestamp, Value};
use parquet::basic::{LogicalType, TimeUnit};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row as Record};
use parquet::schema::types::Type;
use wire::ImportRow;

use super::super::Row;
use super::super::comma::{checked_time, number_of, point_of, quality_of, text_of, unit_of};
use super::{KIND_BOOLEAN, KIND_TEXT};
use crate::exit::Ended;
use crate::time;

const NAMES: [&str; 7] = ["ts", "point", "value", "text", "unit", "quality", "kind"];
const REQUIRED: [&str; 3] = ["ts", "point", "value"];

/// Reads row by row; a row that cannot be read does not end the reading.
pub(crate) struct ParquetReader {
    records: RowIter<'static>,
    units_per_ms: i64,
    /// Rows of the file.
    pub(in super::super) rows: u64,
    /// Rows read.
    pub(in super::super) done: u64,
}

impl ParquetReader {
    pub(in super::super) fn open(path: &Path) -> Result<Self, Ended> {
        let failed = |cause: &dyn std::fmt::Display| Ended::reading(path, cause);
        let file = File::open(path).map_err(|cause| failed(&cause))?;
        let reader = SerializedFileReader::new(file).map_err(|cause| failed(&cause))?;
        let about = reader.metadata().file_metadata();
        let rows = u64::try_from(about.num_rows()).unwrap_or(0);
        let schema = about.schema();
        let wanted = wanted_columns(schema).ok_or_else(|| wrong_columns(path))?;
        let units_per_ms = units_per_ms(schema);
        let projection = Type::group_type_builder(schema.name())
            .with_fields(wanted)
            .build()
            .map_err(|cause| failed(&cause))?;
        let records = RowIter::from_file_into(Box::new(reader))
            .project(Some(projection))
            .map_err(|cause| failed(&cause))?;
        Ok(Self { records, units_per_ms, rows, done: 0 })
    }

    pub(in super::super) fn next(&mut self) -> Result<Option<Row>, Ended> {
        match self.records.next() {
            None => Ok(None),
            Some(Ok(record)) => {
                self.done += 1;
                Ok(Some(row_of(&record, self.units_per_ms)))
            }
            Some(Err(cause)) => Err(Ended::could_not(
                format!("The file cannot be read on: {cause}. The rows before are stored."),
                "Import it again when it is sound: what is stored already is not stored twice.",
            )),
        }
    }
}

fn wrong_columns(path: &Path) -> Ended {
    Ended::could_not(
        format!(
            "{} has no plain columns ts, point and value. Nothing was imported.",
            path.display()
        ),
        "A file must have ts, point and value; text, unit, quality and kind may be there too.",
    )
}

/// The columns that are read, as the file has them; none where one that must be there is not.
fn wanted_columns(schema: &Type) -> Option<Vec<Arc<Type>>> {
    let fields = schema.get_fields();
    let plain = |field: &&Arc<Type>| {
        field.is_primitive()
            && field.get_basic_info().repetition() != parquet::basic::Repetition::REPEATED
    };
    let has = |name: &&str| fields.iter().filter(plain).any(|field| field.name() == *name);
    REQUIRED.iter().all(has).then(|| {
        let wanted = fields.iter().filter(plain).filter(|field| NAMES.contains(&field.name()));
        wanted.cloned().collect()
    })
}

/// How many units of the time column make a millisecond, where the file tells times in a unit that comes as a bare
/// number; those that it tells in milliseconds or microseconds come as such.
fn units_per_ms(schema: &Type) -> i64 {
    let ts = schema.get_fields().iter().find(|field| field.name() == "ts");
    match ts.and_then(|ts| ts.get_basic_info().logical_type_ref()) {
        Some(LogicalType::Timestamp(about)) => match about.unit {
            TimeUnit::MILLIS => 1,
            TimeUnit::MICROS => 1_000,
            TimeUnit::NANOS => 1_000_000,
        },
        _ => 1,
    }
}

fn row_of(record: &Record, units_per_ms: i64) -> Row {
    let field = |name: &str| {
        record.get_column_iter().find(|(found, _)| *found == name).map(|(_, field)| field)
    };
    let words = |name: &str| match field(name) {
        None | Some(Field::Null) => Ok(""),
        Some(Field::Str(text)) => Ok(text.as_str()),
        Some(Field::Bytes(bytes)) => {
            std::str::from_utf8(bytes.data()).map_err(|_| format!("{name} is not UTF-8"))
        }
        Some(_) => Err(format!("{name} is no text")),
    };
    Ok(ImportRow {
        time: checked_time(time_of(field("ts"), units_per_ms)?)?,
        point: point_of(words("point")?)?,
        value: value_of(field("value"), field("text"), words("kind")?)?,
        unit: unit_of(words("unit")?)?,
        quality: quality_of(words("quality")?)?,
    })
}

fn time_of(field: Option<&Field>, units_per_ms: i64) -> Result<Timestamp, String> {
    let ms = match field {
        Some(Field::TimestampMillis(ms)) => *ms,
        Some(Field::TimestampMicros(us)) => us.div_euclid(1_000),
        Some(Field::Long(units)) => units.div_euclid(units_per_ms),
        Some(Field::Str(text)) => return time::instant(text),
        _ => return Err("ts is neither a time nor milliseconds since 1970".to_owned()),
    };
    Ok(Timestamp::from_ms(ms))
}

fn value_of(value: Option<&Field>, text: Option<&Field>, kind: &str) -> Result<Value, String> {
    if let Some(Field::Str(text)) = text
        && (kind == KIND_TEXT || matches!(value, None | Some(Field::Null)))
    {
        return text_of(text);
    }
    let number = match value {
        Some(Field::Bool(boolean)) => return Ok(Value::Boolean(*boolean)),
        Some(Field::Str(text)) => return text_of(text),
        Some(Field::Double(number)) => *number,
        Some(Field::Float(number)) => f64::from(*number),
        Some(Field::Int(number)) => f64::from(*number),
        Some(Field::Short(number)) => f64::from(*number),
        Some(Field::Byte(number)) => f64::from(*number),
        Some(Field::Long(number)) => whole(*number),
        None | Some(Field::Null) => return Err("value is empty".to_owned()),
        Some(_) => return Err("value is neither number, boolean nor text".to_owned()),
    };
    if kind == KIND_BOOLEAN {
        return Ok(Value::Boolean(number > 0.5));
    }
    number_of(number)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a reading is a double; so it is for what a broker brings"
)]
fn whole(number: i64) -> f64 {
    number as f64
}
