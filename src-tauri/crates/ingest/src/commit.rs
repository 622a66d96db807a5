//! The commit task: makes batches durable one after another, counts what became of them, and tells the broker.

use std::fmt::Display;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use codec::{Availability, Decoded, Discovery, Rules};
use model::{AckToken, ConnectionId, Incoming, PointId, Reading, Timestamp, Unit, Value};
use rustc_hash::FxHashMap;
use store::{Appended, Batch, DescriptionRow, MainError, Outcome, RetainedRow, Store};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::sleep;

use crate::counts::Tally;
use crate::histogram::{Histogram, Percentiles};
use crate::intake::{Connection, Intake, Stopper};
use crate::limits::{
    COMMIT_QUEUE_BATCHES_MAX, DESCRIPTIONS_BYTES_MAX, DESCRIPTIONS_MAX, RETRY_FIRST, RETRY_MAX,
};
use crate::points::Points;
use crate::quarantine::Quarantine;
use crate::replay::Replayer;

/// A retained value without a time of its own: current, but no reading.
#[derive(Debug, Clone, PartialEq)]
pub struct Retained {
    /// Whose.
    pub point: PointId,
    /// What was said.
    pub value: Value,
    /// When it reached us.
    pub received: Timestamp,
}

/// Sees messages as they came, each with what it said.
pub type MessageFollower = Arc<dyn Fn(&[(Incoming, Decoded)]) + Send + Sync>;

/// Sees readings in the order of arrival, and retained values; none twice.
pub type ValueFollower = Arc<dyn Fn(&[Reading], &[Retained]) + Send + Sync>;

/// Sees what the devices of a connection say of themselves: whether they are there, and what they are. What was told in
/// earlier runs is told again at the start.
pub type DeviceFollower =
    Arc<dyn Fn(ConnectionId, &[Availability], &[Discovery], Timestamp) + Send + Sync>;

/// Whoever wants to see what comes in, as it comes: what is shown may run ahead of the disk. Must not block.
#[derive(Clone)]
pub struct Followers {
    /// Sees messages as they came, each with what it said.
    pub messages: MessageFollower,
    /// Sees readings in the order of arrival, and retained values; none twice.
    pub values: ValueFollower,
    /// Sees what devices say of themselves.
    pub devices: DeviceFollower,
}

/// Why nothing can be written at the moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// In words, with its causes.
    pub words: String,
    /// Whether the disk has no room left.
    pub full: bool,
}

/// The write path.
#[derive(Clone)]
pub struct Ingest {
    store: Store,
    shared: Arc<Shared>,
    commits: mpsc::Sender<Prepared>,
}

/// What the intakes, the commit task and whoever shows them have in common.
pub(crate) struct Shared {
    pub(crate) quarantine: Quarantine,
    clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    pub(crate) followers: Followers,
    receive_to_durable: Histogram,
    commit: Histogram,
    points_revision: watch::Sender<u64>,
    /// What a person says that messages mean; every intake reads by it from its next message on.
    pub(crate) mappings: watch::Sender<Rules>,
    /// Units that were corrected since the program began; no more than there are points.
    pub(crate) corrected: watch::Sender<FxHashMap<PointId, Unit>>,
    trouble: Mutex<Option<Trouble>>,
    /// Receive time of the oldest message in the commit under way; `i64::MAX` where there is none.
    oldest_unsaved: AtomicI64,
}

/// A batch on its way to the disk.
pub(crate) struct Prepared {
    pub(crate) connection: Connection,
    pub(crate) batch: Batch,
    pub(crate) acks: Vec<AckToken>,
    pub(crate) retained: Vec<Retained>,
    pub(crate) descriptions: Vec<DescriptionRow>,
    pub(crate) received: Vec<Timestamp>,
    pub(crate) tally: Tally,
    pub(crate) reply: Option<oneshot::Sender<()>>,
}

