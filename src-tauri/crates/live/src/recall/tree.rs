//! The levels of one connection's topics, each with what came below it.

use std::collections::BTreeMap;

use model::Timestamp;

use crate::limits::{RATE_SECONDS, RECALL_LEVELS_MAX};

const ROOT: u32 = 0;

/// Levels, as a tree.
#[derive(Debug)]
pub(super) struct Tree {
    levels: Vec<Level>,
}

/// One level of some topics.
#[derive(Debug, Default)]
pub(super) struct Level {
    parent: u32,
    children: BTreeMap<Box<str>, u32>,
    /// Topics at this level and below.
    topics: u32,
    messages: u64,
    rate: Rate,
    newest: Option<Timestamp>,
}

/// Messages of the last seconds.
#[derive(Debug, Default)]
struct Rate {
    /// The second of the newest message.
    second: i64,
    counts: [u32; RATE_SECONDS + 1],
}

impl Default for Tree {
    fn default() -> Self {
        Self { levels: vec![Level::default()] }
    }
}

impl Tree {
    /// Makes the levels of a topic that is new; none where there are too many levels.
    pub(super) fn add(&mut self, topic: &str) -> Option<u32> {
        let names = topic.split('/');
        let missing = names.clone().count() - self.known(topic);
        if self.levels.len() + missing > RECALL_LEVELS_MAX {
            return None;
        }
        let mut at = ROOT;
        self.levels[0].topics += 1;
        for name in names {
            let next = match self.levels[at as usize].children.get(name) {
                Some(next) => *next,
                None => self.grow(at, name)?,
            };
            at = next;
            self.levels[at as usize].topics += 1;
        }
        Some(at)
    }

    /// Counts a message at a level and at all above it.
    pub(super) fn count(&mut self, level: u32, received: Timestamp) {
        let second = received.ms().div_euclid(1_000);
        let mut at = level;
        loop {
            let level = &mut self.levels[at as usize];
            level.messages += 1;
            level.rate.count(second);
            level.newest = level.newest.max(Some(received));
            if at == ROOT {
                return;
            }
            at = level.parent;
        }
    }

    /// The level at a place, such as `site/ahu`; the root where there is no place.
    pub(super) fn at(&self, place: Option<&str>) -> Option<&Level> {
        let mut level = &self.levels[ROOT as usize];
        for name in place.into_iter().flat_map(|place| place.split('/')) {
            level = self.child(level, name)?;
        }
        Some(level)
    }

    /// The levels right below one, by name.
    pub(super) fn children<'a>(
        &'a self,
        level: &'a Level,
    ) -> impl Iterator<Item = (&'a str, &'a Level)> {
        level.children.iter().map(|(name, child)| (&**name, &self.levels[*child as usize]))
    }

    fn child(&self, level: &Level, name: &str) -> Option<&Level> {
        level.children.get(name).map(|child| &self.levels[*child as usize])
    }

    /// How many levels of a topic are known already.
    fn known(&self, topic: &str) -> usize {
        let mut level = &self.levels[ROOT as usize];
        let mut known = 0;
        for name in topic.split('/') {
            let Some(next) = self.child(level, name) else { break };
            level = next;
            known += 1;
        }
        known
    }

    fn grow(&mut self, parent: u32, name: &str) -> Option<u32> {
        let place = u32::try_from(self.levels.len()).ok()?;
        self.levels.push(Level { parent, ..Level::default() });
        self.levels[parent as usize].children.insert(name.into(), place);
        Some(place)
    }
}

impl Level {
    /// Topics at this level and below.
    pub(super) fn topics(&self) -> u32 {
        self.topics
    }

    /// Messages on them in this run.
    pub(super) fn messages(&self) -> u64 {
        self.messages
    }

    /// When the newest of them came.
    pub(super) fn newest(&self) -> Option<Timestamp> {
        self.newest
    }

    /// Whether there are levels below.
    pub(super) fn has_children(&self) -> bool {
        !self.children.is_empty()
    }

    /// Messages a second over the last ten whole seconds.
    pub(super) fn per_second(&self, now: Timestamp) -> f64 {
        self.rate.per_second(now.ms().div_euclid(1_000))
    }
}

impl Rate {
    fn count(&mut self, second: i64) {
        let ahead = second - self.second;
        let slots = self.counts.len();
        if ahead.unsigned_abs() >= slots as u64 {
            // A pause, or a clock that was set: what was counted lies outside the window.
            self.counts.fill(0);
            self.second = second;
        } else if ahead > 0 {
            for past in self.second + 1..=second {
                self.counts[slot(past, slots)] = 0;
            }
            self.second = second;
        }
        let count = &mut self.counts[slot(second, slots)];
        *count = count.saturating_add(1);
    }

    #[expect(clippy::cast_precision_loss, reason = "ten seconds")]
    fn per_second(&self, now: i64) -> f64 {
        let slots = self.counts.len();
        let oldest = (self.second + 1).saturating_sub_unsigned(slots as u64);
        let seen = now.saturating_sub_unsigned(RATE_SECONDS as u64)..now;
        let counted = seen.filter(|second| (oldest..=self.second).contains(second));
        let sum: u64 = counted.map(|second| u64::from(self.counts[slot(second, slots)])).sum();
        let sum = u32::try_from(sum).unwrap_or(u32::MAX);
        f64::from(sum) / RATE_SECONDS as f64
    }
}

fn slot(second: i64, slots: usize) -> usize {
    usize::try_from(second.rem_euclid(i64::try_from(slots).unwrap_or(i64::MAX))).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(messages: &[i64], now: i64) -> f64 {
        let mut rate = Rate::default();
        for second in messages {
            rate.count(*second);
        }
        rate.per_second(now) * 10.0
    }

    #[test]
    fn the_rate_is_that_of_the_last_ten_whole_seconds() {
        let steady: Vec<i64> = (100..200).collect();
        assert!((rate(&steady, 200) - 10.0).abs() < 1e-9);
        assert!((rate(&steady, 205) - 5.0).abs() < 1e-9, "silent for five seconds");
        assert!(rate(&steady, 210) < 1e-9);
        assert!(rate(&[100, 100, 100], 100) < 1e-9, "the second is not over yet");
        assert!((rate(&[100, 100, 99], 101) - 3.0).abs() < 1e-9, "a second late");
    }

    #[test]
    fn a_clock_that_is_set_costs_the_window_and_no_more() {
        assert!((rate(&[1_000, 1_000, 10], 11) - 1.0).abs() < 1e-9);
        assert!((rate(&[10, 10, 1_000], 1_001) - 1.0).abs() < 1e-9);
        assert!(rate(&[i64::MAX / 2_000], 5) < 1e-9);
    }
}
