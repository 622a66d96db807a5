//! What every convention offers the decoder: how sure it is of a message, and its reading of it.

use crate::RejectReason;
use crate::command::{EncodeError, Target, Way};
use crate::message::Message;
use crate::said::Said;

/// How sure a convention is that a message is its own; the surest one reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Confidence {
    /// It is another's.
    None,
    /// It can be read when nobody knows better: plain values.
    Fallback,
    /// It is JSON, of which no convention knows the shape.
    Json,
    /// The payload has this convention's shape, or the topic its pattern.
    Shape,
    /// The topic lies in this convention's own namespace, or was named by a message of it.
    Namespace,
}

/// By what messages are told apart before any convention is asked; see `offers`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// Every message bears it: for conventions that know their own by what was heard before.
    Any,
    /// The payload begins as JSON, broken or not.
    Json,
    /// The payload does not begin as JSON.
    NotJson,
    /// The payload's object has a member of this key. Where it is an array its first element is looked at, and the first member
    /// of either where that is an object.
    Member(&'static str),
    /// The topic begins with this level.
    First(&'static str),
    /// The topic has this level.
    Level(&'static str),
}

/// One way of putting values into messages.
pub(crate) trait Convention: Send {
    /// Its word, as it stands in [`crate::Decoded::convention`].
    fn name(&self) -> &'static str;

    /// The marks of its messages. About a message that bears none of them it is not asked, and would not be sure of it.
    fn marks(&self) -> &'static [Mark];

    /// How sure it is of a message, told from the topic and a glance at the payload.
    fn recognise(&self, message: &Message<'_>) -> Confidence;

    /// Reads a message; may keep births and discoveries for those to come, within a bound.
    ///
    /// # Errors
    /// Where the message as a whole cannot be read: then nothing that was said counts. A single value that cannot be read
    /// is refused by itself.
    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason>;

    /// How a point is commanded, from what was heard of it and what the convention's documentation says.
    ///
    /// # Errors
    /// Where it takes no commands, or where more must be heard first.
    fn way(&self, _target: &Target<'_>) -> Result<Way<'_>, EncodeError> {
        let because = "its documentation knows none";
        Err(EncodeError::NoCommands { convention: self.name(), because })
    }
}
