//! Homie, versions 2 to 5: `homie/<device>/<node>/<property>` and `homie/5/<device>/<node>/<property>`.
//!
//! Source: the Homie convention, <https://homieiot.github.io/specification/>, releases 3.0.1, 4.0.0 and 5.0.0, and the
//! legacy stats extension. Below another base topic a device is known by its `$` attributes. Remembers which properties
//! were described, and which device is the root of which. Commands go to `set`. Not read: `set` and `$target`, which tell what is wanted and
//! not what is; firmware, addresses and other attributes, which measure nothing.

mod address;
mod attributes;
mod description;
mod property;

use model::ConnectionId;

use crate::RejectReason;
use crate::command::{EncodeError, Target, Way, plain};
use crate::convention::{Confidence, Convention, Mark};
use crate::known::Known;
use crate::message::Message;
use crate::said::{Facts, Said};

use address::Address;
use property::Property;

/// Homie.
#[derive(Default)]
pub(crate) struct Homie {
    /// Base topics of devices outside of `homie/`.
    elsewhere: Known<()>,
    /// Devices by their base topic.
    devices: Known<Device>,
    /// Properties by their topic.
    properties: Known<Property>,
}

/// What is remembered of a device.
#[derive(Default)]
struct Device {
    name: Option<Box<str>>,
    /// The base topic of the device whose loss is this one's loss.
    root: Option<Box<str>>,
    online: bool,
    /// Whether it fell away without saying so.
    lost: bool,
}

impl Convention for Homie {
    fn name(&self) -> &'static str {
        "homie"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::Any]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        let Message { topic, connection, .. } = *message;
        if topic.starts_with("homie/")
            || address::known(&self.elsewhere, connection, topic).is_some()
        {
            Confidence::Namespace
        } else if address::told(topic).is_some() {
            Confidence::Shape
        } else {
            Confidence::None
        }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let Some(address) = Address::of(&self.elsewhere, message.connection, message.topic) else {
            return Ok(());
        };
        if !message.topic.starts_with("homie/") {
            self.elsewhere.learn(message.connection, address.base);
        }
        let levels: Vec<&str> = address.rest.split('/').collect();
        match levels.as_slice() {
            _ if address.device == "$broadcast" => broadcast(message, &address, said),
            ["$state" | "$online"] => self.state(message, &address, said),
            ["$description"] => self.description(message, &address, said),
            ["$name"] => self.named(message, &address, said),
            ["$stats", stat] => stats(message, &address, stat, said),
            ["$alert", alert] => told_of(message, address.device, "alert", alert, said),
            ["$log", level] => told_of(message, address.device, "log", level, said),
            [node, property] if is_id(node) && is_id(property) => {
                if self.devices.get(message.connection, address.base).is_none() {
                    self.devices.learn(message.connection, address.base);
                }
                let described = self.described(
                    message.connection,
                    message.topic,
                    address.base,
                    [node, property],
                );
                said.of(address.device);
                property::read(message, &[node, property], described, said)
            }
            [node, property, "$target"] => {
                let path = format!("{node}/{property}");
                told_of(message, address.device, "target", &path, said)
            }
            [node, property, attribute] if is_id(node) && attribute.starts_with('$') => {
                self.attribute(message, &address, [node, property, attribute], said)
            }
            _ => Ok(()),
        }
    }

    fn way(&self, target: &Target<'_>) -> Result<Way<'_>, EncodeError> {
        let steps = target.steps();
        let [node, property] = steps.as_slice() else {
            return Err(EncodeError::read_only(target, ""));
        };
        if !is_id(node) || !is_id(property) {
            return Err(EncodeError::read_only(target, ""));
        }
        let is_named = |base: &&str| base.rsplit('/').next() == Some(target.device);
        let bases = || self.devices.of(target.connection).map(|(base, _)| base).filter(is_named);
        let described = |base| {
            let topic = format!("{base}/{node}/{property}");
            self.described(target.connection, &topic, base, [node, property])
        };
        let describing = bases().find_map(|base| Some((base, described(base)?)));
        let needed = "where the device stands";
        let only = || bases().next().filter(|_| bases().nth(1).is_none());
        let base = describing.map(|(base, _)| base).or_else(only);
        let base = base.ok_or_else(|| EncodeError::not_heard(target, needed))?;
        let topic = format!("{base}/{node}/{property}/set");
        match describing {
            Some((_, property)) if property.settable => Ok(property.way(topic)),
            Some(_) => Err(EncodeError::read_only(target, "")),
            None => Ok(Way::new(topic, plain("true", "false"))),
        }
    }
}

impl Homie {
    /// A device came or went; with the root of a tree all of it.
    fn state(
        &mut self,
        message: &Message<'_>,
        address: &Address<'_>,
        said: &mut Said<'_>,
    ) -> Result<(), RejectReason> {
        let state = message.text()?;
        let online = match state {
            "init" | "ready" | "alert" | "sleeping" | "true" => true,
            "" | "disconnected" | "lost" | "false" => false,
            _ => return Err(RejectReason::NotOfType),
        };
        said.available(address.device, online);
        let is_lost = state == "lost";
        let was_lost = self.devices.learn(message.connection, address.base).is_some_and(|device| {
            device.online = online;
            std::mem::replace(&mut device.lost, is_lost)
        });
        if is_lost != was_lost {
            let mut devices: Vec<_> = self.devices.of(message.connection).collect();
            devices.sort_unstable_by_key(|(base, _)| *base);
            for (base, device) in devices {
                if device.root.as_deref() == Some(address.base) {
                    let id = base.rsplit('/').next().unwrap_or(base);
                    said.available(id, device.online && !is_lost);
                }
            }
        }
        Ok(())
    }

    /// What was told of a property; for an element of an array of nodes, what was told of the array.
    fn described(
        &self,
        connection: ConnectionId,
        topic: &str,
        base: &str,
        [node, property]: [&str; 2],
    ) -> Option<&Property> {
        let of_element = self.properties.get(connection, topic);
        of_element.or_else(|| {
            let (array, index) = node.rsplit_once('_')?;
            let topic = format!("{base}/{array}/{property}");
            let is_index = !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit());
            is_index.then(|| self.properties.get(connection, &topic)).flatten()
        })
    }
}

/// Statistics of a device itself, in the units of the convention.
fn stats(
    message: &Message<'_>,
    address: &Address<'_>,
    stat: &str,
    said: &mut Said<'_>,
) -> Result<(), RejectReason> {
    let unit = match stat {
        "uptime" => Some("s"),
        "signal" | "cpuload" | "battery" => Some("%"),
        "cputemp" => Some("°C"),
        "freeheap" => Some("B"),
        "supply" => Some("V"),
        "interval" => return Ok(()),
        _ => None,
    };
    let text = message.text()?;
    if !text.is_empty() {
        said.of(address.device).text(&["$stats", stat], text, Facts { unit, ..Facts::default() });
    }
    Ok(())
}

/// A controller speaks to all devices.
fn broadcast(
    message: &Message<'_>,
    address: &Address<'_>,
    said: &mut Said<'_>,
) -> Result<(), RejectReason> {
    told_of(message, "", "broadcast", address.rest, said)
}

/// Words about something, which are taken back by saying nothing.
fn told_of(
    message: &Message<'_>,
    device: &str,
    what: &'static str,
    about: &str,
    said: &mut Said<'_>,
) -> Result<(), RejectReason> {
    let words = message.text()?;
    said.event(device, what, &format!("{about}: {words}"));
    Ok(())
}

fn is_id(level: &str) -> bool {
    !level.is_empty() && !level.starts_with('$')
}

#[cfg(test)]
mod tests;
