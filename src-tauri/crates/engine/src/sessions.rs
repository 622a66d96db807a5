//! The sessions at the brokers: started, watched, stopped; their gaps recorded, their subscriptions remembered.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use broker::{Credentials, Session, State, Status};
use ingest::{Counts, Ledger, Replayer, Stopper};
use model::{ConnectionId, Conventions, Timestamp};
use store::{ConnectionRow, Store};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::sleep;
use wire::{ConnectionState, Failure, FailureCode};

use crate::clock;
use crate::connections::{parse_version, settings_of};
use crate::convert;
use crate::engine::Engine;
use crate::limits::SUBSCRIBED_SETTLE;
use crate::logins::Needed;

/// All connections that are known, with the sessions that run.
#[derive(Default)]
pub(crate) struct Sessions {
    all: Mutex<BTreeMap<ConnectionId, Connection>>,
    /// One session starts or stops at a time.
    turning: tokio::sync::Mutex<()>,
    closing: AtomicBool,
}

struct Connection {
    row: ConnectionRow,
    ledger: Ledger,
    /// As in the row; a session that runs reads by it from its next message on.
    conventions: watch::Sender<Conventions>,
    running: Option<Running>,
    /// Why it waits for its password; none while it does not.
    awaiting: Option<String>,
    /// How often it was stopped: a start that began before a stop is not carried out after it.
    stops: u64,
}

/// A start that is to be made.
struct Planned {
    row: ConnectionRow,
    ledger: Ledger,
    conventions: watch::Receiver<Conventions>,
    stops: u64,
}

struct Running {
    session: Arc<Mutex<Option<Session>>>,
    status: watch::Receiver<Status>,
    intake: Stopper,
    watcher: JoinHandle<()>,
}

/// A connection at one moment.
pub(crate) struct Known {
    pub(crate) row: ConnectionRow,
    pub(crate) ledger: Ledger,
    pub(crate) status: Option<Status>,
    /// Why it waits for its password; none while it does not.
    pub(crate) awaiting: Option<String>,
}

impl Known {
    pub(crate) fn state(&self) -> ConnectionState {
        match self.status.as_ref().map(|status| &status.state) {
            None if self.awaiting.is_some() => ConnectionState::NeedsPassword,
            None => ConnectionState::Idle,
            Some(State::Connecting) => ConnectionState::Connecting,
            Some(State::Subscribing) => ConnectionState::Subscribing,
            Some(State::Live) => ConnectionState::Live,
            Some(State::Waiting { .. }) => ConnectionState::Waiting,
            Some(State::Refused { .. }) => ConnectionState::Refused,
            Some(State::Stopped) => ConnectionState::Stopped,
        }
    }
}

impl Sessions {
    /// The connections and their counters, as they were last kept.
    pub(crate) async fn load(store: &Store) -> Result<Self, Failure> {
        let failed = |error: store::MainError| convert::from_main(&error);
        let rows = store.main().connections().await.map_err(failed)?;
        let mut counts: BTreeMap<ConnectionId, Counts> = BTreeMap::new();
        for (connection, json) in store.main().counts().await.map_err(failed)? {
            let kept: Counts = serde_json::from_str(&json).unwrap_or_default();
            counts.insert(connection, kept.settled());
        }
        let sessions = Self::default();
        for row in rows {
            let counts = counts.remove(&row.id).unwrap_or_default();
            let ledger = Ledger::from_counts(counts);
            sessions.lock().insert(row.id, Connection::new(row, ledger));
        }
        Ok(sessions)
    }

    /// Every connection, the removed ones too.
    pub(crate) fn all(&self) -> Vec<Known> {
        self.lock().values().map(Connection::known).collect()
    }

    /// The number of a connection that was not removed.
    pub(crate) fn number_of(&self, name: &str) -> Result<ConnectionId, Failure> {
        self.named(name).map(|known| known.row.id)
    }

