//! Version 5 describes a device in one JSON document, `$description`.

use super::Homie;
use super::address::Address;
use super::property::{self, Datatype, Property};
use crate::RejectReason;
use crate::decoded::Discovery;
use crate::json::Item;
use crate::limits::{FORMAT_BYTES_MAX, KNOWN_KEY_BYTES_MAX, VALUES_MAX};
use crate::message::Message;
use crate::said::{Said, name_of};

impl Homie {
    /// A device tells its nodes and properties. An empty message takes it back.
    pub(super) fn description(
        &mut self,
        message: &Message<'_>,
        address: &Address<'_>,
        said: &mut Said<'_>,
    ) -> Result<(), RejectReason> {
        if message.payload.is_empty() {
            return Ok(());
        }
        let description = message.json()?;
        let name = text_of(description, "name").and_then(name_of);
        self.rooted(message, address, description);
        let mut points = Vec::new();
        for (node, properties) in nodes(description) {
            for (id, told) in properties.members() {
                if points.len() >= VALUES_MAX {
                    said.refuse(&[node, id], RejectReason::TooManyValues);
                    continue;
                }
                let property = property_of(told);
                points.push(property.described(&[node, id]));
                let topic = format!("{}/{node}/{id}", address.base);
                if let Some(known) = self.properties.learn(message.connection, &topic) {
                    *known = property;
                }
            }
        }
        let device = address.device.into();
        said.discovered(Discovery { device, name, points, ..Discovery::default() });
        Ok(())
    }

    /// Remembers the root of the device's tree.
    fn rooted(&mut self, message: &Message<'_>, address: &Address<'_>, description: Item<'_>) {
        let domain = address.base.rsplit_once('/').map_or("", |(domain, _)| domain);
        let root = text_of(description, "root").map(|root| format!("{domain}/{root}"));
        let root = root.filter(|root| root.len() <= KNOWN_KEY_BYTES_MAX);
        if let Some(device) = self.devices.learn(message.connection, address.base) {
            device.root = root.map(Box::from);
        }
    }
}

/// Each node's id and its properties.
fn nodes<'a>(description: Item<'a>) -> impl Iterator<Item = (&'a str, Item<'a>)> {
    let nodes = description.get("nodes").into_iter().flat_map(Item::members);
    nodes.filter_map(|(node, told)| Some((node, told.get("properties")?)))
}

fn property_of(told: Item<'_>) -> Property {
    let format = text_of(told, "format").filter(|format| format.len() <= FORMAT_BYTES_MAX);
    Property {
        name: text_of(told, "name").and_then(name_of),
        datatype: text_of(told, "datatype").and_then(Datatype::of),
        unit: text_of(told, "unit").and_then(property::unit),
        format: format.map(Box::from),
        settable: told.get("settable").and_then(Item::boolean) == Some(true),
    }
}

fn text_of<'a>(item: Item<'a>, key: &str) -> Option<&'a str> {
    item.get(key).and_then(Item::text)
}
