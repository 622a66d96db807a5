//! KNX gateways.

use insta::assert_snapshot;

use crate::conventions::told::last_of;
use crate::incoming::incoming;
use crate::{Decoder, RejectReason, Verdict};

fn telegram(words: &str) -> String {
    last_of(&[("/devices/knx/controls/data", words)])
}

#[test]
fn one_byte_of_a_telegram_is_a_number_and_several_stay_text() {
    assert_snapshot!(telegram("i:1/1/22 g:1/0/7 GroupValueResponse 0b101"), @r"
    wb-mqtt-knx
    knx /1/0/7 = 5
    ");
    assert_snapshot!(telegram("i:1/1/23 g:9/7/55 GroupValueWrite 0xaa 0xbb"), @r#"
    wb-mqtt-knx
    knx /9/7/55 = "0xaa 0xbb"
    "#);
    assert_snapshot!(telegram("i:1/1/23 g:9/7/55 GroupValueWrite zz"), @r"
    wb-mqtt-knx
    ! /9/7/55 not_of_type
    ");
}

#[test]
fn requests_and_telegrams_to_single_devices_are_no_values() {
    assert_snapshot!(telegram("i:0/0/0 g:9/7/55 GroupValueRead 0x00"), @r"
    wb-mqtt-knx
    * knx telegram i:0/0/0 g:9/7/55 GroupValueRead 0x00
    ");
    assert_snapshot!(last_of(&[("/devices/knx/controls/data/on", "g:9/7/55 GroupValueWrite 1")]), @"wb-mqtt-knx");
    assert_snapshot!(telegram("nonsense"), @r"
    wb-mqtt-knx
    refused not_of_type
    ");
}

#[test]
fn a_group_address_has_its_own_topic() {
    let said = |topic, payload| last_of(&[(topic, payload)]);
    assert_snapshot!(said("knx/3/1/9", "24.42 °C"), @r"
    knx-mqtt
    knx /3/1/9 = 24.42 °C
    ");
    assert_snapshot!(said("knx/3/1/9", r#"{"bytes":"DJI=","name":"Office","value":"23.40","unit":"°C"}"#), @r"
    knx-mqtt
    knx /3/1/9 = 23.4 °C
    ");
    assert_snapshot!(said("knx/Ground floor/Office/Temperature", r#"{"bytes":"DJI=","value":"23.40","unit":"°C"}"#), @r"
    knx-mqtt
    knx /Ground floor/Office/Temperature = 23.4 °C
    ");
    assert_snapshot!(said("knx/3/1/9/write", "21"), @"knx-mqtt");
    assert_snapshot!(said("knx/3/1/9/read", ""), @"knx-mqtt");
    assert!(said("knx/gateway/uptime", "21").starts_with("plain"));
}

#[test]
fn raw_bytes_are_refused() {
    let decoded = Decoder::new().decode(&incoming("knx/3/1/9", &[0x0c, 0x92]));
    assert_eq!(decoded.verdict, Verdict::Refused(RejectReason::NotUtf8));
    assert!(decoded.series.is_empty());
}
