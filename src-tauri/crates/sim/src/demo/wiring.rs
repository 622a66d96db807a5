//! Which devices there are, which points each has, and how each speaks.
//!
//! Controllers publish one plain value a topic, fan coils with the unit behind it, room sensors and meters JSON objects with
//! their own time. Names in topics end in a unit where the name alone would tell another one, as in the field.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use model::{Kind, Unit};

use super::faults::{self, Fault};
use super::layout::{
    AIR_HANDLERS, ELECTRICAL_ROOM, FLOORS, PLANT_ROOM, ROOF, SPACES, Sensor, Served,
};
use super::plan::{Equipment, Feed, Point, SITE};
use super::signal::{
    Air, Cold, Fcu, Hot, Kitchen, Light, Mains, Motor, Pump, Room, Signal, Vav, Weather,
};
use super::state::Register;
use crate::noise::mix;
use crate::payload::{Aside, Form, Stamp};

/// The devices being wired.
pub(super) struct Wiring {
    seed: u64,
    pub(super) equipment: Vec<Equipment>,
    pub(super) points: Vec<Point>,
    pub(super) feeds: Vec<Feed>,
    pub(super) described: usize,
}

/// One point of a device.
struct Spec {
    /// The last level of its topic, or its key in JSON with `_` for `-`.
    slug: &'static str,
    /// What it is called behind its device's name.
    words: &'static str,
    unit: &'static str,
    decimals: u8,
    kind: Kind,
    signal: Signal,
    every_s: u32,
    /// What may be written; empty where nothing may.
    bounds: Range<f64>,
}

/// Where a device is and what it is called.
struct Device<'a> {
    slug: &'a str,
    name: &'a str,
    space: Option<usize>,
    equipment: Option<usize>,
}

impl Wiring {
    pub(super) fn of(seed: u64) -> Self {
        let (equipment, points, feeds) = (Vec::new(), Vec::new(), Vec::new());
        let mut wiring = Self { seed, equipment, points, feeds, described: 0 };
        wiring.air_handlers();
        wiring.rooms();
        wiring.plant();
        wiring.meters();
        wiring.lights();
        wiring.weather();
        wiring.described = wiring.points.len();
        wiring.unknown();
        wiring
    }

    fn air_handlers(&mut self) {
        for (n, name) in AIR_HANDLERS.into_iter().enumerate() {
            let slug = name.to_lowercase();
            self.controller(&slug, name, "ahu", ROOF, Form::Plain, &air_handler(n));
        }
    }

    /// Boxes, fan coils and the sensors on the walls; rooms are counted as the state counts them.
    fn rooms(&mut self) {
        let mut room = 0;
        for (place, space) in SPACES.iter().enumerate() {
            let number = space.slug();
            match space.served {
                Served::Vav(_) => {
                    let (slug, name) = (format!("vav-{number}"), format!("VAV {number}"));
                    self.controller(&slug, &name, "vav", place, Form::Plain, &vav_box(room));
                }
                Served::Fcu => {
                    let (slug, name) = (format!("fcu-{number}"), format!("FCU {number}"));
                    let form = Form::PlainWithUnit;
                    self.controller(&slug, &name, "fcu", place, form, &fan_coil(room));
                }
                Served::Nothing => continue,
            }
            if space.sensor == Sensor::OnTheWall {
                let fault = faults::of_sensor(space.number);
                let aside =
                    if fault == Fault::Doubtful { Aside::Uncertain } else { Aside::Nothing };
                let name = format!("{} {}", space.number, space.name);
                let device =
                    Device { slug: &number, name: &name, space: Some(place), equipment: None };
                let form = Form::Object(Stamp::Milliseconds, aside);
                self.object("rooms", &device, form, fault, &room_sensor(room));
            }
            room += 1;
        }
    }

