//! Dutch and Belgian smart meters, as their readers publish the P1 port.
//!
//! Sources: DSMR-reader, "Data source: MQTT" and the units of its Home Assistant integration (`dsmr/reading/…`,
//! `dsmr/consumption/…`, `dsmr/day-consumption/…`, `dsmr/current-month/…`, `dsmr/current-year/…`, `dsmr/meter-stats/…`,
//! `dsmr/json`); esp8266_p1meter (`sensors/power/p1meter/…`), whose program multiplies by 1000 whatever has a unit. Not
//! read: the times of a telegram or of the gas meter, which stand in topics of their own; `dsmr/telegram`, the raw text.

use crate::RejectReason;
use crate::convention::{Confidence, Convention, Mark};
use crate::message::Message;
use crate::said::{Facts, Said, UnitOf};

const P1METER: &str = "sensors/power/p1meter";

/// Readers of the P1 port.
pub(crate) struct Dsmr;

impl Convention for Dsmr {
    fn name(&self) -> &'static str {
        "dsmr-p1"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::First("dsmr"), Mark::First("sensors")]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        let is_own = if let Some(below) = message.topic.strip_prefix("dsmr/") {
            let kind = below.split('/').next().unwrap_or(below);
            KINDS.contains(&kind)
        } else {
            message.topic.strip_prefix(P1METER).is_some_and(|below| below.starts_with('/'))
        };
        if is_own { Confidence::Namespace } else { Confidence::None }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let (device, units): (&str, UnitOf) = if message.topic.starts_with(P1METER) {
            (P1METER, unit_of_thousandths)
        } else {
            ("dsmr", unit)
        };
        let below = message.topic[device.len()..].trim_start_matches('/');
        let path: Vec<&str> = below.split('/').collect();
        let last = path.last().copied().unwrap_or("");
        if below == "telegram" || is_time(last) {
            return Ok(());
        }
        let facts = Facts { units, ..Facts::default() };
        said.of(device);
        match message.json? {
            Some(item) => {
                let skip =
                    |member: &str| member == "/id" || member.strip_prefix('/').is_some_and(is_time);
                said.values(&path, item, Facts { skip, ..facts });
            }
            None => said.text(&path, message.text()?, facts),
        }
        Ok(())
    }
}

/// The second level of DSMR-reader's topics.
const KINDS: &[&str] = &[
    "reading",
    "meter-stats",
    "consumption",
    "day-consumption",
    "current-month",
    "current-year",
    "current-period",
    "json",
    "telegram",
];

/// Whether a field tells a time.
fn is_time(name: &str) -> bool {
    matches!(
        name,
        "timestamp" | "read_at" | "read_at_start" | "read_at_end" | "extra_device_timestamp"
    )
}

/// What DSMR-reader's fields are measured in.
fn unit(name: &str, _: f64) -> Option<&'static str> {
    let has = |part: &str| name.contains(part);
    let begins = |part: &str| name.starts_with(part);
    if begins("energy_supplier_price_gas") {
        Some("€/m³")
    } else if begins("energy_supplier_price_electricity") {
        Some("€/kWh")
    } else if has("cost") || has("price") {
        Some("€")
    } else if has("currently_delivered") || has("currently_returned") {
        // Gas has a field of this name alone.
        Some(if name == "currently_delivered" { "m³" } else { "kW" })
    } else if begins("average_delivered") {
        Some("kW")
    } else if begins("phase_voltage") {
        Some("V")
    } else if begins("phase_power_current") {
        Some("A")
    } else if has("tariff") {
        None
    } else if begins("electricity") {
        Some("kWh")
    } else if begins("gas") || name == "delivered" || name == "extra_device_delivered" {
        Some("m³")
    } else {
        None
    }
}

/// What esp8266_p1meter's fields are measured in: thousandths of the telegram's units. A voltage of some hundreds is in
/// volts nevertheless, as its documentation shows it.
fn unit_of_thousandths(name: &str, number: f64) -> Option<&'static str> {
    let phases = ["l1_", "l2_", "l3_"];
    let of_phase = phases.iter().find_map(|phase| name.strip_prefix(phase));
    Some(match of_phase.unwrap_or(name) {
        "consumption_low_tarif" | "consumption_high_tarif" => "Wh",
        "returndelivery_low_tarif" | "returndelivery_high_tarif" => "Wh",
        "actual_consumption" | "actual_returndelivery" | "instant_power_usage" => "W",
        "instant_power_current" => "mA",
        "voltage" if number < VOLTS_MAX => "V",
        "voltage" => "mV",
        "gas_meter_m3" => "L",
        _ => return None,
    })
}

/// A voltage beyond cannot be a meter's in volts.
const VOLTS_MAX: f64 = 1_000.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_dsmr_reader_have_its_units() {
        let told = |name| unit(name, 1.0).unwrap_or("-");
        let reading = ["electricity_delivered_1", "electricity_currently_delivered"];
        assert_eq!(reading.map(told), ["kWh", "kW"]);
        let phases = ["phase_currently_returned_l2", "phase_voltage_l1", "phase_power_current_l3"];
        assert_eq!(phases.map(told), ["kW", "V", "A"]);
        let day = ["electricity1_returned", "electricity_cost_merged", "gas", "total_cost"];
        assert_eq!(day.map(told), ["kWh", "€", "m³", "€"]);
        let stats = ["electricity_tariff", "power_failure_count", "voltage_sag_count_l1"];
        assert_eq!(stats.map(told), ["-", "-", "-"]);
    }

    #[test]
    fn the_esp8266_multiplies_by_a_thousand() {
        let told = |name| unit_of_thousandths(name, 313.0).unwrap_or("-");
        let names = ["returndelivery_low_tarif", "l2_instant_power_usage", "gas_meter_m3"];
        assert_eq!(names.map(told), ["Wh", "W", "L"]);
        assert_eq!(
            ["l1_voltage", "actual_tarif_group", "short_power_peaks"].map(told),
            ["V", "-", "-"]
        );
    }
}
