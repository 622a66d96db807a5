//! What each convention makes of wanted values.

use insta::assert_snapshot;
use model::{ConnectionId, Qos, Timestamp, Value};
use proptest::prelude::*;

use crate::incoming::incoming;
use crate::{Decoder, Order, Target};

/// A number.
fn n(number: f64) -> Value {
    Value::Number(number)
}

/// A word.
fn w(word: &str) -> Value {
    Value::Text(word.into())
}

const YES: Value = Value::Boolean(true);
const NO: Value = Value::Boolean(false);

/// What was heard, and the convention that commands are wanted of.
struct Site(Decoder, &'static str);

fn site(convention: &'static str, messages: &[(&str, &str)]) -> Site {
    let mut decoder = Decoder::new();
    for (topic, payload) in messages {
        decoder.decode(&incoming(topic, payload.as_bytes()));
    }
    Site(decoder, convention)
}

impl Site {
    fn target<'a>(&self, device: &'a str, path: &'a str) -> Target<'a> {
        Target { connection: ConnectionId(1), convention: self.1, device, path }
    }

    /// `topic payload`, or why there is no message.
    fn sends(&self, device: &str, path: &str, value: &Value) -> String {
        self.sends_with(device, path, value, None)
    }

    fn sends_with(&self, device: &str, path: &str, value: &Value, priority: Option<u8>) -> String {
        let at = Timestamp::from_ms(1_700_000_000_000);
        let order = Order { value, priority, at, number: 7 };
        match self.0.encode(&self.target(device, path), &order) {
            Ok(publish) => {
                let payload = String::from_utf8_lossy(&publish.payload).into_owned();
                let promise = if publish.qos == Qos::AtMostOnce { " at most once" } else { "" };
                format!("{} {payload}{promise}", publish.topic)
            }
            Err(error) => error.to_string(),
        }
    }

    /// Where the new value shows, and what the point is known for.
    fn knows(&self, device: &str, path: &str) -> String {
        match self.0.commandable(&self.target(device, path)) {
            Ok(known) => {
                let read_back = known.read_back.map_or("-".into(), |point| point.path);
                let told = if known.is_told { " told" } else { "" };
                let foreign = if known.is_foreign { " foreign" } else { "" };
                format!("{read_back}{told}{foreign}")
            }
            Err(error) => error.to_string(),
        }
    }
}

#[test]
fn zigbee2mqtt_sets_what_its_exposes_say() {
    let bridge = site(
        "zigbee2mqtt",
        &[(
            "zigbee2mqtt/bridge/devices",
            r#"[{"friendly_name":"hall/lamp","definition":{"exposes":[
            {"type":"light","features":[
                {"type":"binary","property":"state","access":7,"value_on":"ON","value_off":"OFF","value_toggle":"TOGGLE"},
                {"type":"numeric","property":"brightness","access":7,"value_min":0,"value_max":254},
                {"type":"composite","property":"color","features":[{"type":"numeric","property":"x","access":7}]}]},
            {"type":"binary","property":"child_lock","access":3,"value_on":true,"value_off":false},
            {"type":"enum","property":"effect","access":2,"values":["blink","okay"]},
            {"type":"numeric","property":"power","access":1}]}}]"#,
        )],
    );
    let sends = |path: &str, value: &Value| bridge.sends("hall/lamp", path, value);
    assert_snapshot!(sends("/state", &YES), @r#"zigbee2mqtt/hall/lamp/set {"state":"ON"}"#);
    assert_snapshot!(sends("/state", &w("TOGGLE")), @r#"zigbee2mqtt/hall/lamp/set {"state":"TOGGLE"}"#);
    assert_snapshot!(sends("/state", &w("on")), @r#"the point does not take "on"; it takes ON, OFF, TOGGLE"#);
    assert_snapshot!(sends("/brightness", &n(254.0)), @r#"zigbee2mqtt/hall/lamp/set {"brightness":254}"#);
    assert_snapshot!(sends("/brightness", &n(255.0)), @"255 is more than the 254 that the point takes at most");
    assert_snapshot!(sends("/color/x", &n(0.3)), @r#"zigbee2mqtt/hall/lamp/set {"color":{"x":0.3}}"#);
    assert_snapshot!(sends("/child_lock", &NO), @r#"zigbee2mqtt/hall/lamp/set {"child_lock":false}"#);
    assert_snapshot!(sends("/child_lock", &w("LOCK")), @r#"the point takes true or false, not "LOCK""#);
    assert_snapshot!(sends("/power", &n(1.0)), @"/power only tells a value and takes none");
    assert_snapshot!(bridge.knows("hall/lamp", "/effect"), @"- told");
    assert_snapshot!(bridge.sends("stranger", "/state", &YES), @"the list of devices of its bridge was not heard yet, without which stranger cannot be commanded: wait for it, or restart the device");
}

/// A discovery document of Home Assistant's.
fn announced(component: &str, document: &str) -> Site {
    let topic = format!("homeassistant/{component}/x/config");
    site("ha-discovery", &[(&topic, document)])
}

#[test]
fn discovery_documents_say_how_their_points_are_commanded() {
    let number = announced(
        "number",
        r#"{"unique_id":"u","stat_t":"a/b/state","cmd_t":"a/b/set","min":5,"max":30,"step":0.5,"qos":0,"dev":{"ids":"d"}}"#,
    );
    assert_snapshot!(number.sends("d", "/u", &n(21.5)), @"a/b/set 21.5 at most once");
    assert_snapshot!(number.sends("d", "/u", &n(4.0)), @"4 is less than the 5 that the point takes at least");
    assert_snapshot!(number.knows("d", "/u"), @"/u told");
    let bare = announced("number", r#"{"unique_id":"u","cmd_t":"a/b/set","dev":{"ids":"d"}}"#);
    assert_snapshot!(bare.sends("d", "/u", &n(101.0)), @"101 is more than the 100 that the point takes at most");
    let switch = announced(
        "switch",
        r#"{"unique_id":"u","stat_t":"lamp/state","cmd_t":"lamp/set","pl_on":"yes","pl_off":"no","dev":{"ids":"d"}}"#,
    );
    assert_snapshot!(switch.sends("d", "/u", &YES), @"lamp/set yes");
    assert_snapshot!(switch.sends("d", "/u", &w("no")), @"lamp/set no");
    assert_snapshot!(switch.sends("d", "/u", &w("maybe")), @r#"the point does not take "maybe"; it takes yes, no"#);
    let select = announced(
        "select",
        r#"{"unique_id":"u","cmd_t":"a/b/set","options":["eco","comfort"],"cmd_tpl":"{\"mode\": \"{{ value | upper }}\"}","dev":{"ids":"d"}}"#,
    );
    assert_snapshot!(select.sends("d", "/u", &w("eco")), @r#"a/b/set {"mode": "ECO"}"#);
    assert_snapshot!(select.sends("d", "/u", &w("away")), @r#"the point does not take "away"; it takes eco, comfort"#);
    let button = announced("button", r#"{"unique_id":"u","cmd_t":"a/b/press","dev":{"ids":"d"}}"#);
    assert_snapshot!(button.sends("d", "/u", &YES), @"a/b/press PRESS");
    assert_snapshot!(button.sends("d", "/u", &NO), @r#"the point takes a number or a word, not "false""#);
    assert_snapshot!(button.knows("d", "/u"), @"- told foreign");
}

#[test]
fn components_of_several_points_take_commands_for_each() {
    let fan = announced(
        "fan",
        r#"{"unique_id":"u","stat_t":"f/s/state","cmd_t":"f/s/set","pct_stat_t":"f/s/speed","pct_cmd_t":"f/s/speed/set","spd_rng_max":4,"osc_cmd_t":"f/s/osc/set","dev":{"ids":"d"}}"#,
    );
    assert_snapshot!(fan.sends("d", "/u/state", &YES), @"f/s/set ON");
    assert_snapshot!(fan.sends("d", "/u/percentage", &n(50.0)), @"f/s/speed/set 2");
    assert_snapshot!(fan.sends("d", "/u/percentage", &n(51.0)), @"f/s/speed/set 3");
    assert_snapshot!(fan.sends("d", "/u/oscillation", &NO), @"f/s/osc/set oscillate_off");
    let cover = announced(
        "cover",
        r#"{"unique_id":"u","cmd_t":"c/s/set","pos_t":"c/s/pos","set_pos_t":"c/s/pos/set","pos_open":255,"pl_stop":null,"dev":{"ids":"d"}}"#,
    );
    assert_snapshot!(cover.sends("d", "/u/state", &w("CLOSE")), @"c/s/set CLOSE");
    assert_snapshot!(cover.sends("d", "/u/state", &w("STOP")), @r#"the point does not take "STOP"; it takes OPEN, CLOSE"#);
    assert_snapshot!(cover.sends("d", "/u/position", &n(100.0)), @"c/s/pos/set 255");
    assert_snapshot!(cover.sends("d", "/u/position", &YES), @r#"the point takes a number from 0 to 100, not "true""#);
    let light = announced(
        "light",
        r#"{"unique_id":"u","schema":"json","stat_t":"l/s","cmd_t":"l/s/set","brightness":true,"dev":{"ids":"d"}}"#,
    );
    assert_snapshot!(light.sends("d", "/u/state", &NO), @r#"l/s/set {"state":"OFF"}"#);
    assert_snapshot!(light.sends("d", "/u/brightness", &n(9.0)), @r#"l/s/set {"state":"ON","brightness":9}"#);
    let siren = announced("siren", r#"{"unique_id":"u","cmd_t":"s/s/set","dev":{"ids":"d"}}"#);
    assert_snapshot!(siren.sends("d", "/u", &YES), @r#"s/s/set {"state":"ON"}"#);
}

#[test]
fn a_document_cannot_command_what_it_may_not() {
    let aimed = |state: &str, command: &str| {
        let document = format!(
            r#"{{"unique_id":"u","stat_t":"{state}","cmd_t":"{command}","dev":{{"ids":"d"}}}}"#
        );
        announced("switch", &document).knows("d", "/u")
    };
    assert_snapshot!(aimed("zigbee2mqtt/lamp", "zigbee2mqtt/lamp/set"), @"/u told");
    assert_snapshot!(aimed("zigbee2mqtt/lamp", "zigbee2mqtt/boiler/set"), @"/u told foreign");
    assert_snapshot!(aimed("tele/lamp/STATE", "cmnd/lamp/POWER"), @"/u told");
    assert_snapshot!(aimed("tele/lamp/STATE", "cmnd/boiler/POWER"), @"/u told foreign");
    let wild = announced("switch", r##"{"unique_id":"u","cmd_t":"a/#","dev":{"ids":"d"}}"##);
    assert!(wild.sends("d", "/u", &YES).contains("was not heard yet"));
    let system = announced("switch", r#"{"unique_id":"u","cmd_t":"$SYS/a","dev":{"ids":"d"}}"#);
    assert!(system.sends("d", "/u", &YES).contains("the broker's own namespace"));
    let sensor = announced(
        "sensor",
        r#"{"unique_id":"u","stat_t":"a/b","cmd_t":"a/b/set","dev":{"ids":"d"}}"#,
    );
    assert!(sensor.sends("d", "/u", &YES).contains("was not heard yet"));
}

#[test]
fn a_document_that_is_taken_back_takes_its_commands_with_it() {
    let topic = "homeassistant/switch/x/config";
    let document = r#"{"unique_id":"u","cmd_t":"a/b/set","dev":{"ids":"d"}}"#;
    let moved = r#"{"unique_id":"u","cmd_t":"a/c/set","dev":{"ids":"d"}}"#;
    let gone = site("ha-discovery", &[(topic, document), (topic, "")]);
    assert!(gone.sends("d", "/u", &YES).contains("was not heard yet"));
    let moved = site("ha-discovery", &[(topic, document), (topic, moved)]);
    assert_snapshot!(moved.sends("d", "/u", &YES), @"a/c/set ON");
}

#[test]
fn homie_takes_what_its_description_allows() {
    let described = site(
        "homie",
        &[(
            "homie/5/boiler/$description",
            r#"{"nodes":{"water":{"properties":{
            "target":{"datatype":"float","format":"30:60:0.5","settable":true},
            "stage":{"datatype":"integer","format":"0:3","settable":true},
            "mode":{"datatype":"enum","format":"eco,fast","settable":true},
            "on":{"datatype":"boolean","settable":true},
            "temp":{"datatype":"float"}}}}}"#,
        )],
    );
    let sends = |path: &str, value: &Value| described.sends("boiler", path, value);
    assert_snapshot!(sends("/water/target", &n(42.5)), @"homie/5/boiler/water/target/set 42.5");
    assert_snapshot!(sends("/water/target", &n(42.7)), @"42.7 lies between two steps of 0.5: choose 42.5 or 43");
    assert_snapshot!(sends("/water/target", &w("warm")), @r#"the point takes a number, not "warm""#);
    assert_snapshot!(sends("/water/stage", &n(1.5)), @"1.5 lies between two steps of 1: choose 1 or 2");
    assert_snapshot!(sends("/water/mode", &w("eco")), @"homie/5/boiler/water/mode/set eco");
    assert_snapshot!(sends("/water/on", &YES), @"homie/5/boiler/water/on/set true");
    assert_snapshot!(sends("/water/on", &w("ON")), @r#"the point does not take "ON"; it takes true, false"#);
    assert_snapshot!(sends("/water/temp", &n(1.0)), @"/water/temp only tells a value and takes none");
    let undescribed = site("homie", &[("homie/lamp/light/power", "false")]);
    assert_snapshot!(undescribed.sends("lamp", "/light/power", &YES), @"homie/lamp/light/power/set true");
    assert_snapshot!(undescribed.knows("lamp", "/light/power"), @"/light/power");
    let twice = site("homie", &[("homie/lamp/a/b", "1"), ("homie/5/lamp/a/b", "1")]);
    assert!(twice.sends("lamp", "/a/b", &YES).starts_with("where the device stands"));
}

#[test]
fn tasmota_is_commanded_in_the_order_of_its_topics() {
    let heard = site("tasmota", &[("stat/boil/POWER", "ON"), ("pump/stat/POWER", "ON")]);
    assert_snapshot!(heard.sends("boil", "/POWER", &NO), @"cmnd/boil/Power OFF");
    assert_snapshot!(heard.sends("pump", "/POWER2", &w("TOGGLE")), @"pump/cmnd/Power2 TOGGLE");
    assert_snapshot!(heard.sends("boil", "/Dimmer", &n(101.0)), @"101 is more than the 100 that the point takes at most");
    assert_snapshot!(heard.sends("boil", "/Shutter2/Position", &n(40.0)), @"cmnd/boil/ShutterPosition2 40");
    assert_snapshot!(heard.sends("boil", "/Channel/0", &n(40.0)), @"cmnd/boil/Channel1 40");
    assert_snapshot!(heard.sends("boil", "/ENERGY/Power", &n(4.0)), @"/ENERGY/Power only tells a value and takes none");
}

#[test]
fn shellies_of_both_generations() {
    let first = site("shelly-gen1", &[]);
    assert_snapshot!(first.sends("shelly1-A", "/relay/0", &YES), @"shellies/shelly1-A/relay/0/command on");
    assert_snapshot!(first.sends("shelly1-A", "/relay/0", &w("dim")), @r#"the point does not take "dim"; it takes on, off, toggle"#);
    assert_snapshot!(first.sends("s", "/roller/0/pos", &n(40.0)), @"shellies/s/roller/0/command/pos 40");
    assert_snapshot!(first.sends("s", "/roller/0", &YES), @r#"the point takes a word or a number, not "true""#);
    assert_snapshot!(first.sends("s", "/light/0/status/brightness", &n(40.0)), @r#"shellies/s/light/0/set {"brightness":40}"#);
    assert_snapshot!(first.sends("s", "/relay/0/power", &n(40.0)), @"/relay/0/power only tells a value and takes none");
    let later =
        site("shelly-gen2", &[("shellies/plus/status/switch:1", r#"{"id":1,"output":true}"#)]);
    assert_snapshot!(later.sends("plus", "/switch:1/output", &NO), @r#"shellies/plus/rpc {"id":7,"src":"plantroom","method":"Switch.Set","params":{"id":1,"on":false}}"#);
    assert_snapshot!(later.sends("s", "/cover:0/current_pos", &n(40.0)), @r#"s/rpc {"id":7,"src":"plantroom","method":"Cover.GoToPosition","params":{"id":0,"pos":40}}"#);
    assert_snapshot!(later.sends("s", "/cover:0/state", &w("close")), @r#"s/rpc {"id":7,"src":"plantroom","method":"Cover.Close","params":{"id":0}}"#);
    assert_snapshot!(later.sends("s", "/thermostat:0/target_C", &n(21.0)), @r#"s/rpc {"id":7,"src":"plantroom","method":"Thermostat.SetConfig","params":{"id":0,"config":{"target_C":21}}}"#);
    assert_snapshot!(later.sends("s", "/blutrv:200/target_C", &n(21.0)), @r#"s/rpc {"id":7,"src":"plantroom","method":"BluTrv.Call","params":{"id":200,"method":"TRV.SetTarget","params":{"id":0,"target_C":21}}}"#);
    assert_snapshot!(later.sends("s", "/number:1/value", &YES), @r#"the point takes a number or a word, not "true""#);
    assert_snapshot!(later.sends("s", "/switch:0/apower", &n(1.0)), @"/switch:0/apower only tells a value and takes none");
}

#[test]
fn bacnet_gateways_hand_on_priorities() {
    let gateway = site(
        "bacnet-mqtt-gateway",
        &[("bacnet-gateway/gw/telemetry/114/1_0", r#"{"value":21,"deviceId":"114"}"#)],
    );
    assert_snapshot!(gateway.sends_with("114", "/1_0", &n(25.5), Some(8)), @r#"bacnetwrite/gw/114/1_0/85/set {"value":25.5,"priority":8}"#);
    assert_snapshot!(gateway.sends("114", "/4_0", &YES), @r#"bacnetwrite/gw/114/4_0/85/set {"value":1}"#);
    assert_snapshot!(gateway.sends_with("114", "/1_0", &n(1.0), Some(1)), @"priority 1 cannot be used: 1 and 2 are kept for life safety; use 3 to 16");
    assert_snapshot!(gateway.sends("114", "/0_0", &n(1.0)), @"/0_0 only tells a value and takes none");
    let driver = site("nubeio-driver-bacnet", &[]);
    assert_snapshot!(driver.sends_with("1234", "/ao/1/pv", &n(111.0), Some(8)), @r#"bacnet/cmd/write_value {"objectType":"1","objectInstance":"1","property":"85","deviceInstance":"1234","value":"111","priority":"8"}"#);
    assert_snapshot!(driver.sends("ao/1", "/pv", &n(10.5)), @r#"bacnet/ao/1/write/pv {"value":"10.5","uuid":"7"}"#);
    assert_snapshot!(driver.sends("ai/1", "/pv", &n(10.5)), @"/pv only tells a value and takes none");
}

#[test]
fn esphome_takes_commands_beside_its_states() {
    let node = site("esphome", &[]);
    let sends = |path: &str, value: &Value| node.sends("attic", path, value);
    assert_snapshot!(sends("/switch/fan", &YES), @"attic/switch/fan/command ON");
    assert_snapshot!(sends("/climate/ac/target_temperature", &n(21.5)), @"attic/climate/ac/target_temperature/command 21.5");
    assert_snapshot!(sends("/climate/ac/current_temperature", &n(21.5)), @"/climate/ac/current_temperature only tells a value and takes none");
    assert_snapshot!(sends("/cover/blind/position", &n(140.0)), @"140 is more than the 100 that the point takes at most");
    assert_snapshot!(sends("/lock/door", &YES), @r#"the point takes a word or a number, not "true""#);
    assert_snapshot!(sends("/light/lamp/state", &YES), @r#"attic/light/lamp/command {"state":"ON"}"#);
    assert_snapshot!(sends("/light/lamp/color/r", &n(9.0)), @r#"attic/light/lamp/command {"color":{"r":9}}"#);
    assert_snapshot!(sends("/sensor/t", &n(9.0)), @"/sensor/t only tells a value and takes none");
}

#[test]
fn settings_of_venus_os_and_of_wiren_board_are_bounded_by_what_they_tell() {
    let venus = site(
        "victron",
        &[("N/c0619ab2f10b/settings/0/Settings/A", r#"{"value":1,"min":0,"max":1}"#)],
    );
    let device = "c0619ab2f10b/settings/0";
    assert_snapshot!(venus.sends(device, "/Settings/A", &YES), @r#"W/c0619ab2f10b/settings/0/Settings/A {"value":1}"#);
    assert_snapshot!(venus.sends(device, "/Settings/A", &n(2.0)), @"2 is more than the 1 that the point takes at most");
    assert_snapshot!(venus.knows(device, "/Settings/A"), @"/Settings/A told");
    assert_snapshot!(venus.knows(device, "/Settings/B"), @"/Settings/B");
    let board = site(
        "wirenboard",
        &[
            ("/devices/d/controls/r/meta", r#"{"type":"range","max":10}"#),
            ("/devices/d/controls/t/meta", r#"{"type":"value","units":"deg C"}"#),
            (
                "/devices/d/controls/m/meta",
                r#"{"type":"value","readonly":false,"enum":{"0":{"en":"Off"},"1":{"en":"On"}}}"#,
            ),
        ],
    );
    assert_snapshot!(board.sends("d", "/r", &n(11.0)), @"11 is more than the 10 that the point takes at most");
    assert_snapshot!(board.sends("d", "/t", &n(11.0)), @"/t only tells a value and takes none");
    assert_snapshot!(board.sends("d", "/m", &n(1.0)), @"/devices/d/controls/m/on 1");
    assert_snapshot!(board.sends("d", "/m", &n(2.0)), @r#"the point does not take "2"; it takes 0, 1"#);
}

#[test]
fn zwave_values_are_set_where_their_node_stands() {
    let node = site(
        "zwave-js-ui",
        &[
            ("zwave/office/lamp/38/0/targetValue", "5"),
            (
                "zwave/office/lamp/67/0/setpoint/1",
                r#"{"commandClass":67,"writeable":true,"min":5,"max":30,"value":20}"#,
            ),
        ],
    );
    assert_snapshot!(node.sends("lamp", "/38/0/targetValue", &n(99.0)), @"zwave/office/lamp/38/0/targetValue/set 99");
    assert_snapshot!(node.sends("lamp", "/38/0/targetValue", &n(100.0)), @"100 is more than the 99 that the point takes at most");
    assert_snapshot!(node.sends("lamp", "/38/0/currentValue", &n(1.0)), @"/38/0/currentValue only tells a value and takes none: command targetValue beside it");
    assert_snapshot!(node.knows("lamp", "/38/0/targetValue"), @"/38/0/currentValue");
    assert_snapshot!(node.knows("lamp", "/67/0/setpoint/1"), @"/67/0/setpoint/1 told");
    assert_snapshot!(node.sends("lamp", "/67/0/setpoint/1", &n(31.0)), @"31 is more than the 30 that the point takes at most");
    assert_snapshot!(node.sends("lamp", "/49/0/Air_temperature", &n(1.0)), @"/49/0/Air_temperature only tells a value and takes none");
}

#[test]
fn energy_gateways_take_what_their_documentation_lists() {
    let evcc = site("evcc", &[]);
    assert_snapshot!(evcc.sends("evcc/loadpoints/1", "/mode", &w("pv")), @"evcc/loadpoints/1/mode/set pv");
    assert_snapshot!(evcc.sends("evcc/loadpoints/1", "/mode", &w("full")), @r#"the point does not take "full"; it takes off, pv, minpv, now"#);
    assert_snapshot!(evcc.sends("evcc/loadpoints/1", "/phasesConfigured", &n(3.0)), @"evcc/loadpoints/1/phasesConfigured/set 3");
    assert_snapshot!(evcc.sends("evcc/site", "/batteryDischargeControl", &YES), @"evcc/site/batteryDischargeControl/set true");
    assert_snapshot!(evcc.sends("evcc/loadpoints/1", "/chargePower", &n(1.0)), @"/chargePower only tells a value and takes none");
    let dtu = site("opendtu", &[("roof/116180000001/status/reachable", "1")]);
    assert_snapshot!(dtu.sends("116180000001", "/status/limit_relative", &n(60.0)), @"roof/116180000001/cmd/limit_nonpersistent_relative 60");
    assert_snapshot!(dtu.sends("116180000002", "/status/producing", &NO), @"solar/116180000002/cmd/power 0");
    let boiler = site("ems-esp", &[("house/ems-esp/thermostat_data", r#"{"hc1":{"seltemp":20}}"#)]);
    assert_snapshot!(boiler.sends("thermostat", "/hc1/seltemp", &n(21.0)), @"house/ems-esp/thermostat/hc1/seltemp 21");
    let bus = site(
        "ebusd",
        &[("ebusd/bai/Hours", "1;2"), ("ebusd/bai/Flow", r#"{"temp":{"value":60}}"#)],
    );
    assert_snapshot!(bus.sends("bai", "/Flow/temp", &n(67.0)), @"ebusd/bai/Flow/set 67");
    assert_snapshot!(bus.sends("bai", "/Hours/0", &n(67.0)), @"/Hours/0 only tells a value and takes none: its message has several fields, which have to be written together");
}

#[test]
fn sparkplug_commands_what_a_birth_named() {
    // Born with the metric `m`, a boolean.
    let metric = "\x12\x09\x0a\x01m\x18\x01\x20\x0b\x70\x01";
    let birth = format!("\x08\x01{metric}\x18\x00");
    let born =
        site("sparkplug-b", &[("spBv1.0/g/NBIRTH/n", &birth), ("spBv1.0/g/DBIRTH/n/d", &birth)]);
    let topic = |device: &str, path: &str, value: &Value| {
        let sent = born.sends(device, path, value);
        sent.split_once(" \u{8}").map_or(sent.clone(), |(topic, _)| topic.to_owned())
    };
    assert_snapshot!(topic("g/n", "/m", &YES), @"spBv1.0/g/NCMD/n");
    assert_snapshot!(topic("g/n/d", "/m", &NO), @"spBv1.0/g/DCMD/n/d");
    assert!(born.sends("g/n", "/m", &YES).ends_with(" at most once"));
    assert_snapshot!(topic("g/n", "/m", &n(1.0)), @r#"the point takes true or false, not "1""#);
    assert_snapshot!(topic("g/n", "/x", &YES), @"/x only tells a value and takes none");
    assert!(topic("g/o", "/m", &YES).starts_with("its birth was not heard yet"));
    let dead =
        site("sparkplug-b", &[("spBv1.0/g/DBIRTH/n/d", &birth), ("spBv1.0/g/DDEATH/n/d", "")]);
    assert!(dead.sends("g/n/d", "/m", &YES).starts_with("its birth was not heard yet"));
}

#[test]
fn what_the_protocol_tells_of_itself_takes_no_commands() {
    let homie = site("homie", &[("homie/lamp/$stats/uptime", "5"), ("homie/lamp/a/b", "5")]);
    assert!(homie.sends("lamp", "/$stats/uptime", &n(1.0)).contains("only tells"));
    let bus = site("ebusd", &[("ebusd/global/uptime", "5")]);
    assert!(bus.sends("ebusd", "/uptime", &n(1.0)).contains("only tells"));
}

const CONVENTIONS: &str = "(sparkplug-b|ebusd|victron|wirenboard|zwave-js-ui|ha-discovery|zigbee2mqtt|bacnet-mqtt-gateway|\\
    nubeio-driver-bacnet|shelly-gen1|shelly-gen2|opendtu|ems-esp|evcc|modbus-gateways|tasmota|esphome|knx-mqtt|mqtt-smarthome|homie)";

const DEVICES: &str = "(d|a/b|g/n/d|ao/1|evcc/site|modbus4mqtt|[a-z$+#/\\PC]{0,12})";

const PATHS: &str = "(/m|/POWER|/Channel/0|/relay/0|/switch:0/output|/status/producing|/ao/1/pv|/1_0|/light/l/state|/a/b|\\
    (/[a-zA-Z0-9:_~\\PC]{0,9}){0,4})";

proptest! {
    #[test]
    fn whatever_is_wanted_the_topic_is_one_that_a_broker_takes(
        convention in CONVENTIONS,
        device in DEVICES,
        path in PATHS,
        number in any::<f64>(),
        word in "\\PC{0,12}",
        kind in 0..3,
        priority in prop::option::of(any::<u8>()),
    ) {
        let value = match kind {
            0 => n(number),
            1 => w(&word),
            _ => YES,
        };
        let heard = site("", &[
            ("homie/d/a/b", "1"),
            ("zigbee2mqtt/bridge/devices", r#"[{"friendly_name":"d","definition":{"exposes":[{"type":"numeric","property":"m","access":7}]}}]"#),
            ("homeassistant/number/x/config", r#"{"unique_id":"m","cmd_t":"a/b/set","dev":{"ids":"d"}}"#),
        ]);
        let target = Target { convention: &convention, ..heard.target(&device, &path) };
        let order = Order { value: &value, priority, at: Timestamp::from_ms(-1), number: u32::MAX };
        if let Ok(publish) = heard.0.encode(&target, &order) {
            prop_assert!(!publish.topic.contains(['+', '#', '\0']) && !publish.topic.starts_with('$'));
            prop_assert!(!publish.topic.is_empty() && publish.payload.len() < 16_384);
        }
    }
}

#[test]
fn what_cannot_be_made_from_a_point_and_a_value_is_said_to_be_so() {
    for (convention, because) in [
        ("chirpstack", "port"),
        ("tts", "port"),
        ("udmi", "one retained document"),
        ("wb-mqtt-knx", "bytes"),
        ("openmqttgateway", "radio"),
        ("plain", "documentation knows none"),
        ("json", "documentation knows none"),
        ("nonsense", "no convention called nonsense"),
    ] {
        let why = site(convention, &[]).sends("d", "/p", &YES);
        assert!(why.contains(because), "{convention}: {why}");
    }
    let modpoll = site("modbus-gateways", &[]).sends("meter", "/register", &YES);
    assert!(modpoll.contains("register's address"), "{modpoll}");
}

#[test]
fn knx_modbus_and_mqtt_smarthome_write_beside_what_they_tell() {
    assert_snapshot!(site("knx-mqtt", &[]).sends("knx", "/1/2/3", &YES), @"knx/1/2/3/write true");
    assert_snapshot!(site("modbus-gateways", &[]).sends("modbus4mqtt", "/charge/mode", &w("off")), @"modbus4mqtt/charge/mode/set off");
    assert_snapshot!(site("mqtt-smarthome", &[]).sends("hm", "/Lamp/STATE", &YES), @"hm/set/Lamp/STATE true");
}

#[test]
fn names_of_devices_cannot_reach_beyond_one_topic() {
    let knx = site("knx-mqtt", &[]);
    assert!(knx.sends("knx", "/#", &YES).contains("wildcard"));
    assert!(knx.sends("knx", "/a\0b", &YES).contains("control characters"));
    let node = site("esphome", &[]);
    assert!(node.sends("+", "/switch/x", &YES).contains("wildcard"));
    assert!(node.sends("$SYS", "/switch/x", &YES).contains("the broker's own"));
    let quoted =
        site("bacnet-mqtt-gateway", &[("bacnetwrite_status/gw/1/1_0/85", r#"{"status":"ok"}"#)]);
    assert_snapshot!(quoted.sends("1", "/1_0", &w("\"}\u{7}")), @r#"bacnetwrite/gw/1/1_0/85/set {"value":"\"}\u0007"}"#);
}

#[test]
fn a_message_tells_which_of_its_points_take_commands() {
    let mut decoder = Decoder::new();
    let heard = decoder.decode(&incoming("attic/switch/fan/state", b"ON"));
    let known = decoder.commands(ConnectionId(1), &heard);
    assert_eq!(known.len(), 1);
    assert_eq!((&*known[0].device, &*known[0].path), ("attic", "/switch/fan"));
    let heard = decoder.decode(&incoming("attic/sensor/t/state", b"21"));
    assert!(decoder.commands(ConnectionId(1), &heard).is_empty());
    let heard = decoder.decode(&incoming("a/b", b"21"));
    assert!(decoder.commands(ConnectionId(1), &heard).is_empty());
}
