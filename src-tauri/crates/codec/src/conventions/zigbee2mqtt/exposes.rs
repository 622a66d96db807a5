//! What Zigbee2MQTT says of its devices in `bridge/devices`: their points, units and which of them are settable.
//!
//! Source: Zigbee2MQTT, "Exposes".

use std::collections::HashMap;
use std::sync::Arc;

use model::Unit;

use crate::decoded::{Described, Discovery, Limits};
use crate::json::{Item, walk};
use crate::limits::{VALUES_MAX, ZIGBEE_DEVICES_MAX};
use crate::units;

/// Bits of a feature's `access`.
const PUBLISHED: u8 = 1;
const SETTABLE: u8 = 2;

/// What is known of the devices of one network.
#[derive(Debug, Default)]
pub(super) struct Devices {
    /// The units of each device's points, by their paths.
    units: HashMap<Box<str>, HashMap<Box<str>, Box<str>>>,
}

impl Devices {
    /// Hears `bridge/devices`, which lists all of them; hands back what each one tells.
    pub(super) fn hear(&mut self, list: Item<'_>) -> Vec<Discovery> {
        self.units.clear();
        let told: Vec<Discovery> = list.elements().filter_map(discovery).collect();
        for device in told.iter().take(ZIGBEE_DEVICES_MAX) {
            let units = device.points.iter().filter_map(|point| {
                let unit = point.unit.as_ref()?.as_str();
                Some((Box::from(point.path.as_ref()), Box::from(unit)))
            });
            self.units.insert(device.device.as_ref().into(), units.collect());
        }
        told
    }

    /// Whether a device has this name.
    pub(super) fn has(&self, device: &str) -> bool {
        self.units.contains_key(device)
    }

    /// The unit of a device's point.
    pub(super) fn unit(&self, device: &str, path: &str) -> Option<&str> {
        self.units.get(device)?.get(path).map(AsRef::as_ref)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.units.keys().map(AsRef::as_ref)
    }
}

/// One device; nothing for the coordinator, which has no points.
fn discovery(device: Item<'_>) -> Option<Discovery> {
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
    Some(Discovery {
        device: Arc::from(name),
        name: Some(Box::from(name)),
        manufacturer: text("vendor"),
        model: text("model"),
        points,
    })
}

/// A feature's point, or the points of the features inside it.
fn describe(feature: Item<'_>, above: &mut String, points: &mut Vec<Described>) {
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

fn described(feature: Item<'_>, path: &str) -> Option<Described> {
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
    Some(Described {
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
    })
}

/// A unit in Home Assistant's spelling.
fn spelt(unit: &str) -> &str {
    units::known(unit).map_or(unit, |known| known.unit)
}
