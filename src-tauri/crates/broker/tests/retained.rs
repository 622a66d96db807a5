//! Fifty thousand retained topics at the first connection to a broker with default settings.
//!
//! A default mosquitto drops QoS 0 beyond what the sockets hold and a thousand packets, and does so whenever other programs
//! have the processor: the session has to notice and ask again. `rumqttc` and `broker` are optimised in the development profile.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use broker::{Publisher, PublisherSettings, Retain, Session, Settings, State, VersionChoice};
use bytes::Bytes;
use model::{ConnectionId, Qos, Timestamp};
use mosquitto::Mosquitto;
use tokio::time::Instant;

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
        // Like the program's intake, this leaves the processor to the socket while the broker sends.
        session.status().wait_for(|status| status.state == State::Live).await.unwrap();
        let mut topics = HashSet::new();
        while let Ok(incoming) = messages.try_recv() {
            assert!(incoming.retained && incoming.ack.is_none());
            topics.insert(incoming.topic);
        }
        let took = began.elapsed();
        println!("{RETAINED} retained received in {took:?} with {version:?}");
        assert_eq!(topics.len(), RETAINED, "{version:?}");
        assert!(took < Duration::from_secs(10), "{version:?}: {took:?}");
        session.stop().await;
    }
}
