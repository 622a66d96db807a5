//! Commands: which points take them, and the message that a wanted value becomes.
//!
//! A convention tells the way to a point (`way`); whether a value may go that way is judged here, in one place: its
//! limits, its step, its words, and a topic that a broker takes. Nothing is guessed: where more must be known first, the
//! error says what. No message is ever to be retained. At most 65,535 bytes of topic and 4 KiB of text.

mod check;
mod way;
mod written;

use std::sync::Arc;

use model::{ConnectionId, Qos, Timestamp, Value};

use crate::decoded::Limits;

pub(crate) use way::{ReadAt, Way};
pub(crate) use written::{figure, json_text, members, plain, rounded, scalar, spelled, word};

/// The point that is to be commanded, in its convention's words.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// The broker it was heard on.
    pub connection: ConnectionId,
    /// The convention that told of it, as in [`crate::Decoded::convention`].
    pub convention: &'a str,
    /// As in [`crate::Series::device`].
    pub device: &'a str,
    /// As in [`crate::Series::path`].
    pub path: &'a str,
}

impl Target<'_> {
    /// The levels of its path, as they were named.
    pub(crate) fn steps(&self) -> Vec<String> {
        let levels = self.path.split('/').skip(1);
        levels.map(|level| level.replace("~1", "/").replace("~0", "~")).collect()
    }
}

/// What a point is to become.
#[derive(Debug, Clone, Copy)]
pub struct Order<'a> {
    /// The wanted value.
    pub value: &'a Value,
    /// BACnet's priority, 3 to 16; 1 and 2 are kept for life safety. Only where the gateway hands it on.
    pub priority: Option<u8>,
    /// When it is sent, for conventions whose commands carry a time.
    pub at: Timestamp,
    /// Its number among commands, for conventions whose answers repeat one.
    pub number: u32,
}

/// A message that commands. It is never to be retained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publish {
    /// Where it goes: no wildcards, no control characters, at most 65,535 bytes.
    pub topic: String,
    /// What it says.
    pub payload: Vec<u8>,
    /// The promise it is sent under.
    pub qos: Qos,
}

/// A point that takes commands, as far as its device and its convention say so.
#[derive(Debug, Clone, PartialEq)]
pub struct Commandable {
    /// As in [`crate::Decoded::convention`].
    pub convention: &'static str,
    /// As in [`crate::Series::device`].
    pub device: Arc<str>,
    /// As in [`crate::Series::path`].
    pub path: Arc<str>,
    /// Where its commands go.
    pub topic: String,
    /// The promise they are sent under.
    pub qos: Qos,
    /// What its numbers may be.
    pub limits: Limits,
    /// The words it takes; empty where it takes any.
    pub words: Vec<Box<str>>,
    /// The point whose next reading shows what became of a command; none where nothing tells it.
    pub read_back: Option<ReadBack>,
    /// Whether it was told that this point takes commands, by its device or by its convention's documentation. Otherwise
    /// the convention only has a form for them, and nothing but the read-back shows whether the device took one.
    pub is_told: bool,
    /// Whether commands would go somewhere else than below the topics on which its device speaks: whoever announced it may
    /// be aiming at another's device.
    pub is_foreign: bool,
    /// Whether a command may have a priority.
    pub takes_priority: bool,
}

/// A point that shows what became of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadBack {
    /// As in [`crate::Series::device`].
    pub device: Arc<str>,
    /// As in [`crate::Series::path`].
    pub path: Arc<str>,
}

/// Why a value does not become a command.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum EncodeError {
    /// No convention of this name.
    #[error("there is no convention called {0}: name the one that told of the point")]
    NoConvention(Box<str>),
    /// The convention has no commands, or none that could be made from a point and a value.
    #[error("points of {convention} take no commands: {because}")]
    NoCommands {
        /// Its name.
        convention: &'static str,
        /// Why.
        because: &'static str,
    },
    /// What must be known of the device was not heard yet.
    #[error(
        "{needed} was not heard yet, without which {device} cannot be commanded: wait for it, or restart the device"
    )]
    NotHeard {
        /// The device.
        device: Box<str>,
        /// What is missing.
        needed: &'static str,
    },
    /// The point only tells.
    #[error("{path} only tells a value and takes none{instead}")]
    ReadOnly {
        /// The point.
        path: Box<str>,
        /// What to command in its place, as the end of a sentence; may be empty.
        instead: Box<str>,
    },
    /// Less than the least value.
    #[error("{value} is less than the {least} that the point takes at least")]
    TooLow {
        /// The wanted value.
        value: f64,
        /// The limit.
        least: f64,
    },
    /// More than the greatest value.
    #[error("{value} is more than the {greatest} that the point takes at most")]
    TooHigh {
        /// The wanted value.
        value: f64,
        /// The limit.
        greatest: f64,
    },
    /// Between two steps; it is not rounded.
    #[error("{value} lies between two steps of {step}: choose {below} or {above}")]
    OffStep {
        /// The wanted value.
        value: f64,
        /// The step.
        step: f64,
        /// The step below.
        below: f64,
        /// The step above.
        above: f64,
    },
    /// None of the words that the point takes.
    #[error("the point does not take {value:?}; it takes {words}")]
    NotOneOf {
        /// The wanted value.
        value: Box<str>,
        /// The words, separated by commas.
        words: Box<str>,
    },
    /// A value of another type than the point takes.
    #[error("the point takes {wanted}, not {value:?}")]
    WrongType {
        /// The wanted value.
        value: Box<str>,
        /// What it takes.
        wanted: &'static str,
    },
    /// A text that is longer than a point can have.
    #[error("the text has {bytes} bytes; a point takes 4,096 at most")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// A number that is infinite or none.
    #[error("the value is not a finite number")]
    NotFinite,
    /// A priority that people may not use, or on a point that has none.
    #[error("priority {priority} cannot be used: {because}")]
    BadPriority {
        /// The wanted one.
        priority: u8,
        /// Why.
        because: &'static str,
    },
    /// The topic is one that no broker takes, or that is the broker's own.
    #[error(
        "the topic of the command cannot be published to: {because}; the device's name or its discovery document is at fault"
    )]
    BadTopic {
        /// Why.
        because: &'static str,
    },
    /// The template of the discovery document cannot be computed from the value.
    #[error(
        "the template by which the discovery document writes commands cannot be used: {because}"
    )]
    BadTemplate {
        /// What is wrong with it, or what it wants.
        because: Box<str>,
    },
}

impl EncodeError {
    /// The point only tells; `instead` ends the sentence.
    pub(crate) fn read_only(target: &Target<'_>, instead: &str) -> Self {
        Self::ReadOnly { path: check::shortened(target.path), instead: instead.into() }
    }

    /// Something must be heard first.
    pub(crate) fn not_heard(target: &Target<'_>, needed: &'static str) -> Self {
        Self::NotHeard { device: check::shortened(target.device), needed }
    }
}
