//! What a property is and what its payload says.

use model::{Unit, Value};

use crate::RejectReason;
use crate::command::{EncodeError, Order, Way, figure, plain, spelled, word};
use crate::decoded::{Described, Limits};
use crate::message::Message;
use crate::said::{Facts, Said, pointer};
use crate::text;
use crate::units;

/// What a device told of a property.
#[derive(Default)]
pub(super) struct Property {
    pub(super) name: Option<Box<str>>,
    pub(super) datatype: Option<Datatype>,
    pub(super) unit: Option<Unit>,
    pub(super) format: Option<Box<str>>,
    pub(super) settable: bool,
}

/// The types that the convention knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Datatype {
    Number,
    Integer,
    Boolean,
    /// One of several words.
    Enum,
    /// Text, colours, times and durations.
    Text,
    Json,
}

impl Datatype {
    pub(super) fn of(word: &str) -> Option<Self> {
        Some(match word.trim() {
            "integer" => Self::Integer,
            "float" | "percent" => Self::Number,
            "boolean" => Self::Boolean,
            "enum" => Self::Enum,
            "string" | "color" | "datetime" | "duration" => Self::Text,
            "json" => Self::Json,
            _ => return None,
        })
    }
}

impl Property {
    /// As a console is told of it.
    pub(super) fn described(&self, path: &[&str]) -> Described {
        let format = self.format.as_deref().unwrap_or("");
        let is_number = matches!(self.datatype, Some(Datatype::Number | Datatype::Integer));
        Described {
            path: pointer(path),
            name: self.name.clone(),
            unit: self.unit.clone(),
            kind: None,
            device_class: None,
            writable: self.settable,
            limits: if is_number { limits(format) } else { Limits::default() },
            words: if self.datatype == Some(Datatype::Enum) {
                format.split(',').filter(|word| !word.is_empty()).map(Box::from).collect()
            } else {
                Vec::new()
            },
        }
    }
}

impl Property {
    /// How it is commanded, on its topic.
    pub(super) fn way(&self, topic: String) -> Way<'static> {
        let Described { mut limits, mut words, .. } = self.described(&[]);
        let way = match self.datatype {
            Some(Datatype::Number | Datatype::Integer) => Way::new(topic, only_number),
            Some(Datatype::Enum) => Way::new(topic, word),
            Some(Datatype::Boolean | Datatype::Text | Datatype::Json) | None => {
                Way::new(topic, plain("true", "false"))
            }
        };
        if self.datatype == Some(Datatype::Integer) {
            limits.step = limits.step.or(Some(1.0));
        }
        if self.datatype == Some(Datatype::Boolean) {
            words = ["true", "false"].map(Box::from).to_vec();
        }
        Way { limits, words, is_told: true, ..way }
    }
}

fn only_number(order: &Order<'_>) -> Result<Vec<u8>, EncodeError> {
    match order.value {
        Value::Number(number) => Ok(figure(*number).into_bytes()),
        value @ (Value::Boolean(_) | Value::Text(_)) => {
            Err(EncodeError::WrongType { value: spelled(value).into(), wanted: "a number" })
        }
    }
}

/// The unit a text tells; `#` counts, and has none.
pub(super) fn unit(text: &str) -> Option<Unit> {
    units::told(text).filter(|unit| unit.as_str() != "#")
}

/// `least:greatest:step`, each of which may be missing.
fn limits(format: &str) -> Limits {
    let mut parts = format.split(':').map(|part| part.trim().parse().ok());
    let mut next = || parts.next().flatten().filter(|number: &f64| number.is_finite());
    Limits { min: next(), max: next(), step: next() }
}

/// Reads a property's payload as its type wants it. An empty one takes back what was said.
pub(super) fn read(
    message: &Message<'_>,
    path: &[&str],
    property: Option<&Property>,
    said: &mut Said<'_>,
) -> Result<(), RejectReason> {
    let payload = message.text()?;
    if payload.is_empty() {
        return Ok(());
    }
    let unit = property.and_then(|property| property.unit.as_ref());
    let facts = Facts { unit: unit.map(Unit::as_str), ..Facts::default() };
    let word = || text::word(payload).map(|word| (word.value, word.quality, None));
    let read = match property.and_then(|property| property.datatype) {
        None if message.json?.is_none() => {
            said.text(path, payload, facts);
            return Ok(());
        }
        None | Some(Datatype::Json) => {
            said.values(path, message.json()?, facts);
            return Ok(());
        }
        Some(Datatype::Number | Datatype::Integer) => number(payload),
        Some(Datatype::Boolean) => boolean(payload),
        Some(Datatype::Enum | Datatype::Text) => word(),
    };
    said.value(path, read, facts);
    Ok(())
}

type Read = Result<(Value, model::Quality, Option<&'static str>), RejectReason>;

fn number(payload: &str) -> Read {
    let read = text::read(payload)?;
    match read.value {
        Value::Number(_) => Ok((read.value, read.quality, read.unit)),
        Value::Boolean(_) | Value::Text(_) => Err(RejectReason::NotOfType),
    }
}

/// `true` and `false`, and nothing like them.
fn boolean(payload: &str) -> Read {
    let boolean = match payload {
        "true" => true,
        "false" => false,
        _ => return Err(RejectReason::NotOfType),
    };
    Ok((Value::Boolean(boolean), model::Quality::Good, None))
}
