//! Shelly, second and later generations: `<prefix>/status/<component>`, `<prefix>/events/rpc`, `<prefix>/online`.
//!
//! Source: the Shelly Gen2+ API reference (shelly-api-docs.shelly.cloud/gen2): "RPC Channels / MQTT", "Notifications", and
//! each component's status. The prefix is the device's id unless somebody chose another, of any depth; it is the device.
//! `params.ts` is the source time in seconds. Sensors of the BLU line come as the script `ble-shelly-blu` publishes them,
//! on `…/events/<address>`; the address is the device.
//!
//! Commands are calls of a component's methods on `<prefix>/rpc`.
//!
//! Not read: requests on `<prefix>/rpc` and `<prefix>/command` (wishes), identifiers, configuration revisions, and
//! `by_minute`, which repeats `total`. Answers to requests are read where they are a whole status.

mod call;

use std::collections::HashMap;
use std::sync::Arc;

use model::ConnectionId;

use call::Call;

use super::leaves::{self, Leaf};
use super::shelly::is_numbered;
use crate::command::{EncodeError, Target, Way};
use crate::convention::{Confidence, Convention, Mark};
use crate::json::Item;
use crate::known::Known;
use crate::limits::{DEVICES_MAX, PATH_BYTES_MAX};
use crate::message::Message;
use crate::said::{Facts, Said};
use crate::{Discovery, RejectReason};

/// The later generations' messages, and which prefix a device has.
#[derive(Default)]
pub(crate) struct ShellyGen2 {
    prefixes: HashMap<ConnectionId, HashMap<Box<str>, Box<str>>>,
    /// Devices whose prefix lies below that of the first generation.
    below_shellies: Known<()>,
}

/// Below which some put the later generations too.
const SHELLIES: &str = "shellies/";

/// What a topic is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Online,
    Status,
    Notification,
    Rpc,
    Command,
    Announcement,
    Advertisement,
}

impl Convention for ShellyGen2 {
    fn name(&self) -> &'static str {
        "shelly-gen2"
    }

    fn marks(&self) -> &'static [Mark] {
        &[
            Mark::Level("online"),
            Mark::Level("command"),
            Mark::Level("status"),
            Mark::Level("events"),
            Mark::Level("rpc"),
            Mark::Level("announce"),
        ]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        if purpose(message).is_some() { Confidence::Shape } else { Confidence::None }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let Some((purpose, prefix, last)) = purpose(message) else { return Ok(()) };
        let below = prefix.strip_prefix(SHELLIES);
        let device = below.unwrap_or(prefix);
        if below.is_some() && self.below_shellies.get(message.connection, device).is_none() {
            self.below_shellies.learn(message.connection, device);
        }
        said.of(device);
        match purpose {
            Purpose::Online => said.available(device, message.text()? == "true"),
            Purpose::Status => {
                leaves::say(said, &[last], message.json()?, Facts::default(), &of_component);
            }
            Purpose::Notification => {
                let told = message.json()?;
                self.learn(message.connection, text(told, "src"), device);
                notified(device, told, said);
            }
            Purpose::Rpc => self.answered(message, message.json()?, said),
            Purpose::Command => {}
            Purpose::Announcement => announced(device, message.json()?, said),
            Purpose::Advertisement => advertised(message.json()?, said),
        }
        Ok(())
    }

    fn way(&self, target: &Target<'_>) -> Result<Way<'_>, EncodeError> {
        let call = Call::of(target).ok_or_else(|| EncodeError::read_only(target, ""))?;
        let is_below = self.below_shellies.get(target.connection, target.device).is_some();
        let root = if is_below { SHELLIES } else { "" };
        let topic = format!("{root}{}/rpc", target.device);
        let (limits, words) = (call.limits, call.words.iter().map(|word| (*word).into()).collect());
        Ok(Way {
            limits,
            words,
            is_told: true,
            ..Way::new(topic, move |order| call.written(order))
        })
    }
}

