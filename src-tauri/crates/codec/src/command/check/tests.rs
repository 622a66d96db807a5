//! Which values and topics are let through.

use insta::assert_snapshot;
use model::{Timestamp, Value};

use super::*;
use crate::command::plain;
use crate::decoded::Limits;

fn way<'a>(topic: &str) -> Way<'a> {
    Way::new(topic.to_owned(), plain("1", "0"))
}

fn order(value: &Value) -> Order<'_> {
    Order { value, priority: None, at: Timestamp::from_ms(0), number: 1 }
}

/// The payload, or why there is none.
fn judged(way: Way<'_>, value: impl Into<Value>) -> String {
    match way.publish(&order(&value.into())) {
        Ok(publish) => String::from_utf8(publish.payload).unwrap(),
        Err(error) => error.to_string(),
    }
}

fn within(min: f64, max: f64, step: Option<f64>) -> Way<'static> {
    Way { limits: Limits { min: Some(min), max: Some(max), step }, ..way("t") }
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

#[test]
fn a_value_beyond_a_limit_is_refused_with_the_limit() {
    assert_snapshot!(judged(within(5.0, 35.0, None), Value::Number(22.5)), @"22.5");
    assert_snapshot!(judged(within(5.0, 35.0, None), Value::Number(35.0)), @"35");
    assert_snapshot!(judged(within(5.0, 35.0, None), Value::Number(36.0)), @"36 is more than the 35 that the point takes at most");
    assert_snapshot!(judged(within(5.0, 35.0, None), Value::Number(4.5)), @"4.5 is less than the 5 that the point takes at least");
    assert_snapshot!(judged(within(5.0, 35.0, None), text("warm")), @r#"the point takes a number, not "warm""#);
}

#[test]
fn a_value_between_two_steps_is_refused_and_not_rounded() {
    assert_snapshot!(judged(within(15.0, 40.0, Some(0.5)), Value::Number(22.3)), @"22.3 lies between two steps of 0.5: choose 22 or 22.5");
    assert_snapshot!(judged(within(0.1, 10.0, Some(0.1)), Value::Number(0.7)), @"0.7");
    assert_snapshot!(judged(within(0.0, 100.0, Some(0.0001)), Value::Number(50.300_05)), @"50.30005 lies between two steps of 0.0001: choose 50.3 or 50.3001");
    assert_snapshot!(judged(within(0.0, 1e9, Some(0.1)), Value::Number(123_456_789.3)), @"123456789.3");
    assert_snapshot!(judged(within(0.0, 10.0, Some(0.0)), Value::Number(0.7)), @"0.7");
}

#[test]
fn a_word_that_the_point_does_not_take_is_refused_with_those_it_takes() {
    let modes = || Way { words: vec!["off".into(), "heat".into()], ..way("t") };
    assert_snapshot!(judged(modes(), text("heat")), @"heat");
    assert_snapshot!(judged(modes(), text("cool")), @r#"the point does not take "cool"; it takes off, heat"#);
    assert_snapshot!(judged(modes(), Value::Number(1.0)), @r#"the point does not take "1"; it takes off, heat"#);
}

#[test]
fn topics_that_no_broker_takes_are_refused() {
    let long = "t".repeat(TOPIC_BYTES_MAX + 1);
    for topic in ["", "a/+/b", "a/#", "a\0b", "a\u{85}b", "$SYS/broker", long.as_str()] {
        assert!(judged(way(topic), Value::Boolean(true)).starts_with("the topic"), "{topic:.20}");
    }
    assert_snapshot!(judged(way(&long[1..]), Value::Boolean(true)), @"1");
}

#[test]
fn only_priorities_that_people_may_use_go_to_gateways_that_take_one() {
    let asked = |takes_priority, priority| {
        let way = Way { takes_priority, ..way("t") };
        let order = Order { priority: Some(priority), ..order(&Value::Boolean(true)) };
        way.publish(&order).map(|_| ()).map_err(|error| error.to_string())
    };
    assert_eq!(asked(true, 8), Ok(()));
    for (takes, priority) in [(true, 0), (true, 1), (true, 2), (true, 17), (false, 8)] {
        assert!(asked(takes, priority).is_err(), "{priority}");
    }
}

#[test]
fn a_text_is_bounded() {
    assert!(
        judged(way("t"), text(&"x".repeat(TEXT_BYTES_MAX + 1)))
            .starts_with("the text has 4097 bytes")
    );
}
