//! Holds the scanner against `serde_json`.

use proptest::prelude::*;
use serde_json::Value;

use super::*;

/// What the scanner made of a payload, as `serde_json` would hold it.
fn scanned(text: &str) -> Result<Value, RejectReason> {
    let mut tape = Tape::default();
    scan(text, &mut tape)?;
    Ok(rebuilt(text, &tape, &mut 0))
}

fn rebuilt(text: &str, tape: &Tape, at: &mut usize) -> Value {
    let node = tape.nodes[*at];
    *at += 1;
    let spell = |span| spelled(span, text, &tape.unescaped);
    match node {
        Node::Object { end } => {
            let mut members = serde_json::Map::new();
            while *at < end as usize {
                let Node::Key { text: key, .. } = tape.nodes[*at] else {
                    panic!("an object holds keys");
                };
                *at += 1;
                members.insert(spell(key).to_owned(), rebuilt(text, tape, at));
            }
            Value::Object(members)
        }
        Node::Array { end, count } => {
            let mut elements = Vec::new();
            while *at < end as usize {
                elements.push(rebuilt(text, tape, at));
            }
            assert_eq!(elements.len(), count as usize);
            Value::Array(elements)
        }
        Node::Text(span) => Value::String(spell(span).to_owned()),
        Node::Number(span) => serde_json::from_str(spell(span)).unwrap(),
        Node::Boolean(boolean) => Value::Bool(boolean),
        Node::Null => Value::Null,
        node => panic!("{node:?} has no place in this test"),
    }
}

#[test]
fn escapes_are_undone() {
    let text = r#"{"a\"\/\\\n":"\u00b0C \ud83d\ude00 \ud800 x"}"#;
    let expected = serde_json::json!({"a\"/\\\n": "°C 😀 \u{fffd} x"});
    assert_eq!(scanned(text), Ok(expected));
}

#[test]
fn broken_json_is_broken() {
    for text in [
        "{",
        "[1,]",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "[1 2]",
        "[01]",
        "[1.]",
        "[.5]",
        "[+1]",
        "[1e]",
        "[\"\u{1}\"]",
        "[\"\\x\"]",
        "[\"\\u12\"]",
        "[nul]",
        "[]{}",
        "[truex]",
        "[-]",
    ] {
        assert_eq!(scanned(text), Err(RejectReason::BrokenJson), "{text}");
    }
}

#[test]
fn depth_is_bounded() {
    let nested = |depth: usize| ["[".repeat(depth), "]".repeat(depth)].concat();
    assert!(scanned(&nested(DEPTH_MAX)).is_ok());
    assert_eq!(scanned(&nested(DEPTH_MAX + 1)), Err(RejectReason::TooDeep));
    assert_eq!(scanned(&"[".repeat(200_000)), Err(RejectReason::TooDeep));
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::Array),
            // No key that a time may stand under: that would be read as one.
            prop::collection::vec(
                (any::<String>().prop_map(|key| format!("key{key}")), inner),
                0..8
            )
            .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn what_serde_json_writes_is_read_as_it_was(value in json()) {
        let text = serde_json::to_string(&value).unwrap();
        let again: Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(scanned(&text), Ok(again));
    }

    #[test]
    fn both_agree_on_what_is_json(text in r#"[\[\]{}:,"0-9eE+\-. tfn\\u]{0,24}"#) {
        let theirs = serde_json::from_str::<Value>(&text);
        let overflows = theirs.as_ref().is_err_and(|error| error.to_string().contains("number out"));
        let surrogate = text.contains("\\u");
        if !overflows && !surrogate {
            prop_assert_eq!(scanned(&text).is_ok(), theirs.is_ok(), "{}", text);
        }
    }
}
