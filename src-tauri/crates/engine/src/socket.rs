//! The local socket: the engine's door for other programs of the same user. Layout: `docs/formats/socket.md`.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use interprocess::local_socket::tokio::{Listener, Stream as Socket, prelude::*};
use interprocess::local_socket::{ListenerOptions, Name};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};
use wire::{Event, Failure, Reply, Request};

use crate::door::StreamItem;
use crate::engine::Engine;
use crate::folder::make_private;
use crate::limits::{SOCKET_MESSAGE_BYTES_MAX, STREAM_ITEMS_MAX};
use crate::stream::Stream;

const KIND_JSON: u8 = 0;
const KIND_FRAME: u8 = 1;

/// What a client says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ToEngine {
    /// A request and the number its answer will bear.
    Ask {
        /// The number.
        id: u64,
        /// The request.
        request: Box<Request>,
    },
    /// Wants the live stream.
    OpenStream,
    /// Has taken a frame.
    Acknowledge(u32),
}

/// What the engine says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ToClient {
    /// The answer to the request of this number.
    Answer {
        /// The number.
        id: u64,
        /// What came of it; boxed, because a whole overview is much larger than an event.
        outcome: Box<Result<Reply, Failure>>,
    },
    /// Something happened.
    Event(Event),
}

/// A message as it travels: JSON, or the bytes of a frame.
pub(crate) enum Message {
    Json(Vec<u8>),
    Frame(Vec<u8>),
}

/// Where an engine of a folder listens: a short path, named by a hash, because a socket's path may have 108 bytes only.
pub(crate) fn path_for(folder: &Path) -> PathBuf {
    let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let hash = xxhash_rust::xxh3::xxh3_64(real.as_os_str().as_encoded_bytes());
    let runtime = directories::BaseDirs::new()
        .and_then(|dirs| dirs.runtime_dir().map(Path::to_owned))
        .unwrap_or_else(|| std::env::temp_dir().join(format!("plantroom-{}", user())));
    runtime.join("plantroom").join(format!("{hash:016x}.sock"))
}

/// Makes the socket. Whoever calls holds the folder's lock, so a socket found there is a stale one.
pub(crate) fn listen(path: &Path) -> io::Result<Listener> {
    if let Some(parent) = path.parent() {
        make_private(parent)?;
    }
    match std::fs::remove_file(path) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    ListenerOptions::new().name(name_of(path)?).create_tokio()
}

/// Connects to an engine that listens.
pub(crate) async fn connect(path: &Path) -> io::Result<Socket> {
    Socket::connect(name_of(path)?).await
}

/// Takes clients until it is aborted; their connections end with it, so that they learn at once that nobody answers
/// any more, also where this program goes on without the engine.
pub(crate) async fn serve(engine: Arc<Engine>, listener: Listener) {
    let mut clients = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok(socket) => {
                while clients.try_join_next().is_some() {}
                clients.spawn(serve_client(Arc::clone(&engine), socket));
            }
            Err(error) => {
                tracing::warn!(%error, "Client not accepted");
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
        }
    }
}

async fn serve_client(engine: Arc<Engine>, socket: Socket) {
    let socket = Arc::new(socket);
    let writing = Arc::clone(&socket);
    let (outbox, mut to_send) = mpsc::channel::<Message>(STREAM_ITEMS_MAX);
    // What writes to this client ends with it; what it asked for is done to its end.
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        while let Some(message) = to_send.recv().await {
            if write(&mut &*writing, &message).await.is_err() {
                return;
            }
        }
    });
    let stream = Stream::new(Arc::clone(&engine));
    let mut forwarding: Option<AbortHandle> = None;
    while let Ok(Message::Json(json)) = read(&mut &*socket).await {
        while tasks.try_join_next().is_some() {}
        let Ok(said) = serde_json::from_slice::<ToEngine>(&json) else {
            tracing::warn!("A client spoke another version of the protocol and was let go");
            break;
        };
        match said {
            ToEngine::Ask { id, request } => {
                let (engine, stream) = (Arc::clone(&engine), Arc::clone(&stream));
                let outbox = outbox.clone();
                // One slow answer must not hold up the others.
                drop(tokio::spawn(async move {
                    let outcome = match &*request {
                        Request::Watch(ask) => Ok(Reply::Watch(stream.watch(ask))),
                        _ => engine.answer(*request).await,
                    };
                    drop(
                        outbox
                            .send(json_message(&ToClient::Answer {
                                id,
                                outcome: Box::new(outcome),
                            }))
                            .await,
                    );
                }));
            }
            ToEngine::OpenStream => {
                // A second stream takes the place of the first.
                if let Some(before) = forwarding.take() {
                    before.abort();
                }
                forwarding = Some(tasks.spawn(forward(stream.start(), outbox.clone())));
            }
            ToEngine::Acknowledge(frame) => stream.acknowledge(frame),
        }
    }
}

async fn forward(mut items: mpsc::Receiver<StreamItem>, outbox: mpsc::Sender<Message>) {
    while let Some(item) = items.recv().await {
        let message = match item {
            StreamItem::Frame(bytes) => Message::Frame(bytes),
            StreamItem::Event(event) => json_message(&ToClient::Event(event)),
        };
        if outbox.send(message).await.is_err() {
            return;
        }
    }
}

/// A message of ours as it travels.
pub(crate) fn json_message(said: &impl Serialize) -> Message {
    Message::Json(serde_json::to_vec(said).expect("our own messages always serialise"))
}

/// Reads one message.
pub(crate) async fn read(from: &mut (impl AsyncRead + Unpin)) -> io::Result<Message> {
    let length = from.read_u32_le().await? as usize;
    let kind = from.read_u8().await?;
    if length > SOCKET_MESSAGE_BYTES_MAX {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "a message is too long"));
    }
    let mut bytes = vec![0; length];
    from.read_exact(&mut bytes).await?;
    match kind {
        KIND_JSON => Ok(Message::Json(bytes)),
        KIND_FRAME => Ok(Message::Frame(bytes)),
        _ => Err(io::Error::new(io::ErrorKind::InvalidData, "a message of unknown kind")),
    }
}

/// Writes one message.
pub(crate) async fn write(to: &mut (impl AsyncWrite + Unpin), message: &Message) -> io::Result<()> {
    let (kind, bytes) = match message {
        Message::Json(bytes) => (KIND_JSON, bytes),
        Message::Frame(bytes) => (KIND_FRAME, bytes),
    };
    let length = u32::try_from(bytes.len())
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "a message is too long"))?;
    to.write_u32_le(length).await?;
    to.write_u8(kind).await?;
    to.write_all(bytes).await?;
    to.flush().await
}

#[cfg(unix)]
fn name_of(path: &Path) -> io::Result<Name<'_>> {
    use interprocess::local_socket::{GenericFilePath, ToFsName};
    path.to_fs_name::<GenericFilePath>()
}

/// A named pipe has a name of its own, which the file's name serves for.
#[cfg(not(unix))]
fn name_of(path: &Path) -> io::Result<Name<'_>> {
    use interprocess::local_socket::{GenericNamespaced, ToNsName};
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_ns_name::<GenericNamespaced>()
}

fn user() -> String {
    let name = std::env::var("USER").or_else(|_| std::env::var("USERNAME"));
    name.ok().filter(|name| !name.contains(['/', '\\'])).unwrap_or_else(|| "user".to_owned())
}
