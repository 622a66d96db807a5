use std::time::Duration;

use insta::assert_snapshot;
use model::Priority;
use proptest::prelude::*;

use super::*;
use crate::condition::{Level, Limit, Reference, Scheduled, WeekHours};
use crate::rule::{Advice, Counted, Deadband};
use crate::selector::Selector;
use crate::standing::Resetting;

const RULE: RuleId = RuleId(1);
const POINT: PointId = PointId(1);
const OTHER: PointId = PointId(2);

fn rule(condition: Condition, patience: Patience) -> Rule {
    Rule {
        name: "a rule".to_owned(),
        points: Selector::Role("zone-air-temp".into()),
        condition,
        patience,
        priority: Priority::High,
        resetting: Resetting::Itself,
        advice: Advice::default(),
    }
}

fn high(limit: f64) -> Condition {
    Condition::Is(Check::Beyond { level: Level::High, limit: Limit::Fixed(limit) })
}

fn within(absolute: f64) -> Patience {
    Patience { deadband: Deadband::Absolute(absolute), ..Patience::default() }
}

fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(minutes * 60)
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_ms(second * 1_000)
}

fn moment(second: i64) -> Moment {
    Moment { wall: at(second), steady_ms: second * 1_000 }
}

fn said(point: PointId, second: i64, value: Value) -> Reading {
    let time = at(second);
    Reading { point, time, received: time, value, quality: Quality::Good }
}

/// One rule at one point, whose checks refer to another point and to an own limit of 30.
fn evaluator(rule: &Rule) -> Evaluator {
    let bound = Bound { other: Some(OTHER), own_limit: Some(30.0) };
    let checks = vec![bound; rule.condition.checks().count()];
    let binding = Binding { rule: RULE, point: POINT, checks };
    Evaluator::new(Tz::UTC, &[(RULE, rule.clone())], [binding], moment(0))
}

fn told(changes: &[Change]) -> String {
    let told = changes.iter().map(|change| {
        let word = if change.active { "raised" } else { "returned" };
        let late = if change.late { " late" } else { "" };
        format!("{word}@{}{late}", change.at.ms() / 1_000)
    });
    told.collect::<Vec<_>>().join(" ")
}

/// Judges `second:value` after `second:value`, where `o` before a second is the other point, `!` after a value makes it bad
/// and a value alone passes the time to that second. Words are texts, `on` and `off` booleans.
fn judge(rule: &Rule, story: &str) -> String {
    let mut evaluator = evaluator(rule);
    let mut changes = Vec::new();
    for step in story.split_whitespace() {
        let (point, step) = match step.strip_prefix('o') {
            Some(step) => (OTHER, step),
            None => (POINT, step),
        };
        let Some((second, value)) = step.split_once(':') else {
            evaluator.pass(moment(step.parse().unwrap()), &mut changes);
            continue;
        };
        let second = second.parse().unwrap();
        let (value, quality) = match value.strip_suffix('!') {
            Some(value) => (value, Quality::Bad),
            None => (value, Quality::Good),
        };
        let value = match value {
            "on" => Value::Boolean(true),
            "off" => Value::Boolean(false),
            value => value
                .parse()
                .map_or_else(|_| Value::Text(value.into()), |value| Value::number(value).unwrap()),
        };
        let reading = Reading { quality, ..said(point, second, value) };
        evaluator.judge(&[reading], moment(second), &mut changes);
    }
    told(&changes)
}

#[test]
fn a_value_beyond_a_limit_is_an_alarm_until_it_comes_back_by_the_deadband() {
    let rule = rule(high(26.0), within(1.0));
    assert_snapshot!(judge(&rule, "1:26 2:26.1 3:25.5 4:25 5:24.9 6:26.5"), @r"raised@2 returned@5 raised@6");
    let percent = Patience { deadband: Deadband::Percent(10.0), ..Patience::default() };
    let low = Condition::Is(Check::Beyond { level: Level::Low, limit: Limit::Fixed(20.0) });
    assert_snapshot!(judge(&super::tests::rule(low, percent), "1:20 2:19 3:22 4:22.1"), @r"raised@2 returned@4");
}

