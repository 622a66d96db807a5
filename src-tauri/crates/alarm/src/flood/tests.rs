use std::fmt::Write as _;

use insta::assert_snapshot;
use proptest::prelude::*;

use super::*;

const SECOND: i64 = 1_000;

fn at(second: i64) -> Timestamp {
    Timestamp::from_ms(second * SECOND)
}

fn told(change: &FloodChange) -> String {
    let (word, flood, when) = match change {
        FloodChange::Began(flood) => ("begins", flood, String::new()),
        FloodChange::Ended { flood, at } => ("ended", flood, format!(" at {}", at.ms() / SECOND)),
    };
    let mut text = format!("{word}{when}: {} since {}", flood.alarms, flood.since.ms() / SECOND);
    for (cause, count) in &flood.causes {
        write!(text, ", {count} of {}", cause.0).unwrap();
    }
    text
}

/// What is told of alarms at these seconds, of these causes, and then of the end of time.
fn watch(alarms: impl IntoIterator<Item = (i64, u64)>) -> String {
    let mut watch = FloodWatch::default();
    let mut lines = String::new();
    for (second, cause) in alarms {
        if let Some(change) = watch.raised(at(second), Cause(cause)) {
            writeln!(lines, "{second}: {}", told(&change)).unwrap();
        }
    }
    if let Some(change) = watch.passed(Timestamp::MAX) {
        writeln!(lines, "{}", told(&change)).unwrap();
    }
    lines
}

#[test]
fn eleven_alarms_in_ten_minutes_are_a_flood_and_ten_are_none() {
    assert_snapshot!(watch((0..10).map(|n| (n, 1))), @"");
    assert_snapshot!(watch((0..11).map(|n| (n, 1))), @r"
    10: begins: 11 since 0, 11 of 1
    ended at 606: 11 since 0, 11 of 1
    ");
    assert_snapshot!(watch((0..11).map(|n| (n * 60, 1))), @"");
    assert_snapshot!(watch((0..11).map(|n| (n * 59, 1))), @r"
    590: begins: 11 since 0, 11 of 1
    ended at 954: 11 since 0, 11 of 1
    ");
}

#[test]
fn a_gateway_that_takes_its_points_along_is_one_line_at_its_head() {
    let alarms = (0_u64..400).map(|n| (100, if n % 40 == 7 { n } else { 9_000 }));
    assert_snapshot!(watch(alarms), @r"
    100: begins: 11 since 100, 10 of 9000, 1 of 7
    ended at 700: 400 since 100, 390 of 9000, 1 of 7, 1 of 47, 1 of 87, 1 of 127, 1 of 167, 1 of 207, 1 of 247, 1 of 287, 1 of 327, 1 of 367
    ");
}

#[test]
fn a_flood_goes_on_while_five_come_in_ten_minutes_and_ends_with_four() {
    let begins = (0..11).map(|n| (n, 1));
    let five = (0..20).map(|n| (100 + n * 120, 2));
    let four = (0..20).map(|n| (100 + n * 150, 3));
    assert_snapshot!(watch(begins.clone().chain(five)), @r"
    10: begins: 11 since 0, 11 of 1
    ended at 2500: 31 since 0, 20 of 2, 11 of 1
    ");
    assert_snapshot!(watch(begins.chain(four)), @r"
    10: begins: 11 since 0, 11 of 1
    700: ended at 610: 15 since 0, 11 of 1, 4 of 3
    ");
}

#[test]
fn an_alarm_of_the_past_does_not_turn_time_back() {
    assert_snapshot!(watch((0..11).map(|n| (1_000 - n, 1))), @r"
    990: begins: 11 since 1000, 11 of 1
    ended at 1600: 11 since 1000, 11 of 1
    ");
}

#[test]
fn a_flood_of_too_many_causes_counts_the_rest_together() {
    let mut watch = FloodWatch::default();
    let causes = FLOOD_CAUSES_MAX as u64 + 500;
    for n in 0..causes {
        watch.raised(at(1), Cause(n));
        watch.raised(at(1), Cause(0));
    }
    let flood = watch.flood().unwrap();
    assert_eq!((flood.causes.len(), flood.others), (FLOOD_CAUSES_MAX, 500));
    assert_eq!(flood.causes[0], (Cause(0), causes + 1));
    assert_eq!(flood.alarms, 2 * causes);
}

/// The changes that every alarm so far, counted second by second, would make: `true` for a beginning.
fn second_by_second(alarms: &[(i64, u64)], until: i64) -> Vec<(i64, bool)> {
    let window = i64::try_from(FLOOD_WINDOW.as_secs()).unwrap();
    let mut changes = Vec::new();
    let mut running = false;
    for now in 0..=until {
        let recent = alarms.iter().filter(|(at, _)| *at <= now && at + window > now).count();
        if !running && recent > FLOOD_BEGINS_ABOVE || running && recent < FLOOD_ENDS_BELOW {
            running = !running;
            changes.push((now, running));
        }
    }
    changes
}

fn alarms() -> impl Strategy<Value = Vec<(i64, u64)>> {
    prop::collection::vec(
        (prop_oneof![3 => 0_i64..20, 2 => 60_i64..200, 1 => 300_i64..900], 0_u64..4),
        0..60,
    )
    .prop_map(|gaps| {
        let mut at = 0;
        gaps.into_iter()
            .map(|(gap, cause)| {
                at += gap;
                (at, cause)
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn floods_begin_and_end_in_turn_where_counting_all_alarms_says_so(
        alarms in alarms(),
        asked in prop::collection::vec(0_i64..2_000, 0..8),
    ) {
        let until = alarms.last().map_or(0, |(at, _)| *at) + 700;
        let mut watch = FloodWatch::default();
        let mut changes = Vec::new();
        let mut note = |now: i64, change: Option<FloodChange>| match change {
            Some(FloodChange::Began(flood)) => {
                let counted: u64 = flood.causes.iter().map(|(_, count)| count).sum();
                assert!(flood.alarms > FLOOD_BEGINS_ABOVE as u64 && counted == flood.alarms);
                changes.push((now, true));
            }
            Some(FloodChange::Ended { at, .. }) => changes.push((at.ms() / SECOND, false)),
            None => {}
        };
        let mut last = 0;
        for (second, cause) in &alarms {
            for now in asked.iter().map(|after| last + after).filter(|now| now < second) {
                note(now, watch.passed(at(now)));
            }
            note(*second, watch.raised(at(*second), Cause(*cause)));
            last = *second;
        }
        note(until, watch.passed(at(until)));
        prop_assert!(changes.iter().zip(0..).all(|((_, begins), n)| *begins == (n % 2 == 0)));
        prop_assert_eq!(changes, second_by_second(&alarms, until));
    }
}
