//! Where an alarm stands, and where each move leads: the states and transitions of ISA-18.2 (IEC 62682).
//!
//! Two things are told apart. What the condition and the operator did to the alarm is its *live* part: normal, active,
//! returned, latched. It goes on beneath what sets the alarm *aside*: a shelf, suppression by design, being out of service;
//! these are independent of each other, and what is shown is the strongest of them. So nothing is lost while an alarm is
//! aside: it comes back as its condition is then.

use std::fmt;

use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// Where an alarm stands, as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Nothing is the matter.
    Normal,
    /// The condition holds and nobody has seen it.
    ActiveUnacknowledged,
    /// The condition holds and an operator has seen it.
    ActiveAcknowledged,
    /// The condition is over and nobody has seen it.
    ReturnedUnacknowledged,
    /// The condition is over, and the alarm waits for an operator to reset it.
    Latched,
    /// An operator set it aside for a time.
    Shelved,
    /// Logic set it aside.
    Suppressed,
    /// It was taken out for maintenance.
    OutOfService,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Normal,
        Self::ActiveUnacknowledged,
        Self::ActiveAcknowledged,
        Self::ReturnedUnacknowledged,
        Self::Latched,
        Self::Shelved,
        Self::Suppressed,
        Self::OutOfService,
    ];

    /// Its word on screens and in files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::ActiveUnacknowledged => "active-unacknowledged",
            Self::ActiveAcknowledged => "active-acknowledged",
            Self::ReturnedUnacknowledged => "returned-unacknowledged",
            Self::Latched => "latched",
            Self::Shelved => "shelved",
            Self::Suppressed => "suppressed",
            Self::OutOfService => "out-of-service",
        }
    }
}

/// What happens to an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Move {
    /// The condition holds, its delay and its counts met.
    Raise,
    /// The condition is over, its off-delay met.
    Return,
    /// An operator has seen it.
    Acknowledge,
    /// An operator lets a latched alarm go.
    Reset,
    /// An operator sets it aside for a time.
    Shelve,
    /// That time is over, or the operator ends it.
    Unshelve,
    /// Logic sets it aside.
    Suppress,
    /// Logic sets it aside no longer.
    Unsuppress,
    /// It is taken out for maintenance.
    TakeOut,
    /// It is put back.
    PutBack,
}

impl Move {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Raise,
        Self::Return,
        Self::Acknowledge,
        Self::Reset,
        Self::Shelve,
        Self::Unshelve,
        Self::Suppress,
        Self::Unsuppress,
        Self::TakeOut,
        Self::PutBack,
    ];
}

/// What the journal says of a move, and of a note, which moves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TransitionKind {
    /// The condition holds.
    Raised,
    /// An operator has seen it.
    Acknowledged,
    /// The condition is over and nobody has seen it.
    Returned,
    /// The condition is over, and nothing is left to do.
    Cleared,
    /// An operator set it aside for a time.
    Shelved,
    /// It is back from the shelf.
    Unshelved,
    /// Logic set it aside.
    Suppressed,
    /// Logic sets it aside no longer.
    Unsuppressed,
    /// It was taken out for maintenance.
    OutOfService,
    /// It was put back.
    InService,
    /// The condition is over, and the alarm waits for a reset.
    Latched,
    /// An operator let it go.
    Reset,
    /// Somebody wrote a note.
    Noted,
}

