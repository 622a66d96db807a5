//! The store by hand: size, checks, sealing.

use wire::{BadChunk, Failure, MonthView, Sealed, StoreStatsView, StoreVerifyView};

use crate::convert;
use crate::engine::Engine;

impl Engine {
    pub(crate) async fn store_stats(&self) -> Result<StoreStatsView, Failure> {
        let stats = self.store.stats().await.map_err(|error| convert::from_store(&error))?;
        Ok(StoreStatsView {
            readings: stats.sealed + stats.unsealed,
            unsealed: stats.unsealed,
            chunks: stats.chunks,
            points: stats.points,
            bytes: stats.bytes,
            payload_bytes: stats.payload_bytes,
            bytes_per_reading: per_reading(stats.sealed_bytes, stats.sealed),
            days_to_full: None,
            months: stats.months.iter().map(month_view).collect(),
        })
    }

    pub(crate) async fn store_verify(&self) -> Result<StoreVerifyView, Failure> {
        let verified = self.store.verify().await.map_err(|error| convert::from_store(&error))?;
        let directory = self.directory();
        let bad_chunk = |bad: &store::BadChunk| BadChunk {
            month: bad.month.name(),
            point: directory
                .get(bad.point)
                .map_or_else(|| bad.point.0.to_string(), |entry| entry.row.point.code.to_string()),
            from: bad.from,
            to: bad.to,
            reason: bad.reason.clone(),
        };
        Ok(StoreVerifyView {
            chunks: verified.chunks,
            readings: verified.readings,
            bad_chunks: verified.bad.iter().map(bad_chunk).collect(),
            months: verified.months.iter().map(month_view).collect(),
        })
    }

    pub(crate) async fn seal(&self) -> Result<Sealed, Failure> {
        let sealed = self.store.seal_all().await.map_err(|error| convert::from_store(&error))?;
        Ok(Sealed { chunks: sealed.chunks, readings: sealed.readings })
    }
}

/// Bytes a sealed reading costs; none while nothing is sealed.
#[expect(clippy::cast_precision_loss, reason = "sizes are far below 2^53")]
pub(crate) fn per_reading(bytes: u64, readings: u64) -> Option<f64> {
    (readings > 0).then(|| bytes as f64 / readings as f64)
}

fn month_view(month: &store::MonthStats) -> MonthView {
    MonthView { month: month.month.name(), bytes: month.bytes, readings: month.readings }
}
