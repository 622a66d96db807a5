//! The small tables beside an EDE file: numbers with texts behind them.

use std::collections::BTreeMap;

use crate::csv::guard;
use crate::problem::{Problem, Problems};
use crate::text::{Line, Separator, lines, size};

/// Texts by their number.
pub(super) type Table = BTreeMap<u32, Vec<String>>;

/// Reads one; lines that do not begin with a number are headers and remarks.
pub(super) fn read_table(bytes: Option<&[u8]>, what: &str, notes: &mut Problems) -> Table {
    let mut table = Table::new();
    let Some(bytes) = bytes else {
        return table;
    };
    if let Err(problem) = size(bytes) {
        notes.push(Problem::file(format!("{what}: {}", problem.words)));
        return table;
    }
    let (text, _) = decoded(bytes);
    let separator = Separator::of_header(&text);
    let take = |line: Line, notes: &mut Problems| {
        let mut cells = line.cells.into_iter();
        let first = cells.next().unwrap_or_default();
        if line_is_remark(&first) {
            return;
        }
        let Ok(number) = first.trim().parse() else {
            let words = format!("{what}, line {}: no number stands at its beginning", line.number);
            notes.push(Problem::file(words));
            return;
        };
        let mut texts: Vec<String> = cells.map(|cell| guard::unguarded(&cell).to_owned()).collect();
        while texts.last().is_some_and(String::is_empty) {
            texts.pop();
        }
        table.insert(number, texts);
    };
    lines(&text, separator, take, notes);
    table
}

fn line_is_remark(first: &str) -> bool {
    first.trim().is_empty() || first.trim_start().starts_with('#')
}

/// The text of a file that is UTF-8 or, as many tools still write it, Windows-1252; and whether it is the latter.
pub(super) fn decoded(bytes: &[u8]) -> (String, bool) {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), false),
        Err(_) => (bytes.iter().map(|byte| windows_1252(*byte)).collect(), true),
    }
}

/// Windows-1252 is Latin-1 but for these letters.
fn windows_1252(byte: u8) -> char {
    const FROM_80: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => FROM_80[usize::from(byte - 0x80)],
        other => char::from(other),
    }
}
