//! What is subscribed to, and when.

use broker::{Settings, State, VersionChoice};
use bytes::Bytes;
use model::ConnectionId;

use crate::harness::{BOTH, Mosquitto, live, next, publish, reaches, retain, start, text};

fn words(filters: &str) -> Vec<String> {
    filters.split_whitespace().map(str::to_owned).collect()
}

#[tokio::test]
async fn a_kept_session_is_not_subscribed_again() {
    for version in BOTH {
        let broker = Mosquitto::start_logging().await;
        let settings = broker.settings(version);
        let (session, _messages) = live(settings.clone()).await;
        let subscribed = session.status().borrow().subscribed.clone();
        assert_eq!(subscribed, settings.filters);
        session.stop().await;
        let before = broker.log().matches("Received SUBSCRIBE from console").count();
        assert_eq!(before, 2, "{version:?}: QoS 0, then QoS 1");

        let mut publisher = broker.publisher().await;
        publish(&mut publisher, "t", "while away").await;
        let (session, mut messages) = start(Settings { subscribed, ..settings.clone() });
        assert_eq!(session.status().borrow().subscribed, settings.filters, "as it was left");
        reaches(&session, |status| status.state == State::Live).await;
        assert_eq!(text(&next(&mut messages).await), "while away");
        assert!(session.status().borrow().session_present);
        session.stop().await;
        assert_eq!(broker.log().matches("Received SUBSCRIBE from console").count(), before);
    }
}

#[tokio::test]
async fn what_is_retained_is_heard_again_while_the_subscription_stands_as_it_is() {
    for version in BOTH {
        let broker = Mosquitto::start_logging().await;
        let (mut session, mut messages) = live(broker.settings(version)).await;
        let mut publisher = broker.publisher().await;
        for topic in ["a", "b"] {
            retain(&mut publisher, topic, Bytes::from_static(b"announced")).await;
            assert!(!next(&mut messages).await.retained, "it is news");
        }
        let status = session.status().borrow().clone();
        session.listen_again();
        let mut again = [next(&mut messages).await, next(&mut messages).await];
        again.sort_by(|one, other| one.topic.cmp(&other.topic));
        let told = again.map(|m| (m.topic, m.retained, m.ack, m.connection));
        let expected = ["a", "b"].map(|topic| (topic.to_owned(), true, None, ConnectionId(7)));
        assert_eq!(told, expected);
        let heard = reaches(&session, |status| status.heard_again == 1).await;
        assert_eq!(
            heard,
            broker::Status { listened_again: 1, heard_again: 1, ..status },
            "{version:?}"
        );

        publish(&mut publisher, "c", "once").await;
        assert_eq!(text(&next(&mut messages).await), "once");
        session.stop().await;
        assert!(messages.recv().await.is_none(), "and nothing twice");
        let own = |line: &&str| line.ends_with("Received SUBSCRIBE from console");
        assert_eq!(broker.log().lines().filter(own).count(), 2, "{version:?}: at the start");
    }
}

#[tokio::test]
async fn changed_filters_touch_only_what_changed() {
    let broker = Mosquitto::start_logging().await;
    let mut settings = broker.settings(VersionChoice::Auto);
    settings.filters = words("old/# kept");
    let (session, _messages) = live(settings.clone()).await;
    session.stop().await;

    let mut publisher = broker.publisher().await;
    retain(&mut publisher, "new/1", Bytes::from_static(b"retained")).await;
    publisher.settle().await.unwrap();
    settings.subscribed = settings.filters;
    settings.filters = words("kept new/#");
    let (session, mut messages) = live(settings).await;
    assert_eq!(session.status().borrow().subscribed, words("kept new/#"));
    assert!(next(&mut messages).await.retained);
    for topic in ["old/1", "kept", "new/2"] {
        publish(&mut publisher, topic, topic).await;
    }
    assert_eq!(next(&mut messages).await.topic, "kept");
    assert_eq!(next(&mut messages).await.topic, "new/2");
    session.stop().await;
    let left = |filter: &str| broker.log().lines().filter(|line| line.ends_with(filter)).count();
    assert_eq!((left("\told/#"), left("\tkept")), (1, 0));
}

#[tokio::test]
async fn a_filter_that_is_refused_is_told_and_the_others_stand() {
    for version in BOTH {
        let broker = Mosquitto::start_guarded().await;
        let mut settings = broker.settings(version);
        settings.filters = words("open/# bad/#/filter secret/#");
        let (session, mut messages) = live(settings).await;
        let status = session.status().borrow().clone();
        assert_eq!(status.subscribed, words("open/#"));
        let refused: Vec<&str> =
            status.refused_filters.iter().map(|refused| refused.filter.as_str()).collect();
        assert_eq!(refused, ["bad/#/filter", "secret/#"], "{:?}", status.refused_filters);
        publish(&mut broker.publisher().await, "open/1", "heard").await;
        assert_eq!(text(&next(&mut messages).await), "heard");
        session.stop().await;
    }
}
