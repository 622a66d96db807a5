//! OpenDTU: `<base>/<serial>/…` for each inverter, `<base>/dtu/…` and the sums `<base>/ac/…`, `<base>/dc/…`.
//!
//! Source: OpenDTU documentation, "MQTT Topics". The base is `solar/` unless changed; below another one inverters are
//! known by their serial number of twelve digits and the topic's end. `yieldday` is Wh, `yieldtotal` is kWh.
//!
//! Commands: `<base>/<serial>/cmd/…`, "MQTT Topics", "Inverter specific commands".
//! Not read: `cmd` (wishes), versions and addresses, `status/last_update` (a time; the values beside it come on topics of
//! their own and do not wait for it).

use std::sync::Arc;

use super::leaves::Leaf;
use crate::command::{EncodeError, Target, Way, plain};
use crate::convention::{Confidence, Convention, Mark};
use crate::decoded::Limits;
use crate::known::Known;
use crate::message::Message;
use crate::said::{Facts, Said};
use crate::{Discovery, RejectReason};

const SERIAL_DIGITS: usize = 12;

/// OpenDTU's messages.
#[derive(Default)]
pub(crate) struct OpenDtu {
    /// Below what inverters were heard that are not below `solar`.
    bases: Known<Box<str>>,
}

impl Convention for OpenDtu {
    fn name(&self) -> &'static str {
        "opendtu"
    }

    fn marks(&self) -> &'static [Mark] {
        &[
            Mark::First("solar"),
            Mark::Level("0"),
            Mark::Level("1"),
            Mark::Level("2"),
            Mark::Level("3"),
            Mark::Level("4"),
            Mark::Level("5"),
            Mark::Level("6"),
            Mark::Level("status"),
            Mark::Level("radio"),
            Mark::Level("cmd"),
        ]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        match place(message.topic) {
            Some((Base::Default, ..)) => Confidence::Namespace,
            Some((Base::Other(_), ..)) => Confidence::Shape,
            None => Confidence::None,
        }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let Some((base, device, rest)) = place(message.topic) else { return Ok(()) };
        if let Base::Other(base) = base
            && let Some(known) = self.bases.learn(message.connection, device)
            && **known != *base
        {
            *known = Box::from(base);
        }
        let told = message.text()?;
        let path: Vec<&str> = rest.split('/').collect();
        match (device, path.as_slice()) {
            ("dtu", ["status"]) => said.available(device, told.eq_ignore_ascii_case("online")),
            (_, ["status", "reachable"]) => said.available(device, told == "1"),
            (_, ["name"]) if !told.is_empty() => said.discovered(Discovery {
                device: Arc::from(device),
                name: Some(Box::from(told)),
                ..Discovery::default()
            }),
            (_, path) => {
                if let Some(facts) = of_topic(device, path).facts(path, Facts::default()) {
                    said.of(device).text(path, told, facts);
                }
            }
        }
        Ok(())
    }

    /// What outlasts a power cut wears the inverter's memory: commands change only what does not.
    fn way(&self, target: &Target<'_>) -> Result<Way<'_>, EncodeError> {
        let (command, limits) = match target.path {
            "/status/limit_relative" => ("limit_nonpersistent_relative", Limits::PERCENT),
            "/status/limit_absolute" => {
                ("limit_nonpersistent_absolute", Limits { min: Some(0.0), ..Limits::default() })
            }
            "/status/producing" => ("power", Limits::NO_OR_YES),
            _ => return Err(EncodeError::read_only(target, "")),
        };
        let base = self.bases.get(target.connection, target.device).map_or(BASE, |base| &**base);
        let topic = format!("{base}/{}/cmd/{command}", target.device);
        Ok(Way { limits, is_told: true, ..Way::new(topic, plain("1", "0")) })
    }
}

/// Where inverters stand unless set otherwise.
const BASE: &str = "solar";

enum Base<'a> {
    Default,
    Other(&'a str),
}

/// The device that a topic names and what is below it.
fn place(topic: &str) -> Option<(Base<'_>, &str, &str)> {
    if let Some(rest) = topic.strip_prefix("solar/")
        && let Some((device, rest)) = rest.split_once('/')
    {
        let is_own = is_serial(device)
            || matches!(device, "dtu")
            || (matches!(device, "ac" | "dc") && is_sum(rest));
        return is_own.then_some((Base::Default, device, rest));
    }
    let mut levels = topic.rsplitn(4, '/');
    let last = levels.next()?;
    let (part, serial) = (levels.next()?, levels.next()?);
    let base = levels.next()?;
    let rest = &topic[topic.len() - part.len() - 1 - last.len()..];
    let is_own = is_serial(serial) && is_known(part, last);
    is_own.then_some((Base::Other(base), serial, rest))
}

fn is_serial(level: &str) -> bool {
    level.len() == SERIAL_DIGITS && level.bytes().all(|c| c.is_ascii_digit())
}

fn is_sum(name: &str) -> bool {
    matches!(name, "power" | "yieldtotal" | "yieldday" | "is_valid" | "irradiation")
}

/// Whether a topic's last two levels are such as an inverter has.
fn is_known(part: &str, last: &str) -> bool {
    match part {
        "0" | "1" | "2" | "3" | "4" | "5" | "6" => of_topic("", &[part, last]) != Leaf::Bare,
        "status" => matches!(
            last,
            "reachable" | "producing" | "last_update" | "limit_relative" | "limit_absolute"
        ),
        "radio" => last == "rssi" || last.starts_with("tx_re") || last.starts_with("rx_"),
        "cmd" => last.starts_with("limit_") || matches!(last, "power" | "restart"),
        _ => false,
    }
}

fn of_topic(device: &str, path: &[&str]) -> Leaf {
    match path {
        ["cmd" | "device", ..] | [.., "name"] | ["status", "last_update"] => Leaf::Skip,
        ["ip" | "hostname" | "bssid"] if device == "dtu" => Leaf::Skip,
        ["heap", _] => Leaf::In("B"),
        ["uptime"] => Leaf::In("s"),
        [.., "rssi"] => Leaf::In("dBm"),
        [.., "limit_relative" | "efficiency" | "powerfactor" | "irradiation"] => Leaf::In("%"),
        [.., "power" | "powerdc" | "limit_absolute"] => Leaf::In("W"),
        [.., "reactivepower"] => Leaf::In("var"),
        [.., "current"] => Leaf::In("A"),
        [.., "voltage"] => Leaf::In("V"),
        [.., "frequency"] => Leaf::In("Hz"),
        [.., "temperature"] => Leaf::In("°C"),
        [.., "yieldday"] => Leaf::In("Wh"),
        [.., "yieldtotal"] => Leaf::In("kWh"),
        _ => Leaf::Bare,
    }
}

#[cfg(test)]
mod tests;
