//! What rules say in their file, how they are written, and what is told of the mistakes of a file.

use std::time::Duration;

use insta::assert_snapshot;
use model::Priority;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::limits::{
    ADVICE_BYTES_MAX, FIELDS_MAX, MISTAKES_MAX, RULE_NAME_BYTES_MAX, SELECTOR_BYTES_MAX,
};
use crate::rule::{Advice, Patience, made};
use crate::selector::Selector;

/// A rule with all that it needs, and these fields beside or instead of them.
fn with(fields: &serde_json::Value) -> serde_json::Value {
    let mut rule = json!({
        "name": "Too warm",
        "points": "role:zone-air-temp",
        "condition": "high 26",
        "priority": "medium",
    });
    for (field, value) in fields.as_object().unwrap() {
        rule[field] = value.clone();
    }
    rule
}

fn read(fields: &serde_json::Value) -> Rule {
    let mut rules = read_rules(&with(fields).to_string()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(rules.len(), 1);
    rules.remove(0)
}

fn wrong(text: &str) -> String {
    read_rules(text).expect_err(text).to_string()
}

/// What is told of each of these values in a field.
fn wrong_in(field: &str, values: &[serde_json::Value]) -> String {
    let told = values.iter().map(|value| wrong(&with(&json!({field: value})).to_string()));
    told.collect::<Vec<String>>().join("\n")
}

#[test]
fn a_rule_says_all_that_its_file_says() {
    let rule = read(&json!({
        "condition": "high 26 and not state \"off\"",
        "deadband": 0.5,
        "on_delay": 180,
        "off_delay": "1h 30min",
        "n_of_m": [3, 5],
        "cause": "The cooling coil is closed.",
        "consequence": "People complain.",
        "action": "Open it.\nElse call for help.",
        "latching": true,
    }));
    let advice = Advice {
        cause: "The cooling coil is closed.".to_owned(),
        consequence: "People complain.".to_owned(),
        action: "Open it.\nElse call for help.".to_owned(),
    };
    let patience = Patience {
        deadband: Deadband::Absolute(0.5),
        on_delay: Duration::from_secs(180),
        off_delay: Duration::from_secs(5_400),
        counted: Counted::OfTheLast { times: 3, of: 5 },
    };
    let condition = "high 26 and not state \"off\"".parse().unwrap();
    let expected = Rule {
        name: "Too warm".to_owned(),
        points: Selector::Role("zone-air-temp".into()),
        condition,
        patience,
        priority: Priority::Medium,
        resetting: Resetting::ByHand,
        advice,
    };
    assert_eq!(rule, expected);
}

#[test]
fn what_a_rule_does_not_say_is_none() {
    let rule = read(&json!({"cause": null, "latching": false}));
    assert_eq!(rule.patience, Patience::default());
    assert_eq!(rule.advice, Advice::default());
    assert_eq!(rule.resetting, Resetting::Itself);
}

#[test]
fn a_deadband_is_a_width_or_a_share() {
    for (value, expected) in [
        (json!(0), Deadband::Absolute(0.0)),
        (json!(1.5), Deadband::Absolute(1.5)),
        (json!("2 %"), Deadband::Percent(2.0)),
        (json!("0.5%"), Deadband::Percent(0.5)),
        (json!("100 %"), Deadband::Percent(100.0)),
    ] {
        assert_eq!(read(&json!({"deadband": value})).patience.deadband, expected, "{value}");
    }
    let values = [
        json!(-1),
        json!("2"),
        json!("101 %"),
        json!("-1 %"),
        json!("2 K"),
        json!("1,5 %"),
        json!([]),
    ];
    assert_snapshot!(wrong_in("deadband", &values), @r#"
      rule 1 “Too warm”, “deadband”: -1 is less than 0: write a number in the point's unit, as 0.5, or a share, as "2 %"
      rule 1 “Too warm”, “deadband”: “2” is no share from 0 % to 100 %: write a number in the point's unit, as 0.5, or a share, as "2 %"
      rule 1 “Too warm”, “deadband”: “101 %” is no share from 0 % to 100 %: write a number in the point's unit, as 0.5, or a share, as "2 %"
      rule 1 “Too warm”, “deadband”: “-1 %” is no share from 0 % to 100 %: write a number in the point's unit, as 0.5, or a share, as "2 %"
      rule 1 “Too warm”, “deadband”: “2 K” is no share from 0 % to 100 %: write a number in the point's unit, as 0.5, or a share, as "2 %"
      rule 1 “Too warm”, “deadband”: at character 2, “,5”: expected a point in the number, as in `21.5`
      rule 1 “Too warm”, “deadband”: here stands a list: write a number in the point's unit, as 0.5, or a share, as "2 %"
    "#);
}

#[test]
fn a_condition_is_counted_in_one_way() {
    let within = Counted::Within { times: 3, time: Duration::from_secs(600) };
    for (fields, expected) in [
        (json!({}), Counted::Once),
        (json!({"consecutive": 3}), Counted::InARow(3)),
        (json!({"n_of_m": [3, 5]}), Counted::OfTheLast { times: 3, of: 5 }),
        (json!({"n_in_time": [3, "10min"]}), within),
        (json!({"n_in_time": [3, 600]}), within),
    ] {
        assert_eq!(read(&fields).patience.counted, expected, "{fields}");
    }
    let two = with(&json!({"consecutive": 3, "n_in_time": [3, "10min"]}));
    assert_snapshot!(wrong(&two.to_string()), @"rule 1 “Too warm”, “n_in_time”: a rule has one of consecutive, n_of_m and n_in_time: keep one");
    let values = [json!(0), json!(1_001), json!(2.5), json!("3")];
    assert_snapshot!(wrong_in("consecutive", &values), @"
      rule 1 “Too warm”, “consecutive”: write how many readings in a row, as 3: a whole number from 1 to 1000
      rule 1 “Too warm”, “consecutive”: write how many readings in a row, as 3: a whole number from 1 to 1000
      rule 1 “Too warm”, “consecutive”: write how many readings in a row, as 3: a whole number from 1 to 1000
      rule 1 “Too warm”, “consecutive”: write how many readings in a row, as 3: a whole number from 1 to 1000
    ");
    let values =
        [json!([5, 3]), json!([0, 3]), json!([3, 65]), json!([1, 2, 3]), json!([3]), json!(3)];
    assert_snapshot!(wrong_in("n_of_m", &values), @"
      rule 1 “Too warm”, “n_of_m”: write how many of the last readings, as [3, 5]: whole numbers from 1 to 64, the first no more than the second
      rule 1 “Too warm”, “n_of_m”: write how many of the last readings, as [3, 5]: whole numbers from 1 to 64, the first no more than the second
      rule 1 “Too warm”, “n_of_m”: write how many of the last readings, as [3, 5]: whole numbers from 1 to 64, the first no more than the second
      rule 1 “Too warm”, “n_of_m”: write how many of the last readings, as [3, 5]: whole numbers from 1 to 64, the first no more than the second
      rule 1 “Too warm”, “n_of_m”: write how many of the last readings, as [3, 5]: whole numbers from 1 to 64, the first no more than the second
      rule 1 “Too warm”, “n_of_m”: write how many of the last readings, as [3, 5]: whole numbers from 1 to 64, the first no more than the second
    ");
    let values =
        [json!([33, "1h"]), json!([3, "0s"]), json!([3, 0]), json!(["3", "1h"]), json!([3])];
    assert_snapshot!(wrong_in("n_in_time", &values), @r#"
      rule 1 “Too warm”, “n_in_time”: write how many readings in what time, as [3, "10min"]: a whole number from 1 to 32, and a time
      rule 1 “Too warm”, “n_in_time”: at character 1, “0s”: expected a time from 1s to 31d
      rule 1 “Too warm”, “n_in_time”: 0 is no time in whole seconds, from 1s to 31d
      rule 1 “Too warm”, “n_in_time”: write how many readings in what time, as [3, "10min"]: a whole number from 1 to 32, and a time
      rule 1 “Too warm”, “n_in_time”: write how many readings in what time, as [3, "10min"]: a whole number from 1 to 32, and a time
    "#);
}

#[test]
fn a_delay_is_a_time_or_whole_seconds() {
    for (value, seconds) in
        [(json!(0), 0), (json!("0s"), 0), (json!("3min"), 180), (json!("31d"), 2_678_400)]
    {
        assert_eq!(
            read(&json!({"on_delay": value})).patience.on_delay.as_secs(),
            seconds,
            "{value}"
        );
    }
    let values = [
        json!(-1),
        json!(1.5),
        json!(2_678_401),
        json!("32d"),
        json!("3"),
        json!("3min later"),
        json!("soon"),
        json!(true),
    ];
    assert_snapshot!(wrong_in("off_delay", &values), @r#"
      rule 1 “Too warm”, “off_delay”: -1 is no time in whole seconds, from 0s to 31d
      rule 1 “Too warm”, “off_delay”: 1.5 is no time in whole seconds, from 0s to 31d
      rule 1 “Too warm”, “off_delay”: 2678401 is no time in whole seconds, from 0s to 31d
      rule 1 “Too warm”, “off_delay”: at character 1, “32d”: expected a time from 0s to 31d
      rule 1 “Too warm”, “off_delay”: at character 2, where the text ends: expected one of the units d, h, min, s
      rule 1 “Too warm”, “off_delay”: at character 6, “later”: expected the end of the time
      rule 1 “Too warm”, “off_delay”: at character 1, “soon”: expected a time such as `15min` or `1h30min`
      rule 1 “Too warm”, “off_delay”: here stands true or false: write a time, as "3min", or seconds
    "#);
}

#[test]
fn names_and_advice_are_somebodys_text_and_keep_to_their_size() {
    let long = |bytes: usize| json!("x".repeat(bytes + 1));
    let names = [
        json!(""),
        json!(" "),
        json!(" a"),
        json!("a\u{1b}[2J"),
        json!("a\nb"),
        json!(7),
        long(RULE_NAME_BYTES_MAX),
    ];
    assert_snapshot!(wrong_in("name", &names), @"
      rule 1, “name”: there is nothing in it: write a text
      rule 1, “name”: there is nothing in it: write a text
      rule 1, “name”: “ a” begins or ends with a space: take it out
      rule 1, “name”: “a�[2J” has a character that cannot be seen (U+001B): take it out
      rule 1, “name”: “a�b” has a character that cannot be seen (U+000A): take it out
      rule 1, “name”: here stands a number: write a text in quotes
      rule 1, “name”: “xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…” is too long: 101 bytes of at most 100
    ");
    assert_snapshot!(wrong_in("points", &[json!(""), json!("a\u{0}"), long(SELECTOR_BYTES_MAX)]), @"
      rule 1 “Too warm”, “points”: there is nothing in it: write a text
      rule 1 “Too warm”, “points”: “a�” has a character that cannot be seen (U+0000): take it out
      rule 1 “Too warm”, “points”: “xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…” is too long: 1025 bytes of at most 1024
    ");
    assert_snapshot!(wrong_in("action", &[json!("a\u{7}"), json!([]), long(ADVICE_BYTES_MAX)]), @"
      rule 1 “Too warm”, “action”: “a�” has a character that cannot be seen (U+0007): take it out
      rule 1 “Too warm”, “action”: here stands a list: write a text in quotes
      rule 1 “Too warm”, “action”: “xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…” is too long: 2001 bytes of at most 2000
    ");
    assert_snapshot!(wrong_in("priority", &[json!("hihg"), json!("urgent"), json!(1)]), @"
      rule 1 “Too warm”, “priority”: “hihg” is no priority: high may be meant
      rule 1 “Too warm”, “priority”: “urgent” is no priority: write critical, high, medium or low
      rule 1 “Too warm”, “priority”: here stands a number: write a text in quotes
    ");
    assert_snapshot!(wrong_in("latching", &[json!("yes"), json!(1)]), @"
      rule 1 “Too warm”, “latching”: here stands a text: write true where an operator has to reset the alarm, else false
      rule 1 “Too warm”, “latching”: here stands a number: write true where an operator has to reset the alarm, else false
    ");
}

#[test]
fn every_mistake_of_a_file_is_told_at_once() {
    let file = r#"[
        {"name": "A", "points": "x", "condition": "hihg 26", "priority": "low", "prioritiy": 1, "colour": "red"},
        {"points": "x", "condition": "high", "deadband": -1, "on_delay": "3"},
        {"name": "B", "points": "x", "condition": "high 26", "priority": "low"},
        7,
        {"name": "B", "points": "y", "condition": "low 18", "priority": "low", "priority": "high", "\u001b[2J": 1}
    ]"#;
    assert_snapshot!(wrong(file), @r#"
      rule 1 “A”, “condition”: at character 1, “hihg”: expected a check; `high` is one
      rule 1 “A”, “prioritiy”: this field is not known: priority may be meant
      rule 1 “A”, “colour”: this field is not known: take it out; known are name, points, condition, deadband, on_delay, off_delay, consecutive, n_of_m, n_in_time, priority, cause, consequence, action, latching
      rule 2, “name”: it is missing: say what the rule is called
      rule 2, “condition”: at character 5, where the text ends: expected a number, `own`, `setpoint`, `role:…` or `point:…` after `high`
      rule 2, “deadband”: -1 is less than 0: write a number in the point's unit, as 0.5, or a share, as "2 %"
      rule 2, “on_delay”: at character 2, where the text ends: expected one of the units d, h, min, s
      rule 2, “priority”: it is missing: write critical, high, medium or low
      rule 4: here stands a number: write a rule in { and }
      rule 5 “B”, “priority”: it stands twice: take one out
      rule 5 “B”, “�[2J”: this field is not known: take it out; known are name, points, condition, deadband, on_delay, off_delay, consecutive, n_of_m, n_in_time, priority, cause, consequence, action, latching
      rule 5 “B”, “name”: rule 3 is called so too: choose another name
    "#);
}

#[test]
fn a_file_that_is_none_is_told_as_a_whole() {
    for text in ["", "{", "[{}", "[] []", "{\"name\": 1e999}"] {
        let told = read_rules(text).unwrap_err();
        assert_eq!((told.mistakes.len(), told.mistakes[0].rule), (1, None), "{text}");
    }
    assert_snapshot!(wrong("[{\"name\": \"a\",\n}]"), @"this is no JSON: trailing comma at line 2 column 1; mend it there");
    assert_snapshot!(wrong("\"high 26\""), @"rule 1: here stands a text: write a rule in { and }");
    assert_eq!(read_rules("[]"), Ok(Vec::new()));
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_snapshot!(wrong(&deep), @"rule 1: here stands a list: write a rule in { and }");
}

#[test]
fn a_file_keeps_to_its_size() {
    assert_snapshot!(wrong(&" ".repeat(RULES_FILE_BYTES_MAX + 1)), @"the file has 16777217 bytes, and may have 16777216: share its rules out to several files");
    assert_snapshot!(wrong(&format!("[{}0]", "0,".repeat(RULES_MAX))), @"these are 20001 rules, and may be 20000: share them out to several files");
    let told = read_rules(&format!("[{}0]", "0,".repeat(MISTAKES_MAX + 1))).unwrap_err();
    assert_eq!((told.mistakes.len(), told.more), (MISTAKES_MAX, 2));
    let many: Vec<String> = (0..=FIELDS_MAX).map(|number| format!("\"f{number}\": 0")).collect();
    let told = read_rules(&format!("{{{}}}", many.join(","))).unwrap_err();
    assert!(told.to_string().ends_with("it has 1 fields too many: take them out"), "{told}");
}

#[test]
fn what_is_written_is_canonical() {
    let first =
        read(&json!({"deadband": 1, "on_delay": 90, "n_in_time": [3, 600], "latching": true}));
    let second = read(
        &json!({"name": "Silent", "deadband": "2%", "consecutive": 2, "cause": "Büro \"12\""}),
    );
    assert_snapshot!(first.to_json(), @r#"
      {
        "name": "Too warm",
        "points": "role:zone-air-temp",
        "condition": "high 26",
        "deadband": 1,
        "on_delay": "1min30s",
        "off_delay": "0s",
        "n_in_time": [
          3,
          "10min"
        ],
        "priority": "medium",
        "cause": "",
        "consequence": "",
        "action": "",
        "latching": true
      }
    "#);
    let file = write_rules(&[first.clone(), second.clone()]);
    assert_snapshot!(file, @r#"
      [
        {
          "name": "Too warm",
          "points": "role:zone-air-temp",
          "condition": "high 26",
          "deadband": 1,
          "on_delay": "1min30s",
          "off_delay": "0s",
          "n_in_time": [
            3,
            "10min"
          ],
          "priority": "medium",
          "cause": "",
          "consequence": "",
          "action": "",
          "latching": true
        },
        {
          "name": "Silent",
          "points": "role:zone-air-temp",
          "condition": "high 26",
          "deadband": "2 %",
          "on_delay": "0s",
          "off_delay": "0s",
          "consecutive": 2,
          "priority": "medium",
          "cause": "Büro \"12\"",
          "consequence": "",
          "action": ""
        }
      ]
    "#);
    assert_eq!(read_rules(&file), Ok(vec![first, second]));
}

#[test]
fn the_page_of_the_format_shows_a_rule_as_it_is_written() {
    let page =
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../docs/formats/alarm-rules.md"));
    let (_, shown) = page.split_once("```json\n").unwrap();
    let (shown, _) = shown.split_once("\n```").unwrap();
    assert_eq!(read_rules(shown).unwrap()[0].to_json(), shown);
}

proptest! {
    #[test]
    fn a_rule_reads_back_as_it_was_written(rule in made::rules()) {
        prop_assert_eq!(read_rules(&rule.to_json()), Ok(vec![rule.clone()]));
        let other = Rule { name: format!("not {}", rule.priority.word()), ..rule.clone() };
        prop_assume!(rule.name != other.name);
        let rules = vec![rule, other];
        prop_assert_eq!(read_rules(&write_rules(&rules)), Ok(rules));
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,200}") {
        read_rules(&text).map_err(|error| error.to_string()).ok();
    }

    #[test]
    fn a_broken_file_is_read_or_refused(rule in made::rules(), at: prop::sample::Index, other: char) {
        let mut letters: Vec<char> = rule.to_json().chars().collect();
        let at = at.index(letters.len());
        letters[at] = other;
        let broken: String = letters.into_iter().collect();
        if let Err(error) = read_rules(&broken) {
            prop_assert!(!error.mistakes.is_empty());
            let told = error.to_string();
            prop_assert!(!told.chars().any(|letter| letter.is_control() && letter != '\n'), "{}", told);
        }
    }
}
