//! The project's fixtures: hostile payloads, and what the corpus expects of JSON that no vendor's convention explains.

use std::collections::HashSet;
use std::path::PathBuf;

use codec::{Decoded, Decoder, Verdict};
use model::{ConnectionId, Incoming, Timestamp, Value};
use serde::Deserialize;

#[derive(Deserialize)]
struct Hostile {
    id: String,
    class: String,
    topic: Option<String>,
    topic_gen: Option<Repeated>,
    payload: Option<String>,
    payload_hex: Option<String>,
    payload_gen: Option<Repeated>,
}

#[derive(Deserialize)]
struct Repeated {
    #[serde(default)]
    prefix: String,
    repeat: String,
    count: usize,
    #[serde(default)]
    suffix: String,
}

#[derive(Deserialize)]
struct Entry {
    id: String,
    convention: String,
    topic: String,
    payload: Option<String>,
    #[serde(default)]
    expect: Vec<Expected>,
}

#[derive(Deserialize)]
struct Expected {
    point: String,
    value: serde_json::Value,
    unit: Option<String>,
}

/// The largest payload that is made here; the protocol's own maximum is the session's to refuse.
const MADE_BYTES_MAX: usize = 16 * 1024 * 1024;

impl Repeated {
    fn text(&self) -> String {
        let count = self.count.min(MADE_BYTES_MAX / self.repeat.len());
        let middle = (0..count).map(|index| self.repeat.replace("%d", &index.to_string()));
        format!("{}{}{}", self.prefix, middle.collect::<String>(), self.suffix)
    }
}

impl Hostile {
    fn message(&self) -> Incoming {
        let topic = self.topic.clone();
        let topic = topic.or_else(|| self.topic_gen.as_ref().map(Repeated::text));
        let payload = match (&self.payload, &self.payload_hex, &self.payload_gen) {
            (Some(text), ..) => text.as_bytes().to_vec(),
            (_, Some(hex), _) => bytes(hex),
            (.., Some(repeated)) => repeated.text().into_bytes(),
            (None, None, None) => Vec::new(),
        };
        message(&topic.unwrap_or_else(|| "t/x".to_owned()), payload)
    }
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2);
    digits
        .map(|pair| {
            let pair = std::str::from_utf8(pair).expect("hex is ASCII");
            u8::from_str_radix(pair, 16).expect("a pair of hex digits")
        })
        .collect()
}

fn message(topic: &str, payload: Vec<u8>) -> Incoming {
    Incoming {
        connection: ConnectionId(1),
        topic: topic.to_owned(),
        payload: payload.into(),
        retained: false,
        duplicate: false,
        received: Timestamp::from_ms(1_700_000_000_000),
        ack: None,
    }
}

fn fixture<T: for<'a> Deserialize<'a>>(name: &str) -> Vec<T> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures").join(name);
    let text = std::fs::read_to_string(path).expect("the fixture is in the repository");
    text.lines().map(|line| serde_json::from_str(line).expect("a fixture line is JSON")).collect()
}

/// What was read, on one line: `path=value@time quality`, then the reasons of refusal and the events.
fn told(decoded: &Decoded) -> String {
    let mut words = Vec::new();
    for series in &decoded.series {
        for sample in &series.samples {
            let value = match &sample.value {
                Value::Number(number) => format!("{number:?}"),
                Value::Boolean(boolean) => boolean.to_string(),
                Value::Text(text) => format!("{text:?}"),
            };
            let time = sample.time.map(|time| format!("@{}", time.ms()));
            let time = time.unwrap_or_default();
            let quality = sample.quality.word();
            words.push(format!("{}={value}{time} {quality}", series.path));
        }
    }
    if let Verdict::Refused(reason) = decoded.verdict {
        words.push(format!("refused:{}", reason.code()));
    }
    let reasons = decoded.rejects.iter().map(|reject| reject.reason.code());
    words.extend(reasons.map(|code| format!("!{code}")));
    words.extend(decoded.events.iter().map(|event| format!("event:{}", event.what)));
    words.join("; ")
}

#[test]
fn no_hostile_message_makes_it_panic_or_yields_a_number_that_is_none() {
    let mut decoder = Decoder::new();
    for entry in fixture::<Hostile>("hostile.jsonl") {
        let decoded = decoder.decode(&entry.message());
        let samples = || decoded.series.iter().flat_map(|series| &series.samples);
        let is_finite = |value: &Value| value.as_number().is_none_or(f64::is_finite);
        assert!(samples().all(|sample| is_finite(&sample.value)), "{}", entry.id);
        assert!(samples().count() <= 5_000, "{}", entry.id);
        if let Verdict::Refused(_) = decoded.verdict {
            assert!(decoded.series.is_empty() && decoded.rejects.is_empty(), "{}", entry.id);
        }
        let keys = decoded.series.iter().map(|series| (&series.device, &series.path, &series.unit));
        let distinct: HashSet<_> = keys.collect();
        assert_eq!(distinct.len(), decoded.series.len(), "{}", entry.id);
    }
}

/// What was read of each hostile message of a class, a line each.
fn hostile(class: &str) -> String {
    let mut decoder = Decoder::new();
    let mut lines = Vec::new();
    for entry in fixture::<Hostile>("hostile.jsonl") {
        if entry.class != class {
            continue;
        }
        let decoded = decoder.decode(&entry.message());
        let line = match decoded.series.len() {
            0..10 => told(&decoded),
            many => format!("{many} series, {} rejects", decoded.rejects.len()),
        };
        let number = entry.id.trim_start_matches("hostile-");
        lines.push(format!("{number} {line}").trim_end().to_owned());
    }
    lines.join("\n")
}

