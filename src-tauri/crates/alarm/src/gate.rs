//! How patiently a condition becomes an alarm, and an alarm ends: counts of readings, then the delays.
//!
//! All of it runs on the time of readings. A deadline that lies before a reading is met before the reading is looked at, and
//! the clock meets it where no reading comes: a stream gives the same alarms whether it is judged as it comes, all at once,
//! or after a stop. At the very moment of a deadline the reading decides.

use std::collections::VecDeque;
use std::time::Duration;

use model::Timestamp;
use serde::{Deserialize, Serialize};

use crate::rule::{Counted, Patience};

/// What is remembered of one condition at one point.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Gate {
    /// Whether it is an alarm.
    active: bool,
    /// Since when it has been the other way round, as far as the counts say.
    turning: Option<Timestamp>,
    seen: Seen,
}

/// How often the condition was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Seen {
    /// The newest verdict.
    Once(bool),
    /// Readings in a row.
    InARow(u16),
    /// The last readings, the newest in the lowest bit.
    OfTheLast(u64),
    /// When it was seen, oldest first; never more than are wanted.
    Within(VecDeque<Timestamp>),
}

impl Default for Seen {
    fn default() -> Self {
        Self::Once(false)
    }
}

/// What passed the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Passed {
    /// It is an alarm since then.
    Raised(Timestamp),
    /// It is none any more since then.
    Returned(Timestamp),
}

impl Gate {
    pub(crate) fn new(counted: Counted) -> Self {
        let seen = match counted {
            Counted::Once => Seen::Once(false),
            Counted::InARow(_) => Seen::InARow(0),
            Counted::OfTheLast { .. } => Seen::OfTheLast(0),
            Counted::Within { .. } => Seen::Within(VecDeque::new()),
        };
        Self { active: false, turning: None, seen }
    }

    pub(crate) const fn is_active(&self) -> bool {
        self.active
    }

    /// Takes what a reading at this time says. Deadlines before it are to be met first, by [`Self::pass`].
    pub(crate) fn read(
        &mut self,
        holds: bool,
        at: Timestamp,
        patience: &Patience,
    ) -> Option<Passed> {
        match (&mut self.seen, patience.counted) {
            (Seen::InARow(run), Counted::InARow(_)) => {
                *run = if holds { run.saturating_add(1) } else { 0 };
            }
            (Seen::OfTheLast(last), Counted::OfTheLast { .. }) => {
                *last = *last << 1 | u64::from(holds);
            }
            (Seen::Within(times), Counted::Within { times: wanted, .. }) => {
                if holds {
                    times.push_back(at);
                }
                while times.len() > usize::from(wanted) {
                    times.pop_front();
                }
            }
            (seen, _) => *seen = Seen::Once(holds),
        }
        self.settle(at, patience)
    }

    /// Takes what the passing of time says, where it says anything: no reading came, so nothing is counted.
    pub(crate) fn pass(
        &mut self,
        holds: Option<bool>,
        at: Timestamp,
        patience: &Patience,
    ) -> Option<Passed> {
        match (&mut self.seen, holds) {
            (Seen::Once(seen), Some(holds)) => *seen = holds,
            (Seen::InARow(run), Some(false)) => *run = 0,
            (Seen::Once(_) | Seen::InARow(_) | Seen::OfTheLast(_) | Seen::Within(_), _) => {}
        }
        self.settle(at, patience)
    }

    /// When something passes though no reading comes; none where nothing is under way.
    pub(crate) fn deadline(&self, patience: &Patience) -> Option<Timestamp> {
        let delay = self.turning.map(|since| since + self.delay(patience));
        let enough = self.active != self.turning.is_some();
        let forgotten = self.forgotten(patience).filter(|_| enough);
        delay.into_iter().chain(forgotten).min()
    }

    /// When what was seen within a time is no longer enough; none where that is not counted or not enough now.
    fn forgotten(&self, patience: &Patience) -> Option<Timestamp> {
        match (&self.seen, patience.counted) {
            (Seen::Within(times), Counted::Within { times: wanted, time })
                if times.len() >= usize::from(wanted) =>
            {
                times.front().map(|oldest| *oldest + time)
            }
            _ => None,
        }
    }

    fn holds(&self, at: Timestamp, patience: &Patience) -> bool {
        match (&self.seen, patience.counted) {
            (Seen::Once(holds), _) => *holds,
            (Seen::InARow(run), Counted::InARow(wanted)) => *run >= wanted,
            (Seen::OfTheLast(last), Counted::OfTheLast { times, of }) => {
                let looked_at = last & (u64::MAX >> (64 - u32::from(of.clamp(1, 64))));
                looked_at.count_ones() >= u32::from(times)
            }
            (Seen::Within(_), Counted::Within { .. }) => {
                self.forgotten(patience).is_some_and(|forgotten| at < forgotten)
            }
            // Counts of a rule that was changed since say nothing.
            (Seen::InARow(_) | Seen::OfTheLast(_) | Seen::Within(_), _) => false,
        }
    }

    /// Begins, ends or completes turning.
    fn settle(&mut self, at: Timestamp, patience: &Patience) -> Option<Passed> {
        if self.holds(at, patience) == self.active {
            self.turning = None;
            return None;
        }
        let since = *self.turning.get_or_insert(at);
        let due = since + self.delay(patience);
        (due <= at).then(|| self.turn(due))
    }

