//! How sure a proposal is, and the reasons for it in plain words.
//!
//! Reasons are weighed and summed; the sum is told in coarse steps, because it is no probability. How often each step is
//! right on a building of six conventions is printed by the tests of `sim`.

use super::concept::QUANTITIES;
use super::kinds::{self, Form, Why};
use super::names::Names;
use super::quantity::{self, Seen};
use super::{Clues, Reason, roles};
use crate::pattern;

/// The steps in which it is told; never 100.
const STEPS: [u8; 9] = [10, 20, 30, 40, 50, 60, 75, 90, 95];

/// What is unknown by name and by unit is not understood, whatever else speaks for it.
const STRANGER_MAX: i32 = 30;

/// How sure a proposal is, in percent.
pub(super) fn of<'r>(reasons: impl Iterator<Item = &'r Reason>, seen: &Seen, has_role: bool) -> u8 {
    let sum: i32 = BASE + reasons.map(|reason| reason.weight).sum::<i32>();
    let is_stranger = !has_role && seen.named.is_none() && seen.form != Form::Measured;
    let sum = if is_stranger { sum.min(STRANGER_MAX) } else { sum };
    let step = STEPS.iter().rev().find(|step| i32::from(**step) <= sum);
    step.copied().unwrap_or(STEPS[0])
}

/// What every point begins with.
const BASE: i32 = 10;

/// The reason that a pattern is: it tells place, equipment and point, and nothing of kinds and units.
pub(super) fn of_pattern(pattern: Option<&pattern::Named>) -> Option<Reason> {
    let words = |named: &pattern::Named| format!("pattern {}", named.pattern);
    pattern.map(|named| Reason { words: words(named), weight: 10 })
}

/// What tells the quantity and the unit.
pub(super) fn tell_quantity(
    clues: &Clues<'_>,
    names: &Names<'_>,
    seen: &Seen,
    unit: Option<&model::Unit>,
    reasons: &mut Vec<Reason>,
) {
    let described = clues.described;
    if let Some(class) = described.and_then(|described| described.device_class.as_deref())
        && !quantity::class_of(clues).is_none()
    {
        tell(reasons, format!("device class is {class}"), 25);
    }
    let announced = described.and_then(|described| described.unit.as_ref());
    match (announced, clues.unit, unit) {
        (Some(unit), ..) => tell(reasons, format!("its device says unit {unit}"), 35),
        (None, Some(unit), _) => tell(reasons, format!("unit {unit}"), 30),
        (None, None, Some(unit)) => tell(reasons, format!("{unit} follows from the name"), 15),
        (None, None, None) => {}
    }
    if seen.clashes {
        let word = names.word_for(QUANTITIES).unwrap_or_default();
        tell(reasons, format!("its unit does not fit “{word}”"), -25);
    } else if let Some(word) = names.word_for(seen.concepts.and(QUANTITIES)) {
        tell(reasons, format!("name has “{word}”"), 25);
    }
    if described.is_some() {
        tell(reasons, "its device described it".to_owned(), 10);
    }
}

/// What tells the kind.
pub(super) fn tell_kind(
    rule: &kinds::Rule,
    names: &Names<'_>,
    seen: &Seen,
    reasons: &mut Vec<Reason>,
) {
    let fact = match rule.why {
        Why::Fact(fact) => fact.to_owned(),
        Why::Word => match names.word_for(rule.goes_by()) {
            Some(word) => format!("“{word}” tells a {}", rule.kind.word()),
            None => "its device class tells".to_owned(),
        },
    };
    let decides = rule.why == Why::Word && seen.form != Form::Measured;
    tell(reasons, fact, if decides { rule.weight + 10 } else { rule.weight });
    if seen.form == Form::State && rule.why == Why::Word {
        tell(reasons, "states only, no numbers".to_owned(), 20);
    }
}

/// What tells the role.
pub(super) fn tell_role(
    rule: Option<&roles::Rule>,
    names: &Names<'_>,
    seen: &Seen,
    reasons: &mut Vec<Reason>,
) {
    let Some(rule) = rule else {
        return tell(reasons, "no part of its name is known".to_owned(), -10);
    };
    let further = rule.all.without(QUANTITIES);
    for concept in further.each() {
        if let Some(word) = names.word_for(concept) {
            let words = format!("name has “{word}”");
            if reasons.iter().all(|reason| reason.words != words) {
                tell(reasons, words, if seen.form == Form::Measured { 8 } else { 15 });
            }
        }
    }
}

fn tell(reasons: &mut Vec<Reason>, words: String, weight: i32) {
    reasons.push(Reason { words, weight });
}
