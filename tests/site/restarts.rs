//! The broker is stopped and started again and again: resubscribed each time, each outage a recorded gap.

use std::time::Duration;

use model::Value;

use crate::harness::{
    assert_balanced, collecting, folder_with, health, is_live, latest, publish, publisher, until,
    within,
};

/// As often as the promise says.
const RESTARTS: u64 = 20;

#[tokio::test(flavor = "multi_thread")]
async fn every_restart_of_the_broker_is_a_recorded_gap_and_data_flows_again() {
    let mut broker = mosquitto::Mosquitto::start().unwrap();
    let folder = folder_with(&broker).await;
    let collector = collecting(folder.path()).await;
    let door = collector.door();
    let mut waits: Vec<Duration> = Vec::new();
    for round in 1..=RESTARTS {
        broker.stop().unwrap();
        until("not live", || async { !is_live(&door).await }).await;
        broker.run().unwrap();
        waits.push(within(Duration::from_secs(10), "live again", || is_live(&door)).await);
        let mut devices = publisher(&broker).await;
        publish(&mut devices, "ahu/1/t", round.to_string()).await;
        devices.settle().await.unwrap();
        #[expect(clippy::cast_precision_loss, reason = "a small count")]
        let expected = Some(Value::Number(round as f64));
        until("the value of this round", || async {
            latest(&door, "ahu/1/t").await.is_some_and(|view| view.value == expected)
        })
        .await;
    }
    let counted = health(&door).await;
    assert_balanced(&counted);
    assert_eq!((counted.gaps, counted.reconnects), (RESTARTS, RESTARTS));
    assert!(counted.latest_gaps.iter().all(|gap| gap.to.is_some_and(|to| to >= gap.from)));
    assert!(!counted.latest_gaps[0].reason.is_empty());
    // Full jitter: waits that were all alike would be a fixed delay.
    let (least, most) = (waits.iter().min().unwrap(), waits.iter().max().unwrap());
    println!("live again after {least:?} to {most:?} in {RESTARTS} restarts");
    assert!(most.saturating_sub(*least) > Duration::from_millis(200), "{waits:?}");
    collector.stop().await;
}
