//! BACnet's engineering units by their number, in Home Assistant's spelling.
//!
//! Source: ASHRAE 135, `BACnetEngineeringUnits`; those that buildings have.

/// The number of "no units".
pub(super) const NO_UNITS: u32 = 95;

/// From here on a unit is a vendor's own, and only the units file says what it is.
pub(super) const FIRST_OF_VENDORS: u32 = 256;

const UNITS: &[(u32, &str)] = &[
    (0, "m²"),
    (1, "ft²"),
    (2, "mA"),
    (3, "A"),
    (4, "Ω"),
    (5, "V"),
    (6, "kV"),
    (7, "MV"),
    (8, "VA"),
    (9, "kVA"),
    (10, "MVA"),
    (11, "var"),
    (12, "kvar"),
    (13, "Mvar"),
    (16, "J"),
    (17, "kJ"),
    (18, "Wh"),
    (19, "kWh"),
    (20, "BTU"),
    (27, "Hz"),
    (28, "g/kg"),
    (29, "%"),
    (30, "mm"),
    (31, "m"),
    (32, "in"),
    (33, "ft"),
    (35, "W/m²"),
    (36, "lm"),
    (37, "lx"),
    (39, "kg"),
    (40, "lb"),
    (41, "t"),
    (42, "kg/s"),
    (43, "kg/min"),
    (44, "kg/h"),
    (47, "W"),
    (48, "kW"),
    (49, "MW"),
    (50, "BTU/h"),
    (51, "hp"),
    (53, "Pa"),
    (54, "kPa"),
    (55, "bar"),
    (56, "psi"),
    (57, "cmH₂O"),
    (58, "inH₂O"),
    (59, "mmHg"),
    (61, "inHg"),
    (62, "°C"),
    (63, "K"),
    (64, "°F"),
    (67, "y"),
    (68, "mo"),
    (69, "w"),
    (70, "d"),
    (71, "h"),
    (72, "min"),
    (73, "s"),
    (74, "m/s"),
    (75, "km/h"),
    (76, "ft/s"),
    (77, "ft/min"),
    (78, "mph"),
    (79, "ft³"),
    (80, "m³"),
    (82, "L"),
    (83, "gal"),
    (84, "ft³/min"),
    (85, "m³/s"),
    (87, "L/s"),
    (88, "L/min"),
    (89, "gal/min"),
    (90, "°"),
    (96, "ppm"),
    (97, "ppb"),
    (98, "%"),
    (99, "%/s"),
    (104, "rpm"),
    (118, "cm"),
    (119, "lb/s"),
    (121, "ΔK"),
    (122, "kΩ"),
    (123, "MΩ"),
    (124, "mV"),
    (125, "kJ/kg"),
    (126, "MJ"),
    (129, "kHz"),
    (130, "MHz"),
    (132, "mW"),
    (133, "hPa"),
    (134, "mbar"),
    (135, "m³/h"),
    (136, "L/h"),
    (137, "kWh/m²"),
    (145, "mΩ"),
    (146, "MWh"),
    (154, "g/s"),
    (155, "g/min"),
    (159, "ms"),
    (160, "Nm"),
    (161, "mm/s"),
    (165, "m³/min"),
    (199, "dB"),
    (206, "mmH₂O"),
    (207, "‰"),
    (214, "g/L"),
    (215, "mg/L"),
    (216, "µg/L"),
    (217, "g/m³"),
    (218, "mg/m³"),
    (219, "µg/m³"),
    (232, "dBA"),
    (239, "VAh"),
    (240, "kVAh"),
    (241, "MVAh"),
    (242, "varh"),
    (243, "kvarh"),
    (244, "Mvarh"),
];

/// All of them by number.
pub(super) fn all() -> impl Iterator<Item = (u32, &'static str)> {
    UNITS.iter().copied()
}

/// The unit of this number.
pub(super) fn of_code(code: u32) -> Option<&'static str> {
    UNITS.binary_search_by_key(&code, |(code, _)| *code).ok().map(|at| UNITS[at].1)
}

/// The number of this unit; of two that are spelled alike the plainer one, so `%` is percent and not humidity.
pub(super) fn of_unit(unit: &str) -> Option<u32> {
    UNITS.iter().rev().find(|(_, spelling)| *spelling == unit).map(|(code, _)| *code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_found_by_number_and_number_by_unit() {
        assert!(UNITS.is_sorted_by(|one, next| one.0 < next.0));
        for (code, unit) in UNITS {
            assert_eq!(of_code(*code), Some(*unit));
            assert_eq!(of_unit(unit).and_then(of_code), Some(*unit));
        }
        assert_eq!(of_unit("%"), Some(98));
        assert_eq!(of_code(29), Some("%"));
        assert_eq!(of_code(NO_UNITS), None);
    }
}
