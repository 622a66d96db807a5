//! Tasmota: discovery of its own, retained, then `tele` and `stat` messages.
//!
//! Source: the Tasmota documentation, pages "MQTT" and of each sensor; the form of `tasmota/discovery`.

use model::{Kind, Timestamp};
use serde_json::{Map, Value, json};

use super::spec::{Model, Spec, Style, register, sensor, state};
use super::{Device, Spoken};

fn topic(device: &Device) -> String {
    format!("{}_{}F_{}", device.model.name, device.floor, device.number)
}

pub(super) fn identity(device: &Device, spec: &Spec) -> (String, String) {
    (topic(device), format!("/{}", spec.name))
}

fn address(device: &Device) -> String {
    format!("{:012X}", device.key & 0xffff_ffff_ffff)
}

/// Whether a point is a relay, which is told apart from the sensors.
fn is_relay(spec: &Spec) -> bool {
    spec.name.starts_with("POWER")
}

pub(super) fn births(device: &Device, now: Timestamp) -> Vec<Spoken> {
    let relays = device.specs.iter().filter(|spec| is_relay(spec)).count();
    let kinds: Vec<u8> = (0..8).map(|at| u8::from(at < relays)).collect();
    let config = json!({
        "ip": "10.0.0.7",
        "dn": format!("{} {}F {}", device.model.product, device.floor, device.number),
        "fn": [device.model.product],
        "hn": topic(device).to_lowercase(),
        "mac": address(device),
        "md": device.model.product,
        "ofln": "Offline",
        "onln": "Online",
        "state": ["OFF", "ON", "TOGGLE", "HOLD"],
        "sw": "14.2.0",
        "t": topic(device),
        "ft": "%prefix%/%topic%/",
        "tp": ["cmnd", "stat", "tele"],
        "rl": kinds,
        "ver": 1,
    });
    let mut sensing = sensors(device, now);
    sensing.insert("Time".to_owned(), json!("2025-11-13T09:30:00"));
    vec![
        Spoken::kept(format!("tasmota/discovery/{}/config", address(device)), config.to_string()),
        Spoken::kept(
            format!("tasmota/discovery/{}/sensors", address(device)),
            json!({"sn": sensing, "ver": 1}).to_string(),
        ),
        Spoken::kept(format!("tele/{}/LWT", topic(device)), "Online"),
    ]
}

/// The sensors' objects, with the units that Tasmota tells beside them.
fn sensors(device: &Device, now: Timestamp) -> Map<String, Value> {
    let mut told = Map::new();
    for spec in device.specs.iter().filter(|spec| !is_relay(spec)) {
        let figure = device.figure(spec, now).json((json!("OFF"), json!("ON")));
        if spec.unit == "°C" {
            told.insert("TempUnit".to_owned(), json!("C"));
        }
        match spec.name.split_once('/') {
            Some((sensor, name)) => {
                let sensor = told.entry(sensor).or_insert_with(|| json!({}));
                let fields = sensor.as_object_mut().expect("it was made as an object");
                fields.insert(name.to_owned(), figure);
            }
            None => {
                told.insert(spec.name.to_owned(), figure);
            }
        }
    }
    told
}

pub(super) fn values(device: &Device, now: Timestamp) -> Vec<Spoken> {
    let mut spoken = Vec::new();
    for relay in device.specs.iter().filter(|spec| is_relay(spec)) {
        let text = device.figure(relay, now).text(("OFF", "ON"));
        spoken.push(Spoken::passing(format!("stat/{}/{}", topic(device), relay.name), text));
    }
    let mut sensing = sensors(device, now);
    if !sensing.is_empty() {
        sensing.insert("Epoch".to_owned(), json!(now.ms() / 1_000));
        let topic = format!("tele/{}/SENSOR", topic(device));
        spoken.push(Spoken::passing(topic, Value::Object(sensing).to_string()));
    }
    spoken
}

pub(super) const MODELS: &[Model] = &[
    Model {
        name: "plug_kitchen",
        product: "Energy plug",
        equipment: "switch",
        style: Style::Object,
        specs: &[
            state("POWER", Kind::Command).settable(),
            register("ENERGY/Total", "kWh", 600.0),
            register("ENERGY/Yesterday", "kWh", 2.0),
            register("ENERGY/Today", "kWh", 1.0),
            sensor("ENERGY/Power", "W", 0.0, 1_800.0).whole(),
            sensor("ENERGY/ApparentPower", "VA", 0.0, 1_900.0).whole(),
            sensor("ENERGY/ReactivePower", "var", 0.0, 300.0).whole(),
            sensor("ENERGY/Factor", "", 0.7, 1.0),
            sensor("ENERGY/Voltage", "V", 225.0, 238.0).whole(),
            sensor("ENERGY/Current", "A", 0.0, 8.0),
        ],
    },
    Model {
        name: "office_sensor",
        product: "Room sensor",
        equipment: "room-sensor",
        style: Style::Object,
        specs: &[
            sensor("SCD40/CarbonDioxide", "ppm", 420.0, 1_100.0).whole(),
            sensor("SCD40/Temperature", "°C", 19.0, 25.0),
            sensor("SCD40/Humidity", "%", 30.0, 60.0),
            sensor("SCD40/DewPoint", "°C", 5.0, 14.0),
            sensor("BH1750/Illuminance", "lx", 0.0, 800.0).whole(),
        ],
    },
    Model {
        name: "boiler_probe",
        product: "Pipe sensor",
        equipment: "boiler",
        style: Style::Object,
        specs: &[
            sensor("DS18B20-1/Temperature", "°C", 55.0, 75.0),
            sensor("DS18B20-2/Temperature", "°C", 40.0, 60.0),
            sensor("BME280/Temperature", "°C", 18.0, 30.0),
            sensor("BME280/Humidity", "%", 20.0, 50.0),
            sensor("BME280/Pressure", "hPa", 990.0, 1_030.0),
            state("POWER1", Kind::Command).settable(),
            state("POWER2", Kind::Command).settable(),
        ],
    },
];
