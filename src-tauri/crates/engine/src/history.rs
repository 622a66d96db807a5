//! History: exact readings and rollups, lines to draw, pages to export.

use std::time::Duration;

use chrono_tz::Tz;
use model::calendar::Day;
use model::{PointId, Quality, Resolution, TimeRange, Timestamp, Value};
use store::{Columns, DayFigures, ExactReading, Figures};
use tokio::time::Instant;
use trend::{Bucket, Cadence, Line};
use wire::{
    Export, ExportPage, Failure, FailureCode, ReadingRow, Readings, ReadingsView, ResolutionAsked,
    TrendGap, TrendLine, Trends, TrendsView,
};

use crate::clock;
use crate::convert::{self, rfc3339};
use crate::directory::Entry;
use crate::engine::Engine;
use crate::limits::{EXACT_POINTS_MAX, PAGE_ROWS, TREND_LINES_MAX};

/// What a line is drawn from.
struct Drawn {
    line: Line,
    resolution: Resolution,
    drawn_from: usize,
    total: Total,
}

/// Statistics over all counted values of a range.
struct Total {
    count: u64,
    sum: f64,
    min: f64,
    max: f64,
}

impl Engine {
    pub(crate) async fn readings(&self, ask: &Readings) -> Result<ReadingsView, Failure> {
        let directory = self.directory();
        let entry = directory.find(&ask.point)?;
        let id = entry.row.point.id;
        let zone = if ask.utc { Tz::UTC } else { self.zone };
        let cadence = self.cadence(id);
        let (resolution, points, coverage) = match ask.resolution {
            ResolutionAsked::Auto => {
                let most = ask.points_max.map_or(trend::POINTS_MAX, |most| most as usize);
                let most = clamp_points(most);
                let drawn = self.draw(id, ask.range, most).await?;
                if drawn.drawn_from == 0 {
                    // Texts are not drawn; the first of them are told as they are.
                    let page = self.store.page(id, ask.range, most).await;
                    let page = page.map_err(|error| convert::from_store(&error))?;
                    (Resolution::Raw, rows_of_readings(page.readings, cadence), None)
                } else {
                    (drawn.resolution, rows_of_line(&drawn.line), drawn.line.coverage)
                }
            }
            ResolutionAsked::Exactly(Resolution::Raw) => {
                let exact = self.exact(id, ask).await?;
                let coverage = coverage_of(exact.len() as u64, ask.range, cadence);
                (Resolution::Raw, rows_of_readings(exact, cadence), coverage)
            }
            ResolutionAsked::Exactly(resolution) => {
                let buckets = self.buckets(id, ask.range, resolution, zone).await?;
                check_length(buckets.len(), ask.points_max)?;
                let count = buckets.iter().map(|bucket| u64::from(bucket.count)).sum();
                (resolution, rows_of_buckets(&buckets), coverage_of(count, ask.range, cadence))
            }
        };
        Ok(ReadingsView {
            point: entry.row.point.code.clone(),
            unit: entry.row.point.unit.clone(),
            resolution,
            coverage,
            from: rfc3339(ask.range.from(), zone),
            to: rfc3339(ask.range.to(), zone),
            points,
        })
    }

    pub(crate) async fn trends(&self, ask: &Trends) -> Result<TrendsView, Failure> {
        if ask.points.len() > TREND_LINES_MAX {
            let message = format!("A trend shows at most {TREND_LINES_MAX} points.");
            return Err(Failure::new(FailureCode::BadRequest, message, "Leave some out."));
        }
        let started = Instant::now();
        let directory = self.directory();
        let mut lines = Vec::with_capacity(ask.points.len());
        for code in &ask.points {
            let entry = directory.find(&code.0)?;
            let points_max = clamp_points(ask.points_max as usize);
            let drawn = self.draw(entry.row.point.id, ask.range, points_max).await?;
            lines.push(line_view(entry, drawn));
        }
        let took_ms = started.elapsed().as_secs_f64() * 1_000.0;
        Ok(TrendsView { lines, range: ask.range, took_ms })
    }