    fn plant(&mut self) {
        let place = PLANT_ROOM;
        self.controller("boiler-1", "Boiler 1", "boiler", place, Form::Plain, &boiler());
        self.controller("chiller-1", "Chiller 1", "chiller", ROOF, Form::Plain, &chiller());
        let pumps = [
            ("pump-1", "Heating pump", Pump::Heating),
            ("pump-2", "Chilled water pump", Pump::Cooling),
            ("pump-3", "Circulation pump", Pump::Circulation),
        ];
        for (slug, name, which) in pumps {
            self.controller(slug, name, "pump", place, Form::Plain, &pump(which));
        }
    }

    fn meters(&mut self) {
        self.meter("main", "Main electricity meter", "elec-meter", ELECTRICAL_ROOM, &main_meter());
        for (floor, name) in FLOORS.into_iter().enumerate() {
            let slug = format!("floor-{floor}");
            let name = format!("{name} electricity meter");
            let specs = sub_meter(Register::Floor(floor));
            self.meter(&slug, &name, "elec-meter", ELECTRICAL_ROOM, &specs);
        }
        let name = "Plant electricity meter";
        self.meter("plant", name, "elec-meter", PLANT_ROOM, &sub_meter(Register::Plant));
        self.meter("heat", "Heat meter", "heat-meter", PLANT_ROOM, &heat_meter());
        self.meter("water", "Water meter", "water-meter", PLANT_ROOM, &water_meter());
    }

    fn lights(&mut self) {
        for (floor, name) in FLOORS.into_iter().enumerate() {
            let (slug, name) = (format!("lights-{floor}"), format!("{name} lights"));
            // They hang all over the floor; where their controller is says which one.
            let place = [1, 7, 13][floor];
            self.controller(&slug, &name, "lighting", place, Form::Plain, &lights(floor));
        }
    }

    fn weather(&mut self) {
        let equipment = self.equip("Weather station", "weather-station", ROOF);
        let device = Device {
            slug: "station",
            name: "Weather station",
            space: Some(ROOF),
            equipment: Some(equipment),
        };
        let form = Form::Object(Stamp::Seconds, Aside::Nothing);
        self.object("weather", &device, form, Fault::None, &weather_station());
    }

    /// Devices that somebody fitted and told nobody of.
    fn unknown(&mut self) {
        let form = Form::Object(Stamp::Iso, Aside::Nothing);
        let charger =
            Device { slug: "ev-charger-1", name: "EV charger 1", space: None, equipment: None };
        self.object("guests", &charger, form, Fault::None, &ev_charger());
        let kitchen = Device { slug: "cold-room", name: "Cold room", space: None, equipment: None };
        self.object("guests", &kitchen, form, Fault::None, &cold_room());
    }

    fn equip(&mut self, name: &str, kind: &'static str, space: usize) -> usize {
        self.equipment.push(Equipment { name: name.to_owned(), kind, space: Some(space) });
        self.equipment.len() - 1
    }

    /// A controller that publishes each value on a topic of its own.
    fn controller(
        &mut self,
        slug: &str,
        name: &str,
        kind: &'static str,
        space: usize,
        form: Form,
        specs: &[Spec],
    ) {
        let equipment = self.equip(name, kind, space);
        let device = Device { slug, name, space: Some(space), equipment: Some(equipment) };
        for spec in specs {
            let topic: Arc<str> = Arc::from(format!("{SITE}/{}/{}", device.slug, spec.slug));
            let point = self.point(&device, spec, Arc::clone(&topic), Arc::from(""), Fault::None);
            self.points.push(point);
            self.feed(topic, 1, form, spec.every_s, Fault::None);
        }
    }

    fn meter(&mut self, slug: &str, name: &str, kind: &'static str, place: usize, specs: &[Spec]) {
        let equipment = self.equip(name, kind, place);
        let device = Device { slug, name, space: Some(place), equipment: Some(equipment) };
        let form = Form::Object(Stamp::Iso, Aside::Nothing);
        self.object("meters", &device, form, Fault::None, specs);
    }

