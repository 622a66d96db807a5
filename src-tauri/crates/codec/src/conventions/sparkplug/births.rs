//! What births told: which metrics a node and its devices have, and where their session stands.
//!
//! Kept for each connection by itself, at most `BIRTHS_BYTES_MAX` for each: what is beyond is not kept, so that values
//! told by alias alone are refused.

use std::collections::HashMap;
use std::sync::Arc;

use model::Timestamp;

use crate::Limits;
use crate::limits::{BIRTHS_BYTES_MAX, PATH_BYTES_MAX, REBIRTH_EVERY};

/// About what an entry costs beside its names: its places in two maps and a list, and its limits.
const ENTRY_BYTES: usize = 224;

/// About what a node or a device costs beside its name: itself, its place in a map, and its maps as they begin.
const BEARER_BYTES: usize = 640;

/// What the births of one connection told.
pub(super) struct Births {
    nodes: HashMap<Box<str>, Node>,
    room: Room,
}

/// Bytes that may still be kept.
pub(super) struct Room(usize);

/// A node, from its birth or from the first that was heard of it.
#[derive(Default)]
pub(super) struct Node {
    /// Its session, from birth to death: the birth's `bdSeq`, which its death repeats.
    pub(super) session: Option<Session>,
    /// The devices that were born in it, by their whole names.
    pub(super) devices: HashMap<Box<str>, Metrics>,
    pub(super) metrics: Metrics,
    seq: Option<u64>,
    asked: Option<Timestamp>,
}

/// A session's number; nothing where its birth told none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Session(pub(super) Option<u64>);

/// Why a birth is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// Messages are missing between these two.
    Gap { last: u64, seq: u64 },
    /// Nobody was born whose message this is.
    Unborn,
    /// A metric was told that the birth does not know.
    Stranger,
}

/// The metrics of a birth.
#[derive(Default)]
pub(super) struct Metrics {
    /// Whether the birth was heard, and no other of its node since.
    pub(super) born: bool,
    names: HashMap<Arc<str>, usize>,
    /// Where the metric of an alias stands; nothing for one that was given twice.
    aliases: HashMap<u64, Option<usize>>,
    list: Vec<Defined>,
    bytes: usize,
}

/// A metric as its birth defined it.
pub(super) struct Defined {
    pub(super) name: Arc<str>,
    pub(super) datatype: Option<u32>,
    pub(super) unit: Option<Box<str>>,
    /// What may be written to it; nothing where it is read-only or a member of a template.
    pub(super) setting: Option<Box<Limits>>,
    /// Whether it belongs to the protocol and tells no value.
    pub(super) is_control: bool,
}

impl Default for Births {
    fn default() -> Self {
        Self { nodes: HashMap::new(), room: Room(BIRTHS_BYTES_MAX) }
    }
}

impl Births {
    /// A node and the room that is left; nothing where it is unknown and there is no room for it.
    pub(super) fn node(&mut self, name: &str) -> Option<(&mut Node, &mut Room)> {
        if !self.nodes.contains_key(name) {
            self.room.take(name.len() + BEARER_BYTES).then(|| {
                self.nodes.insert(Box::from(name), Node::default());
            })?;
        }
        Some((self.nodes.get_mut(name)?, &mut self.room))
    }

    /// The metrics of a node, or of one of its devices, that was born.
    pub(super) fn born(&self, node: &str, device: Option<&str>) -> Option<&Metrics> {
        let node = self.nodes.get(node)?;
        let metrics = match device {
            Some(device) => node.devices.get(device)?,
            None => &node.metrics,
        };
        metrics.born.then_some(metrics)
    }

    /// A node that something was heard of.
    pub(super) fn known(&mut self, name: &str) -> Option<(&mut Node, &mut Room)> {
        Some((self.nodes.get_mut(name)?, &mut self.room))
    }
}

impl Room {
    fn take(&mut self, bytes: usize) -> bool {
        let left = self.0.checked_sub(bytes);
        self.0 = left.unwrap_or(self.0);
        left.is_some()
    }

    /// Whether births can still be kept; otherwise another one would change nothing.
    fn is_left(&self) -> bool {
        self.0 > PATH_BYTES_MAX + BEARER_BYTES
    }
}

impl Why {
    pub(super) fn words(self) -> String {
        match self {
            Self::Gap { last, seq } => format!("seq {seq} after {last}"),
            Self::Unborn => "data before a birth".to_owned(),
            Self::Stranger => "a metric that its birth does not name".to_owned(),
        }
    }
}

impl Node {
    /// Begins a session and with it the sequence.
    pub(super) fn begin(&mut self, session: Session, seq: Option<u64>) {
        self.session = Some(session);
        self.seq = seq;
    }

