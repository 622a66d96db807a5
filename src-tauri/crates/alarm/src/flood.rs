//! Notices when more alarms come than anybody can read, and what they have in common.
//!
//! A flood begins with more than [`FLOOD_BEGINS_ABOVE`] new alarms in ten minutes and ends with fewer than
//! [`FLOOD_ENDS_BELOW`]. The ten minutes slide: they are always the last ones. Remembers the newest few alarms and one count
//! for each cause, whatever comes. Time never goes back here: an alarm with an earlier time than the one before it counts as
//! raised at the same moment. After a restart the alarms of the last ten minutes are taken in again.

use std::collections::{BTreeMap, VecDeque};

use model::Timestamp;

use crate::limits::{FLOOD_BEGINS_ABOVE, FLOOD_CAUSES_MAX, FLOOD_ENDS_BELOW, FLOOD_WINDOW};

#[cfg(test)]
mod tests;

/// What groups alarms: a gateway, an equipment, whatever the caller numbers so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cause(pub u64);

/// A flood, as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flood {
    /// When the first of its alarms was raised.
    pub since: Timestamp,
    /// How many alarms so far.
    pub alarms: u64,
    /// How many of each cause, the most first.
    pub causes: Vec<(Cause, u64)>,
    /// How many of causes beyond the first [`FLOOD_CAUSES_MAX`].
    pub others: u64,
}

/// What happened to the flood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FloodChange {
    /// A flood begins.
    Began(Flood),
    /// It is over.
    Ended {
        /// All of it.
        flood: Flood,
        /// Since when.
        at: Timestamp,
    },
}

/// Watches what is raised.
#[derive(Debug, Clone, Default)]
pub struct FloodWatch {
    /// The newest alarms, oldest first: as many as begin a flood.
    recent: VecDeque<(Timestamp, Cause)>,
    running: Option<Running>,
}

#[derive(Debug, Clone)]
struct Running {
    since: Timestamp,
    alarms: u64,
    causes: BTreeMap<Cause, u64>,
    others: u64,
}

impl FloodWatch {
    /// Takes in an alarm that came before the operator: neither history nor set aside.
    pub fn raised(&mut self, at: Timestamp, cause: Cause) -> Option<FloodChange> {
        let at = self.recent.back().map_or(at, |(newest, _)| at.max(*newest));
        // An alarm at the very moment of the end still counts, and the flood goes on.
        let ended = self.passed(Timestamp::from_ms(at.ms().saturating_sub(1)));
        if self.recent.len() > FLOOD_BEGINS_ABOVE {
            self.recent.pop_front();
        }
        self.recent.push_back((at, cause));
        if let Some(running) = &mut self.running {
            running.add(cause);
            return None;
        }
        // Just after an end there are too few for a beginning: never two changes at once.
        if self.within(at) <= FLOOD_BEGINS_ABOVE {
            return ended;
        }
        let since = self.recent.front().map_or(at, |(oldest, _)| *oldest);
        let mut running = Running { since, alarms: 0, causes: BTreeMap::new(), others: 0 };
        self.recent.iter().for_each(|(_, cause)| running.add(*cause));
        let flood = running.told();
        self.running = Some(running);
        Some(FloodChange::Began(flood))
    }

    /// Lets time pass: a flood ends by nothing happening. Told late, it ends when it did.
    pub fn passed(&mut self, now: Timestamp) -> Option<FloodChange> {
        let at = self.ends_at()?;
        if now < at {
            return None;
        }
        let flood = self.running.take()?.told();
        Some(FloodChange::Ended { flood, at })
    }

    /// When the flood ends unless alarms come before.
    #[must_use]
    pub fn ends_at(&self) -> Option<Timestamp> {
        self.running.as_ref()?;
        let last_enough = self.recent.len().checked_sub(FLOOD_ENDS_BELOW)?;
        self.recent.get(last_enough).map(|(at, _)| *at + FLOOD_WINDOW)
    }

    /// The flood that is going on.
    #[must_use]
    pub fn flood(&self) -> Option<Flood> {
        self.running.as_ref().map(Running::told)
    }

    /// How many of the newest alarms were raised within the window that ends now.
    fn within(&self, now: Timestamp) -> usize {
        self.recent.iter().filter(|(at, _)| *at + FLOOD_WINDOW > now).count()
    }
}

impl Running {
    fn add(&mut self, cause: Cause) {
        self.alarms += 1;
        let room = self.causes.len() < FLOOD_CAUSES_MAX;
        match self.causes.get_mut(&cause) {
            Some(count) => *count += 1,
            None if room => drop(self.causes.insert(cause, 1)),
            None => self.others += 1,
        }
    }

    fn told(&self) -> Flood {
        let mut causes: Vec<(Cause, u64)> =
            self.causes.iter().map(|(cause, count)| (*cause, *count)).collect();
        causes.sort_by_key(|(cause, count)| (std::cmp::Reverse(*count), *cause));
        Flood { since: self.since, alarms: self.alarms, causes, others: self.others }
    }
}
