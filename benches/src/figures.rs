//! Figures with their units, in the form `plantroomctl bench` prints.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

/// What a bench measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    bench: &'static str,
    parameters: BTreeMap<&'static str, f64>,
    figures: BTreeMap<String, f64>,
    units: BTreeMap<String, &'static str>,
}

impl Report {
    /// An empty report of this bench.
    #[must_use]
    pub fn new(bench: &'static str) -> Self {
        Self {
            bench,
            parameters: BTreeMap::new(),
            figures: BTreeMap::new(),
            units: BTreeMap::new(),
        }
    }

    /// Notes what the bench was run with.
    pub fn parameter(&mut self, name: &'static str, value: f64) {
        self.parameters.insert(name, value);
    }

    /// Notes a figure.
    pub fn figure(&mut self, name: &str, value: f64, unit: &'static str) {
        self.figures.insert(name.to_owned(), value);
        self.units.insert(name.to_owned(), unit);
    }

    /// A figure noted before.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<f64> {
        self.figures.get(name).copied()
    }
}

/// Durations of one operation, for percentiles.
#[derive(Debug, Default)]
pub(crate) struct Durations(Vec<Duration>);

impl Durations {
    pub(crate) fn push(&mut self, duration: Duration) {
        self.0.push(duration);
    }

    /// The duration that `percent` of all did not exceed, ms; 0 where nothing was measured.
    pub(crate) fn percentile_ms(&mut self, percent: usize) -> f64 {
        self.0.sort_unstable();
        let place = (self.0.len() * percent).div_ceil(100).saturating_sub(1);
        self.0.get(place).map_or(0.0, |duration| duration.as_secs_f64() * 1_000.0)
    }

    pub(crate) fn median_ms(&mut self) -> f64 {
        self.percentile_ms(50)
    }
}

/// A count as a figure.
#[expect(clippy::cast_precision_loss, reason = "what is counted here is far below 2^53")]
pub(crate) fn as_f64(count: u64) -> f64 {
    count as f64
}
