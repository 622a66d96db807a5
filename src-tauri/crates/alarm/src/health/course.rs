//! The course of one alarm through the journal: when it was before the operator, how long, and how it behaved.

use std::sync::Arc;
use std::time::Duration;

use model::{TimeRange, Timestamp};

use crate::journal::Entry;
use crate::limits::{CHATTER_ABOVE, CHATTER_WINDOW, FLEETING_WITHIN, STALE_AFTER};
use crate::standing::{State, TransitionKind};

/// What is remembered of an alarm; its names are those of its newest line.
#[derive(Debug, Clone)]
pub(super) struct Course {
    pub(super) rule: Arc<str>,
    pub(super) code: Arc<str>,
    /// How often it came before the operator in the range.
    pub(super) times: u64,
    /// How often of these it was one too many within a minute.
    pub(super) chattered: u64,
    /// How often of these it was over at once.
    pub(super) fleeted: u64,
    /// The longest it was active within the range without a break, once that was too long.
    pub(super) stale: Option<Duration>,
    /// When it last came before the operator in the range, newest first.
    newest: [Option<Timestamp>; CHATTER_ABOVE],
    /// What became of its condition.
    occurrence: Occurrence,
    /// Since when it stands active before the operator.
    active: Option<Timestamp>,
    /// Since when it waits before the operator to be acknowledged.
    waiting: Option<Timestamp>,
}

/// The last time its condition held.
#[derive(Debug, Clone, Copy)]
enum Occurrence {
    /// It is over, or its beginning is not in the lines that were read.
    None,
    /// It was raised while it was set aside, and nobody was told.
    Unseen,
    /// It came before the operator then.
    Presented(Timestamp),
}

/// What a line means for the figures.
pub(super) struct Step {
    /// The alarm comes before the operator, as one that was not there.
    pub(super) presented: bool,
    /// An operator acknowledged it, after this long.
    pub(super) waited: Option<Duration>,
}

impl Course {
    /// The course of an alarm of which no line was read yet.
    pub(super) fn of(entry: &Entry) -> Self {
        Self {
            rule: Arc::clone(&entry.rule),
            code: Arc::clone(&entry.code),
            times: 0,
            chattered: 0,
            fleeted: 0,
            stale: None,
            newest: [None; CHATTER_ABOVE],
            occurrence: Occurrence::None,
            active: None,
            waiting: None,
        }
    }

    /// Goes on with the next line of this alarm; what happens outside the range moves it and is not counted.
    pub(super) fn read(&mut self, entry: &Entry, range: TimeRange) -> Step {
        self.rule.clone_from(&entry.rule);
        self.code.clone_from(&entry.code);
        let within = range.contains(entry.time);
        let active = matches!(entry.state, State::ActiveUnacknowledged | State::ActiveAcknowledged);
        if entry.kind == TransitionKind::Raised {
            self.occurrence = Occurrence::Unseen;
        }
        let presented = active && matches!(self.occurrence, Occurrence::Unseen);
        if presented {
            self.occurrence = Occurrence::Presented(entry.time);
            if within {
                self.present(entry.time);
            }
        }
        if is_over(entry.kind) {
            self.over(entry.time, range);
        }
        if active {
            self.active.get_or_insert(entry.time);
        } else if let Some(since) = self.active.take() {
            self.stale = self.stale.max(stale(since, entry.time, range));
        }
        Step { presented, waited: self.wait(entry) }
    }

    /// How long it has been active at the end of the range, where that is too long.
    pub(super) fn standing(&self, end: Timestamp) -> Option<Duration> {
        self.active.map(|since| end.since(since)).filter(|active| *active > STALE_AFTER)
    }

    fn present(&mut self, at: Timestamp) {
        self.times += 1;
        let too_many =
            self.newest[CHATTER_ABOVE - 1].is_some_and(|at_first| at_first + CHATTER_WINDOW > at);
        self.chattered += u64::from(too_many);
        self.newest.rotate_right(1);
        self.newest[0] = Some(at);
    }

    fn over(&mut self, at: Timestamp, range: TimeRange) {
        if let Occurrence::Presented(since) = self.occurrence
            && range.contains(since)
        {
            self.fleeted += u64::from(at.since(since) <= FLEETING_WITHIN);
        }
        self.occurrence = Occurrence::None;
    }

    /// Follows how long the alarm waits; how long it had waited, where this line acknowledges it. What is set aside no longer
    /// waits, and begins anew when it is back.
    fn wait(&mut self, entry: &Entry) -> Option<Duration> {
        if entry.kind == TransitionKind::Acknowledged {
            return self.waiting.take().map(|since| entry.time.since(since));
        }
        match entry.state {
            State::ActiveUnacknowledged | State::ReturnedUnacknowledged => {
                self.waiting.get_or_insert(entry.time);
            }
            State::Latched => {}
            State::Normal
            | State::ActiveAcknowledged
            | State::Shelved
            | State::Suppressed
            | State::OutOfService => self.waiting = None,
        }
        None
    }
}

const fn is_over(kind: TransitionKind) -> bool {
    matches!(kind, TransitionKind::Returned | TransitionKind::Cleared | TransitionKind::Latched)
}

/// How long an alarm was active until its end, where that was too long at some moment of the range.
fn stale(since: Timestamp, end: Timestamp, range: TimeRange) -> Option<Duration> {
    let active = end.since(since);
    (active > STALE_AFTER && end > range.from()).then_some(active)
}
