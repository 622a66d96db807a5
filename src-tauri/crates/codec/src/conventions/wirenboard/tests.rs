//! Wiren Board.

use insta::assert_snapshot;

use crate::conventions::heard::heard;

const CONTROL: &str = "/devices/wb-msw_10/controls/Humidity";

#[test]
fn metadata_in_single_topics_gives_units_and_bounds() {
    let meta = |key| format!("{CONTROL}/meta/{key}");
    let (kind, max, readonly) = (meta("type"), meta("max"), meta("readonly"));
    let said = [(&*kind, "rel_humidity"), (&*max, "100"), (&*readonly, "0"), (CONTROL, "43.2")];
    assert_snapshot!(heard(&said[..3]), @r#"
    wirenboard
    wb-msw_10 is []
      /Humidity % to 100 writable
    "#);
    assert_snapshot!(heard(&said), @r"
    wirenboard
    wb-msw_10: /Humidity 43.2 % good
    ");
}

#[test]
fn metadata_in_one_document_is_heard_whole() {
    let meta = r#"{"type":"range","min":0,"max":10,"precision":0.5,"units":"m^3/h","title":{"en":"Flow"}}"#;
    let topic = "/devices/vent/controls/flow";
    assert_snapshot!(heard(&[(&format!("{topic}/meta"), meta)]), @r#"
    wirenboard
    vent is []
      /flow "Flow" m³/h from 0 to 10 by 0.5 writable
    "#);
    let unit = [(&*format!("{topic}/meta"), meta), (topic, "2.5")];
    assert_snapshot!(heard(&unit), @r"
    wirenboard
    vent: /flow 2.5 m³/h good
    ");
}

#[test]
fn a_value_that_could_not_be_read_again_is_stale_until_the_error_is_taken_back() {
    let error = format!("{CONTROL}/meta/error");
    assert_snapshot!(heard(&[(&error, "rp")]), @r#"
    wirenboard
    wb-msw_10 error "Humidity: rp"
    "#);
    assert_snapshot!(heard(&[(&error, "rp"), (CONTROL, "43")]), @r"
    wirenboard
    wb-msw_10: /Humidity 43 % stale
    ");
    assert_snapshot!(heard(&[(&error, "r"), (&error, ""), (CONTROL, "43")]), @r"
    wirenboard
    wb-msw_10: /Humidity 43 % good
    ");
    assert_snapshot!(heard(&[(&error, "w"), (CONTROL, "43")]), @r"
    wirenboard
    wb-msw_10: /Humidity 43 % good
    ");
}

#[test]
fn commands_are_no_values_and_text_stays_text() {
    assert_snapshot!(heard(&[("/devices/lamp/controls/k1/on", "1")]), @"wirenboard");
    let text =
        [("/devices/s/controls/serial/meta/type", "text"), ("/devices/s/controls/serial", "0042")];
    assert_snapshot!(heard(&text), @r#"
    wirenboard
    s: /serial "0042" good
    "#);
}

#[test]
fn an_error_of_the_whole_device_is_its_drivers_last_will() {
    assert_snapshot!(heard(&[("/devices/knx/meta/error", "r")]), @r"
    wirenboard
    knx is gone
    ");
    assert_snapshot!(heard(&[("/devices/wb-adc/meta", r#"{"driver":"wb-adc","title":{"en":"ADCs"}}"#)]), @r#"
    wirenboard
    wb-adc is ["ADCs"]
    "#);
}

#[test]
fn device_topics_of_other_clouds_are_not_claimed() {
    assert!(heard(&[("/devices/pump/events", r#"{"a":1}"#)]).starts_with("json"));
    assert!(heard(&[("/devices/pump/state", "on")]).starts_with("plain"));
}
