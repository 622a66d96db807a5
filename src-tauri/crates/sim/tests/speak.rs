//! Fleets on a real mosquitto: what is told of them is what a console hears, and what is retained awaits those who come late.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends")]

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use broker::{Clock, Session, Settings, State};
use codec::{Decoder, Verdict};
use model::{ConnectionId, Incoming, Timestamp};
use mosquitto::Mosquitto;
use sim::fleet::Convention;
use sim::speak::{Speech, run};
use tokio::sync::mpsc;
use tokio::time::timeout;

/// Longer than anything here takes; a test that waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// 2025-11-13T09:30:00Z; it stands still.
const NOW: Timestamp = Timestamp::from_ms(1_763_026_200_000);

fn clock() -> Clock {
    Arc::new(|| NOW)
}

async fn listen(broker: &Mosquitto, name: &str) -> (Session, mpsc::Receiver<Incoming>) {
    let settings = Settings::new(ConnectionId(1), "127.0.0.1", broker.port(), name);
    let (session, messages) = Session::start(settings, clock());
    let mut status = session.status();
    let live = status.wait_for(|status| status.state == State::Live);
    timeout(PATIENCE, live).await.unwrap().unwrap();
    (session, messages)
}

fn speech(broker: &Mosquitto, truth: PathBuf) -> Speech {
    Speech {
        url: broker.url(),
        conventions: Convention::ALL.to_vec(),
        points: 500,
        rate: 2_000.0,
        seed: 7,
        duration: Some(Duration::from_millis(500)),
        qos1: true,
        truth: Some(truth),
    }
}

/// The truth's devices and points, as texts between quotes on its lines.
fn truths(file: &PathBuf) -> HashSet<(String, String)> {
    let text = std::fs::read_to_string(file).unwrap();
    let line = |line: &str| {
        let truth: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| truth[key].as_str().unwrap().to_owned();
        (text("device"), text("point"))
    };
    text.lines().map(line).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_point_of_the_truth_is_heard_through_a_broker() {
    let broker = Mosquitto::start_with("max_queued_messages 0").unwrap();
    let (session, mut messages) = listen(&broker, "early").await;
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("truth.jsonl");
    let report = run(speech(&broker, file.clone()), clock(), std::future::pending());
    let report = timeout(PATIENCE, report).await.unwrap().unwrap();
    assert_eq!(report.acknowledged, report.published);

    let mut decoder = Decoder::new();
    let mut heard = HashSet::new();
    let mut topics = HashSet::new();
    for _ in 0..report.published {
        let message = timeout(PATIENCE, messages.recv()).await.unwrap().unwrap();
        session.acknowledge(message.ack.as_slice());
        let decoded = decoder.decode(&message);
        assert_eq!(decoded.verdict, Verdict::Understood, "{}", message.topic);
        let series = decoded.series.iter();
        heard.extend(series.map(|series| (series.device.to_string(), series.path.to_string())));
        topics.insert(message.topic);
    }
    assert_eq!(topics.len(), report.topics);
    let truths = truths(&file);
    assert_eq!(truths.len(), 500);
    let missing: Vec<_> = truths.difference(&heard).collect();
    assert!(missing.is_empty(), "{missing:?}");

    let (session, mut messages) = listen(&broker, "late").await;
    let mut kept = HashSet::new();
    while kept.len() < 4 {
        let message = timeout(PATIENCE, messages.recv()).await.unwrap().unwrap();
        session.acknowledge(message.ack.as_slice());
        assert!(message.retained, "{} is news", message.topic);
        let decoded = decoder.decode(&message);
        if !decoded.discoveries.is_empty() {
            kept.insert(decoded.convention);
        }
    }
    assert!(!kept.contains("sparkplug-b"), "births are never retained");
}
