//! What a piece of text says: a number, a boolean, a text, or nothing that could be a reading.
//!
//! The same rules hold for a plain payload and for a string inside JSON. Never guesses: a number whose
//! form can be read in two ways stays text. Texts are at most `TEXT_BYTES_MAX` long.

use std::sync::Arc;

use model::{Quality, Value};

use crate::limits::TEXT_BYTES_MAX;
use crate::{RejectReason, number, units};

/// A value as a text told it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Said {
    pub(crate) value: Value,
    pub(crate) quality: Quality,
    /// The unit that stood behind the number.
    pub(crate) unit: Option<&'static str>,
}

/// Reads a text.
///
/// `true` and `false` are booleans. State words (`ON`, `open`, `closed`) stay text: whether `open` is
/// the safe or the tripped state, and whether `ON` has a third neighbour such as `AUTO`, only the
/// point's own mapping knows, and a state turned into a number cannot be turned back.
pub(crate) fn read(text: &str) -> Result<Said, RejectReason> {
    let text = text.trim();
    if text.is_empty() {
        return Err(RejectReason::Unavailable);
    }
    if text.len() > TEXT_BYTES_MAX {
        return Err(RejectReason::TooLong);
    }
    if let Some(said) = quantity(text) {
        return said;
    }
    if is_no_number(text) {
        return Err(RejectReason::NotFinite);
    }
    if is_missing(text) {
        return Err(RejectReason::Unavailable);
    }
    let value = if text.eq_ignore_ascii_case("true") {
        Value::Boolean(true)
    } else if text.eq_ignore_ascii_case("false") {
        Value::Boolean(false)
    } else {
        return word(text);
    };
    Ok(Said { value, quality: Quality::Good, unit: None })
}

/// A text that its device declared to be one, whatever it looks like.
pub(crate) fn word(text: &str) -> Result<Said, RejectReason> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(RejectReason::TooLong);
    }
    if text.chars().any(is_forbidden) {
        return Err(RejectReason::ControlCharacters);
    }
    Ok(Said { value: Value::Text(Arc::from(text)), quality: Quality::Good, unit: None })
}

/// A number, alone or with a known unit behind it; nothing where the text is no such thing.
fn quantity(text: &str) -> Option<Result<Said, RejectReason>> {
    let (figure, rest) = number::leading(text)?;
    let unit = match rest.trim_start() {
        "" if figure.is_plain() => None,
        "" => return None,
        rest => Some(units::known(rest)?.unit),
    };
    Some(match figure.value()? {
        number::Parsed::Finite { number, quality } => {
            Ok(Said { value: Value::Number(number), quality, unit })
        }
        number::Parsed::BeyondDouble => Err(RejectReason::NotFinite),
    })
}

/// Whether the text spells an infinity or "not a number", alone or with a known unit.
fn is_no_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let word_end = unsigned.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(unsigned.len());
    let (word, rest) = unsigned.split_at(word_end);
    let spelled = ["nan", "inf", "infinity"].iter().any(|known| word.eq_ignore_ascii_case(known));
    let rest = rest.trim_start();
    spelled && (rest.is_empty() || units::known(rest).is_some())
}

/// Whether the text is a word for a missing value.
fn is_missing(text: &str) -> bool {
    ["unavailable", "unknown", "null", "none", "undefined", "n/a"]
        .iter()
        .any(|known| text.eq_ignore_ascii_case(known))
}

/// Control characters, but for the white space that a text of several lines holds.
fn is_forbidden(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r')
}
