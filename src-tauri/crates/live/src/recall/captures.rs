//! The newest messages of one topic.

use std::collections::VecDeque;

use model::{Incoming, Timestamp};

use crate::limits::{RECALL_MESSAGE_BYTES, RECALL_MESSAGES_MAX, RECALL_PAYLOAD_MAX};

/// A message as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recalled {
    /// Its number among all messages of its topic in this run, counted from 1.
    pub number: u64,
    /// When it was received.
    pub received: Timestamp,
    /// Its first bytes; all of them unless `bytes` says that there were more.
    pub payload: Box<[u8]>,
    /// How many it had.
    pub bytes: usize,
    /// Whether the broker had kept it from before.
    pub retained: bool,
}

/// Messages of one topic, oldest first.
#[derive(Debug, Default)]
pub(super) struct Captures {
    messages: VecDeque<Recalled>,
    bytes: usize,
    count: u64,
}

/// What came and what went.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Change {
    /// What the new message costs.
    pub(super) came_bytes: usize,
    /// Messages that are not remembered any more.
    pub(super) gone: usize,
    /// What is free again.
    pub(super) gone_bytes: usize,
}

impl Captures {
    /// Takes in a message; the oldest one goes where there are as many as may be.
    pub(super) fn take(&mut self, message: &Incoming) -> Change {
        let mut change = Change::default();
        while self.messages.len() >= RECALL_MESSAGES_MAX {
            self.drop_oldest(&mut change);
        }
        self.count += 1;
        let length = message.payload.len().min(RECALL_PAYLOAD_MAX);
        let recalled = Recalled {
            number: self.count,
            received: message.received,
            payload: message.payload[..length].into(),
            bytes: message.payload.len(),
            retained: message.retained,
        };
        change.came_bytes = cost(&recalled);
        self.bytes += change.came_bytes;
        self.messages.push_back(recalled);
        change
    }

    /// Gives up the oldest messages until what is left costs no more than this; of the newest one the first bytes stay.
    pub(super) fn shrink_to(&mut self, most: usize) -> Change {
        let mut change = Change::default();
        while self.bytes > most && self.messages.len() > 1 {
            self.drop_oldest(&mut change);
        }
        if self.bytes > most
            && let Some(newest) = self.messages.back_mut()
        {
            let before = cost(newest);
            newest.payload = newest.payload[..most.saturating_sub(RECALL_MESSAGE_BYTES)].into();
            let freed = before - cost(newest);
            self.bytes -= freed;
            change.gone_bytes += freed;
        }
        self.messages.shrink_to(self.messages.len() * 2);
        change
    }

    pub(super) fn newest_first(&self) -> impl Iterator<Item = &Recalled> {
        self.messages.iter().rev()
    }

    /// What the messages cost.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    fn drop_oldest(&mut self, change: &mut Change) {
        let Some(oldest) = self.messages.pop_front() else { return };
        change.gone += 1;
        change.gone_bytes += cost(&oldest);
        self.bytes -= cost(&oldest);
    }
}

fn cost(message: &Recalled) -> usize {
    message.payload.len() + RECALL_MESSAGE_BYTES
}
