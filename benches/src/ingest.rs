//! `bench ingest`: readings through the store's public entrance in durable batches, sealing included; and in bulk.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use chrono_tz::Tz;
use model::Timestamp;
use store::{Batch, Store};

use crate::figures::{Durations, Report, as_f64};
use crate::peer;
use crate::process;
use crate::workload::Workload;

/// Readings in a durable batch: 6 minutes of 200 points.
const BATCH_READINGS: usize = 1_250;

/// Readings handed over at once in bulk: ten days of 200 points at one a minute.
const BULK_READINGS: usize = 2_880_000;

/// Batches the plain table is given: it is an order of magnitude slower.
const PEER_BATCHES: usize = 200;

/// 2025-01-01: a year that is not over has no closed weeks to merge.
const START: Timestamp = Timestamp::from_ms(1_735_689_600_000);

/// What to run.
#[derive(Debug, Clone, Copy)]
pub struct Parameters {
    /// How many points speak.
    pub points: usize,
    /// How many days of readings.
    pub days: u32,
    /// How often each point speaks.
    pub every: Duration,
    /// Seed of the readings.
    pub seed: u64,
}

/// Measures live and bulk loading, each into a store of its own below `folder`.
///
/// # Errors
/// Where the store cannot be written.
pub async fn run(parameters: Parameters, folder: &Path) -> Result<Report> {
    let mut report = Report::new("ingest");
    report.parameter("points", as_f64(parameters.points as u64));
    report.parameter("days", f64::from(parameters.days));
    report.parameter("every_s", parameters.every.as_secs_f64());
    report.parameter("batch_readings", as_f64(BATCH_READINGS as u64));
    live(parameters, &folder.join("live"), &mut report).await?;
    bulk(parameters, &folder.join("bulk"), &mut report).await?;
    against_rows(parameters, folder, &mut report).await?;
    if let Some(resident) = process::resident_mb() {
        report.figure("rss_mb", resident, "MB");
    }
    Ok(report)
}

async fn live(parameters: Parameters, folder: &Path, report: &mut Report) -> Result<()> {
    let store = Store::open(folder, Tz::UTC).await?;
    let mut workload = Workload::new(parameters.points, START, parameters.every, parameters.seed);
    let end = START + Duration::from_secs(86_400) * parameters.days;
    let written_before = process::written_bytes();
    let (mut readings, mut commits, mut making) = (0_usize, Durations::default(), Duration::ZERO);
    let mut tended = workload.now();
    let started = Instant::now();
    while workload.now() < end {
        let made = Instant::now();
        let mut batch = Batch::with_capacity(BATCH_READINGS);
        for _ in 0..BATCH_READINGS {
            batch.push(&workload.next_reading());
        }
        let commit = Instant::now();
        making += commit - made;
        store.append(&batch).await.context("append")?;
        commits.push(commit.elapsed());
        readings += batch.len();
        if workload.now().since(tended) >= Duration::from_secs(3_600) {
            tended = workload.now();
            store.tend(tended);
        }
    }
    store.tend_now(workload.now()).await.context("seal what is due")?;
    let took = (started.elapsed() - making).as_secs_f64();
    report.figure("readings_per_s", as_f64(readings as u64) / took, "readings/s");
    report.figure("commit_p50_ms", commits.percentile_ms(50), "ms");
    report.figure("commit_p99_ms", commits.percentile_ms(99), "ms");
    // Two weeks later every week is over and its small chunks are merged.
    store.seal_all().await?;
    store.tend_now(end + Duration::from_secs(15 * 86_400)).await.context("merge")?;
    if let (Some(before), Some(after)) = (written_before, process::written_bytes()) {
        let per_reading = (after - before) / as_f64(readings as u64);
        report.figure("bytes_written_per_reading", per_reading, "bytes");
    }
    let stats = store.stats().await?;
    let kept = stats.sealed_bytes as f64 / stats.sealed as f64;
    report.figure("bytes_kept_per_reading", kept, "bytes");
    report.figure(
        "payload_bytes_per_reading",
        stats.payload_bytes as f64 / stats.sealed as f64,
        "bytes",
    );
    anyhow::ensure!(stats.sealed == readings as u64, "{} of {readings} kept", stats.sealed);
    report.figure("stored_readings", as_f64(readings as u64), "readings");
    store.close().await;
    Ok(())
}

async fn bulk(parameters: Parameters, folder: &Path, report: &mut Report) -> Result<()> {
    let store = Store::open(folder, Tz::UTC).await?;
    let mut workload = Workload::new(parameters.points, START, parameters.every, parameters.seed);
    let end = START + Duration::from_secs(86_400) * parameters.days.min(60);
    let (mut readings, mut took) = (0_usize, Duration::ZERO);
    while workload.now() < end {
        let part: Vec<_> = (0..BULK_READINGS)
            .map_while(|_| (workload.now() < end).then(|| workload.next_reading()))
            .collect();
        let started = Instant::now();
        store.import(&part).await.context("import")?;
        took += started.elapsed();
        readings += part.len();
    }
    report.figure(
        "bulk_readings_per_s",
        as_f64(readings as u64) / took.as_secs_f64(),
        "readings/s",
    );
    store.close().await;
    Ok(())
}

async fn against_rows(parameters: Parameters, folder: &Path, report: &mut Report) -> Result<()> {
    let mut workload = Workload::new(parameters.points, START, parameters.every, parameters.seed);
    let batches: Vec<Vec<_>> = (0..PEER_BATCHES)
        .map(|_| (0..BATCH_READINGS).map(|_| workload.next_reading()).collect())
        .collect();
    let rows = peer::rows_per_second(&folder.join("rows.db"), &batches).await?;
    report.figure("rows_readings_per_s", rows, "readings/s");
    if let Some(ours) = report.get("readings_per_s") {
        report.figure("ratio_to_rows", ours / rows, "times");
    }
    Ok(())
}