impl ShellyGen2 {
    fn learn(&mut self, connection: ConnectionId, id: Option<&str>, device: &str) {
        let is_short = |name: &str| name.len() <= PATH_BYTES_MAX;
        let Some(id) = id.filter(|id| *id != device && is_short(id) && is_short(device)) else {
            return;
        };
        let prefixes = self.prefixes.entry(connection).or_default();
        if prefixes.len() < DEVICES_MAX && !prefixes.contains_key(id) {
            prefixes.insert(Box::from(id), Box::from(device));
        }
    }

    /// An answer comes on the topic of who asked; its `src` is the device.
    fn answered(&self, message: &Message<'_>, told: Item<'_>, said: &mut Said<'_>) {
        let Some(id) = text(told, "src") else { return };
        let prefixes = self.prefixes.get(&message.connection);
        let device = prefixes.and_then(|prefixes| prefixes.get(id)).map_or(id, Box::as_ref);
        if let Some(error) = told.get("error") {
            said.event(device, "answer", text(error, "message").unwrap_or("error"));
        } else if let Some(result) = told.get("result") {
            said.event(device, "answer", "ok");
            components(said.of(device), result, Facts::default());
        }
    }
}

/// What a message's topic is for, its prefix and its last level; nothing where it is another's.
fn purpose<'a>(message: &Message<'a>) -> Option<(Purpose, &'a str, &'a str)> {
    let (above, last) = message.topic.rsplit_once('/')?;
    if last == "online" {
        let is_told = matches!(message.payload, b"true" | b"false");
        return is_told.then_some((Purpose::Online, above, last));
    }
    if is_numbered(last)
        && let Some(prefix) = above.strip_suffix("/command")
    {
        return Some((Purpose::Command, prefix, last));
    }
    let told = message.item().filter(|told| told.is_object())?;
    if let Some(prefix) = above.strip_suffix("/status") {
        let is_component = is_numbered(last) || (is_plain(last) && tells_itself(last, told));
        return is_component.then_some((Purpose::Status, prefix, last));
    }
    if let Some(prefix) = above.strip_suffix("/events") {
        if last == "rpc" && told.has("method") {
            return Some((Purpose::Notification, prefix, last));
        }
        let is_blu = told.has("BTHome_version") && told.has("address");
        return is_blu.then_some((Purpose::Advertisement, prefix, last));
    }
    match last {
        "rpc"
            if told.has("src") && ["method", "result", "error"].iter().any(|key| told.has(key)) =>
        {
            Some((Purpose::Rpc, above, last))
        }
        "announce" if told.has("gen") && told.has("mac") => {
            Some((Purpose::Announcement, above, last))
        }
        _ => None,
    }
}

/// The components of which a device has one, without a number.
pub(super) fn is_plain(level: &str) -> bool {
    matches!(level, "sys" | "wifi" | "eth" | "cloud" | "mqtt" | "ws" | "ble" | "bthome" | "knx")
}

/// Whether an object is the status of such a component: their names alone are too common.
fn tells_itself(component: &str, told: Item<'_>) -> bool {
    told.has(match component {
        "sys" => "mac",
        "wifi" => "sta_ip",
        "eth" => "ip",
        _ => "connected",
    }) || (component == "bthome" && told.has("errors"))
}

fn text<'a>(item: Item<'a>, key: &str) -> Option<&'a str> {
    item.get(key)?.text()
}

fn notified(device: &str, told: Item<'_>, said: &mut Said<'_>) {
    let Some(params) = told.get("params") else { return };
    let time = params.get("ts").and_then(Item::time);
    match text(told, "method") {
        Some("NotifyStatus" | "NotifyFullStatus") => {
            components(said, params, Facts { time, ..Facts::default() });
        }
        Some("NotifyEvent") => {
            let Some(events) = params.get("events") else { return };
            for event in events.elements() {
                let component = text(event, "component").unwrap_or("");
                let what = text(event, "event").unwrap_or("");
                said.event(device, "event", &format!("{component} {what}"));
            }
        }
        _ => {}
    }
}

/// The status of several components, each under its name.
fn components(said: &mut Said<'_>, told: Item<'_>, facts: Facts<'_>) {
    for (component, status) in told.members() {
        if is_numbered(component) || is_plain(component) {
            leaves::say(said, &[component], status, facts, &of_component);
        }
    }
}

