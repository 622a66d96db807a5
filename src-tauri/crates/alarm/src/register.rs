//! Every alarm of a site and where it stands: what the judging found and what operators did, one move after the other.
//!
//! An alarm is one rule at one point; it has its number from the first time it was heard of. Whatever moves it comes out as a
//! [`Transition`], which says all that the journal keeps of it: [`Register::restore`] makes the same register of them again.
//! A shelf always ends, and no later than [`SHELF_MAX`] from now, whatever the clock does meanwhile.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use model::{PointId, Priority, Timestamp, Value};
use thiserror::Error;

use crate::evaluator::{Change, RuleId};
use crate::journal::AlarmNumber;
use crate::limits::{NOTE_BYTES_MAX, SHELF_MAX, SHELF_MIN};
use crate::rule::Rule;
use crate::standing::{Illegal, Move, Resetting, Standing, State, TransitionKind};

#[cfg(test)]
mod tests;

/// One rule at one point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AlarmKey {
    /// The rule.
    pub rule: RuleId,
    /// The point.
    pub point: PointId,
}

/// An alarm and what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Alarm {
    /// Its number.
    pub number: AlarmNumber,
    /// Where it stands.
    pub standing: Standing,
    /// When it was raised last.
    pub raised: Option<Timestamp>,
    /// How often it was raised since it was last normal.
    pub count: u32,
    /// What the point said when it was raised last.
    pub value: Option<Value>,
    /// The limit of that moment.
    pub limit: Option<f64>,
    /// Who has seen it, since it was raised last.
    pub acknowledged_by: Option<Arc<str>>,
    /// Until when it is shelved, while it is.
    pub shelved_until: Option<Timestamp>,
    /// The newest note since it was last normal.
    pub note: Option<Arc<str>>,
}

/// One move of an alarm, or a note: what the journal keeps.
#[derive(Debug, Clone, PartialEq)]
pub struct Transition {
    /// Which alarm.
    pub alarm: AlarmNumber,
    /// Its rule and its point.
    pub key: AlarmKey,
    /// What happened.
    pub kind: TransitionKind,
    /// Where it stands now.
    pub state: State,
    /// When: in the time of the readings where they moved it, else by the clock.
    pub at: Timestamp,
    /// What the point said, where a reading moved it.
    pub value: Option<Value>,
    /// The limit, where a reading moved it and the condition has one.
    pub limit: Option<f64>,
    /// Who did it, where an operator did.
    pub operator: Option<Arc<str>>,
    /// What they wrote.
    pub note: Option<Arc<str>>,
    /// Until when it is shelved, where it was shelved.
    pub shelved_until: Option<Timestamp>,
    /// Whether it is history: readings came late.
    pub late: bool,
}

/// What an operator does to an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Says that they have seen it.
    Acknowledge,
    /// Lets a latched alarm go.
    Reset,
    /// Sets it aside for so long, at least a minute and at most a day.
    Shelve(Duration),
    /// Takes it from the shelf.
    Unshelve,
    /// Takes it out for maintenance.
    TakeOut,
    /// Puts it back.
    PutBack,
    /// Writes a note.
    Note,
}

/// Who acts, and what they write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Who.
    pub operator: Arc<str>,
    /// What they write.
    pub note: Option<Arc<str>>,
}

/// Why nothing was done.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ActError {
    /// There is no such alarm.
    #[error("there is no alarm {}", number.0)]
    Unknown {
        /// Its number.
        number: AlarmNumber,
    },
    /// It cannot make that move where it stands.
    #[error(transparent)]
    Illegal(#[from] Illegal),
    /// A shelf is too short or too long.
    #[error("an alarm is shelved for at least 1 minute and at most 24 hours")]
    Shelf,
    /// What sets an alarm aside takes a reason, and so does everything that is done to an alarm of this priority.
    #[error("write why: that is asked for here")]
    NoteMissing,
    /// The note is too long.
    #[error("the note has {bytes} bytes, and may have {NOTE_BYTES_MAX}")]
    LongNote {
        /// How many it has.
        bytes: usize,
    },
}

/// Every alarm of a site.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Register {
    alarms: BTreeMap<AlarmKey, Alarm>,
    keys: BTreeMap<AlarmNumber, AlarmKey>,
    rules: BTreeMap<RuleId, Manner>,
    /// From this priority on everything that an operator does takes a note.
    notes_from: Option<Priority>,
}

