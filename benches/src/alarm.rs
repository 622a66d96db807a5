//! `bench alarm`: readings through the judging of alarms on one core, without a broker and without a store.
//!
//! Fifty thousand points, each judged by two of twenty thousand rules: limits with a deadband and a delay, limits that are
//! another point or go by the week, deviations, rates, silence, flat lines, and some of them joined.

use std::time::{Duration, Instant};

use alarm::{
    Advice, Binding, Bound, Change, Check, Condition, Counted, Deadband, Evaluator, Level, Limit,
    Moment, Patience, Reference, Resetting, Rule, RuleId, Scheduled, Selector, WeekHours,
};
use anyhow::{Result, ensure};
use chrono_tz::Tz;
use model::{PointId, Priority, Reading, Timestamp};

use crate::figures::{Report, as_f64};
use crate::workload::Workload;

const POINTS: usize = 50_000;
const RULES: usize = 20_000;
/// Rules that look at each point.
const RULES_A_POINT: usize = 2;
/// Rounds of all points that are judged one reading after the other.
const ROUNDS: usize = 20;
/// Buildings whose thresholds are judged in one pass, and points of each.
const BUILDINGS: usize = 2_500;
const POINTS_A_BUILDING: usize = 20;
const START: Timestamp = Timestamp::from_ms(1_780_000_000_000);
const EVERY: Duration = Duration::from_secs(60);

/// Measures a full pass, readings one after the other, and the thresholds of many buildings.
///
/// # Errors
/// Where nothing became an alarm: then nothing was judged.
pub fn run(seed: u64) -> Result<Report> {
    let mut report = Report::new("alarm");
    report.parameter("points", as_f64(POINTS as u64));
    report.parameter("rules", as_f64(RULES as u64));
    report.parameter("rules_a_point", as_f64(RULES_A_POINT as u64));
    report.parameter("seed", as_f64(seed));
    let mut workload = Workload::new(POINTS, START, EVERY, seed);
    let rules: Vec<(RuleId, Rule)> =
        (0..RULES).map(|number| (rule_id(number), rule(number))).collect();
    let bindings = (0..POINTS * RULES_A_POINT).map(|place| binding(&rules, place));
    let mut evaluator = Evaluator::new(Tz::Europe__Amsterdam, &rules, bindings, moment(START));
    let mut changes = Vec::new();

    let first: Vec<Reading> = (0..POINTS).map(|_| workload.next_reading()).collect();
    let started = Instant::now();
    evaluator.judge(&first, moment(workload.now()), &mut changes);
    report.figure("full_pass_ms", started.elapsed().as_secs_f64() * 1_000.0, "ms");

    let mut took_us = Vec::with_capacity(ROUNDS * POINTS);
    let mut busy = Duration::ZERO;
    for _ in 0..ROUNDS {
        let readings: Vec<Reading> = (0..POINTS).map(|_| workload.next_reading()).collect();
        for reading in &readings {
            let started = Instant::now();
            evaluator.judge(std::slice::from_ref(reading), moment(reading.time), &mut changes);
            let took = started.elapsed();
            busy += took;
            took_us.push(took.as_secs_f64() * 1e6);
        }
        evaluator.pass(moment(workload.now()), &mut changes);
    }
    took_us.sort_by(f64::total_cmp);
    let judged = as_f64((ROUNDS * POINTS) as u64);
    report.figure("readings_per_s", judged / busy.as_secs_f64(), "readings/s");
    report.figure("incremental_p99_us", took_us[took_us.len() * 99 / 100], "us");
    report.figure("incremental_max_us", took_us[took_us.len() - 1], "us");
    report.figure("changes", as_f64(changes.len() as u64), "");
    ensure!(!changes.is_empty(), "nothing became an alarm");
    report.figure("buildings_2500_ms", buildings(seed)?, "ms");
    Ok(report)
}

