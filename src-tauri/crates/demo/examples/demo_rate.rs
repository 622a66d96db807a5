//! Prints how long the demo building takes to be made, and what its running devices cost. Run it with `--release`.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "its whole purpose")]

use std::time::Duration;

use demo::Running;
use engine::Collector;
use tokio::time::{Instant, sleep};

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let started = Instant::now();
    let founded = demo::init(folder.path(), None).await.unwrap();
    let (seconds, cpu) = (started.elapsed().as_secs_f64(), cpu_s());
    println!("{} readings founded in {seconds:.1} s, {cpu:.1} s of CPU", founded.readings);
    println!("peak memory {} MB", peak_mb());

    let started = Instant::now();
    let collector = Collector::start(folder.path()).await.unwrap();
    println!("engine started in {:.2} s", started.elapsed().as_secs_f64());
    let started = Instant::now();
    let running = Running::start(&collector).await.unwrap().unwrap();
    println!("devices started in {:.2} s", started.elapsed().as_secs_f64());
    sleep(Duration::from_secs(5)).await;
    let (before, looked) = (cpu_s(), Instant::now());
    sleep(Duration::from_secs(60)).await;
    let share = (cpu_s() - before) / looked.elapsed().as_secs_f64();
    println!("engine and devices take {:.2} % of a core", 100.0 * share);
    running.stop().await;
    collector.stop().await;
}

/// CPU seconds of this process, by Linux; 0 elsewhere.
fn cpu_s() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok());
    (ticks(13).unwrap_or(0.0) + ticks(14).unwrap_or(0.0)) / 100.0
}

fn peak_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = peak.and_then(|peak| peak.trim().split(' ').next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1_024
}