    /// Takes a message's place in the sequence. A number that is repeated is no gap: nothing was lost.
    pub(super) fn follow(&mut self, seq: Option<u64>) -> Option<Why> {
        let seq = seq?;
        let last = self.seq.replace(seq)?;
        let is_next = seq == last || seq == last.wrapping_add(1) % 256;
        (!is_next).then_some(Why::Gap { last, seq })
    }

    /// Whether the node itself was not born yet.
    pub(super) fn lacks_birth(&self) -> Option<Why> {
        self.session.is_none().then_some(Why::Unborn)
    }

    /// Whether a rebirth should be asked for now, which is then taken as asked.
    pub(super) fn may_ask(&mut self, now: Timestamp, room: &Room) -> bool {
        let is_due = self.asked.is_none_or(|asked| now >= asked + REBIRTH_EVERY || now < asked);
        let may = is_due && room.is_left();
        if may {
            self.asked = Some(now);
        }
        may
    }

    /// Forgets the metrics of the devices, which have to be born again.
    pub(super) fn unbear_devices(&mut self, room: &mut Room) {
        self.devices.values_mut().for_each(|metrics| metrics.clear(room));
    }

    /// The metrics of a device that is born anew; nothing where there is no room for it.
    pub(super) fn bear(&mut self, device: &str, room: &mut Room) -> Option<&mut Metrics> {
        if !self.devices.contains_key(device) {
            room.take(device.len() + BEARER_BYTES).then(|| {
                self.devices.insert(Box::from(device), Metrics::default());
            })?;
        }
        let metrics = self.devices.get_mut(device)?;
        metrics.clear(room);
        Some(metrics)
    }

    /// Forgets a device.
    pub(super) fn bury(&mut self, device: &str, room: &mut Room) {
        if let Some(mut metrics) = self.devices.remove(device) {
            metrics.clear(room);
            room.0 += device.len() + BEARER_BYTES;
        }
    }

    /// Ends the session and forgets all of it; tells the devices that were in it, by name.
    pub(super) fn end(&mut self, room: &mut Room) -> Vec<Box<str>> {
        self.session = None;
        self.seq = None;
        self.metrics.clear(room);
        let mut devices: Vec<Box<str>> = self.devices.keys().cloned().collect();
        devices.sort_unstable();
        devices.iter().for_each(|device| self.bury(device, room));
        devices
    }
}

impl Metrics {
    /// The metric of this name.
    pub(super) fn named(&self, name: &str) -> Option<&Defined> {
        self.list.get(*self.names.get(name)?)
    }

    /// The metric of this alias.
    pub(super) fn aliased(&self, alias: u64) -> Option<&Defined> {
        self.list.get((*self.aliases.get(&alias)?)?)
    }

    /// Whether a birth gave this alias to more than one metric.
    pub(super) fn is_shared(&self, alias: u64) -> bool {
        matches!(self.aliases.get(&alias), Some(None))
    }

    /// Keeps a metric; tells the name of another that has the same alias.
    ///
    /// No alias then names either, lest a value be told of the wrong one. Only those of the protocol, whose values nobody
    /// needs, give way.
    pub(super) fn define(
        &mut self,
        defined: Defined,
        alias: Option<u64>,
        room: &mut Room,
    ) -> Option<Arc<str>> {
        let cost = defined.name.len() + defined.unit.as_ref().map_or(0, |unit| unit.len());
        let cost = cost + ENTRY_BYTES;
        if defined.name.len() > PATH_BYTES_MAX || !room.take(cost) {
            return None;
        }
        self.bytes += cost;
        let at = self.list.len();
        let clash = alias.and_then(|alias| self.claim(alias, at, &defined));
        self.names.insert(Arc::clone(&defined.name), at);
        self.list.push(defined);
        clash
    }

    fn claim(&mut self, alias: u64, at: usize, defined: &Defined) -> Option<Arc<str>> {
        let Some(&held) = self.aliases.get(&alias) else {
            self.aliases.insert(alias, Some(at));
            return None;
        };
        let other = self.list.get(held?)?;
        if other.name == defined.name {
            self.aliases.insert(alias, Some(at));
            return None;
        }
        let name = Arc::clone(&other.name);
        let holder = match (other.is_control, defined.is_control) {
            (true, _) => Some(at),
            (false, true) => held,
            (false, false) => None,
        };
        self.aliases.insert(alias, holder);
        Some(name)
    }

    pub(super) fn clear(&mut self, room: &mut Room) {
        room.0 += self.bytes;
        *self = Self::default();
    }
}
