//! A message as the broker handed it over.

use bytes::Bytes;

use crate::{ConnectionId, Timestamp};

/// Delivery promise of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Qos {
    /// At most once: nobody waits for an acknowledgement.
    AtMostOnce,
    /// At least once: the broker keeps it until it is acknowledged.
    AtLeastOnce,
}

/// What the session needs to acknowledge one message later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AckToken {
    /// Which attempt to connect brought it, counted from 1; an older one's token is thrown away.
    pub attempt: u64,
    /// The packet identifier the broker gave it.
    pub packet_id: u16,
}

/// One message: what came, over which connection, when, and what is owed to the broker for it.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// Which broker it came from.
    pub connection: ConnectionId,
    /// Where it was published: hostile data, at most 65,535 bytes.
    pub topic: String,
    /// What was published: hostile data.
    pub payload: Bytes,
    /// Whether the broker kept it from before and it is no news.
    pub retained: bool,
    /// Whether the broker says it has sent this one before.
    pub duplicate: bool,
    /// When it was read from the socket.
    pub received: Timestamp,
    /// The acknowledgement owed once its readings are durable; none for at-most-once messages.
    pub ack: Option<AckToken>,
}

impl Incoming {
    /// The promise it was sent under.
    #[must_use]
    pub fn qos(&self) -> Qos {
        if self.ack.is_some() { Qos::AtLeastOnce } else { Qos::AtMostOnce }
    }
}
