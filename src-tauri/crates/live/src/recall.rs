//! The newest messages of every topic as they came, so that a person can look behind a value.
//!
//! Bounded: the more topics there are, the fewer messages of each are remembered and the less of each. Never on disk.

use std::collections::VecDeque;

use model::{ConnectionId, Incoming, Timestamp};
use rustc_hash::FxHashMap;

use crate::limits::{
    RECALL_BYTES, RECALL_MESSAGES_MAX, RECALL_PAYLOAD_MAX, RECALL_PAYLOAD_MIN, RECALL_TOPICS_MAX,
};

/// Messages as they came.
#[derive(Debug, Default)]
pub struct Recall {
    topics: FxHashMap<ConnectionId, FxHashMap<Box<str>, VecDeque<Recalled>>>,
    count: usize,
}

/// A message as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recalled {
    /// When it was received.
    pub received: Timestamp,
    /// Its first bytes.
    pub payload: Box<[u8]>,
    /// How many it had.
    pub bytes: usize,
    /// Whether the broker had kept it from before.
    pub retained: bool,
}

impl Recall {
    /// Takes note of messages. Beyond a hundred thousand topics a new one is not remembered.
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
        kept.into_iter().flat_map(|kept| kept.iter().rev())
    }

    fn remember_one(&mut self, message: &Incoming) {
        let share = RECALL_BYTES / self.count.max(1);
        let most = (share / RECALL_PAYLOAD_MAX).clamp(1, RECALL_MESSAGES_MAX);
        let length = message.payload.len().min(share.clamp(RECALL_PAYLOAD_MIN, RECALL_PAYLOAD_MAX));
        let recalled = Recalled {
            received: message.received,
            payload: message.payload[..length].into(),
            bytes: message.payload.len(),
            retained: message.retained,
        };
        let topics = self.topics.entry(message.connection).or_default();
        if let Some(kept) = topics.get_mut(message.topic.as_str()) {
            while kept.len() >= most {
                kept.pop_front();
            }
            kept.push_back(recalled);
        } else if self.count < RECALL_TOPICS_MAX {
            self.count += 1;
            topics.insert(message.topic.as_str().into(), VecDeque::from([recalled]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BROKER: ConnectionId = ConnectionId(1);

    fn message(topic: &str, payload: Vec<u8>, at: i64) -> Incoming {
        Incoming {
            connection: BROKER,
            topic: topic.to_owned(),
            payload: payload.into(),
            retained: false,
            duplicate: false,
            received: Timestamp::from_ms(at),
            ack: None,
        }
    }

    #[test]
    fn the_newest_messages_of_a_topic_come_first_and_the_oldest_go() {
        let mut recall = Recall::default();
        let messages: Vec<Incoming> =
            (0..30).map(|at| message("ahu/1", at.to_string().into_bytes(), at)).collect();
        recall.remember(&messages);
        let kept: Vec<i64> = recall.of(BROKER, "ahu/1").map(|kept| kept.received.ms()).collect();
        assert_eq!(kept.len(), RECALL_MESSAGES_MAX);
        assert_eq!(kept[..3], [29, 28, 27]);
        assert_eq!(recall.of(ConnectionId(2), "ahu/1").count(), 0);
    }

    #[test]
    fn a_long_message_is_cut_and_says_how_long_it_was() {
        let mut recall = Recall::default();
        recall.remember(&[message("a", vec![7; 5_000], 1)]);
        let kept = recall.of(BROKER, "a").next().unwrap();
        assert_eq!((kept.payload.len(), kept.bytes), (RECALL_PAYLOAD_MAX, 5_000));
    }

    #[test]
    fn with_many_topics_less_of_each_is_remembered() {
        let mut recall = Recall::default();
        let crowd: Vec<Incoming> =
            (0..50_000).map(|n| message(&format!("t/{n}"), vec![1; 1_000], n)).collect();
        recall.remember(&crowd);
        recall.remember(&crowd);
        let payloads = |recall: &Recall| -> usize {
            recall
                .topics
                .values()
                .flat_map(FxHashMap::values)
                .flatten()
                .map(|m| m.payload.len())
                .sum()
        };
        assert_eq!(recall.of(BROKER, "t/49999").count(), 1);
        assert!(payloads(&recall) <= 2 * RECALL_BYTES, "{} bytes", payloads(&recall));
    }
}
