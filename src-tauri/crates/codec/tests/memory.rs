//! What a decoder keeps stays within its limits, however many devices, topics and documents somebody invents.
//!
//! Every convention that keeps something is told of 200,000 things, with short names and with long ones, and the bytes that are
//! held afterwards are counted by the allocator. One test only: another one's memory would be counted too.
#![expect(unsafe_code, reason = "an allocator that counts can be written no other way")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use codec::Decoder;
use model::{ConnectionId, Incoming, Timestamp};

/// Things that are told of, by each convention.
const THINGS: usize = 200_000;

/// Of things with names this long fewer are told, or the test would take minutes.
const LONG_NAME_BYTES: usize = 2_000;
const LONG_THINGS: usize = 40_000;

/// What one convention may hold of one connection: Sparkplug's births are the most, with 32 MiB of their own counting.
const KEPT_BYTES_MAX: usize = 80 * 1024 * 1024;

/// What may still be added when the second half is told: a table that grows once more for what it had room for.
const GROWTH_BYTES_MAX: usize = 64 * 1024;

static HELD: AtomicUsize = AtomicUsize::new(0);

struct Counting;

// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        HELD.fetch_add(layout.size(), Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// Who keeps something, and what it is told of a thing of this name: topic and payload.
type Flood = (&'static str, fn(&str) -> (String, Vec<u8>));

const FLOODS: &[Flood] = &[
    ("plain topics", |name| (format!("site/{name}/value"), b"21.5".to_vec())),
    ("json keys", |name| ("site/x".to_owned(), format!("{{\"{name}\":1}}").into_bytes())),
    ("sparkplug births", |name| (format!("spBv1.0/G/NBIRTH/{name}"), birth(name))),
    ("sparkplug devices", |name| (format!("spBv1.0/G/DBIRTH/N/{name}"), birth(name))),
    ("sparkplug strangers", |name| (format!("spBv1.0/G/NDATA/{name}"), birth(name))),
    ("discovery documents", |name| {
        let document = format!(
            r#"{{"name":"{name}","uniq_id":"{name}","stat_t":"t/{name}","cmd_t":"c/{name}","avty_t":"a/{name}",
                "val_tpl":"{{{{ value_json['{name}'] | float }}}}","dev":{{"ids":["{name}"]}}}}"#
        );
        (format!("homeassistant/sensor/{name}/config"), document.into_bytes())
    }),
    ("ebusd definitions", |name| {
        let document = format!(
            r#"{{"state_topic":"ebusd/{name}/x","unit_of_measurement":"V","unique_id":"ebusd_{name}"}}"#
        );
        (format!("homeassistant/sensor/ebusd_{name}/config"), document.into_bytes())
    }),
    ("zigbee networks", |name| (format!("{name}/bridge/devices"), zigbee(name))),
    ("zigbee devices", |name| ("zigbee2mqtt/bridge/devices".to_owned(), zigbee(name))),
    ("victron losses", |name| (format!("N/0123456789ab/{name}/0/x"), Vec::new())),
    ("wirenboard controls", |name| {
        (format!("/devices/{name}/controls/x/meta"), br#"{"type":"value","units":"V"}"#.to_vec())
    }),
    ("zwave prefixes", |name| {
        (format!("{name}/_CLIENTS/ZWAVE_GATEWAY-x/status"), br#"{"value":true}"#.to_vec())
    }),
    ("bacnet gateways", |name| {
        (format!("bacnet-gateway/{name}/telemetry/d/2_1"), br#"{"value":1}"#.to_vec())
    }),
    ("bacnet objects", |name| {
        let topic = format!("bacnet-gateway/g/telemetry/{name}/2_{}", &name[1..]);
        (topic, br#"{"value":1}"#.to_vec())
    }),
    ("udmi metadata", |name| {
        let payload = format!(
            r#"{{"version":1,"timestamp":"2024-01-01T00:00:00Z","system":{{}},"pointset":{{"points":{{"{name}":{{"units":"V"}}}}}}}}"#
        );
        (format!("/devices/{name}/metadata"), payload.into_bytes())
    }),
    ("opcua metadata", |name| {
        let payload = format!(
            r#"{{"MessageType":"ua-metadata","PublisherId":"{name}","DataSetWriterId":1,"MetaData":{{"Name":"{name}","Fields":[{{"Name":"{name}",
                "Properties":[{{"Key":{{"Name":"EngineeringUnits"}},"Value":{{"DisplayName":{{"Text":"V"}}}}}}]}}]}}}}"#
        );
        (format!("opcua/json/metadata/{name}/g/w"), payload.into_bytes())
    }),
    ("tasmota devices", |name| {
        let payload = format!(
            r#"{{"ip":"1","dn":"x","fn":["x"],"mac":"{name}","t":"{name}","ft":"%prefix%/%topic%/","tp":["cmnd","stat","tele"]}}"#
        );
        (format!("tasmota/discovery/{name}/config"), payload.into_bytes())
    }),
    ("tasmota sensors", |name| {
        let payload = br#"{"sn":{"SHT":{"Temperature":1},"TempUnit":"F"},"ver":1}"#.to_vec();
        (format!("tasmota/discovery/{name}/sensors"), payload)
    }),
    ("shelly devices", |name| {
        let payload = format!(
            r#"{{"src":"{name}","dst":"x","method":"NotifyStatus","params":{{"ts":1,"sys":{{}}}}}}"#
        );
        (format!("{name}/events/rpc"), payload.into_bytes())
    }),
    ("esphome nodes", |name| (format!("{name}/sensor/x/state"), b"1".to_vec())),
    ("homie elsewhere", |name| (format!("x/{name}/$homie"), b"4.0".to_vec())),
    ("homie attributes", |name| (format!("homie/d/n/{name}/$unit"), b"V".to_vec())),
    ("homie descriptions", |name| {
        let payload = format!(
            r#"{{"homie":"5.0","version":1,"nodes":{{"n":{{"properties":{{"{name}":{{"datatype":"float","unit":"V"}}}}}}}}}}"#
        );
        (format!("homie/5/{name}/$description"), payload.into_bytes())
    }),
    ("homie states", |name| (format!("homie/5/{name}/$state"), b"ready".to_vec())),
];

