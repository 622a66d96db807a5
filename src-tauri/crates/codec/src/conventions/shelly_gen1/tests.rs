use crate::conventions::told::told;

#[test]
fn watt_minutes_become_watt_hours() {
    assert_eq!(
        told("shellies/shelly1pm-AA/relay/0/energy", "6000"),
        "shelly-gen1\nshelly1pm-AA /relay/0/energy = 100 Wh"
    );
    assert_eq!(
        told("shellies/shellyem-AA/emeter/0/total", "6000.5"),
        "shelly-gen1\nshellyem-AA /emeter/0/total = 6000.5 Wh"
    );
}

#[test]
fn a_state_is_read_and_a_command_is_not() {
    assert_eq!(
        told("shellies/shelly1-AA/relay/0", "on"),
        "shelly-gen1\nshelly1-AA /relay/0 = \"on\""
    );
    assert_eq!(told("shellies/shelly1-AA/relay/0/command", "off"), "shelly-gen1");
    assert_eq!(told("shellies/command", "announce"), "shelly-gen1");
}

#[test]
fn a_roller_that_lost_its_position_has_none() {
    assert_eq!(
        told("shellies/shellyswitch25-AA/roller/0/pos", "101"),
        "shelly-gen1\n! /roller/0/pos unavailable"
    );
    assert_eq!(
        told("shellies/shellyswitch25-AA/roller/0/pos", "40"),
        "shelly-gen1\nshellyswitch25-AA /roller/0/pos = 40 %"
    );
}

#[test]
fn probes_and_buttons_come_as_objects() {
    assert_eq!(
        told(
            "shellies/shelly1-AA/ext_temperatures",
            r#"{"0":{"hwID":"28ff","tC":21.3,"tF":70.3}}"#
        ),
        "shelly-gen1\n\
         shelly1-AA /ext_temperatures/0/tC = 21.3 °C\n\
         shelly1-AA /ext_temperatures/0/tF = 70.3 °F"
    );
    assert_eq!(
        told("shellies/shellyix3-AA/input_event/2", r#"{"event":"SSL","event_cnt":4}"#),
        "shelly-gen1\n* shellyix3-AA event input 2 SSL"
    );
}

#[test]
fn devices_come_go_and_announce_themselves() {
    assert_eq!(told("shellies/shelly1-AA/online", "false"), "shelly-gen1\nshelly1-AA offline");
    assert_eq!(
        told("shellies/announce", r#"{"id":"shelly1-AA","model":"SHSW-1","mac":"AA"}"#),
        "shelly-gen1\n+ shelly1-AA \"Shelly\" \"SHSW-1\""
    );
}

#[test]
fn the_object_of_info_adds_what_no_topic_tells() {
    assert_eq!(
        told(
            "shellies/shelly1pm-AA/info",
            r#"{"wifi_sta":{"ssid":"x","rssi":-61},"meters":[{"total":300}],"unixtime":1700000000,"uptime":4711}"#
        ),
        "shelly-gen1\n\
         shelly1pm-AA /info/wifi_sta/rssi = -61 dBm\n\
         shelly1pm-AA /info/uptime = 4711 s"
    );
}
