//! ESPHome: nodes that publish each component's state on a topic of its own.
//!
//! `<prefix>/<component>/<object>/state`, and for components of several states
//! `<prefix>/<component>/<object>/<aspect>/state`, hold plain values; lights and events hold JSON. `<node>/status` is
//! `online` or `offline`, `<node>/debug` the log, `esphome/discover/<node>` what a node is. The device is the prefix, the
//! node's name unless set otherwise; the path is `component/object`.
//!
//! Commands go to `…/command` beside a state.
//!
//! Not read: `…/command`, which are other people's commands; firmware updates and pictures. A unit is in no message: only
//! the pages of climates, covers and valves fix one.
//!
//! Sources: ESPHome, "MQTT Client Component", and the "MQTT" parts of the pages of climate, cover, fan, light and valve.

mod settings;

use std::collections::{HashMap, HashSet};

use model::ConnectionId;

use crate::RejectReason;
use crate::command::{EncodeError, Target, Way};
use crate::convention::{Confidence, Convention, Mark};
use crate::decoded::Discovery;
use crate::json::Item;
use crate::limits::{HEARD_MAX, KNOWN_KEY_BYTES_MAX};
use crate::message::Message;
use crate::said::{Facts, Said};
use crate::units;

/// ESPHome.
#[derive(Default)]
pub(crate) struct Esphome {
    /// Prefixes of the nodes that were heard.
    nodes: HashMap<ConnectionId, HashSet<Box<str>>>,
}

/// A topic of a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place<'a> {
    node: &'a str,
    component: &'a str,
    object: &'a str,
    /// Which of several states; empty where there is one.
    aspect: &'a str,
    is_command: bool,
}

impl Convention for Esphome {
    fn name(&self) -> &'static str {
        "esphome"
    }

    fn marks(&self) -> &'static [Mark] {
        &[
            Mark::First("esphome"),
            Mark::Level("state"),
            Mark::Level("command"),
            Mark::Level("status"),
            Mark::Level("debug"),
        ]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        let topic = message.topic;
        if topic.starts_with(DISCOVER) {
            return Confidence::Namespace;
        }
        let is_ours = if topic.ends_with("/state") || topic.ends_with("/command") {
            place(topic).is_some_and(|place| fits(place, message))
        } else if let Some(node) = topic.strip_suffix("/status") {
            self.may_be_node(node, message) && online(message).is_some()
        } else if let Some(node) = topic.strip_suffix("/debug") {
            self.may_be_node(node, message) && is_log(message)
        } else {
            false
        };
        if is_ours { Confidence::Shape } else { Confidence::None }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let topic = message.topic;
        if topic.starts_with(DISCOVER) {
            if let Some(item) = message.item() {
                said.discovered(discovery(item, topic));
            }
        } else if let Some(place) = place(topic) {
            self.hear(place.node, message);
            read_component(place, message, said)?;
        } else if let Some(node) = topic.strip_suffix("/status") {
            online(message).into_iter().for_each(|online| said.available(node, online));
        } else if let Some(node) = topic.strip_suffix("/debug") {
            said.event(node, "log", uncoloured(message.text()?));
        }
        Ok(())
    }

    fn way(&self, target: &Target<'_>) -> Result<Way<'_>, EncodeError> {
        let steps = target.steps();
        let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
        settings::way(target, &steps).ok_or_else(|| EncodeError::read_only(target, ""))
    }
}

/// Where nodes tell what they are.
const DISCOVER: &str = "esphome/discover/";

impl Esphome {
    fn hear(&mut self, node: &str, message: &Message<'_>) {
        let nodes = self.nodes.entry(message.connection).or_default();
        let is_kept = nodes.len() < HEARD_MAX && node.len() <= KNOWN_KEY_BYTES_MAX;
        if is_kept && !nodes.contains(node) {
            nodes.insert(node.into());
        }
    }

    /// A prefix of one level, as it is unless set otherwise, or one that was heard.
    fn may_be_node(&self, node: &str, message: &Message<'_>) -> bool {
        let nodes = self.nodes.get(&message.connection);
        let is_heard = nodes.is_some_and(|nodes| nodes.contains(node));
        is_heard || !(node.is_empty() || node.contains('/'))
    }
}

