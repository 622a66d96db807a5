//! Losant: the states that devices report.
//!
//! Topics `losant/ID/state`: `{time, data}` or an array of them; `time` is milliseconds, ISO 8601 or `{$date}`. Source:
//! Losant documentation, "MQTT: Device State" and "Device Commands".
//!
//! Not read: commands, and what edge devices exchange with their cloud beside states.

use crate::RejectReason;
use crate::convention::{Confidence, Convention, Mark};
use crate::json::Item;
use crate::message::Message;
use crate::said::{Facts, Said};

/// Losant.
pub(crate) struct Losant;

impl Convention for Losant {
    fn name(&self) -> &'static str {
        "losant"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::First("losant")]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        if place(message.topic).is_some() { Confidence::Namespace } else { Confidence::None }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let item = message.json()?;
        if let Some((device, "state")) = place(message.topic) {
            said.of(device);
            states(item, said);
        }
        Ok(())
    }
}

/// The device of a topic and what is said of it.
fn place(topic: &str) -> Option<(&str, &str)> {
    let (device, what) = topic.strip_prefix("losant/")?.split_once('/')?;
    matches!(what, "state" | "command").then_some((device, what))
}

fn states(item: Item<'_>, said: &mut Said<'_>) {
    if item.is_array() {
        return item.elements().for_each(|state| states(state, said));
    }
    let told = item.get("time");
    let time = told.and_then(Item::time).or_else(|| told?.get("$date")?.time());
    if let Some(data) = item.get("data") {
        said.values(&[], data, Facts { time, ..Facts::default() });
    }
}

#[cfg(test)]
mod tests {
    use crate::conventions::told::told;

    #[test]
    fn a_state_has_its_time_in_any_of_three_forms() {
        insta::assert_snapshot!(told("losant/d1/state", r#"{"time":1767607200000,"data":{"co2":612}}"#), @r"
        losant
        d1 /co2 = 612 ppm @1767607200000
        ");
        insta::assert_snapshot!(told("losant/d1/state", r#"[{"time":"2026-01-05T10:00:00Z","data":{"on":true}},{"time":{"$date":"2026-01-05T10:01:00Z"},"data":{"on":false}}]"#), @r"
        losant
        d1 /on = true @1767607200000
        d1 /on = false @1767607260000
        ");
    }

    #[test]
    fn a_command_is_no_reading() {
        insta::assert_snapshot!(told("losant/d1/command", r#"{"name":"setpoint","payload":{"value":21}}"#), @"losant");
    }
}
