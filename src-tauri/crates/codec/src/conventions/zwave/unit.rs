//! Units that the class and the property imply; a value id tells its own.
//!
//! Source: the Z-Wave specification's meter scales, in the property key of Z-Wave JS: type, scale and rate, a byte each.

use crate::said::UnitOf;
use crate::units;

/// The unit of the value at a path of class, endpoint, property and key.
pub(super) fn of(path: &[&str]) -> Option<&'static str> {
    match path {
        ["128" | "battery", .., "level"] => Some("%"),
        ["50" | "meter", .., key] => of_meter(key.parse().ok()?),
        _ => None,
    }
}

/// The units that names imply: those of sensors, which Z-Wave names by what they measure.
pub(super) fn of_sensor(path: &[&str]) -> UnitOf {
    let is_sensor = matches!(path.first(), Some(&("49" | "sensor_multilevel")));
    if is_sensor { units::of_name } else { |_, _| None }
}

fn of_meter(key: u32) -> Option<&'static str> {
    let (kind, scale) = (key >> 16, (key >> 8) & 0xff);
    Some(match (kind, scale) {
        (1, 0) => "kWh",
        (1, 1) => "kVAh",
        (1, 2) => "W",
        (1, 4) => "V",
        (1, 5) => "A",
        (2 | 3, 0) => "m³",
        (2 | 3, 1) => "ft³",
        (3, 2) => "gal",
        (4 | 5, 0) => "kWh",
        _ => return None,
    })
}