impl Prepared {
    pub(crate) fn marker(connection: Connection, reply: oneshot::Sender<()>) -> Self {
        Self {
            connection,
            batch: Batch::default(),
            acks: Vec::new(),
            retained: Vec::new(),
            descriptions: Vec::new(),
            received: Vec::new(),
            tally: Tally::default(),
            reply: Some(reply),
        }
    }
}

impl Ingest {
    /// Starts the commit task. It ends when the last clone and the last intake are gone.
    #[must_use]
    pub fn start(
        store: Store,
        clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
        followers: Followers,
    ) -> Self {
        let (commits, todo) = mpsc::channel(COMMIT_QUEUE_BATCHES_MAX);
        let shared = Arc::new(Shared {
            quarantine: Quarantine::default(),
            clock,
            followers,
            receive_to_durable: Histogram::default(),
            commit: Histogram::default(),
            points_revision: watch::Sender::new(0),
            mappings: watch::Sender::new(Rules::default()),
            corrected: watch::Sender::default(),
            trouble: Mutex::new(None),
            oldest_unsaved: AtomicI64::new(i64::MAX),
        });
        tokio::spawn(commit_all(store.clone(), Arc::clone(&shared), todo));
        Self { store, shared, commits }
    }

    /// Takes a session's messages in from now on.
    ///
    /// # Errors
    /// Where the connection's points cannot be read.
    pub async fn connect(
        &self,
        connection: Connection,
        messages: mpsc::Receiver<Incoming>,
    ) -> Result<Stopper, MainError> {
        let points = Points::load(&self.store, &connection).await?;
        let described = self.store.main().descriptions(connection.id).await?;
        let mut intake = Intake::new(
            connection,
            self.store.clone(),
            Arc::clone(&self.shared),
            self.commits.clone(),
            points,
        );
        intake.recall(described);
        let (stop, stopped) = oneshot::channel();
        let (finished, done) = oneshot::channel();
        let (replays, asked) = mpsc::channel(1);
        tokio::spawn(intake.run(messages, asked, stopped, finished));
        Ok(Stopper { stop, done, replayer: Replayer { replays } })
    }

    /// Messages are read by these mappings from now on, on every connection: those that were received and not yet decoded
    /// too.
    pub fn set_mappings(&self, rules: Rules) {
        self.shared.mappings.send_replace(rules);
    }

    /// Points are measured in other units from now on than was said of them before; the store knows it already.
    pub fn correct_units(&self, units: impl IntoIterator<Item = (PointId, Unit)>) {
        self.shared.corrected.send_modify(|corrected| corrected.extend(units));
    }

    /// What was refused, over all connections.
    #[must_use]
    pub fn quarantine(&self) -> &Quarantine {
        &self.shared.quarantine
    }

    /// From the socket to the disk, message by message.
    #[must_use]
    pub fn receive_to_durable(&self) -> Percentiles {
        self.shared.receive_to_durable.percentiles()
    }

    /// Commits alone, batch by batch.
    #[must_use]
    pub fn commit(&self) -> Percentiles {
        self.shared.commit.percentiles()
    }

    /// Changes whenever points were found or something of them was learned.
    #[must_use]
    pub fn points_revision(&self) -> watch::Receiver<u64> {
        self.shared.points_revision.subscribe()
    }

    /// Why nothing can be written at the moment, where that is so.
    #[must_use]
    pub fn trouble(&self) -> Option<Trouble> {
        self.shared.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// When the oldest message was received whose batch is being written.
    #[must_use]
    pub fn oldest_unsaved(&self) -> Option<Timestamp> {
        let oldest = self.shared.oldest_unsaved.load(Ordering::Relaxed);
        (oldest != i64::MAX).then(|| Timestamp::from_ms(oldest))
    }

    /// Batches waiting for the commit task.
    #[must_use]
    pub fn queue_depth(&self) -> usize {
        COMMIT_QUEUE_BATCHES_MAX - self.commits.capacity()
    }
}

impl Shared {
    pub(crate) fn points_changed(&self) {
        self.points_revision.send_modify(|revision| *revision += 1);
    }

