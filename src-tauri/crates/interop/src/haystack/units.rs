//! Units between Home Assistant's spelling and Haystack's symbols.
//!
//! Most are the same; the table has those that are not, the rest is looked up in libhaystack's unit database.

use libhaystack::units::get_unit;

/// Our spelling, and Haystack's symbol.
const DIFFERENT: &[(&str, &str)] = &[
    ("ft³/min", "cfm"),
    ("L/h", "L/hr"),
    ("m³/h", "m³/h"),
    ("BTU/h", "BTU/h"),
    ("gal/min", "gal/min"),
    ("lx", "lx"),
    ("rpm", "rpm"),
    ("d", "day"),
    ("w", "wk"),
    ("mo", "mo"),
    ("y", "yr"),
    ("h", "h"),
    ("var", "VAR"),
    ("kvar", "kVAR"),
    ("Mvar", "MVAR"),
    ("varh", "VARh"),
    ("kvarh", "kVARh"),
    ("Ω", "Ω"),
    ("µg/m³", "µg/m³"),
    ("inH₂O", "inH₂O"),
    ("°", "deg"),
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
