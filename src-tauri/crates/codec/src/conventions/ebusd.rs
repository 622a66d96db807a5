//! ebusd, the daemon for the heating bus eBUS: `ebusd/<circuit>/<message>[/<field>]`.
//!
//! Source: "3.3. MQTT client" of the ebusd wiki and the comments of `mqtt-hassio.cfg`; units of well-known fields from
//! the templates of ebusd-configuration. Payloads are JSON with a member for each field, or the fields' values with
//! semicolons between them and `-` where there is none. Remembers its definitions for Home Assistant. Commands
//! go to `set` below a message. Not read: `get`, `set` and `list`; `ebusd/config/…`; `scan.*`, which says who is on the bus.

mod definition;

use definition::Defined;
use model::Unit;

use crate::RejectReason;
use crate::command::{EncodeError, Target, Way, plain};
use crate::convention::{Confidence, Convention, Mark};
use crate::json::Item;
use crate::known::Known;
use crate::message::Message;
use crate::said::{Facts, Said};
use crate::units;

/// ebusd.
#[derive(Default)]
pub(crate) struct Ebusd {
    /// What was defined of fields, by topic and field.
    defined: Known<Defined>,
    /// Messages that have more than one field, by topic.
    several: Known<()>,
}

impl Convention for Ebusd {
    fn name(&self) -> &'static str {
        "ebusd"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::First("ebusd"), Mark::First("homeassistant")]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        let is_own =
            message.topic.starts_with("ebusd/") || definition::is_definition(message.topic);
        if is_own { Confidence::Namespace } else { Confidence::None }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        if definition::is_definition(message.topic) {
            return definition::read(message, &mut self.defined, said);
        }
        let levels = message.levels();
        match levels.as_slice() {
            [.., "get" | "set" | "list"] | [_, "config", ..] | [_, _] => Ok(()),
            [root, "global", name] => global(message, root, name, said),
            [_, circuit, ..] if circuit.starts_with("scan.") => Ok(()),
            [_, circuit, path @ ..] => self.fields(message, circuit, path, said),
            _ => Ok(()),
        }
    }

    fn way(&self, target: &Target<'_>) -> Result<Way<'_>, EncodeError> {
        let steps = target.steps();
        let (name, field) = match steps.as_slice() {
            _ if target.device == "ebusd" => return Err(EncodeError::read_only(target, "")),
            [name] => (name, None),
            [name, field] => (name, Some(field)),
            _ => return Err(EncodeError::read_only(target, "")),
        };
        let topic = format!("ebusd/{}/{name}", target.device);
        if self.several.get(target.connection, &topic).is_some() {
            let instead = ": its message has several fields, which have to be written together";
            return Err(EncodeError::read_only(target, instead));
        }
        let key = field.map_or_else(|| topic.clone(), |field| definition::key(&topic, field));
        let defined = self.defined.get(target.connection, &key);
        let way = Way::new(format!("{topic}/set"), plain("1", "0"));
        let Some(defined) = defined else { return Ok(way) };
        let (limits, words) = (defined.limits, defined.words.clone());
        Ok(Way { limits, words, is_told: defined.is_settable, ..way })
    }
}

/// What the daemon says of itself.
fn global(
    message: &Message<'_>,
    root: &str,
    name: &str,
    said: &mut Said<'_>,
) -> Result<(), RejectReason> {
    let text = message.text()?.trim_matches('"');
    let unit = if name == "uptime" { Some("s") } else { None };
    match name {
        "running" => said.available(root, text == "true"),
        "uptime" | "signal" | "scan" => {
            said.of(root).text(&[name], text, Facts { unit, ..Facts::default() });
        }
        _ => {}
    }
    Ok(())
}

impl Ebusd {
    /// Remembers that a message has more than one field, which have to be written together.
    fn hear(&mut self, message: &Message<'_>, has_several: bool) {
        if has_several && self.several.get(message.connection, message.topic).is_none() {
            self.several.learn(message.connection, message.topic);
        }
    }

    /// The fields of a message of the bus. An empty payload answers `list`.
    fn fields(
        &mut self,
        message: &Message<'_>,
        circuit: &str,
        path: &[&str],
        said: &mut Said<'_>,
    ) -> Result<(), RejectReason> {
        said.of(circuit);
        if let Some(payload) = message.json? {
            let fields = payload.members().filter(|(key, _)| !key.starts_with('$'));
            self.hear(
                message,
                payload.members().filter(|(key, _)| !key.starts_with('$')).nth(1).is_some(),
            );
            fields.for_each(|(key, field)| self.field(message, path, key, field, said));
            return Ok(());
        }
        let payload = message.text()?;
        self.hear(message, payload.contains(';'));
        let defined = self.defined.get(message.connection, message.topic);
        let facts = Facts {
            unit: defined.and_then(|defined| defined.unit.as_ref()).map(Unit::as_str),
            units: unit,
            ..Facts::default()
        };
        if payload.contains(';') {
            for (index, value) in payload.split(';').enumerate() {
                let index = index.to_string();
                field_text(&[path, &[&*index]].concat(), value.trim(), facts, said);
            }
        } else if !payload.is_empty() {
            field_text(path, payload, facts, said);
        }
        Ok(())
    }

    /// A field in JSON: its value, or an object that holds it with its name and unit. Older ones are keyed by their place.
    fn field(
        &self,
        message: &Message<'_>,
        path: &[&str],
        key: &str,
        field: Item<'_>,
        said: &mut Said<'_>,
    ) {
        let text = |key| field.get(key).and_then(Item::text).map(str::trim);
        let is_place = key.bytes().all(|byte| byte.is_ascii_digit());
        let name = text("name").filter(|name| is_place && !name.is_empty()).unwrap_or(key);
        let defined = || {
            let topic = definition::key(message.topic, key);
            self.defined.get(message.connection, &topic)?.unit.clone()
        };
        let told = text("unit").and_then(units::told).or_else(defined);
        let of_message = path.last().copied().unwrap_or("");
        let facts = Facts {
            unit: told.as_ref().map(Unit::as_str),
            units: unit,
            name: if is_place && name == key { of_message } else { name },
            ..Facts::default()
        };
        let value = if field.is_object() { field.get("value") } else { Some(field) };
        if let Some(value) = value {
            said.values(&[path, &[name]].concat(), value, facts);
        }
    }
}

/// A field's value as text; `-` where there is none.
fn field_text(path: &[&str], value: &str, facts: Facts<'_>, said: &mut Said<'_>) {
    match value {
        "-" | "" => said.refuse(path, RejectReason::Null),
        value => said.text(path, value, facts),
    }
}

/// The unit of a field by the names that eBUS definitions share.
fn unit(name: &str, number: f64) -> Option<&'static str> {
    let kind = name.trim_end_matches(|c: char| c.is_ascii_digit());
    match kind {
        "temp" | "tempv" | "tempmirror" => Some("°C"),
        "press" | "pressv" => Some("bar"),
        "pressm" => Some("mbar"),
        "hoursum" | "hours" => Some("h"),
        "energy" => Some("kWh"),
        "percent" | "percentv" => Some("%"),
        "volt" | "voltage" => Some("V"),
        "minutes" => Some("min"),
        "seconds" => Some("s"),
        "power" => None,
        _ => units::of_name(name, number),
    }
}

#[cfg(test)]
mod tests;
