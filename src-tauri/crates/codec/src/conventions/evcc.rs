//! evcc: `evcc/site/…`, `evcc/loadpoints/<n>/…`, `evcc/vehicles/<name>/…`, a topic for each value.
//!
//! Source: evcc documentation, "MQTT API" and "State". An empty text is a state (`vehicleName`: no vehicle); an empty
//! number is none. Durations and `chargeTotalImport` are given no unit: documentation and program differ on theirs (ns and
//! s, Wh and kWh), and a wrong unit is worse than none.
//!
//! Not read: `…/set` (wishes), plans and forecasts (objects), `updated` (a time).

use std::sync::Arc;

use model::{Quality, Value};

use super::leaves::Leaf;
use crate::RejectReason;
use crate::command::{EncodeError, Target, Way, plain, word};
use crate::convention::{Confidence, Convention, Mark};
use crate::decoded::Limits;
use crate::message::Message;
use crate::said::{Facts, Said};

const ROOT: &str = "evcc";

/// evcc's messages.
pub(crate) struct Evcc;

impl Convention for Evcc {
    fn name(&self) -> &'static str {
        "evcc"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::First(ROOT)]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        let below = message.topic.strip_prefix(ROOT).and_then(|rest| rest.strip_prefix('/'));
        if below.is_some() { Confidence::Namespace } else { Confidence::None }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let levels = message.levels();
        let (device, path) = match levels.as_slice() {
            [_, "updated"] | [.., "set"] => return Ok(()),
            [_, "status"] => {
                said.available(ROOT, message.text()?.eq_ignore_ascii_case("online"));
                return Ok(());
            }
            [_, "site", path @ ..] => (format!("{ROOT}/site"), path),
            [_, group @ ("loadpoints" | "vehicles"), name, path @ ..] if !path.is_empty() => {
                (format!("{ROOT}/{group}/{name}"), path)
            }
            [_, path @ ..] => (ROOT.to_owned(), path),
            [] => return Ok(()),
        };
        if message.item().is_some() || path.is_empty() {
            return Ok(());
        }
        let told = message.text()?;
        said.of(&device);
        if told.is_empty() && is_text(path) {
            said.value(
                path,
                Ok((Value::Text(Arc::from("")), Quality::Good, None)),
                Facts::default(),
            );
        } else if let Some(facts) = of_topic(path).facts(path, Facts::default()) {
            said.text(path, told, facts);
        }
        Ok(())
    }

    fn way(&self, target: &Target<'_>) -> Result<Way<'_>, EncodeError> {
        let steps = target.steps();
        let group = target.device.strip_prefix(ROOT).and_then(|rest| rest.split('/').nth(1));
        let [name] = steps.as_slice() else {
            return Err(EncodeError::read_only(target, ""));
        };
        let settings = match group {
            Some("site") => SITE,
            Some("vehicles") => VEHICLE,
            Some("loadpoints") => LOADPOINT,
            _ => &[],
        };
        let setting = settings.iter().find(|(held, _)| held == name);
        let (_, takes) = setting.ok_or_else(|| EncodeError::read_only(target, ""))?;
        let topic = format!("{}/{name}/set", target.device);
        let way = match takes {
            Takes::Words(_) => Way::new(topic, word),
            Takes::Number(_) | Takes::Boolean => Way::new(topic, plain("true", "false")),
        };
        let way = Way { is_told: true, ..way };
        Ok(match takes {
            Takes::Number(limits) => Way { limits: *limits, ..way },
            Takes::Words(words) => {
                Way { words: words.iter().map(|word| (*word).into()).collect(), ..way }
            }
            Takes::Boolean => Way { words: ["true", "false"].map(Box::from).to_vec(), ..way },
        })
    }
}

/// What a setting takes.
enum Takes {
    Number(Limits),
    Words(&'static [&'static str]),
    Boolean,
}

const PERCENT: Takes = Takes::Number(Limits::PERCENT);
const ANY: Takes = Takes::Number(Limits { min: None, max: None, step: None });
const NOT_NEGATIVE: Takes = Takes::Number(Limits { min: Some(0.0), max: None, step: None });

/// Documentation, "MQTT API": what is writable of the site.
const SITE: &[(&str, Takes)] = &[
    ("prioritySoc", PERCENT),
    ("bufferSoc", PERCENT),
    ("bufferStartSoc", PERCENT),
    ("residualPower", ANY),
    ("batteryGridChargeLimit", ANY),
    ("batteryDischargeControl", Takes::Boolean),
    ("batteryMode", Takes::Words(&["normal", "hold", "charge"])),
];

/// What is writable of a vehicle.
const VEHICLE: &[(&str, Takes)] = &[("minSoc", PERCENT), ("limitSoc", PERCENT)];

/// What is writable of a charging point.
const LOADPOINT: &[(&str, Takes)] = &[
    ("mode", Takes::Words(&["off", "pv", "minpv", "now"])),
    ("limitSoc", PERCENT),
    ("limitEnergy", NOT_NEGATIVE),
    ("minCurrent", NOT_NEGATIVE),
    ("maxCurrent", NOT_NEGATIVE),
    ("phasesConfigured", Takes::Words(&["0", "1", "3"])),
    ("enableThreshold", ANY),
    ("disableThreshold", ANY),
    ("enableDelay", NOT_NEGATIVE),
    ("disableDelay", NOT_NEGATIVE),
    ("priority", NOT_NEGATIVE),
    ("smartCostLimit", ANY),
    ("batteryBoost", Takes::Boolean),
];

fn is_text(path: &[&str]) -> bool {
    path.last().is_some_and(|name| {
        ["name", "title", "mode", "icon", "identity", "status", "vehicle"]
            .iter()
            .any(|word| name.to_ascii_lowercase().ends_with(word))
    })
}

/// What is known of a value; lists are counted from one below their name.
fn of_topic(path: &[&str]) -> Leaf {
    let is_count = |level: &str| level.bytes().all(|c| c.is_ascii_digit());
    let name = path.iter().rev().find(|level| !is_count(level)).copied().unwrap_or("");
    match name {
        "chargedEnergy" | "sessionEnergy" | "chargeRemainingEnergy" => Leaf::In("Wh"),
        "energy" | "returnEnergy" | "limitEnergy" | "planEnergy" | "capacity"
        | "vehicleCapacity" => Leaf::In("kWh"),
        "pvEnergy" | "batteryEnergy" | "batteryCapacity" => Leaf::In("kWh"),
        "vehicleRange" | "vehicleOdometer" => Leaf::In("km"),
        "enableThreshold" | "disableThreshold" => Leaf::In("W"),
        "enableDelay" | "disableDelay" => Leaf::In("s"),
        "sessionSolarPercentage" | "solarPercentage" | "batteryBoostLimit" => Leaf::In("%"),
        "currents" | "chargeCurrents" => Leaf::In("A"),
        "voltages" | "chargeVoltages" => Leaf::In("V"),
        "powers" => Leaf::In("W"),
        name if name.ends_with("Power") || name == "power" => Leaf::In("W"),
        name if name.ends_with("Soc") || name == "soc" => Leaf::In("%"),
        name if name.ends_with("Current") => Leaf::In("A"),
        _ => Leaf::Bare,
    }
}

#[cfg(test)]
mod tests;
