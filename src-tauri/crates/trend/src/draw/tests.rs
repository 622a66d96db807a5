//! Lines of small tables, and what holds for every line.

use std::time::Duration;

use insta::assert_snapshot;
use proptest::prelude::*;

use super::*;

const MINUTE_MS: i64 = 60_000;
const MINUTELY: Cadence = Cadence::Every(Duration::from_mins(1));

fn range(from_ms: i64, to_ms: i64) -> TimeRange {
    TimeRange::new(Timestamp::from_ms(from_ms), Timestamp::from_ms(to_ms)).unwrap()
}

/// A line in words: `minute:value`, its band where it has one, `|` for a gap mark; then coverage.
fn told(line: &Line) -> String {
    let points = line.points.iter().map(|point| {
        let minute = point.time.ms() / MINUTE_MS;
        let Some(drawn) = point.value else {
            return format!("{minute}:|");
        };
        let mut told = format!("{minute}:{}", drawn.value);
        if drawn.min < drawn.max {
            told = format!("{told}[{}..{}]", drawn.min, drawn.max);
        }
        if drawn.quality != Quality::Good {
            told = format!("{told} {}", drawn.quality.word());
        }
        told
    });
    let told = points.collect::<Vec<_>>().join(", ");
    match line.coverage {
        Some(coverage) => format!("{told}; {:.0} %", coverage * 100.0),
        None => format!("{told}; no coverage"),
    }
}

/// Draws one value a minute; a dash is a minute without one.
fn minutes(values: &str, points_max: usize, cadence: Cadence) -> String {
    let (mut times, mut numbers) = (Vec::new(), Vec::new());
    let mut now = 0;
    for value in values.split_whitespace() {
        if let Ok(number) = value.parse() {
            times.push(now);
            numbers.push(number);
        }
        now += MINUTE_MS;
    }
    let readings = Readings::new(&times, &numbers, &[]).unwrap();
    told(&draw_raw(&readings, range(0, now), points_max, cadence))
}

#[test]
fn what_fits_is_drawn_as_it_is() {
    assert_snapshot!(minutes("1 2 3 4", 10, MINUTELY), @"0:1, 1:2, 2:3, 3:4; 100 %");
    assert_snapshot!(minutes("1 - 3 4", 10, MINUTELY), @"0:1, 2:3, 3:4; 75 %");
}

#[test]
fn a_silence_of_more_than_three_intervals_is_a_gap() {
    assert_snapshot!(minutes("1 - - 3", 10, MINUTELY), @"0:1, 3:3; 50 %");
    assert_snapshot!(minutes("1 - - - 3", 10, MINUTELY), @"0:1, 1:|, 4:3; 40 %");
    assert_snapshot!(minutes("- - - - 1 2 - - - -", 10, MINUTELY), @"0:|, 4:1, 5:2, 6:|; 20 %");
}

#[test]
fn an_unknown_interval_is_taken_from_the_readings() {
    assert_snapshot!(minutes("1 2 3 4 - - - - 5 6 7", 20, Cadence::Unknown), @"0:1, 1:2, 2:3, 3:4, 4:|, 8:5, 9:6, 10:7; 64 %");
    assert_snapshot!(minutes("1 - 2 - 3 - 4", 20, Cadence::Unknown), @"0:1, 2:2, 4:3, 6:4; 100 %");
}

#[test]
fn a_point_that_reports_on_change_has_no_gaps() {
    assert_snapshot!(minutes("1 - - - - - 2 - - -", 10, Cadence::OnChange), @"0:1, 6:2; no coverage");
}

#[test]
fn more_than_fits_is_thinned_to_columns_with_their_band() {
    assert_snapshot!(minutes("1 2 1 9 1 2 1 2 1 2 -7 3", 4, MINUTELY), @"0:1[1..2], 3:9[1..9], 6:1[1..2], 11:3[-7..3]; 100 %");
}

#[test]
fn a_range_without_readings_is_one_gap() {
    assert_snapshot!(minutes("- - -", 10, MINUTELY), @"0:|; 0 %");
    assert_snapshot!(minutes("- - -", 10, Cadence::OnChange), @"; no coverage");
    let nothing = Readings::new(&[], &[], &[]).unwrap();
    let line = draw_raw(&nothing, TimeRange::ALL, 10, MINUTELY);
    assert_eq!((line.points.len(), line.gaps.len(), line.coverage), (0, 0, None));
}

