//! What the stream carries, until the page takes it.
//!
//! The page asks for it with a command that waits. A channel of the shell's own would run a script in the page for every
//! item, and WebKit keeps something of each: ten a second made the page's process grow by 150 MB an hour.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use engine::StreamItem;
use tokio::sync::Notify;
use tokio::time::timeout;
use wire::Event;

/// Items that wait for a page which does not take them; frames never fill it, because the engine waits for the page.
const ITEMS_MAX: usize = 256;
/// A page that waits hears at the latest after this that there is nothing.
const WAIT_MAX: Duration = Duration::from_secs(20);

const FRAME: u8 = 0;
const EVENT: u8 = 1;

/// The items of the newest stream.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    waiting: Mutex<Waiting>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Waiting {
    stream: u32,
    items: VecDeque<Vec<u8>>,
    /// Whether an item was thrown away that may have told of edited points.
    missed: bool,
}

impl Outbox {
    /// Begins a new stream and gives its number; whoever waits for an older one is let go.
    pub(crate) fn begin(&self) -> u32 {
        let mut waiting = self.waiting();
        waiting.stream = waiting.stream.wrapping_add(1);
        waiting.items.clear();
        waiting.missed = false;
        self.changed.notify_waiters();
        waiting.stream
    }

    /// Puts an item of a stream in; one of an older stream is thrown away.
    pub(crate) fn put(&self, stream: u32, item: StreamItem) {
        let Some(framed) = framed(item) else {
            return;
        };
        let mut waiting = self.waiting();
        if waiting.stream != stream {
            return;
        }
        if waiting.items.len() >= ITEMS_MAX {
            // Events tell a whole state, so the newest of them make up for the oldest. Edits of points do not.
            waiting.items.pop_front();
            waiting.missed = true;
            tracing::warn!("Stream item dropped: the page takes nothing");
        }
        waiting.items.push_back(framed);
        self.changed.notify_waiters();
    }

    /// All that waits, once there is something: the number of the newest stream, then kind, length and bytes of each
    /// item, numbers little-endian.
    pub(crate) async fn take(&self, stream: u32) -> Vec<u8> {
        let something = async {
            loop {
                let changed = self.changed.notified();
                tokio::pin!(changed);
                // Heard from here on, so that nothing falls between the look and the wait.
                changed.as_mut().enable();
                {
                    let waiting = self.waiting();
                    if waiting.stream != stream || !waiting.items.is_empty() {
                        return;
                    }
                }
                changed.await;
            }
        };
        let _nothing_came = timeout(WAIT_MAX, something).await.is_err();
        let mut waiting = self.waiting();
        let mut taken = waiting.stream.to_le_bytes().to_vec();
        if waiting.stream == stream {
            waiting.items.drain(..).for_each(|item| taken.extend_from_slice(&item));
            if std::mem::take(&mut waiting.missed) {
                let again = StreamItem::Event(Event::PointsChanged { points: 0 });
                taken.extend(framed(again).unwrap_or_default());
            }
        }
        taken
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Kind, length and bytes; none where an event cannot be written.
fn framed(item: StreamItem) -> Option<Vec<u8>> {
    let (kind, bytes) = match item {
        StreamItem::Frame(bytes) => (FRAME, bytes),
        StreamItem::Event(event) => match serde_json::to_vec(&event) {
            Ok(json) => (EVENT, json),
            Err(error) => {
                tracing::error!(%error, "Event not written");
                return None;
            }
        },
    };
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let mut framed = Vec::with_capacity(bytes.len() + 5);
    framed.push(kind);
    framed.extend_from_slice(&length.to_le_bytes());
    framed.extend_from_slice(&bytes);
    Some(framed)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[tokio::test]
    async fn what_waits_is_taken_in_order_and_a_new_stream_lets_the_old_one_go() {
        let outbox = Arc::new(Outbox::default());
        let first = outbox.begin();
        outbox.put(first, StreamItem::Frame(vec![7, 8]));
        outbox.put(first, StreamItem::Event(Event::PlacesChanged));
        let taken = outbox.take(first).await;
        assert_eq!(taken[..11], [1, 0, 0, 0, FRAME, 2, 0, 0, 0, 7, 8]);
        assert_eq!(taken[11], EVENT);

        let waiting = tokio::spawn({
            let outbox = Arc::clone(&outbox);
            async move { outbox.take(first).await }
        });
        tokio::task::yield_now().await;
        let second = outbox.begin();
        outbox.put(first, StreamItem::Frame(vec![9]));
        assert_eq!(waiting.await.unwrap(), second.to_le_bytes());
    }

    #[tokio::test]
    async fn a_page_that_may_have_missed_an_edit_asks_for_the_list_again() {
        let outbox = Outbox::default();
        let stream = outbox.begin();
        outbox.put(stream, StreamItem::Event(Event::PointsEdited(Vec::new())));
        for _ in 0..ITEMS_MAX {
            outbox.put(stream, StreamItem::Event(Event::PlacesChanged));
        }
        let taken = String::from_utf8_lossy(&outbox.take(stream).await).into_owned();
        assert!(!taken.contains("points_edited") && taken.contains("points_changed"));
        outbox.put(stream, StreamItem::Event(Event::PlacesChanged));
        let taken = String::from_utf8_lossy(&outbox.take(stream).await).into_owned();
        assert!(!taken.contains("points_changed"), "once is enough");
    }
}
