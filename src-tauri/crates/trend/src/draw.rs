//! Makes the line of a chart from readings or from buckets.

use model::{Quality, TimeRange, Timestamp};

use crate::limits::{GAP_INTERVALS, POINTS_MAX, POINTS_MIN};
use crate::series::{Bucket, Readings, worse};
use crate::spacing::{Cadence, length_ms};
use crate::thin::{Column, Frame, Track, choose, columns};

#[cfg(test)]
mod tests;

/// A line as it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Points and gap marks, ascending by time; at most [`POINTS_MAX`].
    pub points: Vec<DrawnPoint>,
    /// The silences that break it, in order.
    pub gaps: Vec<Gap>,
    /// Which share of the readings that were expected in the range is there, 0 to 1; absent where nobody can tell.
    pub coverage: Option<f64>,
    /// How many columns of equal time the range was cut into; absent where everything is drawn.
    pub columns: Option<usize>,
}

/// A point of a line, or the mark of a gap.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DrawnPoint {
    /// Where it stands on the time axis.
    pub time: Timestamp,
    /// What is drawn there; absent where the line is broken.
    pub value: Option<DrawnValue>,
}

/// What is drawn at one point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DrawnValue {
    /// The line's height: a reading's value, or a bucket's mean.
    pub value: f64,
    /// The least of all readings that the point stands for.
    pub min: f64,
    /// The greatest of them.
    pub max: f64,
    /// The worst quality among them.
    pub quality: Quality,
}

/// A silence longer than three expected intervals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// The last instant something is known of before it, or where the range begins.
    pub from: Timestamp,
    /// The first after it, or where the range ends.
    pub to: Timestamp,
}

/// Draws readings. `points_max` counts gap marks too and is kept within 3 and [`POINTS_MAX`].
#[must_use]
pub fn draw_raw(
    readings: &Readings<'_>,
    range: TimeRange,
    points_max: usize,
    cadence: Cadence,
) -> Line {
    let readings = readings.within(range.from().ms(), range.to().ms());
    let times = readings.times_ms();
    let interval_ms = cadence.of_times(times);
    let (from_ms, to_ms) = span(range, times.first(), times.last());
    let frame = Frame {
        from_ms,
        to_ms,
        points_max: points_max.clamp(POINTS_MIN, POINTS_MAX),
        silence_max_ms: interval_ms.map(|ms| GAP_INTERVALS * ms),
    };
    let track = Track { starts_ms: times, ends_ms: times, values: readings.values() };
    if times.is_empty() {
        return blank(&frame, cadence);
    }
    let mut line = draw(&track, &frame, interval_ms.unwrap_or(1), |column| {
        let quality = readings.worst(column.items.start, column.items.end);
        (column.min, column.max, quality)
    });
    if !line.is_finite() {
        return draw_finite(&readings, range, points_max, cadence);
    }
    line.coverage = interval_ms.map(|ms| share(heard_ms(times, &frame, ms), &frame));
    line
}

/// Draws buckets that ascend and do not overlap. A point stands at its bucket's start and is drawn at its mean; a
/// bucket in which nothing counts is as good as missing. `points_max` is kept within 3 and [`POINTS_MAX`].
#[must_use]
pub fn draw_rollup(
    buckets: &[Bucket],
    range: TimeRange,
    points_max: usize,
    cadence: Cadence,
) -> Line {
    let told: Vec<Bucket> = buckets
        .iter()
        .filter(|bucket| bucket.end > range.from() && bucket.start < range.to())
        .filter(|bucket| bucket.mean().is_some_and(f64::is_finite))
        .copied()
        .collect();
    let interval_ms = cadence.of_buckets(&told);
    let starts: Vec<i64> = told.iter().map(|bucket| bucket.start.ms()).collect();
    let ends: Vec<i64> = told.iter().map(|bucket| bucket.end.ms()).collect();
    let means: Vec<f64> = told.iter().filter_map(Bucket::mean).collect();
    let (from_ms, to_ms) = span(range, starts.first(), ends.last());
    let frame = Frame {
        from_ms,
        to_ms,
        points_max: points_max.clamp(POINTS_MIN, POINTS_MAX),
        // Missing buckets are silence for certain, and there is more of it in the buckets beside them.
        silence_max_ms: interval_ms.map(|ms| GAP_INTERVALS * ms - 1),
    };
    let track = Track { starts_ms: &starts, ends_ms: &ends, values: &means };
    if told.is_empty() {
        return blank(&frame, cadence);
    }
    let mut line = draw(&track, &frame, 0, |column| {
        let stood_for = &told[column.items.clone()];
        stood_for.iter().fold(
            (f64::INFINITY, f64::NEG_INFINITY, Quality::Good),
            |(min, max, quality), bucket| {
                (min.min(bucket.min), max.max(bucket.max), worse(quality, bucket.quality))
            },
        )
    });
    line.coverage = interval_ms.map(|ms| share(counted_ms(&told, &frame, ms), &frame));
    line
}

/// Draws without the values that are no numbers. None should come; one that does must not spoil its neighbours.
fn draw_finite(
    readings: &Readings<'_>,
    range: TimeRange,
    points_max: usize,
    cadence: Cadence,
) -> Line {
    let mut times = Vec::new();
    let mut values = Vec::new();
    let mut qualities = Vec::new();
    for (at, value) in readings.values().iter().enumerate() {
        if value.is_finite() {
            times.push(readings.times_ms()[at]);
            values.push(*value);
            qualities.push(readings.quality(at));
        }
    }
    let finite = Readings::of_equal(&times, &values, &qualities);
    draw_raw(&finite, range, points_max, cadence)
}

