//! What the window promises in figures, measured on the real window under a driver: `scripts/figures.sh`.
//!
//! Prints one JSON document with the figures and their units. Names of figures on the command line choose some of them;
//! `--minutes N` sets how long the memory is watched.

mod memory;
mod motion;
mod process;
mod start;
mod travel;

use std::collections::BTreeMap;
use std::io::Write as _;

use anyhow::Result;
use serde_json::{Value, json};

/// Figures by name with their unit.
#[derive(Default)]
struct Figures(BTreeMap<String, (f64, &'static str)>);

impl Figures {
    fn add(&mut self, name: &str, value: f64, unit: &'static str) {
        self.0.insert(name.to_owned(), (value, unit));
    }

    fn document(&self) -> Value {
        let figures: BTreeMap<&str, f64> =
            self.0.iter().map(|(name, (value, _))| (name.as_str(), round(*value))).collect();
        let units: BTreeMap<&str, &str> =
            self.0.iter().map(|(name, (_, unit))| (name.as_str(), *unit)).collect();
        json!({"bench": "window", "figures": figures, "units": units})
    }
}

/// What was asked for on the command line.
struct Asked {
    names: Vec<String>,
    minutes: u64,
}

impl Asked {
    fn read() -> Result<Self> {
        let mut asked = Self { names: Vec::new(), minutes: 30 };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                // Cargo's own word for a bench.
                "--bench" => {}
                "--minutes" => asked.minutes = arguments.next().unwrap_or_default().parse()?,
                name => asked.names.push(name.to_owned()),
            }
        }
        Ok(asked)
    }

    fn wants(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|one| one == name)
    }
}

fn main() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let asked = Asked::read()?;
    let figures = runtime.block_on(measure(&asked))?;
    writeln!(std::io::stdout(), "{:#}", figures.document())?;
    Ok(())
}

async fn measure(asked: &Asked) -> Result<Figures> {
    let mut figures = Figures::default();
    if asked.wants("bundle") {
        start::bundle(&mut figures)?;
    }
    if asked.wants("start") {
        start::with_a_year(&mut figures).await?;
    }
    if asked.wants("travel") {
        travel::receive_to_screen(&mut figures).await?;
    }
    if asked.wants("chart") {
        motion::live_chart(&mut figures).await?;
    }
    if asked.wants("floor") {
        motion::live_floor(&mut figures).await?;
    }
    if asked.wants("topics") {
        motion::topics(&mut figures).await?;
    }
    if asked.wants("idle") {
        memory::idle(&mut figures).await?;
    }
    if asked.wants("memory") {
        memory::growth(&mut figures, asked.minutes).await?;
    }
    Ok(figures)
}

/// The value below which this share of them lies.
fn percentile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place in a short list"
    )]
    let place = ((values.len() as f64 * share).ceil() as usize).clamp(1, values.len().max(1)) - 1;
    values.get(place).copied().unwrap_or(f64::NAN)
}

fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
