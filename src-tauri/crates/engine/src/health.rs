//! Counters, balances, queues and percentiles in one answer.

use std::collections::BTreeMap;

use ingest::{COMMIT_QUEUE_BATCHES_MAX, Percentiles};
use wire::{
    ConnectionHealth, Failure, GapView, HealthView, MessageCounts, OperationHealth, QueueHealth,
    ReplayCounts, StoreHealth, ValueCounts,
};

use crate::clock;
use crate::convert;
use crate::engine::Engine;
use crate::limits::GAPS_LISTED;
use crate::storing::per_reading;

impl Engine {
    pub(crate) async fn health(&self) -> Result<HealthView, Failure> {
        let stats = self.store.stats().await.map_err(|error| convert::from_store(&error))?;
        let oldest = self.ingest.oldest_unsaved();
        let store = StoreHealth {
            readings: stats.sealed + stats.unsealed,
            bytes: stats.bytes,
            bytes_per_reading: per_reading(stats.sealed_bytes, stats.sealed),
            days_to_full: None,
            trouble: self.ingest.trouble().map(|trouble| trouble.words),
            oldest_unsaved_ms: oldest.map_or(0, |oldest| {
                i64::try_from(clock::now().since(oldest).as_millis()).unwrap_or(i64::MAX)
            }),
        };
        Ok(HealthView {
            connections: self.connection_health().await?,
            store,
            operations: self.operation_health(),
            queues: self.queue_health(),
        })
    }

    async fn connection_health(&self) -> Result<Vec<ConnectionHealth>, Failure> {
        let directory = self.directory();
        let mut healths = Vec::new();
        for known in self.sessions.all() {
            let gaps = self.store.main().gaps(known.row.id, GAPS_LISTED).await;
            let (gaps, gap_count) = gaps.map_err(|error| convert::from_main(&error))?;
            let counts = known.ledger.counts();
            let over = counts.values.refused.get("too_many_points").copied().unwrap_or(0);
            healths.push(ConnectionHealth {
                name: known.row.name.clone(),
                state: known.state(),
                messages: MessageCounts {
                    received: counts.messages.received,
                    understood: counts.messages.understood,
                    retained: counts.messages.retained,
                    refused: counts.messages.refused,
                },
                values: ValueCounts {
                    read: counts.values.read,
                    stored: counts.values.stored,
                    duplicate: counts.values.duplicate,
                    replaced: counts.values.replaced,
                    undecided: counts.values.undecided,
                    time_replaced: counts.values.time_replaced,
                    refused: counts.values.refused,
                },
                replayed: ReplayCounts {
                    messages: counts.replayed.messages,
                    read: counts.replayed.read,
                    stored: counts.replayed.stored,
                    duplicate: counts.replayed.duplicate,
                    replaced: counts.replayed.replaced,
                    refused: counts.replayed.refused,
                },
                reconnects: counts.reconnects,
                gaps: gap_count,
                latest_gaps: gaps
                    .into_iter()
                    .map(|gap| GapView { from: gap.from, to: gap.to, reason: gap.reason })
                    .collect(),
                found_points: directory.count_on(known.row.id),
                points_over_limit: over,
            });
        }
        Ok(healths)
    }

    fn operation_health(&self) -> BTreeMap<String, OperationHealth> {
        let operations = &self.operations;
        [
            ("receive_to_durable", self.ingest.receive_to_durable()),
            ("commit", self.ingest.commit()),
            ("latest", operations.latest.percentiles()),
            ("overview", operations.overview.percentiles()),
            ("sparks", operations.sparks.percentiles()),
            ("readings", operations.readings.percentiles()),
            ("trends", operations.trends.percentiles()),
            ("export", operations.export.percentiles()),
            ("other", operations.other.percentiles()),
        ]
        .into_iter()
        .map(|(name, percentiles)| (name.to_owned(), operation(percentiles)))
        .collect()
    }

    fn queue_health(&self) -> BTreeMap<String, QueueHealth> {
        let waits = |depth: usize, limit: usize| QueueHealth {
            depth: depth as u64,
            limit: limit as u64,
            dropped: 0,
            when_full: "wait".to_owned(),
        };
        let (head, head_max) = self.store.head_depth();
        let waiting = self.sessions.all().iter().map(|known| known.ledger.waiting()).sum();
        BTreeMap::from([
            ("commits".to_owned(), waits(self.ingest.queue_depth(), COMMIT_QUEUE_BATCHES_MAX)),
            ("head".to_owned(), waits(head, head_max)),
            ("messages".to_owned(), waits(waiting, broker::QUEUE_MESSAGES_MAX)),
        ])
    }
}

fn operation(of: Percentiles) -> OperationHealth {
    let ms = |duration: std::time::Duration| duration.as_secs_f64() * 1_000.0;
    OperationHealth {
        count: of.count,
        p50_ms: ms(of.p50),
        p95_ms: ms(of.p95),
        p99_ms: ms(of.p99),
        max_ms: ms(of.max),
    }
}
