//! The other side of the local socket: a client of the engine that runs elsewhere.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use wire::{Event, Failure, Reply, Request};

use crate::convert;
use crate::door::StreamItem;
use crate::limits::STREAM_ITEMS_MAX;
use crate::socket::{self, Message, ToClient, ToEngine};

/// A connection to an engine.
pub(crate) struct Remote {
    outbox: mpsc::Sender<Message>,
    next: AtomicU64,
    shared: Arc<Shared>,
    tasks: [JoinHandle<()>; 2],
}

#[derive(Default)]
struct Shared {
    waiting: Mutex<HashMap<u64, oneshot::Sender<Result<Reply, Failure>>>>,
    stream: Mutex<Option<mpsc::Sender<StreamItem>>>,
    gone: AtomicBool,
}

impl Remote {
    pub(crate) async fn connect(path: &Path) -> std::io::Result<Self> {
        let socket = Arc::new(socket::connect(path).await?);
        let (outbox, mut to_send) = mpsc::channel::<Message>(STREAM_ITEMS_MAX);
        let shared = Arc::new(Shared::default());
        let writing = Arc::clone(&socket);
        let writer = tokio::spawn(async move {
            while let Some(message) = to_send.recv().await {
                if socket::write(&mut &*writing, &message).await.is_err() {
                    return;
                }
            }
        });
        let listening = Arc::clone(&shared);
        let reader = tokio::spawn(async move {
            while let Ok(message) = socket::read(&mut &*socket).await {
                if !listening.take(message).await {
                    break;
                }
            }
            listening.say_goodbye().await;
        });
        Ok(Self { outbox, next: AtomicU64::new(1), shared, tasks: [writer, reader] })
    }

    pub(crate) async fn call(&self, request: Request) -> Result<Reply, Failure> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (reply, answer) = oneshot::channel();
        self.shared.waiting().insert(id, reply);
        if self.shared.gone.load(Ordering::Acquire) {
            self.shared.waiting().remove(&id);
            return Err(convert::engine_gone());
        }
        self.send(&ToEngine::Ask { id, request: Box::new(request) }).await?;
        answer.await.unwrap_or_else(|_| Err(convert::engine_gone()))
    }

    pub(crate) async fn open_stream(&self) -> Result<mpsc::Receiver<StreamItem>, Failure> {
        let (items, taken) = mpsc::channel(STREAM_ITEMS_MAX);
        *self.shared.stream() = Some(items);
        // Looked at after the stream stands: an engine that goes later ends it, one that has gone is told here.
        if self.shared.gone.load(Ordering::Acquire) {
            return Err(convert::engine_gone());
        }
        self.send(&ToEngine::OpenStream).await?;
        Ok(taken)
    }

    /// A full outbox means that the engine is not reading; the frame will be told again by the next one.
    pub(crate) fn acknowledge(&self, frame: u32) {
        drop(self.outbox.try_send(socket::json_message(&ToEngine::Acknowledge(frame))));
    }

    async fn send(&self, said: &ToEngine) -> Result<(), Failure> {
        let sent = self.outbox.send(socket::json_message(said)).await;
        sent.map_err(|_| convert::engine_gone())
    }
}

impl Drop for Remote {
    /// Both tasks hold the socket: it closes when they have ended.
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl Shared {
    /// Hands a message to whoever waits for it; false where it makes no sense.
    async fn take(&self, message: Message) -> bool {
        let item = match message {
            Message::Frame(bytes) => StreamItem::Frame(bytes),
            Message::Json(json) => match serde_json::from_slice(&json) {
                Ok(ToClient::Answer { id, outcome }) => {
                    let waiting = self.waiting().remove(&id);
                    // Whoever asked may have given up meanwhile.
                    if let Some(waiting) = waiting {
                        drop(waiting.send(*outcome));
                    }
                    return true;
                }
                Ok(ToClient::Event(event)) => StreamItem::Event(event),
                Err(error) => {
                    tracing::error!(%error, "The engine speaks another version of the protocol");
                    return false;
                }
            },
        };
        let stream = self.stream().clone();
        if let Some(stream) = stream {
            drop(stream.send(item).await);
        }
        true
    }

    /// The engine has gone: whoever waits is told, and the stream ends with that.
    async fn say_goodbye(&self) {
        self.gone.store(true, Ordering::Release);
        self.waiting().clear();
        let stream = self.stream().take();
        if let Some(stream) = stream {
            let gone = Event::EngineGone(convert::engine_gone());
            drop(stream.send(StreamItem::Event(gone)).await);
        }
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<u64, oneshot::Sender<Result<Reply, Failure>>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stream(&self) -> MutexGuard<'_, Option<mpsc::Sender<StreamItem>>> {
        self.stream.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
