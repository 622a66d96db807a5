//! Z-Wave JS UI: `zwave/[<location>/]<node>/<class>/<endpoint>/<property>[/<key>]`.
//!
//! Source: "Setup" and "Using MQTT" of the Z-Wave JS UI documentation, and its `Gateway.ts` for topics. Classes are numbers
//! or names; payloads are `{time, value}`, the entire value id, or the bare value. A prefix other than `zwave` is known by
//! its gateway's own topics. Commands go to `set` below a value.
//! Not read: `set`; `lastActive`; events and broadcasts of the gateway; buffers.

mod place;
mod unit;

use crate::RejectReason;
use crate::command::{EncodeError, ReadAt, Target, Way, plain};
use crate::convention::{Confidence, Convention, Mark};
use crate::decoded::{Described, Discovery, Limits};
use crate::json::Item;
use crate::known::Known;
use crate::message::Message;
use crate::said::{Facts, Said, name_of, pointer};
use crate::units;

/// Z-Wave JS UI.
#[derive(Default)]
pub(crate) struct Zwave {
    /// First levels that gateways were heard under.
    prefixes: Known<()>,
    /// The topics of nodes, by their names.
    nodes: Known<Box<str>>,
    /// What value ids told, by their topics.
    values: Known<Option<Told>>,
}

impl Convention for Zwave {
    fn name(&self) -> &'static str {
        "zwave-js-ui"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::Any]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        let Some((prefix, below)) = message.topic.split_once('/') else {
            return Confidence::None;
        };
        let is_own = prefix == "zwave"
            || is_gateway(below)
            || self.prefixes.get(message.connection, prefix).is_some();
        if is_own { Confidence::Namespace } else { Confidence::None }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let Some((prefix, below)) = message.topic.split_once('/') else {
            return Ok(());
        };
        if is_gateway(below) {
            self.prefixes.learn(message.connection, prefix);
        }
        if message.payload.is_empty() {
            return Ok(());
        }
        let levels: Vec<&str> = below.split('/').collect();
        match (place::of_node(&levels), levels.as_slice()) {
            (_, [.., "set"]) => Ok(()),
            (_, ["_CLIENTS", client, rest @ ..]) => gateway(message, client, rest, said),
            (_, ["_EVENTS" | "_EVENTS_", ..] | [.., "lastActive"]) => Ok(()),
            (Some(at), _) => self.value(message, levels[at], &levels[at + 1..], said),
            (None, [.., node, "status"]) => status(message, node, said),
            (None, [.., node, "nodeinfo"]) => node_info(message, node, said),
            (None, [node, path @ ..]) if !path.is_empty() => self.value(message, node, path, said),
            _ => Ok(()),
        }
    }

    fn way(&self, target: &Target<'_>) -> Result<Way<'_>, EncodeError> {
        let steps = target.steps();
        let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
        let Some(node) = self.nodes.get(target.connection, target.device) else {
            return Err(EncodeError::not_heard(target, "a value of the node"));
        };
        let topic = format!("{node}/{}", steps.join("/"));
        let told = self.values.get(target.connection, &topic);
        let told = told.and_then(Option::as_ref);
        if steps.contains(&"currentValue") {
            return Err(EncodeError::read_only(target, ": command targetValue beside it"));
        }
        let only_tells = steps.first().is_none_or(|class| place::only_tells(class));
        if told.map_or(only_tells, |told| !told.is_writable) {
            return Err(EncodeError::read_only(target, ""));
        }
        let is_dimmer = matches!(steps.first(), Some(&("38" | "switch_multilevel")));
        let is_level = is_dimmer && steps.last() == Some(&"targetValue");
        let limits = match told {
            Some(told) => told.limits,
            None if is_level => Limits::within(0.0, LEVEL_MAX),
            None => Limits::default(),
        };
        let current = target.path.strip_suffix("/targetValue");
        let current = current.map(|above| format!("{above}/currentValue").into());
        let read_at = current.map_or(ReadAt::Itself, ReadAt::Path);
        let way = Way::new(format!("{topic}/set"), plain("true", "false"));
        Ok(Way { limits, read_at, is_told: told.is_some(), ..way })
    }
}

/// What a value id tells of commands.
struct Told {
    is_writable: bool,
    limits: Limits,
}

/// The greatest level of a dimmer; Z-Wave has no hundred.
const LEVEL_MAX: f64 = 99.0;

/// Whether what follows the prefix is a gateway's own topic.
fn is_gateway(below: &str) -> bool {
    let rest = below.strip_prefix("_CLIENTS/").or_else(|| below.strip_prefix("_EVENTS_/"));
    rest.is_some_and(|rest| rest.starts_with("ZWAVE_GATEWAY-"))
}

