//! One face for the two clients of rumqttc, so that a session need not know which MQTT it speaks.
//!
//! A client is made for one attempt and thrown away with it: none of rumqttc's state (pending publishes, collisions, aliases)
//! outlives a connection, and its own reconnecting is never used. Requests never wait: their channel holds an acknowledgement
//! for every packet identifier there is.

use std::time::Duration;

use bytes::Bytes;

use crate::failure::Failure;
use crate::settings::{Settings, Version};
use crate::tls::Secured;

mod bridge;
mod facts;
mod v4;
mod v5;
mod way;

use facts::Facts;

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
    /// How the way there is secured; none where it is plain.
    pub(crate) secured: Option<&'a Secured>,
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
    Connected {
        session_present: bool,
        keep_alive: Option<Duration>,
        /// Largest packet that the broker takes, in bytes; none where it names no limit.
        packet_bytes_max: Option<u32>,
    },
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
