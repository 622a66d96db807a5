use insta::assert_snapshot;
use proptest::prelude::*;

use super::*;

fn at(second: u64) -> Timestamp {
    Timestamp::from_ms(0) + Duration::from_secs(second)
}

fn told(said: Option<Chattering>) -> String {
    let Some(said) = said else {
        return "-".to_owned();
    };
    let deadband = said.deadband.map_or("none".to_owned(), |deadband| deadband.to_string());
    let on_delay = said.on_delay.map_or("none".to_owned(), |delay| format!("{delay:?}"));
    format!("{} times, deadband {deadband}, on-delay {on_delay}", said.times)
}

/// Excursions at these seconds, each with how long it held and how far the value had come back before it.
fn excursions(all: &[(u64, u64, Option<f64>)]) -> (Chatter, Vec<String>) {
    let mut chatter = Chatter::default();
    let mut lines = Vec::new();
    for (second, held, came_back) in all {
        lines.push(told(chatter.raised(at(*second), *came_back)));
        chatter.over(Duration::from_secs(*held));
    }
    (chatter, lines)
}

#[test]
fn the_fourth_time_within_a_minute_is_chatter() {
    let (_, lines) = excursions(&[(0, 4, None), (20, 4, None), (40, 4, None), (60, 4, None)]);
    assert_snapshot!(lines.join("\n"), @r"
    -
    -
    -
    -
    ");
    let (_, lines) = excursions(&[(0, 4, None), (20, 4, None), (40, 4, None), (59, 4, None)]);
    assert_snapshot!(lines.join("\n"), @r"
    -
    -
    -
    4 times, deadband none, on-delay 5s
    ");
}

#[test]
fn the_cure_is_the_smallest_deadband_that_joins_and_the_smallest_delay_that_lets_one_through() {
    let all = [(0, 4, Some(9.0)), (10, 6, Some(0.3)), (20, 31, Some(0.12)), (55, 9, Some(0.2))];
    let (chatter, _) = excursions(&all);
    // How far it had come back before the first excursion tells nothing.
    assert_snapshot!(told(chatter.chattering(at(59))), @"4 times, deadband 0.5, on-delay 10s");
}

#[test]
fn what_came_back_as_far_as_a_deadband_needs_the_next_wider_one() {
    let all = [(0, 4, None), (10, 4, Some(0.5)), (20, 4, Some(0.5)), (30, 4, Some(0.5))];
    assert_snapshot!(told(excursions(&all).0.chattering(at(30))), @"4 times, deadband 1, on-delay 5s");
}

#[test]
fn a_state_has_no_deadband_and_what_comes_for_hours_no_delay() {
    let all = [(0, 7_000, None), (10, 7_000, None), (20, 7_000, None), (30, 7_000, None)];
    assert_snapshot!(told(excursions(&all).0.chattering(at(30))), @"4 times, deadband none, on-delay none");
    let all = [(0, 4, None), (10, 4, Some(6e4)), (20, 4, Some(0.1)), (30, 4, Some(0.1))];
    assert_snapshot!(told(excursions(&all).0.chattering(at(30))), @"4 times, deadband none, on-delay 5s");
}

#[test]
fn an_excursion_that_goes_on_gets_through_any_delay() {
    let all = [(0, 31, None), (32, 4, None), (40, 4, None)];
    let (mut chatter, _) = excursions(&all);
    assert_snapshot!(told(chatter.raised(at(50), None)), @"4 times, deadband none, on-delay 60s");
    chatter.over(Duration::from_secs(4));
    assert_snapshot!(told(chatter.chattering(at(55))), @"4 times, deadband none, on-delay 5s");
}

#[test]
fn the_mark_stays_until_the_alarm_was_quiet_for_ten_minutes() {
    let all = [(0, 4, None), (10, 4, None), (20, 4, None), (30, 4, None)];
    let (mut chatter, _) = excursions(&all);
    assert!(chatter.chattering(at(30 + 599)).is_some());
    assert!(chatter.chattering(at(30 + 600)).is_none() && chatter.is_calm(at(30 + 600)));
    assert!(chatter.raised(at(30 + 600), None).is_none(), "it begins anew");
}

#[test]
fn an_alarm_that_chatters_all_day_is_remembered_in_the_same_room() {
    let mut chatter = Chatter::default();
    for second in 0..10_000 {
        chatter.raised(at(second), Some(0.1));
        chatter.over(Duration::from_millis(500));
    }
    assert_eq!(chatter.excursions.len(), EXCURSIONS_MAX);
    let said = chatter.chattering(at(10_000)).unwrap();
    assert_eq!(said.times, EXCURSIONS_MAX);
}

/// Seconds between two readings.
const EVERY: u64 = 3;
const LIMIT: i32 = 2_600;

/// Runs of readings, in hundredths of a unit, that are beyond the limit by the rule's deadband and delay: the second each
/// becomes an alarm, how long it holds, and how far the value came back before it.
fn judge(values: &[i32], deadband: f64, on_delay: Duration) -> Vec<(u64, u64, f64)> {
    let mut alarms = Vec::new();
    let mut since = None;
    let mut lowest = i32::MAX;
    let end = values.len() as u64 * EVERY;
    for (value, second) in values.iter().zip((0..).map(|n| n * EVERY)) {
        match since {
            None if *value >= LIMIT => since = Some((second, f64::from(LIMIT - lowest) / 100.0)),
            None => lowest = lowest.min(*value),
            Some((from, back)) if f64::from(LIMIT - *value) / 100.0 > deadband => {
                alarms.push((from, second - from, back));
                (since, lowest) = (None, *value);
            }
            Some(_) => {}
        }
    }
    alarms.extend(since.map(|(from, back)| (from, end - from, back)));
    alarms.retain(|(_, held, _)| Duration::from_secs(*held) >= on_delay);
    alarms
}

proptest! {
    #[test]
    fn the_cure_cures_and_the_next_smaller_one_does_not(
        values in prop::collection::vec(LIMIT - 80..LIMIT + 80, 4..2 * EXCURSIONS_MAX),
    ) {
        let raw = judge(&values, 0.0, Duration::ZERO);
        let all: Vec<_> = raw.iter().map(|(from, held, back)| (*from, *held, Some(*back))).collect();
        let (chatter, _) = excursions(&all);
        let Some(said) = raw.last().and_then(|(from, ..)| chatter.chattering(at(*from))) else {
            prop_assert!(raw.windows(CHATTER_ABOVE + 1).all(|four| four[3].0 - four[0].0 >= 60));
            return Ok(());
        };
        let deadband = said.deadband.unwrap();
        prop_assert_eq!(judge(&values, deadband, Duration::ZERO).len(), 1);
        if let Some(smaller) = DEADBANDS.into_iter().rfind(|one| *one < deadband) {
            // One that is just as wide as the value came back is too narrow to be sure.
            prop_assert!(judge(&values, smaller - 1e-9, Duration::ZERO).len() > 1);
        }
        let on_delay = said.on_delay.unwrap();
        prop_assert!(judge(&values, 0.0, on_delay).len() <= 1);
        if let Some(smaller) = ON_DELAYS.into_iter().rfind(|one| *one < on_delay) {
            prop_assert!(judge(&values, 0.0, smaller).len() > 1);
        }
    }
}
