//! `bench query`: what a person waits for, with a year stored. The workload is made by one process and measured in
//! another, fresh one, through the door that the window uses.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use engine::Door;
use model::calendar::Day;
use model::{Kind, PointCode, PointId, PointKey, TimeRange, Timestamp};
use store::{Batch, NewPoint, Store};
use wire::{Latest, Points, StoreStats, Trends};

use crate::figures::{Durations, Report};
use crate::process;
use crate::workload::Workload;

/// 2025-01-01T00:00Z.
const START: Timestamp = Timestamp::from_ms(1_735_689_600_000);

const DAY: Duration = Duration::from_secs(86_400);

/// Readings handed over at once while the workload is made.
const PART_READINGS: usize = 2_880_000;

/// How often each question is asked; the median counts.
const ROUNDS: usize = 21;

/// What the store is filled with.
#[derive(Debug, Clone, Copy)]
pub struct Parameters {
    /// How many points speak.
    pub points: usize,
    /// For how many days.
    pub days: u32,
    /// How often each point speaks.
    pub every: Duration,
    /// Seed of the readings.
    pub seed: u64,
}

/// Makes the workload: all but the last day sealed, the last day still in the log.
///
/// # Errors
/// Where the folder cannot be written.
pub async fn make(parameters: Parameters, folder: &Path) -> Result<()> {
    engine::init(folder, Some("UTC")).await?;
    let store = Store::open(folder, chrono_tz::Tz::UTC).await?;
    let new: Vec<NewPoint> = (1..=parameters.points).map(new_point).collect();
    let made = store.main().add_points(&new).await?;
    ensure!(
        made.iter().zip(1..).all(|(point, number)| point.id == PointId(number)),
        "the folder held points already"
    );
    let mut workload = Workload::new(parameters.points, START, parameters.every, parameters.seed);
    let end = START + DAY * parameters.days;
    let last_day = end - DAY;
    while workload.now() < last_day {
        let part: Vec<_> = (0..PART_READINGS)
            .map_while(|_| (workload.now() < last_day).then(|| workload.next_reading()))
            .collect();
        store.import(&part).await.context("import")?;
    }
    while workload.now() < end {
        let mut batch = Batch::with_capacity(store::BATCH_READINGS_MAX);
        for _ in 0..store::BATCH_READINGS_MAX {
            if workload.now() < end {
                batch.push(&workload.next_reading());
            }
        }
        store.append(&batch).await.context("append")?;
    }
    store.tend_now(end).await.context("merge")?;
    store.close().await;
    Ok(())
}

/// Measures in this process, which must not have made the workload.
///
/// # Errors
/// Where the folder cannot be opened or a question fails.
pub async fn measure(parameters: Parameters, folder: &Path) -> Result<Report> {
    let mut report = Report::new("query");
    report.parameter("points", count(parameters.points));
    report.parameter("days", f64::from(parameters.days));
    report.parameter("every_s", parameters.every.as_secs_f64());
    let opened = Instant::now();
    let door = Door::open(folder).await?;
    report.figure("open_ms", ms(opened.elapsed()), "ms");
    through_the_door(&door, parameters, &mut report).await?;
    door.close().await;
    let store = Store::open(folder, chrono_tz::Tz::UTC).await?;
    from_the_store(&store, parameters, &mut report).await?;
    if let Some(resident) = process::resident_mb() {
        report.figure("rss_mb", resident, "MB");
    }
    store.close().await;
    Ok(report)
}

/// What the window asks.
async fn through_the_door(door: &Door, of: Parameters, report: &mut Report) -> Result<()> {
    let end = START + DAY * of.days;
    let stats = door.ask(StoreStats {}).await?;
    report.figure("stored_readings", u64_count(stats.readings), "readings");
    let points = door.ask(Points {}).await?;
    let codes: Vec<PointCode> = points.iter().map(|point| point.point.clone()).collect();
    let mut latest = Durations::default();
    for _ in 0..ROUNDS {
        let started = Instant::now();
        let values = door.ask(Latest::default()).await?;
        latest.push(started.elapsed());
        ensure!(values.iter().all(|view| view.value.is_some()), "a current value is missing");
    }
    report.figure(&format!("latest_{}_ms", of.points), latest.median_ms(), "ms");
    for (name, lines) in [("year_trend_ms", 1), ("year_trend_8_ms", 8)] {
        let mut took = Durations::default();
        for round in 0..ROUNDS {
            let chosen = (0..lines).map(|line| codes[(round * lines + line) % codes.len()].clone());
            let ask = Trends {
                points: chosen.collect(),
                range: TimeRange::ending_at(end, DAY * of.days),
                points_max: 2_000,
            };
            let started = Instant::now();
            let trends = door.ask(ask).await?;
            took.push(started.elapsed());
            ensure!(trends.lines.len() == lines, "a line is missing");
        }
        report.figure(name, took.median_ms(), "ms");
    }
    Ok(())
}

/// What reports and exports read.
async fn from_the_store(store: &Store, of: Parameters, report: &mut Report) -> Result<()> {
    let end = START + DAY * of.days;
    let (mut day, mut year, mut month) =
        (Durations::default(), Durations::default(), Durations::default());
    let first = Day::at(end - DAY * 31, chrono_tz::Tz::UTC);
    let last = Day::at(end - DAY, chrono_tz::Tz::UTC);
    let everybody: Vec<PointId> = (1..=of.points).map(point_id).collect();
    for round in 0..ROUNDS {
        let point = point_id(round % of.points + 1);
        // A sealed day somewhere in the year.
        let to = START + DAY * (1 + u32::try_from(round * 17).unwrap_or(0) % (of.days - 1));
        let started = Instant::now();
        let readings = store.numbers(point, TimeRange::ending_at(to, DAY)).await?;
        day.push(started.elapsed());
        ensure!(!readings.is_empty(), "a day is empty");
        let started = Instant::now();
        store.numbers(point, TimeRange::ending_at(end, DAY * of.days)).await?;
        year.push(started.elapsed());
        let started = Instant::now();
        let days = store.day_figures(&everybody, first, last).await?;
        month.push(started.elapsed());
        ensure!(days.len() == everybody.len() * 31, "{} days", days.len());
    }
    report.figure("day_raw_ms", day.median_ms(), "ms");
    report.figure("year_raw_ms", year.median_ms(), "ms");
    report.figure(&format!("month_report_{}_ms", of.points), month.median_ms(), "ms");
    Ok(())
}

fn new_point(number: usize) -> NewPoint {
    let name: Arc<str> = Arc::from(format!("point-{number}"));
    NewPoint {
        code: name.to_string(),
        key: PointKey { connection: None, device: Arc::clone(&name), path: Arc::from("") },
        topic: Arc::clone(&name),
        name: name.to_string(),
        kind: Kind::Sensor,
        unit: None,
        found: START,
        convention: None,
    }
}

fn point_id(number: usize) -> PointId {
    PointId(u32::try_from(number).unwrap_or(u32::MAX))
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

#[expect(clippy::cast_precision_loss, reason = "counts here are far below 2^53")]
fn count(count: usize) -> f64 {
    count as f64
}

#[expect(clippy::cast_precision_loss, reason = "counts here are far below 2^53")]
fn u64_count(count: u64) -> f64 {
    count as f64
}
