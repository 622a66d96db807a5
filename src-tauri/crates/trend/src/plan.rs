//! Picks raw readings or a rollup for a range and a number of points.

use model::{Resolution, TimeRange};

use crate::limits::{
    COARSE_DIVISOR, POINTS_MAX, POINTS_MIN, QUARTER_HOURS_MAX, READINGS_PER_BUCKET_MIN,
    READINGS_RAW_FINE_MAX, READINGS_RAW_MAX,
};

/// What a chart asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    /// The time that is shown.
    pub range: TimeRange,
    /// How many points fit, usually the chart's width in pixels.
    pub points_max: usize,
    /// How many readings the store has in the range, or a little more.
    pub readings: u64,
}

/// Picks the finest resolution that is read fast enough: raw, quarter-hours, or days.
///
/// Hours are never picked, because they are made of quarter-hours and cost the same to read.
#[must_use]
pub fn plan(ask: &Ask) -> Resolution {
    let points = ask.points_max.clamp(POINTS_MIN, POINTS_MAX) as u64;
    let quarter_hours = ask.range.length().as_secs() / 900;
    let coarse = quarter_hours < points / COARSE_DIVISOR
        || ask.readings / READINGS_PER_BUCKET_MIN < quarter_hours;
    if ask.readings <= READINGS_RAW_MAX || (coarse && ask.readings <= READINGS_RAW_FINE_MAX) {
        Resolution::Raw
    } else if quarter_hours <= QUARTER_HOURS_MAX {
        Resolution::QuarterHour
    } else {
        Resolution::Day
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use model::Timestamp;

    use super::*;

    fn picked(days: u64, readings: u64, points_max: usize) -> &'static str {
        let length = Duration::from_hours(24 * days);
        let range = TimeRange::ending_at(Timestamp::from_ms(1_700_000_000_000), length);
        let ask = Ask { range, points_max, readings };
        plan(&ask).name()
    }

    #[test]
    fn the_finest_that_is_read_fast_is_picked() {
        let a_minute = |days| picked(days, days * 1_440, 2_000);
        assert_eq!([1, 7, 30, 69].map(a_minute), ["raw"; 4]);
        assert_eq!([70, 365, 5 * 365].map(a_minute), ["15m"; 3]);
        assert_eq!([10 * 365, 50 * 365].map(a_minute), ["1d"; 2]);
    }

    #[test]
    fn a_fast_point_is_not_drawn_from_a_handful_of_quarter_hours() {
        assert_eq!(picked(1, 864_000, 2_000), "raw");
        assert_eq!(picked(1, 864_000, 300), "15m");
        assert_eq!(picked(7, 6_048_000, 2_000), "15m");
    }

    #[test]
    fn a_sparse_point_is_drawn_from_its_readings() {
        assert_eq!(picked(5 * 365, 5 * 365 * 96, 2_000), "raw");
        assert_eq!(picked(50 * 365, 1_000, 2_000), "raw");
    }

    #[test]
    fn all_of_time_has_a_resolution() {
        let ask = |readings| Ask { range: TimeRange::ALL, points_max: 0, readings };
        assert_eq!(plan(&ask(10)), Resolution::Raw);
        assert_eq!(plan(&ask(u64::MAX)), Resolution::Day);
    }
}