/// A component's topic, read from its end: a prefix may have several levels.
fn place<'t>(topic: &'t str) -> Option<Place<'t>> {
    let (rest, end) = topic.rsplit_once('/')?;
    let is_command = match end {
        "state" => false,
        "command" => true,
        _ => return None,
    };
    let (above, last) = rest.rsplit_once('/')?;
    let place = |node: &'t str, component, object, aspect| {
        let is_node = !node.is_empty() && node != "homeassistant";
        is_node.then_some(Place { node, component, object, aspect, is_command })
    };
    let (upper, component) = above.rsplit_once('/')?;
    if is_component(component) {
        return place(upper, component, last, "");
    }
    let (object, aspect) = (component, last);
    let (node, component) = upper.rsplit_once('/')?;
    let is_known = aspects(component).contains(&aspect);
    if is_known { place(node, component, object, aspect) } else { None }
}

fn is_component(word: &str) -> bool {
    matches!(
        word,
        "sensor" | "binary_sensor" | "text_sensor" | "switch" | "light" | "fan" | "cover"
    ) || matches!(word, "climate" | "number" | "select" | "lock" | "text" | "valve" | "button")
        || matches!(word, "alarm_control_panel" | "event" | "update" | "date" | "time" | "datetime")
}

/// The states that a component tells on topics of their own.
fn aspects(component: &str) -> &'static [&'static str] {
    match component {
        "climate" => &[
            "mode",
            "current_temperature",
            "target_temperature",
            "target_temperature_low",
            "target_temperature_high",
            "current_humidity",
            "target_humidity",
            "fan_mode",
            "swing_mode",
            "preset",
            "action",
            "away",
        ],
        "fan" => &["speed", "speed_level", "oscillation", "direction", "preset_mode"],
        "cover" | "valve" => &["position", "tilt"],
        _ => &[],
    }
}

/// Whether the payload is what the component publishes: JSON for lights, events and updates, else a plain value.
fn fits(place: Place<'_>, message: &Message<'_>) -> bool {
    let is_json = !matches!(message.json, Ok(None));
    let may_be_json =
        matches!(place.component, "light" | "event" | "update" | "date" | "time" | "datetime");
    place.is_command || !is_json || may_be_json
}

fn read_component(
    place: Place<'_>,
    message: &Message<'_>,
    said: &mut Said<'_>,
) -> Result<(), RejectReason> {
    if place.is_command {
        said.event(place.node, "command", message.text().unwrap_or(""));
        return Ok(());
    }
    let above = [place.component, place.object, place.aspect];
    let path = if place.aspect.is_empty() { &above[..2] } else { &above[..] };
    match (place.component, message.json?) {
        ("update" | "button", _) => {}
        ("event", item) => {
            let kind = item.and_then(|item| item.get("event_type")).and_then(Item::text);
            said.event(place.node, "event", kind.unwrap_or_else(|| message.text().unwrap_or("")));
        }
        ("light", Some(item)) => read_light(place, item, said),
        (_, Some(item)) => said.of(place.node).values(path, item, Facts::default()),
        (_, None) => {
            let text = message.text()?;
            if text.is_empty() {
                return Err(RejectReason::Empty);
            }
            let facts = Facts { unit: unit(place), ..Facts::default() };
            said.of(place.node).text(path, text, facts);
        }
    }
    Ok(())
}

