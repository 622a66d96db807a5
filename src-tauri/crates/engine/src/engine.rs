//! The engine: what the requests are answered from, whether it collects or only holds the folder.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use chrono_tz::Tz;
use codec::{Decoded, Pattern};
use ingest::{Histogram, Ingest};
use live::{Availability, Board, Habit, Recall};
use model::{ConnectionId, Current, Incoming, Quality, Reading};
use secret::Keeper;
use store::{HabitRow, Store};
use tokio::sync::broadcast;
use tokio::time::{Instant, timeout};
use wire::{Event, Failure, Reply, Request};

use crate::clock;
use crate::convert;
use crate::devices::Devices;
use crate::directory::{Directory, Gathering};
use crate::folder;
use crate::limits::{LONG_QUERY_TIME_MAX, QUERY_TIME_MAX, STREAM_ITEMS_MAX};
use crate::logins::keeper_of;
use crate::mappings::KnownMappings;
use crate::model_change;
use crate::patterns;
use crate::places::DEMO;
use crate::sessions::Sessions;

/// One engine. Requests come in through [`Engine::answer`].
pub(crate) struct Engine {
    pub(crate) store: Store,
    pub(crate) zone: Tz,
    pub(crate) ingest: Ingest,
    pub(crate) sessions: Sessions,
    pub(crate) keeper: Keeper,
    pub(crate) known_mappings: KnownMappings,
    pub(crate) events: broadcast::Sender<Event>,
    pub(crate) operations: Operations,
    collecting: AtomicBool,
    /// Whether the points could not be read after something else was said of them.
    behind: AtomicBool,
    demo: bool,
    board: Arc<Mutex<Board>>,
    recall: Arc<Mutex<Recall>>,
    devices: Arc<Mutex<Devices>>,
    patterns: RwLock<Arc<Vec<Pattern>>>,
    directory: RwLock<Arc<Directory>>,
    directory_turn: tokio::sync::Mutex<()>,
}

/// How long the operations that a person waits for take.
#[derive(Default)]
pub(crate) struct Operations {
    pub(crate) latest: Histogram,
    pub(crate) overview: Histogram,
    pub(crate) sparks: Histogram,
    pub(crate) readings: Histogram,
    pub(crate) trends: Histogram,
    pub(crate) export: Histogram,
    pub(crate) other: Histogram,
}

impl Engine {
    /// Opens the engine of a folder whose lock is held. Nothing is collected yet.
    pub(crate) async fn open(folder: &Path) -> Result<Arc<Self>, Failure> {
        let store = folder::open_store(folder).await?;
        if let Err(failure) = folder::require_set_up(&store, folder).await {
            store.close().await;
            return Err(failure);
        }
        let board = Arc::new(Mutex::new(Board::new()));
        let recall = Arc::new(Mutex::new(Recall::default()));
        let devices = Arc::new(Mutex::new(Devices::default()));
        let followers = followers(&board, &recall, &devices);
        let ingest = Ingest::start(store.clone(), clock::shared(), followers);
        let demo = store.main().setting(DEMO).await;
        let demo = demo.map_err(|error| convert::from_main(&error))?.is_some();
        let patterns = patterns::load(&store).await?;
        let known_mappings = KnownMappings::load(&store, &ingest).await?;
        let sessions = Sessions::load(&store).await?;
        let keeper = keeper_of(folder, &store, demo).await?;
        let engine = Arc::new(Self {
            zone: store.zone(),
            store,
            ingest,
            sessions,
            keeper,
            known_mappings,
            events: broadcast::Sender::new(STREAM_ITEMS_MAX),
            operations: Operations::default(),
            collecting: AtomicBool::new(false),
            behind: AtomicBool::new(false),
            demo,
            board,
            recall,
            devices,
            patterns: RwLock::new(Arc::new(patterns)),
            directory: RwLock::default(),
            directory_turn: tokio::sync::Mutex::default(),
        });
        engine.refresh_directory().await?;
        engine.restore_board().await?;
        engine.restore_quarantine().await?;
        Ok(engine)
    }

