//! A publisher for the simulated building and for load tests; the console itself publishes nothing with it.
//!
//! It writes packets of rumqttc's codec to a socket of its own, many to a write: the event loop of rumqttc flushes each one alone.
//! Bounded by its window: [`Publisher::publish`] waits while as many messages are unacknowledged. It neither reconnects nor
//! repeats; a lost connection is a failure. Keep-alive is off, so a silent publisher stays connected.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use model::Qos;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::failure::Failure;
use crate::limits::CONNECT_WAIT_MAX;
use crate::settings::{Credentials, Version};

mod packet;

use packet::Answer;

/// Packets encoded and not yet written; a publisher waits beyond.
const UNWRITTEN_MAX: usize = 2_048;
/// Packets joined to one write.
const WRITE_PACKETS_MAX: usize = 512;
const _: () = assert!(UNWRITTEN_MAX >= WRITE_PACKETS_MAX, "a write must be fillable");
/// Messages in flight at most: an identifier comes round after 65,535 others and is long free then.
const WINDOW_MAX: u16 = 10_000;
/// How long an acknowledgement may take before the broker counts as dead.
const ACKNOWLEDGE_WAIT_MAX: Duration = Duration::from_secs(30);

/// Whether the broker shall keep a message for those who subscribe later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retain {
    /// It shall not: readings are news.
    No,
    /// It shall. Only tests and simulated devices ask for it.
    Yes,
}

/// Where and how to publish.
#[derive(Debug, Clone)]
pub struct PublisherSettings {
    /// Name or address of the broker.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Our name there.
    pub client_id: String,
    /// Which MQTT to speak.
    pub version: Version,
    /// User name and password, where the broker asks for them.
    pub credentials: Option<Credentials>,
    /// QoS 1 messages in flight. A broker of MQTT 5 may allow fewer: mosquitto says 20 where it is not configured.
    pub window: u16,
}

impl PublisherSettings {
    /// MQTT 3.1.1 with a window of 1,000: the fastest with a default mosquitto.
    #[must_use]
    pub fn new(host: impl Into<String>, port: u16, client_id: impl Into<String>) -> Self {
        Self {
            host: host.into(),
            port,
            client_id: client_id.into(),
            version: Version::V311,
            credentials: None,
            window: 1_000,
        }
    }
}

/// A connection that publishes.
#[derive(Debug)]
pub struct Publisher {
    version: Version,
    packets: mpsc::Sender<Bytes>,
    shared: Arc<Shared>,
    next_id: u16,
    sent: u64,
    writer: JoinHandle<()>,
    reader: JoinHandle<()>,
}

/// What the publishing side and the reading side both know.
#[derive(Debug)]
struct Shared {
    address: String,
    window: u16,
    room: Semaphore,
    acknowledged: AtomicU64,
}

impl Publisher {
    /// Connects, without a session at the broker.
    ///
    /// # Errors
    /// Where the broker cannot be reached or refuses.
    pub async fn connect(settings: &PublisherSettings) -> Result<Self, Failure> {
        let address = format!("{}:{}", settings.host, settings.port);
        let connecting = open(settings, &address);
        let (socket, rest, allowed) =
            timeout(CONNECT_WAIT_MAX, connecting).await.unwrap_or_else(|_| {
                Err(Failure::NoAnswer { address: address.clone(), waited: CONNECT_WAIT_MAX })
            })?;
        let window = settings.window.min(allowed).clamp(1, WINDOW_MAX);
        let shared = Arc::new(Shared {
            address,
            window,
            room: Semaphore::new(usize::from(window)),
            acknowledged: AtomicU64::new(0),
        });
        let (read, write) = socket.into_split();
        let (packets, unwritten) = mpsc::channel(UNWRITTEN_MAX);
        Ok(Self {
            version: settings.version,
            packets,
            reader: tokio::spawn(run_reader(settings.version, read, rest, Arc::clone(&shared))),
            writer: tokio::spawn(run_writer(write, unwritten)),
            shared,
            next_id: 0,
            sent: 0,
        })
    }

    /// Publishes one message; waits while the window is full.
    ///
    /// # Errors
    /// Where the connection is lost, or the broker acknowledges nothing for 30 s.
    pub async fn publish(
        &mut self,
        topic: &str,
        payload: Bytes,
        qos: Qos,
        retain: Retain,
    ) -> Result<(), Failure> {
        let packet_id = match qos {
            Qos::AtMostOnce => None,
            Qos::AtLeastOnce => Some(self.packet_id().await?),
        };
        let mut packet = BytesMut::with_capacity(topic.len() + payload.len() + 16);
        packet::publish(self.version, topic, payload, packet_id, retain, &mut packet)?;
        self.packets.send(packet.freeze()).await.map_err(|_| self.shared.lost())?;
        self.sent += 1;
        Ok(())
    }

