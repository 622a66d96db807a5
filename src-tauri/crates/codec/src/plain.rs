//! Plain topic values: the whole payload is one value of the point its topic names.
//!
//! Reads whatever no other convention claims. One sample or a refusal, never both; no time of its own.

use std::sync::Arc;

use model::{Incoming, Unit, Value};

use crate::convention::{Confidence, Convention};
use crate::{Decoded, RejectReason, Sample, Series, text, units};

const NAME: &str = "plain";

/// Plain topic values.
pub(crate) struct Plain;

impl Convention for Plain {
    fn recognise(&self, _topic: &str, _payload: &[u8]) -> Confidence {
        Confidence::Fallback
    }

    fn read(&mut self, message: &Incoming) -> Decoded {
        match series(&message.topic, &message.payload) {
            Ok(series) => Decoded::understood(NAME, vec![series], Vec::new()),
            Err(reason) => Decoded::refused(NAME, reason),
        }
    }
}

fn series(topic: &str, payload: &[u8]) -> Result<Series, RejectReason> {
    let payload = std::str::from_utf8(payload).map_err(|_| RejectReason::NotUtf8)?;
    let trimmed = payload.trim_start_matches('\u{feff}').trim();
    if trimmed.is_empty() {
        return Err(RejectReason::Empty);
    }
    let said = text::read(unquoted(trimmed))?;
    let unit = said.unit.or_else(|| match said.value {
        Value::Number(number) => units::of_name(units::last_name(topic), number),
        Value::Boolean(_) | Value::Text(_) => None,
    });
    Ok(Series {
        device: Arc::from(topic),
        path: Arc::from(""),
        unit: unit.and_then(Unit::new),
        samples: vec![Sample { time: None, value: said.value, quality: said.quality }],
    })
}

/// The inside of a text that is quoted as a whole, as gateways do that send a lone JSON string.
fn unquoted(text: &str) -> &str {
    text.strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .filter(|inside| !inside.contains(['"', '\\']))
        .unwrap_or(text)
}
