//! What a person is told when something did not work.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What kind of failure it is; the screens branch on this and on nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum FailureCode {
    /// The words of the request cannot be carried out as they stand.
    BadRequest,
    /// What was named does not exist.
    NotFound,
    /// The name fits several things.
    Ambiguous,
    /// The answer would be longer than asked for.
    TooMany,
    /// A setting or the data folder's content is not valid.
    Configuration,
    /// Another program holds the data folder.
    Locked,
    /// The data folder or a file in it may not be written.
    ReadOnly,
    /// The disk is full.
    DiskFull,
    /// What is stored cannot be read.
    Damaged,
    /// The data folder was made by a newer version.
    Newer,
    /// The broker cannot be reached or refused the connection.
    BrokerUnreachable,
    /// The answer took longer than its limit.
    TimedOut,
    /// The person or the program ended it.
    Cancelled,
    /// The operator has not the right.
    NotAllowed,
    /// The engine this window was attached to has gone.
    EngineGone,
    /// A fault of this program.
    Internal,
}

/// The field of a form that a refusal speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum FailureField {
    /// What people call it.
    Name,
    /// The level of a floor.
    Level,
    /// The type of equipment.
    Kind,
    /// What a point does in its equipment.
    Role,
    /// Tags.
    Tags,
    /// The limit LL.
    LowLow,
    /// The limit L.
    Low,
    /// The limit H.
    High,
    /// The limit HH.
    HighHigh,
    /// The least value that may be written.
    Min,
    /// The greatest value that may be written.
    Max,
    /// How far apart values that may be written lie.
    Step,
    /// Seconds between two readings.
    Expected,
    /// Words about it.
    Description,
    /// The spaces of a zone.
    Spaces,
    /// The time zone of the site.
    Timezone,
    /// The country of the site.
    Country,
    /// The floor area of the site.
    Area,
    /// When people are there.
    Hours,
    /// The registers that count what the site takes.
    Meters,
}

/// A failure in words: what happened, what it means for the data, what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Failure {
    /// What kind it is.
    pub code: FailureCode,
    /// What happened and what it means for the data, in one or two sentences.
    pub message: String,
    /// What to do about it; empty where nothing can be done.
    pub hint: String,
    /// The field of the request that it speaks of, where it is one that a person fills in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub field: Option<FailureField>,
}

impl Failure {
    /// A failure of this kind.
    #[must_use]
    pub fn new(code: FailureCode, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: hint.into(), field: None }
    }

    /// The same, speaking of this field.
    #[must_use]
    pub fn of(self, field: FailureField) -> Self {
        Self { field: Some(field), ..self }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if self.hint.is_empty() { Ok(()) } else { write!(f, " {}", self.hint) }
    }
}

impl std::error::Error for Failure {}
