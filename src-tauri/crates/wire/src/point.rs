//! The list of points and the inbox of found ones.

use model::{FloorId, Kind, PointCode, Quality, Timestamp, Unit, Value};
use serde::{Deserialize, Serialize};

/// Asks for the list of points.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Points {}

/// One point of the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PointView {
    /// Its stable id.
    pub point: PointCode,
    /// What people call it.
    pub name: String,
    /// `Site › Building › Floor › Space`, as far as it is placed; empty where it is not.
    pub place: String,
    /// What it does.
    pub kind: Kind,
    /// What it is measured in.
    pub unit: Option<Unit>,
    /// Whether a person took it into the model.
    pub accepted: bool,
}

/// Asks for the points that were found and not accepted.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Inbox {
    /// Only those of this connection.
    pub connection: Option<String>,
}

/// One found point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct FoundView {
    /// Its stable id; stays when it is accepted.
    pub point: PointCode,
    /// What it would be called.
    pub name: String,
    /// The connection's name; none for an imported point.
    pub connection: Option<String>,
    /// The topic it was last heard on.
    pub topic: String,
    /// JSON Pointer into the payload.
    pub path: String,
    /// What it seems to do.
    pub kind: Kind,
    /// What it seems to be measured in.
    pub unit: Option<Unit>,
    /// What it said last.
    pub value: Option<Value>,
    /// How far that can be trusted.
    pub quality: Option<Quality>,
    /// How old that is; none where nobody knows.
    pub age_ms: Option<i64>,
    /// When it was heard first.
    pub found: Timestamp,
    /// What it would be in the model.
    pub proposal: Proposal,
}

/// What a found point would be in the model, as far as its topic, its name and its unit tell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Proposal {
    /// What it would be called.
    pub name: String,
    /// The device or equipment it seems to belong to; found points of one device are listed together.
    pub device: String,
    /// What it seems to do.
    pub kind: Kind,
    /// What it seems to be measured in.
    pub unit: Option<Unit>,
    /// Why, in a few words.
    pub because: String,
}

/// A person's own words for a found point, in place of what is proposed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct FoundEdit {
    /// Which one.
    pub point: PointCode,
    /// What it will be called.
    pub name: String,
    /// What it does.
    pub kind: Kind,
    /// What it is measured in.
    pub unit: Option<Unit>,
}

/// Takes found points into the model.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AcceptPoints {
    /// These, by stable id or unique name.
    pub points: Vec<String>,
    /// All that wait, of every connection or of the one named.
    pub all: bool,
    /// With `all`: only those of this connection.
    pub connection: Option<String>,
    /// Puts them on this floor; one that does not exist is added.
    pub floor: Option<String>,
    /// The same by number, where a name may stand for several.
    #[serde(default)]
    pub floor_id: Option<FloorId>,
    /// In place of what is proposed, which otherwise stands.
    #[serde(default)]
    pub edits: Vec<FoundEdit>,
}

/// Takes points out of the model again: they are found points as before, and lose their place. Their history stays.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ReturnPoints {
    /// These.
    pub points: Vec<PointCode>,
}

/// What was taken out of the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Returned {
    /// How many points.
    pub returned: u32,
}

/// What was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Accepted {
    /// How many points entered the model.
    pub accepted: u32,
    /// How many of those named had been accepted before.
    pub already: u32,
}
