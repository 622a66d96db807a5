//! Units that devices tell in one message for the values of others.
//!
//! Each connection's are its own. At most `TOLD_UNITS_MAX` points, with names of `KNOWN_KEY_BYTES_MAX`; what comes beyond is not
//! kept.

use std::collections::HashMap;

use model::ConnectionId;

use crate::limits::{KNOWN_KEY_BYTES_MAX, TOLD_UNITS_MAX};

/// The unit of each point of a device.
type Points = HashMap<Box<str>, Box<str>>;

/// The units told so far.
#[derive(Debug, Default)]
pub(super) struct ToldUnits {
    devices: HashMap<(ConnectionId, Box<str>), Points>,
    points: usize,
}

/// The units of one device's points.
#[derive(Debug, Clone, Copy)]
pub(super) struct OfDevice<'a>(Option<&'a Points>);

impl ToldUnits {
    /// Keeps the unit of a point; a later one takes its place.
    pub(super) fn learn(
        &mut self,
        connection: ConnectionId,
        device: &str,
        point: &str,
        unit: &str,
    ) {
        let is_long = [device, point, unit].iter().any(|name| name.len() > KNOWN_KEY_BYTES_MAX);
        if is_long {
            return;
        }
        let is_full = self.points >= TOLD_UNITS_MAX;
        let key = (connection, Box::from(device));
        if is_full && !self.devices.contains_key(&key) {
            return;
        }
        let points = self.devices.entry(key).or_default();
        if let Some(held) = points.get_mut(point) {
            *held = Box::from(unit);
        } else if !is_full {
            points.insert(Box::from(point), Box::from(unit));
            self.points += 1;
        }
    }

    /// What is kept of a device.
    pub(super) fn of(&self, connection: ConnectionId, device: &str) -> OfDevice<'_> {
        OfDevice(self.devices.get(&(connection, Box::from(device))))
    }
}

impl<'a> OfDevice<'a> {
    /// The unit of a point.
    pub(super) fn unit(self, point: &str) -> Option<&'a str> {
        self.0?.get(point).map(|unit| &**unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_beyond_the_limit_is_not_kept() {
        let mut units = ToldUnits::default();
        for point in 0..=TOLD_UNITS_MAX {
            units.learn(ConnectionId(1), "d", &point.to_string(), "V");
        }
        units.learn(ConnectionId(1), "e", "0", "V");
        units.learn(ConnectionId(1), "d", "0", "A");
        assert_eq!(units.points, TOLD_UNITS_MAX);
        assert_eq!(units.of(ConnectionId(1), "d").unit("0"), Some("A"));
        assert_eq!(units.of(ConnectionId(1), "e").unit("0"), None);
        assert_eq!(units.of(ConnectionId(2), "d").unit("0"), None);
    }
}
