//! Z-Wave JS UI.

use insta::assert_snapshot;

use crate::conventions::told::last_of;

fn read(topic: &str, payload: &str) -> String {
    last_of(&[(topic, payload)]).replacen("zwave-js-ui\n", "", 1)
}

#[test]
fn values_are_read_in_all_three_forms() {
    assert_snapshot!(read("zwave/Kitchen/lamp/38/0/currentValue", r#"{"time":1700000000000,"value":99}"#), @"lamp /38/0/currentValue = 99 @1700000000000");
    assert_snapshot!(read("zwave/12/128/0/level", "87"), @"12 /128/0/level = 87 %");
    assert_snapshot!(read("zwave/nodeID_5/sensor_multilevel/endpoint_0/Air_temperature", r#"{"id":"49-0-Air temperature","nodeId":5,"commandClass":49,
        "label":"Air temperature","unit":"°F","writeable":false,"value":70.5,"lastUpdate":1700000000000}"#), @r#"
    nodeID_5 /sensor_multilevel/endpoint_0/Air_temperature = 70.5 °F @1700000000000
    + nodeID_5; /sensor_multilevel/endpoint_0/Air_temperature "Air temperature" in °F
    "#);
    assert_snapshot!(read("zwave/7/50/0/value/66049", r#"{"time":1700000000000,"value":12.5}"#), @"7 /50/0/value/66049 = 12.5 W @1700000000000");
    assert_snapshot!(read("zwave/7/49/0/Humidity", r#"{"time":1700000000000,"value":51}"#), @"7 /49/0/Humidity = 51 % @1700000000000");
    assert_snapshot!(read("zwave/7/49/0/Humidity", r#"{"time":1700000000000,"value":null}"#), @"! /49/0/Humidity null");
}

#[test]
fn nodes_and_gateways_tell_whether_they_are_there() {
    assert_snapshot!(read("zwave/office/lamp/status", r#"{"time":1,"value":false,"status":"Dead","nodeId":4}"#), @"lamp offline");
    assert_snapshot!(read("zwave/4/status", "true"), @"4 online");
    assert_snapshot!(read("zwave/_CLIENTS/ZWAVE_GATEWAY-office/status", r#"{"time":1,"value":false}"#), @"ZWAVE_GATEWAY-office offline");
    assert_snapshot!(read("zwave/Hall/motion/nodeinfo", r#"{"id":97,"manufacturer":"Fibargroup","name":"motion","available":true,"productLabel":"FGMS001"}"#), @r#"
    motion online
    + motion "motion" "Fibargroup" "FGMS001"
    "#);
}

#[test]
fn commands_answers_and_events_are_no_values() {
    assert_snapshot!(read("zwave/lamp/38/0/targetValue/set", r#"{"value":100}"#), @"zwave-js-ui");
    assert_snapshot!(read("zwave/_CLIENTS/ZWAVE_GATEWAY-office/api/getInfo", r#"{"success":false,"message":"unknown"}"#), @"* ZWAVE_GATEWAY-office answer getInfo: failed: unknown");
    assert_snapshot!(read("zwave/_EVENTS_/ZWAVE_GATEWAY-office/node/node_added", r#"{"data":[1]}"#), @"zwave-js-ui");
    assert_snapshot!(read("zwave/office/lamp/lastActive", r#"{"time":1,"value":1700000000000}"#), @"zwave-js-ui");
    assert_snapshot!(read("zwave/lamp/99/0/x", r#"{"time":1,"value":{"type":"Buffer","data":[1,2]}}"#), @"zwave-js-ui");
}

#[test]
fn another_prefix_is_known_by_its_gateway() {
    let value = ("zw2/lamp/37/0/currentValue", r#"{"time":1700000000000,"value":true}"#);
    assert!(last_of(&[value]).starts_with("json"));
    let gateway = ("zw2/_CLIENTS/ZWAVE_GATEWAY-a/version", r#"{"value":"9.0"}"#);
    assert_snapshot!(last_of(&[gateway, value]), @r"
    zwave-js-ui
    lamp /37/0/currentValue = true @1700000000000
    ");
}
