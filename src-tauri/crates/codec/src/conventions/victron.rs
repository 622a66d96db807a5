//! Victron Energy's Venus OS: `N/<portal>/<service>/<instance>/<path>`, payload `{"value": …}`.
//!
//! Source: the README of victronenergy/dbus-flashmq; units from the register list of victronenergy/dbus_modbustcp and the
//! D-Bus page of the Venus wiki. Commands go to `W/…` in the same form. Not read: `R/` and `W/`, and what only says which hardware it is.
//! `null` is a value that the hardware does not have; an empty payload is a device that left the bus.

mod unit;

use model::Value;

use crate::RejectReason;
use crate::command::{EncodeError, Target, Way, members, scalar};
use crate::convention::{Confidence, Convention, Mark};
use crate::decoded::{Described, Discovery, Limits};
use crate::json::Item;
use crate::known::Known;
use crate::message::Message;
use crate::said::{Facts, Said, name_of, pointer};
use crate::units;

/// Shorter portal ids are none: they are the hexadecimal address of the device's network card.
const PORTAL_BYTES_MIN: usize = 8;

/// Venus OS.
#[derive(Default)]
pub(crate) struct Victron {
    /// Devices that left the bus.
    gone: Known<()>,
    /// The bounds of settings, by device and path.
    settings: Known<Limits>,
}

/// A topic, taken apart.
struct Address<'a> {
    kind: &'a str,
    /// `<portal>/<service>/<instance>`; empty where the topic is the portal's own.
    device: &'a str,
    /// The D-Bus path below it, without the first slash.
    path: &'a str,
}

impl Convention for Victron {
    fn name(&self) -> &'static str {
        "victron"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::First("N"), Mark::First("R"), Mark::First("W")]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        if Address::of(message.topic).is_some() { Confidence::Namespace } else { Confidence::None }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let Some(Address { kind: "N", device, path }) = Address::of(message.topic) else {
            return Ok(());
        };
        if device.is_empty() {
            return Ok(());
        }
        if message.payload.is_empty() {
            self.gone.learn(message.connection, device);
            said.available(device, false);
            return Ok(());
        }
        let payload = message.json()?;
        let value = payload.get("value").ok_or(RejectReason::Null)?;
        let steps: Vec<&str> = path.split('/').filter(|step| !step.is_empty()).collect();
        if value.is_null() {
            said.of(device).refuse(&steps, RejectReason::Null);
            return Ok(());
        }
        if self.gone.forget(message.connection, device) {
            said.available(device, true);
        }
        about(device, path, value, said);
        if !unit::is_identity(path) {
            let unit = unit::of(device, path);
            self.limited(message, (device, path), unit, payload, said);
            values(&steps, unit, value, said.of(device));
        }
        Ok(())
    }

    /// Every value is written in the same way; whether it can be, its bounds tell, or else the read-back.
    fn way(&self, target: &Target<'_>) -> Result<Way<'_>, EncodeError> {
        let path = target.steps().join("/");
        if path.is_empty() || unit::is_identity(&path) || path == "Connected" {
            return Err(EncodeError::read_only(target, ""));
        }
        let limits = self.settings.get(target.connection, &format!("{}/{path}", target.device));
        let topic = format!("W/{}/{path}", target.device);
        let way = Way::new(topic, |order| {
            let value = match order.value {
                Value::Boolean(boolean) => u8::from(*boolean).to_string(),
                value @ (Value::Number(_) | Value::Text(_)) => scalar(value),
            };
            Ok(members(["value"], &value).into_bytes())
        });
        Ok(Way { limits: limits.copied().unwrap_or_default(), is_told: limits.is_some(), ..way })
    }
}

impl Victron {
    /// The bounds beside a value are those of a setting, which takes commands.
    fn limited(
        &mut self,
        message: &Message<'_>,
        (device, path): (&str, &str),
        unit: Option<&'static str>,
        payload: Item<'_>,
        said: &mut Said<'_>,
    ) {
        let number = |key| payload.get(key).and_then(Item::number);
        let limits = Limits { min: number("min"), max: number("max"), step: None };
        if limits == Limits::default() {
            return;
        }
        let key = message.topic.get(2..).unwrap_or_default();
        if let Some(known) = self.settings.learn(message.connection, key) {
            *known = limits;
        }
        let steps: Vec<&str> = path.split('/').filter(|step| !step.is_empty()).collect();
        let described = Described {
            path: pointer(&steps),
            unit: unit.and_then(units::told),
            writable: true,
            limits,
            ..Described::default()
        };
        said.discovered(Discovery {
            device: device.into(),
            points: vec![described],
            ..Discovery::default()
        });
    }
}

impl<'a> Address<'a> {
    fn of(topic: &'a str) -> Option<Self> {
        let below = topic.strip_prefix(['N', 'R', 'W'])?.strip_prefix('/')?;
        let (portal, rest) = below.split_once('/')?;
        let is_portal = portal.len() >= PORTAL_BYTES_MIN
            && portal.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let kind = &topic[..1];
        if !is_portal {
            return None;
        }
        if matches!(rest, "keepalive" | "heartbeat" | "full_publish_completed") {
            return Some(Self { kind, device: "", path: "" });
        }
        let (service, rest) = rest.split_once('/')?;
        let (instance, path) = rest.split_once('/').unwrap_or((rest, ""));
        let is_instance =
            !instance.is_empty() && instance.bytes().all(|byte| byte.is_ascii_digit());
        let is_service = !service.is_empty()
            && service.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let length = portal.len() + service.len() + instance.len() + 2;
        (is_service && is_instance).then(|| Self { kind, device: &below[..length], path })
    }
}

/// What a device says of itself.
fn about(device: &str, path: &str, value: Item<'_>, said: &mut Said<'_>) {
    let text = value.text().and_then(name_of);
    let mut discovery = Discovery { device: device.into(), ..Discovery::default() };
    match path {
        "Connected" => {
            if let Some(connected) = value.number() {
                said.available(device, connected > 0.0);
            }
            return;
        }
        "CustomName" => discovery.name = text,
        "ProductName" => discovery.model = text,
        _ => return,
    }
    if discovery.name.is_some() || discovery.model.is_some() {
        discovery.manufacturer = Some("Victron Energy".into());
        said.discovered(discovery);
    }
}

fn values(path: &[&str], unit: Option<&'static str>, value: Item<'_>, said: &mut Said<'_>) {
    let facts = if value.is_object() || value.is_array() {
        Facts::default()
    } else {
        Facts { unit, units: |_, _| None, ..Facts::default() }
    };
    said.values(path, value, facts);
}

#[cfg(test)]
mod tests;
