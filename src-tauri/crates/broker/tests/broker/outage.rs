//! Brokers that go away, freeze, refuse, or are not there.

use std::time::Duration;

use broker::{Credentials, Failure, State, VersionChoice};
use tokio::time::Instant;

use crate::harness::{
    BOTH, Mosquitto, free_port, live, next, publish, reaches, reaches_on, settings, start, text,
};

#[tokio::test]
async fn a_restarted_broker_is_subscribed_again_each_time() {
    for version in BOTH {
        let mut broker = Mosquitto::start().await;
        let (session, mut messages) = live(broker.settings(version)).await;
        let mut status = session.status();
        for round in 1..=5 {
            // Killed and stopped in turn; the farewell of a stopped one is another way to lose it.
            if round % 2 == 0 {
                broker.stop()
            } else {
                broker.kill()
            }
            reaches_on(&mut status, |status| status.state != State::Live).await;
            broker.run().await;
            let open = Instant::now();
            reaches_on(&mut status, |status| status.state == State::Live).await;
            assert!(open.elapsed() < Duration::from_secs(3), "{:?}", open.elapsed());
            publish(&mut broker.publisher().await, "t", &round.to_string()).await;
            let incoming = next(&mut messages).await;
            assert_eq!(text(&incoming), round.to_string());
            session.acknowledge(&[incoming.ack.unwrap()]);
            assert_eq!(status.borrow().reconnects, round);
        }
        session.stop().await;
    }
}

#[tokio::test]
async fn a_frozen_broker_is_seen_within_ten_seconds() {
    let rounds = BOTH.map(|version| async move {
        let broker = Mosquitto::start().await;
        let (session, mut messages) = live(broker.settings(version)).await;
        publish(&mut broker.publisher().await, "t", "just heard").await;
        next(&mut messages).await;
        broker.freeze();
        let frozen = Instant::now();
        let status = reaches(&session, |status| status.state != State::Live).await;
        let took = frozen.elapsed();
        println!("frozen broker seen after {took:?} with {version:?}");
        assert!(took < Duration::from_secs(10), "{took:?}");
        assert!(matches!(status.last_failure, Some(Failure::Silent { .. })), "{status:?}");
        broker.thaw();
        reaches(&session, |status| status.state == State::Live).await;
        session.stop().await;
    });
    let [first, second] = rounds;
    tokio::join!(first, second);
}

#[tokio::test]
async fn a_closed_port_is_a_state_with_a_sentence() {
    let (session, _messages) = start(settings(free_port(), VersionChoice::Auto));
    let status = reaches(&session, |status| status.attempt >= 2).await;
    let failure = status.last_failure.unwrap();
    assert!(matches!(failure, Failure::NothingListens { .. }), "{failure:?}");
    assert!(failure.to_string().contains("no broker listens on this port"), "{failure}");
    reaches(&session, |status| matches!(status.state, State::Waiting { .. })).await;
    session.stop().await;
}

#[tokio::test]
async fn a_name_without_an_address_is_told() {
    let mut settings = settings(1883, VersionChoice::Auto);
    settings.host = "no-such-broker.invalid".to_owned();
    let (session, _messages) = start(settings.clone());
    let status = reaches(&session, |s| s.last_failure.is_some()).await;
    assert_eq!(status.last_failure, Some(Failure::NameUnknown { host: settings.host.clone() }));
    session.stop().await;
}

#[tokio::test]
async fn a_wrong_password_is_tried_three_times_and_then_waits_for_the_operator() {
    for version in BOTH {
        let broker = Mosquitto::start_with("allow_anonymous false\n").await;
        let mut settings = broker.settings(version);
        settings.credentials = Some(Credentials::new("console", "wrong"));
        let (session, _messages) = start(settings);
        let status =
            reaches(&session, |status| matches!(status.state, State::Refused { .. })).await;
        assert_eq!(status.attempt, 3, "{version:?}");
        let failure = status.last_failure.unwrap();
        let refused = matches!(failure, Failure::NotAuthorized | Failure::BadCredentials);
        assert!(refused, "{failure:?}");
        session.stop().await;
    }
}

#[tokio::test]
async fn two_consoles_with_one_identifier_stop_fighting() {
    for version in BOTH {
        let broker = Mosquitto::start().await;
        let (one, _one_messages) = live(broker.settings(version)).await;
        let (other, _other_messages) = start(broker.settings(version));
        let (mut one_status, mut other_status) = (one.status(), other.status());
        let refused = |status: &broker::Status| matches!(status.state, State::Refused { .. });
        let status = tokio::select! {
            status = reaches_on(&mut one_status, refused) => status,
            status = reaches_on(&mut other_status, refused) => status,
        };
        let failure = status.last_failure.unwrap();
        assert!(matches!(failure, Failure::TakenOver { times: 3, .. }), "{failure:?}");
        one.stop().await;
        other.stop().await;
    }
}

#[tokio::test]
async fn settings_that_cannot_work_are_not_tried() {
    let mut settings = settings(1883, VersionChoice::Auto);
    settings.client_id.clear();
    let (session, _messages) = start(settings);
    let status = reaches(&session, |status| matches!(status.state, State::Refused { .. })).await;
    assert_eq!(status.attempt, 0);
    session.stop().await;
}
