//! The fields of one rule of a file: which there are, and what may stand in each.

use std::time::Duration;

use model::Priority;

use super::error::Mistakes;
use super::json::{Json, Kept};
use crate::condition::Condition;
use crate::cursor::{Cursor, TextError};
use crate::limits::{
    ADVICE_BYTES_MAX, CHECK_TIME_MIN, IN_A_ROW_MAX, MEASURE_BYTES_MAX, OF_THE_LAST_MAX,
    RULE_NAME_BYTES_MAX, SELECTOR_BYTES_MAX, TIME_MAX, WITHIN_TIMES_MAX,
};
use crate::nearest::nearest;
use crate::quoted::quoted;
use crate::rule::{Advice, Counted, Deadband, Patience, Rule};
use crate::selector::{Selector, SelectorError};
use crate::standing::Resetting;
use crate::{number, time};

const NAME: &str = "name";
const POINTS: &str = "points";
const CONDITION: &str = "condition";
const DEADBAND: &str = "deadband";
const ON_DELAY: &str = "on_delay";
const OFF_DELAY: &str = "off_delay";
const CONSECUTIVE: &str = "consecutive";
const N_OF_M: &str = "n_of_m";
const N_IN_TIME: &str = "n_in_time";
const PRIORITY: &str = "priority";
const CAUSE: &str = "cause";
const CONSEQUENCE: &str = "consequence";
const ACTION: &str = "action";
const LATCHING: &str = "latching";

/// All of them, in the order in which they are written.
const FIELDS: [&str; 14] = [
    NAME,
    POINTS,
    CONDITION,
    DEADBAND,
    ON_DELAY,
    OFF_DELAY,
    CONSECUTIVE,
    N_OF_M,
    N_IN_TIME,
    PRIORITY,
    CAUSE,
    CONSEQUENCE,
    ACTION,
    LATCHING,
];

/// The rule of this number in its file; nothing where a field that makes it has a mistake.
pub(super) fn rule(number: usize, json: Json, mistakes: &mut Mistakes) -> Option<Rule> {
    let Json::Object(members) = json else {
        let words = format!("here stands {}: write a rule in {{ and }}", json.what());
        mistakes.tell_rule(number, None, words);
        return None;
    };
    let mut fields = Fields { number, name: None, members, mistakes };
    let name = fields.required(NAME, "say what the rule is called", name);
    fields.name.clone_from(&name);
    let points = fields.required(POINTS, "say which points it is for", selector);
    let condition = fields.required(CONDITION, "say what it looks for, as `high 26`", condition);
    let patience = fields.patience();
    let priority = fields.required(PRIORITY, PRIORITIES, priority);
    let advice = fields.advice();
    let resetting = fields.optional(LATCHING, latching);
    fields.end();
    Some(Rule {
        name: name?,
        points: points?,
        condition: condition?,
        patience: patience?,
        priority: priority?,
        resetting: resetting?,
        advice: advice?,
    })
}

struct Fields<'m> {
    number: usize,
    /// What the rule is called, once that was read.
    name: Option<String>,
    members: Kept<(String, Json)>,
    mistakes: &'m mut Mistakes,
}