    /// Answers one request; an interactive one within its time limit.
    pub(crate) async fn answer(self: &Arc<Self>, request: Request) -> Result<Reply, Failure> {
        let started = Instant::now();
        let (limit, histogram) = self.limits_of(&request);
        let answered = if is_told_to_all(&request) {
            timeout(limit, self.to_its_end(request)).await
        } else {
            timeout(limit, self.dispatch(request)).await
        };
        histogram.record(started.elapsed());
        answered.unwrap_or_else(|_| Err(convert::timed_out(limit.as_secs())))
    }

    /// Answers a request in a task of its own: whoever stops waiting, what was changed is told to every screen.
    async fn to_its_end(self: &Arc<Self>, request: Request) -> Result<Reply, Failure> {
        let engine = Arc::clone(self);
        let answered = tokio::spawn(async move { engine.dispatch(request).await }).await;
        answered.unwrap_or_else(|_| Err(convert::broken_off()))
    }

    /// Whether this engine collects, or only holds the folder.
    pub(crate) fn is_collecting(&self) -> bool {
        self.collecting.load(Ordering::Relaxed)
    }

    /// From now on this engine collects.
    pub(crate) fn set_collecting(&self) {
        self.collecting.store(true, Ordering::Relaxed);
    }

    /// The current values. Held for moments only: nothing waits while it is.
    pub(crate) fn board(&self) -> MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The newest messages as they came. Held for moments only.
    pub(crate) fn recall(&self) -> MutexGuard<'_, Recall> {
        self.recall.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The topics heard in this run, of every connection. What is asked of each is asked when the lock is given back.
    pub(crate) fn topics_heard(&self) -> Vec<(ConnectionId, Arc<str>)> {
        self.recall().topics().map(|(id, topic)| (id, Arc::clone(topic))).collect()
    }

