//! Sealing: readings leave the log and the head and become chunks, rollups and day figures.
//!
//! Runs on its own task and its own connections, in slices of points. Order within a slice: chunks, then figures, then
//! days and newest readings, each durable before the next; the log forgets last. Each step can be done twice, so a
//! crash between two of them costs nothing but doing them again: whatever lies wholly in the span that is written is
//! replaced, and the days of a chunk that was touched are counted anew from the chunks.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use model::calendar::{Day, Month};
use model::{PointId, Timestamp};
use sqlx::Connection;

use crate::chunks::{self, ChunkRow};
use crate::columns::{Columns, Merged};
use crate::days::{Days, LatestRow, MonthTotal, PointDays};
use crate::error::StoreError;
use crate::head::{Texts, Work};
use crate::import::Imported;
use crate::limits::{CHUNK_READINGS_MAX, SEAL_POINTS_MAX};
use crate::months::{Months, Writers, month_of};
use crate::plan::{self, Span};
use crate::rollup::DayFigures;
use crate::shared::Shared;
use crate::store::Decided;
use crate::tending::week_of;

/// What a seal wrote.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SealedCounts {
    /// Chunks written.
    pub chunks: u64,
    /// Readings in them.
    pub readings: u64,
}

/// The only writer of month files and day figures.
pub(crate) struct Sealer {
    shared: Arc<Shared>,
    writers: Writers,
    days: Days,
    /// Weeks that have got small chunks since the store was opened.
    small: BTreeSet<Span>,
}

/// What is to be written for one point.
struct Plan {
    point: PointId,
    /// Whatever lies wholly in one of these is replaced.
    spans: Vec<Span>,
    chunks: Vec<Columns>,
    texts: Texts,
    days: PointDays,
    decided: Merged,
    sealed: Option<(i64, i64)>,
}

impl Sealer {
    pub(crate) fn new(shared: Arc<Shared>, months: Arc<Months>, days: Days) -> Self {
        Self { shared, writers: Writers::new(months), days, small: BTreeSet::new() }
    }

    /// Seals what these points have before a time, and all that is late.
    pub(crate) async fn seal(
        &mut self,
        points: &[PointId],
        before: i64,
    ) -> Result<SealedCounts, StoreError> {
        let mut counts = SealedCounts::default();
        for slice in points.chunks(SEAL_POINTS_MAX) {
            let seq = self.shared.last_seq();
            let works: Vec<Work> = {
                let mut head = self.shared.head();
                slice.iter().filter_map(|point| head.begin_seal(*point, before, seq)).collect()
            };
            let taken: Vec<PointId> = works.iter().map(|work| work.point).collect();
            match self.seal_slice(works).await {
                Ok(slice) => {
                    counts.chunks += slice.chunks;
                    counts.readings += slice.readings;
                }
                Err(error) => {
                    let mut head = self.shared.head();
                    taken.iter().for_each(|point| head.abandon_seal(*point));
                    return Err(error);
                }
            }
        }
        Ok(counts)
    }

    /// Writes readings that never were in the log: an import. Durable when this returns.
    ///
    /// The points have just been sealed up to their last imported reading.
    pub(crate) async fn seal_imported(
        &mut self,
        imported: BTreeMap<PointId, Imported>,
    ) -> Result<BTreeMap<PointId, Decided>, StoreError> {
        let mut outcome = BTreeMap::new();
        let mut imported = imported.into_iter().peekable();
        while imported.peek().is_some() {
            let slice: Vec<_> = imported.by_ref().take(SEAL_POINTS_MAX).collect();
            let points: Vec<PointId> = slice.iter().map(|(point, _)| *point).collect();
            match self.seal_imported_slice(slice).await {
                Ok(decided) => outcome.extend(decided),
                Err(error) => {
                    let mut head = self.shared.head();
                    points.iter().for_each(|point| head.abandon_seal(*point));
                    return Err(error);
                }
            }
        }
        Ok(outcome)
    }

