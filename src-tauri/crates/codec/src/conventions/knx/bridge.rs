//! pakerfeldt's knx-mqtt: each group address in a topic of its own, `knx/<main>/<middle>/<sub>`.
//!
//! Source: the README and `config.example.yaml` of pakerfeldt/knx-mqtt. Payloads are a value, a value with its unit,
//! JSON of `bytes`, `name`, `value` and `unit`, or raw bytes. Not read: `read`, `write` and `write-bytes`, which are
//! commands; raw bytes, whose type is not told. Names in place of addresses are claimed only with that JSON or a command.

use crate::RejectReason;
use crate::command::{EncodeError, Target, Way, plain};
use crate::convention::{Confidence, Convention, Mark};
use crate::message::Message;
use crate::said::{Facts, Said};

use super::is_group_address;

/// knx-mqtt.
pub(crate) struct KnxMqtt;

impl Convention for KnxMqtt {
    fn name(&self) -> &'static str {
        "knx-mqtt"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::First("knx")]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        let Some(below) = message.topic.strip_prefix("knx/") else {
            return Confidence::None;
        };
        let (address, command) = address(below);
        if is_group_address(address) {
            Confidence::Namespace
        } else if address.split('/').count() == 3 && (command || is_value_object(message)) {
            Confidence::Shape
        } else {
            Confidence::None
        }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let below = message.topic.strip_prefix("knx/").unwrap_or(message.topic);
        let (address, is_command) = address(below);
        if is_command {
            return Ok(());
        }
        let path: Vec<&str> = address.split('/').collect();
        let facts = Facts { units: |_, _| None, ..Facts::default() };
        said.of("knx");
        match message.json? {
            Some(object) if object.is_object() => {
                if let Some(value) = object.get("value") {
                    let unit = object.get("unit").and_then(crate::json::Item::text);
                    let unit = unit.and_then(crate::units::told);
                    let unit = unit.as_ref().map(model::Unit::as_str);
                    said.values(&path, value, Facts { unit, ..facts });
                }
            }
            _ => said.text(&path, message.text()?, facts),
        }
        Ok(())
    }

    /// The gateway knows the type of the address; whether the installation lets it be written, only the read-back tells.
    fn way(&self, target: &Target<'_>) -> Result<Way<'_>, EncodeError> {
        let address = target.steps().join("/");
        if address.is_empty() {
            return Err(EncodeError::read_only(target, ""));
        }
        Ok(Way::new(format!("knx/{address}/write"), plain("true", "false")))
    }
}

/// The address, and whether a command follows it.
fn address(below: &str) -> (&str, bool) {
    let commands = ["/read", "/write", "/write-bytes"];
    let address = commands.iter().find_map(|command| below.strip_suffix(command));
    address.map_or((below, false), |address| (address, true))
}

/// Whether the payload is the gateway's JSON.
fn is_value_object(message: &Message<'_>) -> bool {
    let known = |key| matches!(key, "bytes" | "name" | "value" | "unit");
    message
        .item()
        .is_some_and(|object| object.has("bytes") && object.members().all(|(key, _)| known(key)))
}
