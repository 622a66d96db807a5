use insta::assert_snapshot;
use proptest::prelude::*;

use super::*;
use crate::condition::{Check, Condition, Level, Limit};
use crate::rule::{Advice, Patience};
use crate::selector::Selector;

const MINUTE: Duration = Duration::from_mins(1);

fn rule(priority: Priority, resetting: Resetting) -> Rule {
    Rule {
        name: "Too warm".to_owned(),
        points: Selector::Role("zone-air-temp".into()),
        condition: Condition::Is(Check::Beyond { level: Level::High, limit: Limit::Fixed(26.0) }),
        patience: Patience::default(),
        priority,
        resetting,
        advice: Advice::default(),
    }
}

/// Rule 0 goes by itself, rule 1 latches and is critical.
fn register() -> Register {
    let rules = [
        (RuleId(0), rule(Priority::Medium, Resetting::Itself)),
        (RuleId(1), rule(Priority::Critical, Resetting::ByHand)),
    ];
    Register::new(&rules, Some(Priority::Critical))
}

fn at(minute: i64) -> Timestamp {
    Timestamp::from_ms(minute * 60_000)
}

fn change(rule: i64, point: u32, active: bool, minute: i64) -> Change {
    Change {
        rule: RuleId(rule),
        point: PointId(point),
        active,
        at: at(minute),
        value: Some(Value::Number(27.5)),
        limit: Some(26.0),
        late: false,
    }
}

fn signed(note: &str) -> Signed {
    let note = Some(note).filter(|note| !note.is_empty()).map(Arc::from);
    Signed { operator: "kim".into(), note }
}

fn told(transition: &Transition) -> String {
    let Transition { alarm, kind, state, at, .. } = transition;
    format!("{} {} {}@{}", alarm.0, kind.word(), state.word(), at.ms() / 60_000)
}

