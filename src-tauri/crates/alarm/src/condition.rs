//! What a rule looks for at a point: checks, joined by *and*, *or* and *not*.

use std::sync::Arc;
use std::time::Duration;

use chrono_tz::Tz;
use model::calendar::{hour_end, minute_of_week};
use model::{Timestamp, Value};

mod text;

#[cfg(test)]
pub(crate) mod made;

/// When something is the matter at a point.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// One check.
    Is(Check),
    /// All of these, at least one.
    All(Vec<Self>),
    /// Any of these, at least one.
    Any(Vec<Self>),
    /// Not this.
    Not(Box<Self>),
}

/// One thing that is looked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Check {
    /// The value is on the wrong side of a limit.
    Beyond {
        /// Which side, and how far out.
        level: Level,
        /// The limit.
        limit: Limit,
    },
    /// The value is further than this from another one, in the point's unit.
    Deviation {
        /// How far, more than nothing.
        by: f64,
        /// From what.
        from: Reference,
    },
    /// The value changed by more than this within a time, up or down, in the point's unit.
    Rate {
        /// By how much, more than nothing.
        by: f64,
        /// Within what time.
        within: Duration,
    },
    /// The value is this one.
    State(Value),
    /// Nothing came from the point for this long.
    NoData(Duration),
    /// Readings came, and all of them said the same for this long.
    Flatline(Duration),
    /// The status was other than what its command says for this long.
    CommandMismatch(Duration),
}

/// The four limits of ISA-18.2, outermost first on each side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// HH: beyond the high limit.
    HighHigh,
    /// H.
    High,
    /// L.
    Low,
    /// LL: beyond the low limit.
    LowLow,
}

impl Level {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::HighHigh, Self::High, Self::Low, Self::LowLow];

    /// Its word in a condition.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::HighHigh => "high_high",
            Self::High => "high",
            Self::Low => "low",
            Self::LowLow => "low_low",
        }
    }

    /// Whether values above the limit are the wrong ones.
    #[must_use]
    pub const fn is_high(self) -> bool {
        matches!(self, Self::HighHigh | Self::High)
    }
}

/// Where a limit comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum Limit {
    /// This value, in the point's unit.
    Fixed(f64),
    /// Whatever another point says now.
    Of(Reference),
    /// The point's own limit of the same level, as the model has it.
    Own,
    /// One value within hours of the week, another one else.
    Scheduled(Scheduled),
}

/// A limit that goes by the local time of the week.
#[derive(Debug, Clone, PartialEq)]
pub struct Scheduled {
    /// When, on which days.
    pub hours: WeekHours,
    /// The limit within these hours.
    pub within: f64,
    /// The limit else.
    pub outside: f64,
}

/// Hours of some days of the week, in local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WeekHours {
    /// Bit 0 is Monday, bit 6 is Sunday; at least one is set.
    pub days: u8,
    /// Minute of the day they begin at, below 1,440.
    pub from: u16,
    /// Minute of the day they end before, up to 1,440; where it is not after `from` they end on the next day.
    pub to: u16,
}

impl WeekHours {
    /// Whether a minute of the week, counted from Monday 00:00, lies within.
    #[must_use]
    pub fn contains(self, minute: u16) -> bool {
        let (day, of_day) = (minute / MINUTES_A_DAY, minute % MINUTES_A_DAY);
        let on = |day: u16| self.days >> (day % 7) & 1 == 1;
        if self.from < self.to {
            on(day) && (self.from..self.to).contains(&of_day)
        } else {
            on(day) && of_day >= self.from || on(day + 6) && of_day < self.to
        }
    }
}

impl WeekHours {
    /// The next time they may begin or end: exact, or the end of the local hour where that comes first, because a change of
    /// clocks begins an hour.
    pub(crate) fn next_change(self, after: Timestamp, zone: Tz) -> Timestamp {
        let minute = minute_of_week(after, zone) % MINUTES_A_DAY;
        let until = |edge: u16| (edge + MINUTES_A_DAY - minute - 1) % MINUTES_A_DAY + 1;
        let minutes = until(self.from).min(until(self.to));
        let whole = after.ms().div_euclid(MINUTE_MS) * MINUTE_MS;
        let change = Timestamp::from_ms(whole + i64::from(minutes) * MINUTE_MS);
        change.min(hour_end(after, zone))
    }
}

