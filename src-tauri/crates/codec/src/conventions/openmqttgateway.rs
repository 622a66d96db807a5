//! OpenMQTTGateway and Theengs Gateway: `<base>/<gateway>/<radio>toMQTT/…`, such as `home/OpenMQTTGateway/BTtoMQTT/<mac>`.
//!
//! Sources: the documentation of OpenMQTTGateway ("Use": BLE, RF, RTL_433, gateway) and of the Theengs decoder (the names of
//! its properties and their units). What comes over Bluetooth is of the device whose address it holds, what comes from
//! rtl_433 of the device it names, all else of the gateway, below the radio's name. A unit may stand beside its value:
//! `avg`, `avgu`.
//!
//! Not read: `MQTTto…` (wishes), names, versions and raw advertisements. A RuuviTag whose values stand at the end of their
//! range has no sensor behind it: they are refused.

use super::leaves::{self, Leaf};
use super::rtl_433;
use crate::RejectReason;
use crate::command::{EncodeError, Target, Way};
use crate::convention::{Confidence, Convention, Mark};
use crate::json::Item;
use crate::limits::SIBLINGS_MAX;
use crate::message::Message;
use crate::said::{Facts, Said};
use crate::units;

/// The gateway's messages.
pub(crate) struct OpenMqttGateway;

/// In all levels that tell a radio or a command to one, and in few others: most topics are told by it.
const RARE_LETTER: char = 'Q';

impl Convention for OpenMqttGateway {
    fn name(&self) -> &'static str {
        "openmqttgateway"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::Any]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        let topic = message.topic;
        if topic.starts_with("home/OpenMQTTGateway/") || topic.starts_with("home/TheengsGateway/") {
            Confidence::Namespace
        } else if topic.contains(RARE_LETTER) && (radio(topic).is_some() || is_command(topic))
            || is_lwt(message)
        {
            Confidence::Shape
        } else {
            Confidence::None
        }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        if let Some(above) = message.topic.strip_suffix("/LWT") {
            let gateway = above.rsplit('/').next().unwrap_or(above);
            said.available(gateway, message.text()?.eq_ignore_ascii_case("online"));
            return Ok(());
        }
        let Some((gateway, radio, rest)) = radio(message.topic) else { return Ok(()) };
        let Some(told) = message.json? else {
            said.of(gateway).text(&[radio], message.text()?, Facts::default());
            return Ok(());
        };
        match radio {
            "RTL_433toMQTT" => rtl_433::received(told, said),
            "BTtoMQTT" | "BLEtoMQTT" => {
                let address = told.get("id").and_then(Item::text);
                let from_topic = rest.rsplit('/').next().filter(|last| !last.is_empty());
                let device = address.or(from_topic).unwrap_or(gateway);
                if told.has("characteristic") {
                    let is_done = told.get("success").and_then(Item::boolean) == Some(true);
                    said.event(device, "answer", if is_done { "ok" } else { "failed" });
                } else {
                    said.of(device);
                    values(said, &[], told);
                }
            }
            _ => {
                let below = rest.split('/').filter(|level| !level.is_empty());
                let path: Vec<&str> = std::iter::once(radio).chain(below).collect();
                said.of(gateway);
                values(said, &path, told);
            }
        }
        Ok(())
    }

    fn way(&self, _target: &Target<'_>) -> Result<Way<'_>, EncodeError> {
        let because =
            "what it sends by radio differs from device to device and is not told by readings";
        Err(EncodeError::NoCommands { convention: self.name(), because })
    }
}

/// The gateway, the radio and what is below them in a topic.
fn radio(topic: &str) -> Option<(&str, &str, &str)> {
    let mut above = None;
    let mut rest = topic;
    loop {
        let (level, below) = rest.split_once('/').unwrap_or((rest, ""));
        let is_radio = level.ends_with("toMQTT") && level.len() > "toMQTT".len();
        match above {
            Some(gateway) if is_radio => return Some((gateway, level, below)),
            _ if below.is_empty() => return None,
            _ => {}
        }
        above = Some(level);
        rest = below;
    }
}

fn is_command(topic: &str) -> bool {
    topic.contains("/commands/MQTTto")
}

