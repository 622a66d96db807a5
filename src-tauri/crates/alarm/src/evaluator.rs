//! Judges readings: which conditions became alarms, and which are over.
//!
//! A rule and a point it is for make a *watch*: what the rule's checks and its patience remember of the point. A reading is
//! looked at by the watches of its point and by those whose checks refer to it, and by no others; where no reading comes, a
//! queue of deadlines says which watch has something to say ([`Evaluator::pass`]). What a watch finds is a [`Change`]; where
//! its alarm stands then is for [`Standing`](crate::Standing) to say.
//!
//! A watch lives on the time of the readings. A reading older than its point's newest changes nothing here: it is counted.
//! Where the clock has come so far that a change lies behind a reading's own time, the reading counts from its arrival.

use std::collections::BTreeSet;

use chrono_tz::Tz;
use model::{PointId, Quality, Reading, Timestamp, Value};
use rustc_hash::FxHashMap;

use crate::check::{Known, Sight, Trace};
use crate::condition::{Check, Condition};
use crate::gate::{Gate, Passed};
use crate::limits::LATE_AFTER;
use crate::rule::{Patience, Rule};

#[cfg(test)]
mod tests;

/// A rule, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub i64);

/// A rule at one of its points.
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    /// Which rule.
    pub rule: RuleId,
    /// At which point.
    pub point: PointId,
    /// What each of the rule's checks refers to there, in their order. Missing ones refer to nothing.
    pub checks: Vec<Bound>,
}

/// What a check refers to at one point.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Bound {
    /// The other point, where the check names one and it is there.
    pub other: Option<PointId>,
    /// The point's own limit of the check's level, in the point's unit, where it has one.
    pub own_limit: Option<f64>,
}

/// Now, twice: as the wall clock says, and as a clock that never jumps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The wall clock.
    pub wall: Timestamp,
    /// Milliseconds of a clock that only goes forward, from any beginning.
    pub steady_ms: i64,
}

/// A condition that became an alarm, or is over.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Whose rule.
    pub rule: RuleId,
    /// At which point.
    pub point: PointId,
    /// Whether it became an alarm.
    pub active: bool,
    /// When: its delays and its counts were met then.
    pub at: Timestamp,
    /// What the point said then.
    pub value: Option<Value>,
    /// The first limit among its checks, where there is one.
    pub limit: Option<f64>,
    /// Whether it follows from readings that came late: history, which calls nobody by itself.
    pub late: bool,
}

/// All rules at all their points.
#[derive(Debug)]
pub struct Evaluator {
    zone: Tz,
    rules: Vec<Judged>,
    watches: Vec<Watch>,
    /// Where a point's knowledge is.
    places: FxHashMap<PointId, usize>,
    known: Vec<Known>,
    /// The watches that look at each point.
    lookers: Vec<Vec<u32>>,
    /// Deadlines by the steady clock: one for each watch at most, its next one or an earlier one.
    due: BTreeSet<(i64, u32)>,
    out_of_order: u64,
}

/// What of a rule is judged by.
#[derive(Debug)]
struct Judged {
    id: RuleId,
    condition: Condition,
    /// Those of the condition, in its order.
    checks: Vec<Check>,
    patience: Patience,
}

/// One rule at one point.
#[derive(Debug)]
struct Watch {
    rule: u32,
    point: PointId,
    own: u32,
    checks: Box<[Watched]>,
    gate: Gate,
    /// The time of its newest reading, and what the steady clock said then.
    heard: (Timestamp, i64),
    /// How far it is judged.
    judged: Timestamp,
    /// Its last change.
    changed: Timestamp,
    /// Whether its newest reading came late.
    late: bool,
    /// The deadline that is queued, if any, by the steady clock.
    queued: i64,
}

/// One check of a watch.
#[derive(Debug)]
struct Watched {
    trace: Trace,
    other: Option<u32>,
    own_limit: Option<f64>,
}

const NOT_QUEUED: i64 = i64::MAX;

impl Evaluator {
    /// Rules at their points, nothing heard yet. A binding to a rule that is not among them is left out.
    #[must_use]
    pub fn new(
        zone: Tz,
        rules: &[(RuleId, Rule)],
        bindings: impl IntoIterator<Item = Binding>,
        now: Moment,
    ) -> Self {
        let judged = |(id, rule): &(RuleId, Rule)| Judged {
            id: *id,
            condition: rule.condition.clone(),
            checks: rule.condition.checks().cloned().collect(),
            patience: rule.patience,
        };
        let mut evaluator = Self {
            zone,
            rules: rules.iter().map(judged).collect(),
            watches: Vec::new(),
            places: FxHashMap::default(),
            known: Vec::new(),
            lookers: Vec::new(),
            due: BTreeSet::new(),
            out_of_order: 0,
        };
        let numbers: FxHashMap<RuleId, usize> =
            rules.iter().enumerate().map(|(number, (id, _))| (*id, number)).collect();
        for binding in bindings {
            if let Some(rule) = numbers.get(&binding.rule) {
                evaluator.watch(*rule, &binding, now);
            }
        }
        evaluator
    }

