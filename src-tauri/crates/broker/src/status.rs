//! What a session tells about itself: its state, the facts around it, and what it counted.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use model::Timestamp;

use crate::failure::Failure;
use crate::settings::Version;

/// Where a session stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// An attempt is under way.
    Connecting,
    /// Connected; filters are being subscribed to, or what came with them waits for room in the queue. Messages already come.
    Subscribing,
    /// Connected and subscribed; what was retained was handed out.
    Live,
    /// Not connected; the next attempt comes by itself.
    Waiting {
        /// How long after [`Status::since`] it comes.
        retry_in: Duration,
        /// Why we are not connected.
        failure: Failure,
    },
    /// Not connected, and nothing is tried before the operator has changed something and the session is started anew.
    Refused {
        /// What has to be changed.
        failure: Failure,
    },
    /// Ended, because it was asked to.
    Stopped,
}

/// A filter the broker did not grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedFilter {
    /// The filter as set.
    pub filter: String,
    /// What the broker, or MQTT's rules, said.
    pub reason: String,
}

/// A message that was thrown away for its size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TooLarge {
    /// Where it was published: hostile data.
    pub topic: String,
    /// Its topic and payload together, in bytes.
    pub bytes: usize,
}

/// A session's state and the facts around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Where it stands.
    pub state: State,
    /// Since when.
    pub since: Timestamp,
    /// The version of the last connection that stood.
    pub version: Option<Version>,
    /// Whether the broker had kept our session at the last connection.
    pub session_present: bool,
    /// Attempts so far.
    pub attempt: u64,
    /// Connections that stood, after the first.
    pub reconnects: u64,
    /// The last thing that went wrong, also when all is well again.
    pub last_failure: Option<Failure>,
    /// What the broker's session is subscribed to; until the first connection stands, as it was left.
    pub subscribed: Vec<String>,
    /// What it refused.
    pub refused_filters: Vec<RefusedFilter>,
    /// How often what the broker retained was asked for once more.
    pub listened_again: u64,
    /// Which of those times was the last that was heard to its end, counted from 1; zero before. Below
    /// [`Status::listened_again`] it is under way, or will not be heard.
    pub heard_again: u64,
    /// What keeps it from being heard, now or for good; none where nothing does.
    pub not_heard_again: Option<Failure>,
    /// Messages thrown away for their size.
    pub too_large: u64,
    /// The last of them.
    pub last_too_large: Option<TooLarge>,
    /// Messages thrown away because their topic is no text.
    pub not_utf8: u64,
    /// The topic of the last of them, what is no text replaced.
    pub last_not_utf8: Option<String>,
    /// Since when the queue is full and the broker has to wait; none where it is not.
    pub queue_full_since: Option<Timestamp>,
    /// How often it was full.
    pub queue_full_times: u64,
}

impl Status {
    /// Of a session that begins now: nothing has happened yet, and `subscribed` is what an earlier run left at the broker.
    #[must_use]
    pub fn new(now: Timestamp, subscribed: Vec<String>) -> Self {
        Self {
            state: State::Connecting,
            since: now,
            version: None,
            session_present: false,
            attempt: 0,
            reconnects: 0,
            last_failure: None,
            subscribed,
            refused_filters: Vec::new(),
            listened_again: 0,
            heard_again: 0,
            not_heard_again: None,
            too_large: 0,
            last_too_large: None,
            not_utf8: 0,
            last_not_utf8: None,
            queue_full_since: None,
            queue_full_times: 0,
        }
    }
}

/// What a session counted since it was started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Messages handed out.
    pub received: u64,
    /// Acknowledgements given to the broker.
    pub acknowledged: u64,
    /// Acknowledgements thrown away, because they were for an older connection's message or came twice.
    pub stale: u64,
}

/// The counters behind [`Counts`]; apart from the status, which would wake its watchers for every message.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    received: AtomicU64,
    acknowledged: AtomicU64,
    stale: AtomicU64,
}

impl Counters {
    pub(crate) fn received(&self) {
        self.received.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn acknowledged(&self) {
        self.acknowledged.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn stale(&self) {
        self.stale.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn read(&self) -> Counts {
        Counts {
            received: self.received.load(Ordering::Relaxed),
            acknowledged: self.acknowledged.load(Ordering::Relaxed),
            stale: self.stale.load(Ordering::Relaxed),
        }
    }
}
