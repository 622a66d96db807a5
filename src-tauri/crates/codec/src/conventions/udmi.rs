//! UDMI, the Universal Device Management Interface.
//!
//! Topics `/devices/ID/…` and `/r/REGISTRY/d/ID/…`: `events/pointset` tells values, `events/system` log entries and metrics,
//! `state` what the device says of itself and of each point's value. Units come from metadata or the state where they were
//! heard. A point that a partial update leaves out is not touched. Source: faucetsdn/udmi, docs/specs and schema, 1.5.
//!
//! Not read: `config` and `commands`, which are what somebody wants of the device; discovery and mapping are events.

use model::{Timestamp, Unit};

use super::told_units::ToldUnits;
use crate::RejectReason;
use crate::command::{EncodeError, Target, Way};
use crate::convention::{Confidence, Convention, Mark};
use crate::decoded::{Described, Discovery, Limits};
use crate::json::Item;
use crate::message::Message;
use crate::said::{Facts, Said};
use crate::units;

/// UDMI.
#[derive(Default)]
pub(crate) struct Udmi {
    /// Told by metadata and states.
    units: ToldUnits,
}

impl Convention for Udmi {
    fn name(&self) -> &'static str {
        "udmi"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::First("")]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        let Some((_, what)) = place(message.topic) else {
            return Confidence::None;
        };
        let is_broken = message.json.is_err();
        let has_any =
            |keys: &[&str]| message.item().is_some_and(|item| keys.iter().any(|key| item.has(key)));
        let is_ours = match what {
            "state" | "config" | "metadata" => has_any(&["system", "pointset", "gateway"]),
            what if what.starts_with("events/") => is_broken || has_any(&["timestamp", "version"]),
            what => what.starts_with("commands") || what.starts_with("errors"),
        };
        if is_ours { Confidence::Namespace } else { Confidence::None }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let Some((device, what)) = place(message.topic) else {
            return Ok(());
        };
        match what {
            "events/pointset" => self.pointset(device, "points", message, said)?,
            "events/alarmset" => self.pointset(device, "alarms", message, said)?,
            "events/system" => system(device, message.json()?, said),
            "state" => {
                self.learn(device, message)?;
                state(device, message.json()?, said);
            }
            "metadata" => {
                self.learn(device, message)?;
                metadata(device, message.json()?, said);
            }
            "events/discovery" => {
                let address = message.json()?.get("scan_addr").and_then(Item::text);
                said.event(device, "discovery", address.unwrap_or(""));
            }
            _ => {}
        }
        Ok(())
    }

    fn way(&self, _target: &Target<'_>) -> Result<Way<'_>, EncodeError> {
        let because = "what is wanted of all points stands in one retained document, which would be overwritten";
        Err(EncodeError::NoCommands { convention: self.name(), because })
    }
}

/// The device of a topic and what is said of it.
fn place(topic: &str) -> Option<(&str, &str)> {
    if let Some(rest) = topic.strip_prefix("/devices/") {
        return rest.split_once('/');
    }
    let (_registry, rest) = topic.strip_prefix("/r/")?.split_once("/d/")?;
    rest.split_once('/')
}

impl Udmi {
    /// Reads each point's present value.
    fn pointset(
        &self,
        device: &str,
        key: &str,
        message: &Message<'_>,
        said: &mut Said<'_>,
    ) -> Result<(), RejectReason> {
        let item = message.json()?;
        let told = self.units.of(message.connection, device);
        let time = time_of(item);
        said.of(device);
        for (point, about) in item.get(key).into_iter().flat_map(Item::members) {
            if let Some(value) = about.get("present_value") {
                let facts = Facts { time, unit: told.unit(point), name: point, ..Facts::default() };
                said.values(&[point], value, facts);
            }
        }
        Ok(())
    }

    fn learn(&mut self, device: &str, message: &Message<'_>) -> Result<(), RejectReason> {
        for (point, about) in points(message.json()?) {
            if let Some(unit) = about.get("units").and_then(Item::text).and_then(units::of_bacnet) {
                self.units.learn(message.connection, device, point, unit);
            }
        }
        Ok(())
    }
}

fn time_of(item: Item<'_>) -> Option<Timestamp> {
    item.get("timestamp").and_then(Item::time)
}

fn points(item: Item<'_>) -> impl Iterator<Item = (&str, Item<'_>)> {
    item.at(&["pointset", "points"]).into_iter().flat_map(Item::members)
}

/// Log entries and metrics.
fn system(device: &str, item: Item<'_>, said: &mut Said<'_>) {
    for entry in item.get("logentries").into_iter().flat_map(Item::elements) {
        log(device, entry, said);
    }
    if let Some(metrics) = item.get("metrics") {
        let facts = Facts { time: time_of(item), units: unit_of_metric, ..Facts::default() };
        said.of(device).values(&["metrics"], metrics, facts);
    }
}

fn unit_of_metric(name: &str, number: f64) -> Option<&'static str> {
    if name.ends_with("_mb") { Some("MB") } else { units::of_name(name, number) }
}

/// An entry of a log, or a status: its level (600 is an error) and its message.
fn log(device: &str, entry: Item<'_>, said: &mut Said<'_>) {
    let level = entry.get("level").and_then(Item::number).unwrap_or(0.0);
    let message = entry.get("message").and_then(Item::text).unwrap_or("");
    said.event(device, "log", &format!("{level} {message}"));
}

/// What a device says of itself, and whether wanted values were applied.
fn state(device: &str, item: Item<'_>, said: &mut Said<'_>) {
    let skip = |pointer: &str| pointer == "/last_start";
    let facts = Facts { time: time_of(item), skip, ..Facts::default() };
    said.of(device);
    if let Some(operation) = item.at(&["system", "operation"]) {
        said.values(&["system", "operation"], operation, facts);
    }
    for (point, about) in points(item) {
        if let Some(state) = about.get("value_state") {
            said.values(&[point, "value_state"], state, facts);
        }
    }
    let statuses = [item.at(&["system", "status"]), item.at(&["pointset", "status"])];
    let of_points = points(item).filter_map(|(_, about)| about.get("status"));
    for status in statuses.into_iter().flatten().chain(of_points) {
        log(device, status, said);
    }
    if let Some(hardware) = item.at(&["system", "hardware"]) {
        let text = |key| hardware.get(key).and_then(Item::text).map(Box::from);
        said.discovered(Discovery {
            device: device.into(),
            manufacturer: text("make"),
            model: text("model"),
            ..Discovery::default()
        });
    }
}

/// The points a device is to have.
fn metadata(device: &str, item: Item<'_>, said: &mut Said<'_>) {
    let described = |(point, about): (&str, Item<'_>)| {
        let unit = about.get("units").and_then(Item::text).and_then(units::of_bacnet);
        Described {
            path: format!("/{}", point.replace('~', "~0").replace('/', "~1")).into(),
            name: None,
            unit: unit.and_then(Unit::new),
            kind: None,
            device_class: None,
            writable: about.get("writable").and_then(Item::boolean) == Some(true),
            limits: Limits::default(),
            words: Vec::new(),
        }
    };
    let text = |path: &[&str]| item.at(path).and_then(Item::text).map(Box::from);
    said.discovered(Discovery {
        device: device.into(),
        name: text(&["system", "name"]),
        area: text(&["system", "location", "section"]),
        points: points(item).map(described).collect(),
        ..Discovery::default()
    });
}

#[cfg(test)]
mod tests;