    async fn seal_imported_slice(
        &mut self,
        slice: Vec<(PointId, Imported)>,
    ) -> Result<Vec<(PointId, Decided)>, StoreError> {
        let seq = self.shared.last_seq();
        let mut plans = Vec::with_capacity(slice.len());
        let mut decided = Vec::with_capacity(slice.len());
        for (point, imported) in slice {
            let Imported { columns, texts, newest, repeated } = imported;
            if let Some(newest) = newest {
                self.shared.head().begin_import(point, newest, seq);
            }
            let texts_late_to = Some(i64::MAX);
            let live = Columns::default();
            let work = Work { point, live, late: columns, texts, texts_late_to };
            let mut plan = self.plan(work).await?;
            plan.sealed = self.shared.head().sealed_after(point);
            decided.push((
                point,
                Decided {
                    stored: plan.decided.new,
                    duplicate: plan.decided.duplicate + repeated.duplicate,
                    replaced: plan.decided.replaced + repeated.replaced,
                },
            ));
            // Told to whoever imports, not to those who wait for late readings.
            plan.decided = Merged::default();
            plans.push(plan);
        }
        self.write(plans).await?;
        Ok(decided)
    }

    /// Merges the small chunks of every week that is over before a time and has got some.
    pub(crate) async fn merge_weeks_before(&mut self, now: Timestamp) -> Result<(), StoreError> {
        let over: Vec<Span> =
            self.small.iter().copied().filter(|week| week.last < now.ms()).collect();
        for week in over {
            let fewer = self.merge_small(week).await?;
            self.small.remove(&week);
            tracing::info!(from_ms = week.first, fewer, "Small chunks of a week merged");
        }
        Ok(())
    }

    /// Deletes readings before a time of these points.
    pub(crate) async fn forget_before(
        &mut self,
        points: &[PointId],
        before: i64,
    ) -> Result<u64, StoreError> {
        let mut forgotten = 0;
        for month in self.shared.months.within(i64::MIN, before.saturating_sub(1)) {
            let writers = self.writers.month(month).await?;
            let done = chunks::forget(&mut writers.raw, &mut writers.fig, points, before);
            let gone = done.await.map_err(StoreError::query("forget old readings"))?;
            forgotten += gone.readings.unsigned_abs();
            let written = self.days.write(&[], &[], &[(month, gone)]).await;
            written.map_err(StoreError::query("count what was forgotten"))?;
        }
        let last = Day::at(Timestamp::from_ms(before), self.shared.zone);
        let dropped = self.days.drop_before(points, last).await;
        dropped.map_err(StoreError::query("forget old day figures"))?;
        Ok(forgotten)
    }

    /// Merges runs of small chunks that lie wholly in a closed span; says how many chunks there are fewer.
    async fn merge_small(&mut self, within: Span) -> Result<u64, StoreError> {
        let month = month_of(within.first);
        let writers = self.writers.month(month).await?;
        let points = chunks::points_with_small(&mut writers.fig, within)
            .await
            .map_err(StoreError::query("look for small chunks"))?;
        let mut fewer = 0;
        for slice in points.chunks(SEAL_POINTS_MAX) {
            let mut plans = Vec::new();
            for point in slice {
                let writers = self.writers.month(month).await?;
                let stored = chunks::chunks(&mut writers.raw, *point, within, i64::MAX)
                    .await
                    .map_err(StoreError::query("read small chunks"))?;
                let count = stored.len();
                let runs = merge_runs(stored);
                let plan = Plan::of_same_readings(*point, runs);
                fewer += count.saturating_sub(plan.chunks.len()) as u64;
                plans.push(plan);
            }
            plans.retain(|plan| !plan.chunks.is_empty());
            self.write(plans).await?;
        }
        if fewer > 0 {
            let writers = self.writers.month(month).await?;
            for connection in [&mut writers.raw, &mut writers.fig] {
                chunks::give_back_pages(connection)
                    .await
                    .map_err(StoreError::query("give back free pages"))?;
            }
        }
        Ok(fewer)
    }

    /// Makes all day figures anew from the chunks: their zone has changed.
    pub(crate) async fn rebuild_days(&mut self) -> Result<(), StoreError> {
        self.days.drop_all().await?;
        let zone = self.shared.zone;
        for month in self.shared.months.all() {
            let readers = self.shared.months.readers(month, crate::months::Part::Raw);
            let points = chunks::points(&readers)
                .await
                .map_err(StoreError::query("list the points of a month"))?;
            let everything = Span { first: i64::MIN, last: i64::MAX };
            for point in points {
                let stored = chunks::chunks(&readers, point, everything, i64::MAX)
                    .await
                    .map_err(StoreError::query("read the chunks of a month"))?;
                let mut added = Vec::new();
                for columns in stored.into_iter().filter_map(|chunk| chunk.columns.ok()) {
                    added.extend(day_figures(&columns, zone));
                }
                let days = PointDays { dropped: Vec::new(), added };
                let written = self.days.write(&[(point, days)], &[], &[]).await;
                written.map_err(StoreError::query("write day figures"))?;
            }
        }
        Ok(())
    }

