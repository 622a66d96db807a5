//! Eclipse Ditto: events of digital twins in the Ditto protocol, on any topic.
//!
//! Known by its envelope: a `topic` such as `NAMESPACE/NAME/things/twin/events/modified` beside a `path`. Read are the
//! features' properties and the thing's attributes; answers, errors and messages are events. Source: Eclipse Ditto
//! documentation, "Ditto Protocol: specification, topic" and its generated examples.
//!
//! Not read: desired properties, policies, and commands, also those that modify a twin: the twin's own event follows.

use model::Timestamp;

use crate::RejectReason;
use crate::convention::{Confidence, Convention, Mark};
use crate::json::Item;
use crate::message::Message;
use crate::said::{Facts, Said};

/// Eclipse Ditto.
pub(crate) struct Ditto;

/// What an envelope's topic says.
struct Place<'a> {
    namespace: &'a str,
    name: &'a str,
    criterion: &'a str,
    action: &'a str,
}

impl Convention for Ditto {
    fn name(&self) -> &'static str {
        "eclipse-ditto"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::Member("path")]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        let is_ours = message.item().filter(|item| item.is_narrow()).is_some_and(|item| {
            let topic = item.get("topic").and_then(Item::text);
            topic.and_then(place).is_some() && item.has("path")
        });
        if is_ours { Confidence::Shape } else { Confidence::None }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let item = message.json()?;
        let text = |key| item.get(key).and_then(Item::text);
        let Some(Place { namespace, name, criterion, action }) = text("topic").and_then(place)
        else {
            return Ok(());
        };
        let device = format!("{namespace}:{name}");
        let path = text("path").unwrap_or("/");
        match (criterion, action) {
            ("events", "created" | "modified" | "merged") => {
                let time = item.get("timestamp").and_then(Item::time);
                if let Some(value) = item.get("value") {
                    changed(said.of(&device), path, value, time);
                }
            }
            ("events", "deleted") if path == "/" => said.event(&device, "left", ""),
            ("events", _) => {}
            ("messages", subject) => said.event(&device, "message", subject),
            _ if item.has("status") => said.event(&device, "answer", path),
            _ => {}
        }
        Ok(())
    }
}

/// Reads `NAMESPACE/NAME/things/CHANNEL/CRITERION/ACTION`.
fn place(topic: &str) -> Option<Place<'_>> {
    let mut levels = topic.splitn(6, '/');
    let (namespace, name) = (levels.next()?, levels.next()?);
    let is_thing =
        levels.next() == Some("things") && matches!(levels.next(), Some("twin" | "live"));
    let criterion = is_thing.then(|| levels.next())??;
    Some(Place { namespace, name, criterion, action: levels.next().unwrap_or("") })
}

/// Reads what lies at a path of a thing.
fn changed(said: &mut Said<'_>, path: &str, value: Item<'_>, time: Option<Timestamp>) {
    let steps: Vec<String> =
        path.split('/').filter(|step| !step.is_empty()).map(unescaped).collect();
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    let name = steps.last().copied().unwrap_or("");
    let facts = Facts { time, name, ..Facts::default() };
    match steps.as_slice() {
        [] => {
            if let Some(attributes) = value.get("attributes") {
                said.values(&["attributes"], attributes, facts);
            }
            if let Some(features) = value.get("features") {
                all_features(said, features, facts);
            }
        }
        ["features"] => all_features(said, value, facts),
        ["features", name] => feature(said, name, value, facts),
        ["features", name, "properties", below @ ..] => {
            said.values(&[&[*name], below].concat(), value, facts);
        }
        ["attributes", ..] => said.values(&steps, value, facts),
        _ => {}
    }
}

fn all_features(said: &mut Said<'_>, features: Item<'_>, facts: Facts<'_>) {
    features.members().for_each(|(name, told)| feature(said, name, told, facts));
}

fn feature(said: &mut Said<'_>, name: &str, feature: Item<'_>, facts: Facts<'_>) {
    if let Some(properties) = feature.get("properties") {
        said.values(&[name], properties, facts);
    }
}

/// A step of a JSON Pointer as it was before escaping.
fn unescaped(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use crate::conventions::told::told;

    #[test]
    fn properties_are_read_wherever_the_path_begins() {
        insta::assert_snapshot!(told("t", r#"{"topic":"org.acme/ahu1/things/twin/events/modified","path":"/features/supply/properties/temperature","value":17.5,"timestamp":"2026-01-05T10:00:00Z"}"#), @r"
        eclipse-ditto
        org.acme:ahu1 /supply/temperature = 17.5 °C @1767607200000
        ");
        insta::assert_snapshot!(told("t", r#"{"topic":"org.acme/ahu1/things/twin/events/merged","path":"/","value":{"thingId":"org.acme:ahu1","attributes":{"floor":3},"features":{"fan":{"definition":["a:b:1"],"properties":{"on":true},"desiredProperties":{"on":false}}}}}"#), @r"
        eclipse-ditto
        org.acme:ahu1 /attributes/floor = 3
        org.acme:ahu1 /fan/on = true
        ");
    }

    #[test]
    fn commands_and_wishes_are_no_readings() {
        insta::assert_snapshot!(told("t", r#"{"topic":"org.acme/ahu1/things/twin/commands/modify","path":"/features/fan/properties/on","value":true}"#), @"eclipse-ditto");
        insta::assert_snapshot!(told("t", r#"{"topic":"org.acme/ahu1/things/twin/events/modified","path":"/features/fan/desiredProperties/on","value":true}"#), @"eclipse-ditto");
        insta::assert_snapshot!(told("t", r#"{"topic":"org.acme/ahu1/things/twin/commands/modify","path":"/features/fan","status":204}"#), @r"
        eclipse-ditto
        * org.acme:ahu1 answer /features/fan
        ");
    }
}
