//! Home Assistant's MQTT discovery: retained documents that announce points and the topics on which they are told.
//!
//! Documents stand at `<prefix>/<component>/[<node_id>/]<object_id>/config`, those of whole devices at
//! `<prefix>/device/[<node_id>/]<object_id>/config`; the prefix is `homeassistant` unless set otherwise. Once a document
//! was heard, its topics are read as its points: the device is the first of its `identifiers`, the path its `unique_id`
//! and, for components of several topics, the topic's name such as `current_temperature`.
//!
//! A message that comes before its document is read as whatever else it may be. Not read: `json_attributes_topic`,
//! `command_topic` (an overheard command is no reading), pictures, firmware updates; `expire_after`, which needs a clock.
//! A template that is not supported is told by name, and its topic left to other conventions.
//!
//! Sources: Home Assistant, "MQTT", sections "MQTT discovery", "Discovery messages", "Device discovery payload",
//! "Availability"; the page of each MQTT component.

mod abbreviations;
mod component;
mod document;
mod fields;
mod known;
mod template;

use std::collections::HashMap;
use std::sync::Arc;

use document::{Place, Point, Reading};
use fields::About;
use known::{Known, Telling};
use model::ConnectionId;
use template::{Failure, Rendered};

use crate::RejectReason;
use crate::convention::{Confidence, Convention};
use crate::decoded::Discovery;
use crate::json::Item;
use crate::message::Message;
use crate::said::{Facts, Said};
use crate::units;

/// Keys of which a document outside the usual prefix has one.
const TELLING: [&str; 8] =
    ["state_topic", "stat_t", "command_topic", "cmd_t", "device", "dev", "components", "cmps"];

/// Home Assistant's MQTT discovery.
#[derive(Default)]
pub(crate) struct HaDiscovery {
    connections: HashMap<ConnectionId, Known>,
}

impl Convention for HaDiscovery {
    fn name(&self) -> &'static str {
        "ha-discovery"
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        if message.topic.ends_with("/config") {
            let has_shape = |item: Item<'_>| TELLING.iter().any(|key| item.has(key));
            if message.topic.starts_with(PREFIX) {
                return Confidence::Namespace;
            } else if Place::of(message.topic).is_some() && message.item().is_some_and(has_shape) {
                return Confidence::Shape;
            }
        } else if message.topic == STATUS {
            return Confidence::Namespace;
        }
        let known = self.connections.get(&message.connection);
        match known.and_then(|known| known.telling(message.topic)) {
            Some(Telling::Values) => Confidence::Namespace,
            Some(Telling::Commands(_) | Telling::Nothing) => Confidence::Shape,
            None => Confidence::None,
        }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let known = self.connections.entry(message.connection).or_default();
        if message.topic == STATUS {
            read_status(message.text()?, said);
        } else if let Some(telling) = known.telling(message.topic) {
            if let Telling::Commands(device) = telling {
                said.event(&device, "command", message.text().unwrap_or(""));
            }
            for (device, online) in known.hear(message) {
                said.available(&device, online);
            }
            known.points(message.topic).try_for_each(|point| read_point(point, message, said))?;
        } else if let Some(place) = Place::of(message.topic) {
            read_document(place, known, message, said)?;
        } else {
            said.event("homeassistant", "discovery", "a document of no known component");
        }
        Ok(())
    }
}

/// Where documents stand unless set otherwise.
const PREFIX: &str = "homeassistant/";

/// Where Home Assistant says that it came or went.
const STATUS: &str = "homeassistant/status";

fn read_status(word: &str, said: &mut Said<'_>) {
    match word {
        "online" => said.available("homeassistant", true),
        "offline" => said.available("homeassistant", false),
        _ => {}
    }
}

fn read_document(
    place: Place<'_>,
    known: &mut Known,
    message: &Message<'_>,
    said: &mut Said<'_>,
) -> Result<(), RejectReason> {
    if message.payload.is_empty() {
        if let Some(device) = known.remove(message.topic) {
            said.event(&device, "left", message.topic);
        }
        return Ok(());
    }
    let document = message.json()?;
    if document.get("migrate_discovery").and_then(Item::boolean) == Some(true) {
        known.remove(message.topic);
        return Ok(());
    }
    let (about, mut entities) = document::entities(place, document);
    for entity in &entities {
        if entity.is_bad {
            said.of(&entity.device).refuse(&[&entity.name], RejectReason::BadTopic);
        }
        for remark in &entity.remarks {
            said.event(&entity.device, "discovery", &format!("{}: {remark}", entity.name));
        }
    }
    entities.retain(|entity| !entity.is_bad);
    let device = entities.first().map(|entity| Arc::clone(&entity.device));
    let device = device.unwrap_or_else(|| Arc::from(place.object));
    if document::is_too_large(document) {
        said.event(&device, "discovery", "it has more components than are read");
    }
    let points: Vec<_> =
        entities.iter_mut().flat_map(|entity| std::mem::take(&mut entity.described)).collect();
    for remark in known.keep(message.topic, &device, message.payload, entities) {
        said.event(&device, "discovery", &remark);
    }
    if !points.is_empty() {
        let About { name, manufacturer, model, .. } = about;
        said.discovered(Discovery { device, name, manufacturer, model, points });
    }
    Ok(())
}

