//! How much an alarm matters: four priorities, as ISA-18.2 advises.

use serde::{Deserialize, Serialize};

/// What an alarm asks of the operator, most urgent first. It belongs to the rule, whatever the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Priority {
    /// People or the plant are in danger: at once.
    Critical,
    /// Something is lost soon: within minutes.
    High,
    /// Comfort or energy suffers: within the shift.
    Medium,
    /// To be looked at some day.
    Low,
}

impl Priority {
    /// All of them, most urgent first.
    pub const ALL: [Self; 4] = [Self::Critical, Self::High, Self::Medium, Self::Low];

    /// Its word on screens and in files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }

    /// The priority of this word, where there is one.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|priority| priority.word() == word)
    }

    /// Its number beside its mark, 1 for the most urgent.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8 + 1
    }
}
