//! Homie: devices with nodes and properties, described once and retained like their values; Homie 5 and 4 by turns.
//!
//! Source: the Homie convention, releases 4.0.0 and 5.0.0.

use model::{Kind, Timestamp};
use serde_json::{Map, Value, json};

use super::spec::{Model, Shape, Spec, Style, register, sensor, state, words};
use super::{Device, Spoken};

fn id(device: &Device) -> String {
    format!("{}-{}", device.model.name, device.number)
}

fn is_5(device: &Device) -> bool {
    device.place.is_multiple_of(2)
}

fn base(device: &Device) -> String {
    if is_5(device) { format!("homie/5/{}", id(device)) } else { format!("homie/{}", id(device)) }
}

pub(super) fn identity(device: &Device, spec: &Spec) -> (String, String) {
    (id(device), format!("/{}", spec.name))
}

/// The node and the property of a point's name.
fn parts(spec: &Spec) -> (&'static str, &'static str) {
    spec.name.split_once('/').unwrap_or(("main", spec.name))
}

fn datatype(spec: &Spec) -> &'static str {
    match spec.shape {
        Shape::Number { decimals: 0, .. } => "integer",
        Shape::Number { .. } | Shape::Register { .. } => "float",
        Shape::Boolean => "boolean",
        Shape::Words(_) => "enum",
    }
}

fn format_of(spec: &Spec) -> Option<String> {
    match spec.shape {
        Shape::Number { low, high, .. } if spec.settable => Some(format!("{low}:{high}")),
        Shape::Words(words) => Some(words.join(",")),
        Shape::Number { .. } | Shape::Register { .. } | Shape::Boolean => None,
    }
}

/// `Supply temperature` of `supply-temperature`.
fn title(id: &str) -> String {
    let spaced = id.replace('-', " ");
    let (first, rest) = spaced.split_at(1);
    format!("{}{rest}", first.to_uppercase())
}

pub(super) fn births(device: &Device) -> Vec<Spoken> {
    let base = base(device);
    let kept = |below: &str, text: &str| Spoken::kept(format!("{base}/{below}"), text.to_owned());
    if is_5(device) {
        return vec![
            kept("$state", "init"),
            kept("$description", &description(device).to_string()),
            kept("$state", "ready"),
        ];
    }
    let mut spoken = vec![
        kept("$homie", "4.0.0"),
        kept("$name", &format!("{} {}", device.model.product, device.number)),
        kept("$state", "init"),
        kept("$nodes", &nodes(device).join(",")),
    ];
    for node in nodes(device) {
        let own = device.specs.iter().filter(|spec| parts(spec).0 == node);
        let properties: Vec<&str> = own.map(|spec| parts(spec).1).collect();
        spoken.push(kept(&format!("{node}/$name"), &title(node)));
        spoken.push(kept(&format!("{node}/$properties"), &properties.join(",")));
    }
    for spec in device.specs {
        let (node, property) = parts(spec);
        let mut tell = |attribute: &str, text: &str| {
            spoken.push(kept(&format!("{node}/{property}/{attribute}"), text));
        };
        tell("$name", &title(property));
        tell("$datatype", datatype(spec));
        if spec.settable {
            tell("$settable", "true");
        }
        if !spec.unit.is_empty() && spec.tells {
            tell("$unit", spec.unit);
        }
        if let Some(format) = format_of(spec) {
            tell("$format", &format);
        }
    }
    spoken.push(kept("$state", "ready"));
    spoken
}

fn nodes(device: &Device) -> Vec<&'static str> {
    let mut nodes: Vec<&str> = device.specs.iter().map(|spec| parts(spec).0).collect();
    nodes.dedup();
    nodes
}

