//! The weather of a coast at 52° north: seasons, days, fronts and clouds; a function of the seed and the instant.

use std::f64::consts::TAU;

use super::calendar::Local;
use crate::noise::wander;

const HOUR_MS: i64 = 3_600_000;
const LATITUDE: f64 = 52.4 * TAU / 360.0;

/// Which way a room's windows look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Facade {
    North,
    East,
    South,
    West,
    /// No windows.
    Inner,
}

/// The weather at an instant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Weather {
    pub(super) outdoor_c: f64,
    pub(super) humidity: f64,
    /// Water in the air, g/kg.
    pub(super) moisture: f64,
    /// On a level square metre, W.
    pub(super) irradiance: f64,
    pub(super) wind_m_s: f64,
    beam: f64,
    diffuse: f64,
    /// How far the sun stands in the south and in the west, -1 to 1.
    south: f64,
    west: f64,
}

impl Weather {
    pub(super) fn at(seed: u64, now: &Local) -> Self {
        let ms = now.ms;
        let front = wander(seed ^ 0x77, ms, 84 * HOUR_MS);
        let clear = (0.5
            + 0.45 * wander(seed ^ 0x78, ms, 9 * HOUR_MS)
            + 0.3 * wander(seed ^ 0x79, ms, HOUR_MS))
        .clamp(0.05, 1.0);
        let season = (TAU * (now.year - 0.055)).cos();
        let mean_c = 10.8 - 7.3 * season
            + 4.2 * front
            + 1.3 * wander(seed ^ 0x7a, ms, 21 * HOUR_MS)
            + 0.2 * wander(seed ^ 0x7b, ms, HOUR_MS / 4);
        let swing = (1.2 + 2.6 * clear) * (1.0 - 0.45 * season);
        let outdoor_c = mean_c + swing * (TAU * (now.solar_hour - 14.5) / 24.0).cos();
        let dew_c = mean_c - 2.2 - 1.4 * clear * swing.min(3.0)
            + 0.8 * wander(seed ^ 0x7c, ms, 7 * HOUR_MS);
        let dew_c = dew_c.min(outdoor_c - 0.3);
        let vapour = saturation_hpa(dew_c);
        let sun = Sun::at(now);
        let beam = 880.0 * clear * clear * (1.0 - (-5.0 * sun.up).exp());
        let diffuse = if sun.up > 0.0 { 35.0 + 210.0 * sun.up * (1.1 - 0.6 * clear) } else { 0.0 };
        let gusts = 0.9 * wander(seed ^ 0x7d, ms, HOUR_MS / 30);
        Self {
            outdoor_c,
            humidity: (100.0 * vapour / saturation_hpa(outdoor_c)).clamp(20.0, 100.0),
            moisture: moisture(vapour),
            irradiance: beam * sun.up + diffuse,
            wind_m_s: (4.6 - 1.8 * front + 2.2 * wander(seed ^ 0x7e, ms, 5 * HOUR_MS) + gusts)
                .max(0.1),
            beam,
            diffuse,
            south: sun.south,
            west: sun.west,
        }
    }

    /// What falls on a square metre of such windows, W.
    pub(super) fn on(&self, facade: Facade) -> f64 {
        let facing = match facade {
            Facade::North => -self.south,
            Facade::East => -self.west,
            Facade::South => self.south,
            Facade::West => self.west,
            Facade::Inner => return 0.0,
        };
        self.beam * facing.max(0.0) + 0.5 * self.diffuse
    }
}

/// Where the sun stands, as parts of a line of length 1.
struct Sun {
    up: f64,
    south: f64,
    west: f64,
}

impl Sun {
    fn at(now: &Local) -> Self {
        let declination = -0.409 * (TAU * (now.year + 10.0 / 365.25)).cos();
        let (turn_sin, turn_cos) = (TAU * (now.solar_hour - 12.0) / 24.0).sin_cos();
        let (tilt_sin, tilt_cos) = declination.sin_cos();
        let (place_sin, place_cos) = LATITUDE.sin_cos();
        let up = place_sin * tilt_sin + place_cos * tilt_cos * turn_cos;
        if up <= 0.0 {
            return Self { up: 0.0, south: 0.0, west: 0.0 };
        }
        let south = place_sin * tilt_cos * turn_cos - place_cos * tilt_sin;
        Self { up, south, west: tilt_cos * turn_sin }
    }
}

/// The pressure of water vapour in air that holds no more, by Magnus.
pub(super) fn saturation_hpa(air_c: f64) -> f64 {
    6.112 * (17.62 * air_c / (243.12 + air_c)).exp()
}

/// Grams of water in a kilogram of air, of the vapour's pressure.
fn moisture(vapour_hpa: f64) -> f64 {
    622.0 * vapour_hpa / (1_013.0 - vapour_hpa)
}

/// The relative humidity of air of this temperature that holds so many grams of water a kilogram.
pub(super) fn relative_humidity(moisture: f64, air_c: f64) -> f64 {
    let vapour = 1_013.0 * moisture / (622.0 + moisture);
    (100.0 * vapour / saturation_hpa(air_c)).clamp(5.0, 100.0)
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;
    use model::Timestamp;

    use super::*;

    /// 2026-01-01T00:00:00Z.
    const YEAR_MS: i64 = 1_767_225_600_000;

    fn at(day: i64, hour: i64) -> Weather {
        let ms = YEAR_MS + (day * 24 + hour) * HOUR_MS;
        Weather::at(3, &Local::at(Timestamp::from_ms(ms), Tz::Europe__Amsterdam))
    }

    fn mean(days: std::ops::Range<i64>, of: impl Fn(i64) -> f64) -> f64 {
        let count = (days.end - days.start) as f64;
        days.map(of).sum::<f64>() / count
    }

    #[test]
    fn summers_are_warmer_than_winters_and_days_than_nights() {
        assert!(
            mean(0..60, |d| at(d, 12).outdoor_c) + 8.0 < mean(180..240, |d| at(d, 12).outdoor_c)
        );
        assert!(
            mean(100..160, |d| at(d, 2).outdoor_c) + 2.0 < mean(100..160, |d| at(d, 13).outdoor_c)
        );
    }

    #[test]
    fn the_sun_rises_in_the_east_and_not_at_night() {
        for day in 0..365 {
            assert!(at(day, 0).irradiance <= 0.0, "{day}");
        }
        let east = mean(100..200, |d| at(d, 7).on(Facade::East));
        let west = mean(100..200, |d| at(d, 7).on(Facade::West));
        assert!(east > 3.0 * west);
        let noon = mean(150..200, |d| at(d, 11).irradiance);
        assert!((250.0..850.0).contains(&noon), "{noon}");
    }

    #[test]
    fn weather_stays_within_what_is_known_there() {
        for hour in 0..365 * 24 {
            let weather = at(0, hour);
            assert!((-15.0..38.0).contains(&weather.outdoor_c), "{weather:?}");
            assert!((20.0..=100.0).contains(&weather.humidity));
            assert!((1.0..20.0).contains(&weather.moisture), "{weather:?}");
            assert!((0.0..30.0).contains(&weather.wind_m_s));
        }
    }
}