#[test]
fn hostile_numbers_are_read_as_the_fixture_demands() {
    insta::assert_snapshot!(hostile("number"), @r#"
    01 /humidity=40.0 good; !not_finite
    02 !not_finite
    03 !not_finite
    04 /humidity=40.0 good; !not_finite
    05 !not_finite
    06 /temperature=1e308 good; /humidity=40.0 good
    07 /temperature=1.7976931348623157e308 good
    08 /counter=1.8446744073709552e19 uncertain
    09 /counter=9007199254740992.0 uncertain
    10 /counter=1.2345678901234568e29 uncertain
    11 /temperature=0.0 good
    12 /temperature=21.5 good
    13 /temperature="21,5" good
    14 /temperature="1.234,56" good
    15 /temperature="0x1F" good
    16 !unavailable
    17 !null
    18 !unavailable
    19 !not_finite
    20 !not_finite
    21 !not_finite
    22 /temperature/0=21.5 good; /temperature/1=21.6 good
    23 /temperature/value/value/value=21.5 good
    24 /state="off" good; !duplicate_key
    25 =21.5 good
    26 =21.5 good
    27 =21.5 good
    28 =21.5 good
    29 /temperature=21.5 good
    "#);
}

#[test]
fn hostile_times_are_read_as_the_fixture_demands() {
    insta::assert_snapshot!(hostile("time"), @r#"
    30 /v=1.0 uncertain; !bad_time
    31 /v=1.0 uncertain; !bad_time
    32 /v=1.0@946684800000 good
    33 /v=1.0 uncertain; !bad_time
    34 /v=1.0 uncertain; !bad_time
    35 /v=1.0 uncertain; !bad_time
    36 /v=1.0@4102444800000 good
    37 /v=1.0 uncertain; !bad_time
    38 /v=1.0@1700000000000 good
    39 /v=1.0@1700000000000 good
    40 /v=1.0@1700000000000 good
    41 /v=1.0@1700000000000 good
    42 /v=1.0@1700000000000 good
    43 /v=1.0 good
    44 /v=1.0 good
    45 /v=1.0@1483228800000 good
    46 /v=1.0 uncertain; !bad_time
    "#);
}

#[test]
fn hostile_encodings_are_read_as_the_fixture_demands() {
    insta::assert_snapshot!(hostile("encoding"), @r#"
    47 refused:not_utf8
    48 refused:not_utf8
    49 refused:not_utf8
    50 /name="�" good; /temperature=21.5 good
    51 refused:broken_json
    52 refused:broken_json
    53 refused:broken_json
    54 refused:broken_json
    55 refused:empty
    56 refused:control_characters
    57 refused:too_deep
    58 5000 series, 95001 rejects
    59 refused:too_long
    60 refused:too_long
    61 /__proto__/polluted=true good; /constructor/prototype/x=1.0 good; /temperature=21.5 good
    62 /toString=1.0 good; /hasOwnProperty=2.0 good; /length=3.0 good; /temperature=21.5 good
    63 refused:not_utf8
    "#);
}

#[test]
fn hostile_births_and_deaths_are_read_as_the_fixture_demands() {
    insta::assert_snapshot!(hostile("sparkplug"), @r"
    126 refused:bad_protobuf
    127 event:rebirth
    128 refused:bad_protobuf
    129 !unknown_alias
    130 refused:empty
    131 refused:not_supported
    132 refused:not_supported
    133
    ");
}

#[test]
fn injected_texts_are_data_beside_a_living_neighbour() {
    let mut decoder = Decoder::new();
    for entry in fixture::<Hostile>("hostile.jsonl") {
        let has_neighbour =
            entry.payload.as_ref().is_some_and(|text| text.contains("\"temperature\": 21.5"));
        if !matches!(entry.class.as_str(), "injection" | "path") || !has_neighbour {
            continue;
        }
        let decoded = decoder.decode(&entry.message());
        let temperature = decoded.series.iter().find(|series| &*series.path == "/temperature");
        let temperature = temperature.expect("the neighbour lives");
        assert_eq!(temperature.samples[0].value, Value::Number(21.5), "{}", entry.id);
    }
}

#[test]
fn json_without_a_vendor_is_read_whole() {
    let mut decoder = Decoder::new();
    let (mut expected, mut found, mut misses) = (0, 0, Vec::new());
    for entry in fixture::<Entry>("corpus.jsonl") {
        let Some(payload) = entry.payload.filter(|_| entry.convention == "generic-json") else {
            continue;
        };
        let decoded = decoder.decode(&message(&entry.topic, payload.into_bytes()));
        for wanted in &entry.expect {
            expected += 1;
            if is_read(wanted, &decoded) {
                found += 1;
            } else {
                misses.push(format!("{} {}", entry.id, wanted.point));
            }
        }
    }
    assert!(expected > 0);
    assert_eq!(found, expected, "{misses:?}");
}

/// Whether a series of this message is the expected point with its value and unit.
fn is_read(wanted: &Expected, decoded: &Decoded) -> bool {
    decoded.series.iter().any(|series| {
        let whole = format!("{}{}", series.device, series.path);
        let has_value = series.samples.iter().any(|sample| match &sample.value {
            Value::Number(number) => wanted.value.as_f64() == Some(*number),
            Value::Boolean(boolean) => wanted.value.as_bool() == Some(*boolean),
            Value::Text(text) => wanted.value.as_str() == Some(text),
        });
        let has_unit = wanted.unit.is_none()
            || wanted.unit.as_deref() == series.unit.as_ref().map(model::Unit::as_str);
        whole.ends_with(&wanted.point) && has_value && has_unit
    })
}