    /// A device that publishes all its values in one object.
    fn object(
        &mut self,
        group: &str,
        device: &Device<'_>,
        form: Form,
        fault: Fault,
        specs: &[Spec],
    ) {
        let topic: Arc<str> = Arc::from(format!("{SITE}/{group}/{}", device.slug));
        for spec in specs {
            let path = Arc::from(format!("/{}", spec.slug.replace('-', "_")));
            let point = self.point(device, spec, Arc::clone(&topic), path, fault);
            self.points.push(point);
        }
        let every_s = specs.first().map_or(60, |spec| spec.every_s);
        self.feed(topic, specs.len(), form, every_s, fault);
    }

    fn point(
        &self,
        device: &Device<'_>,
        spec: &Spec,
        topic: Arc<str>,
        path: Arc<str>,
        fault: Fault,
    ) -> Point {
        let set_topic = (!spec.bounds.is_empty()).then(|| Arc::from(format!("{topic}/set")));
        Point {
            name: format!("{} {}", device.name, spec.words),
            kind: spec.kind,
            unit: Unit::new(spec.unit),
            topic,
            path,
            space: device.space,
            equipment: device.equipment,
            interval: Duration::from_secs(spec.every_s.into()),
            meter: matches!(spec.signal, Signal::Count(Register::Main)),
            set_topic,
            key: mix(self.seed, 1_000 + self.points.len() as u64),
            decimals: spec.decimals,
            signal: spec.signal,
            bounds: spec.bounds.clone(),
            fault,
        }
    }

    /// The topic of the points that were added last.
    fn feed(&mut self, topic: Arc<str>, count: usize, form: Form, every_s: u32, fault: Fault) {
        let every_ms = i64::from(every_s) * 1_000;
        let chance = mix(self.seed ^ 0x5eed, self.feeds.len() as u64);
        let phase_ms = chance.rem_euclid(every_ms.cast_unsigned()).cast_signed();
        let points = self.points.len() - count..self.points.len();
        self.feeds.push(Feed { topic, points, form, every_ms, phase_ms, fault });
    }
}

/// A value that is only told.
const fn told(
    slug: &'static str,
    words: &'static str,
    unit: &'static str,
    decimals: u8,
    kind: Kind,
    signal: Signal,
    every_s: u32,
) -> Spec {
    Spec { slug, words, unit, decimals, kind, signal, every_s, bounds: 0.0..0.0 }
}

/// A value that can be written, too.
const fn taken(mut spec: Spec, low: f64, high: f64) -> Spec {
    spec.bounds.start = low;
    spec.bounds.end = high;
    spec
}

use Kind::{Alarm, Command, Sensor as Measured, Setpoint, Status};

#[rustfmt::skip]
fn air_handler(n: usize) -> [Spec; 13] {
    let s = |of| Signal::Air(n, of);
    [
        told("supply-air-temperature", "supply air temperature", "°C", 1, Measured, s(Air::Supply), 20),
        taken(told("supply-air-temperature-setpoint", "supply air temperature setpoint", "°C", 1, Setpoint, s(Air::Setpoint), 60), 12.0, 28.0),
        told("return-air-temperature", "return air temperature", "°C", 1, Measured, s(Air::Return), 30),
        told("mixed-air-temperature", "mixed air temperature", "°C", 1, Measured, s(Air::Mixed), 30),
        told("duct-pressure-pa", "duct pressure", "Pa", 0, Measured, s(Air::DuctPressure), 20),
        told("filter-pressure-pa", "filter pressure drop", "Pa", 0, Measured, s(Air::FilterPressure), 60),
        told("supply-fan-speed", "supply fan speed", "%", 0, Command, s(Air::FanSpeed), 30),
        told("supply-fan-power-kw", "supply fan power", "kW", 2, Measured, s(Air::FanPower), 30),
        told("heating-valve", "heating valve", "%", 0, Command, s(Air::Heating), 30),
        told("cooling-valve", "cooling valve", "%", 0, Command, s(Air::Cooling), 30),
        told("outdoor-air-damper", "outdoor air damper", "%", 0, Command, s(Air::OutdoorDamper), 60),
        told("supply-fan-running", "supply fan running", "", 0, Status, s(Air::Running), 60),
        told("mode", "mode", "", 0, Status, s(Air::Mode), 60),
    ]
}

