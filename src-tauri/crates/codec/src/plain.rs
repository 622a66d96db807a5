//! Plain topic values: the whole payload is one value of the point its topic names.
//!
//! Reads whatever no other convention claims. One sample or a refusal, never both; no time of its own.

use crate::RejectReason;
use crate::convention::{Confidence, Convention, Mark};
use crate::message::Message;
use crate::said::{Facts, Said};
use crate::text;
use crate::units;

/// Plain topic values.
pub(crate) struct Plain;

impl Convention for Plain {
    fn name(&self) -> &'static str {
        "plain"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::Any]
    }

    fn recognise(&self, _message: &Message<'_>) -> Confidence {
        Confidence::Fallback
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let payload = message.text()?;
        if payload.is_empty() {
            return Err(RejectReason::Empty);
        }
        let read = text::read(unquoted(payload))?;
        let facts = Facts { name: units::last_name(message.topic), ..Facts::default() };
        let read = (read.value, read.quality, read.unit);
        said.of(message.topic).value(&[], Ok(read), facts);
        Ok(())
    }
}

/// The inside of a text that is quoted as a whole, as gateways do that send a lone JSON string.
fn unquoted(text: &str) -> &str {
    text.strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .filter(|inside| !inside.contains(['"', '\\']))
        .unwrap_or(text)
}
