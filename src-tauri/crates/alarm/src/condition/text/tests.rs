//! What conditions mean, how they are written, and what is told of what is none.

use std::time::Duration;

use insta::assert_snapshot;
use proptest::prelude::*;

use super::*;
use crate::condition::{WeekHours, made};

fn read(text: &str) -> Condition {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The canonical text.
fn canonical(text: &str) -> String {
    let condition = read(text);
    let written = condition.to_string();
    assert_eq!(read(&written), condition, "{written}");
    written
}

fn wrong(text: &str) -> String {
    text.parse::<Condition>().expect_err(text).to_string()
}

fn each(texts: &[&str], told: impl Fn(&str) -> String) -> String {
    let lines: Vec<String> =
        texts.iter().map(|text| format!("{text:?} | {}", told(text))).collect();
    lines.join("\n")
}

fn beyond(level: Level, limit: Limit) -> Condition {
    Condition::Is(Check::Beyond { level, limit })
}

#[test]
fn every_check_is_read_as_what_it_says() {
    assert_eq!(read("high 26"), beyond(Level::High, Limit::Fixed(26.0)));
    assert_eq!(read("low_low own"), beyond(Level::LowLow, Limit::Own));
    let role = Reference::Role("zone-air-temp-sp".into());
    assert_eq!(read("low role:zone-air-temp-sp"), beyond(Level::Low, Limit::Of(role)));
    let deviation = Check::Deviation { by: 2.0, from: Reference::Setpoint };
    assert_eq!(read("deviation 2 from setpoint"), Condition::Is(deviation));
    let rate = Check::Rate { by: 5.0, within: Duration::from_secs(600) };
    assert_eq!(read("rate 5/10min"), Condition::Is(rate));
    let silent = Check::NoData(Duration::from_secs(900));
    assert_eq!(read("no_data 15min"), Condition::Is(silent));
    for (text, value) in [
        ("state \"fault\"", Value::Text("fault".into())),
        ("state on", Value::Boolean(true)),
        ("state off", Value::Boolean(false)),
        ("state true", Value::Boolean(true)),
        ("state false", Value::Boolean(false)),
        ("state 3", Value::Number(3.0)),
        ("state \"on\"", Value::Text("on".into())),
        (r#"state "a \"b\" \\ c""#, Value::Text(r#"a "b" \ c"#.into())),
    ] {
        assert_eq!(read(text), Condition::Is(Check::State(value)), "{text}");
    }
}

#[test]
fn a_limit_goes_by_the_hours_of_the_week() {
    let hours = WeekHours { days: 0b001_1111, from: 7 * 60, to: 19 * 60 };
    let scheduled = Scheduled { hours, within: 26.0, outside: 30.0 };
    let condition = beyond(Level::High, Limit::Scheduled(scheduled));
    assert_eq!(read("high 26 mo-fr 07:00-19:00 else 30"), condition);
    let Condition::Is(Check::Beyond { limit: Limit::Scheduled(night), .. }) =
        read("low 16 sa-mo 22:30-06:00 else -5")
    else {
        panic!("a limit by hours");
    };
    assert_eq!(night.hours, WeekHours { days: 0b110_0001, from: 22 * 60 + 30, to: 6 * 60 });
}

#[test]
fn and_binds_tighter_than_or_and_not_tighter_than_both() {
    let [a, b, c] = ["high 1", "low 2", "state on"].map(read);
    let not = |of: &Condition| Condition::Not(Box::new(of.clone()));
    let text = "high 1 or low 2 and state on";
    let both = Condition::All(vec![b.clone(), c.clone()]);
    assert_eq!(read(text), Condition::Any(vec![a.clone(), both]));
    let either = Condition::Any(vec![a.clone(), b.clone()]);
    assert_eq!(read("(high 1 or low 2) and state on"), Condition::All(vec![either, c.clone()]));
    assert_eq!(read("not high 1 and low 2"), Condition::All(vec![not(&a), b.clone()]));
    assert_eq!(read("not (high 1 and low 2)"), not(&Condition::All(vec![a.clone(), b.clone()])));
    assert_eq!(read("(high 1 and low 2) and (state on)"), Condition::All(vec![a, b, c]));
}

#[test]
fn what_is_written_is_canonical() {
    let texts = [
        "  high   26.50 ",
        "high 26mo,tu,we,th,fr 7:00 - 19:00 else 30",
        "low 5 sa , su 00:00-24:00 else 1e3",
        "high 1 mo-su 22:00-06:00 else 2",
        "high 1 fr-mo,we 22:00-00:00 else 2",
        "no_data 90s",
        "no_data 24h or flatline 1 h 90 min",
        "command_mismatch 120s",
        "state true and state false",
        "high role:\"zone-air-temp-sp\" or low point:\"Büro 12, Süd\"",
        "deviation 0.5 from point:a:b/c.d~e",
        "((high 26) or ((low 18)))",
        "not(not(state 3))and(high 1 or low -0)",
        "rate 1e-7 / 10 min",
        "high 123456789012345678",
    ];
    assert_snapshot!(each(&texts, canonical), @r#"
      "  high   26.50 " | high 26.5
      "high 26mo,tu,we,th,fr 7:00 - 19:00 else 30" | high 26 mo-fr 07:00-19:00 else 30
      "low 5 sa , su 00:00-24:00 else 1e3" | low 5 sa,su 00:00-24:00 else 1000
      "high 1 mo-su 22:00-06:00 else 2" | high 1 daily 22:00-06:00 else 2
      "high 1 fr-mo,we 22:00-00:00 else 2" | high 1 mo,we,fr-su 22:00-00:00 else 2
      "no_data 90s" | no_data 1min30s
      "no_data 24h or flatline 1 h 90 min" | no_data 1d or flatline 2h30min
      "command_mismatch 120s" | command_mismatch 2min
      "state true and state false" | state on and state off
      "high role:\"zone-air-temp-sp\" or low point:\"Büro 12, Süd\"" | high role:zone-air-temp-sp or low point:"Büro 12, Süd"
      "deviation 0.5 from point:a:b/c.d~e" | deviation 0.5 from point:a:b/c.d~e
      "((high 26) or ((low 18)))" | high 26 or low 18
      "not(not(state 3))and(high 1 or low -0)" | not not state 3 and (high 1 or low 0)
      "rate 1e-7 / 10 min" | rate 1e-7/10min
      "high 123456789012345678" | high 1.2345678901234568e17
    "#);
}

#[test]
fn a_check_that_is_none_is_told_where_and_what_was_expected() {
    let texts = [
        "",
        "  ",
        "warm 26",
        "HIGH 26",
        "hihg 26",
        "high",
        "high abc",
        "high 26 °C",
        "high 26,5",
        "high 1e999",
        "high 26 mo-fr",
        "high 26 mo-xx 07:00-19:00 else 30",
        "high 26 mo-fr 25:00-19:00 else 30",
        "high 26 mo-fr 24:00-24:00 else 30",
        "high 26 mo-fr 07:00",
        "high 26 mo-fr 07:00-19:00",
        "high 26 mo-fr 07:00-19:00 else own",
        "deviation 2",
        "deviation 0 from setpoint",
        "deviation 2 from 21",
        "rate 5",
        "rate 5/0s",
        "no_data",
        "no_data 15",
        "no_data 15 m",
        "no_data 30min1h",
        "flatline 32d",
        "flatline 99999999999999999999d",
    ];
    assert_snapshot!(each(&texts, wrong), @r#"
      "" | at character 1, where the text ends: expected a check such as `high 26`, `no_data 15min` or `state "fault"`
      "  " | at character 3, where the text ends: expected a check such as `high 26`, `no_data 15min` or `state "fault"`
      "warm 26" | at character 1, “warm”: expected a check such as `high 26`, `no_data 15min` or `state "fault"`
      "HIGH 26" | at character 1, “HIGH”: expected a check; `high` is one
      "hihg 26" | at character 1, “hihg”: expected a check; `high` is one
      "high" | at character 5, where the text ends: expected a number, `own`, `setpoint`, `role:…` or `point:…` after `high`
      "high abc" | at character 6, “abc”: expected a number, `own`, `setpoint`, `role:…` or `point:…` after `high`
      "high 26 °C" | at character 9, “°C”: expected `and`, `or` or the end, or hours such as `mo-fr 07:00-19:00 else 30`; a limit has no unit but the point's
      "high 26,5" | at character 8, “,5”: expected a point in the number, as in `21.5`
      "high 1e999" | at character 6, “1e999”: expected a smaller number
      "high 26 mo-fr" | at character 14, where the text ends: expected hours such as `07:00-19:00`
      "high 26 mo-xx 07:00-19:00 else 30" | at character 12, “xx”: expected one of the days mo, tu, we, th, fr, sa, su
      "high 26 mo-fr 25:00-19:00 else 30" | at character 15, “25:00-19:00”: expected hours such as `07:00-19:00`
      "high 26 mo-fr 24:00-24:00 else 30" | at character 15, “24:00-24:00”: expected a beginning before 24:00
      "high 26 mo-fr 07:00" | at character 20, where the text ends: expected `-` and the end of the hours, as in `07:00-19:00`
      "high 26 mo-fr 07:00-19:00" | at character 26, where the text ends: expected `else` and the limit of all other hours
      "high 26 mo-fr 07:00-19:00 else own" | at character 32, “own”: expected a number after `else`
      "deviation 2" | at character 12, where the text ends: expected `from` and what it is compared with
      "deviation 0 from setpoint" | at character 11, “0”: expected a number greater than 0
      "deviation 2 from 21" | at character 18, “21”: expected `setpoint`, `role:…` or `point:…` after `from`
      "rate 5" | at character 7, where the text ends: expected `/` and a time, as in `rate 5/10min`
      "rate 5/0s" | at character 8, “0s”: expected a time from 1s to 31d
      "no_data" | at character 8, where the text ends: expected a time such as `15min` or `1h30min` after `no_data`
      "no_data 15" | at character 11, where the text ends: expected one of the units d, h, min, s
      "no_data 15 m" | at character 12, “m”: expected one of the units d, h, min, s
      "no_data 30min1h" | at character 15, “h”: expected a smaller unit than before: s
      "flatline 32d" | at character 10, “32d”: expected a time from 1s to 31d
      "flatline 99999999999999999999d" | at character 10, “99999999999999999999d”: expected a time from 1s to 31d
    "#);
}

#[test]
fn what_is_badly_joined_or_named_is_told_where_and_what_was_expected() {
    let texts = [
        "state",
        "state fault",
        "state \"fault",
        "state \"\"",
        r#"state "a\n""#,
        "state \"a\u{7}b\"",
        "high role: x",
        "high role",
        "high 26 or",
        "high 26 and or low 18",
        "(high 26",
        "(no_data 1h",
        "high 26)",
        "high 26 low 18",
        "state on state off",
        "\u{202e}\u{1b}[2J",
    ];
    assert_snapshot!(each(&texts, wrong), @r#"
      "state" | at character 6, where the text ends: expected `on`, `off`, a number, or a text in quotes as in `state "fault"`
      "state fault" | at character 7, “fault”: expected `on`, `off`, a number, or a text in quotes as in `state "fault"`
      "state \"fault" | at character 13, where the text ends: expected a `"` at the end of the text in quotes
      "state \"\"" | at character 8, “"”: expected a text between the quotes
      "state \"a\\n\"" | at character 9, “\n”: expected `\"` or `\\` for a quote or a backslash
      "state \"a\u{7}b\"" | at character 9, “�b”: expected characters that can be seen
      "high role: x" | at character 11, “ x”: expected a name, in quotes where it has spaces or signs
      "high role" | at character 10, where the text ends: expected `:` and a name
      "high 26 or" | at character 11, where the text ends: expected a check such as `high 26`, `no_data 15min` or `state "fault"`
      "high 26 and or low 18" | at character 13, “or”: expected a check such as `high 26`, `no_data 15min` or `state "fault"`
      "(high 26" | at character 9, where the text ends: expected `and`, `or` or `)`, or hours such as `mo-fr 07:00-19:00 else 30`; a limit has no unit but the point's
      "(no_data 1h" | at character 12, where the text ends: expected `and`, `or` or `)`
      "high 26)" | at character 8, “)”: expected `and`, `or` or the end, or hours such as `mo-fr 07:00-19:00 else 30`; a limit has no unit but the point's
      "high 26 low 18" | at character 9, “low”: expected `and`, `or` or the end, or hours such as `mo-fr 07:00-19:00 else 30`; a limit has no unit but the point's
      "state on state off" | at character 10, “state”: expected `and`, `or` or the end
      "\u{202e}\u{1b}[2J" | at character 1, “��[2J”: expected a check such as `high 26`, `no_data 15min` or `state "fault"`
    "#);
}

#[test]
fn a_condition_has_at_most_sixteen_checks_and_a_text_its_length() {
    let checks = |count| vec!["high 1"; count].join(" or ");
    assert_eq!(read(&checks(CHECKS_MAX)).checks().count(), CHECKS_MAX);
    assert_snapshot!(wrong(&checks(CHECKS_MAX + 1)), @"at character 161, “high”: expected at most 16 checks; make two rules of it");
    for (long, expected) in [
        (format!("high 1{}", " ".repeat(CONDITION_BYTES_MAX)), "a text of at most 16384 bytes"),
        (
            format!("high role:{}", "x".repeat(REFERENCE_BYTES_MAX + 1)),
            "a name of at most 256 bytes",
        ),
        (format!("state \"{}\"", "x".repeat(STATE_BYTES_MAX + 1)), "a text of at most 256 bytes"),
        (
            format!("{}high 1", "not ".repeat(CONDITION_DEPTH_MAX + 1)),
            "at most 8 `(` and `not` inside one another",
        ),
    ] {
        assert_eq!(long.parse::<Condition>().unwrap_err().expected, expected);
    }
}

#[test]
fn the_longest_condition_that_was_read_can_be_written_and_read_again() {
    let name = "\\\"".repeat(REFERENCE_BYTES_MAX);
    let check = format!("deviation {:?} from point:\"{name}\"", f64::MIN_POSITIVE);
    let nots = "not ".repeat(CONDITION_DEPTH_MAX);
    let longest = vec![format!("{nots}{check}"); CHECKS_MAX].join(" and ");
    assert_eq!(canonical(&longest).len(), longest.len());
}

/// What a condition is written with, well or badly put together.
fn pieces() -> impl Strategy<Value = String> {
    let words = "high low high_high low_low deviation from setpoint role: point: rate / no_data flatline state on \
        command_mismatch own else and or not ( ) mo-fr sa , daily 07:00 - 24:00 26 -1e9 15min 1h \" \\ \"fault\" é \
        \u{202e} \u{0} .";
    let piece =
        prop::sample::select(words.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>());
    let space = prop::sample::select(vec!["", " ", "\u{a0}"]);
    prop::collection::vec((piece, space), 0..40)
        .prop_map(|pieces| pieces.into_iter().flat_map(|(piece, space)| [piece, space]).collect())
}

/// Reading panics at nothing; what it takes is written and read back as the same, what it refuses has a place in the text.
fn holds(text: &str) -> Result<(), TestCaseError> {
    match text.parse::<Condition>() {
        Ok(condition) => {
            prop_assert!(condition.checks().count() <= CHECKS_MAX);
            let written = condition.to_string();
            prop_assert_eq!(written.parse::<Condition>(), Ok(condition));
        }
        Err(error) => {
            prop_assert!((1..=text.chars().count() + 1).contains(&error.at), "{text:?} {error}");
            prop_assert!(!error.to_string().chars().any(char::is_control));
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_condition_reads_back_as_it_was_written(condition in made::conditions()) {
        let written = condition.to_string();
        prop_assert_eq!(written.parse::<Condition>(), Ok(condition), "{}", written);
    }

    #[test]
    fn pieces_of_conditions_are_read_or_refused(text in pieces()) {
        holds(&text)?;
    }

    #[test]
    fn a_long_text_of_few_pieces_is_read_or_refused(pieces in pieces()) {
        let times = CONDITION_BYTES_MAX / pieces.len().max(1);
        holds(&pieces.repeat(times))?;
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,200}") {
        holds(&text)?;
    }
}
