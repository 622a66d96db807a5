//! What is remembered of one check at one point, and what it says now.
//!
//! A check says *yes*, *no*, or nothing: where no value is known, or its quality is bad, or what it refers to is not there.
//! Limits and deadbands follow OUT_OF_RANGE and FLOATING_LIMIT of BACnet (ANSI/ASHRAE 135-2020, clause 13.3): beyond a limit
//! means more than the limit, and back means a deadband less than it.

use std::collections::VecDeque;
use std::time::Duration;

use chrono_tz::Tz;
use model::calendar::minute_of_week;
use model::{Timestamp, Value};
use serde::{Deserialize, Serialize};

use crate::condition::{Check, Limit};
use crate::limits::RATE_SLOTS;
use crate::rule::Deadband;

/// What a point is known to say.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    /// What it said last; none where that was bad.
    pub(crate) value: Option<Value>,
    /// When that was true.
    pub(crate) time: Option<Timestamp>,
}

impl Known {
    fn number(&self) -> Option<f64> {
        self.value.as_ref()?.as_number()
    }
}

/// What a check looks at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sight<'a> {
    /// What the point that is judged says.
    pub(crate) own: &'a Known,
    /// What the point says that the check refers to, where it refers to one that is there.
    pub(crate) other: Option<&'a Known>,
    /// The point's own limit of the check's level.
    pub(crate) own_limit: Option<f64>,
    pub(crate) deadband: Deadband,
    pub(crate) zone: Tz,
}

/// What is remembered of one check at one point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Trace {
    /// Nothing: what it says now is all there is.
    None,
    /// Whether the value was beyond, so that it has to come back by the deadband.
    Beyond(bool),
    /// The values of the time that a rate looks at.
    Changes {
        /// Whether it changed too fast.
        beyond: bool,
        /// Oldest first.
        slots: VecDeque<Slot>,
    },
    /// Since when nothing came.
    Silent(Timestamp),
    /// What is repeated, since when and until when.
    Same(Option<Repeated>),
    /// Since when the status differs from its command.
    Differs(Option<Timestamp>),
}

/// The least and the greatest value of a slot of time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Slot {
    number: i64,
    least: f64,
    most: f64,
}

/// A value that is said again and again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Repeated {
    value: Value,
    first: Timestamp,
    last: Timestamp,
}

impl Trace {
    /// Nothing was heard yet; what waits for silence begins to wait.
    pub(crate) fn new(check: &Check, now: Timestamp) -> Self {
        match check {
            Check::Beyond { .. } | Check::Deviation { .. } => Self::Beyond(false),
            Check::Rate { .. } => Self::Changes { beyond: false, slots: VecDeque::new() },
            Check::State(_) => Self::None,
            Check::NoData(_) => Self::Silent(now),
            Check::Flatline(_) => Self::Same(None),
            Check::CommandMismatch(_) => Self::Differs(None),
        }
    }

    /// Takes note of a reading of the point itself, and of its value unless that is bad.
    pub(crate) fn heard(&mut self, check: &Check, value: Option<&Value>, at: Timestamp) {
        match (self, value) {
            (Self::Silent(since), _) => *since = at,
            (Self::Same(repeated), Some(value)) => match repeated {
                Some(repeated) if repeated.value.same(value) => repeated.last = at,
                _ => *repeated = Some(Repeated { value: value.clone(), first: at, last: at }),
            },
            (Self::Changes { slots, .. }, Some(value)) => {
                if let (Some(value), Check::Rate { within, .. }) = (value.as_number(), check) {
                    take(slots, value, at, *within);
                }
            }
            (Self::None | Self::Beyond(_) | Self::Differs(_), _)
            | (Self::Same(_) | Self::Changes { .. }, None) => {}
        }
    }

