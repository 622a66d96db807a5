//! What a found point would be in the model, as far as its topic, its place in the payload and its unit tell.
//!
//! Says why in a few words, so that a person can judge it. Never certain, and never applied by itself.

use model::{Kind, Unit, Value};

/// What a found point would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// What it would be called.
    pub name: String,
    /// The device it seems to belong to: the part of the topic that all its points share.
    pub device: String,
    /// What it seems to do.
    pub kind: Kind,
    /// Why.
    pub because: String,
}

/// Words in names that tell what a point does; the first that fits decides.
const TELLING: [(&[&str], Kind); 5] = [
    (&["alarm", "fault", "error", "trip", "leak", "smoke", "tamper"], Kind::Alarm),
    (&["min", "max", "limit", "deadband", "threshold", "hysteresis"], Kind::Parameter),
    (&["setpoint", "sp", "target", "stpt", "spt"], Kind::Setpoint),
    (&["cmd", "command", "enable"], Kind::Command),
    (
        &[
            "status",
            "sts",
            "state",
            "running",
            "run",
            "online",
            "occupancy",
            "occupied",
            "occ",
            "motion",
            "presence",
            "door",
            "window",
            "contact",
            "open",
            "mode",
        ],
        Kind::Status,
    ),
];

/// Short forms that people write out.
const LONG: [(&str, &str); 16] = [
    ("temp", "temperature"),
    ("hum", "humidity"),
    ("sp", "setpoint"),
    ("stpt", "setpoint"),
    ("spt", "setpoint"),
    ("cmd", "command"),
    ("sts", "status"),
    ("pos", "position"),
    ("occ", "occupancy"),
    ("pwr", "power"),
    ("flw", "flow"),
    ("spd", "speed"),
    ("pres", "pressure"),
    ("lvl", "level"),
    ("vlv", "valve"),
    ("dmpr", "damper"),
];

/// Names that are written in capitals, or in letters of their own.
const CAPITALS: [(&str, &str); 16] = [
    ("ahu", "AHU"),
    ("vav", "VAV"),
    ("fcu", "FCU"),
    ("rtu", "RTU"),
    ("co2", "CO₂"),
    ("voc", "VOC"),
    ("rh", "RH"),
    ("dp", "DP"),
    ("sat", "SAT"),
    ("rat", "RAT"),
    ("oat", "OAT"),
    ("mat", "MAT"),
    ("dat", "DAT"),
    ("kwh", "kWh"),
    ("kw", "kW"),
    ("pm25", "PM2.5"),
];

/// Leaves of a payload that only say "here is the value".
const HOLLOW: [&str; 6] = ["value", "val", "v", "present_value", "presentvalue", "reading"];

/// What a point found under a topic, at a JSON Pointer (empty for a plain payload), would be.
#[must_use]
pub fn propose(topic: &str, path: &str, unit: Option<&Unit>, value: Option<&Value>) -> Proposed {
    let parts: Vec<&str> = topic.split('/').filter(|part| !part.is_empty()).collect();
    let inside: Vec<String> = path
        .split('/')
        .filter(|part| !part.is_empty() && !HOLLOW.contains(&part.to_lowercase().as_str()))
        .map(|part| part.replace("~1", "/").replace("~0", "~"))
        .collect();
    let (device, leaf) = if inside.is_empty() {
        // A plain value, or one wrapped in an object of its own: the topic's last part is the point.
        match parts.split_last() {
            Some((leaf, [])) => (Vec::new(), (*leaf).to_owned()),
            Some((leaf, device)) => (device.to_vec(), (*leaf).to_owned()),
            None => (Vec::new(), topic.to_owned()),
        }
    } else {
        (parts, inside.join(" "))
    };
    let words = words_of(&leaf);
    let (kind, why) = kind_of(&words, value);
    let owner = device.last().map(|part| words_of(part)).unwrap_or_default();
    let name = written(owner.iter().chain(&words));
    let mut because: Vec<String> = Vec::new();
    because.extend(unit.map(|unit| format!("says {}", unit.as_str())));
    because.extend(why);
    if because.is_empty() {
        because.push("name only".to_owned());
    }
    Proposed { name, device: device.join("/"), kind, because: because.join("; ") }
}

