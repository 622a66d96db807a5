use model::Timestamp;

use super::*;
use crate::limits::{RECALL_MESSAGES_MAX, RECALL_PAYLOAD_MAX};

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

/// What is remembered, counted anew.
fn counted(recall: &Recall) -> (usize, usize) {
    let all = recall.topics.values().flat_map(FxHashMap::values).flat_map(Captures::newest_first);
    all.fold((0, 0), |(messages, bytes), one| {
        (messages + 1, bytes + one.payload.len() + RECALL_MESSAGE_BYTES)
    })
}

#[test]
fn the_newest_two_hundred_messages_of_a_topic_come_first_and_whole() {
    let mut recall = Recall::default();
    let long = vec![7; RECALL_PAYLOAD_MAX];
    let messages: Vec<Incoming> = (0..300).map(|at| message("ahu/1", long.clone(), at)).collect();
    recall.remember(&messages);
    let kept: Vec<&Recalled> = recall.of(BROKER, "ahu/1").collect();
    assert_eq!(kept.len(), RECALL_MESSAGES_MAX);
    let newest: Vec<i64> = kept[..3].iter().map(|kept| kept.received.ms()).collect();
    assert_eq!(newest, [299, 298, 297]);
    assert_eq!((kept[0].number, &*kept[0].payload), (300, &*long));
    assert_eq!(recall.sums().let_go, 0, "nothing had to give way");
    assert_eq!(recall.of(ConnectionId(2), "ahu/1").count(), 0);
}

#[test]
fn a_longer_message_is_cut_and_says_how_long_it_was() {
    let mut recall = Recall::default();
    recall.remember(&[message("a", vec![7; 100_000], 1)]);
    let kept = recall.of(BROKER, "a").next().unwrap();
    assert_eq!((kept.payload.len(), kept.bytes), (RECALL_PAYLOAD_MAX, 100_000));
}

#[test]
fn the_loudest_topics_give_way_and_quiet_ones_keep_theirs() {
    let mut recall = Recall::default();
    recall.remember(&[message("quiet", vec![1; 1_000], 0), message("quiet", vec![2; 1_000], 1)]);
    for turn in 0..200 {
        for loud in 0..20 {
            recall.remember(&[message(&format!("loud/{loud}"), vec![3; 60_000], turn)]);
        }
    }
    let sums = recall.sums();
    assert!(sums.bytes <= RECALL_BYTES, "{sums:?}");
    assert_eq!(counted(&recall), (sums.messages, sums.bytes));
    assert_eq!(recall.of(BROKER, "quiet").count(), 2);
    assert_eq!(sums.let_go, 2 + 200 * 20 - sums.messages as u64);
    for loud in 0..20 {
        let newest = recall.of(BROKER, &format!("loud/{loud}")).next().unwrap();
        assert_eq!((newest.received.ms(), newest.payload.len()), (199, 60_000));
    }
}

#[test]
fn with_a_hundred_thousand_topics_the_newest_message_of_each_is_there_cut() {
    let mut recall = Recall::default();
    for turn in 0..2 {
        for topic in 0..RECALL_TOPICS_MAX + 10 {
            recall.remember(&[message(&format!("t/{topic}"), vec![1; 2_000], turn)]);
        }
    }
    let sums = recall.sums();
    assert_eq!((sums.topics, sums.unknown), (RECALL_TOPICS_MAX, 20));
    assert!(sums.bytes <= RECALL_BYTES, "{sums:?}");
    assert_eq!(counted(&recall), (sums.messages, sums.bytes));
    for topic in [0, RECALL_TOPICS_MAX / 2, RECALL_TOPICS_MAX - 1] {
        let newest = recall.of(BROKER, &format!("t/{topic}")).next().unwrap();
        assert_eq!((newest.received.ms(), newest.bytes), (1, 2_000));
        assert!(newest.payload.len() >= RECALL_PAYLOAD_MIN);
    }
}

#[test]
fn messages_without_a_payload_are_bounded_too() {
    let mut recall = Recall::default();
    for turn in 0..200 {
        for topic in 0..10_000 {
            recall.remember(&[message(&format!("t/{topic}"), Vec::new(), turn)]);
        }
    }
    let sums = recall.sums();
    assert!(sums.messages * RECALL_MESSAGE_BYTES <= RECALL_BYTES && sums.let_go > 0, "{sums:?}");
}

#[test]
fn names_are_bounded_as_messages_are() {
    let mut recall = Recall::default();
    for topic in 0..1_000 {
        recall.remember(&[message(&format!("{topic:060000}"), vec![1], 0)]);
    }
    assert!(recall.names_bytes <= RECALL_NAMES_BYTES);
    assert_eq!(recall.sums().topics as u64 + recall.sums().unknown, 1_000);
}

#[test]
fn the_level_fills_the_budget_and_no_more() {
    assert_eq!(level(&mut [10, 20, 30], 100), usize::MAX);
    assert_eq!(level(&mut [10, 90, 90], 100), 45);
    assert_eq!(level(&mut [60, 60], 100), 50);
    assert_eq!(level(&mut [], 100), usize::MAX);
}