impl TransitionKind {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Raised,
        Self::Acknowledged,
        Self::Returned,
        Self::Cleared,
        Self::Shelved,
        Self::Unshelved,
        Self::Suppressed,
        Self::Unsuppressed,
        Self::OutOfService,
        Self::InService,
        Self::Latched,
        Self::Reset,
        Self::Noted,
    ];

    /// The move that leads to it; none for a note.
    #[must_use]
    pub const fn step(self) -> Option<Move> {
        match self {
            Self::Raised => Some(Move::Raise),
            Self::Returned | Self::Cleared | Self::Latched => Some(Move::Return),
            Self::Acknowledged => Some(Move::Acknowledge),
            Self::Reset => Some(Move::Reset),
            Self::Shelved => Some(Move::Shelve),
            Self::Unshelved => Some(Move::Unshelve),
            Self::Suppressed => Some(Move::Suppress),
            Self::Unsuppressed => Some(Move::Unsuppress),
            Self::OutOfService => Some(Move::TakeOut),
            Self::InService => Some(Move::PutBack),
            Self::Noted => None,
        }
    }

    /// Its word on screens and in files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Raised => "raised",
            Self::Acknowledged => "acknowledged",
            Self::Returned => "returned",
            Self::Cleared => "cleared",
            Self::Shelved => "shelved",
            Self::Unshelved => "unshelved",
            Self::Suppressed => "suppressed",
            Self::Unsuppressed => "unsuppressed",
            Self::OutOfService => "out-of-service",
            Self::InService => "in-service",
            Self::Latched => "latched",
            Self::Reset => "reset",
            Self::Noted => "noted",
        }
    }
}

/// What becomes of an alarm of a rule when its condition is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Resetting {
    /// It goes by itself.
    #[default]
    Itself,
    /// It stays latched until an operator resets it.
    ByHand,
}

/// What the condition and the operator did to an alarm, whatever sets it aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Live {
    /// Nothing is the matter.
    #[default]
    Normal,
    /// The condition holds.
    Active {
        /// Whether an operator has seen it.
        acknowledged: bool,
    },
    /// The condition is over and nobody has seen it.
    Returned,
    /// The condition is over, and the alarm waits for a reset.
    Latched {
        /// Whether an operator has seen it.
        acknowledged: bool,
    },
}

/// What sets an alarm aside; each by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Aside {
    /// An operator, for a time.
    pub shelved: bool,
    /// Logic.
    pub suppressed: bool,
    /// Maintenance.
    pub out_of_service: bool,
}

impl Aside {
    const fn any(self) -> bool {
        self.shelved || self.suppressed || self.out_of_service
    }
}

/// Where an alarm stands, whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Standing {
    /// What the condition and the operator did.
    pub live: Live,
    /// What sets it aside.
    pub aside: Aside,
}

/// A move that an alarm cannot make where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an alarm that is {state} cannot {}", self.step)]
pub struct Illegal {
    /// Where it stands.
    pub state: State,
    /// What was asked of it.
    pub step: Move,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.word().replace('-', " "))
    }
}

impl fmt::Display for Move {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Raise => "be raised",
            Self::Return => "return to normal",
            Self::Acknowledge => "be acknowledged",
            Self::Reset => "be reset",
            Self::Shelve => "be shelved",
            Self::Unshelve => "be taken from the shelf",
            Self::Suppress => "be suppressed",
            Self::Unsuppress => "be released from suppression",
            Self::TakeOut => "be taken out of service",
            Self::PutBack => "be put back into service",
        })
    }
}

impl Standing {
    /// What is shown: out of service before suppressed before shelved before what the condition says.
    #[must_use]
    pub const fn state(self) -> State {
        match (self.aside, self.live) {
            (Aside { out_of_service: true, .. }, _) => State::OutOfService,
            (Aside { suppressed: true, .. }, _) => State::Suppressed,
            (Aside { shelved: true, .. }, _) => State::Shelved,
            (_, Live::Normal) => State::Normal,
            (_, Live::Active { acknowledged: false }) => State::ActiveUnacknowledged,
            (_, Live::Active { acknowledged: true }) => State::ActiveAcknowledged,
            (_, Live::Returned) => State::ReturnedUnacknowledged,
            (_, Live::Latched { .. }) => State::Latched,
        }
    }

    /// Whether the condition holds, aside or not.
    #[must_use]
    pub const fn is_active(self) -> bool {
        matches!(self.live, Live::Active { .. })
    }