    pub(crate) async fn export(&self, ask: &Export) -> Result<ExportPage, Failure> {
        let directory = self.directory();
        let entry = directory.find(&ask.point)?;
        let point = &entry.row.point;
        let page = self.store.page(point.id, ask.range, PAGE_ROWS).await;
        let page = page.map_err(|error| convert::from_store(&error))?;
        let rows = page.readings.into_iter().map(|r| (r.time, r.value, r.quality)).collect();
        Ok(ExportPage {
            point: point.code.clone(),
            name: point.name.to_string(),
            unit: point.unit.clone(),
            rows,
            next: page.next,
        })
    }

    /// A point's line over a range, from readings or from rollups, whichever suits.
    async fn draw(
        &self,
        point: PointId,
        range: TimeRange,
        points_max: usize,
    ) -> Result<Drawn, Failure> {
        // What is not over yet is no gap.
        let end = range.to().min(clock::now()).max(range.from());
        let range = TimeRange::new(range.from(), end).map_err(convert::from_range)?;
        let failed = |error: store::StoreError| convert::from_store(&error);
        let readings = self.store.count(point, range).await.map_err(failed)?;
        let cadence = self.cadence(point);
        let resolution = trend::plan(&trend::Ask { range, points_max, readings });
        if resolution == Resolution::Raw {
            let columns = self.store.numbers(point, range).await.map_err(failed)?;
            return Ok(draw_raw(columns, range, points_max, cadence));
        }
        let buckets = self.buckets(point, range, resolution, self.zone).await?;
        let line = trend::draw_rollup(&buckets, range, points_max, cadence);
        let total = Total::of_buckets(&buckets);
        Ok(Drawn { line, resolution, drawn_from: buckets.len(), total })
    }

    /// The buckets that a range touches, whole, in a zone.
    async fn buckets(
        &self,
        point: PointId,
        range: TimeRange,
        resolution: Resolution,
        zone: Tz,
    ) -> Result<Vec<Bucket>, Failure> {
        let failed = |error: store::StoreError| convert::from_store(&error);
        if range.length().is_zero() {
            return Ok(Vec::new());
        }
        let last = range.to() - Duration::from_millis(1);
        if zone == self.zone && matches!(resolution, Resolution::Day | Resolution::Month) {
            let first = trend::bucket_start(range.from(), resolution, zone);
            let end = trend::next_bucket_start(last, resolution, zone);
            let days = (Day::at(first, zone), Day::at(end - Duration::from_millis(1), zone));
            let days = self.store.day_figures(&[point], days.0, days.1).await.map_err(failed)?;
            let days: Vec<Bucket> =
                days.into_iter().map(|(_, day, figures)| day_bucket(day, &figures, zone)).collect();
            return Ok(match resolution {
                Resolution::Month => trend::fold(&days, resolution, zone),
                _ => days,
            });
        }
        let whole = TimeRange::new(
            trend::bucket_start(range.from(), resolution, zone),
            trend::next_bucket_start(last, resolution, zone),
        );
        let whole = whole.map_err(convert::from_range)?;
        let quarters = self.store.quarters(point, whole).await.map_err(failed)?;
        let quarters: Vec<Bucket> = quarters
            .iter()
            .map(|quarter| {
                let end = quarter.start + Duration::from_secs(15 * 60);
                bucket(quarter.start, end, &quarter.figures)
            })
            .collect();
        Ok(match resolution {
            Resolution::Raw | Resolution::QuarterHour => quarters,
            coarser @ (Resolution::Hour | Resolution::Day | Resolution::Month) => {
                trend::fold(&quarters, coarser, zone)
            }
        })
    }

