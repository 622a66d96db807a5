//! Venus OS.

use insta::assert_snapshot;

use crate::conventions::told::last_of;

fn read(path: &str, payload: &str) -> String {
    let said = last_of(&[(&format!("N/d41243d31a90/{path}"), payload)]);
    said.replace("d41243d31a90/", "").replacen("victron\n", "", 1)
}

#[test]
fn paths_tell_their_units() {
    assert_snapshot!(read("grid/30/Ac/L1/Energy/Forward", r#"{"value":12.3}"#), @"grid/30 /Ac/L1/Energy/Forward = 12.3 kWh");
    assert_snapshot!(read("vebus/276/Ac/ActiveIn/L1/F", r#"{"value":50.0}"#), @"vebus/276 /Ac/ActiveIn/L1/F = 50 Hz");
    assert_snapshot!(read("battery/512/TimeToGo", r#"{"value":7200}"#), @"battery/512 /TimeToGo = 7200 s");
    assert_snapshot!(read("tank/3/Remaining", r#"{"value":0.12}"#), @"tank/3 /Remaining = 0.12 m³");
    assert_snapshot!(read("battery/512/System/MaxCellVoltage", r#"{"value":3.4}"#), @"battery/512 /System/MaxCellVoltage = 3.4 V");
    assert_snapshot!(read("battery/512/Alarms/HighTemperature", r#"{"value":2}"#), @"battery/512 /Alarms/HighTemperature = 2");
    assert_snapshot!(read("system/0/Dc/Battery/State", r#"{"value":1}"#), @"system/0 /Dc/Battery/State = 1");
}

#[test]
fn bounds_are_those_of_a_setting() {
    assert_snapshot!(read("settings/0/Settings/CGwacs/MaxDischargePower", r#"{"max":5000,"min":-1,"value":-1}"#), @r"
    settings/0 /Settings/CGwacs/MaxDischargePower = -1 W
    + settings/0; /Settings/CGwacs/MaxDischargePower in W from -1 to 5000 writable
    ");
}

#[test]
fn a_device_that_left_the_bus_comes_back_with_its_next_value() {
    let power = "N/d41243d31a90/pvinverter/20/Ac/Power";
    let night = [(power, ""), (power, r#"{"value":936}"#)];
    assert_snapshot!(last_of(&night[..1]), @r"
    victron
    d41243d31a90/pvinverter/20 offline
    ");
    assert_snapshot!(last_of(&night), @r"
    victron
    d41243d31a90/pvinverter/20 /Ac/Power = 936 W
    d41243d31a90/pvinverter/20 online
    ");
}

#[test]
fn what_is_missing_asked_or_commanded_is_no_value() {
    assert_snapshot!(read("pvinverter/20/Ac/L2/Power", r#"{"value":null}"#), @"! /Ac/L2/Power null");
    assert_snapshot!(read("full_publish_completed", r#"{"value":1702459522}"#), @"victron");
    assert_snapshot!(last_of(&[("R/d41243d31a90/keepalive", "")]), @"victron");
    assert_snapshot!(last_of(&[("W/d41243d31a90/hub4/0/AcPowerSetpoint", r#"{"value":-100}"#)]), @"victron");
    assert_snapshot!(read("pvinverter/20/ProductName", r#"{"value":"Fronius Symo"}"#), @r#"+ pvinverter/20 "Victron Energy" "Fronius Symo""#);
}

#[test]
fn other_short_topics_are_not_claimed() {
    assert!(last_of(&[("N/1/2/3/4", "5")]).starts_with("plain"));
    assert!(last_of(&[("W/building-north/ahu/1/temp", "5")]).starts_with("plain"));
}
