//! Values as conventions write them: bare, or inside JSON.

use model::Value;

use super::{EncodeError, Order};

/// The value alone; a boolean in these words, the one for true first.
pub(crate) fn plain(
    on: &'static str,
    off: &'static str,
) -> impl Fn(&Order<'_>) -> Result<Vec<u8>, EncodeError> {
    move |order| {
        Ok(match order.value {
            Value::Boolean(true) => on.into(),
            Value::Boolean(false) => off.into(),
            value @ (Value::Number(_) | Value::Text(_)) => spelled(value).into_bytes(),
        })
    }
}

/// A word or a number alone; what is commanded so has no two sides of which one would be true.
pub(crate) fn word(order: &Order<'_>) -> Result<Vec<u8>, EncodeError> {
    match order.value {
        Value::Boolean(_) => {
            let wanted = "a word or a number";
            Err(EncodeError::WrongType { value: spelled(order.value).into(), wanted })
        }
        value @ (Value::Number(_) | Value::Text(_)) => Ok(spelled(value).into_bytes()),
    }
}

/// A value as it is spelled alone: numbers without a needless fraction.
pub(crate) fn spelled(value: &Value) -> String {
    match value {
        Value::Boolean(boolean) => boolean.to_string(),
        Value::Number(number) => figure(*number),
        Value::Text(text) => text.to_string(),
    }
}

/// A value as JSON.
pub(crate) fn scalar(value: &Value) -> String {
    match value {
        Value::Text(text) => json_text(text),
        Value::Boolean(_) | Value::Number(_) => spelled(value),
    }
}

/// Objects one inside the other, down to a value that is JSON already: `{"a":{"b":1}}`.
pub(crate) fn members<'a>(path: impl IntoIterator<Item = &'a str>, value: &str) -> String {
    let mut json = String::new();
    let mut depth = 0;
    for step in path {
        json.push('{');
        json.push_str(&json_text(step));
        json.push(':');
        depth += 1;
    }
    json.push_str(value);
    json.extend(std::iter::repeat_n('}', depth));
    json
}

/// A text as JSON, with its quotation marks.
pub(crate) fn json_text(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + 2);
    json.push('"');
    for c in text.chars() {
        match c {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            c if c < ' ' => json.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => json.push(c),
        }
    }
    json.push('"');
    json
}

/// A number without a needless fraction, and without a minus before zero.
pub(crate) fn figure(number: f64) -> String {
    (number + 0.0).to_string()
}

/// A number freed of what binary fractions add to decimal steps.
pub(crate) fn rounded(number: f64) -> f64 {
    format!("{number:.9}").parse().unwrap_or(number)
}
