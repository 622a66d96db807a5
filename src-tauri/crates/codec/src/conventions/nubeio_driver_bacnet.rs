//! NubeIO driver-bacnet: a BACnet master and server that is commanded over MQTT and answers there.
//!
//! An answer to a read, `bacnet/cmd_result/read_value/<object>/<instance>/<property>`, is a reading of the device whose
//! instance it names, at `object/instance/property`; its value is a text or, for a priority array, sixteen of them, of
//! which `Null` is an empty slot and no reading. Answers to `whois`, `point_discovery` and `point_list` are discoveries.
//!
//! Commands are `bacnet/cmd/write_value` to other devices, `bacnet/<object>/<instance>/write/pv` to its own objects.
//!
//! Not read: `bacnet/cmd/…` and `bacnet/<object>/<instance>/write/…`, which are other people's commands; the answers to
//! writes, which echo what was asked for and are events.
//!
//! Source: NubeIO driver-bacnet, README, "Updating BACnet Object Property Values Via MQTT" and "Bacnet Master".

use std::sync::Arc;

use model::Value;

use crate::RejectReason;
use crate::command::{EncodeError, Order, Target, Way, json_text, spelled};
use crate::convention::{Confidence, Convention, Mark};
use crate::decoded::{Described, Discovery, Limits};
use crate::json::Item;
use crate::limits::VALUES_MAX;
use crate::message::Message;
use crate::said::{Facts, Said};

/// NubeIO driver-bacnet.
pub(crate) struct NubeioDriverBacnet;

impl Convention for NubeioDriverBacnet {
    fn name(&self) -> &'static str {
        "nubeio-driver-bacnet"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::First("bacnet")]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        let Some(rest) = message.topic.strip_prefix("bacnet/") else {
            return Confidence::None;
        };
        let is_ours = rest.starts_with("cmd/")
            || rest.starts_with("cmd_result/")
            || written(rest).is_some()
            || property(rest).is_some_and(|_| message.item().is_some_and(|item| item.has("value")));
        if is_ours { Confidence::Namespace } else { Confidence::None }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let rest = message.topic.strip_prefix("bacnet/").unwrap_or("");
        if let Some(result) = rest.strip_prefix("cmd_result/") {
            read_result(result, message.json()?, said);
        } else if let Some(command) = rest.strip_prefix("cmd/") {
            said.event("bacnet", "command", command);
        } else if let Some(object) = written(rest) {
            said.event(object, "command", message.text().unwrap_or(""));
        } else if let Some((object, property)) = property(rest)
            && let Some(value) = message.json()?.get("value")
        {
            read_values(object, &[property], value, said);
        }
        Ok(())
    }

    fn way(&self, target: &Target<'_>) -> Result<Way<'_>, EncodeError> {
        let steps = target.steps();
        let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
        let own = target.device.split_once('/').map(|(kind, _)| (kind, None));
        let (kind, instance) = match (own, steps.as_slice()) {
            (Some(own), ["pv"]) => own,
            (None, [kind, instance, "pv"]) => (*kind, Some(*instance)),
            _ => return Err(EncodeError::read_only(target, "")),
        };
        let number = number_of(kind).filter(|_| !kind.ends_with('i'));
        let number = number.ok_or_else(|| EncodeError::read_only(target, ""))?;
        let is_told = kind.ends_with('o');
        let Some(instance) = instance else {
            let topic = format!("bacnet/{}/write/pv", target.device);
            let written = |order: &Order<'_>| {
                let value = json_text(&value_of(order.value));
                Ok(format!("{{\"value\":{value},\"uuid\":\"{}\"}}", order.number).into_bytes())
            };
            return Ok(Way { is_told, ..Way::new(topic, written) });
        };
        let object =
            format!("\"objectType\":\"{number}\",\"objectInstance\":{}", json_text(instance));
        let device = json_text(target.device);
        let way = Way::new("bacnet/cmd/write_value".to_owned(), move |order| {
            let value = json_text(&value_of(order.value));
            let priority = order.priority.map(|priority| format!(",\"priority\":\"{priority}\""));
            let priority = priority.unwrap_or_default();
            let point = format!("{object},\"property\":\"85\",\"deviceInstance\":{device}");
            Ok(format!("{{{point},\"value\":{value}{priority}}}").into_bytes())
        });
        Ok(Way { is_told, takes_priority: true, ..way })
    }
}

/// BACnet's number of a kind of objects.
fn number_of(kind: &str) -> Option<u8> {
    Some(match kind {
        "ai" => 0,
        "ao" => 1,
        "av" => 2,
        "bi" => 3,
        "bo" => 4,
        "bv" => 5,
        "msi" => 13,
        "mso" => 14,
        "msv" => 19,
        _ => return None,
    })
}

/// The driver takes every value as text.
fn value_of(value: &Value) -> String {
    match value {
        Value::Boolean(boolean) => u8::from(*boolean).to_string(),
        Value::Number(_) | Value::Text(_) => spelled(value),
    }
}

/// The object of a topic on which one of the server's own objects is written.
fn written(rest: &str) -> Option<&str> {
    let (object, _) = rest.split_once("/write/")?;
    let (kind, _instance) = object.split_once('/')?;
    is_kind(kind).then_some(object)
}

