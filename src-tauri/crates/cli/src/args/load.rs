//! The simulated building and the benches on the command line.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use sim::fleet::Convention;

use crate::time;

#[derive(Debug, Args)]
pub(crate) struct SimulateArgs {
    /// The broker to publish to
    #[arg(long, value_name = "URL", default_value = "mqtt://localhost:1883")]
    pub(crate) broker: String,
    /// How many points the building has
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = points)]
    pub(crate) points: usize,
    /// Messages a second, all points together; 0 is as fast as it goes
    #[arg(long, value_name = "R", default_value_t = 100.0, value_parser = rate)]
    pub(crate) rate: f64,
    /// Number that the building and its values are made from
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Stop by itself after this time
    #[arg(long, value_name = "D", value_parser = time::duration)]
    pub(crate) duration: Option<Duration>,
    /// 1: each message is acknowledged by the broker; 0: none is
    #[arg(long, value_name = "QOS", default_value_t = 1, value_parser = clap::value_parser!(u8).range(0..=1))]
    pub(crate) qos: u8,
    /// Note each message in this file, one JSON object a line
    #[arg(long, value_name = "F", conflicts_with = "convention")]
    pub(crate) log: Option<PathBuf>,
    /// Devices of this convention with its births and discovery, in place of the building; may be given several times:
    /// home-assistant, zigbee2mqtt, sparkplug-b, homie, plain, tasmota
    #[arg(long, value_name = "C", value_parser = convention)]
    pub(crate) convention: Vec<Convention>,
    /// Note in this file what each of their points is, one JSON object a line
    #[arg(long, value_name = "F", requires = "convention")]
    pub(crate) truth: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct BenchArgs {
    /// Which one
    pub(crate) name: String,
    /// How many points
    #[arg(long, value_name = "N", value_parser = points)]
    pub(crate) points: Option<usize>,
    /// How many days of history
    #[arg(long, value_name = "D")]
    pub(crate) days: Option<u32>,
    /// Seconds between the readings of a point
    #[arg(long, value_name = "S", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) every: Option<u32>,
    /// Number that the workload is made from
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(crate) seed: u64,
    /// How long to run, where the bench runs for a time
    #[arg(long, value_name = "D", value_parser = time::duration)]
    pub(crate) duration: Option<Duration>,
    /// Keep the workload, and use the one that is there from an earlier run
    #[arg(long)]
    pub(crate) reuse: bool,
    /// Only make the workload: the measuring process must be a fresh one
    #[arg(long, hide = true)]
    pub(crate) make: bool,
}

fn points(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("give a whole number from 1".to_owned()),
        Ok(points) => Ok(points),
    }
}

fn convention(text: &str) -> Result<Convention, String> {
    Convention::of(text).ok_or_else(|| {
        let words = Convention::ALL.map(Convention::word).join(", ");
        format!("give one of {words}")
    })
}

fn rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if rate.is_finite() && rate >= 0.0 => Ok(rate),
        _ => Err("give a number from 0".to_owned()),
    }
}