    /// What the check says at this time; time never goes back.
    pub(crate) fn verdict(
        &mut self,
        check: &Check,
        sight: Sight<'_>,
        at: Timestamp,
    ) -> Option<bool> {
        match (self, check) {
            (Self::Beyond(beyond), Check::Beyond { level, .. }) => {
                let (value, limit) = (sight.own.number()?, sight.limit(check, at)?);
                let over = if level.is_high() { value - limit } else { limit - value };
                *beyond = is_beyond(over, 0.0, *beyond, sight.deadband.at(limit));
                Some(*beyond)
            }
            (Self::Beyond(beyond), Check::Deviation { by, .. }) => {
                let far = (sight.own.number()? - sight.limit(check, at)?).abs();
                *beyond = is_beyond(far, *by, *beyond, sight.deadband.at(*by));
                Some(*beyond)
            }
            (Self::Changes { beyond, slots }, Check::Rate { by, within }) => {
                let value = sight.own.number()?;
                forget(slots, at, *within);
                let change = |slot: &Slot| (value - slot.least).max(slot.most - value);
                let most = slots.iter().map(change).fold(0.0, f64::max);
                *beyond = is_beyond(most, *by, *beyond, sight.deadband.at(*by));
                Some(*beyond)
            }
            (Self::None, Check::State(wanted)) => {
                sight.own.value.as_ref().map(|value| says(value, wanted))
            }
            (Self::Silent(since), Check::NoData(length)) => Some(*since + *length <= at),
            (Self::Same(repeated), Check::Flatline(length)) => {
                let repeated = repeated.as_ref()?;
                Some(repeated.first + *length <= repeated.last)
            }
            (Self::Differs(since), Check::CommandMismatch(length)) => {
                let (status, command) = (sight.own.value.as_ref()?, sight.other?.value.as_ref()?);
                if says(status, command) {
                    *since = None;
                    return Some(false);
                }
                Some(*since.get_or_insert(at) + *length <= at)
            }
            // What is remembered of a rule that was changed since says nothing.
            _ => None,
        }
    }

    /// When the check says otherwise though nothing is heard; none where it takes a reading.
    pub(crate) fn deadline(&self, check: &Check, after: Timestamp, zone: Tz) -> Option<Timestamp> {
        let due = match (self, check) {
            (Self::Silent(since), Check::NoData(length)) => *since + *length,
            (Self::Differs(Some(since)), Check::CommandMismatch(length)) => *since + *length,
            (Self::Changes { beyond: true, slots }, Check::Rate { within, .. }) => {
                forgotten(*slots.front()?, *within)
            }
            (Self::Beyond(_), Check::Beyond { limit: Limit::Scheduled(scheduled), .. }) => {
                scheduled.hours.next_change(after, zone)
            }
            _ => return None,
        };
        (due > after).then_some(due)
    }
}

impl Sight<'_> {
    /// The limit that a check holds the value against, where it has one and it is known.
    pub(crate) fn limit(&self, check: &Check, at: Timestamp) -> Option<f64> {
        match check {
            Check::Beyond { limit: Limit::Fixed(limit), .. } => Some(*limit),
            Check::Beyond { limit: Limit::Of(_), .. } | Check::Deviation { .. } => {
                self.other?.number()
            }
            Check::Beyond { limit: Limit::Own, .. } => self.own_limit,
            Check::Beyond { limit: Limit::Scheduled(scheduled), .. } => {
                let inside = scheduled.hours.contains(minute_of_week(at, self.zone));
                Some(if inside { scheduled.within } else { scheduled.outside })
            }
            Check::Rate { .. }
            | Check::State(_)
            | Check::NoData(_)
            | Check::Flatline(_)
            | Check::CommandMismatch(_) => None,
        }
    }
}

fn is_beyond(value: f64, limit: f64, was_beyond: bool, deadband: f64) -> bool {
    if was_beyond { value >= limit - deadband } else { value > limit }
}

/// Whether a value is the wanted one. A boolean is also a number, 0 or 1; words count whatever their case.
fn says(value: &Value, wanted: &Value) -> bool {
    match (value, wanted) {
        (Value::Text(value), Value::Text(wanted)) => {
            let lower = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<String>();
            value == wanted || lower(value) == lower(wanted)
        }
        (Value::Text(_), _) | (_, Value::Text(_)) => false,
        (value, wanted) => {
            let (Some(value), Some(wanted)) = (value.as_number(), wanted.as_number()) else {
                return false;
            };
            Value::Number(value).same(&Value::Number(wanted))
        }
    }
}

/// Takes a value into its slot of time, and forgets the slots that are over.
fn take(slots: &mut VecDeque<Slot>, value: f64, at: Timestamp, within: Duration) {
    forget(slots, at, within);
    let number = at.ms().div_euclid(slot_ms(within));
    match slots.back_mut().filter(|newest| newest.number == number) {
        Some(newest) => {
            newest.least = newest.least.min(value);
            newest.most = newest.most.max(value);
        }
        None => slots.push_back(Slot { number, least: value, most: value }),
    }
}

fn forget(slots: &mut VecDeque<Slot>, at: Timestamp, within: Duration) {
    while slots.front().is_some_and(|oldest| forgotten(*oldest, within) <= at) {
        slots.pop_front();
    }
}

/// When a slot is older than the time that a rate looks at.
fn forgotten(slot: Slot, within: Duration) -> Timestamp {
    Timestamp::from_ms((slot.number + 1).saturating_mul(slot_ms(within))) + within
}

fn slot_ms(within: Duration) -> i64 {
    let ms = i64::try_from(within.as_millis()).unwrap_or(i64::MAX);
    (ms / RATE_SLOTS).max(1)
}
