//! A broker that is frozen is shown as not live within ten seconds, and its values grow old in sight.

use std::time::Duration;

use model::Quality;

use crate::harness::{collecting, folder_with, is_live, latest, publish, publisher, until, within};

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_broker_is_not_live_within_ten_seconds_and_its_values_turn_stale() {
    let broker = mosquitto::Mosquitto::start().unwrap();
    let folder = folder_with(&broker).await;
    let collector = collecting(folder.path()).await;
    let door = collector.door();
    let mut devices = publisher(&broker).await;
    publish(&mut devices, "ahu/1/t", "21.5").await;
    devices.settle().await.unwrap();
    let quality = || async { latest(&door, "ahu/1/t").await.and_then(|view| view.quality) };
    until("the value", || async { quality().await == Some(Quality::Good) }).await;

    broker.freeze().unwrap();
    let seen = within(Duration::from_secs(10), "not live", || async {
        !is_live(&door).await && quality().await == Some(Quality::Stale)
    })
    .await;
    println!("a frozen broker was seen after {seen:?}");
    assert!(latest(&door, "ahu/1/t").await.unwrap().age_ms.unwrap() > 5_000);
    let explained = door.ask(wire::Connections {}).await.unwrap();
    assert!(!explained[0].explanation.is_empty());

    broker.thaw().unwrap();
    until("live again", || is_live(&door)).await;
    until("good again", || async { quality().await == Some(Quality::Good) }).await;
    collector.stop().await;
}
