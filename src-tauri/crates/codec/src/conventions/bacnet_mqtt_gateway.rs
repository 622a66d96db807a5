//! bacnet-mqtt-gateway: BACnet objects as JSON on `bacnet-gateway/<gateway>/telemetry/<device>/<type>_<instance>`.
//!
//! The same value comes again, plain, on `homeassistant/<component>/<gateway>/<type>_<instance>/state`; it is a reading of
//! the device of which the telemetry was heard, of the gateway before that. `acquiredAt` is the value's time, and a
//! `sourceStatus` of `stale` its quality.
//!
//! Not read: `…/attributes`, which repeat the telemetry; `bacnetwrite/…/set`, which are other people's commands. The
//! answers to those, `bacnetwrite_status/…`, are events.
//!
//! Source: bacnet-mqtt-gateway, README, "MQTT Interface".

use std::collections::HashMap;

use model::{ConnectionId, Quality, Value};

use crate::RejectReason;
use crate::command::{EncodeError, Order, Target, Way, scalar};
use crate::convention::{Confidence, Convention, Mark};
use crate::decoded::Limits;
use crate::json::Item;
use crate::limits::{BACNET_OBJECTS_MAX, HEARD_MAX, KNOWN_KEY_BYTES_MAX};
use crate::message::Message;
use crate::said::{Facts, Said};

/// bacnet-mqtt-gateway.
#[derive(Default)]
pub(crate) struct BacnetMqttGateway {
    /// By gateway, which device an object belongs to.
    heard: HashMap<ConnectionId, HashMap<Box<str>, Objects>>,
}

type Objects = HashMap<Box<str>, Box<str>>;

/// What a topic is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Topic<'a> {
    Telemetry { gateway: &'a str, device: &'a str, object: &'a str },
    State { gateway: &'a str, object: &'a str },
    Attributes,
    Command { device: &'a str, object: &'a str },
    Answer { gateway: &'a str, device: &'a str, object: &'a str },
}

impl Convention for BacnetMqttGateway {
    fn name(&self) -> &'static str {
        "bacnet-mqtt-gateway"
    }

    fn marks(&self) -> &'static [Mark] {
        &[
            Mark::First("bacnet-gateway"),
            Mark::First("homeassistant"),
            Mark::First("bacnetwrite"),
            Mark::First("bacnetwrite_status"),
        ]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        match topic(message.topic) {
            Some(Topic::State { .. } | Topic::Attributes) => Confidence::Shape,
            Some(_) => Confidence::Namespace,
            None => Confidence::None,
        }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        match topic(message.topic) {
            Some(Topic::Telemetry { gateway, device, object }) => {
                self.hear(gateway, device, object, message);
                read_telemetry(device, object, message.json()?, said);
            }
            Some(Topic::State { gateway, object }) => {
                let device = self.device(gateway, object, message).unwrap_or(gateway);
                said.of(device).text(
                    &[object],
                    message.text()?,
                    Facts { units: |_, _| None, ..Facts::default() },
                );
            }
            Some(Topic::Command { device, object }) => {
                said.event(
                    device,
                    "command",
                    &format!("{object}: {}", message.text().unwrap_or("")),
                );
            }
            Some(Topic::Answer { gateway, device, object }) => {
                self.hear(gateway, device, object, message);
                let answer = message.json()?;
                let text = |key| answer.get(key).and_then(Item::text).unwrap_or("");
                let words = format!("{object}: {} {}", text("status"), text("detail"));
                said.event(device, "answer", words.trim_end());
            }
            Some(Topic::Attributes) | None => {}
        }
        Ok(())
    }

    fn way(&self, target: &Target<'_>) -> Result<Way<'_>, EncodeError> {
        let steps = target.steps();
        let [object] = steps.as_slice() else {
            return Err(EncodeError::read_only(target, ""));
        };
        let kind = object.split_once('_').map_or("", |(kind, _)| kind);
        let is_output = matches!(kind, "1" | "4" | "14");
        let is_value = matches!(kind, "2" | "5" | "19");
        let is_binary = matches!(kind, "4" | "5");
        if !is_output && !is_value {
            return Err(EncodeError::read_only(target, ""));
        }
        let needed = "the gateway of this object";
        let gateway = self.gateway(target, object);
        let gateway = gateway.ok_or_else(|| EncodeError::not_heard(target, needed))?;
        let topic = format!("bacnetwrite/{gateway}/{}/{object}/{PRESENT_VALUE}/set", target.device);
        let limits = if is_binary { Limits::NO_OR_YES } else { Limits::default() };
        let way = Way::new(topic, written);
        Ok(Way { limits, is_told: is_output, takes_priority: true, ..way })
    }
}

/// The property that tells and takes an object's value.
const PRESENT_VALUE: u8 = 85;

fn written(order: &Order<'_>) -> Result<Vec<u8>, EncodeError> {
    let value = match order.value {
        Value::Boolean(boolean) => u8::from(*boolean).to_string(),
        value @ (Value::Number(_) | Value::Text(_)) => scalar(value),
    };
    let priority = order.priority.map(|priority| format!(",\"priority\":{priority}"));
    Ok(format!("{{\"value\":{value}{}}}", priority.unwrap_or_default()).into_bytes())
}

