//! Zigbee2MQTT: devices of a Zigbee network, each on `zigbee2mqtt/FRIENDLY_NAME`.
//!
//! A device's states come as one JSON object, or attribute by attribute on `zigbee2mqtt/FRIENDLY_NAME/ATTRIBUTE`; its
//! availability on `…/availability`. Units come from the exposes in `bridge/devices`, else from the property's name.
//! `last_seen` is the time of the values beside it. Networks of another base topic are known once their
//! `bridge/devices` or `bridge/info` was heard.
//!
//! Commands go to `…/set`, as an object with one property.
//!
//! Not read: `action`, which is an event; `update`, `device` and `elapsed`, which are about the device and not its
//! values; `…/set` and `…/get`, which are other people's commands; everything below `bridge/` that is no state, device
//! list, event, answer or log line.
//!
//! Sources: Zigbee2MQTT, "MQTT Topics and Messages", "Exposes", "Device-Availability", "MQTT" (`output`, `last_seen`).

mod exposes;
mod unit;

use std::collections::HashMap;

use exposes::Devices;
use model::ConnectionId;

use crate::RejectReason;
use crate::command::{EncodeError, ReadAt, Target, Way, members};
use crate::convention::{Confidence, Convention, Mark};
use crate::decoded::Discovery;
use crate::json::Item;
use crate::json::walk;
use crate::limits::ZIGBEE_NETWORKS_MAX;
use crate::message::Message;
use crate::said::{Facts, Said};

/// Zigbee2MQTT.
#[derive(Default)]
pub(crate) struct Zigbee2Mqtt {
    networks: HashMap<ConnectionId, Vec<Network>>,
}

/// One network as it was heard.
struct Network {
    base: Box<str>,
    devices: Devices,
}

impl Convention for Zigbee2Mqtt {
    fn name(&self) -> &'static str {
        "zigbee2mqtt"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::Any]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        let is_heard = || {
            let networks = self.networks.get(&message.connection);
            networks.is_some_and(|networks| {
                networks.iter().any(|network| below(message.topic, &network.base).is_some())
            })
        };
        if default_base(message.topic).is_some() || is_heard() {
            Confidence::Namespace
        } else if bridge_base(message).is_some() {
            Confidence::Shape
        } else {
            Confidence::None
        }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let networks = self.networks.entry(message.connection).or_default();
        let Some((network, rest)) = network(networks, message) else {
            return Ok(());
        };
        match rest.strip_prefix("bridge/") {
            Some(rest) => read_bridge(rest, message, &mut network.devices, said),
            None => read_device(rest, message, &network.devices, said),
        }
    }

    fn way(&self, target: &Target<'_>) -> Result<Way<'_>, EncodeError> {
        let networks = self.networks.get(&target.connection).map_or(&[][..], Vec::as_slice);
        let network = networks.iter().find(|network| network.devices.has(target.device));
        let needed = "the list of devices of its bridge";
        let network = network.ok_or_else(|| EncodeError::not_heard(target, needed))?;
        let setting = network.devices.setting(target.device, target.path);
        let setting = setting.ok_or_else(|| EncodeError::read_only(target, ""))?;
        let topic = format!("{}/{}/set", network.base, target.device);
        let steps = target.steps();
        let way = Way::new(topic, move |order| {
            let value = setting.written(order.value)?;
            Ok(members(steps.iter().map(String::as_str), &value).into_bytes())
        });
        let read_at = if setting.is_published { ReadAt::Itself } else { ReadAt::Nowhere };
        let (limits, words) = (setting.limits, setting.words.clone());
        Ok(Way { limits, words, read_at, is_told: true, ..way })
    }
}

/// The first level of a topic that is Zigbee2MQTT's by its name: `zigbee2mqtt`, `zigbee2mqtt-garage`.
fn default_base(topic: &str) -> Option<&str> {
    let (base, _) = topic.strip_prefix("zigbee2mqtt").and_then(|_| topic.split_once('/'))?;
    Some(base)
}

