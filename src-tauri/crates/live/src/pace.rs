//! How often a point reports, learned from the gaps between its receipts.
//!
//! Knows nothing of values, devices or staleness. 72 bytes a point.

use std::time::Duration;

use crate::limits::{
    CALM_GAPS, EARLY_DIVISOR, GAP_MIN_MS, GAPS_MAX, GAPS_MIN, STALE_INTERVALS, SURPRISES_MAX,
};

/// How a point reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Habit {
    /// How often: the median of its last gaps.
    pub interval: Duration,
    /// The longest silence that it broke by itself.
    pub longest: Duration,
    /// Whether it reports when something changes rather than at a pace.
    pub on_change: bool,
}

/// What a point's habit is learned from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pace {
    /// The last gaps in milliseconds, a ring.
    gaps: [u32; GAPS_MAX],
    /// The median of them, or what was restored; 0 while nothing is known.
    interval: u32,
    /// The longest gap since the last calm.
    longest: u32,
    /// When the present run of early receipts began.
    early_since: i64,
    /// Gaps since the last surprise.
    calm: u16,
    held: u8,
    next: u8,
    /// Length of the present run of early receipts.
    early: u8,
    /// Silences of more than three intervals that the point broke by itself.
    surprises: u8,
    /// Whether the gaps are near enough to their median.
    uneven: bool,
}

impl Pace {
    /// Starts from a habit that was learned before.
    pub(crate) fn restored(habit: Habit) -> Self {
        let surprises = if habit.on_change { SURPRISES_MAX } else { 0 };
        Self {
            interval: short_ms(habit.interval),
            longest: short_ms(habit.longest),
            surprises,
            ..Self::default()
        }
    }

    /// What was learned, once enough was.
    pub(crate) fn habit(&self) -> Option<Habit> {
        (self.interval > 0).then(|| Habit {
            interval: Duration::from_millis(self.interval.into()),
            longest: Duration::from_millis(self.longest.into()),
            on_change: self.on_change(),
        })
    }

    /// The learned interval in milliseconds.
    pub(crate) fn interval_ms(&self) -> Option<i64> {
        (self.interval > 0).then(|| i64::from(self.interval))
    }

    /// The longest silence the point broke by itself, in milliseconds.
    pub(crate) fn longest_ms(&self) -> i64 {
        i64::from(self.longest)
    }

    /// Whether the point reports when something changes rather than at a pace.
    pub(crate) fn on_change(&self) -> bool {
        self.uneven || self.surprises >= SURPRISES_MAX
    }

    /// Learns from two receipts that followed each other, `told_ms` apart by their own times.
    pub(crate) fn learn(&mut self, before_ms: i64, received_ms: i64, told_ms: i64) {
        let gap = received_ms.saturating_sub(before_ms);
        if gap < GAP_MIN_MS || gap < told_ms / 2 {
            return;
        }
        if self.is_early(gap) {
            self.note_early(before_ms, received_ms);
            if self.early > 0 {
                return;
            }
        } else {
            self.early = 0;
        }
        self.note_surprise(gap);
        self.push(u32::try_from(gap).unwrap_or(u32::MAX));
    }

    fn is_early(&self, gap: i64) -> bool {
        self.interval_ms().is_some_and(|interval| gap < interval / EARLY_DIVISOR)
    }

    /// Counts an early receipt; after a long enough run of them forgets the old pace.
    fn note_early(&mut self, before_ms: i64, received_ms: i64) {
        if self.early == 0 {
            self.early_since = before_ms;
        }
        self.early = self.early.saturating_add(1);
        let lasted = received_ms.saturating_sub(self.early_since);
        let needed = i64::from(STALE_INTERVALS) * i64::from(self.interval);
        if usize::from(self.early) >= GAPS_MAX && lasted >= needed {
            *self = Self::default();
        }
    }

    fn note_surprise(&mut self, gap: i64) {
        let surprised =
            self.interval_ms().is_some_and(|interval| gap > i64::from(STALE_INTERVALS) * interval);
        if surprised {
            self.surprises = self.surprises.saturating_add(1);
            self.calm = 0;
            return;
        }
        self.calm = self.calm.saturating_add(1);
        if self.calm == CALM_GAPS {
            self.surprises = 0;
            self.longest = self.known().iter().copied().max().unwrap_or(0);
        }
    }

    fn push(&mut self, gap: u32) {
        self.longest = self.longest.max(gap);
        self.gaps[usize::from(self.next)] = gap;
        self.next = if usize::from(self.next) + 1 == GAPS_MAX { 0 } else { self.next + 1 };
        if usize::from(self.held) < GAPS_MAX {
            self.held += 1;
        }
        if usize::from(self.held) >= GAPS_MIN {
            self.settle();
        }
    }

    fn known(&self) -> &[u32] {
        &self.gaps[..usize::from(self.held)]
    }

    /// Takes the median of the gaps and judges how near they are to it.
    fn settle(&mut self) {
        let mut sorted = self.gaps;
        let sorted = &mut sorted[..usize::from(self.held)];
        sorted.sort_unstable();
        let median = sorted[sorted.len() / 2];
        let near = (median / 2)..=median.saturating_add(median / 2);
        let near = sorted.iter().filter(|gap| near.contains(gap)).count();
        self.interval = median;
        self.uneven = near * 6 < sorted.len() * 5;
    }
}

fn short_ms(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}
