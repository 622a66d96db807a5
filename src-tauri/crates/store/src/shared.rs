//! What the appending, the sealing and the reading side of the store have in common.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono_tz::Tz;
use model::{ConnectionId, PointId, Timestamp};
use rustc_hash::FxBuildHasher;
use sqlx::SqlitePool;
use tokio::sync::{Notify, RwLock};

use crate::batch::Delivery;
use crate::chunk::ChunkError;
use crate::head::Head;
use crate::months::Months;

/// The newest message per connection and packet identifier, by its hash.
type Deliveries = HashMap<(u32, u16), u64, FxBuildHasher>;

pub(crate) struct Shared {
    head: Mutex<Head>,
    deliveries: Mutex<Deliveries>,
    /// Held for writing while readings move from the head into chunks, for reading while both are read.
    pub(crate) gate: RwLock<()>,
    /// Told when a seal has made room in the head.
    pub(crate) relieved: Notify,
    pub(crate) months: Arc<Months>,
    pub(crate) days: SqlitePool,
    pub(crate) zone: Tz,
    last_seq: AtomicI64,
    bad_chunks: AtomicU64,
}

impl Shared {
    pub(crate) fn new(head: Head, months: Arc<Months>, days: SqlitePool, zone: Tz) -> Self {
        Self {
            head: Mutex::new(head),
            deliveries: Mutex::default(),
            gate: RwLock::new(()),
            relieved: Notify::new(),
            months,
            days,
            zone,
            last_seq: AtomicI64::new(0),
            bad_chunks: AtomicU64::new(0),
        }
    }

    /// The head. A panic elsewhere while it was held cannot leave it half changed in a way that matters.
    pub(crate) fn head(&self) -> MutexGuard<'_, Head> {
        self.head.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The newest log record whose readings are in the head.
    pub(crate) fn last_seq(&self) -> i64 {
        self.last_seq.load(Ordering::Acquire)
    }

    pub(crate) fn set_last_seq(&self, seq: i64) {
        self.last_seq.store(seq, Ordering::Release);
    }

    pub(crate) fn deliver(&self, deliveries: &[Delivery]) {
        let mut known = self.deliveries.lock().unwrap_or_else(PoisonError::into_inner);
        for delivery in deliveries {
            known.insert((delivery.connection.0, delivery.packet_id), delivery.hash);
        }
    }

    pub(crate) fn was_delivered(&self, delivery: &Delivery) -> bool {
        let known = self.deliveries.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&(delivery.connection.0, delivery.packet_id)) == Some(&delivery.hash)
    }

    pub(crate) fn forget_deliveries(&self, connection: ConnectionId) {
        let mut known = self.deliveries.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|(of, _), _| *of != connection.0);
    }

    /// Counts a chunk that cannot be trusted and says so in the log; the reading goes on without it.
    pub(crate) fn report_bad_chunk(&self, point: PointId, first_ms: i64, error: &ChunkError) {
        self.bad_chunks.fetch_add(1, Ordering::Relaxed);
        let from = Timestamp::from_ms(first_ms);
        tracing::error!(point = point.0, %from, %error, "Chunk skipped");
    }

    pub(crate) fn bad_chunks(&self) -> u64 {
        self.bad_chunks.load(Ordering::Relaxed)
    }
}
