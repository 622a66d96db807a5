//! A message as conventions look at it: its topic, its payload, and its JSON scanned once for all of them.

use model::{ConnectionId, Timestamp};

use crate::RejectReason;
use crate::json::Item;

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A message to be read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Message<'a> {
    /// Which broker it came from: what is kept between messages is kept for each by itself.
    pub(crate) connection: ConnectionId,
    pub(crate) topic: &'a str,
    pub(crate) payload: &'a [u8],
    /// Whether the broker had kept it.
    pub(crate) retained: bool,
    pub(crate) received: Timestamp,
    /// The whole payload where it is JSON in braces or brackets; why not, where it only begins so.
    pub(crate) json: Result<Option<Item<'a>>, RejectReason>,
}

impl<'a> Message<'a> {
    /// The topic's levels.
    pub(crate) fn levels(&self) -> Vec<&'a str> {
        self.topic.split('/').collect()
    }

    /// The payload as text, without a byte order mark and white space around it.
    pub(crate) fn text(&self) -> Result<&'a str, RejectReason> {
        text_of(self.payload)
    }

    /// The payload's object or array.
    pub(crate) fn item(&self) -> Option<Item<'a>> {
        self.json.ok().flatten()
    }

    /// The payload's object or array, which this message needs to have.
    pub(crate) fn json(&self) -> Result<Item<'a>, RejectReason> {
        self.json?.ok_or(RejectReason::BrokenJson)
    }
}

/// A payload as text, without a byte order mark and white space around it.
pub(crate) fn text_of(payload: &[u8]) -> Result<&str, RejectReason> {
    let text = std::str::from_utf8(payload).map_err(|_| RejectReason::NotUtf8)?;
    Ok(text.trim_start_matches(BYTE_ORDER_MARK).trim())
}