/// What a gateway says of itself, and what it answers.
fn gateway(
    message: &Message<'_>,
    client: &str,
    rest: &[&str],
    said: &mut Said<'_>,
) -> Result<(), RejectReason> {
    match rest {
        ["status"] => return status(message, client, said),
        ["api", api] => {
            let answer = message.json()?;
            let words = answer.get("message").and_then(Item::text).unwrap_or("");
            let success = answer.get("success").and_then(Item::boolean);
            let outcome = if success == Some(true) { "done" } else { "failed" };
            said.event(client, "answer", &format!("{api}: {outcome}: {words}"));
        }
        _ => {}
    }
    Ok(())
}

/// Whether a node, the driver or the gateway is there.
fn status(message: &Message<'_>, device: &str, said: &mut Said<'_>) -> Result<(), RejectReason> {
    let online = match message.json? {
        Some(status) => status.get("value").and_then(Item::boolean),
        None => match message.text()? {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        },
    };
    said.available(device, online.ok_or(RejectReason::NotOfType)?);
    Ok(())
}

/// Everything about a node.
fn node_info(message: &Message<'_>, node: &str, said: &mut Said<'_>) -> Result<(), RejectReason> {
    let info = message.json()?;
    let name = |key| info.get(key).and_then(Item::text).and_then(name_of);
    if let Some(available) = info.get("available").and_then(Item::boolean) {
        said.available(node, available);
    }
    said.discovered(Discovery {
        device: node.into(),
        name: name("name"),
        manufacturer: name("manufacturer"),
        model: name("productLabel").or_else(|| name("productDescription")),
        ..Discovery::default()
    });
    Ok(())
}

impl Zwave {
    /// Hears where a node stands, and what an entire value id tells of commands.
    fn value(
        &mut self,
        message: &Message<'_>,
        node: &str,
        path: &[&str],
        said: &mut Said<'_>,
    ) -> Result<(), RejectReason> {
        let below: usize = path.iter().map(|level| level.len() + 1).sum();
        let topic = message.topic.get(..message.topic.len() - below).unwrap_or_default();
        if self.nodes.get(message.connection, node).is_none_or(|known| **known != *topic)
            && let Some(known) = self.nodes.learn(message.connection, node)
        {
            *known = Box::from(topic);
        }
        let value_id = message.item().filter(|item| item.has("commandClass"));
        if let Some(value_id) = value_id
            && let Some(known) = self.values.learn(message.connection, message.topic)
        {
            let Described { writable: is_writable, limits, .. } = described(value_id, path);
            *known = Some(Told { is_writable, limits });
        }
        value(message, node, path, said)
    }
}

/// A value, in whichever of the three forms.
fn value(
    message: &Message<'_>,
    node: &str,
    path: &[&str],
    said: &mut Said<'_>,
) -> Result<(), RejectReason> {
    let name = path.get(2).or(path.last()).copied().unwrap_or("");
    let units = unit::of_sensor(path);
    let facts = Facts { unit: unit::of(path), units, name, ..Facts::default() };
    said.of(node);
    let Some(object) = message.json?.filter(|item| item.is_object()) else {
        said.text(path, message.text()?, facts);
        return Ok(());
    };
    let is_value_id = object.has("commandClass");
    let unit = object.get("unit").and_then(Item::text).and_then(units::told);
    if is_value_id {
        let points = vec![described(object, path)];
        said.discovered(Discovery { device: node.into(), points, ..Discovery::default() });
    }
    let Some(value) = object.get("value") else {
        if !is_value_id && !is_buffer(object) {
            said.values(path, object, facts);
        }
        return Ok(());
    };
    if value.is_null() {
        said.refuse(path, RejectReason::Null);
    } else if !is_buffer(value) {
        let time = ["time", "lastUpdate"].iter().find_map(|key| object.get(key)?.time());
        let unit = unit.as_ref().map(model::Unit::as_str).or(facts.unit);
        said.values(path, value, Facts { time, unit, ..facts });
    }
    Ok(())
}

fn is_buffer(item: Item<'_>) -> bool {
    item.get("type").and_then(Item::text) == Some("Buffer")
}

/// What an entire value id tells of its value.
fn described(value_id: Item<'_>, path: &[&str]) -> Described {
    let text = |key| value_id.get(key).and_then(Item::text);
    let number = |key| value_id.get(key).and_then(Item::number);
    Described {
        path: pointer(path),
        name: text("label").and_then(name_of),
        unit: text("unit").and_then(units::told),
        kind: None,
        device_class: None,
        writable: value_id.get("writeable").and_then(Item::boolean) == Some(true),
        limits: Limits { min: number("min"), max: number("max"), step: number("step") },
        words: Vec::new(),
    }
}

#[cfg(test)]
mod tests;
