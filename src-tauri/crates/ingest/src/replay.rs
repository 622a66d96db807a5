//! Messages of the quarantine, tried again: decoded by what is known now, stored under the time they were received.
//!
//! The rule of counting: a message was received once, and what it was then stays counted as it was. What a replay reads is
//! counted beside both balances, in numbers of its own: read = stored + duplicate + replaced + refused. A reading that was
//! stored when the message came is a duplicate now.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use codec::{Decoded, Verdict};
use model::{Incoming, PointId, Reading, TimeRange, Timestamp, Value};
use store::{Store, StoreError};
use tokio::sync::{mpsc, oneshot};

use crate::commit::Retained;
use crate::counts::ReplayCounts;
use crate::intake::Intake;
use crate::limits::{REPLAY_SEEN_FOR, REPLAY_SEEN_MAX};
use crate::quarantine::{Sample, Still};
use crate::times;

/// A message that is to be tried again.
#[derive(Debug, Clone)]
pub struct Replay {
    /// Where it was published.
    pub topic: Arc<str>,
    /// The message, whole.
    pub sample: Arc<Sample>,
    /// The newest message of its topic, where that is a later one: whatever the older one teaches the decoder of its
    /// device, the newer one teaches it anew.
    pub newest: Option<Newest>,
}

/// The newest message of a topic.
#[derive(Debug, Clone)]
pub struct Newest {
    /// When it was received.
    pub received: Timestamp,
    /// Its bytes, all of them.
    pub payload: Bytes,
    /// Whether the broker had kept it from before.
    pub retained: bool,
}

/// What a message came to when it was tried again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replayed {
    /// What is refused still.
    pub still: Still,
    /// What became of its values.
    pub counts: ReplayCounts,
    /// Values without a time that the broker had kept: shown where nothing newer is, and no readings.
    pub shown: u64,
}

/// Messages to be tried again, and where the answer goes.
pub(crate) type Replays = (Vec<Replay>, oneshot::Sender<Result<Vec<Replayed>, StoreError>>);

/// Lets messages be tried again by the intake of their connection, with all that its decoder has learned.
#[derive(Clone)]
pub struct Replayer {
    pub(crate) replays: mpsc::Sender<Replays>,
}

impl Replayer {
    /// Tries messages again, in their order; none where the connection has been stopped.
    ///
    /// # Errors
    /// Where the store cannot be read or written. What was stored before that stays, and trying again is harmless.
    pub async fn replay(&self, messages: Vec<Replay>) -> Option<Result<Vec<Replayed>, StoreError>> {
        let (reply, answer) = oneshot::channel();
        self.replays.send((messages, reply)).await.ok()?;
        answer.await.ok()
    }
}

/// What of a message is to be stored, and what is refused still.
#[derive(Default)]
struct Gained {
    readings: Vec<Reading>,
    retained: Vec<Retained>,
    replayed: Replayed,
}

impl Intake {
    /// Tries messages again, one after another.
    pub(crate) async fn replay(
        &mut self,
        messages: Vec<Replay>,
    ) -> Result<Vec<Replayed>, StoreError> {
        let mut outcomes = Vec::with_capacity(messages.len());
        for message in messages {
            outcomes.push(self.replay_one(message).await?);
        }
        Ok(outcomes)
    }

    /// Decodes a message anew, and stores what it says.
    async fn replay_one(&mut self, replay: Replay) -> Result<Replayed, StoreError> {
        let Replay { topic, sample, newest } = replay;
        let connection = self.connection.id;
        let incoming = |payload, retained, received| Incoming {
            connection,
            topic: topic.to_string(),
            payload,
            retained,
            duplicate: false,
            received,
            ack: None,
        };
        let payload = Bytes::copy_from_slice(&sample.payload);
        let message = incoming(payload, sample.retained, sample.received);
        self.follow_choices().await;
        let decoded = self.decoder.decode(&message);
        if let Some(newest) = newest {
            self.decoder.decode(&incoming(newest.payload, newest.retained, newest.received));
        }
        let decoded = [(message, decoded)];
        self.find_points(&decoded).await;
        let [(message, decoded)] = decoded;
        let mut gained = self.gain(&message, decoded).await?;
        let stored = self.store.import(&gained.readings).await?;
        let counts = &mut gained.replayed.counts;
        for decided in stored.into_values() {
            counts.stored += decided.stored;
            counts.duplicate += decided.duplicate;
            counts.replaced += decided.replaced;
        }
        counts.messages = 1;
        (self.shared.followers.values)(&gained.readings, &gained.retained);
        self.connection.ledger.replayed(counts);
        Ok(gained.replayed)
    }

