//! Filters as Project Haystack has them: `air and temp and equipRef->ahu and floorRef->floorNum > 3`.
//!
//! ```text
//! filter  := all ("or" all)*               all   := test ("and" test)*
//! test    := "(" filter ")" | path | "not" path | path sign value
//! path    := tag ("->" tag)*               sign  := "==" | "!=" | "<" | "<=" | ">" | ">="
//! value   := number unit? | "text" | 2026-03-31 | @reference | true | false
//! ```
//!
//! A path holds where its last tag is there; a comparison, also `!=`, holds only where it is there. Numbers compare where
//! their units are the same or one has none. Own tags keep values as texts, so what the filter compares with says how one
//! is read: `area > 20` reads `"12.5m²"` as a number, `area == "12.5m²"` as a text. True is `true` or Zinc's `T`. What is
//! of another type is neither less nor greater nor the same.
//! Parentheses that change nothing are not kept: a filter is written back with those that it needs. Definitions (`^`),
//! relations (`?`, `*==`) and addresses of the full language need what a point list has not, and are refused in words.
//!
//! The parser is our own: libhaystack's copies the whole record for every tag that a filter asks for, takes a missing tag for
//! one with another value (Haystack's own does not), calls itself for parentheses without a bound, and tells mistakes in a
//! programmer's words.

use std::cmp::Ordering;
use std::fmt::{self, Write as _};

use super::facts::{Fact, Facts};
use super::problem::SelectorError;
use super::token::{Tokens, is_day, measured};

mod parse;

/// A filter.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter(Node);

/// A part of a filter. Neither list has fewer than two parts, or directly in it a list of its own sort.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    /// One of these.
    Any(Vec<Self>),
    /// All of these.
    All(Vec<Self>),
    /// One test.
    Term(Term),
}

/// One test of one tag.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Term {
    pub(super) path: Path,
    pub(super) test: Test,
}

/// The way to a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Path {
    /// The point's own tag.
    pub(super) head: Box<str>,
    /// Tags of what it refers to, one behind the other.
    pub(super) rest: Box<[Box<str>]>,
}

/// What is asked of a tag.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Test {
    Present,
    Missing,
    Compares(Sign, Literal),
}

/// How a tag's value stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Same,
    Other,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

/// A value that is written in a filter.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Literal {
    Number(f64, Option<Box<str>>),
    Text(Box<str>),
    Day(Box<str>),
    Reference(Box<str>),
    Boolean(bool),
}

impl Filter {
    /// Reads a filter from a byte of a text on.
    pub(super) fn parse(text: &str, from: usize) -> Result<Self, SelectorError> {
        parse::parse(Tokens::new(text, from)).map(Self)
    }

    /// Whether a point has what it asks for.
    pub(super) fn holds(&self, facts: &Facts) -> bool {
        self.0.holds(facts)
    }

    /// The part that all others are in.
    pub(super) const fn root(&self) -> &Node {
        &self.0
    }
}

#[cfg(test)]
impl From<Node> for Filter {
    fn from(node: Node) -> Self {
        Self(node)
    }
}

impl Node {
    /// Any of these, of which there is at least one.
    pub(super) fn any(parts: Vec<Self>) -> Self {
        let flat = parts.into_iter().flat_map(|part| match part {
            Self::Any(parts) => parts,
            other => vec![other],
        });
        single(flat.collect()).unwrap_or_else(Self::Any)
    }

    /// All of these, of which there is at least one.
    pub(super) fn all(parts: Vec<Self>) -> Self {
        let flat = parts.into_iter().flat_map(|part| match part {
            Self::All(parts) => parts,
            other => vec![other],
        });
        single(flat.collect()).unwrap_or_else(Self::All)
    }

    /// Every test in it.
    pub(super) fn terms<'a>(&'a self, see: &mut impl FnMut(&'a Term)) {
        match self {
            Self::Any(parts) | Self::All(parts) => parts.iter().for_each(|part| part.terms(see)),
            Self::Term(term) => see(term),
        }
    }

    fn holds(&self, facts: &Facts) -> bool {
        match self {
            Self::Any(parts) => parts.iter().any(|part| part.holds(facts)),
            Self::All(parts) => parts.iter().all(|part| part.holds(facts)),
            Self::Term(term) => term.holds(facts.get(&term.path.head)),
        }
    }
}

/// The only part, or all of them again.
fn single(mut parts: Vec<Node>) -> Result<Node, Vec<Node>> {
    if parts.len() == 1 { parts.pop().ok_or(parts) } else { Err(parts) }
}

impl Term {
    /// Whether it holds where its first tag says this.
    pub(super) fn holds(&self, head: Option<Fact<'_>>) -> bool {
        self.reaches(head) != (self.test == Test::Missing)
    }

