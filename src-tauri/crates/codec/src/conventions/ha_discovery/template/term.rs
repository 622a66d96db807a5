//! What an expression of a template is worth, and what can be asked of it.

use std::borrow::Cow;
use std::rc::Rc;

use chrono::{DateTime, SecondsFormat};
use model::Value;

use super::Failure;
use crate::command::{figure, json_text};
use crate::json::Item;
use crate::limits::TEXT_BYTES_MAX;

/// What an expression is worth; as cheap to copy as a pointer, but for a text that was made.
#[derive(Debug, Clone)]
pub(super) enum Term<'a> {
    /// What is not there.
    Absent,
    /// `None`, JSON's `null`.
    Nothing,
    Boolean(bool),
    Number(f64),
    Text(Cow<'a, str>),
    /// A time that stands under a key for times, in milliseconds since 1970.
    Time(i64),
    /// An object or an array of the message.
    Item(Item<'a>),
    List(Rc<[Self]>),
    Map(Rc<[(Self, Self)]>),
}

impl<'a> Term<'a> {
    /// A value of the message.
    pub(super) fn of_item(item: Item<'a>) -> Self {
        if item.is_object() || item.is_array() {
            Self::Item(item)
        } else if item.is_null() {
            Self::Nothing
        } else if let Some(boolean) = item.boolean() {
            Self::Boolean(boolean)
        } else if let Some(number) = item.number() {
            Self::Number(number)
        } else if let Some(text) = item.text() {
            Self::Text(Cow::Borrowed(text))
        } else {
            item.time().map_or(Self::Absent, |time| Self::Time(time.ms()))
        }
    }

    /// A value that is wanted of a point.
    pub(super) fn of_value(value: &'a Value) -> Self {
        match value {
            Value::Boolean(boolean) => Self::Boolean(*boolean),
            Value::Number(number) => Self::Number(*number),
            Value::Text(text) => Self::Text(Cow::Borrowed(text)),
        }
    }

    /// As JSON, after what was written before.
    pub(super) fn write_json(&self, json: &mut String) -> Result<(), Failure> {
        match self {
            Self::Nothing => json.push_str("null"),
            Self::Boolean(boolean) => json.push_str(&boolean.to_string()),
            Self::Number(number) => json.push_str(&figure(*number)),
            Self::Text(text) => json.push_str(&json_text(text)),
            Self::List(list) => {
                for (index, term) in list.iter().enumerate() {
                    json.push(if index == 0 { '[' } else { ',' });
                    term.write_json(json)?;
                }
                json.push_str(if list.is_empty() { "[]" } else { "]" });
            }
            Self::Map(map) => {
                for (index, (key, term)) in map.iter().enumerate() {
                    json.push(if index == 0 { '{' } else { ',' });
                    json.push_str(&json_text(&key.text()?));
                    json.push(':');
                    term.write_json(json)?;
                }
                json.push_str(if map.is_empty() { "{}" } else { "}" });
            }
            Self::Absent | Self::Time(_) | Self::Item(_) => return Err(Failure::Broken),
        }
        // A list may hold itself many times over by other names.
        if json.len() > TEXT_BYTES_MAX { Err(Failure::Broken) } else { Ok(()) }
    }

    /// A payload that is a JSON value without braces and brackets.
    pub(super) fn of_scalar(payload: &'a str) -> Self {
        let unquoted = payload.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        match payload {
            "true" => Self::Boolean(true),
            "false" => Self::Boolean(false),
            "null" => Self::Nothing,
            _ => match (number_of(payload), unquoted) {
                (Some(number), _) => Self::Number(number),
                (None, Some(text)) => Self::Text(Cow::Borrowed(text)),
                (None, None) => Self::Absent,
            },
        }
    }

    /// What `from_json` reads; objects and arrays in a text are not looked into.
    pub(super) fn of_json_text(text: &str) -> Result<Self, Failure> {
        Ok(match Term::of_scalar(text.trim()) {
            Term::Boolean(boolean) => Self::Boolean(boolean),
            Term::Number(number) => Self::Number(number),
            Term::Text(text) => Self::Text(Cow::Owned(text.into_owned())),
            Term::Nothing => Self::Nothing,
            _ => return Err(Failure::Broken),
        })
    }

    pub(super) fn of_text(text: String) -> Result<Self, Failure> {
        if text.len() > TEXT_BYTES_MAX {
            return Err(Failure::Broken);
        }
        Ok(Self::Text(Cow::Owned(text)))
    }

    pub(super) fn is_true(&self) -> bool {
        match self {
            Self::Absent | Self::Nothing => false,
            Self::Boolean(boolean) => *boolean,
            Self::Number(number) => *number != 0.0,
            Self::Text(text) => !text.is_empty(),
            Self::Time(_) => true,
            Self::Item(item) => item.members().next().is_some() || item.elements().next().is_some(),
            Self::List(list) => !list.is_empty(),
            Self::Map(map) => !map.is_empty(),
        }
    }

    /// As it is spelled; lists and dictionaries are no value.
    pub(super) fn text(&self) -> Result<Cow<'_, str>, Failure> {
        let text = match self {
            Self::Absent => Cow::Borrowed(""),
            Self::Nothing => Cow::Borrowed("None"),
            Self::Boolean(true) => Cow::Borrowed("True"),
            Self::Boolean(false) => Cow::Borrowed("False"),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Text(text) => Cow::Borrowed(text.as_ref()),
            Self::Time(ms) => {
                let time = DateTime::from_timestamp_millis(*ms).ok_or(Failure::Broken)?;
                Cow::Owned(time.to_rfc3339_opts(SecondsFormat::AutoSi, true))
            }
            Self::Item(_) | Self::List(_) | Self::Map(_) => return Err(Failure::Broken),
        };
        if text.len() > TEXT_BYTES_MAX { Err(Failure::Broken) } else { Ok(text) }
    }

    /// As a number, by the rules of `float`.
    pub(super) fn number(&self) -> Result<f64, Failure> {
        match self {
            Self::Absent => Err(Failure::Absent),
            Self::Nothing => Err(Failure::Null),
            Self::Boolean(boolean) => Ok(f64::from(u8::from(*boolean))),
            Self::Number(number) => Ok(*number),
            Self::Text(text) => number_of(text).ok_or(Failure::Broken),
            #[expect(
                clippy::cast_precision_loss,
                reason = "milliseconds of a plausible time are below 2^53"
            )]
            Self::Time(ms) => Ok(*ms as f64 / 1_000.0),
            Self::Item(_) | Self::List(_) | Self::Map(_) => Err(Failure::Broken),
        }
    }

    /// A number where it is one already: arithmetic does not read texts.
    pub(super) fn figure(&self) -> Result<f64, Failure> {
        if let Self::Text(_) = self { Err(Failure::Broken) } else { self.number() }
    }

    /// Whether two scalars are the same; lists and dictionaries never are.
    pub(super) fn is_same(&self, other: &Term<'_>) -> bool {
        match (self, other) {
            (Self::Absent, Term::Absent) | (Self::Nothing, Term::Nothing) => true,
            (Self::Text(one), Term::Text(another)) => one == another,
            (Self::Time(one), Term::Time(another)) => one == another,
            (Self::Boolean(_) | Self::Number(_), Term::Boolean(_) | Term::Number(_)) => {
                self.number().ok() == other.number().ok()
            }
            _ => false,
        }
    }

    /// The member of a key, or the element of an index.
    pub(super) fn member(&self, key: &Self) -> Result<Self, Failure> {
        Ok(match (self, key) {
            (Self::Absent, _) => return Err(Failure::Absent),
            // Jinja lets `list.0` stand for `list[0]`.
            (Self::Item(item), Term::Text(key)) if item.is_array() => {
                let found = key.parse().ok().and_then(|at| item.elements().nth(at));
                found.map_or(Self::Absent, Self::of_item)
            }
            (Self::Item(item), Term::Text(key)) => {
                item.get(key).map_or(Self::Absent, Self::of_item)
            }
            (Self::Item(item), Term::Number(_)) if item.is_array() => {
                let found =
                    place(key, item.elements().count()).and_then(|at| item.elements().nth(at));
                found.map_or(Self::Absent, Self::of_item)
            }
            (Self::List(list), Term::Number(_)) => {
                let found = place(key, list.len()).and_then(|at| list.get(at));
                found.cloned().unwrap_or(Self::Absent)
            }
            (Self::Text(text), Term::Number(_)) => {
                let found = place(key, text.chars().count()).and_then(|at| text.chars().nth(at));
                found.map_or(Self::Absent, |c| Self::Text(Cow::Owned(c.to_string())))
            }
            (Self::Map(map), key) => {
                let found = map.iter().rev().find(|(held, _)| held.is_same(key));
                found.map_or(Self::Absent, |(_, value)| value.clone())
            }
            _ => Self::Absent,
        })
    }

    /// Whether it holds another: a text its part, a list its element, a dictionary its key.
    pub(super) fn holds(&self, sought: &Term<'_>) -> Result<bool, Failure> {
        match self {
            Self::Absent => Err(Failure::Absent),
            Self::Text(text) => Ok(text.contains(sought.text()?.as_ref())),
            Self::Item(item) if item.is_object() => {
                let key = sought.text()?;
                Ok(item.has(&key))
            }
            Self::Item(item) => Ok(item.elements().any(|held| Self::of_item(held).is_same(sought))),
            Self::List(list) => Ok(list.iter().any(|held| held.is_same(sought))),
            Self::Map(map) => Ok(map.iter().any(|(held, _)| held.is_same(sought))),
            Self::Nothing | Self::Boolean(_) | Self::Number(_) | Self::Time(_) => {
                Err(Failure::Broken)
            }
        }
    }

    /// Its elements, where it is a list.
    pub(super) fn elements(&self) -> Result<Vec<Self>, Failure> {
        match self {
            Self::Absent => Err(Failure::Absent),
            Self::List(list) => Ok(list.to_vec()),
            Self::Item(item) if item.is_array() => Ok(item.elements().map(Self::of_item).collect()),
            _ => Err(Failure::Broken),
        }
    }

    /// How many elements, members or characters it has.
    pub(super) fn count(&self) -> Result<usize, Failure> {
        match self {
            Self::Absent => Err(Failure::Absent),
            Self::Text(text) => Ok(text.chars().count()),
            Self::Item(item) if item.is_object() => Ok(item.members().count()),
            Self::Item(item) => Ok(item.elements().count()),
            Self::List(list) => Ok(list.len()),
            Self::Map(map) => Ok(map.len()),
            Self::Nothing | Self::Boolean(_) | Self::Number(_) | Self::Time(_) => {
                Err(Failure::Broken)
            }
        }
    }
}

/// A finite number that a text spells.
fn number_of(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

/// The place of an index, counted from the end where it is negative.
fn place(index: &Term<'_>, count: usize) -> Option<usize> {
    let index = whole(index.number().ok()?)?;
    usize::try_from(if index < 0 { index.checked_add(i64::try_from(count).ok()?)? } else { index })
        .ok()
}

/// A number without its fraction, where it fits.
pub(super) fn whole(number: f64) -> Option<i64> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "its magnitude is checked on the same line"
    )]
    (number.abs() < 9e15).then(|| number.trunc() as i64)
}
