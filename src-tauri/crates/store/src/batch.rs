//! A batch: what one durable commit holds, in columns and in the order of arrival.

use std::sync::Arc;

use model::{ConnectionId, Reading, Value};

use crate::columns::{Boolean, Flags};

/// What identifies a QoS 1 message until its acknowledgement has certainly reached the broker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivery {
    /// The connection it came over.
    pub connection: ConnectionId,
    /// The packet identifier the broker gave it.
    pub packet_id: u16,
    /// 64-bit hash of topic and payload.
    pub hash: u64,
}

/// Readings and deliveries that become durable together.
///
/// Numbers are finite and minus zero is zero: [`Batch::push`] sees to both.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Batch {
    pub(crate) points: Vec<u32>,
    pub(crate) times: Vec<i64>,
    pub(crate) received: Vec<i64>,
    pub(crate) values: Vec<f64>,
    pub(crate) flags: Vec<u8>,
    pub(crate) texts: Vec<TextReading>,
    pub(crate) deliveries: Vec<Delivery>,
}

/// A reading whose value is a text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TextReading {
    /// Its place among all readings of the batch.
    pub(crate) place: usize,
    pub(crate) point: u32,
    pub(crate) time: i64,
    pub(crate) received: i64,
    pub(crate) flags: u8,
    pub(crate) text: Arc<str>,
}

impl Batch {
    /// A batch with room for this many readings.
    #[must_use]
    pub fn with_capacity(readings: usize) -> Self {
        Self {
            points: Vec::with_capacity(readings),
            times: Vec::with_capacity(readings),
            received: Vec::with_capacity(readings),
            values: Vec::with_capacity(readings),
            flags: Vec::with_capacity(readings),
            texts: Vec::new(),
            deliveries: Vec::new(),
        }
    }

    /// Adds a reading; numbers that are not finite cannot be in a [`Value`] and are left out.
    pub fn push(&mut self, reading: &Reading) {
        let number = match &reading.value {
            Value::Text(text) => return self.push_text(reading, text),
            Value::Number(number) => (*number, Boolean::No),
            Value::Boolean(boolean) => (f64::from(u8::from(*boolean)), Boolean::Yes),
        };
        debug_assert!(number.0.is_finite(), "a value is finite by construction");
        if !number.0.is_finite() {
            return;
        }
        self.points.push(reading.point.0);
        self.times.push(reading.time.ms());
        self.received.push(reading.received.ms());
        // Adding zero turns minus zero into zero, so that equal values are equal bit for bit.
        self.values.push(number.0 + 0.0);
        self.flags.push(Flags::new(reading.quality, number.1).0);
    }

    /// Adds a delivery whose readings, if it had any, are in this batch.
    pub fn deliver(&mut self, delivery: Delivery) {
        self.deliveries.push(delivery);
    }

    /// How many readings.
    #[must_use]
    pub fn len(&self) -> usize {
        self.points.len() + self.texts.len()
    }

    /// Whether there is neither a reading nor a delivery.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0 && self.deliveries.is_empty()
    }

    fn push_text(&mut self, reading: &Reading, text: &Arc<str>) {
        self.texts.push(TextReading {
            place: self.len(),
            point: reading.point.0,
            time: reading.time.ms(),
            received: reading.received.ms(),
            flags: Flags::new(reading.quality, Boolean::No).0,
            text: Arc::clone(text),
        });
    }
}