/// The unit that a component's page fixes.
fn unit(place: Place<'_>) -> Option<&'static str> {
    match (place.component, place.aspect) {
        ("climate", aspect) if aspect.contains("temperature") => Some("°C"),
        ("climate", aspect) if aspect.contains("humidity") => Some("%"),
        ("cover" | "valve", "position" | "tilt") => Some("%"),
        _ => None,
    }
}

fn read_light(place: Place<'_>, item: Item<'_>, said: &mut Said<'_>) {
    said.of(place.node);
    for (key, member) in item.members() {
        let unit = (key == "color_temp").then_some("mired");
        let facts = Facts { unit, units: units::of_name, name: key, ..Facts::default() };
        said.values(&[place.component, place.object, key], member, facts);
    }
}

fn discovery(item: Item<'_>, topic: &str) -> Discovery {
    let text = |key| item.get(key).and_then(Item::text);
    let node = text("name").unwrap_or_else(|| topic.trim_start_matches(DISCOVER));
    Discovery {
        device: node.into(),
        name: text("friendly_name").or(Some(node)).map(Box::from),
        manufacturer: Some(Box::from("ESPHome")),
        model: text("board").map(Box::from),
        ..Discovery::default()
    }
}

fn online(message: &Message<'_>) -> Option<bool> {
    match message.payload {
        b"online" => Some(true),
        b"offline" => Some(false),
        _ => None,
    }
}

/// Whether a payload is a line of ESPHome's log: `[12:34:56][C][mqtt.sensor:028]: words`, or without the time.
fn is_log(message: &Message<'_>) -> bool {
    let Ok(line) = message.text().map(uncoloured) else {
        return false;
    };
    let head = line.split("]: ").next().unwrap_or("");
    head.len() < line.len() && head.starts_with('[') && head.contains("][") && head.contains(':')
}

/// A line without the ANSI colour before it.
fn uncoloured(line: &str) -> &str {
    match line.strip_prefix("\u{1b}[") {
        Some(coloured) => coloured.split_once('m').map_or(line, |(_, line)| line),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::conventions::told::last_of;

    #[test]
    fn a_topic_is_read_from_its_end() {
        let told = |topic| {
            place(topic).map(|place| {
                format!("{} {} {} {}", place.node, place.component, place.object, place.aspect)
            })
        };
        assert_eq!(told("attic/sensor/temp/state").as_deref(), Some("attic sensor temp "));
        assert_eq!(
            told("home/attic/sensor/temp/state").as_deref(),
            Some("home/attic sensor temp ")
        );
        assert_eq!(
            told("attic/climate/ac/target_temperature/state").as_deref(),
            Some("attic climate ac target_temperature")
        );
        assert_eq!(
            told("attic/cover/blind/position/command").as_deref(),
            Some("attic cover blind position")
        );
        assert_eq!(told("homeassistant/sensor/temp/state"), None);
        assert_eq!(told("plant/pump/1/state"), None);
        assert_eq!(told("sensor/temp/state"), None);
        assert_eq!(told("state"), None);
    }

    #[test]
    fn components_tell_their_states() {
        assert_snapshot!(last_of(&[("attic/climate/ac/target_temperature/state", "21.0")]), @r"
        esphome
        attic /climate/ac/target_temperature = 21 °C
        ");
        assert_snapshot!(last_of(&[("home/attic/cover/blind/position/state", "40")]), @r"
        esphome
        home/attic /cover/blind/position = 40 %
        ");
        assert_snapshot!(last_of(&[("attic/light/lamp/state", r#"{"state":"ON","brightness":255,"color":{"r":9}}"#)]), @r#"
        esphome
        attic /light/lamp/state = "ON"
        attic /light/lamp/brightness = 255
        attic /light/lamp/color/r = 9
        "#);
        assert_snapshot!(last_of(&[("attic/switch/relay/command", "ON")]), @r"
        esphome
        * attic command ON
        ");
        assert!(last_of(&[("plant/sensor/1/state", r#"{"value":3}"#)]).starts_with("json"));
    }

    #[test]
    fn nodes_come_and_go_and_log() {
        assert_snapshot!(last_of(&[("attic/status", "offline")]), @r"
        esphome
        attic offline
        ");
        assert!(last_of(&[("plant/attic/status", "offline")]).starts_with("plain"));
        let heard =
            last_of(&[("plant/attic/sensor/t/state", "1"), ("plant/attic/status", "offline")]);
        assert!(heard.contains("plant/attic offline"), "{heard}");
        assert!(last_of(&[("pump/status", "running")]).starts_with("plain"));
        assert_snapshot!(last_of(&[("attic/debug", "\u{1b}[0;36m[D][sensor:094]: 'T': 21.0\u{1b}[0m")]), @r"
        esphome
        * attic log [D][sensor:094]: 'T': 21.0[0m
        ");
        assert!(last_of(&[("attic/debug", "3")]).starts_with("plain"));
        assert_snapshot!(last_of(&[("esphome/discover/attic", r#"{"name":"attic","friendly_name":"Attic","board":"esp32dev"}"#)]), @r#"
        esphome
        + attic "Attic" "ESPHome" "esp32dev"
        "#);
    }
}
