//! ChirpStack, version 4 and version 3: events of LoRaWAN devices, in JSON.
//!
//! Topics `application/ID/device/EUI/event/WHAT`, with any prefix, and version 2's without `event`. Read are the values of
//! the payload decoder, signal strengths, battery, margin and place; joins, acknowledgements and logs are events. Gateways
//! tell their statistics and whether they are connected. Source: ChirpStack documentation, "Integrations, MQTT" and "Event
//! types" of both versions, and of version 3 its JSON and protobuf-JSON marshalers.
//!
//! Not read: payloads without a decoder's object (base64), binary marshalers, and frames as gateways forward them.

use model::Timestamp;

use super::lorawan;
use crate::RejectReason;
use crate::command::{EncodeError, Target, Way};
use crate::convention::{Confidence, Convention, Mark};
use crate::json::{self, Item, Tape};
use crate::message::Message;
use crate::said::{Facts, Said};

/// ChirpStack.
pub(crate) struct ChirpStack;

/// What a topic of ChirpStack is about.
enum Place<'a> {
    Device {
        eui: &'a str,
        event: &'a str,
    },
    Gateway {
        id: &'a str,
        event: &'a str,
    },
    /// Somebody's command to either.
    Command,
}

impl Convention for ChirpStack {
    fn name(&self) -> &'static str {
        "chirpstack"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::Level("device"), Mark::Level("node"), Mark::Level("gateway")]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        if place(message.topic).is_some() { Confidence::Namespace } else { Confidence::None }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        match place(message.topic) {
            Some(Place::Device { eui, event }) => device(eui, event, message.json()?, said),
            Some(Place::Gateway { id, event }) => {
                if let Some(item) = message.item() {
                    gateway(id, event, item, said);
                }
            }
            Some(Place::Command) | None => {}
        }
        Ok(())
    }

    fn way(&self, _target: &Target<'_>) -> Result<Way<'_>, EncodeError> {
        let because =
            "a downlink needs its port and its bytes, which only the maker of the device knows";
        Err(EncodeError::NoCommands { convention: self.name(), because })
    }
}

fn place(topic: &str) -> Option<Place<'_>> {
    let mut levels = topic.rsplit('/');
    let (last, kind, id) = (levels.next()?, levels.next()?, levels.next()?);
    match kind {
        "event" | "state" | "command" if is_eui(id) => {
            let of = levels.next()?;
            let is_device = matches!(of, "device" | "node") && levels.nth(1) == Some("application");
            match (kind, of) {
                ("command", "gateway") => Some(Place::Command),
                (_, "gateway") => Some(Place::Gateway { id, event: last }),
                ("command", _) if is_device => Some(Place::Command),
                (_, _) if is_device => Some(Place::Device { eui: id, event: last }),
                _ => None,
            }
        }
        eui if matches!(id, "device" | "node") && is_eui(eui) => {
            let is_device = levels.nth(1) == Some("application");
            is_device.then_some(Place::Device { eui, event: last })
        }
        _ => None,
    }
}

fn is_eui(level: &str) -> bool {
    level.len() == 16 && level.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn device(eui: &str, event: &str, item: Item<'_>, said: &mut Said<'_>) {
    let facts = Facts { time: time_of(item), ..Facts::default() };
    said.of(eui);
    match event {
        "up" | "rx" => {
            object(&[], item, facts, said);
            signals(item, facts, said);
        }
        "status" => status(item, facts, said),
        "location" => {
            if let Some(location) = item.get("location") {
                lorawan::location(said, location, facts);
            }
        }
        "integration" => object(&["integration"], item, facts, said),
        "join" => {
            said.available(eui, true);
            said.event(eui, "joined", text(item, "devAddr"));
        }
        "ack" => {
            let acknowledged = item.get("acknowledged").and_then(Item::boolean) == Some(true);
            said.event(
                eui,
                "answer",
                if acknowledged { "acknowledged" } else { "not acknowledged" },
            );
        }
        "txack" | "tx" => said.event(eui, "answer", "sent"),
        "log" => said.event(eui, "log", text(item, "description")),
        "error" => said.event(eui, "log", text(item, "error")),
        _ => {}
    }
}

fn text<'a>(item: Item<'a>, key: &str) -> &'a str {
    item.get(key).and_then(Item::text).unwrap_or("")
}

/// When the network server heard it; version 3 tells when a gateway did, or when it was published.
fn time_of(item: Item<'_>) -> Option<Timestamp> {
    let told = |item: Item<'_>, key| item.get(key).and_then(Item::time);
    told(item, "time")
        .or_else(|| item.get("rxInfo")?.elements().find_map(|gateway| told(gateway, "time")))
        .or_else(|| told(item, "publishedAt"))
}

/// What the payload decoder made: an object, or in version 3 JSON in a text.
fn object(path: &[&str], item: Item<'_>, facts: Facts<'_>, said: &mut Said<'_>) {
    let read = |object: Item<'_>, said: &mut Said<'_>| match path {
        [] => lorawan::decoded(said, object, facts),
        path => said.values(path, object, facts),
    };
    if let Some(object) = item.get("object").filter(|object| object.is_object()) {
        return read(object, said);
    }
    let Some(text) = item.get("objectJSON").and_then(Item::text) else {
        return;
    };
    let mut tape = Tape::default();
    match json::scan(text.as_bytes(), &mut tape) {
        Ok(Some(object)) => read(object, said),
        Ok(None) => {}
        Err(reason) => said.refuse(&["objectJSON"], reason),
    }
}

/// How well each gateway heard it; version 3 writes `loRaSNR` for `snr`.
fn signals(item: Item<'_>, facts: Facts<'_>, said: &mut Said<'_>) {
    let Some(gateways) = item.get("rxInfo") else {
        return;
    };
    for (index, gateway) in gateways.elements().enumerate() {
        let index = index.to_string();
        for (key, unit) in [("rssi", "dBm"), ("snr", "dB"), ("loRaSNR", "dB")] {
            if let Some(value) = gateway.get(key) {
                said.values(&["rxInfo", &index, key], value, Facts { unit: Some(unit), ..facts });
            }
        }
    }
}

/// Battery and link margin; a level of zero beside `batteryLevelUnavailable` or mains is none.
fn status(item: Item<'_>, facts: Facts<'_>, said: &mut Said<'_>) {
    let is_true = |key| item.get(key).and_then(Item::boolean) == Some(true);
    if let Some(margin) = item.get("margin") {
        said.values(&["margin"], margin, Facts { unit: Some("dB"), ..facts });
    }
    if let Some(is_external) = item.get("externalPowerSource") {
        said.values(&["externalPowerSource"], is_external, facts);
    }
    let has_level = !is_true("batteryLevelUnavailable") && !is_true("externalPowerSource");
    if let Some(level) = item.get("batteryLevel").filter(|_| has_level) {
        said.values(&["batteryLevel"], level, Facts { unit: Some("%"), ..facts });
    }
}

fn gateway(id: &str, event: &str, item: Item<'_>, said: &mut Said<'_>) {
    let facts = Facts { time: item.get("time").and_then(Item::time), ..Facts::default() };
    match event {
        "conn" => {
            let state = text(item, "state");
            if state == "ONLINE" || state == "OFFLINE" {
                said.available(id, state == "ONLINE");
            }
        }
        "stats" => {
            said.of(id);
            let is_count = |key: &str| key.starts_with("rxPackets") || key.starts_with("txPackets");
            for (key, count) in item.members().filter(|(key, _)| is_count(key)) {
                said.values(&[key], count, facts);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests;
