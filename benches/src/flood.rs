//! `bench flood`: fifty thousand messages a second with QoS 0 on 5,000 topics, then on a single one, beside devices that
//! speak once a second.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use broker::{Publisher, PublisherSettings, Retain};
use bytes::Bytes;
use engine::Door;
use model::{Qos, Resolution, TimeRange};
use mosquitto::Mosquitto;
use sim::Message;
use sim::bench::{OwnTime, SingleValues};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, sleep_until};
use wire::{Health, Readings, ResolutionAsked, ValueCounts};

use crate::end_to_end::{collect, connect, health};
use crate::figures::{Report, as_f64};
use crate::process;

/// Messages of the flood, each second.
const RATE_PER_SECOND: u64 = 50_000;
/// Topics of its first half.
const WIDE_TOPICS: usize = 5_000;
/// The devices beside it; each speaks once a second.
const OTHERS: u64 = 200;
/// Between two looks at the memory and at the counts.
const LOOK: Duration = Duration::from_secs(1);
/// How long counts may keep moving after the last message.
const SETTLING_MAX: Duration = Duration::from_secs(60);

/// A broker that tells each second what it dropped.
const CONFIG: &str = "sys_interval 1\nset_tcp_nodelay true";

/// Floods a collector for so long, half of it wide and half of it on one topic.
///
/// # Errors
/// Where mosquitto is missing or the collector cannot run.
pub async fn run(duration: Duration, folder: &Path) -> Result<Report> {
    let mut report = Report::new("flood");
    report.parameter("duration_s", duration.as_secs_f64());
    report.parameter("rate_per_s", as_f64(RATE_PER_SECOND));
    let broker = Mosquitto::start_with(CONFIG)?;
    let dropped = Dropped::listen(&broker)?;
    let collector = collect(&broker, folder).await?;
    let door = collector.door();
    let others = speak(&broker, duration).await?;
    let memory = watch(duration);

    let mut publisher = connect(&broker).await?;
    let started = Instant::now();
    let mut published = 0;
    for topics in [WIDE_TOPICS, 1] {
        let values = SingleValues::new(topics, OwnTime::No, engine::now());
        published += pour(&mut publisher, duration / 2, |number| values.message(number)).await?;
    }
    let took = started.elapsed().as_secs_f64();
    publisher.close().await?;
    let said = others.await??;
    let memory = memory.await?;
    settle(&door).await?;

    let counts = health(&door).await?;
    let per_second = |messages: u64| as_f64(messages) / took;
    report.figure("published_per_s", per_second(published), "messages/s");
    report.figure("received_per_s", per_second(counts.messages.received), "messages/s");
    report.figure("dropped_by_broker", as_f64(dropped.newest()?), "messages");
    report.figure("unaccounted", as_f64(unaccounted(&counts.values)), "values");
    let kept = stored_of_others(&door).await?;
    report.figure("others_kept_percent", as_f64(kept) / as_f64(said) * 100.0, "%");
    let latency = door.ask(Health {}).await?.operations.remove("receive_to_durable");
    report.figure("receive_to_durable_p99_ms", latency.context("no times")?.p99_ms, "ms");
    if let (Some(most), Some(last)) = (memory.iter().copied().reduce(f64::max), memory.last()) {
        report.figure("rss_max_mb", most, "MB");
        report.figure("rss_growth_of_last_half_mb", last - memory[memory.len() / 2], "MB");
    }
    collector.stop().await;
    Ok(report)
}

/// Publishes with QoS 0 at the rated pace, or as fast as the broker takes it; how many.
async fn pour(
    publisher: &mut Publisher,
    duration: Duration,
    message: impl Fn(u64) -> Message,
) -> Result<u64> {
    let started = Instant::now();
    let mut number = 0;
    while started.elapsed() < duration {
        // Paced in steps of a millisecond.
        for _ in 0..RATE_PER_SECOND / 1_000 {
            let Message { topic, payload, .. } = message(number);
            publisher.publish(&topic, payload, Qos::AtMostOnce, Retain::No).await?;
            number += 1;
        }
        let due = Duration::from_micros(number * 1_000_000 / RATE_PER_SECOND);
        sleep_until(started + due).await;
    }
    Ok(number)
}

/// The devices beside the flood, for so long, each with times of its own; how many readings they said.
async fn speak(broker: &Mosquitto, duration: Duration) -> Result<JoinHandle<Result<u64>>> {
    let settings = PublisherSettings::new("127.0.0.1", broker.port(), "other-devices");
    let mut publisher = Publisher::connect(&settings).await?;
    let started = Instant::now();
    Ok(tokio::spawn(async move {
        let mut number = 0;
        while started.elapsed() < duration {
            let topic = other(number % OTHERS);
            let payload = format!(r#"{{"ts":{},"value":{number}}}"#, engine::now().ms());
            publisher.publish(&topic, Bytes::from(payload), Qos::AtLeastOnce, Retain::No).await?;
            number += 1;
            sleep_until(started + Duration::from_micros(number * 1_000_000 / OTHERS)).await;
        }
        publisher.close().await?;
        Ok(number)
    }))
}

fn other(device: u64) -> String {
    format!("others/{device}")
}

/// Resident memory of this process, each second of the flood.
fn watch(duration: Duration) -> JoinHandle<Vec<f64>> {
    tokio::spawn(async move {
        let started = Instant::now();
        let mut seen = Vec::new();
        while started.elapsed() < duration {
            sleep(LOOK).await;
            seen.extend(process::resident_mb());
        }
        seen
    })
}

/// Waits until the counts stand still.
async fn settle(door: &Door) -> Result<()> {
    let started = Instant::now();
    let mut before = None;
    loop {
        let read = health(door).await?.values.read;
        if before.replace(read) == Some(read) {
            return Ok(());
        }
        ensure!(started.elapsed() < SETTLING_MAX, "values still come");
        sleep(LOOK).await;
    }
}

/// Values that were read and that no count says anything about.
fn unaccounted(values: &ValueCounts) -> u64 {
    let refused: u64 = values.refused.values().sum();
    let told = values.stored + values.duplicate + values.replaced + values.undecided + refused;
    values.read.abs_diff(told)
}

/// What the broker says it could not deliver: it tells the count where it changed, and forgets it after a minute.
struct Dropped(Child);

impl Dropped {
    fn listen(broker: &Mosquitto) -> Result<Self> {
        let listener = Command::new("mosquitto_sub")
            .args(["-h", "127.0.0.1", "-p", &broker.port().to_string()])
            .args(["-t", "$SYS/broker/publish/messages/dropped"])
            .stdout(Stdio::piped())
            .spawn()
            .context("mosquitto_sub does not start; it comes with mosquitto-clients")?;
        Ok(Self(listener))
    }

    fn newest(mut self) -> Result<u64> {
        self.0.kill()?;
        let heard = String::from_utf8(self.0.wait_with_output()?.stdout)?;
        let count = heard.lines().last().context("the broker told no count")?;
        Ok(count.trim().parse()?)
    }
}

/// How many readings of the other devices are in the store.
async fn stored_of_others(door: &Door) -> Result<u64> {
    let mut stored = 0;
    for device in 0..OTHERS {
        let ask = Readings {
            point: format!("{} value", other(device)),
            range: TimeRange::ALL,
            resolution: ResolutionAsked::Exactly(Resolution::Raw),
            points_max: None,
            utc: true,
        };
        stored += u64::try_from(door.ask(ask).await?.points.len())?;
    }
    Ok(stored)
}
