//! Wiren Board: `/devices/<device>/controls/<control>` with retained metadata in subtopics.
//!
//! Source: the README of wirenboard/conventions. Metadata comes as JSON in `meta` and as bare values in `meta/<key>`; the
//! later one wins. Remembers each control's type, unit and error. Commands go to `on`. Not read: `on`, and what only says
//! how a control is drawn.

mod control;

use model::Quality;

use crate::RejectReason;
use crate::command::{EncodeError, Target, Way, plain};
use crate::convention::{Confidence, Convention, Mark};
use crate::decoded::{Discovery, Limits};
use crate::known::Known;
use crate::message::Message;
use crate::said::{Facts, Said, name_of};
use crate::text;

use control::{Control, Kind};

/// Wiren Board's controllers.
#[derive(Default)]
pub(crate) struct WirenBoard {
    /// Controls by their topic.
    controls: Known<Control>,
}

impl Convention for WirenBoard {
    fn name(&self) -> &'static str {
        "wirenboard"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::First("")]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        let below = message.topic.strip_prefix("/devices/").and_then(|rest| rest.split_once('/'));
        match below {
            Some((_, rest)) if rest.starts_with("controls/") => Confidence::Namespace,
            Some((_, "meta")) => Confidence::Namespace,
            Some((_, rest)) if rest.starts_with("meta/") => Confidence::Namespace,
            _ => Confidence::None,
        }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let levels = message.levels();
        match levels.as_slice() {
            ["", "devices", device, "meta", rest @ ..] => about(message, device, rest, said),
            ["", "devices", device, "controls", control] => {
                self.value(message, device, control, said)
            }
            ["", "devices", device, "controls", control, "meta", rest @ ..] => {
                self.meta(message, [device, control], rest, said)
            }
            _ => Ok(()),
        }
    }

    fn way(&self, target: &Target<'_>) -> Result<Way<'_>, EncodeError> {
        let steps = target.steps();
        let [name] = steps.as_slice() else {
            return Err(EncodeError::read_only(target, ""));
        };
        let topic = format!("/devices/{}/controls/{name}", target.device);
        let way = Way::new(format!("{topic}/on"), plain("1", "0"));
        let Some(control) = self.controls.get(target.connection, &topic) else {
            return Ok(way);
        };
        let described = control.described(name);
        if !described.writable {
            return Err(EncodeError::read_only(target, ""));
        }
        let limits = match control.kind {
            Kind::Switch | Kind::Button => Limits::NO_OR_YES,
            _ => described.limits,
        };
        Ok(Way { limits, words: described.words, is_told: true, ..way })
    }
}

impl WirenBoard {
    fn value(
        &self,
        message: &Message<'_>,
        device: &str,
        name: &str,
        said: &mut Said<'_>,
    ) -> Result<(), RejectReason> {
        let payload = message.text()?;
        if payload.is_empty() {
            return Ok(());
        }
        let control = self.controls.get(message.connection, message.topic);
        let unit = control.and_then(Control::unit);
        let kind = control.map_or(Kind::Other, |control| control.kind);
        let is_bare = matches!(kind, Kind::Switch | Kind::Alarm | Kind::Button | Kind::Bare);
        let facts = Facts {
            unit: unit.as_ref().map(model::Unit::as_str),
            units: if is_bare { |_, _| None } else { Facts::default().units },
            quality: control.map_or(Quality::Good, Control::quality),
            ..Facts::default()
        };
        let read = if kind == Kind::Text { text::word(payload) } else { text::read(payload) };
        let read = read.map(|read| (read.value, read.quality, read.unit));
        said.of(device).value(&[name], read, facts);
        Ok(())
    }

    /// Metadata of a control.
    fn meta(
        &mut self,
        message: &Message<'_>,
        [device, name]: [&str; 2],
        key: &[&str],
        said: &mut Said<'_>,
    ) -> Result<(), RejectReason> {
        let text = message.text()?;
        let topic = message.topic.split("/meta").next().unwrap_or(message.topic);
        let Some(control) = self.controls.learn(message.connection, topic) else {
            return Ok(());
        };
        let before = control.error.clone();
        match key {
            [] if text.is_empty() => return Ok(()),
            [] => control.hear_all(message.json()?),
            ["error"] => control.error = name_of(text),
            [key] if control.hear(key, text) => {}
            _ => return Ok(()),
        }
        if control.error != before {
            let words = format!("{name}: {}", control.error.as_deref().unwrap_or(""));
            said.event(device, "error", &words);
        }
        if key != ["error"] {
            let points = vec![control.described(name)];
            said.discovered(Discovery { device: device.into(), points, ..Discovery::default() });
        }
        Ok(())
    }
}

/// Metadata of a device. An error of a device as a whole is its driver's last will.
fn about(
    message: &Message<'_>,
    device: &str,
    key: &[&str],
    said: &mut Said<'_>,
) -> Result<(), RejectReason> {
    let text = message.text()?;
    let name = match key {
        ["error"] => {
            said.available(device, text.is_empty());
            return Ok(());
        }
        ["name"] => name_of(text),
        [] if !text.is_empty() => {
            let meta = message.json()?;
            if let Some(error) = meta.get("error") {
                said.available(device, error.text().is_none_or(str::is_empty));
            }
            control::title(meta)
        }
        _ => None,
    };
    if name.is_some() {
        said.discovered(Discovery { device: device.into(), name, ..Discovery::default() });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
