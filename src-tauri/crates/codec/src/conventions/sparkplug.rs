//! Sparkplug B: nodes and their devices tell births, deaths and changed values in Protocol Buffers, names once and then
//! only by alias.
//!
//! Source: Eclipse Sparkplug Specification 3.0.0, chapters 4 (topics), 5 (behaviour) and 6 (payloads); for units and
//! further quality codes what Ignition publishes. A device is `group/node` or `group/node/device`, a path its metric's
//! name.
//!
//! Not read: bytes, files, data sets, arrays, and templates' definitions (`not_supported`); transient values, which must
//! not be stored (`transient`); compressed payloads, which the specification does not know (`compressed`). `bdSeq`
//! belongs to the protocol and is no value, neither are commands (NCMD, DCMD), which are written here too; what stands in `Node Control` and `Device Control` is
//! one, but no point that is offered for commands. Whether a value is historical shows only in its time: one without a
//! time of its own is refused.

mod births;
mod payload;
mod tell;
mod wire;
mod written;

use std::collections::HashMap;

use model::{ConnectionId, Qos, Timestamp};

use births::{Births, Node, Room, Session, Why};
use payload::Payload;

use crate::RejectReason;
use crate::command::{EncodeError, Target, Way};
use crate::convention::{Confidence, Convention, Mark};
use crate::message::Message;
use crate::said::Said;

/// Sparkplug B.
#[derive(Default)]
pub(crate) struct Sparkplug {
    births: HashMap<ConnectionId, Births>,
    /// The name of the device at hand, whose memory is kept.
    name: String,
}

/// What a topic says a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Birth,
    Death,
    Data,
    Command,
}

/// Where a message comes from.
struct Place<'a> {
    group: &'a str,
    kind: Kind,
    node: &'a str,
    device: Option<&'a str>,
}

/// A message on its way: from whom, and what it holds.
#[derive(Clone, Copy)]
struct Heard<'a> {
    node: &'a str,
    /// The device's whole name; nothing where the node speaks for itself.
    device: Option<&'a str>,
    payload: Payload<'a>,
    retained: bool,
    received: Timestamp,
}

impl Convention for Sparkplug {
    fn name(&self) -> &'static str {
        "sparkplug-b"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::First("spBv1.0"), Mark::First("STATE")]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        let rest = message.topic.strip_prefix("spBv1.0");
        if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
            Confidence::Namespace
        } else if host(message.topic).is_some() && is_host_state(message) {
            Confidence::Shape
        } else {
            Confidence::None
        }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let topic = message.topic.strip_prefix("spBv1.0/").unwrap_or(message.topic);
        if let Some(host) = host(topic) {
            let online = host_state(message).ok_or(RejectReason::NotSupported)?;
            said.available(&format!("STATE/{host}"), online);
            return Ok(());
        }
        let place = Place::of(message.topic).ok_or(RejectReason::NotSupported)?;
        let payload = Payload::read(message.payload)?;
        if message.payload.is_empty() && place.kind != Kind::Death {
            return Err(RejectReason::Empty);
        }
        let node_end = place.name(&mut self.name);
        let heard = Heard {
            node: &self.name[..node_end],
            device: place.device.map(|_| self.name.as_str()),
            payload,
            retained: message.retained,
            received: message.received,
        };
        let births = self.births.entry(message.connection).or_default();
        match (place.kind, heard.device) {
            (Kind::Command, _) => {}
            (Kind::Birth, None) => heard.node_birth(births, said),
            (Kind::Birth, Some(device)) => heard.device_birth(device, births, said),
            (Kind::Data, _) => heard.data(births, said),
            (Kind::Death, None) => return heard.node_death(births, said),
            (Kind::Death, Some(device)) => heard.device_death(device, births, said),
        }
        Ok(())
    }

    fn way(&self, target: &Target<'_>) -> Result<Way<'_>, EncodeError> {
        let mut levels = target.device.splitn(3, '/');
        let (group, node, device) = (levels.next(), levels.next(), levels.next());
        let needed = "its birth";
        let unheard = || EncodeError::not_heard(target, needed);
        let (group, node) = group.zip(node).ok_or_else(unheard)?;
        let births = self.births.get(&target.connection).ok_or_else(unheard)?;
        let whole = format!("{group}/{node}");
        let metrics = births.born(&whole, device.map(|_| target.device)).ok_or_else(unheard)?;
        let metric = metrics.named(&target.steps().join("/"));
        let metric = metric.filter(|metric| !metric.is_control);
        let (metric, limits) = metric
            .and_then(|metric| Some((metric, metric.setting.as_deref()?)))
            .ok_or_else(|| EncodeError::read_only(target, ""))?;
        let topic = match device {
            Some(device) => format!("spBv1.0/{group}/DCMD/{node}/{device}"),
            None => format!("spBv1.0/{group}/NCMD/{node}"),
        };
        let way = Way::new(topic, move |order| written::command(metric, order));
        // Chapter 6 of the specification wants commands without a promise of delivery.
        Ok(Way { limits: *limits, qos: Qos::AtMostOnce, is_told: true, ..way })
    }
}

/// The host that a topic speaks of, which Sparkplug 2.2 had outside its namespace.
fn host(topic: &str) -> Option<&str> {
    topic.strip_prefix("STATE/").filter(|host| !host.is_empty() && !host.contains('/'))
}

/// Whether nothing but a host application says this, outside Sparkplug's own namespace.
fn is_host_state(message: &Message<'_>) -> bool {
    let is_whole = message.item().is_none_or(|state| state.has("timestamp"));
    is_whole && host_state(message).is_some()
}

