//! One controlled room: its air, and the box or coil that keeps it comfortable.
//!
//! First order: one heat capacity, one volume of air. The controller is proportional with a slow integral, the dampers and
//! valves take their time.

use super::layout::{Space, Use};
use super::weather::Weather;

/// Watts that a litre a second carries for each kelvin.
pub(super) const AIR_W_K: f64 = 1.206;
/// Heat that a square metre with what stands on it holds, J/K.
const HEAT_J_K_M2: f64 = 125e3;
/// What a square metre of floor loses through its share of the envelope, W/K.
const LOSS_W_K_M2: f64 = 0.52;
/// What it gives to the rooms around it, W/K.
const NEIGHBOURS_W_K_M2: f64 = 1.3;
/// Windows by floor, and how much of the sun comes through them.
const WINDOWS: f64 = 0.16 * 0.32;
/// The largest flow of a box, L/s for each square metre.
const FLOW_L_S_M2: f64 = 3.4;
/// The smallest flow while people are expected, of the largest.
const FLOW_MIN: f64 = 0.26;
/// What a full reheat coil adds at its design flow, K.
const REHEAT_K: f64 = 22.0;
/// What a fan coil can heat and cool, W for each square metre.
const COIL_W_M2: f64 = 95.0;
/// What servers give off, W.
const SERVERS_W: f64 = 4_200.0;
/// Below this nothing moves in a duct, L/s.
const STILL_L_S: f64 = 4.0;

/// Where temperatures are kept while nobody is expected.
const REST_HEATING_C: f64 = 16.5;
const REST_COOLING_C: f64 = 28.0;
/// How far around the setpoint nothing is done.
const BAND_BELOW_K: f64 = 0.4;
const BAND_ABOVE_K: f64 = 0.5;

/// What reaches a room at an instant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reaching {
    pub(super) weather: Weather,
    pub(super) people: f64,
    /// What the lights give off, W.
    pub(super) lights_w: f64,
    /// Whether comfort is kept.
    pub(super) comfort: bool,
    /// The air in the duct; still where the fan is off.
    pub(super) duct: Duct,
    /// How warm and how cold the water is, 1 as designed.
    pub(super) hot: f64,
    pub(super) cold: f64,
    /// The mean of all rooms.
    pub(super) core_c: f64,
    /// Between -1 and 1, to another place every few minutes.
    pub(super) swirl: f64,
}

/// The air that an air handler sends.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Duct {
    pub(super) moves: bool,
    pub(super) supply_c: f64,
    pub(super) co2_ppm: f64,
    pub(super) moisture: f64,
}

/// Whether a reheat valve follows its command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Valve {
    Follows,
    StuckOpen,
}

/// A room as it is.
#[derive(Debug, Clone)]
pub(super) struct Room {
    pub(super) space: Space,
    pub(super) key: u64,
    valve: Valve,
    pub(super) air_c: f64,
    pub(super) co2_ppm: f64,
    pub(super) moisture: f64,
    pub(super) people: f64,
    /// What people want, where nobody wrote another one.
    comfort_c: f64,
    /// What was written, until the timetable changes.
    pub(super) written_c: Option<f64>,
    comfort: bool,
    trim: f64,
    /// 0 to 1 each.
    pub(super) damper: f64,
    /// How much cooling the air handler is asked for.
    pub(super) thirst: f64,
    pub(super) reheat: f64,
    pub(super) reheat_valve: f64,
    pub(super) cooling: f64,
    pub(super) fan: f64,
    pub(super) flow_l_s: f64,
    pub(super) discharge_c: f64,
    /// What it takes from the water, W.
    pub(super) heat_w: f64,
    pub(super) cold_w: f64,
}

impl Room {
    pub(super) fn new(space: Space, key: u64, comfort_c: f64, valve: Valve) -> Self {
        Self {
            space,
            key,
            valve,
            air_c: comfort_c,
            co2_ppm: 430.0,
            moisture: 6.0,
            people: 0.0,
            comfort_c,
            written_c: None,
            comfort: false,
            trim: 0.0,
            damper: 0.0,
            thirst: 0.0,
            reheat: 0.0,
            reheat_valve: 0.0,
            cooling: 0.0,
            fan: 0.0,
            flow_l_s: 0.0,
            discharge_c: comfort_c,
            heat_w: 0.0,
            cold_w: 0.0,
        }
    }

