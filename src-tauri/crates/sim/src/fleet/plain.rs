//! Plain topics and JSON as building controllers and gateways publish them: no document, mostly no units.
//!
//! Names follow what controllers of the field are programmed with, in English and German.

use model::{Kind, Timestamp};
use serde_json::{Map, Value, json};

use super::spec::{Model, Shape, Spec, Style, register, sensor, state, words};
use super::{Device, Spoken};

/// `{floor}` and `{number}` in a model's name stand for the device's.
fn base(device: &Device) -> String {
    let floor = device.floor.to_string();
    let number = device.number.to_string();
    device.model.name.replace("{floor}", &floor).replace("{number}", &number)
}

pub(super) fn identity(device: &Device, spec: &Spec) -> (String, String) {
    match device.model.style {
        Style::Object => (base(device), format!("/{}", spec.name)),
        Style::Bare | Style::WithUnit => (format!("{}/{}", base(device), spec.name), String::new()),
    }
}

pub(super) fn values(device: &Device, now: Timestamp) -> Vec<Spoken> {
    let topic = base(device);
    if device.model.style == Style::Object {
        let states = device.specs.iter().map(|spec| {
            (spec.name.to_owned(), device.figure(spec, now).json((json!(false), json!(true))))
        });
        let mut states: Map<String, Value> = states.collect();
        states.insert("ts".to_owned(), json!(now.ms()));
        return vec![Spoken::passing(topic, Value::Object(states).to_string())];
    }
    let values = device.specs.iter().map(|spec| {
        let text = device.figure(spec, now).text(("0", "1"));
        let text = if device.model.style == Style::WithUnit && is_number(spec) && spec.tells {
            format!("{text} {}", spec.unit).trim_end().to_owned()
        } else {
            text
        };
        Spoken::passing(format!("{topic}/{}", spec.name), text)
    });
    values.collect()
}

fn is_number(spec: &Spec) -> bool {
    matches!(spec.shape, Shape::Number { .. } | Shape::Register { .. })
}

pub(super) const MODELS: &[Model] = &[
    Model {
        name: "quay-house/floor-{floor}/vav-{floor}-{number}",
        product: "",
        equipment: "vav",
        style: Style::Bare,
        specs: &[
            sensor("zone-air-temp", "°C", 19.0, 25.0),
            sensor("zone-air-temp-sp", "°C", 20.0, 23.0).of(Kind::Setpoint),
            sensor("damper-position", "%", 5.0, 100.0).whole(),
            sensor("airflow", "L/s", 40.0, 300.0).whole(),
            sensor("reheat-valve-cmd", "%", 0.0, 100.0).whole().of(Kind::Command),
            words("occupancy-mode", Kind::Status, &["occupied", "unoccupied"]),
        ],
    },
    Model {
        name: "quay-house/floor-{floor}/room-{floor}-{number}",
        product: "",
        equipment: "room-sensor",
        style: Style::Object,
        specs: &[
            sensor("temperature", "°C", 19.0, 25.0),
            sensor("humidity", "%", 30.0, 60.0).whole(),
            sensor("co2", "ppm", 420.0, 1_100.0).whole(),
            sensor("illuminance_lux", "lx", 0.0, 800.0).whole(),
            state("occupied", Kind::Status),
            sensor("battery", "%", 40.0, 100.0).whole(),
        ],
    },
    Model {
        name: "Campus/Haus A/RLT {number}",
        product: "",
        equipment: "ahu",
        style: Style::WithUnit,
        specs: &[
            sensor("Zulufttemperatur", "°C", 14.0, 22.0),
            sensor("Zulufttemperatur_Sollwert", "°C", 16.0, 20.0).of(Kind::Setpoint),
            sensor("Ablufttemperatur", "°C", 20.0, 25.0),
            sensor("Außentemperatur", "°C", -5.0, 30.0),
            sensor("Abluft_Feuchte", "%", 30.0, 60.0),
            sensor("Zuluftventilator_Drehzahl", "%", 30.0, 90.0),
            state("Zuluftventilator_Betrieb", Kind::Status),
            sensor("Filter_Differenzdruck", "Pa", 60.0, 200.0).whole(),
            state("Filter_Störmeldung", Kind::Alarm),
            sensor("Heizventil_Stellsignal", "%", 0.0, 100.0).of(Kind::Command),
            state("Anlage_Freigabe", Kind::Command),
        ],
    },
    Model {
        name: "bms/B1/L0{floor}/AHU{number}",
        product: "",
        equipment: "ahu",
        style: Style::Bare,
        specs: &[
            sensor("SAT", "°C", 14.0, 22.0),
            sensor("SAT_SP", "°C", 16.0, 20.0).of(Kind::Setpoint),
            sensor("RAT", "°C", 20.0, 25.0),
            sensor("OAT", "°C", -5.0, 30.0),
            sensor("SF_SPD", "%", 30.0, 90.0),
            state("SF_STS", Kind::Status),
            state("SF_CMD", Kind::Command),
            sensor("DSP", "Pa", 150.0, 320.0).whole(),
            sensor("OAD_POS", "%", 10.0, 100.0),
            sensor("HCV", "%", 0.0, 100.0).of(Kind::Command),
            state("FLT_ALM", Kind::Alarm),
        ],
    },
    Model {
        name: "boilerhouse/boiler-{number}",
        product: "",
        equipment: "boiler",
        style: Style::WithUnit,
        specs: &[
            sensor("flow_temp", "°C", 55.0, 75.0),
            sensor("return_temp", "°C", 40.0, 60.0),
            sensor("flow_temp_setpoint", "°C", 55.0, 75.0).of(Kind::Setpoint),
            sensor("pressure", "bar", 1.2, 2.2),
            state("burner_status", Kind::Status),
            sensor("firing_rate", "%", 20.0, 100.0),
            state("fault", Kind::Alarm),
            sensor("run_hours", "h", 2_000.0, 2_010.0).whole(),
        ],
    },
    Model {
        name: "quay-house/risers/electricity-meter-{number}",
        product: "",
        equipment: "elec-meter",
        style: Style::Object,
        specs: &[
            sensor("power_kw", "kW", 2.0, 60.0),
            register("energy_kwh", "kWh", 90_000.0),
            sensor("voltage_l1", "V", 225.0, 238.0),
            sensor("current_l1", "A", 2.0, 80.0),
            sensor("power_factor", "", 0.8, 1.0),
            sensor("frequency", "Hz", 49.9, 50.1),
        ],
    },
    Model {
        name: "quay-house/plant/heating-pump-{number}",
        product: "",
        equipment: "pump",
        style: Style::Bare,
        specs: &[
            state("running", Kind::Status),
            state("start-cmd", Kind::Command),
            sensor("speed", "%", 30.0, 100.0).whole(),
            sensor("power-w", "W", 100.0, 900.0),
            state("fault", Kind::Alarm),
        ],
    },
];