fn description(device: &Device) -> Value {
    let mut described = Map::new();
    for node in nodes(device) {
        let own = device.specs.iter().filter(|spec| parts(spec).0 == node);
        let properties: Map<String, Value> = own
            .map(|spec| {
                let (_, property) = parts(spec);
                let mut told = json!({
                    "name": title(property),
                    "datatype": datatype(spec),
                    "settable": spec.settable,
                });
                let fields = told.as_object_mut().expect("it was made as an object");
                if !spec.unit.is_empty() && spec.tells {
                    fields.insert("unit".to_owned(), json!(spec.unit));
                }
                if let Some(format) = format_of(spec) {
                    fields.insert("format".to_owned(), json!(format));
                }
                (property.to_owned(), told)
            })
            .collect();
        described.insert(node.to_owned(), json!({"name": title(node), "properties": properties}));
    }
    json!({
        "homie": "5.0",
        "version": 1,
        "name": format!("{} {}", device.model.product, device.number),
        "nodes": described,
    })
}

pub(super) fn values(device: &Device, now: Timestamp) -> Vec<Spoken> {
    let base = base(device);
    let values = device.specs.iter().map(|spec| {
        let (node, property) = parts(spec);
        let text = device.figure(spec, now).text(("false", "true"));
        Spoken::kept(format!("{base}/{node}/{property}"), text)
    });
    values.collect()
}

pub(super) const MODELS: &[Model] = &[
    Model {
        name: "fcu",
        product: "Fan coil unit",
        equipment: "fcu",
        style: Style::Bare,
        specs: &[
            sensor("room/temperature", "°C", 19.0, 25.0),
            sensor("room/setpoint", "°C", 20.0, 23.0).of(Kind::Setpoint).settable(),
            state("room/occupancy", Kind::Status),
            sensor("fan/speed", "%", 0.0, 100.0).of(Kind::Command).settable(),
            state("fan/running", Kind::Status),
            sensor("coil/heating-valve", "%", 0.0, 100.0).of(Kind::Command).settable(),
            sensor("coil/supply-temperature", "°C", 16.0, 40.0),
            words("unit/mode", Kind::Command, &["off", "heat", "cool", "auto"]).settable(),
            state("unit/alarm", Kind::Alarm),
        ],
    },
    Model {
        name: "heat-meter",
        product: "Heat meter",
        equipment: "heat-meter",
        style: Style::Bare,
        specs: &[
            register("meter/energy", "kWh", 120_000.0),
            sensor("meter/power", "kW", 5.0, 90.0),
            sensor("meter/flow", "m³/h", 1.0, 9.0),
            sensor("meter/flow-temperature", "°C", 55.0, 75.0),
            sensor("meter/return-temperature", "°C", 40.0, 55.0),
            register("meter/volume", "m³", 9_000.0),
        ],
    },
    Model {
        name: "light-group",
        product: "Light group",
        equipment: "light",
        style: Style::Bare,
        specs: &[
            state("light/power", Kind::Command).settable(),
            sensor("light/brightness", "%", 0.0, 100.0).whole().of(Kind::Command).settable(),
            register("light/energy", "kWh", 900.0),
        ],
    },
    Model {
        name: "pump",
        product: "Circulation pump",
        equipment: "pump",
        style: Style::Bare,
        specs: &[
            state("pump/enable", Kind::Command).settable(),
            state("pump/running", Kind::Status),
            sensor("pump/speed", "rpm", 900.0, 2_800.0).whole(),
            sensor("pump/differential-pressure", "kPa", 20.0, 90.0),
            sensor("pump/power", "W", 100.0, 900.0),
            sensor("pump/operating-hours", "h", 8_000.0, 8_010.0).whole(),
            state("pump/fault", Kind::Alarm),
        ],
    },
    Model {
        name: "weather",
        product: "Weather station",
        equipment: "weather-station",
        style: Style::Bare,
        specs: &[
            sensor("outside/temperature", "°C", -5.0, 30.0),
            sensor("outside/humidity", "%", 40.0, 95.0),
            sensor("outside/wind-speed", "m/s", 0.0, 14.0),
            sensor("outside/illuminance", "lx", 0.0, 60_000.0).whole(),
            state("outside/rain", Kind::Status),
        ],
    },
];