    /// Waits until everything published with QoS 1 is acknowledged; nobody acknowledges QoS 0.
    ///
    /// # Errors
    /// As [`Publisher::publish`].
    pub async fn settle(&self) -> Result<(), Failure> {
        let whole = self.shared.room.acquire_many(self.shared.window.into());
        match timeout(ACKNOWLEDGE_WAIT_MAX, whole).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) => Err(self.shared.lost()),
            Err(_) => Err(Failure::Silent { silence: ACKNOWLEDGE_WAIT_MAX }),
        }
    }

    /// Messages published so far.
    #[must_use]
    pub fn sent(&self) -> u64 {
        self.sent
    }

    /// Messages the broker acknowledged so far.
    #[must_use]
    pub fn acknowledged(&self) -> u64 {
        self.shared.acknowledged.load(Ordering::Relaxed)
    }

    /// Says farewell after everything published is written.
    ///
    /// # Errors
    /// As [`Publisher::publish`].
    pub async fn close(self) -> Result<(), Failure> {
        self.settle().await?;
        let Self { version, packets, shared, writer, reader, .. } = self;
        let mut farewell = BytesMut::new();
        packet::disconnect(version, &mut farewell)?;
        packets.send(farewell.freeze()).await.map_err(|_| shared.lost())?;
        drop(packets);
        // The reader ends when the broker closes, which it does after the farewell.
        let both = async { (writer.await, reader.await) };
        if timeout(CONNECT_WAIT_MAX, both).await.is_err() {
            tracing::debug!("Broker did not close after the farewell");
        }
        Ok(())
    }

    /// The next packet identifier, once the window has room for it.
    async fn packet_id(&mut self) -> Result<u16, Failure> {
        match timeout(ACKNOWLEDGE_WAIT_MAX, self.shared.room.acquire()).await {
            Ok(Ok(room)) => room.forget(),
            Ok(Err(_)) => return Err(self.shared.lost()),
            Err(_) => {
                return Err(Failure::Silent { silence: ACKNOWLEDGE_WAIT_MAX });
            }
        }
        self.next_id = if self.next_id == u16::MAX { 1 } else { self.next_id + 1 };
        Ok(self.next_id)
    }
}

impl Shared {
    fn lost(&self) -> Failure {
        Failure::Closed { reason: format!("{} while publishing", self.address) }
    }
}

/// Connects and is accepted: the socket, what was read beyond the answer, and how many may be in flight.
async fn open(
    settings: &PublisherSettings,
    address: &str,
) -> Result<(TcpStream, BytesMut, u16), Failure> {
    let broken = |error: std::io::Error| Failure::Unreachable {
        address: address.to_owned(),
        reason: error.to_string(),
    };
    let mut socket =
        TcpStream::connect((settings.host.as_str(), settings.port)).await.map_err(|error| {
            match error.kind() {
                std::io::ErrorKind::ConnectionRefused => {
                    Failure::NothingListens { address: address.to_owned() }
                }
                _ => broken(error),
            }
        })?;
    socket.set_nodelay(true).map_err(broken)?;
    let mut hello = BytesMut::new();
    packet::connect(settings, &mut hello)?;
    socket.write_all(&hello).await.map_err(broken)?;
    let mut read = BytesMut::new();
    loop {
        match packet::read(settings.version, &mut read)? {
            Some(Answer::Accepted { window }) => return Ok((socket, read, window)),
            Some(Answer::Refused(reason)) => return Err(Failure::RefusedOtherwise { reason }),
            Some(Answer::Acknowledged | Answer::Other) => {}
            None => {
                if socket.read_buf(&mut read).await.map_err(broken)? == 0 {
                    return Err(Failure::ClosedEarly { address: address.to_owned() });
                }
            }
        }
    }
}

async fn run_writer(mut socket: OwnedWriteHalf, mut unwritten: mpsc::Receiver<Bytes>) {
    let mut packets = Vec::with_capacity(WRITE_PACKETS_MAX);
    let mut joined = Vec::new();
    while unwritten.recv_many(&mut packets, WRITE_PACKETS_MAX).await > 0 {
        joined.clear();
        packets.drain(..).for_each(|packet| joined.extend_from_slice(&packet));
        if let Err(error) = socket.write_all(&joined).await {
            tracing::debug!(%error, "Publisher lost its connection");
            return;
        }
    }
}

async fn run_reader(
    version: Version,
    mut socket: OwnedReadHalf,
    mut read: BytesMut,
    shared: Arc<Shared>,
) {
    loop {
        match packet::read(version, &mut read) {
            Ok(Some(Answer::Acknowledged)) => {
                shared.acknowledged.fetch_add(1, Ordering::Relaxed);
                shared.room.add_permits(1);
            }
            Ok(Some(Answer::Accepted { .. } | Answer::Refused(_) | Answer::Other)) => {}
            Ok(None) => match socket.read_buf(&mut read).await {
                Ok(0) | Err(_) => break,
                Ok(_) => {}
            },
            Err(failure) => {
                tracing::debug!(%failure, "Publisher got something else than MQTT");
                break;
            }
        }
    }
    shared.room.close();
}
