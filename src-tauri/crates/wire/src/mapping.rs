//! Mappings: what a person says that messages mean which no convention knows; made by trying them on captured messages.
//!
//! A mapping travels as the text of its file (docs/formats/mapping.md), so that what is tried, saved and shared is one thing.

use model::{Quality, Timestamp, Unit, Value};
use serde::{Deserialize, Serialize};

use crate::MessageView;

/// Asks for the mappings, in the order in which they read a message.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Mappings {}

/// A mapping that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct MappingView {
    /// What it is called.
    pub name: String,
    /// Where it stands in the order; of two at one place the name decides.
    pub place: u32,
    /// Whether it is to read messages.
    pub on: bool,
    /// The connection whose messages it reads; none where it reads those of all.
    pub connection: Option<String>,
    /// The filter of its topics; empty where its file cannot be read.
    pub topics: String,
    /// How many values it lists.
    pub values: u32,
    /// Topics heard in this run that it is for.
    pub matched: u32,
    /// When it was saved or switched.
    pub changed: Timestamp,
    /// Its file, whole.
    pub file: String,
    /// Why it reads nothing although it is on; empty where it reads, or is off.
    pub hindrance: String,
}

/// Saves a mapping. It reads messages at once: nothing is lost, and nothing starts anew.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SaveMapping {
    /// Its file.
    pub file: String,
    /// The connection whose messages it is to read; none for those of all.
    #[serde(default)]
    pub connection: Option<String>,
    /// Whether it is to read messages.
    pub on: bool,
    /// The name of the mapping that it takes the place of; none where it is a new one.
    #[serde(default)]
    pub before: Option<String>,
    /// Where it is to stand in the order; none for its old place, or the end.
    #[serde(default)]
    pub place: Option<u32>,
    /// What becomes of points whose values it reads otherwise than before; none where that is to be asked first.
    #[serde(default)]
    pub histories: Option<Histories>,
}

/// What becomes of points whose values mean something else from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Histories {
    /// The same points go on, in one history; where the unit is what differs it is theirs from now on, for what they told before
    /// too: the mapping had a wrong one.
    GoOn,
    /// The values have new names in the mapping and are new points; the old ones keep their histories and hear nothing more.
    Begin,
}

/// A value of points that are known, which a mapping reads otherwise than the mapping it takes the place of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ChangedValue {
    /// What it is called.
    pub name: String,
    /// What is read otherwise: as it was, in words.
    pub was: String,
    /// And as it is to be.
    pub now: String,
    /// How many points it is told of.
    pub points: u32,
    /// Names of the first few.
    pub named: Vec<String>,
}

/// What became of a mapping that was to be saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct MappingSaved {
    /// Its name, once it is saved; none where it has mistakes: then nothing was changed.
    pub saved: Option<String>,
    /// Every mistake in its file.
    pub mistakes: Vec<MappingMistake>,
    /// Where it is not saved for their sake: values of known points that would mean something else, until
    /// [`SaveMapping::histories`] says what becomes of them.
    pub changed: Vec<ChangedValue>,
    /// What comes of it for the points of its topics, in sentences.
    pub words: Vec<String>,
    /// All mappings.
    pub mappings: Vec<MappingView>,
}

/// A mistake in a mapping's file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct MappingMistake {
    /// The line of the file, from 1.
    pub line: u32,
    /// A JSON Pointer into the file, as `/values/2/unit`; empty for the file as a whole.
    pub place: String,
    /// What is wrong.
    pub wrong: String,
    /// What to do about it.
    pub remedy: String,
}

/// Forgets a mapping. What it read stays stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RemoveMapping {
    /// Its name.
    pub name: String,
}

/// Has a mapping read messages from now on, or not any more.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SwitchMapping {
    /// Its name.
    pub name: String,
    /// Whether it is to read.
    pub on: bool,
}

/// Moves a mapping in the order: of a point that several mappings tell, the first one's value counts.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct MoveMapping {
    /// Its name.
    pub name: String,
    /// The name of the mapping that it is to stand before; none for the end.
    #[serde(default)]
    pub before: Option<String>,
}

