//! The file of rules: a rule, or a list of rules, in JSON; docs/formats/alarm-rules.md tells its fields.
//!
//! Every mistake of a file is told at once, each with its rule and its field, and a file with a mistake gives no rule at all. A
//! field that is not known is refused, so that a misspelt one is never silently without effect. The bounds are those of
//! `limits`: 16 MiB, 20,000 rules, and what each field may hold.

use std::collections::HashMap;

use serde::Serialize;

use super::{Counted, Deadband, Rule};
use crate::limits::{RULES_FILE_BYTES_MAX, RULES_MAX};
use crate::standing::Resetting;
use crate::{number, time};

mod error;
mod fields;
mod json;

#[cfg(test)]
mod tests;

pub use error::{RuleMistake, RulesError};

use error::Mistakes;
use json::Json;

/// The rules of a file, in its order; no two of them have the same name.
///
/// # Errors
/// Every mistake in it, those beyond a hundred only counted.
pub fn read_rules(text: &str) -> Result<Vec<Rule>, RulesError> {
    let mut mistakes = Mistakes::default();
    let rules = file(text, &mut mistakes);
    mistakes.into_error().map_or(Ok(rules), Err)
}

fn file(text: &str, mistakes: &mut Mistakes) -> Vec<Rule> {
    if text.len() > RULES_FILE_BYTES_MAX {
        let words = format!(
            "the file has {} bytes, and may have {RULES_FILE_BYTES_MAX}: share its rules out to several files",
            text.len()
        );
        mistakes.tell_file(words);
        return Vec::new();
    }
    let rules = match json::read(text) {
        Ok(Json::List(rules)) if rules.more > 0 => {
            let count = rules.kept.len() + rules.more;
            mistakes.tell_file(format!(
                "these are {count} rules, and may be {RULES_MAX}: share them out to several files"
            ));
            return Vec::new();
        }
        Ok(Json::List(rules)) => rules.kept,
        Ok(rule) => vec![rule],
        Err(error) => {
            mistakes.tell_file(format!("this is no JSON: {error}; mend it there"));
            return Vec::new();
        }
    };
    let numbered = (1..).zip(rules);
    let rules = numbered.filter_map(|(number, rule)| {
        fields::rule(number, rule, mistakes).map(|rule| (number, rule))
    });
    let rules: Vec<(usize, Rule)> = rules.collect();
    tell_doubles(&rules, mistakes);
    rules.into_iter().map(|(_, rule)| rule).collect()
}

fn tell_doubles(rules: &[(usize, Rule)], mistakes: &mut Mistakes) {
    let mut first = HashMap::new();
    for (number, rule) in rules {
        let name = rule.name.as_str();
        let before = *first.entry(name).or_insert(*number);
        if before != *number {
            let words = format!("rule {before} is called so too: choose another name");
            mistakes.tell(*number, Some(name), "name", words);
        }
    }
}

/// The file of these rules, a list of them. [`read_rules`] reads it back, where each field and the whole keep to their limits.
#[must_use]
pub fn write_rules(rules: &[Rule]) -> String {
    let forms: Vec<Form<'_>> = rules.iter().map(Form::of).collect();
    serde_json::to_string_pretty(&forms).expect(IS_JSON)
}

impl Rule {
    /// The file of this rule alone; [`read_rules`] reads it back.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(&Form::of(self)).expect(IS_JSON)
    }
}

const IS_JSON: &str = "texts, numbers and lists of them are JSON";

/// A rule as it stands in a file.
#[derive(Serialize)]
struct Form<'r> {
    name: &'r str,
    points: String,
    condition: String,
    deadband: serde_json::Value,
    on_delay: String,
    off_delay: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    consecutive: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    n_of_m: Option<(u8, u8)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    n_in_time: Option<(u8, String)>,
    priority: &'static str,
    cause: &'r str,
    consequence: &'r str,
    action: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    latching: Option<bool>,
}

impl<'r> Form<'r> {
    fn of(rule: &'r Rule) -> Self {
        let Rule { name, points, condition, patience, priority, resetting, advice } = rule;
        let (consecutive, n_of_m, n_in_time) = match patience.counted {
            Counted::Once => (None, None, None),
            Counted::InARow(times) => (Some(times), None, None),
            Counted::OfTheLast { times, of } => (None, Some((times, of)), None),
            Counted::Within { times, time } => (None, None, Some((times, time::written(time)))),
        };
        Self {
            name,
            points: points.to_string(),
            condition: condition.to_string(),
            deadband: deadband(patience.deadband),
            on_delay: time::written(patience.on_delay),
            off_delay: time::written(patience.off_delay),
            consecutive,
            n_of_m,
            n_in_time,
            priority: priority.word(),
            cause: &advice.cause,
            consequence: &advice.consequence,
            action: &advice.action,
            latching: match resetting {
                Resetting::Itself => None,
                Resetting::ByHand => Some(true),
            },
        }
    }
}

fn deadband(deadband: Deadband) -> serde_json::Value {
    match deadband {
        // A whole number is written without a point.
        Deadband::Absolute(width) => {
            let figures = number::written(width);
            figures.parse().map_or(serde_json::Value::Null, serde_json::Value::Number)
        }
        Deadband::Percent(share) => format!("{} %", number::written(share)).into(),
    }
}
