//! The head: readings that are durable in the log and not yet sealed into chunks, per point, in memory.
//!
//! A point's live readings are all later than what is sealed of it. A reading that is not later is late: it waits
//! beside the live ones, undecided, until the next seal merges it into its chunk. Reads put all three together.
//! The head does no I/O and knows no clock.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::{Current, PointId, Timestamp};

use crate::batch::{Batch, TextReading};
use crate::columns::{Columns, Flags, Merged, Put};
use crate::limits::{HEAD_READINGS_LOW, POINT_HEAD_READINGS_MAX};

/// What became of one reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// New.
    Stored,
    /// The same point, time and value as before.
    Duplicate,
    /// Another value for the same point and time; the later one stands.
    Replaced,
    /// Durable, but older than what is sealed: told at the next seal.
    Undecided,
}

/// Texts of one point by time.
pub(crate) type Texts = BTreeMap<i64, (Arc<str>, u8)>;

/// Unsealed readings of all points.
#[derive(Debug, Default)]
pub(crate) struct Head {
    points: Vec<PointHead>,
    readings: usize,
    decided: BTreeMap<u32, Merged>,
    /// Some point has reached `POINT_HEAD_READINGS_MAX` since the fullest were last asked for.
    full: bool,
}

#[derive(Debug, Default)]
struct PointHead {
    live: Columns,
    late: Columns,
    texts: Option<Box<Texts>>,
    sealing: Option<Box<Sealing>>,
    /// Time of the last sealed reading.
    sealed_to: Option<i64>,
    /// Every reading up to `sealed_to` whose log record is not newer than this is sealed.
    sealed_seq: i64,
    /// Late readings that were there when the store opened: nobody waits for their outcome.
    late_restored: bool,
    newest: Option<Box<Current>>,
}

/// What is on its way into chunks; a reader still sees it here.
#[derive(Debug)]
struct Sealing {
    live_count: usize,
    edge: i64,
    seq: i64,
    late: Columns,
    texts: Texts,
}

/// A point's readings to seal.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) point: PointId,
    pub(crate) live: Columns,
    pub(crate) late: Columns,
    pub(crate) texts: Texts,
    /// Texts up to here may be sealed already: what they are is told by the seal.
    pub(crate) texts_late_to: Option<i64>,
}

/// How far a point is sealed, as the disk knows it.
#[derive(Debug)]
pub(crate) struct Sealed {
    /// Time of its last sealed reading.
    pub(crate) to: i64,
    /// The log record up to which this holds.
    pub(crate) seq: i64,
    pub(crate) newest: Option<Current>,
}

/// What a reader sees of the head in a range.
#[derive(Debug, Default)]
pub(crate) struct Unsealed {
    /// Later than everything sealed.
    pub(crate) live: Columns,
    /// In the time of what is sealed; stands above it.
    pub(crate) late: Columns,
    pub(crate) texts: Texts,
}

impl Head {
    /// Takes in a committed batch and tells what became of each reading, in its order.
    pub(crate) fn take_in(&mut self, batch: &Batch) -> Vec<Outcome> {
        let mut outcomes = Vec::with_capacity(batch.len());
        let mut texts = batch.texts.iter().peekable();
        for number in 0..batch.points.len() {
            while let Some(text) = texts.next_if(|text| text.place == outcomes.len()) {
                outcomes.push(self.take_text(text));
            }
            outcomes.push(self.take_number(batch, number));
        }
        outcomes.extend(texts.map(|text| self.take_text(text)));
        outcomes
    }

    /// Takes in a record replayed from the log, without what is known to be sealed of it.
    ///
    /// Late readings found here belong to a seal that was cut short: their outcome was told before.
    pub(crate) fn restore(&mut self, batch: &Batch, seq: i64) {
        let mut rest = Batch::with_capacity(batch.points.len());
        for place in 0..batch.points.len() {
            let (point, time) = (batch.points[place], batch.times[place]);
            if !self.is_sealed(point, time, seq) {
                rest.points.push(point);
                rest.times.push(time);
                rest.received.push(batch.received[place]);
                rest.values.push(batch.values[place]);
                rest.flags.push(batch.flags[place]);
            }
        }
        for text in &batch.texts {
            if !self.is_sealed(text.point, text.time, seq) {
                rest.texts.push(TextReading { place: rest.len(), ..text.clone() });
            }
        }
        let outcomes = self.take_in(&rest);
        let texts = rest.texts.iter().map(|text| text.point);
        for (point, outcome) in rest.points.iter().copied().chain(texts).zip(outcomes) {
            self.point_mut(point).late_restored |= outcome == Outcome::Undecided;
        }
    }

