//! Which points a rule is for: one point, a role, or a Haystack filter.
//!
//! | Written | Means |
//! |---|---|
//! | `p-7k2m4qx`, `AHU-1/sat` | the point of this stable id |
//! | `point:temp`, `point:"AHU 1"` | the same, for an id that reads as something else |
//! | `role:zone-air-temp`, `role:"zone temp"` | every point with this role |
//! | anything else | every point at which this [`Filter`] holds |
//!
//! A text by itself is an id where it has only letters, digits and `-_.:/~` and is not a tag's name. A tag's name by itself,
//! such as `temp`, is the shortest filter, as Haystack has it; ids that the program makes begin with `p-` and never are.
//! In quotation marks `\"` and `\\` stand for the signs themselves. Ids and roles are compared letter by letter.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use model::PointCode;

use crate::cursor::is_bare;
use crate::limits::{REFERENCE_BYTES_MAX, SELECTOR_BYTES_MAX};

mod facts;
mod filter;
mod problem;
mod selection;
mod token;

pub use facts::{Facts, Sort, Thing};
pub use filter::Filter;
pub use problem::{Problem, SelectorError};
pub use selection::{Exceptions, Selection, TooManyExceptions, Wanted};

use problem::shown;
use token::{Tokens, is_tag};

/// Which points a rule is for.
#[derive(Debug, Clone, PartialEq)]
pub enum Selector {
    /// The point with this stable id.
    Point(PointCode),
    /// Every point with this role.
    Role(Arc<str>),
    /// Every point at which this holds.
    Filter(Filter),
}

/// What a prefix says, and what its name is called in sentences.
const POINT: (&str, &str) = ("point:", "the point's id");
const ROLE: (&str, &str) = ("role:", "the role");

impl Selector {
    /// Whether a point is among those that it means.
    #[must_use]
    pub fn matches(&self, facts: &Facts) -> bool {
        match self {
            Self::Point(code) => *code == facts.code,
            Self::Role(role) => facts.role.as_deref() == Some(role),
            Self::Filter(filter) => filter.holds(facts),
        }
    }
}

impl FromStr for Selector {
    type Err = SelectorError;

    fn from_str(text: &str) -> Result<Self, SelectorError> {
        let first = |problem| SelectorError { at: 1, problem };
        if text.len() > SELECTOR_BYTES_MAX {
            return Err(first(Problem::TooLong));
        }
        let from = text.len() - text.trim_start().len();
        let bare = text.trim();
        if bare.is_empty() {
            return Err(first(Problem::Empty));
        }
        let code = |id: Box<str>| Self::Point(PointCode(id.into()));
        if bare.starts_with(POINT.0) {
            return named(text, from, POINT).map(code);
        }
        if bare.starts_with(ROLE.0) {
            return named(text, from, ROLE).map(|role| Self::Role(role.into()));
        }
        if is_bare_name(bare) && !is_tag(bare) {
            return if bare.len() > REFERENCE_BYTES_MAX {
                Err(Tokens::new(text, from).error(from, Problem::LongName(POINT.1)))
            } else {
                Ok(code(bare.into()))
            };
        }
        let begins_at = text[..from].chars().count() + 1;
        let filter = Filter::parse(text, from).map_err(|error| error.of_filter(begins_at))?;
        // Written back it may be longer than it was, and is then read again.
        if filter.to_string().len() > SELECTOR_BYTES_MAX {
            return Err(first(Problem::TooLong));
        }
        Ok(Self::Filter(filter))
    }
}

/// The name behind a prefix, which is all there is.
fn named(text: &str, from: usize, prefix: (&str, &'static str)) -> Result<Box<str>, SelectorError> {
    let (prefix, name) = (prefix.0, prefix.1);
    let at = from + prefix.len();
    let mut tokens = Tokens::new(text, at);
    let behind = &text[at..];
    let (told, end) = if behind.starts_with('"') {
        let told = tokens.quoted().map_err(|problem| tokens.error(at, problem))?;
        (told, tokens.at())
    } else {
        let end = behind.find(|letter| !is_bare(letter)).unwrap_or(behind.len());
        (behind[..end].into(), at + end)
    };
    let rest = &text[end..];
    if told.is_empty() {
        return Err(tokens.error(at, Problem::NoName(name)));
    }
    if told.len() > REFERENCE_BYTES_MAX {
        return Err(tokens.error(at, Problem::LongName(name)));
    }
    if !rest.trim().is_empty() {
        let stray = text.len() - rest.trim_start().len();
        let found = shown(rest.trim_start());
        return Err(tokens.error(stray, Problem::BehindName { name, found }));
    }
    Ok(told)
}

/// Whether a name needs no quotation marks.
fn is_bare_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_bare)
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (prefix, name) = match self {
            Self::Point(PointCode(id)) => {
                let reads_as_more =
                    is_tag(id) || [POINT.0, ROLE.0].iter().any(|one| id.starts_with(one));
                if is_bare_name(id) && !reads_as_more {
                    return f.write_str(id);
                }
                (POINT.0, id)
            }
            Self::Role(role) => (ROLE.0, role),
            Self::Filter(filter) => return filter.fmt(f),
        };
        f.write_str(prefix)?;
        if is_bare_name(name) { f.write_str(name) } else { filter::quote(name, f) }
    }
}

#[cfg(test)]
pub(crate) mod made;
#[cfg(test)]
mod tests;
