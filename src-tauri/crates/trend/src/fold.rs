//! Makes buckets of readings, and coarser buckets of finer ones.

use chrono_tz::Tz;
use model::{Resolution, Timestamp};

use crate::calendar::{bucket_start, next_bucket_start};
use crate::series::{Bucket, Readings};

/// Buckets of a resolution from finer ones that ascend and nest in them; buckets without any are left out.
///
/// Buckets that are there already are merged where they share a start, so a fold of folded parts is the fold of the
/// whole. For [`Resolution::Raw`] they stay as they are.
#[must_use]
pub fn fold(buckets: &[Bucket], resolution: Resolution, zone: Tz) -> Vec<Bucket> {
    if resolution == Resolution::Raw {
        return buckets.to_vec();
    }
    let mut folded: Vec<Bucket> = Vec::new();
    for bucket in buckets {
        at(&mut folded, bucket.start, resolution, zone).merge(bucket);
    }
    folded
}

/// Buckets of a resolution from readings; buckets without any are left out.
#[must_use]
pub fn gather(readings: &Readings<'_>, resolution: Resolution, zone: Tz) -> Vec<Bucket> {
    let mut gathered: Vec<Bucket> = Vec::new();
    let (times, values) = (readings.times_ms(), readings.values());
    for (index, (time, value)) in times.iter().zip(values).enumerate() {
        at(&mut gathered, Timestamp::from_ms(*time), resolution, zone)
            .add(*value, readings.quality(index));
    }
    gathered
}

/// The bucket that holds an instant: the last, or a new one after it.
fn at(buckets: &mut Vec<Bucket>, time: Timestamp, resolution: Resolution, zone: Tz) -> &mut Bucket {
    if buckets.last().is_none_or(|last| last.end <= time) {
        let start = bucket_start(time, resolution, zone);
        let end = next_bucket_start(time, resolution, zone);
        buckets.push(Bucket::empty(start, end));
    }
    let last = buckets.len() - 1;
    &mut buckets[last]
}

#[cfg(test)]
mod tests;
