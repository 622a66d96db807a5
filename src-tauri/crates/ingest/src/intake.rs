//! One connection's intake: decode, recognise redelivered messages, resolve points, settle times, gather a batch.

use std::sync::Arc;

use codec::{Decoded, Decoder, MAPPING_CONVENTION, Rules, Series, Verdict};
use model::{AckToken, ConnectionId, Conventions, Incoming, PointId, Reading, Timestamp, Unit};
use rustc_hash::FxHashMap;
use store::{BATCH_READINGS_MAX, Batch, Delivery, DescriptionRow, MainError, Renamed, Store};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, sleep, timeout_at};
use xxhash_rust::xxh3::Xxh3;

use crate::commit::{Prepared, Retained, Shared};
use crate::counts::{Ledger, Tally, add};
use crate::limits::{
    BATCH_AGE_MAX, BURST_STEP, MESSAGES_AT_ONCE_MAX, RETRY_FIRST, RETRY_MAX, SILENCE_BEFORE_COMMIT,
};
use crate::points::{Heard, Points};
use crate::quarantine::Refused;
use crate::rename;
use crate::replay::{Replayer, Replays, TOO_MANY_POINTS};
use crate::times;

/// Tells a broker that messages are durable; must not block.
pub type Acknowledge = Arc<dyn Fn(&[AckToken]) + Send + Sync>;

/// A connection as the write path knows it.
#[derive(Clone)]
pub struct Connection {
    /// Its number.
    pub id: ConnectionId,
    /// What people call it; part of its points' stable names.
    pub name: Arc<str>,
    /// Its counts.
    pub ledger: Ledger,
    /// Tells the broker that messages are durable; must not block.
    pub acknowledge: Acknowledge,
    /// What its messages may be read by, now and whenever that is changed.
    pub conventions: watch::Receiver<Conventions>,
}

/// Ends an intake in order.
#[must_use = "an intake that is not stopped goes on"]
pub struct Stopper {
    pub(crate) stop: oneshot::Sender<()>,
    pub(crate) done: oneshot::Receiver<()>,
    pub(crate) replayer: Replayer,
}

impl Stopper {
    /// Lets messages of the quarantine be tried again.
    #[must_use]
    pub fn replayer(&self) -> Replayer {
        self.replayer.clone()
    }

    /// What the session has handed over is made durable and acknowledged; what comes after stays with the broker.
    pub async fn stop(self) {
        // The intake may have ended by itself; then there is nothing left to wait for.
        let _ = self.stop.send(());
        drop(self.done.await);
    }
}

pub(crate) struct Intake {
    pub(crate) connection: Connection,
    pub(crate) store: Store,
    pub(crate) shared: Arc<Shared>,
    commits: mpsc::Sender<Prepared>,
    pub(crate) decoder: Decoder,
    mappings: watch::Receiver<Rules>,
    corrected: watch::Receiver<FxHashMap<PointId, Unit>>,
    pub(crate) points: Points,
    /// Content of the newest message by packet identifier, as handed over in this run.
    delivered: FxHashMap<u16, u64>,
    gathered: Gathered,
}

#[derive(Default)]
struct Gathered {
    batch: Batch,
    /// Read and not yet shown to those who follow.
    unseen: Vec<Reading>,
    /// How many of the retained values were shown.
    retained_seen: usize,
    acks: Vec<AckToken>,
    retained: Vec<Retained>,
    descriptions: Vec<DescriptionRow>,
    received: Vec<Timestamp>,
    tally: Tally,
    first_at: Option<Instant>,
}

impl Intake {
    pub(crate) fn new(
        connection: Connection,
        store: Store,
        shared: Arc<Shared>,
        commits: mpsc::Sender<Prepared>,
        points: Points,
    ) -> Self {
        let mut mappings = shared.mappings.subscribe();
        mappings.mark_changed();
        // What was corrected while the points were loaded is among it.
        let mut corrected = shared.corrected.subscribe();
        corrected.mark_changed();
        let mut decoder = Decoder::new();
        set_conventions(&mut decoder, &connection.conventions.borrow());
        Self {
            connection,
            store,
            shared,
            commits,
            decoder,
            mappings,
            corrected,
            points,
            delivered: FxHashMap::default(),
            gathered: Gathered::default(),
        }
    }