    /// Every reading of the range, or a refusal that names the count.
    async fn exact(&self, point: PointId, ask: &Readings) -> Result<Vec<ExactReading>, Failure> {
        let most = ask.points_max.map_or(EXACT_POINTS_MAX, |most| most as usize);
        let page = self.store.page(point, ask.range, most.saturating_add(1)).await;
        let page = page.map_err(|error| convert::from_store(&error))?;
        if page.next.is_none() && page.readings.len() <= most {
            return Ok(page.readings);
        }
        let count = self.store.count(point, ask.range).await;
        let count = count.map_err(|error| convert::from_store(&error))?;
        Err(too_many(usize::try_from(count).unwrap_or(usize::MAX).max(most + 1), most))
    }

    fn cadence(&self, point: PointId) -> Cadence {
        match self.board().habit(point) {
            Some(habit) if habit.on_change => Cadence::OnChange,
            Some(habit) => Cadence::Every(habit.interval),
            None => Cadence::Unknown,
        }
    }
}

impl Total {
    const NONE: Self = Self { count: 0, sum: 0.0, min: f64::INFINITY, max: f64::NEG_INFINITY };

    fn of_columns(values: &[f64], qualities: &[Quality]) -> Self {
        let mut total = Self::NONE;
        for (value, quality) in values.iter().zip(qualities) {
            if quality.counts() {
                total.count += 1;
                total.sum += value;
                total.min = total.min.min(*value);
                total.max = total.max.max(*value);
            }
        }
        total
    }

    fn of_buckets(buckets: &[Bucket]) -> Self {
        let mut total = Self::NONE;
        for bucket in buckets.iter().filter(|bucket| bucket.count > 0) {
            total.count += u64::from(bucket.count);
            total.sum += bucket.sum;
            total.min = total.min.min(bucket.min);
            total.max = total.max.max(bucket.max);
        }
        total
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of readings are far below 2^53")]
    fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum / self.count as f64)
    }
}

fn draw_raw(columns: Columns, range: TimeRange, points_max: usize, cadence: Cadence) -> Drawn {
    let (times, values, codes) = columns.into_parts();
    let qualities: Vec<Quality> =
        codes.into_iter().map(|code| Quality::from_code(code).unwrap_or(Quality::Bad)).collect();
    let cadence = match cadence {
        Cadence::Every(learned) => Cadence::Every(learned.max(usual_distance(&times))),
        Cadence::OnChange | Cadence::Unknown => cadence,
    };
    let readings = trend::Readings::new(&times, &values, &qualities)
        .expect("the store's columns are of equal length");
    Drawn {
        line: trend::draw_raw(&readings, range, points_max, cadence),
        resolution: Resolution::Raw,
        drawn_from: times.len(),
        total: Total::of_columns(&values, &qualities),
    }
}

/// How far apart readings of a range usually are: a point that was slower then than it is now had no gaps for that.
fn usual_distance(times: &[i64]) -> Duration {
    const SAMPLES: usize = 2_000;
    let step = times.len().div_ceil(SAMPLES).max(1);
    let pairs = times.windows(2).step_by(step);
    let mut distances: Vec<u64> = pairs.map(|pair| pair[1].abs_diff(pair[0])).collect();
    if distances.is_empty() {
        return Duration::ZERO;
    }
    let middle = distances.len() / 2;
    Duration::from_millis(*distances.select_nth_unstable(middle).1)
}

fn line_view(entry: &Entry, drawn: Drawn) -> TrendLine {
    let Drawn { line, resolution, drawn_from, total } = drawn;
    let value = |of: fn(&trend::DrawnValue) -> f64| {
        line.points.iter().map(|point| point.value.as_ref().map(of)).collect()
    };
    TrendLine {
        point: entry.row.point.code.clone(),
        name: entry.row.point.name.to_string(),
        unit: entry.row.point.unit.clone(),
        resolution,
        drawn_from: u32::try_from(drawn_from).unwrap_or(u32::MAX),
        coverage: line.coverage,
        times: line.points.iter().map(|point| point.time).collect(),
        values: value(|drawn| drawn.value),
        mins: value(|drawn| drawn.min),
        maxs: value(|drawn| drawn.max),
        gaps: line.gaps.iter().map(|gap| TrendGap { from: gap.from, to: gap.to }).collect(),
        mean: total.mean(),
        min: (total.count > 0).then_some(total.min),
        max: (total.count > 0).then_some(total.max),
    }
}