    pub(crate) fn days(&mut self) -> &mut Days {
        &mut self.days
    }

    /// Empties the write-ahead logs, so that they stay small.
    pub(crate) async fn checkpoint(&mut self) -> Result<(), StoreError> {
        self.writers.checkpoint().await?;
        self.days.checkpoint().await
    }

    pub(crate) async fn close(mut self) {
        self.writers.close_all().await;
        self.days.close().await;
    }

    async fn seal_slice(&mut self, works: Vec<Work>) -> Result<SealedCounts, StoreError> {
        let mut plans = Vec::with_capacity(works.len());
        for work in works {
            let point = work.point;
            let mut plan = self.plan(work).await?;
            plan.sealed = self.shared.head().sealed_after(point);
            plans.push(plan);
        }
        self.write(plans).await
    }

    /// Cuts a point's readings into chunks, the late ones together with the chunks they fall into.
    async fn plan(&mut self, work: Work) -> Result<Plan, StoreError> {
        let zone = self.shared.zone;
        let mut plan = Plan::empty(work.point);
        self.decide_texts(&mut plan, &work).await?;
        plan.texts = work.texts;
        plan.add_new(&work.live, zone);
        for late in by_month(&work.late) {
            self.plan_late(&mut plan, &late).await?;
        }
        Ok(plan)
    }

    /// Whether a late text is new, known or another one is told by what is stored at its time.
    async fn decide_texts(&self, plan: &mut Plan, work: &Work) -> Result<(), StoreError> {
        let Some(late_to) = work.texts_late_to else {
            return Ok(());
        };
        let late = work.texts.range(..=late_to);
        let (Some((first, _)), Some((last, _))) = (late.clone().next(), late.clone().next_back())
        else {
            return Ok(());
        };
        let stored = self.shared.sealed_texts(plan.point, *first, last.saturating_add(1)).await?;
        for (time, text) in late {
            match stored.get(time) {
                None => plan.decided.new += 1,
                Some(known) if known == text => plan.decided.duplicate += 1,
                Some(_) => plan.decided.replaced += 1,
            }
        }
        Ok(())
    }

    async fn plan_late(&mut self, plan: &mut Plan, late: &Columns) -> Result<(), StoreError> {
        let zone = self.shared.zone;
        let (Some(first), Some(last)) = (late.times.first(), late.times.last()) else {
            return Ok(());
        };
        let span = Span { first: *first, last: *last };
        let raw = &mut self.writers.month(month_of(span.first)).await?.raw;
        let failed = StoreError::query("look for chunks to merge into");
        let stored = chunks::spans(raw, plan.point, span).await.map_err(failed)?;
        for group in plan::group_late(late, &stored) {
            let Some(inside) = group.inside else {
                plan.decided.new += group.late.len() as u64;
                plan.add_new(&group.late, zone);
                continue;
            };
            let found = chunks::chunks(&mut *raw, plan.point, inside, 1).await;
            let found = found.map_err(StoreError::query("read a chunk to merge into"))?;
            match found.into_iter().next().map(|chunk| chunk.columns) {
                Some(Ok(columns)) => plan.merge_into(&columns, &group.late, zone),
                // A chunk that cannot be read stays as it is, for salvage; what is new is kept beside it.
                _ => {
                    plan.decided.new += group.late.len() as u64;
                    plan.add_new(&group.late, zone);
                }
            }
        }
        Ok(())
    }

    async fn write(&mut self, mut plans: Vec<Plan>) -> Result<SealedCounts, StoreError> {
        let cut: Vec<(PointId, Vec<Columns>)> =
            plans.iter_mut().map(|plan| (plan.point, std::mem::take(&mut plan.chunks))).collect();
        let rows = compress(cut).await;
        let counts = SealedCounts {
            chunks: rows.len() as u64,
            readings: rows.iter().map(|row| row.total().readings.unsigned_abs()).sum(),
        };
        let small = rows.iter().filter(|row| row.is_small());
        self.small.extend(small.map(|row| week_of(row.span.first)));
        // Readers of rollups wait here: they must see a reading in the head or in its chunk, never in both.
        let shared = Arc::clone(&self.shared);
        let gate = shared.gate.write().await;
        let totals = self.write_months(&plans, &rows).await?;
        for plan in &mut plans {
            self.recount_days(plan).await?;
        }
        self.write_days(&mut plans, &totals).await?;
        let mut head = shared.head();
        for plan in &plans {
            head.finish_seal(plan.point, plan.decided);
        }
        drop(head);
        drop(gate);
        Ok(counts)
    }

