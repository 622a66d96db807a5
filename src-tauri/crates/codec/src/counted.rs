//! Namespaces whose conventions are not read yet: their messages are counted as understood and hold no values.
//!
//! Never looks at a payload. Reading them as plain values or JSON would make points of protocol.

use model::Incoming;

use crate::Decoded;
use crate::convention::{Confidence, Convention};

/// The namespaces that are counted only.
pub(crate) struct Counted;

impl Convention for Counted {
    fn recognise(&self, topic: &str, _payload: &[u8]) -> Confidence {
        match namespace(topic) {
            Some(_) => Confidence::Namespace,
            None => Confidence::None,
        }
    }

    fn read(&mut self, message: &Incoming) -> Decoded {
        let convention = namespace(&message.topic).unwrap_or("sys");
        Decoded::understood(convention, Vec::new(), Vec::new())
    }
}

/// The convention in whose own namespace the topic lies.
fn namespace(topic: &str) -> Option<&'static str> {
    let (first, rest) = topic.split_once('/').unwrap_or((topic, ""));
    match first {
        "homeassistant" => Some("homeassistant"),
        "spBv1.0" => Some("sparkplug-b"),
        "$SYS" => Some("sys"),
        "zigbee2mqtt" if rest == "bridge" || rest.starts_with("bridge/") => Some("zigbee2mqtt"),
        _ => None,
    }
}
