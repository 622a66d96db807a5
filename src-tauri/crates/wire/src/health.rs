//! Counters, balances and percentiles: what came in, what became of it, how long things take.

use std::collections::BTreeMap;

use model::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ConnectionState;

/// Asks for the counters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Health {}

/// All counters at one moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct HealthView {
    /// Per connection, those removed included while they have counters.
    pub connections: Vec<ConnectionHealth>,
    /// The store as a whole.
    pub store: StoreHealth,
    /// Durations by operation.
    pub operations: BTreeMap<String, OperationHealth>,
    /// Queues by name.
    pub queues: BTreeMap<String, QueueHealth>,
}

/// One connection's counters, since the data folder was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ConnectionHealth {
    /// The connection.
    pub name: String,
    /// Where it stands.
    pub state: ConnectionState,
    /// Messages: received = understood + refused.
    pub messages: MessageCounts,
    /// Values: read = stored + duplicate + replaced + refused + undecided.
    pub values: ValueCounts,
    /// Messages of the quarantine that were tried again: beside both balances, because they were received once.
    pub replayed: ReplayCounts,
    /// How often the connection was made again.
    pub reconnects: u64,
    /// How many outages are recorded.
    pub gaps: u64,
    /// The newest recorded outages, newest first, at most 100.
    pub latest_gaps: Vec<GapView>,
    /// Points found on it.
    pub found_points: u32,
    /// Points that were not made because the connection has as many as it may.
    pub points_over_limit: u64,
}

/// One span in which a connection was not live.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct GapView {
    /// When data stopped.
    pub from: Timestamp,
    /// When data flowed again; none while it does not.
    pub to: Option<Timestamp>,
    /// Why, in words.
    pub reason: String,
}

/// What became of messages.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct MessageCounts {
    /// All that came.
    pub received: u64,
    /// Those that made sense, births and discoveries included.
    pub understood: u64,
    /// Of the understood ones, those kept by the broker from before and without a time of their own.
    pub retained: u64,
    /// Those that made none, by reason.
    pub refused: BTreeMap<String, u64>,
}

/// What became of values.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ValueCounts {
    /// All that were read out of messages.
    pub read: u64,
    /// New readings.
    pub stored: u64,
    /// The same point, time and value as before.
    pub duplicate: u64,
    /// Another value for the same point and time: the later one stands.
    pub replaced: u64,
    /// Durable, but older than what is sealed: whether new, duplicate or replacing is told at the seal.
    pub undecided: u64,
    /// Of the values read, those whose own time could not be and was replaced by the receive time.
    pub time_replaced: u64,
    /// Those that could not be taken, by reason.
    pub refused: BTreeMap<String, u64>,
}

/// What became of messages that were tried again: read = stored + duplicate + replaced + refused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ReplayCounts {
    /// Messages that were tried.
    pub messages: u64,
    /// Values that were read out of them.
    pub read: u64,
    /// New readings.
    pub stored: u64,
    /// Stored already, most of them when the message came.
    pub duplicate: u64,
    /// Another value for the same point and time.
    pub replaced: u64,
    /// Refused again.
    pub refused: u64,
}

/// The store in figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct StoreHealth {
    /// Readings stored, sealed and unsealed.
    pub readings: u64,
    /// Bytes of all files of the data folder.
    pub bytes: u64,
    /// Bytes of sealed months per sealed reading; none while nothing is sealed.
    pub bytes_per_reading: Option<f64>,
    /// Days until the disk is full at the pace of the last days; none while that cannot be told.
    pub days_to_full: Option<f64>,
    /// Why nothing can be written at present; none while all is well.
    pub trouble: Option<String>,
    /// Age of the oldest message whose readings are not yet durable; 0 when none waits.
    pub oldest_unsaved_ms: i64,
}

/// How long an operation takes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct OperationHealth {
    /// How often it ran.
    pub count: u64,
    /// Half of them took no longer, ms.
    pub p50_ms: f64,
    /// 95 of 100 took no longer, ms.
    pub p95_ms: f64,
    /// 99 of 100 took no longer, ms.
    pub p99_ms: f64,
    /// The longest, ms.
    pub max_ms: f64,
}

/// A queue's depth and bound.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct QueueHealth {
    /// How many wait now.
    pub depth: u64,
    /// How many may wait.
    pub limit: u64,
    /// How many were thrown away because it was full.
    pub dropped: u64,
    /// What happens when it is full: wait, drop oldest or refuse.
    pub when_full: String,
}
