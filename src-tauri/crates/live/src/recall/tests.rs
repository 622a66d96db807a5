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
    let topics = recall.brokers.values().flat_map(|broker| broker.topics.values());
    let all = topics.flat_map(|topic| topic.captures.newest_first());
    all.fold((0, 0), |(messages, bytes), one| {
        (messages + 1, bytes + one.payload.len() + RECALL_MESSAGE_BYTES)
    })
}

#[test]
fn the_newest_two_hundred_messages_of_a_topic_come_first_and_whole() {
    let mut recall = Recall::default();
    let long = vec![7; RECALL_PAYLOAD_MAX];
    for at in 0..300 {
        recall.remember(&message("ahu/1", long.clone(), at), "plain");
    }
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
    recall.remember(&message("a", vec![7; 100_000], 1), "plain");
    let kept = recall.of(BROKER, "a").next().unwrap();
    assert_eq!((kept.payload.len(), kept.bytes), (RECALL_PAYLOAD_MAX, 100_000));
}

#[test]
fn the_loudest_topics_give_way_and_quiet_ones_keep_theirs() {
    let mut recall = Recall::default();
    for turn in 0..2 {
        recall.remember(&message("quiet", vec![1; 1_000], turn), "plain");
    }
    for turn in 0..200 {
        for loud in 0..20 {
            recall.remember(&message(&format!("loud/{loud}"), vec![3; 60_000], turn), "plain");
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
            recall.remember(&message(&format!("t/{topic}"), vec![1; 1_000], turn), "plain");
        }
    }
    let sums = recall.sums();
    assert_eq!((sums.topics, sums.unknown), (RECALL_TOPICS_MAX, 20));
    assert!(sums.bytes <= RECALL_BYTES, "{sums:?}");
    assert_eq!(counted(&recall), (sums.messages, sums.bytes));
    for topic in [0, RECALL_TOPICS_MAX / 2, RECALL_TOPICS_MAX - 1] {
        let newest = recall.of(BROKER, &format!("t/{topic}")).next().unwrap();
        assert_eq!((newest.received.ms(), newest.bytes), (1, 1_000));
        assert!(newest.payload.len() >= RECALL_PAYLOAD_MIN);
    }
}

#[test]
fn messages_without_a_payload_are_bounded_too() {
    let mut recall = Recall::default();
    for turn in 0..200 {
        for topic in 0..10_000 {
            recall.remember(&message(&format!("t/{topic}"), Vec::new(), turn), "plain");
        }
    }
    let sums = recall.sums();
    assert!(sums.messages * RECALL_MESSAGE_BYTES <= RECALL_BYTES && sums.let_go > 0, "{sums:?}");
}

#[test]
fn names_are_bounded_as_messages_are() {
    let mut recall = Recall::default();
    for topic in 0..1_000 {
        recall.remember(&message(&format!("{topic:060000}"), vec![1], 0), "plain");
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

#[test]
fn a_level_tells_what_came_below_it() {
    let mut recall = Recall::default();
    for at in 0..100 {
        recall.remember(&message("site/ahu/1/t", b"21.5".to_vec(), at * 100), "plain");
    }
    recall.remember(&message("site/ahu/1", b"on".to_vec(), 9_950), "plain");
    recall.remember(&message("site/meter", b"{}".to_vec(), 5_000), "json");
    recall.remember(&message("/lead//empty", b"1".to_vec(), 5_000), "plain");
    let now = Timestamp::from_ms(10_000);

    let (top, more) = recall.below(BROKER, None, "", 10, now);
    let names: Vec<&str> = top.iter().map(|one| one.name.as_str()).collect();
    assert_eq!((names, more), (vec!["", "site"], 0));
    let site = &top[1];
    assert_eq!((site.topics, site.messages, site.has_children), (3, 102, true));
    assert!((site.per_second - 10.2).abs() < 1e-9, "{site:?}");
    assert_eq!((site.newest, site.heard.is_none()), (Some(Timestamp::from_ms(9_950)), true));

    let (ahu, _) = recall.below(BROKER, Some("site/ahu"), "", 10, now);
    let heard = ahu[0].heard.as_ref().unwrap();
    assert_eq!((&*heard.newest.payload, heard.convention), (b"on".as_slice(), "plain"));
    assert_eq!((ahu[0].topics, ahu[0].messages, ahu[0].has_children), (2, 101, true));

    assert_eq!(recall.below(BROKER, Some(""), "", 10, now).0[0].name, "lead");
    assert_eq!(recall.below(BROKER, Some("/lead/"), "", 10, now).0[0].name, "empty");
    assert_eq!(recall.below(BROKER, Some("nowhere"), "", 10, now), (Vec::new(), 0));
    assert_eq!(recall.below(ConnectionId(9), None, "", 10, now), (Vec::new(), 0));
}

#[test]
fn a_long_level_is_paged_and_filtered() {
    let mut recall = Recall::default();
    for device in 0..1_000 {
        recall.remember(&message(&format!("zone/VAV-{device:04}/t"), vec![1], 0), "plain");
    }
    let now = Timestamp::from_ms(0);
    let (shown, more) = recall.below(BROKER, Some("zone"), "", 5, now);
    assert_eq!((shown.len(), more), (5, 995));
    let (shown, more) = recall.below(BROKER, Some("zone"), "vav-000", 5, now);
    assert_eq!((shown.len(), more), (5, 5));
}

#[test]
fn topics_are_found_by_words_in_any_case() {
    let mut recall = Recall::default();
    for name in ["Site/AHU-1/Zuluft", "Site/AHU-1/Küche", "site/meter", "Site"] {
        recall.remember(&message(name, vec![1], 0), "plain");
    }
    let found = |words: &[&str], most| {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let (found, more) = recall.find(BROKER, &words, most, Timestamp::from_ms(0));
        (found.into_iter().map(|one| one.name).collect::<Vec<_>>(), more)
    };
    assert_eq!(found(&["ahu", "zuluft"], 10), (vec!["Site/AHU-1/Zuluft".to_owned()], 0));
    assert_eq!(found(&["küche"], 10).0, ["Site/AHU-1/Küche"]);
    assert_eq!(found(&["site"], 2), (vec!["Site".to_owned(), "Site/AHU-1/Küche".to_owned()], 2));
    assert_eq!(found(&["x"], 2), (Vec::new(), 0));
}

#[test]
fn levels_are_bounded_however_deep_a_topic_is() {
    let mut recall = Recall::default();
    for topic in 0..20 {
        let deep = format!("{topic}{}", "/".repeat(60_000));
        recall.remember(&message(&deep, vec![1], 0), "plain");
    }
    let sums = recall.sums();
    assert!(sums.topics < 10 && sums.unknown > 10, "{sums:?}");
    let (found, more) = recall.find(BROKER, &[], 3, Timestamp::from_ms(0));
    assert_eq!(found.len() + more, sums.topics);
}
