//! Chooses the convention that reads a message.
//!
//! The surest convention reads; among equals the first in the list. Never fails and never panics,
//! whatever the topic and the payload hold.

use std::fmt;

use model::Incoming;

use crate::Decoded;
use crate::convention::{Confidence, Convention};
use crate::counted::Counted;
use crate::json::Json;
use crate::plain::Plain;

/// Decodes messages; conventions may keep state (births, discovery) between messages.
pub struct Decoder {
    conventions: Vec<Box<dyn Convention + Send>>,
    fallback: Plain,
}

impl Decoder {
    /// A decoder that has heard nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self { conventions: vec![Box::new(Counted), Box::new(Json::default())], fallback: Plain }
    }

    /// Reads one message.
    pub fn decode(&mut self, message: &Incoming) -> Decoded {
        let mut surest = self.fallback.recognise(&message.topic, &message.payload);
        let mut chosen: &mut dyn Convention = &mut self.fallback;
        for convention in &mut self.conventions {
            let confidence = convention.recognise(&message.topic, &message.payload);
            if confidence > surest {
                surest = confidence;
                chosen = convention.as_mut();
            }
            if surest == Confidence::Namespace {
                break;
            }
        }
        chosen.read(message)
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
