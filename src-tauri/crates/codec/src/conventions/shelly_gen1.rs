//! Shelly, first generation: `shellies/<id>/…`, a topic for each value.
//!
//! Source: the Shelly Gen1 API reference (shelly-api-docs.shelly.cloud/gen1), the MQTT chapter of each device. `energy` and
//! `returned_energy` count watt-minutes and are given in Wh, `total` and `total_returned` of the energy meters are Wh.
//!
//! Commands go to `…/command`, the parts of a light to `…/set`.
//!
//! Not read: `…/command` and `…/set` (wishes), `settings` (configuration), the meters inside `info`, whose topics tell the
//! same.

use std::sync::Arc;

use super::leaves::{self, Leaf};
use super::shelly;
use crate::command::{EncodeError, Order, Target, Way, members, plain, scalar, word};
use crate::convention::{Confidence, Convention, Mark};
use crate::json::Item;
use crate::message::Message;
use crate::said::{Facts, Said};
use crate::{Discovery, Limits, RejectReason, text};
use model::Value;

const ROOT: &str = "shellies/";

/// A roller that lost its position tells this or 101.
const UNKNOWN_POSITION: f64 = -1.0;
const POSITION_MAX: f64 = 100.0;
const MINUTES_PER_HOUR: f64 = 60.0;

/// The first generation's messages.
pub(crate) struct ShellyGen1;

impl Convention for ShellyGen1 {
    fn name(&self) -> &'static str {
        "shelly-gen1"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::First("shellies")]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        if message.topic.starts_with(ROOT) && !shelly::is_later(message.topic) {
            Confidence::Namespace
        } else {
            Confidence::None
        }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let rest = message.topic.strip_prefix(ROOT).unwrap_or("");
        if rest == "announce" {
            return announced(message.json()?, said);
        }
        let Some((device, rest)) = place(rest) else { return Ok(()) };
        let path: Vec<&str> = rest.split('/').collect();
        said.of(device);
        match path.as_slice() {
            ["announce"] => announced(message.json()?, said)?,
            ["online"] => said.available(device, message.text()? == "true"),
            ["settings", ..] => {}
            path if path.iter().any(|level| matches!(*level, "command" | "set")) => {}
            ["input_event", number] => event(device, number, message.json()?, said),
            path => match message.json? {
                Some(object) => leaves::say(said, path, object, Facts::default(), &of_status),
                None => value(path, message.text()?, said)?,
            },
        }
        Ok(())
    }

    fn way(&self, target: &Target<'_>) -> Result<Way<'_>, EncodeError> {
        let steps = target.steps();
        let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
        let above = format!("{ROOT}{}", target.device);
        let words = |words: &[&str]| words.iter().map(|word| (*word).into()).collect();
        let way = match steps.as_slice() {
            [kind @ ("relay" | "light" | "color" | "white"), number] => {
                let topic = format!("{above}/{kind}/{number}/command");
                Way {
                    words: words(&["on", "off", "toggle"]),
                    ..Way::new(topic, plain("on", "off"))
                }
            }
            ["roller", number] => {
                let topic = format!("{above}/roller/{number}/command");
                Way { words: words(&["open", "close", "stop"]), ..Way::new(topic, word) }
            }
            ["roller", number, "pos"] => {
                let topic = format!("{above}/roller/{number}/command/pos");
                Way { limits: Limits::PERCENT, ..Way::new(topic, word) }
            }
            [kind @ ("light" | "color" | "white"), number, "status", part] => {
                let limits = of_light(part).ok_or_else(|| EncodeError::read_only(target, ""))?;
                let part = (*part).to_owned();
                let write = move |order: &Order<'_>| {
                    Ok(members([part.as_str()], &scalar(order.value)).into_bytes())
                };
                Way { limits, ..Way::new(format!("{above}/{kind}/{number}/set"), write) }
            }
            ["status" | "info", "target_t", "value"] => {
                let topic = format!("{above}/thermostat/0/command/target_t");
                Way { limits: VALVE_LIMITS, ..Way::new(topic, word) }
            }
            _ => return Err(EncodeError::read_only(target, "")),
        };
        Ok(Way { is_told: true, ..way })
    }
}

/// What a radiator's valve can be set to, in degrees Celsius.
const VALVE_LIMITS: Limits = Limits::within(4.0, 31.0);

/// What a part of a light may be set to.
fn of_light(part: &str) -> Option<Limits> {
    match part {
        "brightness" | "gain" => Some(Limits::PERCENT),
        "red" | "green" | "blue" | "white" => Some(Limits::BYTE),
        "temp" => Some(Limits::within(2_700.0, 6_500.0)),
        _ => None,
    }
}

