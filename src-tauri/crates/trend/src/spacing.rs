//! How far apart readings are expected, and so what counts as a gap.

use std::time::Duration;

use crate::limits::{GAP_INTERVALS, SAMPLES_FOR_HABIT, SAMPLES_MAX};
use crate::series::Bucket;

/// How often a point reports, as far as whoever asks for a line knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cadence {
    /// Once in this time.
    Every(Duration),
    /// When something changes: silence is no gap, and coverage cannot be told.
    OnChange,
    /// To be estimated from what is drawn.
    Unknown,
}

impl Cadence {
    /// The expected interval of readings at these times, in milliseconds.
    pub(crate) fn of_times(self, times_ms: &[i64]) -> Option<i64> {
        self.known().unwrap_or_else(|| usual_silence(times_ms))
    }

    /// The expected interval of the readings behind these buckets, in milliseconds.
    pub(crate) fn of_buckets(self, buckets: &[Bucket]) -> Option<i64> {
        let ms = self.known().unwrap_or_else(|| usual_share(buckets))?;
        Some(ms.clamp(1, i64::MAX / GAP_INTERVALS))
    }

    /// The interval where it need not be estimated: none at all for a point that reports on change.
    fn known(self) -> Option<Option<i64>> {
        match self {
            Self::Every(interval) => {
                let ms = i64::try_from(interval.as_millis()).unwrap_or(i64::MAX);
                Some(Some(ms.clamp(1, i64::MAX / GAP_INTERVALS)))
            }
            Self::OnChange => Some(None),
            Self::Unknown => None,
        }
    }
}

pub(crate) fn length_ms(bucket: &Bucket) -> i64 {
    bucket.end.ms().saturating_sub(bucket.start.ms())
}

/// The median silence between neighbours. Where more than a tenth of many silences are gaps by that median, the point
/// reports unevenly, and the length that nine tenths of them keep within is expected instead.
fn usual_silence(times_ms: &[i64]) -> Option<i64> {
    let neighbours = times_ms.len().checked_sub(1)?;
    let step = neighbours.div_ceil(SAMPLES_MAX).max(1);
    let mut silences: Vec<i64> = (0..neighbours)
        .step_by(step)
        .map(|at| times_ms[at + 1].saturating_sub(times_ms[at]))
        .collect();
    if silences.is_empty() {
        return None;
    }
    silences.sort_unstable();
    let median = silences[silences.len() / 2].clamp(1, i64::MAX / GAP_INTERVALS);
    let most = silences[silences.len() * 9 / 10].clamp(1, i64::MAX / GAP_INTERVALS);
    let habit = silences.len() >= SAMPLES_FOR_HABIT && most > GAP_INTERVALS * median;
    Some(if habit { most } else { median })
}

/// The usual bucket's length shared among its readings; where it holds a single one, the usual silence from one
/// bucket that is told to the next.
fn usual_share(buckets: &[Bucket]) -> Option<i64> {
    let mut shares: Vec<(i64, u32)> = buckets
        .iter()
        .filter(|bucket| bucket.count > 0)
        .map(|bucket| (length_ms(bucket) / i64::from(bucket.count), bucket.count))
        .collect();
    if shares.is_empty() {
        return None;
    }
    let middle = shares.len() / 2;
    let (share, count) = *shares.select_nth_unstable(middle).1;
    if count > 1 {
        return Some(share.max(1));
    }
    let starts: Vec<i64> = buckets.iter().map(|bucket| bucket.start.ms()).collect();
    usual_silence(&starts).max(Some(share.max(1)))
}