/// What of a rule its alarms go by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Manner {
    priority: Priority,
    resetting: Resetting,
}

impl Register {
    /// A register of these rules, in which nothing was raised yet.
    #[must_use]
    pub fn new(rules: &[(RuleId, Rule)], notes_from: Option<Priority>) -> Self {
        let manner = |rule: &Rule| Manner { priority: rule.priority, resetting: rule.resetting };
        let rules = rules.iter().map(|(id, rule)| (*id, manner(rule))).collect();
        Self { rules, notes_from, ..Self::default() }
    }

    /// The alarm of a rule at a point, where it was ever raised or set aside.
    #[must_use]
    pub fn get(&self, key: AlarmKey) -> Option<&Alarm> {
        self.alarms.get(&key)
    }

    /// All alarms that are not normal.
    pub fn open(&self) -> impl Iterator<Item = (AlarmKey, &Alarm)> {
        let open = |alarm: &&Alarm| alarm.standing.state() != State::Normal;
        self.alarms.iter().filter(move |(_, alarm)| open(alarm)).map(|(key, alarm)| (*key, alarm))
    }

    /// Takes what the judging found. What it found before moves nothing: a change is taken once.
    pub fn take(&mut self, change: &Change) -> Option<Transition> {
        let key = AlarmKey { rule: change.rule, point: change.point };
        let step = if change.active { Move::Raise } else { Move::Return };
        let mut transition = self.go(key, step).ok()?;
        transition.at = change.at;
        transition.value.clone_from(&change.value);
        transition.limit = change.limit;
        transition.late = change.late;
        self.note_down(&transition);
        Some(transition)
    }

    /// Has logic set an alarm aside, or end that.
    ///
    /// # Errors
    /// Where it is so already.
    pub fn suppress(
        &mut self,
        key: AlarmKey,
        step: Suppression,
        now: Timestamp,
    ) -> Result<Transition, Illegal> {
        let step = match step {
            Suppression::Begins => Move::Suppress,
            Suppression::Ends => Move::Unsuppress,
        };
        let transition = Transition { at: now, ..self.go(key, step)? };
        self.note_down(&transition);
        Ok(transition)
    }

    /// Does what an operator wants.
    ///
    /// # Errors
    /// Where the alarm is not there or cannot make that move, or where the note or the time is not as it has to be.
    pub fn act(
        &mut self,
        number: AlarmNumber,
        act: Act,
        by: Signed,
        now: Timestamp,
    ) -> Result<Transition, ActError> {
        let key = *self.keys.get(&number).ok_or(ActError::Unknown { number })?;
        self.check(key, act, &by)?;
        let step = match act {
            Act::Acknowledge => Some(Move::Acknowledge),
            Act::Reset => Some(Move::Reset),
            Act::Shelve(_) => Some(Move::Shelve),
            Act::Unshelve => Some(Move::Unshelve),
            Act::TakeOut => Some(Move::TakeOut),
            Act::PutBack => Some(Move::PutBack),
            Act::Note => None,
        };
        let transition = match step {
            Some(step) => self.go(key, step)?,
            None => self.told(key, TransitionKind::Noted),
        };
        let shelved_until = match act {
            Act::Shelve(length) => Some(now + length),
            _ => None,
        };
        let Signed { operator, note } = by;
        let operator = Some(operator);
        let transition = Transition { at: now, operator, note, shelved_until, ..transition };
        self.note_down(&transition);
        Ok(transition)
    }

    /// Ends the shelves whose time is over. A shelf that lies further ahead than one may, because the clock went back, is
    /// brought to the longest there is.
    pub fn pass(&mut self, now: Timestamp) -> Vec<Transition> {
        let mut over = Vec::new();
        for (key, alarm) in &mut self.alarms {
            let Some(until) = alarm.shelved_until.as_mut() else { continue };
            *until = (*until).min(now + SHELF_MAX);
            if *until <= now {
                over.push(*key);
            }
        }
        let mut transitions = Vec::with_capacity(over.len());
        for key in over {
            if let Ok(transition) = self.go(key, Move::Unshelve) {
                let transition = Transition { at: now, ..transition };
                self.note_down(&transition);
                transitions.push(transition);
            }
        }
        transitions
    }

