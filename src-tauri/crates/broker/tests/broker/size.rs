//! Large messages: none of them silences the others.

use broker::{Publisher, Session, VersionChoice};
use bytes::Bytes;
use model::Incoming;
use tokio::sync::mpsc;

use crate::harness::{BOTH, Mosquitto, live, next, publish, reaches, retain, start, text};

const MIB: usize = 1024 * 1024;

fn bytes(len: usize) -> Bytes {
    Bytes::from(vec![b'z'; len])
}

#[tokio::test]
async fn large_retained_messages_pass() {
    let broker = Mosquitto::start().await;
    let mut publisher = broker.publisher().await;
    let sizes = [24 * 1024, MIB];
    for len in sizes {
        retain(&mut publisher, &format!("size/{len}"), bytes(len)).await;
    }
    publisher.settle().await.unwrap();
    for version in BOTH {
        let mut settings = broker.settings(version);
        settings.client_id = format!("console-{version:?}");
        let (session, mut messages) = start(settings);
        let mut seen = Vec::new();
        while seen.len() < sizes.len() {
            let incoming = next(&mut messages).await;
            if !seen.contains(&incoming.payload.len()) {
                seen.push(incoming.payload.len());
            }
        }
        seen.sort_unstable();
        assert_eq!(seen, sizes);
        assert_eq!(session.status().borrow().reconnects, 0, "{version:?}");
        session.stop().await;
    }
}

#[tokio::test]
async fn a_message_beyond_the_limit_is_named_and_the_others_come() {
    for version in BOTH {
        let broker = Mosquitto::start().await;
        let mut publisher = broker.publisher().await;
        retain(&mut publisher, "camera/lobby", bytes(3 * MIB)).await;
        let (session, mut messages) = live(broker.settings(version)).await;
        others_come(&mut publisher, &session, &mut messages).await;
        let status = reaches(&session, |status| status.too_large > 0).await;
        assert_eq!(status.last_too_large.unwrap().topic, "camera/lobby");
        assert_eq!(status.reconnects, 0, "{version:?}");
        session.stop().await;
    }
}

#[tokio::test]
async fn a_message_thrown_away_does_not_come_again() {
    for version in BOTH {
        let broker = Mosquitto::start().await;
        let mut publisher = broker.publisher().await;
        let (session, mut messages) = live(broker.settings(version)).await;
        publisher
            .publish("camera", bytes(3 * MIB), model::Qos::AtLeastOnce, broker::Retain::No)
            .await
            .unwrap();
        publish(&mut publisher, "t", "behind it").await;
        let behind = next(&mut messages).await;
        assert_eq!(text(&behind), "behind it");
        session.acknowledge(&[behind.ack.unwrap()]);
        session.stop().await;

        let mut settings = broker.settings(version);
        settings.subscribed = settings.filters.clone();
        let (session, mut messages) = live(settings).await;
        others_come(&mut publisher, &session, &mut messages).await;
        assert_eq!(session.status().borrow().too_large, 0, "{version:?}");
        session.stop().await;
    }
}

#[tokio::test]
async fn a_message_beyond_all_limits_does_not_silence_the_others() {
    for version in BOTH {
        let broker = Mosquitto::start().await;
        let mut publisher = broker.publisher().await;
        retain(&mut publisher, "camera/roof", bytes(17 * MIB)).await;
        publisher.settle().await.unwrap();
        let (session, mut messages) = live(broker.settings(version)).await;
        others_come(&mut publisher, &session, &mut messages).await;
        let status = session.status().borrow().clone();
        if version == VersionChoice::V5 {
            // The broker was told the limit and drops it unseen.
            assert_eq!((status.reconnects, status.too_large), (0, 0));
        } else {
            let last = status.last_too_large.unwrap();
            assert_eq!((last.topic.as_str(), last.bytes > 17 * MIB), ("camera/roof", true));
        }
        session.stop().await;
    }
}

async fn others_come(
    publisher: &mut Publisher,
    session: &Session,
    messages: &mut mpsc::Receiver<Incoming>,
) {
    for n in 0..20 {
        publish(publisher, "other", &n.to_string()).await;
        let incoming = next(messages).await;
        assert_eq!((incoming.topic.as_str(), text(&incoming)), ("other", n.to_string().as_str()));
        session.acknowledge(&[incoming.ack.unwrap()]);
    }
}