#[rustfmt::skip]
fn vav_box(room: usize) -> [Spec; 7] {
    let s = |of| Signal::Vav(room, of);
    [
        told("zone-air-temperature", "zone air temperature", "°C", 1, Measured, s(Vav::Temperature), 30),
        taken(told("zone-air-temperature-setpoint", "zone air temperature setpoint", "°C", 1, Setpoint, s(Vav::Setpoint), 60), 16.0, 28.0),
        told("damper", "damper", "%", 0, Command, s(Vav::Damper), 30),
        told("airflow-l-s", "airflow", "L/s", 0, Measured, s(Vav::Airflow), 30),
        told("reheat-valve", "reheat valve command", "%", 0, Command, s(Vav::Reheat), 60),
        told("reheat-valve-position", "reheat valve position", "%", 0, Measured, s(Vav::ReheatPosition), 60),
        told("discharge-air-temperature", "discharge air temperature", "°C", 1, Measured, s(Vav::Discharge), 30),
    ]
}

#[rustfmt::skip]
fn fan_coil(room: usize) -> [Spec; 5] {
    let s = |of| Signal::Fcu(room, of);
    [
        told("room-temperature", "room temperature", "°C", 1, Measured, s(Fcu::Temperature), 30),
        taken(told("room-temperature-setpoint", "room temperature setpoint", "°C", 1, Setpoint, s(Fcu::Setpoint), 60), 16.0, 28.0),
        told("heating-valve", "heating valve", "%", 0, Command, s(Fcu::Heating), 60),
        told("cooling-valve", "cooling valve", "%", 0, Command, s(Fcu::Cooling), 60),
        told("fan-speed", "fan speed", "%", 0, Command, s(Fcu::Fan), 60),
    ]
}

#[rustfmt::skip]
fn room_sensor(room: usize) -> [Spec; 4] {
    let s = |of| Signal::Room(room, of);
    [
        told("temperature", "temperature", "°C", 1, Measured, s(Room::Temperature), 30),
        told("humidity", "humidity", "%", 0, Measured, s(Room::Humidity), 30),
        told("co2", "CO₂", "ppm", 0, Measured, s(Room::Co2), 30),
        told("occupied", "occupancy", "", 0, Status, s(Room::Occupied), 30),
    ]
}

#[rustfmt::skip]
fn boiler() -> [Spec; 6] {
    let s = Signal::Hot;
    [
        told("supply-temperature", "supply temperature", "°C", 1, Measured, s(Hot::Supply), 20),
        told("return-temperature", "return temperature", "°C", 1, Measured, s(Hot::Return), 20),
        taken(told("supply-temperature-setpoint", "supply temperature setpoint", "°C", 0, Setpoint, s(Hot::Setpoint), 60), 35.0, 80.0),
        told("firing-rate", "firing rate", "%", 0, Command, s(Hot::Fire), 20),
        told("running", "running", "", 0, Status, s(Hot::Running), 30),
        told("fault", "fault", "", 0, Alarm, s(Hot::Fault), 60),
    ]
}

#[rustfmt::skip]
fn chiller() -> [Spec; 7] {
    let s = Signal::Cold;
    [
        told("supply-temperature", "supply temperature", "°C", 1, Measured, s(Cold::Supply), 20),
        told("return-temperature", "return temperature", "°C", 1, Measured, s(Cold::Return), 20),
        taken(told("supply-temperature-setpoint", "supply temperature setpoint", "°C", 1, Setpoint, s(Cold::Setpoint), 60), 5.0, 15.0),
        told("load", "load", "%", 0, Measured, s(Cold::Load), 20),
        told("power-kw", "power", "kW", 1, Measured, s(Cold::Power), 20),
        told("running", "running", "", 0, Status, s(Cold::Running), 30),
        told("fault", "fault", "", 0, Alarm, s(Cold::Fault), 60),
    ]
}

