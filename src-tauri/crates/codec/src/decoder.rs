//! Chooses the convention that reads a message.
//!
//! The surest convention reads; among equals the first in the list. Never fails and never panics,
//! whatever the topic and the payload hold.

use std::collections::HashSet;
use std::fmt;

use model::{ConnectionId, Incoming};

use crate::command::{Commandable, EncodeError, Order, Publish, Target};
use crate::convention::{Confidence, Convention};
use crate::conventions;
use crate::json::{self, Tape};
use crate::message::Message;
use crate::said::{Kept, Said};
use crate::{Decoded, Verdict};

/// Decodes messages; conventions may keep state (births, discovery) between messages.
pub struct Decoder {
    conventions: Vec<Box<dyn Convention>>,
    tape: Tape,
    kept: Kept,
}

impl Decoder {
    /// A decoder that has heard nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self { conventions: conventions::all(), tape: Tape::default(), kept: Kept::default() }
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

    /// What is known of the commands of a point.
    ///
    /// # Errors
    /// Where it takes none, or where more must be heard first.
    pub fn commandable(&self, target: &Target<'_>) -> Result<Commandable, EncodeError> {
        let convention = self.named(target)?;
        Ok(convention.way(target)?.commandable(convention.name(), target))
    }

    /// The message that makes a point become a value.
    ///
    /// # Errors
    /// Where the point takes no commands, or not this value.
    pub fn encode(&self, target: &Target<'_>, order: &Order<'_>) -> Result<Publish, EncodeError> {
        self.named(target)?.way(target)?.publish(order)
    }

    /// The points of a message, told or described, of which it is known that they take commands.
    #[must_use]
    pub fn commands(&self, connection: ConnectionId, decoded: &Decoded) -> Vec<Commandable> {
        let convention = decoded.convention;
        let told = decoded.series.iter().map(|series| (&*series.device, &*series.path));
        let described = decoded
            .discoveries
            .iter()
            .flat_map(|found| found.points.iter().map(|point| (&*found.device, &*point.path)));
        let mut seen = HashSet::new();
        let points = told.chain(described).filter(|point| seen.insert(*point));
        let targets = points.map(|(device, path)| Target { connection, convention, device, path });
        let known = targets.filter_map(|target| self.commandable(&target).ok());
        known.filter(|point| point.is_told).collect()
    }

    fn named(&self, target: &Target<'_>) -> Result<&dyn Convention, EncodeError> {
        let convention = self.conventions.iter().find(|held| held.name() == target.convention);
        let none = || EncodeError::NoConvention(target.convention.chars().take(64).collect());
        convention.map(AsRef::as_ref).ok_or_else(none)
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
