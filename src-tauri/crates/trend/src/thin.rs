//! Cuts a series into columns of equal time and chooses one reading of each.
//!
//! The `lttb` crate chooses: it is given the same number of candidates for every column, so that its buckets are the
//! columns. It loops without end below a threshold of 3 and needs finite numbers; both are seen to here.

use std::ops::Range;

use argminmax::ArgMinMax;
use lttb::{DataPoint, lttb};

use crate::limits::CANDIDATES;

/// A series to be thinned: items that begin and end at a time, each with the value it is drawn at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Track<'a> {
    /// Ascending.
    pub(crate) starts_ms: &'a [i64],
    /// For readings the same as the starts.
    pub(crate) ends_ms: &'a [i64],
    /// Finite.
    pub(crate) values: &'a [f64],
}

/// Where and how wide a line is drawn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    pub(crate) from_ms: i64,
    pub(crate) to_ms: i64,
    pub(crate) points_max: usize,
    /// A silence longer than this breaks the line; absent where none does.
    pub(crate) silence_max_ms: Option<i64>,
}

/// Neighbouring items that are drawn as one point.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Column {
    pub(crate) items: Range<usize>,
    /// Whether the line is broken before it.
    pub(crate) after_gap: bool,
    /// The item whose value is drawn.
    pub(crate) chosen: usize,
    /// The least and the greatest value of its items.
    pub(crate) min: f64,
    pub(crate) max: f64,
}

impl Frame {
    /// Whether the silence from one instant to another breaks the line.
    pub(crate) fn breaks(&self, from_ms: i64, to_ms: i64) -> bool {
        self.silence_max_ms.is_some_and(|max| to_ms.saturating_sub(from_ms) > max)
    }

    /// Marks for the silences at the two ends of the range.
    pub(crate) fn end_marks(&self, track: &Track<'_>) -> (bool, bool) {
        let (Some(first), Some(last)) = (track.starts_ms.first(), track.ends_ms.last()) else {
            return (false, false);
        };
        (self.breaks(self.from_ms, *first), self.breaks(*last, self.to_ms))
    }
}

/// Divides a series into columns that, with a mark for every gap between them, are at most as many as there is room
/// for. Says also how many columns the range was cut into; none where every item has its own.
pub(crate) fn columns(track: &Track<'_>, frame: &Frame) -> (Vec<Column>, Option<usize>) {
    let (before, after) = frame.end_marks(track);
    let end_marks = usize::from(before) + usize::from(after);
    if track.values.len() + end_marks <= frame.points_max {
        let own = with_gaps(track, frame, (0..track.values.len()).map(|at| at..at + 1));
        if needed(&own) + end_marks <= frame.points_max {
            return (own, None);
        }
    }
    // With half as many columns each may have a mark; mostly there are few marks, and a column less for each does.
    let least = (frame.points_max - 1) / 2;
    let mut count = frame.points_max;
    for _ in 0..4 {
        let cut = with_gaps(track, frame, cut(track.starts_ms, frame, count));
        let over = (needed(&cut) + end_marks).saturating_sub(frame.points_max);
        if over == 0 {
            return (cut, Some(count));
        }
        count = count.saturating_sub(over).max(least);
    }
    (with_gaps(track, frame, cut(track.starts_ms, frame, least)), Some(least))
}

fn needed(columns: &[Column]) -> usize {
    columns.len() + columns.iter().filter(|column| column.after_gap).count()
}

/// The items of every column that has any, when the frame is cut into this many.
fn cut(starts_ms: &[i64], frame: &Frame, count: usize) -> impl Iterator<Item = Range<usize>> {
    let length = i128::from(frame.to_ms) - i128::from(frame.from_ms);
    let (from, columns) = (i128::from(frame.from_ms), count as i128);
    let mut low = 0;
    (1..=columns).filter_map(move |column| {
        let boundary = i64::try_from(from + length * column / columns).unwrap_or(i64::MAX);
        let high = if column == columns {
            starts_ms.len()
        } else {
            gallop(starts_ms, low, boundary, starts_ms.len() / count)
        };
        let items = low..high;
        low = high;
        (!items.is_empty()).then_some(items)
    })
}

