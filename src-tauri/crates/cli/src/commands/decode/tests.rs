//! Decoding line by line, over the fixtures and by hand.

use std::path::Path;

use serde_json::{Value as Json, json};

use super::super::lines::{LINE_BYTES_MAX, answer_lines};
use super::*;

fn decode(input: &[u8]) -> Vec<Json> {
    let mut output = Vec::new();
    answer_lines(input, &mut output, decoding()).unwrap();
    let text = String::from_utf8(output).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures").join(name);
    std::fs::read(path).unwrap()
}

#[test]
fn every_line_of_the_fixtures_gives_exactly_one_line() {
    for (name, lines) in [("corpus.jsonl", 240), ("hostile.jsonl", 136)] {
        let decoded = decode(&fixture(name));
        assert_eq!(decoded.len(), lines, "{name}");
        for line in decoded {
            for list in ["readings", "availability", "discoveries", "commands", "events", "rejects"]
            {
                assert!(line[list].is_array(), "{name}: {list} in {line}");
            }
            assert!(
                line["convention"].is_string() || line["rejects"][0]["reason"] == "bad_input_line"
            );
            for reading in line["readings"].as_array().unwrap() {
                let value = &reading["value"];
                assert!(value.is_number() || value.is_boolean() || value.is_string(), "{reading}");
                assert!(reading.get("ts").is_none_or(Json::is_i64), "{reading}");
            }
        }
    }
}

#[test]
fn values_keep_their_kind_and_their_time() {
    let input = br#"{"topic":"a/b","payload":"{\"t\":21.5,\"on\":true,\"mode\":\"heat\",\"ts\":1700000000000}"}"#;
    let lines = decode(input);
    let readings = lines[0]["readings"].as_array().unwrap();
    let found = |point: &str| readings.iter().find(|reading| reading["point"] == point).unwrap();
    assert_eq!(found("t")["value"], json!(21.5));
    assert_eq!(found("on")["value"], json!(true));
    assert_eq!(found("mode")["value"], json!("heat"));
    assert_eq!(found("t")["ts"], json!(1_700_000_000_000_i64));
    assert_eq!(found("t")["quality"], "good");
    assert_eq!(found("t")["device"], "a/b");
}

#[test]
fn a_plain_payload_is_named_by_its_topic() {
    let lines = decode(br#"{"topic":"ahu1/temperature","payload":"21.5"}"#);
    let reading = &lines[0]["readings"][0];
    assert_eq!((&reading["device"], &reading["point"]), (&json!("ahu1"), &json!("temperature")));
    assert!(reading.get("ts").is_none());
    assert_eq!(lines[0]["convention"], "plain");
}

#[test]
fn what_cannot_be_read_is_a_line_too() {
    let input = b"\nnonsense\n{\"topic\":\"a\"}\n{\"topic\":\"a\",\"payload_hex\":\"0g\"}\n\
        {\"topic\":\"a\",\"payload_hex\":\"123\"}\n{\"topic\":1,\"payload\":\"\"}\n\xff\xfe\n[]";
    let lines = decode(input);
    assert_eq!(lines.len(), 8);
    for line in lines {
        let expected = json!({
            "readings": [], "availability": [], "discoveries": [], "commands": [], "events": [],
            "rejects": [{"reason": "bad_input_line"}], "convention": null
        });
        assert_eq!(line, expected);
    }
}

#[test]
fn a_refused_message_gives_its_reason() {
    let lines = decode(br#"{"topic":"a","payload_hex":"eda080"}"#);
    assert_eq!(lines[0]["rejects"], json!([{"reason": "not_utf8"}]));
    assert_eq!(lines[0]["readings"], json!([]));
}

#[test]
fn an_overlong_line_is_one_bad_line() {
    let mut input = br#"{"topic":"a","payload":""#.to_vec();
    input.resize(LINE_BYTES_MAX + 100, b'x');
    input.extend_from_slice(b"\"}\n{\"topic\":\"a/b\",\"payload\":\"1\"}\n");
    let lines = decode(&input);
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["rejects"][0]["reason"], "bad_input_line");
    assert_eq!(lines[1]["readings"][0]["value"], json!(1.0));
}

#[test]
fn names_are_spelt_for_people() {
    for (device, path, spelling) in [
        ("a/b", "/x/y", ("a/b", "x/y")),
        ("a", "/x~1y~0z", ("a", "x/y~z")),
        ("a/b", "", ("a", "b")),
        ("a", "", ("a", "a")),
        ("/a", "", ("/a", "a")),
        ("a/", "", ("a/", "a")),
    ] {
        let (device, point) = spelt(device, path);
        assert_eq!((device, &*point), spelling);
    }
}