    /// Chunks first, then figures: a chunk without figures is found again by its readings, the other way round is not.
    async fn write_months(
        &mut self,
        plans: &[Plan],
        rows: &[ChunkRow],
    ) -> Result<Vec<(Month, MonthTotal)>, StoreError> {
        let mut months: BTreeSet<Month> = rows.iter().map(|row| month_of(row.span.first)).collect();
        months.extend(plans.iter().flat_map(|plan| plan.texts.keys().map(|time| month_of(*time))));
        let mut totals = Vec::new();
        for month in months {
            let of_month = |span: &&Span| month_of(span.first) == month;
            let writers = self.writers.month(month).await?;
            let failed = StoreError::query("write chunks");
            let mut total = MonthTotal::default();
            let write_raw = async {
                let mut raw = writers.raw.begin_with("BEGIN IMMEDIATE").await?;
                for plan in plans {
                    for span in plan.spans.iter().filter(of_month) {
                        total.add(chunks::drop_chunks(&mut raw, plan.point, *span).await?);
                    }
                    let texts = texts_of_month(&plan.texts, month);
                    total.add(chunks::put_texts(&mut raw, plan.point, &texts).await?);
                }
                for row in rows.iter().filter(|row| month_of(row.span.first) == month) {
                    chunks::put_chunk(&mut raw, row).await?;
                    total.add(row.total());
                }
                raw.commit().await
            };
            write_raw.await.map_err(failed)?;
            let write_fig = async {
                let mut fig = writers.fig.begin_with("BEGIN IMMEDIATE").await?;
                for plan in plans {
                    for span in plan.spans.iter().filter(of_month) {
                        chunks::drop_figures(&mut fig, plan.point, *span).await?;
                    }
                }
                for row in rows.iter().filter(|row| month_of(row.span.first) == month) {
                    chunks::put_figure(&mut fig, row).await?;
                }
                fig.commit().await
            };
            write_fig.await.map_err(StoreError::query("write figures"))?;
            totals.push((month, total));
        }
        Ok(totals)
    }

    /// Days of which a chunk was touched are counted from the chunks as they now stand.
    async fn recount_days(&mut self, plan: &mut Plan) -> Result<(), StoreError> {
        let zone = self.shared.zone;
        let dropped: BTreeSet<Day> = plan.days.dropped.iter().copied().collect();
        plan.days.added.retain(|(day, _)| !dropped.contains(day));
        for day in &dropped {
            let span = Span { first: day.start(zone).ms(), last: day.end(zone).ms() - 1 };
            let mut whole: Option<DayFigures> = None;
            for month in self.shared.months.within(span.first, span.last) {
                let raw = &mut self.writers.month(month).await?.raw;
                let stored = chunks::chunks(&mut *raw, plan.point, span, i64::MAX)
                    .await
                    .map_err(StoreError::query("read a day to count it"))?;
                for columns in stored.into_iter().filter_map(|chunk| chunk.columns.ok()) {
                    let places = columns.first_from(span.first)..columns.first_from(span.last + 1);
                    if !places.is_empty() {
                        let part = DayFigures::of(&columns, places);
                        whole = Some(whole.map_or(part, |whole| whole.with(part)));
                    }
                }
            }
            plan.days.added.extend(whole.map(|figures| (*day, figures)));
        }
        plan.days.dropped = dropped.into_iter().collect();
        Ok(())
    }

