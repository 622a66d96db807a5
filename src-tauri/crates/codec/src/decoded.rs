//! What became of a message: the values that could be read and those that were refused, and why.
//!
//! Two balances follow from it. Messages: received = understood + refused. Values: read = samples +
//! rejects, each value counted exactly once.

use std::sync::Arc;

use model::{Kind, Quality, Timestamp, Unit, Value};

/// What one message said.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded {
    /// The convention that read it, such as `plain`, `json` or `zigbee2mqtt`.
    pub convention: &'static str,
    /// Whether the message as a whole was understood.
    pub verdict: Verdict,
    /// What could be read, grouped by point.
    pub series: Vec<Series>,
    /// The values that were refused, each with its reason.
    pub rejects: Vec<Reject>,
    /// Devices that were said to come or go.
    pub availability: Vec<Availability>,
    /// Devices that told what they are.
    pub discoveries: Vec<Discovery>,
    /// What happened that is no value.
    pub events: Vec<Event>,
}

impl Decoded {
    /// Whether the message may be needed to understand others: a birth, a discovery document, a unit on a topic of its
    /// own, or word whether a device is there. The newest of each topic is all that counts.
    #[must_use]
    pub fn describes(&self) -> bool {
        let tells_nothing =
            self.series.is_empty() && self.rejects.is_empty() && self.events.is_empty();
        self.verdict == Verdict::Understood && (tells_nothing || !self.discoveries.is_empty())
    }
}

/// Whether a device can be heard at present, by its convention's own word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Availability {
    /// Which device.
    pub device: Arc<str>,
    /// Whether it is there.
    pub online: bool,
}

/// What a device told of itself. Nothing is believed for it but names and units: it may be anybody who says so.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Discovery {
    /// Which device, as in [`Series::device`].
    pub device: Arc<str>,
    /// What it calls itself.
    pub name: Option<Box<str>>,
    /// Who made it.
    pub manufacturer: Option<Box<str>>,
    /// Its model.
    pub model: Option<Box<str>>,
    /// Where it says that it is: a room, a floor or a part of a building.
    pub area: Option<Box<str>>,
    /// Its points.
    pub points: Vec<Described>,
}

/// A point as its device describes it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Described {
    /// As in [`Series::path`].
    pub path: Arc<str>,
    /// What it is called.
    pub name: Option<Box<str>>,
    /// What its numbers are measured in.
    pub unit: Option<Unit>,
    /// What it does, where a person said.
    pub kind: Option<Kind>,
    /// Home Assistant's word for what it is, such as `temperature` or `energy`.
    pub device_class: Option<Box<str>>,
    /// Whether the device takes commands for it.
    pub writable: bool,
    /// Its least and greatest value and the step between two, where told.
    pub limits: Limits,
    /// The words it may say; empty where it may say anything.
    pub words: Vec<Box<str>>,
}

/// What a number may be.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Limits {
    /// The least.
    pub min: Option<f64>,
    /// The greatest.
    pub max: Option<f64>,
    /// Between two.
    pub step: Option<f64>,
}

impl Limits {
    /// From a least to a greatest value.
    pub(crate) const fn within(min: f64, max: f64) -> Self {
        Self { min: Some(min), max: Some(max), step: None }
    }

    /// No or yes, where they are written as numbers.
    pub(crate) const NO_OR_YES: Self = Self { min: Some(0.0), max: Some(1.0), step: Some(1.0) };

    /// A share of a hundred.
    pub(crate) const PERCENT: Self = Self::within(0.0, 100.0);

    /// A part of a colour or a brightness of eight bits.
    pub(crate) const BYTE: Self = Self::within(0.0, 255.0);
}

/// Something that happened at a device and is no value: it joined, a command was answered, an alarm was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Which device.
    pub device: Arc<str>,
    /// What: a fixed word such as `joined`, `left`, `answer`, `log`.
    pub what: &'static str,
    /// Its own words, at most 200 characters, without control characters.
    pub words: Box<str>,
}

/// Whether a message was understood as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Its form was read; single values may still be among the rejects.
    Understood,
    /// Nothing in it could be read.
    Refused(RejectReason),
}

/// The values one message told of one point, in the message's order.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The device that published it; the topic, for plain payloads and JSON.
    pub device: Arc<str>,
    /// The value's place inside the payload: a JSON Pointer, empty for a plain payload.
    pub path: Arc<str>,
    /// What its numbers are measured in, where the message or a well-known name says so.
    pub unit: Option<Unit>,
    /// The values, at least one.
    pub samples: Vec<Sample>,
}

