//! The newest messages of every topic as they came, so that a person can look behind a value.
//!
//! At most `RECALL_MESSAGES_MAX` a topic, each whole up to `RECALL_PAYLOAD_MAX`, and `RECALL_BYTES` in all. When those are
//! spent, the topics that hold the most give up their oldest messages, down to one level for all of them: a quiet topic
//! keeps what it has, however loud its neighbours are. What was let go is counted. Never on disk.

mod captures;

use model::{ConnectionId, Incoming};
use rustc_hash::FxHashMap;

use crate::limits::{
    RECALL_BYTES, RECALL_FREED_SHARE, RECALL_MESSAGE_BYTES, RECALL_NAMES_BYTES, RECALL_PAYLOAD_MIN,
    RECALL_TOPICS_MAX,
};
pub use captures::Recalled;
use captures::{Captures, Change};

/// Messages as they came.
#[derive(Debug, Default)]
pub struct Recall {
    topics: FxHashMap<ConnectionId, FxHashMap<Box<str>, Captures>>,
    sums: RecallSums,
    names_bytes: usize,
}

/// What is remembered, and what is not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RecallSums {
    /// Topics that are known.
    pub topics: usize,
    /// Messages that are remembered.
    pub messages: usize,
    /// What they hold, each with what it costs beside its payload.
    pub bytes: usize,
    /// Messages that gave way to others before their topic had `RECALL_MESSAGES_MAX` newer ones.
    pub let_go: u64,
    /// Messages on topics that are not known, because there were too many of them.
    pub unknown: u64,
}

impl Recall {
    /// Takes note of messages, in the order of arrival.
    pub fn remember(&mut self, messages: &[Incoming]) {
        for message in messages {
            self.remember_one(message);
        }
    }

    /// The newest messages of a topic, newest first.
    pub fn of(
        &self,
        connection: ConnectionId,
        topic: &str,
    ) -> impl Iterator<Item = &Recalled> + use<'_> {
        let kept = self.topics.get(&connection).and_then(|topics| topics.get(topic));
        kept.into_iter().flat_map(Captures::newest_first)
    }

    /// How much is remembered.
    #[must_use]
    pub fn sums(&self) -> RecallSums {
        self.sums
    }

    fn remember_one(&mut self, message: &Incoming) {
        let topics = self.topics.entry(message.connection).or_default();
        if let Some(captures) = topics.get_mut(message.topic.as_str()) {
            let change = captures.take(message);
            self.settle(change);
            return;
        }
        let name = message.topic.as_str();
        let fits = self.names_bytes + name.len() <= RECALL_NAMES_BYTES;
        if self.sums.topics >= RECALL_TOPICS_MAX || !fits {
            self.sums.unknown += 1;
            return;
        }
        self.names_bytes += name.len();
        self.sums.topics += 1;
        let mut captures = Captures::default();
        let change = captures.take(message);
        topics.insert(name.into(), captures);
        self.settle(change);
    }

    fn settle(&mut self, change: Change) {
        self.sums.messages = self.sums.messages + 1 - change.gone;
        self.sums.bytes = self.sums.bytes + change.came_bytes - change.gone_bytes;
        if self.sums.bytes > RECALL_BYTES {
            self.make_room();
        }
    }

    /// Brings all topics that hold more than a level down to it; the level is chosen so that a share of the budget is free.
    fn make_room(&mut self) {
        let all = || self.topics.values().flat_map(FxHashMap::values);
        let mut sizes: Vec<usize> = all().map(Captures::bytes).collect();
        let level = level(&mut sizes, RECALL_BYTES - RECALL_BYTES / RECALL_FREED_SHARE);
        let level = level.max(RECALL_PAYLOAD_MIN + RECALL_MESSAGE_BYTES);
        for captures in self.topics.values_mut().flat_map(FxHashMap::values_mut) {
            let change = captures.shrink_to(level);
            self.sums.messages -= change.gone;
            self.sums.bytes -= change.gone_bytes;
            self.sums.let_go += change.gone as u64;
        }
    }
}

/// The greatest level at which sizes that are cut down to it hold no more than `most` together.
fn level(sizes: &mut [usize], most: usize) -> usize {
    sizes.sort_unstable();
    let mut left = most;
    for (place, size) in sizes.iter().enumerate() {
        let share = left / (sizes.len() - place);
        if *size > share {
            return share;
        }
        left -= size;
    }
    usize::MAX
}

#[cfg(test)]
mod tests;
