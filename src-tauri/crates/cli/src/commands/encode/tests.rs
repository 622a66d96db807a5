//! Wanted values to messages, line by line.

use serde_json::{Value as Json, json};

use super::super::lines::answer_lines;
use super::*;

fn encoded(lines: &[Json]) -> Vec<Json> {
    let input: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let mut output = Vec::new();
    answer_lines(input.as_bytes(), &mut output, encoding()).unwrap();
    let text = String::from_utf8(output).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn last(lines: &[Json]) -> Json {
    let mut encoded = encoded(lines);
    assert_eq!(encoded.len(), lines.len(), "one line for each line");
    encoded.pop().unwrap()
}

fn lamp() -> [Json; 2] {
    [
        json!({"topic": "/devices/hall/controls/lamp/meta", "payload": "{\"type\":\"switch\"}"}),
        json!({"topic": "/devices/hall/controls/lamp", "payload": "1"}),
    ]
}

fn wanted(device: &str, point: &str, value: &Json) -> Json {
    json!({"device": device, "point": point, "value": value})
}

#[test]
fn a_wanted_value_becomes_a_message_that_is_never_retained() {
    let [meta, state] = lamp();
    assert_eq!(
        last(&[meta, state, wanted("hall", "lamp", &json!(false))]),
        json!({"topic": "/devices/hall/controls/lamp/on", "payload": "0", "retain": false, "qos": 1})
    );
}

#[test]
fn a_message_tells_which_of_its_points_take_commands() {
    let lines = encoded(&lamp());
    let told = &lines[0]["commands"][0];
    assert_eq!((&told["point"], &told["max"]), (&json!("lamp"), &json!(1.0)));
    assert_eq!(told["read_back"], "lamp");
}

#[test]
fn a_limit_that_is_passed_is_named() {
    let [meta, state] = lamp();
    let told = last(&[meta, state, wanted("hall", "lamp", &json!(2))]);
    assert_eq!(told, json!({"error": "2 is more than the 1 that the point takes at most"}));
}

#[test]
fn a_point_that_was_not_heard_is_not_guessed() {
    let told = last(&[wanted("hall", "lamp", &json!(1))]);
    assert!(told["error"].as_str().unwrap().contains("no point lamp of a device hall"), "{told}");
}

#[test]
fn a_point_may_be_called_by_the_end_of_its_path_where_only_one_fits() {
    let value = |endpoint: u8| {
        let topic = format!("zwave/lamp/switch_multilevel/endpoint_{endpoint}/targetValue");
        json!({"topic": topic, "payload": "5"})
    };
    let asked = wanted("lamp", "targetValue", &json!(50));
    let one = last(&[value(0), asked.clone()]);
    assert_eq!(one["topic"], "zwave/lamp/switch_multilevel/endpoint_0/targetValue/set");
    let two = last(&[value(0), value(1), asked]);
    assert!(two["error"].as_str().unwrap().starts_with("2 points fit"), "{two}");
}

#[test]
fn a_device_may_be_called_by_the_name_it_told() {
    let document = json!({
        "unique_id": "u1", "name": "Set point", "state_topic": "hvac/1/sp", "command_topic": "hvac/1/sp/set",
        "min": 5, "max": 30, "step": 0.5, "device": {"identifiers": ["x1"], "name": "Hall unit"}
    });
    let document =
        json!({"topic": "homeassistant/number/u1/config", "payload": document.to_string()});
    let told = last(&[document, wanted("Hall unit", "u1", &json!(21.5))]);
    assert_eq!((&told["topic"], &told["payload"]), (&json!("hvac/1/sp/set"), &json!("21.5")));
}

#[test]
fn a_line_that_is_neither_message_nor_wish_is_an_error_and_no_end() {
    let [meta, state] = lamp();
    let lines = encoded(&[
        json!("nonsense"),
        meta,
        state,
        wanted("hall", "lamp", &json!([1])),
        wanted("hall", "lamp", &json!(1)),
    ]);
    assert!(lines[0]["error"].is_string() && lines[3]["error"].is_string());
    assert_eq!(lines[4]["payload"], "1");
}

#[test]
fn bytes_are_told_in_hexadecimal() {
    // Born with the metric `m`, a boolean.
    let birth = "080112090a016d1801200b70011800";
    let birth = json!({"topic": "spBv1.0/g/NBIRTH/n", "payload_hex": birth});
    let lines = encoded(&[birth, wanted("g/n", "m", &json!(true))]);
    assert_eq!((&lines[1]["topic"], &lines[1]["qos"]), (&json!("spBv1.0/g/NCMD/n"), &json!(0)));
    assert!(lines[1]["payload_hex"].as_str().unwrap().ends_with("200b7001"), "{}", lines[1]);
    assert!(lines[1]["payload"].is_null());
}
