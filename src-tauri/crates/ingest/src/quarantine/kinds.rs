//! The kinds of refusals and their messages, behind one lock.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::{ConnectionId, Incoming, Timestamp};
use rustc_hash::{FxHashMap, FxHashSet};
use store::{RefusalRow, RefusedMessageRow};
use xxhash_rust::xxh3::Xxh3;

use super::{Beyond, Refusal, RefusalChanges, RefusalId, Refused, Sample, Still};
use crate::limits::{KINDS_MAX, SAMPLE_BYTES_MAX, SAMPLE_KEPT_EVERY, SAMPLES_BYTES_MAX};

#[derive(Debug, Default)]
pub(super) struct Kinds {
    kinds: FxHashMap<RefusalId, Kind>,
    samples: FxHashMap<i64, Held>,
    samples_bytes: usize,
    newest_sample: i64,
    beyond: Beyond,
    /// Changed since they were last written.
    changed: FxHashSet<RefusalId>,
    /// Gone since then, though they were written once.
    gone: Vec<RefusalId>,
}

#[derive(Debug)]
struct Kind {
    refusal: Refusal,
    /// The message that was written for it: its number, and when it was received.
    written: Option<(i64, Timestamp)>,
}

/// A message, and how many kinds show it.
#[derive(Debug)]
struct Held {
    sample: Arc<Sample>,
    shown: usize,
}

impl Kind {
    /// Whether its newest message is to be written.
    fn is_due(&self, sample: &Sample, in_the_end: bool) -> bool {
        self.written.is_none_or(|(written, at)| {
            written != sample.id && (in_the_end || sample.received.since(at) >= SAMPLE_KEPT_EVERY)
        })
    }
}

impl Kinds {
    pub(super) fn all(&self) -> Vec<Refusal> {
        self.kinds.values().map(|kind| kind.refusal.clone()).collect()
    }

    pub(super) fn get(&self, id: RefusalId) -> Option<Refusal> {
        self.kinds.get(&id).map(|kind| kind.refusal.clone())
    }

    pub(super) fn beyond(&self) -> Beyond {
        self.beyond
    }

    /// Counts a refusal; gives its kind, where it has one.
    pub(super) fn note(
        &mut self,
        connection: ConnectionId,
        topic: &str,
        refused: &Refused<'_>,
        received: Timestamp,
    ) -> Option<RefusalId> {
        let id = id_of(connection, topic, refused);
        if let Some(kind) = self.kinds.get_mut(&id) {
            kind.refusal.count += refused.times;
            kind.refusal.last = kind.refusal.last.max(received);
        } else if self.kinds.len() < KINDS_MAX {
            let refusal = Refusal {
                id,
                connection,
                topic: Arc::from(topic),
                field: refused.field.map(Arc::from),
                reason: Arc::from(refused.reason),
                whole: refused.whole,
                count: refused.times,
                first: received,
                last: received,
                sample: None,
            };
            self.kinds.insert(id, Kind { refusal, written: None });
        } else {
            let beyond = &mut self.beyond;
            let count = if refused.whole { &mut beyond.messages } else { &mut beyond.values };
            *count += refused.times;
            return None;
        }
        self.changed.insert(id);
        Some(id)
    }

    /// Holds a message until [`Kinds::drop_unused`]; none where there is no room for it.
    pub(super) fn keep(&mut self, message: &Incoming) -> Option<i64> {
        let length = message.payload.len().min(SAMPLE_BYTES_MAX);
        if self.samples_bytes + length > SAMPLES_BYTES_MAX {
            return None;
        }
        self.newest_sample += 1;
        self.samples_bytes += length;
        let sample = Sample {
            id: self.newest_sample,
            received: message.received,
            payload: message.payload[..length].into(),
            bytes: message.payload.len() as u64,
            retained: message.retained,
        };
        let held = Held { sample: Arc::new(sample), shown: 0 };
        self.samples.insert(self.newest_sample, held);
        Some(self.newest_sample)
    }

    /// Shows this message as the newest of a kind.
    pub(super) fn show(&mut self, id: RefusalId, sample: i64) {
        let Some(held) = self.samples.get_mut(&sample) else { return };
        let Some(kind) = self.kinds.get_mut(&id) else { return };
        if kind.refusal.sample.as_ref().is_some_and(|shown| shown.id == sample) {
            return;
        }
        held.shown += 1;
        let before = kind.refusal.sample.replace(Arc::clone(&held.sample));
        self.release(before.as_deref());
    }

    /// Forgets a message that no kind shows.
    pub(super) fn drop_unused(&mut self, sample: Option<i64>) {
        let Some(sample) = sample else { return };
        if self.samples.get(&sample).is_some_and(|held| held.shown == 0) {
            self.forget(sample);
        }
    }

    /// Forgets a kind; says whether there was one.
    pub(super) fn remove(&mut self, id: RefusalId) -> bool {
        let Some(kind) = self.kinds.remove(&id) else { return false };
        self.changed.remove(&id);
        self.gone.push(id);
        self.release(kind.refusal.sample.as_deref());
        true
    }

    /// Forgets the kinds of a message that had nothing of them refused any more.
    pub(super) fn resolve(&mut self, sample: i64, still: &Still) -> Vec<RefusalId> {
        if still.whole.is_some() {
            return Vec::new();
        }
        let refused: FxHashSet<Option<&str>> =
            still.fields.iter().map(|(field, _)| field.as_deref()).collect();
        let is_over = |refusal: &Refusal| match refusal.whole {
            true => refused.is_empty(),
            false => !refused.contains(&refusal.field.as_deref()),
        };
        let shown = self.kinds.values().map(|kind| &kind.refusal);
        let shown = shown.filter(|one| one.sample.as_ref().is_some_and(|s| s.id == sample));
        let over: Vec<RefusalId> = shown.filter(|one| is_over(one)).map(|one| one.id).collect();
        for id in &over {
            self.remove(*id);
        }
        over
    }

