//! Gateways from Modbus: modbus4mqtt and modpoll.
//!
//! Sources: the README of tjhowse/modbus4mqtt (a topic for each register below `modbus4mqtt`, its default prefix) and the
//! documentation of gavinying/modpoll (`modpoll/<device>/data` with an object of registers). modbus2mqtt is mqtt-smarthome.
//! What the registers mean is only told by their names.
//!
//! Not read: `…/set` (wishes).

use super::leaves::{self, Leaf};
use crate::RejectReason;
use crate::command::{EncodeError, Target, Way, plain};
use crate::convention::{Confidence, Convention, Mark};
use crate::message::Message;
use crate::said::{Facts, Said};

const MODBUS4MQTT: &str = "modbus4mqtt";
const MODPOLL: &str = "modpoll";

/// The gateways' messages.
pub(crate) struct ModbusGateways;

impl Convention for ModbusGateways {
    fn name(&self) -> &'static str {
        "modbus-gateways"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::First(MODBUS4MQTT), Mark::First(MODPOLL)]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        match message.topic.split_once('/') {
            Some((MODBUS4MQTT | MODPOLL, _)) => Confidence::Namespace,
            _ => Confidence::None,
        }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let levels = message.levels();
        let (device, path) = match levels.as_slice() {
            [.., "set"] => return Ok(()),
            [MODPOLL, device, "availability" | "status"] => {
                said.available(device, message.text()?.eq_ignore_ascii_case("online"));
                return Ok(());
            }
            [MODPOLL, device, "data", path @ ..] | [MODPOLL, device, path @ ..] => (*device, path),
            [gateway, path @ ..] => (*gateway, path),
            [] => return Ok(()),
        };
        said.of(device);
        match message.json? {
            Some(told) => leaves::say(said, path, told, Facts::default(), &|_| Leaf::Named),
            None => {
                let name = path.last().copied().unwrap_or("");
                said.text(path, message.text()?, Facts { name, ..Facts::default() });
            }
        }
        Ok(())
    }

    fn way(&self, target: &Target<'_>) -> Result<Way<'_>, EncodeError> {
        if target.device != MODBUS4MQTT {
            let because = "modpoll writes to a register's address, which its readings do not tell";
            return Err(EncodeError::NoCommands { convention: self.name(), because });
        }
        if target.path.is_empty() {
            return Err(EncodeError::read_only(target, ""));
        }
        let topic = format!("{MODBUS4MQTT}/{}/set", target.steps().join("/"));
        Ok(Way::new(topic, plain("1", "0")))
    }
}

#[cfg(test)]
mod tests;
