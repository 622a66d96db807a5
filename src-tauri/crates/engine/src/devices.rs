//! What devices say of themselves: whether they are there, what they are, and what their points are.
//!
//! Believed for words only. Held in memory; at the start it is told again from what was kept (`ingest`).

use std::collections::HashMap;
use std::sync::Arc;

use codec::{Availability, Described, Discovery};
use live::DeviceId;
use model::{ConnectionId, Timestamp};
use rustc_hash::FxHashMap;

use crate::limits::{DESCRIBED_POINTS_MAX, DEVICES_MAX};

/// All devices that were heard of.
#[derive(Debug, Default)]
pub(crate) struct Devices {
    known: HashMap<Key, Device>,
    described: usize,
}

type Key = (Option<ConnectionId>, Arc<str>);

/// What one device said of itself.
#[derive(Debug, Default)]
pub(crate) struct Device {
    id: u32,
    pub(crate) name: Option<Box<str>>,
    pub(crate) manufacturer: Option<Box<str>>,
    pub(crate) model: Option<Box<str>>,
    /// Where it says that it is.
    pub(crate) area: Option<Box<str>>,
    pub(crate) online: Option<bool>,
    points: FxHashMap<Arc<str>, Described>,
}

/// A device said whether it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Came {
    pub(crate) device: DeviceId,
    pub(crate) online: bool,
    pub(crate) at: Timestamp,
}

impl Devices {
    /// The number of a device; the same for as long as the program runs.
    pub(crate) fn number(
        &mut self,
        connection: Option<ConnectionId>,
        device: &Arc<str>,
    ) -> DeviceId {
        let next = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        let key = (connection, Arc::clone(device));
        let known = self.known.entry(key);
        DeviceId(known.or_insert_with(|| Device { id: next, ..Device::default() }).id)
    }

    /// What a device said of itself, where it did.
    pub(crate) fn get(
        &self,
        connection: Option<ConnectionId>,
        device: &Arc<str>,
    ) -> Option<&Device> {
        self.known.get(&(connection, Arc::clone(device)))
    }

    /// Takes what devices say of themselves; says which came or went.
    pub(crate) fn hear(
        &mut self,
        connection: ConnectionId,
        availability: &[Availability],
        discoveries: &[Discovery],
        at: Timestamp,
    ) -> Vec<Came> {
        for discovery in discoveries {
            self.describe(connection, discovery);
        }
        let mut came = Vec::new();
        for told in availability {
            let Some(device) = self.known_or_new(connection, &told.device) else { continue };
            device.online = Some(told.online);
            came.push(Came { device: DeviceId(device.id), online: told.online, at });
        }
        came
    }

    fn describe(&mut self, connection: ConnectionId, discovery: &Discovery) {
        let room = DESCRIBED_POINTS_MAX.saturating_sub(self.described);
        let Some(device) = self.known_or_new(connection, &discovery.device) else { return };
        let before = device.points.len();
        for (field, told) in [
            (&mut device.name, &discovery.name),
            (&mut device.manufacturer, &discovery.manufacturer),
            (&mut device.model, &discovery.model),
            (&mut device.area, &discovery.area),
        ] {
            if told.is_some() {
                field.clone_from(told);
            }
        }
        for point in discovery.points.iter().take(room) {
            device.points.insert(Arc::clone(&point.path), point.clone());
        }
        self.described += device.points.len() - before;
    }

    fn known_or_new(&mut self, connection: ConnectionId, device: &Arc<str>) -> Option<&mut Device> {
        let key = (Some(connection), Arc::clone(device));
        if self.known.len() >= DEVICES_MAX && !self.known.contains_key(&key) {
            return None;
        }
        self.number(Some(connection), device);
        self.known.get_mut(&key)
    }
}

impl Device {
    /// What the device said of the point at this path.
    pub(crate) fn point(&self, path: &str) -> Option<&Described> {
        self.points.get(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BROKER: ConnectionId = ConnectionId(1);

    fn discovery(device: &str, path: &str) -> Discovery {
        let point = Described { path: Arc::from(path), ..Described::default() };
        Discovery { device: Arc::from(device), points: vec![point], ..Discovery::default() }
    }

    #[test]
    fn what_is_told_in_several_messages_is_put_together() {
        let mut devices = Devices::default();
        let named = Discovery { name: Some("Room 2-04".into()), ..discovery("d", "/t") };
        devices.hear(BROKER, &[], &[named, discovery("d", "/h")], Timestamp::from_ms(1));
        let device = devices.get(Some(BROKER), &Arc::from("d")).unwrap();
        assert_eq!(device.name.as_deref(), Some("Room 2-04"));
        assert!(device.point("/t").is_some() && device.point("/h").is_some());
    }

    #[test]
    fn a_device_keeps_its_number_and_says_when_it_goes() {
        let mut devices = Devices::default();
        let number = devices.number(Some(BROKER), &Arc::from("d"));
        let gone = Availability { device: Arc::from("d"), online: false };
        let came = devices.hear(BROKER, &[gone], &[], Timestamp::from_ms(7));
        assert_eq!(came, [Came { device: number, online: false, at: Timestamp::from_ms(7) }]);
        assert_eq!(devices.number(Some(BROKER), &Arc::from("d")), number);
    }

    #[test]
    fn no_more_is_believed_than_the_bound() {
        let mut devices = Devices::default();
        for number in 0..=DEVICES_MAX {
            let told = [discovery(&number.to_string(), "/t")];
            devices.hear(BROKER, &[], &told, Timestamp::from_ms(1));
        }
        assert!(devices.get(Some(BROKER), &Arc::from(DEVICES_MAX.to_string())).is_none());
        assert!(devices.described <= DESCRIBED_POINTS_MAX);
    }
}
