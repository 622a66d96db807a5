//! What Zigbee2MQTT says of its devices in `bridge/devices`: their points, units and which of them are settable.
//!
//! Source: Zigbee2MQTT, "Exposes".

use std::collections::HashMap;
use std::sync::Arc;

use model::{Unit, Value};

use crate::command::{EncodeError, figure, json_text, scalar, spelled};
use crate::decoded::{Described, Discovery, Limits};
use crate::json::{Item, walk};
use crate::limits::{VALUES_MAX, WORDS_MAX, ZIGBEE_DEVICES_MAX};
use crate::units;

/// Bits of a feature's `access`.
const PUBLISHED: u8 = 1;
const SETTABLE: u8 = 2;

/// What is known of the devices of one network.
#[derive(Debug, Default)]
pub(super) struct Devices {
    /// What is known of each device's points, by their paths.
    points: HashMap<Box<str>, HashMap<Box<str>, Known>>,
}

impl Setting {
    /// A value in JSON.
    pub(super) fn written(&self, value: &Value) -> Result<String, EncodeError> {
        match (value, &self.sides) {
            (Value::Boolean(true), Some([on, _])) => Ok(on.to_string()),
            (Value::Boolean(false), Some([_, off])) => Ok(off.to_string()),
            (Value::Number(_) | Value::Text(_), Some(_)) if self.words.is_empty() => {
                Err(EncodeError::WrongType {
                    value: spelled(value).into(),
                    wanted: "true or false",
                })
            }
            (Value::Boolean(_), None) if self.is_worded() => {
                let wanted = "a number or one of its words";
                Err(EncodeError::WrongType { value: spelled(value).into(), wanted })
            }
            _ => Ok(scalar(value)),
        }
    }

    fn is_worded(&self) -> bool {
        !self.words.is_empty() || self.limits.min.is_some() || self.limits.max.is_some()
    }
}

/// What is known of a point.
#[derive(Debug, Default)]
struct Known {
    unit: Option<Box<str>>,
    setting: Option<Box<Setting>>,
}

/// How a point is set.
#[derive(Debug, Default)]
pub(super) struct Setting {
    pub(super) limits: Limits,
    pub(super) words: Vec<Box<str>>,
    /// What is written for yes and no, in JSON; none where it has no two sides.
    pub(super) sides: Option<[Box<str>; 2]>,
    /// Whether the device tells the value too.
    pub(super) is_published: bool,
}

/// A point as it is told, and what is kept of it.
type Exposed = (Described, Option<Box<Setting>>);

impl Devices {
    /// Hears `bridge/devices`, which lists all of them; hands back what each one tells.
    pub(super) fn hear(&mut self, list: Item<'_>) -> Vec<Discovery> {
        self.points.clear();
        list.elements().filter_map(|device| self.hear_device(device)).collect()
    }

    fn hear_device(&mut self, device: Item<'_>) -> Option<Discovery> {
        let (mut told, exposed) = discovery(device)?;
        let mut known = HashMap::new();
        for (point, setting) in exposed {
            let unit = point.unit.as_ref().map(|unit| Box::from(unit.as_str()));
            if unit.is_some() || setting.is_some() {
                known.insert(Box::from(&*point.path), Known { unit, setting });
            }
            told.points.push(point);
        }
        if self.points.len() < ZIGBEE_DEVICES_MAX {
            self.points.insert(told.device.as_ref().into(), known);
        }
        Some(told)
    }

    /// How a device's point is set.
    pub(super) fn setting(&self, device: &str, path: &str) -> Option<&Setting> {
        self.points.get(device)?.get(path)?.setting.as_deref()
    }

    /// Whether a device has this name.
    pub(super) fn has(&self, device: &str) -> bool {
        self.points.contains_key(device)
    }

    /// The unit of a device's point.
    pub(super) fn unit(&self, device: &str, path: &str) -> Option<&str> {
        self.points.get(device)?.get(path)?.unit.as_deref()
    }

