//! One value of a scanned payload, as conventions look at it: its members, its elements, what it says.

use std::fmt;

use model::Timestamp;

use super::scan::spelled;
use super::tape::{Node, Span, Tape};
use super::time::{self, Told};
use crate::limits::ENVELOPE_MEMBERS_MAX;
use crate::number::{self, Parsed};

/// A value of a scanned payload; as cheap to copy as its place.
#[derive(Clone, Copy)]
pub(crate) struct Item<'a> {
    pub(super) payload: &'a str,
    pub(super) tape: &'a Tape,
    pub(super) at: usize,
}

/// What stands at a place, as it is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Written<'a> {
    /// A text, unescaped.
    Text(&'a str),
    /// The figures of a number.
    Number(&'a str),
    /// `true` or `false`.
    Boolean(bool),
    /// `null`.
    Null,
    /// `NaN` or its like.
    NotFinite,
    /// An object.
    Object,
    /// An array.
    Array,
}

impl fmt::Debug for Item<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Item").field("at", &self.at).finish_non_exhaustive()
    }
}

impl<'a> Item<'a> {
    pub(super) fn root(payload: &'a str, tape: &'a Tape) -> Self {
        Self { payload, tape, at: 0 }
    }

    /// The member of this key; the last of several. Nothing where this is no object.
    pub(crate) fn get(self, key: &str) -> Option<Self> {
        self.members().filter(|(name, _)| *name == key).last().map(|(_, value)| value)
    }

    /// The member that these keys lead to, one inside the other.
    pub(crate) fn at(self, keys: &[&str]) -> Option<Self> {
        keys.iter().try_fold(self, |item, key| item.get(key))
    }

    /// Whether a member has this key.
    pub(crate) fn has(self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The members of an object, in their order; none of anything else.
    pub(crate) fn members(self) -> impl Iterator<Item = (&'a str, Self)> {
        let object = matches!(self.node(), Node::Object { .. });
        let end = if object { after(&self.tape.nodes, self.at) } else { 0 };
        let mut at = self.at + 1;
        std::iter::from_fn(move || {
            let Some(Node::Key { text, .. }) = self.tape.nodes[..end].get(at) else {
                return None;
            };
            let value = Self { at: at + 1, ..self };
            at = after(&self.tape.nodes, at + 1);
            Some((self.spelled(*text), value))
        })
    }

    /// The elements of an array, in their order; none of anything else.
    pub(crate) fn elements(self) -> impl Iterator<Item = Self> {
        let array = matches!(self.node(), Node::Array { .. });
        let end = if array { after(&self.tape.nodes, self.at) } else { 0 };
        let mut at = self.at + 1;
        std::iter::from_fn(move || {
            let element = Self { at, ..self };
            (at < end).then(|| {
                at = after(&self.tape.nodes, at);
                element
            })
        })
    }

    /// How many elements an array has; none of anything else.
    pub(crate) fn count(self) -> usize {
        match self.node() {
            Node::Array { count, .. } => count as usize,
            _ => 0,
        }
    }

    /// Whether it has no more members than an envelope; a wide object of values is told by that without looking further.
    pub(crate) fn is_narrow(self) -> bool {
        self.members().nth(ENVELOPE_MEMBERS_MAX).is_none()
    }

    pub(crate) fn is_object(self) -> bool {
        matches!(self.node(), Node::Object { .. })
    }

    pub(crate) fn is_array(self) -> bool {
        matches!(self.node(), Node::Array { .. })
    }

    pub(crate) fn is_null(self) -> bool {
        matches!(self.node(), Node::Null)
    }

    /// Whether this stands under a key for times and is one, or should be.
    pub(crate) fn is_moment(self) -> bool {
        matches!(self.node(), Node::Instant(_) | Node::Unzoned | Node::BadTime)
    }

    /// What a text says. A time under a key for times is told by [`Item::time`] alone.
    pub(crate) fn text(self) -> Option<&'a str> {
        match self.node() {
            Node::Text(span) => Some(self.spelled(span)),
            _ => None,
        }
    }

    /// What a number says; not one in quotes.
    pub(crate) fn number(self) -> Option<f64> {
        match self.node() {
            Node::Number(span) => match number::of_json(self.spelled(span)) {
                Some(Parsed::Finite { number, .. }) => Some(number),
                Some(Parsed::BeyondDouble) | None => None,
            },
            _ => None,
        }
    }

    /// What a boolean says.
    pub(crate) fn boolean(self) -> Option<bool> {
        match self.node() {
            Node::Boolean(boolean) => Some(boolean),
            _ => None,
        }
    }

    /// The instant that a text or a number tells, whatever its key: seconds to nanoseconds since 1970, or ISO 8601 with
    /// a zone, from 1990 to 2200.
    pub(crate) fn time(self) -> Option<Timestamp> {
        let told = match self.node() {
            Node::Instant(time) => return Some(time),
            Node::Text(span) => time::of_text(self.spelled(span)),
            Node::Number(span) => time::of_number(self.spelled(span)),
            _ => Told::Nothing,
        };
        match told {
            Told::Instant(time) => Some(time),
            Told::Unzoned | Told::Impossible | Told::Nothing => None,
        }
    }

    /// What stands here, of a payload that was scanned as it is written.
    pub(crate) fn written(self) -> Written<'a> {
        match self.node() {
            Node::Text(span) => Written::Text(self.spelled(span)),
            Node::Number(span) => Written::Number(self.spelled(span)),
            Node::Boolean(boolean) => Written::Boolean(boolean),
            Node::Object { .. } => Written::Object,
            Node::Array { .. } => Written::Array,
            Node::NotFinite => Written::NotFinite,
            Node::Null | Node::Key { .. } => Written::Null,
            Node::Instant(_) | Node::Unzoned | Node::BadTime => Written::NotFinite,
        }
    }

    /// The line of the payload on which the first key inside it stands, or this one's own text; from 1.
    pub(crate) fn line(self) -> Option<usize> {
        let nodes = self.tape.nodes.get(self.at..)?;
        let start = nodes.iter().find_map(|node| match node {
            Node::Key { text: Span::Payload(from, _), .. }
            | Node::Text(Span::Payload(from, _))
            | Node::Number(Span::Payload(from, _)) => Some(*from as usize),
            _ => None,
        })?;
        Some(1 + self.payload[..start].matches('\n').count())
    }

    fn node(self) -> Node {
        self.tape.nodes[self.at]
    }

    fn spelled(self, span: Span) -> &'a str {
        spelled(span, self.payload, &self.tape.unescaped)
    }
}

/// The place after a node and all that it holds.
pub(super) fn after(nodes: &[Node], at: usize) -> usize {
    match nodes[at] {
        Node::Object { end } | Node::Array { end, .. } => end as usize,
        _ => at + 1,
    }
}
