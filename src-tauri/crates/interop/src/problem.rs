//! What is wrong with a list: where, and in words.

use std::fmt;

use crate::column::Column;
use crate::limits::{PROBLEMS_MAX, QUOTED_CHARS_MAX};

/// Something that is wrong with a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line of the file, counted from 1; in JSON the row of the grid. None where it is the file as a whole.
    pub row: Option<u64>,
    /// The column's header, where it is one cell.
    pub column: Option<String>,
    /// A sentence: what it is, and where it is not plain, what to do.
    pub words: String,
}

impl Problem {
    /// Of the file as a whole.
    pub(crate) fn file(words: impl Into<String>) -> Self {
        Self { row: None, column: None, words: words.into() }
    }

    /// Of a row.
    pub(crate) fn row(row: u64, words: impl Into<String>) -> Self {
        Self { row: Some(row), column: None, words: words.into() }
    }

    /// Of a cell.
    pub(crate) fn cell(row: u64, column: Column, words: impl Into<String>) -> Self {
        Self { row: Some(row), column: Some(column.word().to_owned()), words: words.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(row) = self.row {
            write!(f, "row {row}")?;
            if let Some(column) = &self.column {
                write!(f, ", {column}")?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&self.words)
    }
}

/// What is wrong, in the order in which it was found; beyond [`PROBLEMS_MAX`] only counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problems {
    /// The first of them.
    pub list: Vec<Problem>,
    /// How many more there are.
    pub more: usize,
}

impl Problems {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Takes one in.
    pub(crate) fn push(&mut self, problem: Problem) {
        if self.list.len() < PROBLEMS_MAX {
            self.list.push(problem);
        } else {
            self.more += 1;
        }
    }
}

/// A text as it is repeated in a sentence: short, in quotation marks, and with nothing that moves a cursor.
pub(crate) fn quoted(text: &str) -> String {
    let mut letters = text.chars();
    let mut short: String = letters
        .by_ref()
        .take(QUOTED_CHARS_MAX)
        .map(|letter| if is_hidden(letter) { '\u{fffd}' } else { letter })
        .collect();
    if letters.next().is_some() {
        short.push('…');
    }
    format!("“{short}”")
}

/// Whether a letter moves the cursor or turns the direction of what follows.
fn is_hidden(letter: char) -> bool {
    const TURNS: [char; 12] = [
        '\u{061c}', '\u{200e}', '\u{200f}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}',
        '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}',
    ];
    letter.is_control() || TURNS.contains(&letter)
}