    /// What of a message is to be stored: readings that are there already are counted and left out.
    async fn gain(&mut self, message: &Incoming, decoded: Decoded) -> Result<Gained, StoreError> {
        let mut gained = Gained::default();
        let Replayed { still, counts, shown } = &mut gained.replayed;
        if let Verdict::Refused(reason) = decoded.verdict {
            still.whole = Some(reason.code());
        }
        counts.read = decoded.rejects.len() as u64;
        counts.refused = counts.read;
        still.fields = decoded
            .rejects
            .into_iter()
            .map(|reject| (reject.field.map(Arc::from), reject.reason.code()))
            .collect();
        for series in decoded.series {
            let Some(known) = self.points.get(&series) else {
                counts.read += series.samples.len() as u64;
                counts.refused += series.samples.len() as u64;
                still.fields.push((Some(series.path), TOO_MANY_POINTS));
                continue;
            };
            let point = known.id;
            let mut stored = Stored::behind(&self.store, point, message.received).await?;
            for sample in series.samples {
                if message.retained && sample.time.is_none() {
                    *shown += 1;
                    let (value, received) = (sample.value, message.received);
                    gained.retained.push(Retained { point, value, received });
                    continue;
                }
                counts.read += 1;
                let (received, value) = (message.received, sample.value);
                let mut last = Timestamp::MIN;
                let settled = times::settle(sample.time, sample.quality, received, &mut last);
                let own = sample.time.is_some() && !settled.replaced;
                let time = if own { Some(settled.time) } else { stored.settle(&value) };
                let Some(time) = time else {
                    counts.duplicate += 1;
                    continue;
                };
                let quality = settled.quality;
                gained.readings.push(Reading { point, time, received, value, quality });
            }
        }
        Ok(gained)
    }
}

/// The reason of values whose points are more than a connection may have.
pub(crate) const TOO_MANY_POINTS: &str = "too_many_points";

/// What a point has stored behind the time a message was received, for values that tell no time of their own.
#[derive(Debug, Default)]
struct Stored {
    /// By time; none where the value was told apart already.
    values: BTreeMap<Timestamp, Option<Value>>,
    /// Where the next value of the message is looked for.
    next: Timestamp,
}

impl Stored {
    async fn behind(
        store: &Store,
        point: PointId,
        received: Timestamp,
    ) -> Result<Self, StoreError> {
        let range = TimeRange::ending_at(received + REPLAY_SEEN_FOR, REPLAY_SEEN_FOR);
        let page = store.page(point, range, REPLAY_SEEN_MAX).await?;
        let values = page.readings.into_iter().map(|stored| (stored.time, Some(stored.value)));
        Ok(Self { values: values.collect(), next: received })
    }

    /// When a value was true that tells no time of its own; none where it is stored already.
    ///
    /// That is the receipt, or the next millisecond at which no other value stands: values of one message, and of one
    /// millisecond, have risen by one each when they came.
    fn settle(&mut self, value: &Value) -> Option<Timestamp> {
        let mut time = self.next;
        let found = loop {
            match self.values.get_mut(&time) {
                Some(stored) if stored.as_ref() == Some(value) => {
                    *stored = None;
                    break None;
                }
                Some(_) => time = time + Duration::from_millis(1),
                None => break Some(time),
            }
        };
        self.next = time + Duration::from_millis(1);
        found
    }
}

#[cfg(test)]
mod tests;