    /// Hears again what devices said of themselves in earlier runs: births are told once, and a broker that keeps our
    /// session does not repeat what it retained.
    pub(crate) fn recall(&mut self, described: Vec<DescriptionRow>) {
        self.use_mappings();
        for row in described {
            let message = self.told_before(row);
            let decoded = self.decoder.decode(&message);
            self.follow_devices(&message, &decoded);
        }
    }

    fn told_before(&self, row: DescriptionRow) -> Incoming {
        Incoming {
            connection: self.connection.id,
            topic: row.topic,
            payload: row.payload.into(),
            retained: true,
            duplicate: false,
            received: row.received,
            ack: None,
        }
    }

    pub(crate) async fn run(
        mut self,
        mut messages: mpsc::Receiver<Incoming>,
        mut replays: mpsc::Receiver<Replays>,
        mut stop: oneshot::Receiver<()>,
        done: oneshot::Sender<()>,
    ) {
        let mut some = Vec::with_capacity(MESSAGES_AT_ONCE_MAX);
        loop {
            tokio::select! {
                biased;
                _ = &mut stop => break,
                Some((asked, reply)) = replays.recv() => {
                    // What of these messages was read when they came must be found in the store.
                    self.all_committed().await;
                    // Whoever asked may have gone meanwhile.
                    drop(reply.send(self.replay(asked).await));
                }
                count = messages.recv_many(&mut some, MESSAGES_AT_ONCE_MAX) => {
                    if count == 0 {
                        break;
                    }
                    if some.iter().any(|message| message.retained) {
                        wait_for_burst(&messages).await;
                    }
                    self.connection.ledger.set_waiting(messages.len());
                    self.take(&mut some).await;
                    self.gather(&mut messages, &mut some).await;
                    self.connection.ledger.set_waiting(messages.len());
                }
            }
        }
        // Only what was handed over before the stop: the session still receives.
        for _ in 0..messages.len().div_ceil(MESSAGES_AT_ONCE_MAX) {
            messages.recv_many(&mut some, MESSAGES_AT_ONCE_MAX).await;
            self.take(&mut some).await;
            self.flush().await;
        }
        self.flush().await;
        self.all_committed().await;
        let _ = done.send(());
    }

    /// Waits until the batches that were handed over are durable.
    async fn all_committed(&mut self) {
        let (reply, committed) = oneshot::channel();
        // An empty batch behind all others: when it is through, so are they.
        let last = Prepared::marker(self.connection.clone(), reply);
        if self.commits.send(last).await.is_ok() {
            drop(committed.await);
        }
    }

    /// Gathers until the batch is full, old enough, or nothing more comes; while the disk is busy it may grow on.
    async fn gather(&mut self, messages: &mut mpsc::Receiver<Incoming>, some: &mut Vec<Incoming>) {
        loop {
            let Some(first_at) = self.gathered.first_at else { return };
            let mut until = first_at + BATCH_AGE_MAX;
            if !self.gathered.acks.is_empty() {
                until = until.min(Instant::now() + SILENCE_BEFORE_COMMIT);
            }
            match timeout_at(until, messages.recv_many(some, MESSAGES_AT_ONCE_MAX)).await {
                Ok(0) => return self.flush().await,
                Ok(_) => self.take(some).await,
                Err(_) => break,
            }
        }
        // Due. As long as the commit task is busy with another batch, this one takes more in.
        let commits = self.commits.clone();
        loop {
            tokio::select! {
                biased;
                permit = commits.reserve() => {
                    if let Ok(permit) = permit {
                        self.learn_units().await;
                        permit.send(self.prepare());
                    }
                    return;
                }
                count = messages.recv_many(some, MESSAGES_AT_ONCE_MAX) => {
                    if count == 0 {
                        return self.flush().await;
                    }
                    self.take(some).await;
                    if self.gathered.first_at.is_none() {
                        return;
                    }
                }
            }
        }
    }

