//! Sparkplug B: edge nodes that tell births of themselves and their devices, then values by alias alone.
//!
//! Source: Eclipse Sparkplug Specification 3.0.0; the property `engUnit` as Ignition publishes it. Births are never
//! retained.

use model::{Kind, Timestamp};

use super::figure::Figure;
use super::protobuf::Writer;
use super::spec::{Model, Shape, Spec, Style, register, sensor, state, words};
use super::{Device, Spoken};

/// Devices behind one edge node.
const DEVICES_OF_NODE: usize = 4;

const GROUP: &str = "Quay";

/// Data types.
const INT32: u64 = 3;
const UINT64: u64 = 8;
const DOUBLE: u64 = 10;
const BOOLEAN: u64 = 11;
const STRING: u64 = 12;

pub(super) fn nodes(devices: &[Device]) -> usize {
    devices.len().div_ceil(DEVICES_OF_NODE)
}

fn node_of(device: &Device) -> usize {
    device.place / DEVICES_OF_NODE
}

fn node_name(node: usize) -> String {
    format!("Gateway{}", node + 1)
}

fn name(device: &Device) -> String {
    format!("{}{}", device.model.name, device.number)
}

pub(super) fn identity(device: &Device, spec: &Spec) -> (String, String) {
    let node = node_name(node_of(device));
    (format!("{GROUP}/{node}/{}", name(device)), format!("/{}", spec.name))
}

fn next(sequence: &mut u8) -> u64 {
    let now = *sequence;
    *sequence = sequence.wrapping_add(1);
    u64::from(now)
}

fn time(now: Timestamp) -> u64 {
    u64::try_from(now.ms()).unwrap_or(0)
}

fn payload(metrics: &[Writer], sequence: u64, now: Timestamp) -> Vec<u8> {
    let mut payload = Writer::default();
    payload.varint(1, time(now));
    metrics.iter().for_each(|metric| payload.message(2, metric));
    payload.varint(3, sequence);
    payload.into_bytes()
}

/// A node is born with sequence 0, then its devices.
pub(super) fn births(devices: &[Device], sequences: &mut [u8], now: Timestamp) -> Vec<Spoken> {
    let mut spoken = Vec::new();
    for (node, behind) in devices.chunks(DEVICES_OF_NODE).enumerate() {
        sequences[node] = 0;
        let mut session = Writer::default();
        session.text(1, "bdSeq");
        session.varint(4, UINT64);
        session.varint(11, 0);
        let mut rebirth = Writer::default();
        rebirth.text(1, "Node Control/Rebirth");
        rebirth.varint(4, BOOLEAN);
        rebirth.varint(14, 0);
        let birth = payload(&[session, rebirth], next(&mut sequences[node]), now);
        spoken.push(Spoken::passing(format!("spBv1.0/{GROUP}/NBIRTH/{}", node_name(node)), birth));
        for device in behind {
            let metrics = device.specs.iter().enumerate();
            let metrics = metrics.map(|(at, spec)| {
                let mut metric = Writer::default();
                metric.text(1, spec.name);
                metric.varint(2, alias(device, at));
                metric.varint(3, time(now));
                value(&mut metric, spec, device.figure(spec, now), true);
                if let Some(properties) = properties(spec) {
                    metric.message(9, &properties);
                }
                metric
            });
            let birth = payload(&metrics.collect::<Vec<_>>(), next(&mut sequences[node]), now);
            let topic = format!("spBv1.0/{GROUP}/DBIRTH/{}/{}", node_name(node), name(device));
            spoken.push(Spoken::passing(topic, birth));
        }
    }
    spoken
}

/// Aliases are unique below one node.
fn alias(device: &Device, at: usize) -> u64 {
    ((device.place % DEVICES_OF_NODE) * 1_000 + at + 1) as u64
}

pub(super) fn values(device: &Device, sequences: &mut [u8], now: Timestamp) -> Vec<Spoken> {
    let node = node_of(device);
    let metrics = device.specs.iter().enumerate().map(|(at, spec)| {
        let mut metric = Writer::default();
        metric.varint(2, alias(device, at));
        metric.varint(3, time(now));
        value(&mut metric, spec, device.figure(spec, now), false);
        metric
    });
    let data = payload(&metrics.collect::<Vec<_>>(), next(&mut sequences[node]), now);
    let topic = format!("spBv1.0/{GROUP}/DDATA/{}/{}", node_name(node), name(device));
    vec![Spoken::passing(topic, data)]
}

fn value(metric: &mut Writer, spec: &Spec, figure: Figure, is_birth: bool) {
    let datatype = match (figure, spec.shape) {
        (Figure::Number(_, 0), Shape::Number { .. }) => INT32,
        (Figure::Number(..), _) => DOUBLE,
        (Figure::Boolean(_), _) => BOOLEAN,
        (Figure::Word(_), _) => STRING,
    };
    if is_birth {
        metric.varint(4, datatype);
    }
    match figure {
        Figure::Number(number, _) if datatype == INT32 => {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "the numbers of the tables are small, and a negative one is written as its two's complement"
            )]
            let number = i64::from(number.round() as i32) as u32;
            metric.varint(10, u64::from(number));
        }
        Figure::Number(number, decimals) => {
            let scale = 10_f64.powi(i32::from(decimals));
            metric.double(13, (number * scale).round() / scale);
        }
        Figure::Boolean(boolean) => metric.varint(14, u64::from(boolean)),
        Figure::Word(word) => metric.text(15, word),
    }
}

