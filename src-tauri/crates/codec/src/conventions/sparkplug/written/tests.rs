//! Commands are read back by the reader of payloads.

use std::sync::Arc;

use model::{Timestamp, Value};

use super::*;
use crate::conventions::sparkplug::payload::{Metric, Payload};

fn sent(name: &str, datatype: u32, value: &Value) -> Result<Vec<u8>, EncodeError> {
    let name = Arc::from(name);
    let defined =
        Defined { name, datatype: Some(datatype), unit: None, setting: None, is_control: false };
    let at = Timestamp::from_ms(1_486_144_502_122);
    command(&defined, &Order { value, priority: None, at, number: 1 })
}

fn back(datatype: u32, number: f64) -> String {
    let payload = match sent("m", datatype, &Value::Number(number)) {
        Ok(payload) => payload,
        Err(error) => return error.to_string(),
    };
    let payload = Payload::read(&payload).unwrap();
    assert_eq!((payload.timestamp, payload.seq), (Some(1_486_144_502_122), None));
    let metric = Metric::read(payload.metrics().next().unwrap()).unwrap();
    assert_eq!((metric.name, metric.datatype), (Some("m"), Some(datatype)));
    match metric.value.unwrap().value(metric.datatype).unwrap().0 {
        Value::Number(number) => number.to_string(),
        other => format!("{other:?}"),
    }
}

#[test]
fn a_command_has_a_timestamp_a_name_a_type_and_no_place_in_the_sequence() {
    let payload = sent("Outputs/LEDs/Green", 11, &Value::Boolean(true)).unwrap();
    let hex: String = payload.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(
        hex,
        "08eaf2f5a8a02b121f0a124f7574707574732f4c4544732f477265656e18eaf2f5a8a02b200b7001"
    );
}

#[test]
fn numbers_come_back_as_they_were_sent() {
    for (datatype, number) in [
        (1, -128.0),
        (2, -32_768.0),
        (3, -2_147_483_648.0),
        (4, -9_007_199_254_740_992.0),
        (5, 255.0),
        (6, 65_535.0),
        (7, 4_294_967_295.0),
        (8, 9_007_199_254_740_992.0),
        (9, 21.5),
        (10, -1e300),
        (13, 1_700_000_000_000.0),
    ] {
        assert_eq!(back(datatype, number), number.to_string(), "type {datatype}");
    }
}

#[test]
fn a_number_that_is_none_of_the_metrics_type_is_refused() {
    for (datatype, number) in [(1, 128.0), (1, -129.0), (5, 256.0), (5, -1.0), (9, 1e39), (3, 0.5)]
    {
        let why = back(datatype, number);
        assert!(
            why.contains("more than") || why.contains("less than") || why.contains("steps"),
            "{why}"
        );
    }
    assert!(sent("m", 11, &Value::Number(1.0)).is_err());
    assert!(sent("m", 12, &Value::Boolean(true)).is_err());
    assert!(sent("m", 10, &Value::Text("1".into())).is_err());
}
