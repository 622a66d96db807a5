//! Units as devices spell them, brought to Home Assistant's spelling; and units told by well-known names.
//!
//! Knows a fixed list; what is not on it is no unit. Never tells `mW` from `MW` by guessing: spellings
//! are compared as written, and only those without such a twin are listed in several cases.

mod bacnet;
mod name;

use std::collections::HashMap;
use std::sync::LazyLock;

use model::Unit;

pub(crate) use bacnet::of_bacnet;
pub(crate) use name::{last_name, of_name};

/// What a unit measures; units of the same quantity may stand for one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quantity {
    Temperature,
    Ratio,
    Concentration,
    Pressure,
    Power,
    ApparentPower,
    ReactivePower,
    Energy,
    Voltage,
    Current,
    Frequency,
    Illuminance,
    Irradiance,
    Length,
    Area,
    Volume,
    Flow,
    Speed,
    Mass,
    Time,
    Signal,
    Data,
    Angle,
    Other,
}

/// A unit on the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Known {
    /// Home Assistant's spelling.
    pub(crate) unit: &'static str,
    /// What it measures.
    pub(crate) quantity: Quantity,
}

/// The unit a text spells.
pub(crate) fn known(text: &str) -> Option<Known> {
    static SPELLINGS: LazyLock<HashMap<&'static str, Known>> = LazyLock::new(|| {
        let mut spellings = HashMap::new();
        for &(quantity, unit, aliases) in UNITS {
            for spelling in std::iter::once(unit).chain(aliases.iter().copied()) {
                let earlier = spellings.insert(spelling, Known { unit, quantity });
                debug_assert!(earlier.is_none(), "the unit {spelling} is listed twice");
            }
        }
        spellings
    });
    SPELLINGS.get(text).copied()
}

/// The unit a device's text tells: in the known spelling, else as it stands.
pub(crate) fn told(text: &str) -> Option<Unit> {
    let text = text.trim();
    Unit::new(known(text).map_or(text, |known| known.unit))
}

use Quantity as Q;

