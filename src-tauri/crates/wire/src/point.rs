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
    /// Those that a person said are of no interest, in place of those that wait.
    #[serde(default)]
    pub ignored: bool,
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
    /// How often it usually speaks, once learned.
    pub interval_ms: Option<i64>,
    /// The convention that reads it, in the word of `plantroomctl decode`; none for an imported point.
    pub convention: Option<String>,
    /// The device it comes from.
    pub device: FoundDevice,
    /// Whether its device takes commands for it. Nothing is sent before a person allows it.
    pub writable: bool,
    /// What stands against accepting it as it is, in a sentence.
    pub conflict: Option<String>,
    /// What it would be in the model.
    pub proposal: Proposal,
}

/// The device of a found point, in its own words: believed for nothing but words.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct FoundDevice {
    /// What its convention knows it by; for plain values and JSON the topic.
    pub key: String,
    /// What it calls itself.
    pub name: Option<String>,
    /// Who made it, and its model.
    pub model: Option<String>,
    /// Whether it is there, where it says so.
    pub online: Option<bool>,
}

/// Equipment that a point seems to belong to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ProposedEquipment {
    /// What it would be called.
    pub name: String,
    /// Its type: `ahu`, `vav`, `meter`.
    pub kind: String,
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
    /// What it would do in its equipment, such as `zone-air-temp`.
    pub role: Option<String>,
    /// The equipment it would belong to.
    pub equipment: Option<ProposedEquipment>,
    /// The floor it would be on.
    pub floor: Option<String>,
    /// The space it would be in.
    pub space: Option<String>,
    /// How sure that is, percent.
    pub confidence: u8,
    /// Why, in a few words each, the strongest reason first.
    pub because: Vec<String>,
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
    /// What it does in its equipment, where somebody says so.
    #[serde(default)]
    pub role: Option<String>,
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
    /// Puts each where it is proposed: its space and its equipment, made where they do not exist, and its floor where
    /// none is named here.
    #[serde(default)]
    pub place: bool,
    /// In place of what is proposed, which otherwise stands.
    #[serde(default)]
    pub edits: Vec<FoundEdit>,
}

/// Says of found points that they are of no interest, or that they are again. They go on being stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct IgnorePoints {
    /// These.
    pub points: Vec<PointCode>,
    /// Whether they are of no interest.
    pub ignored: bool,
}

/// What was ignored, or is no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Ignored {
    /// How many points.
    pub changed: u32,
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
