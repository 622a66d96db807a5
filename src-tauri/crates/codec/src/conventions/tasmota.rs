//! Tasmota: `tele|stat|cmnd/<topic>/…`, and the same with the prefix behind the topic: `<topic>/tele/…`.
//!
//! Sources: the Tasmota documentation, pages "MQTT", "JSON Status Responses", "Commands" (`SetOption4`, `19`, `26`, `89`,
//! `TelePeriod`), "Zigbee", "LoRaWAN", "Blinds and Shutters", and of each sensor; discovery as `tasmota/discovery` in
//! "Home Assistant". `Time` has no zone and gives no time; `Epoch` beside it does. Zigbee and LoRa devices behind a
//! bridge are devices of their own.
//!
//! Commands go to `cmnd/<topic>/<command>`, page "Commands".
//!
//! Not read: `cmnd` (what somebody wants is no reading), answers that repeat a setting (`TelePeriod`, `Module`), `INFOn` and
//! the parts of `STATUSn` that are configuration.

mod discovery;
mod names;

use discovery::Heard;
use names::Units;

use super::leaves::{self, Leaf};
use crate::RejectReason;
use crate::command::{EncodeError, Target, Way, plain, word};
use crate::convention::{Confidence, Convention, Mark};
use crate::json::Item;
use crate::known::Known;
use crate::message::Message;
use crate::said::{Facts, Said};

/// Tasmota's messages, and the units its devices announced.
#[derive(Default)]
pub(crate) struct Tasmota {
    heard: Heard,
    /// Devices whose topics have the prefix behind the device.
    behind: Known<()>,
}

impl Convention for Tasmota {
    fn name(&self) -> &'static str {
        "tasmota"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::First("tasmota"), Mark::Level("tele"), Mark::Level("stat"), Mark::Level("cmnd")]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        if discovery::is_topic(message.topic) {
            return Confidence::Namespace;
        }
        match Address::of(message.topic) {
            Some(address) if address.is_tasmota(message) => Confidence::Shape,
            _ => Confidence::None,
        }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        if discovery::is_topic(message.topic) {
            return self.heard.read(message, said);
        }
        let Some(Address { prefix, device, kind }) = Address::of(message.topic) else {
            return Ok(());
        };
        if prefix == Prefix::Command {
            return Ok(());
        }
        let is_behind = message.topic.starts_with(device);
        if is_behind && self.behind.get(message.connection, device).is_none() {
            self.behind.learn(message.connection, device);
        }
        said.of(device);
        match uncounted(kind) {
            "LWT" => available(said, device, message.text()?),
            "POWER" => said.text(&[kind], message.text()?, Facts::default()),
            "SHUTTER" if message.item().is_none() => shutter(said, kind, message.text()?),
            "SENSOR" => self.sensors(said, message, device, message.json()?),
            "ENERGY" => {
                let units = Units::default();
                let know = |path: &[&str]| units.of_sensor(path);
                leaves::say(said, &["ENERGY"], message.json()?, Facts::default(), &know);
            }
            "STATE" | "MARGINS" => state(said, message.json()?),
            "STATUS" => {
                let status = message.json()?;
                if let Some(sensors) = status.get("StatusSNS") {
                    self.sensors(said, message, device, sensors);
                }
                if let Some(told) = status.get("StatusSTS") {
                    state(said, told);
                }
            }
            "INFO" | "UPTIME" | "HASS_STATE" | "LOGGING" => {}
            "ZbReceived" | "LwReceived" => bridged(said, kind, message.json()?),
            _ => self.result(said, message, device, message.json()?),
        }
        Ok(())
    }

    fn way(&self, target: &Target<'_>) -> Result<Way<'_>, EncodeError> {
        let steps = target.steps();
        let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
        let setting = names::setting(&steps).ok_or_else(|| EncodeError::read_only(target, ""))?;
        let is_behind = self.behind.get(target.connection, target.device).is_some();
        let above = if is_behind {
            format!("{}/cmnd", target.device)
        } else {
            format!("cmnd/{}", target.device)
        };
        let topic = format!("{above}/{}", setting.command);
        let words = setting.words.iter().map(|word| (*word).into()).collect();
        let way = match setting.words {
            [] => Way::new(topic, word),
            _ => Way::new(topic, plain("ON", "OFF")),
        };
        Ok(Way { limits: setting.limits, words, is_told: true, ..way })
    }
}

impl Tasmota {
    fn sensors(&self, said: &mut Said<'_>, message: &Message<'_>, device: &str, told: Item<'_>) {
        let time = told.get("Epoch").or_else(|| told.get("Time")).and_then(Item::time);
        let facts = Facts { time, ..Facts::default() };
        let units = self.heard.units(message.connection, device).told_by(told);
        for (key, sensor) in told.members().filter(|(_, member)| !member.is_moment()) {
            if is_bridge(key) {
                bridged(said, key, sensor);
                said.of(device);
            } else {
                leaves::say(said, &[key], sensor, facts, &|path| units.of_sensor(path));
            }
        }
    }