impl BacnetMqttGateway {
    fn hear(&mut self, gateway: &str, device: &str, object: &str, message: &Message<'_>) {
        let is_long = [gateway, device, object].iter().any(|name| name.len() > KNOWN_KEY_BYTES_MAX);
        if is_long || self.device(gateway, object, message) == Some(device) {
            return;
        }
        let gateways = self.heard.entry(message.connection).or_default();
        let count: usize = gateways.values().map(HashMap::len).sum();
        if gateways.len() < HEARD_MAX && count < BACNET_OBJECTS_MAX {
            let objects = gateways.entry(gateway.into()).or_default();
            objects.insert(object.into(), device.into());
        }
    }

    /// The gateway on which an object of a device was heard, or the only one there is.
    fn gateway(&self, target: &Target<'_>, object: &str) -> Option<&str> {
        let gateways = self.heard.get(&target.connection)?;
        let has_it =
            |objects: &Objects| objects.get(object).is_some_and(|held| **held == *target.device);
        let mut holding = gateways.iter().filter(|(_, objects)| has_it(objects));
        let mut all = gateways.keys();
        let only = all.next().filter(|_| all.next().is_none());
        holding.next().map(|(gateway, _)| gateway).or(only).map(AsRef::as_ref)
    }

    fn device(&self, gateway: &str, object: &str, message: &Message<'_>) -> Option<&str> {
        let gateways = self.heard.get(&message.connection)?;
        gateways.get(gateway)?.get(object).map(AsRef::as_ref)
    }
}

fn topic(topic: &str) -> Option<Topic<'_>> {
    let (first, rest) = topic.split_once('/')?;
    let mut levels = rest.split('/');
    let mut next = || levels.next().filter(|level| !level.is_empty());
    let told = match first {
        "bacnet-gateway" => {
            let (gateway, kind, device, object) = (next()?, next()?, next()?, next()?);
            (kind == "telemetry").then_some(Topic::Telemetry { gateway, device, object })
        }
        "homeassistant" => {
            let (_component, gateway, object, end) = (next()?, next()?, next()?, next()?);
            match end {
                "state" if is_object(object) => Some(Topic::State { gateway, object }),
                "attributes" if is_object(object) => Some(Topic::Attributes),
                _ => None,
            }
        }
        "bacnetwrite" => {
            let (_gateway, device, object, _property) = (next()?, next()?, next()?, next()?);
            (next() == Some("set")).then_some(Topic::Command { device, object })
        }
        "bacnetwrite_status" => {
            let (gateway, device, object, _property) = (next()?, next()?, next()?, next()?);
            Some(Topic::Answer { gateway, device, object })
        }
        _ => None,
    };
    told.filter(|_| levels.next().is_none())
}

/// Whether a level is `<type>_<instance>`, both BACnet's numbers.
fn is_object(level: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    level.split_once('_').is_some_and(|(kind, instance)| is_number(kind) && is_number(instance))
}

fn read_telemetry(device: &str, object: &str, telemetry: Item<'_>, said: &mut Said<'_>) {
    let quality = match telemetry.get("sourceStatus").and_then(Item::text) {
        Some("stale") => Quality::Stale,
        Some("error" | "failed" | "offline" | "bad") => Quality::Bad,
        _ => Quality::Good,
    };
    let time = telemetry.get("acquiredAt").and_then(Item::time);
    if let Some(value) = telemetry.get("value") {
        let facts = Facts { time, quality, units: |_, _| None, ..Facts::default() };
        said.of(device).values(&[object], value, facts);
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::conventions::told::last_of;

    const TELEMETRY: (&str, &str) = (
        "bacnet-gateway/gw/telemetry/114/2_202",
        r#"{"value":21.4,"name":"Zone","deviceId":"114","acquiredAt":1755460000000,"publishedAt":1755460900000,"sourceStatus":"ok"}"#,
    );

    #[test]
    fn telemetry_and_state_are_the_same_point() {
        assert_snapshot!(last_of(&[TELEMETRY]), @r"
        bacnet-mqtt-gateway
        114 /2_202 = 21.4 @1755460000000
        ");
        assert_snapshot!(last_of(&[TELEMETRY, ("homeassistant/sensor/gw/2_202/state", "21.4")]), @r"
        bacnet-mqtt-gateway
        114 /2_202 = 21.4
        ");
        assert_eq!(
            last_of(&[("homeassistant/sensor/gw/2_202/attributes", r#"{"unit":95}"#)]),
            "bacnet-mqtt-gateway"
        );
        assert!(last_of(&[("homeassistant/sensor/hall/lamp/state", "1")]).starts_with("plain"));
    }

    #[test]
    fn writes_and_their_answers_are_events() {
        assert_snapshot!(last_of(&[("bacnetwrite/gw/114/1_0/85/set", r#"{"value":25.5}"#)]), @r#"
        bacnet-mqtt-gateway
        * 114 command 1_0: {"value":25.5}
        "#);
        assert_snapshot!(last_of(&[("bacnetwrite_status/gw/114/1_0/85", r#"{"status":"error","detail":"denied"}"#)]), @r"
        bacnet-mqtt-gateway
        * 114 answer 1_0: error denied
        ");
    }
}
