//! The text of a condition: read with [`FromStr`], written with `Display`.
//!
//! ```text
//! condition  := all { "or" all }
//! all        := one { "and" one }
//! one        := "not" one | "(" condition ")" | check
//! check      := level limit
//!             | "deviation" number "from" reference
//!             | "rate" number "/" time
//!             | "no_data" time | "flatline" time | "command_mismatch" time
//!             | "state" ( "on" | "off" | "true" | "false" | number | text )
//! level      := "high_high" | "high" | "low" | "low_low"
//! limit      := number [ days hours "else" number ] | "own" | reference
//! reference  := "setpoint" | "role:" name | "point:" name
//! days       := "daily" | part { "," part }         part := day [ "-" day ]
//! day        := "mo" | "tu" | "we" | "th" | "fr" | "sa" | "su"
//! hours      := clock "-" clock                     clock := 00:00 to 24:00
//! time       := count unit { count unit }           unit := "d" | "h" | "min" | "s", the larger ones first
//! name       := letters, digits and - _ . / : ~, else a text
//! text       := in ", with \" and \\ for a quote and a backslash
//! number     := -21.5, 3, 1e6
//! ```
//!
//! Spaces may stand between all of these, but not before a name. `and` binds tighter than `or`, and `not` tighter than
//! both. Words are small letters. Hours that end where they began or before run into the next day; days may run over Sunday,
//! `sa-mo`.
//!
//! What is written is canonical: brackets only where they are needed, times in their largest units, a name in quotes only
//! where it has to be, `on` and `off`. A condition that was read is in normal form and has at least two conditions in each
//! *all* and *any*, none of them of its own kind (`(a and b) and c` is `a and b and c`); of such a one the text reads back as
//! the same. The bounds are those of `limits`: 16 KiB, 16 checks, 8 brackets and `not` inside one another, times of whole
//! seconds from 1 s to 31 d.

use std::str::FromStr;
use std::sync::Arc;

use model::Value;

use super::{Check, Condition, Level, Limit, Reference, Scheduled};
use crate::cursor::{Cursor, TextError};
use crate::limits::{
    CHECKS_MAX, CONDITION_BYTES_MAX, CONDITION_DEPTH_MAX, REFERENCE_BYTES_MAX, STATE_BYTES_MAX,
};
use crate::nearest::nearest;

mod week;
mod write;

#[cfg(test)]
mod tests;

/// The words of the checks beside the four levels.
const DEVIATION: &str = "deviation";
const RATE: &str = "rate";
const NO_DATA: &str = "no_data";
const FLATLINE: &str = "flatline";
const COMMAND_MISMATCH: &str = "command_mismatch";
const STATE: &str = "state";
const OTHER_CHECKS: [&str; 6] = [DEVIATION, RATE, NO_DATA, FLATLINE, COMMAND_MISMATCH, STATE];

impl FromStr for Condition {
    type Err = TextError;

    /// # Errors
    /// The first place where something else stands than could.
    fn from_str(text: &str) -> Result<Self, TextError> {
        let cursor = Cursor::new(text, CONDITION_BYTES_MAX)?;
        let mut reader = Reader { cursor, depth: 0, checks: 0, ends_in_limit: false };
        let condition = reader.any()?;
        if reader.cursor.is_at_end() {
            return Ok(condition);
        }
        Err(reader.not_over("the end"))
    }
}

struct Reader<'t> {
    cursor: Cursor<'t>,
    /// Brackets and `not` around the place.
    depth: usize,
    checks: usize,
    /// Whether what was read last is a limit that hours could follow.
    ends_in_limit: bool,
}

