//! The store by hand: size, checks, sealing.

use model::Timestamp;
use serde::{Deserialize, Serialize};

/// Asks how large the store is.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct StoreStats {}

/// How large the store is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct StoreStatsView {
    /// Readings, sealed and unsealed.
    pub readings: u64,
    /// Of these, those not yet sealed into chunks.
    pub unsealed: u64,
    /// Chunks.
    pub chunks: u64,
    /// Points that have a history.
    pub points: u64,
    /// Bytes of all files of the data folder.
    pub bytes: u64,
    /// Of these, compressed readings without figures.
    pub payload_bytes: u64,
    /// Bytes of the month files and day figures per sealed reading; none while nothing is sealed.
    pub bytes_per_reading: Option<f64>,
    /// Days until the disk is full; none while that cannot be told.
    pub days_to_full: Option<f64>,
    /// The months.
    pub months: Vec<MonthView>,
}

/// One month's files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct MonthView {
    /// `YYYY-MM`.
    pub month: String,
    /// Bytes of its files.
    pub bytes: u64,
    /// Sealed readings in it.
    pub readings: u64,
}

/// Reads everything that is stored and checks it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct StoreVerify {}

/// What the check found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct StoreVerifyView {
    /// Chunks read.
    pub chunks: u64,
    /// Readings, sealed and unsealed ones once each.
    pub readings: u64,
    /// Chunks that cannot be trusted.
    pub bad_chunks: Vec<BadChunk>,
    /// The months.
    pub months: Vec<MonthView>,
}

/// A chunk that cannot be trusted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct BadChunk {
    /// The file.
    pub month: String,
    /// The point's stable id, or its number where it is not known any more.
    pub point: String,
    /// Its first reading.
    pub from: Timestamp,
    /// Its last reading.
    pub to: Timestamp,
    /// What is wrong with it.
    pub reason: String,
}

/// Seals what can be sealed now, without waiting for the day to close.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Seal {}

/// What was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Sealed {
    /// Chunks written.
    pub chunks: u64,
    /// Readings in them.
    pub readings: u64,
}
