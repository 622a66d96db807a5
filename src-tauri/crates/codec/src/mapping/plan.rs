//! A mapping made ready: every path parsed, every expression compiled, nothing left that could be wrong.

use std::collections::HashMap;

use model::{Kind, Quality, Unit, Value};

use super::expression::Expression;
use super::form::{Decimal, Payload};
use super::place::Place;
use super::time::TimeForm;

/// What is to be read from a message.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) payload: Payload,
    /// The records of a message; the whole message where there is none.
    pub(super) each: Option<Place>,
    /// The parts of a device's name, one after another; the topic where there are none.
    pub(super) device: Vec<NamePart>,
    pub(super) time: Option<TimePlan>,
    pub(super) quality: Option<QualityPlan>,
    /// What makes an object of values of a record.
    pub(super) expression: Option<Expression>,
    pub(super) values: Vec<ValuePlan>,
    /// Whether an expression looks at the payload, which otherwise is not made ready for it.
    pub(super) tells_payload: bool,
}

impl Plan {
    /// Whether it says what a point of this name is.
    pub(super) fn describes(&self, name: &str) -> bool {
        self.values.iter().any(|value| *value.name == *name && !value.list)
    }
}

/// A part of a device's name.
#[derive(Debug, PartialEq)]
pub(super) enum NamePart {
    /// As it stands.
    Text(Box<str>),
    /// A level of the topic, from 0.
    Level(usize),
    /// What stands in the message.
    At(Place),
}

/// One value.
#[derive(Debug)]
pub(super) struct ValuePlan {
    pub(super) name: Box<str>,
    /// Where it stands; nothing where the mapping's expression tells it.
    pub(super) at: Option<Place>,
    pub(super) kind: Option<Kind>,
    pub(super) unit: Option<Unit>,
    pub(super) scale: f64,
    pub(super) offset: f64,
    pub(super) map: HashMap<Box<str>, Value>,
    pub(super) decimal: Decimal,
    pub(super) required: bool,
    /// Whether its path may lead to several values, which are then told apart by their number.
    pub(super) list: bool,
    pub(super) time: Option<TimePlan>,
    pub(super) quality: Option<QualityPlan>,
    /// What makes the value of what stands there.
    pub(super) expression: Option<Expression>,
}

impl ValuePlan {
    /// A value of which nothing is said but its name.
    pub(super) fn of_name(name: &str) -> Self {
        Self {
            name: Box::from(name),
            at: None,
            kind: None,
            unit: None,
            scale: 1.0,
            offset: 0.0,
            map: HashMap::new(),
            decimal: Decimal::Point,
            required: false,
            list: false,
            time: None,
            quality: None,
            expression: None,
        }
    }
}

/// Where a time stands.
#[derive(Debug)]
pub(super) struct TimePlan {
    pub(super) at: Place,
    pub(super) form: TimeForm,
}

/// Where a quality stands.
#[derive(Debug)]
pub(super) struct QualityPlan {
    pub(super) at: Place,
    /// What its words mean; our own words where it is empty.
    pub(super) map: HashMap<Box<str>, Quality>,
}
