//! Units told by well-known names: `temperature`, `power_w`, `flow_l_s`.
//!
//! A name tells a unit only where practice agrees and the value lies where that unit would put it: a
//! wrong unit is worse than none. `energy` alone tells none, being Wh and kWh in equal parts.

use super::{Known, known};

/// Longer words are no unit and no quantity.
const WORD_BYTES_MAX: usize = 16;

/// The unit a well-known name implies for this value.
pub(crate) fn of_name(name: &str, value: f64) -> Option<&'static str> {
    let words = Words::of(name);
    compound(&words)
        .or_else(|| suffix(&words))
        .or_else(|| letter(&words))
        .or_else(|| other_power(&words))
        .or_else(|| quantity(&words, value))
        .map(|known| known.unit)
}

/// The last level of a topic that names a quantity: not a number, not a word for "the value".
pub(crate) fn last_name(topic: &str) -> &str {
    topic
        .rsplit('/')
        .find(|level| !is_wrapper(level) && level.contains(|c: char| c.is_alphabetic()))
        .unwrap_or("")
}

fn is_wrapper(level: &str) -> bool {
    ["value", "val", "v", "state", "status", "data", "get"]
        .iter()
        .any(|wrapper| level.eq_ignore_ascii_case(wrapper))
}

/// The last three words of a name in lower case, the last one first.
struct Words {
    count: usize,
    last: Word,
    previous: Word,
    before: Word,
}

#[derive(Clone, Copy, Default)]
struct Word {
    bytes: [u8; WORD_BYTES_MAX],
    length: usize,
}

impl Words {
    fn of(name: &str) -> Self {
        let mut found = [Word::default(); 3];
        let mut count = 0;
        let mut rest = name;
        while count < found.len() {
            let Some((before, word)) = split_last(rest) else {
                break;
            };
            found[count] = Word::of(word);
            count += 1;
            rest = before;
        }
        let [last, previous, before] = found;
        Self { count, last, previous, before }
    }
}

impl Word {
    /// The word in lower case; empty where it is too long to be looked up.
    fn of(text: &str) -> Self {
        let mut word = Self::default();
        if let Some(bytes) = word.bytes.get_mut(..text.len()) {
            bytes.copy_from_slice(text.as_bytes());
            bytes.make_ascii_lowercase();
            word.length = text.len();
        }
        word
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or("")
    }

    /// The word without the number that counts its kind: `temp2` is a `temp`.
    fn uncounted(&self) -> &str {
        self.text().trim_end_matches(|c: char| c.is_ascii_digit())
    }
}

/// The last word of a name and what stands before it; words end at separators and before capitals.
fn split_last(name: &str) -> Option<(&str, &str)> {
    let name = name.trim_end_matches(|c: char| !c.is_alphanumeric());
    if name.is_empty() {
        return None;
    }
    let mut start = name.len();
    let mut later = None;
    for (at, c) in name.char_indices().rev() {
        let begins_capital = later.is_some_and(char::is_uppercase) && c.is_lowercase();
        if !c.is_alphanumeric() || begins_capital {
            break;
        }
        start = at;
        later = Some(c);
    }
    Some(name.split_at(start))
}

/// Two last words that are one unit: `flow_l_s`, `co2_mg_m3`.
fn compound(words: &Words) -> Option<Known> {
    if words.count < 3 {
        return None;
    }
    known(match (words.previous.text(), words.last.text()) {
        ("l", "s") => "L/s",
        ("l", "min") => "L/min",
        ("l", "h") => "L/h",
        ("m3", "h") => "m³/h",
        ("m3", "min") => "m³/min",
        ("m3", "s") => "m³/s",
        ("ug", "m3") => "µg/m³",
        ("mg", "m3") => "mg/m³",
        ("g", "m3") => "g/m³",
        ("w", "m2") => "W/m²",
        ("km", "h") => "km/h",
        ("m", "s") => "m/s",
        ("mm", "h") => "mm/h",
        ("us", "cm") => "µS/cm",
        _ => return None,
    })
}

/// A last word that can only be a unit: `energy_kwh`.
fn suffix(words: &Words) -> Option<Known> {
    if words.count < 2 {
        return None;
    }
    known(match words.last.text() {
        "degc" | "celsius" => "°C",
        "degf" | "fahrenheit" => "°F",
        "pct" | "percent" | "percentage" => "%",
        "ppm" => "ppm",
        "ppb" => "ppb",
        "wh" => "Wh",
        "kwh" => "kWh",
        "mwh" => "MWh",
        "gj" => "GJ",
        "kw" => "kW",
        "va" => "VA",
        "kva" => "kVA",
        "var" => "var",
        "kvar" => "kvar",
        "mv" => "mV",
        "ma" => "mA",
        "hz" => "Hz",
        "rpm" => "rpm",
        "pa" => "Pa",
        "hpa" => "hPa",
        "kpa" => "kPa",
        "mbar" => "mbar",
        "bar" => "bar",
        "psi" => "psi",
        "lx" | "lux" => "lx",
        "dbm" => "dBm",
        "db" => "dB",
        "m3" => "m³",
        "m3h" => "m³/h",
        "lps" => "L/s",
        "lpm" => "L/min",
        "lph" => "L/h",
        "kmh" | "kmph" | "kph" => "km/h",
        "kg" => "kg",
        "mm" => "mm",
        "cm" => "cm",
        "sec" | "secs" | "seconds" => "s",
        "ms" => "ms",
        "minutes" => "min",
        "hours" => "h",
        "days" => "d",
        _ => return None,
    })
}

