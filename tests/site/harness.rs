//! What every story needs: a folder, a broker, a collector, and patience with a limit.

use std::path::Path;
use std::time::Duration;

use broker::{Publisher, PublisherSettings, Retain};
use bytes::Bytes;
use engine::{Collector, Door};
use model::{Conventions, Qos};
use mosquitto::Mosquitto;
use tempfile::TempDir;
use tokio::time::{Instant, sleep};
use wire::{AddConnection, ConnectionHealth, ConnectionSecurity, CurrentView, Health, Latest};

/// Longer than anything here takes; a story that waits so long has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A fresh data folder with one connection called `main`.
pub(crate) async fn folder_with(broker: &Mosquitto) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    engine::init(folder.path(), Some("Europe/Amsterdam")).await.unwrap();
    let door = Door::open(folder.path()).await.unwrap();
    let add = AddConnection {
        name: "main".to_owned(),
        url: broker.url(),
        filters: Vec::new(),
        version: None,
        login: None,
        security: ConnectionSecurity::default(),
        conventions: Conventions::All,
    };
    door.ask(add).await.unwrap();
    door.close().await;
    folder
}

/// A collector that is live.
pub(crate) async fn collecting(folder: &Path) -> Collector {
    let collector = Collector::start(folder).await.unwrap();
    let door = collector.door();
    until("live", || async { is_live(&door).await }).await;
    collector
}

pub(crate) async fn is_live(door: &Door) -> bool {
    let connections = door.ask(wire::Connections {}).await.unwrap();
    connections.iter().all(|connection| connection.state == wire::ConnectionState::Live)
}

/// The counters of the connection `main`.
pub(crate) async fn health(door: &Door) -> ConnectionHealth {
    door.ask(Health {}).await.unwrap().connections.into_iter().find(|c| c.name == "main").unwrap()
}

pub(crate) async fn latest(door: &Door, topic: &str) -> Option<CurrentView> {
    let all = door.ask(Latest::default()).await.unwrap();
    all.into_iter().find(|view| view.source.topic == topic)
}

pub(crate) async fn publisher(broker: &Mosquitto) -> Publisher {
    publisher_to(broker.port()).await
}

pub(crate) async fn publisher_to(port: u16) -> Publisher {
    let settings = PublisherSettings::new("127.0.0.1", port, "devices");
    Publisher::connect(&settings).await.unwrap()
}

pub(crate) async fn publish(publisher: &mut Publisher, topic: &str, payload: impl Into<Bytes>) {
    publisher.publish(topic, payload.into(), Qos::AtLeastOnce, Retain::No).await.unwrap();
}

/// Waits until something holds; fails the story where it does not within [`PATIENCE`].
pub(crate) async fn until(what: &str, holds: impl AsyncFnMut() -> bool) {
    within(PATIENCE, what, holds).await;
}

/// Waits until something holds and says how long it took.
pub(crate) async fn within(
    patience: Duration,
    what: &str,
    mut holds: impl AsyncFnMut() -> bool,
) -> Duration {
    let started = Instant::now();
    while !holds().await {
        assert!(started.elapsed() < patience, "waited {patience:?} in vain: {what}");
        sleep(Duration::from_millis(20)).await;
    }
    started.elapsed()
}

/// Both balances hold.
pub(crate) fn assert_balanced(health: &ConnectionHealth) {
    let messages = &health.messages;
    let refused: u64 = messages.refused.values().sum();
    assert_eq!(messages.received, messages.understood + refused, "{messages:?}");
    let values = &health.values;
    let refused: u64 = values.refused.values().sum();
    let told = values.stored + values.duplicate + values.replaced + values.undecided;
    assert_eq!(values.read, told + refused, "{values:?}");
}
