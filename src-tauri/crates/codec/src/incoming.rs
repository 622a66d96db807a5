//! A message as brokers hand it over, for tests.

use model::{ConnectionId, Incoming, Timestamp};

/// A message of the first connection, not retained, received at 1,700,000,000 s.
pub(crate) fn incoming(topic: &str, payload: &[u8]) -> Incoming {
    Incoming {
        connection: ConnectionId(1),
        topic: topic.to_owned(),
        payload: payload.to_vec().into(),
        retained: false,
        duplicate: false,
        received: Timestamp::from_ms(1_700_000_000_000),
        ack: None,
    }
}
