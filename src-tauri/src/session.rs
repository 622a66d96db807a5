//! The engine behind the window: found or started, asked, and found or started again when it dies.
//!
//! The window attaches to the engine that holds the data folder, or becomes it. Where the engine goes away, the window
//! takes over by itself; where none can be had, each call tries again and says why not. The window can go to the other
//! data folder and back. Knows nothing of Tauri.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use engine::{Door, StreamItem};
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio::time::{sleep, timeout};
use wire::{Desk, Event, Failure, FailureCode, Reply, Request};

use crate::desk::Desks;
use crate::opening::{self, Opened, Place, Running};

#[cfg(test)]
mod tests;

/// Between two attempts to take over: eight of them fit into the two seconds in which values are to be live again.
const RETRY: Duration = Duration::from_millis(250);
/// Attempts at that pace; after ten seconds whoever asks is told what stands in the way.
const QUICK_RETRIES: u32 = 40;
/// From then on nobody may be looking, but the data should not stay away for longer than needed.
const SLOW_RETRY: Duration = Duration::from_secs(5);
/// A stream that is opened while the window takes over waits for it so long.
const TAKE_OVER_MAX: Duration = Duration::from_secs(10);
/// A command line that is just at work holds the folder for a moment, and is waited for so often.
const LOCKED_RETRIES: u32 = 8;
/// An engine of our own that reported its end gets so long to let go of the folder.
const LET_GO_MAX: Duration = Duration::from_secs(5);

/// Takes what the stream carries.
pub(crate) type Sink = Arc<dyn Fn(StreamItem) + Send + Sync>;

/// The window's session with its engine.
pub(crate) struct Session {
    desks: Desks,
    /// This start found nothing where the demo is to be: it is made first.
    makes_demo: bool,
    /// Changes only while `own` is held.
    desk: Mutex<Desk>,
    standing: watch::Sender<Standing>,
    /// Held while somebody attaches, leaves or closes, so that this happens once at a time.
    own: tokio::sync::Mutex<Own>,
    stream: Mutex<Stream>,
}

/// How things stand with the engine.
#[derive(Clone)]
enum Standing {
    /// None was had yet.
    Absent {
        /// Why not, where it was tried.
        failure: Option<Failure>,
        /// How often it was tried.
        attempts: u32,
    },
    /// It went away, and the window is taking over.
    Gone(Failure),
    /// It answers.
    Here(Engine),
}

#[derive(Clone)]
struct Engine {
    door: Door,
    /// Whether this process runs it.
    is_own: bool,
    /// Counts engines, so that the end of an old one is not taken for the end of its successor.
    number: u32,
}

/// What this process itself holds.
#[derive(Default)]
struct Own {
    running: Option<Running>,
    /// Told before the window opens: WebKit keeps its own files in the platform's folder for this program.
    is_first_start: bool,
    engines: u32,
    closed: bool,
}

/// Where the stream goes.
#[derive(Default)]
struct Stream {
    sink: Option<Sink>,
    /// The task that carries it; an engine that was left must not be held by it.
    carrying: Option<AbortHandle>,
}

impl Session {
    pub(crate) fn new(desks: Desks, desk: Desk) -> Self {
        let absent = Standing::Absent { failure: None, attempts: 0 };
        let is_first_start = opening::is_unused(desks.folder(desk));
        Self {
            desks,
            makes_demo: desk == Desk::Demo && is_first_start,
            desk: Mutex::new(desk),
            standing: watch::Sender::new(absent),
            own: tokio::sync::Mutex::new(Own { is_first_start, ..Own::default() }),
            stream: Mutex::default(),
        }
    }

    /// Attaches without waiting for the first call.
    pub(crate) async fn start(&self) -> Result<(), Failure> {
        let engine = self.engine().await;
        if let Err(failure) = &engine {
            tracing::error!(code = ?failure.code, %failure, "Data folder not opened");
        }
        engine.map(drop)
    }

