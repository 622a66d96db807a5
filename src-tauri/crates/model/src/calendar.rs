//! Where local hours, days and months of a time zone begin, and quarter-hours of UTC.
//!
//! An hour is a stretch with one clock hour and one offset, so a change of the clock always begins a new one: where
//! an hour is repeated there are two, and a shift by half an hour leaves one of 30 minutes. A day begins at the first
//! instant of its date: midnight, the end of a gap that swallowed midnight, or the first of two midnights. Hours, days
//! and months follow each other without holes whatever the zone does. Every real offset is a multiple of 15 minutes,
//! so a quarter-hour of UTC is one of every zone.

use chrono::{
    DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Timelike,
};
use chrono_tz::Tz;

use crate::Timestamp;

/// Length of a quarter-hour, ms.
pub const QUARTER_HOUR_MS: i64 = 15 * 60 * 1_000;

const HOUR_MS: i64 = 60 * 60 * 1_000;

/// Further apart than any two offsets of one zone.
const OFFSET_SPAN_MS: i64 = 27 * HOUR_MS;

/// The calendar knows the years 1 to 9998 only; a time beyond belongs to the nearest day it knows.
const CALENDAR_MS: std::ops::RangeInclusive<i64> = -62_135_000_000_000..=253_370_000_000_000;

/// A date, counted in days from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

/// A month, counted from January of year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(pub i32);

impl Day {
    /// The day that holds this instant. It is not always the date on the clock: where a clock goes back over midnight,
    /// the old date returns for a while after the new day has begun.
    #[must_use]
    pub fn at(time: Timestamp, zone: Tz) -> Self {
        let ms = known(time);
        let date = local(ms, zone).date();
        let next = date.checked_add_days(Days::new(1)).unwrap_or(date);
        Self::from_date(if midnight(next, zone) <= ms { next } else { date })
    }

    /// The first instant of the day.
    #[must_use]
    pub fn start(self, zone: Tz) -> Timestamp {
        Timestamp::from_ms(midnight(self.date(), zone))
    }

    /// The first instant after the day.
    #[must_use]
    pub fn end(self, zone: Tz) -> Timestamp {
        self.next().start(zone)
    }

    /// The day after.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// The month the day is in.
    #[must_use]
    pub fn month(self) -> Month {
        let date = self.date();
        Month(date.year() * 12 + month0(date))
    }

    /// Day of the month, 1 to 31.
    #[must_use]
    pub fn of_month(self) -> u32 {
        self.date().day()
    }

    fn date(self) -> NaiveDate {
        let epoch = NaiveDate::default();
        let days = Days::new(u64::from(self.0.unsigned_abs()));
        let date =
            if self.0 < 0 { epoch.checked_sub_days(days) } else { epoch.checked_add_days(days) };
        date.unwrap_or(if self.0 < 0 { NaiveDate::MIN } else { NaiveDate::MAX })
    }

    fn from_date(date: NaiveDate) -> Self {
        let days = date.signed_duration_since(NaiveDate::default()).num_days();
        Self(i32::try_from(days).expect("chrono's dates are within i32 days"))
    }
}

impl Month {
    /// The local month at this instant.
    #[must_use]
    pub fn at(time: Timestamp, zone: Tz) -> Self {
        Day::at(time, zone).month()
    }

    /// The first instant of the month.
    #[must_use]
    pub fn start(self, zone: Tz) -> Timestamp {
        self.first_day().start(zone)
    }

    /// The first instant after the month.
    #[must_use]
    pub fn end(self, zone: Tz) -> Timestamp {
        self.next().start(zone)
    }

    /// The month after.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// The first day of the month.
    #[must_use]
    pub fn first_day(self) -> Day {
        let year = self.0.div_euclid(12);
        let month = u32::try_from(self.0.rem_euclid(12)).unwrap_or(0) + 1;
        Day::from_date(NaiveDate::from_ymd_opt(year, month, 1).unwrap_or(NaiveDate::MAX))
    }