    async fn write_days(
        &mut self,
        plans: &mut [Plan],
        totals: &[(Month, MonthTotal)],
    ) -> Result<(), StoreError> {
        let latest: Vec<LatestRow> = {
            let head = self.shared.head();
            let row = |plan: &Plan| {
                let (sealed_to, sealed_seq) = plan.sealed?;
                let newest = head.newest(plan.point)?.clone();
                Some(LatestRow { point: plan.point, newest, sealed_to, sealed_seq })
            };
            plans.iter().filter_map(row).collect()
        };
        let days: Vec<(PointId, PointDays)> =
            plans.iter_mut().map(|plan| (plan.point, std::mem::take(&mut plan.days))).collect();
        let written = self.days.write(&days, &latest, totals).await;
        written.map_err(StoreError::query("write day figures"))
    }
}

impl Plan {
    fn empty(point: PointId) -> Self {
        Self {
            point,
            spans: Vec::new(),
            chunks: Vec::new(),
            texts: Texts::new(),
            days: PointDays::default(),
            decided: Merged::default(),
            sealed: None,
        }
    }

    /// The same readings in fewer chunks: no day changes.
    fn of_same_readings(point: PointId, runs: Vec<Columns>) -> Self {
        let spans = runs.iter().filter_map(span_of).collect();
        Self { spans, chunks: runs, ..Self::empty(point) }
    }

    /// Readings that fall into no stored chunk.
    fn add_new(&mut self, columns: &Columns, zone: chrono_tz::Tz) {
        for run in by_month(columns) {
            self.spans.extend(span_of(&run));
            self.chunks.extend(plan::cut(&run, zone));
        }
        self.days.added.extend(day_figures(columns, zone));
    }

    fn merge_into(&mut self, stored: &Columns, late: &Columns, zone: chrono_tz::Tz) {
        let (all, merged) = Columns::merge(stored, late);
        self.decided.new += merged.new;
        self.decided.duplicate += merged.duplicate;
        self.decided.replaced += merged.replaced;
        if let Some(span) = span_of(&all) {
            self.spans.push(span);
            self.days.dropped.extend(plan::days_within(span, zone).map(Day));
        }
        self.chunks.extend(plan::cut(&all, zone));
    }
}

impl MonthTotal {
    pub(crate) fn add(&mut self, other: Self) {
        self.chunks += other.chunks;
        self.readings += other.readings;
        self.payload_bytes += other.payload_bytes;
    }
}

/// Compression is the dear part: it runs beside the async tasks.
async fn compress(cut: Vec<(PointId, Vec<Columns>)>) -> Vec<ChunkRow> {
    let rows = tokio::task::spawn_blocking(move || {
        cut.iter()
            .flat_map(|(point, chunks)| chunks.iter().map(|chunk| ChunkRow::of(*point, chunk)))
            .collect()
    });
    rows.await.expect("compressing a chunk does not panic")
}

fn day_figures(columns: &Columns, zone: chrono_tz::Tz) -> Vec<(Day, DayFigures)> {
    plan::days(columns, zone)
        .into_iter()
        .map(|(day, places)| (day, DayFigures::of(columns, places)))
        .collect()
}

/// Neighbours are put together as long as the result is a chunk; one that stays alone is left as it is.
fn merge_runs(stored: Vec<chunks::StoredChunk>) -> Vec<Columns> {
    let mut runs: Vec<(usize, Columns)> = Vec::new();
    let mut open = false;
    for chunk in stored {
        let Ok(columns) = chunk.columns else {
            open = false;
            continue;
        };
        match runs.last_mut() {
            Some((parts, run)) if open && run.len() + columns.len() <= CHUNK_READINGS_MAX => {
                *parts += 1;
                run.extend_from(&columns, 0..columns.len());
            }
            _ => runs.push((1, columns)),
        }
        open = true;
    }
    runs.into_iter().filter(|(parts, _)| *parts > 1).map(|(_, run)| run).collect()
}

fn span_of(columns: &Columns) -> Option<Span> {
    Some(Span { first: *columns.times.first()?, last: *columns.times.last()? })
}

fn by_month(columns: &Columns) -> Vec<Columns> {
    let mut parts = Vec::new();
    let mut start = 0;
    while start < columns.len() {
        let month = month_of(columns.times[start]);
        let end = columns.first_from(crate::months::month_end(month)).max(start + 1);
        let mut part = Columns::with_capacity(end - start);
        part.extend_from(columns, start..end);
        parts.push(part);
        start = end;
    }
    parts
}

fn texts_of_month(texts: &Texts, month: Month) -> Texts {
    let wanted = texts.iter().filter(|(time, _)| month_of(**time) == month);
    wanted.map(|(time, text)| (*time, text.clone())).collect()
}
