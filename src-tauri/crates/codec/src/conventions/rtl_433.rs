//! rtl_433: `rtl_433/<host>/events` with an object for each transmission, `rtl_433/<host>/devices/<device>/<field>`.
//!
//! Sources: rtl_433, "docs/INTEGRATION" and "docs/DATA_FORMAT" (names end with their unit: `temperature_C`, `wind_avg_km_h`).
//! A device is its type, model, subtype, channel and id, as the topic writes them. `time` has a zone only if asked for.
//!
//! Not read: `states` (the receiver's own statistics), identifiers and checksums.

use super::leaves::{self, Leaf};
use crate::RejectReason;
use crate::convention::{Confidence, Convention, Mark};
use crate::json::Item;
use crate::message::Message;
use crate::said::{Facts, Said};

/// rtl_433's messages.
pub(crate) struct Rtl433;

impl Convention for Rtl433 {
    fn name(&self) -> &'static str {
        "rtl_433"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::First("rtl_433")]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        if message.topic.starts_with("rtl_433/") { Confidence::Namespace } else { Confidence::None }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        match message.levels().as_slice() {
            [_, host, "availability" | "status"] => {
                said.available(host, message.text()?.eq_ignore_ascii_case("online"));
            }
            [_, _, "events"] => received(message.json()?, said),
            [_, _, "devices", device @ .., field] if !device.is_empty() => {
                let path = [*field];
                if let Some(facts) = of_field(field).facts(&path, Facts::default()) {
                    said.of(&device.join("/")).text(&path, message.text()?, facts);
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// A transmission: its fields are the values of the device that it names.
pub(super) fn received(told: Item<'_>, said: &mut Said<'_>) {
    let time = told.get("time").and_then(Item::time);
    said.of(&device(told));
    leaves::say(said, &[], told, Facts { time, ..Facts::default() }, &|path| {
        of_field(path.last().copied().unwrap_or(""))
    });
}

fn device(told: Item<'_>) -> String {
    let parts = ["type", "model", "subtype", "channel", "id"].iter().filter_map(|key| {
        let part = told.get(key)?;
        let number = part.number().map(|number| number.to_string());
        part.text().map(str::to_owned).or(number)
    });
    parts.collect::<Vec<_>>().join("/")
}

/// What is known of a field: its unit ends its name.
fn of_field(name: &str) -> Leaf {
    if is_about(name) {
        return Leaf::Skip;
    }
    let unit = SUFFIXES.iter().find(|(suffix, _)| name.ends_with(suffix));
    match (name, unit) {
        (_, Some((_, unit))) => Leaf::In(unit),
        ("rssi" | "snr" | "noise", _) => Leaf::In("dB"),
        ("freq" | "freq1" | "freq2", _) => Leaf::In("MHz"),
        (name, _) if name.starts_with("humidity") || name.starts_with("moisture") => Leaf::In("%"),
        _ => Leaf::Bare,
    }
}

/// Longer ones before those they end with.
const SUFFIXES: &[(&str, &str)] = &[
    ("_km_h", "km/h"),
    ("_mi_h", "mph"),
    ("_m_s", "m/s"),
    ("_mm_h", "mm/h"),
    ("_ug_m3", "µg/m³"),
    ("_W_m2", "W/m²"),
    ("_C", "°C"),
    ("_F", "°F"),
    ("_kPa", "kPa"),
    ("_hPa", "hPa"),
    ("_PSI", "psi"),
    ("_bar", "bar"),
    ("_dBm", "dBm"),
    ("_dB", "dB"),
    ("_mm", "mm"),
    ("_cm", "cm"),
    ("_km", "km"),
    ("_in", "in"),
    ("_ft", "ft"),
    ("_lux", "lx"),
    ("_mV", "mV"),
    ("_kV", "kV"),
    ("_V", "V"),
    ("_mA", "mA"),
    ("_A", "A"),
    ("_kWh", "kWh"),
    ("_Wh", "Wh"),
    ("_kW", "kW"),
    ("_W", "W"),
    ("_VA", "VA"),
    ("_Hz", "Hz"),
    ("_deg", "°"),
    ("_pct", "%"),
    ("_ppm", "ppm"),
    ("_ppb", "ppb"),
    ("_m3", "m³"),
    ("_ft3", "ft³"),
    ("_gal", "gal"),
    ("_L", "L"),
    ("_kg", "kg"),
    ("_s", "s"),
];

fn is_about(name: &str) -> bool {
    matches!(name, "time" | "type" | "model" | "subtype" | "channel" | "id" | "mic" | "mod")
        || matches!(name, "protocol" | "description" | "tag" | "duration" | "raw_msg")
}

#[cfg(test)]
mod tests;
