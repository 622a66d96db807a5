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
use crate::failure::Failure;
use crate::limits::{AGAIN_ID_MAX, RETAINED_KNOWN_MAX};
use crate::settings::Settings;
use crate::status::{Counters, RefusedFilter, State, Status};

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
    /// Tells that it is asked for; which time that is.
    pub(super) fn begin(&self) -> u64 {
        self.status.send_modify(|status| {
            status.listened_again += 1;
            status.not_heard_again = None;
        });
        self.status.borrow().listened_again
    }

    /// Connects, as often as a session would try, and hands out what is retained; ends when all of it came, or when only the
    /// operator can have it heard.
    pub(super) async fn run(self, turn: u64) {
        let followed = self.news.follow();
        let id = fastrand::u32(..AGAIN_ID_MAX);
        let settings = Settings {
            client_id: format!("{}-again-{id:06x}", self.settings.client_id),
            subscribed: Vec::new(),
            ..self.settings.clone()
        };
        let (session, mut heard) =
            Session::start_kept(settings, Arc::clone(&self.clock), Keep::Nothing);
        let ended = self.hear(turn, &session, &mut heard).await;
        // Live: all that is retained lies in the queue by then.
        for _ in 0..heard.len() {
            if let Ok(message) = heard.try_recv() {
                self.hand_out(message).await;
            }
        }
        match ended.state {
            State::Live => self.tell(turn, self.refused(ended.refused_filters)),
            State::Refused { failure } => self.tell(turn, Some(failure)),
            State::Connecting | State::Subscribing | State::Waiting { .. } | State::Stopped => {}
        }
        session.stop().await;
        self.news.forget(followed);
    }

    /// Hands out what comes until the second connection is live or is given up; how it stands then.
    async fn hear(
        &self,
        turn: u64,
        session: &Session,
        heard: &mut mpsc::Receiver<Incoming>,
    ) -> Status {
        let mut status = session.status();
        loop {
            tokio::select! {
                message = heard.recv() => match message {
                    Some(message) => self.hand_out(message).await,
                    None => return status.borrow().clone(),
                },
                _ = status.changed() => {
                    let now = status.borrow_and_update().clone();
                    match now.state {
                        State::Connecting | State::Subscribing => {}
                        State::Waiting { failure, .. } => self.tell(turn, Some(failure)),
                        State::Live | State::Refused { .. } | State::Stopped => return now,
                    }
                }
            }
        }
    }

    /// The filters that the session itself may listen to and the second connection may not.
    fn refused(&self, mut filters: Vec<RefusedFilter>) -> Option<Failure> {
        let status = self.status.borrow();
        filters.retain(|one| !status.refused_filters.iter().any(|own| own.filter == one.filter));
        (!filters.is_empty()).then_some(Failure::FiltersRefused { filters })
    }

    /// Tells that all was heard, or what is in the way; nothing once it began anew.
    fn tell(&self, turn: u64, failure: Option<Failure>) {
        if let Some(failure) = &failure {
            tracing::warn!(%failure, "Retained messages not heard again");
        }
        self.status.send_if_modified(|status| {
            let is_current = status.listened_again == turn;
            if is_current {
                status.heard_again = if failure.is_none() { turn } else { status.heard_again };
                status.not_heard_again = failure;
            }
            is_current
        });
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