/// Asks what a mapping would read, before it is saved: in the captured messages of the topics that it is for, those of the
/// quarantine among them, or in one message that is given.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TryMapping {
    /// Its file.
    pub file: String,
    /// Only messages of this connection.
    #[serde(default)]
    pub connection: Option<String>,
    /// This message instead of the captured ones.
    #[serde(default)]
    pub message: Option<GivenMessage>,
    /// The name of the mapping that it is to take the place of; none where it is a new one.
    #[serde(default)]
    pub before: Option<String>,
}

/// A message that somebody gives.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct GivenMessage {
    /// Its topic.
    pub topic: String,
    /// Its payload.
    pub payload: String,
}

/// How a mapping would fare. Of what it reads at most 2,000 values and refusals are shown; all are counted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct MappingTried {
    /// Every mistake in its file; where there is one, nothing was tried.
    pub mistakes: Vec<MappingMistake>,
    /// Topics that it is for, among those heard in this run or kept in the quarantine.
    pub topics: u32,
    /// Messages that it was tried on, at most 200.
    pub messages: u32,
    /// Messages that were left out because trying took too long.
    pub left_out: u32,
    /// Values that were read in all of them.
    pub values: u32,
    /// Values and messages that were refused in all of them.
    pub refused: u32,
    /// The messages: those of the quarantine, then the newest of each topic, then older ones.
    pub tried: Vec<TriedMessage>,
    /// Known points that would go on under their own keys and be told otherwise, and values that another mapping tells too:
    /// what should be mended before it is saved. In sentences.
    pub jumps: Vec<String>,
    /// Values of known points that would mean something else than by the mapping it takes the place of.
    pub changed: Vec<ChangedValue>,
    /// What becomes of points that are known on these topics, in sentences.
    pub words: Vec<String>,
}

/// What a mapping would make of one message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TriedMessage {
    /// Its connection; empty where the message was given.
    pub connection: String,
    /// Its topic: hostile data.
    pub topic: String,
    /// When it came; none where the message was given.
    pub received: Option<Timestamp>,
    /// The beginning of its payload.
    pub payload: String,
    /// Whether it was refused when it came, and is kept in the quarantine.
    pub quarantined: bool,
    /// Why it is refused as a whole, `other_topic` where the mapping is not for its topic; none where it is understood.
    pub refused: Option<String>,
    /// What is read of it.
    pub values: Vec<TriedValue>,
    /// What of it is refused.
    pub rejects: Vec<TriedReject>,
    /// How long reading took, in microseconds.
    pub took_us: u32,
}

/// A value that a mapping would read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TriedValue {
    /// The device.
    pub device: String,
    /// The point's path: `/` and its name.
    pub path: String,
    /// The value.
    pub value: Value,
    /// What it is measured in.
    pub unit: Option<Unit>,
    /// When it was true; none where that is the time of arrival.
    pub time: Option<Timestamp>,
    /// How far it can be trusted.
    pub quality: Quality,
}

/// A value that a mapping would refuse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TriedReject {
    /// Its path.
    pub field: Option<String>,
    /// The reason's word.
    pub reason: String,
    /// More of it, in words; empty where the reason says it all.
    pub words: String,
}

/// Asks for the places at which the captured messages of a topic hold values.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SuggestMapping {
    /// The connection.
    pub connection: String,
    /// The topic.
    pub topic: String,
}

/// What the captured messages of a topic hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct MappingLeaves {
    /// How many messages were looked at.
    pub messages: u32,
    /// The newest of them, its first 16 KiB; none where none is kept.
    pub newest: Option<MessageView>,
    /// The places, at most 500, in the order in which they first came.
    pub leaves: Vec<LeafView>,
    /// Names of mappings that are for this topic already.
    pub mapped_by: Vec<String>,
}

/// A place at which captured messages hold a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LeafView {
    /// A JSON Pointer; empty where the payload is one text.
    pub at: String,
    /// What stood there last.
    pub leaf_type: LeafType,
    /// Different values that stood there, at most five.
    pub samples: Vec<String>,
    /// In how many of the messages something stood there.
    pub messages: u32,
    /// A name for it, made of its keys.
    pub name: String,
    /// The unit that it is likely to have.
    pub unit: Option<Unit>,
    /// Where it is likely to be a time: how it is written, in a mapping's word for it.
    pub time: Option<String>,
}

/// What a leaf is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum LeafType {
    /// A number.
    Number,
    /// A text.
    Text,
    /// `true` or `false`.
    Boolean,
    /// `null`, or a number that is none.
    Nothing,
}