#[test]
fn values_that_are_no_numbers_are_left_out() {
    let values = [1.0, f64::NAN, 3.0, f64::INFINITY, 5.0, 6.0, f64::NAN, 8.0];
    let times: Vec<i64> = (0..8).map(|minute| minute * MINUTE_MS).collect();
    let readings = Readings::new(&times, &values, &[]).unwrap();
    let whole = range(0, 8 * MINUTE_MS);
    assert_snapshot!(told(&draw_raw(&readings, whole, 10, MINUTELY)), @"0:1, 2:3, 4:5, 5:6, 7:8; 62 %");
    assert_snapshot!(told(&draw_raw(&readings, whole, 3, MINUTELY)), @"0:1[1..3], 4:5[5..6], 7:8; 62 %");
    let nothing = Readings::new(&times, &[f64::NAN; 8], &[]).unwrap();
    assert_snapshot!(told(&draw_raw(&nothing, whole, 3, MINUTELY)), @"0:|; 0 %");
}

#[test]
fn lengths_that_differ_are_no_readings() {
    assert!(Readings::new(&[1], &[], &[]).is_none());
    assert!(Readings::new(&[1, 2], &[1.0, 2.0], &[Quality::Good]).is_none());
}

#[test]
fn a_point_is_as_bad_as_the_worst_it_stands_for() {
    let times: Vec<i64> = (0..9).map(|minute| minute * MINUTE_MS).collect();
    let mut qualities = [Quality::Good; 9];
    qualities[3] = Quality::Substituted;
    qualities[4] = Quality::Uncertain;
    qualities[7] = Quality::Bad;
    let readings = Readings::new(&times, &[5.0; 9], &qualities).unwrap();
    let line = draw_raw(&readings, range(0, 9 * MINUTE_MS), 3, MINUTELY);
    let drawn = line.points.iter().filter_map(|point| point.value);
    let qualities: Vec<Quality> = drawn.map(|drawn| drawn.quality).collect();
    assert_eq!(qualities, [Quality::Good, Quality::Uncertain, Quality::Bad]);
}

/// Quarter-hours with fifteen readings each, around these means; a dash is one without any.
fn quarters(means: &str, points_max: usize, cadence: Cadence) -> String {
    let mut buckets = Vec::new();
    let mut minute = 0;
    for mean in means.split_whitespace() {
        let (start, end) = (minute * MINUTE_MS, (minute + 15) * MINUTE_MS);
        let mut bucket = Bucket::empty(Timestamp::from_ms(start), Timestamp::from_ms(end));
        if let Ok(mean) = mean.parse::<f64>() {
            for n in -7_i32..=7 {
                bucket.add(mean + f64::from(n), Quality::Good);
            }
        }
        buckets.push(bucket);
        minute += 15;
    }
    told(&draw_rollup(&buckets, range(0, minute * MINUTE_MS), points_max, cadence))
}

#[test]
fn buckets_are_drawn_at_their_mean_with_their_extremes() {
    assert_snapshot!(quarters("10 20 30", 10, MINUTELY), @"0:10[3..17], 15:20[13..27], 30:30[23..37]; 100 %");
    assert_snapshot!(quarters("10 20 90 40 50 10 20", 3, MINUTELY), @"0:10[3..97], 60:50[33..57], 90:20[3..27]; 100 %");
}

#[test]
fn a_missing_bucket_is_a_gap_where_three_intervals_fit_in_it() {
    assert_snapshot!(quarters("10 - 30 40", 10, MINUTELY), @"0:10[3..17], 15:|, 30:30[23..37], 45:40[33..47]; 75 %");
    assert_snapshot!(quarters("10 - 30 40", 10, Cadence::Unknown), @"0:10[3..17], 15:|, 30:30[23..37], 45:40[33..47]; 75 %");
    let quarterly = Cadence::Every(Duration::from_mins(15));
    assert_snapshot!(quarters("10 - 30 40", 10, quarterly), @"0:10[3..17], 30:30[23..37], 45:40[33..47]; 100 %");
    assert_snapshot!(quarters("- - - 40 -", 10, MINUTELY), @"0:|, 45:40[33..47], 60:|; 20 %");
}

