//! `bench retained`: fifty thousand retained topics of 1 KB at the first connection to a broker with default settings.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use broker::Retain;
use bytes::Bytes;
use model::Qos;
use mosquitto::Mosquitto;
use tokio::time::sleep;
use wire::Latest;

use crate::end_to_end::{collect, connect, health};
use crate::figures::{Report, as_f64};
use crate::process;

const TOPICS: usize = 50_000;
const PAYLOAD_BYTES: usize = 1_024;

/// Publishes the topics, connects, and waits until each has its current value.
///
/// # Errors
/// Where mosquitto is missing or the collector cannot run.
pub async fn run(folder: &Path) -> Result<Report> {
    let mut report = Report::new("retained");
    let broker = Mosquitto::start()?;
    let mut publisher = connect(&broker).await?;
    for topic in 0..TOPICS {
        let mut payload = format!("{{\"value\":{topic},\"note\":\"").into_bytes();
        payload.resize(PAYLOAD_BYTES - 2, b'x');
        payload.extend_from_slice(b"\"}");
        let topic = format!("retained/{topic}");
        publisher.publish(&topic, Bytes::from(payload), Qos::AtLeastOnce, Retain::Yes).await?;
    }
    publisher.close().await?;
    let before = process::resident_mb();
    let started = Instant::now();
    let collector = collect(&broker, folder).await?;
    let door = collector.door();
    let (mut came, mut took, mut most) = (0, Duration::ZERO, 0.0_f64);
    while started.elapsed() < Duration::from_secs(30) {
        let now = health(&door).await?.messages.retained;
        if now > came {
            (came, took) = (now, started.elapsed());
        }
        most = most.max(process::resident_mb().unwrap_or(0.0));
        if came >= TOPICS as u64 {
            break;
        }
        sleep(Duration::from_millis(50)).await;
    }
    // The list of points settles a moment after the values came.
    let mut seen = 0;
    while seen < usize::try_from(came)?.min(TOPICS) && started.elapsed() < Duration::from_secs(60) {
        sleep(Duration::from_millis(200)).await;
        most = most.max(process::resident_mb().unwrap_or(0.0));
        let values = door.ask(Latest::default()).await?;
        seen = values.iter().filter(|v| v.source.path == "/value" && v.value.is_some()).count();
    }
    ensure!(seen > 0, "no retained value was seen");
    report.parameter("topics", as_f64(TOPICS as u64));
    report.figure("all_in_s", took.as_secs_f64(), "s");
    report.figure("lost", as_f64((TOPICS - seen) as u64), "topics");
    if let Some(before) = before {
        report.figure("rss_growth_mb", most - before, "MB");
    }
    collector.stop().await;
    Ok(report)
}
