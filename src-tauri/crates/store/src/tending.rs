//! The sealing task: the one that writes month files, one job at a time, while appending goes on.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::calendar::{Day, Month};
use model::{PointId, Timestamp};
use tokio::sync::{Mutex, mpsc, oneshot};

use crate::error::StoreError;
use crate::head::Head;
use crate::import::Imported;
use crate::limits::{DAY_GRACE, HEAD_READINGS_MAX, LOG_BYTES_MAX, LOG_RECORDS_KEPT};
use crate::log::{Log, LogReader};
use crate::plan::Span;
use crate::seal::{SealedCounts, Sealer};
use crate::shared::Shared;
use crate::store::Decided;

/// What becomes of an import, by point.
type ImportReply = oneshot::Sender<Result<BTreeMap<PointId, Decided>, StoreError>>;

/// What the task can be asked to do.
pub(crate) enum Task {
    MakeRoom,
    Tend(Timestamp),
    TendNow(Timestamp, oneshot::Sender<Result<SealedCounts, StoreError>>),
    SealAll(oneshot::Sender<Result<SealedCounts, StoreError>>),
    Import(BTreeMap<PointId, Imported>, ImportReply),
    Forget(Vec<PointId>, Timestamp, oneshot::Sender<Result<u64, StoreError>>),
    Close(oneshot::Sender<()>),
}

struct Tending {
    shared: Arc<Shared>,
    sealer: Sealer,
    log: Arc<Mutex<Log>>,
    reader: LogReader,
    /// Everything before this was sealed by the last pass over a closed day.
    sealed_before: i64,
    /// The newest record that the log has forgotten, or might have.
    trimmed: i64,
}

/// Whether the head should be sealed without waiting for the day to close.
pub(crate) fn wants_room(head: &Head) -> bool {
    head.readings() >= HEAD_READINGS_MAX || head.has_full_point()
}

/// Starts the task; it ends with `Task::Close` or when nobody can ask any more.
pub(crate) fn start(
    shared: Arc<Shared>,
    sealer: Sealer,
    log: Arc<Mutex<Log>>,
    reader: LogReader,
    todo: mpsc::Receiver<Task>,
) {
    let tending = Tending { shared, sealer, log, reader, sealed_before: i64::MIN, trimmed: 0 };
    tokio::spawn(tending.run(todo));
}

impl Tending {
    async fn run(mut self, mut todo: mpsc::Receiver<Task>) {
        let mut closing = None;
        while let Some(task) = todo.recv().await {
            match task {
                Task::MakeRoom => {
                    let made = self.make_room().await;
                    report(made);
                }
                Task::Tend(now) => report(self.tend(now).await),
                Task::TendNow(now, reply) => answer(reply, self.tend(now).await),
                Task::SealAll(reply) => answer(reply, self.seal_all().await),
                Task::Import(imported, reply) => answer(reply, self.import(imported).await),
                Task::Forget(points, before, reply) => {
                    answer(reply, self.sealer.forget_before(&points, before.ms()).await);
                }
                Task::Close(reply) => {
                    closing = Some(reply);
                    break;
                }
            }
            self.shared.relieved.notify_waiters();
        }
        self.close().await;
        if let Some(reply) = closing {
            answer(reply, ());
        }
    }

    /// Seals the points that are too full to wait; all that is later than them stays in the head.
    async fn make_room(&mut self) -> Result<SealedCounts, StoreError> {
        let points = self.shared.head().too_full(HEAD_READINGS_MAX);
        if points.is_empty() {
            return Ok(SealedCounts::default());
        }
        let counts = self.sealer.seal(&points, i64::MAX).await?;
        self.trim().await?;
        Ok(counts)
    }