/// An object of the server's own, `ao/1`, and its property.
fn property(rest: &str) -> Option<(&str, &str)> {
    let (object, property) = rest.rsplit_once('/')?;
    let (kind, instance) = object.split_once('/')?;
    let is_ours = is_kind(kind)
        && instance.parse::<u32>().is_ok()
        && matches!(property, "pv" | "name" | "pri");
    is_ours.then_some((object, property))
}

fn is_kind(word: &str) -> bool {
    matches!(word, "ai" | "ao" | "av" | "bi" | "bo" | "bv" | "msi" | "mso" | "msv")
}

fn read_result(result: &str, answer: Item<'_>, said: &mut Said<'_>) {
    let text = |key| answer.get(key).and_then(Item::text);
    let device = text("deviceInstance").unwrap_or("bacnet");
    let (command, point) = result.split_once('/').unwrap_or((result, ""));
    let value = answer.get("value");
    match (command, text("error"), value) {
        (_, Some(error), _) => said.event(device, "answer", &format!("{command} {point}: {error}")),
        ("read_value", None, Some(value)) => {
            let index = text("index").filter(|_| !value.is_array());
            let steps: Vec<&str> = point.split('/').chain(index).collect();
            read_values(device, &steps, value, said);
        }
        ("whois", None, Some(devices)) => {
            for found in devices.elements() {
                if let Some(device) = found.get("device_id").and_then(Item::text) {
                    said.discovered(discovery(device, Vec::new()));
                }
            }
        }
        ("point_discovery" | "point_list", None, Some(list)) => {
            let objects = list.get("objects").unwrap_or(list);
            let points = objects.elements().filter_map(described).take(VALUES_MAX).collect();
            if objects.elements().nth(VALUES_MAX).is_some() {
                said.event(device, "discovery", "it has more points than are told");
            }
            said.discovered(discovery(device, points));
        }
        _ => said.event(device, "answer", &format!("{command} {point}: done")),
    }
}

/// A property's value, or those of a priority array by their priorities.
fn read_values(device: &str, steps: &[&str], value: Item<'_>, said: &mut Said<'_>) {
    said.of(device);
    let is_empty =
        |value: Item<'_>| value.text().is_some_and(|text| text.eq_ignore_ascii_case("null"));
    let facts = Facts { units: |_, _| None, ..Facts::default() };
    if !value.is_array() {
        if !is_empty(value) {
            said.values(steps, value, facts);
        }
        return;
    }
    for (index, value) in value.elements().enumerate() {
        if !is_empty(value) {
            let priority = (index + 1).to_string();
            said.values(&[steps, &[&priority]].concat(), value, facts);
        }
    }
}

fn discovery(device: &str, points: Vec<Described>) -> Discovery {
    Discovery { device: Arc::from(device), points, ..Discovery::default() }
}

/// The present value of an object such as `ao-1`.
fn described(object: Item<'_>) -> Option<Described> {
    let (kind, instance) = object.text()?.split_once('-')?;
    is_kind(kind).then(|| Described {
        path: Arc::from(format!("/{kind}/{instance}/pv")),
        name: object.text().map(Box::from),
        unit: None,
        kind: None,
        device_class: None,
        writable: !kind.ends_with('i'),
        limits: Limits::default(),
        words: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::conventions::told::last_of;

    #[test]
    fn answers_to_reads_are_readings() {
        assert_snapshot!(last_of(&[("bacnet/cmd_result/read_value/ao/1/pv", r#"{"value":"101.000000","deviceInstance":"1234","mac":"10.0.0.1:47808"}"#)]), @r"
        nubeio-driver-bacnet
        1234 /ao/1/pv = 101
        ");
        assert_snapshot!(last_of(&[("bacnet/cmd_result/read_value/ao/1/pri", r#"{"value":["Null","201.0"],"deviceInstance":"1234"}"#)]), @r"
        nubeio-driver-bacnet
        1234 /ao/1/pri/2 = 201
        ");
        assert_snapshot!(last_of(&[("bacnet/cmd_result/read_value/ao/1/pri", r#"{"value":"30.0","index":"3","deviceInstance":"1234"}"#)]), @r"
        nubeio-driver-bacnet
        1234 /ao/1/pri/3 = 30
        ");
    }

    #[test]
    fn writes_are_events_and_lists_discoveries() {
        assert_snapshot!(last_of(&[("bacnet/ao/1/write/pv", r#"{"value":"10.5","uuid":"1"}"#)]), @r#"
        nubeio-driver-bacnet
        * ao/1 command {"value":"10.5","uuid":"1"}
        "#);
        assert_snapshot!(last_of(&[("bacnet/cmd_result/write_value/ao/1/pv", r#"{"value":"123","deviceInstance":"1234"}"#)]), @r"
        nubeio-driver-bacnet
        * 1234 answer write_value ao/1/pv: done
        ");
        assert_snapshot!(last_of(&[("bacnet/cmd_result/point_discovery", r#"{"deviceInstance":"5678","value":{"objects":["ai-1","bv-2"],"count":"2"}}"#)]), @r#"
        nubeio-driver-bacnet
        + 5678; /ai/1/pv "ai-1"; /bv/2/pv "bv-2" writable
        "#);
        assert!(last_of(&[("bacnet/hall/temperature", "21")]).starts_with("plain"));
    }
}
