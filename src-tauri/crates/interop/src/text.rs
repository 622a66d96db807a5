//! Bytes of a file to text, and lines of cells.

use std::borrow::Cow;

use crate::limits::{CELL_BYTES_MAX, COLUMNS_MAX, FILE_BYTES_MAX};
use crate::problem::{Problem, Problems};

/// What stands between the cells of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Separator {
    /// `,` with decimal points.
    #[default]
    Comma,
    /// `;` with decimal commas, as spreadsheets write it where a comma is part of a number.
    Semicolon,
}

impl Separator {
    pub(crate) const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
        }
    }

    /// The one that stands more often in a line of column names.
    pub(crate) fn of_header(line: &str) -> Self {
        let count = |separator: Self| line.bytes().filter(|byte| *byte == separator.byte()).count();
        if count(Self::Semicolon) > count(Self::Comma) { Self::Semicolon } else { Self::Comma }
    }

    /// The text of a number as it stands in such a file, with a decimal point.
    pub(crate) fn with_point(self, text: &str) -> Cow<'_, str> {
        let is_decimal_comma = self == Self::Semicolon
            && !text.contains('.')
            && text.bytes().filter(|byte| *byte == b',').count() == 1;
        if is_decimal_comma { Cow::Owned(text.replace(',', ".")) } else { Cow::Borrowed(text) }
    }

    /// The text of a number with a decimal point as it is written into such a file.
    pub(crate) fn with_comma(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Comma => Cow::Borrowed(text),
            Self::Semicolon => Cow::Owned(text.replace('.', ",")),
        }
    }
}

/// Whether a file is small enough to be read.
pub(crate) fn size(bytes: &[u8]) -> Result<(), Problem> {
    if bytes.len() <= FILE_BYTES_MAX {
        return Ok(());
    }
    Err(Problem::file(format!(
        "the file has {} bytes, and at most {FILE_BYTES_MAX} are read: divide the list",
        bytes.len()
    )))
}

/// The text of a file in UTF-8, with or without a byte order mark.
pub(crate) fn utf8(bytes: &[u8]) -> Result<&str, Problem> {
    size(bytes)?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|fault| {
        let before = &bytes[..fault.valid_up_to()];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count() as u64;
        Problem::row(line, "this is not UTF-8: save the list as “CSV UTF-8” and try again")
    })
}

/// A line of cells.
pub(crate) struct Line {
    /// Counted from 1.
    pub(crate) number: u64,
    /// From left to right.
    pub(crate) cells: Vec<String>,
}

impl Line {
    /// Whether nothing stands in it.
    pub(crate) fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// Lines of cells by RFC 4180; a cell that is too long is told and left empty.
pub(crate) fn lines(
    text: &str,
    separator: Separator,
    mut take: impl FnMut(Line, &mut Problems),
    problems: &mut Problems,
) {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator.byte())
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut counted = LineCount::default();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return,
            Err(fault) => {
                problems.push(Problem::file(format!("the file cannot be read further: {fault}")));
                return;
            }
        }
        let start = record.position().map_or(0, csv::Position::byte);
        let number = counted.line_of(text, usize::try_from(start).unwrap_or(usize::MAX));
        if record.len() > COLUMNS_MAX {
            let words = format!("{} cells are too many: at most {COLUMNS_MAX}", record.len());
            problems.push(Problem::row(number, words));
            continue;
        }
        let mut cells = Vec::with_capacity(record.len());
        for cell in &record {
            if cell.len() > CELL_BYTES_MAX {
                let words = format!(
                    "a cell of {} bytes is too long, at most {CELL_BYTES_MAX}: perhaps a quotation mark is missing before it ends",
                    cell.len()
                );
                problems.push(Problem::row(number, words));
                cells.push(String::new());
            } else {
                cells.push(cell.to_owned());
            }
        }
        take(Line { number, cells }, problems);
    }
}

/// Counts lines up to a place that only moves on; empty lines before a record are not its own.
#[derive(Default)]
struct LineCount {
    at: usize,
    line_breaks: u64,
}

impl LineCount {
    fn line_of(&mut self, text: &str, start: usize) -> u64 {
        let bytes = text.as_bytes();
        let mut start = start.min(bytes.len());
        while bytes.get(start).is_some_and(|byte| matches!(byte, b'\r' | b'\n')) {
            start += 1;
        }
        let passed = bytes.get(self.at..start).unwrap_or_default();
        for (place, byte) in passed.iter().enumerate() {
            let next = passed.get(place + 1).or_else(|| bytes.get(start));
            let ends = *byte == b'\n' || (*byte == b'\r' && next != Some(&b'\n'));
            self.line_breaks += u64::from(ends);
        }
        self.at = self.at.max(start);
        self.line_breaks + 1
    }
}
