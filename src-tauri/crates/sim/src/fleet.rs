//! Devices that speak a convention as the real thing does: births and discovery first, retained where it retains them,
//! then values; and the truth about each point, decided by what the device is.
//!
//! Pure: the same convention, number of points, seed and time give the same messages. Nothing here knows what a console
//! makes of it. At most [`crate::POINTS_MAX`] points.

mod figure;
mod home_assistant;
mod homie;
mod plain;
mod protobuf;
mod sparkplug;
mod spec;
mod tasmota;
mod zigbee2mqtt;

use bytes::Bytes;
use model::{Kind, Timestamp};
use serde::Serialize;

use crate::limits::POINTS_MAX;
use crate::noise::mix;
use spec::{Model, Spec};

/// A convention that devices speak here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Convention {
    /// Home Assistant's MQTT discovery, one document a component.
    HomeAssistant,
    /// Zigbee2MQTT with its list of devices.
    Zigbee2Mqtt,
    /// Sparkplug B: an edge node with devices behind it.
    SparkplugB,
    /// Homie 4 and 5 by turns.
    Homie,
    /// Plain topics and JSON that no document describes.
    Plain,
    /// Tasmota with its own discovery.
    Tasmota,
}

impl Convention {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::HomeAssistant,
        Self::Zigbee2Mqtt,
        Self::SparkplugB,
        Self::Homie,
        Self::Plain,
        Self::Tasmota,
    ];

    /// Its word on the command line and in files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::HomeAssistant => "home-assistant",
            Self::Zigbee2Mqtt => "zigbee2mqtt",
            Self::SparkplugB => "sparkplug-b",
            Self::Homie => "homie",
            Self::Plain => "plain",
            Self::Tasmota => "tasmota",
        }
    }

    /// The convention of this word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|convention| convention.word() == word)
    }

    const fn models(self) -> &'static [Model] {
        match self {
            Self::HomeAssistant => home_assistant::MODELS,
            Self::Zigbee2Mqtt => zigbee2mqtt::MODELS,
            Self::SparkplugB => sparkplug::MODELS,
            Self::Homie => homie::MODELS,
            Self::Plain => plain::MODELS,
            Self::Tasmota => tasmota::MODELS,
        }
    }
}

/// A message on its way to the broker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken {
    /// Where it is published.
    pub topic: String,
    /// What is published.
    pub payload: Bytes,
    /// Whether the broker keeps it for those who come later.
    pub retained: bool,
}

impl Spoken {
    fn kept(topic: impl Into<String>, payload: impl Into<Bytes>) -> Self {
        Self { topic: topic.into(), payload: payload.into(), retained: true }
    }

    fn passing(topic: impl Into<String>, payload: impl Into<Bytes>) -> Self {
        Self { topic: topic.into(), payload: payload.into(), retained: false }
    }
}

/// What a point is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Truth {
    /// The convention's word.
    pub convention: &'static str,
    /// The device, as its convention identifies it; the topic, where it knows no devices.
    pub device: String,
    /// The point inside its device or its payload: a JSON Pointer.
    pub point: String,
    /// What it measures in; none where it has no unit.
    pub unit: Option<&'static str>,
    /// What it does.
    pub kind: Kind,
    /// What it belongs to: `ahu`, `vav`, `room-sensor`…
    pub equipment: &'static str,
}

/// Devices of one convention.
#[derive(Debug, Clone)]
pub struct Fleet {
    convention: Convention,
    devices: Vec<Device>,
    /// Sparkplug's sequence numbers, one a node.
    sequences: Vec<u8>,
}

/// One device.
#[derive(Debug, Clone)]
struct Device {
    model: &'static Model,
    specs: &'static [Spec],
    /// Its number among those of its model, from 1.
    number: usize,
    floor: usize,
    /// Its place among all devices of its fleet.
    place: usize,
    /// What its values are made from.
    key: u64,
}

/// Floors that devices are spread over.
const FLOORS: usize = 6;

impl Fleet {
    /// Devices with so many points in all, at least one and at most [`crate::POINTS_MAX`].
    #[must_use]
    pub fn new(convention: Convention, points: usize, seed: u64) -> Self {
        let mut left = points.clamp(1, POINTS_MAX);
        let mut devices: Vec<Device> = Vec::new();
        let models = convention.models();
        while left > 0 {
            let place = devices.len();
            let model = &models[place % models.len()];
            let specs = &model.specs[..model.specs.len().min(left)];
            left -= specs.len();
            devices.push(Device {
                model,
                specs,
                number: place / models.len() + 1,
                floor: place % FLOORS + 1,
                place,
                key: mix(mix(seed, convention as u64), place as u64),
            });
        }
        let sequences = vec![0; sparkplug::nodes(&devices)];
        Self { convention, devices, sequences }
    }

    /// How many devices there are; their indices begin at 0.
    #[must_use]
    pub fn devices(&self) -> usize {
        self.devices.len()
    }

    /// What all devices say when they start.
    #[must_use]
    pub fn births(&mut self, now: Timestamp) -> Vec<Spoken> {
        let devices = &self.devices;
        let each = |birth: fn(&Device) -> Vec<Spoken>| devices.iter().flat_map(birth).collect();
        match self.convention {
            Convention::HomeAssistant => each(home_assistant::births),
            Convention::Zigbee2Mqtt => zigbee2mqtt::births(devices),
            Convention::SparkplugB => sparkplug::births(devices, &mut self.sequences, now),
            Convention::Homie => each(homie::births),
            Convention::Plain => Vec::new(),
            Convention::Tasmota => devices.iter().flat_map(|d| tasmota::births(d, now)).collect(),
        }
    }

    /// What a device says at an instant; indices beyond the last begin again.
    #[must_use]
    pub fn values(&mut self, device: usize, now: Timestamp) -> Vec<Spoken> {
        let device = &self.devices[device % self.devices.len()];
        match self.convention {
            Convention::HomeAssistant => home_assistant::values(device, now),
            Convention::Zigbee2Mqtt => zigbee2mqtt::values(device, now),
            Convention::SparkplugB => sparkplug::values(device, &mut self.sequences, now),
            Convention::Homie => homie::values(device, now),
            Convention::Plain => plain::values(device, now),
            Convention::Tasmota => tasmota::values(device, now),
        }
    }

    /// What each point is.
    #[must_use]
    pub fn truth(&self) -> Vec<Truth> {
        let truths = self.devices.iter().flat_map(|device| {
            device.specs.iter().map(|spec| {
                let (id, point) = match self.convention {
                    Convention::HomeAssistant => home_assistant::identity(device, spec),
                    Convention::Zigbee2Mqtt => zigbee2mqtt::identity(device, spec),
                    Convention::SparkplugB => sparkplug::identity(device, spec),
                    Convention::Homie => homie::identity(device, spec),
                    Convention::Plain => plain::identity(device, spec),
                    Convention::Tasmota => tasmota::identity(device, spec),
                };
                Truth {
                    convention: self.convention.word(),
                    device: id,
                    point,
                    unit: Some(spec.unit).filter(|unit| !unit.is_empty()),
                    kind: spec.kind,
                    equipment: device.model.equipment,
                }
            })
        });
        truths.collect()
    }
}

#[cfg(test)]
mod tests;
