//! Receiving and acknowledging.

use broker::{Retain, State, VersionChoice};
use bytes::Bytes;
use model::{ConnectionId, Qos};

use crate::harness::{BOTH, Mosquitto, eventually, live, next, publish, reaches, start, text};

#[tokio::test]
async fn messages_come_in_the_order_of_arrival_as_they_were_sent() {
    let broker = Mosquitto::start().await;
    for version in BOTH {
        let (session, mut messages) = live(broker.settings(version)).await;
        let mut publisher = broker.publisher().await;
        for n in 0..100 {
            publish(&mut publisher, &format!("floor/{}/temperature", n % 7), &n.to_string()).await;
        }
        let mut received = Vec::new();
        for n in 0..100 {
            let incoming = next(&mut messages).await;
            assert_eq!(text(&incoming), n.to_string(), "{version:?}");
            assert_eq!(incoming.topic, format!("floor/{}/temperature", n % 7));
            assert_eq!(incoming.connection, ConnectionId(7));
            assert_eq!(
                (incoming.qos(), incoming.retained, incoming.duplicate),
                (Qos::AtLeastOnce, false, false)
            );
            session.acknowledge(&[incoming.ack.unwrap()]);
            received.push(incoming.received);
        }
        assert!(received.is_sorted());
        let once = Bytes::from_static(b"at most once");
        publisher.publish("floor/x", once, Qos::AtMostOnce, Retain::No).await.unwrap();
        assert_eq!(next(&mut messages).await.qos(), Qos::AtMostOnce);
        eventually(|| session.counts().acknowledged == 100).await;
        assert_eq!(session.counts().received, 101);
        session.stop().await;
    }
}

#[tokio::test]
async fn what_was_not_acknowledged_comes_again_and_what_was_does_not() {
    for version in BOTH {
        let broker = Mosquitto::start().await;
        let (session, mut messages) = live(broker.settings(version)).await;
        let mut publisher = broker.publisher().await;
        for payload in ["kept", "lost", "lost too"] {
            publish(&mut publisher, "t", payload).await;
        }
        session.acknowledge(&[next(&mut messages).await.ack.unwrap()]);
        next(&mut messages).await;
        next(&mut messages).await;
        // The farewell comes after the acknowledgement, at once: nothing else tells that it was sent.
        session.stop().await;

        let mut settings = broker.settings(version);
        settings.subscribed = settings.filters.clone();
        let (session, mut messages) = live(settings).await;
        assert!(session.status().borrow().session_present);
        for payload in ["lost", "lost too"] {
            let again = next(&mut messages).await;
            assert_eq!((text(&again), again.duplicate), (payload, true), "{version:?}");
            session.acknowledge(&[again.ack.unwrap()]);
        }
        publish(&mut publisher, "t", "new").await;
        assert_eq!(text(&next(&mut messages).await), "new");
        session.stop().await;
    }
}

#[tokio::test]
async fn tokens_of_an_older_connection_are_thrown_away() {
    let mut broker = Mosquitto::start().await;
    let (session, mut messages) = live(broker.settings(VersionChoice::Auto)).await;
    publish(&mut broker.publisher().await, "t", "old").await;
    let old = next(&mut messages).await.ack.unwrap();

    broker.kill();
    reaches(&session, |status| status.state != State::Live).await;
    broker.run().await;
    reaches(&session, |status| status.state == State::Live).await;
    publish(&mut broker.publisher().await, "t", "new").await;
    let new = next(&mut messages).await.ack.unwrap();
    // The broker counts from 1 again, so the old token would acknowledge the new message.
    assert_eq!(new.packet_id, old.packet_id);
    assert!(new.attempt > old.attempt);

    session.acknowledge(&[old]);
    eventually(|| session.counts().stale == 1).await;
    assert_eq!(session.counts().acknowledged, 0);
    session.acknowledge(&[new]);
    eventually(|| session.counts().acknowledged == 1).await;
    session.stop().await;
}

#[tokio::test]
async fn acknowledgements_reach_the_broker_in_the_order_of_arrival() {
    for version in BOTH {
        let broker = Mosquitto::start_logging().await;
        let (session, mut messages) = live(broker.settings(version)).await;
        let mut publisher = broker.publisher().await;
        let mut tokens = Vec::new();
        for n in 0..10 {
            publish(&mut publisher, "t", &n.to_string()).await;
            tokens.push(next(&mut messages).await.ack.unwrap());
        }
        // Batches become durable in another order, and one of them is told twice.
        session.acknowledge(&tokens[5..]);
        session.acknowledge(&[tokens[3], tokens[1], tokens[0]]);
        session.acknowledge(&[tokens[0], tokens[4], tokens[2]]);
        session.stop().await;
        let log = broker.log();
        let told: Vec<u16> = log
            .lines()
            .filter_map(|line| line.split("Received PUBACK from console (Mid: ").nth(1))
            .map(|rest| rest.split([',', ')']).next().unwrap().parse().unwrap())
            .collect();
        let owed: Vec<u16> = tokens.iter().map(|token| token.packet_id).collect();
        assert_eq!(told, owed, "{version:?}");
    }
}

#[tokio::test]
async fn a_session_that_is_dropped_stops() {
    let broker = Mosquitto::start().await;
    let (session, mut messages) = start(broker.settings(VersionChoice::Auto));
    let mut status = session.status();
    status.wait_for(|status| status.state == State::Live).await.unwrap();
    drop(session);
    assert!(messages.recv().await.is_none());
    assert_eq!(status.borrow().state, State::Stopped);
}
