//! Current value, age and quality of every point, and the newest messages of every topic, in memory.
//!
//! A [`Board`] holds the newest value of each point and says, for any `now` it is asked about, how old it is and
//! whether it still counts. It never reads a clock, never touches the disk and starts nothing: whoever owns it tells
//! it what came, what a device said of itself and which connection fell silent.
//!
//! # When a value is stale
//!
//! The first rule that fits decides.
//!
//! 1. Its **connection** is away: stale, at once and for as long as it is away.
//! 2. Its **device** said that it is offline, and nothing was received from the point since: stale.
//! 3. The point reports **steadily**: stale from `3 × interval` after it was last heard, never sooner than 3 s and
//!    never later than 25 h. A steady point is judged alone: one that is silent while its siblings report is frozen.
//! 4. The **device** said that it is online: not stale. This covers points that report on change and those whose
//!    interval is not known yet.
//! 5. The point reports **on change** and its device has steady points: stale when all of those are stale and its own
//!    `3 × interval` is over.
//! 6. The point reports **on change** and has no steady sibling: stale from three times the longest silence it ever
//!    broke by itself (or an on-change sibling's, whichever ends later), at most 25 h.
//! 7. No interval is known: stale 10 min after it was last heard.
//!
//! A point was *last heard* when its newest reading was received. A reading that came more than 10 min after its own
//! time is history that was sent later, and counts from its own time plus those 10 min; unless its device is always
//! that late, which is a wrong clock.
//!
//! # How an interval is learned
//!
//! It is the median of the last twelve gaps between receipts, from the third gap on; until then what was
//! restored. A gap is left out
//!
//! - when it is shorter than 5 ms, or shorter than half of what passed between the source times: a burst, a batch of
//!   samples or history that was held back;
//! - when the connection or the device was away, or the program not running, within it;
//! - when it is shorter than a quarter of the interval, until twelve such have come in a row over at least three
//!   intervals: then the point really reports faster, and is learned anew.
//!
//! A point reports on change when fewer than five sixths of its gaps lie within half and one and a half intervals, or
//! when twice within 256 gaps it broke a silence of more than three intervals.

mod board;
mod limits;
mod pace;
mod recall;

pub use board::{Availability, Board, DeviceId, Shown};
pub use limits::{
    RECALL_BYTES, RECALL_MESSAGES_MAX, RECALL_PAYLOAD_MAX, RECALL_TOPICS_MAX, STALE_AFTER_MAX,
    STALE_AFTER_MIN, STALE_AFTER_UNLEARNED, STALE_INTERVALS,
};
pub use pace::Habit;
pub use recall::{Branch, Heard, Recall, RecallSums, Recalled};
