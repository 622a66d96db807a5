//! What one instant is like for the whole building: hour, people, plant and weather.
//!
//! The building's clock is UTC and it is closed at weekends. Everything is a closed formula of the instant; there is no state
//! that a missed step could spoil.

use std::f64::consts::TAU;

use model::Timestamp;

use crate::noise::wander;

/// 2020-01-06T00:00:00Z, a Monday: when the meters were fitted.
const OPENED_MS: i64 = 1_578_268_800_000;
const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
const YEAR_DAYS: f64 = 365.2425;

/// When the plant starts on a working day, and when it stops.
const PLANT_HOURS: std::ops::Range<f64> = 5.5..20.0;
/// How slowly the building follows the plant.
const INERTIA_HOURS: f64 = 1.6;

/// The share of people in the building over a working day; straight between the knots.
const PEOPLE: [(f64, f64); 9] = [
    (0.0, 0.03),
    (6.5, 0.03),
    (9.0, 1.0),
    (12.0, 0.95),
    (12.75, 0.6),
    (13.5, 0.95),
    (16.5, 0.85),
    (19.0, 0.1),
    (24.0, 0.03),
];
/// Who is there at weekends.
const PEOPLE_AT_WEEKENDS: f64 = 0.03;

/// One instant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    pub(crate) ms: i64,
    /// Hours since the meters were fitted.
    pub(crate) hours: f64,
    /// The share of people in the building.
    pub(crate) people: f64,
    /// The same, summed up over the hours since the meters were fitted.
    pub(crate) people_hours: f64,
    /// Whether the plant runs.
    pub(crate) plant_runs: bool,
    /// How far the building has followed the plant: 0 for a night's rest, 1 for a day's comfort.
    pub(crate) comfort: f64,
    pub(crate) outdoor_c: f64,
    /// The share of full sunshine.
    pub(crate) sun: f64,
}

impl Moment {
    pub(crate) fn new(seed: u64, now: Timestamp) -> Self {
        let ms = now.ms();
        let since_ms = ms.saturating_sub(OPENED_MS);
        let day = since_ms.div_euclid(DAY_MS);
        let hour_of_day = since_ms.rem_euclid(DAY_MS) as f64 / HOUR_MS as f64;
        let weekday = day.rem_euclid(7);
        let works = weekday < 5;
        let sun = sun(seed, ms, hour_of_day);
        Self {
            ms,
            hours: since_ms as f64 / HOUR_MS as f64,
            people: if works { people(hour_of_day).0 } else { PEOPLE_AT_WEEKENDS },
            people_hours: people_hours(day, hour_of_day),
            plant_runs: works && PLANT_HOURS.contains(&hour_of_day),
            comfort: comfort(weekday, hour_of_day),
            outdoor_c: outdoor_c(seed, ms, since_ms, hour_of_day, sun),
            sun,
        }
    }
}

/// The share of people at this hour of a working day, and the sum of it since midnight.
fn people(hour: f64) -> (f64, f64) {
    let mut sum = 0.0;
    for pair in PEOPLE.windows(2) {
        let [(from, low), (to, high)] = [pair[0], pair[1]];
        if hour < to {
            let passed = hour - from;
            let share = low + (high - low) * passed / (to - from);
            return (share, sum + (low + share) / 2.0 * passed);
        }
        sum += f64::midpoint(low, high) * (to - from);
    }
    (PEOPLE_AT_WEEKENDS, sum)
}

fn people_hours(day: i64, hour: f64) -> f64 {
    let working_day = people(24.0).1;
    let weekend_day = PEOPLE_AT_WEEKENDS * 24.0;
    let (week, weekday) = (day.div_euclid(7), day.rem_euclid(7));
    let worked = weekday.min(5);
    let today = if weekday < 5 { people(hour).1 } else { PEOPLE_AT_WEEKENDS * hour };
    week as f64 * (5.0 * working_day + 2.0 * weekend_day)
        + worked as f64 * working_day
        + (weekday - worked) as f64 * weekend_day
        + today
}

fn comfort(weekday: i64, hour: f64) -> f64 {
    if weekday < 5 && PLANT_HOURS.contains(&hour) {
        return 1.0 - (-(hour - PLANT_HOURS.start) / INERTIA_HOURS).exp();
    }
    // The last working day is today, Friday, Friday, or yesterday.
    let days_back = match weekday {
        0..=4 if hour >= PLANT_HOURS.end => 0.0,
        0 => 3.0,
        6 => 2.0,
        _ => 1.0,
    };
    let rested = hour + days_back * 24.0 - PLANT_HOURS.end;
    (-rested / INERTIA_HOURS).exp()
}

fn sun(seed: u64, ms: i64, hour: f64) -> f64 {
    let height = (TAU * (hour - 6.0) / 24.0).sin().max(0.0);
    height * (0.55 + 0.45 * wander(seed ^ 1, ms, 90 * 60_000))
}

fn outdoor_c(seed: u64, ms: i64, since_ms: i64, hour: f64, sun: f64) -> f64 {
    let years = since_ms as f64 / DAY_MS as f64 / YEAR_DAYS;
    // The coldest day is in the second half of January.
    let season = -7.5 * (TAU * (years - 0.04)).cos();
    let daily = 3.0 * (TAU * (hour - 15.0) / 24.0).cos() + 1.5 * sun;
    let front = 4.0 * wander(seed ^ 2, ms, 60 * HOUR_MS);
    let gust = 0.4 * wander(seed ^ 3, ms, 20 * 60_000);
    10.5 + season + daily + front + gust
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i64, hour: f64) -> Moment {
        #[expect(clippy::cast_possible_truncation, reason = "hours of a day")]
        let ms = (hour * HOUR_MS as f64) as i64;
        Moment::new(1, Timestamp::from_ms(OPENED_MS + day * DAY_MS + ms))
    }

    #[test]
    fn people_come_on_working_days_and_the_plant_before_them() {
        assert!(at(0, 10.0).people > 0.9 && at(0, 3.0).people < 0.1);
        assert!(at(5, 10.0).people < 0.1, "Saturday");
        assert!(at(7, 6.0).plant_runs && !at(6, 12.0).plant_runs);
        assert!(at(1, 12.0).comfort > 0.9 && at(1, 4.0).comfort < 0.1);
        assert!(at(7, 4.0).comfort < at(6, 4.0).comfort, "all weekend");
    }

    #[test]
    fn the_sum_of_people_is_the_area_under_their_number() {
        let step = 0.01;
        let mut sum = at(3, 0.0).people_hours;
        for n in 0..24 * 100 * 4 {
            sum += at(3, f64::from(n) * step + step / 2.0).people * step;
        }
        assert!((sum - at(7, 0.0).people_hours).abs() < 0.01);
    }

    #[test]
    fn winter_is_colder_than_summer() {
        let mean = |from: i64| (0..30).map(|d| at(from + d, 12.0).outdoor_c).sum::<f64>() / 30.0;
        assert!(mean(365) + 8.0 < mean(365 + 182));
    }
}
