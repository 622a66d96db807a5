//! An air handler: mixes, heats or cools, and blows.
//!
//! The supply temperature is reset by the weather and by the rooms that are too warm; outdoor air cools for nothing where it can.

use super::calendar::Timetable;
use super::room::{AIR_W_K, Duct, Room, lagged};
use super::weather::Weather;

/// What full coils can do as designed, K.
const HEATING_K: f64 = 22.0;
const COOLING_K: f64 = 13.0;
/// What the fan itself adds, K.
const FAN_K: f64 = 0.8;
/// Outdoor air while people are there, at least.
const FRESH_MIN: f64 = 0.28;
/// The fan at full speed, kW.
const FAN_KW: f64 = 5.5;
/// Rooms colder than this call for warmth at night, until they are warmer than that.
const NIGHT_FROM_C: f64 = 16.0;
const NIGHT_TO_C: f64 = 17.5;
/// A filter lasts a quarter of a year.
const FILTER_DAYS: f64 = 91.0;

/// What it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Off,
    WarmUp,
    Occupied,
    /// Keeps rooms from getting too cold at night.
    Setback,
}

impl Mode {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::WarmUp => "warm-up",
            Self::Occupied => "occupied",
            Self::Setback => "setback",
        }
    }
}

/// An air handler as it is.
#[derive(Debug, Clone)]
pub(super) struct AirHandler {
    pub(super) mode: Mode,
    /// What was written, until the timetable changes.
    pub(super) written_c: Option<f64>,
    pub(super) setpoint_c: f64,
    pub(super) supply_c: f64,
    pub(super) return_c: f64,
    pub(super) co2_ppm: f64,
    pub(super) moisture: f64,
    /// 0 to 1 each.
    pub(super) outdoor_damper: f64,
    pub(super) heating: f64,
    pub(super) cooling: f64,
    pub(super) speed: f64,
    trim: f64,
    pub(super) clogged: f64,
    /// What it takes from the water, W.
    pub(super) heat_w: f64,
    pub(super) cold_w: f64,
}

/// What the rooms of an air handler send back to it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Returned {
    flow_l_s: f64,
    flow_max_l_s: f64,
    air_c: f64,
    coldest_c: f64,
    thirst: f64,
    co2_ppm: f64,
    moisture: f64,
}

impl Returned {
    /// The air of these rooms, mixed by flow; by size where nothing flows.
    pub(super) fn from<'a>(rooms: impl Iterator<Item = &'a Room>) -> Self {
        let mut sum = Self { coldest_c: f64::MAX, ..Self::default() };
        let mut weights = 0.0;
        for room in rooms {
            let weight = room.flow_l_s + 0.01 * room.space.area_m2;
            weights += weight;
            sum.flow_l_s += room.flow_l_s;
            sum.flow_max_l_s += room.flow_max_l_s();
            sum.coldest_c = sum.coldest_c.min(room.air_c);
            sum.air_c += weight * room.air_c;
            sum.thirst += weight * room.thirst;
            sum.co2_ppm += weight * room.co2_ppm;
            sum.moisture += weight * room.moisture;
        }
        let weights = weights.max(f64::MIN_POSITIVE);
        sum.air_c /= weights;
        sum.thirst /= weights;
        sum.co2_ppm /= weights;
        sum.moisture /= weights;
        sum
    }
}

impl AirHandler {
    pub(super) fn new() -> Self {
        Self {
            mode: Mode::Off,
            written_c: None,
            setpoint_c: 17.0,
            supply_c: 20.0,
            return_c: 21.0,
            co2_ppm: 430.0,
            moisture: 6.0,
            outdoor_damper: 0.0,
            heating: 0.0,
            cooling: 0.0,
            speed: 0.0,
            trim: 0.0,
            clogged: 0.0,
            heat_w: 0.0,
            cold_w: 0.0,
        }
    }

    pub(super) fn runs(&self) -> bool {
        self.mode != Mode::Off
    }

    /// What it sends into its duct.
    pub(super) fn duct(&self) -> Duct {
        Duct {
            moves: self.runs(),
            supply_c: self.supply_c,
            co2_ppm: self.co2_ppm,
            moisture: self.moisture,
        }
    }

    pub(super) fn fan_kw(&self) -> f64 {
        FAN_KW * (0.1 * self.speed + 0.9 * self.speed * self.speed * self.speed)
    }

    pub(super) fn duct_pa(&self) -> f64 {
        30.0 * self.speed + 250.0 * self.speed * self.speed
    }

    pub(super) fn filter_pa(&self) -> f64 {
        (75.0 + 95.0 * self.clogged) * self.speed * self.speed
    }

    /// What it mixes of outdoor and returned air.
    pub(super) fn mixed_c(&self, outdoor_c: f64) -> f64 {
        self.return_c + (outdoor_c - self.return_c) * self.outdoor_damper
    }

