//! Rates, and a reader that stops reading.

use std::time::Duration;

use broker::{
    Publisher, PublisherSettings, QUEUE_BYTES_MAX, Retain, Session, Version, VersionChoice,
};
use bytes::Bytes;
use model::{AckToken, Incoming, Qos};
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::harness::{BOTH, Mosquitto, eventually, live, next, reaches};

/// Acknowledges as the store does: a batch each quarter of a second, after the fact.
async fn acknowledge_in_batches(
    session: &Session,
    messages: &mut mpsc::Receiver<Incoming>,
    count: usize,
    every: Duration,
) -> Vec<u32> {
    let mut numbers = Vec::with_capacity(count);
    let mut tokens: Vec<AckToken> = Vec::new();
    let mut commit = tokio::time::interval(every);
    while numbers.len() < count {
        tokio::select! {
            incoming = next(messages) => {
                numbers.push(u32::from_be_bytes(incoming.payload[..4].try_into().unwrap()));
                tokens.extend(incoming.ack);
            }
            _ = commit.tick() => session.acknowledge(&std::mem::take(&mut tokens)),
        }
    }
    session.acknowledge(&tokens);
    numbers
}

fn numbered(n: u32) -> Bytes {
    let mut payload = vec![b'.'; 64];
    payload[..4].copy_from_slice(&n.to_be_bytes());
    Bytes::from(payload)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_thousand_messages_a_second_are_all_there() {
    const COUNT: u32 = 15_000;
    let broker = Mosquitto::start().await;
    let (session, mut messages) = live(broker.settings(VersionChoice::V5)).await;
    let mut publisher = broker.publisher().await;
    let publishing = tokio::spawn(async move {
        let mut tick = tokio::time::interval(Duration::from_millis(10));
        for n in 0..COUNT {
            if n % 50 == 0 {
                tick.tick().await;
            }
            publisher.publish("p", numbered(n), Qos::AtLeastOnce, Retain::No).await.unwrap();
        }
        publisher.settle().await.unwrap();
        publisher.acknowledged()
    });
    let every = Duration::from_millis(250);
    let numbers = acknowledge_in_batches(&session, &mut messages, COUNT as usize, every).await;
    assert_eq!(publishing.await.unwrap(), u64::from(COUNT));
    assert_eq!(numbers, (0..COUNT).collect::<Vec<_>>(), "none lost, none twice, in order");
    eventually(|| session.counts().acknowledged == u64::from(COUNT)).await;
    session.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_keeps_up_with_a_broker_at_full_speed() {
    const COUNT: u32 = 60_000;
    for version in BOTH {
        // No drops by the broker, and its window open for 3.1.1 as the session opens it for 5.
        let broker = Mosquitto::start_with(
            "allow_anonymous true\nmax_queued_messages 0\nmax_inflight_messages 10000\n",
        )
        .await;
        let (session, mut messages) = live(broker.settings(version)).await;
        let mut publisher = broker.publisher().await;
        let began = Instant::now();
        let publishing = tokio::spawn(async move {
            for n in 0..COUNT {
                publisher.publish("p", numbered(n), Qos::AtLeastOnce, Retain::No).await.unwrap();
            }
            publisher.settle().await.unwrap();
        });
        let every = Duration::from_millis(20);
        let numbers = acknowledge_in_batches(&session, &mut messages, COUNT as usize, every).await;
        eventually(|| session.counts().acknowledged == u64::from(COUNT)).await;
        let rate = f64::from(COUNT) / began.elapsed().as_secs_f64();
        println!("{rate:.0} messages/s through a session with {version:?}");
        publishing.await.unwrap();
        assert_eq!(numbers, (0..COUNT).collect::<Vec<_>>());
        // What is promised; far below what an optimised build does.
        assert!(rate > 5_000.0, "{rate:.0} messages/s with {version:?}");
        session.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_publisher_is_faster_than_any_building() {
    const COUNT: u32 = 50_000;
    let broker = Mosquitto::start_with("allow_anonymous true\nmax_inflight_messages 1000\n").await;
    for version in [Version::V311, Version::V5] {
        let mut settings = PublisherSettings::new("127.0.0.1", broker.port, "publisher");
        settings.version = version;
        let mut publisher = Publisher::connect(&settings).await.unwrap();
        let began = Instant::now();
        for n in 0..COUNT {
            publisher.publish("p", numbered(n), Qos::AtLeastOnce, Retain::No).await.unwrap();
        }
        publisher.settle().await.unwrap();
        let rate = f64::from(COUNT) / began.elapsed().as_secs_f64();
        println!("{rate:.0} messages/s published with {version}");
        assert_eq!((publisher.sent(), publisher.acknowledged()), (COUNT.into(), COUNT.into()));
        publisher.close().await.unwrap();
        assert!(rate > 5_000.0, "{rate:.0} messages/s with {version}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_stops_reading_makes_the_broker_wait_and_loses_nothing() {
    // Beyond the queue, so that the broker's and the system's buffers fill too.
    const COUNT: u32 = 120_000;
    for version in BOTH {
        let broker = Mosquitto::start_logging().await;
        let (session, mut messages) = live(broker.settings(version)).await;
        let mut publisher = broker.publisher().await;
        for n in 0..COUNT {
            publisher.publish("p", numbered(n), Qos::AtMostOnce, Retain::No).await.unwrap();
        }
        reaches(&session, |status| status.queue_full_since.is_some()).await;
        let pings = || broker.log().matches("Received PINGREQ from console").count();
        let before = pings();
        // Two more keep-alives: without them the broker would have given us up after 7.5 s.
        eventually(|| pings() >= before + 3).await;
        for n in 0..COUNT {
            let incoming = next(&mut messages).await;
            assert_eq!(incoming.payload, numbered(n), "{version:?}");
        }
        let status = session.status().borrow().clone();
        assert_eq!((status.reconnects, status.queue_full_times > 0), (0, true), "{version:?}");
        assert_eq!(status.queue_full_since, None);
        session.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn large_messages_wait_with_the_broker_once_they_are_too_many_bytes_to_wait_here() {
    const BYTES: usize = 1 << 20;
    const FIT: usize = QUEUE_BYTES_MAX / BYTES;
    const COUNT: u32 = 200;
    let broker = Mosquitto::start().await;
    let (session, mut messages) = live(broker.settings(VersionChoice::V311)).await;
    let mut publisher = broker.publisher().await;
    let large = |n: u32| {
        let mut payload = n.to_be_bytes().to_vec();
        payload.resize(BYTES, b'x');
        Bytes::from(payload)
    };
    for n in 0..COUNT {
        publisher.publish("p", large(n), Qos::AtMostOnce, Retain::No).await.unwrap();
    }
    reaches(&session, |status| status.queue_full_since.is_some()).await;
    assert_eq!(messages.len(), FIT);
    for n in 0..COUNT {
        assert!(next(&mut messages).await.payload == large(n), "message {n}");
    }
    assert_eq!(session.status().borrow().queue_full_since, None);
    session.stop().await;
}