    async fn flush(&mut self) {
        if self.gathered.first_at.is_none() {
            return;
        }
        self.learn_units().await;
        let prepared = self.prepare();
        // The commit task outlives every intake; it is gone only when the program ends.
        drop(self.commits.send(prepared).await);
    }

    fn prepare(&mut self) -> Prepared {
        let gathered = std::mem::take(&mut self.gathered);
        Prepared {
            connection: self.connection.clone(),
            batch: gathered.batch,
            acks: gathered.acks,
            retained: gathered.retained,
            descriptions: gathered.descriptions,
            received: gathered.received,
            tally: gathered.tally,
            reply: None,
        }
    }

    /// Reads by the mappings and the conventions of now; asked before every read, which costs one look at a number each as
    /// long as nothing was changed.
    pub(crate) async fn follow_choices(&mut self) {
        self.use_mappings();
        if self.connection.conventions.has_changed().unwrap_or(false) {
            self.use_conventions().await;
        }
    }

    fn use_mappings(&mut self) {
        if self.mappings.has_changed().unwrap_or(false) {
            let rules = self.mappings.borrow_and_update().clone();
            self.decoder.set_mappings(rules);
        }
        if self.corrected.has_changed().unwrap_or(false) {
            self.points.correct(&self.corrected.borrow_and_update());
        }
    }

    /// Reads by the conventions of now; what devices described while other ones read is heard again.
    async fn use_conventions(&mut self) {
        let wanted = self.connection.conventions.borrow_and_update().clone();
        // What was described last may not be in the store yet.
        self.flush().await;
        self.all_committed().await;
        let described = self.store.main().descriptions(self.connection.id).await;
        let described = described.unwrap_or_else(|error| {
            tracing::warn!(%error, "Descriptions not heard again");
            Vec::new()
        });
        let described = described.into_iter().map(|row| self.told_before(row));
        let described: Vec<Incoming> = described.collect();
        let before: Vec<&str> =
            described.iter().map(|message| self.decoder.reader(message)).collect();
        set_conventions(&mut self.decoder, &wanted);
        for (message, before) in described.iter().zip(before) {
            self.hear_description_again(message, before);
        }
    }

    /// Hears a description, for what it says of devices and points, where another convention reads it from now on than before.
    ///
    /// The one that read it already has heard what followed, such as the sequence after a birth, and would be thrown back. Whether
    /// a device is there was told when it was described: what came since is newer.
    fn hear_description_again(&mut self, message: &Incoming, before: &str) {
        if self.decoder.reader(message) == before {
            return;
        }
        let decoded = Decoded { availability: Vec::new(), ..self.decoder.decode(message) };
        self.follow_devices(message, &decoded);
    }

    /// Decodes messages and puts what they say into the batch.
    async fn take(&mut self, some: &mut Vec<Incoming>) {
        self.follow_choices().await;
        let decoded: Vec<(Incoming, Decoded)> = some
            .drain(..)
            .map(|message| {
                let decoded = self.decoder.decode(&message);
                (message, decoded)
            })
            .collect();
        (self.shared.followers.messages)(&decoded);
        self.find_points(&decoded).await;
        for (message, decoded) in decoded {
            self.follow_devices(&message, &decoded);
            if decoded.describes() {
                self.gathered.descriptions.push(DescriptionRow {
                    topic: message.topic.clone(),
                    payload: message.payload.to_vec(),
                    received: message.received,
                });
            }
            self.gathered.first_at.get_or_insert_with(Instant::now);
            self.take_message(&message, decoded);
            if self.gathered.batch.len() >= BATCH_READINGS_MAX {
                self.show();
                self.flush().await;
            }
        }
        self.show();
    }

    fn follow_devices(&self, message: &Incoming, decoded: &Decoded) {
        let Decoded { availability, discoveries, .. } = decoded;
        if !availability.is_empty() || !discoveries.is_empty() {
            let follow = &self.shared.followers.devices;
            follow(message.connection, availability, discoveries, message.received);
        }
    }

