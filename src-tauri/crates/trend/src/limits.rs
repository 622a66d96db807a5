//! How much is drawn, and from how much.

/// The most points a line has, gap marks among them.
pub const POINTS_MAX: usize = 2_000;
/// The fewest a line may be asked to have: LTTB keeps both ends and needs one between them.
pub const POINTS_MIN: usize = 3;
/// A silence longer than this many expected intervals is a gap.
pub const GAP_INTERVALS: i64 = 3;

/// Up to here raw readings are drawn without a thought: 100,000 decode in about a millisecond.
pub(crate) const READINGS_RAW_MAX: u64 = 100_000;
/// Up to here raw readings are drawn where quarter-hours would be too coarse: about 10 ms.
pub(crate) const READINGS_RAW_FINE_MAX: u64 = 1_000_000;
/// Quarter-hours are too coarse where a line would have fewer than one of its points in this many.
pub(crate) const COARSE_DIVISOR: u64 = 4;
/// Quarter-hours of more than this many, five and a half years, are left for day figures.
pub(crate) const QUARTER_HOURS_MAX: u64 = 200_000;
/// A bucket with fewer readings than this saves nothing over the readings themselves.
pub(crate) const READINGS_PER_BUCKET_MIN: u64 = 2;

/// How many neighbours an unknown interval is estimated from.
pub(crate) const SAMPLES_MAX: usize = 1_000;
/// With fewer neighbours than this, long silences are taken for gaps and not for a habit.
pub(crate) const SAMPLES_FOR_HABIT: usize = 20;
/// LTTB is given this many readings for each that it keeps.
pub(crate) const CANDIDATES: usize = 4;

const _: () = assert!(READINGS_RAW_MAX <= READINGS_RAW_FINE_MAX);
const _: () = assert!(POINTS_MIN >= 3, "the lttb crate never returns below a threshold of 3");
const _: () = assert!(POINTS_MAX <= 10_000, "lttb is guarded to 3..=10,000");
