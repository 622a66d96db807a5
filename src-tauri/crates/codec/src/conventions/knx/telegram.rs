//! Wiren Board's wb-mqtt-knx: every telegram as text in `/devices/knx/controls/data`.
//!
//! Source: the README of wirenboard/wb-mqtt-knx: `i:<source> g:<group> <service> <bytes>`. Not read: `on`, which is a
//! command; read requests; telegrams to single devices. Several bytes stay text: their type is not in the telegram.

use model::{Quality, Value};

use super::is_group_address;
use crate::RejectReason;
use crate::command::{EncodeError, Target, Way};
use crate::convention::{Confidence, Convention, Mark};
use crate::message::Message;
use crate::said::{Facts, Said};
use crate::text;

const TOPIC: &str = "/devices/knx/controls/data";

/// wb-mqtt-knx.
pub(crate) struct WbMqttKnx;

impl Convention for WbMqttKnx {
    fn name(&self) -> &'static str {
        "wb-mqtt-knx"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::First("")]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        let below = message.topic.strip_prefix(TOPIC);
        if matches!(below, Some("" | "/on")) { Confidence::Namespace } else { Confidence::None }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        if message.topic != TOPIC {
            return Ok(());
        }
        let telegram = message.text()?;
        let mut words = telegram.split_ascii_whitespace();
        let (Some(_source), Some(target), Some(service)) =
            (words.next(), words.next(), words.next())
        else {
            return Err(RejectReason::NotOfType);
        };
        let group = target.strip_prefix("g:").filter(|group| is_group_address(group));
        let is_value = matches!(service, "GroupValueWrite" | "GroupValueResponse");
        match group.filter(|_| is_value) {
            Some(group) => {
                let bytes: Vec<&str> = words.collect();
                let path: Vec<&str> = group.split('/').collect();
                said.of("knx").value(&path, value(&bytes), Facts::default());
            }
            None => said.event("knx", "telegram", telegram),
        }
        Ok(())
    }

    fn way(&self, _target: &Target<'_>) -> Result<Way<'_>, EncodeError> {
        let because =
            "it sends bytes to a group address and does not tell how a value becomes bytes there";
        Err(EncodeError::NoCommands { convention: self.name(), because })
    }
}

/// One byte is a number; several are kept as they were written.
fn value(bytes: &[&str]) -> Result<(Value, Quality, Option<&'static str>), RejectReason> {
    match bytes {
        [] => Err(RejectReason::Empty),
        [byte] => {
            let number = byte_of(byte).ok_or(RejectReason::NotOfType)?;
            Ok((Value::Number(f64::from(number)), Quality::Good, None))
        }
        several if several.iter().all(|byte| byte_of(byte).is_some()) => {
            text::word(&several.join(" ")).map(|word| (word.value, word.quality, None))
        }
        _ => Err(RejectReason::NotOfType),
    }
}

/// A byte in one of the spellings of the README: `0xAA`, `0b10101010`, `170`.
fn byte_of(text: &str) -> Option<u8> {
    let lower = text.to_ascii_lowercase();
    if let Some(digits) = lower.strip_prefix("0x") {
        u8::from_str_radix(digits, 16).ok()
    } else if let Some(digits) = lower.strip_prefix("0b") {
        u8::from_str_radix(digits, 2).ok()
    } else {
        lower.parse().ok()
    }
}
