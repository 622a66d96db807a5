//! Reading: head and chunks put together, in ranges and in bounded pieces.
//!
//! Raw readings are merged by time, so that one that is in the head and in a chunk is told once. Rollups read the
//! figures of chunks and add the head, which a seal cannot change meanwhile; where late readings lie in a chunk's
//! span, the chunk is decoded and both are merged before they are counted.

use std::collections::BTreeMap;

use model::calendar::{Day, QUARTER_HOUR_MS};
use model::{PointId, Quality, TimeRange, Timestamp, Value};

use crate::chunks::{self, StoredChunk, StoredFigure};
use crate::columns::{Columns, Flags};
use crate::days;
use crate::error::StoreError;
use crate::head::{Texts, Unsealed};
use crate::limits::CHUNK_READINGS_MAX;
use crate::months::Part;
use crate::plan::Span;
use crate::rollup::{self, Bucket, DayFigures};
use crate::shared::Shared;

/// One exact reading of a known point.
#[derive(Debug, Clone, PartialEq)]
pub struct ExactReading {
    /// When it was true.
    pub time: Timestamp,
    /// What was said.
    pub value: Value,
    /// How far it can be trusted.
    pub quality: Quality,
}

/// A page of exact readings and where the next one begins.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// The readings, oldest first.
    pub readings: Vec<ExactReading>,
    /// Where the next page begins; none after the last.
    pub next: Option<Timestamp>,
}

impl Shared {
    /// All numbers and booleans of a point in a range.
    pub(crate) async fn numbers(
        &self,
        point: PointId,
        range: TimeRange,
    ) -> Result<Columns, StoreError> {
        let _gate = self.gate.read().await;
        self.numbers_ungated(point, range).await
    }

    /// At most about `limit` exact readings of a point, texts included, and where to go on.
    pub(crate) async fn page(
        &self,
        point: PointId,
        range: TimeRange,
        limit: usize,
    ) -> Result<Page, StoreError> {
        let Some(span) = closed(range) else {
            return Ok(Page::default());
        };
        let _gate = self.gate.read().await;
        let mut sealed = Columns::default();
        // Beyond this time not everything has been read yet.
        let mut end = range.to().ms();
        for month in self.months.within(span.first, span.last) {
            let chunk_limit = limit.saturating_sub(sealed.len()) / CHUNK_READINGS_MAX + 64;
            let readers = self.months.readers(month, Part::Raw);
            let stored = chunks::chunks(&readers, point, span, count(chunk_limit))
                .await
                .map_err(StoreError::query("read readings"))?;
            let cut = (stored.len() == chunk_limit).then(|| stored.last().map(|c| c.span.last));
            self.append_all(&mut sealed, point, span, stored);
            if let Some(last) = cut.flatten() {
                end = end.min(last.saturating_add(1));
            }
            if sealed.len() > limit {
                end = end.min(sealed.times[limit]);
            }
            if end < range.to().ms() {
                break;
            }
        }
        let unsealed = self.head().unsealed(point, range.from().ms(), end);
        let mut texts = self.sealed_texts(point, range.from().ms(), end).await?;
        texts.extend(unsealed.texts.iter().map(|(time, text)| (*time, text.clone())));
        let mut numbers = with_unsealed(sealed, &unsealed);
        let keep = numbers.first_from(end);
        numbers = numbers.take_front(keep);
        let mut readings = interleave(&numbers, &texts);
        // The head may have added more than the limit; what is over waits for the next page.
        if readings.len() > limit {
            end = readings[limit].time.ms();
            readings.retain(|reading| reading.time.ms() < end);
        }
        let next = (end < range.to().ms()).then(|| Timestamp::from_ms(end));
        Ok(Page { readings, next })
    }

    /// The quarter-hours that a range touches, whole; empty ones are left out.
    pub(crate) async fn quarters(
        &self,
        point: PointId,
        range: TimeRange,
    ) -> Result<Vec<Bucket>, StoreError> {
        let Some(span) = closed(range).map(whole_quarters) else {
            return Ok(Vec::new());
        };
        let _gate = self.gate.read().await;
        let mut unsealed = self.head().unsealed(point, span.first, span.last.saturating_add(1));
        let mut buckets = Vec::new();
        for month in self.months.within(span.first, span.last) {
            let readers = self.months.readers(month, Part::Fig);
            let figures = chunks::figures(&readers, point, span)
                .await
                .map_err(StoreError::query("read rollups"))?;
            for figure in figures {
                buckets.extend(self.figure_buckets(point, figure, &mut unsealed).await?);
            }
        }
        buckets.extend(rollup::buckets_of(&unsealed.late));
        buckets.extend(rollup::buckets_of(&unsealed.live));
        let mut buckets = rollup::join(buckets);
        buckets.retain(|bucket| {
            let start = bucket.start.ms();
            span.first <= start && start <= span.last
        });
        Ok(buckets)
    }

