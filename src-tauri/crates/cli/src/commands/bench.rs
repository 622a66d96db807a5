//! `bench`: one benchmark, its figures as JSON.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use benches::{Report, alarm, decode, end_to_end, flood, ingest, query, retained};

use crate::args::BenchArgs;
use crate::exit::Ended;
use crate::output::{Output, safe};

/// From this many points on, a point speaks every 432 s instead of every minute: 200 times a day.
const MANY_POINTS: usize = 1_000;

/// How long a broker with its default limits is loaded.
const DEFAULT_BROKER: Duration = Duration::from_secs(60);

/// How long a flood lasts.
const FLOOD: Duration = Duration::from_secs(120);

pub(super) async fn run(args: &BenchArgs, scratch: Option<&Path>) -> Result<(), Ended> {
    let scratch = scratch.map_or_else(std::env::temp_dir, Path::to_owned);
    let folder = scratch.join(format!("plantroom-bench-{}", args.name.replace(['/', '\\'], "-")));
    if args.make {
        return query::make(workload(args), &folder).await.map_err(|error| failed(&error));
    }
    if !args.reuse {
        remove(&folder)?;
    }
    let measured = match args.name.as_str() {
        "ingest" => {
            let (points, every) = (args.points.unwrap_or(200), every(args));
            let days = args.days.unwrap_or(if points > MANY_POINTS { 8 } else { 365 });
            let parameters = ingest::Parameters { points, days, every, seed: args.seed };
            ingest::run(parameters, &folder).await
        }
        "query" => {
            if !folder.exists() {
                make_in_child(args, &scratch)?;
            }
            query::measure(workload(args), &folder).await
        }
        "end-to-end" => {
            let duration = args.duration.unwrap_or(Duration::from_secs(60));
            let default_broker = DEFAULT_BROKER.min(duration);
            end_to_end::run(end_to_end::Parameters { duration, default_broker }, &folder).await
        }
        "retained" => retained::run(&folder).await,
        "flood" => flood::run(args.duration.unwrap_or(FLOOD), &folder).await,
        "decode" => decode::run(),
        "alarm" => alarm::run(args.seed),
        other => {
            let hint = "There are ingest, query, end-to-end, retained, flood, decode and alarm.";
            return Err(Ended::usage(format!("There is no bench named {}.", safe(other)), hint));
        }
    };
    if !args.reuse {
        remove(&folder)?;
    }
    let report: Report = measured.map_err(|error| failed(&error))?;
    Output::document(&report)
}

/// The process that made a year of readings has its memory full of them: another one measures.
fn make_in_child(args: &BenchArgs, scratch: &Path) -> Result<(), Ended> {
    let program = std::env::current_exe().map_err(|error| failed(&error.into()))?;
    let of = workload(args);
    let status = Command::new(program)
        .arg("--data-dir")
        .arg(scratch)
        .args(["bench", "query", "--make", "--points", &of.points.to_string()])
        .args(["--days", &of.days.to_string(), "--seed", &of.seed.to_string()])
        .args(["--every", &of.every.as_secs().to_string()])
        .status()
        .map_err(|error| failed(&error.into()))?;
    if status.success() {
        return Ok(());
    }
    Err(Ended::could_not("The workload could not be made.", "Check the space on the disk."))
}

fn workload(args: &BenchArgs) -> query::Parameters {
    query::Parameters {
        points: args.points.unwrap_or(200),
        days: args.days.unwrap_or(365).max(32),
        every: every(args),
        seed: args.seed,
    }
}

fn every(args: &BenchArgs) -> Duration {
    let many = args.points.is_some_and(|points| points > MANY_POINTS);
    let usual = if many { 432 } else { 60 };
    Duration::from_secs(args.every.map_or(usual, u64::from))
}

fn remove(folder: &Path) -> Result<(), Ended> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(failed(&error.into())),
        _ => Ok(()),
    }
}

fn failed(error: &anyhow::Error) -> Ended {
    Ended::could_not(format!("The bench did not finish: {error:#}."), "")
}
