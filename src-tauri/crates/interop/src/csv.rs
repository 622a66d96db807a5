//! Point lists as CSV: a header, then one row for each point.
//!
//! Read with `,` or `;`, with or without a byte order mark, in UTF-8, quoted as RFC 4180 says. Written so that reading
//! gives back every point, tag and limit as it was, and so that no spreadsheet takes a name for a formula.

use std::mem;

use crate::column::Column;
use crate::limits::ROWS_MAX;
use crate::list::{PointList, PointRow, Sheet, SheetRow};
use crate::problem::{Problem, Problems, quoted};
use crate::text::{Line, Separator, lines, utf8};

pub(crate) mod guard;

/// How a CSV file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CsvStyle {
    /// Between cells; it decides about decimal commas too.
    pub separator: Separator,
    /// Whether a byte order mark comes first: some spreadsheets know UTF-8 only by it.
    pub byte_order_mark: bool,
}

/// Writes a list. Relations between equipment are not in it: a row is a point.
#[must_use]
pub fn write_csv(list: &PointList, style: CsvStyle) -> String {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(style.separator.byte())
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let header = Column::ALL.map(Column::word);
    writer.write_record(header).expect("memory takes every byte");
    for point in &list.points {
        for column in Column::ALL {
            let text = point.text(column);
            let cell = if column.is_number() || column == Column::Level {
                style.separator.with_comma(&text)
            } else {
                guard::guarded(&text)
            };
            writer.write_field(cell.as_bytes()).expect("memory takes every byte");
        }
        writer.write_record(None::<&[u8]>).expect("memory takes every byte");
    }
    let bytes = writer.into_inner().expect("memory takes every byte");
    let text = String::from_utf8(bytes).expect("cells are UTF-8, and so is what stands between");
    if style.byte_order_mark { format!("\u{feff}{text}") } else { text }
}

/// Reads a list. What is wrong is in its problems, each with its line.
#[must_use]
pub fn read_csv(bytes: &[u8]) -> Sheet {
    let mut sheet = Sheet::default();
    let text = match utf8(bytes) {
        Ok(text) => text,
        Err(problem) => {
            sheet.problems.push(problem);
            return sheet;
        }
    };
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let separator = Separator::of_header(first);
    let mut header: Option<Vec<Option<Column>>> = None;
    let mut rows = Vec::new();
    let mut is_too_long = false;
    let mut problems = Problems::default();
    let take = |line: Line, problems: &mut Problems| {
        if line.is_blank() {
            return;
        }
        let Some(columns) = &header else {
            header = Some(read_header(&line, problems));
            return;
        };
        if rows.len() >= ROWS_MAX {
            if !mem::replace(&mut is_too_long, true) {
                let words = format!("a list has at most {ROWS_MAX} points: divide it");
                problems.push(Problem::row(line.number, words));
            }
            return;
        }
        rows.push(read_row(&line, columns, separator, problems));
    };
    lines(text, separator, take, &mut problems);
    match header {
        None => problems.push(Problem::file("the file is empty: its first line names the columns")),
        Some(header) => sheet.columns = header.into_iter().flatten().collect(),
    }
    sheet.rows = rows;
    sheet.problems = problems;
    sheet
}

/// The column of each cell; none where its cells are passed over.
fn read_header(line: &Line, problems: &mut Problems) -> Vec<Option<Column>> {
    let mut columns: Vec<Option<Column>> = Vec::with_capacity(line.cells.len());
    for cell in &line.cells {
        let is_remark = cell.trim().is_empty() || cell.trim_start().starts_with('#');
        let column = Column::from_header(cell);
        if column.is_some() && columns.contains(&column) {
            let words = format!("the column {} is there twice: keep one of them", quoted(cell));
            problems.push(Problem::row(line.number, words));
        }
        if column.is_none() && !is_remark {
            let words = format!(
                "there is no column {}: columns are {}; one that is only for people begins with #",
                quoted(cell),
                Column::ALL.map(Column::word).join(", ")
            );
            problems.push(Problem::row(line.number, words));
        }
        columns.push(column);
    }
    if !columns
        .iter()
        .flatten()
        .any(|column| matches!(column, Column::Id | Column::Device | Column::Name))
    {
        let words = "the first line names the columns, and one of them is id, device or name";
        problems.push(Problem::row(line.number, words));
    }
    columns
}

fn read_row(
    line: &Line,
    columns: &[Option<Column>],
    separator: Separator,
    problems: &mut Problems,
) -> SheetRow {
    let mut point = PointRow::default();
    let is_filled = |cell: &String| !cell.trim().is_empty();
    let strays = line.cells.get(columns.len()..).unwrap_or_default();
    if line.cells.len() < columns.len() || strays.iter().any(is_filled) {
        let words = format!(
            "the row has {} cells and the header {}: a cell with “{}” in it stands in quotation marks",
            line.cells.len(),
            columns.len(),
            char::from(separator.byte())
        );
        problems.push(Problem::row(line.number, words));
    }
    for (cell, column) in line.cells.iter().zip(columns) {
        let Some(column) = *column else {
            continue;
        };
        let set = if column.is_number() {
            point.set(column, &separator.with_point(cell))
        } else {
            point.set(column, guard::unguarded(cell))
        };
        if let Err(words) = set {
            problems.push(Problem::cell(line.number, column, words));
        }
    }
    SheetRow { line: line.number, point }
}

#[cfg(test)]
mod tests;
