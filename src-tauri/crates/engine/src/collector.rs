//! A running engine: it holds the folder, collects, and answers on the local socket until it is stopped.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use model::ConnectionId;
use tokio::task::JoinHandle;
use wire::{Failure, FailureCode};

use crate::door::{Door, no_socket};
use crate::engine::Engine;
use crate::folder::Lock;
use crate::socket;
use crate::tending;

/// A running engine that collects: it holds the folder, the sessions at the brokers and the local socket.
pub struct Collector {
    engine: Arc<Engine>,
    door: Door,
    tasks: Vec<JoinHandle<()>>,
    socket: PathBuf,
    lock: Lock,
}

/// A window's engine: attached to a running collector, or its own.
pub struct Attached {
    /// The way in.
    pub door: Door,
    /// The engine this process runs itself; none where another one was found.
    pub collector: Option<Collector>,
}

/// Attaches to the engine that holds the folder, or becomes it.
///
/// # Errors
/// Where the folder cannot be opened.
pub async fn attach_or_collect(folder: &Path) -> Result<Attached, Failure> {
    if let Some(door) = Door::attach(folder).await {
        return Ok(Attached { door, collector: None });
    }
    match Collector::start(folder).await {
        Ok(collector) => Ok(Attached { door: collector.door(), collector: Some(collector) }),
        // Another engine may have come up between the two looks.
        Err(failure) if failure.code == FailureCode::Locked => {
            let door = Door::attach(folder).await.ok_or(failure)?;
            Ok(Attached { door, collector: None })
        }
        Err(failure) => Err(failure),
    }
}

impl Collector {
    /// Takes the folder's lock and starts collecting.
    ///
    /// # Errors
    /// Where another engine holds the folder (code `locked`), or it cannot be opened.
    pub async fn start(folder: &Path) -> Result<Self, Failure> {
        let mut lock = Lock::take_patiently(folder).await?;
        let engine = Engine::open(folder).await?;
        let socket = socket::path_for(folder);
        let listener = socket::listen(&socket).map_err(|error| no_socket(&error))?;
        lock.publish(&socket.to_string_lossy()).map_err(|error| no_socket(&error))?;
        engine.set_collecting();
        let mut with_password = Vec::new();
        for known in engine.sessions.all().into_iter().filter(|known| !known.row.removed) {
            if known.row.username.is_some() {
                with_password.push(known.row.id);
            } else {
                engine.start_session(known.row.id).await?;
            }
        }
        let tasks = vec![
            tokio::spawn(start_with_password(Arc::clone(&engine), with_password)),
            tokio::spawn(tending::tend(Arc::clone(&engine))),
            tokio::spawn(tending::follow_points(Arc::clone(&engine))),
            tokio::spawn(socket::serve(Arc::clone(&engine), listener)),
        ];
        let door = Door::here(Arc::clone(&engine), None);
        Ok(Self { engine, door, tasks, socket, lock })
    }

    /// A door into this engine.
    #[must_use]
    pub fn door(&self) -> Door {
        self.door.clone()
    }

    /// Where the demo's devices are to publish: the address of its connection. None where this is no demo.
    #[must_use]
    pub fn demo(&self) -> Option<String> {
        self.engine.demo_url()
    }

    /// The demo's devices publish at this address from now on.
    ///
    /// # Errors
    /// Where the connection cannot be changed.
    pub async fn move_demo(&self, url: &str) -> Result<(), Failure> {
        self.engine.move_demo(url).await
    }

    /// Stops in order: sessions first, then what was received is made durable and acknowledged, then the store.
    pub async fn stop(self) {
        let Self { engine, tasks, socket, lock, .. } = self;
        engine.sessions.start_no_more();
        engine.stop_all_sessions().await;
        for task in tasks {
            task.abort();
        }
        engine.keep_habits().await;
        // Late readings are told apart before the counters are kept, so that none is left undecided.
        if engine.store.undecided() > 0 {
            drop(engine.store.tend_now(crate::clock::now()).await);
        }
        engine.close().await;
        if let Err(error) = std::fs::remove_file(&socket) {
            tracing::debug!(%error, "Socket not removed");
        }
        drop(lock);
    }
}

/// Starts these connections beside everything else: a keyring may take its time.
async fn start_with_password(engine: Arc<Engine>, ids: Vec<ConnectionId>) {
    for id in ids {
        if let Err(failure) = engine.start_session(id).await {
            tracing::error!(%failure, "Connection not started");
        }
    }
    engine.announce_connections();
}