/// The first item from `low` on that begins at the boundary or after it. Most series are even, so the answer is near
/// the guess, and the search need not touch the whole of ten million times.
fn gallop(starts_ms: &[i64], low: usize, boundary: i64, guess: usize) -> usize {
    let mut low = low;
    let mut high = starts_ms.len().min(low + guess + 2);
    let narrow = (low + guess).saturating_sub(2);
    if narrow > low && narrow < high && starts_ms[narrow] < boundary {
        low = narrow;
    }
    let mut step = guess + 2;
    while high < starts_ms.len() && starts_ms[high - 1] < boundary {
        low = high;
        step *= 2;
        high = starts_ms.len().min(high + step);
    }
    low + starts_ms[low..high].partition_point(|start| *start < boundary)
}

fn with_gaps(
    track: &Track<'_>,
    frame: &Frame,
    cut: impl Iterator<Item = Range<usize>>,
) -> Vec<Column> {
    let mut last_end = None;
    cut.map(|items| {
        let first = track.starts_ms[items.start];
        let after_gap = last_end.is_some_and(|end| frame.breaks(end, first));
        last_end = Some(track.ends_ms[items.end - 1]);
        let value = track.values[items.start];
        Column { chosen: items.start, items, after_gap, min: value, max: value }
    })
    .collect()
}

/// Finds the extremes of every column and chooses the item that is drawn for it. Both ends of every unbroken run of
/// two columns or more are drawn.
pub(crate) fn choose(track: &Track<'_>, columns: &mut [Column]) {
    let mut low = 0;
    while low < columns.len() {
        let length = columns[low + 1..].iter().take_while(|column| !column.after_gap).count() + 1;
        choose_run(track, &mut columns[low..low + length]);
        low += length;
    }
}

fn choose_run(track: &Track<'_>, run: &mut [Column]) {
    let candidates: Vec<[usize; CANDIDATES]> =
        run.iter_mut().map(|column| sift(track.values, column)).collect();
    let Some((last, rest)) = run.split_last_mut() else {
        return;
    };
    last.chosen = last.items.end - 1;
    let Some((first, inner)) = rest.split_first_mut() else {
        return;
    };
    first.chosen = first.items.start;
    if inner.iter().all(|column| column.items.len() == 1) {
        return;
    }
    let origin = track.starts_ms[first.chosen];
    let point =
        |at: usize| DataPoint { x: since(track.starts_ms[at], origin), y: track.values[at] };
    let mut data = Vec::with_capacity(inner.len() * CANDIDATES + 2);
    data.push(point(first.chosen));
    data.extend(candidates[1..=inner.len()].iter().flatten().map(|at| point(*at)));
    data.push(point(last.chosen));
    // The threshold is at least 3, for there is a column between the ends, and each of its buckets is one column.
    let kept = lttb(data, inner.len() + 2);
    for ((column, candidates), kept) in inner.iter_mut().zip(&candidates[1..]).zip(&kept[1..]) {
        let same = |at: &&usize| {
            let candidate = point(**at);
            candidate.x.to_bits() == kept.x.to_bits() && candidate.y.to_bits() == kept.y.to_bits()
        };
        column.chosen = candidates.iter().find(same).copied().unwrap_or(column.items.start);
    }
}

/// Fills in the extremes of a column and returns those of its two halves, in the order of time.
fn sift(values: &[f64], column: &mut Column) -> [usize; CANDIDATES] {
    let Range { start, end } = column.items;
    if end - start == 1 {
        return [start; CANDIDATES];
    }
    let middle = start + (end - start) / 2;
    let (low, high) = extremes(values, start..middle);
    let (late_low, late_high) = extremes(values, middle..end);
    column.min = values[low].min(values[late_low]);
    column.max = values[high].max(values[late_high]);
    [low.min(high), low.max(high), late_low.min(late_high), late_low.max(late_high)]
}

fn extremes(values: &[f64], items: Range<usize>) -> (usize, usize) {
    let part = &values[items.clone()];
    let (min, max) = part.argminmax();
    (items.start + min, items.start + max)
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of 285,000 years are exact")]
fn since(at_ms: i64, origin_ms: i64) -> f64 {
    at_ms.saturating_sub(origin_ms) as f64
}
