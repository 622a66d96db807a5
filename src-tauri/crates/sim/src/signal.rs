//! What a point shows at a moment: the building's physics, one formula per signal.
//!
//! Good enough to look true: rooms follow plant, people and weather, power follows load, and a meter is the exact integral of
//! the power beside it. Nothing is controlled and nothing remembers.

use std::f64::consts::TAU;

use model::Value;

use crate::moment::Moment;
use crate::noise::{between, share, wander};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// What a point measures or reports.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Signal {
    Weather(Weather),
    Room(Room),
    Air(Air),
    Water(Water),
    /// A meter's or a motor's, with the rated load.
    Load(Load, f64),
    State(State),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Weather {
    Temperature,
    Humidity,
    Irradiance,
    Wind,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Room {
    Temperature,
    Setpoint,
    Humidity,
    Co2,
    Illuminance,
    Damper,
    /// With the flow of an open damper, L/s.
    Airflow(f64),
    HeatingValve,
    CoolingValve,
    LightLevel,
    Battery,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Air {
    Supply,
    SupplySetpoint,
    Return,
    Mixed,
    Pressure,
    Filter,
    FanSpeed,
    OutdoorDamper,
    HeatingValve,
    CoolingValve,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Water {
    HotSupply,
    HotReturn,
    HotSetpoint,
    Firing,
    ChilledSupply,
    ChilledReturn,
    ChillerLoad,
    PumpSpeed,
    Pressure,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Load {
    /// The share of the rating that is used now.
    Power,
    /// The sum of it since the meter was fitted.
    Register,
    Current,
    Voltage,
    Frequency,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum State {
    Runs,
    Occupied,
    LightOn,
    Alarm,
    /// `auto`, `manual` or `off`.
    Mode,
    /// `occupied`, `standby` or `unoccupied`.
    Occupancy,
    /// `heating`, `cooling` or `idle`.
    Demand,
}

/// What a point shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Figure {
    Number(f64),
    Boolean(bool),
    Word(&'static str),
}

impl From<Figure> for Value {
    fn from(figure: Figure) -> Self {
        match figure {
            Figure::Number(number) => Self::Number(number),
            Figure::Boolean(boolean) => Self::Boolean(boolean),
            Figure::Word(word) => Self::Text(word.into()),
        }
    }
}

impl Signal {
    /// What it shows; equipment of the same key shares its room, its load and its faults.
    pub(crate) fn at(self, now: &Moment, key: u64) -> Figure {
        Figure::Number(match self {
            Self::Weather(weather) => weather.at(now, key),
            Self::Room(room) => room.at(now, key),
            Self::Air(air) => air.at(now, key),
            Self::Water(water) => water.at(now, key),
            Self::Load(load, rating) => load.at(now, key, rating),
            Self::State(state) => return state.at(now, key),
        })
    }
}

impl Weather {
    fn at(self, now: &Moment, key: u64) -> f64 {
        match self {
            Self::Temperature => now.outdoor_c,
            Self::Humidity => (72.0 - 22.0 * now.sun
                + 14.0 * wander(key ^ 11, now.ms, 5 * HOUR_MS))
            .clamp(20.0, 99.0),
            Self::Irradiance => 780.0 * now.sun,
            Self::Wind => {
                3.2 + 2.4 * wander(key ^ 12, now.ms, 3 * HOUR_MS)
                    + 0.7 * wander(key ^ 13, now.ms, MINUTE_MS)
            }
        }
    }
}

/// What holds for one room at a moment.
struct Inside {
    presence: f64,
    setpoint_c: f64,
    temperature_c: f64,
}

impl Inside {
    fn at(now: &Moment, key: u64) -> Self {
        let presence = now.people * (0.55 + 0.45 * wander(key ^ 21, now.ms, 50 * MINUTE_MS));
        let comfort_c = 21.0 + (4.0 * share(key, 22)).floor() * 0.5;
        let rest_c = 18.6 + 0.22 * (now.outdoor_c - 8.0);
        let drift = 0.35 * wander(key ^ 23, now.ms, 40 * MINUTE_MS)
            + 0.1 * wander(key ^ 24, now.ms, 7 * MINUTE_MS);
        let warmed = 0.5 * presence + 0.4 * now.sun * share(key, 25);
        Self {
            presence,
            setpoint_c: if now.plant_runs { comfort_c } else { 17.0 },
            temperature_c: rest_c + (comfort_c - rest_c) * now.comfort + warmed + drift,
        }
    }

    /// How much warmer it should be; negative where it should be cooler.
    fn wanted_k(&self) -> f64 {
        self.setpoint_c - self.temperature_c
    }
}

impl Room {
    fn at(self, now: &Moment, key: u64) -> f64 {
        let room = Inside::at(now, key);
        let chilly = ((14.0 - now.outdoor_c) / 30.0).clamp(0.0, 0.5);
        match self {
            Self::Temperature => room.temperature_c,
            Self::Setpoint => room.setpoint_c,
            Self::Humidity => {
                let carried_in = 0.35 * (now.outdoor_c - 10.0);
                (41.0 + carried_in + 4.0 * room.presence + 3.0 * wander(key ^ 31, now.ms, HOUR_MS))
                    .clamp(15.0, 80.0)
            }
            Self::Co2 => {
                418.0
                    + 560.0 * room.presence
                    + 12.0 * (1.0 + wander(key ^ 32, now.ms, 6 * MINUTE_MS))
            }
            Self::Illuminance => {
                4.0 + 900.0 * now.sun * share(key, 33)
                    + if room.presence > 0.15 { 420.0 } else { 0.0 }
            }
            Self::Damper => room.damper(now),
            Self::Airflow(open) => {
                let swirl = 1.0 + 0.03 * wander(key ^ 34, now.ms, MINUTE_MS);
                open * room.damper(now) / 100.0 * swirl
            }
            Self::HeatingValve => percent((room.wanted_k() * 0.4 + chilly) * plant(now)),
            Self::CoolingValve => percent((0.1 - room.wanted_k() * 0.5) * plant(now)),
            Self::LightLevel => {
                percent(if room.presence > 0.15 { 0.9 - 0.5 * now.sun } else { 0.0 })
            }
            // A cell lasts three years; the next one is fitted in the same hour.
            Self::Battery => {
                let worn = now.hours / 26_280.0 + share(key, 35);
                (100.0 - 80.0 * worn.rem_euclid(1.0)).floor()
            }
        }
    }
}

impl Inside {
    fn damper(&self, now: &Moment) -> f64 {
        percent((0.2 + 0.55 * self.presence + (-0.25 * self.wanted_k()).max(0.0)) * plant(now))
    }
}

impl Air {
    fn at(self, now: &Moment, key: u64) -> f64 {
        let running = plant(now);
        let setpoint_c = (19.5 - 0.12 * (now.outdoor_c - 10.0)).clamp(16.0, 21.0);
        let return_c = 19.0 + 3.2 * now.comfort + 0.3 * wander(key ^ 41, now.ms, HOUR_MS);
        let fresh = 0.2 + 0.5 * now.people;
        let mixed_c = return_c + (now.outdoor_c - return_c) * fresh * running;
        let speed = running * (0.4 + 0.45 * now.people)
            + running * 0.03 * wander(key ^ 42, now.ms, 3 * MINUTE_MS);
        match self {
            Self::Supply => {
                let off_c = 19.5 + 0.8 * wander(key ^ 43, now.ms, 2 * HOUR_MS);
                let hunting = 0.3 * wander(key ^ 44, now.ms, 5 * MINUTE_MS);
                off_c + (setpoint_c - off_c) * running * now.comfort + hunting
            }
            Self::SupplySetpoint => setpoint_c,
            Self::Return => return_c,
            Self::Mixed => mixed_c,
            Self::Pressure => 320.0 * speed * speed * between(key, 45, 0.9, 1.1),
            // Clogs for a quarter, then the filter is changed.
            Self::Filter => {
                let clogged = (now.hours / 2_190.0 + share(key, 46)).rem_euclid(1.0);
                (60.0 + 140.0 * clogged) * speed * speed
            }
            Self::FanSpeed => percent(speed),
            Self::OutdoorDamper => percent(fresh * running),
            Self::HeatingValve => percent((setpoint_c - mixed_c) / 14.0 * running),
            Self::CoolingValve => percent((mixed_c - setpoint_c) / 9.0 * running),
        }
    }
}

impl Water {
    fn at(self, now: &Moment, key: u64) -> f64 {
        let cold = ((17.0 - now.outdoor_c) / 25.0).clamp(0.05, 1.0);
        let warm = ((now.outdoor_c - 12.0) / 18.0).clamp(0.05, 1.0);
        let effort = 0.25 + 0.75 * plant(now);
        let ripple = wander(key ^ 51, now.ms, 8 * MINUTE_MS);
        let setpoint_c = 35.0 + 40.0 * cold * effort;
        match self {
            Self::HotSupply => setpoint_c + 1.2 * ripple,
            Self::HotReturn => setpoint_c - 4.0 - 10.0 * cold * effort + 0.8 * ripple,
            Self::HotSetpoint => setpoint_c,
            Self::Firing => percent(cold * effort + 0.06 * ripple),
            Self::ChilledSupply => 6.8 + 0.4 * ripple,
            Self::ChilledReturn => 7.9 + 4.2 * warm * effort + 0.4 * ripple,
            Self::ChillerLoad => percent(warm * effort + 0.05 * ripple),
            Self::PumpSpeed => percent(0.3 + 0.5 * effort * cold.max(warm) + 0.02 * ripple),
            Self::Pressure => 1.6 + 0.3 * effort + 0.04 * ripple,
        }
    }
}

impl Load {
    fn at(self, now: &Moment, key: u64, rating: f64) -> f64 {
        let rating = rating * between(key, 61, 0.6, 1.4);
        match self {
            Self::Power => rating * used(now, key),
            Self::Register => {
                let before = rating * between(key, 62, 50.0, 5_000.0);
                (before + rating * used_hours(now, key)).max(0.0)
            }
            // Three phases of 400 V at a power factor of 0.95, the rating in kW.
            Self::Current => rating * used(now, key) * 1_000.0 / (3.0_f64.sqrt() * 400.0 * 0.95),
            Self::Voltage => {
                231.0
                    + 2.5 * wander(key ^ 63, now.ms, 25 * MINUTE_MS)
                    + 0.6 * wander(key ^ 64, now.ms, MINUTE_MS)
            }
            Self::Frequency => 50.0 + 0.04 * wander(65, now.ms, 2 * MINUTE_MS),
        }
    }
}

/// A regular part of a load: its height, how often it comes, when it is highest.
struct Swing {
    height: f64,
    every_hours: f64,
    peak_hours: f64,
}

/// What a load is made of beside its base and the people; lower together than the base.
fn swings(key: u64) -> [Swing; 3] {
    let swing = |height, every_hours, peak_hours| Swing { height, every_hours, peak_hours };
    [swing(0.08, 24.0, 14.5), swing(0.04, 0.79, share(key, 66)), swing(0.03, 0.21, share(key, 67))]
}

/// The share of its rating that a load uses; always more than nothing.
fn used(now: &Moment, key: u64) -> f64 {
    let swung = swings(key).map(|swing| {
        swing.height * (TAU * (now.hours - swing.peak_hours) / swing.every_hours).cos()
    });
    0.25 + 0.5 * now.people + swung.iter().sum::<f64>()
}

/// The integral of [`used`] since the meters were fitted, so that a register only rises.
fn used_hours(now: &Moment, key: u64) -> f64 {
    let swung = swings(key).map(|swing| {
        let turn = TAU / swing.every_hours;
        swing.height / turn * (turn * (now.hours - swing.peak_hours)).sin()
    });
    0.25 * now.hours + 0.5 * now.people_hours + swung.iter().sum::<f64>()
}

impl State {
    fn at(self, now: &Moment, key: u64) -> Figure {
        match self {
            Self::Runs => Figure::Boolean(now.plant_runs),
            Self::Occupied => Figure::Boolean(Inside::at(now, key).presence > 0.15),
            Self::LightOn => Figure::Boolean(Room::LightLevel.at(now, key) > 0.0),
            Self::Alarm => Figure::Boolean(wander(key ^ 71, now.ms, 6 * HOUR_MS) > 0.985),
            // A hand is laid on it for an hour now and then.
            Self::Mode => Figure::Word(match wander(key ^ 72, now.ms, HOUR_MS) {
                at if at > 0.97 => "manual",
                at if at < -0.985 => "off",
                _ => "auto",
            }),
            Self::Occupancy => Figure::Word(match Inside::at(now, key).presence {
                at if at > 0.15 => "occupied",
                _ if now.plant_runs => "standby",
                _ => "unoccupied",
            }),
            Self::Demand => Figure::Word(match Inside::at(now, key).wanted_k() {
                _ if !now.plant_runs => "idle",
                wanted if wanted > 0.25 => "heating",
                wanted if wanted < -0.25 => "cooling",
                _ => "idle",
            }),
        }
    }
}

fn plant(now: &Moment) -> f64 {
    f64::from(u8::from(now.plant_runs))
}

fn percent(share: f64) -> f64 {
    100.0 * share.clamp(0.0, 1.0)
}
