//! What every convention offers the decoder: how sure it is of a message, and its reading of it.

use model::Incoming;

use crate::Decoded;

/// How sure a convention is that a message is its own; the surest one reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Confidence {
    /// It is another's.
    None,
    /// It can be read when nobody knows better.
    Fallback,
    /// The payload has this convention's shape.
    Shape,
    /// The topic lies in this convention's own namespace.
    Namespace,
}

/// One way of putting values into messages.
pub(crate) trait Convention {
    /// How sure it is of a message, told from the topic and a glance at the payload.
    fn recognise(&self, topic: &str, payload: &[u8]) -> Confidence;

    /// Reads a message; may keep births and discoveries for those to come.
    fn read(&mut self, message: &Incoming) -> Decoded;
}
