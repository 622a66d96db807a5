//! Every bound of the simulated building.

use std::time::Duration;

/// Points of one building: ten times the largest site that is promised to work.
pub const POINTS_MAX: usize = 50_000;

/// Readings of one burst: the console reads 5,000 values of a message, and the device's name is one.
pub const BURST_READINGS_MAX: usize = 4_999;

/// Floors of the tallest building; beyond, its floors grow.
pub(crate) const FLOORS_MAX: usize = 24;

/// Points after which another floor is built, while there may be one.
pub(crate) const FLOOR_POINTS: usize = 220;

/// Messages published before anything else is looked at.
pub(crate) const BATCH_MESSAGES_MAX: u64 = 512;

/// Between two batches where messages come faster: what a timer tells apart, twice.
pub(crate) const BATCH_EVERY: Duration = Duration::from_millis(2);

/// How long a load that fell behind its rate may go on after its duration.
pub(crate) const LATE_MAX: Duration = Duration::from_secs(1);

/// How long after its acknowledgement a message may be missing in the log of a slow load.
pub(crate) const LOG_LATE_MAX: Duration = Duration::from_millis(50);

/// The longest wait between two looks at a very slow load.
pub(crate) const LOOK_MAX: Duration = Duration::from_secs(3_600);

/// The highest rate that can be asked for, messages per second; beyond, 0 says "as fast as it goes".
pub(crate) const RATE_MAX: f64 = 1e6;

const _: () = assert!(FLOORS_MAX * FLOOR_POINTS <= POINTS_MAX, "every floor must be reached");
