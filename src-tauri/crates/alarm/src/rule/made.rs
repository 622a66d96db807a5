//! Rules of every sort, made for properties.

use std::time::Duration;

use model::Priority;
use proptest::prelude::*;

use super::{Advice, Counted, Deadband, Patience, Rule};
use crate::condition::made::{conditions, numbers, texts, times};
use crate::limits::{
    ADVICE_BYTES_MAX, IN_A_ROW_MAX, OF_THE_LAST_MAX, RULE_NAME_BYTES_MAX, TIME_MAX,
    WITHIN_TIMES_MAX,
};
use crate::selector::made::selectors;
use crate::standing::Resetting;

/// A whole rule, within the limits of its text.
pub(crate) fn rules() -> impl Strategy<Value = Rule> {
    let reset = prop_oneof![Just(Resetting::Itself), Just(Resetting::ByHand)];
    let priority = prop::sample::select(Priority::ALL.to_vec());
    let parts = (
        lines(RULE_NAME_BYTES_MAX),
        selectors(),
        conditions(),
        patience(),
        priority,
        reset,
        advice(),
    );
    parts.prop_map(|(name, points, condition, patience, priority, resetting, advice)| Rule {
        name,
        points,
        condition,
        patience,
        priority,
        resetting,
        advice,
    })
}

fn patience() -> impl Strategy<Value = Patience> {
    (deadbands(), delays(), delays(), counted()).prop_map(
        |(deadband, on_delay, off_delay, counted)| Patience {
            deadband,
            on_delay,
            off_delay,
            counted,
        },
    )
}

fn deadbands() -> impl Strategy<Value = Deadband> {
    prop_oneof![
        numbers().prop_map(|width| Deadband::Absolute(width.abs())),
        (0.0..=100.0).prop_map(Deadband::Percent),
        (0_u8..=100).prop_map(|share| Deadband::Percent(share.into())),
    ]
}

fn delays() -> impl Strategy<Value = Duration> {
    (0..=TIME_MAX.as_secs()).prop_map(Duration::from_secs)
}

fn counted() -> impl Strategy<Value = Counted> {
    let of_the_last = (1..=OF_THE_LAST_MAX)
        .prop_flat_map(|of| (1..=of).prop_map(move |times| Counted::OfTheLast { times, of }));
    prop_oneof![
        Just(Counted::Once),
        (1..=IN_A_ROW_MAX).prop_map(Counted::InARow),
        of_the_last,
        (1..=WITHIN_TIMES_MAX, times()).prop_map(|(times, time)| Counted::Within { times, time }),
    ]
}

fn advice() -> impl Strategy<Value = Advice> {
    let lines =
        || prop_oneof![Just(String::new()), texts(ADVICE_BYTES_MAX), Just("a\r\n\tb".into())];
    (lines(), lines(), lines()).prop_map(|(cause, consequence, action)| Advice {
        cause,
        consequence,
        action,
    })
}

/// Texts in one line, without spaces around them.
fn lines(bytes_max: usize) -> impl Strategy<Value = String> {
    texts(bytes_max)
        .prop_map(|text| text.trim().to_owned())
        .prop_filter("nothing", |text| !text.is_empty())
}
