//! Home Assistant's MQTT discovery: retained documents that announce points and the topics on which they are told.
//!
//! Documents stand at `<prefix>/<component>/[<node_id>/]<object_id>/config`, those of whole devices at
//! `<prefix>/device/[<node_id>/]<object_id>/config`; the prefix is `homeassistant` unless set otherwise. Once a document
//! was heard, its topics are read as its points: the device is the first of its `identifiers`, the path its `unique_id`
//! and, for components of several topics, the topic's name such as `current_temperature`.
//!
//! A message that comes before its document is read as whatever else it may be. Not read: `json_attributes_topic`,
//! overheard commands, pictures, firmware updates; `expire_after`, which needs a clock.
//! A template that is not supported is told by name, and its topic left to other conventions.
//!
//! Sources: Home Assistant, "MQTT", sections "MQTT discovery", "Discovery messages", "Device discovery payload",
//! "Availability"; the page of each MQTT component.

mod abbreviations;
mod command;
mod component;
mod document;
mod fields;
mod known;
mod reading;
mod template;

use std::collections::HashMap;
use std::sync::Arc;

use document::Place;
use fields::About;
use known::{Known, Telling};
use model::ConnectionId;

use crate::RejectReason;
use crate::command::{EncodeError, Target, Way};
use crate::convention::{Confidence, Convention, Mark};
use crate::decoded::Discovery;
use crate::json::Item;
use crate::message::Message;
use crate::said::Said;

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

    fn marks(&self) -> &'static [Mark] {
        &[Mark::Any]
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
            known.points(message.topic).try_for_each(|point| point.read(message, said))?;
        } else if let Some(place) = Place::of(message.topic) {
            read_document(place, known, message, said)?;
        } else {
            said.event("homeassistant", "discovery", "a document of no known component");
        }
        Ok(())
    }

    fn way(&self, target: &Target<'_>) -> Result<Way<'_>, EncodeError> {
        let needed = "a discovery document that names its command topic";
        let known = self.connections.get(&target.connection);
        let setting = known.and_then(|known| known.setting(target.device, target.path));
        setting.map(command::Command::way).ok_or_else(|| EncodeError::not_heard(target, needed))
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
        let About { name, manufacturer, model, area, .. } = about;
        said.discovered(Discovery { device, name, manufacturer, model, area, points });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
