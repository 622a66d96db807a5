//! Homie of all versions.

use insta::assert_snapshot;

use crate::conventions::told::last_of;

#[test]
fn attributes_describe_a_property_wherever_the_base_topic_is() {
    let device = [
        ("site/homie/boiler/$homie", "4.0.0"),
        ("site/homie/boiler/$name", "Boiler"),
        ("site/homie/boiler/water/flow/$datatype", "float"),
        ("site/homie/boiler/water/flow/$format", "0:12.5"),
        ("site/homie/boiler/water/flow/$settable", "true"),
        ("site/homie/boiler/water/flow/$unit", "l/min"),
        ("site/homie/boiler/water/flow", "3.5"),
    ];
    assert_snapshot!(last_of(&device[..6]), @r#"
    homie
    + boiler "Boiler"; /water/flow in L/min from 0 to 12.5 writable
    "#);
    assert_snapshot!(last_of(&device), @r"
    homie
    boiler /water/flow = 3.5 L/min
    ");
    assert!(last_of(&device[6..]).starts_with("plain"), "nobody said it was Homie");
}

#[test]
fn a_device_elsewhere_claims_no_more_than_its_properties() {
    let device = ("site/floor1/$state", "ready");
    let other = ("site/floor1/ahu/supply/temperature", "18.2");
    assert_snapshot!(last_of(&[device, other]), @r"
    plain
    site/floor1/ahu/supply/temperature  = 18.2 °C
    ");
    assert!(last_of(&[device, ("site/floor1/online", "1")]).starts_with("plain"));
}

#[test]
fn a_payload_is_what_its_datatype_says() {
    let read = |datatype: &str, payload: &str| {
        let said = last_of(&[
            ("homie/dev/node/prop/$datatype", datatype),
            ("homie/dev/node/prop", payload),
        ]);
        said.split_once('\n').map_or(String::new(), |(_, line)| line.to_owned())
    };
    assert_snapshot!(read("integer", "12"), @"dev /node/prop = 12");
    assert_snapshot!(read("float", "NaN"), @"! /node/prop not_finite");
    assert_snapshot!(read("float", "warm"), @"! /node/prop not_of_type");
    assert_snapshot!(read("boolean", "true"), @"dev /node/prop = true");
    assert_snapshot!(read("boolean", "ON"), @"! /node/prop not_of_type");
    assert_snapshot!(read("string", "007"), @r#"dev /node/prop = "007""#);
    assert_snapshot!(read("enum", "none"), @r#"dev /node/prop = "none""#);
    assert_snapshot!(read("color", "60,100,100"), @r#"dev /node/prop = "60,100,100""#);
    assert_snapshot!(read("json", r#"{"a":1,"b":[true]}"#), @r"
    dev /node/prop/a = 1
    dev /node/prop/b/0 = true
    ");
    assert_snapshot!(read("float", ""), @"");
}

#[test]
fn version_5_describes_itself_in_one_document() {
    let description = r#"{"homie":"5.0","name":"Fan","version":1,"root":"bridge","nodes":{"fan":{"properties":{
        "speed":{"datatype":"integer","format":"0:100:5","unit":"%","settable":true},
        "mode":{"datatype":"enum","format":"auto,high"}}}}}"#;
    let device = [
        ("homie/5/fan1/$description", description),
        ("homie/5/fan1/$state", "ready"),
        ("homie/5/fan1/fan/speed", "40"),
        ("homie/5/bridge/$state", "lost"),
    ];
    assert_snapshot!(last_of(&device[..1]), @r#"
    homie
    + fan1 "Fan"; /fan/speed in % from 0 to 100 by 5 writable; /fan/mode auto|high
    "#);
    assert_snapshot!(last_of(&device[..3]), @r"
    homie
    fan1 /fan/speed = 40 %
    ");
    assert_snapshot!(last_of(&device), @r"
    homie
    bridge offline
    fan1 offline
    ");
    let again = [&device[..], &[("homie/5/bridge/$state", "ready")]].concat();
    assert_snapshot!(last_of(&again), @r"
    homie
    bridge online
    fan1 online
    ");
}

#[test]
fn what_is_wanted_or_told_in_words_is_no_value() {
    let said = |topic, payload| last_of(&[(topic, payload)]);
    assert_snapshot!(said("homie/5/lamp/light/brightness/set", "100"), @"homie");
    assert_snapshot!(said("homie/5/lamp/light/brightness/$target", "100"), @r"
    homie
    * lamp target light/brightness: 100
    ");
    assert_snapshot!(said("homie/5/lamp/$alert/heat", "Too hot"), @r"
    homie
    * lamp alert heat: Too hot
    ");
    assert_snapshot!(said("homie/5/lamp/$log/warn", "hot"), @r"
    homie
    * lamp log warn: hot
    ");
    assert_snapshot!(said("homie/5/$broadcast/security/alert", "Intruder"), @r"
    homie
    *  broadcast security/alert: Intruder
    ");
    assert_snapshot!(said("homie/dev/$fw/version", "1.0.0"), @"homie");
}

#[test]
fn states_tell_whether_a_device_is_there() {
    let is_there = |state| last_of(&[("homie/dev/$state", state)]).contains("dev online");
    assert!(["init", "ready", "alert", "sleeping"].into_iter().all(is_there));
    assert!(!["lost", "disconnected", ""].into_iter().any(is_there));
}

#[test]
fn statistics_have_the_units_of_the_convention() {
    let said = |stat| last_of(&[(stat, "42")]);
    assert_snapshot!(said("homie/dev/$stats/cputemp"), @r"
    homie
    dev /$stats/cputemp = 42 °C
    ");
    assert_snapshot!(said("homie/dev/$stats/uptime"), @r"
    homie
    dev /$stats/uptime = 42 s
    ");
    assert_snapshot!(said("homie/dev/$stats/interval"), @"homie");
}

#[test]
fn an_array_of_nodes_is_described_once_for_its_elements() {
    let device = [("homie/car/seats/heat/$unit", "%"), ("homie/car/seats_2/heat", "70")];
    assert_snapshot!(last_of(&device), @r"
    homie
    car /seats_2/heat = 70 %
    ");
}
