//! `collect`: runs the collector until it is told to stop; nothing that was received is lost.

use std::convert::Infallible;
use std::path::Path;
use std::time::Duration;

use engine::Collector;
use serde_json::json;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep};
use tracing::debug;
use wire::{ConnectionState, Connections, Health, HealthView};

use super::signals::{Signals, Told};
use crate::args::CollectArgs;
use crate::exit::Ended;
use crate::output::{self, Output, safe};
use crate::time;

/// How often the counters are printed.
const PRINTED_EVERY: Duration = Duration::from_secs(10);

pub(super) async fn run(folder: &Path, args: &CollectArgs, output: Output) -> Result<(), Ended> {
    let mut signals = Signals::listen()?;
    let collector = Collector::start(folder).await?;
    let devices = match demo::Running::start(&collector).await {
        Ok(devices) => devices,
        Err(failure) => {
            collector.stop().await;
            return Err(failure.into());
        }
    };
    let told = tokio::select! {
        Err(ended) = print_counters(&collector, folder, output) => Err(ended),
        told = signals.come() => Ok(Some(told)),
        () = end(args.duration) => Ok(None),
    };
    let last = collector.door().ask(Health {}).await;
    output.note("Stopping: what was received is being stored.");
    let stop = async {
        // Collector first: what the devices said until then is durable.
        collector.stop().await;
        if let Some(devices) = devices {
            devices.stop().await;
        }
    };
    tokio::select! {
        () = stop => {}
        // Told twice, the program ends at once; the broker keeps what was not acknowledged.
        _ = signals.come() => return Err(Ended::Interrupted),
    }
    let told = told?;
    heard(print(&last?, None, output));
    if told == Some(Told::Interrupt) { Err(Ended::Interrupted) } else { Ok(()) }
}

/// Ends after the duration, or never.
async fn end(duration: Option<Duration>) {
    match duration {
        Some(duration) => sleep(duration).await,
        None => std::future::pending().await,
    }
}

/// Prints counters for ever; ends only where the engine cannot tell them any more.
async fn print_counters(
    collector: &Collector,
    folder: &Path,
    output: Output,
) -> Result<Infallible, Ended> {
    let door = collector.door();
    let connections = door.ask(Connections {}).await?.len();
    heard(start(&folder.to_string_lossy(), connections, output));
    let mut ticks = interval_at(Instant::now() + PRINTED_EVERY, PRINTED_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut before = Counters::of(&door.ask(Health {}).await?);
    loop {
        ticks.tick().await;
        let health = door.ask(Health {}).await?;
        heard(print(&health, Some(before), output));
        before = Counters::of(&health);
    }
}

/// That nobody reads the counters any more is no reason to stop collecting.
fn heard(printed: Result<(), Ended>) {
    if let Err(ended) = printed {
        debug!(?ended, "Counters not printed");
    }
}

fn start(folder: &str, connections: usize, output: Output) -> Result<(), Ended> {
    if output.json {
        return Output::document(&json!({ "collecting": folder, "connections": connections }));
    }
    if output.quiet {
        return Ok(());
    }
    let brokers = if connections == 1 { "broker" } else { "brokers" };
    Output::text(&format!(
        "Collecting into {} from {connections} {brokers}. Ctrl+C or SIGTERM stops it with nothing lost.",
        safe(folder)
    ))
}

fn print(health: &HealthView, before: Option<Counters>, output: Output) -> Result<(), Ended> {
    if output.json {
        return Output::document(health);
    }
    if output.quiet {
        return Ok(());
    }
    Output::text(&line(health, before))
}

/// Sums over all connections.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counters {
    received: u64,
    read: u64,
    stored: u64,
    refused: u64,
    live: usize,
    connections: usize,
}

impl Counters {
    fn of(health: &HealthView) -> Self {
        let mut sums = Self { connections: health.connections.len(), ..Self::default() };
        for connection in &health.connections {
            sums.received += connection.messages.received;
            sums.read += connection.values.read;
            sums.stored += connection.values.stored;
            sums.refused += connection.messages.refused.values().sum::<u64>();
            sums.refused += connection.values.refused.values().sum::<u64>();
            sums.live += usize::from(connection.state == ConnectionState::Live);
        }
        sums
    }
}

fn line(health: &HealthView, before: Option<Counters>) -> String {
    let sums = Counters::of(health);
    let mut line = format!(
        "{} of {} live, {} messages, {} values, {} stored, {} refused, {} readings in {}",
        sums.live,
        sums.connections,
        output::count(sums.received),
        output::count(sums.read),
        output::count(sums.stored),
        output::count(sums.refused),
        output::count(health.store.readings),
        output::bytes(health.store.bytes),
    );
    if let Some(before) = before {
        let rate = sums.received.saturating_sub(before.received) / PRINTED_EVERY.as_secs();
        line.push_str(&format!(", {} messages/s", output::count(rate)));
    }
    if health.store.oldest_unsaved_ms > 0 {
        line.push_str(&format!(", oldest unsaved {}", time::age(health.store.oldest_unsaved_ms)));
    }
    line
}
