//! The store's front: open, append, read, seal, close.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono_tz::Tz;
use model::calendar::Day;
use model::{ConnectionId, Current, PointId, Reading, TimeRange, Timestamp};
use tokio::sync::{Mutex, mpsc, oneshot};

use crate::batch::{Batch, Delivery};
use crate::columns::Columns;
use crate::days::Days;
use crate::error::{AppendError, OpenError, StoreError};
use crate::head::{Head, Outcome};
use crate::limits::HEAD_READINGS_MAX;
use crate::log::{Log, LogReader};
use crate::main_database::MainDatabase;
use crate::months::{Months, Part};
use crate::read::Page;
use crate::record;
use crate::rollup::{Bucket, DayFigures};
use crate::seal::{SealedCounts, Sealer};
use crate::shared::Shared;
use crate::stats::{Stats, Verified};
use crate::tending::{self, Task};

/// Requests that may wait for the sealing task; whoever sends one more waits.
const TASKS_MAX: usize = 64;

/// The embedded time-series store. Cheap to clone; all clones are the same store.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    folder: PathBuf,
    shared: Arc<Shared>,
    log: Arc<Mutex<Log>>,
    tasks: mpsc::Sender<Task>,
    main: MainDatabase,
}

/// What a committed batch came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// The log position of the record.
    pub seq: i64,
    /// What became of each reading, in the order of the batch.
    pub outcomes: Vec<Outcome>,
}

/// What the seal found late readings to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Decided {
    /// New.
    pub stored: u64,
    /// The same point, time and value as before.
    pub duplicate: u64,
    /// Another value for the same point and time.
    pub replaced: u64,
}

impl Store {
    /// Opens the store of a data folder, or makes one. Its days are those of the site's zone; of `fallback` where no
    /// site is set up.
    ///
    /// # Errors
    /// Where a file cannot be opened, is of a newer version, or the SQLite inside is not to be trusted.
    pub async fn open(folder: &Path, fallback: Tz) -> Result<Self, OpenError> {
        let failed = |source| OpenError::Folder { path: folder.to_owned(), source };
        std::fs::create_dir_all(folder).map_err(failed)?;
        let main = MainDatabase::open(folder).await?;
        let damaged_main = |source| OpenError::Main { path: folder.to_owned(), source };
        let site = main.site().await.map_err(damaged_main)?;
        let zone = site.and_then(|site| site.timezone.parse().ok()).unwrap_or(fallback);
        let (mut log, log_reader) = Log::open(folder).await?;
        let months = Arc::new(Months::open(folder)?);
        let (mut days, days_readers) = Days::open(folder).await?;
        let mut head = Head::default();
        let damaged = |source| OpenError::Content { path: folder.to_owned(), source };
        for (point, sealed) in days.latest().await.map_err(damaged)? {
            log.start_after(sealed.seq);
            head.set_sealed(point, sealed);
        }
        let shared = Arc::new(Shared::new(head, Arc::clone(&months), days_readers, zone));
        shared.set_last_seq(log.last_seq());
        replay(&shared, &log_reader).await.map_err(damaged)?;
        find_unrecorded_seals(&shared).await.map_err(damaged)?;
        crate::stats::recount_after_crash(&shared, &mut days).await.map_err(damaged)?;
        let mut sealer = Sealer::new(Arc::clone(&shared), months, days);
        adopt_zone(&mut sealer, zone).await.map_err(damaged)?;
        let log = Arc::new(Mutex::new(log));
        let (tasks, todo) = mpsc::channel(TASKS_MAX);
        tending::start(Arc::clone(&shared), sealer, Arc::clone(&log), log_reader, todo);
        let folder = folder.to_owned();
        Ok(Self { inner: Arc::new(Inner { folder, shared, log, tasks, main }) })
    }

    /// Makes a batch durable: when this returns, its readings survive a power cut and its messages may be acknowledged.
    ///
    /// Waits while the head is full and sealing has not made room.
    ///
    /// # Errors
    /// Where the log cannot be written; nothing of the batch may be acknowledged, and it can be tried again.
    pub async fn append(&self, batch: &Batch) -> Result<Appended, AppendError> {
        let inner = &self.inner;
        inner.wait_for_room().await;
        let record = record::encode(batch);
        let mut log = inner.log.lock().await;
        let seq = log
            .append(record)
            .await
            .map_err(|source| AppendError::Log { readings: batch.len(), source })?;
        let (outcomes, full) = {
            let mut head = inner.shared.head();
            (head.take_in(batch), tending::wants_room(&head))
        };
        inner.shared.deliver(&batch.deliveries);
        inner.shared.set_last_seq(seq);
        drop(log);
        if full {
            // A full queue means that sealing is at it already.
            drop(inner.tasks.try_send(Task::MakeRoom));
        }
        Ok(Appended { seq, outcomes })
    }

