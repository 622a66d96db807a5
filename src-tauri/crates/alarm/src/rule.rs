//! A rule: at which points, what is looked for, how patiently, and what an operator is told.

use std::time::Duration;

use model::Priority;

use crate::condition::Condition;
use crate::selector::Selector;
use crate::standing::Resetting;

mod text;

pub use text::{RuleMistake, RulesError, read_rules, write_rules};

#[cfg(test)]
mod made;

/// One rule, as an engineer wrote it.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// What it is called; no two are called the same.
    pub name: String,
    /// At which points.
    pub points: Selector,
    /// What is looked for.
    pub condition: Condition,
    /// How patiently.
    pub patience: Patience,
    /// How much it matters.
    pub priority: Priority,
    /// What becomes of an alarm whose condition is over.
    pub resetting: Resetting,
    /// What an operator is told.
    pub advice: Advice,
}

/// What keeps a condition from becoming an alarm too easily, and an alarm from ending too early.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Patience {
    /// How far a value has to come back before a check is over.
    pub deadband: Deadband,
    /// How long the condition has to hold.
    pub on_delay: Duration,
    /// How long it has to be over.
    pub off_delay: Duration,
    /// How often it has to be seen.
    pub counted: Counted,
}

/// How far a value has to come back from a limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Deadband {
    /// This far, in the point's unit.
    Absolute(f64),
    /// This share of the limit's own size, 0 to 100; nothing at a limit of 0.
    Percent(f64),
}

impl Default for Deadband {
    fn default() -> Self {
        Self::Absolute(0.0)
    }
}

impl Deadband {
    /// How far that is at a limit, in its unit.
    #[must_use]
    pub fn at(self, limit: f64) -> f64 {
        match self {
            Self::Absolute(width) => width,
            Self::Percent(share) => limit.abs() * share / 100.0,
        }
    }
}

/// How often a condition has to be seen, reading by reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Counted {
    /// Once is enough.
    #[default]
    Once,
    /// In so many readings in a row.
    InARow(u16),
    /// In so many of the last readings.
    OfTheLast {
        /// How many of them.
        times: u8,
        /// How many readings are looked at, up to 64.
        of: u8,
    },
    /// In so many readings within a time.
    Within {
        /// How many, up to 32.
        times: u8,
        /// The time.
        time: Duration,
    },
}

/// What an operator is told with an alarm.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Advice {
    /// What is likely the matter.
    pub cause: String,
    /// What happens if nobody does anything.
    pub consequence: String,
    /// What to do.
    pub action: String,
}
