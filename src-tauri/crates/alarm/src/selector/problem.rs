//! What can be wrong with a selector, in an operator's words.

use thiserror::Error;

use crate::limits::{
    FILTER_DEPTH_MAX, FILTER_TERMS_MAX, PATH_TAGS_MAX, REFERENCE_BYTES_MAX, SELECTOR_BYTES_MAX,
    TAG_BYTES_MAX,
};
use crate::quoted::quoted;

/// What is wrong with a selector, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("at character {at}: {problem}")]
pub struct SelectorError {
    /// The character that it begins at, counted from 1.
    pub at: usize,
    /// What it is.
    pub problem: Problem,
}

/// What can be wrong.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Problem {
    /// There is nothing.
    #[error(
        "nothing is selected: write a point's id, a role as role:zone-air-temp, or a filter as zone and air and temp"
    )]
    Empty,
    /// It is too long, also as it is written back.
    #[error("the selector is too long: it may have {SELECTOR_BYTES_MAX} bytes")]
    TooLong,
    /// An id or a role is missing.
    #[error(
        "{0} is missing here: write it right behind the colon, in quotation marks where it has blanks"
    )]
    NoName(&'static str),
    /// An id or a role is too long.
    #[error("{0} is too long: it may have {REFERENCE_BYTES_MAX} bytes")]
    LongName(&'static str),
    /// Something follows an id or a role.
    #[error(
        "{found} stands behind {name}, which is a selector by itself: put a name with such signs in quotation marks; a filter has no such word"
    )]
    BehindName {
        /// What it stands behind.
        name: &'static str,
        /// What stands there.
        found: String,
    },
    /// Something that begins no selector.
    #[error(
        "{0} begins no filter, for a tag begins with a small letter; and an id or a role with blanks or such signs stands in quotation marks: point:\"AHU 1\", role:\"zone temp\""
    )]
    NoBeginning(String),
    /// A tag is wanted.
    #[error(
        "{0} stands where a tag is wanted: a tag as temp begins with a small letter and goes on with letters, digits and _"
    )]
    NoTag(String),
    /// A tag's name is too long.
    #[error("{0} is too long for a tag: it may have {TAG_BYTES_MAX} letters")]
    LongTag(String),
    /// A path is too long.
    #[error("the path is too long: it may have {PATH_TAGS_MAX} tags joined by ->")]
    LongPath,
    /// `not` before something else than a tag.
    #[error(
        "not stands before a tag only, as in not ahu: instead of not (a or b) write not a and not b"
    )]
    NotBefore,
    /// A value is wanted.
    #[error(
        "{found} stands where a value is wanted: behind {sign} write a number as 21.5°C, a text as \"Level 2\", a day as 2026-03-31, a reference as @ahu-1, true or false"
    )]
    NoValue {
        /// The sign before it.
        sign: &'static str,
        /// What stands there.
        found: String,
    },
    /// A sign that does not go with the value.
    #[error(
        "{0} wants a number, a text or a day behind it: references, true and false are only the same (==) or not (!=)"
    )]
    NoOrder(&'static str),
    /// Neither the end nor something that joins.
    #[error("{0} stands where the filter ends or goes on with and, or")]
    NoJoin(String),
    /// A parenthesis is not closed.
    #[error("{0} stands where the parenthesis closes: write ) or go on with and, or")]
    NotClosed(String),
    /// Too many tests.
    #[error("the filter is too long: it may have {FILTER_TERMS_MAX} tests")]
    TooManyTerms,
    /// Too many parentheses.
    #[error("the filter is too deep: {FILTER_DEPTH_MAX} parentheses may stand inside one another")]
    TooDeep,
    /// A single `=`.
    #[error("a single = compares nothing: write == for the same, != for another")]
    OneEqualsSign,
    /// A word of programming languages.
    #[error("{0} is no word of a filter: write and, or, not in letters, and != for another value")]
    ForeignWord(String),
    /// A part of Haystack that wants more than tags.
    #[error(
        "{0} is not understood: definitions, relations and addresses cannot be asked for here, only tags and values"
    )]
    NotUnderstood(String),
    /// A sign that means nothing.
    #[error(
        "{0} means nothing here: a filter has tags, values in quotation marks, and signs as == and ->"
    )]
    Stray(String),
    /// No number.
    #[error("{0} is no number: write it as 21.5 or 21.5°C, and a day as 2026-03-31")]
    NoNumber(String),
    /// A unit away from its number.
    #[error(
        "{0} stands apart from its number: write a unit right behind it as in 21.5°C, and join tests with and, or"
    )]
    UnitApart(String),
    /// A reference to nothing.
    #[error("a reference is missing behind @: write it as @ahu-1")]
    EmptyReference,
    /// A text that does not end.
    #[error("a text in quotation marks does not end: put \" behind it")]
    OpenText,
    /// A backslash before something else than it may stand before.
    #[error(
        "in a text \\ stands only before another sign: write \\\" and \\\\ for the signs themselves, or a letter by its number as \\u00b0"
    )]
    Escape,
    /// A character that is none to read.
    #[error(
        "there is a character that cannot be shown, such as a tab or a line's end: take it out"
    )]
    ControlCharacter,
}

impl SelectorError {
    /// Says of what cannot begin a filter that it may be meant for an id.
    pub(super) fn of_filter(self, begins_at: usize) -> Self {
        match self.problem {
            Problem::NoTag(found) | Problem::Stray(found) if self.at == begins_at => {
                Self { at: self.at, problem: Problem::NoBeginning(found) }
            }
            problem => Self { at: self.at, problem },
        }
    }
}

/// The first word of a text, as a sentence repeats it.
pub(super) fn shown(text: &str) -> String {
    quoted(text.split_whitespace().next().unwrap_or(text))
}
