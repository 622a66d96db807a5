//! Percentiles of durations in bounded memory: buckets that grow by an eighth of a power of two, so that a percentile
//! is at most 9 % too high.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Buckets per power of two.
const STEPS: u32 = 8;

/// Powers of two covered, in microseconds: from 1 µs to over an hour.
const POWERS: u32 = 32;

/// Durations of one operation.
#[derive(Debug)]
pub struct Histogram {
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    buckets: Vec<u64>,
    count: u64,
    max: Duration,
}

/// What a histogram says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Percentiles {
    /// How many durations.
    pub count: u64,
    /// Half of them took no longer.
    pub p50: Duration,
    /// 95 of 100 took no longer.
    pub p95: Duration,
    /// 99 of 100 took no longer.
    pub p99: Duration,
    /// The longest.
    pub max: Duration,
}

impl Default for Histogram {
    fn default() -> Self {
        let buckets = vec![0; (STEPS * POWERS) as usize];
        Self { inner: Mutex::new(Inner { buckets, count: 0, max: Duration::ZERO }) }
    }
}

impl Histogram {
    /// Takes one duration in.
    pub fn record(&self, duration: Duration) {
        self.record_many(std::iter::once(duration));
    }

    /// Takes several durations in at once.
    pub fn record_many(&self, durations: impl Iterator<Item = Duration>) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        for duration in durations {
            inner.buckets[bucket_of(duration)] += 1;
            inner.count += 1;
            inner.max = inner.max.max(duration);
        }
    }

    /// The percentiles of all durations so far; all zero where there is none.
    pub fn percentiles(&self) -> Percentiles {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let at = |percent: u64| {
            let wanted = (inner.count * percent).div_ceil(100);
            let mut seen = 0;
            for (bucket, count) in inner.buckets.iter().enumerate() {
                seen += count;
                if seen >= wanted && seen > 0 {
                    return upper_end(bucket).min(inner.max);
                }
            }
            inner.max
        };
        Percentiles { count: inner.count, p50: at(50), p95: at(95), p99: at(99), max: inner.max }
    }
}

fn bucket_of(duration: Duration) -> usize {
    let micros = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX).max(1);
    let power = micros.ilog2();
    if power >= POWERS {
        return (STEPS * POWERS - 1) as usize;
    }
    // The three bits below the highest one say which eighth of the power it is.
    let eighth = if power >= 3 { (micros >> (power - 3)) & 7 } else { (micros << (3 - power)) & 7 };
    (power * STEPS) as usize + usize::try_from(eighth).unwrap_or(0)
}

fn upper_end(bucket: usize) -> Duration {
    let bucket = u32::try_from(bucket).unwrap_or(0);
    let (power, eighth) = (bucket / STEPS, bucket % STEPS);
    Duration::from_nanos((1_000_u64 << power) / 8 * (9 + u64::from(eighth)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_at_most_an_eighth_too_high() {
        let histogram = Histogram::default();
        histogram.record_many((1..=1_000).map(Duration::from_millis));
        let found = histogram.percentiles();
        assert_eq!(found.count, 1_000);
        for (percentile, exact) in [(found.p50, 500), (found.p95, 950), (found.p99, 990)] {
            let exact = Duration::from_millis(exact);
            assert!(percentile >= exact && percentile <= exact * 9 / 8, "{percentile:?}");
        }
        assert_eq!(found.max, Duration::from_secs(1));
    }

    #[test]
    fn nothing_measured_is_zero_and_extremes_fit() {
        let histogram = Histogram::default();
        assert_eq!(histogram.percentiles(), Percentiles::default());
        histogram.record(Duration::ZERO);
        histogram.record(Duration::from_secs(1_000_000));
        assert_eq!(histogram.percentiles().max, Duration::from_secs(1_000_000));
    }
}
