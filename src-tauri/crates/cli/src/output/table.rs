//! Aligned tables for people.

use super::safe;

const BETWEEN: &str = "  ";

/// Where a column's text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// Rows under headings, each column as wide as its widest cell.
#[derive(Debug)]
pub(crate) struct Table {
    columns: Vec<(&'static str, Align)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(columns: &[(&'static str, Align)]) -> Self {
        Self { columns: columns.to_vec(), rows: Vec::new() }
    }

    /// Adds a row; its cells are made harmless here.
    pub(crate) fn row<const N: usize>(&mut self, cells: [&str; N]) {
        debug_assert_eq!(N, self.columns.len(), "a row has a cell for each column");
        self.rows.push(cells.iter().map(|cell| safe(cell).into_owned()).collect());
    }

    /// The table, or `empty` where it has no rows.
    pub(crate) fn or(self, empty: &str) -> String {
        if self.rows.is_empty() { empty.to_owned() } else { self.text() }
    }

    /// The table as text.
    pub(crate) fn text(&self) -> String {
        let widths: Vec<usize> = (0..self.columns.len())
            .map(|at| {
                let cells = self.rows.iter().map(|row| width(&row[at]));
                cells.fold(width(self.columns[at].0), usize::max)
            })
            .collect();
        let mut text = String::new();
        self.line(&mut text, &widths, self.columns.iter().map(|(heading, _)| *heading));
        for row in &self.rows {
            self.line(&mut text, &widths, row.iter().map(String::as_str));
        }
        text
    }

    fn line<'a>(&self, text: &mut String, widths: &[usize], cells: impl Iterator<Item = &'a str>) {
        let start = text.len();
        for ((cell, wide), (_, align)) in cells.zip(widths).zip(&self.columns) {
            if text.len() > start {
                text.push_str(BETWEEN);
            }
            let blank = " ".repeat(wide - width(cell));
            match align {
                Align::Left => text.extend([cell, &blank]),
                Align::Right => text.extend([&blank, cell]),
            }
        }
        text.truncate(text.trim_end().len().max(start));
        text.push('\n');
    }
}

fn width(cell: &str) -> usize {
    cell.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_their_headings() {
        let mut table = Table::new(&[("Name", Align::Left), ("Value", Align::Right)]);
        table.row(["Zuluft", "21.5"]);
        table.row(["a\u{1b}", "-"]);
        assert_eq!(table.text(), "Name     Value\nZuluft    21.5\na\\u{1b}      -\n");
    }

    #[test]
    fn a_table_without_rows_says_so() {
        assert_eq!(Table::new(&[("Name", Align::Left)]).or("Nothing."), "Nothing.");
    }
}
