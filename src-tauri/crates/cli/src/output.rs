//! The one way to standard output: JSON documents, lines and aligned tables.
//!
//! Whatever came from outside is made harmless before it reaches a terminal: see [`safe`].

mod table;

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};

use model::{Quality, Value};
use serde::Serialize;

use crate::exit::Ended;

pub(crate) use table::{Align, Table};

/// What stands where nothing is known.
pub(crate) const UNKNOWN: &str = "-";

const TARGET: &str = "Standard output";

/// How answers are to be given.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    /// JSON instead of words.
    pub(crate) json: bool,
    /// Errors only, beside the answer itself.
    pub(crate) quiet: bool,
}

impl Output {
    pub(crate) fn new(json: bool, quiet: bool) -> Self {
        Self { json, quiet }
    }

    /// Gives the answer: as JSON where that was asked for, else in words.
    pub(crate) fn answer<T: Serialize>(
        self,
        answer: &T,
        words: impl FnOnce() -> String,
    ) -> Result<(), Ended> {
        if self.json { Self::document(answer) } else { Self::text(&words()) }
    }

    /// Writes one JSON document on a line of its own.
    pub(crate) fn document<T: Serialize>(document: &T) -> Result<(), Ended> {
        let mut json = serde_json::to_vec(document).map_err(|cause| {
            Ended::could_not(format!("The answer has no JSON form: {cause}."), "")
        })?;
        json.push(b'\n');
        Self::write(&json)
    }

    /// Writes text, with a line end where it has none.
    pub(crate) fn text(text: &str) -> Result<(), Ended> {
        let mut bytes = text.as_bytes().to_vec();
        if !text.ends_with('\n') {
            bytes.push(b'\n');
        }
        Self::write(&bytes)
    }

    /// Says something beside the answer, on standard error.
    pub(crate) fn note(self, text: &str) {
        if !self.quiet {
            // With standard error gone there is nobody left to tell.
            writeln!(io::stderr().lock(), "{}", safe(text)).ok();
        }
    }

    fn write(bytes: &[u8]) -> Result<(), Ended> {
        let mut out = io::stdout().lock();
        out.write_all(bytes).and_then(|()| out.flush()).map_err(|cause| Self::failed(&cause))
    }

    /// Standard output cannot be written.
    pub(crate) fn failed(cause: &io::Error) -> Ended {
        Ended::writing(TARGET, cause)
    }
}

/// Whether somebody sees standard error as it is written.
pub(crate) fn errors_are_seen() -> bool {
    io::stderr().is_terminal()
}

/// Makes text harmless for a terminal: escapes control characters and those that turn the direction of writing.
pub(crate) fn safe(text: &str) -> Cow<'_, str> {
    if !text.contains(harmful) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            c if harmful(c) => {
                // Writing to a string cannot fail.
                write!(escaped, "\\u{{{:x}}}", u32::from(c)).ok();
            }
            c => escaped.push(c),
        }
    }
    Cow::Owned(escaped)
}

fn harmful(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{61c}' | '\u{feff}')
}

/// A value in words; a number with at most four decimals.
pub(crate) fn value(value: Option<&Value>) -> String {
    match value {
        Some(Value::Number(number)) => decimals(*number),
        Some(Value::Boolean(true)) => "on".to_owned(),
        Some(Value::Boolean(false)) => "off".to_owned(),
        Some(Value::Text(text)) => shortened(&safe(text), VALUE_CHARACTERS_MAX),
        None => UNKNOWN.to_owned(),
    }
}

/// A text value longer than this is cut on the screen.
const VALUE_CHARACTERS_MAX: usize = 60;

fn shortened(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// A number for people: at most four decimals, in powers of ten where those would not tell it.
pub(crate) fn decimals(number: f64) -> String {
    let size = number.abs();
    if size != 0.0 && !(1e-3..1e15).contains(&size) {
        return format!("{number:.4e}");
    }
    let text = format!("{number:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// A number that may be unknown, for people.
pub(crate) fn known(number: Option<f64>) -> String {
    number.map_or_else(|| UNKNOWN.to_owned(), decimals)
}

/// A count with its thousands apart.
pub(crate) fn count(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A size in words: `812 B`, `14.2 MB`.
pub(crate) fn bytes(bytes: u64) -> String {
    let mut unit = "B";
    // Thousandths are kept in whole numbers, so that no size is too large to be told.
    let mut size = u128::from(bytes) * 10;
    for larger in ["kB", "MB", "GB", "TB"] {
        if size < 10_000 {
            break;
        }
        size /= 1_000;
        unit = larger;
    }
    if unit == "B" { format!("{bytes} B") } else { format!("{}.{} {unit}", size / 10, size % 10) }
}

/// A quality in words.
pub(crate) fn quality(quality: Option<Quality>) -> &'static str {
    quality.map_or(UNKNOWN, Quality::word)
}

/// Text, or the mark of nothing where it is empty.
pub(crate) fn or_unknown(text: &str) -> &str {
    if text.is_empty() { UNKNOWN } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_is_harmless_on_a_terminal() {
        assert_eq!(safe("\u{1b}[2Jgone"), "\\u{1b}[2Jgone");
        assert_eq!(safe("a\r\nb\tc\u{7}"), "a\\r\\nb\\tc\\u{7}");
        assert_eq!(safe("\u{9b}31m"), "\\u{9b}31m");
        assert_eq!(safe("gpj\u{202e}exe"), "gpj\\u{202e}exe");
        assert_eq!(safe("Zuluft °C › Büro"), "Zuluft °C › Büro");
    }

    #[test]
    fn numbers_are_told_shortly() {
        for (number, text) in [
            (21.5, "21.5"),
            (0.0, "0"),
            (-0.0, "0"),
            (1_234_567.0, "1234567"),
            (0.1 + 0.2, "0.3"),
            (-1e-9, "-1.0000e-9"),
            (1e300, "1.0000e300"),
        ] {
            assert_eq!(decimals(number), text);
        }
        assert_eq!(count(0), "0");
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(bytes(812), "812 B");
        assert_eq!(bytes(14_210_000), "14.2 MB");
    }

    #[test]
    fn a_value_says_what_it_is() {
        assert_eq!(value(None), "-");
        assert_eq!(value(Some(&Value::Boolean(false))), "off");
        assert_eq!(value(Some(&Value::Text("\u{1b}c".into()))), "\\u{1b}c");
        assert_eq!(value(Some(&Value::Text("x".repeat(100).into()))).chars().count(), 61);
    }
}