#[test]
fn an_alarm_keeps_its_number_and_counts_until_it_is_normal() {
    let mut register = register();
    let mut story = Vec::new();
    for (active, minute) in [(true, 1), (false, 2), (true, 3), (true, 4)] {
        story.extend(register.take(&change(0, 7, active, minute)).map(|one| told(&one)));
    }
    let key = AlarmKey { rule: RuleId(0), point: PointId(7) };
    assert_eq!(register.get(key).map(|alarm| alarm.count), Some(2));
    let number = register.get(key).unwrap().number;
    let seen = register.act(number, Act::Acknowledge, signed(""), at(5)).unwrap();
    story.push(told(&seen));
    assert_eq!(register.get(key).unwrap().acknowledged_by.as_deref(), Some("kim"));
    story.extend(register.take(&change(0, 7, false, 6)).map(|one| told(&one)));
    assert_snapshot!(story.join("\n"), @r"
    1 raised active-unacknowledged@1
    1 returned returned-unacknowledged@2
    1 raised active-unacknowledged@3
    1 acknowledged active-acknowledged@5
    1 cleared normal@6
    ");
    assert_eq!(register.open().count(), 0);
    assert_eq!(register.get(key).unwrap().count, 0);
}

#[test]
fn a_shelf_ends_after_its_time_and_takes_a_reason() {
    let mut register = register();
    register.take(&change(0, 7, true, 0));
    let number = AlarmNumber(1);
    let hour = Act::Shelve(60 * MINUTE);
    let refused = |act, note| register.clone().act(number, act, signed(note), at(1)).unwrap_err();
    assert_eq!(refused(hour, " "), ActError::NoteMissing);
    assert_eq!(refused(Act::Shelve(25 * 60 * MINUTE), "why"), ActError::Shelf);
    assert_eq!(refused(Act::Shelve(MINUTE / 2), "why"), ActError::Shelf);
    register.act(number, hour, signed("being mended"), at(1)).unwrap();
    assert_eq!(register.pass(at(60)), []);
    let back = register.pass(at(61));
    assert_eq!(back.iter().map(told).collect::<Vec<_>>(), ["1 unshelved active-unacknowledged@61"]);
    assert_eq!(register.pass(at(62)), []);
}

#[test]
fn a_shelf_ends_within_a_day_though_the_clock_goes_back() {
    let mut register = register();
    register.take(&change(0, 7, true, 100_000));
    let hour = Act::Shelve(60 * MINUTE);
    register.act(AlarmNumber(1), hour, signed("being mended"), at(100_000)).unwrap();
    assert_eq!(register.pass(at(0)), []);
    assert_eq!(register.pass(at(24 * 60)).len(), 1);
}

#[test]
fn what_is_done_to_an_alarm_that_matters_takes_a_note() {
    let mut register = register();
    register.take(&change(1, 7, true, 0));
    register.take(&change(0, 7, true, 0));
    let act = |register: &mut Register, number, note: &str| {
        register.act(AlarmNumber(number), Act::Acknowledge, signed(note), at(1)).map(|_| ())
    };
    assert_eq!(act(&mut register, 1, ""), Err(ActError::NoteMissing));
    assert_eq!(act(&mut register, 1, "on my way"), Ok(()));
    assert_eq!(act(&mut register, 2, ""), Ok(()));
    let bytes = NOTE_BYTES_MAX + 1;
    let long = act(&mut register, 1, &"x".repeat(bytes));
    assert_eq!(long, Err(ActError::LongNote { bytes }));
    let unknown = act(&mut register, 3, "");
    assert_eq!(unknown, Err(ActError::Unknown { number: AlarmNumber(3) }));
}

#[derive(Debug, Clone)]
enum Step {
    Change(Change),
    Suppress(AlarmKey, Suppression),
    Act(AlarmNumber, Act, Signed),
    Pass,
}

fn step() -> impl Strategy<Value = Step> {
    let key = (0..2_i64, 1..4_u32);
    let acts = vec![
        Act::Acknowledge,
        Act::Reset,
        Act::Shelve(5 * MINUTE),
        Act::Unshelve,
        Act::TakeOut,
        Act::PutBack,
        Act::Note,
    ];
    let both = prop::sample::select(vec![Suppression::Begins, Suppression::Ends]);
    prop_oneof![
        3 => (key.clone(), any::<bool>()).prop_map(|((rule, point), active)| {
            Step::Change(change(rule, point, active, 0))
        }),
        1 => (key, both).prop_map(|((rule, point), step)| {
            Step::Suppress(AlarmKey { rule: RuleId(rule), point: PointId(point) }, step)
        }),
        3 => (1..7_u64, prop::sample::select(acts), "[a-z]{0,2}").prop_map(|(number, act, note)| {
            Step::Act(AlarmNumber(number), act, signed(&note))
        }),
        1 => Just(Step::Pass),
    ]
}

proptest! {
    #[test]
    fn where_every_alarm_stands_follows_from_the_journal(
        steps in prop::collection::vec((step(), 0..4_i64), 0..80),
    ) {
        let mut register = register();
        let mut journal = Vec::new();
        let mut minute = 0;
        for (step, wait) in steps {
            minute += wait;
            match step {
                Step::Change(change) => {
                    journal.extend(register.take(&Change { at: at(minute), ..change }));
                }
                Step::Suppress(key, step) => {
                    journal.extend(register.suppress(key, step, at(minute)));
                }
                Step::Act(number, act, signed) => {
                    journal.extend(register.act(number, act, signed, at(minute)));
                }
                Step::Pass => journal.extend(register.pass(at(minute))),
            }
        }
        let mut restored = super::tests::register();
        for transition in &journal {
            restored.restore(transition).unwrap();
            prop_assert_eq!(
                restored.get(transition.key).unwrap().standing.state(), transition.state
            );
        }
        prop_assert_eq!(restored, register);
    }

    #[test]
    fn what_was_taken_once_moves_nothing_a_second_time(
        changes in prop::collection::vec((0..2_i64, 1..4_u32, any::<bool>()), 0..40),
    ) {
        let mut register = register();
        for (rule, point, active) in changes {
            let change = change(rule, point, active, 1);
            register.take(&change);
            prop_assert_eq!(register.take(&change), None);
        }
    }
}
