//! What each point shows of the building's state.

use super::air::Mode;
use super::state::{Register, State};
use super::weather::relative_humidity;
use crate::noise::{share, wander};
use crate::signal::Figure;

const MINUTE_MS: i64 = 60_000;

/// What a point measures or reports; rooms and air handlers by their place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Signal {
    Weather(Weather),
    Room(usize, Room),
    Vav(usize, Vav),
    Fcu(usize, Fcu),
    Air(usize, Air),
    Hot(Hot),
    Cold(Cold),
    Pump(Pump, Motor),
    Light(usize, Light),
    Power(Register),
    Count(Register),
    Mains(Mains),
    Flow,
    Kitchen(Kitchen),
    Charging,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Weather {
    Temperature,
    Humidity,
    Irradiance,
    Wind,
}

/// What a sensor on the wall measures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Room {
    Temperature,
    Humidity,
    Co2,
    Occupied,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Vav {
    Temperature,
    Setpoint,
    Damper,
    Airflow,
    Reheat,
    ReheatPosition,
    Discharge,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Fcu {
    Temperature,
    Setpoint,
    Heating,
    Cooling,
    Fan,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Air {
    Supply,
    Setpoint,
    Return,
    Mixed,
    DuctPressure,
    FilterPressure,
    FanSpeed,
    FanPower,
    Heating,
    Cooling,
    OutdoorDamper,
    Running,
    Mode,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Hot {
    Supply,
    Return,
    Setpoint,
    Fire,
    Running,
    Fault,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cold {
    Supply,
    Return,
    Setpoint,
    Load,
    Power,
    Running,
    Fault,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Pump {
    Heating,
    Cooling,
    Circulation,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Motor {
    Speed,
    Power,
    Running,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Light {
    Level,
    Power,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Mains {
    Voltage,
    PowerFactor,
}

/// What the cold room in the kitchen tells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kitchen {
    Temperature,
    Humidity,
    Power,
    Door,
}

impl Signal {
    /// What it shows; `key` tells one device's noise from another's.
    pub(super) fn of(self, state: &State, key: u64) -> Figure {
        let drift = |minutes: i64| wander(key, state.local.ms, minutes * MINUTE_MS);
        let number = match self {
            Self::Weather(weather) => weather.of(state),
            Self::Room(place, room) => return room.of(state, place, key),
            Self::Vav(place, of) => of.of(state, place) + of.noise() * drift(7),
            Self::Fcu(place, of) => of.of(state, place) + of.noise() * drift(7),
            Self::Air(place, of) => return of.of(state, place, drift(4)),
            Self::Hot(hot) => return hot.of(state, drift(5)),
            Self::Cold(cold) => return cold.of(state, drift(5)),
            Self::Pump(pump, motor) => return pump.of(state, motor),
            Self::Light(floor, Light::Level) => 100.0 * state.lights[floor].level,
            Self::Light(floor, Light::Power) => state.lights[floor].power_kw,
            Self::Power(register) => power_kw(state, register),
            Self::Count(register) => state.register(register),
            Self::Mains(Mains::Voltage) => 230.8 + 1.9 * drift(25) + 0.4 * drift(1),
            Self::Mains(Mains::PowerFactor) => 0.94 + 0.02 * drift(18),
            Self::Flow => state.water_l_min,
            Self::Kitchen(kitchen) => return kitchen.of(state, key),
            Self::Charging => {
                let word = if state.charger_kw > 0.0 { "charging" } else { "available" };
                return Figure::Word(word);
            }
        };
        Figure::Number(number)
    }
}

impl Weather {
    fn of(self, state: &State) -> f64 {
        match self {
            Self::Temperature => state.weather.outdoor_c,
            Self::Humidity => state.weather.humidity,
            Self::Irradiance => state.weather.irradiance,
            Self::Wind => state.weather.wind_m_s,
        }
    }
}

impl Room {
    fn of(self, state: &State, place: usize, key: u64) -> Figure {
        let room = &state.rooms[place];
        let ms = state.local.ms;
        let is_doubtful =
            super::faults::of_sensor(room.space.number) == super::faults::Fault::Doubtful;
        // A doubtful sensor jumps from one look to the next.
        let jump = if is_doubtful { 2.0 * share(key, ms.cast_unsigned()) - 1.0 } else { 0.0 };
        Figure::Number(match self {
            Self::Temperature => {
                room.air_c
                    + 0.3 * (share(key, 1) - 0.5)
                    + 0.05 * wander(key, ms, 6 * MINUTE_MS)
                    + 1.6 * jump
            }
            Self::Humidity => {
                relative_humidity(room.moisture, room.air_c)
                    + 0.4 * wander(key, ms, 9 * MINUTE_MS)
                    + 6.0 * jump
            }
            Self::Co2 => room.co2_ppm + 7.0 * wander(key, ms, 3 * MINUTE_MS) + 120.0 * jump,
            Self::Occupied => return Figure::Boolean(room.people > 0.5),
        })
    }
}

impl Vav {
    fn of(self, state: &State, place: usize) -> f64 {
        let room = &state.rooms[place];
        match self {
            Self::Temperature => room.air_c,
            Self::Setpoint => room.setpoint_c(),
            Self::Damper => 100.0 * room.damper,
            Self::Airflow => room.flow_l_s,
            Self::Reheat => 100.0 * room.reheat,
            Self::ReheatPosition => 100.0 * room.reheat_valve,
            Self::Discharge => room.discharge_c,
        }
    }

    fn noise(self) -> f64 {
        match self {
            Self::Temperature => 0.06,
            Self::Discharge => 0.12,
            Self::Setpoint | Self::Damper | Self::Airflow | Self::Reheat | Self::ReheatPosition => {
                0.0
            }
        }
    }
}

impl Fcu {
    fn of(self, state: &State, place: usize) -> f64 {
        let room = &state.rooms[place];
        match self {
            Self::Temperature => room.air_c,
            Self::Setpoint => room.setpoint_c(),
            Self::Heating => 100.0 * room.reheat_valve,
            Self::Cooling => 100.0 * room.cooling,
            Self::Fan => 100.0 * room.fan,
        }
    }

    fn noise(self) -> f64 {
        if self == Self::Temperature { 0.08 } else { 0.0 }
    }
}

impl Air {
    fn of(self, state: &State, place: usize, drift: f64) -> Figure {
        let air = &state.handlers[place];
        Figure::Number(match self {
            Self::Supply => air.supply_c + 0.12 * drift,
            Self::Setpoint => air.setpoint_c,
            Self::Return => air.return_c + 0.06 * drift,
            Self::Mixed => air.mixed_c(state.weather.outdoor_c) + 0.1 * drift,
            Self::DuctPressure => (air.duct_pa() * (1.0 + 0.025 * drift)).max(0.0),
            Self::FilterPressure => (air.filter_pa() * (1.0 + 0.02 * drift)).max(0.0),
            Self::FanSpeed => 100.0 * air.speed,
            Self::FanPower => air.fan_kw(),
            Self::Heating => 100.0 * air.heating,
            Self::Cooling => 100.0 * air.cooling,
            Self::OutdoorDamper => 100.0 * air.outdoor_damper,
            Self::Running => return Figure::Boolean(air.mode != Mode::Off),
            Self::Mode => return Figure::Word(air.mode.word()),
        })
    }
}

impl Hot {
    fn of(self, state: &State, drift: f64) -> Figure {
        let boiler = &state.boiler;
        Figure::Number(match self {
            Self::Supply => boiler.supply_c + 0.2 * drift,
            Self::Return => boiler.return_c + 0.2 * drift,
            Self::Setpoint => boiler.setpoint_c,
            Self::Fire => 100.0 * boiler.fire,
            Self::Running => return Figure::Boolean(boiler.fire > 0.0),
            Self::Fault => return Figure::Boolean(false),
        })
    }
}

impl Cold {
    fn of(self, state: &State, drift: f64) -> Figure {
        let chiller = &state.chiller;
        Figure::Number(match self {
            Self::Supply => chiller.supply_c + 0.1 * drift,
            Self::Return => chiller.return_c + 0.1 * drift,
            Self::Setpoint => chiller.setpoint_c(),
            Self::Load => 100.0 * chiller.load(),
            Self::Power => chiller.power_kw,
            Self::Running => return Figure::Boolean(chiller.load() > 0.0),
            Self::Fault => return Figure::Boolean(false),
        })
    }
}

impl Pump {
    fn of(self, state: &State, motor: Motor) -> Figure {
        let (speed, power_kw) = match self {
            Self::Heating => (state.boiler.pump, state.boiler.pump_kw()),
            Self::Cooling => (state.chiller.pump, state.chiller.pump_kw()),
            Self::Circulation => (state.circulation(), state.circulation_kw()),
        };
        match motor {
            Motor::Speed => Figure::Number(100.0 * speed),
            Motor::Power => Figure::Number(power_kw),
            Motor::Running => Figure::Boolean(speed > 0.0),
        }
    }
}

impl Kitchen {
    fn of(self, state: &State, key: u64) -> Figure {
        let ms = state.local.ms;
        // The compressor runs a third of each twenty minutes or so.
        let turn = wander(key ^ state.seed(), ms, 11 * MINUTE_MS);
        Figure::Number(match self {
            Self::Temperature => 3.4 + 1.1 * turn,
            Self::Humidity => 71.0 - 4.0 * turn,
            Self::Power => {
                if turn > 0.25 {
                    840.0 + 30.0 * turn
                } else {
                    6.0
                }
            }
            Self::Door => {
                let open = (7.0..18.0).contains(&state.local.hour)
                    && wander(key ^ 5, ms, 2 * MINUTE_MS) > 0.85;
                return Figure::Boolean(open);
            }
        })
    }
}

fn power_kw(state: &State, register: Register) -> f64 {
    match register {
        Register::Main => state.main_kw(),
        Register::Floor(floor) => state.floors_kw[floor],
        Register::Plant => state.plant_kw,
        Register::Heat => state.heat_kw,
        Register::Charger => state.charger_kw,
        Register::Water => state.water_l_min,
    }
}