/// The unit, and that it cannot be written, where the gateway knows it.
fn properties(spec: &Spec) -> Option<Writer> {
    if !spec.tells {
        return None;
    }
    let mut set = Writer::default();
    let mut values = Vec::new();
    if !spec.unit.is_empty() {
        set.text(1, "engUnit");
        let mut unit = Writer::default();
        unit.varint(1, STRING);
        unit.text(8, spec.unit);
        values.push(unit);
    }
    set.text(1, "readOnly");
    let mut read_only = Writer::default();
    read_only.varint(1, BOOLEAN);
    read_only.varint(7, u64::from(!spec.settable));
    values.push(read_only);
    values.iter().for_each(|value| set.message(2, value));
    Some(set)
}

pub(super) const MODELS: &[Model] = &[
    Model {
        name: "AHU",
        product: "Air handling unit",
        equipment: "ahu",
        style: Style::Bare,
        specs: &[
            sensor("SAT", "°C", 14.0, 22.0),
            sensor("SAT_SP", "°C", 16.0, 20.0).of(Kind::Setpoint).settable(),
            sensor("RAT", "°C", 20.0, 25.0),
            sensor("OAT", "°C", -5.0, 30.0).untold(),
            sensor("MAT", "°C", 10.0, 22.0),
            sensor("RA_RH", "%", 30.0, 60.0),
            sensor("RA_CO2", "ppm", 420.0, 900.0).whole(),
            sensor("DSP", "Pa", 150.0, 320.0).whole(),
            sensor("DSP_SP", "Pa", 250.0, 251.0).of(Kind::Setpoint).settable(),
            sensor("SF_SPD", "%", 30.0, 90.0).untold(),
            state("SF_CMD", Kind::Command).settable(),
            state("SF_STS", Kind::Status),
            sensor("OAD_POS", "%", 10.0, 100.0),
            sensor("HTG_VLV_CMD", "%", 0.0, 100.0).of(Kind::Command).settable(),
            sensor("CLG_VLV_CMD", "%", 0.0, 100.0).of(Kind::Command).settable().untold(),
            sensor("FLT_DP", "Pa", 60.0, 200.0).whole(),
            state("FLT_ALM", Kind::Alarm),
            words("OCC_MODE", Kind::Status, &["occupied", "unoccupied", "standby"]),
        ],
    },
    Model {
        name: "Chiller",
        product: "Water chiller",
        equipment: "chiller",
        style: Style::Bare,
        specs: &[
            sensor("CHWS_Temp", "°C", 6.0, 9.0),
            sensor("CHWR_Temp", "°C", 10.0, 14.0),
            sensor("CHWS_Temp_SP", "°C", 6.0, 8.0).of(Kind::Setpoint).settable(),
            sensor("CHW_Flow", "m³/h", 10.0, 80.0),
            sensor("Compressor 1/Current", "A", 20.0, 90.0),
            state("Compressor 1/Running", Kind::Status),
            sensor("Power", "kW", 20.0, 160.0),
            register("Energy", "kWh", 90_000.0),
            sensor("Run Hours", "h", 4_000.0, 4_100.0).whole(),
            state("Enable", Kind::Command).settable(),
            state("General Alarm", Kind::Alarm),
        ],
    },
    Model {
        name: "VAV",
        product: "VAV box controller",
        equipment: "vav",
        style: Style::Bare,
        specs: &[
            sensor("ZN_T", "°C", 19.0, 25.0),
            sensor("ZoneTempSp", "°C", 20.0, 23.0).of(Kind::Setpoint).settable(),
            sensor("Airflow", "L/s", 40.0, 300.0).whole(),
            sensor("AirflowSp", "L/s", 40.0, 300.0).of(Kind::Setpoint).whole(),
            sensor("DmprPos", "%", 5.0, 100.0),
            sensor("ReheatValve", "%", 0.0, 100.0).of(Kind::Command),
            state("Occupied", Kind::Status),
            sensor("MinFlow Limit", "L/s", 40.0, 41.0).of(Kind::Parameter).settable(),
        ],
    },
    Model {
        name: "Meter",
        product: "Electricity meter",
        equipment: "elec-meter",
        style: Style::Bare,
        specs: &[
            sensor("Voltage L1", "V", 225.0, 238.0),
            sensor("Voltage L2", "V", 225.0, 238.0),
            sensor("Current L1", "A", 5.0, 80.0),
            sensor("Active Power", "kW", 5.0, 60.0),
            sensor("Reactive Power", "kvar", 1.0, 12.0),
            sensor("Power Factor", "", 0.8, 1.0),
            sensor("Frequency", "Hz", 49.9, 50.1),
            register("Active Energy Import", "kWh", 420_000.0),
        ],
    },
];
