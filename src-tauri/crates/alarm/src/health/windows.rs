//! Alarms in regular windows of ten minutes, and the floods among them.

use std::time::Duration;

use model::{TimeRange, Timestamp};

use crate::limits::{FLOOD_BEGINS_ABOVE, FLOOD_ENDS_BELOW, FLOOD_WINDOW};

/// How many alarms came in each window that a range touches.
#[derive(Debug, Clone)]
pub(super) struct Windows {
    /// Number of the first window, counted from 1970.
    first: i64,
    alarms: Vec<u32>,
}

/// The floods of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Flooded {
    pub(super) floods: u32,
    /// How long they lasted together.
    pub(super) time: Duration,
}

impl Windows {
    pub(super) fn over(range: TimeRange) -> Self {
        let first = number(range.from());
        let last = number(Timestamp::from_ms(range.to().ms() - 1));
        let count = usize::try_from(last - first + 1).unwrap_or(0);
        Self { first, alarms: vec![0; count] }
    }

    pub(super) fn count(&mut self, at: Timestamp) {
        let place = usize::try_from(number(at) - self.first).ok();
        if let Some(alarms) = place.and_then(|place| self.alarms.get_mut(place)) {
            *alarms = alarms.saturating_add(1);
        }
    }

    /// The window with the most alarms, the first of several, and when it begins; none where there are no alarms.
    pub(super) fn peak(&self) -> Option<(Timestamp, u32)> {
        let most = self.alarms.iter().copied().max().filter(|most| *most > 0)?;
        let (at, _) = self.each().find(|(_, alarms)| *alarms == most)?;
        Some((at, most))
    }

    pub(super) fn flooded(&self, range: TimeRange) -> Flooded {
        let mut flooded = Flooded { floods: 0, time: Duration::ZERO };
        let mut running = false;
        for (at, alarms) in self.each() {
            let alarms = usize::try_from(alarms).unwrap_or(usize::MAX);
            if !running && alarms > FLOOD_BEGINS_ABOVE {
                running = true;
                flooded.floods += 1;
            } else if alarms < FLOOD_ENDS_BELOW {
                running = false;
            }
            if running {
                let (from, to) = (at.max(range.from()), (at + FLOOD_WINDOW).min(range.to()));
                flooded.time += to.since(from);
            }
        }
        flooded
    }

    /// Every window in order: when it begins, and its alarms.
    fn each(&self) -> impl Iterator<Item = (Timestamp, u32)> {
        (self.first..).zip(&self.alarms).map(|(number, alarms)| (start(number), *alarms))
    }
}

fn window_ms() -> i64 {
    i64::try_from(FLOOD_WINDOW.as_millis()).expect("ten minutes are few milliseconds")
}

fn number(at: Timestamp) -> i64 {
    at.ms().div_euclid(window_ms())
}

fn start(number: i64) -> Timestamp {
    Timestamp::from_ms(number.saturating_mul(window_ms()))
}
