//! A message as a device publishes it, and the truth about what it says.

use std::sync::Arc;

use bytes::Bytes;
use model::{Timestamp, Value};

/// What goes to the broker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Where it is published.
    pub topic: Arc<str>,
    /// What is published.
    pub payload: Bytes,
    /// How many values it tells.
    pub readings: usize,
}

/// One value that a message tells, to be compared with what is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// Where it is published.
    pub topic: Arc<str>,
    /// Its place in the payload: a JSON Pointer, empty for a plain payload.
    pub path: Arc<str>,
    /// The device's own time, where the message tells one.
    pub time: Option<Timestamp>,
    /// What is said.
    pub value: Value,
}
