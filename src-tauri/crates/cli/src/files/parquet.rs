//! Readings in a Parquet file, written and read column by column.
//!
//! Columns: `ts` (ms, UTC), `point`, `value`, `text`, `unit`, `quality`, `kind` (number, boolean or text). A number or
//! boolean stands in `value`, a text in `text`. A point's history has `min` and `max` besides.

mod reader;

use std::io::Write;
use std::sync::Arc;

use model::{PointCode, Quality, Timestamp, Unit, Value};
use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::parser::parse_message_type;
use wire::ExportPage;

use super::PAGE_ROWS;
use super::whole::Target;
use crate::exit::Ended;

pub(crate) use reader::ParquetReader;

const KIND_NUMBER: &str = "number";
const KIND_BOOLEAN: &str = "boolean";
const KIND_TEXT: &str = "text";

const LONG: &str = "\
    required int64 ts (TIMESTAMP(MILLIS,true)); required binary point (STRING); \
    optional double value; optional binary text (STRING); optional binary unit (STRING); \
    required binary quality (STRING); required binary kind (STRING);";
const EXTREMES: &str = "optional double min; optional double max;";

/// Which columns a file has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Columns {
    /// Exact readings of any number of points.
    Long,
    /// The history of one point, with the extremes of what each row stands for.
    History,
}

/// Writes rows, a row group for every 50,000 of them.
pub(crate) struct ParquetWriter {
    writer: SerializedFileWriter<Target>,
    columns: Columns,
    ts: Vec<i64>,
    point: Vec<ByteArray>,
    value: Optional<f64>,
    text: Optional<ByteArray>,
    unit: Optional<ByteArray>,
    quality: Vec<ByteArray>,
    kind: Vec<ByteArray>,
    min: Optional<f64>,
    max: Optional<f64>,
    words: Words,
}

/// Words that stand in many rows, made once.
struct Words {
    kinds: [ByteArray; 3],
    qualities: [ByteArray; 5],
}

/// One row, beside the point and the unit.
pub(super) struct Stored<'a> {
    pub(super) time: Timestamp,
    pub(super) value: Option<&'a Value>,
    pub(super) quality: Quality,
    pub(super) extremes: (Option<f64>, Option<f64>),
}

/// A column in which values may be missing: the values that are there, and for each row whether one is.
struct Optional<T> {
    values: Vec<T>,
    levels: Vec<i16>,
}

impl<T> Optional<T> {
    const fn new() -> Self {
        Self { values: Vec::new(), levels: Vec::new() }
    }

    fn push(&mut self, value: Option<T>) {
        self.levels.push(i16::from(value.is_some()));
        self.values.extend(value);
    }

    fn clear(&mut self) {
        self.values.clear();
        self.levels.clear();
    }
}

/// A point and its unit as they stand in the file.
pub(super) struct Whose {
    point: ByteArray,
    unit: Option<ByteArray>,
}

impl Whose {
    pub(super) fn new(point: &PointCode, unit: Option<&Unit>) -> Self {
        Self {
            point: ByteArray::from(&*point.0),
            unit: unit.map(|unit| ByteArray::from(unit.as_str())),
        }
    }
}

impl ParquetWriter {
    pub(super) fn new(target: Target, columns: Columns) -> Result<Self, Ended> {
        let extremes = match columns {
            Columns::Long => "",
            Columns::History => EXTREMES,
        };
        let schema = parse_message_type(&format!("message readings {{ {LONG} {extremes} }}"))
            .expect("the schema is well formed");
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by(format!("plantroomctl {}", env!("CARGO_PKG_VERSION")))
            .build();
        let name = target.name().to_owned();
        let writer = SerializedFileWriter::new(target, Arc::new(schema), Arc::new(properties))
            .map_err(|cause| Target::lost(&name, cause))?;
        Ok(Self {
            writer,
            columns,
            ts: Vec::new(),
            point: Vec::new(),
            value: Optional::new(),
            text: Optional::new(),
            unit: Optional::new(),
            quality: Vec::new(),
            kind: Vec::new(),
            min: Optional::new(),
            max: Optional::new(),
            words: Words {
                kinds: [KIND_NUMBER, KIND_BOOLEAN, KIND_TEXT].map(ByteArray::from),
                qualities: Quality::ALL.map(|quality| ByteArray::from(quality.word())),
            },
        })
    }

