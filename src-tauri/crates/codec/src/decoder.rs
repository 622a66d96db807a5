//! Chooses the convention that reads a message.
//!
//! The surest convention reads; among equals the first in the list. Never fails and never panics,
//! whatever the topic and the payload hold.

use std::fmt;

use model::Incoming;

use crate::convention::{Confidence, Convention};
use crate::conventions;
use crate::json::{self, Tape};
use crate::limits::LEVELS_MAX;
use crate::message::Message;
use crate::offers::{Offered, Offers};
use crate::said::{Kept, Said};
use crate::{Decoded, RejectReason, Verdict};

/// Stands for the convention of a message that no convention is asked about.
const NOBODYS: &str = "mqtt";

/// Decodes messages; conventions may keep state (births, discovery) between messages.
pub struct Decoder {
    conventions: Vec<Box<dyn Convention>>,
    offers: Offers,
    tape: Tape,
    kept: Kept,
}

impl Decoder {
    /// A decoder that has heard nothing yet.
    #[must_use]
    pub fn new() -> Self {
        let conventions = conventions::all();
        let offers = Offers::of(&conventions);
        Self { conventions, offers, tape: Tape::default(), kept: Kept::default() }
    }

    /// Reads one message.
    pub fn decode(&mut self, message: &Incoming) -> Decoded {
        if !is_topic(&message.topic) {
            let refused = Verdict::Refused(RejectReason::BadTopic);
            return Said::new(&mut self.kept).decoded(NOBODYS, refused);
        }
        let message = Message {
            connection: message.connection,
            topic: &message.topic,
            payload: &message.payload,
            retained: message.retained,
            received: message.received,
            json: json::scan(&message.payload, &mut self.tape),
        };
        let chosen = surest(&self.conventions, &message, self.offers.to(&message));
        let of_all = || surest(&self.conventions, &message, Offered::ALL);
        debug_assert_eq!(chosen, of_all(), "the marks leave out whose message it is");
        let convention = &mut self.conventions[chosen];
        let mut said = Said::new(&mut self.kept);
        let read = convention.read(&message, &mut said);
        match read {
            Ok(()) => said.decoded(convention.name(), Verdict::Understood),
            Err(reason) => {
                Said::new(&mut self.kept).decoded(convention.name(), Verdict::Refused(reason))
            }
        }
    }
}

impl Default for Decoder {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Decoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoder").finish_non_exhaustive()
    }
}

/// Whether MQTT lets anybody publish to it, and in no more levels than are told apart.
fn is_topic(topic: &str) -> bool {
    let mut levels = 1;
    for byte in topic.bytes() {
        match byte {
            b'+' | b'#' | 0 => return false,
            b'/' => levels += 1,
            _ => {}
        }
    }
    levels <= LEVELS_MAX
}

/// The place of the surest among the conventions that a message is offered to.
fn surest(conventions: &[Box<dyn Convention>], message: &Message<'_>, offered: Offered) -> usize {
    let mut surest = Confidence::None;
    let mut chosen = conventions.len().saturating_sub(1);
    for place in offered.places() {
        let Some(convention) = conventions.get(place) else { break };
        let confidence = convention.recognise(message);
        if confidence > surest {
            (surest, chosen) = (confidence, place);
        }
        if surest == Confidence::Namespace {
            break;
        }
    }
    chosen
}

#[cfg(test)]
mod tests;
