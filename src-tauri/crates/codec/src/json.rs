//! Any JSON: every scalar in it is a value of the device that its topic names, at its JSON Pointer.
//!
//! Knows no vendor. Reads times, units, qualities and names from the keys the field agrees on. Never
//! builds a tree of values; at most 4 MiB, 32 levels and 5,000 values.

mod about;
mod item;
mod role;
mod scan;
mod tape;
pub(crate) mod time;
pub(crate) mod walk;

pub(crate) use item::{Item, Written};
pub(crate) use tape::Tape;

use crate::RejectReason;
use crate::convention::{Confidence, Convention, Mark};
use crate::limits::JSON_BYTES_MAX;
use crate::message::{Message, text_of};
use crate::said::{Facts, Said};
use crate::units;

/// Any JSON.
pub(crate) struct Json;

impl Convention for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::Json]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        if let Ok(None) = message.json { Confidence::None } else { Confidence::Json }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let facts = Facts { name: units::last_name(message.topic), ..Facts::default() };
        said.of(message.topic).values(&[], message.json()?, facts);
        Ok(())
    }
}

/// Scans a payload that begins as an object or an array; nothing where it begins otherwise.
pub(crate) fn scan<'a>(
    payload: &'a [u8],
    tape: &'a mut Tape,
) -> Result<Option<Item<'a>>, RejectReason> {
    scan_by(scan::scan, payload, tape)
}

/// As [`scan`], with every time as it is written, whatever its key.
pub(crate) fn scan_as_written<'a>(
    payload: &'a [u8],
    tape: &'a mut Tape,
) -> Result<Option<Item<'a>>, RejectReason> {
    scan_by(scan::scan_as_written, payload, tape)
}

/// Whether a key is one that the field puts times under.
pub(crate) fn may_tell_time(key: &str) -> bool {
    role::of(key).may_be_time()
}

fn scan_by<'a>(
    scan: fn(&str, &mut Tape) -> Result<(), RejectReason>,
    payload: &'a [u8],
    tape: &'a mut Tape,
) -> Result<Option<Item<'a>>, RejectReason> {
    tape.clear();
    let start = payload.strip_prefix("\u{feff}".as_bytes()).unwrap_or(payload).trim_ascii_start();
    if !matches!(start.first(), Some(b'{' | b'[')) {
        return Ok(None);
    }
    if payload.len() > JSON_BYTES_MAX {
        return Err(RejectReason::TooLarge);
    }
    let text = text_of(payload)?;
    scan(text, tape)?;
    Ok(Some(Item::root(text, tape)))
}