#[test]
fn a_limit_may_be_the_points_own_or_another_point() {
    let own = Condition::Is(Check::Beyond { level: Level::High, limit: Limit::Own });
    assert_snapshot!(judge(&rule(own, within(0.0)), "1:30 2:30.5 3:29"), @r"raised@2 returned@3");
    let other = Limit::Of(Reference::Setpoint);
    let other = Condition::Is(Check::Beyond { level: Level::High, limit: other });
    assert_snapshot!(judge(&rule(other, within(0.0)), "1:25 o2:24 3:25 o4:26 o5:24!"), @r"raised@2 returned@4");
}

#[test]
fn a_limit_may_go_by_the_hours_of_the_week() {
    // The first of January 1970 is a Thursday.
    let hours = WeekHours { days: 0b000_1000, from: 7 * 60, to: 19 * 60 };
    let scheduled = Scheduled { hours, within: 24.0, outside: 30.0 };
    let limit = Limit::Scheduled(scheduled);
    let rule = rule(Condition::Is(Check::Beyond { level: Level::High, limit }), within(0.0));
    assert_snapshot!(judge(&rule, "60:26 40000 90000"), @r"raised@25200 returned@68400");
}

#[test]
fn a_deviation_is_seen_whichever_of_the_two_moves() {
    let deviation = Condition::Is(Check::Deviation { by: 2.0, from: Reference::Setpoint });
    assert_snapshot!(judge(&rule(deviation, within(0.5)), "1:21 o2:21 3:23 4:23.1 o5:22 o6:21.5"), @r"raised@4 returned@5");
}

#[test]
fn a_rate_looks_back_over_its_time_and_ends_with_it() {
    let rate = Condition::Is(Check::Rate { by: 5.0, within: minutes(10) });
    assert_snapshot!(judge(&rule(rate, within(0.0)), "0:20 300:24 550:25.5 2000"), @r"raised@550 returned@609");
}

#[test]
fn a_state_is_seen_in_words_numbers_and_booleans() {
    let state = |value| rule(Condition::Is(Check::State(value)), within(0.0));
    assert_snapshot!(judge(&state(Value::Text("Fault".into())), "1:ok 2:fault 3:ok"), @r"raised@2 returned@3");
    assert_snapshot!(judge(&state(Value::Boolean(true)), "1:0 2:1 3:off 4:on"), @r"raised@2 returned@3 raised@4");
}

#[test]
fn silence_is_an_alarm_after_its_time_and_over_with_the_next_reading() {
    let silence = Condition::Is(Check::NoData(minutes(15)));
    let rule = rule(silence, within(0.0));
    assert_snapshot!(judge(&rule, "60:1 900 961 2000:1"), @r"raised@960 returned@2000");
    assert_snapshot!(judge(&rule, "950"), @r"raised@900");
}

#[test]
fn a_flat_line_takes_readings_that_say_the_same() {
    let flat = rule(Condition::Is(Check::Flatline(minutes(1))), within(0.0));
    assert_snapshot!(judge(&flat, "0:1 30:1 59:1 60:1 70:2 500"), @r"raised@60 returned@70");
}

#[test]
fn a_status_that_does_not_follow_its_command_is_an_alarm_after_its_time() {
    let mismatch = rule(Condition::Is(Check::CommandMismatch(minutes(2))), within(0.0));
    assert_snapshot!(judge(&mismatch, "1:off o10:on 129 131 140:on"), @r"raised@130 returned@140");
    assert_snapshot!(judge(&mismatch, "1:off o10:on 60:on 300"), @"");
}

#[test]
fn checks_are_joined_and_what_nobody_knows_decides_nothing() {
    let state = |word: bool| Condition::Is(Check::State(Value::Boolean(word)));
    let silence = Condition::Is(Check::NoData(minutes(1)));
    let both = Condition::All(vec![high(26.0), Condition::Not(Box::new(silence.clone()))]);
    assert_snapshot!(judge(&rule(both, within(0.0)), "1:27 2:27! 100 200:27"), @r"raised@1 returned@62 raised@200");
    let either = Condition::Any(vec![state(true), silence]);
    assert_snapshot!(judge(&rule(either, within(0.0)), "100 110:off 120:on"), @r"raised@60 returned@110 raised@120");
}

