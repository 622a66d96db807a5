//! What mappings read from messages, and what is told of their mistakes.

use std::time::Duration;

use insta::assert_snapshot;
use model::{Incoming, Value};
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::incoming::incoming;
use crate::{Decoded, Decoder, Verdict};

/// A mapping for `site/#` with these members beside its name and topics.
pub(super) fn mapping(members: &serde_json::Value) -> Mapping {
    let mut file = json!({"version": 1, "name": "test", "topics": "site/#", "values": []});
    for (key, member) in members.as_object().unwrap() {
        file[key] = member.clone();
    }
    Mapping::parse(&file.to_string()).unwrap_or_else(|error| panic!("{error}"))
}

/// What a mapping makes of a message on `site/ahu1/t`, a line for each value and each refusal with its words.
pub(super) fn read(members: &serde_json::Value, payload: &str) -> String {
    tried(&mapping(members), &incoming("site/ahu1/t", payload.as_bytes()))
}

fn tried(mapping: &Mapping, message: &Incoming) -> String {
    let trial = try_on(mapping, std::slice::from_ref(message), || Duration::ZERO).remove(0);
    let Some(decoded) = trial.decoded else {
        return "not for this topic".to_owned();
    };
    let mut decoder = Decoder::new();
    decoder.set_mappings(Rules::new([(None, mapping.clone())]).unwrap());
    assert_eq!(decoder.decode(message), decoded, "trying is decoding");
    let mut lines = spelt(&decoded);
    for (reject, words) in decoded.rejects.iter().zip(&trial.words) {
        let field = reject.field.as_deref().unwrap_or("-");
        let words = if words.is_empty() { String::new() } else { format!(": {words}") };
        lines.push(format!("{field} !{}{words}", reject.reason.code()));
    }
    lines.join("\n")
}

fn spelt(decoded: &Decoded) -> Vec<String> {
    let mut lines = Vec::new();
    if let Verdict::Refused(reason) = decoded.verdict {
        lines.push(format!("refused {}", reason.code()));
    }
    for series in &decoded.series {
        for sample in &series.samples {
            let value = match &sample.value {
                Value::Number(number) => number.to_string(),
                Value::Boolean(boolean) => boolean.to_string(),
                Value::Text(text) => format!("{text:?}"),
            };
            let unit = series.unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
            let time = sample.time.map(|time| format!(" @{}", time.ms())).unwrap_or_default();
            let quality = sample.quality.word();
            lines.push(format!("{} {} {value}{unit} {quality}{time}", series.device, series.path));
        }
    }
    lines
}

