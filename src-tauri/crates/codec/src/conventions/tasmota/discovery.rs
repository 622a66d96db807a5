//! What Tasmota devices tell of themselves: `tasmota/discovery/<mac>/config` and `…/sensors`.
//!
//! `config` links the address to the topic the readings come on; an empty one says that the device is gone. The units of
//! `sensors` are kept for readings that tell none; at most `DEVICES_MAX` a connection.

use std::collections::HashMap;
use std::sync::Arc;

use model::{ConnectionId, Unit};

use super::super::leaves;
use super::names::Units;
use crate::json::{Item, walk};
use crate::limits::{DEVICES_MAX, PATH_BYTES_MAX, VALUES_MAX};
use crate::message::Message;
use crate::said::Said;
use crate::{Described, Discovery, Limits, RejectReason};

const ROOT: &str = "tasmota/discovery/";

/// Kinds of relays as `rl` counts them.
const RELAY: f64 = 1.0;
const LIGHT: f64 = 2.0;
const SHUTTER: f64 = 3.0;

pub(super) fn is_topic(topic: &str) -> bool {
    topic.starts_with(ROOT)
}

/// What has been heard, by connection.
#[derive(Default)]
pub(super) struct Heard(HashMap<ConnectionId, Devices>);

#[derive(Default)]
struct Devices {
    /// By hardware address.
    topics: HashMap<Box<str>, Box<str>>,
    /// By topic, and by hardware address until the topic is known.
    units: HashMap<Box<str>, Units>,
}

impl Heard {
    /// The units a device announced.
    pub(super) fn units(&self, connection: ConnectionId, device: &str) -> Units {
        let devices = self.0.get(&connection);
        devices.and_then(|devices| devices.units.get(device)).copied().unwrap_or_default()
    }

    pub(super) fn read(
        &mut self,
        message: &Message<'_>,
        said: &mut Said<'_>,
    ) -> Result<(), RejectReason> {
        let rest = message.topic.strip_prefix(ROOT).unwrap_or("");
        let Some((address, kind)) = rest.split_once('/') else { return Ok(()) };
        let devices = self.0.entry(message.connection).or_default();
        if message.payload.is_empty() {
            devices.forget(address);
            return Ok(());
        }
        match kind {
            "config" => devices.configured(address, message.json()?, said),
            "sensors" => devices.sensing(address, message.json()?, said),
            _ => {}
        }
        Ok(())
    }
}

impl Devices {
    fn forget(&mut self, address: &str) {
        self.units.remove(address);
        if let Some(topic) = self.topics.remove(address) {
            self.units.remove(&topic);
        }
    }

    fn configured(&mut self, address: &str, config: Item<'_>, said: &mut Said<'_>) {
        let Some(topic) = text(config, "t") else { return };
        if may_keep(&self.topics, address) && topic.len() <= PATH_BYTES_MAX {
            self.topics.insert(Box::from(address), Box::from(topic));
            if let Some(units) = self.units.remove(address) {
                self.units.insert(Box::from(topic), units);
            }
        }
        said.discovered(Discovery {
            device: Arc::from(topic),
            name: text(config, "dn").map(Box::from),
            model: text(config, "md").map(Box::from),
            points: relays(config),
            ..Discovery::default()
        });
    }

    fn sensing(&mut self, address: &str, told: Item<'_>, said: &mut Said<'_>) {
        let Some(sensors) = told.get("sn") else { return };
        let units = Units::default().told_by(sensors);
        let device = self.topics.get(address).map_or(address, Box::as_ref);
        let discovery = Discovery {
            device: Arc::from(device),
            points: points(sensors, units),
            ..Discovery::default()
        };
        if may_keep(&self.units, device) {
            self.units.insert(Box::from(device), units);
        }
        said.discovered(discovery);
    }
}

/// Whether there is room for what is known of a device.
fn may_keep<T>(known: &HashMap<Box<str>, T>, name: &str) -> bool {
    name.len() <= PATH_BYTES_MAX && (known.len() < DEVICES_MAX || known.contains_key(name))
}

fn text<'a>(item: Item<'a>, key: &str) -> Option<&'a str> {
    item.get(key)?.text().filter(|text| !text.is_empty())
}

/// The outputs a device can switch; a single one has no number.
fn relays(config: Item<'_>) -> Vec<Described> {
    let Some(kinds) = config.get("rl") else { return Vec::new() };
    let kinds: Vec<f64> = kinds.elements().filter_map(Item::number).collect();
    let is = |wanted: f64| move |kind: &&f64| (**kind - wanted).abs() < 0.5;
    let switched = kinds.iter().filter(|kind| is(RELAY)(kind) || is(LIGHT)(kind)).count();
    let words = || ["OFF", "ON"].map(Box::from).to_vec();
    let switches = (1..=switched).map(|number| {
        let path = if switched == 1 { "/POWER".into() } else { format!("/POWER{number}") };
        Described { writable: true, words: words(), ..described(&path) }
    });
    // A shutter takes two relays, one each way.
    let shutters = kinds.iter().filter(is(SHUTTER)).count() / 2;
    let shutters = (1..=shutters).map(|number| Described {
        unit: Unit::new("%"),
        writable: true,
        limits: Limits { min: Some(0.0), max: Some(100.0), step: None },
        ..described(&format!("/Shutter{number}/Position"))
    });
    switches.chain(shutters).collect()
}

/// The values a device's sensors told when it started, as points.
fn points(sensors: Item<'_>, units: Units) -> Vec<Described> {
    let mut points = Vec::new();
    leaves::each(sensors, &mut Vec::new(), &mut |path, item| {
        let leaf = units.of_sensor(path);
        let name = path.last().copied().unwrap_or("");
        if leaf == leaves::Leaf::Skip || points.len() >= VALUES_MAX {
            return;
        }
        let number = item.number().or_else(|| item.elements().next()?.number());
        let unit = number.and_then(|number| leaf.unit(name, number)).and_then(Unit::new);
        let mut pointer = String::new();
        path.iter().for_each(|step| walk::push(&mut pointer, step));
        let count = item.elements().take(VALUES_MAX).count();
        let elements = (0..count).map(|index| format!("{pointer}/{index}"));
        let pointers = if count == 0 { vec![pointer.clone()] } else { elements.collect() };
        let described = |path: &String| Described { unit: unit.clone(), ..described(path) };
        points.extend(pointers.iter().map(described).take(VALUES_MAX - points.len()));
    });
    points
}

fn described(path: &str) -> Described {
    Described {
        path: Arc::from(path),
        name: None,
        unit: None,
        kind: None,
        device_class: None,
        writable: false,
        limits: Limits::default(),
        words: Vec::new(),
    }
}
