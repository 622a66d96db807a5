//! Conditions of every sort, made for properties.

use std::sync::Arc;
use std::time::Duration;

use model::Value;
use proptest::prelude::*;

use super::{Check, Condition, Level, Limit, MINUTES_A_DAY, Reference, Scheduled, WeekHours};
use crate::limits::{
    CHECK_TIME_MIN, CHECKS_MAX, CONDITION_DEPTH_MAX, REFERENCE_BYTES_MAX, STATE_BYTES_MAX, TIME_MAX,
};

/// Levels of conditions inside one another below the outermost; each takes one `(` or `not` at most.
const LEVELS: u32 = 5;

/// Checks that most conditions have fewer than.
const CHECKS_WANTED: u32 = 6;

const _: () = assert!((LEVELS as usize) < CONDITION_DEPTH_MAX, "what is made can be read");

/// A whole condition in normal form, within the limits of its text.
pub(crate) fn conditions() -> impl Strategy<Value = Condition> {
    let leaf = checks().prop_map(Condition::Is);
    let nested = leaf.prop_recursive(LEVELS, CHECKS_WANTED, 2, |inner| {
        prop_oneof![
            some(inner.clone()).prop_map(Condition::all),
            some(inner.clone()).prop_map(Condition::any),
            inner.prop_map(|inner| Condition::Not(Box::new(inner))),
        ]
    });
    let whole = prop_oneof![
        nested.clone(),
        some(nested.clone()).prop_map(Condition::all),
        some(nested).prop_map(Condition::any),
    ];
    whole.prop_filter("too many checks", |made| made.checks().count() <= CHECKS_MAX)
}

/// One to three of them.
fn some(of: impl Strategy<Value = Condition>) -> impl Strategy<Value = Vec<Condition>> {
    prop::collection::vec(of, 1..4)
}

/// One check.
pub(crate) fn checks() -> impl Strategy<Value = Check> {
    prop_oneof![
        (levels(), limits()).prop_map(|(level, limit)| Check::Beyond { level, limit }),
        (sizes(), references()).prop_map(|(by, from)| Check::Deviation { by, from }),
        (sizes(), times()).prop_map(|(by, within)| Check::Rate { by, within }),
        values().prop_map(Check::State),
        times().prop_map(Check::NoData),
        times().prop_map(Check::Flatline),
        times().prop_map(Check::CommandMismatch),
    ]
}

/// Times that a check may take.
pub(crate) fn times() -> impl Strategy<Value = Duration> {
    (CHECK_TIME_MIN.as_secs()..=TIME_MAX.as_secs()).prop_map(Duration::from_secs)
}

/// Finite numbers, round ones among them.
pub(crate) fn numbers() -> impl Strategy<Value = f64> {
    let any = prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL | prop::num::f64::ZERO;
    prop_oneof![(-500_i32..500).prop_map(|tenths| f64::from(tenths) / 10.0), any]
}

/// Texts of up to so many bytes that can be seen, with quotes, words and signs of conditions among them.
pub(crate) fn texts(bytes_max: usize) -> impl Strategy<Value = String> {
    let seen =
        prop_oneof!["[a-z0-9./:_~-]{1,20}", "[a-z \"\\\\():]{1,20}", "\\PC{1,60}", "and|or|own"];
    seen.prop_filter("too long", move |text| text.len() <= bytes_max)
        .prop_filter("what cannot be seen", |text| !text.chars().any(char::is_control))
}

fn levels() -> impl Strategy<Value = Level> {
    prop::sample::select(Level::ALL.to_vec())
}

fn sizes() -> impl Strategy<Value = f64> {
    numbers().prop_map(f64::abs).prop_filter("nothing", |size| *size > 0.0)
}

fn limits() -> impl Strategy<Value = Limit> {
    let scheduled = (hours(), numbers(), numbers())
        .prop_map(|(hours, within, outside)| Scheduled { hours, within, outside });
    prop_oneof![
        numbers().prop_map(Limit::Fixed),
        references().prop_map(Limit::Of),
        Just(Limit::Own),
        scheduled.prop_map(Limit::Scheduled),
    ]
}

fn hours() -> impl Strategy<Value = WeekHours> {
    (1_u8..128, 0..MINUTES_A_DAY, 0..=MINUTES_A_DAY).prop_map(|(days, from, to)| WeekHours {
        days,
        from,
        to,
    })
}

fn references() -> impl Strategy<Value = Reference> {
    let names = || texts(REFERENCE_BYTES_MAX).prop_map(Arc::from);
    prop_oneof![
        Just(Reference::Setpoint),
        names().prop_map(Reference::Role),
        names().prop_map(Reference::Point),
    ]
}

fn values() -> impl Strategy<Value = Value> {
    let texts = texts(STATE_BYTES_MAX);
    prop_oneof![
        any::<bool>().prop_map(Value::Boolean),
        numbers().prop_map(Value::Number),
        texts.prop_map(|text| Value::Text(text.into())),
    ]
}