/// The base of another name, where its bridge tells what only Zigbee2MQTT tells.
fn bridge_base<'a>(message: &Message<'a>) -> Option<&'a str> {
    let topic = message.topic;
    let base =
        topic.strip_suffix("/bridge/devices").or_else(|| topic.strip_suffix("/bridge/info"))?;
    let item = message.item()?;
    let is_list = item.elements().next().is_some_and(|device| device.has("ieee_address"));
    let is_shaped = is_list || (item.has("coordinator") && item.has("permit_join"));
    is_shaped.then_some(base)
}

/// What lies below a base topic.
fn below<'a>(topic: &'a str, base: &str) -> Option<&'a str> {
    topic.strip_prefix(base)?.strip_prefix('/')
}

/// The network of a message, begun where it was not heard before, and the topic below its base.
fn network<'n, 'a>(
    networks: &'n mut Vec<Network>,
    message: &Message<'a>,
) -> Option<(&'n mut Network, &'a str)> {
    let place = networks.iter().position(|network| below(message.topic, &network.base).is_some());
    if place.is_none() {
        let base = default_base(message.topic).or_else(|| bridge_base(message))?;
        // Beyond the bound the last one is forgotten: nobody has as many networks.
        networks.truncate(ZIGBEE_NETWORKS_MAX - 1);
        networks.push(Network { base: base.into(), devices: Devices::default() });
    }
    let last = networks.len().checked_sub(1)?;
    let network = networks.get_mut(place.unwrap_or(last))?;
    let rest = below(message.topic, &network.base)?;
    Some((network, rest))
}

fn read_bridge(
    rest: &str,
    message: &Message<'_>,
    devices: &mut Devices,
    said: &mut Said<'_>,
) -> Result<(), RejectReason> {
    match rest {
        "state" => {
            if let Some(online) = online(message)? {
                said.available("bridge", online);
                // Without their bridge the devices cannot be heard.
                let gone = if online { Vec::new() } else { devices.names() };
                gone.into_iter().for_each(|device| said.available(device, false));
            }
        }
        "devices" => {
            devices.hear(message.json()?).into_iter().for_each(|told| said.discovered(told))
        }
        "groups" => {
            message.json()?.elements().filter_map(group).for_each(|told| said.discovered(told))
        }
        "event" => read_event(message.json()?, said),
        "logging" | "log" => {
            let item = message.json()?;
            let words = item.get("message").and_then(Item::text).unwrap_or("");
            said.event("bridge", "log", words);
        }
        _ => {
            if let Some(request) = rest.strip_prefix("response/") {
                read_answer(request, message.json()?, said);
            } else if let Some(request) = rest.strip_prefix("request/") {
                said.event("bridge", "command", request);
            }
        }
    }
    Ok(())
}

/// A group, whose points are those of its members.
fn group(group: Item<'_>) -> Option<Discovery> {
    let name = group.get("friendly_name")?.text()?;
    Some(Discovery { device: name.into(), name: Some(name.into()), ..Discovery::default() })
}

fn read_event(event: Item<'_>, said: &mut Said<'_>) {
    let kind = event.get("type").and_then(Item::text).unwrap_or("");
    let data = event.get("data");
    let text = |key| data.and_then(|data| data.get(key)).and_then(Item::text);
    let device = text("friendly_name").or_else(|| text("ieee_address")).unwrap_or("bridge");
    let what = match kind {
        "device_joined" => "joined",
        "device_leave" => "left",
        "device_announce" => "announced",
        "device_interview" => "interview",
        _ => "event",
    };
    said.event(device, what, text("status").unwrap_or(kind));
}

fn read_answer(request: &str, answer: Item<'_>, said: &mut Said<'_>) {
    let data = answer.get("data");
    let device = data.and_then(|data| data.get("id")).and_then(Item::text).unwrap_or("bridge");
    let status = answer.get("status").and_then(Item::text).unwrap_or("");
    let error = answer.get("error").and_then(Item::text).unwrap_or("");
    said.event(device, "answer", format!("{request}: {status} {error}").trim_end());
}