    /// The connection of this name that was not removed.
    pub(crate) fn named(&self, name: &str) -> Result<Known, Failure> {
        let all = self.lock();
        let found = all.values().find(|known| known.row.name == name && !known.row.removed);
        found.map(Connection::known).ok_or_else(|| {
            let message = format!("There is no connection {name:?}.");
            let hint = "`plantroomctl broker list` shows them.";
            Failure::new(FailureCode::NotFound, message, hint)
        })
    }

    /// Takes a connection in, or what became of it.
    pub(crate) fn put(&self, row: ConnectionRow) {
        let mut all = self.lock();
        match all.get_mut(&row.id) {
            Some(known) => {
                known.conventions.send_if_modified(|now| {
                    let changed = *now != row.conventions;
                    now.clone_from(&row.conventions);
                    changed
                });
                known.row = row;
            }
            None => {
                all.insert(row.id, Connection::new(row, Ledger::default()));
            }
        }
    }

    /// Has the broker of a connection that runs send once more what it retained.
    pub(crate) fn listen_again(&self, id: ConnectionId) {
        let all = self.lock();
        let Some(running) = all.get(&id).and_then(|known| known.running.as_ref()) else { return };
        let mut session = running.session.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(session) = session.as_mut() {
            session.listen_again();
        }
    }

    /// The counters of every connection, as they are kept.
    pub(crate) fn counts(&self) -> Vec<(ConnectionId, String)> {
        let all = self.lock();
        all.iter()
            .map(|(id, known)| {
                let counts = known.ledger.counts();
                (*id, serde_json::to_string(&counts).expect("counts always serialise"))
            })
            .collect()
    }

    /// The ledger of a connection.
    pub(crate) fn ledger(&self, connection: ConnectionId) -> Option<Ledger> {
        self.lock().get(&connection).map(|known| known.ledger.clone())
    }

    /// From now on nothing starts: the program ends.
    pub(crate) fn start_no_more(&self) {
        self.closing.store(true, Ordering::Relaxed);
    }

    /// What a start is made from; none where it is gone or runs already.
    fn planned(&self, id: ConnectionId) -> Option<Planned> {
        let all = self.lock();
        let known = all.get(&id).filter(|known| !known.row.removed && known.running.is_none())?;
        Some(Planned {
            row: known.row.clone(),
            ledger: known.ledger.clone(),
            conventions: known.conventions.subscribe(),
            stops: known.stops,
        })
    }

