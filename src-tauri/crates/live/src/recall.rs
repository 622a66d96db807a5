//! The topics that are heard, level by level, and the newest messages of each as they came.
//!
//! At most `RECALL_TOPICS_MAX` topics with `RECALL_MESSAGES_MAX` messages each, whole up to `RECALL_PAYLOAD_MAX`, and
//! `RECALL_BYTES` in all. When those are spent, the topics that hold the most give up their oldest messages, down to one
//! level for all of them: a quiet topic keeps what it has, however loud its neighbours are. What was let go is counted,
//! and so is what came on topics beyond the bound. Never on disk.

mod browse;
mod captures;
mod tree;

use std::sync::Arc;

use model::{ConnectionId, Incoming};
use rustc_hash::FxHashMap;

use crate::limits::{
    RECALL_BYTES, RECALL_FREED_SHARE, RECALL_MESSAGE_BYTES, RECALL_NAMES_BYTES, RECALL_PAYLOAD_MIN,
    RECALL_TOPICS_MAX,
};
pub use browse::{Branch, Heard};
pub use captures::Recalled;
use captures::{Captures, Change};
use tree::Tree;

/// Topics, and messages as they came.
#[derive(Debug, Default)]
pub struct Recall {
    brokers: FxHashMap<ConnectionId, Broker>,
    sums: RecallSums,
    names_bytes: usize,
}

/// What is remembered of one connection.
#[derive(Debug, Default)]
struct Broker {
    topics: FxHashMap<Arc<str>, Topic>,
    tree: Tree,
}

/// What is remembered of one topic.
#[derive(Debug)]
struct Topic {
    /// Its last level in the tree.
    level: u32,
    /// What read its newest message.
    convention: &'static str,
    captures: Captures,
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
    /// Takes note of a message and of the convention that read it. They come in the order of arrival.
    pub fn remember(&mut self, message: &Incoming, convention: &'static str) {
        let broker = self.brokers.entry(message.connection).or_default();
        let name = message.topic.as_str();
        if let Some(topic) = broker.topics.get_mut(name) {
            topic.convention = convention;
            broker.tree.count(topic.level, message.received);
            let change = topic.captures.take(message);
            self.settle(change);
            return;
        }
        let fits = self.sums.topics < RECALL_TOPICS_MAX
            && self.names_bytes + name.len() <= RECALL_NAMES_BYTES;
        let Some(level) = fits.then(|| broker.tree.add(name)).flatten() else {
            self.sums.unknown += 1;
            return;
        };
        self.names_bytes += name.len();
        self.sums.topics += 1;
        broker.tree.count(level, message.received);
        let mut captures = Captures::default();
        let change = captures.take(message);
        broker.topics.insert(name.into(), Topic { level, convention, captures });
        self.settle(change);
    }

    /// The newest messages of a topic, newest first.
    pub fn of(
        &self,
        connection: ConnectionId,
        topic: &str,
    ) -> impl Iterator<Item = &Recalled> + use<'_> {
        let kept = self.brokers.get(&connection).and_then(|broker| broker.topics.get(topic));
        kept.into_iter().flat_map(|topic| topic.captures.newest_first())
    }

    /// The topics that are known, in no order. They are cheap to clone, so that nobody needs to look at them one by one here.
    pub fn topics(&self) -> impl Iterator<Item = (ConnectionId, &Arc<str>)> + use<'_> {
        let brokers = self.brokers.iter();
        brokers.flat_map(|(id, broker)| broker.topics.keys().map(|name| (*id, name)))
    }

    /// How much is remembered.
    #[must_use]
    pub fn sums(&self) -> RecallSums {
        self.sums
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
        let all = self.brokers.values().flat_map(|broker| broker.topics.values());
        let mut sizes: Vec<usize> = all.map(|topic| topic.captures.bytes()).collect();
        let level = level(&mut sizes, RECALL_BYTES - RECALL_BYTES / RECALL_FREED_SHARE);
        let level = level.max(RECALL_PAYLOAD_MIN + RECALL_MESSAGE_BYTES);
        for topic in self.brokers.values_mut().flat_map(|broker| broker.topics.values_mut()) {
            let change = topic.captures.shrink_to(level);
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
