//! The messages that `bench decode` decodes, each kind from devices that take turns.

use model::{ConnectionId, Incoming, Timestamp};
use serde_json::json;

/// Devices of each kind that take turns.
const DEVICES: usize = 64;

/// Values of a history, and of a gateway's message.
const MANY: usize = 500;

/// Metrics of a Sparkplug device.
const METRICS: u8 = 10;

/// A node counts its messages up to 255 and begins again at 0.
const SEQUENCE: usize = 256;

/// When all of it was measured.
const MEASURED_MS: usize = 1_700_000_000_000;

/// One kind of message.
pub(super) struct Messages {
    /// How its figure ends.
    pub(super) name: &'static str,
    /// What has to be heard before it.
    pub(super) before: Vec<Incoming>,
    /// What is measured, again and again.
    pub(super) turn: Vec<Incoming>,
    /// Values in each message.
    pub(super) values: usize,
}

/// Every kind.
pub(super) fn all() -> Vec<Messages> {
    let each = |make: fn(usize) -> Incoming| (0..DEVICES).map(make).collect::<Vec<_>>();
    vec![
        Messages { name: "plain", before: Vec::new(), turn: each(plain), values: 1 },
        Messages { name: "json", before: Vec::new(), turn: each(object), values: 1 },
        Messages { name: "history_500", before: Vec::new(), turn: each(history), values: MANY },
        Messages { name: "distinct_500", before: Vec::new(), turn: each(gateway), values: MANY },
        sparkplug(),
        zigbee2mqtt(),
    ]
}

fn message(topic: String, payload: impl Into<Vec<u8>>) -> Incoming {
    Incoming {
        connection: ConnectionId(1),
        topic,
        payload: payload.into().into(),
        retained: false,
        duplicate: false,
        received: Timestamp::from_ms(1_700_000_000_500),
        ack: None,
    }
}

fn plain(device: usize) -> Incoming {
    message(format!("site/ahu{device}/supply/temperature"), format!("2{}.5", device % 10))
}

fn object(device: usize) -> Incoming {
    let payload = format!(r#"{{"ts":{MEASURED_MS},"value":2{}.5}}"#, device % 10);
    message(format!("site/ahu{device}"), payload)
}

fn history(device: usize) -> Incoming {
    let element =
        |at: usize| format!(r#"{{"ts":{},"value":2{}.5}}"#, MEASURED_MS + at * 1_000, at % 10);
    let elements: Vec<String> = (0..MANY).map(element).collect();
    message(format!("site/ahu{device}"), format!("[{}]", elements.join(",")))
}

fn gateway(device: usize) -> Incoming {
    let members: Vec<String> = (0..MANY).map(|at| format!(r#""point_{at}":{at}.25"#)).collect();
    message(format!("site/gateway{device}"), format!("{{{}}}", members.join(",")))
}

/// A node and its device are born, then the device tells its metrics by their aliases.
fn sparkplug() -> Messages {
    let born = |kind: &str, seq: usize, device: &str| {
        let metrics: Vec<u8> = (0..METRICS).flat_map(|at| metric(at, seq > 0)).collect();
        message(format!("spBv1.0/site/{kind}/node{device}"), [metrics, sequence(seq)].concat())
    };
    let told = |at: usize| {
        let metrics: Vec<u8> = (0..METRICS).flat_map(by_alias).collect();
        let payload = [metrics, sequence((at + 2) % SEQUENCE)].concat();
        message("spBv1.0/site/DDATA/node/ahu1".to_owned(), payload)
    };
    Messages {
        name: "sparkplug",
        before: vec![born("NBIRTH", 0, ""), born("DBIRTH", 1, "/ahu1")],
        turn: (0..SEQUENCE).map(told).collect(),
        values: usize::from(METRICS),
    }
}

/// Field numbers and types of the Sparkplug payload: `metrics` 2, `seq` 3; of a metric `name` 1, `alias` 2, `datatype` 4 (10 is
/// Double), `double_value` 13. A node's metrics have aliases of their own.
fn metric(at: u8, is_of_device: bool) -> Vec<u8> {
    let name = format!("Coil {at}/Temp");
    let alias = if is_of_device { at } else { at + METRICS };
    let value = f64::from(at).to_le_bytes();
    let fields = [&[0x0a, 11], name.as_bytes(), &[0x10, alias, 0x20, 10, 0x69], &value].concat();
    framed(&fields)
}

fn by_alias(at: u8) -> Vec<u8> {
    framed(&[&[0x10, at, 0x69][..], &f64::from(at).to_le_bytes()].concat())
}

fn framed(metric: &[u8]) -> Vec<u8> {
    let length = u8::try_from(metric.len()).expect("a metric here is short");
    [&[0x12, length], metric].concat()
}

fn sequence(seq: usize) -> Vec<u8> {
    let seq = u8::try_from(seq).expect("a node's sequence ends at 255");
    if seq < 0x80 { vec![0x18, seq] } else { vec![0x18, seq, 1] }
}

/// The bridge tells its devices, then these tell six values each.
fn zigbee2mqtt() -> Messages {
    let numeric = |name: &str, unit: &str| json!({ "type": "numeric", "name": name, "property": name, "unit": unit, "access": 1 });
    let exposes = json!([
        numeric("temperature", "°C"),
        numeric("humidity", "%"),
        numeric("pressure", "hPa"),
        numeric("battery", "%"),
        numeric("voltage", "mV"),
        numeric("linkquality", "lqi"),
    ]);
    let device = |at: usize| {
        json!({
            "friendly_name": format!("Room {at}"), "ieee_address": format!("0x00158d00018255{at:02x}"), "type": "EndDevice",
            "definition": { "vendor": "Acme", "model": "T1", "description": "Climate", "exposes": exposes },
        })
    };
    let devices: Vec<serde_json::Value> = (0..DEVICES).map(device).collect();
    let devices = serde_json::Value::from(devices).to_string();
    let told = |at: usize| {
        let payload = format!(
            r#"{{"battery":9{},"humidity":41.2,"linkquality":120,"pressure":1009.1,"temperature":21.5,"voltage":2985}}"#,
            at % 10
        );
        message(format!("zigbee2mqtt/Room {at}"), payload)
    };
    Messages {
        name: "zigbee2mqtt",
        before: vec![message("zigbee2mqtt/bridge/devices".to_owned(), devices)],
        turn: (0..DEVICES).map(told).collect(),
        values: 6,
    }
}
