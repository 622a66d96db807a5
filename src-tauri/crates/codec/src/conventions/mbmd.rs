//! mbmd, the ModBus measurement daemon: `mbmd/<meter>/<measurement>[/<phase>]`, a plain number each.
//!
//! Source: `server/mqtt.go` and the table of measurements and their units in `meters/measurements.go` of
//! volkszaehler/mbmd. `mbmd/status` is the daemon's own last will.

use crate::RejectReason;
use crate::convention::{Confidence, Convention, Mark};
use crate::message::Message;
use crate::said::{Facts, Said};

/// mbmd.
pub(crate) struct Mbmd;

impl Convention for Mbmd {
    fn name(&self) -> &'static str {
        "mbmd"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::First("mbmd")]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        if message.topic.starts_with("mbmd/") { Confidence::Namespace } else { Confidence::None }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let payload = message.text()?;
        let levels = message.levels();
        match levels.as_slice() {
            [root, "status"] => said.available(root, payload == "connected"),
            [_, meter, measurement, phase @ ..] => {
                let path = [&[*measurement], phase].concat();
                let unit = unit(measurement);
                let facts = Facts { unit, units: |_, _| None, ..Facts::default() };
                said.of(meter).text(&path, payload, facts);
            }
            _ => {}
        }
        Ok(())
    }
}

/// What a measurement is measured in.
fn unit(measurement: &str) -> Option<&'static str> {
    Some(match measurement {
        "Frequency" => "Hz",
        "Voltage" | "DCVoltage" | "BatteryVoltage" => "V",
        "Current" | "DCCurrent" => "A",
        "Power" | "ImportPower" | "ExportPower" | "DCPower" => "W",
        "ReactivePower" => "var",
        "ApparentPower" => "VA",
        "THD" | "ChargeState" => "%",
        "Sum" | "Import" | "Export" | "DCEnergy" => "kWh",
        "ReactiveSum" | "ReactiveImport" | "ReactiveExport" => "kvarh",
        "ApparentSum" | "ApparentImport" | "ApparentExport" => "kVAh",
        "HeatSinkTemp" => "°C",
        "PhaseAngle" => "°",
        _ => {
            let of_string = measurement.strip_prefix("String")?;
            match of_string.trim_start_matches(|c: char| c.is_ascii_digit()) {
                "Voltage" => "V",
                "Current" => "A",
                "Power" => "W",
                "Energy" => "kWh",
                _ => return None,
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::unit;

    #[test]
    fn measurements_have_the_units_of_the_daemons_own_table() {
        let names = ["ReactiveSum", "Cosphi", "THD", "String2Energy", "ApparentPower", "Import"];
        let told = names.map(|name| unit(name).unwrap_or("-"));
        assert_eq!(told, ["kvarh", "-", "%", "kWh", "VA", "kWh"]);
    }
}
