//! The points that each kind of equipment has: what they are called, measured in, and show.
//!
//! Names that end in a unit do so because the name alone would tell another one, as in the field.

use std::sync::Arc;

use model::Timestamp;

use crate::moment::Moment;
use crate::payload::Told;
use crate::signal::{Air, Figure, Load, Room, Signal, State, Water, Weather};

/// One point of the building.
#[derive(Debug, Clone)]
pub struct Point {
    /// Where it is published.
    pub topic: Arc<str>,
    /// Its place in the payload: a JSON Pointer, empty for a plain payload.
    pub path: Arc<str>,
    /// What a person calls it: "VAV 3-14 zone air temp".
    pub name: String,
    /// What its numbers are measured in.
    pub unit: Option<&'static str>,
    /// Tells its equipment's chance from all others'.
    pub(crate) key: u64,
    pub(crate) spec: Spec,
}

impl Point {
    /// What it shows, rounded as its device rounds.
    pub(crate) fn at(&self, now: &Moment) -> Figure {
        match self.spec.signal.at(now, self.key) {
            Figure::Number(number) => Figure::Number(rounded(number, self.spec.decimals)),
            figure @ (Figure::Boolean(_) | Figure::Word(_)) => figure,
        }
    }

    /// What its payload tells; the path is the key with a slash before it, and no slug needs an escape.
    pub(crate) fn told(&self, now: &Moment) -> Told<'_> {
        Told {
            key: self.path.trim_start_matches('/'),
            unit: self.unit,
            decimals: self.spec.decimals,
            figure: self.at(now),
        }
    }

    /// The device's own time, where its payload tells one.
    pub(crate) fn time(&self, now: Timestamp) -> Option<Timestamp> {
        (!self.path.is_empty()).then_some(now)
    }
}

/// What a kind of equipment says of one of its points.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spec {
    /// The last level of its topic, or its key in JSON with `_` for `-`.
    pub(crate) slug: &'static str,
    pub(crate) unit: Option<&'static str>,
    pub(crate) decimals: u8,
    pub(crate) signal: Signal,
}

/// The double nearest to so many decimals, which is what reading the decimal text yields again.
pub(crate) fn rounded(number: f64, decimals: u8) -> f64 {
    let scale = [1.0, 10.0, 100.0, 1_000.0][usize::from(decimals.min(3))];
    // Adding zero turns minus zero into zero.
    (number * scale).round() / scale + 0.0
}

const fn number(slug: &'static str, unit: &'static str, decimals: u8, signal: Signal) -> Spec {
    Spec { slug, unit: Some(unit), decimals, signal }
}

const fn state(slug: &'static str, state: State) -> Spec {
    Spec { slug, unit: None, decimals: 0, signal: Signal::State(state) }
}

const fn load(
    slug: &'static str,
    unit: &'static str,
    decimals: u8,
    load: Load,
    rating: f64,
) -> Spec {
    number(slug, unit, decimals, Signal::Load(load, rating))
}

pub(crate) const WEATHER_STATION: &[Spec] = &[
    number("outdoor-air-temp", "°C", 1, Signal::Weather(Weather::Temperature)),
    number("outdoor-humidity", "%", 0, Signal::Weather(Weather::Humidity)),
    number("irradiance-w-m2", "W/m²", 0, Signal::Weather(Weather::Irradiance)),
    number("wind-speed", "m/s", 1, Signal::Weather(Weather::Wind)),
];

pub(crate) const MAIN_METER: &[Spec] = &[
    load("power-kw", "kW", 1, Load::Power, 420.0),
    load("energy-kwh", "kWh", 1, Load::Register, 420.0),
    load("current", "A", 0, Load::Current, 420.0),
    load("voltage", "V", 1, Load::Voltage, 1.0),
    load("frequency", "Hz", 2, Load::Frequency, 1.0),
];

pub(crate) const FLOOR_METER: &[Spec] = &[
    load("power-kw", "kW", 2, Load::Power, 24.0),
    load("energy-kwh", "kWh", 2, Load::Register, 24.0),
    load("current", "A", 1, Load::Current, 24.0),
    load("voltage", "V", 1, Load::Voltage, 1.0),
];

pub(crate) const WATER_METER: &[Spec] = &[
    load("volume-m3", "m³", 2, Load::Register, 1.8),
    load("flow-m3-h", "m³/h", 2, Load::Power, 1.8),
];

pub(crate) const GAS_METER: &[Spec] = &[
    load("volume-m3", "m³", 1, Load::Register, 32.0),
    load("flow-m3-h", "m³/h", 1, Load::Power, 32.0),
];

