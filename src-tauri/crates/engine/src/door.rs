//! The one door of the engine, whether it runs in this process or elsewhere.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc;
use wire::{Ask, Event, Failure, FailureCode, Reply, Request};

use crate::convert;
use crate::engine::Engine;
use crate::folder::{self, Lock};
use crate::remote::Remote;
use crate::stream::Stream;

/// The way in: asks requests, and carries at most one live stream.
#[derive(Clone)]
pub struct Door {
    inner: Arc<Inner>,
}

enum Inner {
    Here { engine: Arc<Engine>, stream: Arc<Stream>, held: Mutex<Option<Lock>> },
    Elsewhere(Remote),
}

/// What comes out of a live stream.
#[derive(Debug)]
pub enum StreamItem {
    /// Bytes of a [`wire::Frame`].
    Frame(Vec<u8>),
    /// Something happened.
    Event(Event),
}

impl Door {
    /// A door to the engine that holds the folder, over the socket; where none runs, the folder is opened here
    /// without collecting, and held until the door is closed.
    ///
    /// # Errors
    /// Where the folder cannot be opened.
    pub async fn open(folder: &Path) -> Result<Self, Failure> {
        if let Some(door) = Self::attach(folder).await {
            return Ok(door);
        }
        match Lock::take_patiently(folder).await {
            Ok(lock) => {
                let engine = Engine::open(folder).await?;
                Ok(Self::here(engine, Some(lock)))
            }
            // Another engine may have come up between the two looks.
            Err(failure) if failure.code == FailureCode::Locked => {
                Self::attach(folder).await.ok_or(failure)
            }
            Err(failure) => Err(failure),
        }
    }

    /// A door to the engine that runs elsewhere; none where none answers.
    pub(crate) async fn attach(folder: &Path) -> Option<Self> {
        let path = PathBuf::from(folder::published_socket(folder)?);
        let remote = Remote::connect(&path).await.ok()?;
        Some(Self { inner: Arc::new(Inner::Elsewhere(remote)) })
    }

    /// A door to an engine of this process.
    pub(crate) fn here(engine: Arc<Engine>, lock: Option<Lock>) -> Self {
        let stream = Stream::new(Arc::clone(&engine));
        Self { inner: Arc::new(Inner::Here { engine, stream, held: Mutex::new(lock) }) }
    }

    /// Asks.
    ///
    /// # Errors
    /// What the engine says, or `engine_gone`.
    pub async fn ask<A: Ask>(&self, ask: A) -> Result<A::Reply, Failure> {
        let reply = self.call(ask.into_request()).await?;
        A::from_reply(reply).ok_or_else(|| {
            let message = "The engine gave the answer to another question.";
            let hint = "It may be of another version; stop it and start it again.";
            Failure::new(FailureCode::Internal, message, hint)
        })
    }

    /// Asks with a request whose kind is known at run time only.
    ///
    /// # Errors
    /// What the engine says, or `engine_gone`.
    pub async fn call(&self, request: Request) -> Result<Reply, Failure> {
        match (&*self.inner, request) {
            (Inner::Here { stream, .. }, Request::Watch(ask)) => {
                Ok(Reply::Watch(stream.watch(&ask)))
            }
            (Inner::Here { engine, .. }, request) => engine.answer(request).await,
            (Inner::Elsewhere(remote), request) => remote.call(request).await,
        }
    }

    /// Opens the live stream of this door; a second one takes the place of the first. The last item is an
    /// `Event::EngineGone` where the engine went away.
    ///
    /// # Errors
    /// `engine_gone`.
    pub async fn open_stream(&self) -> Result<mpsc::Receiver<StreamItem>, Failure> {
        match &*self.inner {
            Inner::Here { stream, .. } => Ok(stream.start()),
            Inner::Elsewhere(remote) => remote.open_stream().await,
        }
    }

    /// Says that the window has taken this frame.
    pub fn acknowledge(&self, frame: u32) {
        match &*self.inner {
            Inner::Here { stream, .. } => stream.acknowledge(frame),
            Inner::Elsewhere(remote) => remote.acknowledge(frame),
        }
    }

    /// Closes; where the folder was opened by this door, everything is written and the lock given back.
    pub async fn close(self) {
        let Inner::Here { engine, held, .. } = &*self.inner else { return };
        let lock = held.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(lock) = lock {
            engine.close().await;
            drop(lock);
        }
    }
}

impl Engine {
    /// Writes what is to be written and closes every file.
    pub(crate) async fn close(&self) {
        self.settle_decided();
        self.keep_counts().await;
        self.keep_quarantine(true).await;
        self.store.close().await;
    }
}

/// A failure to listen: the engine goes on without a socket, and says so.
pub(crate) fn no_socket(error: &std::io::Error) -> Failure {
    let message = format!("The local socket cannot be made: {}.", convert::chain(error));
    let hint = "Check the rights of the runtime folder (XDG_RUNTIME_DIR).";
    Failure::new(FailureCode::Configuration, message, hint)
}
