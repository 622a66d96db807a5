//! The Things Stack version 3: messages of LoRaWAN applications, also as its cloud integrations forward them.
//!
//! Topics `v3/APPLICATION@TENANT/devices/ID/…`; elsewhere known by `end_device_ids` beside one of its message fields. Read
//! are `decoded_payload`, `normalized_payload` with the units its schema fixes, signal strengths, the battery's last level,
//! solved places and service data; joins and the fate of downlinks are events. Simulated uplinks are marked as substituted.
//! Source: The Things Stack documentation, "MQTT Server" and "Data Formats"; normalized payload: `lib/payload.json` of
//! TheThingsNetwork/lorawan-devices.
//!
//! Not read: raw payloads (base64), radio settings, and `time` inside `settings` or `rx_metadata`, which gateways without a
//! clock get wrong: `received_at` is the network's own.

use model::{Quality, Timestamp};

use super::lorawan;
use crate::RejectReason;
use crate::command::{EncodeError, Target, Way};
use crate::convention::{Confidence, Convention, Mark};
use crate::json::Item;
use crate::message::Message;
use crate::said::{Facts, Said};

/// The Things Stack.
pub(crate) struct TheThingsStack;

/// The fields one of which a message of a device has.
const KINDS: [&str; 12] = [
    "uplink_message",
    "uplink_normalized",
    "join_accept",
    "downlink_ack",
    "downlink_nack",
    "downlink_sent",
    "downlink_failed",
    "downlink_queued",
    "downlink_queue_invalidated",
    "location_solved",
    "service_data",
    "downlinks",
];

impl Convention for TheThingsStack {
    fn name(&self) -> &'static str {
        "tts"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::First("v3"), Mark::Member("end_device_ids")]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        if device_of(message.topic).is_some() {
            return Confidence::Namespace;
        }
        let is_ours = message.item().is_some_and(|item| {
            item.is_narrow()
                && item.at(&["end_device_ids", "device_id"]).is_some()
                && KINDS.iter().any(|kind| item.has(kind))
        });
        if is_ours { Confidence::Shape } else { Confidence::None }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let item = message.json()?;
        let named = item.at(&["end_device_ids", "device_id"]).and_then(Item::text);
        let Some(device) = named.or_else(|| device_of(message.topic)) else {
            return Ok(());
        };
        said.of(device);
        for kind in KINDS {
            if let Some(told) = item.get(kind) {
                hear(device, kind, told, item, said);
            }
        }
        Ok(())
    }

    fn way(&self, _target: &Target<'_>) -> Result<Way<'_>, EncodeError> {
        let because =
            "a downlink needs its port and its bytes, which only the maker of the device knows";
        Err(EncodeError::NoCommands { convention: self.name(), because })
    }
}

/// The device of a topic `v3/APPLICATION/devices/ID/…`.
fn device_of(topic: &str) -> Option<&str> {
    let mut levels = topic.strip_prefix("v3/")?.split('/');
    let device = (levels.nth(1) == Some("devices")).then(|| levels.next())??;
    let is_kind = |level| ["up", "join", "down", "service", "location"].contains(&level);
    levels.next().is_some_and(is_kind).then_some(device)
}

/// Hears one field of a message.
fn hear(device: &str, kind: &str, told: Item<'_>, message: Item<'_>, said: &mut Said<'_>) {
    let is_simulated = message.get("simulated").and_then(Item::boolean) == Some(true);
    let facts = Facts {
        time: time_of(message).or_else(|| time_of(told)),
        quality: if is_simulated { Quality::Substituted } else { Quality::Good },
        ..Facts::default()
    };
    match kind {
        "uplink_message" | "uplink_normalized" => uplink(told, facts, said),
        "join_accept" => {
            said.available(device, true);
            said.event(device, "joined", "");
        }
        "location_solved" => {
            if let Some(location) = told.get("location") {
                lorawan::location(said, location, facts);
            }
        }
        "service_data" => {
            if let Some(data) = told.get("data") {
                said.values(&["service_data"], data, Facts { units: lorawan::unit_of, ..facts });
            }
        }
        "downlink_failed" => {
            let words = told.at(&["error", "message_format"]).and_then(Item::text);
            said.event(device, "answer", words.unwrap_or("failed"));
        }
        "downlinks" => {}
        downlink => said.event(device, "answer", downlink.trim_start_matches("downlink_")),
    }
}

fn time_of(item: Item<'_>) -> Option<Timestamp> {
    item.get("received_at").and_then(Item::time)
}

fn uplink(uplink: Item<'_>, facts: Facts<'_>, said: &mut Said<'_>) {
    if let Some(decoded) = uplink.get("decoded_payload").filter(|decoded| decoded.is_object()) {
        lorawan::decoded(said, decoded, facts);
    }
    if let Some(normalized) = uplink.get("normalized_payload") {
        measurements(normalized, Facts { units: unit_of_measurement, ..facts }, said);
    }
    let gateways = uplink.get("rx_metadata");
    for (index, gateway) in gateways.into_iter().flat_map(Item::elements).enumerate() {
        let index = index.to_string();
        for (key, unit) in [("rssi", "dBm"), ("snr", "dB")] {
            if let Some(value) = gateway.get(key) {
                let facts = Facts { unit: Some(unit), ..facts };
                said.values(&["rx_metadata", &index, key], value, facts);
            }
        }
    }
    if let Some(level) = uplink.at(&["last_battery_percentage", "value"]) {
        let time = uplink.get("last_battery_percentage").and_then(time_of);
        let facts = Facts { unit: Some("%"), time: time.or(facts.time), ..facts };
        said.values(&["last_battery_percentage"], level, facts);
    }
}

/// Reads normalized measurements; they are numbered only where there are several.
fn measurements(normalized: Item<'_>, facts: Facts<'_>, said: &mut Said<'_>) {
    const PATH: &str = "normalized_payload";
    let count = normalized.elements().count();
    if count < 2 {
        let only = normalized.elements().next().unwrap_or(normalized);
        return said.values(&[PATH], only, facts);
    }
    for (index, measurement) in normalized.elements().enumerate() {
        said.values(&[PATH, &index.to_string()], measurement, facts);
    }
}

/// The units that the schema of normalized payloads fixes.
fn unit_of_measurement(name: &str, number: f64) -> Option<&'static str> {
    Some(match name {
        "temperature" => "°C",
        "relativeHumidity" | "moisture" => "%",
        "pressure" => "hPa",
        "co2" | "n" | "p" | "k" => "ppm",
        "lightIntensity" => "lx",
        "ec" => "dS/m",
        "depth" => "cm",
        "speed" => "m/s",
        "direction" => "°",
        "intensity" => "mm/h",
        "cumulative" => "mm",
        "battery" => "V",
        "total" => "L",
        _ => return lorawan::unit_of(name, number),
    })
}

#[cfg(test)]
mod tests;
