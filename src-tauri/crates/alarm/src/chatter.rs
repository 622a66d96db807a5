//! Notices an alarm that comes and goes again and again, and says what would have cured it.
//!
//! An alarm chatters that is raised more than [`CHATTER_ABOVE`] times within a minute, until it was quiet for
//! [`CHATTER_CALM`]. Its last excursions, at most [`EXCURSIONS_MAX`], say which deadband would have joined them all, and
//! which on-delay would have let at most one of them through: the smallest of a ladder of sensible ones, each by itself. The
//! advice is about what has been, and promises nothing.

use std::collections::VecDeque;
use std::time::Duration;

use model::Timestamp;

use crate::limits::{
    CHATTER_ABOVE, CHATTER_CALM, CHATTER_WINDOW, DEADBANDS, EXCURSIONS_MAX, ON_DELAYS,
};

#[cfg(test)]
mod tests;

/// What an alarm did lately. Holds nothing before its first excursion.
#[derive(Debug, Clone, Default)]
pub struct Chatter {
    /// The newest excursions, oldest first.
    excursions: VecDeque<Excursion>,
    marked: bool,
}

#[derive(Debug, Clone, Copy)]
struct Excursion {
    raised: Timestamp,
    /// How far the value had come back from the limit since the excursion before, in the point's unit.
    came_back: Option<f64>,
    /// How long the condition held; nothing while it does.
    held: Option<Duration>,
}

/// What is said of an alarm that chatters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chattering {
    /// How often it was raised within the last minute; more than [`EXCURSIONS_MAX`] are not counted.
    pub times: usize,
    /// The smallest sensible deadband, in the point's unit from the limit, that would have made one alarm of the last
    /// excursions; none where the condition is not about a number, or no deadband would have done.
    pub deadband: Option<f64>,
    /// The smallest sensible on-delay that would have let at most one of the last excursions through; none where none would.
    pub on_delay: Option<Duration>,
}

impl Chatter {
    /// Takes in that the alarm was raised. `came_back` is how far the value came back from the limit at most, in the point's
    /// unit, since the alarm was last over; nothing where the condition is not about a number.
    pub fn raised(&mut self, at: Timestamp, came_back: Option<f64>) -> Option<Chattering> {
        let at = self.newest().map_or(at, |newest| at.max(newest));
        if self.is_calm(at) {
            self.excursions.clear();
            self.marked = false;
        }
        if self.excursions.len() == EXCURSIONS_MAX {
            self.excursions.pop_front();
        }
        self.excursions.push_back(Excursion { raised: at, came_back, held: None });
        self.marked |= self.times(at) > CHATTER_ABOVE;
        self.chattering(at)
    }

    /// Takes in that the condition is over, and how long it had held, the on-delay included.
    pub fn over(&mut self, held: Duration) {
        if let Some(last) = self.excursions.back_mut() {
            last.held = Some(held);
        }
    }

    /// What is said of the alarm now; nothing where it does not chatter, or no longer.
    #[must_use]
    pub fn chattering(&self, now: Timestamp) -> Option<Chattering> {
        (self.marked && !self.is_calm(now)).then(|| Chattering {
            times: self.times(now),
            deadband: self.deadband(),
            on_delay: self.on_delay(),
        })
    }

    /// Whether there is nothing left to remember of the alarm.
    #[must_use]
    pub fn is_calm(&self, now: Timestamp) -> bool {
        self.newest().is_none_or(|newest| newest + CHATTER_CALM <= now)
    }

    fn newest(&self) -> Option<Timestamp> {
        self.excursions.back().map(|last| last.raised)
    }

    fn times(&self, now: Timestamp) -> usize {
        self.excursions.iter().filter(|one| one.raised + CHATTER_WINDOW > now).count()
    }

    /// Two excursions are one where the value does not come back between them by more than the deadband.
    fn deadband(&self) -> Option<f64> {
        let between: Option<Vec<f64>> =
            self.excursions.iter().skip(1).map(|one| one.came_back).collect();
        let furthest = between?.into_iter().fold(0.0, f64::max);
        DEADBANDS.into_iter().find(|deadband| *deadband > furthest)
    }

    /// An excursion gets through that lasts as long as the delay; one that still goes on will.
    fn on_delay(&self) -> Option<Duration> {
        ON_DELAYS.into_iter().find(|delay| {
            let through = |one: &&Excursion| one.held.is_none_or(|held| held >= *delay);
            self.excursions.iter().filter(through).count() <= 1
        })
    }
}
