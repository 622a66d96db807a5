//! Cells of a CSV file that a spreadsheet must not take for a formula, and the way back.
//!
//! A guarded cell has an apostrophe before it, and only where it would otherwise begin a formula or be read as
//! something else than the text it is. So what was exported comes back unchanged, and a text with an apostrophe of
//! its own stays what it is.

use std::borrow::Cow;

const GUARD: char = '\'';

/// What a text is that has to be told from other cells of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    /// A point's id or a unit: always a text.
    Name,
    /// A value that is a text: must not be read as a number or a boolean.
    Value,
}

/// The text as a cell.
pub(super) fn guarded(text: &str, cell: Cell) -> Cow<'_, str> {
    if needs_guard(text, cell) { Cow::Owned(format!("{GUARD}{text}")) } else { Cow::Borrowed(text) }
}

/// The text of a cell that was guarded; none where it was not.
pub(super) fn unguarded(cell_text: &str, cell: Cell) -> Option<&str> {
    cell_text.strip_prefix(GUARD).filter(|text| needs_guard(text, cell))
}

fn needs_guard(text: &str, cell: Cell) -> bool {
    // A text that looks guarded already is guarded once more, as often as that.
    let bare = text.trim_start_matches(GUARD);
    bare.starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])
        || (cell == Cell::Value && plain(bare).is_some())
}

/// What a cell of the value column says, unless it is a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Plain {
    Nothing,
    Boolean(bool),
    /// May be infinite or no number.
    Number(f64),
}

/// Reads a cell of the value column that is not guarded; none where it is a text.
pub(super) fn plain(text: &str) -> Option<Plain> {
    let text = text.trim();
    if text.is_empty() {
        return Some(Plain::Nothing);
    }
    if text.eq_ignore_ascii_case("true") {
        return Some(Plain::Boolean(true));
    }
    if text.eq_ignore_ascii_case("false") {
        return Some(Plain::Boolean(false));
    }
    text.parse().ok().map(Plain::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_guarded_and_come_back() {
        for (text, cell, guarded_cell) in [
            ("=1+1", Cell::Value, "'=1+1"),
            ("+49 30 1234", Cell::Value, "'+49 30 1234"),
            ("-", Cell::Value, "'-"),
            ("@SUM(A1)", Cell::Name, "'@SUM(A1)"),
            ("\tx", Cell::Name, "'\tx"),
            ("\rx", Cell::Name, "'\rx"),
            ("'=x", Cell::Name, "''=x"),
            ("21.5", Cell::Value, "'21.5"),
            ("true", Cell::Value, "'true"),
            ("NaN", Cell::Value, "'NaN"),
            ("", Cell::Value, "'"),
            ("21.5", Cell::Name, "21.5"),
            ("'s morgens", Cell::Value, "'s morgens"),
            ("heat", Cell::Value, "heat"),
            ("°C", Cell::Name, "°C"),
        ] {
            let written = guarded(text, cell);
            assert_eq!(written, guarded_cell);
            assert_eq!(unguarded(&written, cell).unwrap_or(&written), text, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_text_is_read_as_it_is() {
        assert_eq!(plain(" 21.5 "), Some(Plain::Number(21.5)));
        assert_eq!(plain("-4e2"), Some(Plain::Number(-400.0)));
        assert_eq!(plain("TRUE"), Some(Plain::Boolean(true)));
        assert_eq!(plain("false"), Some(Plain::Boolean(false)));
        assert_eq!(plain(""), Some(Plain::Nothing));
        assert_eq!(plain("heat"), None);
        assert!(matches!(plain("inf"), Some(Plain::Number(number)) if number.is_infinite()));
    }
}
