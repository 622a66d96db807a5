//! Home Assistant discovery: a retained document for each component, then values on the topics it names.
//!
//! Source: Home Assistant, "MQTT", section "MQTT discovery", and the pages of sensor, binary_sensor, number, switch and
//! select.

use model::{Kind, Timestamp};
use serde_json::{Map, Value, json};

use super::spec::{Model, Shape, Spec, Style, register, sensor, state, words};
use super::{Device, Spoken};

fn id(device: &Device) -> String {
    format!("{}_{}", device.model.name, device.number)
}

fn slug(spec: &Spec) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    spec.name.chars().map(plain).collect()
}

fn unique(device: &Device, spec: &Spec) -> String {
    format!("{}_{}", id(device), slug(spec))
}

pub(super) fn identity(device: &Device, spec: &Spec) -> (String, String) {
    (id(device), format!("/{}", unique(device, spec)))
}

fn component(spec: &Spec) -> &'static str {
    match (spec.shape, spec.settable) {
        (Shape::Number { .. } | Shape::Register { .. }, false) | (Shape::Words(_), false) => {
            "sensor"
        }
        (Shape::Number { .. } | Shape::Register { .. }, true) => "number",
        (Shape::Boolean, false) => "binary_sensor",
        (Shape::Boolean, true) => "switch",
        (Shape::Words(_), true) => "select",
    }
}

/// Where one component's value is told: on its device's topic as JSON, or on one of its own.
fn state_topic(device: &Device, spec: &Spec) -> String {
    match device.model.style {
        Style::Object => format!("bms2mqtt/{}/state", id(device)),
        Style::Bare | Style::WithUnit => format!("bms2mqtt/{}/{}", id(device), slug(spec)),
    }
}

pub(super) fn births(device: &Device) -> Vec<Spoken> {
    let documents = device.specs.iter().map(|spec| {
        let topic =
            format!("homeassistant/{}/{}/{}/config", component(spec), id(device), slug(spec));
        Spoken::kept(topic, document(device, spec).to_string())
    });
    let online = Spoken::kept(format!("bms2mqtt/{}/availability", id(device)), "online");
    documents.chain([online]).collect()
}

fn document(device: &Device, spec: &Spec) -> Value {
    let mut document = json!({
        "name": spec.name,
        "unique_id": unique(device, spec),
        "state_topic": state_topic(device, spec),
        "availability_topic": format!("bms2mqtt/{}/availability", id(device)),
        "device": {
            "identifiers": [id(device)],
            "name": device.model.product.replace("{}", &device.number.to_string()),
            "manufacturer": "Various",
            "model": device.model.name,
            "suggested_area": format!("Floor {}", device.floor),
        },
    });
    let fields = document.as_object_mut().expect("it was made as an object");
    let mut put = |key: &str, value: Value| {
        fields.insert(key.to_owned(), value);
    };
    if device.model.style == Style::Object {
        put("value_template", json!(format!("{{{{ value_json.{} }}}}", slug(spec))));
    }
    if spec.settable {
        put("command_topic", json!(format!("{}/set", state_topic(device, spec))));
    }
    if !spec.unit.is_empty() && spec.tells {
        put("unit_of_measurement", json!(spec.unit));
    }
    if !spec.class.is_empty() {
        put("device_class", json!(spec.class));
    }
    match spec.shape {
        Shape::Number { low, high, .. } if spec.settable => {
            put("min", json!(low));
            put("max", json!(high));
        }
        Shape::Number { .. } => put("state_class", json!("measurement")),
        Shape::Register { .. } => put("state_class", json!("total_increasing")),
        Shape::Words(words) if spec.settable => put("options", json!(words)),
        Shape::Words(_) | Shape::Boolean => {}
    }
    document
}

const OFF_ON: (&str, &str) = ("OFF", "ON");

