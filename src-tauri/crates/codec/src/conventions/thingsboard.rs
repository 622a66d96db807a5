//! ThingsBoard: telemetry and attributes that devices and gateways publish.
//!
//! Topics `v1/devices/me/…`, `v1/gateway/…` and their short forms `v2/t` and `v2/a`. A device is `me`: only its connection
//! says which. A gateway names its devices and tells whether they are connected. Source: ThingsBoard documentation, "MQTT
//! Device API" and "MQTT Gateway API".
//!
//! Not read: attributes that the server hands down, requests for them, claims, firmware, and calls of procedures; an answer
//! to a call is an event.

use crate::RejectReason;
use crate::convention::{Confidence, Convention, Mark};
use crate::json::Item;
use crate::message::Message;
use crate::said::{Facts, Said};

/// ThingsBoard.
pub(crate) struct ThingsBoard;

/// The device whose own connection this is.
const ME: &str = "me";

impl Convention for ThingsBoard {
    fn name(&self) -> &'static str {
        "thingsboard"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::First("v1"), Mark::First("v2")]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        let topic = message.topic;
        let is_short = topic == "v2/t" || topic == "v2/a";
        if of_device(topic).is_some() || topic.starts_with("v1/gateway/") {
            Confidence::Namespace
        } else if is_short && message.item().is_some() {
            Confidence::Shape
        } else {
            Confidence::None
        }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let topic = message.topic;
        if let Some(what) = topic.strip_prefix("v1/gateway/") {
            return gateway(what, message, said);
        }
        match of_device(topic).unwrap_or(topic) {
            "telemetry" | "v2/t" => telemetry(said.of(ME), message.json()?),
            "attributes" | "v2/a" => attributes(said.of(ME), message.json()?),
            what if what.starts_with("rpc/response/") => said.event(ME, "answer", message.text()?),
            _ => {}
        }
        Ok(())
    }
}

fn of_device(topic: &str) -> Option<&str> {
    topic.strip_prefix("v1/devices/me/")
}

fn gateway(what: &str, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
    let Some(item) = message.json? else {
        return Err(RejectReason::BrokenJson);
    };
    let named = item.get("device").and_then(Item::text);
    match (what, named) {
        ("connect" | "disconnect", Some(device)) => said.available(device, what == "connect"),
        // The server hands down `{device, data}`; what a gateway publishes has devices as keys.
        ("attributes", Some(_)) if item.has("data") => {}
        ("rpc", Some(device)) if !item.has("method") => {
            said.event(device, "answer", message.text()?)
        }
        ("telemetry", _) => {
            item.members().for_each(|(device, told)| telemetry(said.of(device), told));
        }
        ("attributes", _) => {
            item.members().for_each(|(device, told)| attributes(said.of(device), told));
        }
        _ => {}
    }
    Ok(())
}

/// Reads `{key: value}`, `{ts, values: {key: value}}`, or an array of either.
fn telemetry(said: &mut Said<'_>, item: Item<'_>) {
    if item.is_array() {
        return item.elements().for_each(|moment| telemetry(said, moment));
    }
    match item.get("values").filter(|values| values.is_object()) {
        Some(values) => {
            let time = item.get("ts").and_then(Item::time);
            said.values(&[], values, Facts { time, ..Facts::default() });
        }
        None => said.values(&[], item, Facts::default()),
    }
}

/// Reads attributes; a `deleted` list is the server's.
fn attributes(said: &mut Said<'_>, item: Item<'_>) {
    let skip = |pointer: &str| pointer == "/deleted";
    said.values(&["attributes"], item, Facts { skip, ..Facts::default() });
}

#[cfg(test)]
mod tests;