    /// Day figures of points in the store's zone, by point and day, both days included.
    pub(crate) async fn day_figures(
        &self,
        points: &[PointId],
        first: Day,
        last: Day,
    ) -> Result<Vec<(PointId, Day, DayFigures)>, StoreError> {
        let _gate = self.gate.read().await;
        let mut rows = days::read(&self.days, points, first, last).await?;
        let (from, to) = (first.start(self.zone).ms(), last.end(self.zone).ms());
        let mut changed = BTreeMap::new();
        for point in points {
            let unsealed = self.head().unsealed(*point, from, to);
            self.unsealed_days(*point, &unsealed, &mut changed).await?;
        }
        if changed.is_empty() {
            return Ok(rows);
        }
        for (point, day, figures) in &mut rows {
            match changed.remove(&(*point, *day)) {
                Some(Change::Instead(whole)) => *figures = whole,
                Some(Change::Besides(live)) => *figures = figures.with(live),
                None => {}
            }
        }
        rows.extend(changed.into_iter().map(|((point, day), change)| match change {
            Change::Instead(figures) | Change::Besides(figures) => (point, day, figures),
        }));
        rows.sort_by_key(|(point, day, _)| (*point, *day));
        Ok(rows)
    }

    /// How many readings the chunks and the head have for a range, cheaply; never too few.
    pub(crate) async fn count(&self, point: PointId, range: TimeRange) -> Result<u64, StoreError> {
        let Some(span) = closed(range) else {
            return Ok(0);
        };
        let _gate = self.gate.read().await;
        let unsealed = self.head().unsealed(point, range.from().ms(), range.to().ms());
        let mut readings = (unsealed.live.len() + unsealed.late.len()) as u64;
        for month in self.months.within(span.first, span.last) {
            let readers = self.months.readers(month, Part::Fig);
            readings += chunks::count(&readers, point, span)
                .await
                .map_err(StoreError::query("count readings"))?;
        }
        Ok(readings)
    }

    /// A stored chunk's quarter-hours; late readings that lie in its span are taken out of `unsealed` and counted in.
    async fn figure_buckets(
        &self,
        point: PointId,
        figure: StoredFigure,
        unsealed: &mut Unsealed,
    ) -> Result<Vec<Bucket>, StoreError> {
        let late = unsealed.take_late_within(figure.span.first, figure.span.last);
        if let (Some(buckets), true) = (figure.buckets, late.is_empty()) {
            return Ok(buckets);
        }
        let mut readings = Columns::default();
        for month in self.months.within(figure.span.first, figure.span.last) {
            let readers = self.months.readers(month, Part::Raw);
            let stored = chunks::chunks(&readers, point, figure.span, i64::MAX)
                .await
                .map_err(StoreError::query("read readings for a rollup"))?;
            self.append_all(&mut readings, point, figure.span, stored);
        }
        Ok(rollup::buckets_of(&Columns::merge(&readings, &late).0))
    }

    /// What unsealed readings change about a point's days: live ones add to a day, late ones have it counted anew.
    async fn unsealed_days(
        &self,
        point: PointId,
        unsealed: &Unsealed,
        changed: &mut BTreeMap<(PointId, Day), Change>,
    ) -> Result<(), StoreError> {
        for (day, places) in crate::plan::days(&unsealed.live, self.zone) {
            let figures = DayFigures::of(&unsealed.live, places);
            changed.insert((point, day), Change::Besides(figures));
        }
        for (day, _) in crate::plan::days(&unsealed.late, self.zone) {
            let range = TimeRange::new(day.start(self.zone), day.end(self.zone));
            let range = range.expect("a day ends after it begins");
            let numbers = self.numbers_ungated(point, range).await?;
            if !numbers.is_empty() {
                let figures = DayFigures::of(&numbers, 0..numbers.len());
                changed.insert((point, day), Change::Instead(figures));
            }
        }
        Ok(())
    }

