//! Whether an operator can live with the alarms: the figures of ISA-18.2 and EEMUA 191 over a range of the journal.
//!
//! # What is counted
//! An alarm counts once, at the moment it first comes before the operator: when it is raised, or, where it was set aside
//! then, when it comes back from there and its condition still holds. What is raised and over while it is set aside is told
//! apart ([`Figures::aside`]), as is what was history when it was judged ([`Figures::late`]): nobody was troubled by either.
//! An alarm that was seen, shelved and comes back is still the same one.
//!
//! # How
//! Rates and floods go by regular windows of ten minutes, as the standards count them, from 00:00 UTC on. Every local hour
//! begins such a window where the zone's offset is a multiple of ten minutes. A flood begins with the first window that has
//! more than ten alarms and ends before the first one that has fewer than five; one that began before the range is seen from
//! its next such window on. So these figures may differ from what [`crate::FloodWatch`] told, whose window slides.
//!
//! Lines are read in the order of the journal, those before the range too: they say how alarms stood when it began. Each
//! alarm's own lines have to be in order, others need not be. Memory is bounded by the length of the range
//! ([`HEALTH_RANGE_MAX`]) and the number of alarms ([`HEALTH_ALARMS_MAX`]), not by the number of lines.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono_tz::Tz;
use model::calendar::Day;
use model::{Priority, TimeRange, Timestamp};

use crate::health::course::Course;
use crate::health::figures::Ranking;
use crate::health::waits::Waits;
use crate::health::windows::Windows;
use crate::journal::{AlarmNumber, Entry};
use crate::limits::{HEALTH_ALARMS_MAX, HEALTH_RANGE_MAX};
use crate::standing::{State, TransitionKind};

mod course;
mod figures;
#[cfg(test)]
mod tests;
mod waits;
mod windows;

pub use figures::{AckTime, Band, Culprit, DayCount, Figures, Listed, PriorityCount, Stale};

/// Why no figures are made of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HealthRangeError {
    /// Nothing is in it.
    #[error("the range is empty, so there is nothing to count; choose an end after its beginning")]
    Empty,
    /// Too much may be in it.
    #[error("figures are made of at most {} days; choose a shorter range", HEALTH_RANGE_MAX.as_secs() / 86_400)]
    TooLong,
}

/// Reads a journal line by line and makes the figures of a range.
#[derive(Debug, Clone)]
pub struct Health {
    range: TimeRange,
    /// Each local day and when it begins.
    days: Vec<(Timestamp, DayCount)>,
    windows: Windows,
    waits: Waits,
    courses: BTreeMap<AlarmNumber, Course>,
    alarms: u64,
    by_priority: [u64; Priority::ALL.len()],
    aside: u64,
    late: u64,
    unlisted: u64,
}

impl Health {
    /// Begins the figures of a range, whose days are those of a time zone. Where the range goes on into the future, the
    /// caller ends it now: every figure that is a share of time is a share of this range.
    ///
    /// # Errors
    /// Where the range is empty or longer than [`HEALTH_RANGE_MAX`].
    pub fn over(range: TimeRange, zone: Tz) -> Result<Self, HealthRangeError> {
        match range.length() {
            Duration::ZERO => return Err(HealthRangeError::Empty),
            length if length > HEALTH_RANGE_MAX => return Err(HealthRangeError::TooLong),
            _ => {}
        }
        let last = Day::at(Timestamp::from_ms(range.to().ms() - 1), zone);
        let days = std::iter::successors(Some(Day::at(range.from(), zone)), |day| Some(day.next()))
            .take_while(|day| *day <= last)
            .map(|day| (day.start(zone), DayCount { day, alarms: 0 }))
            .collect();
        Ok(Self {
            range,
            days,
            windows: Windows::over(range),
            waits: Waits::default(),
            courses: BTreeMap::new(),
            alarms: 0,
            by_priority: [0; Priority::ALL.len()],
            aside: 0,
            late: 0,
            unlisted: 0,
        })
    }

    /// Reads the next line. A line after the range says nothing of it; a note changes nothing.
    pub fn read(&mut self, entry: &Entry) {
        if entry.time >= self.range.to() || entry.kind == TransitionKind::Noted {
            return;
        }
        let within = self.range.contains(entry.time);
        let raised = within && entry.kind == TransitionKind::Raised;
        if entry.late {
            self.late += u64::from(raised);
            return;
        }
        self.aside += u64::from(raised && is_aside(entry.state));
        let room = self.courses.len() < HEALTH_ALARMS_MAX;
        let course = match self.courses.get_mut(&entry.alarm) {
            Some(course) => course,
            None if room => self.courses.entry(entry.alarm).or_insert_with(|| Course::of(entry)),
            None => {
                self.unlisted += u64::from(raised);
                if raised && !is_aside(entry.state) {
                    self.count(entry);
                }
                return;
            }
        };
        let step = course.read(entry, self.range);
        if let Some(waited) = step.waited.filter(|_| within) {
            self.waits.add(waited);
        }
        if step.presented && within {
            self.count(entry);
        }
    }

    /// The figures, once every line was read.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let flooded = self.windows.flooded(self.range);
        let peak = self.windows.peak();
        let length = self.range.length();
        let ranking = Ranking { courses: &self.courses, alarms: self.alarms, end: self.range.to() };
        Figures {
            range: self.range,
            alarms: self.alarms,
            per_day: figures::exact(self.alarms) * 86_400.0 / length.as_secs_f64(),
            by_day: self.days.iter().map(|(_, count)| *count).collect(),
            peak_per_10min: peak.map_or(0, |(_, alarms)| alarms),
            peak_at: peak.map(|(at, _)| at.max(self.range.from())),
            floods: flooded.floods,
            percent_time_in_flood: 100.0 * flooded.time.as_secs_f64() / length.as_secs_f64(),
            top: ranking.top(),
            chattering: ranking.chattering(),
            fleeting: ranking.fleeting(),
            stale: ranking.stale(),
            ack_time: self.waits.percentiles(),
            by_priority: figures::by_priority(self.by_priority),
            spread: figures::spread(self.by_priority),
            aside: self.aside,
            late: self.late,
            unlisted: self.unlisted,
        }
    }

    /// Counts an alarm that comes before the operator with this line.
    fn count(&mut self, entry: &Entry) {
        self.alarms += 1;
        self.by_priority[figures::place(entry.priority)] += 1;
        self.windows.count(entry.time);
        let after = self.days.partition_point(|(start, _)| *start <= entry.time);
        if let Some((_, day)) = self.days.get_mut(after.saturating_sub(1)) {
            day.alarms += 1;
        }
    }
}

/// Whether an alarm that stands so is not before the operator.
const fn is_aside(state: State) -> bool {
    matches!(state, State::Shelved | State::Suppressed | State::OutOfService)
}
