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
use crate::convention::{Confidence, Convention, Mark};
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
}

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