/// `home/<gateway>/LWT`; Tasmota writes the words with a capital, and `tele` in its topic.
fn is_lwt(message: &Message<'_>) -> bool {
    let above = message.topic.strip_suffix("/LWT").and_then(|above| above.strip_prefix("home/"));
    above.is_some_and(|gateway| !gateway.contains('/'))
        && matches!(message.payload, b"online" | b"offline")
}

fn values<'a>(said: &mut Said<'_>, above: &[&'a str], told: Item<'a>) {
    let is_ruuvi = told
        .get("model_id")
        .and_then(Item::text)
        .is_some_and(|model| model.starts_with("RuuviTag"));
    let beside = told.members().nth(SIBLINGS_MAX).is_none().then_some(told);
    let scope = said.scope();
    leaves::each(told, &mut above.to_vec(), &mut |path, item| {
        let name = path.last().copied().unwrap_or("");
        let Some(facts) = of_property(beside, name).facts(path, Facts::default()) else { return };
        if is_ruuvi && item.number().is_some_and(|number| is_at_end(name, number)) {
            said.refuse(path, RejectReason::Unavailable);
        } else {
            said.values_within(scope, path, item, facts);
        }
    });
}

/// What is known of a property from its name and from those beside it, where they are few enough to be looked through.
fn of_property(beside: Option<Item<'_>>, name: &str) -> Leaf {
    let unit_beside = |name: &str| {
        let unit = beside?.get(name)?.text()?;
        units::known(unit).map(|known| known.unit)
    };
    let is_beside = |name| beside.is_some_and(|told| told.has(name));
    if is_about(name) || name.strip_suffix('u').is_some_and(is_beside) {
        return Leaf::Skip;
    }
    if let Some(unit) = unit_beside(&format!("{name}u")) {
        return Leaf::In(unit);
    }
    match name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_') {
        "tempc" => Leaf::In("°C"),
        "temp" => Leaf::In(unit_beside("unit").unwrap_or("°C")),
        "tempf" => Leaf::In("°F"),
        "hum" | "batt" | "moi" | "soc" | "vwc" => Leaf::In("%"),
        "volt" | "voltage" => Leaf::In("V"),
        "pres" => Leaf::In("hPa"),
        "pa" => Leaf::In("Pa"),
        "lux" => Leaf::In("lx"),
        "fer" => Leaf::In("µS/cm"),
        "pm" => Leaf::In("µg/m³"),
        "co" if name == "co2" => Leaf::In("ppm"),
        "for" => Leaf::In("mg/m³"),
        "weight" => unit_beside("unit").map_or(Leaf::Bare, Leaf::In),
        "impedance" => Leaf::In("Ω"),
        "accx" | "accy" | "accz" => Leaf::In("m/s²"),
        "distance" | "altim" => Leaf::In("m"),
        "altift" => Leaf::In("ft"),
        "rssi" | "txpower" => Leaf::In("dBm"),
        "snr" => Leaf::In("dB"),
        "uptime" => Leaf::In("s"),
        "freemem" | "freestack" | "minfreemem" => Leaf::In("B"),
        "current" => Leaf::In("A"),
        "power" => Leaf::In("W"),
        "energy" => Leaf::In("kWh"),
        _ => Leaf::Named,
    }
}

/// What says who sent and in which form.
fn is_about(name: &str) -> bool {
    matches!(
        name,
        "id" | "mac" | "mac_type" | "adv_type" | "prmac" | "brand" | "model" | "model_id"
    ) || matches!(name, "type" | "name" | "cidc" | "acts" | "cont" | "track" | "mfid" | "uuid")
        || matches!(
            name,
            "manufacturerdata" | "servicedata" | "servicedatauuid" | "unit" | "device"
        )
        || matches!(
            name,
            "major"
                | "minor"
                | "version"
                | "env"
                | "ip"
                | "SSID"
                | "BSSID"
                | "modules"
                | "addr"
                | "res"
        )
        || matches!(name, "mqttport" | "mqttserver" | "mqttsecure" | "encr" | "ctr" | "raw" | "hex")
}

/// Whether a RuuviTag's value is one that its sensor cannot have measured.
fn is_at_end(name: &str, number: f64) -> bool {
    match name {
        "hum" => number > 100.0,
        "tempc" => number.abs() > 127.98,
        "tempf" => !(-198.0..262.0).contains(&number),
        "pres" => number > 1_155.33,
        "volt" => number > 3.646,
        "accx" | "accy" | "accz" => number.abs() > 32.13,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
