//! From rules to transitions: when a condition becomes an alarm, where the alarm stands, and what sets it aside.
//!
//! States and words are those of ISA-18.2. Pure: readings and times are arguments, transitions are what comes out. Knows no
//! disk and no clock, and tells nobody: what is told, and how, is decided here and done elsewhere.

mod chatter;
mod check;
mod condition;
mod cursor;
mod evaluator;
mod flood;
mod gate;
mod health;
mod journal;
mod limits;
mod nearest;
mod number;
mod quoted;
mod register;
mod rule;
mod selector;
mod standing;
mod time;

pub use chatter::{Chatter, Chattering};
pub use condition::{Check, Condition, Level, Limit, Reference, Scheduled, WeekHours};
pub use cursor::TextError;
pub use evaluator::{Binding, Bound, Change, Evaluator, Moment, RuleId};
pub use flood::{Cause, Flood, FloodChange, FloodWatch};
pub use health::{
    AckTime, Band, Culprit, DayCount, Figures, Health, HealthRangeError, Listed, PriorityCount,
    Stale,
};
pub use journal::{AlarmNumber, Broken, ChainHash, Entry, Head, OutOfTurn, Verifier, verify};
pub use limits::{
    CHATTER_ABOVE, CHATTER_CALM, CHATTER_WINDOW, EXCURSIONS_MAX, FLOOD_BEGINS_ABOVE,
    FLOOD_CAUSES_MAX, FLOOD_ENDS_BELOW, FLOOD_WINDOW, HEALTH_ALARMS_MAX, HEALTH_LISTED_MAX,
    HEALTH_RANGE_MAX, LATE_AFTER, NOTE_BYTES_MAX, SHELF_MAX, SHELF_MIN,
};
pub use register::{Act, ActError, Alarm, AlarmKey, Register, Signed, Suppression, Transition};
pub use rule::{
    Advice, Counted, Deadband, Patience, Rule, RuleMistake, RulesError, read_rules, write_rules,
};
pub use selector::{
    Exceptions, Facts, Filter, Problem, Selection, Selector, SelectorError, Sort, Thing,
    TooManyExceptions, Wanted,
};
pub use standing::{Aside, Illegal, Live, Move, Resetting, Standing, State, TransitionKind};
