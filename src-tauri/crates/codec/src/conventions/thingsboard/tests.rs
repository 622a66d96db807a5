use crate::conventions::told::told;

#[test]
fn telemetry_is_read_with_and_without_times() {
    insta::assert_snapshot!(told("v1/devices/me/telemetry", r#"[{"co2":612},{"humidity":41}]"#), @r"
    thingsboard
    me /co2 = 612 ppm
    me /humidity = 41 %
    ");
    insta::assert_snapshot!(told("v2/t", r#"{"ts":1767607200000,"values":{"temperature":21.5,"on":true,"meta":{"fan":2}}}"#), @r"
    thingsboard
    me /temperature = 21.5 °C @1767607200000
    me /on = true @1767607200000
    me /meta/fan = 2 @1767607200000
    ");
}

#[test]
fn a_gateway_names_its_devices() {
    insta::assert_snapshot!(told("v1/gateway/telemetry", r#"{"Device A":[{"ts":1767607200000,"values":{"temperature":21}},{"ts":1767607260000,"values":{"temperature":22}}],"Device B":[{"humidity":41}]}"#), @r"
    thingsboard
    Device A /temperature = 21 °C @1767607200000
    Device A /temperature = 22 °C @1767607260000
    Device B /humidity = 41 %
    ");
    insta::assert_snapshot!(told("v1/gateway/connect", r#"{"device":"Device A","type":"thermostat"}"#), @r"
    thingsboard
    Device A online
    ");
    insta::assert_snapshot!(told("v1/gateway/attributes", r#"{"Device A":{"floor":3}}"#), @r"
    thingsboard
    Device A /attributes/floor = 3
    ");
}

#[test]
fn what_the_server_hands_down_is_no_reading() {
    insta::assert_snapshot!(told("v1/gateway/attributes", r#"{"device":"Device A","data":{"setpoint":21}}"#), @"thingsboard");
    insta::assert_snapshot!(told("v1/devices/me/rpc/request/7", r#"{"method":"setValue","params":21}"#), @"thingsboard");
    insta::assert_snapshot!(told("v1/devices/me/attributes/response/1", r#"{"shared":{"setpoint":21}}"#), @"thingsboard");
    insta::assert_snapshot!(told("v1/devices/me/attributes", r#"{"deleted":["setpoint"]}"#), @"thingsboard");
}