    /// Whether this very message was made durable before: same connection, same packet identifier, same content.
    #[must_use]
    pub fn was_delivered(&self, delivery: &Delivery) -> bool {
        self.inner.shared.was_delivered(delivery)
    }

    /// A new session at the broker: its packet identifiers say nothing about the old ones.
    pub fn forget_deliveries(&self, connection: ConnectionId) {
        self.inner.shared.forget_deliveries(connection);
    }

    /// Takes readings in that need no acknowledgement, in any order and of any age; durable when this returns.
    ///
    /// # Errors
    /// Where a month file cannot be written; what was written before that stays, and doing it again is harmless.
    pub async fn import(
        &self,
        readings: &[Reading],
    ) -> Result<BTreeMap<PointId, Decided>, StoreError> {
        let imported = crate::import::by_point(readings);
        let (reply, done) = oneshot::channel();
        self.send(Task::Import(imported, reply)).await?;
        done.await.map_err(|_| StoreError::Closing)?
    }

    /// The newest reading of a point.
    #[must_use]
    pub fn newest(&self, point: PointId) -> Option<Current> {
        self.inner.shared.head().newest(point).cloned()
    }

    /// The newest readings of all points that have one.
    #[must_use]
    pub fn all_newest(&self) -> Vec<(PointId, Current)> {
        let head = self.inner.shared.head();
        head.all_newest().map(|(point, current)| (point, current.clone())).collect()
    }

    /// All numbers and booleans of a point in a range, merged from head and chunks.
    ///
    /// # Errors
    /// Where a month file cannot be read.
    pub async fn numbers(&self, point: PointId, range: TimeRange) -> Result<Columns, StoreError> {
        self.inner.shared.numbers(point, range).await
    }

    /// At most `limit` exact readings of a point, texts included, oldest first, and where to go on.
    ///
    /// # Errors
    /// Where a month file cannot be read.
    pub async fn page(
        &self,
        point: PointId,
        range: TimeRange,
        limit: usize,
    ) -> Result<Page, StoreError> {
        self.inner.shared.page(point, range, limit).await
    }

    /// The quarter-hours that a range touches, whole; empty ones are left out.
    ///
    /// # Errors
    /// Where a month file cannot be read.
    pub async fn quarters(
        &self,
        point: PointId,
        range: TimeRange,
    ) -> Result<Vec<Bucket>, StoreError> {
        self.inner.shared.quarters(point, range).await
    }

    /// Day figures of points in the store's zone, by point and day, both days included; days without readings are left out.
    ///
    /// # Errors
    /// Where the day figures cannot be read.
    pub async fn day_figures(
        &self,
        points: &[PointId],
        first: Day,
        last: Day,
    ) -> Result<Vec<(PointId, Day, DayFigures)>, StoreError> {
        self.inner.shared.day_figures(points, first, last).await
    }

    /// How many readings there are about a range, cheaply: whole chunks are counted, so never too few.
    ///
    /// # Errors
    /// Where a month file cannot be read.
    pub async fn count(&self, point: PointId, range: TimeRange) -> Result<u64, StoreError> {
        self.inner.shared.count(point, range).await
    }

    /// The zone of the store's days.
    #[must_use]
    pub fn zone(&self) -> Tz {
        self.inner.shared.zone
    }

    /// The model, the connections and the counters.
    #[must_use]
    pub fn main(&self) -> &MainDatabase {
        &self.inner.main
    }

    /// Readings in the head whose outcome the next seal will tell.
    #[must_use]
    pub fn undecided(&self) -> usize {
        self.inner.shared.head().undecided()
    }

    /// Readings in the head, and how many it may hold.
    #[must_use]
    pub fn head_depth(&self) -> (usize, usize) {
        (self.inner.shared.head().readings(), HEAD_READINGS_MAX)
    }

    /// What the seals since the last call found late readings to be, by point.
    #[must_use]
    pub fn take_decided(&self) -> Vec<(PointId, Decided)> {
        let decided = self.inner.shared.head().take_decided();
        decided.into_iter().map(|(point, merged)| (PointId(point), Decided::from(merged))).collect()
    }

    /// Does what is due at this time: seals closed days, merges small chunks, trims the log. Returns at once.
    pub fn tend(&self, now: Timestamp) {
        // A full queue means that the task is busy; the next call will find it free.
        drop(self.inner.tasks.try_send(Task::Tend(now)));
    }

