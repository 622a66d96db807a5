//! Fifty thousand retained topics at the first connection to a broker with default settings.
//!
//! A default mosquitto drops QoS 0 beyond what the sockets hold and a thousand packets, so the reader has to be as fast
//! as its writer: this has a program of its own, so that no other test takes the processor meanwhile, and needs
//! `rumqttc` and `broker` optimised in the development profile.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use broker::{Publisher, PublisherSettings, Retain, Session, Settings, VersionChoice};
use bytes::Bytes;
use model::{ConnectionId, Incoming, Qos, Timestamp};
use mosquitto::Mosquitto;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};

const RETAINED: usize = 50_000;

#[tokio::test(flavor = "multi_thread")]
async fn fifty_thousand_retained_topics_all_arrive() {
    let broker = Mosquitto::start().unwrap();
    let settings = PublisherSettings::new("127.0.0.1", broker.port(), "devices");
    let mut publisher = Publisher::connect(&settings).await.unwrap();
    let payload = Bytes::from(vec![b'x'; 1_024]);
    for n in 0..RETAINED {
        let topic = format!("site/floor/{}/point/{n}", n % 40);
        publisher.publish(&topic, payload.clone(), Qos::AtLeastOnce, Retain::Yes).await.unwrap();
    }
    publisher.settle().await.unwrap();
    for version in [VersionChoice::V311, VersionChoice::V5] {
        let client = format!("console-{version:?}");
        let mut settings = Settings::new(ConnectionId(1), "127.0.0.1", broker.port(), client);
        settings.version = version;
        let began = Instant::now();
        let clock = Arc::new(|| Timestamp::from_ms(0));
        let (session, mut messages) = Session::start(settings, clock);
        let topics = all_retained(&session, &mut messages).await;
        let took = began.elapsed();
        println!("{RETAINED} retained received in {took:?} with {version:?}");
        assert_eq!(topics, RETAINED, "{version:?}");
        assert!(took < Duration::from_secs(10), "{version:?}: {took:?}");
        session.stop().await;
    }
}

/// Counts topics once all came, or no more come for two seconds.
///
/// Like the program's intake, it leaves the processor to the socket while the broker sends, and takes what came after.
async fn all_retained(session: &Session, messages: &mut mpsc::Receiver<Incoming>) -> usize {
    let (mut received, mut grew) = (0, Instant::now());
    while received < RETAINED as u64 && grew.elapsed() < Duration::from_secs(2) {
        sleep(Duration::from_millis(10)).await;
        let now = session.counts().received;
        if now > received {
            (received, grew) = (now, Instant::now());
        }
    }
    let mut topics = HashSet::new();
    while let Ok(incoming) = messages.try_recv() {
        assert!(incoming.retained && incoming.ack.is_none());
        topics.insert(incoming.topic);
    }
    topics.len()
}