    /// Takes in what the journal tells, in its order: a register that took in all of it stands as the one that told it.
    ///
    /// # Errors
    /// Where the move cannot have been made: the journal and the rules do not belong together.
    pub fn restore(&mut self, transition: &Transition) -> Result<(), Illegal> {
        self.keys.insert(transition.alarm, transition.key);
        let resetting = match transition.kind {
            TransitionKind::Latched => Resetting::ByHand,
            _ => Resetting::Itself,
        };
        let alarm =
            self.alarms.entry(transition.key).or_insert_with(|| Alarm::new(transition.alarm));
        if let Some(step) = transition.kind.step() {
            alarm.standing = alarm.standing.after(step, resetting)?.0;
        }
        self.note_down(transition);
        Ok(())
    }

    fn check(&self, key: AlarmKey, act: Act, by: &Signed) -> Result<(), ActError> {
        if let Act::Shelve(length) = act
            && !(SHELF_MIN..=SHELF_MAX).contains(&length)
        {
            return Err(ActError::Shelf);
        }
        let note = by.note.as_deref().unwrap_or_default();
        if note.len() > NOTE_BYTES_MAX {
            return Err(ActError::LongNote { bytes: note.len() });
        }
        let sets_aside = matches!(act, Act::Shelve(_) | Act::TakeOut | Act::Note);
        let priority = self.rules.get(&key.rule).map(|manner| manner.priority);
        // The most urgent priority is the least.
        let matters = self.notes_from.zip(priority).is_some_and(|(from, own)| own <= from);
        if note.trim().is_empty() && (sets_aside || matters) {
            return Err(ActError::NoteMissing);
        }
        Ok(())
    }

    /// Moves an alarm, which is made where it is heard of for the first time.
    fn go(&mut self, key: AlarmKey, step: Move) -> Result<Transition, Illegal> {
        let resetting = self.rules.get(&key.rule).map(|manner| manner.resetting);
        let standing = self.get(key).map_or_else(Standing::default, |alarm| alarm.standing);
        let (standing, kind) = standing.after(step, resetting.unwrap_or_default())?;
        let next = self.keys.last_key_value().map_or(1, |(newest, _)| newest.0 + 1);
        let alarm = self.alarms.entry(key).or_insert_with(|| Alarm::new(AlarmNumber(next)));
        self.keys.insert(alarm.number, key);
        alarm.standing = standing;
        Ok(self.told(key, kind))
    }

    /// What is told of an alarm that is there.
    fn told(&self, key: AlarmKey, kind: TransitionKind) -> Transition {
        let alarm = &self.alarms[&key];
        Transition {
            alarm: alarm.number,
            key,
            kind,
            state: alarm.standing.state(),
            at: Timestamp::MIN,
            value: None,
            limit: None,
            operator: None,
            note: None,
            shelved_until: None,
            late: false,
        }
    }

    /// Keeps of a transition what is shown of its alarm.
    fn note_down(&mut self, transition: &Transition) {
        let Some(alarm) = self.alarms.get_mut(&transition.key) else { return };
        match transition.kind {
            TransitionKind::Raised => {
                alarm.raised = Some(transition.at);
                alarm.count = alarm.count.saturating_add(1);
                alarm.value.clone_from(&transition.value);
                alarm.limit = transition.limit;
                alarm.acknowledged_by = None;
            }
            TransitionKind::Acknowledged => {
                alarm.acknowledged_by.clone_from(&transition.operator);
            }
            TransitionKind::Shelved => alarm.shelved_until = transition.shelved_until,
            TransitionKind::Unshelved => {
                alarm.shelved_until = None;
                alarm.acknowledged_by = None;
            }
            TransitionKind::InService => alarm.acknowledged_by = None,
            TransitionKind::Returned
            | TransitionKind::Cleared
            | TransitionKind::Suppressed
            | TransitionKind::Unsuppressed
            | TransitionKind::OutOfService
            | TransitionKind::Latched
            | TransitionKind::Reset
            | TransitionKind::Noted => {}
        }
        if transition.note.is_some() {
            alarm.note.clone_from(&transition.note);
        }
        if alarm.standing.state() == State::Normal {
            alarm.count = 0;
            alarm.note = None;
        }
    }
}

/// Whether logic begins or ends to set an alarm aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suppression {
    /// It does from now on.
    Begins,
    /// It does no longer.
    Ends,
}

impl Alarm {
    fn new(number: AlarmNumber) -> Self {
        Self {
            number,
            standing: Standing::default(),
            raised: None,
            count: 0,
            value: None,
            limit: None,
            acknowledged_by: None,
            shelved_until: None,
            note: None,
        }
    }
}
