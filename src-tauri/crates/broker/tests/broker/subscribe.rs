//! What is subscribed to, and when.

use broker::{Settings, VersionChoice};
use bytes::Bytes;

use crate::harness::{BOTH, Mosquitto, live, next, publish, retain, text};

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
        let (session, mut messages) = live(Settings { subscribed, ..settings }).await;
        assert_eq!(text(&next(&mut messages).await), "while away");
        assert!(session.status().borrow().session_present);
        session.stop().await;
        assert_eq!(broker.log().matches("Received SUBSCRIBE from console").count(), before);
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