    pub(super) fn page(&mut self, page: &ExportPage) -> Result<(), Ended> {
        let whose = Whose::new(&page.point, page.unit.as_ref());
        for (time, value, quality) in &page.rows {
            let row = Stored {
                time: *time,
                value: Some(value),
                quality: *quality,
                extremes: (None, None),
            };
            self.push(&whose, &row)?;
        }
        Ok(())
    }

    pub(super) fn push(&mut self, whose: &Whose, row: &Stored<'_>) -> Result<(), Ended> {
        let (kind, value, text) = match row.value {
            Some(Value::Number(number)) => (0, Some(*number), None),
            Some(Value::Boolean(boolean)) => (1, Some(f64::from(u8::from(*boolean))), None),
            Some(Value::Text(text)) => (2, None, Some(ByteArray::from(&**text))),
            None => (0, None, None),
        };
        self.ts.push(row.time.ms());
        self.point.push(whose.point.clone());
        self.value.push(value);
        self.text.push(text);
        self.unit.push(whose.unit.clone());
        self.quality.push(self.words.qualities[usize::from(row.quality.code())].clone());
        self.kind.push(self.words.kinds[kind].clone());
        self.min.push(row.extremes.0);
        self.max.push(row.extremes.1);
        if self.ts.len() == PAGE_ROWS { self.write_group() } else { Ok(()) }
    }

    pub(super) fn finish(mut self) -> Result<(), Ended> {
        if !self.ts.is_empty() {
            self.write_group()?;
        }
        let closed = self.writer.finish().map(drop);
        let target = self.writer.inner_mut();
        closed.map_err(|cause| target.failed(cause))?;
        target.flush().map_err(|cause| target.failed(cause))
    }

    fn write_group(&mut self) -> Result<(), Ended> {
        if let Err(cause) = self.try_write_group() {
            return Err(self.writer.inner_mut().failed(cause));
        }
        self.ts.clear();
        self.point.clear();
        self.value.clear();
        self.text.clear();
        self.unit.clear();
        self.quality.clear();
        self.kind.clear();
        self.min.clear();
        self.max.clear();
        Ok(())
    }

    fn try_write_group(&mut self) -> Result<(), ParquetError> {
        let mut group = self.writer.next_row_group()?;
        write::<Int64Type, _>(group.next_column()?, &self.ts)?;
        write::<ByteArrayType, _>(group.next_column()?, &self.point)?;
        write_optional::<DoubleType, _>(group.next_column()?, &self.value)?;
        write_optional::<ByteArrayType, _>(group.next_column()?, &self.text)?;
        write_optional::<ByteArrayType, _>(group.next_column()?, &self.unit)?;
        write::<ByteArrayType, _>(group.next_column()?, &self.quality)?;
        write::<ByteArrayType, _>(group.next_column()?, &self.kind)?;
        if self.columns == Columns::History {
            write_optional::<DoubleType, _>(group.next_column()?, &self.min)?;
            write_optional::<DoubleType, _>(group.next_column()?, &self.max)?;
        }
        group.close().map(drop)
    }
}

type Column<'a> = Option<SerializedColumnWriter<'a>>;

const COLUMN_THERE: &str = "the schema has this column";

fn write<D: DataType<T = T>, T>(column: Column<'_>, values: &[T]) -> Result<(), ParquetError> {
    let mut column = column.expect(COLUMN_THERE);
    column.typed::<D>().write_batch(values, None, None)?;
    column.close()
}

fn write_optional<D: DataType<T = T>, T>(
    column: Column<'_>,
    optional: &Optional<T>,
) -> Result<(), ParquetError> {
    let mut column = column.expect(COLUMN_THERE);
    column.typed::<D>().write_batch(&optional.values, Some(&optional.levels), None)?;
    column.close()
}
