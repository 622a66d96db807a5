//! What a message says, as its convention tells it: values of points, devices that come and go, what was discovered.
//!
//! The one place where the values of a message are counted and grouped; see [`crate::Decoded`].

use std::sync::Arc;

use model::{Quality, Timestamp, Value};

use crate::decoded::{Availability, Discovery, Event};
use crate::gather::{Found, Gathered, Index};
use crate::json::{Item, walk};
use crate::limits::PATH_BYTES_MAX;
use crate::text;
use crate::units;
use crate::{Decoded, RejectReason, Sample, Verdict};

/// Memory that is kept from one message to the next.
#[derive(Default)]
pub(crate) struct Kept {
    path: String,
    index: Index,
}

/// What is known of values beside what they say themselves.
#[derive(Clone, Copy)]
pub(crate) struct Facts<'a> {
    /// The device's own time.
    pub(crate) time: Option<Timestamp>,
    /// The unit of a single value; its name may tell one where this is none.
    pub(crate) unit: Option<&'a str>,
    /// The unit a name implies in this convention.
    pub(crate) units: UnitOf,
    /// How far the values can be trusted at best.
    pub(crate) quality: Quality,
    /// The name that implies a unit where the path has none.
    pub(crate) name: &'a str,
    /// Members by their JSON Pointer below the item that are no values in this convention: neither read nor refused.
    pub(crate) skip: fn(&str) -> bool,
}

/// The unit that a name and a number imply.
pub(crate) type UnitOf = fn(&str, f64) -> Option<&'static str>;

impl Default for Facts<'_> {
    fn default() -> Self {
        Self {
            time: None,
            unit: None,
            units: units::of_name,
            quality: Quality::Good,
            name: "",
            skip: |_| false,
        }
    }
}

/// What has been said so far.
pub(crate) struct Said<'k> {
    path: &'k mut String,
    gathered: Gathered<'k>,
    availability: Vec<Availability>,
    discoveries: Vec<Discovery>,
    events: Vec<Event>,
}

impl<'k> Said<'k> {
    pub(crate) fn new(kept: &'k mut Kept) -> Self {
        kept.index.clear();
        kept.path.clear();
        kept.path.shrink_to(PATH_BYTES_MAX);
        Self {
            path: &mut kept.path,
            gathered: Gathered::new(&mut kept.index),
            availability: Vec::new(),
            discoveries: Vec::new(),
            events: Vec::new(),
        }
    }

    /// What follows is said by another reader of the same message.
    pub(crate) fn next_reader(&mut self) {
        self.gathered.next_reader();
    }

    /// Whether an earlier reader told a value of the device at this path.
    pub(crate) fn is_told(&self, path: &str) -> bool {
        self.gathered.is_told(path)
    }

    /// What follows is said of this device.
    pub(crate) fn of(&mut self, device: &str) -> &mut Self {
        self.gathered.of(device);
        self
    }

    /// Every scalar at and below an item is a value, at this path and the item's own below it.
    pub(crate) fn values(&mut self, path: &[&str], item: Item<'_>, facts: Facts<'_>) {
        let scope = self.scope();
        self.values_within(scope, path, item, facts);
    }

    /// A scope for values that are said one by one and belong together: a path may stand once in it.
    pub(crate) fn scope(&mut self) -> u32 {
        self.gathered.next_scope()
    }

    /// As [`Said::values`], within a scope.
    pub(crate) fn values_within(
        &mut self,
        scope: u32,
        path: &[&str],
        item: Item<'_>,
        facts: Facts<'_>,
    ) {
        self.place(path);
        self.gathered.units = facts.units;
        walk::walk(item, facts, scope, self.path, &mut self.gathered);
    }

    /// A text is a value: a number, alone or with its unit, a boolean, or a word.
    pub(crate) fn text(&mut self, path: &[&str], text: &str, facts: Facts<'_>) {
        let read = text::read(text);
        self.value(path, read.map(|read| (read.value, read.quality, read.unit)), facts);
    }

    /// A number is a value.
    pub(crate) fn number(&mut self, path: &[&str], number: f64, facts: Facts<'_>) {
        let value = Value::Number(number + 0.0);
        let read = if number.is_finite() {
            Ok((value, Quality::Good, None))
        } else {
            Err(RejectReason::NotFinite)
        };
        self.value(path, read, facts);
    }

    /// A boolean is a value.
    pub(crate) fn boolean(&mut self, path: &[&str], boolean: bool, facts: Facts<'_>) {
        self.value(path, Ok((Value::Boolean(boolean), Quality::Good, None)), facts);
    }

    /// A value, with its exactness and the unit that stood beside it, or why it is none.
    pub(crate) fn value(
        &mut self,
        path: &[&str],
        read: Result<(Value, Quality, Option<&str>), RejectReason>,
        facts: Facts<'_>,
    ) {
        self.place(path);
        self.gathered.units = facts.units;
        if !self.gathered.admit() {
            return;
        }
        let field = Some(self.path.as_str()).filter(|path| !path.is_empty());
        let (value, exactness, unit) = match read {
            Ok(read) => read,
            Err(reason) => return self.gathered.refuse(reason, field),
        };
        if self.path.len() > PATH_BYTES_MAX {
            return self.gathered.refuse(RejectReason::PathTooLong, None);
        }
        let is_number = matches!(value, Value::Number(_));
        let quality = if facts.quality == Quality::Good { exactness } else { facts.quality };
        let found = Found {
            sample: Sample { time: facts.time, value, quality },
            unit: unit.or(facts.unit).filter(|_| is_number),
            name: path.last().copied().unwrap_or(facts.name),
            scope: self.gathered.next_scope(),
            expected: 1,
        };
        self.gathered.keep(self.path, found);
    }

    /// A value that is refused, counted as one.
    pub(crate) fn refuse(&mut self, path: &[&str], reason: RejectReason) {
        self.value(path, Err(reason), Facts::default());
    }

    /// A device came or went.
    pub(crate) fn available(&mut self, device: &str, online: bool) {
        self.availability.push(Availability { device: Arc::from(device), online });
    }

    /// A device told what it is and which points it has.
    pub(crate) fn discovered(&mut self, discovery: Discovery) {
        self.discoveries.push(discovery);
    }

    /// Something happened that is no value.
    pub(crate) fn event(&mut self, device: &str, what: &'static str, words: &str) {
        let words = words.chars().filter(|c| !c.is_control()).take(WORDS_MAX).collect();
        self.events.push(Event { device: Arc::from(device), what, words });
    }

    /// All of it.
    pub(crate) fn decoded(self, convention: &'static str, verdict: Verdict) -> Decoded {
        let (series, rejects) = self.gathered.finish();
        let Self { availability, discoveries, events, .. } = self;
        Decoded { convention, verdict, series, rejects, availability, discoveries, events }
    }

    fn place(&mut self, path: &[&str]) {
        self.path.clear();
        path.iter().for_each(|step| walk::push(self.path, step));
    }
}

/// A path as it stands in [`crate::Series::path`].
pub(crate) fn pointer(path: &[&str]) -> Arc<str> {
    let mut pointer = String::new();
    path.iter().for_each(|step| walk::push(&mut pointer, step));
    Arc::from(pointer)
}

/// A name that a device gives to something, without control characters; nothing where it is empty.
pub(crate) fn name_of(text: &str) -> Option<Box<str>> {
    let name: String = text.trim().chars().filter(|c| !c.is_control()).take(WORDS_MAX).collect();
    (!name.is_empty()).then(|| Box::from(name))
}

/// Characters of an event's words, and of a name.
const WORDS_MAX: usize = 200;
