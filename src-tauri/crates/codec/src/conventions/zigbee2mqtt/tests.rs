use insta::assert_snapshot;

use crate::conventions::told::last_of;

const DEVICES: &str = r#"[
    {"type":"Coordinator","friendly_name":"Coordinator","ieee_address":"0x00","definition":null},
    {"type":"Router","friendly_name":"hall/plug","ieee_address":"0x01","definition":{"vendor":"Xiaomi","model":"ZNCZ02LM","exposes":[
        {"type":"switch","features":[{"type":"binary","property":"state","access":7,"value_on":"ON","value_off":"OFF"}]},
        {"type":"numeric","property":"voltage","unit":"V","access":1},
        {"type":"numeric","property":"energy","unit":"Wh","access":1},
        {"type":"enum","property":"action","access":1,"values":["single"]},
        {"type":"composite","property":"color","features":[{"type":"numeric","property":"x","access":7,"value_min":0,"value_max":1}]}]}},
    {"type":"EndDevice","friendly_name":"new","ieee_address":"0x02","definition":null,"supported":false}]"#;

#[test]
fn exposes_tell_points_units_and_what_is_settable() {
    assert_snapshot!(last_of(&[("zigbee2mqtt/bridge/devices", DEVICES)]), @r#"
    zigbee2mqtt
    + hall/plug "hall/plug" "Xiaomi" "ZNCZ02LM"; /state ON|OFF writable; /voltage in V; /energy in Wh; /color/x from 0 to 1 writable
    + new "new"
    "#);
    let states = r#"{"state":"ON","voltage":1100,"energy":5,"linkquality":80,"power":null,"update":{"state":"idle"}}"#;
    assert_snapshot!(last_of(&[("zigbee2mqtt/bridge/devices", DEVICES), ("zigbee2mqtt/hall/plug", states)]), @r#"
    zigbee2mqtt
    hall/plug /state = "ON"
    hall/plug /voltage = 1100 V
    hall/plug /energy = 5 Wh
    hall/plug /linkquality = 80 lqi
    "#);
}

#[test]
fn units_follow_from_names_where_no_exposes_were_heard() {
    let states = r#"{"battery":93,"voltage":2990,"power_l2":12,"voltage_phase_b":231,"local_temperature":20,"occupied_heating_setpoint":21,"color":{"x":0.3},"color_temp":370}"#;
    assert_snapshot!(last_of(&[("zigbee2mqtt/a", states)]), @r"
    zigbee2mqtt
    a /battery = 93 %
    a /voltage = 2990 mV
    a /power_l2 = 12 W
    a /voltage_phase_b = 231 V
    a /local_temperature = 20 °C
    a /occupied_heating_setpoint = 21 °C
    a /color/x = 0.3
    a /color_temp = 370 mired
    ");
}

#[test]
fn last_seen_is_the_time_of_the_values_beside_it() {
    assert_snapshot!(last_of(&[("zigbee2mqtt/a", r#"{"temperature":21,"last_seen":"2023-11-14T23:13:20+01:00"}"#)]), @r"
    zigbee2mqtt
    a /temperature = 21 °C @1700000000000
    ");
    assert_snapshot!(last_of(&[("zigbee2mqtt/a", r#"{"temperature":21,"last_seen":1700000000000}"#)]), @r"
    zigbee2mqtt
    a /temperature = 21 °C @1700000000000
    ");
}

#[test]
fn attributes_on_topics_of_their_own_belong_to_their_device() {
    assert_snapshot!(last_of(&[("zigbee2mqtt/bridge/devices", DEVICES), ("zigbee2mqtt/hall/plug/voltage", "230")]), @r"
    zigbee2mqtt
    hall/plug /voltage = 230 V
    ");
    assert_snapshot!(last_of(&[("zigbee2mqtt/a/contact", "false")]), @r"
    zigbee2mqtt
    a /contact = false
    ");
    for about in ["last_seen", "update-state", "update_available"] {
        assert_eq!(last_of(&[(&format!("zigbee2mqtt/a/{about}"), "true")]), "zigbee2mqtt");
    }
}

#[test]
fn commands_actions_and_answers_are_events() {
    assert_snapshot!(last_of(&[("zigbee2mqtt/0xabc/set", r#"{"state":"ON"}"#)]), @r#"
    zigbee2mqtt
    * 0xabc command {"state":"ON"}
    "#);
    assert_snapshot!(last_of(&[("zigbee2mqtt/hall/lamp/set/brightness", "20")]), @r"
    zigbee2mqtt
    * hall/lamp command 20
    ");
    assert_snapshot!(last_of(&[("zigbee2mqtt/hall/lamp/get", r#"{"state":""}"#)]), @r#"
    zigbee2mqtt
    * hall/lamp command {"state":""}
    "#);
    assert_snapshot!(last_of(&[("zigbee2mqtt/btn", r#"{"action":"double","action_duration":2}"#)]), @r"
    zigbee2mqtt
    * btn action double
    ");
    assert_snapshot!(last_of(&[("zigbee2mqtt/bridge/response/device/remove", r#"{"data":{"id":"my_bulb"},"status":"error","error":"no route"}"#)]), @r"
    zigbee2mqtt
    * my_bulb answer device/remove: error no route
    ");
}

#[test]
fn a_bridge_that_goes_takes_its_devices_with_it() {
    assert_snapshot!(last_of(&[("zigbee2mqtt/hall/lamp/availability", "offline")]), @r"
    zigbee2mqtt
    hall/lamp offline
    ");
    let told = last_of(&[
        ("zigbee2mqtt/bridge/devices", DEVICES),
        ("zigbee2mqtt/bridge/state", "offline"),
    ]);
    assert!(told.contains("bridge offline") && told.contains("hall/plug offline"), "{told}");
    assert_snapshot!(last_of(&[("zigbee2mqtt/bridge/info", r#"{"version":"2.1.0","permit_join":false}"#)]), @"zigbee2mqtt");
}

#[test]
fn a_network_of_another_base_is_known_by_its_bridge() {
    assert!(last_of(&[("zb/garage", r#"{"temperature":3}"#)]).starts_with("json"));
    assert_snapshot!(last_of(&[("zb/bridge/devices", DEVICES), ("zb/garage", r#"{"temperature":3}"#)]), @r"
    zigbee2mqtt
    garage /temperature = 3 °C
    ");
    assert_snapshot!(last_of(&[("zigbee2mqtt-2/garage", r#"{"temperature":3}"#)]), @r"
    zigbee2mqtt
    garage /temperature = 3 °C
    ");
}
