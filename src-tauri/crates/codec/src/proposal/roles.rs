//! The function of a point in its equipment: a ranked table, the first rule that fits decides.
//!
//! A role is the rule's word, with an ending where the point is of another kind than the word says: `-sp` for setpoints,
//! `-cmd` for commands, `-status`, `-alarm`, `-parameter` and `-sensor`: `zone-air-temp-sp`, `supply-fan-cmd`.

use model::Kind;

use super::concept::Concept::{self, *};
use super::concept::Concepts;

/// One rule.
#[derive(Debug)]
pub(super) struct Rule {
    /// It has all of these.
    pub(super) all: Concepts,
    /// And one of these, unless there are none.
    any: Concepts,
    /// And none of these.
    none: Concepts,
    /// In one of these kinds of equipment, unless there are none.
    equipment: &'static [&'static str],
    /// The role where the point is of this kind.
    role: &'static str,
    bare: Kind,
    /// What a number of it is measured in where nobody says, and between which bounds it has to lie.
    pub(super) unit: Option<(&'static str, f64, f64)>,
    /// The equipment it belongs to where no name tells one.
    pub(super) belongs: Option<&'static str>,
}

impl Rule {
    /// The role of a point of this kind.
    pub(super) fn role(&self, kind: Kind, concepts: Concepts) -> String {
        let ending = match kind {
            _ if kind == self.bare => "",
            Kind::Sensor => "-sensor",
            Kind::Status => "-status",
            Kind::Setpoint => "-sp",
            Kind::Command => "-cmd",
            Kind::Parameter => "-parameter",
            Kind::Alarm => "-alarm",
        };
        let is_electric = self.role.starts_with("elec-");
        let phase = match concepts {
            _ if !is_electric => "",
            concepts if concepts.has(PhaseA) => "-a",
            concepts if concepts.has(PhaseB) => "-b",
            concepts if concepts.has(PhaseC) => "-c",
            _ => "",
        };
        format!("{}{phase}{ending}", self.role)
    }

    fn fits(&self, concepts: Concepts, equipment: Option<&str>) -> bool {
        concepts.has_all(self.all)
            && (self.any.is_none() || concepts.has_any(self.any))
            && !concepts.has_any(self.none)
            && (self.equipment.is_empty()
                || equipment.is_some_and(|kind| self.equipment.contains(&kind)))
    }
}

/// The first rule that fits.
pub(super) fn rule(concepts: Concepts, equipment: Option<&str>) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.fits(concepts, equipment))
}

/// The words that roles begin with.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    RULES.iter().map(|rule| rule.role)
}

const fn of(concepts: &[Concept]) -> Concepts {
    Concepts::of(concepts)
}

const fn sensor(all: &[Concept], role: &'static str) -> Rule {
    bare(all, role, Kind::Sensor)
}

const fn status(all: &[Concept], role: &'static str) -> Rule {
    bare(all, role, Kind::Status)
}

const fn bare(all: &[Concept], role: &'static str, bare: Kind) -> Rule {
    Rule {
        all: of(all),
        any: Concepts::NONE,
        none: Concepts::NONE,
        equipment: &[],
        role,
        bare,
        unit: None,
        belongs: None,
    }
}

impl Rule {
    const fn any(self, any: &[Concept]) -> Self {
        Self { any: of(any), ..self }
    }

    const fn none(self, none: &[Concept]) -> Self {
        Self { none: of(none), ..self }
    }

    const fn within(self, equipment: &'static [&'static str]) -> Self {
        Self { equipment, ..self }
    }

    const fn unit(self, unit: &'static str, low: f64, high: f64) -> Self {
        Self { unit: Some((unit, low, high)), ..self }
    }

    const fn belongs(self, equipment: &'static str) -> Self {
        Self { belongs: Some(equipment), ..self }
    }

    const fn temperature(self) -> Self {
        self.unit("°C", -60.0, 200.0)
    }

    const fn percent(self) -> Self {
        self.unit("%", 0.0, 100.0)
    }
}