    /// The devices, by name.
    pub(super) fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.points.keys().map(AsRef::as_ref).collect();
        names.sort_unstable();
        names
    }
}

/// One device; nothing for the coordinator, which has no points.
fn discovery(device: Item<'_>) -> Option<(Discovery, Vec<Exposed>)> {
    let name = device.get("friendly_name").or_else(|| device.get("ieee_address"))?.text()?;
    if device.get("type").and_then(Item::text) == Some("Coordinator") {
        return None;
    }
    let definition = device.get("definition").filter(|definition| definition.is_object());
    let text = |key| definition?.get(key)?.text().map(Box::from);
    let mut points = Vec::new();
    let exposes = definition.and_then(|definition| definition.get("exposes"));
    for expose in exposes.into_iter().flat_map(Item::elements) {
        describe(expose, &mut String::new(), &mut points);
    }
    let told = Discovery {
        device: Arc::from(name),
        name: Some(Box::from(name)),
        manufacturer: text("vendor"),
        model: text("model"),
        ..Discovery::default()
    };
    Some((told, points))
}

/// A feature's point, or the points of the features inside it.
fn describe(feature: Item<'_>, above: &mut String, points: &mut Vec<Exposed>) {
    let property = feature.get("property").and_then(Item::text);
    let length = above.len();
    if let Some(property) = property {
        walk::push(above, property);
    }
    match feature.get("features") {
        Some(features) => features.elements().for_each(|inner| describe(inner, above, points)),
        None if property.is_some() && points.len() < VALUES_MAX => {
            points.extend(described(feature, above));
        }
        None => {}
    }
    above.truncate(length);
}

fn described(feature: Item<'_>, path: &str) -> Option<Exposed> {
    let access = feature.get("access").and_then(Item::number).unwrap_or(f64::from(PUBLISHED));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the cast saturates"
    )]
    let access = access as u8;
    // An action is something that happens, not a value.
    if access & (PUBLISHED | SETTABLE) == 0 || path == "/action" {
        return None;
    }
    let number = |key| feature.get(key).and_then(Item::number);
    let unit = feature.get("unit").and_then(Item::text).map(spelt);
    let values = feature.get("values").into_iter().flat_map(Item::elements);
    let states = ["value_on", "value_off"].into_iter().filter_map(|key| feature.get(key));
    let described = Described {
        path: Arc::from(path),
        name: feature.get("label").and_then(Item::text).map(Box::from),
        unit: unit.and_then(Unit::new),
        kind: None,
        device_class: None,
        writable: access & SETTABLE != 0,
        limits: Limits {
            min: number("value_min"),
            max: number("value_max"),
            step: number("value_step"),
        },
        words: values.chain(states).filter_map(Item::text).map(Box::from).collect(),
    };
    let setting = setting(feature, &described, access & PUBLISHED != 0);
    Some((described, setting))
}

/// How a point is set; nothing where it is not, or where its value is a list.
fn setting(feature: Item<'_>, point: &Described, is_published: bool) -> Option<Box<Setting>> {
    let kind = feature.get("type").and_then(Item::text);
    if !point.writable || matches!(kind, Some("list" | "composite")) {
        return None;
    }
    let side = |key| feature.get(key).and_then(side);
    let sides = side("value_on").zip(side("value_off")).map(|(on, off)| [on, off]);
    let toggle = feature.get("value_toggle").and_then(Item::text).map(Box::from);
    let words = point.words.iter().cloned().chain(toggle).take(WORDS_MAX).collect();
    Some(Box::new(Setting { limits: point.limits, words, sides, is_published }))
}

/// One of two sides, in JSON.
fn side(item: Item<'_>) -> Option<Box<str>> {
    let boolean = item.boolean().map(|boolean| boolean.to_string());
    let text = || item.text().map(json_text);
    boolean.or_else(text).or_else(|| item.number().map(figure)).map(Box::from)
}

/// A unit in Home Assistant's spelling.
fn spelt(unit: &str) -> &str {
    units::known(unit).map_or(unit, |known| known.unit)
}
