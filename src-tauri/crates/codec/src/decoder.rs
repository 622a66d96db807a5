//! Chooses the convention that reads a message.
//!
//! The surest convention reads; among equals the first in the list. A person may fix or exclude conventions. Never fails and never panics,
//! whatever the topic and the payload hold.

use std::collections::HashSet;
use std::fmt;

use model::{ConnectionId, Conventions, Incoming};

use crate::allowed::{Allowed, ConventionsError};
use crate::command::{Commandable, EncodeError, Order, Publish, Target};
use crate::convention::{Confidence, Convention};
use crate::conventions;
use crate::json::{self, Tape};
use crate::limits::LEVELS_MAX;
use crate::mapping::{Mappings, Rules};
use crate::message::Message;
use crate::offers::{Offered, Offers};
use crate::said::{Kept, Said};
use crate::{Decoded, RejectReason, Verdict};

/// Stands for the convention of a message that no convention is asked about.
const NOBODYS: &str = "mqtt";

/// Decodes messages; conventions may keep state (births, discovery) between messages.
pub struct Decoder {
    /// What a person says wins.
    mappings: Mappings,
    conventions: Vec<Box<dyn Convention>>,
    offers: Offers,
    allowed: Allowed,
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
            offers: Offers::of(&conventions),
            allowed: Allowed::all(&conventions),
            conventions,
            tape: Tape::default(),
            kept: Kept::default(),
        }
    }

    /// Reads by these conventions from now on. What was learned of devices is kept, also where it was learned by a convention
    /// that is excluded now.
    ///
    /// # Errors
    /// Where a name is no convention's, or none is left; then nothing changes.
    pub fn set_conventions(&mut self, wanted: &Conventions) -> Result<(), ConventionsError> {
        self.allowed = Allowed::of(&self.conventions, wanted)?;
        Ok(())
    }

    /// Reads by these mappings from now on, before all conventions.
    pub fn set_mappings(&mut self, rules: Rules) {
        self.mappings.set(rules);
    }

    /// Reads one message.
    pub fn decode(&mut self, message: &Incoming) -> Decoded {
        if !is_topic(&message.topic) {
            let refused = Verdict::Refused(RejectReason::BadTopic);
            return Said::new(&mut self.kept).decoded(NOBODYS, refused);
        }
        let message = looked_at(message, &mut self.tape);
        if self.mappings.recognise(&message) != Confidence::None {
            return read(&mut self.mappings, &message, &mut self.kept);
        }
        let chosen = chosen(&self.conventions, &self.offers, &self.allowed, &message);
        let Some(chosen) = chosen else {
            let refused = Verdict::Refused(RejectReason::NoConvention);
            return Said::new(&mut self.kept).decoded(NOBODYS, refused);
        };
        read(&mut *self.conventions[chosen], &message, &mut self.kept)
    }

    /// The convention that would read a message now; nothing of the message is read.
    pub fn reader(&mut self, message: &Incoming) -> &'static str {
        if !is_topic(&message.topic) {
            return NOBODYS;
        }
        let message = looked_at(message, &mut self.tape);
        if self.mappings.recognise(&message) != Confidence::None {
            return self.mappings.name();
        }
        let chosen = chosen(&self.conventions, &self.offers, &self.allowed, &message);
        chosen.map_or(NOBODYS, |chosen| self.conventions[chosen].name())
    }

    /// Reads one message as the convention of this name would, whichever is the surest of it and also where it is excluded;
    /// nothing where there is none of that name. Tells under which keys the values of a message were known before another convention was recognised.
    pub fn decode_as(&mut self, message: &Incoming, convention: &str) -> Option<Decoded> {
        let message = looked_at(message, &mut self.tape);
        let mut conventions = self.conventions.iter_mut();
        let convention = conventions.find(|candidate| candidate.name() == convention)?;
        Some(read(&mut **convention, &message, &mut self.kept))
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

fn looked_at<'a>(message: &'a Incoming, tape: &'a mut Tape) -> Message<'a> {
    Message {
        connection: message.connection,
        topic: &message.topic,
        payload: &message.payload,
        retained: message.retained,
        received: message.received,
        json: json::scan(&message.payload, tape),
    }
}

fn read(convention: &mut dyn Convention, message: &Message<'_>, kept: &mut Kept) -> Decoded {
    let mut said = Said::new(kept);
    match convention.read(message, &mut said) {
        Ok(()) => said.decoded(convention.name(), Verdict::Understood),
        Err(reason) => Said::new(kept).decoded(convention.name(), Verdict::Refused(reason)),
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

/// The place of the convention that reads a message; none where it is not known to any that may.
fn chosen(
    conventions: &[Box<dyn Convention>],
    offers: &Offers,
    allowed: &Allowed,
    message: &Message<'_>,
) -> Option<usize> {
    let may = allowed.places();
    let chosen = surest(conventions, message, offers.to(message).meet(may));
    let of_all = || surest(conventions, message, may);
    debug_assert_eq!(chosen, of_all(), "the marks leave out whose message it is");
    chosen.or(allowed.single())
}

/// The place of the surest among the conventions that a message is offered to; none where it is not known to any.
fn surest(
    conventions: &[Box<dyn Convention>],
    message: &Message<'_>,
    offered: Offered,
) -> Option<usize> {
    let mut surest = Confidence::None;
    let mut chosen = None;
    for place in offered.places() {
        let Some(convention) = conventions.get(place) else { break };
        let confidence = convention.recognise(message);
        if confidence > surest {
            (surest, chosen) = (confidence, Some(place));
        }
        if surest == Confidence::Namespace {
            break;
        }
    }
    chosen
}

#[cfg(test)]
mod tests;
