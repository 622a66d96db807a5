//! One face for the two clients of rumqttc, so that a session need not know which MQTT it speaks.
//!
//! A client is made for one attempt and thrown away with it: none of rumqttc's state (pending publishes, collisions, aliases)
//! outlives a connection, and its own reconnecting is never used. Requests never wait: their channel holds an acknowledgement
//! for every packet identifier there is.

use std::time::Duration;

use bytes::Bytes;

use crate::failure::Failure;
use crate::limits::CONNECT_WAIT_MAX;
use crate::settings::{Settings, Version};

mod v4;
mod v5;

/// Whether the broker shall keep the session when we are gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    /// It shall, under our client identifier.
    Session,
    /// It shall forget us.
    Nothing,
}

/// One attempt: how to call the broker.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) client_id: &'a str,
    pub(crate) keep: Keep,
    /// Largest packet read from the wire.
    pub(crate) wire_bytes_max: usize,
}

/// What a subscription was answered with, per filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Grant {
    Granted,
    Refused(String),
}

/// A message as the client read it.
#[derive(Debug)]
pub(crate) struct Arrived {
    /// The topic, or what could be read of one that is no text.
    pub(crate) topic: Result<String, String>,
    pub(crate) payload: Bytes,
    pub(crate) retained: bool,
    pub(crate) duplicate: bool,
    /// What is owed for it; none for QoS 0, and for QoS 2, which we never ask for.
    pub(crate) packet_id: Option<u16>,
}

/// What happened on a connection.
#[derive(Debug)]
pub(crate) enum Happening {
    /// The broker accepted us.
    Connected { session_present: bool, keep_alive: Option<Duration> },
    /// A message came.
    Message(Arrived),
    /// A subscription was answered.
    Subscribed(Vec<Grant>),
    /// Leaving a filter was answered.
    Left,
    /// Something else came, such as the answer to a ping.
    Heard,
    /// A ping went out.
    PingSent,
    /// Something else went out.
    Sent,
}

/// Asks things of one connection; never waits.
#[derive(Debug)]
pub(crate) enum Requests {
    V311(v4::Requests),
    V5(v5::Requests),
}

/// Tells what happens on one connection, and drives it.
pub(crate) enum Events {
    V311(Box<v4::Events>),
    V5(Box<v5::Events>),
}

/// Makes the client of one attempt; the connection itself is made by the first [`Events::next`].
pub(crate) fn call(version: Version, call: &Call<'_>) -> (Requests, Events) {
    match version {
        Version::V311 => {
            let (requests, events) = v4::call(call);
            (Requests::V311(requests), Events::V311(Box::new(events)))
        }
        Version::V5 => {
            let (requests, events) = v5::call(call);
            (Requests::V5(requests), Events::V5(Box::new(events)))
        }
    }
}

impl Requests {
    /// Acknowledges one message.
    pub(crate) fn acknowledge(&self, packet_id: u16) {
        let given = match self {
            Self::V311(requests) => requests.acknowledge(packet_id),
            Self::V5(requests) => requests.acknowledge(packet_id),
        };
        if !given {
            // Not to be expected, see REQUESTS_MAX. The broker sends the message again, so nothing is lost.
            tracing::error!(packet_id, "Acknowledgement not taken by the client");
        }
    }

    /// Subscribes with QoS 0, which brings what is retained.
    pub(crate) fn take_retained(&self, filters: &[String]) {
        match self {
            Self::V311(requests) => requests.take_retained(filters),
            Self::V5(requests) => requests.take_retained(filters),
        }
    }

    /// Subscribes with QoS 1; MQTT 5 brings nothing retained with it.
    pub(crate) fn follow(&self, filters: &[String]) {
        match self {
            Self::V311(requests) => requests.follow(filters),
            Self::V5(requests) => requests.follow(filters),
        }
    }

    /// Leaves a filter.
    pub(crate) fn leave(&self, filter: &str) {
        match self {
            Self::V311(requests) => requests.leave(filter),
            Self::V5(requests) => requests.leave(filter),
        }
    }

    /// Says farewell, after everything that was asked before.
    pub(crate) fn disconnect(&self) {
        match self {
            Self::V311(requests) => requests.disconnect(),
            Self::V5(requests) => requests.disconnect(),
        }
    }
}

impl Events {
    /// The next thing that happens. Dropped half-way it may lose a request that was about to be sent, so a caller that goes on
    /// with the connection keeps the future. Nothing may be asked of it after a failure: rumqttc would connect again.
    pub(crate) async fn next(&mut self) -> Result<Happening, Failure> {
        match self {
            Self::V311(events) => events.next().await,
            Self::V5(events) => events.next().await,
        }
    }

    /// Forgets that a ping is unanswered, for a reader that chose not to read.
    pub(crate) fn forgive_ping(&mut self) {
        match self {
            Self::V311(events) => events.forgive_ping(),
            Self::V5(events) => events.forgive_ping(),
        }
    }
}

/// Whether MQTT's rules let this be a filter.
pub(crate) fn is_filter(filter: &str) -> bool {
    filter.len() <= usize::from(u16::MAX) && !filter.contains('\0') && rumqttc::valid_filter(filter)
}

/// What a client needs to know to put a failure into words.
#[derive(Debug, Clone)]
struct Facts {
    host: String,
    address: String,
    client_id: String,
    wire_bytes_max: usize,
    connected: bool,
}

impl Facts {
    fn new(call: &Call<'_>) -> Self {
        Self {
            host: call.settings.host.clone(),
            address: call.settings.address(),
            client_id: call.client_id.to_owned(),
            wire_bytes_max: call.wire_bytes_max,
            connected: false,
        }
    }

    /// No connection could be made.
    fn unreachable(&self, error: &std::io::Error) -> Failure {
        if error.kind() == std::io::ErrorKind::ConnectionRefused {
            return Failure::NothingListens { address: self.address.clone() };
        }
        // Looking up a name fails with a text of the resolver, everything else with a number of the system.
        if error.raw_os_error().is_none() {
            return Failure::NameUnknown { host: self.host.clone() };
        }
        Failure::Unreachable { address: self.address.clone(), reason: error.to_string() }
    }

    /// A connection ended without a word.
    fn closed(&self, reason: &str) -> Failure {
        if self.connected {
            Failure::Closed { reason: reason.to_owned() }
        } else {
            Failure::ClosedEarly { address: self.address.clone() }
        }
    }

    fn no_answer(&self) -> Failure {
        Failure::NoAnswer { address: self.address.clone(), waited: CONNECT_WAIT_MAX }
    }

    fn too_large(&self, bytes: usize) -> Failure {
        Failure::TooLarge { bytes, bytes_max: self.wire_bytes_max }
    }

    fn client_id_refused(&self) -> Failure {
        Failure::ClientIdRefused { client_id: self.client_id.clone() }
    }
}
