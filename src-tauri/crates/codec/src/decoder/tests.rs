//! What messages say, in tables; and what holds for every message.

use insta::assert_snapshot;
use model::Value;
use proptest::prelude::*;

use super::*;
use crate::incoming::incoming;
use crate::{RejectReason, Sample, Verdict};

fn decode(payload: &[u8]) -> Decoded {
    Decoder::new().decode(&incoming("site/x", payload))
}

/// What a payload says, a line for each series and each reject: `path value unit quality @time`.
fn read(payload: &str) -> String {
    told(&decode(payload.as_bytes()))
}

fn told(decoded: &Decoded) -> String {
    if let Verdict::Refused(reason) = decoded.verdict {
        return format!("refused {}", reason.code());
    }
    let mut lines = Vec::new();
    for series in &decoded.series {
        let unit = series.unit.as_ref().map(|unit| format!(" {unit}"));
        let unit = unit.unwrap_or_default();
        let samples = series.samples.iter().map(|sample| spell(sample, &unit));
        let samples = samples.collect::<Vec<_>>().join(", ");
        lines.push(format!("{} {samples}", series.path).trim().to_owned());
    }
    for reject in &decoded.rejects {
        let field = reject.field.as_deref().unwrap_or("-");
        lines.push(format!("{field} !{}", reject.reason.code()));
    }
    lines.join("\n")
}

fn spell(sample: &Sample, unit: &str) -> String {
    let value = match &sample.value {
        Value::Number(number) => number.to_string(),
        Value::Boolean(boolean) => boolean.to_string(),
        Value::Text(text) => format!("{text:?}"),
    };
    let time = sample.time.map(|time| format!(" @{}", time.ms()));
    let time = time.unwrap_or_default();
    format!("{value}{unit} {}{time}", sample.quality.word())
}

#[test]
fn plain_numbers_are_read_as_devices_write_them() {
    assert_snapshot!(read("21.5"), @"21.5 good");
    assert_snapshot!(read("  21.5\r\n"), @"21.5 good");
    assert_snapshot!(read("+21.5"), @"21.5 good");
    assert_snapshot!(read("021.5"), @"21.5 good");
    assert_snapshot!(read("-0.0"), @"0 good");
    assert_snapshot!(read("1.2e-3"), @"0.0012 good");
    assert_snapshot!(read(".5"), @"0.5 good");
    assert_snapshot!(read("\"21.5\""), @"21.5 good");
    assert_snapshot!(read("\u{feff}21.5"), @"21.5 good");
}

