//! Zigbee2MQTT: the bridge's list of devices, retained, then each device's state as one JSON object.
//!
//! Source: Zigbee2MQTT, "MQTT Topics and Messages", "Exposes", and the pages of the devices named below. States are
//! retained only where a device is set so.

use model::{Kind, Timestamp};
use serde_json::{Map, Value, json};

use super::spec::{Model, Shape, Spec, Style, register, sensor, state, words};
use super::{Device, Spoken};

const BASE: &str = "zigbee2mqtt";

/// Bits of a feature's access: published, settable, gettable.
const READ: u8 = 1;
const WRITE: u8 = 7;

fn name(device: &Device) -> String {
    format!("{}F {} {}", device.floor, device.model.name, device.number)
}

pub(super) fn identity(device: &Device, spec: &Spec) -> (String, String) {
    (name(device), format!("/{}", spec.name))
}

pub(super) fn births(devices: &[Device]) -> Vec<Spoken> {
    let list: Vec<Value> = devices.iter().map(about).collect();
    let mut spoken = vec![
        Spoken::kept(format!("{BASE}/bridge/state"), r#"{"state":"online"}"#),
        Spoken::kept(format!("{BASE}/bridge/devices"), Value::Array(list).to_string()),
    ];
    spoken.extend(devices.iter().map(|device| {
        Spoken::kept(format!("{BASE}/{}/availability", name(device)), r#"{"state":"online"}"#)
    }));
    spoken
}

fn about(device: &Device) -> Value {
    let exposes: Vec<Value> = device.specs.iter().map(expose).collect();
    json!({
        "ieee_address": format!("0x{:016x}", device.key),
        "type": "EndDevice",
        "friendly_name": name(device),
        "supported": true,
        "interview_completed": true,
        "definition": {
            "model": device.model.product,
            "vendor": "Various",
            "description": device.model.equipment,
            "exposes": exposes,
        },
    })
}

fn expose(spec: &Spec) -> Value {
    let mut expose = json!({
        "name": spec.name,
        "property": spec.name,
        "label": label(spec.name),
        "access": if spec.settable { WRITE } else { READ },
    });
    let mut put = |key: &str, value: Value| {
        expose.as_object_mut().expect("it was made as an object").insert(key.to_owned(), value);
    };
    match spec.shape {
        Shape::Number { low, high, .. } => {
            put("type", json!("numeric"));
            if spec.settable {
                put("value_min", json!(low));
                put("value_max", json!(high));
            }
        }
        Shape::Register { .. } => put("type", json!("numeric")),
        Shape::Boolean => {
            let (off, on) = two(spec);
            put("type", json!("binary"));
            put("value_off", off);
            put("value_on", on);
        }
        Shape::Words(words) => {
            put("type", json!("enum"));
            put("values", json!(words));
        }
    }
    if spec.tells && !spec.unit.is_empty() {
        put("unit", json!(spec.unit));
    }
    expose
}

/// `Pi heating demand`.
fn label(name: &str) -> String {
    let spaced = name.replace('_', " ");
    let (first, rest) = spaced.split_at(1);
    format!("{}{rest}", first.to_uppercase())
}

/// Switches say words, everything else says booleans.
fn two(spec: &Spec) -> (Value, Value) {
    match spec.name {
        "state" => (json!("OFF"), json!("ON")),
        "child_lock" => (json!("UNLOCK"), json!("LOCK")),
        _ => (json!(false), json!(true)),
    }
}

pub(super) fn values(device: &Device, now: Timestamp) -> Vec<Spoken> {
    let states = device
        .specs
        .iter()
        .map(|spec| (spec.name.to_owned(), device.figure(spec, now).json(two(spec))));
    let states: Map<String, Value> = states.collect();
    vec![Spoken::passing(format!("{BASE}/{}", name(device)), Value::Object(states).to_string())]
}

const BATTERY: Spec = sensor("battery", "%", 40.0, 100.0).whole();
const LINK: Spec = sensor("linkquality", "lqi", 20.0, 200.0).whole();

pub(super) const MODELS: &[Model] = &[
    Model {
        name: "meeting room climate",
        product: "WSDCGQ11LM",
        equipment: "room-sensor",
        style: Style::Object,
        specs: &[
            sensor("temperature", "°C", 19.0, 25.0),
            sensor("humidity", "%", 30.0, 60.0),
            sensor("pressure", "hPa", 990.0, 1_030.0),
            sensor("voltage", "mV", 2_800.0, 3_100.0).whole(),
            BATTERY,
            LINK,
        ],
    },
    Model {
        name: "corridor motion",
        product: "RTCGQ11LM",
        equipment: "room-sensor",
        style: Style::Object,
        specs: &[
            state("occupancy", Kind::Status),
            sensor("illuminance", "lx", 0.0, 800.0).whole(),
            sensor("device_temperature", "°C", 20.0, 30.0).whole(),
            BATTERY,
            LINK,
        ],
    },
    Model {
        name: "east office TRV",
        product: "BTH-RA",
        equipment: "radiator-valve",
        style: Style::Object,
        specs: &[
            sensor("local_temperature", "°C", 18.0, 24.0),
            sensor("occupied_heating_setpoint", "°C", 18.0, 23.0).of(Kind::Setpoint).settable(),
            sensor("local_temperature_calibration", "°C", -1.0, 1.0).of(Kind::Parameter).settable(),
            sensor("pi_heating_demand", "%", 0.0, 100.0).whole(),
            words("system_mode", Kind::Command, &["off", "heat", "auto"]).settable(),
            words("running_state", Kind::Status, &["idle", "heat"]),
            state("child_lock", Kind::Parameter).settable(),
            state("window_detection", Kind::Parameter).settable(),
            state("battery_low", Kind::Alarm),
            BATTERY,
            LINK,
        ],
    },
    Model {
        name: "open office light",
        product: "LED2005R5",
        equipment: "light",
        style: Style::Object,
        specs: &[
            state("state", Kind::Command).settable(),
            sensor("brightness", "", 0.0, 254.0).whole().of(Kind::Command).settable(),
            sensor("color_temp", "mired", 250.0, 454.0).whole().of(Kind::Command).settable(),
            words("power_on_behavior", Kind::Parameter, &["off", "on", "previous"]).settable(),
            LINK,
        ],
    },
    Model {
        name: "kitchen plug",
        product: "TS011F_plug_1",
        equipment: "switch",
        style: Style::Object,
        specs: &[
            state("state", Kind::Command).settable(),
            sensor("power", "W", 0.0, 1_800.0),
            sensor("current", "A", 0.0, 8.0),
            sensor("voltage", "V", 225.0, 238.0).whole(),
            register("energy", "kWh", 300.0),
            sensor("countdown", "s", 0.0, 60.0).whole().of(Kind::Parameter).settable(),
            LINK,
        ],
    },
    Model {
        name: "stairwell door",
        product: "MCCGQ11LM",
        equipment: "contact",
        style: Style::Object,
        specs: &[state("contact", Kind::Status), BATTERY, LINK],
    },
    Model {
        name: "server room leak",
        product: "SJCGQ11LM",
        equipment: "leak-sensor",
        style: Style::Object,
        specs: &[state("water_leak", Kind::Alarm), state("tamper", Kind::Alarm), BATTERY, LINK],
    },
    Model {
        name: "boardroom air",
        product: "VOCKQJK11LM",
        equipment: "room-sensor",
        style: Style::Object,
        specs: &[
            sensor("co2", "ppm", 420.0, 1_100.0).whole(),
            sensor("voc", "ppb", 30.0, 400.0).whole(),
            sensor("pm25", "µg/m³", 2.0, 20.0).whole(),
            sensor("temperature", "°C", 20.0, 25.0),
            sensor("humidity", "%", 30.0, 55.0),
            LINK,
        ],
    },
];
