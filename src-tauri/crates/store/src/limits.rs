//! How big anything in the store can get.

use std::time::Duration;

/// Readings a live batch may hold; a durable commit each.
pub const BATCH_READINGS_MAX: usize = 2_000;

/// Readings that one message may add to a batch that is not yet full (codec's limit per message).
pub const MESSAGE_READINGS_MAX: usize = 5_000;

/// Readings held in memory over all points before the fullest are sealed; about 70 MB.
pub const HEAD_READINGS_MAX: usize = 4_000_000;

/// What the head is brought down to once it was full.
pub(crate) const HEAD_READINGS_LOW: usize = 2_000_000;

/// Readings a chunk may hold: beyond this a chunk no longer gets smaller per reading, only slower to open.
pub(crate) const CHUNK_READINGS_MAX: usize = 8_192;

/// Fewer readings than this cost a quarter more per reading: such chunks are merged when their week is over.
pub(crate) const CHUNK_READINGS_MIN: usize = 1_000;

/// A point with this many unsealed readings is sealed without waiting for the day to close.
pub(crate) const POINT_HEAD_READINGS_MAX: usize = 16_384;

/// Points sealed in one transaction: bounds how long a reader may wait for it, and how often the disk must sync.
pub(crate) const SEAL_POINTS_MAX: usize = 512;

/// Readings per quarter-hour from which on a rollup is smaller than what it spares decoding.
pub(crate) const ROLLUP_READINGS_PER_BUCKET_MIN: u32 = 8;

/// Log records kept after their readings were sealed, so that a redelivered message is still known.
pub(crate) const LOG_RECORDS_KEPT: i64 = 1_024;

/// Log bytes from which on everything is sealed, whatever the day: quiet points must not hold the log for ever.
pub(crate) const LOG_BYTES_MAX: u64 = 256 << 20;

/// How long after its end a day is still left open for readings on their way.
pub(crate) const DAY_GRACE: Duration = Duration::from_secs(10 * 60);

/// Month files open at once for reading.
pub(crate) const MONTHS_OPEN_MAX: usize = 16;

/// How large a write-ahead log may stay on disk after a checkpoint, bytes.
pub(crate) const WAL_BYTES_MAX: u64 = 64 << 20;

/// Rows a read hands over at once between SQLite's thread and ours.
pub(crate) const ROW_BUFFER: usize = 2_000;

/// A text value longer than this is refused before it gets here.
pub const TEXT_BYTES_MAX: usize = 4_096;

const _: () = assert!(POINT_HEAD_READINGS_MAX >= CHUNK_READINGS_MAX);
const _: () = assert!(HEAD_READINGS_LOW < HEAD_READINGS_MAX);
const _: () = assert!(CHUNK_READINGS_MIN < CHUNK_READINGS_MAX);

/// Texts that are written with one statement.
pub(crate) const TEXTS_AT_ONCE: usize = 1_000;

/// Words that points have in common and that are held once.
pub(crate) const SHARED_WORDS_MAX: usize = 10_000;
