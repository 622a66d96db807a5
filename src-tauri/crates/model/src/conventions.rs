//! Which conventions messages may be read by.

use serde::{Deserialize, Serialize};

/// Which conventions a connection's messages may be read by, in the words of `plantroomctl decode`. What stands here may name
/// conventions that do not exist: the decoder says so.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Conventions {
    /// All of them; each message by the one that is surest of it.
    #[default]
    All,
    /// These and no other; a single one reads whatever comes.
    Only(Vec<String>),
    /// All but these.
    AllBut(Vec<String>),
}

impl Conventions {
    /// The names in it.
    #[must_use]
    pub fn names(&self) -> &[String] {
        match self {
            Self::All => &[],
            Self::Only(names) | Self::AllBut(names) => names,
        }
    }
}
