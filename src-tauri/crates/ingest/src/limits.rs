//! How much the write path takes at once, and how long it waits.

use std::time::Duration;

use store::{BATCH_READINGS_MAX, MESSAGE_READINGS_MAX};

/// Messages taken from a session's queue at once.
pub(crate) const MESSAGES_AT_ONCE_MAX: usize = 1_024;

/// A batch commits this long after its first message at the latest.
pub(crate) const BATCH_AGE_MAX: Duration = Duration::from_millis(250);

/// A batch whose messages wait for their acknowledgement commits after this silence: with a broker's usual window of
/// 20 messages in flight, a plain rhythm of 250 ms would let it drop most of 5,000 messages a second.
pub(crate) const SILENCE_BEFORE_COMMIT: Duration = Duration::from_millis(2);

/// While retained messages keep coming, the intake waits in these steps and leaves the processor to the socket.
pub(crate) const BURST_STEP: Duration = Duration::from_millis(10);

/// Batches waiting for the commit task, over all connections; whoever has one more waits.
pub const COMMIT_QUEUE_BATCHES_MAX: usize = 2;

/// Points that may be found on a connection; what else speaks is counted.
pub const POINTS_MAX: usize = 100_000;

/// Describing messages of a connection that are kept for the next start: those of twice the largest building's devices.
pub(crate) const DESCRIPTIONS_MAX: u32 = 20_000;

/// What they may hold together: a fleet of Zigbee bridges' lists, ten times over.
pub(crate) const DESCRIPTIONS_BYTES_MAX: u32 = 64 << 20;

/// Values of one message that are compared with what they were known as; a message of more keeps its new points.
pub(crate) const RENAMED_VALUES_MAX: usize = 500;

/// Kinds of refusals that are told apart: connection, topic, field and reason; what is beyond is counted.
pub const KINDS_MAX: usize = 10_000;
/// Bytes of a refused message that are kept; a longer one is cut, and cannot be tried again.
pub const SAMPLE_BYTES_MAX: usize = 16 * 1024;
/// What all refused messages that are kept may hold together.
pub(crate) const SAMPLES_BYTES_MAX: usize = 32 << 20;
/// How often the newest message of one kind is written: a device that is refused every second writes twelve an hour.
pub(crate) const SAMPLE_KEPT_EVERY: Duration = Duration::from_mins(5);
/// Refused messages that may be tried again at once.
pub const REPLAYS_MAX: usize = 1_000;
/// Readings of a point around one receive time that are looked through for one that is stored already.
pub(crate) const REPLAY_SEEN_MAX: usize = 5_000;
/// Readings without a time of their own that came in one message lie within this time of its receipt.
pub(crate) const REPLAY_SEEN_FOR: Duration = Duration::from_secs(10);

/// A source time this far ahead of the receive time is not believed.
pub(crate) const AHEAD_MAX: Duration = Duration::from_secs(10 * 60);

/// A source time this old is not believed: ten years.
pub(crate) const AGE_MAX: Duration = Duration::from_secs(3_652 * 86_400);

/// Wait before a failed write is tried again, at first and at most.
pub(crate) const RETRY_FIRST: Duration = Duration::from_millis(250);
/// The longest wait before a failed write is tried again.
pub(crate) const RETRY_MAX: Duration = Duration::from_secs(5);

const _: () = assert!(MESSAGE_READINGS_MAX > BATCH_READINGS_MAX, "a message may overfill a batch");
