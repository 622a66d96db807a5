//! IANA's registry "SenML Units", in Home Assistant's spelling.

use crate::units;

/// The unit of a value. `C` is a coulomb and `F` a farad in SenML: neither is a temperature.
///
/// `%` is registered as a ratio from 0 to 1, and widely used as what it looks like: what is beyond one is percent.
pub(super) fn of_registry(unit: &str, number: f64) -> Option<&str> {
    match unit {
        "" | "/" | "count" | "beats" | "EL/" => None,
        "%" if number.abs() <= 1.0 && number.fract() != 0.0 => None,
        "C" => Some("A·s"),
        "F" => Some("A·s/V"),
        "H" => Some("V·s/A"),
        "%EL" => Some("%"),
        "EL" => Some("s"),
        "lat" | "lon" => Some("°"),
        "beat/min" => Some("bpm"),
        "m/s2" => Some("m/s²"),
        "kg/m3" => Some("kg/m³"),
        "cd/m2" => Some("cd/m²"),
        "ug/l" => Some("µg/L"),
        "g/l" => Some("g/L"),
        unit => Some(units::known(unit).map_or(unit, |known| known.unit)),
    }
}

/// The unit of a sum over time: watts over seconds are joules.
pub(super) fn of_sum(unit: &str) -> Option<&'static str> {
    match unit {
        "W" => Some("J"),
        "A" => Some("A·s"),
        "l/s" => Some("L"),
        "m3/s" => Some("m³"),
        "m/s" => Some("m"),
        _ => None,
    }
}
