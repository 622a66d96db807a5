//! ebusd, the daemon for the heating bus eBUS: `ebusd/<circuit>/<message>[/<field>]`.
//!
//! Source: "3.3. MQTT client" of the ebusd wiki and the comments of `mqtt-hassio.cfg`; units of well-known fields from
//! the templates of ebusd-configuration. Payloads are JSON with a member for each field, or the fields' values with
//! semicolons between them and `-` where there is none. Not read: `get`, `set` and `list`, which are commands;
//! `ebusd/config/…`, definitions; `scan.*`, which says who is on the bus.

use crate::RejectReason;
use crate::convention::{Confidence, Convention};
use crate::json::Item;
use crate::message::Message;
use crate::said::{Facts, Said};
use crate::units;

/// ebusd.
pub(crate) struct Ebusd;

impl Convention for Ebusd {
    fn name(&self) -> &'static str {
        "ebusd"
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        if message.topic.starts_with("ebusd/") { Confidence::Namespace } else { Confidence::None }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let levels = message.levels();
        match levels.as_slice() {
            [.., "get" | "set" | "list"] | [_, "config", ..] | [_, _] => Ok(()),
            [root, "global", name] => global(message, root, name, said),
            [_, circuit, ..] if circuit.starts_with("scan.") => Ok(()),
            [_, circuit, path @ ..] => fields(message, circuit, path, said),
            _ => Ok(()),
        }
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

/// The fields of a message of the bus. An empty payload answers `list`.
fn fields(
    message: &Message<'_>,
    circuit: &str,
    path: &[&str],
    said: &mut Said<'_>,
) -> Result<(), RejectReason> {
    said.of(circuit);
    if let Some(payload) = message.json? {
        if payload.is_object() {
            payload.members().for_each(|(key, field)| json_field(path, key, field, said));
        }
        return Ok(());
    }
    let payload = message.text()?;
    let facts = Facts { units: unit, ..Facts::default() };
    if payload.contains(';') {
        for (index, value) in payload.split(';').enumerate() {
            let index = index.to_string();
            let path = [path, &[&*index]].concat();
            match value.trim() {
                "-" | "" => said.refuse(&path, RejectReason::Null),
                value => said.text(&path, value, facts),
            }
        }
    } else if payload == "-" {
        said.refuse(path, RejectReason::Null);
    } else if !payload.is_empty() {
        said.text(path, payload, facts);
    }
    Ok(())
}

/// A field in JSON: its value, or an object that holds it with its name and unit. Older ones are keyed by their place.
fn json_field(path: &[&str], key: &str, field: Item<'_>, said: &mut Said<'_>) {
    if key.starts_with('$') {
        return;
    }
    let text = |key| field.get(key).and_then(Item::text).map(str::trim);
    let is_place = key.bytes().all(|byte| byte.is_ascii_digit());
    let name = text("name").filter(|name| is_place && !name.is_empty()).unwrap_or(key);
    let value = if field.is_object() { field.get("value") } else { Some(field) };
    let told = text("unit").and_then(units::told);
    let message = path.last().copied().unwrap_or("");
    let facts = Facts {
        unit: told.as_ref().map(model::Unit::as_str),
        units: unit,
        name: if is_place && name == key { message } else { name },
        ..Facts::default()
    };
    let path = [path, &[name]].concat();
    if let Some(value) = value {
        said.values(&path, value, facts);
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