    /// The largest flow of its box, L/s.
    pub(super) fn flow_max_l_s(&self) -> f64 {
        self.space.area_m2 * FLOW_L_S_M2
    }

    /// The setpoint that holds now.
    pub(super) fn setpoint_c(&self) -> f64 {
        let rest_c = if self.space.used == Use::Servers { self.comfort_c } else { REST_HEATING_C };
        self.written_c.unwrap_or(if self.comfort { self.comfort_c } else { rest_c })
    }

    /// Goes on by so many seconds, at most a minute.
    pub(super) fn step(&mut self, by_s: f64, reaching: &Reaching, is_coil: bool) {
        self.people = reaching.people;
        self.comfort = reaching.comfort;
        let wanted = self.control(by_s);
        let supplied_w_k = if is_coil {
            self.coil(by_s, wanted, reaching);
            0.0
        } else {
            self.vav(by_s, wanted, reaching);
            self.flow_l_s * AIR_W_K
        };
        self.warm(by_s, supplied_w_k, reaching);
        self.air(by_s, reaching);
    }

    /// How much heating is wanted; cooling where it is below zero.
    fn control(&mut self, by_s: f64) -> f64 {
        let sp_c = self.setpoint_c();
        let resting = !self.comfort && self.written_c.is_none() && self.space.used != Use::Servers;
        let (low_c, high_c) = if resting {
            (REST_HEATING_C, REST_COOLING_C)
        } else {
            (sp_c - BAND_BELOW_K, sp_c + BAND_ABOVE_K)
        };
        let error_k = if self.air_c < low_c {
            low_c - self.air_c
        } else if self.air_c > high_c {
            high_c - self.air_c
        } else {
            0.0
        };
        if error_k.abs() > 0.0 {
            self.trim = (self.trim + error_k * by_s / 4_000.0).clamp(-0.8, 0.8);
        } else {
            self.trim *= 1.0 - by_s / 2_400.0;
        }
        (0.75 * error_k + self.trim).clamp(-1.0, 1.0)
    }

    fn vav(&mut self, by_s: f64, wanted: f64, reaching: &Reaching) {
        let duct = reaching.duct;
        self.thirst = (-wanted).max(0.0);
        let stale = ((self.co2_ppm - 850.0) / 400.0).clamp(0.0, 0.7);
        let least = if self.comfort { FLOW_MIN.max(stale) } else { 0.0 };
        let open = match (duct.moves, wanted > 0.0) {
            (false, _) => 0.0,
            (true, true) => least.max(FLOW_MIN * wanted.min(1.0) + 0.4 * wanted),
            (true, false) => least + (1.0 - least) * -wanted,
        };
        self.damper = lagged(self.damper, open, by_s, 80.0);
        let blown = if duct.moves { self.damper * (1.0 + 0.02 * reaching.swirl) } else { 0.0 };
        self.flow_l_s = lagged(self.flow_l_s, blown * self.flow_max_l_s(), by_s, 15.0);
        self.reheat = if duct.moves { wanted.max(0.0) } else { 0.0 };
        let valve = match self.valve {
            Valve::Follows => self.reheat,
            Valve::StuckOpen => 1.0,
        };
        self.reheat_valve = lagged(self.reheat_valve, valve, by_s, 50.0);
        if self.flow_l_s < STILL_L_S {
            self.discharge_c = lagged(self.discharge_c, self.air_c, by_s, 1_200.0);
            self.heat_w = 0.0;
            return;
        }
        let design = 0.4 * self.flow_max_l_s();
        let crowding = (design / self.flow_l_s.max(0.85 * design)).powf(0.75);
        let rise_k = REHEAT_K * reaching.hot * self.reheat_valve * crowding;
        self.heat_w = self.flow_l_s * AIR_W_K * rise_k;
        let discharge_c = duct.supply_c + 0.4 + rise_k;
        self.discharge_c = lagged(self.discharge_c, discharge_c, by_s, 110.0);
    }