    /// Whether nothing happened to a connection since its start was planned.
    fn still_planned(&self, plan: &Planned) -> bool {
        let now = self.planned(plan.row.id);
        !self.closing.load(Ordering::Relaxed) && now.is_some_and(|now| now.stops == plan.stops)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<ConnectionId, Connection>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Connection {
    fn new(row: ConnectionRow, ledger: Ledger) -> Self {
        let conventions = watch::Sender::new(row.conventions.clone());
        Self { row, ledger, conventions, running: None, awaiting: None, stops: 0 }
    }

    /// Gives up what runs, and every start that is under way.
    fn take(&mut self) -> Option<Running> {
        self.stops += 1;
        self.awaiting = None;
        self.running.take()
    }

    fn known(&self) -> Known {
        Known {
            row: self.row.clone(),
            ledger: self.ledger.clone(),
            status: self.running.as_ref().map(|running| running.status.borrow().clone()),
            awaiting: self.awaiting.clone(),
        }
    }
}

impl Engine {
    /// Starts the session of a connection and everything that follows it; where its password is not known, the connection
    /// waits for it. Nothing happens where it runs already, or was stopped while its password was read.
    pub(crate) async fn start_session(self: &Arc<Self>, id: ConnectionId) -> Result<(), Failure> {
        let Some(plan) = self.sessions.planned(id) else { return Ok(()) };
        let credentials = self.credentials_of(&plan.row).await;
        let _turning = self.sessions.turning.lock().await;
        if !self.sessions.still_planned(&plan) {
            return Ok(());
        }
        self.record_absence(id, &plan.ledger).await;
        match credentials {
            Ok(credentials) => self.connect(plan, credentials).await,
            Err(needed) => {
                self.await_password(id, needed);
                Ok(())
            }
        }
    }

    /// Has a connection wait for its password.
    fn await_password(self: &Arc<Self>, id: ConnectionId, needed: Needed) {
        if let Some(known) = self.sessions.lock().get_mut(&id) {
            known.awaiting = Some(needed.words);
        }
        if needed.silent {
            self.start_when_keyring_is_back(id);
        }
    }

    async fn connect(
        self: &Arc<Self>,
        plan: Planned,
        credentials: Option<Credentials>,
    ) -> Result<(), Failure> {
        let Planned { row, ledger, conventions, .. } = plan;
        let id = row.id;
        let mut settings = settings_of(&row, parse_version(row.version.as_deref()))?;
        settings.credentials = credentials;
        let (session, messages) = Session::start(settings, clock::shared());
        let status = session.status();
        let session = Arc::new(Mutex::new(Some(session)));
        let acknowledging = Arc::clone(&session);
        let connection = ingest::Connection {
            id,
            name: row.name.as_str().into(),
            ledger: ledger.clone(),
            acknowledge: Arc::new(move |tokens| {
                let session = acknowledging.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(session) = session.as_ref() {
                    session.acknowledge(tokens);
                }
            }),
            conventions,
        };
        let intake = self.ingest.connect(connection, messages).await;
        let intake = intake.map_err(|error| convert::from_main(&error))?;
        let watcher = tokio::spawn(watch_session(Arc::clone(self), id, ledger, status.clone()));
        let running = Running { session, status, intake, watcher };
        if let Some(known) = self.sessions.lock().get_mut(&id) {
            known.running = Some(running);
            known.awaiting = None;
        }
        Ok(())
    }

    /// Stops a session in order: what was handed over becomes durable and acknowledged, then the broker is told.
    pub(crate) async fn stop_session(&self, id: ConnectionId) {
        let turning = self.sessions.turning.lock().await;
        let running = self.sessions.lock().get_mut(&id).and_then(Connection::take);
        drop(turning);
        let Some(running) = running else { return };
        running.intake.stop().await;
        let live = running.status.borrow().state == State::Live;
        running.watcher.abort();
        let session = running.session.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(session) = session {
            session.stop().await;
        }
        if let (true, Some(ledger)) = (live, self.sessions.ledger(id)) {
            ledger.live_at(clock::now());
        }
    }

    /// Lets messages of the quarantine be tried again on a connection that runs.
    pub(crate) fn replayer(&self, id: ConnectionId) -> Option<Replayer> {
        self.sessions.lock().get(&id)?.running.as_ref().map(|running| running.intake.replayer())
    }

    /// Stops all sessions, side by side.
    pub(crate) async fn stop_all_sessions(self: &Arc<Self>) {
        let ids: Vec<ConnectionId> = self.sessions.lock().keys().copied().collect();
        let mut stops = tokio::task::JoinSet::new();
        for id in ids {
            let engine = Arc::clone(self);
            stops.spawn(async move { engine.stop_session(id).await });
        }
        stops.join_all().await;
    }

    /// Notes for every live connection that it is, so that a later start knows since when nobody collected.
    pub(crate) fn note_live(&self, now: Timestamp) {
        for known in self.sessions.all() {
            if known.state() == ConnectionState::Live {
                known.ledger.live_at(now);
            }
        }
    }

    /// The time between the last run and this one is a gap like any other.
    async fn record_absence(&self, id: ConnectionId, ledger: &Ledger) {
        if let Some(until) = ledger.counts().live_until {
            self.open_gap(id, until, "Plantroom was not collecting").await;
        }
    }

    async fn open_gap(&self, id: ConnectionId, from: Timestamp, reason: &str) {
        if let Err(error) = self.store.main().open_gap(id, from, reason).await {
            tracing::error!(%error, "Gap not recorded");
        }
    }

    async fn close_gap(&self, id: ConnectionId, to: Timestamp) {
        if let Err(error) = self.store.main().close_gap(id, to).await {
            tracing::error!(%error, "End of a gap not recorded");
        }
    }

    async fn remember_subscription(&self, id: ConnectionId, filters: &[String]) {
        if let Err(error) = self.store.main().set_subscribed(id, filters).await {
            tracing::error!(%error, "Subscription not remembered");
        }
        if let Some(known) = self.sessions.lock().get_mut(&id) {
            known.row.subscribed = filters.to_vec();
        }
    }
}

/// Follows one session: gaps, staleness, subscriptions, what it threw away.
async fn watch_session(
    engine: Arc<Engine>,
    id: ConnectionId,
    ledger: Ledger,
    mut status: watch::Receiver<Status>,
) {
    let mut seen = Seen::default();
    loop {
        let now = status.borrow_and_update().clone();
        seen.follow(&engine, id, &ledger, &now).await;
        // What is to be heard once more and was not yet has to be asked for at the next start.
        let heard = now.heard_again == now.listened_again;
        let settling = heard && now.state == State::Live && now.subscribed != seen.remembered;
        tokio::select! {
            changed = status.changed() => {
                if changed.is_err() {
                    return;
                }
            }
            // What was retained comes right behind the subscription: only when it is durable may the broker's session
            // be taken for complete.
            () = sleep(SUBSCRIBED_SETTLE), if settling => {
                engine.remember_subscription(id, &now.subscribed).await;
                seen.remembered = now.subscribed;
            }
        }
    }
}

/// What was last known of a session.
#[derive(Default)]
struct Seen {
    live: bool,
    was_live: bool,
    remembered: Vec<String>,
    loaded: bool,
    listened_again: u64,
    reconnects: u64,
    too_large: u64,
    not_utf8: u64,
}

impl Seen {
    async fn follow(
        &mut self,
        engine: &Arc<Engine>,
        id: ConnectionId,
        ledger: &Ledger,
        status: &Status,
    ) {
        if !self.loaded {
            self.loaded = true;
            if let Ok(known) = engine.sessions.all().into_iter().find(|k| k.row.id == id).ok_or(())
            {
                self.remembered = known.row.subscribed;
            }
        }
        let live = status.state == State::Live;
        if live && !self.live {
            if !status.session_present {
                engine.store.forget_deliveries(id);
            }
            engine.close_gap(id, status.since).await;
            engine.board().connection_back(id, status.since);
        }
        if !live && self.live {
            let reason = status
                .last_failure
                .as_ref()
                .map_or_else(|| "the connection ended".to_owned(), ToString::to_string);
            engine.open_gap(id, status.since, &reason).await;
        }
        // Connecting for the first time, there is nothing shown that could have gone stale unnoticed.
        if !live && (self.live || self.was_live) {
            engine.board().connection_away(id);
        }
        if status.subscribed.is_empty() && !self.remembered.is_empty() && live {
            engine.remember_subscription(id, &[]).await;
            self.remembered.clear();
        }
        if status.listened_again != self.listened_again {
            // What was about to be remembered may have been written over the wish to ask again.
            engine.remember_subscription(id, &[]).await;
            self.remembered.clear();
        }
        ledger.reconnected(status.reconnects.saturating_sub(self.reconnects));
        self.refuse_unread(engine, id, ledger, status);
        self.live = live;
        self.was_live |= live;
        self.listened_again = status.listened_again;
        (self.reconnects, self.too_large, self.not_utf8) =
            (status.reconnects, status.too_large, status.not_utf8);
        engine.announce_connections();
    }

    /// Counts what the session threw away; of several at once only the last one's topic is known.
    fn refuse_unread(&self, engine: &Engine, id: ConnectionId, ledger: &Ledger, status: &Status) {
        let last_too_large = status.last_too_large.as_ref().map(|last| last.topic.as_str());
        let too_large = status.too_large.saturating_sub(self.too_large);
        let not_utf8 = status.not_utf8.saturating_sub(self.not_utf8);
        for (reason, topic, times) in [
            ("too_large", last_too_large, too_large),
            ("topic_not_utf8", status.last_not_utf8.as_deref(), not_utf8),
        ] {
            ledger.refuse_message(reason, times);
            let quarantine = engine.ingest.quarantine();
            quarantine.refuse_unread(id, topic.unwrap_or_default(), reason, times, clock::now());
        }
    }
}
