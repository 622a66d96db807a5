//! The quarantine: what was refused, why, how often, and the messages that can be tried again.

use model::{PointCode, Timestamp};
use serde::{Deserialize, Serialize};

use crate::MessageView;

/// Asks for a page of the kinds of refusals, newest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Refusals {
    /// Only those with this reason's word.
    #[serde(default)]
    pub reason: Option<String>,
    /// Only those of this connection.
    #[serde(default)]
    pub connection: Option<String>,
    /// Only those whose topic or field holds all words of this text, in any case.
    #[serde(default)]
    pub text: String,
    /// How many to pass over.
    #[serde(default)]
    pub from: u32,
}

/// A page of the quarantine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RefusalsView {
    /// The kinds, newest first, at most 500.
    pub refusals: Vec<RefusalView>,
    /// How many there are that were asked for, on all pages.
    pub matching: u32,
    /// How many kinds there are in all.
    pub kinds: u32,
    /// How many there may be.
    pub kinds_max: u32,
    /// Messages that were refused beyond these kinds.
    pub messages_beyond: u64,
    /// Values that were refused beyond these kinds.
    pub values_beyond: u64,
    /// The reasons of all kinds, the most frequent first.
    pub reasons: Vec<RefusalReason>,
}

/// A reason, and how many kinds and refusals it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RefusalReason {
    /// Its word.
    pub reason: String,
    /// Kinds that have it.
    pub kinds: u32,
    /// Refusals of these kinds.
    pub count: u64,
}

/// A kind of refusal: one reason for one field of one topic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RefusalView {
    /// Names it; the same after a restart.
    pub id: String,
    /// The connection's name.
    pub connection: String,
    /// The topic: hostile data; empty where nobody knows it.
    pub topic: String,
    /// The value's path in the message: hostile data; none where the message itself was refused.
    pub field: Option<String>,
    /// The reason's word.
    pub reason: String,
    /// Whether messages were refused as a whole, or values in messages that were understood.
    pub whole: bool,
    /// How often.
    pub count: u64,
    /// When the first one came.
    pub first: Timestamp,
    /// When the newest one came.
    pub last: Timestamp,
    /// The point whose value it would have been, where one is known.
    pub point: Option<PointCode>,
    /// What people call that point.
    pub point_name: Option<String>,
    /// The beginning of the newest message that held one; none where it is not kept.
    pub sample: Option<String>,
    /// Whether that message can be tried again: it is kept, and whole.
    pub replayable: bool,
}

/// Asks for one kind with its message.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Refusal {
    /// The kind.
    pub id: String,
}

/// A kind with the newest message that held it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RefusalDetail {
    /// The kind.
    pub refusal: RefusalView,
    /// The message; its first 16 KiB where it was longer. None where it is not kept.
    pub message: Option<MessageView>,
}

/// Tries the messages of some kinds again, with the conventions and mappings of now.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Replay {
    /// The kinds, at most 1,000.
    pub ids: Vec<String>,
}

/// What trying again came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ReplayView {
    /// Messages that were tried.
    pub messages: u64,
    /// Values that were read out of them: stored, duplicate and replaced ones.
    pub values: u64,
    /// Of these, new readings, at the time the message was received or at the device's own.
    pub stored: u64,
    /// Of these, stored already.
    pub duplicate: u64,
    /// Of these, in place of another value of the same time.
    pub replaced: u64,
    /// Values without a time that the broker had kept: shown where nothing newer is, and no readings.
    pub shown: u64,
    /// Kinds that are over: nothing of their message is refused for them any more. They are gone from the quarantine.
    pub over: Vec<String>,
    /// Kinds that stay, each with the reason in words.
    pub stays: Vec<StaysView>,
}

/// A kind that stays in the quarantine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct StaysView {
    /// The kind.
    pub id: String,
    /// The reason of now; none where the message could not be tried.
    pub reason: Option<String>,
    /// Why, in words.
    pub because: String,
}

/// Takes kinds out of the quarantine. They come back with the next refusal of the same kind.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Dismiss {
    /// The kinds.
    pub ids: Vec<String>,
}

/// What was taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Dismissed {
    /// How many kinds.
    pub dismissed: u32,
}