/// One pass over the thresholds of many buildings, ms.
fn buildings(seed: u64) -> Result<f64> {
    let points = BUILDINGS * POINTS_A_BUILDING;
    let threshold = |number: usize| {
        let limit = Limit::Fixed(20.0 + as_f64((number % 7) as u64));
        (rule_id(number), plain(Condition::Is(Check::Beyond { level: Level::High, limit })))
    };
    let rules: Vec<(RuleId, Rule)> = (0..BUILDINGS).map(threshold).collect();
    let bindings = (0..points).map(|place| Binding {
        rule: rule_id(place / POINTS_A_BUILDING),
        point: point(place),
        checks: Vec::new(),
    });
    let mut evaluator = Evaluator::new(Tz::UTC, &rules, bindings, moment(START));
    let mut workload = Workload::new(points, START, EVERY, seed);
    let readings: Vec<Reading> = (0..points).map(|_| workload.next_reading()).collect();
    let mut changes: Vec<Change> = Vec::new();
    let started = Instant::now();
    evaluator.judge(&readings, moment(workload.now()), &mut changes);
    let took = started.elapsed();
    ensure!(!changes.is_empty(), "no threshold was crossed");
    Ok(took.as_secs_f64() * 1_000.0)
}

/// A rule of every kind in turn.
fn rule(number: usize) -> Rule {
    let high = |limit| Condition::Is(Check::Beyond { level: Level::High, limit });
    let at = |of: usize| as_f64((number / 10 % of) as u64);
    let silence = Condition::Is(Check::NoData(Duration::from_mins(15)));
    let hours = WeekHours { days: 0b001_1111, from: 7 * 60, to: 19 * 60 };
    let condition = match number % 10 {
        0..=2 => high(Limit::Fixed(20.0 + at(10))),
        3 => Condition::Is(Check::Beyond { level: Level::Low, limit: Limit::Fixed(20.0 - at(5)) }),
        4 => Condition::Is(Check::Deviation { by: 1.0 + at(4), from: Reference::Setpoint }),
        5 => Condition::Is(Check::Rate { by: 2.0, within: Duration::from_mins(10) }),
        6 => silence,
        7 => Condition::Is(Check::Flatline(Duration::from_hours(6))),
        8 => high(Limit::Scheduled(Scheduled { hours, within: 22.0, outside: 26.0 })),
        _ => Condition::All(vec![
            high(Limit::Of(Reference::Setpoint)),
            Condition::Not(Box::new(silence)),
        ]),
    };
    let counted = if number.is_multiple_of(4) {
        Counted::OfTheLast { times: 3, of: 5 }
    } else {
        Counted::Once
    };
    let on_delay = Duration::from_secs(60 * (number % 3) as u64);
    let patience =
        Patience { deadband: Deadband::Absolute(0.5), on_delay, counted, ..Patience::default() };
    Rule { patience, ..plain(condition) }
}

fn plain(condition: Condition) -> Rule {
    Rule {
        name: "a threshold".to_owned(),
        points: Selector::Role("zone-air-temp".into()),
        condition,
        patience: Patience::default(),
        priority: Priority::Medium,
        resetting: Resetting::Itself,
        advice: Advice::default(),
    }
}

/// The rules are spread over the points; what a check refers to is the point's neighbour.
fn binding(rules: &[(RuleId, Rule)], place: usize) -> Binding {
    let (own, turn) = (place % POINTS, place / POINTS);
    let number = (own + turn * 7_919) % RULES;
    let bound = Bound { other: Some(point((own + 1) % POINTS)), own_limit: Some(24.0) };
    let refers = |check: &Check| match check {
        Check::Deviation { .. } | Check::Beyond { limit: Limit::Of(_), .. } => bound,
        _ => Bound::default(),
    };
    let checks = rules[number].1.condition.checks().map(refers).collect();
    Binding { rule: rule_id(number), point: point(own), checks }
}

fn rule_id(number: usize) -> RuleId {
    RuleId(i64::try_from(number).unwrap_or(i64::MAX))
}

fn point(place: usize) -> PointId {
    PointId(u32::try_from(place + 1).unwrap_or(u32::MAX))
}

fn moment(at: Timestamp) -> Moment {
    Moment { wall: at, steady_ms: at.ms() }
}
