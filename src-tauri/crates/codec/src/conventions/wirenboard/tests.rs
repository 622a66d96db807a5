//! Wiren Board.

use insta::assert_snapshot;

use crate::conventions::told::last_of;

const CONTROL: &str = "/devices/wb-msw_10/controls/Humidity";

#[test]
fn metadata_in_single_topics_gives_units_and_bounds() {
    let meta = |key| format!("{CONTROL}/meta/{key}");
    let (kind, max, readonly) = (meta("type"), meta("max"), meta("readonly"));
    let said = [(&*kind, "rel_humidity"), (&*max, "100"), (&*readonly, "0"), (CONTROL, "43.2")];
    assert_snapshot!(last_of(&said[..3]), @r"
    wirenboard
    + wb-msw_10; /Humidity in % to 100 writable
    ");
    assert_snapshot!(last_of(&said), @r"
    wirenboard
    wb-msw_10 /Humidity = 43.2 %
    ");
}

#[test]
fn metadata_in_one_document_is_heard_whole() {
    let meta = r#"{"type":"range","min":0,"max":10,"precision":0.5,"units":"m^3/h","title":{"en":"Flow"}}"#;
    let topic = "/devices/vent/controls/flow";
    assert_snapshot!(last_of(&[(&format!("{topic}/meta"), meta)]), @r#"
    wirenboard
    + vent; /flow "Flow" in m³/h from 0 to 10 by 0.5 writable
    "#);
    let unit = [(&*format!("{topic}/meta"), meta), (topic, "2.5")];
    assert_snapshot!(last_of(&unit), @r"
    wirenboard
    vent /flow = 2.5 m³/h
    ");
}

#[test]
fn a_value_that_could_not_be_read_again_is_stale_until_the_error_is_taken_back() {
    let error = format!("{CONTROL}/meta/error");
    assert_snapshot!(last_of(&[(&error, "rp")]), @r"
    wirenboard
    * wb-msw_10 error Humidity: rp
    ");
    assert_snapshot!(last_of(&[(&error, "rp"), (CONTROL, "43")]), @r"
    wirenboard
    wb-msw_10 /Humidity = 43 % stale
    ");
    assert_snapshot!(last_of(&[(&error, "r"), (&error, ""), (CONTROL, "43")]), @r"
    wirenboard
    wb-msw_10 /Humidity = 43 %
    ");
    assert_snapshot!(last_of(&[(&error, "w"), (CONTROL, "43")]), @r"
    wirenboard
    wb-msw_10 /Humidity = 43 %
    ");
}

#[test]
fn commands_are_no_values_and_text_stays_text() {
    assert_snapshot!(last_of(&[("/devices/lamp/controls/k1/on", "1")]), @"wirenboard");
    let text =
        [("/devices/s/controls/serial/meta/type", "text"), ("/devices/s/controls/serial", "0042")];
    assert_snapshot!(last_of(&text), @r#"
    wirenboard
    s /serial = "0042"
    "#);
}

#[test]
fn an_error_of_the_whole_device_is_its_drivers_last_will() {
    assert_snapshot!(last_of(&[("/devices/knx/meta/error", "r")]), @r"
    wirenboard
    knx offline
    ");
    assert_snapshot!(last_of(&[("/devices/wb-adc/meta", r#"{"driver":"wb-adc","title":{"en":"ADCs"}}"#)]), @r#"
    wirenboard
    + wb-adc "ADCs"
    "#);
}

#[test]
fn device_topics_of_other_clouds_are_not_claimed() {
    assert!(last_of(&[("/devices/pump/events", r#"{"a":1}"#)]).starts_with("json"));
    assert!(last_of(&[("/devices/pump/state", "on")]).starts_with("plain"));
}
