//! The numbers behind floods, chatter and the health of the alarm system.

use std::time::Duration;

/// How long alarms are counted together, for floods and for peaks.
pub const FLOOD_WINDOW: Duration = Duration::from_mins(10);
/// A flood begins with more new alarms than this in a window; ISA-18.2 and EEMUA 191 name the same two figures.
pub const FLOOD_BEGINS_ABOVE: usize = 10;
/// A flood ends with fewer new alarms than this in a window.
pub const FLOOD_ENDS_BELOW: usize = 5;
/// Causes of a flood that are told apart; the alarms of further ones are counted together.
pub const FLOOD_CAUSES_MAX: usize = 1_000;

/// How long the alarms of one rule at one point are counted together, for chatter.
pub const CHATTER_WINDOW: Duration = Duration::from_mins(1);
/// An alarm chatters that is raised more often than this within the window.
pub const CHATTER_ABOVE: usize = 3;
/// An alarm that was not raised for this long chatters no longer, and what it did before tells nothing of a cure.
pub const CHATTER_CALM: Duration = Duration::from_mins(10);
/// Excursions of an alarm from which a cure is worked out.
pub const EXCURSIONS_MAX: usize = 16;

/// Deadbands worth proposing, in a point's unit: 1, 2 and 5 of each power of ten.
pub(crate) const DEADBANDS: [f64; 24] = [
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0,
    200.0, 500.0, 1_000.0, 2_000.0, 5_000.0, 10_000.0, 20_000.0, 50_000.0,
];
/// On-delays worth proposing.
pub(crate) const ON_DELAYS: [Duration; 11] = [
    Duration::from_secs(5),
    Duration::from_secs(10),
    Duration::from_secs(15),
    Duration::from_secs(30),
    Duration::from_mins(1),
    Duration::from_mins(2),
    Duration::from_mins(3),
    Duration::from_mins(5),
    Duration::from_mins(10),
    Duration::from_mins(15),
    Duration::from_mins(30),
];

/// The longest range of which figures are made: ten years.
pub const HEALTH_RANGE_MAX: Duration = Duration::from_hours(24 * 3_660);
/// Alarms that are followed one by one for these figures, some 200 bytes each beside their names; the alarms of further
/// ones are counted and not listed.
pub const HEALTH_ALARMS_MAX: usize = 100_000;
/// How many alarms a list of the worst holds.
pub const HEALTH_LISTED_MAX: usize = 10;
/// An alarm is fleeting that is over within this time.
pub(crate) const FLEETING_WITHIN: Duration = Duration::from_mins(1);
/// An alarm is stale that was active for longer than this without a break.
pub(crate) const STALE_AFTER: Duration = Duration::from_hours(24);
/// What took longer to be acknowledged counts as this long; so there are few enough different times to keep them all.
pub(crate) const ACK_TIME_MAX: Duration = Duration::from_hours(24 * 7);

const _: () =
    assert!(FLOOD_ENDS_BELOW <= FLOOD_BEGINS_ABOVE, "a flood that begins does not end at once");
const _: () =
    assert!(CHATTER_ABOVE < EXCURSIONS_MAX, "a cure looks at every excursion that made the mark");