    /// For whoever holds the gate already.
    async fn numbers_ungated(
        &self,
        point: PointId,
        range: TimeRange,
    ) -> Result<Columns, StoreError> {
        let Some(span) = closed(range) else {
            return Ok(Columns::default());
        };
        let unsealed = self.head().unsealed(point, range.from().ms(), range.to().ms());
        let mut sealed = Columns::default();
        for month in self.months.within(span.first, span.last) {
            let readers = self.months.readers(month, Part::Raw);
            let stored = chunks::chunks(&readers, point, span, i64::MAX)
                .await
                .map_err(StoreError::query("read readings"))?;
            self.append_all(&mut sealed, point, span, stored);
        }
        Ok(with_unsealed(sealed, &unsealed))
    }

    /// Sealed texts of a point between two times, the second excluded.
    pub(crate) async fn sealed_texts(
        &self,
        point: PointId,
        from_ms: i64,
        to_ms: i64,
    ) -> Result<Texts, StoreError> {
        let mut texts = Texts::new();
        for month in self.months.within(from_ms, to_ms.saturating_sub(1)) {
            let readers = self.months.readers(month, Part::Raw);
            let stored = chunks::texts(&readers, point, from_ms, to_ms, i64::MAX)
                .await
                .map_err(StoreError::query("read texts"))?;
            texts.extend(stored);
        }
        Ok(texts)
    }

    /// Puts the readable chunks' readings of a closed span one after another; unreadable ones are reported.
    fn append_all(&self, into: &mut Columns, point: PointId, span: Span, stored: Vec<StoredChunk>) {
        for chunk in stored {
            let columns = match chunk.columns {
                Ok(columns) => columns,
                Err(error) => {
                    self.report_bad_chunk(point, chunk.span.first, &error);
                    continue;
                }
            };
            let end = span.last.checked_add(1).map_or(columns.len(), |end| columns.first_from(end));
            let places = columns.first_from(span.first)..end;
            if places.is_empty() {
                continue;
            }
            if into.times.last().is_none_or(|last| *last < columns.times[places.start]) {
                into.extend_from(&columns, places);
            } else {
                let mut part = Columns::with_capacity(places.len());
                part.extend_from(&columns, places);
                *into = Columns::merge(into, &part).0;
            }
        }
    }
}

enum Change {
    Besides(DayFigures),
    Instead(DayFigures),
}

impl Unsealed {
    /// Takes the late readings of a closed span out.
    fn take_late_within(&mut self, first: i64, last: i64) -> Columns {
        let from = self.late.first_from(first);
        let to = last.checked_add(1).map_or(self.late.len(), |end| self.late.first_from(end));
        if from >= to {
            return Columns::default();
        }
        let mut taken = Columns::with_capacity(to - from);
        taken.extend_from(&self.late, from..to);
        let mut rest = Columns::with_capacity(self.late.len() - taken.len());
        rest.extend_from(&self.late, 0..from);
        rest.extend_from(&self.late, to..self.late.len());
        self.late = rest;
        taken
    }
}

fn with_unsealed(sealed: Columns, unsealed: &Unsealed) -> Columns {
    let mut all = sealed;
    for above in [&unsealed.late, &unsealed.live] {
        if !above.is_empty() {
            all = Columns::merge(&all, above).0;
        }
    }
    all
}

fn interleave(numbers: &Columns, texts: &Texts) -> Vec<ExactReading> {
    let mut readings = Vec::with_capacity(numbers.len() + texts.len());
    let mut texts = texts.iter().peekable();
    let text_of = |(time, (text, flags)): (&i64, &(std::sync::Arc<str>, u8))| ExactReading {
        time: Timestamp::from_ms(*time),
        value: Value::Text(std::sync::Arc::clone(text)),
        quality: Flags(*flags).quality(),
    };
    for place in 0..numbers.len() {
        while let Some(text) = texts.next_if(|(time, _)| **time < numbers.times[place]) {
            readings.push(text_of(text));
        }
        readings.push(ExactReading {
            time: Timestamp::from_ms(numbers.times[place]),
            value: numbers.value(place),
            quality: numbers.quality(place),
        });
    }
    readings.extend(texts.map(text_of));
    readings
}

/// The range with its last instant instead of its end; none where it is empty.
fn closed(range: TimeRange) -> Option<Span> {
    let last = range.to().ms().checked_sub(1)?;
    (range.from().ms() <= last).then_some(Span { first: range.from().ms(), last })
}

fn whole_quarters(span: Span) -> Span {
    let first = span.first.div_euclid(QUARTER_HOUR_MS).saturating_mul(QUARTER_HOUR_MS);
    let last = span.last.div_euclid(QUARTER_HOUR_MS).saturating_mul(QUARTER_HOUR_MS);
    Span { first, last: last.saturating_add(QUARTER_HOUR_MS - 1) }
}

fn count(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