/// A single letter that is a unit only behind the quantity it measures: `temp_c`, but not `zone_c`.
fn letter(words: &Words) -> Option<Known> {
    if words.count < 2 {
        return None;
    }
    let measured = |quantities: &[&str]| {
        [&words.previous, &words.before].iter().any(|word| quantities.contains(&word.uncounted()))
    };
    let temperature = || is_temperature(&words.previous) || is_temperature(&words.before);
    known(match words.last.text() {
        "c" if temperature() => "°C",
        "f" if temperature() => "°F",
        "k" if temperature() => "K",
        "w" if measured(&["power", "pwr", "load"]) => "W",
        "v" if measured(&["voltage", "volt", "bat", "batt", "battery", "supply"]) => "V",
        "a" if measured(&["current", "amp", "curr"]) => "A",
        "l" if measured(&["volume", "water", "vol"]) => "L",
        "s" if measured(&["uptime", "duration", "interval", "runtime"]) => "s",
        "h" if measured(&["uptime", "duration", "runtime"]) => "h",
        _ => return None,
    })
}

/// Power that is not active power, and so not in watts.
fn other_power(words: &Words) -> Option<Known> {
    known(match (words.previous.text(), words.last.uncounted()) {
        ("apparent" | "aprt", "power") | (_, "apparentpower") => "VA",
        ("reactive", "power") | (_, "reactivepower") => "var",
        _ => return None,
    })
}

fn is_temperature(word: &Word) -> bool {
    let text = word.uncounted();
    text.ends_with("temp") || text.ends_with("temperature") || text == "dewpoint"
}

/// The quantity a name ends with, before a word that only says which one of them it is.
fn quantity(words: &Words, value: f64) -> Option<Known> {
    of_quantity(&words.last, value).or_else(|| {
        (words.count > 1 && is_qualifier(words.last.uncounted()))
            .then(|| of_quantity(&words.previous, value))
            .flatten()
    })
}

fn is_qualifier(word: &str) -> bool {
    matches!(
        word,
        "" | "avg" | "average" | "mean" | "max" | "min" | "now" | "actual" | "total" | "sum"
    ) || matches!(
        word,
        "in" | "out" | "indoor" | "outdoor" | "inlet" | "outlet" | "supply" | "return" | "room"
    ) || matches!(
        word,
        "setpoint" | "target" | "current" | "value" | "measured" | "l" | "a" | "b" | "c"
    )
}

/// The unit of a quantity, where the value lies where that unit would put it.
fn of_quantity(word: &Word, value: f64) -> Option<Known> {
    let (unit, low, high) = match word.text() {
        "co2" | "eco2" => ("ppm", 0.0, 100_000.0),
        "pm1" | "pm10" | "pm25" | "pm4" => ("µg/m³", 0.0, 10_000.0),
        _ if is_temperature(word) => ("°C", -60.0, 150.0),
        _ => match word.uncounted() {
            "humidity" | "hum" | "rh" => ("%", 0.0, 100.0),
            "soc" | "battery" | "batt" if value.fract() == 0.0 => ("%", 0.0, 100.0),
            "soc" => ("%", 0.0, 100.0),
            "pressure" | "barometer" => ("hPa", 800.0, 1_100.0),
            "power" | "apower" => ("W", -1e7, 1e7),
            "voltage" => ("V", -1_000.0, 1_000.0),
            "current" => ("A", -10_000.0, 10_000.0),
            "frequency" | "freq" => ("Hz", 0.0, 1_000.0),
            "illuminance" | "lux" => ("lx", 0.0, 200_000.0),
            "rssi" => ("dBm", -150.0, 0.0),
            "snr" => ("dB", -50.0, 100.0),
            "linkquality" => ("lqi", 0.0, 255.0),
            "latitude" | "longitude" => ("°", -180.0, 180.0),
            _ => return None,
        },
    };
    (low..=high).contains(&value).then(|| known(unit)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(names: &str) -> String {
        let value = 20.0;
        let unit = |name| of_name(name, value).unwrap_or("-");
        names.split(' ').map(unit).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn names_tell_units_where_practice_agrees() {
        insta::assert_snapshot!(told("temperature roomTemperature supplytemp temp2 temp_c tempC temperature_f outdoor_temp_c"), @"°C °C °C °C °C °C °F °C");
        insta::assert_snapshot!(told("power power_w power_kw energy_kwh total_energy_kwh batV l1_voltage current_a ReactivePower"), @"W W kW kWh kWh V V A var");
        insta::assert_snapshot!(told("flow_l_s volume_flow_m3_h volume_flow_m3h total_m3 pm2_5 pm25 co2 humidity RH"), @"L/s m³/h m³/h m³ - µg/m³ ppm % %");
    }

    #[test]
    fn names_that_may_mean_something_else_tell_nothing() {
        insta::assert_snapshot!(told("energy zone_c phase_a temperature_alarm attempt temp_status w c x"), @"- - - - - - - - -");
        assert_eq!(of_name("pressure", 1.5), None, "water in bar, not air in hPa");
        assert_eq!(of_name("voltage", 2990.0), None, "a battery in mV");
        assert_eq!(of_name("battery", 2.8), None, "volts, not percent");
        assert_eq!(of_name("pressure", 1013.2), Some("hPa"));
    }

    #[test]
    fn a_topic_names_its_quantity_before_the_words_for_its_value() {
        assert_eq!(last_name("esp/sensor/temperature/state"), "temperature");
        assert_eq!(last_name("N/1/Dc/0/Voltage"), "Voltage");
        assert_eq!(last_name("//"), "");
    }
}
