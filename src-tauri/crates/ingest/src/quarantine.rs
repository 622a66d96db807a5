//! What was refused, kind by kind, with the newest message that held it.
//!
//! A kind is one reason for one field of one topic of one connection. At most `KINDS_MAX` of them, their messages within
//! `SAMPLES_BYTES_MAX`; what is beyond is counted. Knows no decoder: it is told what was refused, and what a message
//! that was tried again came to.

mod kinds;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::{ConnectionId, Incoming, Timestamp};
use serde::{Deserialize, Serialize};
use store::{RefusalRow, RefusedMessageRow};

use kinds::Kinds;

/// The refusals of all connections. Cheap to clone; all clones are the same.
#[derive(Debug, Clone, Default)]
pub struct Quarantine {
    kinds: Arc<Mutex<Kinds>>,
}

/// Names a kind of refusal: the same after a restart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RefusalId(pub u64);

/// A kind of refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Its name.
    pub id: RefusalId,
    /// Where it came from.
    pub connection: ConnectionId,
    /// The topic; empty where nobody knows it.
    pub topic: Arc<str>,
    /// The value's path in the message; none for the message itself, and where there is none.
    pub field: Option<Arc<str>>,
    /// The reason's word.
    pub reason: Arc<str>,
    /// Whether messages were refused as a whole, or values in messages that were understood.
    pub whole: bool,
    /// How often.
    pub count: u64,
    /// When the first one came.
    pub first: Timestamp,
    /// When the newest one came.
    pub last: Timestamp,
    /// The newest message that held one, where it is kept.
    pub sample: Option<Arc<Sample>>,
}

/// A message that held something that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Names it among all samples.
    pub(crate) id: i64,
    /// When it was received.
    pub received: Timestamp,
    /// Its first bytes.
    pub payload: Box<[u8]>,
    /// How many it had.
    pub bytes: u64,
    /// Whether the broker had kept it from before.
    pub retained: bool,
}

/// What one message had refused.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Refused<'a> {
    /// The value's path.
    pub(crate) field: Option<&'a str>,
    /// The reason's word.
    pub(crate) reason: &'a str,
    /// Whether it is the message as a whole.
    pub(crate) whole: bool,
    /// How often.
    pub(crate) times: u64,
}

/// What a message that was tried again still had refused.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Still {
    /// The reason, where the message as a whole was refused again.
    pub whole: Option<&'static str>,
    /// Fields that were refused again, each with its reason.
    pub fields: Vec<(Option<Arc<str>>, &'static str)>,
}

/// Refusals that have no kind of their own, because there are as many as may be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Beyond {
    /// Messages.
    pub messages: u64,
    /// Values.
    pub values: u64,
}

/// What is to be written so that a later start knows it.
#[derive(Debug, Default)]
pub struct RefusalChanges {
    /// Kinds that are new or have changed.
    pub kinds: Vec<RefusalRow>,
    /// Messages that they name and that were not written before.
    pub messages: Vec<RefusedMessageRow>,
    /// Kinds that are gone.
    pub gone: Vec<i64>,
    /// What has no kind of its own.
    pub beyond: Beyond,
}

impl Sample {
    /// Whether only its beginning is kept; then it cannot be tried again.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        (self.payload.len() as u64) < self.bytes
    }
}

impl Quarantine {
    /// Every kind, in no order.
    #[must_use]
    pub fn all(&self) -> Vec<Refusal> {
        self.kinds().all()
    }

    /// One kind.
    #[must_use]
    pub fn get(&self, id: RefusalId) -> Option<Refusal> {
        self.kinds().get(id)
    }

    /// What has no kind of its own.
    #[must_use]
    pub fn beyond(&self) -> Beyond {
        self.kinds().beyond()
    }

    /// Takes note of messages that the session threw away unread, on the topic of the last of them.
    pub fn refuse_unread(
        &self,
        connection: ConnectionId,
        topic: &str,
        reason: &str,
        times: u64,
        now: Timestamp,
    ) {
        if times > 0 {
            let refused = Refused { field: None, reason, whole: true, times };
            self.kinds().note(connection, topic, &refused, now);
        }
    }

    /// Forgets kinds, and says how many there were.
    pub fn dismiss(&self, ids: &[RefusalId]) -> usize {
        let mut kinds = self.kinds();
        ids.iter().filter(|id| kinds.remove(**id)).count()
    }

    /// Forgets the kinds whose newest message was tried again and had nothing of them refused any more; gives them back.
    pub fn resolve(&self, sample: &Sample, still: &Still) -> Vec<RefusalId> {
        self.kinds().resolve(sample.id, still)
    }

    /// What has changed since it was last written. In the end all messages are written, until then each kind's at most
    /// every five minutes: a device that sends nonsense all day must not wear the disk out.
    #[must_use]
    pub fn changes(&self, in_the_end: bool) -> RefusalChanges {
        self.kinds().changes(in_the_end)
    }

    /// These changes could not be written, and will be told again.
    pub fn tell_again(&self, changes: &RefusalChanges) {
        self.kinds().tell_again(changes);
    }

    /// Goes on from what an earlier run wrote.
    pub fn restore(
        &self,
        kinds: Vec<RefusalRow>,
        messages: Vec<RefusedMessageRow>,
        beyond: Beyond,
    ) {
        self.kinds().restore(kinds, messages, beyond);
    }

    /// Takes note of what one message had refused.
    pub(crate) fn refuse(&self, message: &Incoming, refused: &[Refused<'_>]) {
        if refused.is_empty() {
            return;
        }
        let mut kinds = self.kinds();
        let sample = kinds.keep(message);
        for one in refused {
            let id = kinds.note(message.connection, &message.topic, one, message.received);
            if let (Some(id), Some(sample)) = (id, sample) {
                kinds.show(id, sample);
            }
        }
        kinds.drop_unused(sample);
    }

    fn kinds(&self) -> MutexGuard<'_, Kinds> {
        self.kinds.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