#[rustfmt::skip]
fn pump(which: Pump) -> [Spec; 3] {
    let s = |of| Signal::Pump(which, of);
    [
        told("speed", "speed", "%", 0, Command, s(Motor::Speed), 30),
        told("power-kw", "power", "kW", 2, Measured, s(Motor::Power), 30),
        told("running", "running", "", 0, Status, s(Motor::Running), 60),
    ]
}

#[rustfmt::skip]
fn main_meter() -> [Spec; 4] {
    let register = Register::Main;
    [
        told("power-kw", "power", "kW", 2, Measured, Signal::Power(register), 10),
        told("energy-kwh", "energy", "kWh", 2, Measured, Signal::Count(register), 10),
        told("voltage", "voltage", "V", 1, Measured, Signal::Mains(Mains::Voltage), 10),
        told("power-factor", "power factor", "", 3, Measured, Signal::Mains(Mains::PowerFactor), 10),
    ]
}

#[rustfmt::skip]
fn sub_meter(register: Register) -> [Spec; 2] {
    [
        told("power-kw", "power", "kW", 2, Measured, Signal::Power(register), 15),
        told("energy-kwh", "energy", "kWh", 2, Measured, Signal::Count(register), 15),
    ]
}

#[rustfmt::skip]
fn heat_meter() -> [Spec; 4] {
    [
        told("power-kw", "power", "kW", 1, Measured, Signal::Power(Register::Heat), 15),
        told("energy-kwh", "energy", "kWh", 1, Measured, Signal::Count(Register::Heat), 15),
        told("supply-temperature", "supply temperature", "°C", 1, Measured, Signal::Hot(Hot::Supply), 15),
        told("return-temperature", "return temperature", "°C", 1, Measured, Signal::Hot(Hot::Return), 15),
    ]
}

#[rustfmt::skip]
fn water_meter() -> [Spec; 2] {
    [
        told("volume-m3", "volume", "m³", 3, Measured, Signal::Count(Register::Water), 30),
        told("flow-l-min", "flow", "L/min", 1, Measured, Signal::Flow, 30),
    ]
}

#[rustfmt::skip]
fn lights(floor: usize) -> [Spec; 2] {
    [
        taken(told("level", "level", "%", 0, Command, Signal::Light(floor, Light::Level), 30), 0.0, 100.0),
        told("power-kw", "power", "kW", 2, Measured, Signal::Light(floor, Light::Power), 30),
    ]
}

#[rustfmt::skip]
fn weather_station() -> [Spec; 4] {
    let s = Signal::Weather;
    [
        told("temperature", "outdoor temperature", "°C", 1, Measured, s(Weather::Temperature), 60),
        told("humidity", "outdoor humidity", "%", 0, Measured, s(Weather::Humidity), 60),
        told("irradiance-w-m2", "irradiance", "W/m²", 0, Measured, s(Weather::Irradiance), 60),
        told("wind-speed-m-s", "wind speed", "m/s", 1, Measured, s(Weather::Wind), 60),
    ]
}

#[rustfmt::skip]
fn ev_charger() -> [Spec; 4] {
    [
        told("power-kw", "power", "kW", 2, Measured, Signal::Power(Register::Charger), 20),
        told("energy-kwh", "energy", "kWh", 2, Measured, Signal::Count(Register::Charger), 20),
        told("voltage", "voltage", "V", 1, Measured, Signal::Mains(Mains::Voltage), 20),
        told("state", "state", "", 0, Status, Signal::Charging, 20),
    ]
}

#[rustfmt::skip]
fn cold_room() -> [Spec; 4] {
    let s = Signal::Kitchen;
    [
        told("temperature", "temperature", "°C", 1, Measured, s(Kitchen::Temperature), 60),
        told("humidity", "humidity", "%", 0, Measured, s(Kitchen::Humidity), 60),
        told("compressor-power-w", "compressor power", "W", 0, Measured, s(Kitchen::Power), 60),
        told("door-open", "door open", "", 0, Status, s(Kitchen::Door), 60),
    ]
}