    /// Where a move leads, and what the journal says of it.
    ///
    /// # Errors
    /// Where the alarm cannot make the move: it is neither lost nor doubled by being asked twice.
    pub fn after(
        self,
        step: Move,
        resetting: Resetting,
    ) -> Result<(Self, TransitionKind), Illegal> {
        let next = match step {
            Move::Raise | Move::Return | Move::Acknowledge | Move::Reset => {
                let live = self.live_after(step, resetting);
                live.map(|(live, kind)| (Self { live, ..self }, kind))
            }
            Move::Shelve
            | Move::Unshelve
            | Move::Suppress
            | Move::Unsuppress
            | Move::TakeOut
            | Move::PutBack => self.aside_after(step),
        };
        next.ok_or(Illegal { state: self.state(), step })
    }

    fn live_after(self, step: Move, resetting: Resetting) -> Option<(Live, TransitionKind)> {
        let aside = self.aside.any();
        match (step, self.live) {
            (Move::Raise, Live::Normal | Live::Returned | Live::Latched { .. }) => {
                Some((Live::Active { acknowledged: false }, TransitionKind::Raised))
            }
            (Move::Return, Live::Active { acknowledged }) => Some(match resetting {
                Resetting::ByHand => (Live::Latched { acknowledged }, TransitionKind::Latched),
                // Whoever set it aside need not acknowledge what came and went meanwhile.
                Resetting::Itself if acknowledged || aside => {
                    (Live::Normal, TransitionKind::Cleared)
                }
                Resetting::Itself => (Live::Returned, TransitionKind::Returned),
            }),
            // Nobody acknowledges what is not before them.
            (Move::Acknowledge | Move::Reset, _) if aside => None,
            (Move::Acknowledge, Live::Active { acknowledged: false }) => {
                Some((Live::Active { acknowledged: true }, TransitionKind::Acknowledged))
            }
            (Move::Acknowledge, Live::Returned) => {
                Some((Live::Normal, TransitionKind::Acknowledged))
            }
            (Move::Acknowledge, Live::Latched { acknowledged: false }) => {
                Some((Live::Latched { acknowledged: true }, TransitionKind::Acknowledged))
            }
            (Move::Reset, Live::Latched { acknowledged: true }) => {
                Some((Live::Normal, TransitionKind::Reset))
            }
            (Move::Reset, Live::Latched { acknowledged: false }) => {
                Some((Live::Returned, TransitionKind::Reset))
            }
            _ => None,
        }
    }

    fn aside_after(self, step: Move) -> Option<(Self, TransitionKind)> {
        let Self { live, aside } = self;
        // What an operator set aside comes before an operator again; what logic set aside is as it was.
        let seen_anew = match live {
            Live::Active { .. } => Live::Active { acknowledged: false },
            Live::Normal | Live::Returned | Live::Latched { .. } => live,
        };
        let (live, aside, kind) = match step {
            Move::Shelve if !aside.any() => {
                (live, Aside { shelved: true, ..aside }, TransitionKind::Shelved)
            }
            Move::Unshelve if aside.shelved => {
                (seen_anew, Aside { shelved: false, ..aside }, TransitionKind::Unshelved)
            }
            Move::Suppress if !aside.suppressed => {
                (live, Aside { suppressed: true, ..aside }, TransitionKind::Suppressed)
            }
            Move::Unsuppress if aside.suppressed => {
                (live, Aside { suppressed: false, ..aside }, TransitionKind::Unsuppressed)
            }
            Move::TakeOut if !aside.out_of_service => {
                (live, Aside { out_of_service: true, ..aside }, TransitionKind::OutOfService)
            }
            Move::PutBack if aside.out_of_service => {
                (seen_anew, Aside { out_of_service: false, ..aside }, TransitionKind::InService)
            }
            _ => return None,
        };
        Some((Self { live, aside }, kind))
    }
}