    /// Does what is due at this time and waits for it.
    ///
    /// # Errors
    /// Where a file cannot be written; everything is kept and tried again.
    pub async fn tend_now(&self, now: Timestamp) -> Result<SealedCounts, StoreError> {
        let (reply, done) = oneshot::channel();
        self.send(Task::TendNow(now, reply)).await?;
        done.await.map_err(|_| StoreError::Closing)?
    }

    /// Seals everything there is, whatever the day.
    ///
    /// # Errors
    /// Where a file cannot be written; everything is kept and tried again.
    pub async fn seal_all(&self) -> Result<SealedCounts, StoreError> {
        let (reply, done) = oneshot::channel();
        self.send(Task::SealAll(reply)).await?;
        done.await.map_err(|_| StoreError::Closing)?
    }

    /// Deletes readings before a time of points that nobody accepted.
    ///
    /// # Errors
    /// Where a file cannot be written.
    pub async fn forget_before(
        &self,
        points: Vec<PointId>,
        before: Timestamp,
    ) -> Result<u64, StoreError> {
        let (reply, done) = oneshot::channel();
        self.send(Task::Forget(points, before, reply)).await?;
        done.await.map_err(|_| StoreError::Closing)?
    }

    /// Size and counts of everything.
    ///
    /// # Errors
    /// Where a file cannot be read or measured.
    pub async fn stats(&self) -> Result<Stats, StoreError> {
        crate::stats::stats(&self.inner.folder, &self.inner.shared).await
    }

    /// Reads everything and checks it.
    ///
    /// # Errors
    /// Where a file cannot be read at all; single bad chunks are in the answer.
    pub async fn verify(&self) -> Result<Verified, StoreError> {
        crate::stats::verify(&self.inner.shared).await
    }

    /// Ends the sealing task, empties the write-ahead logs and closes every file. What is in the head stays in the log.
    pub async fn close(&self) {
        let (reply, done) = oneshot::channel();
        if self.send(Task::Close(reply)).await.is_ok() {
            drop(done.await);
        }
        self.inner.main.close().await;
    }

    async fn send(&self, task: Task) -> Result<(), StoreError> {
        self.inner.tasks.send(task).await.map_err(|_| StoreError::Closing)
    }
}

impl Inner {
    /// Four million readings are the head's bound; past a quarter more, whoever appends waits for the sealing.
    async fn wait_for_room(&self) {
        loop {
            let relieved = self.shared.relieved.notified();
            if self.shared.head().readings() < HEAD_READINGS_MAX / 4 * 5 {
                return;
            }
            drop(self.tasks.try_send(Task::MakeRoom));
            relieved.await;
        }
    }
}

/// Puts the log's records into the head; a damaged one is reported and the others still count.
async fn replay(shared: &Shared, reader: &LogReader) -> Result<(), StoreError> {
    let mut seq = 0;
    loop {
        let records = reader.after(seq).await?;
        let Some((last, _)) = records.last() else {
            return Ok(());
        };
        seq = *last;
        for (seq, batch) in records {
            match batch {
                Ok(batch) => {
                    shared.head().restore(&batch, seq);
                    shared.deliver(&batch.deliveries);
                }
                Err(error) => tracing::error!(seq, %error, "Log record skipped"),
            }
        }
    }
}

/// A seal that was cut short after its figures were written left readings both there and in the log: they are late now.
async fn find_unrecorded_seals(shared: &Shared) -> Result<(), StoreError> {
    let Some((first, last)) = shared.head().live_span() else {
        return Ok(());
    };
    for month in shared.months.within(first, last) {
        let readers = shared.months.readers(month, Part::Fig);
        let beyond = {
            let sealed_to = |point| shared.head().sealed_to(point);
            crate::chunks::sealed_beyond(&readers, sealed_to)
                .await
                .map_err(StoreError::query("look for seals cut short"))?
        };
        let mut head = shared.head();
        for (point, sealed_to) in beyond {
            head.raise_edge(point, sealed_to);
        }
    }
    Ok(())
}

/// Days are kept in one zone; another one than last time has them counted anew.
async fn adopt_zone(sealer: &mut Sealer, zone: Tz) -> Result<(), StoreError> {
    const NAME: &str = "zone";
    let before = sealer.days().setting(NAME).await?;
    if before.as_deref() == Some(zone.name()) {
        return Ok(());
    }
    if before.is_some() {
        sealer.rebuild_days().await?;
    }
    sealer.days().put_setting(NAME, zone.name()).await
}

#[cfg(test)]
mod tests;