impl Reader<'_> {
    fn any(&mut self) -> Result<Condition, TextError> {
        let mut of = vec![self.all()?];
        while self.cursor.take_word("or") {
            of.push(self.all()?);
        }
        Ok(Condition::any(of))
    }

    fn all(&mut self) -> Result<Condition, TextError> {
        let mut of = vec![self.one()?];
        while self.cursor.take_word("and") {
            of.push(self.one()?);
        }
        Ok(Condition::all(of))
    }

    fn one(&mut self) -> Result<Condition, TextError> {
        let begin = self.cursor;
        let is_not = self.cursor.take_word("not");
        if !is_not && !self.cursor.take('(') {
            return self.check().map(Condition::Is);
        }
        self.depth += 1;
        if self.depth > CONDITION_DEPTH_MAX {
            let expected =
                format!("at most {CONDITION_DEPTH_MAX} `(` and `not` inside one another");
            return Err(begin.error(expected));
        }
        let one = if is_not { Condition::Not(Box::new(self.one()?)) } else { self.bracket()? };
        self.depth -= 1;
        Ok(one)
    }

    /// What follows a `(`, with its `)`.
    fn bracket(&mut self) -> Result<Condition, TextError> {
        let inside = self.any()?;
        if !self.cursor.take(')') {
            return Err(self.not_over("`)`"));
        }
        self.ends_in_limit = false;
        Ok(inside)
    }

    /// What is told where a condition is complete and goes on with something else.
    fn not_over(&self, end: &str) -> TextError {
        let mut expected = format!("`and`, `or` or {end}");
        if self.ends_in_limit {
            expected.push_str(", or hours such as `mo-fr 07:00-19:00 else 30`; a limit has no unit but the point's");
        }
        self.cursor.error(expected)
    }

    fn check(&mut self) -> Result<Check, TextError> {
        self.ends_in_limit = false;
        let begin = self.cursor;
        let word = begin.word();
        let level = Level::ALL.into_iter().find(|level| level.word() == word);
        let Some(word) = level.map(Level::word).or(OTHER_CHECKS.into_iter().find(|it| *it == word))
        else {
            return Err(begin.error(expected_check(word)));
        };
        self.checks += 1;
        if self.checks > CHECKS_MAX {
            return Err(begin.error(format!("at most {CHECKS_MAX} checks; make two rules of it")));
        }
        self.cursor.take_word(word);
        let after = format!(" after `{word}`");
        if let Some(level) = level {
            return Ok(Check::Beyond { level, limit: self.limit(&after)? });
        }
        match word {
            DEVIATION => self.deviation(&after),
            RATE => self.rate(&after),
            NO_DATA => self.cursor.time(&after).map(Check::NoData),
            FLATLINE => self.cursor.time(&after).map(Check::Flatline),
            COMMAND_MISMATCH => self.cursor.time(&after).map(Check::CommandMismatch),
            _ => self.state(),
        }
    }

    fn deviation(&mut self, after: &str) -> Result<Check, TextError> {
        let by = self.more_than_nothing(after)?;
        if !self.cursor.take_word("from") {
            return Err(self.cursor.error("`from` and what it is compared with"));
        }
        match self.reference()? {
            Some(from) => Ok(Check::Deviation { by, from }),
            None => Err(self.cursor.error("`setpoint`, `role:…` or `point:…` after `from`")),
        }
    }

    fn rate(&mut self, after: &str) -> Result<Check, TextError> {
        let by = self.more_than_nothing(after)?;
        if !self.cursor.take('/') {
            return Err(self.cursor.error("`/` and a time, as in `rate 5/10min`"));
        }
        Ok(Check::Rate { by, within: self.cursor.time(" after `/`")? })
    }

    fn more_than_nothing(&mut self, after: &str) -> Result<f64, TextError> {
        let begin = self.cursor;
        let number = self.number(after)?;
        if number > 0.0 { Ok(number) } else { Err(begin.error("a number greater than 0")) }
    }

    fn number(&mut self, after: &str) -> Result<f64, TextError> {
        let number = self.cursor.number()?;
        number.ok_or_else(|| self.cursor.error(format!("a number{after}")))
    }

    fn state(&mut self) -> Result<Check, TextError> {
        for (word, boolean) in [("on", true), ("off", false), ("true", true), ("false", false)] {
            if self.cursor.take_word(word) {
                return Ok(Check::State(Value::Boolean(boolean)));
            }
        }
        if let Some(number) = self.cursor.number()? {
            return Ok(Check::State(Value::Number(number)));
        }
        match self.cursor.quoted(STATE_BYTES_MAX)? {
            Some(text) => Ok(Check::State(Value::Text(text))),
            None => {
                let expected = "`on`, `off`, a number, or a text in quotes as in `state \"fault\"`";
                Err(self.cursor.error(expected))
            }
        }
    }

    fn limit(&mut self, after: &str) -> Result<Limit, TextError> {
        if self.cursor.take_word("own") {
            return Ok(Limit::Own);
        }
        if let Some(reference) = self.reference()? {
            return Ok(Limit::Of(reference));
        }
        let Some(limit) = self.cursor.number()? else {
            let expected = format!("a number, `own`, `setpoint`, `role:…` or `point:…`{after}");
            return Err(self.cursor.error(expected));
        };
        let Some(hours) = week::hours(&mut self.cursor)? else {
            self.ends_in_limit = true;
            return Ok(Limit::Fixed(limit));
        };
        if !self.cursor.take_word("else") {
            return Err(self.cursor.error("`else` and the limit of all other hours"));
        }
        let outside = self.number(" after `else`")?;
        Ok(Limit::Scheduled(Scheduled { hours, within: limit, outside }))
    }

    fn reference(&mut self) -> Result<Option<Reference>, TextError> {
        if self.cursor.take_word("setpoint") {
            return Ok(Some(Reference::Setpoint));
        }
        let of_name: fn(Arc<str>) -> Reference = if self.cursor.take_word("role") {
            Reference::Role
        } else if self.cursor.take_word("point") {
            Reference::Point
        } else {
            return Ok(None);
        };
        if !self.cursor.take(':') {
            return Err(self.cursor.error("`:` and a name"));
        }
        self.cursor.name(REFERENCE_BYTES_MAX).map(of_name).map(Some)
    }
}

fn expected_check(word: &str) -> String {
    let words = Level::ALL.map(Level::word).into_iter().chain(OTHER_CHECKS).chain(["not"]);
    match nearest(word, words) {
        Some(near) => format!("a check; `{near}` is one"),
        None => "a check such as `high 26`, `no_data 15min` or `state \"fault\"`".to_owned(),
    }
}
