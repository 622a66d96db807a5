use crate::Decoder;
use crate::conventions::told::{lines, told};
use crate::incoming::incoming;

#[test]
fn a_device_tells_its_units() {
    assert_eq!(
        told(
            "tele/attic/SENSOR",
            r#"{"Time":"2024-03-01T10:00:00","SHT3X-0x44":{"Temperature":68.4,"Humidity":41.2,"DewPoint":44.1},"BME280":{"Pressure":29.9},"TempUnit":"F","PressureUnit":"inHg"}"#
        ),
        "tasmota\n\
         attic /SHT3X-0x44/Temperature = 68.4 °F\n\
         attic /SHT3X-0x44/Humidity = 41.2 %\n\
         attic /SHT3X-0x44/DewPoint = 44.1 °F\n\
         attic /BME280/Pressure = 29.9 inHg"
    );
}

#[test]
fn a_meter_of_three_phases_has_a_point_for_each() {
    assert_eq!(
        told(
            "em/tele/SENSOR",
            r#"{"Time":"2024-03-01T10:00:00+01:00","ENERGY":{"TotalStartTime":"2024-01-01T00:00:00","Total":[1.5,2.5],"Power":[100,-5],"Factor":[0.9,1.0],"Voltage":231,"Period":3}}"#
        ),
        "tasmota\n\
         em /ENERGY/Total/0 = 1.5 kWh @1709283600000\n\
         em /ENERGY/Total/1 = 2.5 kWh @1709283600000\n\
         em /ENERGY/Power/0 = 100 W @1709283600000\n\
         em /ENERGY/Power/1 = -5 W @1709283600000\n\
         em /ENERGY/Factor/0 = 0.9 @1709283600000\n\
         em /ENERGY/Factor/1 = 1 @1709283600000\n\
         em /ENERGY/Voltage = 231 V @1709283600000\n\
         em /ENERGY/Period = 3 Wh @1709283600000"
    );
}

#[test]
fn distance_is_in_the_unit_of_its_sensor() {
    assert_eq!(
        told("tele/t/SENSOR", r#"{"SR04":{"Distance":34.1},"VL53L0X":{"Distance":263}}"#),
        "tasmota\nt /SR04/Distance = 34.1 cm\nt /VL53L0X/Distance = 263 mm"
    );
}

#[test]
fn a_bad_value_does_not_drop_its_neighbours() {
    assert_eq!(
        told(
            "tele/t/SENSOR",
            r#"{"DS18B20":{"Id":"01","Temperature":null},"AM2301":{"Humidity":40}}"#
        ),
        "tasmota\nt /AM2301/Humidity = 40 %\n! /DS18B20/Temperature null"
    );
}

#[test]
fn what_is_broken_is_refused_and_makes_no_text() {
    assert_eq!(told("tele/t/SENSOR", r#"{"Time":"2024"#), "tasmota\nrefused broken_json");
    assert_eq!(told("tele/t/SENSOR", "nan"), "tasmota\nrefused broken_json");
}

#[test]
fn of_two_values_under_one_name_the_last_counts() {
    assert_eq!(
        told("tele/t/SENSOR", r#"{"AM2301":{"Humidity":40,"Humidity":41}}"#),
        "tasmota\nt /AM2301/Humidity = 41 %\n! /AM2301/Humidity duplicate_key"
    );
}

#[test]
fn a_zigbee_device_is_its_address_whatever_its_name() {
    assert_eq!(
        told(
            "tele/bridge/SENSOR",
            r#"{"ZbReceived":{"Plug":{"Device":"0x4773","Name":"Plug","Power":1,"ActivePower":14.2,"Endpoint":1}}}"#
        ),
        "tasmota\n0x4773 /Power = 1\n0x4773 /ActivePower = 14.2 W"
    );
}

#[test]
fn answers_are_read_where_they_are_states() {
    assert_eq!(told("stat/t/RESULT", r#"{"POWER2":"ON"}"#), "tasmota\nt /POWER2 = \"ON\"");
    assert_eq!(told("stat/t/POWER2", "ON"), "tasmota\nt /POWER2 = \"ON\"");
    assert_eq!(told("stat/t/RESULT", r#"{"TelePeriod":300}"#), "tasmota");
    assert_eq!(told("stat/t/RESULT", r#"{"Command":"Unknown"}"#), "tasmota\n* t answer Unknown");
    assert_eq!(
        told("stat/t/RESULT", r#"{"Button1":{"Action":"DOUBLE"}}"#),
        "tasmota\n* t event Button1 DOUBLE"
    );
}

#[test]
fn what_somebody_wants_is_no_reading() {
    assert_eq!(told("cmnd/t/POWER", "TOGGLE"), "tasmota");
    assert_eq!(told("t/cmnd/POWER", "ON"), "tasmota");
}

#[test]
fn a_last_will_tells_that_a_device_is_gone() {
    assert_eq!(told("tele/t/LWT", "Offline"), "tasmota\nt offline");
    assert_eq!(told("site/t/tele/LWT", "Online"), "tasmota\nsite/t online");
}

#[test]
fn topics_that_only_begin_alike_are_not_claimed() {
    for (topic, payload) in
        [("tele/t/temperature", "21"), ("tele/t/STATE", "ON"), ("stat/t/pump", "1"), ("tele", "1")]
    {
        assert!(told(topic, payload).starts_with("plain"), "{topic}");
    }
}

#[test]
fn a_discovery_tells_outputs_points_and_units_for_later() {
    let mut decoder = Decoder::new();
    let mut told =
        |topic: &str, payload: &str| lines(&decoder.decode(&incoming(topic, payload.as_bytes())));
    let config = r#"{"dn":"Boiler","md":"Sonoff TH","t":"boil","rl":[1,3,3,0],"ver":1}"#;
    assert_eq!(
        told("tasmota/discovery/A1/config", config),
        "tasmota\n+ boil \"Boiler\" \"Sonoff TH\"; /POWER OFF|ON writable; \
         /Shutter1/Position in % from 0 to 100 writable"
    );
    let sensors = r#"{"sn":{"Time":"2024-01-01T00:00:00","DS18B20":{"Id":"1","Temperature":70.1},"TempUnit":"F"},"ver":1}"#;
    assert_eq!(
        told("tasmota/discovery/A1/sensors", sensors),
        "tasmota\n+ boil; /DS18B20/Temperature in °F"
    );
    let reading = r#"{"DS18B20":{"Temperature":71.1}}"#;
    assert_eq!(told("tele/boil/SENSOR", reading), "tasmota\nboil /DS18B20/Temperature = 71.1 °F");
    assert_eq!(told("tasmota/discovery/A1/config", ""), "tasmota");
    assert_eq!(
        told("tele/boil/SENSOR", reading),
        "tasmota\nboil /DS18B20/Temperature = 71.1 °C",
        "what a removed device announced is forgotten"
    );
}
