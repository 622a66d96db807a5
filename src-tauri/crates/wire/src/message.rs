//! Messages as they came, for whoever looks behind a value.

use model::{PointCode, Timestamp};
use serde::{Deserialize, Serialize};

/// Asks for the newest messages on a point's topic, as far as this run of the engine remembers them.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Messages {
    /// Stable id of the point.
    pub point: PointCode,
}

/// A message as it came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct MessageView {
    /// When it came.
    pub received: Timestamp,
    /// Its bytes: as text where they are text, else in hexadecimal.
    pub payload: String,
    /// Whether `payload` is hexadecimal.
    pub hexadecimal: bool,
    /// How many bytes it had; more than are shown where it was long.
    pub bytes: u32,
    /// Whether the broker had kept it from before.
    pub retained: bool,
}
