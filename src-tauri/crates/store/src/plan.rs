//! How a point's readings are cut into chunks. Pure: works on columns and the spans of existing chunks.
//!
//! A chunk never crosses a month of UTC. It ends with a local day once it holds `CHUNK_READINGS_MIN` readings, and at
//! `CHUNK_READINGS_MAX` whatever the hour.

use std::ops::RangeInclusive;

use chrono_tz::Tz;
use model::Timestamp;
use model::calendar::Day;

use crate::columns::Columns;
use crate::limits::{CHUNK_READINGS_MAX, CHUNK_READINGS_MIN};
use crate::months::{month_end, month_of};

/// A chunk that is stored, without its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span {
    pub(crate) first: i64,
    pub(crate) last: i64,
}

/// Late readings that belong together: inside one stored chunk, or in the gap between two.
#[derive(Debug, PartialEq)]
pub(crate) struct LateGroup {
    pub(crate) inside: Option<Span>,
    pub(crate) late: Columns,
}

/// Cuts readings in ascending order into chunks.
pub(crate) fn cut(columns: &Columns, zone: Tz) -> Vec<Columns> {
    let mut chunks = Vec::new();
    let mut start = 0;
    while start < columns.len() {
        let end = chunk_end(columns, start, zone);
        let mut chunk = Columns::with_capacity(end - start);
        chunk.extend_from(columns, start..end);
        chunks.push(chunk);
        start = end;
    }
    chunks
}

/// Sorts late readings to the stored chunks they lie in or between; `stored` rises and does not overlap.
pub(crate) fn group_late(late: &Columns, stored: &[Span]) -> Vec<LateGroup> {
    let mut groups: Vec<(usize, LateGroup)> = Vec::new();
    for place in 0..late.len() {
        let time = late.times[place];
        let next = stored.partition_point(|span| span.last < time);
        let inside = stored.get(next).copied().filter(|span| span.first <= time);
        let same =
            groups.last().is_some_and(|(number, group)| *number == next && group.inside == inside);
        if !same {
            groups.push((next, LateGroup { inside, late: Columns::default() }));
        }
        if let Some((_, group)) = groups.last_mut() {
            group.late.push(time, late.values[place], late.flags[place]);
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// The local days of readings in ascending order, each with its places.
pub(crate) fn days(columns: &Columns, zone: Tz) -> Vec<(Day, std::ops::Range<usize>)> {
    let mut days = Vec::new();
    let mut start = 0;
    while start < columns.len() {
        let day = Day::at(Timestamp::from_ms(columns.times[start]), zone);
        // A day that a zone skipped has no length: at least one reading is taken in any case.
        let end = columns.first_from(day.end(zone).ms()).max(start + 1);
        days.push((day, start..end));
        start = end;
    }
    days
}

/// The local days of a closed span of time.
pub(crate) fn days_within(span: Span, zone: Tz) -> RangeInclusive<i32> {
    let day = |time| Day::at(Timestamp::from_ms(time), zone).0;
    day(span.first)..=day(span.last)
}

fn chunk_end(columns: &Columns, start: usize, zone: Tz) -> usize {
    let month = month_of(columns.times[start]);
    let in_month = columns.first_from(month_end(month)).max(start + 1);
    let most = in_month.min(start + CHUNK_READINGS_MAX);
    let mut end = start;
    while end < most && end - start < CHUNK_READINGS_MIN {
        let day = Day::at(Timestamp::from_ms(columns.times[end]), zone);
        end = columns.first_from(day.end(zone).ms()).max(end + 1);
    }
    end.min(most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn columns(times: impl IntoIterator<Item = i64>) -> Columns {
        let mut columns = Columns::default();
        for time in times {
            columns.push(time, 1.0, 0);
        }
        columns
    }

    fn lengths(times: impl IntoIterator<Item = i64>, zone: Tz) -> Vec<usize> {
        cut(&columns(times), zone).iter().map(Columns::len).collect()
    }

    const MINUTE: i64 = 60_000;
    const DAY: i64 = 24 * 60 * MINUTE;

    #[test]
    fn dense_points_get_a_chunk_a_day_and_sparse_ones_are_gathered() {
        let start = 1_763_424_000_000; // 2025-11-18T00:00Z
        assert_eq!(lengths((0..2_880).map(|n| start + n * MINUTE), Tz::UTC), [1_440, 1_440]);
        assert_eq!(lengths((0..600).map(|n| start + n * 432_000), Tz::UTC), [600]);
        let amsterdam = lengths((0..2_880).map(|n| start + n * MINUTE), Tz::Europe__Amsterdam);
        assert_eq!(amsterdam, [1_380, 1_440, 60]);
        assert_eq!(lengths((0..20_000).map(|n| start + n), Tz::UTC), [8_192, 8_192, 3_616]);
    }

    #[test]
    fn no_chunk_crosses_a_month() {
        let end_of_november = 1_764_547_200_000;
        let chunks = cut(&columns((-5..5).map(|n| end_of_november + n)), Tz::America__New_York);
        assert_eq!(chunks.iter().map(Columns::len).collect::<Vec<_>>(), [5, 5]);
    }

    #[test]
    fn late_readings_are_told_apart_by_the_chunk_they_fall_into() {
        let stored = [Span { first: 10, last: 20 }, Span { first: 30, last: 40 }];
        let groups = group_late(&columns([5, 10, 15, 22, 25, 30, 50]), &stored);
        let seen: Vec<_> =
            groups.iter().map(|group| (group.inside, group.late.times.clone())).collect();
        assert_eq!(
            seen,
            [
                (None, vec![5]),
                (Some(stored[0]), vec![10, 15]),
                (None, vec![22, 25]),
                (Some(stored[1]), vec![30]),
                (None, vec![50]),
            ]
        );
    }

    proptest! {
        #[test]
        fn cutting_keeps_every_reading_in_order_and_days_too(
            times in prop::collection::btree_set(0..10 * DAY, 0..400),
        ) {
            let whole = columns(times);
            let zone = Tz::Asia__Kolkata;
            let mut joined = Columns::default();
            for chunk in cut(&whole, zone) {
                prop_assert!(!chunk.is_empty() && chunk.len() <= CHUNK_READINGS_MAX);
                joined.extend_from(&chunk, 0..chunk.len());
            }
            prop_assert_eq!(&joined, &whole);
            let total: usize = days(&whole, zone).iter().map(|(_, range)| range.len()).sum();
            prop_assert_eq!(total, whole.len());
        }
    }
}