const UNITS: &[(Quantity, &str, &[&str])] = &[
    (Q::Temperature, "°C", TEMPERATURE_C),
    (Q::Temperature, "°F", &["F", "degF", "deg F", "℉", "ºF", "Fahrenheit", "fahrenheit"]),
    (Q::Temperature, "K", &["Kelvin", "kelvin"]),
    (
        Q::Ratio,
        "%",
        &["pct", "percent", "Percent", "PERCENT", "％", "%RH", "%rH", "% RH", "%rh", "% rH"],
    ),
    (Q::Ratio, "‰", &[]),
    (Q::Concentration, "ppm", &["PPM", "Ppm"]),
    (Q::Concentration, "ppb", &["PPB"]),
    (Q::Concentration, "µg/m³", &["μg/m³", "ug/m3", "ug/m³", "µg/m3", "μg/m3", "ug/m^3"]),
    (Q::Concentration, "mg/m³", &["mg/m3"]),
    (Q::Concentration, "g/m³", &["g/m3"]),
    (Q::Concentration, "mg/L", &["mg/l"]),
    (Q::Concentration, "p/m³", &["p/m3"]),
    (Q::Concentration, "Bq/m³", &["Bq/m3"]),
    (Q::Concentration, "pCi/L", &["pCi/l"]),
    (Q::Pressure, "Pa", &["pa", "Pascal", "pascal"]),
    (Q::Pressure, "hPa", &["hpa", "HPA", "HPa", "hectopascal"]),
    (Q::Pressure, "kPa", &["kpa", "KPa", "KPA", "kilopascal"]),
    (Q::Pressure, "mbar", &["mBar"]),
    (Q::Pressure, "bar", &["Bar", "BAR"]),
    (Q::Pressure, "cbar", &[]),
    (Q::Pressure, "psi", &["PSI", "Psi"]),
    (Q::Pressure, "mmHg", &["mmhg"]),
    (Q::Pressure, "inHg", &["inhg"]),
    (Q::Pressure, "inH₂O", &["inH2O", "inWC", "in.w.c.", "inwc"]),
    (Q::Power, "mW", &[]),
    (Q::Power, "W", &["w", "Watt", "watt", "Watts", "watts"]),
    (Q::Power, "kW", &["KW", "kw", "Kw", "kilowatt", "kilowatts"]),
    (Q::Power, "MW", &["megawatt", "megawatts"]),
    (Q::Power, "GW", &[]),
    (Q::Power, "BTU/h", &["Btu/h", "btu/h"]),
    (Q::ApparentPower, "VA", &["va"]),
    (Q::ApparentPower, "kVA", &["KVA", "kva"]),
    (Q::ReactivePower, "var", &["VAR", "VAr", "Var"]),
    (Q::ReactivePower, "kvar", &["kVAr", "kVAR", "KVAR", "kVar"]),
    (Q::Energy, "mWh", &[]),
    (Q::Energy, "Wh", &["wh", "WH"]),
    (Q::Energy, "kWh", &["KWh", "kwh", "KWH", "kW·h", "kW h"]),
    (Q::Energy, "MWh", &["MWH"]),
    (Q::Energy, "GWh", &["GWH"]),
    (Q::Energy, "J", &["joule", "joules"]),
    (Q::Energy, "kJ", &["KJ", "kj"]),
    (Q::Energy, "MJ", &[]),
    (Q::Energy, "GJ", &[]),
    (Q::Energy, "cal", &[]),
    (Q::Energy, "kcal", &[]),
    (Q::Other, "varh", &["VARh", "VArh"]),
    (Q::Other, "kvarh", &["kVARh", "kVArh"]),
    (Q::Other, "VAh", &[]),
    (Q::Other, "kVAh", &[]),
    (Q::Other, "kWh/m²", &["kWh/m2"]),
    (Q::Voltage, "µV", &["μV", "uV"]),
    (Q::Voltage, "mV", &["mv", "millivolt", "millivolts"]),
    (Q::Voltage, "V", &["v", "Volt", "volt", "Volts", "volts", "VAC", "VDC"]),
    (Q::Voltage, "kV", &["kv", "KV"]),
    (Q::Current, "µA", &["μA", "uA"]),
    (Q::Current, "mA", &["ma", "milliampere", "milliamperes"]),
    (Q::Current, "A", &["a", "Amp", "amp", "Amps", "amps", "ampere", "amperes", "Ampere"]),
    (Q::Frequency, "Hz", &["hz", "HZ", "hertz", "Hertz"]),
    (Q::Frequency, "kHz", &["khz", "KHz"]),
    (Q::Frequency, "MHz", &[]),
    (Q::Frequency, "GHz", &[]),
    (Q::Frequency, "rpm", &["RPM", "1/min", "r/min"]),
    (Q::Illuminance, "lx", &["lux", "Lux", "LUX", "Lx"]),
    (Q::Irradiance, "W/m²", &["W/m2", "w/m2", "W/m^2", "W/M2"]),
    (Q::Length, "µm", &["μm", "um"]),
    (Q::Length, "mm", &["millimeter", "millimeters"]),
    (Q::Length, "cm", &["centimeter", "centimeters"]),
    (Q::Length, "m", &["meter", "meters", "metre", "metres"]),
    (Q::Length, "km", &["kilometer", "kilometers"]),
    (Q::Length, "in", &["inch", "inches"]),
    (Q::Length, "ft", &["feet", "foot"]),
    (Q::Length, "mi", &["miles"]),
    (Q::Area, "m²", &["m2", "m^2", "sqm"]),
    (Q::Area, "ft²", &["ft2", "sqft"]),
    (Q::Volume, "mL", &["ml"]),
    (Q::Volume, "L", &["l", "liter", "litre", "liters", "litres", "Liter"]),
    (Q::Volume, "m³", &["m3", "m^3", "M3", "cbm"]),
    (Q::Volume, "ft³", &["ft3", "CF"]),
    (Q::Volume, "gal", &["gallon", "gallons"]),
    (Q::Flow, "m³/h", &["m3/h", "m^3/h", "m³/hr", "m3/hr", "cmh", "CMH"]),
    (Q::Flow, "m³/min", &["m3/min"]),
    (Q::Flow, "m³/s", &["m3/s", "m^3/s"]),
    (Q::Flow, "ft³/min", &["ft3/min", "CFM", "cfm"]),
    (Q::Flow, "L/s", &["l/s", "lps", "LPS"]),
    (Q::Flow, "L/min", &["l/min", "lpm", "LPM"]),
    (Q::Flow, "L/h", &["l/h", "lph", "LPH", "l/hr"]),
    (Q::Flow, "gal/min", &["gpm", "GPM"]),
    (Q::Speed, "m/s", &["mps", "m/sec"]),
    (Q::Speed, "mm/s", &[]),
    (Q::Speed, "km/h", &["kmh", "kph", "kmph", "Km/h"]),
    (Q::Speed, "mph", &[]),
    (Q::Speed, "ft/s", &[]),
    (Q::Speed, "kn", &["knots"]),
    (Q::Speed, "mm/h", &[]),
    (Q::Mass, "µg", &["μg", "ug"]),
    (Q::Mass, "mg", &[]),
    (Q::Mass, "g", &["gram", "grams"]),
    (Q::Mass, "kg", &["Kg", "KG", "kilogram", "kilograms"]),
    (Q::Mass, "t", &[]),
    (Q::Mass, "lb", &["lbs"]),
    (Q::Mass, "oz", &[]),
    (Q::Time, "µs", &["μs", "us"]),
    (Q::Time, "ms", &["msec", "milliseconds"]),
    (Q::Time, "s", &["sec", "secs", "second", "seconds"]),
    (Q::Time, "min", &["mins", "minute", "minutes"]),
    (Q::Time, "h", &["hr", "hrs", "hour", "hours"]),
    (Q::Time, "d", &["day", "days"]),
    (Q::Signal, "dB", &["db"]),
    (Q::Signal, "dBm", &["dbm", "DBM"]),
    (Q::Signal, "dBA", &["dB(A)", "dBa"]),
    (Q::Signal, "lqi", &[]),
    (Q::Data, "B", &["bytes"]),
    (Q::Data, "kB", &["KB"]),
    (Q::Data, "MB", &[]),
    (Q::Data, "GB", &[]),
    (Q::Data, "KiB", &[]),
    (Q::Data, "MiB", &[]),
    (Q::Data, "GiB", &[]),
    (Q::Angle, "°", &["deg", "degree", "degrees"]),
    (Q::Other, "Ω", &["Ohm", "ohm", "Ohms", "ohms"]),
    (Q::Other, "kΩ", &["kOhm", "kohm"]),
    (Q::Other, "S/cm", &[]),
    (Q::Other, "mS/cm", &[]),
    (Q::Other, "µS/cm", &["μS/cm", "uS/cm"]),
    (Q::Other, "pH", &["ph"]),
    (Q::Other, "€", &["EUR"]),
    (Q::Other, "€/kWh", &["EUR/kWh"]),
];

const TEMPERATURE_C: &[&str] =
    &["C", "degC", "deg C", "Cel", "℃", "ºC", "Celsius", "celsius", "degrees C", "° C"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_unit_is_its_own_spelling() {
        for (_, unit, _) in UNITS {
            assert_eq!(known(unit).map(|known| known.unit), Some(*unit));
        }
    }

    #[test]
    fn what_has_a_twin_in_another_case_is_not_guessed() {
        assert_eq!(known("mW").map(|known| known.unit), Some("mW"));
        assert_eq!(known("MW").map(|known| known.unit), Some("MW"));
        assert_eq!(known("mwh"), None);
        assert_eq!(known("widgets"), None);
    }
}
