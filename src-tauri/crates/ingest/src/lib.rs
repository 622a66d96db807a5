//! The write path: messages become readings, readings become durable, and only then is the broker told.
//!
//! One [`intake`](Ingest::connect) per connection decodes, resolves points and settles times; one commit task for all
//! appends batch after batch. A batch commits at `BATCH_READINGS_MAX` readings, 250 ms after its first message, or as
//! soon as nothing new has come for 2 ms while messages wait for their acknowledgement. Queues are bounded and wait:
//! a full one slows the socket down, nothing is thrown away. Counts of a message become visible together with what
//! became of its values, so both balances hold at any moment.
//!
//! Knows no MQTT and no screen; the clock and the acknowledgement come in as functions.

mod commit;
mod counts;
#[cfg(test)]
mod harness;
mod histogram;
mod intake;
mod limits;
mod points;
mod quarantine;
mod rename;
mod replay;
mod times;

pub use commit::{
    DeviceFollower, Followers, Ingest, MessageFollower, Retained, Trouble, ValueFollower,
};
pub use counts::{Counts, Ledger, MessageCounts, ReplayCounts, ValueCounts};
pub use histogram::{Histogram, Percentiles};
pub use intake::{Acknowledge, Connection, Stopper};
pub use limits::{COMMIT_QUEUE_BATCHES_MAX, KINDS_MAX, POINTS_MAX, REPLAYS_MAX, SAMPLE_BYTES_MAX};
pub use points::code_of;
pub use quarantine::{Beyond, Quarantine, Refusal, RefusalChanges, RefusalId, Sample, Still};
pub use replay::{Newest, Replay, Replayed, Replayer};
