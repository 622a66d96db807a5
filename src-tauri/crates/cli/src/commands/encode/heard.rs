//! Which points were heard, and which of them is meant by a device and a point in people's spelling.
//!
//! A device is called by its id or by the name it told; a point by its path or the end of it, as long as only one fits.
//! At most `POINTS_MAX` points and as many devices.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use codec::Decoded;

use crate::commands::lines::spelt;

/// Points that are remembered: a large site has 20,000.
const POINTS_MAX: usize = 100_000;

/// A point, in its convention's words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Found {
    pub(super) convention: &'static str,
    pub(super) device: Arc<str>,
    pub(super) path: Arc<str>,
}

/// What was heard.
#[derive(Default)]
pub(super) struct Heard {
    points: BTreeSet<Found>,
    /// Which conventions spoke of a device, by its id.
    devices: BTreeSet<(Arc<str>, &'static str)>,
    /// The ids of devices that told a name.
    names: HashMap<Box<str>, BTreeSet<Arc<str>>>,
}

impl Heard {
    /// Hears of devices and points.
    pub(super) fn hear(&mut self, decoded: &Decoded) {
        let convention = decoded.convention;
        for series in &decoded.series {
            self.point(convention, &series.device, &series.path);
        }
        for found in &decoded.discoveries {
            for point in &found.points {
                self.point(convention, &found.device, &point.path);
            }
            if let Some(name) = found.name.as_ref().filter(|_| self.devices.len() < POINTS_MAX) {
                let ids = self.names.entry(name.clone()).or_default();
                ids.insert(Arc::clone(&found.device));
            }
            self.device(convention, &found.device);
        }
        decoded.availability.iter().for_each(|told| self.device(convention, &told.device));
        decoded.events.iter().for_each(|told| self.device(convention, &told.device));
    }

    fn point(&mut self, convention: &'static str, device: &Arc<str>, path: &Arc<str>) {
        if self.points.len() < POINTS_MAX {
            let (device, path) = (Arc::clone(device), Arc::clone(path));
            self.points.insert(Found { convention, device, path });
        }
        self.device(convention, device);
    }

    fn device(&mut self, convention: &'static str, device: &Arc<str>) {
        if self.devices.len() < POINTS_MAX {
            self.devices.insert((Arc::clone(device), convention));
        }
    }

    /// The point that is meant.
    ///
    /// # Errors
    /// Where none fits, or more than one: in words.
    pub(super) fn find(&self, device: Option<&str>, point: &str) -> Result<Found, String> {
        let called = device.unwrap_or_default();
        let fits = |held: &&Found| match device {
            Some(device) => self.is_called(&held.device, device) || is_unique(held, point),
            None => true,
        };
        let spelled = |found: &Found| spelt(&found.device, &found.path).1;
        let all = || self.points.iter().filter(fits);
        let exact: Vec<&Found> = all().filter(|held| spelled(held) == point).collect();
        let end = format!("/{point}");
        let ending = || all().filter(|held| spelled(held).ends_with(&end)).collect();
        let found: Vec<&Found> = if exact.is_empty() { ending() } else { exact };
        match found.as_slice() {
            [only] => Ok((*only).clone()),
            [] => self.unheard(called, point),
            several => Err(format!(
                "{} points fit {point} of {called}: write its whole path and the device's id",
                several.len()
            )),
        }
    }

    /// A point that was not heard, of a device that was: its convention may know it all the same.
    fn unheard(&self, device: &str, point: &str) -> Result<Found, String> {
        let mut holders = self.devices.iter().filter(|(held, _)| self.is_called(held, device));
        let (Some((device, convention)), None) = (holders.next(), holders.next()) else {
            return Err(format!(
                "no point {point} of a device {device} was heard: put the messages that tell of it before this line"
            ));
        };
        let steps = point.split('/').map(|step| step.replace('~', "~0"));
        let path: Arc<str> =
            steps.fold(String::new(), |path, step| path + "/" + step.as_str()).into();
        Ok(Found { convention, device: Arc::clone(device), path })
    }

    fn is_called(&self, device: &Arc<str>, called: &str) -> bool {
        **device == *called || self.names.get(called).is_some_and(|ids| ids.contains(device))
    }
}

/// Whether a point is called by a name that no other can have, whatever its device is called: Home Assistant keeps ids of
/// components unique.
fn is_unique(found: &Found, point: &str) -> bool {
    found.convention == "ha-discovery" && found.path.strip_prefix('/') == Some(point)
}
