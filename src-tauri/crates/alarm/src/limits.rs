//! How much the judging of alarms takes at once, and how finely it looks.

use std::time::Duration;

/// Slots of time that a rate of change is looked at in: a change counts up to a sixty-fourth of its time too long.
pub(crate) const RATE_SLOTS: i64 = 64;

/// A reading that reaches us this long after its own time is judged as history: devices send some seconds late, and what was
/// held back during an outage comes hours late.
pub const LATE_AFTER: Duration = Duration::from_mins(2);
