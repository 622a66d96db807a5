//! What became of a message: the values that could be read and those that were refused, and why.
//!
//! Two balances follow from it. Messages: received = understood + refused. Values: read = samples +
//! rejects, each value counted exactly once. A message refused as a whole has neither.

use std::sync::Arc;

use model::{Quality, Timestamp, Unit, Value};

/// What one message said.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded {
    /// The convention that read it: `plain`, `json`, `homeassistant`, `sparkplug-b`, `zigbee2mqtt` or `sys`.
    pub convention: &'static str,
    /// Whether the message as a whole was understood.
    pub verdict: Verdict,
    /// What could be read, grouped by point.
    pub series: Vec<Series>,
    /// The values that were refused, each with its reason; empty where the message was refused as a whole.
    pub rejects: Vec<Reject>,
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
    /// The JSON is nested deeper than 32 levels.
    TooDeep,
    /// The JSON payload is larger than 4 MiB.
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
    /// The same value was told again later in the same message; the last one counts.
    DuplicateKey,
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
            Self::DuplicateKey => "duplicate_key",
        }
    }
}

impl Decoded {
    /// A message that was understood, with what it held.
    pub(crate) fn understood(
        convention: &'static str,
        series: Vec<Series>,
        rejects: Vec<Reject>,
    ) -> Self {
        Self { convention, verdict: Verdict::Understood, series, rejects }
    }

    /// A message that was refused as a whole.
    pub(crate) fn refused(convention: &'static str, reason: RejectReason) -> Self {
        Self {
            convention,
            verdict: Verdict::Refused(reason),
            series: Vec::new(),
            rejects: Vec::new(),
        }
    }
}
