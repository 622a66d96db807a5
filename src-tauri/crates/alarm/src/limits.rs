//! Every bound of alarms: what is beyond is refused in words, never cut silently.

use std::time::Duration;

/// Slots of time that a rate of change is looked at in: a change counts up to a sixty-fourth of its time too long.
pub(crate) const RATE_SLOTS: i64 = 64;

/// A reading that reaches us this long after its own time is judged as history: devices send some seconds late, and what was
/// held back during an outage comes hours late.
pub const LATE_AFTER: Duration = Duration::from_mins(2);

/// The shortest time on a shelf.
pub const SHELF_MIN: Duration = Duration::from_mins(1);
/// The longest time on a shelf; what has to be away longer is taken out of service.
pub const SHELF_MAX: Duration = Duration::from_hours(24);
/// What an operator writes about an alarm.
pub const NOTE_BYTES_MAX: usize = 2_000;

/// The text of a condition; everything below this page's limits fits, see the assertion at its end.
pub(crate) const CONDITION_BYTES_MAX: usize = 16 * 1024;

/// Checks of one condition: a plant's whole interlock has about ten.
pub(crate) const CHECKS_MAX: usize = 16;

/// `(` and `not` inside one another.
pub(crate) const CONDITION_DEPTH_MAX: usize = 8;

/// A role or a stable id inside a condition or a selector.
pub(crate) const REFERENCE_BYTES_MAX: usize = 256;

/// The text of a state; what is longer is a document.
pub(crate) const STATE_BYTES_MAX: usize = 256;

/// The shortest time that a check takes; readings seldom come faster.
pub(crate) const CHECK_TIME_MIN: Duration = Duration::from_secs(1);

/// The longest time that a check or a delay takes: a month.
pub(crate) const TIME_MAX: Duration = Duration::from_secs(31 * 24 * 60 * 60);

/// A file of rules: 800 bytes for each of the most there may be.
pub(crate) const RULES_FILE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Rules of one file.
pub(crate) const RULES_MAX: usize = 20_000;

/// Fields that are kept of one rule of a file, known or not.
pub(crate) const FIELDS_MAX: usize = 32;

/// Elements that are kept of a list in a field: one more than a field may have, so that too many are noticed.
pub(crate) const FIELD_LIST_MAX: usize = 3;

/// A time or a deadband in words.
pub(crate) const MEASURE_BYTES_MAX: usize = 64;

/// The name of a rule.
pub(crate) const RULE_NAME_BYTES_MAX: usize = 100;

/// What says which points a rule is for.
pub(crate) const SELECTOR_BYTES_MAX: usize = 1_024;

/// Points that one rule leaves out; a rule that leaves out more should choose otherwise.
pub(crate) const EXCEPTIONS_MAX: usize = 10_000;

/// Tests in one filter; one of twenty comparisons has some 600 bytes.
pub(crate) const FILTER_TERMS_MAX: usize = 64;

/// Parentheses inside one another in a filter; the parser calls itself for each.
pub(crate) const FILTER_DEPTH_MAX: usize = 16;

/// Tags of one path: `equipRef->siteRef->dis` has three.
pub(crate) const PATH_TAGS_MAX: usize = 6;

/// A tag's name.
pub(crate) const TAG_BYTES_MAX: usize = 64;

/// Words of a role that become markers.
pub(crate) const ROLE_WORDS_MAX: usize = 16;

/// Places around one another; a space, its floor and its building are three.
pub(crate) const PLACES_MAX: usize = 4;

const _: () =
    assert!(REFERENCE_BYTES_MAX * 2 < SELECTOR_BYTES_MAX, "an id of quotation marks must fit");

/// Each of cause, consequence and action.
pub(crate) const ADVICE_BYTES_MAX: usize = 2_000;

/// Readings in a row that a rule may wait for.
pub(crate) const IN_A_ROW_MAX: u16 = 1_000;

/// Readings that are looked back at: a bit for each in one word.
pub(crate) const OF_THE_LAST_MAX: u8 = 64;

/// Readings within a time, whose times are all kept.
pub(crate) const WITHIN_TIMES_MAX: u8 = 32;

/// Mistakes of a file that are told; further ones are counted.
pub(crate) const MISTAKES_MAX: usize = 100;

/// Of somebody's text, what is repeated in a sentence.
pub(crate) const QUOTED_CHARS_MAX: usize = 40;

/// The longest word that is compared with the known ones.
pub(crate) const GUESSED_BYTES_MAX: usize = 32;

/// What one check takes at most when it is written: its words and numbers, one text with an escape before every byte, and the
/// `(`, `)`, `not` and `and` around it.
const CHECK_BYTES_MAX: usize = 160 + 2 * REFERENCE_BYTES_MAX + 8 * CONDITION_DEPTH_MAX;

const _: () =
    assert!(STATE_BYTES_MAX <= REFERENCE_BYTES_MAX, "the longest text of a check is a name");
const _: () = assert!(
    CHECKS_MAX * CHECK_BYTES_MAX <= CONDITION_BYTES_MAX,
    "whatever was read can be written and read again"
);

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
