//! BACnet's engineering units in the spellings of gateways: `degrees-celsius`, `Degrees_Celsius`, `degreesCelsius`.
//!
//! Source: ASHRAE 135, `BACnetEngineeringUnits`; the list is of those that buildings have.

/// Longer words are no unit.
const LETTERS_MAX: usize = 40;

const UNITS: &[(&str, &str)] = &[
    ("degreescelsius", "°C"),
    ("degreecelsius", "°C"),
    ("degreesfahrenheit", "°F"),
    ("degreefahrenheit", "°F"),
    ("degreeskelvin", "K"),
    ("kelvins", "K"),
    ("percent", "%"),
    ("percentrelativehumidity", "%"),
    ("partspermillion", "ppm"),
    ("partsperbillion", "ppb"),
    ("microgramspercubicmeter", "µg/m³"),
    ("milligramspercubicmeter", "mg/m³"),
    ("pascals", "Pa"),
    ("hectopascals", "hPa"),
    ("kilopascals", "kPa"),
    ("millibars", "mbar"),
    ("bars", "bar"),
    ("poundsforcepersquareinch", "psi"),
    ("inchesofwater", "inH₂O"),
    ("milliwatts", "mW"),
    ("watts", "W"),
    ("kilowatts", "kW"),
    ("megawatts", "MW"),
    ("voltamperes", "VA"),
    ("kilovoltamperes", "kVA"),
    ("voltamperesreactive", "var"),
    ("kilovoltamperesreactive", "kvar"),
    ("watthours", "Wh"),
    ("kilowatthours", "kWh"),
    ("megawatthours", "MWh"),
    ("kilojoules", "kJ"),
    ("megajoules", "MJ"),
    ("gigajoules", "GJ"),
    ("btusperhour", "BTU/h"),
    ("millivolts", "mV"),
    ("volts", "V"),
    ("kilovolts", "kV"),
    ("milliamperes", "mA"),
    ("amperes", "A"),
    ("ohms", "Ω"),
    ("hertz", "Hz"),
    ("kilohertz", "kHz"),
    ("revolutionsperminute", "rpm"),
    ("luxes", "lx"),
    ("wattspersquaremeter", "W/m²"),
    ("millimeters", "mm"),
    ("meters", "m"),
    ("feet", "ft"),
    ("squaremeters", "m²"),
    ("squarefeet", "ft²"),
    ("liters", "L"),
    ("cubicmeters", "m³"),
    ("cubicfeet", "ft³"),
    ("usgallons", "gal"),
    ("literspersecond", "L/s"),
    ("litersperminute", "L/min"),
    ("litersperhour", "L/h"),
    ("cubicmeterspersecond", "m³/s"),
    ("cubicmetersperminute", "m³/min"),
    ("cubicmetersperhour", "m³/h"),
    ("cubicfeetperminute", "ft³/min"),
    ("usgallonsperminute", "gal/min"),
    ("meterspersecond", "m/s"),
    ("kilometersperhour", "km/h"),
    ("feetpersecond", "ft/s"),
    ("kilograms", "kg"),
    ("milliseconds", "ms"),
    ("seconds", "s"),
    ("minutes", "min"),
    ("hours", "h"),
    ("days", "d"),
    ("degreesangular", "°"),
    ("decibels", "dB"),
    ("decibelsa", "dBA"),
];

/// The unit that BACnet's name, or any known spelling, stands for.
pub(crate) fn of_bacnet(name: &str) -> Option<&'static str> {
    if let Some(known) = super::known(name.trim()) {
        return Some(known.unit);
    }
    let letters = name.chars().filter(char::is_ascii_alphanumeric).take(LETTERS_MAX);
    let letters: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    UNITS.iter().find(|(name, _)| *name == letters).map(|(_, unit)| *unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_separators_make_no_difference() {
        for spelling in ["degrees-celsius", "Degrees_Celsius", "degreesCelsius", "°C"] {
            assert_eq!(of_bacnet(spelling), Some("°C"), "{spelling}");
        }
        assert_eq!(of_bacnet("no-units"), None);
    }

    #[test]
    fn every_unit_is_one_of_ours() {
        assert!(UNITS.iter().all(|(_, unit)| super::super::known(unit).is_some()));
    }
}