    /// Seals the days that are over, merges the small chunks of weeks that are over, keeps the log short.
    async fn tend(&mut self, now: Timestamp) -> Result<SealedCounts, StoreError> {
        let zone = self.shared.zone;
        let before = Day::at(now - DAY_GRACE, zone).start(zone).ms();
        let late = self.shared.head().undecided() > 0;
        let mut counts = SealedCounts::default();
        if before > self.sealed_before || late {
            let due = self.shared.head().due(before);
            counts = self.sealer.seal(&due, before).await?;
            self.sealed_before = before;
            self.sealer.merge_weeks_before(now - DAY_GRACE).await?;
            self.trim().await?;
            self.sealer.checkpoint().await?;
        }
        if self.log.lock().await.bytes().await.map_err(StoreError::query("measure the log"))?
            > LOG_BYTES_MAX
        {
            counts = self.seal_all().await?;
        }
        Ok(counts)
    }

    async fn seal_all(&mut self) -> Result<SealedCounts, StoreError> {
        let due = self.shared.head().due(i64::MAX);
        let counts = self.sealer.seal(&due, i64::MAX).await?;
        self.trim().await?;
        self.sealer.checkpoint().await?;
        Ok(counts)
    }

    /// What the head has in the time of the import is sealed first, so that the import is merged into chunks alone.
    async fn import(
        &mut self,
        imported: BTreeMap<PointId, Imported>,
    ) -> Result<BTreeMap<PointId, Decided>, StoreError> {
        let points: Vec<PointId> = imported.keys().copied().collect();
        let last = imported.values().filter_map(Imported::last).max();
        if let Some(last) = last {
            self.sealer.seal(&points, last.saturating_add(1)).await?;
        }
        let decided = self.sealer.seal_imported(imported).await?;
        self.sealer.checkpoint().await?;
        Ok(decided)
    }

    /// Forgets log records of which every reading is sealed, oldest first, but for the newest ones.
    async fn trim(&mut self) -> Result<(), StoreError> {
        let most = self.shared.last_seq() - LOG_RECORDS_KEPT;
        let mut until = self.trimmed;
        'pages: while until < most {
            let records = self.reader.after(until).await?;
            if records.is_empty() {
                break;
            }
            let head = self.shared.head();
            for (seq, batch) in records {
                let sealed = batch.as_ref().is_ok_and(|batch| !head.is_all_sealed(batch, seq));
                if seq > most || sealed {
                    break 'pages;
                }
                until = seq;
            }
        }
        let mut from = self.trimmed + 1;
        while from <= until {
            let mut log = self.log.lock().await;
            let deleted = log.delete_some(from, until).await;
            from = deleted.map_err(StoreError::query("trim the log"))? + 1;
        }
        self.trimmed = until;
        Ok(())
    }

    async fn close(self) {
        let Self { shared, sealer, log, reader, .. } = self;
        sealer.close().await;
        shared.months.close().await;
        shared.days.close().await;
        reader.close().await;
        log.lock().await.close().await;
    }
}

/// A failure that nobody waits for: everything is kept in the log and tried again at the next call.
fn report(done: Result<SealedCounts, StoreError>) {
    match done {
        Ok(counts) if counts.chunks > 0 => {
            tracing::info!(chunks = counts.chunks, readings = counts.readings, "Sealed");
        }
        Ok(_) => {}
        Err(error) => {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            tracing::error!(%error, cause, "Seal failed and will be tried again");
        }
    }
}

/// Whoever asked may have gone meanwhile.
fn answer<T>(reply: oneshot::Sender<T>, with: T) {
    drop(reply.send(with));
}

/// The weeks of a month that small chunks are merged within: days 1 to 7, 8 to 14, 15 to 21 and the rest, by UTC.
pub(crate) fn week_of(time_ms: i64) -> Span {
    let utc = chrono_tz::Tz::UTC;
    let day = Day::at(Timestamp::from_ms(time_ms), utc);
    let month: Month = day.month();
    let week = i32::try_from((day.of_month() - 1) / 7).unwrap_or(0).min(3);
    let first = Day(month.first_day().0 + week * 7);
    let end = if week == 3 { month.end(utc) } else { Day(first.0 + 7).start(utc) };
    Span { first: first.start(utc).ms(), last: end.ms() - 1 }
}
