//! EMS-ESP: `ems-esp/<device>_data` with the values of a heating system's device, `ems-esp/status`, `ems-esp/heartbeat`.
//!
//! Source: EMS-ESP documentation, "MQTT" and the list of entities ("dump_entities"), whose short names tell their unit by
//! what they contain. Where nesting is off, the circuit stands in the topic: `thermostat_data_hc1`; it becomes the first
//! step of the path, so that both ways tell the same point. With single values it is `<device>_data/<name>`.
//!
//! Commands go to `ems-esp/<device>/[<circuit>/]<name>`, page "Commands".
//!
//! Not read: `ems-esp/<device>/…`, where commands come in (an overheard command and a single value published there cannot be
//! told apart), `info`, `response`.

use super::leaves::{self, Leaf};
use crate::RejectReason;
use crate::command::{EncodeError, Target, Way, plain};
use crate::convention::{Confidence, Convention, Mark};
use crate::known::Known;
use crate::message::Message;
use crate::said::{Facts, Said};

const ROOT: &str = "ems-esp";

/// EMS-ESP's messages.
#[derive(Default)]
pub(crate) struct EmsEsp {
    /// Where devices stand that are not below `ems-esp` itself.
    roots: Known<Box<str>>,
}

impl Convention for EmsEsp {
    fn name(&self) -> &'static str {
        "ems-esp"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::Level(ROOT)]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        if below_root(message.topic).is_some() { Confidence::Namespace } else { Confidence::None }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let levels: Vec<&str> = below_root(message.topic).unwrap_or("").split('/').collect();
        match levels.as_slice() {
            ["status" | "start"] => {
                said.available(ROOT, message.text()?.eq_ignore_ascii_case("online"));
            }
            ["heartbeat"] => {
                said.of(ROOT);
                leaves::say(said, &["heartbeat"], message.json()?, Facts::default(), &of_gateway);
            }
            [data, below @ ..] => {
                let Some((device, circuit)) = device(data) else { return Ok(()) };
                let path: Vec<&str> = circuit.into_iter().chain(below.iter().copied()).collect();
                self.hear(message, device);
                let know = |path: &[&str]| of_entity(device, path);
                said.of(device);
                match message.json? {
                    Some(told) => leaves::say(said, &path, told, Facts::default(), &know),
                    None => {
                        let facts = Facts::default();
                        let facts = know(&path).facts(&path, facts).unwrap_or(facts);
                        said.text(&path, message.text()?, facts);
                    }
                }
            }
            [] => {}
        }
        Ok(())
    }

    /// Which entities can be written is told by none of its messages.
    fn way(&self, target: &Target<'_>) -> Result<Way<'_>, EncodeError> {
        let only_tells =
            matches!(target.device, ROOT | "temperaturesensor" | "dallassensor" | "analogsensor");
        if only_tells || target.path.is_empty() {
            return Err(EncodeError::read_only(target, ""));
        }
        let root = self.roots.get(target.connection, target.device).map_or(ROOT, |root| &**root);
        let topic = format!(
            "{root}/{}{}",
            target.device,
            target.steps().iter().fold(String::new(), |path, step| path + "/" + step.as_str())
        );
        Ok(Way::new(topic, plain("on", "off")))
    }
}

impl EmsEsp {
    /// Remembers where a device stands.
    fn hear(&mut self, message: &Message<'_>, device: &str) {
        let below = below_root(message.topic).map_or(0, |below| below.len() + 1);
        let root = &message.topic[..message.topic.len() - below];
        let held = self.roots.get(message.connection, device).map_or(ROOT, |root| &**root);
        if held != root
            && let Some(known) = self.roots.learn(message.connection, device)
        {
            *known = Box::from(root);
        }
    }
}

/// What is below `ems-esp/`, which may stand below a base of one level.
fn below_root(topic: &str) -> Option<&str> {
    let (first, rest) = topic.split_once('/')?;
    if first == ROOT { Some(rest) } else { rest.strip_prefix(ROOT)?.strip_prefix('/') }
}

/// The device that a level names, and its circuit: `thermostat_data_hc1`.
fn device(level: &str) -> Option<(&str, Option<&str>)> {
    let (device, rest) = level.split_once("_data")?;
    match rest {
        "" => Some((device, None)),
        rest => Some((device, Some(rest.strip_prefix('_').filter(|rest| !rest.is_empty())?))),
    }
}

/// What is known of the gateway's own state.
fn of_gateway(path: &[&str]) -> Leaf {
    match path.last().copied().unwrap_or("") {
        "uptime" | "type" | "version" => Leaf::Skip,
        "uptime_sec" => Leaf::In("s"),
        "rssi" => Leaf::In("dBm"),
        "wifistrength" => Leaf::In("%"),
        "freemem" | "max_alloc" | "free_psram" => Leaf::In("kB"),
        "temperature" => Leaf::In("°C"),
        _ => Leaf::Bare,
    }
}

/// What is known of an entity from its short name.
fn of_entity(device: &str, path: &[&str]) -> Leaf {
    let name = path.last().copied().unwrap_or("").to_ascii_lowercase();
    let name = name.as_str();
    match (device, name) {
        ("temperaturesensor" | "dallassensor" | "analogsensor", "id" | "name" | "type" | "uom") => {
            return Leaf::Skip;
        }
        ("temperaturesensor" | "dallassensor", _) => return Leaf::In("°C"),
        ("analogsensor" | "custom" | "scheduler", _) => return Leaf::Bare,
        _ => {}
    }
    let has = |word: &str| name.contains(word);
    let ends = |words: &[&str]| words.iter().any(|word| name.ends_with(word));
    match name {
        "hpsetdiffpress" => Leaf::In("mbar"),
        "hppower" | "pvmaxcomp" | "hpcurrpower" => Leaf::In("kW"),
        "energylasthour" | "energytoday" => Leaf::In("Wh"),
        "flamecurr" => Leaf::In("µA"),
        "curflow" | "flow" | "waterflow" => Leaf::In("L/min"),
        "maintenancetime" => Leaf::In("h"),
        "hpbrinein" | "hpbrineout" | "hpsuctiongas" | "hphotgas" => Leaf::In("°C"),
        "powerreduction" | "valvestatus" | "hpmaxpower" | "currhum" | "airhumidity" => {
            Leaf::In("%")
        }
        _ if is_refrigerant(name) => Leaf::In("°C"),
        _ if has("nrg") || name.starts_with("meter") || name.starts_with("energytotal") => {
            Leaf::In("kWh")
        }
        _ if name.starts_with("hyst") || has("temp") => Leaf::In("°C"),
        _ if ends(&["pow", "mod", "modmax", "modmin", "spd", "humidity", "hum"]) => Leaf::In("%"),
        _ if ends(&["press"]) => Leaf::In("bar"),
        _ if name.starts_with("uptime") || ends(&["workmin", "uptime", "delay", "worktime"]) => {
            Leaf::In("min")
        }
        _ => Leaf::Bare,
    }
}

/// The temperature sensors of a heat pump's circuits: `hptc0`, `hptr3`, `hptl2`, `hptw1`.
fn is_refrigerant(name: &str) -> bool {
    let number = ["hptc", "hptr", "hptl", "hptw"].iter().find_map(|kind| name.strip_prefix(kind));
    number.is_some_and(|number| number.len() == 1 && number.bytes().all(|c| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests;
