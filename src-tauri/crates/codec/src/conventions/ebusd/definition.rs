//! ebusd's own definitions for Home Assistant, which tell the units of its fields.
//!
//! Source: `contrib/etc/ebusd/mqtt-hassio.cfg` of john30/ebusd: one retained document a field, in
//! `homeassistant/<component>/ebusd_<circuit>_<message>_<field>/config`.

use model::Unit;

use crate::RejectReason;
use crate::decoded::{Described, Discovery, Limits};
use crate::json::Item;
use crate::known::Known;
use crate::limits::FORMAT_BYTES_MAX;
use crate::message::Message;
use crate::said::{Said, name_of, pointer};
use crate::units;

/// What is remembered of a field.
#[derive(Default)]
pub(super) struct Defined {
    pub(super) unit: Option<Unit>,
    pub(super) limits: Limits,
    pub(super) words: Vec<Box<str>>,
    pub(super) is_settable: bool,
}

/// Whether a topic is that of a definition.
pub(super) fn is_definition(topic: &str) -> bool {
    let below = topic.strip_prefix("homeassistant/").and_then(|rest| rest.split_once('/'));
    below.is_some_and(|(_, object)| object.starts_with("ebusd_") && object.ends_with("/config"))
}

/// Under which the unit of a field is remembered.
pub(super) fn key(topic: &str, field: &str) -> String {
    format!("{topic}/{field}")
}

/// Remembers what is told of a field, and tells of it. An empty message takes the definition back.
pub(super) fn read(
    message: &Message<'_>,
    defined: &mut Known<Defined>,
    said: &mut Said<'_>,
) -> Result<(), RejectReason> {
    if message.payload.is_empty() {
        return Ok(());
    }
    let definition = message.json()?;
    let text = |key| definition.get(key).and_then(Item::text);
    let number = |key| definition.get(key).and_then(Item::number);
    let topic = text("state_topic").unwrap_or("");
    let Some((circuit, name)) = topic.strip_prefix("ebusd/").and_then(|rest| rest.split_once('/'))
    else {
        return Ok(());
    };
    let field = text("value_template").and_then(field);
    let unit = text("unit_of_measurement").and_then(units::told);
    let topic = field.map_or_else(|| topic.to_owned(), |field| key(topic, field));
    let is_settable = definition.has("command_topic");
    let limits = Limits { min: number("min"), max: number("max"), step: number("step") };
    let words = words(definition);
    if let Some(known) = defined.learn(message.connection, &topic) {
        *known = Defined { unit: unit.clone(), limits, words: words.clone(), is_settable };
    }
    let described = Described {
        path: pointer(&name.split('/').chain(field).collect::<Vec<_>>()),
        name: text("name").and_then(name_of),
        unit,
        kind: None,
        device_class: text("device_class").and_then(name_of),
        writable: is_settable,
        limits,
        words,
    };
    said.discovered(Discovery {
        device: circuit.into(),
        manufacturer: definition
            .at(&["device", "manufacturer"])
            .and_then(Item::text)
            .and_then(name_of),
        points: vec![described],
        ..Discovery::default()
    });
    Ok(())
}

/// The options of a field, as many as are remembered.
fn words(definition: Item<'_>) -> Vec<Box<str>> {
    let mut bytes = 0;
    let options = definition.get("options").into_iter().flat_map(Item::elements);
    let words = options.filter_map(Item::text).filter_map(name_of);
    let remembered = words.take_while(|word| {
        bytes += word.len();
        bytes <= FORMAT_BYTES_MAX
    });
    remembered.collect()
}

/// The field that a template picks: `{{value_json["temp"].value}}`.
fn field(template: &str) -> Option<&str> {
    let (_, rest) = template.split_once("value_json[")?;
    let (field, _) = rest.split_once(']')?;
    Some(field.trim_matches(['"', '\'']))
}
