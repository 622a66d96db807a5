//! What became of messages and values, per connection. Two balances hold at any moment:
//! received = understood + refused, and read = stored + duplicate + replaced + refused + undecided.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use model::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Decided, Outcome};

/// Counts by reason.
pub(crate) type ByReason = BTreeMap<String, u64>;

/// What became of messages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MessageCounts {
    /// All that came.
    pub received: u64,
    /// Those that made sense.
    pub understood: u64,
    /// Of these, retained ones without a time of their own.
    pub retained: u64,
    /// Those that made none, by reason.
    pub refused: BTreeMap<String, u64>,
}

/// What became of values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ValueCounts {
    /// All that were read out of messages.
    pub read: u64,
    /// New readings.
    pub stored: u64,
    /// The same point, time and value as before.
    pub duplicate: u64,
    /// Another value for the same point and time.
    pub replaced: u64,
    /// Told at the next seal.
    pub undecided: u64,
    /// Of those read, those whose own time was replaced by the receive time.
    pub time_replaced: u64,
    /// Those that could not be taken, by reason.
    pub refused: BTreeMap<String, u64>,
}

/// What became of messages of the quarantine that were tried again; in neither balance, because they were received once.
/// read = stored + duplicate + replaced + refused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReplayCounts {
    /// Messages that were tried.
    pub messages: u64,
    /// Values that were read out of them.
    pub read: u64,
    /// New readings.
    pub stored: u64,
    /// Stored already, most of them when the message came.
    pub duplicate: u64,
    /// Another value for the same point and time.
    pub replaced: u64,
    /// Refused again.
    pub refused: u64,
}

/// One connection's counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// What became of messages.
    pub messages: MessageCounts,
    /// What became of values.
    pub values: ValueCounts,
    /// What came of messages that were tried again.
    pub replayed: ReplayCounts,
    /// Connections made again after the first of a run.
    pub reconnects: u64,
    /// When the newest message came.
    pub newest: Option<Timestamp>,
    /// Until when the connection is known to have been live.
    pub live_until: Option<Timestamp>,
}

/// A connection's counts, shared between the write path and whoever shows them.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    counts: Arc<Mutex<Counts>>,
    waiting: Arc<AtomicUsize>,
}

/// What one batch adds to a connection's counts, but for what the store says of its readings.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) received: u64,
    pub(crate) understood: u64,
    pub(crate) retained: u64,
    pub(crate) refused: ByReason,
    pub(crate) read: u64,
    pub(crate) duplicate: u64,
    pub(crate) time_replaced: u64,
    pub(crate) values_refused: ByReason,
}

impl Counts {
    /// After a kill nobody can tell what was still undecided: those values are durable, and count as stored.
    #[must_use]
    pub fn settled(mut self) -> Self {
        self.values.stored += std::mem::take(&mut self.values.undecided);
        self
    }
}

impl Ledger {
    /// Goes on counting from here.
    #[must_use]
    pub fn from_counts(counts: Counts) -> Self {
        Self { counts: Arc::new(Mutex::new(counts)), waiting: Arc::default() }
    }

    /// The counts now.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.lock().clone()
    }

    /// Counts a connection that was made again.
    pub fn reconnected(&self, times: u64) {
        self.lock().reconnects += times;
    }

    /// Counts a message that the session threw away before it got here.
    pub fn refuse_message(&self, reason: &str, times: u64) {
        let mut counts = self.lock();
        counts.messages.received += times;
        add(&mut counts.messages.refused, reason, times);
    }

    /// Counts a message of the quarantine that was tried again.
    pub(crate) fn replayed(&self, of: &ReplayCounts) {
        let mut counts = self.lock();
        let all = &mut counts.replayed;
        all.messages += of.messages;
        all.read += of.read;
        all.stored += of.stored;
        all.duplicate += of.duplicate;
        all.replaced += of.replaced;
        all.refused += of.refused;
    }

    /// The seal told what late readings are.
    pub fn decide(&self, decided: Decided) {
        let mut counts = self.lock();
        let values = &mut counts.values;
        let told = decided.stored + decided.duplicate + decided.replaced;
        if told <= values.undecided {
            values.undecided -= told;
            values.stored += decided.stored;
            values.duplicate += decided.duplicate;
            values.replaced += decided.replaced;
        }
    }

    /// Messages that the session has received and the intake has not taken yet.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    pub(crate) fn set_waiting(&self, messages: usize) {
        self.waiting.store(messages, Ordering::Relaxed);
    }

    /// The connection is live at this time.
    pub fn live_at(&self, now: Timestamp) {
        self.lock().live_until = Some(now);
    }

    pub(crate) fn settle(
        &self,
        tally: Tally,
        outcomes: impl Iterator<Item = Outcome>,
        newest: Option<Timestamp>,
    ) {
        let mut counts = self.lock();
        counts.newest = counts.newest.max(newest);
        let messages = &mut counts.messages;
        messages.received += tally.received;
        messages.understood += tally.understood;
        messages.retained += tally.retained;
        merge(&mut messages.refused, tally.refused);
        let values = &mut counts.values;
        values.read += tally.read;
        values.duplicate += tally.duplicate;
        values.time_replaced += tally.time_replaced;
        merge(&mut values.refused, tally.values_refused);
        for outcome in outcomes {
            match outcome {
                Outcome::Stored => values.stored += 1,
                Outcome::Duplicate => values.duplicate += 1,
                Outcome::Replaced => values.replaced += 1,
                Outcome::Undecided => values.undecided += 1,
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(crate) fn add(counts: &mut ByReason, reason: &str, times: u64) {
    if times == 0 {
        return;
    }
    match counts.get_mut(reason) {
        Some(count) => *count += times,
        None => {
            counts.insert(reason.to_owned(), times);
        }
    }
}

fn merge(into: &mut ByReason, from: ByReason) {
    for (reason, times) in from {
        add(into, &reason, times);
    }
}
