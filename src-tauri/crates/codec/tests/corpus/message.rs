//! A message as it stands in the fixtures.

use model::{ConnectionId, Incoming, Timestamp};
use serde::Deserialize;

/// Where something was published, and what.
#[derive(Debug, Deserialize)]
pub(crate) struct Message {
    topic: String,
    payload: Option<String>,
    payload_hex: Option<String>,
    #[serde(default)]
    retain: bool,
}

impl Message {
    /// As the broker hands it over.
    pub(crate) fn incoming(&self) -> Incoming {
        let hex = |hex: &String| {
            let digits = hex.as_bytes().as_chunks::<2>().0.iter();
            digits
                .map(|pair| {
                    u8::from_str_radix(str::from_utf8(pair).expect("digits"), 16).expect("digits")
                })
                .collect()
        };
        let payload = self
            .payload_hex
            .as_ref()
            .map_or_else(|| self.payload.clone().unwrap_or_default().into_bytes(), hex);
        Incoming {
            connection: ConnectionId(1),
            topic: self.topic.clone(),
            payload: payload.into(),
            retained: self.retain,
            duplicate: false,
            received: Timestamp::from_ms(1_790_000_000_000),
            ack: None,
        }
    }
}
