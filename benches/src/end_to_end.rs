//! `bench end-to-end`: from a real mosquitto to the disk, over one connection, with QoS 1.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use broker::{Publisher, PublisherSettings, Retain};
use engine::{Collector, Door};
use model::{Conventions, Qos, Timestamp};
use mosquitto::Mosquitto;
use sim::Message;
use sim::bench::{Bursts, OwnTime, SingleValues};
use tokio::time::{sleep, sleep_until};
use wire::{
    AddConnection, ConnectionHealth, ConnectionSecurity, Connections, Health, OperationHealth,
};

use crate::figures::{Report, as_f64};

/// What the long run and the default broker are given.
const RATE_PER_SECOND: u64 = 5_000;

/// Messages published as fast as they are taken.
const FAST_MESSAGES: u64 = 300_000;

/// Messages of a burst of readings each, as fast as they are taken.
const BURST_MESSAGES: u64 = 20_000;
const BURST_READINGS: usize = 500;

const TOPICS: usize = 200;

/// A broker that keeps what it cannot deliver at once, however much.
const NO_LIMITS: &str = "max_queued_messages 0\nmax_inflight_messages 0\nset_tcp_nodelay true";

/// What to run.
#[derive(Debug, Clone, Copy)]
pub struct Parameters {
    /// How long the steady load runs.
    pub duration: Duration,
    /// How long a broker with its default limits is loaded.
    pub default_broker: Duration,
}

/// Runs all four: fast messages, bursts, the steady load, and the default broker.
///
/// # Errors
/// Where mosquitto is missing or the collector cannot run.
pub async fn run(parameters: Parameters, folder: &Path) -> Result<Report> {
    let mut report = Report::new("end-to-end");
    report.parameter("steady_s", parameters.duration.as_secs_f64());
    report.parameter("default_broker_s", parameters.default_broker.as_secs_f64());
    report.parameter("rate_per_s", as_f64(RATE_PER_SECOND));
    let started = Timestamp::from_ms(engine::now().ms() - 3_600_000 * 24);

    let mut fast = Bench::start(&folder.join("fast"), NO_LIMITS).await?;
    let values = SingleValues::new(TOPICS, OwnTime::No, started);
    let took = fast.publish_all(FAST_MESSAGES, |number| values.message(number)).await?;
    report.figure("messages_per_s", as_f64(FAST_MESSAGES) / took.as_secs_f64(), "messages/s");
    fast.stop().await?;

    let mut burst = Bench::start(&folder.join("burst"), NO_LIMITS).await?;
    let values = Bursts::new(TOPICS, BURST_READINGS, started);
    let took = burst.publish_all(BURST_MESSAGES, |number| values.message(number)).await?;
    let readings = as_f64(BURST_MESSAGES) * f64::from(u32::try_from(BURST_READINGS)?);
    report.figure("readings_per_s", readings / took.as_secs_f64(), "readings/s");
    burst.stop().await?;

    let mut steady = Bench::start(&folder.join("steady"), NO_LIMITS).await?;
    let lost = steady.publish_steadily(parameters.duration).await?;
    let latency = steady.operation("receive_to_durable").await?;
    report.figure("lost", lost, "messages");
    report.figure("receive_to_durable_p50_ms", latency.p50_ms, "ms");
    report.figure("receive_to_durable_p99_ms", latency.p99_ms, "ms");
    report.figure("receive_to_durable_max_ms", latency.max_ms, "ms");
    steady.stop().await?;

    let mut default = Bench::start(&folder.join("default"), "").await?;
    let lost = default.publish_steadily(parameters.default_broker).await?;
    report.figure("lost_default_broker", lost, "messages");
    default.stop().await?;
    Ok(report)
}

/// A broker, a collector and a publisher.
pub(crate) struct Bench {
    broker: Mosquitto,
    collector: Collector,
    publisher: Publisher,
}