fn read_point(
    point: &Point,
    message: &Message<'_>,
    said: &mut Said<'_>,
) -> Result<(), RejectReason> {
    let steps: Vec<&str> = point.steps.iter().map(AsRef::as_ref).collect();
    said.of(&point.device);
    match &point.reading {
        Reading::Ignored => return Ok(()),
        Reading::Light { kelvin } => {
            if let Some(item) = message.item() {
                read_light(&steps, *kelvin, item, said);
            }
            return Ok(());
        }
        Reading::Vacuum => {
            if let Some(item) = message.item() {
                let facts = Facts { units: units_of_vacuum, ..Facts::default() };
                read_members(&steps, &["state", "battery_level", "fan_speed"], item, facts, said);
            }
            return Ok(());
        }
        _ => {}
    }
    let rendered = match &point.template {
        Some(template) => template.render(message),
        None => Ok(Rendered::Text(message.text()?.to_owned())),
    };
    match rendered {
        // What a message has nothing to say of keeps its last value.
        Err(Failure::Absent) => {}
        Ok(Rendered::Text(text)) if text.is_empty() && point.template.is_some() => {}
        Err(Failure::Null) => said.refuse(&steps, RejectReason::Null),
        Err(Failure::Broken) => said.refuse(&steps, RejectReason::BadTemplate),
        Ok(rendered) => read_rendered(&steps, point, &rendered, message, said),
    }
    Ok(())
}

fn read_rendered(
    steps: &[&str],
    point: &Point,
    rendered: &Rendered,
    message: &Message<'_>,
    said: &mut Said<'_>,
) {
    let (words, number) = match rendered {
        Rendered::Number(number) => (None, Some(*number)),
        Rendered::Text(text) => (Some(text.as_str()), text.parse().ok()),
    };
    let told = || {
        words
            .map_or_else(|| number.map(|number| number.to_string()), |words| Some(words.to_owned()))
    };
    // Gateways such as Zigbee2MQTT say when the device itself was heard.
    let time = message.item().and_then(|item| item.get("last_seen")).and_then(Item::time);
    let implied = || {
        point
            .device_class
            .as_deref()
            .zip(number)
            .and_then(|(class, number)| units::of_name(class, number))
    };
    let unit = point.unit.as_deref().or_else(implied);
    let facts = Facts { time, unit, units: |_, _| None, ..Facts::default() };
    match &point.reading {
        Reading::OnOff { on, off } => {
            let told = told().unwrap_or_default();
            if told.eq_ignore_ascii_case(on) {
                return said.boolean(steps, true, facts);
            } else if told.eq_ignore_ascii_case(off) {
                return said.boolean(steps, false, facts);
            }
        }
        Reading::Range { zero, full } => {
            if let Some(number) = number {
                return said.number(steps, (number - zero) / (full - zero) * 100.0, facts);
            }
        }
        Reading::Valve { zero, full } => {
            return read_valve(steps, (*zero, *full), words, number, message, said);
        }
        Reading::Event { words, payload } => {
            let told = told().unwrap_or_default();
            if payload.as_ref().is_none_or(|payload| **payload == *told) {
                let kind = message.item().and_then(|item| item.get("event_type"));
                let told = kind.and_then(Item::text).unwrap_or(&told);
                said.event(&point.device, "event", &format!("{words}: {told}"));
            }
            return;
        }
        Reading::Value | Reading::Light { .. } | Reading::Vacuum | Reading::Ignored => {}
    }
    match (words, number) {
        (Some(words), _) => said.text(steps, words, named(facts, steps, point)),
        (None, Some(number)) => said.number(steps, number, named(facts, steps, point)),
        (None, None) => {}
    }
}

/// Temperatures and humidities of thermostats have a unit by their name where the document tells none.
fn named<'a>(facts: Facts<'a>, steps: &[&str], point: &Point) -> Facts<'a> {
    let is_aspect = steps.len() > 1 && point.unit.is_none();
    if is_aspect { Facts { units: units_of_aspect, ..facts } } else { facts }
}

fn units_of_aspect(name: &str, number: f64) -> Option<&'static str> {
    name.contains("temperature").then(|| units::of_name("temperature", number)).flatten()
}

fn read_valve(
    steps: &[&str],
    (zero, full): (f64, f64),
    words: Option<&str>,
    number: Option<f64>,
    message: &Message<'_>,
    said: &mut Said<'_>,
) {
    let item = message.item();
    let position = item.and_then(|item| item.get("position")).and_then(Item::number).or(number);
    let state = item.and_then(|item| item.get("state")).and_then(Item::text);
    let state = state.or(words.filter(|_| item.is_none() && number.is_none()));
    let above = &steps[..steps.len().saturating_sub(1)];
    if let Some(position) = position {
        let facts = Facts { unit: Some("%"), ..Facts::default() };
        said.number(
            &[above, &["position"]].concat(),
            (position - zero) / (full - zero) * 100.0,
            facts,
        );
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

/// The members of these keys, beside the last step.
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

fn units_of_vacuum(name: &str, _number: f64) -> Option<&'static str> {
    (name == "battery_level").then_some("%")
}

#[cfg(test)]
mod tests;
