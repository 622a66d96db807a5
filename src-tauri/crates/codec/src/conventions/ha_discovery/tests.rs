use insta::assert_snapshot;

use crate::conventions::told::last_of;

const PLUG: &str = r#"{"~":"plug/1","name":"Power","uniq_id":"plug1_power","stat_t":"~/power","unit_of_meas":"W",
    "dev_cla":"power","dev":{"ids":["plug1"],"name":"Plug","mf":"Acme","mdl":"P1"},
    "avty_t":"~/lwt","pl_avail":"up","pl_not_avail":"down"}"#;
const PLUG_AT: &str = "homeassistant/sensor/plug1/power/config";

#[test]
fn a_document_announces_a_point_and_its_topic_tells_it() {
    assert_snapshot!(last_of(&[(PLUG_AT, PLUG)]), @r#"
    ha-discovery
    + plug1 "Plug" "Acme" "P1"; /plug1_power "Power" in W
    "#);
    assert_snapshot!(last_of(&[(PLUG_AT, PLUG), ("plug/1/power", "12.5")]), @r"
    ha-discovery
    plug1 /plug1_power = 12.5 W
    ");
    assert_snapshot!(last_of(&[("plug/1/power", "12.5")]), @r"
    plain
    plug/1/power  = 12.5 W
    ");
}

#[test]
fn the_area_that_a_device_suggests_is_told_in_its_long_and_its_short_form() {
    for (device, area) in [
        (r#""device":{"identifiers":"p","suggested_area":"Plant room"}"#, r#"+ p in "Plant room""#),
        (r#""dev":{"ids":"p","sa":"2nd floor"}"#, r#"+ p in "2nd floor""#),
        (r#""dev":{"ids":"p","sa":" "}"#, "+ p;"),
    ] {
        let document = format!(r#"{{"stat_t":"p/1","uniq_id":"w",{device}}}"#);
        let told = last_of(&[("homeassistant/sensor/w/config", &document)]);
        assert!(told.contains(area), "{device}: {told}");
    }
}

#[test]
fn availability_is_told_in_the_documents_words() {
    assert_snapshot!(last_of(&[(PLUG_AT, PLUG), ("plug/1/lwt", "down")]), @r"
    ha-discovery
    plug1 offline
    ");
    assert_snapshot!(last_of(&[(PLUG_AT, PLUG), ("plug/1/lwt", "offline")]), @"ha-discovery");
    let both = r#"{"uniq_id":"u","stat_t":"a/b","dev":{"ids":"d"},"avty_mode":"all","avty":[
        {"t":"a/lwt"},{"t":"g/state","val_tpl":"{{ value_json.state }}"}]}"#;
    let at = "homeassistant/sensor/u/config";
    assert_snapshot!(last_of(&[(at, both), ("a/lwt", "online")]), @"ha-discovery");
    assert_snapshot!(last_of(&[(at, both), ("a/lwt", "online"), ("g/state", r#"{"state":"online"}"#)]), @r"
    ha-discovery
    d online
    ");
    assert_snapshot!(last_of(&[(at, both), ("g/state", r#"{"state":"offline"}"#)]), @r"
    ha-discovery
    d offline
    ");
    assert_snapshot!(last_of(&[("homeassistant/status", "online")]), @r"
    ha-discovery
    homeassistant online
    ");
}

#[test]
fn an_empty_document_takes_its_point_back() {
    let told = last_of(&[(PLUG_AT, PLUG), (PLUG_AT, ""), ("plug/1/power", "12.5")]);
    assert_snapshot!(told, @r"
    plain
    plug/1/power  = 12.5 W
    ");
}

#[test]
fn a_devices_document_announces_all_its_components() {
    let at = "homeassistant/device/0AFFD2/config";
    let document = r#"{"dev":{"ids":"ea334450945afc","name":"Kitchen"},"o":{"name":"x"},"state_topic":"sensor/state","qos":2,
        "cmps":{"t":{"p":"sensor","device_class":"temperature","unit_of_measurement":"C","value_template":"{{ value_json.temperature }}","unique_id":"temp01ae_t"},
                "b":{"p":"binary_sensor","payload_on":"wet","payload_off":"dry","value_template":"{{ value_json.leak }}","unique_id":"leak"},
                "gone":{"p":"sensor"}}}"#;
    assert_snapshot!(last_of(&[(at, document), ("sensor/state", r#"{"temperature":21.5,"leak":"wet"}"#)]), @r"
    ha-discovery
    ea334450945afc /temp01ae_t = 21.5 °C
    ea334450945afc /leak = true
    ");
}

#[test]
fn a_thermostat_has_a_point_for_each_of_its_topics() {
    let at = "homeassistant/climate/ac/config";
    let document = r#"{"name":"AC","uniq_id":"ac","~":"ac","mode_cmd_t":"~/mode/set","mode_stat_t":"~/mode","modes":["off","cool"],
        "temp_cmd_t":"~/t/set","temp_stat_t":"~/t","min_temp":"16","max_temp":30,"temp_step":0.5,"curr_temp_t":"~/now","temp_unit":"C"}"#;
    assert_snapshot!(last_of(&[(at, document)]), @r#"
    ha-discovery
    + ac; /ac/current_temperature "AC" in °C; /ac/mode "AC" off|cool writable; /ac/temperature "AC" in °C from 16 to 30 by 0.5 writable
    "#);
    assert_snapshot!(last_of(&[(at, document), ("ac/now", "23.4")]), @r"
    ha-discovery
    ac /ac/current_temperature = 23.4 °C
    ");
    assert_snapshot!(last_of(&[(at, document), ("ac/t/set", "18")]), @r"
    ha-discovery
    * ac command 18
    ");
}

#[test]
fn covers_and_fans_tell_percent_of_their_own_range() {
    let cover = r#"{"uniq_id":"c","dev":{"ids":"d"},"pos_t":"c/p","pos_open":0,"pos_clsd":255,"set_pos_t":"c/p/set"}"#;
    assert_snapshot!(last_of(&[("homeassistant/cover/c/config", cover), ("c/p", "51")]), @r"
    ha-discovery
    d /c/position = 80 %
    ");
    let fan = r#"{"uniq_id":"f","dev":{"ids":"d"},"cmd_t":"f/set","pct_stat_t":"f/s","spd_rng_min":1,"spd_rng_max":4}"#;
    assert_snapshot!(last_of(&[("homeassistant/fan/f/config", fan), ("f/s", "3")]), @r"
    ha-discovery
    d /f/percentage = 75 %
    ");
}

#[test]
fn what_a_template_does_not_find_leaves_its_neighbours() {
    let document = |id: &str, template: &str| {
        format!(
            r#"{{"uniq_id":"{id}","stat_t":"x/s","dev":{{"ids":["d"]}},"val_tpl":"{template}"}}"#
        )
    };
    let one = document("a", "{{ value_json.a }}");
    let two = document("b", "{{ value_json.b | float }}");
    let three = document("c", "{{ states('sensor.y') }}");
    let at = |id| format!("homeassistant/sensor/{id}/config");
    let messages = [(at("a"), one), (at("b"), two), (at("c"), three.clone())];
    let mut messages: Vec<(&str, &str)> =
        messages.iter().map(|(t, p)| (t.as_str(), p.as_str())).collect();
    messages.push(("x/s", r#"{"a":1,"b":"broken"}"#));
    assert_snapshot!(last_of(&messages), @r"
    ha-discovery
    d /a = 1
    ! /b bad_template
    ");
    messages.push(("x/s", r#"{"b":2}"#));
    assert_snapshot!(last_of(&messages), @r"
    ha-discovery
    d /b = 2
    ");
    assert_snapshot!(last_of(&[(&at("c"), &three)]), @r"
    ha-discovery
    + d; /c
    * d discovery c: value_template is not supported: function `states`
    ");
}

#[test]
fn topics_that_are_none_are_refused() {
    for topic in ["#", "a/+/b", "~/state", ""] {
        let document = format!(r#"{{"name":"w","stat_t":"{topic}"}}"#);
        let told = last_of(&[("homeassistant/sensor/w/config", &document)]);
        assert!(told.contains("bad_topic") && !told.contains("\n+ "), "{topic}: {told}");
    }
}

#[test]
fn an_id_that_is_taken_stays_with_its_first_document() {
    let hijack = r#"{"uniq_id":"plug1_power","stat_t":"evil/power"}"#;
    let at = "homeassistant/sensor/dup/config";
    assert!(last_of(&[(PLUG_AT, PLUG), (at, hijack)]).contains("belongs to another document"));
    assert_snapshot!(last_of(&[(PLUG_AT, PLUG), (at, hijack), ("plug/1/power", "1")]), @r"
    ha-discovery
    plug1 /plug1_power = 1 W
    ");
    let told = last_of(&[
        (PLUG_AT, PLUG),
        (PLUG_AT, r#"{"migrate_discovery":true}"#),
        (at, hijack),
        ("evil/power", "1"),
    ]);
    assert!(told.starts_with("ha-discovery"), "{told}");
}

#[test]
fn events_and_triggers_are_no_readings() {
    let button = r#"{"uniq_id":"e","stat_t":"b/e","evt_typ":["press"],"dev":{"ids":"d"}}"#;
    assert_snapshot!(last_of(&[("homeassistant/event/e/config", button), ("b/e", r#"{"event_type":"press"}"#)]), @r"
    ha-discovery
    * d event event: press
    ");
    let trigger = r#"{"atype":"trigger","t":"b/t","type":"button_short_press","stype":"button_1","pl":"single","dev":{"ids":"d"}}"#;
    let at = "homeassistant/device_automation/d/x/config";
    assert_snapshot!(last_of(&[(at, trigger), ("b/t", "single")]), @r"
    ha-discovery
    * d event button_short_press button_1: single
    ");
    assert_snapshot!(last_of(&[(at, trigger), ("b/t", "double")]), @"ha-discovery");
}

#[test]
fn documents_under_another_prefix_are_known_by_their_members() {
    assert_snapshot!(last_of(&[("ha/sensor/plug1/power/config", PLUG), ("plug/1/power", "3")]), @r"
    ha-discovery
    plug1 /plug1_power = 3 W
    ");
    assert!(last_of(&[("plant/number/3/config", r#"{"speed":3}"#)]).starts_with("json"));
    assert!(last_of(&[("plant/pump/config", r#"{"device":3}"#)]).starts_with("json"));
}

#[test]
fn lights_and_valves_tell_objects() {
    let light = r#"{"~":"k/light","uniq_id":"l","dev":{"ids":"d"},"schema":"json","cmd_t":"~/set","stat_t":"~/state","brightness":true}"#;
    let told = last_of(&[
        ("homeassistant/light/l/config", light),
        ("k/light/state", r#"{"state":"ON","brightness":128,"color_temp":250,"linkquality":3}"#),
    ]);
    assert_snapshot!(told, @r#"
    ha-discovery
    d /l/state = "ON"
    d /l/brightness = 128
    d /l/color_temp = 250 mired
    "#);
    let valve =
        r#"{"uniq_id":"v","dev":{"ids":"d"},"stat_t":"v/s","cmd_t":"v/c","reports_position":true}"#;
    let at = "homeassistant/valve/v/config";
    assert_snapshot!(last_of(&[(at, valve), ("v/s", r#"{"state":"opening","position":10}"#)]), @r#"
    ha-discovery
    d /v/position = 10 %
    d /v/state = "opening"
    "#);
    assert_snapshot!(last_of(&[(at, valve), ("v/s", "100")]), @r"
    ha-discovery
    d /v/position = 100 %
    ");
}

#[test]
fn a_contact_is_on_when_its_document_says_so() {
    let door = r#"{"uniq_id":"c","dev":{"ids":"d"},"stat_t":"z/c","dev_cla":"door","val_tpl":"{{ value_json[\"contact\"] }}","pl_on":false,"pl_off":true}"#;
    let at = "homeassistant/binary_sensor/d/contact/config";
    assert_snapshot!(last_of(&[(at, door), ("z/c", r#"{"contact":false}"#)]), @r"
    ha-discovery
    d /c = true
    ");
}

#[test]
fn a_payload_that_is_no_json_is_counted_where_json_is_wanted() {
    let document =
        r#"{"uniq_id":"a","stat_t":"x/s","dev":{"ids":["d"]},"val_tpl":"{{ value_json.a }}"}"#;
    let at = "homeassistant/sensor/a/config";
    for broken in [r#"{"a":"#, "Offline", ""] {
        assert_eq!(last_of(&[(at, document), ("x/s", broken)]), "ha-discovery\n! /a broken_json");
    }
    assert_eq!(last_of(&[(at, document), ("x/s", r#"{"b":1}"#)]), "ha-discovery");
    assert_eq!(last_of(&[(at, document), ("x/s", r#"{"a":null}"#)]), "ha-discovery\n! /a null");
    assert!(last_of(&[(at, "{")]).contains("refused broken_json"));
}