fn kind_of(words: &[String], value: Option<&Value>) -> (Kind, Option<String>) {
    for (telling, kind) in TELLING {
        if let Some(word) = words.iter().find(|word| telling.contains(&word.as_str())) {
            return (kind, Some(format!("name has “{word}”")));
        }
    }
    match value {
        Some(Value::Boolean(_)) => (Kind::Status, Some("two values only".to_owned())),
        Some(Value::Text(_)) => (Kind::Status, Some("a text".to_owned())),
        Some(Value::Number(_)) | None => (Kind::Sensor, None),
    }
}

/// The words of a name: `zoneAirTemp_SP-2` has four and a number. A dash between digits stays: `vav-3-14` is VAV 3-14.
fn words_of(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let characters: Vec<char> = name.chars().filter(|c| !c.is_control()).collect();
    for (at, character) in characters.iter().copied().enumerate() {
        let before = at.checked_sub(1).map(|at| characters[at]);
        let after = characters.get(at + 1);
        let between_digits =
            before.is_some_and(|c| c.is_ascii_digit()) && after.is_some_and(char::is_ascii_digit);
        let divides = character == '_'
            || character.is_whitespace()
            || (matches!(character, '-' | '.') && !between_digits);
        if divides {
            words.push(String::new());
            continue;
        }
        if character.is_uppercase() && before.is_some_and(char::is_lowercase) {
            words.push(String::new());
        }
        let word = words.last_mut().expect("there is always a last word");
        word.extend(character.to_lowercase());
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A name as people write it: `AHU 1 supply air temperature`.
fn written<'a>(words: impl Iterator<Item = &'a String>) -> String {
    let find = |table: &[(&str, &'static str)], word: &str| {
        table.iter().find(|(short, _)| *short == word).map(|(_, long)| (*long).to_owned())
    };
    let mut name = String::new();
    for word in words {
        let word = find(&CAPITALS, word).or_else(|| find(&LONG, word)).unwrap_or(word.clone());
        if !name.is_empty() {
            name.push(' ');
        }
        name.push_str(&word);
    }
    let mut characters = name.chars();
    match characters.next() {
        // "kWh register" keeps its small letter.
        Some(first) if !name.starts_with("kW") => first.to_uppercase().chain(characters).collect(),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_as_people_write_them() {
        let told = |topic: &str, path: &str| propose(topic, path, None, None).name;
        assert_eq!(
            told("quay/floor-2/vav-2-04/zone-air-temp", ""),
            "VAV 2-04 zone air temperature"
        );
        assert_eq!(told("quay/room-2-04", "/co2"), "Room 2-04 CO₂");
        assert_eq!(told("quay/ahu_1", "/supplyAirTemp"), "AHU 1 supply air temperature");
        assert_eq!(told("plant/boiler/flowTemp", "/value"), "Boiler flow temperature");
        assert_eq!(told("meter", ""), "Meter");
        assert_eq!(told("m/1", "/data/kwh"), "1 data kWh");
        assert_eq!(told("", ""), "");
    }

    #[test]
    fn what_a_point_does_follows_from_its_name_and_then_from_its_value() {
        let kind = |leaf: &str, value: Value| propose(&format!("d/{leaf}"), "", None, Some(&value));
        let number = Value::Number(1.0);
        assert_eq!(kind("zone_temp_sp", number.clone()).kind, Kind::Setpoint);
        assert_eq!(kind("fan-cmd", number.clone()).kind, Kind::Command);
        assert_eq!(kind("filter-alarm", number.clone()).kind, Kind::Alarm);
        assert_eq!(kind("relay", Value::Boolean(true)).kind, Kind::Status);
        assert_eq!(kind("temp", number).kind, Kind::Sensor);
    }

    #[test]
    fn the_reason_is_told_and_the_device_is_what_its_points_share() {
        let unit = Unit::new("°C").unwrap();
        let told = propose("site/ahu-1/sat-sp", "/value", Some(&unit), None);
        assert_eq!(told.because, "says °C; name has “sp”");
        assert_eq!(told.device, "site/ahu-1");
        assert_eq!(propose("site/ahu-1", "/sat", None, None).device, "site/ahu-1");
    }
}