/// What a host application says of itself: JSON since Sparkplug 3.0, before that one word.
fn host_state(message: &Message<'_>) -> Option<bool> {
    match message.item() {
        Some(state) => state.get("online")?.boolean(),
        None => match message.text().ok()? {
            "ONLINE" => Some(true),
            "OFFLINE" => Some(false),
            _ => None,
        },
    }
}

impl<'a> Place<'a> {
    fn of(topic: &'a str) -> Option<Self> {
        let mut levels = topic.strip_prefix("spBv1.0/")?.split('/');
        let (group, word, node) = (levels.next()?, levels.next()?, levels.next()?);
        let (device, beyond) = (levels.next(), levels.next());
        let (kind, is_device) = match word {
            "NBIRTH" => (Kind::Birth, false),
            "NDEATH" => (Kind::Death, false),
            "NDATA" => (Kind::Data, false),
            "NCMD" => (Kind::Command, false),
            "DBIRTH" => (Kind::Birth, true),
            "DDEATH" => (Kind::Death, true),
            "DDATA" => (Kind::Data, true),
            "DCMD" => (Kind::Command, true),
            _ => return None,
        };
        let is_named = ![Some(group), Some(node), device].contains(&Some(""));
        let is_whole = is_named && device.is_some() == is_device && beyond.is_none();
        is_whole.then_some(Self { group, kind, node, device })
    }

    /// Writes the whole name; tells where the node's ends.
    fn name(&self, name: &mut String) -> usize {
        name.clear();
        name.push_str(self.group);
        name.push('/');
        name.push_str(self.node);
        let node_end = name.len();
        if let Some(device) = self.device {
            name.push('/');
            name.push_str(device);
        }
        node_end
    }
}

impl<'a> Heard<'a> {
    /// The device whose values these are: the node itself where no other is named.
    fn speaker(&self) -> &'a str {
        self.device.unwrap_or(self.node)
    }

    /// A node was born: into a new session, in which its devices are still to be born, or again into the same one.
    fn node_birth(self, births: &mut Births, said: &mut Said<'_>) {
        let session = Session(tell::session(self));
        if !self.retained {
            said.available(self.node, true);
        }
        let Some((node, room)) = births.node(self.node) else {
            tell::values(self, None, said);
            return;
        };
        if node.session == Some(session) {
            node.metrics.clear(room);
            node.unbear_devices(room);
        } else {
            let devices = node.end(room);
            devices.iter().for_each(|device| said.available(device, false));
        }
        node.begin(session, self.payload.seq);
        tell::birth(self, &mut node.metrics, room, said);
        tell::values(self, Some(&node.metrics), said);
    }

    /// A device was born. It is believed also where its node's birth was not heard.
    fn device_birth(self, device: &str, births: &mut Births, said: &mut Said<'_>) {
        if !self.retained {
            said.available(device, true);
        }
        let Some((node, room)) = births.node(self.node) else {
            tell::values(self, None, said);
            return;
        };
        let gap = node.follow(self.payload.seq);
        if let Some(metrics) = node.bear(device, room) {
            tell::birth(self, metrics, room, said);
        }
        tell::values(self, node.devices.get(device), said);
        self.ask(gap.or(node.lacks_birth()), node, room, said);
    }

    /// Values changed. What can be named counts, whatever is wrong with the session.
    fn data(self, births: &mut Births, said: &mut Said<'_>) {
        let Some((node, room)) = births.node(self.node) else {
            tell::values(self, None, said);
            return;
        };
        let gap = node.follow(self.payload.seq);
        let metrics = match self.device {
            Some(device) => node.devices.get(device),
            None => Some(&node.metrics),
        };
        let is_born = node.session.is_some() && metrics.is_some_and(|metrics| metrics.born);
        let has_stranger = tell::values(self, metrics, said);
        let why = match (is_born, has_stranger) {
            (false, _) => Some(Why::Unborn),
            (true, true) => Some(Why::Stranger),
            (true, false) => gap,
        };
        self.ask(why, node, room, said);
    }

    /// A node died, and its devices with it. The death of another session than the present one is long past.
    ///
    /// # Errors
    /// Where neither it nor a birth tells a session: anybody's empty message could end it.
    fn node_death(self, births: &mut Births, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let told = tell::session(self);
        let known = births.known(self.node);
        match known.as_ref().and_then(|(node, _)| node.session) {
            None if told.is_none() => return Err(RejectReason::Empty),
            Some(Session(session)) if session != told => {
                said.available(self.node, true);
                return Ok(());
            }
            None | Some(_) => {}
        }
        said.available(self.node, false);
        if let Some((node, room)) = known {
            let devices = node.end(room);
            devices.iter().for_each(|device| said.available(device, false));
        }
        Ok(())
    }

    /// A device died while its node lives on.
    fn device_death(self, device: &str, births: &mut Births, said: &mut Said<'_>) {
        said.available(device, false);
        if let Some((node, room)) = births.known(self.node) {
            let gap = node.follow(self.payload.seq);
            node.bury(device, room);
            self.ask(gap, node, room, said);
        }
    }

    /// Asks for births of a node that lives and of which something is missing.
    fn ask(self, why: Option<Why>, node: &mut Node, room: &Room, said: &mut Said<'_>) {
        let Some(why) = why.filter(|_| !self.retained) else { return };
        if node.may_ask(self.received, room) {
            said.event(self.node, "rebirth", &why.words());
        }
    }
}

#[cfg(test)]
mod tests;