fn mistakes(file: &str) -> String {
    match Mapping::parse(file) {
        Ok(_) => "none".to_owned(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_value_is_what_stands_at_its_place() {
    let values = json!({"values": [
        {"name": "supply", "at": "/temps/0", "unit": "°C", "scale": 0.1},
        {"name": "mode", "at": "/m", "map": {"0": "off", "1": "heat", "auto": "auto"}},
        {"name": "on", "at": "$.flags.on"},
        {"name": "label", "at": "/label"},
    ]});
    assert_snapshot!(read(&values, r#"{"temps":[217,300],"m":1,"flags":{"on":true},"label":"x"}"#), @r#"
    site/ahu1/t /supply 21.7 °C good
    site/ahu1/t /mode "heat" good
    site/ahu1/t /on true good
    site/ahu1/t /label "x" good
    "#);
    assert_snapshot!(read(&values, r#"{"temps":["x",null],"m":7,"flags":{"on":null},"label":{}}"#), @r#"
    site/ahu1/t /supply "x" good
    /mode !not_in_map: there stands "7"
    /on !null: there stands "null"
    /label !not_of_type: there stands an object, an array or no number
    "#);
}

#[test]
fn what_is_not_there_is_refused_only_where_it_has_to_be() {
    let values = json!({"values": [
        {"name": "a", "at": "/a", "required": true}, {"name": "b", "at": "/b"}, {"name": "c", "at": "/c"},
    ]});
    assert_snapshot!(read(&values, r#"{"c":1}"#), @"
    site/ahu1/t /c 1 good
    /a !missing
    ");
}

#[test]
fn the_mapping_says_where_time_quality_and_device_stand() {
    let members = json!({
        "device": "{2} {/id}",
        "time": {"at": "/when", "form": "%d.%m.%Y %H:%M:%S", "zone": "Europe/Berlin"},
        "quality": {"at": "/q", "map": {"192": "good", "0": "bad"}},
        "values": [
            {"name": "t", "at": "/v"},
            {"name": "old", "at": "/o", "time": {"at": "/ots", "form": "ms"}, "quality": {"at": "/oq"}},
        ],
    });
    let payload = r#"{"id":7,"when":"14.11.2023 23:13:20","q":192,"v":1,"o":2,"ots":1600000000000,"oq":"Stale"}"#;
    assert_snapshot!(read(&members, payload), @"
    ahu1 7 /t 1 good @1700000000000
    ahu1 7 /old 2 stale @1600000000000
    ");
    let payload = r#"{"id":7,"when":"yesterday","q":1,"v":1,"o":2,"oq":"?"}"#;
    assert_snapshot!(read(&members, payload), @r#"
    ahu1 7 /t 1 uncertain
    ahu1 7 /old 2 uncertain
    /time !bad_time: there stands "yesterday"
    "#);
    assert_snapshot!(read(&members, r#"{"v":1}"#), @"/device !missing");
}

#[test]
fn a_key_that_looks_like_a_time_is_a_value_where_the_mapping_says_so() {
    let values =
        json!({"values": [{"name": "runtime", "at": "/time"}, {"name": "t", "at": "/ts"}]});
    assert_snapshot!(read(&values, r#"{"time":1700000000,"ts":-1}"#), @"
    site/ahu1/t /runtime 1700000000 good
    site/ahu1/t /t -1 good
    ");
}

#[test]
fn each_record_is_read_by_itself() {
    let members = json!({
        "each": "/devices",
        "device": "{/id}",
        "time": {"at": "/ts", "form": "s"},
        "values": [{"name": "t", "at": "/t", "required": true}],
    });
    let payload = r#"{"ts":1700000000,"devices":[{"id":"a","t":1},{"id":"b","ts":1700000060},{"id":"a","t":2,"ts":1700000060},{"t":3}]}"#;
    assert_snapshot!(read(&members, payload), @"
    a /t 1 good @1700000000000
    a /t 2 good @1700000060000
    /t !missing
    /device !missing
    ");
    let members = json!({"each": "$.d[?@.kind=='temp']", "device": "{/id}", "values": [{"name": "t", "at": "/v"}]});
    assert_snapshot!(read(&members, r#"{"d":[{"kind":"temp","id":"a","v":1},{"kind":"x","id":"b","v":2}]}"#), @"a /t 1 good");
}

#[test]
fn a_path_to_several_values_is_a_list_or_refused() {
    let payload = r#"{"s":[{"v":1},{"v":2}]}"#;
    let list = json!({"values": [{"name": "v", "at": "$.s[*].v", "list": true}]});
    assert_snapshot!(read(&list, payload), @"
    site/ahu1/t /v/0 1 good
    site/ahu1/t /v/1 2 good
    ");
    let one =
        json!({"values": [{"name": "v", "at": "$.s[*].v"}, {"name": "w", "at": "$.s[-1].v"}]});
    assert_snapshot!(read(&one, payload), @"
    site/ahu1/t /w 2 good
    /v !ambiguous
    ");
}

#[test]
fn a_text_is_read_as_a_whole_or_by_an_expression() {
    let members = json!({"payload": "text", "values": [
        {"name": "t", "unit": "°C", "decimal": "comma"},
        {"name": "letters", "at": "", "expression": "value.len"},
    ]});
    assert_snapshot!(read(&members, "1.021,5 °C"), @"
    site/ahu1/t /t 1021.5 °C good
    site/ahu1/t /letters 10 good
    ");
    let members = json!({"payload": "text", "values": [
        {"name": "t", "expression": "value.split(\";\")[0]"}, {"name": "h", "expression": "value.split(\";\")[9]"},
    ]});
    assert_snapshot!(read(&members, "21.5;40"), @"
    site/ahu1/t /t 21.5 good
    /h !bad_expression: line 1: Array index 9 out of bounds: only 2 elements in array
    ");
    assert_snapshot!(read(&members, ""), @"refused empty");
}

#[test]
fn an_expression_makes_one_value_or_all() {
    let members = json!({"values": [
        {"name": "f", "at": "/f", "unit": "°C", "expression": "(value - 32) * 5.0 / 9.0"},
        {"name": "sum", "at": "/list", "expression": "let s = 0; for x in value { s += x } s"},
        {"name": "none", "at": "/f", "expression": "if value > 0 { () } else { 1 }", "required": true},
        {"name": "other", "at": "/f", "expression": "payload.list[1] + topic.len"},
    ]});
    assert_snapshot!(read(&members, r#"{"f":212,"list":[1,2,3]}"#), @"
    site/ahu1/t /f 100 °C good
    site/ahu1/t /sum 6 good
    site/ahu1/t /other 13 good
    /none !missing
    ");
    let members = json!({
        "expression": "#{ t: payload.raw / 10.0, mode: if payload.m == 1 { \"on\" } else { \"off\" }, extra: true }",
        "values": [{"name": "t", "unit": "°C"}, {"name": "m", "at": "/m"}, {"name": "gone", "required": true}],
    });
    assert_snapshot!(read(&members, r#"{"raw":215,"m":1}"#), @r#"
    site/ahu1/t /t 21.5 °C good
    site/ahu1/t /m 1 good
    site/ahu1/t /extra true good
    site/ahu1/t /mode "on" good
    /gone !missing
    "#);
    assert_snapshot!(read(&members, r#"{"raw":"x","m":1}"#), @"
    /t !bad_expression: line 1: Function not found: / (&str | ImmutableString | String, f64)
    /gone !bad_expression: line 1: Function not found: / (&str | ImmutableString | String, f64)
    ");
}

#[test]
fn a_message_that_is_no_json_is_refused() {
    let values = json!({"values": [{"name": "a", "at": "/a"}]});
    assert_snapshot!(read(&values, "21.5"), @"refused broken_json");
    assert_snapshot!(read(&values, "{"), @"refused broken_json");
    assert_snapshot!(read(&values, ""), @"refused empty");
    assert_snapshot!(tried(&mapping(&values), &incoming("other", b"{}")), @"not for this topic");
}

#[test]
fn a_device_is_described_once() {
    let mapping = mapping(&json!({"values": [
        {"name": "t", "at": "/t", "kind": "setpoint", "unit": "°C"}, {"name": "l", "at": "$..x", "list": true},
    ]}));
    let mut decoder = Decoder::new();
    decoder.set_mappings(Rules::new([(None, mapping)]).unwrap());
    let message = incoming("site/a", br#"{"t":1}"#);
    let discoveries = decoder.decode(&message).discoveries;
    assert_eq!(discoveries.len(), 1);
    let point = &discoveries[0].points[0];
    let kind = point.kind.map(model::Kind::word);
    assert_eq!((&*point.path, kind, discoveries[0].points.len()), ("/t", Some("setpoint"), 1));
    assert!(decoder.decode(&message).discoveries.is_empty());
    decoder.set_mappings(Rules::default());
    assert_eq!(decoder.decode(&message).convention, "json");
}

#[test]
fn every_mistake_is_told_at_once_with_its_line() {
    let file = r##"{
  "version": 1,
  "name": "x",
  "topics": "a/#/b",
  "colour": "red",
  "device": "{0}",
  "time": {"at": "ts", "form": "tomorrow", "zone": "Mars"},
  "values": [
    {"name": "a", "at": "/a", "unit": 3, "kind": "thing"},
    {"name": "a", "at": "$.a[",
     "scale": 0, "map": {"1": [], "2": "x"}},
    {"at": "/b", "list": true,
     "expression": "payload.x +\n* 2"},
    {"name": "c", "at": "/c", "expression": "valeu * 2"},
    7
  ]
}"##;
    assert_snapshot!(mistakes(file), @r#"
    line 4 /topics: a + stands for one whole level and a # for all levels at the end, nothing else; write it as site/+/meter or site/#
    line 5 /colour: "colour" means nothing here; use one of version, name, topics, payload, each, device, time, quality, expression, values, or take it out
    line 6 /device: the levels of a topic are counted from 1; write {2} for the topic's second level, {/id} for what stands in the message, or leave it out for the topic
    line 7 /time/at: "ts" is neither a JSON Pointer, which begins with "/", nor a JSONPath, which begins with "$"; write a pointer such as /a/0/b, or a path such as $.a[0].b
    line 7 /time/form: "tomorrow" is no way to write a time; write auto, s, ms, us, ns, iso, or a pattern such as %d.%m.%Y %H:%M:%S
    line 7 /time/zone: "Mars" is no time zone; write a zone of the IANA list, such as Europe/Berlin or UTC
    line 9 /values/0/kind: unknown variant `thing`, expected one of `sensor`, `status`, `setpoint`, `command`, `parameter`, `alarm`; write one of sensor, status, setpoint, command, parameter, alarm
    line 9 /values/0/unit: invalid type: integer `3`, expected a string; write a unit such as "°C"
    line 10 /values/1/name: another value is called "a" too; give it another name
    line 10 /values/1/at: "$.a[" is no JSONPath: at its character 5 expected selector; write a pointer such as /a/0/b, or a path such as $.a[0].b
    line 11 /values/1/map/1: this is nothing that a word can mean; write texts, numbers, true or false
    line 11 /values/1/map: what "map" gives is not scaled, and its words are compared as they are; take out either "map" or "scale", "offset" and "decimal"
    line 11 /values/1/scale: everything times this is nothing; write a factor such as 0.1
    line 12 /values/2: "name" is missing; say what the value is called
    line 13 /values/2/list: only a JSONPath leads to several values; write a path such as $.a[*], or take "list" out
    line 14 /values/2/expression: the expression cannot be understood in its line 2: Unexpected '*'; mend it there; it may use topic, payload, value
    line 14 /values/3/expression: the expression cannot be understood in its line 1: Undefined variable: valeu; mend it there; it may use topic, payload, value
    line 15 /values/4: this is no object; write { and } around its members
    "#);
}

#[test]
fn what_is_no_mapping_is_told() {
    assert_snapshot!(mistakes("{\n\"a\": 1,\n}"), @"line 3: this is no JSON: trailing comma at line 3 column 1; mend it there; a comma or a quote may be missing or too many");
    assert_snapshot!(mistakes("[]"), @"line 1: this is no object; write { and } around its members");
    assert_snapshot!(mistakes("{}"), @r#"
    line 1: "version" is missing; write "version": 1
    line 1: "name" is missing; say what the mapping is for
    line 1: "topics" is missing; write a topic, or a filter with + and #
    line 1: "values" is missing; write a list of values in [ and ]
    line 1 /values: no value is read; list the values, or write an expression that makes them
    "#);
    assert_snapshot!(mistakes(r#"{"version":2,"anything":1}"#), @"line 1 /version: version 2 of the format is not known; write 1, or use a newer program");
    assert_snapshot!(mistakes(&format!("\"{}\"", " ".repeat(2 << 20))), @"line 1: the file has more than 1048576 bytes; share its values out to several mappings");
}

fn value() -> impl Strategy<Value = serde_json::Value> {
    let at = prop_oneof![Just("/a/0"), Just("$.b[*].c"), Just("$..d[?@.e == 1]"), Just("")];
    let meaning = prop_oneof![
        any::<bool>().prop_map(serde_json::Value::from),
        (-1e9..1e9).prop_map(serde_json::Value::from),
        "[a-z]{0,5}".prop_map(serde_json::Value::from),
    ];
    let map = prop::collection::btree_map("[a-z0-9]{1,3}", meaning, 0..3);
    let scale = prop::option::of(0.001..1e6);
    let rest = (any::<bool>(), prop::option::of("[a-z]{1,5}"), prop::option::of(Just("value * 2")));
    (at, map, scale, rest).prop_map(|(at, map, scale, (required, unit, expression))| {
        let scale = scale.filter(|_| map.is_empty());
        json!({"at": at, "map": map, "scale": scale, "required": required, "unit": unit,
            "list": at.starts_with('$') && required, "expression": expression, "kind": "sensor"})
    })
}

proptest! {
    #[test]
    fn what_is_written_reads_back(
        values in prop::collection::vec(value(), 1..6),
        device in prop::option::of(Just("{1} {/id}")),
        zone in prop::option::of(Just("Europe/Berlin")),
    ) {
        let named = values.into_iter().enumerate().map(|(number, mut value)| {
            value["name"] = json!(format!("v{number}"));
            value
        });
        let time = json!({"at": "/ts", "form": "iso", "zone": zone});
        let mapping = mapping(&json!({
            "values": named.collect::<Vec<_>>(), "device": device, "time": time, "each": "/records",
            "quality": {"at": "/q", "map": {"1": "good"}},
        }));
        let text = mapping.to_json();
        let again = Mapping::parse(&text).unwrap();
        prop_assert_eq!(&again, &mapping);
        prop_assert_eq!(again.to_json(), text);
    }

    #[test]
    fn no_payload_makes_a_mapping_panic_and_values_are_counted(payload in r#"([\[\]{}:,"]|"(a|b|c|id|ts|q|records)":|1700000000|-?[0-9.e]{1,4}|null|NaN|true|"[a-z0-9]{0,4}"){0,40}"#) {
        let mapping = mapping(&json!({
            "each": "$..records[*]", "device": "{/id}", "time": {"at": "/ts"}, "quality": {"at": "/q"},
            "values": [
                {"name": "a", "at": "/a", "required": true}, {"name": "b", "at": "$..b", "list": true},
                {"name": "c", "at": "/c", "expression": "value * 2", "scale": 0.1},
            ],
        }));
        let trials = try_on(&mapping, &[incoming("site/a", payload.as_bytes())], || Duration::ZERO);
        let decoded = trials[0].decoded.as_ref().unwrap();
        prop_assert_eq!(decoded.rejects.len(), trials[0].words.len());
        prop_assert!(decoded.series.iter().all(|series| !series.samples.is_empty()));
    }

    #[test]
    fn no_file_makes_reading_a_mapping_panic(file in r#"\{"version":1(,"(name|topics|each|device|values|time|expression|quality)":("[$/{}a-z.*+#0-9]{0,9}"|1|null|\[\]|\[\{"name":"a","at":"[$/a-z.*]{0,6}"\}\]|\{"at":"/a"\})){0,7}\}"#) {
        if let Err(error) = Mapping::parse(&file) {
            prop_assert!(!error.mistakes.is_empty());
        }
    }
}