    /// What devices say of themselves. Held for moments only, and never before the board.
    pub(crate) fn devices(&self) -> MutexGuard<'_, Devices> {
        self.devices.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How the site names its topics.
    pub(crate) fn patterns(&self) -> Arc<Vec<Pattern>> {
        Arc::clone(&self.patterns.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn use_patterns(&self, patterns: Vec<Pattern>) {
        *self.patterns.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(patterns);
    }

    /// Whether this is the demo building.
    pub(crate) fn is_demo(&self) -> bool {
        self.demo
    }

    /// The points as they were last read.
    pub(crate) fn directory(&self) -> Arc<Directory> {
        Arc::clone(&self.directory.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the points anew, so that no screen serves an old name, unit or place. Where they cannot be read it is
    /// tried again by the clock.
    pub(crate) async fn refresh_directory(&self) -> Result<(), Failure> {
        let read = self.read_directory().await;
        self.behind.store(read.is_err(), Ordering::Relaxed);
        read
    }

    /// Whether the list of points is older than the points.
    pub(crate) fn is_behind(&self) -> bool {
        self.behind.load(Ordering::Relaxed)
    }

    async fn read_directory(&self) -> Result<(), Failure> {
        // One at a time: what was read earlier never comes to stand over what was read later.
        let _turn = self.directory_turn.lock().await;
        let main = self.store.main();
        let connections = main.connections().await.map_err(|error| convert::from_main(&error))?;
        let before = self.directory();
        let mut gathering = Gathering::new(&before, &connections);
        let read = main.each_point(|row| gathering.take(row, &mut self.devices())).await;
        read.map_err(|error| convert::from_main(&error))?;
        let directory = Arc::new(gathering.end());
        let mut board = self.board();
        for entry in directory.entries() {
            let point = &entry.row.point;
            board.place(point.id, entry.device, point.key.connection);
        }
        drop(board);
        *self.directory.write().unwrap_or_else(PoisonError::into_inner) = directory;
        Ok(())
    }

    /// Tells the screens that points were found or changed.
    pub(crate) fn announce_points(&self) {
        self.announce(self.points_changed());
    }

    /// That the list of points is to be asked for again.
    pub(crate) fn points_changed(&self) -> Event {
        let points = u32::try_from(self.directory().entries().len()).unwrap_or(u32::MAX);
        Event::PointsChanged { points }
    }

    /// Nobody may be listening; then nobody needs to know.
    pub(crate) fn announce(&self, event: Event) {
        drop(self.events.send(event));
    }

    async fn restore_board(&self) -> Result<(), Failure> {
        let retained = self.store.main().retained().await;
        let retained = retained.map_err(|error| convert::from_main(&error))?;
        let directory = self.directory();
        let mut board = self.board();
        for (point, current) in self.store.all_newest() {
            let habit = directory.get(point).and_then(|entry| entry.row.habit);
            board.restore(point, current, habit.map(habit_of));
        }
        for row in retained {
            if board.view(row.point, row.received).is_none() {
                let current = Current {
                    value: row.value,
                    quality: Quality::Uncertain,
                    time: None,
                    received: row.received,
                };
                board.restore(row.point, current, None);
            }
        }
        Ok(())
    }

    fn limits_of(&self, request: &Request) -> (Duration, &Histogram) {
        let operations = &self.operations;
        match request {
            Request::Latest(_) | Request::Watch(_) => (QUERY_TIME_MAX, &operations.latest),
            Request::Overview(_) => (QUERY_TIME_MAX, &operations.overview),
            Request::Readings(_) => (QUERY_TIME_MAX, &operations.readings),
            Request::Sparks(_) => (QUERY_TIME_MAX, &operations.sparks),
            Request::Trends(_) => (QUERY_TIME_MAX, &operations.trends),
            Request::Export(_) => (LONG_QUERY_TIME_MAX, &operations.export),
            Request::ImportReadings(_)
            | Request::TryMapping(_)
            | Request::SaveMapping(_)
            | Request::ExportPoints(_)
            | Request::ImportPoints(_)
            | Request::StoreVerify(_)
            | Request::ChangeModel(_)
            | Request::Seal(_)
            | Request::Replay(_) => (LONG_QUERY_TIME_MAX, &operations.other),
            Request::Health(_)
            | Request::Connections(_)
            | Request::AddConnection(_)
            | Request::RemoveConnection(_)
            | Request::TestConnection(_)
            | Request::TryConnection(_)
            | Request::ChangeConnection(_)
            | Request::SetLogin(_)
            | Request::ForgetPassword(_)
            | Request::Secrets(_)
            | Request::UnlockSecrets(_)
            | Request::SealSecrets(_)
            | Request::Places(_)
            | Request::SetSite(_)
            | Request::SetMeters(_)
            | Request::PointDetail(_)
            | Request::ModelWords(_)
            | Request::Visit(_)
            | Request::ReturnPoints(_)
            | Request::IgnorePoints(_)
            | Request::TopicPatterns(_)
            | Request::SetTopicPatterns(_)
            | Request::TryTopicPattern(_)
            | Request::Mappings(_)
            | Request::RemoveMapping(_)
            | Request::SwitchMapping(_)
            | Request::MoveMapping(_)
            | Request::SuggestMapping(_)
            | Request::Messages(_)
            | Request::Topics(_)
            | Request::TopicSearch(_)
            | Request::TopicMessages(_)
            | Request::TopicMessage(_)
            | Request::Refusals(_)
            | Request::Refusal(_)
            | Request::Dismiss(_)
            | Request::SavedViews(_)
            | Request::SaveView(_)
            | Request::RemoveView(_)
            | Request::Points(_)
            | Request::Inbox(_)
            | Request::AcceptPoints(_)
            | Request::StoreStats(_) => (QUERY_TIME_MAX * 4, &operations.other),
        }
    }

    #[expect(clippy::too_many_lines, reason = "one line for each request, in one table")]
    async fn dispatch(self: &Arc<Self>, request: Request) -> Result<Reply, Failure> {
        Ok(match request {
            Request::Health(_) => Reply::Health(self.health().await?),
            Request::Connections(_) => Reply::Connections(self.connections()),
            Request::AddConnection(ask) => Reply::AddConnection(self.add_connection(ask).await?),
            Request::RemoveConnection(ask) => {
                Reply::RemoveConnection(self.remove_connection(&ask).await?)
            }
            Request::TestConnection(ask) => {
                Reply::TestConnection(self.test_connection(&ask).await?)
            }
            Request::TryConnection(ask) => Reply::TryConnection(self.try_connection(ask).await?),
            Request::ChangeConnection(ask) => {
                Reply::ChangeConnection(self.change_connection(ask).await?)
            }
            Request::SetLogin(ask) => Reply::SetLogin(self.set_login(ask).await?),
            Request::ForgetPassword(ask) => Reply::ForgetPassword(self.forget_password(ask).await?),
            Request::Secrets(_) => Reply::Secrets(self.secrets().await),
            Request::UnlockSecrets(ask) => Reply::UnlockSecrets(self.unlock_secrets(ask).await?),
            Request::SealSecrets(ask) => Reply::SealSecrets(self.seal_secrets(ask).await?),
            Request::Places(_) => Reply::Places(self.places().await?),
            Request::SetSite(ask) => Reply::SetSite(self.set_site(ask).await?),
            Request::SetMeters(ask) => Reply::SetMeters(self.set_meters(&ask).await?),
            Request::ChangeModel(ask) => Reply::ChangeModel(self.change_model(ask).await?),
            Request::PointDetail(ask) => Reply::PointDetail(self.point_detail(&ask).await?),
            Request::ModelWords(_) => Reply::ModelWords(model_change::known_words()),
            Request::Overview(_) => Reply::Overview(self.overview().await?),
            Request::Visit(_) => Reply::Visit(self.visit().await?),
            Request::TopicPatterns(_) => Reply::TopicPatterns(self.topic_patterns()),
            Request::SetTopicPatterns(ask) => {
                Reply::SetTopicPatterns(self.set_topic_patterns(&ask).await?)
            }
            Request::TryTopicPattern(ask) => Reply::TryTopicPattern(self.try_topic_pattern(&ask)),
            Request::Mappings(_) => Reply::Mappings(self.mappings().await),
            Request::SaveMapping(ask) => Reply::SaveMapping(self.save_mapping(ask).await?),
            Request::RemoveMapping(ask) => Reply::RemoveMapping(self.remove_mapping(&ask).await?),
            Request::SwitchMapping(ask) => Reply::SwitchMapping(self.switch_mapping(&ask).await?),
            Request::MoveMapping(ask) => Reply::MoveMapping(self.move_mapping(&ask).await?),
            Request::TryMapping(ask) => Reply::TryMapping(self.try_mapping(ask).await?),
            Request::SuggestMapping(ask) => {
                Reply::SuggestMapping(self.suggest_mapping(&ask).await?)
            }
            Request::IgnorePoints(ask) => Reply::IgnorePoints(self.ignore_points(&ask).await?),
            Request::ReturnPoints(ask) => Reply::ReturnPoints(self.return_points(&ask).await?),
            Request::Messages(ask) => Reply::Messages(self.messages(&ask)?),
            Request::Topics(ask) => Reply::Topics(self.topics(&ask)?),
            Request::TopicSearch(ask) => Reply::TopicSearch(self.find_topics(&ask)?),
            Request::TopicMessages(ask) => Reply::TopicMessages(self.topic_messages(&ask)?),
            Request::TopicMessage(ask) => Reply::TopicMessage(self.topic_message(&ask)?),
            Request::Refusals(ask) => Reply::Refusals(self.refusals(&ask)?),
            Request::Refusal(ask) => Reply::Refusal(self.refusal(&ask)?),
            Request::Replay(ask) => Reply::Replay(self.replay(&ask).await?),
            Request::Dismiss(ask) => Reply::Dismiss(self.dismiss(&ask)?),
            Request::Sparks(ask) => Reply::Sparks(self.sparks(&ask).await?),
            Request::SavedViews(_) => Reply::SavedViews(self.views().await?),
            Request::SaveView(ask) => Reply::SaveView(self.save_view(ask).await?),
            Request::RemoveView(ask) => Reply::RemoveView(self.remove_view(&ask.name).await?),
            Request::Points(_) => Reply::Points(self.points()),
            Request::Inbox(ask) => Reply::Inbox(self.inbox(&ask)?),
            Request::AcceptPoints(ask) => Reply::AcceptPoints(self.accept_points(&ask).await?),
            Request::ExportPoints(ask) => {
                Reply::ExportPoints(self.export_point_list(ask.format).await?)
            }
            Request::ImportPoints(ask) => Reply::ImportPoints(self.import_point_list(ask).await?),
            Request::Latest(ask) => Reply::Latest(self.latest(&ask)),
            // Without a stream there is nothing to choose; the snapshot is still right.
            Request::Watch(ask) => Reply::Watch(self.snapshot(0, &ask).0),
            Request::Readings(ask) => Reply::Readings(self.readings(&ask).await?),
            Request::Trends(ask) => Reply::Trends(self.trends(&ask).await?),
            Request::Export(ask) => Reply::Export(self.export(&ask).await?),
            Request::ImportReadings(ask) => Reply::ImportReadings(self.import_readings(ask).await?),
            Request::StoreStats(_) => Reply::StoreStats(self.store_stats().await?),
            Request::StoreVerify(_) => Reply::StoreVerify(self.store_verify().await?),
            Request::Seal(_) => Reply::Seal(self.seal().await?),
        })
    }
}

/// Whether a request changes what every screen shows, and so has to be told to all of them.
const fn is_told_to_all(request: &Request) -> bool {
    matches!(
        request,
        Request::ChangeModel(_)
            | Request::SetSite(_)
            | Request::SetMeters(_)
            | Request::AcceptPoints(_)
            | Request::ReturnPoints(_)
            | Request::IgnorePoints(_)
            | Request::ImportPoints(_)
            | Request::SaveMapping(_)
            | Request::SwitchMapping(_)
            | Request::RemoveMapping(_)
            | Request::MoveMapping(_)
    )
}

/// Puts what comes in on the board at once, and remembers the messages themselves.
fn followers(
    board: &Arc<Mutex<Board>>,
    recall: &Arc<Mutex<Recall>>,
    devices: &Arc<Mutex<Devices>>,
) -> ingest::Followers {
    let (board, recall, devices) = (Arc::clone(board), Arc::clone(recall), Arc::clone(devices));
    let judged = Arc::clone(&board);
    ingest::Followers {
        messages: Arc::new(move |messages: &[(Incoming, Decoded)]| {
            let mut recall = recall.lock().unwrap_or_else(PoisonError::into_inner);
            for (message, decoded) in messages {
                recall.remember(message, decoded.convention);
            }
        }),
        values: Arc::new(move |readings: &[Reading], retained: &[ingest::Retained]| {
            let mut board = board.lock().unwrap_or_else(PoisonError::into_inner);
            for kept in retained {
                board.hold_retained(kept.point, kept.value.clone(), kept.received);
            }
            for reading in readings {
                board.accept(reading);
            }
        }),
        devices: Arc::new(move |connection, availability, discoveries, at| {
            let mut devices = devices.lock().unwrap_or_else(PoisonError::into_inner);
            let came = devices.hear(connection, availability, discoveries, at);
            drop(devices);
            let mut board = judged.lock().unwrap_or_else(PoisonError::into_inner);
            for came in came {
                let said = if came.online { Availability::Online } else { Availability::Offline };
                board.availability(came.device, said, came.at);
            }
        }),
    }
}

fn habit_of(row: HabitRow) -> Habit {
    Habit { interval: row.interval, longest: row.longest, on_change: row.on_change }
}
