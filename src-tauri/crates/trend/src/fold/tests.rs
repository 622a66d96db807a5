//! A rollup of parts is the rollup of the whole.

use chrono_tz::Tz;
use model::Quality;
use proptest::prelude::*;

use super::*;

const ZONES: [Tz; 5] = [
    chrono_tz::Europe::Berlin,
    chrono_tz::Asia::Kathmandu,
    chrono_tz::Australia::Lord_Howe,
    chrono_tz::America::Sao_Paulo,
    chrono_tz::Africa::Cairo,
];
const HALF_HOUR_MS: i64 = 30 * 60 * 1_000;

/// Readings with whole values, whose sums are exact, every half-hour of some days around a moment.
fn quarter_hours(middle_ms: i64, values: &[(i32, Quality)], zone: Tz) -> Vec<Bucket> {
    let count = i64::try_from(values.len()).unwrap();
    let first = middle_ms - count / 2 * HALF_HOUR_MS;
    let times: Vec<i64> = (0..count).map(|n| first + n * HALF_HOUR_MS).collect();
    let numbers: Vec<f64> = values.iter().map(|(value, _)| f64::from(*value)).collect();
    let qualities: Vec<Quality> = values.iter().map(|(_, quality)| *quality).collect();
    let readings = Readings::new(&times, &numbers, &qualities).unwrap();
    gather(&readings, Resolution::QuarterHour, zone)
}

fn sum(buckets: &[Bucket]) -> (u32, i64) {
    buckets.iter().fold((0, 0), |(count, sum), bucket| {
        #[expect(clippy::cast_possible_truncation, reason = "the values are whole and small")]
        let whole = bucket.sum as i64;
        (count + bucket.count, sum + whole)
    })
}

#[test]
fn a_bucket_counts_what_counts_and_shows_the_worst() {
    let mut bucket = Bucket::empty(Timestamp::from_ms(0), Timestamp::from_ms(900_000));
    assert_eq!(bucket.mean(), None);
    bucket.add(1.0, Quality::Good);
    bucket.add(4.0, Quality::Substituted);
    assert_eq!(bucket.quality, Quality::Substituted);
    bucket.add(1e9, Quality::Bad);
    bucket.add(7.0, Quality::Uncertain);
    assert_eq!((bucket.count, bucket.min, bucket.max), (3, 1.0, 7.0));
    assert_eq!((bucket.mean(), bucket.quality), (Some(4.0), Quality::Bad));
}

#[test]
fn days_of_23_and_25_hours_hold_the_sum_of_their_hours() {
    for (zone, change) in [
        (ZONES[0], 1_711_846_800_000),
        (ZONES[0], 1_729_990_800_000),
        (ZONES[1], 1_711_846_800_000),
        (ZONES[2], 1_712_415_600_000),
        (ZONES[2], 1_728_142_200_000),
        (ZONES[3], 1_541_300_400_000),
        (ZONES[3], 1_550_368_800_000),
        (ZONES[4], 1_714_082_400_000),
        (ZONES[4], 1_730_408_400_000),
    ] {
        let values = vec![(1, Quality::Good); 400];
        let fine = quarter_hours(change, &values, zone);
        let hours = fold(&fine, Resolution::Hour, zone);
        let days = fold(&fine, Resolution::Day, zone);
        for day in &days {
            let within: Vec<Bucket> = hours
                .iter()
                .filter(|hour| day.start <= hour.start && hour.start < day.end)
                .copied()
                .collect();
            assert_eq!(sum(&within), sum(&[*day]), "{zone}");
            assert!(within.iter().all(|hour| hour.end <= day.end));
        }
        assert_eq!(sum(&days), sum(&fine));
        let odd = days.iter().filter(|day| day.end.ms() - day.start.ms() != 86_400_000).count();
        assert_eq!(odd, usize::from(zone != ZONES[1]), "{zone}");
    }
}

#[test]
fn raw_folds_to_itself() {
    let fine = quarter_hours(0, &[(1, Quality::Good), (2, Quality::Good)], ZONES[0]);
    assert_eq!(fold(&fine, Resolution::Raw, ZONES[0]), fine);
}

proptest! {
    #[test]
    fn a_fold_of_parts_is_the_fold_of_the_whole(
        zone in prop::sample::select(&ZONES[..]),
        middle in 0i64..1_900_000_000_000,
        values in prop::collection::vec(
            (-1_000i32..1_000, prop::sample::select(&Quality::ALL[..])), 1..400),
        parts in prop::collection::vec(0usize..400, 0..4),
        resolution in prop::sample::select(&Resolution::ALL[1..]),
    ) {
        let fine = quarter_hours(middle, &values, zone);
        let whole = fold(&fine, resolution, zone);
        prop_assert_eq!(sum(&whole), sum(&fine));

        let mut cuts: Vec<usize> = parts.iter().map(|part| part % fine.len()).collect();
        cuts.extend([0, fine.len()]);
        cuts.sort_unstable();
        let folded: Vec<Bucket> = cuts
            .windows(2)
            .flat_map(|pair| fold(&fine[pair[0]..pair[1]], resolution, zone))
            .collect();
        prop_assert_eq!(fold(&folded, resolution, zone), whole.clone());

        let by_hours = fold(&fold(&fine, Resolution::Hour, zone), resolution, zone);
        if resolution >= Resolution::Hour {
            prop_assert_eq!(by_hours, whole.clone());
        }
        prop_assert!(whole.windows(2).all(|pair| pair[0].end <= pair[1].start));
    }
}
