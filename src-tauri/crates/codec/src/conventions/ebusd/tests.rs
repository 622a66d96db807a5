//! ebusd.

use insta::assert_snapshot;

use crate::conventions::told::last_of;

fn read(topic: &str, payload: &str) -> String {
    last_of(&[(topic, payload)]).replacen("ebusd\n", "", 1)
}

#[test]
fn fields_are_read_in_all_their_forms() {
    assert_snapshot!(read("ebusd/bai/Status", r#"{"temp":{"value":38.5},"press":{"value":1.2},"state":{"value":"off"}}"#), @r#"
    bai /Status/temp = 38.5 °C
    bai /Status/press = 1.2 bar
    bai /Status/state = "off"
    "#);
    assert_snapshot!(read("ebusd/700/Yield", r#"{"0":{"name":"energy4","value":412},"1":{"name":"","value":null}}"#), @r"
    700 /Yield/energy4 = 412 kWh
    ! /Yield/1 null
    ");
    assert_snapshot!(read("ebusd/700/OutsideTemp", r#"{"temp":7.0625,"sensor":"ok","$qq":16}"#), @r#"
    700 /OutsideTemp/temp = 7.0625 °C
    700 /OutsideTemp/sensor = "ok"
    "#);
    assert_snapshot!(read("ebusd/700/Flow", r#"{"x":{"value":12,"unit":"l/min","comment":"c"}}"#), @"700 /Flow/x = 12 L/min");
    assert_snapshot!(read("ebusd/bai/FlowTemp", "52.44;ok"), @r#"
    bai /FlowTemp/0 = 52.44
    bai /FlowTemp/1 = "ok"
    "#);
    assert_snapshot!(read("ebusd/bai/FlowTemp/temp", "52.44"), @"bai /FlowTemp/temp = 52.44 °C");
    assert_snapshot!(read("ebusd/bai/FlowTemp", "-"), @"! /FlowTemp null");
}

#[test]
fn the_daemon_tells_whether_it_runs() {
    assert_snapshot!(read("ebusd/global/running", "false"), @"ebusd offline");
    assert_snapshot!(read("ebusd/global/uptime", "75"), @"ebusd /uptime = 75 s");
    assert_snapshot!(read("ebusd/global/version", "ebusd 22.4"), @"ebusd");
}

#[test]
fn commands_and_definitions_are_no_values() {
    for topic in ["ebusd/bai/FlowTempDesired/set", "ebusd/bai/FlowTemp/get", "ebusd/list"] {
        assert_eq!(read(topic, "60"), "ebusd", "{topic}");
    }
    assert_snapshot!(read("ebusd/config/BAI/FLOWTEMP/TEMP", r#"{"name":"n","topic":"t"}"#), @"ebusd");
    assert_snapshot!(read("ebusd/scan.08/", "Vaillant;BAI00;0806;9602"), @"ebusd");
}

#[test]
fn a_definition_for_home_assistant_tells_the_unit_of_its_field() {
    let config = r#"{"name":"ebusd bai PumpPower power","device":{"manufacturer":"ebusd.eu"},"unit_of_measurement":"kW",
        "value_template":"{{value_json[\"power\"].value}}","state_topic":"ebusd/bai/PumpPower","device_class":"power"}"#;
    let definition = ("homeassistant/sensor/ebusd_bai_PumpPower_power/config", config);
    assert_snapshot!(last_of(&[definition]), @r#"
    ebusd
    + bai "ebusd.eu"; /PumpPower/power "ebusd bai PumpPower power" in kW
    "#);
    let value = ("ebusd/bai/PumpPower", r#"{"power":{"value":2.4}}"#);
    assert_snapshot!(last_of(&[definition, value]), @r"
    ebusd
    bai /PumpPower/power = 2.4 kW
    ");
}