    /// What a command changed, or what happened: only members that are states of the device.
    fn result(&self, said: &mut Said<'_>, message: &Message<'_>, device: &str, told: Item<'_>) {
        for (key, member) in told.members() {
            match uncounted(key) {
                _ if is_bridge(key) => {
                    bridged(said, key, member);
                    said.of(device);
                }
                "Button" | "RfReceived" | "IrReceived" | "SerialReceived" | "SSerialReceived" => {
                    let words = member.get("Action").or_else(|| member.get("Data"));
                    let words = words.unwrap_or(member).text().unwrap_or("");
                    said.event(device, "event", &format!("{key} {words}"));
                }
                "Command" => said.event(device, "answer", member.text().unwrap_or("")),
                "StatusSNS" => self.sensors(said, message, device, member),
                "StatusSTS" => state(said, member),
                name if names::is_state(name) => {
                    leaves::say(said, &[key], member, Facts::default(), &names::of_state);
                }
                _ => {}
            }
        }
    }
}

/// Which way a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Prefix {
    Telemetry,
    Status,
    Command,
}

/// What a topic names.
struct Address<'a> {
    prefix: Prefix,
    device: &'a str,
    kind: &'a str,
}

impl<'a> Address<'a> {
    fn of(topic: &'a str) -> Option<Self> {
        let (above, kind) = topic.rsplit_once('/')?;
        let (first, rest) = above.split_once('/')?;
        let (prefix, device) = match prefix(first) {
            Some(prefix) => (prefix, rest),
            None => {
                let (device, last) = above.rsplit_once('/')?;
                (prefix(last)?, device)
            }
        };
        (!device.is_empty() && !kind.is_empty()).then_some(Self { prefix, device, kind })
    }

    /// Whether the last level and the payload are such as Tasmota sends. What is broken on a topic that can be nobody
    /// else's is Tasmota's all the same, and refused.
    fn is_tasmota(&self, message: &Message<'_>) -> bool {
        let is_json = !matches!(message.json, Ok(None));
        match (self.prefix, uncounted(self.kind)) {
            (Prefix::Command, _) | (Prefix::Status, "POWER" | "SHUTTER") => true,
            (Prefix::Telemetry, "LWT") => is_lwt(message.payload),
            (Prefix::Telemetry, "SENSOR") | (_, "LOGGING") => true,
            (_, "ZbReceived" | "LwReceived") => is_json,
            (_, kind) => is_json && kind.bytes().all(|c| c.is_ascii_uppercase() || c == b'_'),
        }
    }
}

fn prefix(level: &str) -> Option<Prefix> {
    match level {
        "tele" => Some(Prefix::Telemetry),
        "stat" => Some(Prefix::Status),
        "cmnd" => Some(Prefix::Command),
        _ => None,
    }
}

/// A name without the number of its kind: `POWER2`, `STATUS10`.
fn uncounted(name: &str) -> &str {
    name.trim_end_matches(|c: char| c.is_ascii_digit())
}

fn is_lwt(payload: &[u8]) -> bool {
    payload.eq_ignore_ascii_case(b"online") || payload.eq_ignore_ascii_case(b"offline")
}

fn available(said: &mut Said<'_>, device: &str, text: &str) {
    said.available(device, text.eq_ignore_ascii_case("online"));
}

/// `stat/<topic>/SHUTTER1` tells the position that `RESULT` calls `Shutter1/Position`.
fn shutter(said: &mut Said<'_>, kind: &str, text: &str) {
    let name = kind.replace("SHUTTER", "Shutter");
    let path = [name.as_str(), "Position"];
    said.text(&path, text, Facts { unit: Some("%"), ..Facts::default() });
}

fn state(said: &mut Said<'_>, told: Item<'_>) {
    let time = told.get("Epoch").or_else(|| told.get("Time")).and_then(Item::time);
    leaves::say(said, &[], told, Facts { time, ..Facts::default() }, &names::of_state);
}

fn is_bridge(key: &str) -> bool {
    matches!(key, "ZbReceived" | "LwReceived")
}

/// Devices behind a Zigbee or LoRa bridge: each by its address, which stays when it is given a name.
fn bridged(said: &mut Said<'_>, bridge: &str, told: Item<'_>) {
    let know: fn(&[&str]) -> Leaf =
        if bridge == "ZbReceived" { names::of_zigbee } else { names::of_lora };
    let alone = told.get("Device").and_then(Item::text);
    if let Some(address) = alone {
        said.of(address);
        return leaves::say(said, &[], told, Facts::default(), &know);
    }
    for (key, device) in told.members() {
        said.of(device.get("Device").and_then(Item::text).unwrap_or(key));
        leaves::say(said, &[], device, Facts::default(), &know);
    }
}

#[cfg(test)]
mod tests;