    /// Shows what came since the last time: the screen does not wait for the disk.
    fn show(&mut self) {
        let gathered = &mut self.gathered;
        let retained = &gathered.retained[gathered.retained_seen..];
        if gathered.unseen.is_empty() && retained.is_empty() {
            return;
        }
        (self.shared.followers.values)(&gathered.unseen, retained);
        gathered.unseen.clear();
        gathered.retained_seen = gathered.retained.len();
    }

    /// Points heard for the first time are made durable before the first reading that names them.
    pub(crate) async fn find_points(&mut self, decoded: &[(Incoming, Decoded)]) {
        let mut wait = RETRY_FIRST;
        loop {
            match self.find_points_once(decoded).await {
                Ok(0) => return,
                Ok(_) => return self.shared.points_changed(),
                Err(error) => {
                    self.shared.report_trouble(&error);
                    sleep(wait).await;
                    wait = (wait * 2).min(RETRY_MAX);
                }
            }
        }
    }

    /// Says how many points are new, or known under another key.
    async fn find_points_once(
        &mut self,
        decoded: &[(Incoming, Decoded)],
    ) -> Result<usize, MainError> {
        let renamed = self.renamed(decoded);
        self.points.rename(&self.store, &renamed).await?;
        let mut unknown: Vec<Heard<'_>> = Vec::new();
        for (message, decoded) in decoded {
            for series in &decoded.series {
                if self.points.get(series).is_none() {
                    unknown.push(Heard { series, message, convention: decoded.convention });
                }
            }
        }
        if unknown.is_empty() {
            return Ok(renamed.len());
        }
        let found = self.points.find(&self.store, &self.connection, &unknown).await?;
        Ok(found + renamed.len())
    }

