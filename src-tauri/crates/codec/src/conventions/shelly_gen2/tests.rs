use crate::Decoder;
use crate::conventions::told::{lines, told};
use crate::incoming::incoming;

#[test]
fn a_status_and_a_notification_tell_the_same_points() {
    assert_eq!(
        told(
            "plant/pump/status/em:0",
            r#"{"id":0,"a_current":1.5,"a_act_power":-20.5,"a_pf":0.7,"n_current":null,"total_act_power":7}"#
        ),
        "shelly-gen2\n\
         plant/pump /em:0/a_current = 1.5 A\n\
         plant/pump /em:0/a_act_power = -20.5 W\n\
         plant/pump /em:0/a_pf = 0.7\n\
         plant/pump /em:0/total_act_power = 7 W\n\
         ! /em:0/n_current null"
    );
    assert_eq!(
        told(
            "plant/pump/events/rpc",
            r#"{"src":"shellypro3em-1","method":"NotifyStatus","params":{"ts":1700000000.25,"em:0":{"id":0,"a_current":1.6}}}"#
        ),
        "shelly-gen2\nplant/pump /em:0/a_current = 1.6 A @1700000000250"
    );
}

#[test]
fn energy_is_counted_in_watt_hours_and_its_last_minutes_are_left_out() {
    assert_eq!(
        told(
            "shellyplus1pm-1/status/switch:0",
            r#"{"id":0,"source":"init","output":true,"apower":8.9,"aenergy":{"total":6.532,"by_minute":[45.1,47.1,88.3],"minute_ts":1700000000}}"#
        ),
        "shelly-gen2\n\
         shellyplus1pm-1 /switch:0/output = true\n\
         shellyplus1pm-1 /switch:0/apower = 8.9 W\n\
         shellyplus1pm-1 /switch:0/aenergy/total = 6.532 Wh"
    );
    assert_eq!(
        told(
            "shellypro3em-1/status/emdata:0",
            r#"{"id":0,"a_total_act_ret_energy":1.5,"total_act":3.2}"#
        ),
        "shelly-gen2\n\
         shellypro3em-1 /emdata:0/a_total_act_ret_energy = 1.5 Wh\n\
         shellypro3em-1 /emdata:0/total_act = 3.2 Wh"
    );
}

#[test]
fn buttons_are_events() {
    assert_eq!(
        told(
            "shellyi4-1/events/rpc",
            r#"{"src":"shellyi4-1","method":"NotifyEvent","params":{"ts":1.0,"events":[{"component":"input:2","event":"long_push"}]}}"#
        ),
        "shelly-gen2\n* shellyi4-1 event input:2 long_push"
    );
}

#[test]
fn an_answer_is_the_devices_that_gave_it() {
    let mut decoder = Decoder::new();
    let mut told =
        |topic: &str, payload: &str| lines(&decoder.decode(&incoming(topic, payload.as_bytes())));
    told(
        "plant/pump/events/rpc",
        r#"{"src":"shellyplus1-1","method":"NotifyStatus","params":{"cloud":{"connected":true}}}"#,
    );
    assert_eq!(
        told(
            "console/rpc",
            r#"{"id":1,"src":"shellyplus1-1","dst":"console","result":{"switch:0":{"id":0,"output":true}}}"#
        ),
        "shelly-gen2\nplant/pump /switch:0/output = true\n* plant/pump answer ok"
    );
    assert_eq!(
        told(
            "console/rpc",
            r#"{"id":2,"src":"shellyplus1-1","error":{"code":-105,"message":"No such switch"}}"#
        ),
        "shelly-gen2\n* plant/pump answer No such switch"
    );
}

#[test]
fn a_request_is_no_reading() {
    assert_eq!(
        told(
            "shellyplus1-1/rpc",
            r#"{"id":1,"src":"me","method":"Switch.Set","params":{"on":true}}"#
        ),
        "shelly-gen2"
    );
    assert_eq!(told("shellyplus1-1/command/switch:0", "on"), "shelly-gen2");
}

#[test]
fn what_only_looks_alike_is_not_claimed() {
    assert!(told("ahu1/status/fan:1", r#"{"value":1}"#).starts_with("json"));
    assert!(told("ahu1/status/wifi", r#"{"strength":-50}"#).starts_with("json"));
    assert!(told("ahu1/online", "yes").starts_with("plain"));
}

#[test]
fn a_prefix_below_shellies_is_the_same_device() {
    assert_eq!(
        told("shellies/shellyplus1-1/status/temperature:100", r#"{"id":100,"tC":21.5,"tF":70.7}"#),
        "shelly-gen2\n\
         shellyplus1-1 /temperature:100/tC = 21.5 °C\n\
         shellyplus1-1 /temperature:100/tF = 70.7 °F"
    );
}
