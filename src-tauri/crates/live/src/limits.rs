//! The numbers behind the rules of the crate's front page.

use std::time::Duration;

/// A value is stale after this many intervals.
pub const STALE_INTERVALS: u32 = 3;
/// How long a value counts while no interval is known.
pub const STALE_AFTER_UNLEARNED: Duration = Duration::from_mins(10);
/// No interval makes a value count longer: a point that reports once a day is still seen missing the next day.
pub const STALE_AFTER_MAX: Duration = Duration::from_hours(25);
/// No interval makes a value count shorter: at 10 readings a second, three intervals are within a network's jitter.
pub const STALE_AFTER_MIN: Duration = Duration::from_secs(3);

/// Readings that came later than this after their own time are history; ingest's own limit for clocks.
pub(crate) const LAG_MAX_MS: i64 = 10 * 60 * 1_000;

/// How many gaps are remembered: with fewer, a point that reports at random looks steady too often (1 % at twelve).
pub(crate) const GAPS_MAX: usize = 12;
/// How many gaps an interval is learned from at least.
pub(crate) const GAPS_MIN: usize = 3;
/// Receipts closer together than this are one delivery; 100 readings a second are still 10 ms apart.
pub(crate) const GAP_MIN_MS: i64 = 5;
/// A gap shorter than the interval divided by this is a burst until it proves to be the new pace.
pub(crate) const EARLY_DIVISOR: i64 = 4;
/// Silences of more than three intervals that make a point one that reports on change.
pub(crate) const SURPRISES_MAX: u8 = 2;
/// Gaps without such a silence after which those before are forgotten.
pub(crate) const CALM_GAPS: u16 = 256;

/// What all remembered messages together may hold, each with what it costs beside its payload.
pub const RECALL_BYTES: usize = 64 << 20;
/// Messages of a topic that are remembered.
pub const RECALL_MESSAGES_MAX: usize = 200;
/// Bytes of a message that are remembered; what is longer is cut.
pub const RECALL_PAYLOAD_MAX: usize = 64 << 10;
/// Bytes of a topic's newest message that are remembered however many topics there are.
pub(crate) const RECALL_PAYLOAD_MIN: usize = 128;
/// What a remembered message costs beside its payload: its facts, its place in the list, the allocator's own.
pub(crate) const RECALL_MESSAGE_BYTES: usize = 64;
/// When the budget is spent, this share of it is made free at once: a pass over all topics then costs little a message.
pub(crate) const RECALL_FREED_SHARE: usize = 16;
/// Topics whose messages are remembered.
pub const RECALL_TOPICS_MAX: usize = 100_000;
/// What the names of all these topics together may hold; 160 bytes each.
pub(crate) const RECALL_NAMES_BYTES: usize = 16 << 20;

/// Levels that all topics of a connection may have together; ten thousand rooms with twenty topics each share most of them.
pub(crate) const RECALL_LEVELS_MAX: usize = 400_000;
/// Seconds that a rate looks back.
pub(crate) const RATE_SECONDS: usize = 10;

const _: () = assert!(GAPS_MIN < GAPS_MAX, "an interval is learned before the ring is full");
const _: () = assert!(
    STALE_AFTER_MIN.as_secs() < STALE_AFTER_UNLEARNED.as_secs()
        && STALE_AFTER_UNLEARNED.as_secs() < STALE_AFTER_MAX.as_secs(),
    "the limits of staleness are in order"
);
const _: () = assert!(
    RECALL_TOPICS_MAX * (RECALL_PAYLOAD_MIN + RECALL_MESSAGE_BYTES)
        <= RECALL_BYTES - RECALL_BYTES / RECALL_FREED_SHARE,
    "the newest message of every topic fits, cut"
);