impl Fields<'_> {
    fn patience(&mut self) -> Option<Patience> {
        let deadband = self.optional(DEADBAND, deadband);
        let on_delay = self.optional(ON_DELAY, delay);
        let off_delay = self.optional(OFF_DELAY, delay);
        let counted = self.counted();
        Some(Patience {
            deadband: deadband?,
            on_delay: on_delay?,
            off_delay: off_delay?,
            counted: counted?,
        })
    }

    fn counted(&mut self) -> Option<Counted> {
        let ways = [
            (CONSECUTIVE, self.optional(CONSECUTIVE, |json| in_a_row(&json).map(Some))),
            (N_OF_M, self.optional(N_OF_M, |json| of_the_last(json).map(Some))),
            (N_IN_TIME, self.optional(N_IN_TIME, |json| within(json).map(Some))),
        ];
        let mut counted = None;
        for (field, way) in ways {
            let Some(way) = way? else { continue };
            if counted.is_some() {
                let words =
                    format!("a rule has one of {CONSECUTIVE}, {N_OF_M} and {N_IN_TIME}: keep one");
                self.tell(field, words);
                return None;
            }
            counted = Some(way);
        }
        Some(counted.unwrap_or_default())
    }

    fn advice(&mut self) -> Option<Advice> {
        let cause = self.optional(CAUSE, advice);
        let consequence = self.optional(CONSEQUENCE, advice);
        let action = self.optional(ACTION, advice);
        Some(Advice { cause: cause?, consequence: consequence?, action: action? })
    }

    /// What stands in a field, told where it is missing; nothing where there is a mistake.
    fn required<T>(
        &mut self,
        field: &str,
        remedy: &str,
        read: fn(Json) -> Result<T, String>,
    ) -> Option<T> {
        match self.take(field) {
            Some(json) => self.well(field, read(json)),
            None => {
                self.tell(field, format!("it is missing: {remedy}"));
                None
            }
        }
    }

    /// The same of a field that may be missing.
    fn optional<T: Default>(
        &mut self,
        field: &str,
        read: fn(Json) -> Result<T, String>,
    ) -> Option<T> {
        match self.take(field) {
            Some(json) => self.well(field, read(json)),
            None => Some(T::default()),
        }
    }

    fn well<T>(&mut self, field: &str, read: Result<T, String>) -> Option<T> {
        read.map_err(|words| self.tell(field, words)).ok()
    }

    /// Takes a field out; one that is `null` is as good as missing.
    fn take(&mut self, field: &str) -> Option<Json> {
        let at = self.members.kept.iter().position(|(key, _)| key == field)?;
        let (_, json) = self.members.kept.remove(at);
        (!matches!(json, Json::Null)).then_some(json)
    }

    /// Tells of the fields that nobody took.
    fn end(mut self) {
        for (key, _) in std::mem::take(&mut self.members.kept) {
            let words = match nearest(&key, FIELDS) {
                _ if FIELDS.contains(&key.as_str()) => "it stands twice: take one out".to_owned(),
                Some(known) => format!("this field is not known: {known} may be meant"),
                None => {
                    format!("this field is not known: take it out; known are {}", FIELDS.join(", "))
                }
            };
            self.tell(&key, words);
        }
        if self.members.more > 0 {
            let words = format!("it has {} fields too many: take them out", self.members.more);
            self.mistakes.tell_rule(self.number, self.name.as_deref(), words);
        }
    }

    fn tell(&mut self, field: &str, words: String) {
        self.mistakes.tell(self.number, self.name.as_deref(), field, words);
    }
}

fn name(json: Json) -> Result<String, String> {
    line(json, RULE_NAME_BYTES_MAX)
}

fn selector(json: Json) -> Result<Selector, String> {
    let text = line(json, SELECTOR_BYTES_MAX)?;
    text.parse().map_err(|error: SelectorError| error.to_string())
}

fn condition(json: Json) -> Result<Condition, String> {
    text(json)?.parse().map_err(|error: TextError| error.to_string())
}

fn deadband(json: Json) -> Result<Deadband, String> {
    const REMEDY: &str = "write a number in the point's unit, as 0.5, or a share, as \"2 %\"";
    match json {
        Json::Number(width) if width >= 0.0 => Ok(Deadband::Absolute(width)),
        Json::Number(width) => Err(format!("{} is less than 0: {REMEDY}", number::written(width))),
        Json::Text(text) => percent(&text)
            .map_err(|error| error.to_string())?
            .map(Deadband::Percent)
            .ok_or_else(|| format!("{} is no share from 0 % to 100 %: {REMEDY}", quoted(&text))),
        other => Err(format!("here stands {}: {REMEDY}", other.what())),
    }
}

fn percent(text: &str) -> Result<Option<f64>, TextError> {
    let mut cursor = Cursor::new(text, MEASURE_BYTES_MAX)?;
    let share = cursor.number()?;
    let is_whole = cursor.take('%') && cursor.is_at_end();
    Ok(share.filter(|share| is_whole && (0.0..=100.0).contains(share)))
}

fn delay(json: Json) -> Result<Duration, String> {
    time_from(Duration::ZERO, json)
}

/// A time as text, or in whole seconds.
fn time_from(least: Duration, json: Json) -> Result<Duration, String> {
    let (shortest, longest) = (time::written(least), time::written(TIME_MAX));
    match json {
        Json::Number(seconds) => {
            whole(seconds, least.as_secs(), TIME_MAX.as_secs()).map(Duration::from_secs).ok_or_else(
                || format!("{seconds} is no time in whole seconds, from {shortest} to {longest}"),
            )
        }
        Json::Text(text) => time_of(least, &text).map_err(|error| error.to_string()),
        other => {
            Err(format!("here stands {}: write a time, as \"3min\", or seconds", other.what()))
        }
    }
}

fn time_of(least: Duration, text: &str) -> Result<Duration, TextError> {
    let mut cursor = Cursor::new(text, MEASURE_BYTES_MAX)?;
    let time = cursor.time_from(least, "")?;
    if cursor.is_at_end() { Ok(time) } else { Err(cursor.error("the end of the time")) }
}