    /// Judges readings in the order of their times, and says what changed.
    pub fn judge(&mut self, readings: &[Reading], now: Moment, changes: &mut Vec<Change>) {
        for reading in readings {
            let Some(place) = self.places.get(&reading.point).copied() else { continue };
            if self.known[place].time.is_some_and(|newest| reading.time < newest) {
                self.out_of_order += 1;
                continue;
            }
            // Until now the point said what it said before.
            for looker in 0..self.lookers[place].len() {
                self.catch_up(self.lookers[place][looker], reading, changes);
            }
            self.known[place] = Known {
                value: is_usable(reading.quality).then(|| reading.value.clone()),
                time: Some(reading.time),
            };
            for looker in 0..self.lookers[place].len() {
                self.hear(self.lookers[place][looker], place, reading, now, changes);
            }
        }
    }

    /// Meets the deadlines that have come, and says what changed.
    pub fn pass(&mut self, now: Moment, changes: &mut Vec<Change>) {
        while let Some((due, number)) = self.due.first().copied() {
            if due > now.steady_ms {
                break;
            }
            self.due.pop_first();
            let watch = &mut self.watches[index(number)];
            watch.queued = NOT_QUEUED;
            let (heard, steady_ms) = watch.heard;
            let come = heard.ms().saturating_add(now.steady_ms.saturating_sub(steady_ms).max(0));
            // The moment itself is met too: the next reading has not come.
            self.meet(number, Timestamp::from_ms(come.saturating_add(1)), changes);
            self.queue(number);
        }
    }

    /// When [`Self::pass`] has something to do next, by the steady clock; none where no watch waits for anything.
    #[must_use]
    pub fn next_due_ms(&self) -> Option<i64> {
        self.due.first().map(|(due, _)| *due)
    }

    /// The conditions that are alarms now, whatever sets them aside.
    pub fn active(&self) -> impl Iterator<Item = (RuleId, PointId)> + use<'_> {
        let active = self.watches.iter().filter(|watch| watch.gate.is_active());
        active.map(|watch| (self.rules[index(watch.rule)].id, watch.point))
    }

    /// Readings that were older than their point's newest, and changed nothing.
    #[must_use]
    pub const fn out_of_order(&self) -> u64 {
        self.out_of_order
    }

    fn watch(&mut self, rule: usize, binding: &Binding, now: Moment) {
        let count = number(self.watches.len());
        let own = self.place(binding.point);
        let mut looked_at = vec![own];
        let mut checks = Vec::with_capacity(self.rules[rule].checks.len());
        for place in 0..self.rules[rule].checks.len() {
            let bound = binding.checks.get(place).copied().unwrap_or_default();
            let other = bound.other.map(|point| self.place(point));
            looked_at.extend(other);
            let trace = Trace::new(&self.rules[rule].checks[place], now.wall);
            checks.push(Watched { trace, other, own_limit: bound.own_limit });
        }
        looked_at.sort_unstable();
        looked_at.dedup();
        for place in looked_at {
            self.lookers[index(place)].push(count);
        }
        self.watches.push(Watch {
            rule: number(rule),
            point: binding.point,
            own,
            checks: checks.into_boxed_slice(),
            gate: Gate::new(self.rules[rule].patience.counted),
            heard: (now.wall, now.steady_ms),
            judged: now.wall,
            changed: Timestamp::MIN,
            late: false,
            queued: NOT_QUEUED,
        });
        self.queue(count);
    }

    fn place(&mut self, point: PointId) -> u32 {
        let next = self.known.len();
        let place = *self.places.entry(point).or_insert(next);
        if place == next {
            self.known.push(Known::default());
            self.lookers.push(Vec::new());
        }
        number(place)
    }

    /// Brings a watch to the time of a reading that it is about to look at.
    fn catch_up(&mut self, number: u32, reading: &Reading, changes: &mut Vec<Change>) {
        let watch = &mut self.watches[index(number)];
        watch.late = reading.received.since(reading.time) > LATE_AFTER;
        let before = watch.time_of(reading);
        self.meet(number, before, changes);
    }

    /// Has a watch look at a reading of its point, or of one that it refers to.
    fn hear(
        &mut self,
        number: u32,
        place: usize,
        reading: &Reading,
        now: Moment,
        changes: &mut Vec<Change>,
    ) {
        let watch = &mut self.watches[index(number)];
        let rule = &self.rules[index(watch.rule)];
        let at = watch.time_of(reading);
        watch.heard = (at, now.steady_ms);
        watch.judged = at;
        let is_own = index(watch.own) == place;
        if is_own {
            watch.note(rule, &self.known[place], at);
        }
        let passed = match watch.verdict(rule, &self.known, self.zone, at) {
            Some(holds) if is_own => watch.gate.read(holds, at, &rule.patience),
            verdict => watch.gate.pass(verdict, at, &rule.patience),
        };
        changes.extend(passed.map(|passed| watch.change(rule, passed, &self.known, self.zone)));
        self.queue(number);
    }

    /// Meets the deadlines of a watch that lie before a time.
    fn meet(&mut self, number: u32, before: Timestamp, changes: &mut Vec<Change>) {
        let watch = &mut self.watches[index(number)];
        let rule = &self.rules[index(watch.rule)];
        while let Some(due) = watch.deadline(rule, self.zone).filter(|due| *due < before) {
            watch.judged = watch.judged.max(due);
            let verdict = watch.verdict(rule, &self.known, self.zone, due);
            let passed = watch.gate.pass(verdict, due, &rule.patience);
            changes.extend(passed.map(|passed| watch.change(rule, passed, &self.known, self.zone)));
        }
    }

    /// Queues the next deadline of a watch, unless an earlier one is queued: when that comes, it is looked at again.
    fn queue(&mut self, number: u32) {
        let watch = &mut self.watches[index(number)];
        let rule = &self.rules[index(watch.rule)];
        let Some(due) = watch.deadline(rule, self.zone) else { return };
        let (heard, steady_ms) = watch.heard;
        let due = steady_ms.saturating_add(due.ms().saturating_sub(heard.ms()).max(0));
        if due < watch.queued {
            self.due.remove(&(watch.queued, number));
            self.due.insert((due, number));
            watch.queued = due;
        }
    }
}