pub(crate) const HEAT_METER: &[Spec] = &[
    load("power-kw", "kW", 1, Load::Power, 280.0),
    load("energy-kwh", "kWh", 0, Load::Register, 280.0),
    number("supply-temp", "°C", 1, Signal::Water(Water::HotSupply)),
    number("return-temp", "°C", 1, Signal::Water(Water::HotReturn)),
];

pub(crate) const BOILER: &[Spec] = &[
    number("supply-temp", "°C", 1, Signal::Water(Water::HotSupply)),
    number("return-temp", "°C", 1, Signal::Water(Water::HotReturn)),
    number("supply-temp-setpoint", "°C", 1, Signal::Water(Water::HotSetpoint)),
    number("firing-rate", "%", 0, Signal::Water(Water::Firing)),
    state("running", State::Runs),
    state("fault", State::Alarm),
    state("mode", State::Mode),
    load("run-hours", "h", 1, Load::Register, 0.7),
];

pub(crate) const CHILLER: &[Spec] = &[
    number("supply-temp", "°C", 1, Signal::Water(Water::ChilledSupply)),
    number("return-temp", "°C", 1, Signal::Water(Water::ChilledReturn)),
    number("load-percent", "%", 0, Signal::Water(Water::ChillerLoad)),
    load("power-kw", "kW", 1, Load::Power, 160.0),
    load("energy-kwh", "kWh", 1, Load::Register, 160.0),
    state("running", State::Runs),
    state("fault", State::Alarm),
    state("mode", State::Mode),
];

pub(crate) const PUMP: &[Spec] = &[
    number("speed", "%", 0, Signal::Water(Water::PumpSpeed)),
    number("pressure-bar", "bar", 2, Signal::Water(Water::Pressure)),
    load("power-kw", "kW", 2, Load::Power, 5.5),
    state("running", State::Runs),
    state("fault", State::Alarm),
    state("mode", State::Mode),
];

pub(crate) const AIR_HANDLER: &[Spec] = &[
    number("supply-air-temp", "°C", 1, Signal::Air(Air::Supply)),
    number("supply-air-temp-setpoint", "°C", 1, Signal::Air(Air::SupplySetpoint)),
    number("return-air-temp", "°C", 1, Signal::Air(Air::Return)),
    number("mixed-air-temp", "°C", 1, Signal::Air(Air::Mixed)),
    number("duct-pressure-pa", "Pa", 0, Signal::Air(Air::Pressure)),
    number("filter-pressure-pa", "Pa", 0, Signal::Air(Air::Filter)),
    number("supply-fan-speed", "%", 0, Signal::Air(Air::FanSpeed)),
    number("outdoor-damper", "%", 0, Signal::Air(Air::OutdoorDamper)),
    number("heating-valve", "%", 0, Signal::Air(Air::HeatingValve)),
    number("cooling-valve", "%", 0, Signal::Air(Air::CoolingValve)),
    state("supply-fan-running", State::Runs),
    state("filter-alarm", State::Alarm),
    state("mode", State::Mode),
    load("power-kw", "kW", 2, Load::Power, 11.0),
];

pub(crate) const VAV_BOX: &[Spec] = &[
    number("zone-air-temp", "°C", 1, Signal::Room(Room::Temperature)),
    number("zone-air-temp-setpoint", "°C", 1, Signal::Room(Room::Setpoint)),
    number("damper", "%", 0, Signal::Room(Room::Damper)),
    number("airflow-l-s", "L/s", 0, Signal::Room(Room::Airflow(180.0))),
    number("reheat-valve", "%", 0, Signal::Room(Room::HeatingValve)),
    state("occupancy-mode", State::Occupancy),
];

pub(crate) const FAN_COIL: &[Spec] = &[
    number("room-temp", "°C", 1, Signal::Room(Room::Temperature)),
    number("room-temp-setpoint", "°C", 1, Signal::Room(Room::Setpoint)),
    number("heating-valve", "%", 0, Signal::Room(Room::HeatingValve)),
    number("cooling-valve", "%", 0, Signal::Room(Room::CoolingValve)),
    state("fan-running", State::Runs),
    state("demand", State::Demand),
    state("mode", State::Mode),
];

pub(crate) const ROOM_SENSOR: &[Spec] = &[
    number("temperature", "°C", 1, Signal::Room(Room::Temperature)),
    number("humidity", "%", 0, Signal::Room(Room::Humidity)),
    number("co2", "ppm", 0, Signal::Room(Room::Co2)),
    number("illuminance", "lx", 0, Signal::Room(Room::Illuminance)),
    state("occupied", State::Occupied),
    number("battery", "%", 0, Signal::Room(Room::Battery)),
];

pub(crate) const LIGHTS: &[Spec] = &[
    state("on", State::LightOn),
    number("level", "%", 0, Signal::Room(Room::LightLevel)),
    load("energy-kwh", "kWh", 2, Load::Register, 0.9),
];