    /// Whether the last tag of its path is there, and compares as it should.
    pub(super) fn reaches(&self, head: Option<Fact<'_>>) -> bool {
        let found = self.path.rest.iter().fold(head, |found, tag| match found {
            Some(Fact::Reference(_, Some(thing))) => thing.get(tag),
            Some(Fact::Reference(_, None) | Fact::Marker | Fact::Text(_) | Fact::Number(_))
            | None => None,
        });
        found.is_some_and(|fact| match &self.test {
            Test::Present | Test::Missing => true,
            Test::Compares(sign, literal) => sign.holds(literal.against(fact)),
        })
    }
}

impl Sign {
    pub(super) const ALL: [Self; 6] =
        [Self::Same, Self::Other, Self::Less, Self::AtMost, Self::Greater, Self::AtLeast];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Same => "==",
            Self::Other => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
        }
    }

    /// Whether it asks which is greater.
    const fn is_of_order(self) -> bool {
        !matches!(self, Self::Same | Self::Other)
    }

    fn holds(self, order: Option<Ordering>) -> bool {
        match self {
            Self::Same => order == Some(Ordering::Equal),
            Self::Other => order != Some(Ordering::Equal),
            Self::Less => order == Some(Ordering::Less),
            Self::AtMost => order.is_some_and(Ordering::is_le),
            Self::Greater => order == Some(Ordering::Greater),
            Self::AtLeast => order.is_some_and(Ordering::is_ge),
        }
    }
}

impl Literal {
    /// How what a tag says stands to it; none where the two cannot be compared.
    fn against(&self, fact: Fact<'_>) -> Option<Ordering> {
        match (self, fact) {
            (Self::Number(number, unit), Fact::Text(text)) => {
                let (told, told_unit) = measured(text.trim())?;
                let is_same = unit.as_deref().zip(told_unit).is_none_or(|(one, two)| one == two);
                is_same.then(|| told.partial_cmp(number)).flatten()
            }
            (Self::Number(number, _), Fact::Number(told)) => told.partial_cmp(number),
            (Self::Text(text), Fact::Text(told)) => Some(told.cmp(text)),
            (Self::Day(day), Fact::Text(told)) => is_day(told).then(|| told.cmp(day)),
            (Self::Reference(id), Fact::Reference(told, _)) => same(told == &**id),
            (Self::Reference(id), Fact::Text(told)) => {
                let told = told.strip_prefix('@')?;
                same(told.split(' ').next() == Some(&**id))
            }
            (Self::Boolean(wanted), Fact::Text(told)) => same(boolean(told)? == *wanted),
            _ => None,
        }
    }
}

/// Things that are the same or not, but never less or greater.
fn same(is_same: bool) -> Option<Ordering> {
    is_same.then_some(Ordering::Equal)
}

fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "T" => Some(true),
        "false" | "F" => Some(false),
        _ => None,
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (parts, join) = match self {
            Self::Any(parts) => (parts, " or "),
            Self::All(parts) => (parts, " and "),
            Self::Term(term) => return term.fmt(f),
        };
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                f.write_str(join)?;
            }
            match (self, part) {
                (Self::All(_), Self::Any(_)) => write!(f, "({part})")?,
                _ => part.fmt(f)?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.test == Test::Missing {
            f.write_str("not ")?;
        }
        f.write_str(&self.path.head)?;
        for tag in &self.path.rest {
            write!(f, "->{tag}")?;
        }
        match &self.test {
            Test::Present | Test::Missing => Ok(()),
            Test::Compares(sign, literal) => write!(f, " {} {literal}", sign.word()),
        }
    }
}

/// Numbers from here on are written with a power of ten, as are those below [`SMALL`].
const LARGE: f64 = 1e15;
/// Numbers below this, but for nothing, are written with a power of ten.
const SMALL: f64 = 1e-5;

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number, unit) => {
                let size = number.abs();
                if size < LARGE && (size >= SMALL || size <= 0.0) {
                    write!(f, "{number}")?;
                } else {
                    write!(f, "{number:e}")?;
                }
                f.write_str(unit.as_deref().unwrap_or_default())
            }
            Self::Text(text) => quote(text, f),
            Self::Day(day) => f.write_str(day),
            Self::Reference(id) => write!(f, "@{id}"),
            Self::Boolean(boolean) => write!(f, "{boolean}"),
        }
    }
}

/// Writes a text in quotation marks.
pub(super) fn quote(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_char('"')?;
    for letter in text.chars() {
        if matches!(letter, '"' | '\\') {
            f.write_char('\\')?;
        }
        f.write_char(letter)?;
    }
    f.write_char('"')
}