/// The device and what is below it. An id has one level; somebody's own may have more, up to the first component.
fn place(rest: &str) -> Option<(&str, &str)> {
    let mut at = rest.find('/')?;
    loop {
        let below = &rest[at + 1..];
        let (level, further) = below.split_once('/').unwrap_or((below, ""));
        if COMPONENTS.contains(&level) {
            return Some((&rest[..at], below));
        }
        if further.is_empty() {
            return rest.split_once('/');
        }
        at += 1 + level.len();
    }
}

const COMPONENTS: &[&str] = &[
    "relay",
    "roller",
    "light",
    "color",
    "white",
    "emeter",
    "emeter_n",
    "sensor",
    "input",
    "input_event",
    "longpush",
    "thermostat",
    "adc",
    "ext_temperature",
    "ext_humidity",
    "command",
    "info",
    "status",
    "settings",
    "announce",
    "online",
];

fn announced(told: Item<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
    let text = |key| told.get(key).and_then(Item::text);
    said.discovered(Discovery {
        device: Arc::from(text("id").ok_or(RejectReason::Null)?),
        manufacturer: Some(Box::from("Shelly")),
        model: text("model").map(Box::from),
        ..Discovery::default()
    });
    Ok(())
}

/// `S`, `L`, `SS` …: how a button was pushed.
fn event(device: &str, number: &str, told: Item<'_>, said: &mut Said<'_>) {
    if let Some(pushed) = told.get("event").and_then(Item::text).filter(|pushed| !pushed.is_empty())
    {
        said.event(device, "event", &format!("input {number} {pushed}"));
    }
}

fn value(path: &[&str], told: &str, said: &mut Said<'_>) -> Result<(), RejectReason> {
    if told.is_empty() {
        return Err(RejectReason::Empty);
    }
    let number = match text::read(told).map(|read| read.value) {
        Ok(Value::Number(number)) => Some(number),
        _ => None,
    };
    match (path, number) {
        ([.., "energy" | "returned_energy"], Some(watt_minutes)) => {
            let facts = Facts { unit: Some("Wh"), ..Facts::default() };
            said.number(path, watt_minutes / MINUTES_PER_HOUR, facts);
        }
        (["roller", _, "pos"], Some(position))
            if position <= UNKNOWN_POSITION || position > POSITION_MAX =>
        {
            said.refuse(path, RejectReason::Unavailable);
        }
        _ => {
            if let Some(facts) = of_topic(path).facts(path, Facts::default()) {
                said.text(path, told, facts);
            }
        }
    }
    Ok(())
}

/// What is known of a value from its topic.
fn of_topic(path: &[&str]) -> Leaf {
    let name = path.iter().rev().find(|level| !is_number(level)).copied().unwrap_or("");
    match name {
        "power" | "overpower_value" => Leaf::In("W"),
        "reactive_power" => Leaf::In("var"),
        "apparent_power" => Leaf::In("VA"),
        "voltage" | "adc" => Leaf::In("V"),
        "current" => Leaf::In("A"),
        "total" | "total_returned" => Leaf::In("Wh"),
        "temperature" | "ext_temperature" => Leaf::In("°C"),
        "temperature_f" | "ext_temperature_f" => Leaf::In("°F"),
        "humidity" | "ext_humidity" | "battery" | "pos" | "bat" => Leaf::In("%"),
        "lux" => Leaf::In("lx"),
        "concentration" => Leaf::In("ppm"),
        "tilt" => Leaf::In("°"),
        _ => Leaf::Bare,
    }
}

/// What is known of a member of `info`, `status` and the other topics that hold an object.
fn of_status(path: &[&str]) -> Leaf {
    let name = path.last().copied().unwrap_or("");
    match (path, name) {
        (["info", part, ..], _) if !is_telling(part) => Leaf::Skip,
        (_, "ip" | "ssid" | "mac" | "hwID" | "source" | "is_valid" | "units" | "unixtime") => {
            Leaf::Skip
        }
        (_, "timestamp" | "time" | "timer_started" | "timer_duration") => Leaf::Skip,
        (_, "tC") => Leaf::In("°C"),
        (_, "tF") => Leaf::In("°F"),
        (["info", "tmp", "value"] | ["status", "tmp", "value"], _) => Leaf::Named,
        (_, "hum" | "bat" | "brightness" | "gain" | "white" | "pos") => Leaf::In("%"),
        (_, "rssi") => Leaf::In("dBm"),
        (_, "uptime") => Leaf::In("s"),
        (_, "temp") => Leaf::In("K"),
        _ => of_topic(path),
    }
}

/// The parts of `info` that no topic of their own tells.
fn is_telling(part: &str) -> bool {
    matches!(part, "wifi_sta" | "cloud" | "mqtt" | "uptime" | "bat" | "tmp" | "hum" | "has_update")
}

fn is_number(level: &str) -> bool {
    level.bytes().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests;
