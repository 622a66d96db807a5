//! Units between Home Assistant's spelling and Haystack's symbols.
//!
//! Most are the same; the table has those that are not, the rest is looked up in libhaystack's unit database.

use libhaystack::units::get_unit;

/// Our spelling, and Haystack's symbol. Its `t` is the short ton; its ohm is the sign and not the Greek letter.
const DIFFERENT: &[(&str, &str)] = &[
    ("ft³/min", "cfm"),
    ("s", "sec"),
    ("h", "hr"),
    ("d", "day"),
    ("w", "wk"),
    ("y", "yr"),
    ("t", "ton"),
    ("short ton", "t"),
    ("var", "VAR"),
    ("kvar", "kVAR"),
    ("Mvar", "MVAR"),
    ("varh", "VARh"),
    ("kvarh", "kVARh"),
    ("Mvarh", "MVARh"),
    ("dB", "db"),
    ("°", "deg"),
    ("\u{3a9}", "\u{2126}"),
    ("m\u{3a9}", "m\u{2126}"),
    ("k\u{3a9}", "k\u{2126}"),
    ("M\u{3a9}", "M\u{2126}"),
];

/// Haystack's symbol for a unit; one it does not know stays as it is.
pub(super) fn to_haystack(unit: &str) -> &str {
    DIFFERENT.iter().find(|(ours, _)| *ours == unit).map_or(unit, |(_, theirs)| *theirs)
}

/// Our spelling of a unit that Haystack names by symbol or by word: `°F`, `fahrenheit`.
pub(super) fn from_haystack(unit: &str) -> &str {
    let symbol = get_unit(unit).map_or(unit, |known| known.symbol());
    if symbol == "%RH" {
        return "%";
    }
    DIFFERENT.iter().find(|(_, theirs)| *theirs == symbol).map_or(symbol, |(ours, _)| *ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_buildings_are_haystack_s_and_come_back() {
        for unit in [
            "°C", "°F", "K", "%", "ppm", "ppb", "Pa", "hPa", "kPa", "bar", "mbar", "psi", "inH₂O",
            "W", "kW", "MW", "Wh", "kWh", "MWh", "V", "mV", "A", "mA", "Hz", "lx", "L", "m³",
            "ft³", "L/s", "L/min", "L/h", "m³/h", "ft³/min", "rpm", "s", "min", "h", "d", "kg",
            "g", "t", "m", "mm", "m/s", "km/h", "J", "kJ", "MJ", "VA", "kVA", "var", "kvar",
            "varh", "kvarh", "W/m²", "µg/m³", "mg/m³", "BTU/h", "dB", "Ω", "kΩ", "°",
        ] {
            let symbol = to_haystack(unit);
            assert!(get_unit(symbol).is_some(), "{unit}: Haystack has no {symbol}");
            assert_eq!(from_haystack(symbol), unit);
        }
    }

    #[test]
    fn names_and_other_spellings_become_ours() {
        for (theirs, ours) in [
            ("fahrenheit", "°F"),
            ("%RH", "%"),
            ("kilowatt_hour", "kWh"),
            ("t", "short ton"),
            ("own", "own"),
        ] {
            assert_eq!(from_haystack(theirs), ours);
        }
    }
}