    /// Goes on by so many seconds, at most a minute.
    pub(super) fn step(
        &mut self,
        by_s: f64,
        timetable: Timetable,
        weather: &Weather,
        returned: &Returned,
        (hot, cold): (f64, f64),
    ) {
        self.follow(timetable, returned);
        self.setpoint_c = self.written_c.unwrap_or_else(|| self.reset_c(weather, returned));
        self.return_c = lagged(self.return_c, returned.air_c, by_s, 120.0);
        self.blow(by_s, returned);
        self.mix(by_s, weather);
        self.temper(by_s, weather, hot, cold);
        let moved = returned.flow_l_s * AIR_W_K;
        self.heat_w = moved * HEATING_K * hot * self.heating;
        self.cold_w = moved * COOLING_K * cold * self.cooling * 1.15;
        let fresh = self.outdoor_damper;
        self.co2_ppm = fresh * 421.0 + (1.0 - fresh) * returned.co2_ppm;
        let mixed = fresh * weather.moisture + (1.0 - fresh) * returned.moisture;
        // A cold coil takes water out of the air.
        self.moisture = if self.cooling > 0.15 { mixed.min(8.9) } else { mixed };
    }

    fn follow(&mut self, timetable: Timetable, returned: &Returned) {
        self.mode = match timetable {
            Timetable::Occupied => Mode::Occupied,
            Timetable::WarmUp if returned.coldest_c < 21.0 => Mode::WarmUp,
            Timetable::WarmUp if self.mode == Mode::WarmUp => Mode::WarmUp,
            Timetable::WarmUp => Mode::Off,
            Timetable::Closed if returned.coldest_c < NIGHT_FROM_C => Mode::Setback,
            Timetable::Closed if self.mode == Mode::Setback && returned.coldest_c < NIGHT_TO_C => {
                Mode::Setback
            }
            Timetable::Closed => Mode::Off,
        };
    }

    fn reset_c(&self, weather: &Weather, returned: &Returned) -> f64 {
        match self.mode {
            Mode::WarmUp | Mode::Setback => 22.0,
            Mode::Off | Mode::Occupied => {
                let by_weather = (weather.outdoor_c - 5.0) * 0.15;
                let reset = 19.5 - by_weather.clamp(0.0, 2.5) - 5.0 * returned.thirst;
                // Controllers write their setpoint in steps.
                (reset.max(15.0) * 5.0).round() / 5.0
            }
        }
    }

    fn blow(&mut self, by_s: f64, returned: &Returned) {
        let used = returned.flow_l_s / returned.flow_max_l_s.max(1.0);
        let speed = if self.runs() { (0.3 + 0.85 * used).min(1.0) } else { 0.0 };
        self.speed = lagged(self.speed, speed, by_s, 45.0);
    }

    fn mix(&mut self, by_s: f64, weather: &Weather) {
        let spread = self.return_c - weather.outdoor_c;
        let free = if spread > 1.0 {
            ((self.return_c - (self.setpoint_c - FAN_K)) / spread).clamp(FRESH_MIN, 1.0)
        } else {
            FRESH_MIN
        };
        let fresh = if self.mode == Mode::Occupied { free } else { 0.0 };
        self.outdoor_damper = lagged(self.outdoor_damper, fresh, by_s, 60.0);
    }

    fn temper(&mut self, by_s: f64, weather: &Weather, hot: f64, cold: f64) {
        if !self.runs() {
            (self.heating, self.cooling, self.trim) =
                (lagged(self.heating, 0.0, by_s, 30.0), lagged(self.cooling, 0.0, by_s, 30.0), 0.0);
            self.supply_c = lagged(self.supply_c, self.return_c - 0.8, by_s, 2_400.0);
            return;
        }
        let mixed_c = self.mixed_c(weather.outdoor_c) + FAN_K;
        self.trim = (self.trim + (self.setpoint_c - self.supply_c) * by_s / 900.0).clamp(-2.5, 2.5);
        let wanted_k = self.setpoint_c - mixed_c + self.trim;
        let heating = (wanted_k / (HEATING_K * hot.max(0.1))).clamp(0.0, 1.0);
        let cooling = (-wanted_k / (COOLING_K * cold.max(0.1))).clamp(0.0, 1.0);
        self.heating = lagged(self.heating, heating, by_s, 45.0);
        self.cooling = lagged(self.cooling, cooling, by_s, 45.0);
        let blown_c = mixed_c + HEATING_K * hot * self.heating - COOLING_K * cold * self.cooling;
        self.supply_c = lagged(self.supply_c, blown_c, by_s, 100.0);
        self.clogged = (self.clogged + by_s / (FILTER_DAYS * 43_200.0)).fract();
    }
}
