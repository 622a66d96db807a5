//! What a line is drawn from: columns of readings, or buckets of them.

use model::{Quality, Timestamp};

/// Readings of one point in columns, ascending by time, finite numbers only.
#[derive(Debug, Clone, Copy)]
pub struct Readings<'a> {
    times_ms: &'a [i64],
    values: &'a [f64],
    qualities: &'a [Quality],
}

impl<'a> Readings<'a> {
    /// Columns of equal length; no qualities at all stand for good ones throughout. Nothing where lengths differ.
    #[must_use]
    pub fn new(times_ms: &'a [i64], values: &'a [f64], qualities: &'a [Quality]) -> Option<Self> {
        debug_assert!(times_ms.is_sorted(), "readings come ascending");
        let fits = times_ms.len() == values.len();
        let judged = qualities.is_empty() || qualities.len() == times_ms.len();
        (fits && judged).then_some(Self { times_ms, values, qualities })
    }

    /// Columns that were filled together.
    pub(crate) fn of_equal(
        times_ms: &'a [i64],
        values: &'a [f64],
        qualities: &'a [Quality],
    ) -> Self {
        Self { times_ms, values, qualities }
    }

    pub(crate) fn times_ms(&self) -> &'a [i64] {
        self.times_ms
    }

    pub(crate) fn values(&self) -> &'a [f64] {
        self.values
    }

    /// Those with times in `from_ms..to_ms`.
    pub(crate) fn within(&self, from_ms: i64, to_ms: i64) -> Self {
        let low = self.times_ms.partition_point(|time| *time < from_ms);
        let high = self.times_ms.partition_point(|time| *time < to_ms).max(low);
        Self {
            times_ms: &self.times_ms[low..high],
            values: &self.values[low..high],
            qualities: self.qualities.get(low..high).unwrap_or_default(),
        }
    }

    pub(crate) fn quality(&self, at: usize) -> Quality {
        self.qualities.get(at).copied().unwrap_or_default()
    }

    /// The worst quality among those from `low` up to `high`.
    pub(crate) fn worst(&self, low: usize, high: usize) -> Quality {
        let Some(qualities) = self.qualities.get(low..high) else {
            return Quality::Good;
        };
        // Codes are or-ed first, sixteen at a time: nearly every column of nearly every chart is good throughout.
        if qualities.iter().fold(0, |seen, quality| seen | quality.code()) == 0 {
            return Quality::Good;
        }
        qualities.iter().copied().fold(Quality::Good, worse)
    }
}

/// A bucket of a rollup, as the store gives it and as it is folded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bucket {
    /// Its first instant.
    pub start: Timestamp,
    /// The first instant after it.
    pub end: Timestamp,
    /// How many readings count in it: bad and stale ones do not.
    pub count: u32,
    /// The sum of those that count.
    pub sum: f64,
    /// The least of those that count; without meaning where none do.
    pub min: f64,
    /// The greatest of those that count; without meaning where none do.
    pub max: f64,
    /// The worst quality of all its readings.
    pub quality: Quality,
}

impl Bucket {
    /// A bucket nothing was told in.
    #[must_use]
    pub const fn empty(start: Timestamp, end: Timestamp) -> Self {
        Self {
            start,
            end,
            count: 0,
            sum: 0.0,
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
            quality: Quality::Good,
        }
    }

    /// The arithmetic mean of the readings that count.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum / f64::from(self.count))
    }

    /// Counts one more reading.
    pub fn add(&mut self, value: f64, quality: Quality) {
        self.quality = worse(self.quality, quality);
        if quality.counts() {
            self.count = self.count.saturating_add(1);
            self.sum += value;
            self.min = self.min.min(value);
            self.max = self.max.max(value);
        }
    }

    /// Takes in what another bucket counted.
    pub fn merge(&mut self, other: &Self) {
        self.quality = worse(self.quality, other.quality);
        if other.count > 0 {
            self.count = self.count.saturating_add(other.count);
            self.sum += other.sum;
            self.min = self.min.min(other.min);
            self.max = self.max.max(other.max);
        }
    }
}

/// The worse of two qualities: bad, stale, uncertain, substituted, good.
pub(crate) fn worse(a: Quality, b: Quality) -> Quality {
    if badness(b) > badness(a) { b } else { a }
}

const fn badness(quality: Quality) -> u8 {
    match quality {
        Quality::Good => 0,
        Quality::Substituted => 1,
        Quality::Uncertain => 2,
        Quality::Stale => 3,
        Quality::Bad => 4,
    }
}