/// One value at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// The device's own time as sent; absent where it told none that can be used.
    pub time: Option<Timestamp>,
    /// What was said.
    pub value: Value,
    /// How far it can be trusted, from the device's own words and the exactness of the number.
    pub quality: Quality,
}

/// One value that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// Why.
    pub reason: RejectReason,
    /// Its path; absent for a plain payload and for what was counted without being looked at.
    pub field: Option<Box<str>>,
}

/// Why a message or a value was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RejectReason {
    /// The payload holds nothing.
    Empty,
    /// The payload is no UTF-8.
    NotUtf8,
    /// The payload begins as JSON and is none.
    BrokenJson,
    /// The payload is nested deeper than 32 levels.
    TooDeep,
    /// The payload is larger than 4 MiB.
    TooLarge,
    /// The text is longer than 4 KiB.
    TooLong,
    /// The message held 5,000 values before this one.
    TooManyValues,
    /// The value's path is longer than 1,024 bytes.
    PathTooLong,
    /// The number is infinite, no number, or beyond what a double can hold.
    NotFinite,
    /// The value is JSON's `null`: missing, not a reading.
    Null,
    /// The device says in words that it has no value.
    Unavailable,
    /// The text holds control characters.
    ControlCharacters,
    /// The time is impossible or lies outside 1990 to 2200; the values beside it go on without a time.
    BadTime,
    /// The value is not of the type that its device declared for it.
    NotOfType,
    /// The same value was told again later in the same message; the last one counts.
    DuplicateKey,
    /// The payload, or the metric, is no well-formed Protocol Buffers message.
    BadProtobuf,
    /// The payload is compressed inside its envelope.
    Compressed,
    /// The value is told by an alias alone, which no birth has given, or two metrics share.
    UnknownAlias,
    /// The integer does not fit its data type, or has none that would tell its sign.
    WrongType,
    /// The device wants the value not to be stored.
    Transient,
    /// The message or the value is of a kind that is not read: a file, a data set, a topic its convention does not know.
    NotSupported,
    /// The payload, or a line of it, is not of its convention's form.
    Malformed,
    /// The message's topic holds a wildcard, a NUL or more than 256 levels; or a discovery document names a topic that is none:
    /// one with wildcards, or with a `~` it does not explain.
    BadTopic,
    /// The template that a discovery document gave for the value cannot be computed from the message.
    BadTemplate,
    /// A mapping requires the value, and the message does not hold it.
    Missing,
    /// What was said is none of the words that the mapping lists.
    NotInMap,
    /// The message tells another unit than the mapping.
    OtherUnit,
    /// The time has no zone and the mapping gives none; the values beside it go on without a time.
    NoZone,
    /// The mapping's path leads to several values and is to lead to one.
    Ambiguous,
    /// The mapping's expression cannot be computed from the message.
    BadExpression,
    /// The mapping's path or expression costs more than one message may.
    TooCostly,
    /// None of the conventions that the connection may be read by knows the message.
    NoConvention,
}

impl RejectReason {
    /// Its word in counters; holds nothing of the payload.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NotUtf8 => "not_utf8",
            Self::BrokenJson => "broken_json",
            Self::TooDeep => "too_deep",
            Self::TooLarge => "too_large",
            Self::TooLong => "too_long",
            Self::TooManyValues => "too_many_values",
            Self::PathTooLong => "path_too_long",
            Self::NotFinite => "not_finite",
            Self::Null => "null",
            Self::Unavailable => "unavailable",
            Self::ControlCharacters => "control_characters",
            Self::BadTime => "bad_time",
            Self::NotOfType => "not_of_type",
            Self::DuplicateKey => "duplicate_key",
            Self::BadProtobuf => "bad_protobuf",
            Self::Compressed => "compressed",
            Self::UnknownAlias => "unknown_alias",
            Self::WrongType => "wrong_type",
            Self::Transient => "transient",
            Self::NotSupported => "not_supported",
            Self::Malformed => "malformed",
            Self::BadTopic => "bad_topic",
            Self::BadTemplate => "bad_template",
            Self::Missing => "missing",
            Self::NotInMap => "not_in_map",
            Self::OtherUnit => "other_unit",
            Self::NoZone => "no_zone",
            Self::Ambiguous => "ambiguous",
            Self::BadExpression => "bad_expression",
            Self::TooCostly => "too_costly",
            Self::NoConvention => "no_convention",
        }
    }
}
