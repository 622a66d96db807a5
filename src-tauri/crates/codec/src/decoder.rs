//! Chooses the convention that reads a message.
//!
//! The surest convention reads; among equals the first in the list. Never fails and never panics,
//! whatever the topic and the payload hold.

use std::fmt;

use model::Incoming;

use crate::Decoded;
use crate::Verdict;
use crate::convention::{Confidence, Convention};
use crate::conventions;
use crate::json::{self, Tape};
use crate::mapping::{Mappings, Rules};
use crate::message::Message;
use crate::said::{Kept, Said};

/// Decodes messages; conventions may keep state (births, discovery) between messages.
pub struct Decoder {
    /// What a person says wins.
    mappings: Mappings,
    conventions: Vec<Box<dyn Convention>>,
    tape: Tape,
    kept: Kept,
}

impl Decoder {
    /// A decoder that has heard nothing yet.
    #[must_use]
    pub fn new() -> Self {
        let conventions = conventions::all();
        Self {
            mappings: Mappings::default(),
            conventions,
            tape: Tape::default(),
            kept: Kept::default(),
        }
    }

    /// Reads by these mappings from now on, before all conventions.
    pub fn set_mappings(&mut self, rules: Rules) {
        self.mappings.set(rules);
    }

    /// Reads one message.
    pub fn decode(&mut self, message: &Incoming) -> Decoded {
        let message = Message {
            connection: message.connection,
            topic: &message.topic,
            payload: &message.payload,
            retained: message.retained,
            received: message.received,
            json: json::scan(&message.payload, &mut self.tape),
        };
        let mut surest = Confidence::None;
        let mut chosen = self.conventions.len().saturating_sub(1);
        for (place, convention) in self.conventions.iter().enumerate() {
            let confidence = convention.recognise(&message);
            if confidence > surest {
                (surest, chosen) = (confidence, place);
            }
            if surest == Confidence::Namespace {
                break;
            }
        }
        let convention: &mut dyn Convention =
            if self.mappings.recognise(&message) == Confidence::None {
                &mut *self.conventions[chosen]
            } else {
                &mut self.mappings
            };
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

#[cfg(test)]
mod tests;
