//! The engine behind the window: found or started, asked, and found or started again when it dies.
//!
//! The window attaches to the engine that holds the data folder, or becomes it. Where the engine goes away, the window
//! takes over by itself; where none can be had, each call tries again and says why not. Knows nothing of Tauri.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use engine::{Attached, Collector, Door, StreamItem};
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};
use wire::{Event, Failure, FailureCode, Reply, Request};

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
    folder: PathBuf,
    standing: watch::Sender<Standing>,
    /// Held while somebody attaches or closes, so that this happens once at a time.
    own: tokio::sync::Mutex<Own>,
    sink: Mutex<Option<Sink>>,
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
    /// Counts engines, so that the end of an old one is not taken for the end of its successor.
    number: u32,
}

/// What this process itself holds.
#[derive(Default)]
struct Own {
    collector: Option<Collector>,
    /// Told before the window opens: WebKit keeps its own files in the platform's folder for this program.
    is_first_start: bool,
    engines: u32,
    closed: bool,
}

impl Session {
    pub(crate) fn new(folder: PathBuf) -> Self {
        let absent = Standing::Absent { failure: None, attempts: 0 };
        let own = Own { is_first_start: is_unused(&folder), ..Own::default() };
        Self {
            folder,
            standing: watch::Sender::new(absent),
            own: tokio::sync::Mutex::new(own),
            sink: Mutex::default(),
        }
    }

    /// Attaches without waiting for the first call.
    pub(crate) async fn start(self: Arc<Self>) {
        if let Err(failure) = self.engine().await {
            tracing::error!(code = ?failure.code, %failure, "Data folder not opened");
        }
    }

    /// Asks the engine.
    pub(crate) async fn call(self: &Arc<Self>, request: Request) -> Result<Reply, Failure> {
        let engine = self.engine().await?;
        let answer = Box::pin(engine.door.call(request)).await;
        self.hear_of_end(&engine, answer)
    }

    /// Hands what the stream carries to this sink from now on; an earlier one gets nothing more.
    pub(crate) async fn open_stream(self: &Arc<Self>, sink: Sink) -> Result<(), Failure> {
        *self.sink() = Some(sink);
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

    /// Leaves the engine, and stops it in order where it is this process's own.
    pub(crate) async fn close(&self) {
        let mut own = self.own.lock().await;
        own.closed = true;
        let last = self.standing.send_replace(Standing::Gone(closing()));
        *self.sink() = None;
        if let Standing::Here(engine) = last {
            engine.door.close().await;
        }
        if let Some(collector) = own.collector.take() {
            collector.stop().await;
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
        if let Some(ended) = own.collector.take()
            && timeout(LET_GO_MAX, ended.stop()).await.is_err()
        {
            tracing::warn!("Ended engine still holds the data folder");
        }
        own.is_first_start |= is_unused(&self.folder);
        match open(self.folder.clone(), own.is_first_start, locked_retries).await {
            Ok(Attached { door, collector }) => {
                tracing::info!(own = collector.is_some(), "Engine attached");
                own.collector = collector;
                own.is_first_start = false;
                own.engines += 1;
                let number = own.engines;
                let engine = Engine { door, number };
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

    /// Carries the engine's stream to whatever sink there is, until the stream ends.
    async fn carry(self: &Arc<Self>, engine: Engine) -> Result<(), Failure> {
        let opened = engine.door.open_stream().await;
        let mut items = self.hear_of_end(&engine, opened)?;
        let Some(sink) = self.sink().clone() else {
            return Ok(());
        };
        let session = Arc::clone(self);
        tokio::spawn(async move {
            while let Some(item) = items.recv().await {
                // Noted before it is told, so that who starts again on hearing it is made to wait for the successor.
                if let StreamItem::Event(Event::EngineGone(failure)) = &item {
                    session.lose(&engine, failure);
                }
                sink(item);
            }
        });
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
                    if attempts == QUICK_RETRIES {
                        tracing::error!(code = ?failure.code, %failure, "Not taken over");
                        let absent = Standing::Absent { failure: Some(failure), attempts };
                        self.standing.send_replace(absent);
                    }
                }
            }
            drop(own);
            sleep(if attempts < QUICK_RETRIES { RETRY } else { SLOW_RETRY }).await;
        }
    }

    async fn wait_for_take_over(&self) {
        let mut standing = self.standing.subscribe();
        let taken = standing.wait_for(|standing| !matches!(standing, Standing::Gone(_)));
        // Who waited too long is told by the next step what is the matter.
        let _late = timeout(TAKE_OVER_MAX, taken).await.is_err();
    }

    fn sink(&self) -> std::sync::MutexGuard<'_, Option<Sink>> {
        self.sink.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Attaches to the engine that holds the folder, or becomes it; a first start makes the folder.
///
/// On a thread of its own: opening reads much from disk, and its future borrows too much to move between threads.
async fn open(
    folder: PathBuf,
    is_first_start: bool,
    locked_retries: u32,
) -> Result<Attached, Failure> {
    let runtime = Handle::current();
    let opened = spawn_blocking(move || {
        runtime.block_on(async {
            match attach_or_collect(&folder, locked_retries).await {
                Err(failure) if is_first_start && failure.code == FailureCode::Configuration => {
                    make(&folder).await?;
                    attach_or_collect(&folder, locked_retries).await
                }
                outcome => outcome,
            }
        })
    });
    opened.await.unwrap_or_else(|error| {
        tracing::error!(%error, "Opening ended early");
        Err(Failure::new(
            FailureCode::Internal,
            "Opening the data folder failed by a fault of this program. Nothing is being stored.",
            "Try again; if it stays, restart the program and keep its log.",
        ))
    })
}

async fn attach_or_collect(folder: &Path, locked_retries: u32) -> Result<Attached, Failure> {
    let mut attempts = 0;
    loop {
        match engine::attach_or_collect(folder).await {
            Err(failure) if failure.code == FailureCode::Locked && attempts < locked_retries => {
                attempts += 1;
                sleep(RETRY).await;
            }
            outcome => return outcome,
        }
    }
}

async fn make(folder: &Path) -> Result<(), Failure> {
    let made = engine::init(folder, None).await?;
    tracing::info!(folder = %made.folder.display(), timezone = made.timezone, "Data folder made");
    Ok(())
}

/// Whether nothing is there yet. What cannot be read is for the engine to judge.
fn is_unused(folder: &Path) -> bool {
    match std::fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}

fn closing() -> Failure {
    Failure::new(
        FailureCode::EngineGone,
        "The window is being closed; nothing that was received is lost.",
        "",
    )
}
