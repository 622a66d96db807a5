//! mqtt-smarthome: `<interface>/status/<item>` with `{"val": …}`, `<interface>/connected`.
//!
//! Source: mqtt-smarthome, "Architecture". Shared by hm2mqtt, modbus2mqtt, knx2mqtt and their kin. `ts` is when the value
//! was obtained, `lc` when it last changed, both in milliseconds. `connected` is 2 where everything works; 1 (the hardware
//! cannot be reached) and 0 are offline.
//!
//! Commands go to `<interface>/set/<item>`.
//!
//! Not read: plain values on `…/status/…`, which are plain topic values like any other (whether the interface is one of
//! these, its topics do not tell, and a point must not change its name when that is learned); fields beside `val`.

use crate::RejectReason;
use crate::command::{EncodeError, Target, Way, plain};
use crate::convention::{Confidence, Convention, Mark};
use crate::json::Item;
use crate::message::Message;
use crate::said::{Facts, Said};
use crate::units;

/// mqtt-smarthome's messages.
pub(crate) struct MqttSmarthome;

impl Convention for MqttSmarthome {
    fn name(&self) -> &'static str {
        "mqtt-smarthome"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::Level("connected"), Mark::Level("status")]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        if is_connected(message) || status(message).is_some() {
            Confidence::Shape
        } else {
            Confidence::None
        }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        if let Some((interface, "connected")) = message.topic.split_once('/') {
            said.available(interface, message.payload == b"2");
        } else if let Some((interface, item, told, value)) = status(message) {
            let path: Vec<&str> = item.split('/').collect();
            let name = units::last_name(item);
            let time = told.get("ts").or_else(|| told.get("lc")).and_then(Item::time);
            said.of(interface).values(&path, value, Facts { time, name, ..Facts::default() });
        }
        Ok(())
    }

    fn way(&self, target: &Target<'_>) -> Result<Way<'_>, EncodeError> {
        if target.path.is_empty() {
            return Err(EncodeError::read_only(target, ""));
        }
        let topic = format!("{}/set/{}", target.device, target.steps().join("/"));
        Ok(Way::new(topic, plain("true", "false")))
    }
}

fn is_connected(message: &Message<'_>) -> bool {
    matches!(message.payload, b"0" | b"1" | b"2")
        && message.topic.split_once('/').is_some_and(|(_, rest)| rest == "connected")
}

/// The interface, the item, and the object with its value.
fn status<'a>(message: &Message<'a>) -> Option<(&'a str, &'a str, Item<'a>, Item<'a>)> {
    let (interface, rest) = message.topic.split_once('/')?;
    let item = rest.strip_prefix("status/").filter(|item| !item.is_empty())?;
    let told = message.item()?;
    let value = told.get("val").filter(|value| !value.is_object() && !value.is_array())?;
    Some((interface, item, told, value))
}

#[cfg(test)]
mod tests;