impl Watch {
    /// The time that a reading counts from here.
    fn time_of(&self, reading: &Reading) -> Timestamp {
        if reading.time < self.changed {
            reading.received.max(self.changed)
        } else {
            reading.time.max(self.heard.0)
        }
    }

    /// Takes note of a reading of its own point.
    fn note(&mut self, rule: &Judged, own: &Known, at: Timestamp) {
        for (watched, check) in self.checks.iter_mut().zip(&rule.checks) {
            watched.trace.heard(check, own.value.as_ref(), at);
        }
    }

    /// What the condition says at a time. All of its checks look, because what they remember is of all times.
    fn verdict(&mut self, rule: &Judged, known: &[Known], zone: Tz, at: Timestamp) -> Option<bool> {
        let own = &known[index(self.own)];
        let deadband = rule.patience.deadband;
        let mut looked = self.checks.iter_mut().zip(&rule.checks).map(|(watched, check)| {
            let other = watched.other.map(|place| &known[index(place)]);
            let sight = Sight { own, other, own_limit: watched.own_limit, deadband, zone };
            watched.trace.verdict(check, sight, at)
        });
        rule.condition.verdict(&mut || looked.next().flatten())
    }

    /// When the watch has something to say though no reading comes.
    fn deadline(&self, rule: &Judged, zone: Tz) -> Option<Timestamp> {
        let checks = self.checks.iter().zip(&rule.checks);
        let checks =
            checks.filter_map(|(watched, check)| watched.trace.deadline(check, self.judged, zone));
        checks.chain(self.gate.deadline(&rule.patience)).min()
    }

    fn change(&mut self, rule: &Judged, passed: Passed, known: &[Known], zone: Tz) -> Change {
        let (active, at) = match passed {
            Passed::Raised(at) => (true, at),
            Passed::Returned(at) => (false, at),
        };
        self.changed = self.changed.max(at);
        let own = &known[index(self.own)];
        let limit = self.checks.iter().zip(&rule.checks).find_map(|(watched, check)| {
            let other = watched.other.map(|place| &known[index(place)]);
            let deadband = rule.patience.deadband;
            Sight { own, other, own_limit: watched.own_limit, deadband, zone }.limit(check, at)
        });
        let value = own.value.clone();
        let late = self.late;
        Change { rule: rule.id, point: self.point, active, at: self.changed, value, limit, late }
    }
}

const fn is_usable(quality: Quality) -> bool {
    match quality {
        Quality::Good | Quality::Uncertain | Quality::Substituted => true,
        Quality::Stale | Quality::Bad => false,
    }
}

fn number(place: usize) -> u32 {
    u32::try_from(place).expect("there are fewer watches and points than u32 counts")
}

const fn index(number: u32) -> usize {
    number as usize
}