    /// `YYYY-MM`.
    #[must_use]
    pub fn name(self) -> String {
        format!("{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }

    /// The month of this name, where it is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let (year, month) = name.split_once('-')?;
        let (year, month) = (year.parse::<i32>().ok()?, month.parse::<i32>().ok()?);
        ((0..=9_999).contains(&year) && (1..=12).contains(&month))
            .then_some(Self(year * 12 + month - 1))
    }
}

/// The first instant of the local hour that holds this instant.
#[must_use]
pub fn hour_start(time: Timestamp, zone: Tz) -> Timestamp {
    let ms = known(time);
    let offset = offset_ms(ms, zone);
    let start = ms - (ms + offset).rem_euclid(HOUR_MS);
    Timestamp::from_ms(if offset_ms(start, zone) == offset {
        start
    } else {
        first(start, ms, |at| offset_ms(at, zone) == offset)
    })
}

/// The first instant after the local hour that holds this instant.
#[must_use]
pub fn hour_end(time: Timestamp, zone: Tz) -> Timestamp {
    let ms = known(time);
    let offset = offset_ms(ms, zone);
    let end = ms - (ms + offset).rem_euclid(HOUR_MS) + HOUR_MS;
    Timestamp::from_ms(if offset_ms(end - 1, zone) == offset {
        end
    } else {
        first(ms, end - 1, |at| offset_ms(at, zone) != offset)
    })
}

/// The quarter-hour this instant is in, counted from 1970.
#[must_use]
pub const fn quarter_hour(time: Timestamp) -> i64 {
    time.ms().div_euclid(QUARTER_HOUR_MS)
}

/// Minute of the local week, from Monday 00:00, 0 to 10,079.
#[must_use]
pub fn minute_of_week(time: Timestamp, zone: Tz) -> u16 {
    let local = local(known(time), zone);
    let day = local.weekday().num_days_from_monday();
    u16::try_from((day * 24 + local.hour()) * 60 + local.minute()).unwrap_or(0)
}

fn month0(date: NaiveDate) -> i32 {
    i32::try_from(date.month0()).unwrap_or(0)
}

fn known(time: Timestamp) -> i64 {
    time.ms().clamp(*CALENDAR_MS.start(), *CALENDAR_MS.end())
}

/// The first instant of a date.
fn midnight(date: NaiveDate, zone: Tz) -> i64 {
    let wanted = date.and_time(NaiveTime::MIN);
    if let Some(found) = zone.from_local_datetime(&wanted).earliest() {
        return found.timestamp_millis();
    }
    // The clock jumped over midnight: the day begins where it landed.
    let about = wanted.and_utc().timestamp_millis();
    first(about - OFFSET_SPAN_MS, about + OFFSET_SPAN_MS, |at| local(at, zone) >= wanted)
}

/// The first instant in `low..=high` for which something holds that holds from there on, and at `high`.
fn first(low: i64, high: i64, holds: impl Fn(i64) -> bool) -> i64 {
    let (mut low, mut high) = (low, high);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    high
}

fn local(ms: i64, zone: Tz) -> NaiveDateTime {
    utc(ms + offset_ms(ms, zone))
}

fn offset_ms(ms: i64, zone: Tz) -> i64 {
    let offset = zone.offset_from_utc_datetime(&utc(ms)).fix();
    i64::from(offset.local_minus_utc()) * 1_000
}

fn utc(ms: i64) -> NaiveDateTime {
    DateTime::from_timestamp_millis(ms).unwrap_or_default().naive_utc()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(zone: Tz, date: (i32, u32, u32)) -> f64 {
        let day = Day::from_date(NaiveDate::from_ymd_opt(date.0, date.1, date.2).unwrap());
        day.end(zone).since(day.start(zone)).as_secs_f64() / 3_600.0
    }

    #[test]
    fn days_at_the_change_of_clocks_have_their_true_length() {
        for (zone, date, expected) in [
            (Tz::Europe__Amsterdam, (2026, 3, 29), 23.0),
            (Tz::Europe__Amsterdam, (2026, 10, 25), 25.0),
            (Tz::America__New_York, (2026, 3, 8), 23.0),
            (Tz::Australia__Lord_Howe, (2026, 4, 5), 24.5),
            (Tz::America__Sao_Paulo, (2018, 11, 4), 23.0),
            (Tz::Africa__Cairo, (2023, 4, 28), 23.0),
            (Tz::Asia__Beirut, (2024, 3, 31), 23.0),
            (Tz::Asia__Kolkata, (2026, 3, 29), 24.0),
        ] {
            assert!((hours(zone, date) - expected).abs() < 1e-9, "{zone} {date:?}");
        }
    }

    #[test]
    fn every_instant_lies_in_its_day_month_and_hour() {
        for zone in [Tz::UTC, Tz::Asia__Kathmandu, Tz::America__Sao_Paulo, Tz::Pacific__Apia] {
            for step in 0..40_000_i64 {
                let time = Timestamp::from_ms(1_293_000_000_000 + step * 1_234_567);
                let day = Day::at(time, zone);
                assert!(day.start(zone) <= time && time < day.end(zone), "{zone} {time}");
                let month = Month::at(time, zone);
                assert!(month.start(zone) <= time && time < month.end(zone), "{zone} {time}");
                let hour = hour_start(time, zone);
                assert!(hour <= time && time.ms() - hour.ms() < 3_600_000, "{zone} {time}");
                assert_eq!(hour.ms() % QUARTER_HOUR_MS, 0, "{zone} {time}");
            }
        }
    }

    #[test]
    fn a_minute_of_the_week_is_that_of_the_local_clock() {
        // Thursday, 1970-01-01, 00:00 UTC.
        let time = Timestamp::from_ms(0);
        assert_eq!(minute_of_week(time, Tz::UTC), 3 * 1_440);
        assert_eq!(minute_of_week(time, Tz::Asia__Kathmandu), 3 * 1_440 + 5 * 60 + 30);
        assert_eq!(minute_of_week(time, Tz::America__New_York), 2 * 1_440 + 19 * 60);
    }

    #[test]
    fn month_names_lead_back() {
        let month = Month::at(Timestamp::from_ms(1_763_500_000_000), Tz::UTC);
        assert_eq!(month.name(), "2025-11");
        assert_eq!(Month::from_name("2025-11"), Some(month));
        assert_eq!(Month::from_name("2025-13"), None);
        assert_eq!(Month::from_name("../etc"), None);
    }
}