#[test]
fn extreme_ranges_overflow_nothing() {
    let readings = Readings::new(&[0, 60_000], &[1.0, 2.0], &[]).unwrap();
    let mut bucket = Bucket::empty(Timestamp::from_ms(0), Timestamp::from_ms(900_000));
    bucket.add(1.0, Quality::Good);
    let (min, max) = (i64::MIN + 1, i64::MAX - 1);
    for (from, to) in [(min, max), (0, max), (min, 30), (0, 0), (0, 1), (min, i64::MAX)] {
        for cadence in [MINUTELY, Cadence::Unknown, Cadence::Every(Duration::MAX)] {
            let drawn = draw_raw(&readings, range(from, to), 3, cadence);
            assert!(drawn.points.len() <= 3);
            let drawn = draw_rollup(&[bucket], range(from, to), 3, cadence);
            assert!(drawn.points.len() <= 3);
        }
    }
}

#[test]
fn a_point_slower_than_its_buckets_is_not_full_of_gaps() {
    let hours = (0..24).map(|hour| {
        let minute = |minute: i64| Timestamp::from_ms((hour * 60 + minute) * MINUTE_MS);
        let mut bucket = Bucket::empty(minute(0), minute(15));
        bucket.add(1.0, Quality::Good);
        bucket
    });
    let buckets: Vec<Bucket> = hours.collect();
    let line = draw_rollup(&buckets, range(0, 1_440 * MINUTE_MS), 100, Cadence::Unknown);
    assert_eq!((line.points.len(), line.gaps.len()), (24, 0));
}

#[test]
fn a_year_with_one_outage_keeps_nearly_all_its_columns() {
    let times: Vec<i64> = (0..525_600)
        .filter(|minute| !(100_000..103_000).contains(minute))
        .map(|minute| minute * MINUTE_MS)
        .collect();
    let values = vec![1.0; times.len()];
    let readings = Readings::new(&times, &values, &[]).unwrap();
    let line = draw_raw(&readings, range(0, 525_600 * MINUTE_MS), POINTS_MAX, MINUTELY);
    assert_eq!((line.columns, line.gaps.len()), (Some(POINTS_MAX), 1));
    assert!(line.points.len() > 1_980 && line.points.len() <= POINTS_MAX);
    let coverage = line.coverage.unwrap();
    assert!((coverage - 522_600.0 / 525_600.0).abs() < 1e-9, "{coverage}");
}

/// Any series: bursts, pauses and outages of any length.
fn series() -> impl Strategy<Value = (Vec<i64>, Vec<f64>)> {
    let step = prop_oneof![
        8 => 1i64..100,
        4 => Just(60i64),
        1 => 100i64..2_000,
        1 => 10_000i64..200_000,
    ];
    prop::collection::vec((step, -1_000i32..1_000), 1..600).prop_map(|steps| {
        let mut now = 0;
        let told = steps.into_iter().map(|(step, value)| {
            now += step;
            (now, f64::from(value))
        });
        told.unzip()
    })
}

