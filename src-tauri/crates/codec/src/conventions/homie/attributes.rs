//! Versions 2 to 4 describe a device attribute by attribute, each in a message of its own.

use super::Homie;
use super::address::Address;
use super::property::{self, Datatype};
use crate::RejectReason;
use crate::decoded::Discovery;
use crate::limits::FORMAT_BYTES_MAX;
use crate::message::Message;
use crate::said::{Said, name_of};

impl Homie {
    /// A device's name.
    pub(super) fn named(
        &mut self,
        message: &Message<'_>,
        address: &Address<'_>,
        said: &mut Said<'_>,
    ) -> Result<(), RejectReason> {
        let name = name_of(message.text()?);
        if let Some(device) = self.devices.learn(message.connection, address.base) {
            device.name.clone_from(&name);
        }
        if name.is_some() {
            said.discovered(Discovery {
                device: address.device.into(),
                name,
                ..Discovery::default()
            });
        }
        Ok(())
    }

    /// An attribute of a property.
    pub(super) fn attribute(
        &mut self,
        message: &Message<'_>,
        address: &Address<'_>,
        [node, property, attribute]: [&str; 3],
        said: &mut Said<'_>,
    ) -> Result<(), RejectReason> {
        let text = message.text()?;
        let topic = message.topic.strip_suffix(attribute).unwrap_or(message.topic);
        let topic = topic.trim_end_matches('/');
        let Some(known) = self.properties.learn(message.connection, topic) else {
            return Ok(());
        };
        match attribute {
            "$name" => known.name = name_of(text),
            "$unit" => known.unit = property::unit(text),
            "$datatype" => known.datatype = Datatype::of(text),
            "$settable" => known.settable = text == "true",
            "$format" if text.len() <= FORMAT_BYTES_MAX => known.format = Some(Box::from(text)),
            _ => return Ok(()),
        }
        let described = known.described(&[node, property]);
        let device = self.devices.get(message.connection, address.base);
        said.discovered(Discovery {
            device: address.device.into(),
            name: device.and_then(|device| device.name.clone()),
            points: vec![described],
            ..Discovery::default()
        });
        Ok(())
    }
}