    /// Points that another convention has told of under another key: their history goes on under the new one.
    fn renamed<'a>(&mut self, decoded: &'a [(Incoming, Decoded)]) -> Vec<(&'a str, Renamed)> {
        let mut renamed: Vec<(&str, Renamed)> = Vec::new();
        for (message, decoded) in decoded {
            let is_unknown = |series: &&Series| !self.points.knows(series);
            let now: Vec<&Series> = decoded.series.iter().filter(is_unknown).collect();
            if now.is_empty() {
                continue;
            }
            for convention in self.points.conventions_of(&message.topic, decoded.convention) {
                let Some(before) = self.decoder.decode_as(message, &convention) else { continue };
                let known = |series: &&Series| {
                    self.points.is_spoken_on(&message.topic, &convention, series)
                };
                let before: Vec<&Series> = before.series.iter().filter(known).collect();
                let scaled = decoded.convention == MAPPING_CONVENTION;
                for (new, old) in rename::pairs(&now, &before, scaled) {
                    let (connection, points) = (&self.connection, &self.points);
                    let one =
                        points.as_renamed(connection, now[new], before[old], decoded.convention);
                    let Some(one) = one else { continue };
                    // A later message of the batch tells the same again.
                    if renamed.iter().all(|(_, other)| other.id != one.id && other.key != one.key) {
                        renamed.push((&message.topic, one));
                    }
                }
            }
        }
        renamed
    }

    async fn learn_units(&mut self) {
        let learned = self.points.take_learned();
        if learned.is_empty() {
            return;
        }
        match self.store.main().learn_units(&learned).await {
            Ok(()) => self.shared.points_changed(),
            // A unit is told again with the next message of a next run.
            Err(error) => tracing::warn!(%error, "Learned units not kept"),
        }
    }

    fn take_message(&mut self, message: &Incoming, decoded: Decoded) {
        let gathered = &mut self.gathered;
        gathered.tally.received += 1;
        gathered.received.push(message.received);
        gathered.acks.extend(message.ack);
        match decoded.verdict {
            Verdict::Understood => gathered.tally.understood += 1,
            Verdict::Refused(reason) => add(&mut gathered.tally.refused, reason.code(), 1),
        }
        let repeated = self.is_repeated(message);
        let gathered = &mut self.gathered;
        gathered.tally.read += decoded.rejects.len() as u64;
        for reject in &decoded.rejects {
            add(&mut gathered.tally.values_refused, reject.reason.code(), 1);
        }
        self.shared.quarantine.refuse(message, &refused_of(&decoded));
        if repeated {
            let values: u64 = decoded.series.iter().map(|series| series.samples.len() as u64).sum();
            gathered.tally.read += values;
            gathered.tally.duplicate += values;
            return;
        }
        let untimed = |series: &Series| series.samples.iter().all(|sample| sample.time.is_none());
        if message.retained && !decoded.series.is_empty() && decoded.series.iter().all(untimed) {
            gathered.tally.retained += 1;
        }
        for series in decoded.series {
            self.take_series(message, series);
        }
    }

    fn take_series(&mut self, message: &Incoming, series: Series) {
        let gathered = &mut self.gathered;
        let Some(known) = self.points.get(&series) else {
            let times = series.samples.len() as u64;
            gathered.tally.read += times;
            add(&mut gathered.tally.values_refused, TOO_MANY_POINTS, times);
            let field = Some(&*series.path);
            let refused = Refused { field, reason: TOO_MANY_POINTS, whole: false, times };
            self.shared.quarantine.refuse(message, &[refused]);
            return;
        };
        for sample in series.samples {
            if message.retained && sample.time.is_none() {
                let (point, received) = (known.id, message.received);
                gathered.retained.push(Retained { point, value: sample.value, received });
                continue;
            }
            let settled =
                times::settle(sample.time, sample.quality, message.received, &mut known.last);
            gathered.tally.read += 1;
            gathered.tally.time_replaced += u64::from(settled.replaced);
            let reading = Reading {
                point: known.id,
                time: settled.time,
                received: message.received,
                value: sample.value,
                quality: settled.quality,
            };
            gathered.batch.push(&reading);
            gathered.unseen.push(reading);
        }
    }

    /// Whether a message is one that was handed over before and whose acknowledgement the broker never saw.
    ///
    /// Remembers every message that waits for an acknowledgement, for as long as its identifier is not used again.
    fn is_repeated(&mut self, message: &Incoming) -> bool {
        let Some(token) = message.ack else { return false };
        let hash = hash_of(message);
        let (connection, packet_id) = (self.connection.id, token.packet_id);
        let delivery = Delivery { connection, packet_id, hash };
        let known = match self.delivered.insert(packet_id, hash) {
            Some(before) => before == hash,
            None => self.store.was_delivered(&delivery),
        };
        let repeated = message.duplicate && known;
        if !repeated {
            self.gathered.batch.deliver(delivery);
        }
        repeated
    }
}

/// Has a decoder read by these conventions; one that a newer version of the program knows leaves it as it was.
fn set_conventions(decoder: &mut Decoder, wanted: &Conventions) {
    if let Err(error) = decoder.set_conventions(wanted) {
        tracing::warn!(%error, "Conventions of a connection not followed");
    }
}

/// What of a message was refused, for the quarantine.
fn refused_of(decoded: &Decoded) -> Vec<Refused<'_>> {
    let whole = match decoded.verdict {
        Verdict::Understood => None,
        Verdict::Refused(reason) => Some(reason.code()),
    };
    let whole = whole.map(|reason| Refused { field: None, reason, whole: true, times: 1 });
    let values = decoded.rejects.iter().map(|reject| Refused {
        field: reject.field.as_deref(),
        reason: reject.reason.code(),
        whole: false,
        times: 1,
    });
    whole.into_iter().chain(values).collect()
}

/// Lets the socket be read first while a broker sends what it retained: what it cannot deliver at once, it drops.
async fn wait_for_burst(messages: &mpsc::Receiver<Incoming>) {
    let most = messages.max_capacity() / 2;
    let mut before = messages.len();
    loop {
        sleep(BURST_STEP).await;
        let now = messages.len();
        if now <= before || now > most {
            return;
        }
        before = now;
    }
}

fn hash_of(message: &Incoming) -> u64 {
    let mut hash = Xxh3::new();
    hash.update(message.topic.as_bytes());
    hash.update(&[0]);
    hash.update(&message.payload);
    hash.digest()
}

#[cfg(test)]
mod tests;