    fn coil(&mut self, by_s: f64, wanted: f64, reaching: &Reaching) {
        let is_awake = self.comfort || wanted.abs() > 0.05 || self.space.used == Use::Servers;
        let fan = if is_awake { 0.3 + 0.7 * wanted.abs() } else { 0.0 };
        self.fan = lagged(self.fan, fan, by_s, 40.0);
        self.reheat = wanted.max(0.0);
        self.reheat_valve = lagged(self.reheat_valve, self.reheat, by_s, 60.0);
        self.cooling = lagged(self.cooling, (-wanted).max(0.0), by_s, 60.0);
        let full_w = match self.space.used {
            Use::Servers => 2.2 * SERVERS_W,
            _ => COIL_W_M2 * self.space.area_m2,
        };
        self.heat_w = full_w * self.reheat_valve * reaching.hot * self.fan;
        self.cold_w = full_w * self.cooling * reaching.cold * self.fan;
    }

    fn warm(&mut self, by_s: f64, supplied_w_k: f64, reaching: &Reaching) {
        let area = self.space.area_m2;
        let devices_w = match self.space.used {
            Use::Servers => SERVERS_W,
            _ => plug_w(&self.space, self.people),
        };
        let sun_w = area * WINDOWS * reaching.weather.on(self.space.facade);
        let coil_w = if supplied_w_k > 0.0 { 0.0 } else { self.coil_w() };
        let gained_w = 78.0 * self.people + devices_w + reaching.lights_w + sun_w + coil_w;
        let lost_w = area
            * (LOSS_W_K_M2 * (self.air_c - reaching.weather.outdoor_c)
                + NEIGHBOURS_W_K_M2 * (self.air_c - reaching.core_c));
        let supplied_w = supplied_w_k * (self.discharge_c - self.air_c);
        self.air_c += by_s * (gained_w + supplied_w - lost_w) / (HEAT_J_K_M2 * area);
    }

    /// What a fan coil brings into the room; a box brings air instead.
    fn coil_w(&self) -> f64 {
        if self.fan > 0.0 { self.heat_w - self.cold_w } else { 0.0 }
    }

    /// Mixes what is in the air: what people breathe out, what the duct brings, what comes through the cracks.
    fn air(&mut self, by_s: f64, reaching: &Reaching) {
        let litres = self.space.area_m2 * 3_000.0;
        let cracks_l_s = litres * 0.16 / 3_600.0;
        let duct = reaching.duct;
        let fresh = (by_s * cracks_l_s / litres).min(1.0);
        let blown = (by_s * self.flow_l_s / litres).min(1.0);
        let breathed_ppm = by_s * self.people * 0.0052 / litres * 1e6;
        let breathed_g_kg = by_s * self.people * 0.015 / (litres * 1.2e-3);
        self.co2_ppm +=
            breathed_ppm + fresh * (421.0 - self.co2_ppm) + blown * (duct.co2_ppm - self.co2_ppm);
        // A fan coil's room is aired by its neighbours' and by a trickle of its own.
        let trickle = if self.fan > 0.0 { by_s * 3.0 * self.people.max(2.0) / litres } else { 0.0 };
        self.co2_ppm += trickle * (421.0 - self.co2_ppm);
        self.moisture += breathed_g_kg
            + (fresh + trickle) * (reaching.weather.moisture - self.moisture)
            + blown * (duct.moisture - self.moisture);
    }
}

/// What computers and the like take in a room, W.
pub(super) fn plug_w(space: &Space, people: f64) -> f64 {
    match space.used {
        Use::Office => 1.5 * space.area_m2 + 70.0 * people,
        Use::Cafe => 900.0 + 22.0 * people,
        Use::Meeting | Use::Private => 40.0 + 45.0 * people,
        Use::Reception | Use::Lobby => 1.2 * space.area_m2 + 30.0 * people,
        Use::Servers => SERVERS_W,
        Use::Side => 0.8 * space.area_m2,
    }
}

/// What follows a wish with a lag of so many seconds.
pub(super) fn lagged(is: f64, wanted: f64, by_s: f64, lag_s: f64) -> f64 {
    is + (wanted - is) * (by_s / (by_s + lag_s))
}
