//! The calendar of zones that do odd things.

use chrono_tz::{
    Africa::Cairo,
    America::{Havana, New_York, Sao_Paulo, St_Johns},
    Asia::{Beirut, Kathmandu, Kolkata},
    Australia::Lord_Howe,
    Europe::Berlin,
    Pacific::Apia,
};
use proptest::prelude::*;

use chrono::{DateTime, NaiveDate, NaiveDateTime};

use super::*;

const ZONES: [Tz; 11] = [
    Berlin, New_York, Kolkata, Kathmandu, Lord_Howe, Sao_Paulo, Cairo, Beirut, Havana, St_Johns,
    Apia,
];

fn utc_ms(text: &str) -> i64 {
    let text = format!("{text}:00Z");
    DateTime::parse_from_rfc3339(&text).unwrap().timestamp_millis()
}

/// When the day of a local date begins in UTC, how many hours it has, and of how many minutes its hours are where
/// they are not 60.
fn day(zone: Tz, date: &str) -> String {
    let date: NaiveDate = date.parse().unwrap();
    let day =
        Day(i32::try_from(date.signed_duration_since(NaiveDate::default()).num_days()).unwrap());
    let start = day.start(zone);
    let end = day.end(zone);
    let (mut hours, mut odd, mut at) = (0, String::new(), start);
    while at < end {
        assert_eq!(bucket_start(at, Resolution::Hour, zone), at);
        let next = next_bucket_start(at, Resolution::Hour, zone);
        let minutes = (next.ms() - at.ms()) / 60_000;
        if minutes != 60 {
            odd = format!("{odd} {minutes}min");
        }
        (hours, at) = (hours + 1, next);
    }
    assert_eq!(at, end, "the hours end with the day");
    if start < end {
        assert_eq!(bucket_start(start, Resolution::Day, zone), start);
        assert_eq!(next_bucket_start(start, Resolution::Day, zone), end);
        let last = Timestamp::from_ms(end.ms() - 1);
        assert_eq!(bucket_start(last, Resolution::Day, zone), start);
        assert_eq!(next_bucket_start(last, Resolution::Day, zone), end);
    }
    let length = (end.ms() - start.ms()) / 60_000;
    let begins = utc(start.ms()).format("%d %H:%M");
    format!("{begins} +{}:{:02} of {hours}{odd}", length / 60, length % 60)
}

#[test]
fn days_and_hours_follow_the_clock_of_the_site() {
    let table = [
        (Berlin, "2024-03-30", "29 23:00 +24:00 of 24"),
        (Berlin, "2024-03-31", "30 23:00 +23:00 of 23"),
        (Berlin, "2024-10-27", "26 22:00 +25:00 of 25"),
        (New_York, "2024-03-10", "10 05:00 +23:00 of 23"),
        (New_York, "2024-11-03", "03 04:00 +25:00 of 25"),
        (Kolkata, "2024-03-31", "30 18:30 +24:00 of 24"),
        (Kathmandu, "2024-10-27", "26 18:15 +24:00 of 24"),
        (Lord_Howe, "2024-04-07", "06 13:00 +24:30 of 25 30min"),
        (Lord_Howe, "2024-10-06", "05 13:30 +23:30 of 24 30min"),
        (Sao_Paulo, "2018-11-03", "03 03:00 +24:00 of 24"),
        (Sao_Paulo, "2018-11-04", "04 03:00 +23:00 of 23"),
        (Sao_Paulo, "2019-02-16", "16 02:00 +25:00 of 25"),
        (Cairo, "2024-04-26", "25 22:00 +23:00 of 23"),
        (Cairo, "2024-10-31", "30 21:00 +25:00 of 25"),
        (Beirut, "2024-03-31", "30 22:00 +23:00 of 23"),
        (Beirut, "2024-10-26", "25 21:00 +25:00 of 25"),
        (Havana, "2024-03-10", "10 05:00 +23:00 of 23"),
        (Havana, "2024-11-03", "03 04:00 +25:00 of 25"),
        (Apia, "2011-12-29", "29 10:00 +24:00 of 24"),
        (Apia, "2011-12-30", "30 10:00 +0:00 of 0"),
        (Apia, "2011-12-31", "30 10:00 +24:00 of 24"),
    ];
    for (zone, date, expected) in table {
        assert_eq!(day(zone, date), expected, "{zone} {date}");
    }
}

#[test]
fn a_clock_that_goes_back_over_midnight_keeps_its_days_apart() {
    // At 00:01 on the 29th the clocks of Newfoundland went back to 23:01 on the 28th.
    assert_eq!(day(St_Johns, "2006-10-28"), "28 02:30 +24:00 of 24");
    assert_eq!(day(St_Johns, "2006-10-29"), "29 02:30 +25:00 of 26 1min 59min");
}

#[test]
fn months_begin_at_the_midnight_of_the_site() {
    let month = |zone, text: &str| {
        let at = Timestamp::from_ms(utc_ms(text));
        let start = bucket_start(at, Resolution::Month, zone);
        let end = next_bucket_start(at, Resolution::Month, zone);
        assert_eq!(bucket_start(Timestamp::from_ms(end.ms() - 1), Resolution::Month, zone), start);
        let show = |time: Timestamp| utc(time.ms()).format("%m-%d %H:%M").to_string();
        format!("{} .. {}", show(start), show(end))
    };
    assert_eq!(month(Berlin, "2024-03-15T12:00"), "02-29 23:00 .. 03-31 22:00");
    assert_eq!(month(Kathmandu, "2024-02-29T20:00"), "02-29 18:15 .. 03-31 18:15");
    assert_eq!(month(New_York, "2024-12-31T23:59"), "12-01 05:00 .. 01-01 05:00");
}

#[test]
fn quarter_hours_are_those_of_utc_also_before_1970() {
    let start = |ms| bucket_start(Timestamp::from_ms(ms), Resolution::QuarterHour, Berlin).ms();
    assert_eq!([0, 899_999, 900_000, -1].map(start), [0, 0, 900_000, -900_000]);
}

#[test]
fn a_time_beyond_the_calendar_has_a_bucket_all_the_same() {
    for time in [Timestamp::MIN, Timestamp::MAX] {
        for resolution in Resolution::ALL {
            assert!(bucket_start(time, resolution, Berlin) <= time);
            assert!(next_bucket_start(time, resolution, Berlin) >= time);
        }
    }
}

proptest! {
    #[test]
    fn buckets_follow_each_other_without_holes(
        zone in prop::sample::select(&ZONES[..]),
        resolution in prop::sample::select(&Resolution::ALL[1..]),
        ms in 0i64..1_900_000_000_000,
    ) {
        let at = Timestamp::from_ms(ms);
        let start = bucket_start(at, resolution, zone);
        let next = next_bucket_start(at, resolution, zone);
        prop_assert!(start <= at && at < next);
        prop_assert_eq!(bucket_start(start, resolution, zone), start);
        prop_assert_eq!(next_bucket_start(start, resolution, zone), next);
        prop_assert_eq!(bucket_start(next, resolution, zone), next);
        let before = Timestamp::from_ms(next.ms() - 1);
        prop_assert_eq!(bucket_start(before, resolution, zone), start);
        prop_assert_eq!(start.ms() % 900_000, 0, "made of whole quarter-hours");
    }
}

fn utc(ms: i64) -> NaiveDateTime {
    DateTime::from_timestamp_millis(ms).unwrap().naive_utc()
}