    /// What is sealed of a point, as the disk knows it.
    pub(crate) fn set_sealed(&mut self, point: PointId, sealed: Sealed) {
        let head = self.point_mut(point.0);
        head.sealed_to = head.sealed_to.max(Some(sealed.to));
        head.sealed_seq = head.sealed_seq.max(sealed.seq);
        let before = head.newest.as_ref().and_then(|current| current.time);
        if let Some(current) = sealed.newest.filter(|current| current.time >= before) {
            head.newest = Some(Box::new(current));
        }
    }

    /// A seal was found on disk that was not recorded: what it took moves to the late readings, to be merged again.
    pub(crate) fn raise_edge(&mut self, point: PointId, sealed_to: i64) {
        let head = self.point_mut(point.0);
        head.sealed_to = head.sealed_to.max(Some(sealed_to));
        let count = head.live.first_from(sealed_to.saturating_add(1));
        let taken = head.live.take_front(count);
        let both = taken.len() + head.late.len();
        head.late = Columns::merge(&taken, &head.late).0;
        head.late_restored |= count > 0;
        let twice = both - head.late.len();
        self.readings -= twice;
    }

    /// The closed span of all live readings; none where there is none.
    pub(crate) fn live_span(&self) -> Option<(i64, i64)> {
        let spans = self
            .points
            .iter()
            .filter_map(|head| Some((*head.live.times.first()?, *head.live.times.last()?)));
        spans.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    }

    /// How far a point is sealed.
    pub(crate) fn sealed_to(&self, point: PointId) -> Option<i64> {
        self.points.get(point.0 as usize)?.sealed_to
    }

    /// The newest reading of a point.
    pub(crate) fn newest(&self, point: PointId) -> Option<&Current> {
        self.points.get(point.0 as usize)?.newest.as_deref()
    }

    /// The newest readings of all points that have one.
    pub(crate) fn all_newest(&self) -> impl Iterator<Item = (PointId, &Current)> {
        (0_u32..)
            .zip(&self.points)
            .filter_map(|(point, head)| Some((PointId(point), head.newest.as_deref()?)))
    }

    /// Readings that are not yet sealed, texts included.
    pub(crate) fn readings(&self) -> usize {
        self.readings
    }

    /// Readings waiting for the seal to tell whether they are new.
    pub(crate) fn undecided(&self) -> usize {
        self.points.iter().map(PointHead::undecided).sum()
    }

    /// What the seals told since this was last asked.
    pub(crate) fn take_decided(&mut self) -> BTreeMap<u32, Merged> {
        std::mem::take(&mut self.decided)
    }

    /// What a reader sees of a point between two times, the second excluded.
    pub(crate) fn unsealed(&self, point: PointId, from: i64, to: i64) -> Unsealed {
        let Some(head) = self.points.get(point.0 as usize) else {
            return Unsealed::default();
        };
        let cut = |columns: &Columns| {
            let mut part = Columns::default();
            let range = columns.first_from(from)..columns.first_from(to);
            if range.start < range.end {
                part.extend_from(columns, range);
            }
            part
        };
        let mut late = cut(&head.late);
        let mut texts = Texts::new();
        let mut add_texts = |all: &Texts| {
            if from < to {
                texts.extend(all.range(from..to).map(|(time, text)| (*time, text.clone())));
            }
        };
        if let Some(sealing) = &head.sealing {
            add_texts(&sealing.texts);
            late = Columns::merge(&cut(&sealing.late), &late).0;
        }
        if let Some(unsealed) = &head.texts {
            add_texts(unsealed);
        }
        Unsealed { live: cut(&head.live), late, texts }
    }

    /// Points with something to seal before this time, or late readings of any.
    pub(crate) fn due(&self, before: i64) -> Vec<PointId> {
        self.find(|head| {
            head.undecided() > 0
                || head.live.times.first().is_some_and(|time| *time < before)
                || head.texts.as_ref().is_some_and(|texts| {
                    texts.first_key_value().is_some_and(|(time, _)| *time < before)
                })
        })
    }

    /// Points that are too full to wait for the day to close; when the whole head is, the fullest that bring it down.
    pub(crate) fn too_full(&mut self, head_readings_max: usize) -> Vec<PointId> {
        self.full = false;
        if self.readings < head_readings_max {
            return self.find(|head| head.live.len() >= POINT_HEAD_READINGS_MAX);
        }
        let mut all = self.find(|head| !head.live.is_empty() || !head.late.is_empty());
        all.sort_by_key(|point| std::cmp::Reverse(self.points[point.0 as usize].live.len()));
        let mut over = self.readings.saturating_sub(HEAD_READINGS_LOW);
        let enough = all.iter().position(|point| {
            let spared = over == 0;
            over = over.saturating_sub(self.points[point.0 as usize].live.len());
            spared
        });
        all.truncate(enough.unwrap_or(all.len()));
        all
    }

