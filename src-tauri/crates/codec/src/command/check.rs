//! Whether a value may go its way: limits, steps, words, priorities, topics.

use model::Value;

use super::{EncodeError, Order, Publish, Way, rounded, spelled};
use crate::limits::{TEXT_BYTES_MAX, TOPIC_BYTES_MAX};

/// The priorities of BACnet that people may use; 1 and 2 are those of life safety.
const PRIORITIES: std::ops::RangeInclusive<u8> = 3..=16;

/// How far from a step, in steps, a number may lie by its spelling in binary.
const STEP_TOLERANCE: f64 = 1e-6;

/// The share of a number by which a few operations on it may be wrong.
const BINARY_ERROR: f64 = 8.0 * f64::EPSILON;

impl Way<'_> {
    /// The message that an order becomes.
    ///
    /// # Errors
    /// Where the value or the priority is not allowed, where the convention cannot write it, or where no broker takes the topic.
    pub(crate) fn publish(self, order: &Order<'_>) -> Result<Publish, EncodeError> {
        check_topic(&self.topic)?;
        self.check_priority(order.priority)?;
        self.check_value(order.value)?;
        let payload = (self.write)(order)?;
        Ok(Publish { topic: self.topic, payload, qos: self.qos })
    }

    fn check_priority(&self, priority: Option<u8>) -> Result<(), EncodeError> {
        let because = match priority {
            Some(_) if !self.takes_priority => "the point's gateway takes none",
            Some(1 | 2) => "1 and 2 are kept for life safety; use 3 to 16",
            Some(priority) if !PRIORITIES.contains(&priority) => "use 3 to 16",
            Some(_) | None => return Ok(()),
        };
        Err(EncodeError::BadPriority { priority: priority.unwrap_or_default(), because })
    }

    fn check_value(&self, value: &Value) -> Result<(), EncodeError> {
        match value {
            Value::Text(text) if text.len() > TEXT_BYTES_MAX => {
                return Err(EncodeError::TooLong { bytes: text.len() });
            }
            Value::Number(number) if !number.is_finite() => return Err(EncodeError::NotFinite),
            Value::Number(number) => self.check_number(*number)?,
            Value::Boolean(boolean) => self.check_number(f64::from(u8::from(*boolean)))?,
            Value::Text(text) if self.words.is_empty() && self.is_numeric() => {
                let wanted = "a number";
                return Err(EncodeError::WrongType { value: shortened(text), wanted });
            }
            Value::Text(_) => {}
        }
        let said = spelled(value);
        // A boolean has no word of its own: the convention gives it one.
        let is_free = self.words.is_empty() || matches!(value, Value::Boolean(_));
        if is_free || self.words.iter().any(|word| **word == *said) {
            return Ok(());
        }
        let words = self.words.join(", ").into();
        Err(EncodeError::NotOneOf { value: shortened(&said), words })
    }

    fn is_numeric(&self) -> bool {
        self.limits.min.is_some() || self.limits.max.is_some()
    }

    fn check_number(&self, value: f64) -> Result<(), EncodeError> {
        if let Some(least) = self.limits.min.filter(|least| value < *least) {
            return Err(EncodeError::TooLow { value, least });
        }
        if let Some(greatest) = self.limits.max.filter(|greatest| value > *greatest) {
            return Err(EncodeError::TooHigh { value, greatest });
        }
        let Some(step) = self.limits.step.filter(|step| *step > 0.0 && step.is_finite()) else {
            return Ok(());
        };
        let origin = self.limits.min.unwrap_or(0.0);
        let steps = (value - origin) / step;
        let tolerance = STEP_TOLERANCE.max(steps.abs() * BINARY_ERROR);
        // Too far away for a step to show in the number.
        if !steps.is_finite() || (steps - steps.round()).abs() <= tolerance {
            return Ok(());
        }
        let place = |steps: f64| rounded(origin + steps * step);
        let (below, above) = (place(steps.floor()), place(steps.ceil()));
        Err(EncodeError::OffStep { value, step, below, above })
    }
}

/// A text as far as an error repeats it.
pub(super) fn shortened(text: &str) -> Box<str> {
    text.chars().filter(|c| !c.is_control()).take(SHOWN_CHARACTERS).collect::<String>().into()
}

const SHOWN_CHARACTERS: usize = 64;

/// Refuses topics that no broker takes, and those that are the broker's own.
fn check_topic(topic: &str) -> Result<(), EncodeError> {
    let because = if topic.is_empty() {
        "it is empty"
    } else if topic.len() > TOPIC_BYTES_MAX {
        "it is longer than 65,535 bytes"
    } else if topic.contains(['+', '#']) {
        "it holds a wildcard"
    } else if topic.chars().any(|c| c.is_control()) {
        "it holds control characters"
    } else if topic.starts_with('$') {
        "it lies in the broker's own namespace"
    } else {
        return Ok(());
    };
    Err(EncodeError::BadTopic { because })
}

#[cfg(test)]
mod tests;