pub(super) fn values(device: &Device, now: Timestamp) -> Vec<Spoken> {
    if device.model.style == Style::Object {
        let states = device.specs.iter().map(|spec| {
            (slug(spec), device.figure(spec, now).json((json!(OFF_ON.0), json!(OFF_ON.1))))
        });
        let states: Map<String, Value> = states.collect();
        let topic = format!("bms2mqtt/{}/state", id(device));
        return vec![Spoken::passing(topic, Value::Object(states).to_string())];
    }
    let values = device.specs.iter().map(|spec| {
        Spoken::passing(state_topic(device, spec), device.figure(spec, now).text(OFF_ON))
    });
    values.collect()
}

pub(super) const MODELS: &[Model] = &[
    Model {
        name: "ahu",
        product: "AHU {}",
        equipment: "ahu",
        style: Style::Bare,
        specs: &[
            sensor("Supply air temperature", "°C", 14.0, 22.0).class("temperature"),
            sensor("Return air temperature", "°C", 20.0, 25.0).class("temperature"),
            sensor("Outdoor air temperature", "°C", -5.0, 30.0).class("temperature"),
            sensor("Supply air setpoint", "°C", 16.0, 20.0)
                .class("temperature")
                .of(Kind::Setpoint)
                .settable(),
            sensor("Return air humidity", "%", 30.0, 60.0).class("humidity"),
            sensor("Supply fan speed", "%", 30.0, 90.0),
            state("Supply fan", Kind::Status).class("running"),
            state("Supply fan command", Kind::Command).settable(),
            sensor("Filter pressure", "Pa", 60.0, 200.0).class("pressure"),
            state("Filter", Kind::Alarm).class("problem"),
            sensor("Heating valve", "%", 0.0, 100.0).of(Kind::Command).settable(),
            words("Operating mode", Kind::Command, &["off", "auto", "comfort"]).settable(),
        ],
    },
    Model {
        name: "room",
        product: "Room sensor {}",
        equipment: "room-sensor",
        style: Style::Object,
        specs: &[
            sensor("Temperature", "°C", 19.0, 25.0).class("temperature"),
            sensor("Humidity", "%", 30.0, 60.0).class("humidity"),
            sensor("Carbon dioxide", "ppm", 420.0, 1_100.0).class("carbon_dioxide").whole(),
            sensor("Illuminance", "lx", 0.0, 800.0).class("illuminance").whole(),
            state("Occupancy", Kind::Status).class("occupancy"),
            state("Window", Kind::Status).class("window"),
            sensor("Battery", "%", 40.0, 100.0).class("battery").whole(),
            sensor("Signal", "dBm", -90.0, -50.0).class("signal_strength").whole(),
        ],
    },
    Model {
        name: "meter",
        product: "Energy meter {}",
        equipment: "elec-meter",
        style: Style::Object,
        specs: &[
            sensor("Power", "W", 500.0, 9_000.0).class("power"),
            sensor("Voltage L1", "V", 225.0, 238.0).class("voltage"),
            sensor("Current L1", "A", 1.0, 20.0).class("current"),
            register("Energy import", "kWh", 40_000.0).class("energy"),
            register("Energy export", "kWh", 2_000.0).class("energy"),
            sensor("Power factor", "%", 80.0, 100.0).class("power_factor"),
            sensor("Frequency", "Hz", 49.9, 50.1).class("frequency"),
        ],
    },
    Model {
        name: "boiler",
        product: "Boiler {}",
        equipment: "boiler",
        style: Style::Bare,
        specs: &[
            sensor("Flow temperature", "°C", 55.0, 75.0).class("temperature"),
            sensor("Return temperature", "°C", 40.0, 60.0).class("temperature"),
            sensor("Flow temperature target", "°C", 50.0, 75.0)
                .class("temperature")
                .of(Kind::Setpoint)
                .settable(),
            sensor("Water pressure", "bar", 1.2, 2.2).class("pressure"),
            state("Burner", Kind::Status).class("running"),
            state("Fault", Kind::Alarm).class("problem"),
            sensor("Modulation", "%", 20.0, 100.0),
            state("Circulation pump", Kind::Command).settable(),
            sensor("Burner hours", "h", 2_000.0, 2_010.0).class("duration").whole(),
        ],
    },
];
