use crate::conventions::told::told;

fn uplink(rest: &str) -> String {
    let head = r#""end_device_ids":{"device_id":"d1","application_ids":{"application_id":"a"}},"received_at":"2026-01-05T10:00:00Z""#;
    told("v3/a@ttn/devices/d1/up", &format!("{{{head},{rest}}}"))
}

#[test]
fn a_decoded_payload_is_read_with_the_networks_own_time() {
    insta::assert_snapshot!(uplink(r#""uplink_message":{"f_port":1,"frm_payload":"AA==","decoded_payload":{"temperature_1":21.5,"relative_humidity_2":48,"luminosity_3":220},"rx_metadata":[{"time":"1999-01-01T00:00:00Z","timestamp":3940207243,"rssi":-71,"snr":8.5}],"last_battery_percentage":{"f_cnt":2,"value":91.3,"received_at":"2026-01-05T09:00:00Z"}}"#), @r"
    tts
    d1 /temperature_1 = 21.5 °C @1767607200000
    d1 /relative_humidity_2 = 48 % @1767607200000
    d1 /luminosity_3 = 220 lx @1767607200000
    d1 /rx_metadata/0/rssi = -71 dBm @1767607200000
    d1 /rx_metadata/0/snr = 8.5 dB @1767607200000
    d1 /last_battery_percentage = 91.3 % @1767603600000
    ");
}

#[test]
fn a_normalized_payload_has_the_units_of_its_schema() {
    insta::assert_snapshot!(uplink(r#""uplink_message":{"normalized_payload":[{"air":{"temperature":21.5,"relativeHumidity":48,"pressure":1003,"co2":640,"lightIntensity":90},"battery":3.3,"action":{"contactState":"open"}}]}"#), @r#"
    tts
    d1 /normalized_payload/air/temperature = 21.5 °C @1767607200000
    d1 /normalized_payload/air/relativeHumidity = 48 % @1767607200000
    d1 /normalized_payload/air/pressure = 1003 hPa @1767607200000
    d1 /normalized_payload/air/co2 = 640 ppm @1767607200000
    d1 /normalized_payload/air/lightIntensity = 90 lx @1767607200000
    d1 /normalized_payload/battery = 3.3 V @1767607200000
    d1 /normalized_payload/action/contactState = "open" @1767607200000
    "#);
    insta::assert_snapshot!(uplink(r#""uplink_message":{"normalized_payload":[{"soil":{"depth":10,"moisture":30}},{"soil":{"depth":30,"moisture":35}}]}"#), @r"
    tts
    d1 /normalized_payload/0/soil/depth = 10 cm @1767607200000
    d1 /normalized_payload/0/soil/moisture = 30 % @1767607200000
    d1 /normalized_payload/1/soil/depth = 30 cm @1767607200000
    d1 /normalized_payload/1/soil/moisture = 35 % @1767607200000
    ");
}

#[test]
fn a_simulated_uplink_is_marked() {
    insta::assert_snapshot!(uplink(r#""uplink_message":{"decoded_payload":{"occupied":true}},"simulated":true"#), @r"
    tts
    d1 /occupied = true @1767607200000 substituted
    ");
}

#[test]
fn joins_answers_and_places_are_told_apart() {
    insta::assert_snapshot!(uplink(r#""join_accept":{"session_key_id":"AA=="}"#), @r"
    tts
    d1 online
    * d1 joined
    ");
    insta::assert_snapshot!(uplink(r#""downlink_nack":{"f_port":15,"f_cnt":11}"#), @r"
    tts
    * d1 answer nack
    ");
    insta::assert_snapshot!(uplink(r#""location_solved":{"service":"geo","location":{"latitude":37.5,"longitude":-8.5,"altitude":2,"accuracy":30,"source":"SOURCE_GPS"}}"#), @r"
    tts
    d1 /location/latitude = 37.5 ° @1767607200000
    d1 /location/longitude = -8.5 ° @1767607200000
    d1 /location/altitude = 2 m @1767607200000
    d1 /location/accuracy = 30 m @1767607200000
    ");
    insta::assert_snapshot!(told("v3/a/devices/d1/down/push", r#"{"downlinks":[{"f_port":15,"frm_payload":"vu8=","decoded_payload":{"temperature":21}}]}"#), @"tts");
}
