//! Messages as fast as they can be made, for benches and stories: numbered, so that a lost or a doubled value is found.
//!
//! The n-th value of a topic is n, from 0, and where it tells a time, that is the start and n milliseconds: topics that get more
//! than 1,000 readings a second run ahead of the clock, so a long bench starts far enough in the past. Every message can be
//! asked for by its number; the iterators give them in order and never end.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use model::{Timestamp, Value};

use crate::digits::Digits;
use crate::limits::{BURST_READINGS_MAX, POINTS_MAX};
use crate::message::{Message, Published};

/// Whether a payload tells the device's own time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnTime {
    /// `{"ts":1763026200000,"value":17}`
    Yes,
    /// `17`
    No,
}

/// One value in each message, over many topics in turn.
#[derive(Debug, Clone)]
pub struct SingleValues {
    topics: Topics,
    own_time: OwnTime,
    next: u64,
}

impl SingleValues {
    /// One value each, over so many topics (1 to [`POINTS_MAX`]), the first ones at `start`.
    #[must_use]
    pub fn new(topics: usize, own_time: OwnTime, start: Timestamp) -> Self {
        Self { topics: Topics::new("point", topics, start), own_time, next: 0 }
    }

    /// The message of this number.
    #[must_use]
    pub fn message(&self, number: u64) -> Message {
        let (topic, round) = self.topics.turn(number);
        let value = Digits::new(round);
        let payload = match self.own_time {
            OwnTime::No => Bytes::copy_from_slice(value.as_bytes()),
            OwnTime::Yes => {
                let mut text = Vec::with_capacity(READING_BYTES);
                reading(&mut text, &self.topics.time_digits(round), &value);
                Bytes::from(text)
            }
        };
        Message { topic: Arc::clone(topic), payload, readings: 1 }
    }

    /// The value that the message of this number tells.
    #[must_use]
    pub fn published(&self, number: u64) -> Published {
        let (topic, round) = self.topics.turn(number);
        let (path, time) = match self.own_time {
            OwnTime::No => ("", None),
            OwnTime::Yes => ("/value", Some(self.topics.time(round))),
        };
        Published { topic: Arc::clone(topic), path: Arc::from(path), time, value: value(round) }
    }
}

impl Iterator for SingleValues {
    type Item = Message;

    fn next(&mut self) -> Option<Message> {
        self.next += 1;
        Some(self.message(self.next - 1))
    }
}

/// Many readings of one point in each message, as loggers and gateways send what they have gathered.
///
/// `{"device":"logger-3","readings":[{"ts":1763026200000,"value":0},…]}`: the device's name is read as a value, too, so a
/// message of n readings tells n + 1 values. The numbered ones are those at [`Bursts::PATH`].
#[derive(Debug, Clone)]
pub struct Bursts {
    topics: Topics,
    readings: usize,
    next: u64,
}

impl Bursts {
    /// Where the numbered readings stand in the payload.
    pub const PATH: &'static str = "/readings/value";

    /// So many readings each (1 to [`BURST_READINGS_MAX`]), over so many topics (1 to [`POINTS_MAX`]), the first ones at
    /// `start`.
    #[must_use]
    pub fn new(topics: usize, readings: usize, start: Timestamp) -> Self {
        Self {
            topics: Topics::new("logger", topics, start),
            readings: readings.clamp(1, BURST_READINGS_MAX),
            next: 0,
        }
    }

    /// The message of this number.
    #[must_use]
    pub fn message(&self, number: u64) -> Message {
        let (topic, round) = self.topics.turn(number);
        let first = round * self.readings as u64;
        let mut value = Digits::new(first);
        let mut time = self.topics.time_digits(first);
        let mut text = Vec::with_capacity(READING_BYTES * (self.readings + 1) + topic.len());
        text.extend_from_slice(b"{\"device\":\"");
        text.extend_from_slice(device(topic).as_bytes());
        text.extend_from_slice(b"\",\"readings\":[");
        for _ in 1..self.readings {
            reading(&mut text, &time, &value);
            text.push(b',');
            time.increase();
            value.increase();
        }
        reading(&mut text, &time, &value);
        text.extend_from_slice(b"]}");
        Message {
            topic: Arc::clone(topic),
            payload: Bytes::from(text),
            readings: self.readings + 1,
        }
    }

    /// The values that the message of this number tells, the device's name first.
    #[must_use]
    pub fn published(&self, number: u64) -> Vec<Published> {
        let (topic, round) = self.topics.turn(number);
        let first = round * self.readings as u64;
        let name = Published {
            topic: Arc::clone(topic),
            path: Arc::from("/device"),
            time: None,
            value: Value::Text(Arc::from(device(topic))),
        };
        let path: Arc<str> = Arc::from(Self::PATH);
        let numbered = (first..first + self.readings as u64).map(|sequence| Published {
            topic: Arc::clone(topic),
            path: Arc::clone(&path),
            time: Some(self.topics.time(sequence)),
            value: value(sequence),
        });
        std::iter::once(name).chain(numbered).collect()
    }
}

impl Iterator for Bursts {
    type Item = Message;

    fn next(&mut self) -> Option<Message> {
        self.next += 1;
        Some(self.message(self.next - 1))
    }
}

/// A reading of the longest number.
const READING_BYTES: usize = r#"{"ts":18446744073709551615,"value":18446744073709551615},"#.len();

/// The topics that take turns, and the times of their values.
#[derive(Debug, Clone)]
struct Topics {
    names: Vec<Arc<str>>,
    start: Timestamp,
}

impl Topics {
    fn new(kind: &str, count: usize, start: Timestamp) -> Self {
        let count = count.clamp(1, POINTS_MAX);
        let name = |n| Arc::from(format!("quay-house/bench/{kind}-{n}"));
        Self { names: (0..count).map(name).collect(), start }
    }

    /// The topic of a message and how many it had before.
    fn turn(&self, number: u64) -> (&Arc<str>, u64) {
        let count = self.names.len() as u64;
        let at = usize::try_from(number % count).unwrap_or(0);
        (&self.names[at], number / count)
    }

    fn time(&self, sequence: u64) -> Timestamp {
        self.start + Duration::from_millis(sequence)
    }

    fn time_digits(&self, sequence: u64) -> Digits {
        Digits::new(u64::try_from(self.time(sequence).ms()).unwrap_or(0))
    }
}

fn reading(text: &mut Vec<u8>, time: &Digits, value: &Digits) {
    text.extend_from_slice(b"{\"ts\":");
    text.extend_from_slice(time.as_bytes());
    text.extend_from_slice(b",\"value\":");
    text.extend_from_slice(value.as_bytes());
    text.push(b'}');
}

/// The device of a topic: its last level.
fn device(topic: &str) -> &str {
    topic.rsplit('/').next().unwrap_or(topic)
}

fn value(sequence: u64) -> Value {
    Value::Number(sequence as f64)
}

#[cfg(test)]
mod tests;
