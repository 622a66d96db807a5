//! Files that readings are written to and read from.

mod comma;
mod guard;
mod parquet;
mod sink;
mod whole;

use std::path::Path;

use wire::{ExportPage, ImportRow};

use crate::args::Format;
use crate::exit::Ended;

pub(crate) use sink::{Head, Sink, sink};
pub(crate) use whole::{Target, WholeFile};

/// Rows of one row group in a Parquet file, and of one page of an import.
pub(crate) const PAGE_ROWS: usize = 50_000;

/// A text longer than this is no value; the limit of texts that come from brokers.
const TEXT_BYTES_MAX: usize = 4_096;

/// A point's id or name longer than this is something else that strayed into its column.
const POINT_BYTES_MAX: usize = 1_024;

/// Readings in long form on their way into a file.
pub(crate) enum LongWriter {
    /// Comma-separated.
    Comma(Box<comma::LongComma>),
    /// Columns.
    Parquet(Box<parquet::ParquetWriter>),
}

impl LongWriter {
    /// A writer of the form that the file's name tells.
    pub(crate) fn new(path: &Path, target: Target) -> Result<Self, Ended> {
        match long_form(path)? {
            LongForm::Comma => Ok(Self::Comma(Box::new(comma::LongComma::new(target)?))),
            LongForm::Parquet => {
                let writer = parquet::ParquetWriter::new(target, parquet::Columns::Long)?;
                Ok(Self::Parquet(Box::new(writer)))
            }
        }
    }

    /// Writes a page of one point's readings.
    pub(crate) fn page(&mut self, page: &ExportPage) -> Result<(), Ended> {
        match self {
            Self::Comma(writer) => writer.page(page),
            Self::Parquet(writer) => writer.page(page),
        }
    }

    /// Writes what is left.
    pub(crate) fn finish(self) -> Result<(), Ended> {
        match self {
            Self::Comma(writer) => writer.finish(),
            Self::Parquet(writer) => writer.finish(),
        }
    }
}

/// A row of a file, or why it is none.
pub(crate) type Row = Result<ImportRow, String>;

/// Readings in long form out of a file.
pub(crate) enum LongReader {
    /// Comma-separated.
    Comma(Box<comma::CommaReader>),
    /// Columns.
    Parquet(Box<parquet::ParquetReader>),
}

impl LongReader {
    /// Opens the file; its name tells its form.
    pub(crate) fn open(path: &Path) -> Result<Self, Ended> {
        match long_form(path)? {
            LongForm::Comma => Ok(Self::Comma(Box::new(comma::CommaReader::open(path)?))),
            LongForm::Parquet => Ok(Self::Parquet(Box::new(parquet::ParquetReader::open(path)?))),
        }
    }

    /// The next row; none after the last.
    pub(crate) fn next(&mut self) -> Result<Option<Row>, Ended> {
        match self {
            Self::Comma(reader) => reader.next(),
            Self::Parquet(reader) => reader.next(),
        }
    }

    /// How much there is to read, in the unit of [`Self::done`].
    pub(crate) fn length(&self) -> u64 {
        match self {
            Self::Comma(reader) => reader.bytes,
            Self::Parquet(reader) => reader.rows,
        }
    }

    /// How much has been read.
    pub(crate) fn done(&self) -> u64 {
        match self {
            Self::Comma(reader) => reader.position(),
            Self::Parquet(reader) => reader.done,
        }
    }
}

enum LongForm {
    Comma,
    Parquet,
}

fn long_form(path: &Path) -> Result<LongForm, Ended> {
    match Format::of_name(path) {
        Some(Format::Csv) => Ok(LongForm::Comma),
        Some(Format::Parquet) => Ok(LongForm::Parquet),
        Some(Format::Json) | None => Err(Ended::usage(
            format!("{} tells no form that is known.", path.display()),
            "Name a file that ends in .csv or .parquet.",
        )),
    }
}

#[cfg(test)]
mod tests;
