//! Groups the values of one message by point, and counts every one of them exactly once.
//!
//! One series a path and unit; at most `VALUES_MAX` values, refused ones included.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use model::{Unit, Value};

use crate::limits::VALUES_MAX;
use crate::said::UnitOf;
use crate::{Reject, RejectReason, Sample, Series, units};

/// Where each path of the message stands, reused from message to message.
pub(crate) type Index = HashMap<Arc<str>, Place>;

/// The series a path was last kept in, and the scope it was kept from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    series: usize,
    scope: u32,
}

/// One value on its way into its series.
pub(crate) struct Found<'a> {
    pub(crate) sample: Sample,
    /// The unit the message tells for it.
    pub(crate) unit: Option<&'a str>,
    /// The name that may tell its unit otherwise.
    pub(crate) name: &'a str,
    /// The object, or the element of a history, in which a path may stand once.
    pub(crate) scope: u32,
    /// How many samples its series is likely to hold.
    pub(crate) expected: usize,
}

/// What has been found so far.
pub(crate) struct Gathered<'a> {
    device: Arc<str>,
    /// How often the device changed.
    changes: usize,
    /// How often a path went on in another unit.
    turns: usize,
    /// The unit a name implies.
    pub(crate) units: UnitOf,
    scopes: u32,
    index: &'a mut Index,
    series: Vec<Series>,
    rejects: Vec<Reject>,
    values: usize,
    /// Samples that may still be allocated ahead of their coming.
    ahead: usize,
    /// What earlier readers of the message told, by device and path.
    told: HashMap<Arc<str>, HashSet<Arc<str>>>,
    /// How many of the series are in it.
    told_to: usize,
}

impl<'a> Gathered<'a> {
    pub(crate) fn new(index: &'a mut Index) -> Self {
        Self {
            device: Arc::from(""),
            changes: 0,
            turns: 0,
            units: units::of_name,
            scopes: 0,
            index,
            series: Vec::new(),
            rejects: Vec::new(),
            values: 0,
            ahead: VALUES_MAX,
            told: HashMap::new(),
            told_to: 0,
        }
    }

    /// Another reads the same message from here on: of two values of a point the earlier reader's stays.
    pub(crate) fn next_reader(&mut self) {
        for series in &self.series[self.told_to..] {
            let paths = self.told.entry(Arc::clone(&series.device)).or_default();
            paths.insert(Arc::clone(&series.path));
        }
        self.told_to = self.series.len();
        self.index.clear();
    }

    /// Whether an earlier reader of the message told a value of the device at this path.
    pub(crate) fn is_told(&self, path: &str) -> bool {
        self.told.get(&*self.device).is_some_and(|paths| paths.contains(path))
    }

    /// What follows is this device's.
    pub(crate) fn of(&mut self, device: &str) {
        if *self.device != *device {
            self.device = Arc::from(device);
            self.changes += 1;
            self.index.clear();
        }
    }

    /// Counts a value; says no, and refuses it, where the message holds too many.
    pub(crate) fn admit(&mut self) -> bool {
        let admitted = self.values < VALUES_MAX;
        if admitted {
            self.values += 1;
        } else {
            self.refuse(RejectReason::TooManyValues, None);
        }
        admitted
    }

    pub(crate) fn refuse(&mut self, reason: RejectReason, field: Option<&str>) {
        let field = field.map(Box::from);
        self.rejects.push(Reject { reason, field });
    }

    /// Keeps a value in its series. Of two under the same key the later one wins and the earlier is refused; of two readers the
    /// earlier wins.
    pub(crate) fn keep(&mut self, path: &str, found: Found<'_>) {
        if self.is_told(path) {
            return self.refuse(RejectReason::DuplicateKey, Some(path));
        }
        let Some(place) = self.index.get_mut(path) else {
            return self.begin(Arc::from(path), found);
        };
        let is_twin = place.scope == found.scope;
        place.scope = found.scope;
        let series = &mut self.series[place.series];
        if is_twin && series.samples.pop().is_some() {
            let reason = RejectReason::DuplicateKey;
            let field = Some(Box::from(path));
            self.rejects.push(Reject { reason, field });
        }
        if series.samples.is_empty() {
            series.unit = unit_of(&found, self.units);
        }
        let held = series.unit.as_ref().map(Unit::as_str);
        if found.unit.is_none() || found.unit == held {
            series.samples.push(found.sample);
        } else {
            let path = Arc::clone(&series.path);
            self.turns += 1;
            self.begin(path, found);
        }
    }

    /// Opens a series with its first value.
    fn begin(&mut self, path: Arc<str>, found: Found<'_>) {
        let expected = found.expected.clamp(1, self.ahead.max(1));
        self.ahead = self.ahead.saturating_sub(expected);
        let unit = unit_of(&found, self.units);
        let mut samples = Vec::with_capacity(expected);
        samples.push(found.sample);
        let place = Place { series: self.series.len(), scope: found.scope };
        self.index.insert(Arc::clone(&path), place);
        self.series.push(Series { device: Arc::clone(&self.device), path, unit, samples });
    }

    /// A new object or element in which a path may stand once.
    pub(crate) fn next_scope(&mut self) -> u32 {
        self.scopes += 1;
        self.scopes
    }

    /// All of it.
    pub(crate) fn finish(self) -> (Vec<Series>, Vec<Reject>) {
        // Only after a third change can a device be one that was left before. A turn may be one between two texts that are both
        // no unit.
        let comes_again = self.changes > 2 || self.turns > 0;
        let series = if comes_again { joined(self.series) } else { self.series };
        (series, self.rejects)
    }
}

/// Joins the series of points that were told of more than once, with other devices or units in between.
fn joined(series: Vec<Series>) -> Vec<Series> {
    let mut places = HashMap::new();
    let mut joined: Vec<Series> = Vec::with_capacity(series.len());
    for one in series {
        let key = (Arc::clone(&one.device), Arc::clone(&one.path), one.unit.clone());
        let place = *places.entry(key).or_insert(joined.len());
        match joined.get_mut(place) {
            Some(earlier) => earlier.samples.extend(one.samples),
            None => joined.push(one),
        }
    }
    joined
}

/// The unit the message tells, else the one its name implies.
fn unit_of(found: &Found<'_>, units: UnitOf) -> Option<Unit> {
    let unit = found.unit.or_else(|| match found.sample.value {
        Value::Number(number) => units(found.name, number),
        Value::Boolean(_) | Value::Text(_) => None,
    });
    unit.and_then(Unit::new)
}