    fn turn(&mut self, at: Timestamp) -> Passed {
        self.turning = None;
        self.active = !self.active;
        if self.active { Passed::Raised(at) } else { Passed::Returned(at) }
    }

    const fn delay(&self, patience: &Patience) -> Duration {
        if self.active { patience.off_delay } else { patience.on_delay }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use proptest::prelude::*;

    use super::*;

    fn patience(counted: Counted, on_s: u64, off_s: u64) -> Patience {
        let (on_delay, off_delay) = (Duration::from_secs(on_s), Duration::from_secs(off_s));
        Patience { counted, on_delay, off_delay, ..Patience::default() }
    }

    fn second(second: i64) -> Timestamp {
        Timestamp::from_ms(second * 1_000)
    }

    fn told(passed: Passed) -> String {
        match passed {
            Passed::Raised(at) => format!("raised@{}", at.ms() / 1_000),
            Passed::Returned(at) => format!("returned@{}", at.ms() / 1_000),
        }
    }

    /// A reading each second, `x` where the condition holds; then as long a silence.
    fn judge(readings: &str, patience: &Patience) -> String {
        let mut gate = Gate::new(patience.counted);
        let mut passed = Vec::new();
        let mut meet = |gate: &mut Gate, before: Timestamp| {
            while let Some(deadline) = gate.deadline(patience).filter(|at| *at < before) {
                passed.extend(gate.pass(None, deadline, patience).map(told));
            }
        };
        let mut read = Vec::new();
        for (place, holds) in (0..).zip(readings.chars()) {
            meet(&mut gate, second(place));
            read.extend(gate.read(holds == 'x', second(place), patience).map(told));
        }
        meet(&mut gate, second(1_000));
        passed.extend(read);
        passed.sort_by_key(|told| told.split_once('@').and_then(|(_, at)| at.parse::<i64>().ok()));
        passed.join(" ")
    }

    #[test]
    fn a_condition_has_to_hold_for_its_on_delay_and_to_be_over_for_its_off_delay() {
        let patience = patience(Counted::Once, 3, 2);
        assert_snapshot!(judge("..xx..", &patience), @"");
        assert_snapshot!(judge("..xxxxx.x...", &patience), @r"raised@5 returned@11");
        assert_snapshot!(judge("..x", &patience), @r"raised@5");
    }

    #[test]
    fn at_the_moment_of_a_deadline_the_reading_decides() {
        assert_snapshot!(judge("x...", &patience(Counted::Once, 1, 0)), @"");
        assert_snapshot!(judge("xx..", &patience(Counted::Once, 1, 0)), @r"raised@1 returned@2");
    }

    #[test]
    fn readings_are_counted_in_a_row_among_the_last_and_within_a_time() {
        let in_a_row = patience(Counted::InARow(3), 0, 0);
        assert_snapshot!(judge("xx.xxx.", &in_a_row), @r"raised@5 returned@6");
        let of_the_last = patience(Counted::OfTheLast { times: 3, of: 5 }, 0, 0);
        assert_snapshot!(judge("x.x.x....", &of_the_last), @r"raised@4 returned@5");
        assert_snapshot!(judge("x..x..x..", &of_the_last), @"");
        let time = Duration::from_secs(4);
        let within = patience(Counted::Within { times: 3, time }, 0, 0);
        assert_snapshot!(judge("x.x.x....", &within), @"");
        assert_snapshot!(judge("x.x.xx.x.xxxx", &within), @r"raised@5 returned@6 raised@7 returned@8 raised@10 returned@14");
    }

    #[test]
    fn counts_and_delays_add_up() {
        assert_snapshot!(judge("xxxx.", &patience(Counted::InARow(2), 2, 1)), @r"raised@3 returned@5");
        let time = Duration::from_secs(4);
        let within = patience(Counted::Within { times: 2, time }, 6, 0);
        assert_snapshot!(judge("xx", &within), @"");
    }

    fn counted() -> impl Strategy<Value = Counted> {
        let time = (1..20_u64).prop_map(Duration::from_secs);
        prop_oneof![
            Just(Counted::Once),
            (1..5_u16).prop_map(Counted::InARow),
            (1..5_u8, 5..9_u8).prop_map(|(times, of)| Counted::OfTheLast { times, of }),
            (1..5_u8, time).prop_map(|(times, time)| Counted::Within { times, time }),
        ]
    }

    proptest! {
        #[test]
        fn raising_and_returning_take_turns_in_the_order_of_time(
            holds in prop::collection::vec(any::<bool>(), 0..80),
            counted in counted(),
            delays in (0..8_u64, 0..8_u64),
        ) {
            let patience = patience(counted, delays.0, delays.1);
            let mut gate = Gate::new(counted);
            let mut passed = Vec::new();
            for (place, holds) in (0..).zip(holds) {
                let at = second(place);
                while let Some(deadline) = gate.deadline(&patience).filter(|due| *due < at) {
                    passed.extend(gate.pass(None, deadline, &patience));
                    prop_assert!(gate.deadline(&patience) != Some(deadline), "met once");
                }
                passed.extend(gate.read(holds, at, &patience));
            }
            let mut before = Timestamp::MIN;
            for (place, passed) in passed.into_iter().enumerate() {
                let (at, raised) = match passed {
                    Passed::Raised(at) => (at, true),
                    Passed::Returned(at) => (at, false),
                };
                prop_assert!(raised == (place % 2 == 0) && at >= before);
                before = at;
            }
        }
    }
}