    pub(crate) fn report_trouble(&self, error: &(dyn std::error::Error + 'static)) {
        let full = store::is_full(error);
        let mut words = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            words.push_str(": ");
            words.push_str(&cause.to_string());
            source = cause.source();
        }
        tracing::error!(error = %words, "Not written; tried again, and nothing is acknowledged meanwhile");
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(Trouble { words, full });
    }

    fn no_trouble(&self) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

async fn commit_all(store: Store, shared: Arc<Shared>, mut todo: mpsc::Receiver<Prepared>) {
    while let Some(prepared) = todo.recv().await {
        let oldest = prepared.received.iter().min().map_or(i64::MAX, |time| time.ms());
        shared.oldest_unsaved.store(oldest, Ordering::Relaxed);
        commit(&store, &shared, prepared).await;
        shared.oldest_unsaved.store(i64::MAX, Ordering::Relaxed);
    }
}

async fn commit(store: &Store, shared: &Shared, mut prepared: Prepared) {
    let descriptions = std::mem::take(&mut prepared.descriptions);
    if !descriptions.is_empty() {
        keep_descriptions(store, &prepared.connection, &descriptions).await;
    }
    if !prepared.batch.is_empty() {
        let appended = until_written(shared, || store.append(&prepared.batch)).await;
        finish(shared, prepared, &appended.outcomes, store).await;
    } else {
        finish(shared, prepared, &[], store).await;
    }
}

/// Durable now: acknowledge, count.
async fn finish(shared: &Shared, prepared: Prepared, outcomes: &[Outcome], store: &Store) {
    let Prepared { connection, acks, retained, received, tally, reply, .. } = prepared;
    if !acks.is_empty() {
        (connection.acknowledge)(&acks);
    }
    let now = (shared.clock)();
    shared.receive_to_durable.record_many(received.iter().map(|time| now.since(*time)));
    let newest = received.iter().max().copied();
    connection.ledger.settle(tally, outcomes.iter().copied(), newest);
    if !retained.is_empty() {
        keep_retained(store, retained).await;
    }
    if let Some(reply) = reply {
        // Whoever waits may have gone meanwhile.
        let _ = reply.send(());
    }
}

/// What is told again at the next birth, or by the broker; keeping it lets a next start understand without either.
async fn keep_descriptions(store: &Store, connection: &Connection, rows: &[DescriptionRow]) {
    let (most, bytes_most) = (DESCRIPTIONS_MAX, DESCRIPTIONS_BYTES_MAX);
    let kept = store.main().put_descriptions(connection.id, rows, most, bytes_most).await;
    if let Err(error) = kept {
        tracing::warn!(%error, "Descriptions not kept");
    }
}

/// Retained values come again from the broker; keeping them serves the next start only.
async fn keep_retained(store: &Store, retained: Vec<Retained>) {
    let rows: Vec<RetainedRow> = retained
        .into_iter()
        .map(|kept| RetainedRow { point: kept.point, value: kept.value, received: kept.received })
        .collect();
    if let Err(error) = store.main().put_retained(&rows).await {
        tracing::warn!(%error, "Retained values not kept");
    }
}

/// A full or failing disk is a state: the batch waits, the broker keeps what is not acknowledged, the view goes on.
async fn until_written<F, E>(shared: &Shared, mut append: impl FnMut() -> F) -> Appended
where
    F: Future<Output = Result<Appended, E>>,
    E: std::error::Error + Display + 'static,
{
    let mut wait = RETRY_FIRST;
    loop {
        let started = tokio::time::Instant::now();
        match append().await {
            Ok(appended) => {
                shared.commit.record(started.elapsed());
                shared.no_trouble();
                return appended;
            }
            Err(error) => {
                shared.report_trouble(&error);
                sleep(wait).await;
                wait = (wait * 2).min(RETRY_MAX);
            }
        }
    }
}
