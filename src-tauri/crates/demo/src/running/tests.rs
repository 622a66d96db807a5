//! The demo building as a person meets it: made, started, alive, commanded, and started again.

use std::path::Path;
use std::process::Command;

use chrono_tz::Tz;
use tempfile::TempDir;
use wire::{CurrentView, Inbox, Overview};

use super::*;
use crate::founding::found;

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(40);
const DAY: Duration = Duration::from_secs(24 * 3_600);

async fn made(folder: &Path) {
    let founded = found(folder, Tz::Europe__Amsterdam, now(), DAY).await.unwrap();
    assert!((200_000..300_000).contains(&founded.readings), "{founded:?}");
}

async fn latest(door: &Door) -> Vec<CurrentView> {
    door.ask(Latest::default()).await.unwrap()
}

/// What the point of this name shows.
async fn number(door: &Door, name: &str) -> f64 {
    let latest = latest(door).await;
    let current = latest.iter().find(|current| current.name == name).expect(name);
    current.value.as_ref().and_then(Value::as_number).unwrap()
}

/// Waits until the door tells what is asked for.
async fn eventually<F: Future<Output = bool>>(mut holds: impl FnMut() -> F) {
    let looking = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(PATIENCE, looking).await.expect("held in time");
}

/// How many points told something after this instant.
async fn alive(door: &Door, since: Timestamp) -> usize {
    let latest = latest(door).await;
    let times = latest.iter().filter_map(|current| current.source_time_ms);
    times.filter(|time| *time >= since).count()
}

async fn set(url: &str, topic: &str, value: &str) {
    let (port, topic, value) = (port_of(url).to_string(), topic.to_owned(), value.to_owned());
    let sent = tokio::task::spawn_blocking(move || {
        let mut command = Command::new("mosquitto_pub");
        command.args(["-h", "127.0.0.1", "-p", &port, "-q", "1", "-t", &topic, "-m", &value]);
        command.status().expect("mosquitto_pub")
    });
    assert!(sent.await.unwrap().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_folder_is_alive_takes_commands_and_goes_on_after_a_restart() {
    let folder = TempDir::new().unwrap();
    made(folder.path()).await;
    let collector = Collector::start(folder.path()).await.unwrap();
    let door = collector.door();
    let energy = number(&door, "Main electricity meter energy").await;
    let since = now();
    let running = Running::start(&collector).await.unwrap().expect("a demo");
    // The dead sensor has four points, those behind the gateway twelve.
    eventually(|| async { alive(&door, since).await >= 188 }).await;
    eventually(|| async {
        door.ask(Inbox { connection: None, ignored: false }).await.unwrap().len() == 8
    })
    .await;
    assert!(door.ask(Overview {}).await.is_ok());

    let url = collector.demo().unwrap();
    let name = "VAV 2-04 zone air temperature setpoint";
    let topic = "quay-house/vav-2-04/zone-air-temperature-setpoint/set";
    set(&url, topic, "hot").await;
    set(&url, topic, "22.3").await;
    eventually(|| async { (number(&door, name).await - 22.3).abs() < 1e-9 }).await;
    let found = door.ask(Inbox { connection: None, ignored: false }).await.unwrap();
    assert_eq!(found.len(), 8, "no wanted value is taken for a point");

    running.stop().await;
    let counted = number(&door, "Main electricity meter energy").await;
    assert!((energy..energy + 2.0).contains(&counted), "{energy} {counted}");
    collector.stop().await;

    let taken = std::net::TcpListener::bind(("127.0.0.1", port_of(&url)));
    let collector = Collector::start(folder.path()).await.unwrap();
    let door = collector.door();
    let since = now();
    let running = Running::start(&collector).await.unwrap().expect("still a demo");
    if taken.is_ok() {
        assert_ne!(collector.demo().unwrap(), url, "its port was taken");
    }
    eventually(|| async { alive(&door, since).await >= 188 }).await;
    let later = number(&door, "Main electricity meter energy").await;
    assert!((counted..counted + 2.0).contains(&later), "{counted} {later}");
    running.stop().await;
    collector.stop().await;
}

#[tokio::test]
async fn a_folder_that_is_no_demo_has_no_devices() {
    let folder = TempDir::new().unwrap();
    engine::init(folder.path(), Some("UTC")).await.unwrap();
    let collector = Collector::start(folder.path()).await.unwrap();
    assert!(Running::start(&collector).await.unwrap().is_none());
    collector.stop().await;
}

#[tokio::test]
async fn a_zone_that_is_none_and_a_folder_in_use_are_refused() {
    let folder = TempDir::new().unwrap();
    let failure = crate::init(folder.path(), Some("Mars/Olympus")).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::BadRequest);
    engine::init(folder.path(), Some("UTC")).await.unwrap();
    let failure = found(folder.path(), Tz::UTC, now(), DAY).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::BadRequest);
}
