//! Hears once more what the broker retained, on a connection of its own that the broker forgets afterwards.
//!
//! The session's own subscriptions stand as they are: to take what is retained they would have to go down to QoS 0 for a while
//! (`plan.rs`), and what is published while a connection is lost then would be lost too. Only retained messages are handed out; the
//! rest comes by the session itself. Where something newer came by it meanwhile, what was retained before is left out.

use std::collections::HashSet;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::Incoming;
use tokio::sync::{mpsc, watch};

use super::{Clock, Session};
use crate::adapter::Keep;
use crate::limits::{AGAIN_ID_MAX, RETAINED_KNOWN_MAX};
use crate::settings::Settings;
use crate::status::{Counters, State, Status};

/// What is needed to hear again, kept beside a session.
#[derive(Clone)]
pub(super) struct Again {
    pub(super) settings: Settings,
    pub(super) clock: Clock,
    pub(super) news: Arc<News>,
    /// Weak, so that the receiver ends with the session.
    pub(super) messages: mpsc::WeakSender<Incoming>,
    pub(super) counters: Arc<Counters>,
    pub(super) status: watch::Sender<Status>,
}

impl fmt::Debug for Again {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Again").finish_non_exhaustive()
    }
}

impl Again {
    /// Connects, as often as a session would try, and hands out what is retained; ends when all of it came.
    pub(super) async fn run(self) {
        let turn = self.news.follow();
        let id = fastrand::u32(..AGAIN_ID_MAX);
        let settings = Settings {
            client_id: format!("{}-again-{id:06x}", self.settings.client_id),
            subscribed: Vec::new(),
            ..self.settings.clone()
        };
        let (session, mut heard) =
            Session::start_kept(settings, Arc::clone(&self.clock), Keep::Nothing);
        let mut status = session.status();
        let is_over = |status: &Status| {
            matches!(status.state, State::Live | State::Refused { .. } | State::Stopped)
        };
        loop {
            let message = tokio::select! {
                message = heard.recv() => message,
                () = async { drop(status.wait_for(is_over).await) } => None,
            };
            let Some(message) = message else { break };
            self.hand_out(message).await;
        }
        // Live: all that is retained was received by then.
        for _ in 0..heard.len() {
            if let Ok(message) = heard.try_recv() {
                self.hand_out(message).await;
            }
        }
        let ended = status.borrow().state.clone();
        match ended {
            State::Live => self.status.send_modify(|status| status.heard_again += 1),
            state => tracing::warn!(?state, "Retained messages not heard again"),
        }
        session.stop().await;
        self.news.forget(turn);
    }

    /// Hands a retained message out, if nothing newer came on its topic.
    async fn hand_out(&self, message: Incoming) {
        if !message.retained {
            return;
        }
        let Some(messages) = self.messages.upgrade() else { return };
        let Ok(room) = messages.reserve().await else { return };
        let topics = self.news.lock();
        if !topics.holds(&message.topic) {
            room.send(message);
            self.counters.received();
        }
    }
}

/// Topics on which something new came while what is retained is heard again; nothing is noted else.
#[derive(Debug, Default)]
pub(super) struct News {
    topics: Mutex<Topics>,
}

#[derive(Debug, Default)]
struct Topics {
    hasher: RandomState,
    /// How often it was begun: what ends late ends nothing that began after it.
    turn: u64,
    /// None while nobody hears again.
    known: Option<HashSet<u64>>,
}

impl Topics {
    /// Where no more is remembered, any topic may have news.
    fn holds(&self, topic: &str) -> bool {
        self.known.as_ref().is_some_and(|known| {
            known.len() >= RETAINED_KNOWN_MAX || known.contains(&self.hasher.hash_one(topic))
        })
    }
}

impl News {
    /// Notes that something came on a topic, before it is handed out.
    pub(super) fn note(&self, topic: &str) {
        let mut topics = self.lock();
        let hash = topics.known.is_some().then(|| topics.hasher.hash_one(topic));
        if let (Some(known), Some(hash)) = (&mut topics.known, hash)
            && known.len() < RETAINED_KNOWN_MAX
        {
            known.insert(hash);
        }
    }

    fn follow(&self) -> u64 {
        let mut topics = self.lock();
        topics.known = Some(HashSet::new());
        topics.turn += 1;
        topics.turn
    }

    fn forget(&self, turn: u64) {
        let mut topics = self.lock();
        if topics.turn == turn {
            topics.known = None;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Topics> {
        self.topics.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_has_news_only_of_what_came_since_it_is_followed() {
        let news = News::default();
        news.note("before");
        let first = news.follow();
        news.note("meanwhile");
        let has_news = |topic: &str| news.lock().holds(topic);
        assert_eq!((has_news("before"), has_news("meanwhile")), (false, true));
        let second = news.follow();
        news.note("later");
        news.forget(first);
        assert_eq!((has_news("meanwhile"), has_news("later")), (false, true));
        news.forget(second);
        assert!(!has_news("later"));
    }
}
