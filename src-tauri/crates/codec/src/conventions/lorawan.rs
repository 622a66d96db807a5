//! What LoRaWAN network servers have in common: the values a payload decoder made, and where a device is.
//!
//! The names are those of the widespread decoders: Cayenne LPP as ChirpStack and The Things Stack spell it (their
//! documentation of built-in codecs), Milesight's and Dragino's.

use crate::json::Item;
use crate::said::{Facts, Said};
use crate::units;

/// The largest fuse of a building's branch.
const BRANCH_A_MAX: f64 = 63.0;

/// Names of percentages that tell no unit elsewhere.
const PERCENTAGES: &[&str] = &[
    "valve_opening",
    "valveOpening",
    "battery_level",
    "batteryLevel",
    "moisture",
    "soil_moisture",
    "soilMoisture",
];

/// Reads what a payload decoder made of an uplink.
///
/// A `history` of moments tells the same points as the values beside it, only later than it should. `bytes` are the payload
/// itself, which a decoder without knowledge of the device hands through.
pub(super) fn decoded(said: &mut Said<'_>, object: Item<'_>, facts: Facts<'_>) {
    let facts = Facts { units: unit_of, ..facts };
    said.values(&[], object, Facts { skip: stands_apart, ..facts });
    for (key, member) in object.members() {
        if key == "history" {
            let path: &[&str] = if is_history(member) { &[] } else { &[key] };
            said.values(path, member, facts);
        } else if key == "current" {
            // Without a voltage beside it, it would not be taken for amperes; decoders name no thermostat's value so.
            said.values(&[key], member, Facts { name: key, ..facts });
        } else if let Some(unit) = unit_of_channels(key) {
            channels(said, key, member, Facts { unit: Some(unit), ..facts });
        }
    }
}

/// Reads a place; how it was found is no value.
pub(super) fn location(said: &mut Said<'_>, location: Item<'_>, facts: Facts<'_>) {
    let skip = |pointer: &str| pointer == "/source";
    said.values(&["location"], location, Facts { units: unit_of_place, skip, ..facts });
}

/// Reads a quantity of a Cayenne LPP payload: a value for each channel, or only one.
fn channels(said: &mut Said<'_>, key: &str, member: Item<'_>, facts: Facts<'_>) {
    if !member.is_object() {
        return said.values(&[key], member, facts);
    }
    for (channel, value) in member.members() {
        said.values(&[key, channel], value, facts);
    }
}

fn stands_apart(pointer: &str) -> bool {
    let key = pointer.get(1..).unwrap_or("");
    matches!(key, "history" | "bytes" | "current") || unit_of_channels(key).is_some()
}

/// Whether every element tells its moment.
fn is_history(item: Item<'_>) -> bool {
    let is_moment = |element: Item<'_>| {
        ["timestamp", "time"].iter().any(|key| element.get(key).and_then(Item::time).is_some())
    };
    item.is_array() && item.elements().all(is_moment)
}

/// The unit of a Cayenne LPP quantity in ChirpStack's spelling, whose channels are numbered below it.
fn unit_of_channels(key: &str) -> Option<&'static str> {
    match key {
        "temperatureSensor" => Some("°C"),
        "humiditySensor" => Some("%"),
        "barometer" => Some("hPa"),
        "illuminanceSensor" => Some("lx"),
        _ => None,
    }
}

/// The unit that a decoder's name implies. A `current` is amperes, unless it is more than a branch carries: sockets tell
/// milliamperes under that name.
pub(super) fn unit_of(name: &str, number: f64) -> Option<&'static str> {
    match name {
        "current" if number.abs() > BRANCH_A_MAX => None,
        "total_current" => Some("Ah"),
        "power_consumption" => Some("Wh"),
        name => units::of_name(name, number).or_else(|| of_decoders(name, number)),
    }
}

fn of_decoders(name: &str, number: f64) -> Option<&'static str> {
    let unnumbered = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('_');
    let is = |known: &[&str]| known.iter().any(|known| unnumbered.eq_ignore_ascii_case(known));
    let begins = |known: &str| {
        name.get(..known.len()).is_some_and(|start| start.eq_ignore_ascii_case(known))
    };
    let is_percentage = (0.0..=100.0).contains(&number);
    if ["pm1_0", "pm2_5", "pm2.5", "pm_2_5", "pm4_0"].contains(&name) {
        Some("µg/m³")
    } else if name.ends_with("Deg") || name.ends_with("_deg") || is(&["heading"]) {
        Some("°")
    } else if begins("TempC") {
        Some("°C")
    } else if is_percentage && (begins("Hum_") || is(PERCENTAGES)) {
        Some("%")
    } else if is(&["vdd"]) && number > 1_000.0 {
        Some("mV")
    } else if is(&["soundAvg", "soundPeak"]) {
        Some("dB")
    } else if is(&["luminosity", "illumination", "light"]) {
        Some("lx")
    } else if is(&["hcho"]) {
        Some("mg/m³")
    } else if is(&["altitude"]) {
        Some("m")
    } else {
        None
    }
}

fn unit_of_place(name: &str, number: f64) -> Option<&'static str> {
    match name {
        "altitude" | "accuracy" => Some("m"),
        _ => units::of_name(name, number),
    }
}