    pub(super) fn changes(&mut self, in_the_end: bool) -> RefusalChanges {
        let mut messages = BTreeMap::new();
        let mut changed = std::mem::take(&mut self.changed);
        if in_the_end {
            let waiting = self.kinds.values().map(|kind| (kind.refusal.sample.as_deref(), kind));
            let waiting = waiting.filter(|(sample, kind)| {
                sample.is_some_and(|sample| kind.is_due(sample, in_the_end))
            });
            changed.extend(waiting.map(|(_, kind)| kind.refusal.id));
        }
        let mut kinds = Vec::with_capacity(changed.len());
        for id in changed {
            let Some(kind) = self.kinds.get_mut(&id) else { continue };
            if let Some(sample) = kind.refusal.sample.as_deref()
                && kind.is_due(sample, in_the_end)
            {
                // Written anew for each kind that comes to show it: it is forgotten with the last one that did.
                messages.insert(sample.id, message_row(sample));
                kind.written = Some((sample.id, sample.received));
            }
            kinds.push(row_of(kind));
        }
        let gone = std::mem::take(&mut self.gone);
        // A kind that came back is among the changed ones.
        let gone = gone.into_iter().filter(|id| !self.kinds.contains_key(id));
        RefusalChanges {
            kinds,
            messages: messages.into_values().collect(),
            gone: gone.map(number_of).collect(),
            beyond: self.beyond,
        }
    }

    /// These changes could not be written: they are told again.
    pub(super) fn tell_again(&mut self, changes: &RefusalChanges) {
        for row in &changes.kinds {
            let id = RefusalId(row.id.cast_unsigned());
            if let Some(kind) = self.kinds.get_mut(&id) {
                kind.written = None;
                self.changed.insert(id);
            }
        }
        self.gone.extend(changes.gone.iter().map(|id| RefusalId(id.cast_unsigned())));
    }

    pub(super) fn restore(
        &mut self,
        kinds: Vec<RefusalRow>,
        messages: Vec<RefusedMessageRow>,
        beyond: Beyond,
    ) {
        self.beyond = beyond;
        for row in messages {
            self.newest_sample = self.newest_sample.max(row.id);
            if self.samples_bytes + row.payload.len() > SAMPLES_BYTES_MAX {
                continue;
            }
            self.samples_bytes += row.payload.len();
            let sample = Sample {
                id: row.id,
                received: row.received,
                payload: row.payload,
                bytes: row.bytes,
                retained: row.retained,
            };
            let held = Held { sample: Arc::new(sample), shown: 0 };
            self.samples.insert(row.id, held);
        }
        for row in kinds.into_iter().take(KINDS_MAX) {
            let held = row.message.and_then(|message| self.samples.get_mut(&message));
            let sample = held.map(|held| {
                held.shown += 1;
                Arc::clone(&held.sample)
            });
            let id = RefusalId(row.id.cast_unsigned());
            let written = sample.as_ref().map(|sample| (sample.id, sample.received));
            let refusal = Refusal {
                id,
                connection: row.connection,
                topic: row.topic.into(),
                field: row.field.map(Arc::from),
                reason: row.reason.into(),
                whole: row.whole,
                count: row.count,
                first: row.first,
                last: row.last,
                sample,
            };
            self.kinds.insert(id, Kind { refusal, written });
        }
    }

    /// A kind does not show this message any more.
    fn release(&mut self, sample: Option<&Sample>) {
        let Some(id) = sample.map(|sample| sample.id) else { return };
        let Some(held) = self.samples.get_mut(&id) else { return };
        held.shown -= 1;
        if held.shown == 0 {
            self.forget(id);
        }
    }

    fn forget(&mut self, sample: i64) {
        if let Some(held) = self.samples.remove(&sample) {
            self.samples_bytes -= held.sample.payload.len();
        }
    }
}

fn row_of(kind: &Kind) -> RefusalRow {
    let refusal = &kind.refusal;
    RefusalRow {
        id: number_of(refusal.id),
        connection: refusal.connection,
        topic: refusal.topic.to_string(),
        field: refusal.field.as_deref().map(str::to_owned),
        reason: refusal.reason.to_string(),
        whole: refusal.whole,
        count: refusal.count,
        first: refusal.first,
        last: refusal.last,
        message: kind.written.map(|(message, _)| message),
    }
}

fn message_row(sample: &Sample) -> RefusedMessageRow {
    RefusedMessageRow {
        id: sample.id,
        received: sample.received,
        retained: sample.retained,
        bytes: sample.bytes,
        payload: sample.payload.clone(),
    }
}

/// The database knows no unsigned numbers.
fn number_of(id: RefusalId) -> i64 {
    id.0.cast_signed()
}

fn id_of(connection: ConnectionId, topic: &str, refused: &Refused<'_>) -> RefusalId {
    let mut hash = Xxh3::new();
    hash.update(&connection.0.to_le_bytes());
    hash.update(&[u8::from(refused.whole), u8::from(refused.field.is_some())]);
    for part in [topic, refused.field.unwrap_or_default(), refused.reason] {
        // Lengths keep the parts apart: a topic may hold any character.
        hash.update(&(part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    RefusalId(hash.digest())
}