fn read_device(
    rest: &str,
    message: &Message<'_>,
    devices: &Devices,
    said: &mut Said<'_>,
) -> Result<(), RejectReason> {
    if let Some(device) = commanded(rest) {
        said.event(device, "command", message.text().unwrap_or(""));
        return Ok(());
    }
    if let Some(device) = rest.strip_suffix("/availability") {
        if let Some(online) = online(message)? {
            said.available(device, online);
        }
        return Ok(());
    }
    if message.payload.is_empty() {
        // A retained state that was taken back.
        return Ok(());
    }
    let item = message.json?;
    match item.filter(|item| item.is_object()) {
        Some(states) => read_states(rest, states, devices, said),
        None => read_attribute(rest, message, devices, said)?,
    }
    Ok(())
}

/// The device of a topic on which others command it or ask it.
fn commanded(rest: &str) -> Option<&str> {
    let inside = ["/set/", "/get/"].iter().find_map(|mark| rest.split_once(mark));
    let end = ["/set", "/get"].iter().find_map(|mark| rest.strip_suffix(mark));
    inside.map(|(device, _)| device).or(end)
}

/// Whether the sender says that something is there: `online`, or the same inside an object.
fn online(message: &Message<'_>) -> Result<Option<bool>, RejectReason> {
    let word = match message.json? {
        Some(item) => item.get("state").and_then(Item::text).unwrap_or(""),
        None => message.text()?,
    };
    Ok(match word {
        "online" => Some(true),
        "offline" => Some(false),
        _ => None,
    })
}

fn read_states(device: &str, states: Item<'_>, devices: &Devices, said: &mut Said<'_>) {
    let time = states.get("last_seen").and_then(Item::time);
    for (key, value) in states.members() {
        if key == "action" {
            tell_action(device, value.text().unwrap_or(""), said);
        } else if is_value(key) && !value.is_null() {
            let mut path = String::new();
            walk::push(&mut path, key);
            let unit = devices.unit(device, &path);
            let facts =
                Facts { time, unit, units: unit::of_property, name: key, ..Facts::default() };
            said.of(device).values(&[key], value, facts);
        }
    }
}

/// A single attribute: the last level of its topic.
fn read_attribute(
    rest: &str,
    message: &Message<'_>,
    devices: &Devices,
    said: &mut Said<'_>,
) -> Result<(), RejectReason> {
    let text = message.text()?;
    let Some((device, attribute)) = rest.rsplit_once('/').filter(|_| !devices.has(rest)) else {
        // A device's own topic holds an object, and nothing else can be told from it.
        return Err(RejectReason::BrokenJson);
    };
    if attribute == "action" {
        tell_action(device, text, said);
    } else if is_value(attribute) && text != "null" {
        let mut path = String::new();
        walk::push(&mut path, attribute);
        let unit = devices.unit(device, &path);
        let facts = Facts { unit, units: unit::of_property, ..Facts::default() };
        match message.item() {
            Some(item) => {
                said.of(device).values(&[attribute], item, Facts { name: attribute, ..facts })
            }
            None => said.of(device).text(&[attribute], text, facts),
        }
    }
    Ok(())
}

fn tell_action(device: &str, action: &str, said: &mut Said<'_>) {
    // An empty action follows the real one where old front ends ask for it.
    if !action.is_empty() {
        said.event(device, "action", action);
    }
}

/// Whether a property is a value of the device, not about the device or its last action.
fn is_value(key: &str) -> bool {
    let is_about =
        matches!(key, "last_seen" | "update" | "update_available" | "device" | "elapsed");
    !is_about
        && !key.starts_with("action_")
        && !key.starts_with("update-")
        && !key.starts_with("device-")
}

#[cfg(test)]
mod tests;
