//! OpenEnergyMonitor: emonHub's `emon/<node>/<name>`, a plain number each, and `emon/<node>` as JSON.
//!
//! Source: "Posting data" and "Troubleshooting" of the emoncms user guide, emonHub's default configuration (which gives
//! the inputs their units) and its MQTT interfacer. Not read: `emonhub/rx/<id>/values`, the same numbers once more without
//! names, and `emonhub/tx/…`, which commands.

use crate::RejectReason;
use crate::convention::{Confidence, Convention, Mark};
use crate::message::Message;
use crate::said::{Facts, Said};
use crate::units;

/// emonHub and what else posts to emoncms.
pub(crate) struct Emoncms;

impl Convention for Emoncms {
    fn name(&self) -> &'static str {
        "emoncms-emonhub"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::First("emon"), Mark::First("emonhub")]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        let is_hub = |rest: &str| rest.starts_with("rx/") || rest.starts_with("tx/");
        let is_named = message
            .topic
            .strip_prefix("emon/")
            .is_some_and(|rest| rest.contains('/') || message.item().is_some());
        if is_named || message.topic.strip_prefix("emonhub/").is_some_and(is_hub) {
            Confidence::Namespace
        } else {
            Confidence::None
        }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let Some(rest) = message.topic.strip_prefix("emon/") else {
            return Ok(());
        };
        let rest = rest.strip_prefix("JSON/").unwrap_or(rest);
        let mut path = rest.split('/');
        let device = path.next().unwrap_or(rest);
        let path: Vec<&str> = path.filter(|step| !step.is_empty()).collect();
        let facts = Facts { units: unit, ..Facts::default() };
        said.of(device);
        match message.json? {
            Some(item) => said.values(&path, item, facts),
            None if path == ["time"] => {}
            None => {
                let payload = message.text()?;
                if payload.is_empty() {
                    return Err(RejectReason::Empty);
                }
                said.text(&path, payload, facts);
            }
        }
        Ok(())
    }
}

/// The unit of an input by the names of emonHub's default configuration.
fn unit(name: &str, number: f64) -> Option<&'static str> {
    let name = name.trim().to_ascii_lowercase();
    let kind = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_counted = kind.len() < name.len();
    match kind {
        "p" | "e" | "t" | "i" | "v" if !is_counted => None,
        "power" | "p" | "realpower" => Some("W"),
        _ if name.starts_with("power") && name.contains("pluspower") => Some("W"),
        "apparentpower" => Some("VA"),
        "vrms" | "v" | "voltage" => Some("V"),
        "battery" | "bat" if number < BATTERY_VOLTS_MAX => Some("V"),
        "irms" | "i" | "current" => Some("A"),
        "e" | "wh" => Some("Wh"),
        "kwh" => Some("kWh"),
        "t" | "temp" | "temperature" | "external temperature" | "internal temperature" => {
            Some("°C")
        }
        "humidity" => Some("%"),
        "rssi" => Some("dBm"),
        "pulse" | "pulsecount" | "pf" | "msg" => None,
        _ => units::of_name(&name, number),
    }
}

/// The nodes' batteries have some three volts; what is far above tells percent.
const BATTERY_VOLTS_MAX: f64 = 20.0;

#[cfg(test)]
mod tests {
    use super::unit;

    #[test]
    fn inputs_have_the_units_of_the_default_configuration() {
        let told = |name| unit(name, 20.5).unwrap_or("-");
        let names = ["power4", "power1pluspower2", "vrms", "t6", "temp3", "pulsecount", "E2"];
        assert_eq!(names.map(told), ["W", "W", "V", "°C", "°C", "-", "Wh"]);
        assert_eq!(["humidity", "pf1", "co2", "t"].map(told), ["%", "-", "ppm", "-"]);
        assert_eq!([2.8, 87.0].map(|number| unit("battery", number)), [Some("V"), Some("%")]);
    }
}
