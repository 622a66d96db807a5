//! Ruuvi Gateway: `<prefix>/<gateway>/<tag>` with a received advertisement, `<prefix>/<gateway>/gw_status`.
//!
//! Source: Ruuvi documentation, "MQTT: time-stamped data from Bluetooth sensors"; the advertisements are in `advertisement`.
//! The tag is the device. `ts` (seconds, as text) is when the gateway heard it.

mod advertisement;

use super::leaves::{self, Leaf};
use crate::RejectReason;
use crate::convention::{Confidence, Convention, Mark};
use crate::json::Item;
use crate::message::Message;
use crate::said::{Facts, Said};

/// The gateway's messages.
pub(crate) struct RuuviGateway;

impl Convention for RuuviGateway {
    fn name(&self) -> &'static str {
        "ruuvi-gateway"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::Level("gw_status"), Mark::Member("gw_mac")]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        let last = message.topic.rsplit('/').next().unwrap_or("");
        let (is_tag, is_status) = (is_address(last), last == "gw_status");
        let Some(told) = message.item().filter(|_| is_tag || is_status) else {
            return Confidence::None;
        };
        if (is_status && told.has("state")) || (is_tag && told.has("gw_mac")) {
            Confidence::Namespace
        } else {
            Confidence::None
        }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let told = message.json()?;
        let (above, tag) = message.topic.rsplit_once('/').unwrap_or(("", message.topic));
        if tag == "gw_status" {
            let gateway = above.rsplit('/').next().unwrap_or(above);
            let state = told.get("state").and_then(Item::text);
            said.available(gateway, state.is_some_and(|state| state == "online"));
            return Ok(());
        }
        let time = told.get("ts").or_else(|| told.get("gwts")).and_then(Item::time);
        let facts = Facts { time, ..Facts::default() };
        leaves::say(said.of(tag), &[], told, facts, &of_member);
        if let Some(data) = told.get("data").and_then(Item::text) {
            advertisement::read(data, facts, said);
        }
        Ok(())
    }
}

/// Whether a level is a hardware address: `F4:1F:0C:28:CB:D6`.
fn is_address(level: &str) -> bool {
    level.len() == 17 && level.bytes().skip(2).step_by(3).all(|c| c == b':')
}

/// What is known of a member; beside the envelope some gateways send the advertisement decoded.
fn of_member(path: &[&str]) -> Leaf {
    match path {
        ["rssi" | "txPower"] => Leaf::In("dBm"),
        ["temperature"] => Leaf::In("°C"),
        ["humidity"] => Leaf::In("%"),
        ["pressure"] => Leaf::In("Pa"),
        ["voltage"] => Leaf::In("V"),
        ["PM1.0" | "PM2.5" | "PM4.0" | "PM10.0"] => Leaf::In("µg/m³"),
        ["CO2"] => Leaf::In("ppm"),
        ["luminosity"] => Leaf::In("lx"),
        ["VOC" | "NOx" | "movementCounter" | "measurementSequenceNumber"] => Leaf::Bare,
        ["accelX" | "accelY" | "accelZ"] => Leaf::Bare,
        _ => Leaf::Skip,
    }
}

#[cfg(test)]
mod tests;
