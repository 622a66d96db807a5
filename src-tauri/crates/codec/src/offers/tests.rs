//! No convention is passed over that would know a message.

use std::collections::BTreeSet;
use std::path::PathBuf;

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::convention::Confidence;
use crate::conventions;
use crate::incoming::incoming;
use crate::json::{self, Tape};

/// The conventions that know a message, and those it is offered to, by name.
fn known_and_offered(
    topic: &str,
    payload: &[u8],
) -> (BTreeSet<&'static str>, BTreeSet<&'static str>) {
    let conventions = conventions::all();
    let incoming = incoming(topic, payload);
    let mut tape = Tape::default();
    let message = Message {
        connection: incoming.connection,
        topic: &incoming.topic,
        payload: &incoming.payload,
        retained: false,
        received: incoming.received,
        json: json::scan(&incoming.payload, &mut tape),
    };
    let offered = Offers::of(&conventions).to(&message);
    let names = offered.places().map(|place| conventions[place].name());
    let known = conventions.iter().filter(|one| one.recognise(&message) > Confidence::None);
    (known.map(|one| one.name()).collect(), names.collect())
}

fn fixture(name: &str) -> Vec<(String, Vec<u8>)> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures").join(name);
    let text = std::fs::read_to_string(path).expect("the fixture is in the repository");
    let lines = text.lines().map(|line| serde_json::from_str(line).expect("a line is JSON"));
    let pair = |line: &Value| {
        let text = |key: &str| line[key].as_str();
        Some((text("topic")?.to_owned(), text("payload")?.as_bytes().to_vec()))
    };
    lines
        .flat_map(|line: Value| {
            let context = line["context"].as_array().cloned().unwrap_or_default();
            context.into_iter().chain([line])
        })
        .filter_map(|line| pair(&line))
        .collect()
}

#[test]
fn who_knows_a_message_of_the_field_is_asked_about_it() {
    let mut asked = 0;
    for (topic, payload) in [fixture("corpus.jsonl"), fixture("hostile.jsonl")].concat() {
        let (known, offered) = known_and_offered(&topic, &payload);
        assert!(known.is_subset(&offered), "{topic}: {known:?} of {offered:?}");
        asked += 1;
    }
    assert!(asked > 300, "{asked} messages were looked at");
}

#[test]
fn few_are_asked_about_a_plain_value_in_a_topic_of_nobodys() {
    let (known, offered) = known_and_offered("site/ahu1/supply/temperature", b"21.5");
    assert_eq!(known, BTreeSet::from(["plain"]));
    assert!(offered.len() < 10, "{offered:?}");
}

/// Words of topics and keys, each convention's own among them.
fn words() -> Vec<&'static str> {
    let conventions = conventions::all();
    let marks = conventions.iter().flat_map(|one| one.marks());
    let words = marks.filter_map(|mark| match mark {
        Mark::First(word) | Mark::Level(word) | Mark::Member(word) => Some(*word),
        Mark::Any | Mark::Json | Mark::NotJson => None,
    });
    let others = "x 0 5 112233445566 0011223344556677 $state $homie discovery json 1/2/3 SENSOR LWT sensor climate temperature \
        switch:0 wifi N c0619ab9929a devices controls data meta power p1meter events system JSON BTtoMQTT commands MQTTtoBT set \
        config event application me gateway telemetry state _CLIENTS ZWAVE_GATEWAY-a id name meter v vs Value StatusCode \
        DataSetWriterId timestamp tags topic propertyAlias device_id uplink_message gen mac src method dst";
    words.chain(others.split_ascii_whitespace()).collect()
}

/// What a message may say: plain words, and JSON of those keys, in brackets or not, in another object or not.
fn payload(form: usize, keys: &[&str]) -> String {
    let members = |value: &str| {
        let members: Vec<String> = keys.iter().map(|key| format!("{key:?}:{value}")).collect();
        members.join(",")
    };
    match form {
        0 => "online".to_owned(),
        1 => "true".to_owned(),
        2 => "m,a=b c=1.5 1700000000000000000".to_owned(),
        3 => format!("{{{}}}", members("1.5")),
        4 => format!("{{{}}}", members(r#""telegram""#)),
        5 => format!("[{{{}}}]", members(r#""a/b/things/twin/events/modified""#)),
        6 => format!(r#"{{"x":{{{}}}}}"#, members("{}")),
        7 => format!(r#"[{{"x":{{{}}}}}]"#, members("[{}]")),
        8 => format!(r#"{{"end_device_ids":{{"device_id":"x"}},{}}}"#, members(r#"{"a":1}"#)),
        9 => format!(
            r#"{{"metrics":[{{"name":"x","fields":{{}},"tags":{{}},"timestamp":1}}],{}}}"#,
            members("1")
        ),
        _ => format!("{{{}", members("1")),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn who_knows_a_message_of_its_own_words_is_asked_about_it(
        levels in prop::collection::vec(any::<prop::sample::Index>(), 1..7),
        keys in prop::collection::vec(any::<prop::sample::Index>(), 1..5),
        form in 0..11_usize,
    ) {
        let words = words();
        let levels: Vec<&str> = levels.iter().map(|at| *at.get(&words)).collect();
        let keys: Vec<&str> = keys.iter().map(|at| *at.get(&words)).collect();
        let (topic, payload) = (levels.join("/"), payload(form, &keys));
        let (known, offered) = known_and_offered(&topic, payload.as_bytes());
        prop_assert!(known.is_subset(&offered), "{} {}: {:?} of {:?}", topic, payload, known, offered);
    }
}