    /// Whether a point has so many readings that it should not wait for the day to close.
    pub(crate) fn has_full_point(&self) -> bool {
        self.full
    }

    /// The points that have unsealed readings.
    pub(crate) fn unsealed_points(&self) -> Vec<PointId> {
        self.find(|head| !head.live.is_empty() || !head.late.is_empty() || head.texts.is_some())
    }

    /// Whether every reading of a log record is sealed.
    pub(crate) fn is_all_sealed(&self, batch: &Batch, seq: i64) -> bool {
        let numbers = batch.points.iter().zip(&batch.times);
        numbers.into_iter().all(|(point, time)| self.is_sealed(*point, *time, seq))
            && batch.texts.iter().all(|text| self.is_sealed(text.point, text.time, seq))
    }

    /// Takes what a point has before this time, and all that is late, for sealing; none where another seal has it.
    pub(crate) fn begin_seal(&mut self, point: PointId, before: i64, seq: i64) -> Option<Work> {
        let head = self.points.get_mut(point.0 as usize)?;
        if head.sealing.is_some() {
            return None;
        }
        let live_count = head.live.first_from(before);
        let mut live = Columns::with_capacity(live_count);
        live.extend_from(&head.live, 0..live_count);
        let late = std::mem::take(&mut head.late);
        let texts = match head.texts.take() {
            Some(mut texts) => {
                let after = texts.split_off(&before);
                head.texts = (!after.is_empty()).then(|| Box::new(after));
                *texts
            }
            None => Texts::new(),
        };
        if live.is_empty() && late.is_empty() && texts.is_empty() {
            return None;
        }
        let last_text = texts.last_key_value().map(|(time, _)| *time);
        let edge = live.times.last().copied().max(last_text).unwrap_or(i64::MIN);
        let sealing = Sealing { live_count, edge, seq, late: late.clone(), texts: texts.clone() };
        head.sealing = Some(Box::new(sealing));
        Some(Work { point, live, late, texts, texts_late_to: head.sealed_to })
    }

    /// Readings up to this time are about to be written from elsewhere: what comes meanwhile is late.
    ///
    /// The caller has just sealed the point up to this time with all log records up to `seq`.
    pub(crate) fn begin_import(&mut self, point: PointId, newest: Current, seq: i64) {
        let edge = newest.time.unwrap_or(newest.received).ms();
        self.raise_edge(point, edge);
        let head = self.point_mut(point.0);
        head.late_restored = false;
        head.see(Timestamp::from_ms(edge), || newest);
        let (late, texts) = (Columns::default(), Texts::new());
        head.sealing = Some(Box::new(Sealing { live_count: 0, edge, seq, late, texts }));
    }

    /// The seal is durable: what it took is no longer here.
    pub(crate) fn finish_seal(&mut self, point: PointId, decided: Merged) {
        let Some(head) = self.points.get_mut(point.0 as usize) else {
            return;
        };
        let Some(sealing) = head.sealing.take() else {
            return;
        };
        head.live.take_front(sealing.live_count);
        self.readings -= sealing.live_count + sealing.late.len() + sealing.texts.len();
        if sealing.edge > i64::MIN {
            head.sealed_to = head.sealed_to.max(Some(sealing.edge));
        }
        head.sealed_seq = sealing.seq;
        let restored = std::mem::take(&mut head.late_restored);
        if !restored && decided != Merged::default() {
            let told = self.decided.entry(point.0).or_default();
            told.new += decided.new;
            told.duplicate += decided.duplicate;
            told.replaced += decided.replaced;
        }
    }

    /// The seal failed: everything is as before and will be tried again.
    pub(crate) fn abandon_seal(&mut self, point: PointId) {
        let Some(head) = self.points.get_mut(point.0 as usize) else {
            return;
        };
        let Some(sealing) = head.sealing.take() else {
            return;
        };
        let before = sealing.late.len() + head.late.len();
        head.late = Columns::merge(&sealing.late, &head.late).0;
        self.readings -= before - head.late.len();
        let mut texts = sealing.texts;
        let taken = texts.len();
        if let Some(newer) = head.texts.take() {
            let both = taken + newer.len();
            texts.extend(*newer);
            self.readings -= both - texts.len();
        }
        head.texts = (!texts.is_empty()).then(|| Box::new(texts));
    }

