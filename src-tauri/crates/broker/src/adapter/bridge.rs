//! MQTT over WebSocket: a door on the loopback for the client, and a WebSocket behind it.
//!
//! The client's own WebSocket goes one level deeper for every ping, and a flood of them ends the program; its limits cannot be set
//! either. So it is given plain TCP to a port of this process. Any program of this computer may knock there: only who says the word
//! that was made for this one attempt is let through, and only behind the door are user name and password put in its place.

use std::net::Ipv4Addr;
use std::sync::{Arc, OnceLock};

use bytes::{Bytes, BytesMut};
use futures_util::{Sink, SinkExt, Stream, StreamExt};
use rumqttc::tokio_rustls::TlsConnector;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error as WebSocketError, Message, error::CapacityError};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use super::{Call, Facts};
use crate::failure::{Failure, TlsFailure};
use crate::limits::{BRIDGE_BYTES, FRAME_SLACK_BYTES};
use crate::settings::{Settings, Version};
use crate::tls::Secured;

mod hello;

use hello::Hello;

/// The door of one attempt; it closes with the value that holds it.
pub(super) struct Bridge {
    /// The port on the loopback.
    pub(super) port: u16,
    /// What the client has to say as its user name.
    pub(super) word: String,
    told: Arc<OnceLock<Failure>>,
    task: JoinHandle<()>,
}

/// What the task behind the door knows.
struct Behind {
    settings: Settings,
    path: String,
    secured: Option<Secured>,
    frame_bytes_max: usize,
    hello: Hello,
    facts: Facts,
}

impl Bridge {
    /// Opens a door for one attempt; what goes wrong is told by [`Bridge::failure`].
    pub(super) fn open(version: Version, call: &Call<'_>, path: &str) -> Self {
        let word = hello::word();
        let told = Arc::new(OnceLock::new());
        let behind = Behind {
            settings: call.settings.clone(),
            path: path.to_owned(),
            secured: call.secured.cloned(),
            frame_bytes_max: call.wire_bytes_max.saturating_add(FRAME_SLACK_BYTES),
            hello: Hello { version, word: word.clone() },
            facts: Facts::new(call),
        };
        let (port, listener) = match listen() {
            Ok((port, listener)) => (port, Ok(listener)),
            Err(error) => (0, Err(error)),
        };
        let telling = Arc::clone(&told);
        let task = tokio::spawn(async move {
            let crossed = match listener {
                Ok(listener) => behind.cross(listener).await,
                Err(error) => Err((behind.facts.unreachable(&error), None)),
            };
            if let Err((failure, client)) = crossed {
                // The client sees its end of the door close only when this is told.
                drop(telling.set(failure));
                drop(client);
            }
        });
        Self { port, word, told, task }
    }

    /// What went wrong behind the door, which the client cannot know.
    pub(super) fn failure(&self) -> Option<Failure> {
        self.told.get().cloned()
    }
}

impl Drop for Bridge {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What went wrong, and the client's end, which is to stay open until that is told.
type Fallen = (Failure, Option<Box<dyn Send>>);

impl Behind {
    /// Lets the client in, makes the way to the broker, and carries what they say until one of them ends it.
    async fn cross(self, listener: TcpListener) -> Result<(), Fallen> {
        let (mut client, hello) = self
            .hello
            .await_client(&listener, self.settings.credentials.as_ref())
            .await
            .map_err(|failure| (failure, None))?;
        drop(listener);
        let broker = match self.reach().await {
            Ok(broker) => broker,
            Err(failure) => return Err((failure, Some(Box::new(client)))),
        };
        let opened = match (broker, &self.secured) {
            (broker, None) => self.talk(broker, hello, &mut client).await,
            (broker, Some(secured)) => match self.secure(broker, secured).await {
                Ok(broker) => self.talk(broker, hello, &mut client).await,
                Err(failure) => Err(failure),
            },
        };
        opened.map_err(|failure| (failure, Some(Box::new(client) as Box<dyn Send>)))
    }

    async fn reach(&self) -> Result<TcpStream, Failure> {
        let address = (self.settings.host.as_str(), self.settings.port);
        let socket = TcpStream::connect(address).await;
        let socket = socket.map_err(|error| self.facts.unreachable(&error))?;
        socket.set_nodelay(true).map_err(|error| self.facts.unreachable(&error))?;
        Ok(socket)
    }