fn day_bucket(day: Day, of: &DayFigures, zone: Tz) -> Bucket {
    bucket(day.start(zone), day.end(zone), &of.figures)
}

fn bucket(start: Timestamp, end: Timestamp, figures: &Figures) -> Bucket {
    let mut bucket = Bucket::empty(start, end);
    if figures.counted > 0 {
        bucket.count = figures.counted;
        bucket.sum = figures.sum;
        bucket.min = figures.min;
        bucket.max = figures.max;
        bucket.quality = figures.worst;
    }
    bucket
}

fn rows_of_line(line: &Line) -> Vec<ReadingRow> {
    let row = |point: &trend::DrawnPoint| match &point.value {
        Some(drawn) => (
            point.time,
            Some(Value::Number(drawn.value)),
            Some(drawn.min),
            Some(drawn.max),
            Some(drawn.quality),
        ),
        None => (point.time, None, None, None, None),
    };
    line.points.iter().map(row).collect()
}

/// Readings with a gap row wherever the point was silent for three of its intervals.
fn rows_of_readings(readings: Vec<ExactReading>, cadence: Cadence) -> Vec<ReadingRow> {
    let interval = match cadence {
        Cadence::Every(interval) => Some(interval),
        Cadence::OnChange | Cadence::Unknown => None,
    };
    let mut rows = Vec::with_capacity(readings.len());
    let mut before: Option<Timestamp> = None;
    for reading in readings {
        if let (Some(before), Some(interval)) = (before, interval)
            && reading.time.since(before) > interval * 3
        {
            rows.push((before + interval, None, None, None, None));
        }
        before = Some(reading.time);
        let number = reading.value.as_number();
        rows.push((reading.time, Some(reading.value), number, number, Some(reading.quality)));
    }
    rows
}

/// Buckets with a gap row at the start of each run of missing ones.
fn rows_of_buckets(buckets: &[Bucket]) -> Vec<ReadingRow> {
    let mut rows = Vec::with_capacity(buckets.len());
    let mut end: Option<Timestamp> = None;
    for bucket in buckets {
        let Some(mean) = bucket.mean() else { continue };
        if let Some(end) = end.filter(|end| *end < bucket.start) {
            rows.push((end, None, None, None, None));
        }
        end = Some(bucket.end);
        let value = Some(Value::Number(mean));
        rows.push((bucket.start, value, Some(bucket.min), Some(bucket.max), Some(bucket.quality)));
    }
    rows
}

#[expect(clippy::cast_precision_loss, reason = "counts of readings are far below 2^53")]
fn coverage_of(count: u64, range: TimeRange, cadence: Cadence) -> Option<f64> {
    let Cadence::Every(interval) = cadence else { return None };
    let end = range.to().min(clock::now());
    let expected = end.since(range.from()).as_secs_f64() / interval.as_secs_f64();
    (expected > 0.0).then(|| (count as f64 / expected).min(1.0))
}

fn check_length(found: usize, most: Option<u32>) -> Result<(), Failure> {
    let most = most.map_or(EXACT_POINTS_MAX, |most| most as usize);
    if found > most { Err(too_many(found, most)) } else { Ok(()) }
}

fn too_many(found: usize, most: usize) -> Failure {
    let message = format!("The range has about {found} rows and at most {most} were asked for.");
    let hint = "Ask for a shorter range, a coarser resolution, or --resolution auto, which thins.";
    Failure::new(FailureCode::TooMany, message, hint)
}

fn clamp_points(points: usize) -> usize {
    points.clamp(trend::POINTS_MIN, trend::POINTS_MAX)
}