/// A birth of one metric: its name, its data type and a number.
fn birth(name: &str) -> Vec<u8> {
    let name = &name[..name.len().min(100)];
    let length = u8::try_from(name.len()).expect("the name was cut");
    let metric = [&[0x0a, length], name.as_bytes(), &[0x10, 1, 0x20, 10, 0x69], &[0; 8]].concat();
    let length = u8::try_from(metric.len()).expect("the name was cut");
    [&[0x12, length][..], &metric, &[0x18, 0]].concat()
}

fn zigbee(name: &str) -> Vec<u8> {
    let exposes = format!(
        r#"[{{"type":"numeric","name":"{name}","property":"{name}","unit":"V","access":1}}]"#
    );
    let payload = format!(
        r#"[{{"friendly_name":"{name}","ieee_address":"{name}","definition":{{"exposes":{exposes}}}}}]"#
    );
    payload.into_bytes()
}

/// Tells a decoder of so many things; what it held after half of them and after all, in bytes.
fn held(tell: fn(&str) -> (String, Vec<u8>), things: usize, name_bytes: usize) -> (usize, usize) {
    let before = HELD.load(Ordering::Relaxed);
    let mut decoder = Decoder::new();
    let mut half = 0;
    for thing in 0..things {
        let (topic, payload) = tell(&format!("d{thing:0name_bytes$}"));
        decoder.decode(&Incoming {
            connection: ConnectionId(1),
            topic,
            payload: payload.into(),
            retained: false,
            duplicate: false,
            received: Timestamp::from_ms(1_790_000_000_000),
            ack: None,
        });
        if thing == things / 2 {
            half = HELD.load(Ordering::Relaxed) - before;
        }
    }
    let all = HELD.load(Ordering::Relaxed) - before;
    drop(decoder);
    (half, all)
}

#[test]
fn what_is_kept_stays_within_its_limits() {
    let mut beyond = Vec::new();
    for (name, tell) in FLOODS {
        for (things, name_bytes) in [(THINGS, 8), (LONG_THINGS, LONG_NAME_BYTES)] {
            let (half, all) = held(*tell, things, name_bytes);
            println!("{name:20} {things:6} names of {name_bytes:4}: {half:9} then {all:9} bytes");
            let has_grown = things == THINGS && all > half + GROWTH_BYTES_MAX;
            if all > KEPT_BYTES_MAX || has_grown {
                beyond.push(format!("{name}, names of {name_bytes}: {half} then {all}"));
            }
        }
    }
    assert!(beyond.is_empty(), "{beyond:#?}");
}