/// Equipment that moves air.
const AIR_SIDE: &[&str] = &["ahu", "vav", "fcu"];
/// Equipment that makes or measures heat in water.
const HEAT: &[&str] = &["boiler", "heat-pump", "chp", "heat-meter"];
const COLD: &[&str] = &["chiller"];
/// Equipment in rooms.
const ROOM: &[&str] = &["room-sensor", "thermostat", "radiator-valve", "vav", "fcu"];

/// The rules, the most telling first.
const RULES: &[Rule] = &[
    // About the device.
    bare(&[Battery, Alarm], "battery", Kind::Sensor),
    sensor(&[Battery, Voltage], "battery-voltage").unit("V", 0.5, 60.0),
    sensor(&[Battery], "battery-level").none(&[Power, Energy, Current]).percent(),
    sensor(&[Signal], "diagnostic"),
    sensor(&[Diagnostic], "diagnostic"),
    sensor(&[Device, Temperature], "diagnostic").temperature(),
    // Electricity, heat, gas and water by the meter.
    sensor(&[PowerFactor], "elec-power-factor"),
    sensor(&[Reactive, Energy], "elec-reactive-energy").belongs("elec-meter"),
    sensor(&[Reactive], "elec-reactive-power").belongs("elec-meter"),
    sensor(&[Apparent], "elec-apparent-power").belongs("elec-meter"),
    sensor(&[Energy], "thermal-energy").within(&["heat-meter"]),
    sensor(&[Power], "thermal-power").within(&["heat-meter"]),
    sensor(&[Energy], "thermal-energy").any(&[Thermal]).belongs("heat-meter"),
    sensor(&[Power], "thermal-power").any(&[Thermal]).belongs("heat-meter"),
    sensor(&[Energy, Gas], "gas-energy").belongs("gas-meter"),
    sensor(&[Energy, Export], "elec-energy-export").belongs("elec-meter"),
    sensor(&[Energy], "elec-energy").belongs("elec-meter"),
    sensor(&[Power, Export], "elec-power-export").belongs("elec-meter"),
    sensor(&[Power], "elec-power").belongs("elec-meter"),
    sensor(&[Voltage], "elec-voltage").belongs("elec-meter"),
    sensor(&[Current], "elec-current").belongs("elec-meter"),
    sensor(&[Frequency], "pump-speed").within(&["pump"]),
    sensor(&[Frequency, Fan], "fan-speed"),
    sensor(&[Frequency], "elec-frequency").belongs("elec-meter"),
    sensor(&[Volume, Gas], "gas-volume").belongs("gas-meter"),
    sensor(&[Volume], "gas-volume").within(&["gas-meter"]),
    sensor(&[Volume], "water-volume").within(&["water-meter"]),
    sensor(&[Volume], "hot-water-volume").within(&["heat-meter"]),
    sensor(&[Volume, Water], "water-volume").belongs("water-meter"),
    sensor(&[Volume], "volume"),
    sensor(&[Runtime], "run-time"),
    // Weather.
    sensor(&[Wind, Speed], "outdoor-wind-speed").belongs("weather-station"),
    sensor(&[Wind], "outdoor-wind").belongs("weather-station"),
    sensor(&[Rain], "outdoor-rain").belongs("weather-station"),
    sensor(&[Irradiance], "outdoor-irradiance").belongs("weather-station"),
    // Temperatures, the most particular first.
    sensor(&[DewPoint], "dew-point-temp").temperature(),
    sensor(&[Temperature, Differential], "temp-difference").unit("K", -100.0, 100.0),
    sensor(&[Temperature, Outdoor], "outdoor-air-temp").none(&[Water]).temperature(),
    sensor(&[Temperature, Mixed], "mixed-air-temp").within(AIR_SIDE).temperature(),
    sensor(&[Temperature, Mixed, Air], "mixed-air-temp").temperature(),
    sensor(&[Temperature, Exhaust], "flue-gas-temp").within(&["boiler", "chp"]).temperature(),
    sensor(&[Temperature, Exhaust], "exhaust-air-temp").temperature(),
    sensor(&[Temperature, Domestic, Return], "dhw-return-temp").temperature(),
    sensor(&[Temperature, Domestic], "dhw-temp").temperature(),
    sensor(&[Temperature, Condenser], "condenser-water-return-temp")
        .any(&[Return, Entering])
        .temperature(),
    sensor(&[Temperature, Condenser], "condenser-water-flow-temp").temperature(),
    sensor(&[Temperature], "chilled-water-flow-temp")
        .within(COLD)
        .any(&[Supply, Leaving])
        .temperature(),
    sensor(&[Temperature], "chilled-water-return-temp")
        .within(COLD)
        .any(&[Return, Entering])
        .temperature(),
    sensor(&[Temperature, Chilled], "chilled-water-flow-temp")
        .none(&[Air, Zone, Setpoint])
        .any(&[Supply, Leaving])
        .temperature(),
    sensor(&[Temperature, Chilled], "chilled-water-return-temp")
        .none(&[Air, Zone, Setpoint])
        .any(&[Return, Entering])
        .temperature(),
    sensor(&[Temperature], "hot-water-flow-temp")
        .within(HEAT)
        .any(&[Supply, Leaving])
        .temperature(),
    sensor(&[Temperature], "hot-water-return-temp")
        .within(HEAT)
        .any(&[Return, Entering])
        .temperature(),
    sensor(&[Temperature, Hot], "hot-water-flow-temp")
        .none(&[Air, Zone])
        .any(&[Supply, Leaving])
        .temperature(),
    sensor(&[Temperature, Hot], "hot-water-return-temp")
        .none(&[Air, Zone])
        .any(&[Return, Entering])
        .temperature(),
    sensor(&[Temperature, Water, Supply], "water-flow-temp").temperature(),
    sensor(&[Temperature, Water, Return], "water-return-temp").temperature(),
    sensor(&[Temperature], "hot-water-flow-temp").within(&["boiler"]).temperature(),
    sensor(&[Temperature, Supply, Air], "discharge-air-temp").temperature(),
    sensor(&[Temperature], "discharge-air-temp")
        .within(AIR_SIDE)
        .any(&[Supply, Leaving])
        .temperature(),
    sensor(&[Temperature, Return, Air], "return-air-temp").temperature(),
    sensor(&[Temperature, Return], "return-air-temp").within(AIR_SIDE).temperature(),
    sensor(&[Temperature, Zone], "zone-air-temp").temperature().belongs("room-sensor"),
    sensor(&[Temperature, Hot, Setpoint], "zone-air-heating-temp").temperature(),
    sensor(&[Temperature, Chilled, Setpoint], "zone-air-cooling-temp").temperature(),
    sensor(&[Temperature], "zone-air-temp").within(ROOM).temperature(),
    sensor(&[Temperature], "outdoor-air-temp").within(&["weather-station"]).temperature(),
    sensor(&[Temperature, Supply], "flow-temp").temperature(),
    sensor(&[Temperature, Return], "return-temp").temperature(),
    sensor(&[Temperature], "temp").temperature(),
    // Air quality, light and sound.
    sensor(&[Humidity, Outdoor], "outdoor-air-rh").percent(),
    sensor(&[Humidity, Supply], "discharge-air-rh").percent(),
    sensor(&[Humidity, Return], "return-air-rh").percent(),
    sensor(&[Humidity], "outdoor-air-rh").within(&["weather-station"]).percent(),
    sensor(&[Humidity], "zone-air-rh").percent().belongs("room-sensor"),
    sensor(&[Co2, Return], "return-air-co2").unit("ppm", 0.0, 20_000.0),
    sensor(&[Co2, Outdoor], "outdoor-air-co2").unit("ppm", 0.0, 20_000.0),
    sensor(&[Co2], "zone-co2").unit("ppm", 0.0, 20_000.0).belongs("room-sensor"),
    sensor(&[Voc], "zone-voc").belongs("room-sensor"),
    sensor(&[Particles], "zone-particles").unit("µg/m³", 0.0, 10_000.0).belongs("room-sensor"),
    sensor(&[Illuminance, Outdoor], "outdoor-illuminance").unit("lx", 0.0, 200_000.0),
    sensor(&[Illuminance], "outdoor-illuminance")
        .within(&["weather-station"])
        .unit("lx", 0.0, 200_000.0),
    sensor(&[Illuminance], "zone-illuminance").unit("lx", 0.0, 200_000.0).belongs("room-sensor"),
    sensor(&[Noise], "zone-noise").belongs("room-sensor"),
    // Pressures and flows.
    sensor(&[Pressure, Filter], "filter-dp"),
    sensor(&[Pressure, Static], "duct-static-pressure"),
    sensor(&[Pressure], "atmospheric-pressure").within(&["weather-station"]),
    sensor(&[Pressure, Supply], "discharge-air-pressure").within(AIR_SIDE),
    sensor(&[Pressure, Return], "return-air-pressure").within(AIR_SIDE),
    sensor(&[Pressure, Differential], "water-dp").within(&["pump", "boiler", "chiller"]),
    sensor(&[Pressure, Differential], "dp"),
    sensor(&[Pressure], "water-pressure").within(&["boiler", "chiller", "pump"]),
    sensor(&[Pressure, Water], "water-pressure"),
    sensor(&[Pressure, Outdoor], "atmospheric-pressure"),
    sensor(&[Pressure], "pressure"),
    sensor(&[Flow, Outdoor], "outdoor-air-flow").within(AIR_SIDE),
    sensor(&[Flow, Return], "return-air-flow").within(AIR_SIDE),
    sensor(&[Flow, Exhaust], "exhaust-air-flow"),
    sensor(&[Flow], "discharge-air-flow").within(AIR_SIDE),
    sensor(&[Flow, Air], "air-flow"),
    sensor(&[Flow], "chilled-water-flow").within(COLD),
    sensor(&[Flow, Chilled], "chilled-water-flow"),
    sensor(&[Flow], "hot-water-flow").within(HEAT),
    sensor(&[Flow, Hot], "hot-water-flow"),
    sensor(&[Flow, Gas], "gas-flow"),
    sensor(&[Flow], "gas-flow").within(&["gas-meter"]),
    sensor(&[Flow], "water-flow").any(&[Water]),
    sensor(&[Flow], "water-flow").within(&["pump", "water-meter"]),
    sensor(&[Flow], "flow"),
    // Parts.
    bare(&[Filter, Alarm], "filter", Kind::Sensor),
    status(&[Filter], "filter").none(&[Pressure]),
    sensor(&[Fan, Supply, Speed], "supply-fan-speed").percent(),
    sensor(&[Fan, Return, Speed], "return-fan-speed").percent(),
    sensor(&[Fan, Exhaust, Speed], "exhaust-fan-speed").percent(),
    sensor(&[Fan, Speed], "fan-speed"),
    bare(&[Fan, Supply], "supply-fan", Kind::Sensor),
    bare(&[Fan, Return], "return-fan", Kind::Sensor),
    bare(&[Fan, Exhaust], "exhaust-fan", Kind::Sensor),
    bare(&[Fan], "fan", Kind::Sensor),
    sensor(&[Pump, Speed], "pump-speed").percent().belongs("pump"),
    sensor(&[Speed], "pump-speed").within(&["pump"]).percent(),
    bare(&[Pump], "pump", Kind::Sensor)
        .any(&[Status, Command, Alarm, Enable, Feedback, Mode])
        .belongs("pump"),
    bare(&[Valve, Hot], "heating-valve", Kind::Sensor).percent(),
    bare(&[Valve, Chilled], "cooling-valve", Kind::Sensor).percent(),
    bare(&[Valve], "valve", Kind::Sensor).percent(),
    bare(&[Position], "valve", Kind::Sensor).within(&["radiator-valve"]).percent(),
    bare(&[Demand], "valve", Kind::Sensor).within(&["radiator-valve"]).percent(),
    bare(&[Damper, Outdoor], "outdoor-damper", Kind::Sensor).percent(),
    bare(&[Damper, Return], "return-damper", Kind::Sensor).percent(),
    bare(&[Damper, Exhaust], "exhaust-damper", Kind::Sensor).percent(),
    bare(&[Damper], "damper", Kind::Sensor).percent(),
    bare(&[HeatRecovery], "heat-recovery", Kind::Sensor).percent(),
    bare(&[Humidifier], "humidifier", Kind::Sensor).percent(),
    bare(&[Compressor], "compressor", Kind::Sensor),
    bare(&[Burner], "burner", Kind::Sensor),
    // Modes and demands.
    status(&[Mode], "ahu-mode").within(&["ahu"]),
    status(&[Mode], "boiler-mode").within(&["boiler"]),
    status(&[Mode], "chiller-mode").within(&["chiller"]),
    status(&[Mode], "zone-mode").within(ROOM),
    status(&[Mode], "operating-mode"),
    sensor(&[Demand, Hot], "heating-demand").percent(),
    sensor(&[Demand, Chilled], "cooling-demand").percent(),
    sensor(&[Demand], "demand").percent(),
    // Rooms and lights.
    status(&[Motion], "zone-occupancy").belongs("room-sensor"),
    status(&[Door], "door").belongs("contact"),
    status(&[Window], "window").belongs("contact"),
    status(&[Lock], "lock"),
    bare(&[Leak], "leak", Kind::Alarm),
    bare(&[Smoke], "smoke", Kind::Alarm),
    sensor(&[Brightness], "light-level").percent().belongs("light"),
    sensor(&[Level], "light-level").within(&["light"]).percent(),
    bare(&[Light], "light", Kind::Sensor).any(&[Switch, Status, Command]).belongs("light"),
    bare(&[Switch], "light", Kind::Sensor).within(&["light"]),
    bare(&[Status], "light", Kind::Sensor).within(&["light"]),
    bare(&[Status], "pump", Kind::Sensor).within(&["pump"]),
    bare(&[Command], "pump", Kind::Sensor).within(&["pump"]),
    sensor(&[Blind], "blind-position").percent().belongs("blind"),
    sensor(&[Position], "blind-position").within(&["blind"]).percent(),
    bare(&[Switch], "switch", Kind::Sensor).belongs("switch"),
    // What is left.
    sensor(&[Setpoint, Zone], "zone-air-temp").unit("°C", 5.0, 35.0),
    sensor(&[Setpoint], "zone-air-temp").within(ROOM).unit("°C", 5.0, 35.0),
    sensor(&[Level], "level"),
    sensor(&[Position], "position").percent(),
    sensor(&[Speed], "speed"),
    sensor(&[Count], "count"),
    bare(&[Alarm], "fault", Kind::Alarm),
    bare(&[Enable], "enable", Kind::Command),
    bare(&[Command], "run", Kind::Sensor),
    bare(&[Status], "run", Kind::Sensor),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_is_kebab_case_and_every_unit_is_known() {
        for rule in RULES {
            let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(rule.role.chars().all(is_plain), "{}", rule.role);
            if let Some((unit, low, high)) = rule.unit {
                assert_eq!(crate::units::known(unit).map(|known| known.unit), Some(unit));
                assert!(low < high);
            }
            let equipment = rule.equipment.iter().chain(rule.belongs.iter());
            for kind in equipment {
                assert!(super::super::equipment::EQUIPMENT_KINDS.contains(kind), "{kind}");
            }
        }
    }
}
