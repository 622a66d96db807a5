//! The one data item: what it is called, where it comes from and where it belongs.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{ConnectionId, EquipmentId, PointId, SpaceId, Unit};

/// A point's stable name to the outside: never changes, whatever the point is renamed to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PointCode(#[cfg_attr(feature = "ts", ts(type = "string"))] pub Arc<str>);

impl fmt::Display for PointCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a point comes from, in its convention's words. Two messages with the same key speak of the same point.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PointKey {
    /// The connection it was found on; none for an imported one.
    pub connection: Option<ConnectionId>,
    /// The device that publishes it; for a plain topic, the topic.
    pub device: Arc<str>,
    /// The value's place inside the device: a JSON Pointer, empty for a plain payload.
    pub path: Arc<str>,
}

/// What a point does in its equipment (after Brick).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Kind {
    /// A measured value.
    Sensor,
    /// A reported state, read-only.
    Status,
    /// A wanted value.
    Setpoint,
    /// Drives something directly.
    Command,
    /// A bound or a configuration.
    Parameter,
    /// The device's own alarm.
    Alarm,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Sensor, Self::Status, Self::Setpoint, Self::Command, Self::Parameter, Self::Alarm];

    /// Its word on screens and in files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sensor => "sensor",
            Self::Status => "status",
            Self::Setpoint => "setpoint",
            Self::Command => "command",
            Self::Parameter => "parameter",
            Self::Alarm => "alarm",
        }
    }

    /// The kind of this word, where there is one.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A point as the model knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Its number inside this data folder.
    pub id: PointId,
    /// Its stable name to the outside.
    pub code: PointCode,
    /// Where it comes from.
    pub key: PointKey,
    /// The topic it was last heard on.
    pub topic: Arc<str>,
    /// What people call it; the key in readable form until somebody names it.
    pub name: Arc<str>,
    /// What it does.
    pub kind: Kind,
    /// What its numbers are measured in, where somebody said.
    pub unit: Option<Unit>,
    /// Whether a person took it into the model; until then it is a found point.
    pub accepted: bool,
    /// The room it is in.
    pub space: Option<SpaceId>,
    /// The equipment it belongs to.
    pub equipment: Option<EquipmentId>,
}
