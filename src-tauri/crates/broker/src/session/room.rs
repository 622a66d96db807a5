//! Room for the bytes of what waits to be read: a payload takes its share when it is queued, and gives it back when it is gone.
//!
//! The queue counts messages; of large ones, as many as it takes would be more than a machine has.

use std::sync::Arc;

use bytes::Bytes;
use model::Incoming;
use tokio::sync::mpsc::error::SendError;
use tokio::sync::mpsc::{Permit, Sender};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::limits::QUEUE_BYTES_MAX;

/// The bytes that may wait.
#[derive(Debug, Clone)]
pub(super) struct Room(Arc<Semaphore>);

/// A payload with its share.
struct Held {
    payload: Bytes,
    /// Given back with the payload's last use.
    _share: OwnedSemaphorePermit,
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.payload
    }
}

impl Room {
    pub(super) fn new() -> Self {
        Self(Arc::new(Semaphore::new(QUEUE_BYTES_MAX)))
    }

    /// Gives a message its share, or back as it is where there is none now.
    pub(super) fn try_hold(&self, message: Incoming) -> Result<Incoming, Incoming> {
        match Arc::clone(&self.0).try_acquire_many_owned(bytes(&message)) {
            Ok(share) => Ok(hold(message, share)),
            Err(_) => Err(message),
        }
    }

    /// Waits for the share of a message of this many bytes, and for a place in the queue.
    pub(super) async fn wait<'a>(
        &self,
        bytes: u32,
        messages: &'a Sender<Incoming>,
    ) -> Result<Place<'a>, SendError<()>> {
        let share = Arc::clone(&self.0).acquire_many_owned(bytes).await;
        let share = share.map_err(|_| SendError(()))?;
        Ok(Place { share, permit: messages.reserve().await? })
    }
}

/// A place in the queue, and the share of its message.
pub(super) struct Place<'a> {
    share: OwnedSemaphorePermit,
    permit: Permit<'a, Incoming>,
}

impl Place<'_> {
    pub(super) fn send(self, message: Incoming) {
        self.permit.send(hold(message, self.share));
    }
}

fn hold(message: Incoming, share: OwnedSemaphorePermit) -> Incoming {
    let payload = Bytes::from_owner(Held { payload: message.payload, _share: share });
    Incoming { payload, ..message }
}

/// The bytes of a message's payload; no more than all the room there is.
pub(super) fn bytes(message: &Incoming) -> u32 {
    u32::try_from(message.payload.len().min(QUEUE_BYTES_MAX)).unwrap_or(u32::MAX)
}