/// The range, with ends that are open drawn in to what there is.
fn span(range: TimeRange, first_ms: Option<&i64>, last_ms: Option<&i64>) -> (i64, i64) {
    let from = if range.from() == Timestamp::MIN { first_ms.copied() } else { None };
    let to =
        if range.to() == Timestamp::MAX { last_ms.map(|ms| ms.saturating_add(1)) } else { None };
    (from.unwrap_or(range.from().ms()), to.unwrap_or(range.to().ms()))
}

/// A line of nothing: one gap, where silence is one and the range has two ends.
fn blank(frame: &Frame, cadence: Cadence) -> Line {
    let (from, to) = (Timestamp::from_ms(frame.from_ms), Timestamp::from_ms(frame.to_ms));
    let open = from == Timestamp::MIN || to == Timestamp::MAX;
    let mut line = Line { points: Vec::new(), gaps: Vec::new(), coverage: None, columns: None };
    if from < to && !open && cadence != Cadence::OnChange {
        line.points.push(DrawnPoint { time: from, value: None });
        line.gaps.push(Gap { from, to });
        line.coverage = Some(0.0);
    }
    line
}

fn draw(
    track: &Track<'_>,
    frame: &Frame,
    mark_after_ms: i64,
    band: impl Fn(&Column) -> (f64, f64, Quality),
) -> Line {
    let (mut columns, count) = columns(track, frame);
    choose(track, &mut columns);
    let mut line = Line {
        points: Vec::with_capacity(frame.points_max),
        gaps: Vec::new(),
        coverage: None,
        columns: count,
    };
    let (before, after) = frame.end_marks(track);
    let mark_after = |end_ms: i64| end_ms.saturating_add(mark_after_ms);
    if before {
        line.mark(frame.from_ms, frame.from_ms, track.starts_ms[0]);
    }
    for column in &columns {
        if column.after_gap {
            let end = track.ends_ms[column.items.start - 1];
            line.mark(mark_after(end), end, track.starts_ms[column.items.start]);
        }
        let (min, max, quality) = band(column);
        let value = track.values[column.chosen];
        line.points.push(DrawnPoint {
            time: Timestamp::from_ms(track.starts_ms[column.chosen]),
            value: Some(DrawnValue { value, min, max, quality }),
        });
    }
    if let (true, Some(end)) = (after, track.ends_ms.last()) {
        line.mark(mark_after(*end), *end, frame.to_ms);
    }
    line
}

impl Line {
    fn mark(&mut self, at_ms: i64, from_ms: i64, to_ms: i64) {
        self.points.push(DrawnPoint { time: Timestamp::from_ms(at_ms), value: None });
        let (from, to) = (Timestamp::from_ms(from_ms), Timestamp::from_ms(to_ms));
        self.gaps.push(Gap { from, to });
    }

    fn is_finite(&self) -> bool {
        let drawn = self.points.iter().filter_map(|point| point.value);
        drawn.fold(true, |finite, drawn| {
            finite & drawn.value.is_finite() & drawn.min.is_finite() & drawn.max.is_finite()
        })
    }
}

/// How much of the frame lies within an expected interval of a reading. Half an interval of jitter is forgiven.
fn heard_ms(times_ms: &[i64], frame: &Frame, interval_ms: i64) -> i64 {
    let forgiven = interval_ms.saturating_add(interval_ms / 2);
    let heard = |silence: i64| {
        if silence > forgiven { interval_ms } else { silence }
    };
    let (Some(first), Some(last)) = (times_ms.first(), times_ms.last()) else {
        return 0;
    };
    let before = first.saturating_sub(frame.from_ms);
    let before = if before > forgiven { 0 } else { before };
    let between: i64 = times_ms.windows(2).map(|pair| heard(pair[1].saturating_sub(pair[0]))).sum();
    let after = heard(frame.to_ms.saturating_sub(*last));
    before.saturating_add(between).saturating_add(after)
}

/// How much of the frame the counted readings stand for. One reading more than fits is forgiven to each bucket,
/// because jitter moves readings over its edges.
fn counted_ms(buckets: &[Bucket], frame: &Frame, interval_ms: i64) -> i64 {
    let counted = buckets.iter().map(|bucket| {
        let length = length_ms(bucket).max(1);
        let before = frame.from_ms.saturating_sub(bucket.start.ms()).max(0);
        let after = bucket.end.ms().saturating_sub(frame.to_ms).max(0);
        let stood_for = i64::from(bucket.count).saturating_mul(interval_ms);
        let most = length.saturating_add(interval_ms);
        let shown = (length - before).saturating_sub(after).max(0);
        let inside = i128::from(stood_for.min(most)) * i128::from(shown);
        i64::try_from(inside / i128::from(length)).unwrap_or(i64::MAX)
    });
    counted.fold(0, i64::saturating_add)
}

#[expect(clippy::cast_precision_loss, reason = "a share needs no more than 53 bits")]
fn share(present_ms: i64, frame: &Frame) -> f64 {
    let all = frame.to_ms.saturating_sub(frame.from_ms).max(1);
    (present_ms as f64 / all as f64).clamp(0.0, 1.0)
}