    async fn secure(
        &self,
        socket: TcpStream,
        secured: &Secured,
    ) -> Result<impl AsyncRead + AsyncWrite + Unpin + Send + use<>, Failure> {
        let name = ServerName::try_from(self.settings.host.clone())
            .map_err(|error| Failure::Unusable { reason: error.to_string() })?;
        let address = self.settings.address();
        TlsConnector::from(secured.config.clone()).connect(name, socket).await.map_err(|error| {
            let failure: TlsFailure = secured.broken_off(&error, &self.settings.host, &address);
            failure.into()
        })
    }

    /// Opens the WebSocket and carries bytes both ways.
    async fn talk<S: AsyncRead + AsyncWrite + Unpin + Send>(
        &self,
        broker: S,
        hello: Bytes,
        client: &mut TcpStream,
    ) -> Result<(), Failure> {
        let unusable = |reason: String| Failure::Unusable { reason };
        let url = self.settings.websocket_url(&self.path);
        let mut request = url.into_client_request().map_err(|e| unusable(e.to_string()))?;
        request.headers_mut().insert("Sec-WebSocket-Protocol", HeaderValue::from_static("mqtt"));
        let config = WebSocketConfig::default()
            .max_message_size(Some(self.frame_bytes_max))
            .max_frame_size(Some(self.frame_bytes_max));
        let opening = client_async_with_config(request, broker, Some(config)).await;
        let (socket, _) = opening.map_err(|error| self.facts.no_websocket(&error))?;
        self.carry(socket, hello, client).await
    }

    async fn carry<S: AsyncRead + AsyncWrite + Unpin + Send>(
        &self,
        socket: WebSocketStream<S>,
        hello: Bytes,
        client: &mut TcpStream,
    ) -> Result<(), Failure> {
        let (mut to_broker, from_broker) = socket.split();
        let (mut from_client, mut to_client) = client.split();
        if to_broker.send(Message::Binary(hello)).await.is_err() {
            return Ok(());
        }
        tokio::select! {
            () = go_out(&mut from_client, to_broker) => Ok(()),
            ended = self.come_in(from_broker, &mut to_client) => ended,
        }
    }

    /// Carries what the broker says; its pings are answered by the WebSocket itself.
    async fn come_in(
        &self,
        mut from_broker: impl Stream<Item = Result<Message, WebSocketError>> + Unpin,
        to_client: &mut (impl AsyncWrite + Unpin),
    ) -> Result<(), Failure> {
        while let Some(message) = from_broker.next().await {
            match message {
                Ok(Message::Binary(bytes)) => {
                    if to_client.write_all(&bytes).await.is_err() {
                        return Ok(());
                    }
                }
                Ok(Message::Text(_)) => {
                    let reason = "text, where MQTT is sent as bytes".to_owned();
                    return Err(Failure::Malformed { reason });
                }
                Ok(Message::Ping(_) | Message::Pong(_) | Message::Close(_) | Message::Frame(_)) => {
                }
                Err(WebSocketError::Capacity(CapacityError::MessageTooLong { size, .. })) => {
                    return Err(self.facts.too_large(size));
                }
                Err(WebSocketError::Io(error)) => return self.facts.told_by_tls(&error),
                Err(WebSocketError::ConnectionClosed | WebSocketError::AlreadyClosed) => break,
                Err(error) => return Err(Failure::Malformed { reason: error.to_string() }),
            }
        }
        Ok(())
    }
}

/// Carries what the client says.
async fn go_out(
    from_client: &mut (impl AsyncRead + Unpin),
    mut to_broker: impl Sink<Message, Error = WebSocketError> + Unpin,
) {
    loop {
        let mut said = BytesMut::with_capacity(BRIDGE_BYTES);
        match from_client.read_buf(&mut said).await {
            Ok(0) | Err(_) => break,
            Ok(_) => {}
        }
        if to_broker.send(Message::Binary(said.freeze())).await.is_err() {
            return;
        }
    }
    if let Err(error) = to_broker.close().await {
        tracing::debug!(%error, "WebSocket not closed in order");
    }
}

fn listen() -> std::io::Result<(u16, TcpListener)> {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    listener.set_nonblocking(true)?;
    Ok((listener.local_addr()?.port(), TcpListener::from_std(listener)?))
}
