//! What the clock on the wall shows, and what the building's timetable makes of it.

use chrono::{DateTime, Datelike, Offset, TimeZone, Timelike};
use chrono_tz::{OffsetComponents, Tz};
use model::Timestamp;

/// The plant runs from here, to warm the rooms up.
const WARM_UP_HOUR: f64 = 5.5;
/// Comfort is kept from here.
const OCCUPIED_HOUR: f64 = 7.0;
/// And until here.
const CLOSING_HOUR: f64 = 18.5;

/// An instant in local words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Local {
    pub(super) ms: i64,
    /// 0 to below 24.
    pub(super) hour: f64,
    /// 0 is Monday.
    pub(super) weekday: u32,
    /// Tells one local date from another.
    pub(super) day: i64,
    /// The part of the year that has passed, 0 to 1.
    pub(super) year: f64,
    /// The hour by the sun, without summer time.
    pub(super) solar_hour: f64,
}

/// What the timetable says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Timetable {
    /// Rooms are brought to comfort before people come.
    WarmUp,
    /// People are there.
    Occupied,
    /// Nobody is expected.
    Closed,
}

impl Local {
    pub(super) fn at(time: Timestamp, zone: Tz) -> Self {
        let utc = DateTime::from_timestamp_millis(time.ms()).unwrap_or_default().naive_utc();
        let offset = zone.offset_from_utc_datetime(&utc);
        let summer_h = offset.dst_offset().num_minutes() as f64 / 60.0;
        let local = utc + offset.fix();
        let hour = f64::from(local.num_seconds_from_midnight()) / 3_600.0
            + f64::from(local.nanosecond()) / 3.6e12;
        Self {
            ms: time.ms(),
            hour,
            weekday: local.weekday().num_days_from_monday(),
            day: i64::from(local.num_days_from_ce()),
            year: (f64::from(local.ordinal0()) + hour / 24.0) / 365.25,
            // As in Amsterdam, where the sun is highest forty minutes after noon.
            solar_hour: hour - summer_h - 0.67,
        }
    }

    pub(super) fn is_weekend(&self) -> bool {
        self.weekday >= 5
    }

    pub(super) fn timetable(&self) -> Timetable {
        if !(WARM_UP_HOUR..CLOSING_HOUR).contains(&self.hour) {
            Timetable::Closed
        } else if self.hour < OCCUPIED_HOUR {
            Timetable::WarmUp
        } else {
            Timetable::Occupied
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Local {
        Local::at(Timestamp::from_ms(ms), Tz::Europe__Amsterdam)
    }

    #[test]
    fn the_clock_on_the_wall_follows_summer_time_and_the_sun_does_not() {
        // 2026-01-15T11:00:00Z and 2026-07-15T10:00:00Z, both noon.
        let (winter, summer) = (at(1_768_474_800_000), at(1_784_109_600_000));
        assert!((winter.hour - 12.0).abs() < 1e-9 && (summer.hour - 12.0).abs() < 1e-9);
        assert!((winter.solar_hour - summer.solar_hour - 1.0).abs() < 1e-9);
        assert_eq!((winter.weekday, summer.weekday), (3, 2));
        assert_eq!(winter.timetable(), Timetable::Occupied);
    }

    #[test]
    fn the_building_is_open_every_day_and_closed_at_night() {
        let saturday = 1_768_474_800_000 + 2 * 86_400_000;
        assert_eq!(at(saturday).timetable(), Timetable::Occupied);
        assert_eq!(at(1_768_474_800_000 - 6 * 3_600_000).timetable(), Timetable::WarmUp);
        assert_eq!(at(1_768_474_800_000 + 7 * 3_600_000).timetable(), Timetable::Closed);
    }
}