    /// Whether a reading of this log record is sealed, so that the log may forget it.
    pub(crate) fn is_sealed(&self, point: u32, time: i64, seq: i64) -> bool {
        self.points
            .get(point as usize)
            .is_some_and(|head| seq <= head.sealed_seq && Some(time) <= head.sealed_to)
    }

    /// How far a point is sealed once the seal under way is durable.
    pub(crate) fn sealed_after(&self, point: PointId) -> Option<(i64, i64)> {
        let head = self.points.get(point.0 as usize)?;
        let sealing = head.sealing.as_ref()?;
        Some((head.edge()?, sealing.seq))
    }

    fn take_number(&mut self, batch: &Batch, place: usize) -> Outcome {
        let (time, value, flags) = (batch.times[place], batch.values[place], batch.flags[place]);
        let head = self.point_mut(batch.points[place]);
        let outcome = if head.edge().is_none_or(|edge| time > edge) {
            match head.live.put(time, value, flags) {
                Put::New => Outcome::Stored,
                Put::Duplicate => Outcome::Duplicate,
                Put::Replaced => Outcome::Replaced,
            }
        } else {
            match head.late.put(time, value, flags) {
                Put::New => Outcome::Undecided,
                Put::Duplicate => Outcome::Duplicate,
                Put::Replaced => Outcome::Replaced,
            }
        };
        head.see(Timestamp::from_ms(time), || Current {
            value: Flags(flags).value(value),
            quality: Flags(flags).quality(),
            time: Some(Timestamp::from_ms(time)),
            received: Timestamp::from_ms(batch.received[place]),
        });
        let full = head.live.len() == POINT_HEAD_READINGS_MAX;
        if matches!(outcome, Outcome::Stored | Outcome::Undecided) {
            self.readings += 1;
            self.full |= full;
        }
        outcome
    }

    /// Texts are few: they wait in one ordered map, and what is sealed of them is overwritten by an equal key.
    fn take_text(&mut self, reading: &TextReading) -> Outcome {
        let head = self.point_mut(reading.point);
        let late = head.edge().is_some_and(|edge| reading.time <= edge);
        let texts = head.texts.get_or_insert_default();
        let entry = (Arc::clone(&reading.text), reading.flags);
        let outcome = match texts.insert(reading.time, entry) {
            None if late => Outcome::Undecided,
            None => Outcome::Stored,
            Some((before, flags)) if before == reading.text && flags == reading.flags => {
                Outcome::Duplicate
            }
            Some(_) => Outcome::Replaced,
        };
        head.see(Timestamp::from_ms(reading.time), || Current {
            value: model::Value::Text(Arc::clone(&reading.text)),
            quality: Flags(reading.flags).quality(),
            time: Some(Timestamp::from_ms(reading.time)),
            received: Timestamp::from_ms(reading.received),
        });
        if matches!(outcome, Outcome::Stored | Outcome::Undecided) {
            self.readings += 1;
        }
        outcome
    }

    fn point_mut(&mut self, point: u32) -> &mut PointHead {
        let place = point as usize;
        if place >= self.points.len() {
            self.points.resize_with(place + 1, PointHead::default);
        }
        &mut self.points[place]
    }

    fn find(&self, wanted: impl Fn(&PointHead) -> bool) -> Vec<PointId> {
        (0_u32..)
            .zip(&self.points)
            .filter(|(_, head)| head.sealing.is_none() && wanted(head))
            .map(|(point, _)| PointId(point))
            .collect()
    }
}

impl PointHead {
    /// Nothing up to here may be put among the live readings any more.
    fn edge(&self) -> Option<i64> {
        match &self.sealing {
            Some(sealing) if sealing.edge > i64::MIN => self.sealed_to.max(Some(sealing.edge)),
            _ => self.sealed_to,
        }
    }

    /// Readings whose outcome the next seal will tell.
    fn undecided(&self) -> usize {
        let edge = self.edge();
        let late_texts = self
            .texts
            .as_ref()
            .map_or(0, |texts| edge.map_or(0, |edge| texts.range(..=edge).count()));
        self.late.len() + late_texts
    }

    /// The newest reading never goes back in time.
    fn see(&mut self, time: Timestamp, current: impl FnOnce() -> Current) {
        match &mut self.newest {
            Some(newest) if newest.time > Some(time) => {}
            Some(newest) => **newest = current(),
            None => self.newest = Some(Box::new(current())),
        }
    }
}

#[cfg(test)]
mod tests;
