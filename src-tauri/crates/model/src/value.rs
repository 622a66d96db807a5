//! What a point said: a number, a boolean or a text.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// One value. A number is always finite: whoever makes one has refused the rest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Value {
    /// A two-valued state.
    Boolean(bool),
    /// A finite number in the point's unit.
    Number(f64),
    /// A state in words or free text; data, never markup.
    Text(Arc<str>),
}

impl Value {
    /// A number, or nothing where it is infinite or no number at all.
    #[must_use]
    pub fn number(number: f64) -> Option<Self> {
        number.is_finite().then_some(Self::Number(number))
    }

    /// The number that is drawn and summed: booleans count as 0 and 1, texts have none.
    #[must_use]
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Boolean(boolean) => Some(f64::from(u8::from(*boolean))),
            Self::Text(_) => None,
        }
    }

    /// Whether both are the same to the last bit; minus zero is zero.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => (a + 0.0).to_bits() == (b + 0.0).to_bits(),
            (Self::Boolean(a), Self::Boolean(b)) => a == b,
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::Number(_) | Self::Boolean(_) | Self::Text(_), _) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_finite_is_no_number() {
        assert_eq!(Value::number(f64::NAN), None);
        assert_eq!(Value::number(f64::INFINITY), None);
        assert_eq!(Value::number(21.5), Some(Value::Number(21.5)));
    }

    #[test]
    fn a_boolean_is_not_the_number_it_is_drawn_as() {
        assert!(!Value::Boolean(true).same(&Value::Number(1.0)));
        assert_eq!(Value::Boolean(true).as_number(), Some(1.0));
        assert!(Value::Number(0.0).same(&Value::Number(-0.0)));
    }
}