fn extremes(values: impl Iterator<Item = (f64, f64)>) -> Option<(f64, f64)> {
    values.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn every_column_shows_its_exact_extremes(
        (times, values) in series(), points_max in 3usize..300, later in 1i64..500,
    ) {
        let (from, to) = (times[0] - later / 2, times[times.len() - 1] + later);
        let readings = Readings::new(&times, &values, &[]).unwrap();
        for cadence in [Cadence::OnChange, Cadence::Every(Duration::from_millis(60))] {
            let line = draw_raw(&readings, range(from, to), points_max, cadence);
            let Some(count) = line.columns else { continue };
            let count = i64::try_from(count).unwrap();
            // Columns of the chart twice as wide show the same, for they are made of whole ones.
            let wider = if count % 2 == 0 { count / 2 } else { count };
            for count in [count, wider] {
                for column in 0..count {
                    let low = from + (to - from) * column / count;
                    let high = from + (to - from) * (column + 1) / count;
                    let within = |ms: i64| low <= ms && ms < high;
                    let raw = times.iter().zip(&values).filter(|(time, _)| within(**time));
                    let raw = extremes(raw.map(|(_, value)| (*value, *value)));
                    let drawn = line.points.iter().filter(|point| within(point.time.ms()));
                    let drawn = drawn.filter_map(|point| point.value);
                    prop_assert_eq!(extremes(drawn.map(|drawn| (drawn.min, drawn.max))), raw);
                }
            }
        }
    }

    #[test]
    fn no_line_crosses_a_gap_and_none_is_longer_than_asked(
        (times, values) in series(), points_max in 3usize..300, every in 1u64..300,
    ) {
        let (from, to) = (times[0] - 1_000, times[times.len() - 1] + 1_000);
        let readings = Readings::new(&times, &values, &[]).unwrap();
        let cadence = Cadence::Every(Duration::from_millis(every));
        let line = draw_raw(&readings, range(from, to), points_max, cadence);
        prop_assert!(line.points.len() <= points_max);
        prop_assert!(line.points.windows(2).all(|pair| pair[0].time < pair[1].time));
        prop_assert_eq!(
            line.gaps.len(),
            line.points.iter().filter(|point| point.value.is_none()).count()
        );
        let drawn_at = |time: i64| line.points.iter().rev().find(|point| point.time.ms() <= time);
        for pair in times.windows(2) {
            if pair[1] - pair[0] <= 3 * i64::try_from(every).unwrap() {
                continue;
            }
            // The gap is marked, or lies within what a single point stands for.
            let gap = Gap { from: Timestamp::from_ms(pair[0]), to: Timestamp::from_ms(pair[1]) };
            let count = i64::try_from(line.columns.unwrap_or(usize::MAX >> 1)).unwrap();
            let column = (i128::from(to) - i128::from(from)) / i128::from(count) + 1;
            prop_assert!(
                line.gaps.contains(&gap) || i128::from(pair[1] - pair[0]) <= column,
                "{:?} near {:?}", gap, drawn_at(pair[1])
            );
        }
        let coverage = line.coverage.unwrap();
        prop_assert!((0.0..=1.0).contains(&coverage));
    }

    #[test]
    fn ends_and_order_are_kept_and_only_readings_are_drawn(
        (times, values) in series(), points_max in 3usize..300,
    ) {
        let whole = range(times[0], times[times.len() - 1] + 1);
        let readings = Readings::new(&times, &values, &[]).unwrap();
        let line = draw_raw(&readings, whole, points_max, Cadence::OnChange);
        let drawn: Vec<(i64, f64)> = line
            .points
            .iter()
            .map(|point| (point.time.ms(), point.value.unwrap().value))
            .collect();
        prop_assert_eq!(drawn[0], (times[0], values[0]));
        prop_assert_eq!(drawn[drawn.len() - 1], (times[times.len() - 1], values[values.len() - 1]));
        for (time, value) in drawn {
            let at = times.binary_search(&time).unwrap();
            prop_assert!((values[at] - value).abs() < f64::EPSILON);
        }
    }

    #[test]
    fn a_rollup_shows_the_extremes_of_all_its_buckets(
        (times, values) in series(), points_max in 3usize..300, last in 0usize..600,
    ) {
        let times: Vec<i64> = times.iter().map(|time| time * MINUTE_MS / 10).collect();
        let readings = Readings::new(&times, &values, &[]).unwrap();
        let zone = chrono_tz::Europe::Berlin;
        let buckets = crate::gather(&readings, model::Resolution::QuarterHour, zone);
        let buckets = &buckets[..buckets.len().min(last + 1)];
        let end = buckets[buckets.len() - 1].end.ms();
        let line = draw_rollup(buckets, range(buckets[0].start.ms(), end), points_max, MINUTELY);
        prop_assert!(line.points.len() <= points_max);
        prop_assert!(line.points.windows(2).all(|pair| pair[0].time < pair[1].time));
        let drawn = line.points.iter().filter_map(|point| point.value);
        prop_assert_eq!(
            extremes(drawn.map(|drawn| (drawn.min, drawn.max))),
            extremes(buckets.iter().map(|bucket| (bucket.min, bucket.max)))
        );
    }
}
