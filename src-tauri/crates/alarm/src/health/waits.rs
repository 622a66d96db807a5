//! How long alarms waited to be acknowledged: every time is kept, to the second.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::health::figures::AckTime;
use crate::limits::ACK_TIME_MAX;

/// How often each time was taken, in whole seconds: exact, and bounded because what took longer than [`ACK_TIME_MAX`] counts
/// as that long.
#[derive(Debug, Clone, Default)]
pub(super) struct Waits {
    seconds: BTreeMap<u64, u64>,
    count: u64,
}

impl Waits {
    pub(super) fn add(&mut self, waited: Duration) {
        *self.seconds.entry(waited.min(ACK_TIME_MAX).as_secs()).or_default() += 1;
        self.count += 1;
    }

    /// None where nothing was acknowledged.
    pub(super) fn percentiles(&self) -> Option<AckTime> {
        (self.count > 0).then(|| AckTime {
            p50: self.percentile(50),
            p95: self.percentile(95),
            acknowledged: self.count,
        })
    }

    /// The shortest time within which at least this percentage was acknowledged (nearest rank).
    fn percentile(&self, percent: u64) -> Duration {
        let rank = self.count.saturating_mul(percent).div_ceil(100);
        let mut passed = 0;
        let within = self.seconds.iter().find(|(_, count)| {
            passed += **count;
            passed >= rank
        });
        Duration::from_secs(within.map_or(0, |(seconds, _)| *seconds))
    }
}