    /// The data folder that the window is on.
    pub(crate) fn desk(&self) -> Desk {
        *self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where it is.
    pub(crate) fn folder(&self) -> PathBuf {
        self.desks.folder(self.desk()).to_owned()
    }

    /// Whether the demo building is being made.
    pub(crate) fn is_making(&self) -> bool {
        self.makes_demo
            && matches!(&*self.standing.borrow(), Standing::Absent { failure: None, .. })
    }

    /// Whether this process collects itself.
    pub(crate) fn collects(&self) -> bool {
        matches!(&*self.standing.borrow(), Standing::Here(engine) if engine.is_own)
    }

    /// Asks the engine.
    pub(crate) async fn call(self: &Arc<Self>, request: Request) -> Result<Reply, Failure> {
        let engine = self.engine().await?;
        let answer = Box::pin(engine.door.call(request)).await;
        self.hear_of_end(&engine, answer)
    }

    /// Hands what the stream carries to this sink from now on; an earlier one gets nothing more.
    pub(crate) async fn open_stream(self: &Arc<Self>, sink: Sink) -> Result<(), Failure> {
        self.stream().sink = Some(sink);
        self.wait_for_take_over().await;
        let engine = self.engine().await?;
        self.carry(engine).await
    }

    /// Says that the window has taken this frame.
    pub(crate) fn acknowledge(&self, number: u32) {
        if let Standing::Here(engine) = &*self.standing.borrow() {
            engine.door.acknowledge(number);
        }
    }

    /// Tells the page something that does not come from the engine; false where no page listens.
    pub(crate) fn tell(&self, event: Event) -> bool {
        let Some(sink) = self.stream().sink.clone() else {
            return false;
        };
        sink(StreamItem::Event(event));
        true
    }

    /// Goes to the other data folder, and answers when its engine does. Where that cannot be had, the window is back
    /// on the folder it was on, and the page is made to start again.
    pub(crate) async fn open_desk(self: &Arc<Self>, desk: Desk) -> Result<(), Failure> {
        let mut own = self.own.lock().await;
        if own.closed {
            return Err(closing());
        }
        let before = self.desk();
        if desk == before {
            drop(own);
            return self.engine().await.map(drop);
        }
        // The demo takes a while to make and may not fit on the disk: until it is there, nothing else changes.
        opening::prepare(self.place(desk, false)).await?;
        self.leave(&mut own, Standing::Gone(changing())).await;
        self.set_desk(desk, &mut own);
        match self.attach(&mut own, LOCKED_RETRIES).await {
            Ok(_) => {
                // The page of the old folder is going; the next one opens a stream of its own.
                *self.stream() = Stream::default();
                Ok(())
            }
            Err(failure) => {
                tracing::error!(code = ?failure.code, %failure, ?desk, "Data folder not opened");
                self.set_desk(before, &mut own);
                self.standing.send_replace(Standing::Absent { failure: None, attempts: 0 });
                // A failure of this attempt is told by the next call.
                let _back = self.attach(&mut own, LOCKED_RETRIES).await;
                self.tell(Event::EngineGone(changing()));
                Err(failure)
            }
        }
    }

    /// Leaves the engine, and stops it in order where it is this process's own.
    pub(crate) async fn close(&self) {
        let mut own = self.own.lock().await;
        own.closed = true;
        self.leave(&mut own, Standing::Gone(closing())).await;
        self.stream().sink = None;
    }

    async fn leave(&self, own: &mut Own, standing: Standing) {
        let last = self.standing.send_replace(standing);
        if let Some(carrying) = self.stream().carrying.take() {
            carrying.abort();
        }
        if let Standing::Here(engine) = last {
            engine.door.close().await;
        }
        if let Some(running) = own.running.take() {
            running.stop().await;
        }
    }

    /// The engine that answers; where none was had yet, this is the time to try.
    async fn engine(&self) -> Result<Engine, Failure> {
        let before = match &*self.standing.borrow() {
            Standing::Here(engine) => return Ok(engine.clone()),
            Standing::Gone(failure) => return Err(failure.clone()),
            Standing::Absent { attempts, .. } => *attempts,
        };
        let mut own = self.own.lock().await;
        match &*self.standing.borrow() {
            Standing::Here(engine) => return Ok(engine.clone()),
            Standing::Gone(failure) => return Err(failure.clone()),
            // Somebody else tried while we waited: the outcome is ours as well.
            Standing::Absent { failure: Some(failure), attempts } if *attempts != before => {
                return Err(failure.clone());
            }
            Standing::Absent { .. } => {}
        }
        self.attach(&mut own, LOCKED_RETRIES).await
    }

    async fn attach(&self, own: &mut Own, locked_retries: u32) -> Result<Engine, Failure> {
        if own.closed {
            return Err(closing());
        }
        if let Some(ended) = own.running.take()
            && timeout(LET_GO_MAX, ended.stop()).await.is_err()
        {
            tracing::warn!("Ended engine still holds the data folder");
        }
        let place = Place { locked_retries, ..self.place(self.desk(), own.is_first_start) };
        own.is_first_start = place.is_new;
        match opening::open(place).await {
            Ok(Opened { door, running }) => {
                let is_own = running.is_some();
                tracing::info!(own = is_own, "Engine attached");
                own.running = running;
                own.is_first_start = false;
                own.engines += 1;
                let engine = Engine { door, is_own, number: own.engines };
                self.standing.send_replace(Standing::Here(engine.clone()));
                Ok(engine)
            }
            Err(failure) => {
                self.standing.send_modify(|standing| {
                    if let Standing::Absent { failure: last, attempts } = standing {
                        *last = Some(failure.clone());
                        *attempts = attempts.wrapping_add(1);
                    }
                });
                Err(failure)
            }
        }
    }

    /// This desk's folder as it is now; new once it was found so.
    fn place(&self, desk: Desk, was_new: bool) -> Place {
        let folder = self.desks.folder(desk).to_owned();
        let is_new = was_new || opening::is_unused(&folder);
        Place { desk, folder, is_new, locked_retries: 0 }
    }

    fn set_desk(&self, desk: Desk, own: &mut Own) {
        *self.desk.lock().unwrap_or_else(PoisonError::into_inner) = desk;
        own.is_first_start = false;
    }

    /// Carries the engine's stream to whatever sink there is, until the stream ends.
    async fn carry(self: &Arc<Self>, engine: Engine) -> Result<(), Failure> {
        let opened = engine.door.open_stream().await;
        let mut items = self.hear_of_end(&engine, opened)?;
        let mut stream = self.stream();
        let Some(sink) = stream.sink.clone() else {
            return Ok(());
        };
        let session = Arc::clone(self);
        let carrying = tokio::spawn(async move {
            while let Some(item) = items.recv().await {
                // Noted before it is told, so that who starts again on hearing it is made to wait for the successor.
                if let StreamItem::Event(Event::EngineGone(failure)) = &item {
                    session.lose(&engine, failure);
                }
                sink(item);
            }
        });
        stream.carrying = Some(carrying.abort_handle());
        Ok(())
    }

    fn hear_of_end<T>(
        self: &Arc<Self>,
        engine: &Engine,
        answer: Result<T, Failure>,
    ) -> Result<T, Failure> {
        if let Err(failure) = &answer
            && failure.code == FailureCode::EngineGone
        {
            self.lose(engine, failure);
        }
        answer
    }

    /// Notes that this engine went away, and takes over.
    fn lose(self: &Arc<Self>, engine: &Engine, failure: &Failure) {
        let first = self.standing.send_if_modified(|standing| match standing {
            Standing::Here(here) if here.number == engine.number => {
                *standing = Standing::Gone(failure.clone());
                true
            }
            Standing::Here(_) | Standing::Gone(_) | Standing::Absent { .. } => false,
        });
        if first {
            tracing::warn!(%failure, "Engine gone");
            tokio::spawn(Arc::clone(self).take_over());
        }
    }

    async fn take_over(self: Arc<Self>) {
        let mut attempts = 0_u32;
        loop {
            let mut own = self.own.lock().await;
            if own.closed || matches!(&*self.standing.borrow(), Standing::Here(_)) {
                return;
            }
            match self.attach(&mut own, 0).await {
                Ok(engine) => {
                    drop(own);
                    // The window opens a new stream when it starts again; until then events reach it by the old one.
                    if let Err(failure) = self.carry(engine).await {
                        tracing::warn!(%failure, "Stream not opened");
                    }
                    return;
                }
                Err(failure) => {
                    attempts = attempts.saturating_add(1);
                    if !passes(failure.code) {
                        attempts = attempts.max(QUICK_RETRIES);
                    }
                    if attempts >= QUICK_RETRIES {
                        self.give_up_waiting(failure, attempts);
                    }
                }
            }
            drop(own);
            sleep(if attempts < QUICK_RETRIES { RETRY } else { SLOW_RETRY }).await;
        }
    }

    /// From now on whoever asks is told why there is no engine, instead of waiting for one.
    fn give_up_waiting(&self, failure: Failure, attempts: u32) {
        self.standing.send_if_modified(|standing| {
            let waits = matches!(standing, Standing::Gone(_));
            if waits {
                tracing::error!(code = ?failure.code, %failure, "Not taken over");
                *standing = Standing::Absent { failure: Some(failure), attempts };
            }
            waits
        });
    }

    async fn wait_for_take_over(&self) {
        let mut standing = self.standing.subscribe();
        let taken = standing.wait_for(|standing| !matches!(standing, Standing::Gone(_)));
        // Who waited too long is told by the next step what is the matter.
        let _late = timeout(TAKE_OVER_MAX, taken).await.is_err();
    }

    fn stream(&self) -> MutexGuard<'_, Stream> {
        self.stream.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether what stands in the way of a take-over may be over in a moment: the dying engine holds its folder a little
/// longer than it answers. What lasts is told at once.
fn passes(code: FailureCode) -> bool {
    match code {
        FailureCode::Locked
        | FailureCode::EngineGone
        | FailureCode::TimedOut
        | FailureCode::Cancelled
        | FailureCode::Internal => true,
        FailureCode::BadRequest
        | FailureCode::NotFound
        | FailureCode::Ambiguous
        | FailureCode::TooMany
        | FailureCode::Configuration
        | FailureCode::ReadOnly
        | FailureCode::DiskFull
        | FailureCode::Damaged
        | FailureCode::Newer
        | FailureCode::BrokerUnreachable
        | FailureCode::NotAllowed => false,
    }
}

fn closing() -> Failure {
    Failure::new(
        FailureCode::EngineGone,
        "The window is being closed; nothing that was received is lost.",
        "",
    )
}

fn changing() -> Failure {
    Failure::new(
        FailureCode::EngineGone,
        "The window goes to the other data folder; nothing that was received is lost.",
        "",
    )
}
