//! Telegraf's metrics, in its JSON and in InfluxDB's line protocol, on any topic.
//!
//! Known by shape: `{name, fields, tags, timestamp}`, a `metrics` array of them, or text whose first line is a metric with
//! tags or a time. A device is the measurement and the tags that tell devices apart; tags that only describe it, such as a
//! status, are left out, or its points would change when they do. Source: Telegraf documentation, "JSON serializer" and "MQTT
//! output"; InfluxData, "Line protocol reference".
//!
//! Telegraf's layouts with a topic for each field are plain values.

mod line;

use crate::RejectReason;
use crate::convention::{Confidence, Convention, Mark};
use crate::json::Item;
use crate::message::Message;
use crate::said::{Facts, Said};
use crate::units;

/// Telegraf.
pub(crate) struct Telegraf;

/// Tags that describe a device and tell none apart.
const DESCRIBING: [&str; 12] = [
    "status",
    "state",
    "type",
    "location",
    "version",
    "firmware",
    "model",
    "manufacturer",
    "unit",
    "units",
    "quality",
    "fstype",
];

impl Convention for Telegraf {
    fn name(&self) -> &'static str {
        "telegraf"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::NotJson, Mark::Member("fields"), Mark::Member("metrics")]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        let is_ours = match message.item() {
            Some(item) if item.is_narrow() => {
                is_metric(item) || batch(item).next().is_some_and(is_metric)
            }
            Some(_) => false,
            None => message.json.is_ok() && line::is_protocol(message.topic, message.payload),
        };
        if is_ours { Confidence::Shape } else { Confidence::None }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let Some(item) = message.item() else {
            line::read(message.text()?, said);
            return Ok(());
        };
        let lone = is_metric(item).then_some(item);
        batch(item).chain(lone).for_each(|told| metric(told, said));
        Ok(())
    }
}

fn batch(item: Item<'_>) -> impl Iterator<Item = Item<'_>> {
    item.get("metrics").into_iter().flat_map(Item::elements)
}

fn is_metric(item: Item<'_>) -> bool {
    let is_object = |key| item.get(key).is_some_and(Item::is_object);
    let has_name = item.get("name").is_some_and(|name| name.text().is_some());
    has_name && is_object("fields") && is_object("tags") && item.has("timestamp")
}

/// Reads a metric in JSON.
fn metric(item: Item<'_>, said: &mut Said<'_>) {
    let name = item.get("name").and_then(Item::text).unwrap_or("");
    let tags = item.get("tags").into_iter().flat_map(Item::members);
    let tags: Vec<_> = tags.filter_map(|(key, value)| Some((key, value.text()?))).collect();
    let time = item.get("timestamp").and_then(Item::time);
    let facts = Facts { time, unit: unit_of(&tags), ..Facts::default() };
    said.of(&device_of(name, &tags));
    for (key, value) in item.get("fields").into_iter().flat_map(Item::members) {
        said.values(&[key], value, Facts { name: key, ..facts });
    }
}

/// The measurement and the tags that tell devices apart, by their keys' order.
///
/// The agent's own `host` tells nothing beside a `source`, where the agent asked another.
fn device_of(name: &str, tags: &[(&str, &str)]) -> String {
    let has_source = tags.iter().any(|(key, _)| *key == "source");
    let tells_apart = |key: &str| {
        let is_agent = has_source && key == "host";
        !is_agent && !DESCRIBING.contains(&key)
    };
    let has_telling = tags.iter().any(|(key, _)| tells_apart(key));
    let kept = tags.iter().filter(|(key, _)| !has_telling || tells_apart(key));
    let mut kept: Vec<_> = kept.collect();
    kept.sort_unstable();
    let values = kept.iter().map(|(_, value)| *value);
    std::iter::once(name).chain(values).collect::<Vec<_>>().join("/")
}

/// The unit that a tag tells.
fn unit_of(tags: &[(&str, &str)]) -> Option<&'static str> {
    let (_, unit) = tags.iter().find(|(key, _)| matches!(*key, "unit" | "units"))?;
    units::known(unit).map(|known| known.unit)
}

#[cfg(test)]
mod tests;