#[test]
fn a_unit_behind_a_number_is_told_apart_from_other_words() {
    assert_snapshot!(read("21.5 °C"), @"21.5 °C good");
    assert_snapshot!(read("21.5°C"), @"21.5 °C good");
    assert_snapshot!(read("21,5 °C"), @"21.5 °C good");
    assert_snapshot!(read("21.5 C"), @"21.5 °C good");
    assert_snapshot!(read("45%"), @"45 % good");
    assert_snapshot!(read("230 V"), @"230 V good");
    assert_snapshot!(read("1.2 kWh"), @"1.2 kWh good");
    assert_snapshot!(read("12345 seconds"), @"12345 s good");
    assert_snapshot!(read("21.5 widgets"), @r#""21.5 widgets" good"#);
    assert_snapshot!(read("12:30"), @r#""12:30" good"#);
    assert_snapshot!(read("192.168.1.1"), @r#""192.168.1.1" good"#);
    assert_snapshot!(read("0x1F"), @r#""0x1F" good"#);
}

#[test]
fn a_comma_is_never_guessed() {
    assert_snapshot!(read("21,5"), @r#""21,5" good"#);
    assert_snapshot!(read("1.234,56"), @r#""1.234,56" good"#);
    assert_snapshot!(read("1,234 kWh"), @r#""1,234 kWh" good"#);
    assert_snapshot!(read("0,234 kWh"), @"0.234 kWh good");
    assert_snapshot!(read("1,234.5 kWh"), @r#""1,234.5 kWh" good"#);
    assert_snapshot!(read("623,482,0,0"), @r#""623,482,0,0" good"#);
}

#[test]
fn state_words_stay_text() {
    assert_snapshot!(read("true"), @"true good");
    assert_snapshot!(read("FALSE"), @"false good");
    assert_snapshot!(read("ON"), @r#""ON" good"#);
    assert_snapshot!(read("closed"), @r#""closed" good"#);
    assert_snapshot!(read("two\nlines"), @r#""two\nlines" good"#);
}

#[test]
fn what_is_no_reading_is_refused_with_its_reason() {
    for text in ["NaN", "nan", "-inf", "+Inf", "Infinity", "1e400", "-1e400", "nan °C", "1e999 W"]
    {
        assert_eq!(read(text), "refused not_finite", "{text}");
    }
    for text in ["unavailable", "Unknown", "null", "None", "\"\""] {
        assert_eq!(read(text), "refused unavailable", "{text}");
    }
    assert_snapshot!(read(""), @"refused empty");
    assert_snapshot!(read(" \n"), @"refused empty");
    assert_snapshot!(read("\0"), @"refused control_characters");
    assert_snapshot!(read("a\u{1b}[31m"), @"refused control_characters");
    assert_snapshot!(read(&"A".repeat(4097)), @"refused too_long");
    assert_snapshot!(told(&decode(b"\xed\xa0\x80")), @"refused not_utf8");
    assert_snapshot!(read("[20:14:28] x"), @"refused broken_json");
}

#[test]
fn integers_a_double_cannot_hold_are_uncertain() {
    assert_snapshot!(read("9007199254740992"), @"9007199254740992 good");
    assert_snapshot!(read("9007199254740993"), @"9007199254740992 uncertain");
    assert_snapshot!(read(r#"{"counter":18446744073709551615}"#), @"/counter 18446744073709552000 uncertain");
    assert_snapshot!(read(r#"{"counter":123456789012345678901234567890}"#), @"/counter 123456789012345680000000000000 uncertain");
    assert_snapshot!(read(r#"{"counter":1e20}"#), @"/counter 100000000000000000000 good");
}

#[test]
fn a_topic_tells_the_unit_of_a_well_known_quantity() {
    let mut decoder = Decoder::new();
    let mut on =
        |topic: &str, payload: &str| told(&decoder.decode(&incoming(topic, payload.as_bytes())));
    assert_snapshot!(on("emeter/0/power", "89.61"), @"89.61 W good");
    assert_snapshot!(on("sensor/temperature/state", "20"), @"20 °C good");
    assert_snapshot!(on("room/temperature", "on"), @r#""on" good"#);
    assert_snapshot!(on("N/1/Dc/0/Voltage", r#"{"value":20.43}"#), @"/value 20.43 V good");
}

#[test]
fn every_scalar_is_a_value_at_its_json_pointer() {
    assert_snapshot!(read(r#"{"a/b":[true,"AUTO"],"c~d":{"e":1},"":2}"#), @r#"
    /a~1b/0 true good
    /a~1b/1 "AUTO" good
    /c~0d/e 1 good
    / 2 good
    "#);
    assert_snapshot!(read(r#"[1,[2,3]]"#), @"
    /0 1 good
    /1/0 2 good
    /1/1 3 good
    ");
    assert_snapshot!(read(r#"{"s":"21.5","t":"21.5 °C","u":"21,5","v":" x "}"#), @r#"
    /s 21.5 good
    /t 21.5 °C good
    /u "21,5" good
    /v "x" good
    "#);
    assert_snapshot!(read(r#"{"temperature":{"value":{"value":21.5}}}"#), @"/temperature/value/value 21.5 °C good");
    assert_snapshot!(read("\u{feff}{\"temperature\":21.5}"), @"/temperature 21.5 °C good");
    assert_snapshot!(read("{}"), @"");
    assert_snapshot!(read("[]"), @"");
}

#[test]
fn a_bad_field_leaves_its_neighbours_alone() {
    assert_snapshot!(read(r#"{"temperature":NaN,"humidity":40}"#), @"
    /humidity 40 % good
    /temperature !not_finite
    ");
    assert_snapshot!(read(r#"{"temperature":1e400,"humidity":40}"#), @"
    /humidity 40 % good
    /temperature !not_finite
    ");
    assert_snapshot!(read(r#"{"a":-Infinity,"b":null,"c":"","d":"unavailable","e":"x\u0000y","f":1}"#), @"
    /f 1 good
    /a !not_finite
    /b !null
    /c !unavailable
    /d !unavailable
    /e !control_characters
    ");
    assert_snapshot!(read(r#"{"name":"\ud800","temperature":21.5}"#), @r#"
    /name "�" good
    /temperature 21.5 °C good
    "#);
    assert_snapshot!(read(r#"{"temperature":21.5"#), @"refused broken_json");
    assert_snapshot!(read(r#"{"temperature":21.5}{"temperature":22}"#), @"refused broken_json");
}

#[test]
fn of_a_key_told_twice_the_last_one_wins() {
    assert_snapshot!(read(r#"{"state":"on","x":1,"state":"off"}"#), @r#"
    /state "off" good
    /x 1 good
    /state !duplicate_key
    "#);
    assert_snapshot!(read(r#"{"a":{"x":1},"a":{"x":2,"y":3}}"#), @"
    /a/x 2 good
    /a/y 3 good
    /a/x !duplicate_key
    ");
    assert_snapshot!(read(r#"[{"ts":1700000000,"v":1,"v":2},{"ts":1700000001,"v":3}]"#), @"
    /v 2 good @1700000000000, 3 good @1700000001000
    /v !duplicate_key
    ");
    assert_snapshot!(read(r#"{"v":"1 °C","v":"2 °F"}"#), @"
    /v 2 °F good
    /v !duplicate_key
    ");
}

#[test]
fn a_time_holds_for_its_object_and_what_is_nested_without_one() {
    assert_snapshot!(read(r#"{"ts":1700000000,"v":1}"#), @"/v 1 good @1700000000000");
    assert_snapshot!(read(r#"{"a":1,"b":{"c":2},"d":{"time":"2023-11-14T22:13:21Z","e":3},"timestamp":"1700000000000"}"#), @"
    /a 1 good @1700000000000
    /b/c 2 good @1700000000000
    /d/e 3 good @1700000001000
    ");
    assert_snapshot!(read(r#"{"x":{"sourceTime":"2024-08-02T13:52:15.1969959Z","Value":4558}}"#), @"/x/Value 4558 good @1722606735197");
    assert_snapshot!(read(r#"{"acquiredAt":1755460000000,"publishedAt":1755460900000,"value":1}"#), @"/value 1 good @1755460000000");
    assert_snapshot!(read(r#"{"t":21.5,"h":40}"#), @"
    /t 21.5 good
    /h 40 good
    ");
    assert_snapshot!(read(r#"{"t":1700000000,"v":40}"#), @"/v 40 good @1700000000000");
    assert_snapshot!(read(r#"{"time":"12:30","v":40}"#), @r#"
    /time "12:30" good
    /v 40 good
    "#);
}

#[test]
fn a_time_that_cannot_be_is_refused_and_its_readings_go_on() {
    assert_snapshot!(read(r#"{"ts":-1,"v":1}"#), @"
    /v 1 uncertain
    /ts !bad_time
    ");
    assert_snapshot!(read(r#"{"ts":0,"v":1}"#), @"
    /v 1 uncertain
    /ts !bad_time
    ");
    assert_snapshot!(read(r#"{"time":"2024-02-30T10:00:00Z","v":1}"#), @"
    /v 1 uncertain
    /time !bad_time
    ");
    assert_snapshot!(read(r#"{"ts":253402300800000000000,"v":1}"#), @"
    /v 1 uncertain
    /ts !bad_time
    ");
    assert_snapshot!(read(r#"{"time":"2024-10-27T02:30:00","v":1}"#), @"/v 1 good");
    assert_snapshot!(read(r#"{"received_at":"2023-11-14T22:13:20Z","data":{"time":0,"v":1}}"#), @"
    /data/v 1 good @1700000000000
    /data/time !bad_time
    ");
}

#[test]
fn an_array_of_moments_is_one_history() {
    assert_snapshot!(read(r#"{"readings":[{"ts":1700000000,"value":1},{"ts":1700000060,"value":2}]}"#), @"/readings/value 1 good @1700000000000, 2 good @1700000060000");
    assert_snapshot!(read(r#"{"temperature":[[1700000000,21],[1700000060,22],[1700000120,null]]}"#), @"
    /temperature 21 °C good @1700000000000, 22 °C good @1700000060000
    /temperature !null
    ");
    assert_snapshot!(read(r#"[{"ts":1700000000,"value":1},{"ts":0,"value":2},{"ts":"2023-11-14T22:13:20","value":3}]"#), @"
    /value 1 good @1700000000000, 2 uncertain, 3 uncertain
    /ts !bad_time
    ");
    assert_snapshot!(read(r#"[{"name":"a/1","ts":1700000000,"value":1},{"name":"b","ts":1700000000,"value":2}]"#), @"
    /a~11/value 1 good @1700000000000
    /b/value 2 good @1700000000000
    ");
    assert_snapshot!(read(r#"{"devices":[{"last_seen":1700000000,"battery":90},{"last_seen":1700000001,"battery":80}]}"#), @"
    /devices/0/battery 90 % good @1700000000000
    /devices/1/battery 80 % good @1700000001000
    ");
}

#[test]
fn an_element_that_names_its_point_has_the_name_in_its_path() {
    assert_snapshot!(read(r#"{"sensors":[{"name":"temp1","value":3},{"id":"x","v":true}]}"#), @"
    /sensors/temp1/value 3 °C good
    /sensors/x/v true good
    ");
    assert_snapshot!(read(r#"[{"name":"a","value":1},{"name":"a","value":2}]"#), @"
    /a/value 2 good
    /a/value !duplicate_key
    ");
    assert_snapshot!(read(r#"[{"name":"a","other":1}]"#), @r#"
    /0/name "a" good
    /0/other 1 good
    "#);
}

#[test]
fn a_point_that_goes_back_to_its_unit_goes_on_in_its_series() {
    let told = |unit: &str| format!(r#"{{"n":"a","u":"{unit}","v":1}}"#);
    let payload = format!("[{},{},{}]", told("W"), told("V"), told("W"));
    let decoded = decode(payload.as_bytes());
    let counts: Vec<usize> = decoded.series.iter().map(|series| series.samples.len()).collect();
    assert_eq!(counts, [2, 1]);
}

#[test]
fn units_come_from_beside_a_value_or_from_its_name() {
    assert_snapshot!(read(r#"{"value":21.5,"unit":"C","min":3}"#), @"
    /value 21.5 °C good
    /min 3 good
    ");
    assert_snapshot!(read(r#"{"temperature":70,"humidity":40,"unit_of_measurement":"F"}"#), @"
    /temperature 70 °F good
    /humidity 40 % good
    ");
    assert_snapshot!(read(r#"{"uom":"kWh","data":[[1700000000,1],[1700000060,2]]}"#), @"/data 1 kWh good @1700000000000, 2 kWh good @1700000060000");
    assert_snapshot!(read(r#"{"value":5,"unit":"kg/h"}"#), @"/value 5 kg/h good");
    assert_snapshot!(read(r#"{"temperature":5,"unit":"AHU"}"#), @r#"
    /temperature 5 °C good
    /unit "AHU" good
    "#);
    assert_snapshot!(read(r#"{"temperature":5,"unit":"<script>x</script>"}"#), @r#"
    /temperature 5 °C good
    /unit "<script>x</script>" good
    "#);
    assert_snapshot!(read(r#"{"voltage":230,"current":2,"energy":5,"power_kw":0.4}"#), @"
    /voltage 230 V good
    /current 2 A good
    /energy 5 good
    /power_kw 0.4 kW good
    ");
    assert_snapshot!(read(r#"{"current":21.5,"target":22}"#), @"
    /current 21.5 good
    /target 22 good
    ");
    assert_snapshot!(read(r#"[{"ts":1700000000,"v":1,"unit":"C"},{"ts":1700000001,"v":2,"unit":"F"}]"#), @"
    /v 1 °C good @1700000000000
    /v 2 °F good @1700000001000
    ");
}

#[test]
fn the_device_tells_the_quality() {
    assert_snapshot!(read(r#"{"value":1,"quality":"BAD"}"#), @"/value 1 bad");
    assert_snapshot!(read(r#"{"value":1,"sourceStatus":"stale","x":{"y":2,"Quality":"good"}}"#), @"
    /value 1 stale
    /x/y 2 good
    ");
    assert_snapshot!(read(r#"{"value":1,"StatusCode":2147483648}"#), @"/value 1 bad");
    assert_snapshot!(read(r#"{"value":1,"statusCode":200,"quality":87}"#), @"
    /value 1 good
    /statusCode 200 good
    /quality 87 good
    ");
}

#[test]
fn what_brokers_say_of_themselves_is_counted() {
    let mut decoder = Decoder::new();
    let mut on = |topic: &str| {
        let decoded = decoder.decode(&incoming(topic, b"\xff{"));
        format!("{} {:?}", decoded.convention, decoded.verdict)
    };
    assert_snapshot!(on("$SYS/broker/uptime"), @"sys Understood");
    assert_snapshot!(on("zigbee2mqtt/lamp"), @"zigbee2mqtt Refused(NotUtf8)");
    assert_snapshot!(on("homeassistants"), @"plain Refused(NotUtf8)");
}

#[test]
fn what_is_beyond_the_limits_is_counted_each() {
    let members: String = (0..6_000).map(|k| format!("\"k{k}\":{k},")).collect();
    let decoded = decode(format!("{{{members}\"z\":1}}").as_bytes());
    assert_eq!(decoded.series.len(), 5_000);
    assert_eq!(decoded.rejects.len(), 1_001);
    assert_eq!(decoded.rejects[0].reason, RejectReason::TooManyValues);
    let long = format!("{{\"{}\":1,\"b\":2}}", "k".repeat(2_000));
    assert_snapshot!(read(&long), @"
    /b 2 good
    - !path_too_long
    ");
    assert_snapshot!(read(&format!("[{}]", " ".repeat(5_000_000))), @"refused too_large");
    assert_snapshot!(read(&"[".repeat(200_000)), @"refused too_deep");
}

/// How many values a JSON text holds, when none of its keys describes another value.
fn leaves(value: &serde_json::Value) -> usize {
    match value {
        serde_json::Value::Array(elements) => elements.iter().map(leaves).sum(),
        serde_json::Value::Object(members) => members.values().map(leaves).sum(),
        _ => 1,
    }
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(serde_json::Value::from),
        // Small enough that no pair of them is taken for a time and its value.
        any::<i16>().prop_map(serde_json::Value::from),
        (-1e6..1e6).prop_map(serde_json::Value::from),
        any::<String>().prop_map(serde_json::Value::from),
    ];
    leaf.prop_recursive(6, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(serde_json::Value::Array),
            prop::collection::vec(("[a-d/~]{1,3}", inner), 0..8)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

fn counted(decoded: &Decoded) -> usize {
    let samples: usize = decoded.series.iter().map(|series| series.samples.len()).sum();
    samples + decoded.rejects.len()
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(topic in ".{0,20}", payload in prop::collection::vec(any::<u8>(), 0..200)) {
        Decoder::new().decode(&incoming(&topic, &payload));
    }

    #[test]
    fn no_json_like_text_makes_it_panic(payload in r#"([\[\]{}:,"]|"(ts|time|value|unit|name|quality|x)":|1700000000|-?[0-9.e]{1,4}|null|NaN|"[a-zé°\\u0-9]{0,4}"){0,40}"#) {
        let decoded = decode(payload.as_bytes());
        prop_assert!(decoded.series.iter().all(|series| !series.samples.is_empty()));
    }

    #[test]
    fn a_number_that_is_written_reads_back(number in any::<f64>().prop_filter("finite", |n| n.is_finite())) {
        for payload in [format!("{number:?}"), format!("{{\"x\":{number:?}}}"), format!("{number:?} kWh")] {
            let decoded = decode(payload.as_bytes());
            prop_assert!(decoded.series[0].samples[0].value.same(&Value::Number(number)), "{}", payload);
        }
    }

    #[test]
    fn every_value_is_counted_once(value in json()) {
        let payload = value.to_string();
        let decoded = decode(payload.as_bytes());
        if payload.starts_with(['{', '[']) {
            prop_assert_eq!(decoded.verdict, Verdict::Understood);
            prop_assert_eq!(counted(&decoded), leaves(&value), "{}", payload);
        } else {
            let refused = usize::from(decoded.verdict != Verdict::Understood);
            prop_assert_eq!(counted(&decoded) + refused, 1);
        }
    }
}