fn in_a_row(json: &Json) -> Result<Counted, String> {
    let most = u64::from(IN_A_ROW_MAX);
    let times = count(json, 1, most).and_then(|times| u16::try_from(times).ok());
    times.map(Counted::InARow).ok_or_else(|| {
        format!("write how many readings in a row, as 3: a whole number from 1 to {most}")
    })
}

fn of_the_last(json: Json) -> Result<Counted, String> {
    let read = || {
        let [times, of] = pair(json)?;
        let of = count(&of, 1, OF_THE_LAST_MAX.into())?;
        let times = count(&times, 1, of)?;
        Some(Counted::OfTheLast { times: u8::try_from(times).ok()?, of: u8::try_from(of).ok()? })
    };
    read().ok_or_else(|| {
        format!(
            "write how many of the last readings, as [3, 5]: whole numbers from 1 to {OF_THE_LAST_MAX}, \
             the first no more than the second"
        )
    })
}

fn within(json: Json) -> Result<Counted, String> {
    let wrong = || {
        format!(
            "write how many readings in what time, as [3, \"10min\"]: a whole number from 1 to {WITHIN_TIMES_MAX}, and a time"
        )
    };
    let [times, time] = pair(json).ok_or_else(wrong)?;
    let times = count(&times, 1, WITHIN_TIMES_MAX.into()).ok_or_else(wrong)?;
    let times = u8::try_from(times).map_err(|_| wrong())?;
    Ok(Counted::Within { times, time: time_from(CHECK_TIME_MIN, time)? })
}

fn pair(json: Json) -> Option<[Json; 2]> {
    let Json::List(list) = json else { return None };
    list.kept.try_into().ok()
}

fn count(json: &Json, least: u64, most: u64) -> Option<u64> {
    let Json::Number(number) = json else { return None };
    whole(*number, least, most)
}

/// A whole number between two others.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the number is whole and lies between two that fit"
)]
fn whole(number: f64, least: u64, most: u64) -> Option<u64> {
    let is_whole = number.fract() == 0.0 && number >= least as f64 && number <= most as f64;
    is_whole.then_some(number as u64)
}

const PRIORITIES: &str = "write critical, high, medium or low";

fn priority(json: Json) -> Result<Priority, String> {
    let word = text(json)?;
    let known = Priority::ALL.map(Priority::word);
    Priority::from_word(&word).ok_or_else(|| match nearest(&word, known) {
        Some(near) => format!("{} is no priority: {near} may be meant", quoted(&word)),
        None => format!("{} is no priority: {PRIORITIES}", quoted(&word)),
    })
}

fn latching(json: Json) -> Result<Resetting, String> {
    match json {
        Json::Boolean(true) => Ok(Resetting::ByHand),
        Json::Boolean(false) => Ok(Resetting::Itself),
        other => Err(format!(
            "here stands {}: write true where an operator has to reset the alarm, else false",
            other.what()
        )),
    }
}

/// What an operator is told; it may have lines.
fn advice(json: Json) -> Result<String, String> {
    let text = text(json)?;
    fits(&text, ADVICE_BYTES_MAX)?;
    seen(&text, &['\n', '\r', '\t'])?;
    Ok(text)
}

/// A text in one line, without spaces around it.
fn line(json: Json, bytes_max: usize) -> Result<String, String> {
    let text = text(json)?;
    if text.trim().is_empty() {
        return Err("there is nothing in it: write a text".to_owned());
    }
    fits(&text, bytes_max)?;
    seen(&text, &[])?;
    if text.trim().len() != text.len() {
        return Err(format!("{} begins or ends with a space: take it out", quoted(&text)));
    }
    Ok(text)
}

fn text(json: Json) -> Result<String, String> {
    match json {
        Json::Text(text) => Ok(text),
        other => Err(format!("here stands {}: write a text in quotes", other.what())),
    }
}

fn fits(text: &str, bytes_max: usize) -> Result<(), String> {
    let bytes = text.len();
    let words = || format!("{} is too long: {bytes} bytes of at most {bytes_max}", quoted(text));
    if bytes > bytes_max { Err(words()) } else { Ok(()) }
}

/// Whether a text moves no cursor; it is shown on screens, in files and in notifications.
fn seen(text: &str, allowed: &[char]) -> Result<(), String> {
    let stray = text.chars().find(|letter| letter.is_control() && !allowed.contains(letter));
    stray.map_or(Ok(()), |letter| {
        let code = u32::from(letter);
        Err(format!(
            "{} has a character that cannot be seen (U+{code:04X}): take it out",
            quoted(text)
        ))
    })
}
