//! wmbusmeters: telegrams of wireless and wired M-Bus meters.
//!
//! Known by its shape: `"_": "telegram"`, or in older versions `meter`, `media` and `id` together. A field's name ends with
//! its unit. Alarms of the receiver are events of the topic `wmbusmeters_alarm`. Source: wmbusmeters' README, and the list
//! of units in its `units.h`.
//!
//! Not read: what names the meter. A telegram's time is the receiver's; where that has none, `1111-11-11`, the values are
//! uncertain.

use crate::RejectReason;
use crate::convention::{Confidence, Convention, Mark};
use crate::json::Item;
use crate::message::Message;
use crate::said::{Facts, Said};
use crate::units;

/// wmbusmeters.
pub(crate) struct WmbusMeters;

impl Convention for WmbusMeters {
    fn name(&self) -> &'static str {
        "wmbusmeters"
    }

    fn marks(&self) -> &'static [Mark] {
        &[
            Mark::First("wmbusmeters"),
            Mark::First("wmbusmeters_alarm"),
            Mark::Member("_"),
            Mark::Member("media"),
        ]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        let is_ours = is_alarm(message.topic) || message.item().is_some_and(is_telegram);
        if is_ours { Confidence::Shape } else { Confidence::None }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        if is_alarm(message.topic) {
            said.event("wmbusmeters", "alarm", message.text()?);
            return Ok(());
        }
        let item = message.json()?;
        let meter = item.get("id").and_then(Item::text).unwrap_or(message.topic);
        let facts = Facts { units: unit_of, skip: is_about_the_meter, ..Facts::default() };
        said.of(meter).values(&[], item, facts);
        Ok(())
    }
}

fn is_alarm(topic: &str) -> bool {
    topic == "wmbusmeters_alarm" || topic == "wmbusmeters/alarm"
}

fn is_telegram(item: Item<'_>) -> bool {
    let has_text = |key| item.get(key).is_some_and(|told| told.text().is_some());
    let marked = item.members().next().filter(|(key, _)| *key == "_");
    marked.and_then(|(_, told)| told.text()) == Some("telegram")
        || ["media", "meter", "id", "name"].iter().all(|key| has_text(key))
}

fn is_about_the_meter(pointer: &str) -> bool {
    ["/_", "/id", "/name", "/meter", "/media", "/device", "/driver", "/manufacturer", "/version"]
        .contains(&pointer)
}

/// The unit a name ends with, and no other.
fn unit_of(name: &str, _number: f64) -> Option<&'static str> {
    let (_, suffix) = name.rsplit_once('_')?;
    let spelled = match suffix {
        "s" => "s",
        "min" => "min",
        "h" => "h",
        "d" => "d",
        "m" => "m",
        "kg" => "kg",
        "a" => "A",
        "k" => "K",
        "kwh" => "kWh",
        "mj" => "MJ",
        "gj" => "GJ",
        "kvarh" => "kvarh",
        "kvah" => "kVAh",
        "kw" => "kW",
        "w" => "W",
        "kvar" => "kvar",
        "kva" => "kVA",
        "m3" => "m³",
        "l" => "L",
        "m3h" => "m³/h",
        "lh" => "L/h",
        "c" => "°C",
        "f" => "°F",
        "v" => "V",
        "mv" => "mV",
        "hz" => "Hz",
        "pa" => "Pa",
        "bar" => "bar",
        "rh" | "pct" => "%",
        "ppm" => "ppm",
        "dbm" => "dBm",
        "deg" => "°",
        "y" => return Some("y"),
        _ => return None,
    };
    units::known(spelled).map(|known| known.unit)
}

#[cfg(test)]
mod tests {
    use crate::conventions::told::told;

    #[test]
    fn a_name_ends_with_its_unit() {
        insta::assert_snapshot!(told("wmbusmeters/office", r#"{"media":"heat cost allocation","meter":"fhkvdataiii","name":"office","id":"11776622","current_consumption_hca":131,"temp_room_c":22.4,"total_energy_mj":12.5,"voltage_v":3.1,"device_temp_f":70,"battery_y":9.5,"humidity_rh":41,"rssi_dbm":-77,"timestamp":"2026-01-05T10:00:00Z"}"#), @r"
        wmbusmeters
        11776622 /current_consumption_hca = 131 @1767607200000
        11776622 /temp_room_c = 22.4 °C @1767607200000
        11776622 /total_energy_mj = 12.5 MJ @1767607200000
        11776622 /voltage_v = 3.1 V @1767607200000
        11776622 /device_temp_f = 70 °F @1767607200000
        11776622 /battery_y = 9.5 y @1767607200000
        11776622 /humidity_rh = 41 % @1767607200000
        11776622 /rssi_dbm = -77 dBm @1767607200000
        ");
    }

    #[test]
    fn a_receiver_without_a_clock_leaves_its_values_uncertain() {
        insta::assert_snapshot!(told("wmbusmeters/1", r#"{"_":"telegram","media":"water","meter":"iperl","name":"w","id":"1","total_m3":7.7,"timestamp":"1111-11-11T11:11:11Z"}"#), @r"
        wmbusmeters
        1 /total_m3 = 7.7 m³ uncertain
        ! /timestamp bad_time
        ");
    }

    #[test]
    fn an_alarm_is_an_event() {
        insta::assert_snapshot!(told("wmbusmeters_alarm", "DeviceInactivity im871a inactive"), @r"
        wmbusmeters
        * wmbusmeters alarm DeviceInactivity im871a inactive
        ");
    }
}
