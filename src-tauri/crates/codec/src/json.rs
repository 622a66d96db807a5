//! Any JSON: every scalar in it is a value of the device that its topic names, at its JSON Pointer.
//!
//! Knows no vendor. Reads times, units, qualities and names from the keys the field agrees on. Never
//! builds a tree of values; at most 4 MiB, 32 levels and 5,000 values.

mod about;
mod gather;
mod role;
mod scan;
mod tape;
mod time;
mod walk;

use model::Incoming;

use crate::convention::{Confidence, Convention};
use crate::limits::JSON_BYTES_MAX;
use crate::{Decoded, Reject, RejectReason, Series};
use gather::{Gathered, Index};
use tape::Tape;

const NAME: &str = "json";
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Any JSON; keeps only memory from one message to the next.
#[derive(Default)]
pub(crate) struct Json {
    tape: Tape,
    path: String,
    index: Index,
}

impl Convention for Json {
    fn recognise(&self, _topic: &str, payload: &[u8]) -> Confidence {
        let text = payload.strip_prefix(BYTE_ORDER_MARK).unwrap_or(payload);
        match text.trim_ascii_start().first() {
            Some(b'{' | b'[') => Confidence::Shape,
            _ => Confidence::None,
        }
    }

    fn read(&mut self, message: &Incoming) -> Decoded {
        let read = self.values(&message.topic, &message.payload);
        self.tape.clear();
        self.index.clear();
        match read {
            Ok((series, rejects)) => Decoded::understood(NAME, series, rejects),
            Err(reason) => Decoded::refused(NAME, reason),
        }
    }
}

impl Json {
    fn values(
        &mut self,
        topic: &str,
        payload: &[u8],
    ) -> Result<(Vec<Series>, Vec<Reject>), RejectReason> {
        if payload.len() > JSON_BYTES_MAX {
            return Err(RejectReason::TooLarge);
        }
        let text = std::str::from_utf8(payload).map_err(|_| RejectReason::NotUtf8)?;
        let text = text.trim_start_matches('\u{feff}');
        scan::scan(text, &mut self.tape)?;
        let mut gathered = Gathered::new(topic, &mut self.index);
        walk::walk(text, &self.tape, topic, &mut self.path, &mut gathered);
        Ok(gathered.finish())
    }
}
