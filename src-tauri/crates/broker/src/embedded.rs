//! A small MQTT 3.1.1 broker inside the process, for the demo building and nothing else.
//!
//! It listens on this computer's loopback only and keeps nothing on disk. QoS 0 and 1 both ways, retained messages, wildcards,
//! keep-alive, wills, and sessions that outlive their connection. Bounded everywhere: see the constants below and those of
//! `embedded/mailbox.rs`. A bad packet ends its connection and no other. MQTT 5 is refused in the words of 3.1.1.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use model::Qos;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::task::{JoinHandle, JoinSet};

use crate::embedded::hub::{Hub, ListenerId, Publication};

mod connection;
mod filter;
mod hub;
mod mailbox;

/// Connections at once: a console, its tests and a few curious clients.
const CONNECTIONS_MAX: usize = 32;
/// Messages that wait for a client of this process; the newest is dropped beyond.
const LISTENER_MESSAGES_MAX: usize = 1_024;
/// The wait after the system refused to hand over a connection, for want of file handles.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// A running broker; dropping it ends it.
#[derive(Debug)]
pub struct Embedded {
    address: SocketAddr,
    hub: Arc<Hub>,
    stop: watch::Sender<()>,
    task: JoinHandle<()>,
}

impl Embedded {
    /// Listens on the loopback, on this port or, where it is taken, on any free one. Needs a tokio runtime.
    ///
    /// # Errors
    /// Where no port can be opened.
    pub fn start(preferred_port: u16) -> io::Result<Self> {
        let open = |port| std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port));
        let listener = open(preferred_port).or_else(|_| open(0))?;
        listener.set_nonblocking(true)?;
        let listener = TcpListener::from_std(listener)?;
        let address = listener.local_addr()?;
        let hub = Arc::new(Hub::default());
        let (stop, stopped) = watch::channel(());
        let task = tokio::spawn(accept(listener, Arc::clone(&hub), stopped));
        tracing::info!(%address, "Embedded broker listens");
        Ok(Self { address, hub, stop, task })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it listens, as a connection names it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("mqtt://{}", self.address)
    }

    /// A client in this process, which needs no socket.
    #[must_use]
    pub fn client(&self) -> Client {
        Client { hub: Arc::clone(&self.hub), id: self.hub.listener_id() }
    }

    /// Whether a connected client has subscribed to this very filter.
    #[must_use]
    pub fn is_subscribed(&self, filter: &str) -> bool {
        self.hub.is_subscribed(filter)
    }

    /// Ends every connection and the listener, and waits until they have ended.
    pub async fn stop(mut self) {
        self.stop.send_replace(());
        if let Err(error) = (&mut self.task).await {
            tracing::error!(%error, "Embedded broker ended abnormally");
        }
        tracing::info!(dropped = self.dropped(), "Embedded broker stopped");
    }

    /// Messages that were dropped because a queue was full.
    fn dropped(&self) -> u64 {
        self.hub.dropped()
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A client in this process.
#[derive(Debug, Clone)]
pub struct Client {
    hub: Arc<Hub>,
    id: ListenerId,
}

/// A message for a client in this process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Where it was published.
    pub topic: Arc<str>,
    /// What was published.
    pub payload: Bytes,
    /// Whether it was kept from before.
    pub retained: bool,
}

impl Client {
    /// Publishes a message to all others, under the promise of QoS 1; never waits.
    ///
    /// Returns whether the topic is one that may be published on and the message small enough.
    pub fn publish(&self, topic: &str, payload: Bytes, retain: crate::Retain) -> bool {
        let fits = topic.len() + payload.len() + connection::OVERHEAD_BYTES
            <= connection::PACKET_BYTES_MAX;
        if !fits || !filter::is_topic(topic) {
            return false;
        }
        let publication = Arc::new(Publication { topic: Arc::from(topic), payload });
        self.hub.publish(Some(self.id), &publication, Qos::AtLeastOnce, retain);
        true
    }

    /// Receives what others publish on these filters, from now on until the receiver is dropped.
    ///
    /// What is retained there comes first. Filters that are none are passed over.
    #[must_use]
    pub fn receive(&self, filters: &[&str]) -> mpsc::Receiver<Received> {
        let (messages, receiver) = mpsc::channel(LISTENER_MESSAGES_MAX);
        let filters = filters.iter().filter(|filter| filter::is_filter(filter));
        self.hub.listen(self.id, filters.map(|filter| (*filter).to_owned()).collect(), messages);
        receiver
    }
}

/// Takes connections until it is told to stop, then ends them all.
async fn accept(listener: TcpListener, hub: Arc<Hub>, mut stopped: watch::Receiver<()>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((socket, _)) if connections.len() < CONNECTIONS_MAX => {
                    connections.spawn(connection::serve(Arc::clone(&hub), socket));
                }
                Ok(_) => tracing::debug!("Connection beyond the limit closed"),
                Err(error) => {
                    tracing::debug!(%error, "No connection taken");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
            Some(ended) = connections.join_next() => {
                if let Err(error) = ended {
                    tracing::error!(%error, "Connection ended abnormally");
                }
            }
            _ = stopped.changed() => break,
        }
    }
    connections.shutdown().await;
}

#[cfg(test)]
mod tests;