#[test]
fn a_thousand_crossings_inside_the_deadband_are_one_alarm() {
    let rule = rule(high(26.0), within(1.0));
    let mut evaluator = evaluator(&rule);
    let mut changes = Vec::new();
    for second in 0..2_000 {
        let value = if second % 2 == 0 { 26.4 } else { 25.6 };
        let reading = said(POINT, second, Value::Number(value));
        evaluator.judge(&[reading], moment(second), &mut changes);
    }
    assert_snapshot!(told(&changes), @r"raised@0");
}

#[test]
fn a_delay_is_met_by_the_clock_where_no_reading_comes() {
    let patience = Patience { on_delay: minutes(10), ..within(0.0) };
    let rule = rule(high(26.0), patience);
    assert_snapshot!(judge(&rule, "60:27 659 660"), @r"raised@660");
    // The device's clock is five minutes slow: it is the delay that counts, not the difference.
    let mut evaluator = evaluator(&rule);
    let mut changes = Vec::new();
    let slow = Reading { received: at(360), ..said(POINT, 60, Value::Number(27.0)) };
    evaluator.judge(&[slow], moment(360), &mut changes);
    assert_eq!(evaluator.next_due_ms(), Some(960_000));
    evaluator.pass(moment(959), &mut changes);
    assert!(changes.is_empty());
    evaluator.pass(moment(960), &mut changes);
    assert_snapshot!(told(&changes), @r"raised@660 late");
}

#[test]
fn an_hour_that_comes_late_is_history_and_what_is_older_than_the_newest_changes_nothing() {
    let rule = rule(high(26.0), within(0.0));
    let mut evaluator = evaluator(&rule);
    let mut changes = Vec::new();
    let late: Vec<Reading> = [(100, 20.0), (200, 27.0), (300, 20.0), (3_600, 21.0)]
        .into_iter()
        .map(|(second, value)| Reading {
            received: at(3_600),
            ..said(POINT, second, Value::Number(value))
        })
        .collect();
    evaluator.judge(&late, moment(3_600), &mut changes);
    assert_snapshot!(told(&changes), @r"raised@200 late returned@300 late");
    let older = Reading { received: at(3_700), ..said(POINT, 250, Value::Number(40.0)) };
    evaluator.judge(&[older], moment(3_700), &mut changes);
    assert_eq!((changes.len(), evaluator.out_of_order()), (2, 1));
}

proptest! {
    #[test]
    fn a_stream_gives_the_same_alarms_however_it_is_cut_and_however_often_the_clock_is_asked(
        steps in prop::collection::vec((1..400_i64, 20.0..30.0_f64), 1..60),
        cut in 1..20_usize,
        on in 0..20_u64,
        off in 0..20_u64,
        counted in prop::sample::select(vec![
            Counted::Once,
            Counted::InARow(2),
            Counted::OfTheLast { times: 2, of: 4 },
            Counted::Within { times: 2, time: minutes(5) },
        ]),
    ) {
        let patience =
            Patience { on_delay: minutes(on), off_delay: minutes(off), counted, ..within(1.0) };
        let silence = Condition::Is(Check::NoData(minutes(6)));
        let rate = Condition::Is(Check::Rate { by: 4.0, within: minutes(7) });
        let rule = rule(Condition::Any(vec![high(26.0), silence, rate]), patience);
        let mut second = 0;
        let readings: Vec<Reading> = steps
            .into_iter()
            .map(|(wait, value)| {
                second += wait;
                said(POINT, second, Value::Number(value))
            })
            .collect();
        let end = moment(second);
        let mut at_once = Vec::new();
        let mut evaluator = super::tests::evaluator(&rule);
        evaluator.judge(&readings, end, &mut at_once);
        let mut as_it_comes = Vec::new();
        let mut evaluator = super::tests::evaluator(&rule);
        for some in readings.chunks(cut) {
            for reading in some {
                // Asked just before each reading: at its own moment the reading decides.
                let before = reading.time.ms() - 1;
                let before = Moment { wall: Timestamp::from_ms(before), steady_ms: before };
                evaluator.pass(before, &mut as_it_comes);
                evaluator.judge(std::slice::from_ref(reading), moment(reading.time.ms() / 1_000), &mut as_it_comes);
            }
        }
        prop_assert_eq!(told(&at_once), told(&as_it_comes));
    }
}
