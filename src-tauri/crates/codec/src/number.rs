//! Numbers as devices write them, read exactly or not at all.
//!
//! Sign, digits, decimal point, exponent; a decimal comma only where it cannot be a separator of
//! thousands or of a list. Never an octal, a hexadecimal or a locale guessed from the value.

use model::Quality;

/// More digits than this may not fit a double exactly.
const EXACT_DIGITS_MAX: usize = 15;

/// The beginning of a text that has a number's form.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Figure<'a> {
    text: &'a str,
    form: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Integer,
    Point,
    Comma,
}

/// What a number's form holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Parsed {
    /// A number; uncertain where a double cannot hold the integer exactly.
    Finite { number: f64, quality: Quality },
    /// A number whose magnitude no double has.
    BeyondDouble,
}

/// The number at the beginning of a text and what follows it.
pub(crate) fn leading(text: &str) -> Option<(Figure<'_>, &str)> {
    let bytes = text.as_bytes();
    let sign = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let whole_end = digits_end(bytes, sign);
    let mut end = whole_end;
    let mut form = Form::Integer;
    if let Some(separator @ (b'.' | b',')) = bytes.get(whole_end) {
        let fraction_end = digits_end(bytes, whole_end + 1);
        let fraction = fraction_end - whole_end - 1;
        if *separator == b'.' && (fraction > 0 || whole_end > sign) {
            (form, end) = (Form::Point, fraction_end);
        } else if *separator == b',' && fraction > 0 && whole_end > sign {
            (form, end) = (Form::Comma, fraction_end);
        }
    }
    if end == sign {
        return None;
    }
    if let Some(exponent_end) = exponent_end(bytes, end)
        && form != Form::Comma
    {
        (form, end) = (Form::Point, exponent_end);
    }
    let (text, rest) = text.split_at(end);
    Some((Figure { text, form }, rest))
}

/// Reads a number that has JSON's form.
pub(crate) fn of_json(text: &str) -> Option<Parsed> {
    let form = if text.len() > EXACT_DIGITS_MAX && !text.contains(['.', 'e', 'E']) {
        Form::Integer
    } else {
        Form::Point
    };
    Figure { text, form }.value()
}

impl Figure<'_> {
    /// Whether it is a number without anything behind it to say so.
    ///
    /// `21,5` alone is not: it may as well be a list of two values, or thousands cut short. With a
    /// unit behind it, `21,5 °C`, it can only be a decimal comma.
    pub(crate) fn is_plain(&self) -> bool {
        self.form != Form::Comma
    }

    /// Its value; nothing where a comma may separate thousands.
    pub(crate) fn value(&self) -> Option<Parsed> {
        let number: f64 = match self.form {
            Form::Integer | Form::Point => self.text.parse().ok()?,
            Form::Comma if self.may_be_thousands() => return None,
            Form::Comma => self.text.replace(',', ".").parse().ok()?,
        };
        if !number.is_finite() {
            return Some(Parsed::BeyondDouble);
        }
        let quality = match self.form {
            Form::Integer if !is_exact(self.text, number) => Quality::Uncertain,
            Form::Integer | Form::Point | Form::Comma => Quality::Good,
        };
        // Adding zero turns minus zero, which nobody wants to read, into zero.
        let number = number + 0.0;
        Some(Parsed::Finite { number, quality })
    }

    /// Whether the comma has one to three digits before it, no leading zero, and three behind: `1,234`.
    fn may_be_thousands(&self) -> bool {
        let unsigned = self.text.trim_start_matches(['+', '-']);
        let (whole, fraction) = unsigned.split_once(',').unwrap_or((unsigned, ""));
        fraction.len() == 3 && whole.len() <= 3 && !whole.starts_with('0')
    }
}

/// Whether the double is the very integer that was written.
fn is_exact(text: &str, number: f64) -> bool {
    let digits = text.trim_start_matches(['+', '-']).trim_start_matches('0');
    if digits.len() <= EXACT_DIGITS_MAX {
        return true;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a finite integral double of at most 39 digits; the cast saturates beyond"
    )]
    let held = number.abs() as u128;
    digits.parse() == Ok(held)
}

fn digits_end(bytes: &[u8], from: usize) -> usize {
    bytes
        .get(from..)
        .unwrap_or_default()
        .iter()
        .position(|byte| !byte.is_ascii_digit())
        .map_or(bytes.len(), |length| from + length)
}

/// The end of an exponent that begins here, where one does.
fn exponent_end(bytes: &[u8], from: usize) -> Option<usize> {
    if !matches!(bytes.get(from), Some(b'e' | b'E')) {
        return None;
    }
    let sign = usize::from(matches!(bytes.get(from + 1), Some(b'+' | b'-')));
    let digits = from + 1 + sign;
    let end = digits_end(bytes, digits);
    (end > digits).then_some(end)
}