impl Bench {
    pub(crate) async fn start(folder: &Path, config: &str) -> Result<Self> {
        let broker = Mosquitto::start_with(config)?;
        let publisher = connect(&broker).await?;
        let collector = collect(&broker, folder).await?;
        Ok(Self { broker, collector, publisher })
    }

    /// Publishes as fast as the broker takes it, and waits until all is stored.
    async fn publish_all(
        &mut self,
        messages: u64,
        message: impl Fn(u64) -> Message,
    ) -> Result<Duration> {
        let started = Instant::now();
        for number in 0..messages {
            let message = message(number);
            self.publisher
                .publish(&message.topic, message.payload, Qos::AtLeastOnce, Retain::No)
                .await?;
        }
        let door = self.collector.door();
        while health(&door).await?.messages.received < messages {
            ensure!(started.elapsed() < Duration::from_secs(600), "messages are missing");
            sleep(Duration::from_millis(5)).await;
        }
        Ok(started.elapsed())
    }

    /// Publishes at the rated pace and tells how many messages were not stored.
    async fn publish_steadily(&mut self, duration: Duration) -> Result<f64> {
        let values = SingleValues::new(TOPICS, OwnTime::No, engine::now());
        let messages = RATE_PER_SECOND * duration.as_secs();
        let started = tokio::time::Instant::now();
        for number in 0..messages {
            let message = values.message(number);
            self.publisher
                .publish(&message.topic, message.payload, Qos::AtLeastOnce, Retain::No)
                .await?;
            // Paced in steps of a millisecond: finer than anything a device does.
            if number % (RATE_PER_SECOND / 1_000) == 0 {
                let due = Duration::from_micros(number * 1_000_000 / RATE_PER_SECOND);
                sleep_until(started + due).await;
            }
        }
        self.publisher.settle().await?;
        let door = self.collector.door();
        let mut stored = 0;
        // Everything that will come has come when the count stands still for two seconds.
        for _ in 0..300 {
            let before = stored;
            sleep(Duration::from_secs(2)).await;
            stored = health(&door).await?.values.stored;
            if stored == before || stored == messages {
                break;
            }
        }
        Ok(as_f64(messages.saturating_sub(stored)))
    }

    async fn operation(&self, name: &str) -> Result<OperationHealth> {
        let health = self.collector.door().ask(Health {}).await?;
        health.operations.get(name).cloned().context("no such operation")
    }

    async fn stop(self) -> Result<()> {
        self.publisher.close().await?;
        self.collector.stop().await;
        drop(self.broker);
        Ok(())
    }
}

pub(crate) async fn connect(broker: &Mosquitto) -> Result<Publisher> {
    let settings = PublisherSettings::new("127.0.0.1", broker.port(), "bench-devices");
    Ok(Publisher::connect(&settings).await?)
}

/// A collector of a new folder, connected to this broker and live.
pub(crate) async fn collect(broker: &Mosquitto, folder: &Path) -> Result<Collector> {
    engine::init(folder, Some("UTC")).await?;
    let collector = Collector::start(folder).await?;
    let door = collector.door();
    let add = AddConnection {
        name: "bench".to_owned(),
        url: broker.url(),
        filters: Vec::new(),
        version: None,
        login: None,
        security: ConnectionSecurity::default(),
        conventions: Conventions::All,
    };
    door.ask(add).await?;
    let started = Instant::now();
    loop {
        let connections = door.ask(Connections {}).await?;
        if connections.iter().all(|c| c.state == wire::ConnectionState::Live) {
            return Ok(collector);
        }
        ensure!(started.elapsed() < Duration::from_secs(30), "the broker is not reached");
        sleep(Duration::from_millis(10)).await;
    }
}

pub(crate) async fn health(door: &Door) -> Result<ConnectionHealth> {
    let health = door.ask(Health {}).await?;
    health.connections.into_iter().next().context("no connection")
}
