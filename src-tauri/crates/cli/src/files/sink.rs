//! One point's history on its way to a file or to standard output, row by row in bounded memory.

use std::io::Write;

use model::{PointCode, Resolution, Unit};
use serde::Serialize;
use wire::ReadingRow;

use super::comma::{Comma, number_cell, value_cell};
use super::parquet::{Columns, ParquetWriter, Stored, Whose};
use super::whole::Target;
use crate::args::Format;
use crate::exit::Ended;
use crate::output::{self, UNKNOWN, safe};
use crate::time;

const HEADER: [&str; 5] = ["ts", "value", "min", "max", "quality"];

/// What is told of a history before its rows.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Head {
    /// Whose.
    pub(crate) point: PointCode,
    /// What it is measured in.
    pub(crate) unit: Option<Unit>,
    /// What the rows are.
    pub(crate) resolution: Resolution,
    /// Share of the expected readings that are there.
    pub(crate) coverage: Option<f64>,
    /// The range asked for, RFC 3339.
    pub(crate) from: String,
    /// Its end, excluded.
    pub(crate) to: String,
}

/// Takes the rows of a history.
pub(crate) trait Sink: Send {
    /// Takes one row; a gap has a time and nothing else.
    fn row(&mut self, row: &ReadingRow) -> Result<(), Ended>;

    /// Writes what is left.
    fn finish(self: Box<Self>) -> Result<(), Ended>;
}

/// A sink of this form; words and columns for people where none is asked for.
pub(crate) fn sink(
    format: Option<Format>,
    head: &Head,
    target: Target,
) -> Result<Box<dyn Sink>, Ended> {
    Ok(match format {
        Some(Format::Json) => Box::new(JsonSink::new(head, target)?),
        Some(Format::Csv) => Box::new(CommaSink::new(target)?),
        Some(Format::Parquet) => Box::new(ParquetSink::new(head, target)?),
        None => Box::new(WordsSink::new(head, target)?),
    })
}

struct JsonSink {
    target: Target,
    began: bool,
}

impl JsonSink {
    fn new(head: &Head, target: Target) -> Result<Self, Ended> {
        let mut sink = Self { target, began: false };
        let mut json = serde_json::to_vec(head).map_err(|cause| {
            Ended::could_not(format!("The answer has no JSON form: {cause}."), "")
        })?;
        // The object stays open: the rows are its last member.
        json.pop();
        json.extend_from_slice(b",\"points\":[");
        sink.write(&json)?;
        Ok(sink)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Ended> {
        self.target.write_all(bytes).map_err(|cause| self.target.failed(cause))
    }
}

impl Sink for JsonSink {
    fn row(&mut self, row: &ReadingRow) -> Result<(), Ended> {
        if self.began {
            self.write(b",")?;
        }
        self.began = true;
        serde_json::to_writer(&mut self.target, row).map_err(|cause| self.target.failed(cause))
    }

    fn finish(mut self: Box<Self>) -> Result<(), Ended> {
        self.write(b"]}\n")?;
        self.target.flush().map_err(|cause| self.target.failed(cause))
    }
}

/// Readings only: a gap is where there is no row.
struct CommaSink(Comma);

impl CommaSink {
    fn new(target: Target) -> Result<Self, Ended> {
        let mut comma = Comma::new(target);
        comma.row(&HEADER)?;
        Ok(Self(comma))
    }
}

impl Sink for CommaSink {
    fn row(&mut self, (at, value, min, max, quality): &ReadingRow) -> Result<(), Ended> {
        let Some(quality) = quality else { return Ok(()) };
        let extreme = |number: &Option<f64>| number.map_or_else(String::new, number_cell);
        let cells = [
            &*time::rfc3339(*at),
            &value_cell(value.as_ref()),
            &extreme(min),
            &extreme(max),
            quality.word(),
        ];
        self.0.row(&cells)
    }

    fn finish(self: Box<Self>) -> Result<(), Ended> {
        self.0.finish()
    }
}

/// Readings only: a gap is where there is no row.
struct ParquetSink {
    writer: ParquetWriter,
    whose: Whose,
}

impl ParquetSink {
    fn new(head: &Head, target: Target) -> Result<Self, Ended> {
        let writer = ParquetWriter::new(target, Columns::History)?;
        Ok(Self { writer, whose: Whose::new(&head.point, head.unit.as_ref()) })
    }
}

impl Sink for ParquetSink {
    fn row(&mut self, (at, value, min, max, quality): &ReadingRow) -> Result<(), Ended> {
        let Some(quality) = quality else { return Ok(()) };
        let row =
            Stored { time: *at, value: value.as_ref(), quality: *quality, extremes: (*min, *max) };
        self.writer.push(&self.whose, &row)
    }

    fn finish(self: Box<Self>) -> Result<(), Ended> {
        self.writer.finish()
    }
}

/// For people: columns of a fixed width, because the rows are not known beforehand.
struct WordsSink(Target);

impl WordsSink {
    fn new(head: &Head, target: Target) -> Result<Self, Ended> {
        let mut sink = Self(target);
        let coverage = head.coverage.map_or_else(
            || UNKNOWN.to_owned(),
            |share| format!("{} %", output::decimals((share * 1_000.0).round() / 10.0)),
        );
        let unit = head.unit.as_ref().map_or(UNKNOWN, Unit::as_str);
        sink.line(&format!(
            "{} in {}, {}, {} to {}, coverage {coverage}",
            safe(&head.point.0),
            safe(unit),
            head.resolution,
            safe(&head.from),
            safe(&head.to)
        ))?;
        sink.line(&columns(["Time", "Value", "Min", "Max", "Quality"]))?;
        Ok(sink)
    }

    fn line(&mut self, line: &str) -> Result<(), Ended> {
        writeln!(self.0, "{line}").map_err(|cause| self.0.failed(cause))
    }
}

fn columns([at, value, min, max, quality]: [&str; 5]) -> String {
    format!("{at:<24}  {value:>14}  {min:>14}  {max:>14}  {quality}")
}

impl Sink for WordsSink {
    fn row(&mut self, (at, value, min, max, quality): &ReadingRow) -> Result<(), Ended> {
        self.line(&columns([
            &time::rfc3339(*at),
            &output::value(value.as_ref()),
            &output::known(*min),
            &output::known(*max),
            quality.map_or("gap", |quality| quality.word()),
        ]))
    }

    fn finish(mut self: Box<Self>) -> Result<(), Ended> {
        self.0.flush().map_err(|cause| self.0.failed(cause))
    }
}
