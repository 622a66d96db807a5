//! The collector is killed again and again under load: nothing that was acknowledged is lost, nothing is doubled.
//!
//! `PLANTROOM_KILLS` sets how often (20 unless told); the counts are printed. Half of the topics carry a time of their
//! own. The broker keeps what it cannot deliver without a limit, so that what is missing was lost by the collector.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use engine::Door;
use model::{TimeRange, Value};
use tokio::time::{Instant, sleep, sleep_until};
use wire::{Export, Latest, Points};

use crate::harness::{
    PATIENCE, assert_balanced, collecting, folder_with, health, publish, publisher, within,
};

const TOPICS: u64 = 50;
const MESSAGES_PER_SECOND: u64 = 2_000;
const KILLS: u64 = 20;

/// The program as a person runs it, built beside this test.
pub(crate) fn plantroomctl() -> PathBuf {
    let mut path = std::env::current_exe().unwrap();
    path.pop();
    path.pop();
    path.push("plantroomctl");
    assert!(path.exists(), "{} is missing: cargo build -p cli", path.display());
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn no_kill_loses_or_doubles_an_acknowledged_reading() {
    let kills = std::env::var("PLANTROOM_KILLS").map_or(KILLS, |kills| kills.parse().unwrap());
    let broker = mosquitto::Mosquitto::start_with("max_queued_messages 0").unwrap();
    let folder = folder_with(&broker).await;
    // The broker keeps messages for a session that has subscribed once; before that there is nothing to lose.
    let first = collecting(folder.path()).await;
    within(PATIENCE, "the subscription is remembered", || async {
        let kept = first.door().ask(wire::Connections {}).await.unwrap();
        kept.iter().all(|connection| connection.subscribed)
    })
    .await;
    first.stop().await;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let mut devices = publisher(&broker).await;
    let load = tokio::spawn(async move {
        let (started, first) = (Instant::now(), engine::now().ms());
        let mut sent = 0_u64;
        while !*stopped.borrow() {
            let (topic, number) = (sent % TOPICS, sent / TOPICS);
            let payload = if topic.is_multiple_of(2) {
                number.to_string()
            } else {
                // No two of a point share a millisecond, also where a busy machine sends many at once.
                let ts = first + i64::try_from(sent).unwrap();
                format!(r#"{{"ts":{ts},"value":{number}}}"#)
            };
            publish(&mut devices, &format!("load/{topic}"), payload).await;
            sent += 1;
            sleep_until(started + Duration::from_micros(sent * 1_000_000 / MESSAGES_PER_SECOND))
                .await;
        }
        devices.settle().await.unwrap();
        sent
    });
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    for _ in 0..kills {
        let mut child = Command::new(plantroomctl())
            .arg("--data-dir")
            .arg(folder.path())
            .args(["--quiet", "collect"])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        // A seeded moment between 50 ms and 1.5 s.
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        sleep(Duration::from_millis(50 + (random >> 33) % 1_450)).await;
        child.kill().unwrap();
        child.wait().unwrap();
    }
    stop.send(true).unwrap();
    let sent = load.await.unwrap();

    // What the broker still keeps comes now; then every number must be there once.
    let collector = engine::Collector::start(folder.path()).await.unwrap();
    let door = collector.door();
    let before = Cell::new(None);
    within(Duration::from_secs(120), "the broker has given out everything", || async {
        sleep(Duration::from_millis(500)).await;
        let received = Some(health(&door).await.messages.received);
        // The broker keeps the order: who has the last number of every topic has been sent all before it.
        before.replace(received) == received && has_the_last(&door, sent).await
    })
    .await;
    assert_balanced(&health(&door).await);
    let (lost, doubled) = compare(&door, sent).await;
    println!("{kills} kills, {sent} messages: {lost} lost, {doubled} doubled");
    assert_eq!((lost, doubled), (0, 0));
    collector.stop().await;
    let door = Door::open(folder.path()).await.unwrap();
    let verified = door.ask(wire::StoreVerify {}).await.unwrap();
    assert!(verified.bad_chunks.is_empty());
    door.close().await;
}

/// Whether the newest value of every topic is the last that was published on it.
async fn has_the_last(door: &Door, sent: u64) -> bool {
    let latest = door.ask(Latest::default()).await.unwrap();
    let newest: BTreeMap<&str, Option<f64>> = latest
        .iter()
        .map(|view| (view.source.topic.as_str(), view.value.as_ref().and_then(Value::as_number)))
        .collect();
    (0..TOPICS.min(sent)).all(|topic| {
        let last = (sent - 1 - topic) / TOPICS;
        let shown = newest.get(format!("load/{topic}").as_str()).copied().flatten();
        #[expect(clippy::cast_precision_loss, reason = "sequence numbers")]
        let last = last as f64;
        shown.is_some_and(|shown| shown >= last)
    })
}

/// How many of the published numbers are missing, and how many stand more than once.
async fn compare(door: &Door, sent: u64) -> (u64, u64) {
    let (mut lost, mut doubled) = (0, 0);
    let points = door.ask(Points {}).await.unwrap();
    let mut seen: BTreeMap<u64, u64> = BTreeMap::new();
    for point in points {
        let topic: u64 = point.name.split(['/', ' ']).nth(1).unwrap().parse().unwrap();
        let mut counts: BTreeMap<u64, u64> = BTreeMap::new();
        let mut range = TimeRange::ALL;
        loop {
            let ask = Export { point: point.point.to_string(), range };
            let page = door.ask(ask).await.unwrap();
            for (_, value, _) in page.rows {
                let Value::Number(number) = value else { panic!("{value:?}") };
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "sequence numbers"
                )]
                let number = number as u64;
                *counts.entry(number).or_default() += 1;
            }
            let Some(next) = page.next else { break };
            range = TimeRange::new(next, range.to()).unwrap();
        }
        let published = sent / TOPICS + u64::from(topic < sent % TOPICS);
        lost += (0..published).filter(|number| !counts.contains_key(number)).count() as u64;
        doubled += counts.values().map(|count| count - 1).sum::<u64>();
        seen.insert(topic, published);
    }
    lost += (0..TOPICS.min(sent)).filter(|topic| !seen.contains_key(topic)).count() as u64;
    (lost, doubled)
}
