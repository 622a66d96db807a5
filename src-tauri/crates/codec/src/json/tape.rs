//! A scanned payload: its nodes in reading order, texts as places in the payload.
//!
//! One flat list that is reused from message to message, so that a value costs no allocation of its own.

use model::Timestamp;

use super::role::Role;
use crate::limits::{NODES_KEPT, UNESCAPED_BYTES_KEPT};

/// One node of a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Node {
    /// A member's key; its value is the next node.
    Key { text: Span, role: Role },
    /// An object; `end` is the place after its last node.
    Object { end: u32 },
    /// An array of `count` elements; `end` is the place after its last node.
    Array { count: u32, end: u32 },
    /// A text.
    Text(Span),
    /// A number in JSON's form.
    Number(Span),
    /// `true` or `false`.
    Boolean(bool),
    /// `null`.
    Null,
    /// `NaN` and its like: no JSON, but what `printf` makes of a broken sensor.
    NotFinite,
    /// The time that stands under a time's key.
    Instant(Timestamp),
    /// A time without a zone under a time's key.
    Unzoned,
    /// Something under a time's key that is no time.
    BadTime,
}

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    /// In the payload, as it is.
    Payload(u32, u32),
    /// Among the unescaped texts.
    Unescaped(u32, u32),
}

/// The nodes of one payload.
#[derive(Debug, Default)]
pub(crate) struct Tape {
    pub(super) nodes: Vec<Node>,
    pub(super) unescaped: String,
}

impl Tape {
    /// Empties it for the next payload, and gives back what an uncommonly large one took.
    pub(super) fn clear(&mut self) {
        self.nodes.clear();
        self.nodes.shrink_to(NODES_KEPT);
        self.unescaped.clear();
        self.unescaped.shrink_to(UNESCAPED_BYTES_KEPT);
    }
}