/// Minutes of a day without a change of clocks.
const MINUTES_A_DAY: u16 = 1_440;
const MINUTE_MS: i64 = 60_000;

/// Another point, as seen from the one that is judged.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reference {
    /// The setpoint of the same thing: of its equipment, else of its space.
    Setpoint,
    /// The point with this role in the same equipment.
    Role(Arc<str>),
    /// The point with this stable id.
    Point(Arc<str>),
}

impl Condition {
    /// All of these: one of them alone where it is the only one, and those of an *all* among them one by one.
    pub(crate) fn all(of: Vec<Self>) -> Self {
        let flat = of.into_iter().flat_map(|one| match one {
            Self::All(of) => of,
            Self::Is(_) | Self::Any(_) | Self::Not(_) => vec![one],
        });
        let mut flat: Vec<Self> = flat.collect();
        if flat.len() == 1 { flat.remove(0) } else { Self::All(flat) }
    }

    /// Any of these, in the same way.
    pub(crate) fn any(of: Vec<Self>) -> Self {
        let flat = of.into_iter().flat_map(|one| match one {
            Self::Any(of) => of,
            Self::Is(_) | Self::All(_) | Self::Not(_) => vec![one],
        });
        let mut flat: Vec<Self> = flat.collect();
        if flat.len() == 1 { flat.remove(0) } else { Self::Any(flat) }
    }

    /// Every check in it, in the order they are written.
    pub fn checks(&self) -> impl Iterator<Item = &Check> {
        let mut found = Vec::new();
        self.gather(&mut found);
        found.into_iter()
    }

    /// What it says, where `check` says of one check after the other, in their order. What nobody knows decides nothing.
    pub(crate) fn verdict(&self, check: &mut impl FnMut() -> Option<bool>) -> Option<bool> {
        match self {
            Self::Is(_) => check(),
            Self::Not(of) => of.verdict(check).map(|holds| !holds),
            Self::All(of) => decided(of, false, check),
            Self::Any(of) => decided(of, true, check),
        }
    }

    fn gather<'a>(&'a self, found: &mut Vec<&'a Check>) {
        match self {
            Self::Is(check) => found.push(check),
            Self::All(of) | Self::Any(of) => of.iter().for_each(|one| one.gather(found)),
            Self::Not(of) => of.gather(found),
        }
    }
}

/// One part that says `decisive` decides; else all must be known. Every part is asked.
fn decided(
    of: &[Condition],
    decisive: bool,
    check: &mut impl FnMut() -> Option<bool>,
) -> Option<bool> {
    let (mut is_decided, mut is_unknown) = (false, false);
    for one in of {
        match one.verdict(check) {
            Some(holds) => is_decided |= holds == decisive,
            None => is_unknown = true,
        }
    }
    match (is_decided, is_unknown) {
        (true, _) => Some(decisive),
        (false, true) => None,
        (false, false) => Some(!decisive),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_of_the_week_may_run_over_midnight_and_over_sunday() {
        let minute = |day: u16, hour: u16| day * MINUTES_A_DAY + hour * 60;
        let office = WeekHours { days: 0b001_1111, from: 7 * 60, to: 19 * 60 };
        assert!(office.contains(minute(0, 7)) && !office.contains(minute(0, 19)));
        assert!(!office.contains(minute(5, 12)), "Saturday");
        let night = WeekHours { days: 0b100_0000, from: 22 * 60, to: 6 * 60 };
        assert!(night.contains(minute(6, 23)) && night.contains(minute(0, 5)), "into Monday");
        assert!(!night.contains(minute(0, 23)) && !night.contains(minute(6, 5)));
        let whole = WeekHours { days: 0b111_1111, from: 0, to: 0 };
        assert!((0..7 * MINUTES_A_DAY).all(|minute| whole.contains(minute)));
    }
}