fn announced(device: &str, told: Item<'_>, said: &mut Said<'_>) {
    said.discovered(Discovery {
        device: Arc::from(device),
        name: text(told, "name").map(Box::from),
        manufacturer: Some(Box::from("Shelly")),
        model: text(told, "model").map(Box::from),
        ..Discovery::default()
    });
}

fn advertised(told: Item<'_>, said: &mut Said<'_>) {
    let Some(address) = text(told, "address") else { return };
    said.of(address);
    leaves::say(said, &[], told, Facts::default(), &|path| match path {
        ["encryption" | "BTHome_version" | "pid" | "address", ..] => Leaf::Skip,
        ["rotation"] => Leaf::In("°"),
        ["illuminance"] => Leaf::In("lx"),
        ["battery" | "humidity" | "moisture"] => Leaf::In("%"),
        ["temperature"] => Leaf::In("°C"),
        ["window" | "motion" | "button", ..] => Leaf::Bare,
        _ => Leaf::Named,
    });
}

/// What is known of a member of a component's status.
fn of_component(path: &[&str]) -> Leaf {
    let [component, .., name] = path else { return Leaf::Bare };
    match (*component, *name) {
        (_, "id" | "source" | "tag" | "mac" | "ts" | "unixtime" | "time" | "by_minute") => {
            Leaf::Skip
        }
        ("wifi", "rssi") => Leaf::In("dBm"),
        ("wifi" | "eth", "status") => Leaf::Bare,
        ("wifi" | "eth", _) => Leaf::Skip,
        ("sys", "uptime") => Leaf::In("s"),
        ("sys", name) if name.starts_with("ram_") || name.starts_with("fs_") => Leaf::In("B"),
        ("sys", "restart_required") => Leaf::Bare,
        ("sys", _) => Leaf::Skip,
        (_, name) if name.ends_with("_ts") || name.ends_with("_started_at") => Leaf::Skip,
        (_, name) if name.ends_with("_rev") => Leaf::Skip,
        ("number" | "bthomesensor", _) => Leaf::Bare,
        (_, name) => of_quantity(path, name),
    }
}

fn of_quantity(path: &[&str], name: &str) -> Leaf {
    let inside = path.get(path.len().wrapping_sub(2)).copied().unwrap_or("");
    match (inside, name) {
        ("aenergy" | "ret_aenergy", "total") => Leaf::In("Wh"),
        ("counts", "on_time" | "on_above_thr") => Leaf::In("s"),
        ("counts", _) => Leaf::Bare,
        (_, "total_act" | "total_act_ret") => Leaf::In("Wh"),
        (_, name) if name.ends_with("_energy") => Leaf::In("Wh"),
        (_, "tC" | "target_C" | "current_C") => Leaf::In("°C"),
        (_, "tF" | "target_F" | "current_F") => Leaf::In("°F"),
        (_, "rh" | "target_humidity" | "current_humidity") => Leaf::In("%"),
        (_, "brightness" | "percent" | "battery") => Leaf::In("%"),
        (_, "current_pos" | "target_pos" | "slat_pos" | "pos") => Leaf::In("%"),
        (_, "lux") => Leaf::In("lx"),
        (_, "V" | "voltage") => Leaf::In("V"),
        (_, "ct") => Leaf::In("K"),
        (_, "rssi") => Leaf::In("dBm"),
        (_, "freq") => Leaf::In("Hz"),
        (_, "apower") => Leaf::In("W"),
        (_, "aprtpower") => Leaf::In("VA"),
        (_, name) if name.ends_with("act_power") => Leaf::In("W"),
        (_, name) if name.ends_with("aprt_power") => Leaf::In("VA"),
        (_, name) if name.ends_with("_voltage") => Leaf::In("V"),
        (_, name) if name == "current" || name.ends_with("_current") => Leaf::In("A"),
        (_, name) if name.ends_with("_freq") => Leaf::In("Hz"),
        (_, "timer_duration" | "uptime") => Leaf::In("s"),
        _ => Leaf::Bare,
    }
}

#[cfg(test)]
mod tests;
