//! Reads a message by what the documents say of its topic.

use super::document::{Point, Reading};
use super::template::Failure;
use crate::RejectReason;
use crate::json::Item;
use crate::message::Message;
use crate::said::{Facts, Said};
use crate::units;

impl Point {
    /// Reads what a message of its topic says of it.
    ///
    /// # Errors
    /// Where the payload is no text, of which nothing can be read.
    pub(super) fn read(
        &self,
        message: &Message<'_>,
        said: &mut Said<'_>,
    ) -> Result<(), RejectReason> {
        let steps: Vec<&str> = self.steps.iter().map(AsRef::as_ref).collect();
        said.of(&self.device);
        match (&self.reading, message.item()) {
            (Reading::Ignored, _) | (Reading::Light { .. } | Reading::Vacuum, None) => {
                return Ok(());
            }
            (Reading::Light { kelvin }, Some(item)) => {
                read_light(&steps, *kelvin, item, said);
                return Ok(());
            }
            (Reading::Vacuum, Some(item)) => {
                let facts = Facts { units: units_of_vacuum, ..Facts::default() };
                let members = ["state", "battery_level", "fan_speed"];
                read_members(&steps, &members, item, facts, said);
                return Ok(());
            }
            _ => {}
        }
        let text = match &self.template {
            Some(template) => template.render(message),
            None => Ok(message.text()?.to_owned()),
        };
        match text {
            Err(Failure::Absent) if message.item().is_none() => {
                let reason = message.json.err().unwrap_or(RejectReason::BrokenJson);
                said.refuse(&steps, reason);
            }
            // What a message has nothing to say of keeps its last value.
            Err(Failure::Absent) => {}
            Ok(text) if text.is_empty() && self.template.is_some() => {}
            Ok(text) => self.read_text(&steps, &text, message, said),
            Err(Failure::Null) => said.refuse(&steps, RejectReason::Null),
            Err(Failure::Broken) => said.refuse(&steps, RejectReason::BadTemplate),
        }
        Ok(())
    }

    fn read_text(&self, steps: &[&str], text: &str, message: &Message<'_>, said: &mut Said<'_>) {
        let number: Option<f64> = text.parse().ok();
        let facts = self.facts(steps, number, message);
        match (&self.reading, number) {
            (Reading::OnOff { on, .. }, _) if text.eq_ignore_ascii_case(on) => {
                said.boolean(steps, true, facts);
            }
            (Reading::OnOff { off, .. }, _) if text.eq_ignore_ascii_case(off) => {
                said.boolean(steps, false, facts);
            }
            (Reading::Range { zero, full }, Some(number)) => {
                said.number(steps, percent(number, *zero, *full), facts);
            }
            (Reading::Valve { zero, full }, _) => {
                let item = message.item().filter(|_| self.template.is_none());
                read_valve(steps, (*zero, *full), text, item, said);
            }
            (Reading::Event { words, payload }, _) => {
                if payload.as_ref().is_none_or(|payload| **payload == *text) {
                    let kind = message.item().and_then(|item| item.get("event_type"));
                    let told = kind.and_then(Item::text).unwrap_or(text);
                    said.event(&self.device, "event", &format!("{words}: {told}"));
                }
            }
            _ => said.text(steps, text, facts),
        }
    }

    fn facts<'a>(
        &'a self,
        steps: &[&str],
        number: Option<f64>,
        message: &Message<'_>,
    ) -> Facts<'a> {
        let of_class = |class: &str| number.and_then(|number| units::of_name(class, number));
        let unit = self.unit.as_deref().or_else(|| self.device_class.as_deref().and_then(of_class));
        // Temperatures of thermostats have a unit by their name where the document tells none.
        let units = if steps.len() > 1 { units_of_aspect } else { |_: &str, _| None };
        // Gateways such as Zigbee2MQTT say when the device itself was heard.
        let time = message.item().and_then(|item| item.get("last_seen")).and_then(Item::time);
        Facts { time, unit, units, ..Facts::default() }
    }
}

/// Where a number lies between two others.
fn percent(number: f64, zero: f64, full: f64) -> f64 {
    (number - zero) / (full - zero) * 100.0
}

fn units_of_aspect(name: &str, number: f64) -> Option<&'static str> {
    name.contains("temperature").then(|| units::of_name("temperature", number)).flatten()
}

fn units_of_vacuum(name: &str, _number: f64) -> Option<&'static str> {
    (name == "battery_level").then_some("%")
}

/// A valve that reports a position: a number, a word for its state, or an object with both.
fn read_valve(
    steps: &[&str],
    (zero, full): (f64, f64),
    text: &str,
    item: Option<Item<'_>>,
    said: &mut Said<'_>,
) {
    let number = item.map_or_else(|| text.parse().ok(), |item| item.get("position")?.number());
    let state = match item {
        Some(item) => item.get("state").and_then(Item::text),
        None => Some(text).filter(|_| number.is_none()),
    };
    let above = &steps[..steps.len().saturating_sub(1)];
    if let Some(number) = number {
        let facts = Facts { unit: Some("%"), ..Facts::default() };
        said.number(&[above, &["position"]].concat(), percent(number, zero, full), facts);
    }
    if let Some(state) = state {
        said.text(&[above, &["state"]].concat(), state, Facts::default());
    }
}

fn read_light(steps: &[&str], kelvin: bool, item: Item<'_>, said: &mut Said<'_>) {
    let units = if kelvin {
        |name: &str, _| (name == "color_temp").then_some("K")
    } else {
        |name: &str, _| (name == "color_temp").then_some("mired")
    };
    let members = ["state", "brightness", "color_mode", "color_temp", "color", "effect", "white"];
    read_members(steps, &members, item, Facts { units, ..Facts::default() }, said);
}

/// The members of these keys, in place of the last step.
fn read_members(
    steps: &[&str],
    members: &[&str],
    item: Item<'_>,
    facts: Facts<'_>,
    said: &mut Said<'_>,
) {
    let above = &steps[..steps.len().saturating_sub(1)];
    for key in members {
        if let Some(member) = item.get(key).filter(|member| !member.is_null()) {
            said.values(&[above, &[*key]].concat(), member, Facts { name: key, ..facts });
        }
    }
}
