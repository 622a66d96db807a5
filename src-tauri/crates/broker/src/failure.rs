//! What can go wrong between the console and a broker, each with a sentence for a person.
//!
//! The text says what happened, what it means and what to do. Nothing here is a bug of ours: the field's failures are retried,
//! the operator's are tried three times and then wait.

use std::time::Duration;

use crate::limits::FILTERS_TOLD_MAX;
use crate::settings::Version;
use crate::status::RefusedFilter;

mod tls;

pub use tls::{FileFailure, TlsFailure};

/// Why an attempt or a connection ended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The host has no address.
    #[error(
        "The name {host} has no address, so the broker cannot be found. Check the spelling and this computer's network."
    )]
    NameUnknown {
        /// The name as set.
        host: String,
    },
    /// The port is closed.
    #[error(
        "{address} refused the connection: the computer is there, but no broker listens on this port. Check the port and start the broker."
    )]
    NothingListens {
        /// Host and port.
        address: String,
    },
    /// No way to the host.
    #[error(
        "{address} cannot be reached ({reason}). Check the address, the network and firewalls."
    )]
    Unreachable {
        /// Host and port.
        address: String,
        /// What the system said.
        reason: String,
    },
    /// Nobody answered in time.
    #[error("{address} did not answer within {} s: it is frozen, overloaded, or no MQTT broker. It is tried again.", waited.as_secs())]
    NoAnswer {
        /// Host and port.
        address: String,
        /// How long was waited.
        waited: Duration,
    },
    /// The connection was closed before it was answered.
    #[error(
        "{address} closed the connection without an answer: it is starting, or speaks something else than MQTT on this port. It is tried again; check the port if this stays."
    )]
    ClosedEarly {
        /// Host and port.
        address: String,
    },
    /// The broker does not speak this version.
    #[error("The broker does not speak {version}. Let the console choose the version.")]
    VersionRefused {
        /// What was tried.
        version: Version,
    },
    /// Wrong user name or password.
    #[error(
        "The broker did not accept the user name or password. Nothing is received until they are corrected."
    )]
    BadCredentials,
    /// The broker does not let this client in.
    #[error(
        "The broker does not let this console in. Enter a user name and password, or ask who runs the broker for the right to connect."
    )]
    NotAuthorized,
    /// The broker does not accept the client identifier.
    #[error(
        "The broker did not accept the client identifier {client_id:?}. Choose another one in the connection's settings."
    )]
    ClientIdRefused {
        /// The identifier as set.
        client_id: String,
    },
    /// The broker cannot serve us now.
    #[error("The broker is busy or not available ({reason}). It is tried again.")]
    Busy {
        /// What the broker said.
        reason: String,
    },
    /// The broker refused for a reason of its own.
    #[error("The broker refused the connection ({reason}). Ask who runs the broker.")]
    RefusedOtherwise {
        /// What the broker said.
        reason: String,
    },
    /// The broker closed a connection that had stood.
    #[error(
        "The broker closed the connection ({reason}). It was restarted or the network was cut; it is tried again."
    )]
    Closed {
        /// What the broker or the system said.
        reason: String,
    },
    /// Nothing was heard any more.
    #[error("Nothing was heard from the broker for {:.1} s, not even an answer to a ping: it is frozen or the network is cut. It is tried again.", silence.as_secs_f64())]
    Silent {
        /// How long.
        silence: Duration,
    },
    /// Another program uses the same client identifier.
    #[error(
        "Another program took over the client identifier {client_id:?}, {times} times now: two programs with the same identifier push each other out. Give one of them another client identifier."
    )]
    TakenOver {
        /// The identifier that clashes.
        client_id: String,
        /// How often it happened within ten minutes.
        times: usize,
    },
    /// A packet beyond what is read.
    #[error(
        "The broker sent a message of {bytes} bytes, more than the {bytes_max} that are read. The connection is made again with room to read it once and throw it away."
    )]
    TooLarge {
        /// The size announced.
        bytes: usize,
        /// The size allowed.
        bytes_max: usize,
    },
    /// A topic that is no text.
    #[error(
        "The broker sent a topic that is not UTF-8, which MQTT forbids. The connection is made again; have the sender mended."
    )]
    TopicNotUtf8,
    /// Bytes that are not MQTT.
    #[error(
        "The broker sent something that is not MQTT ({reason}). The connection is made again; check the port if this stays."
    )]
    Malformed {
        /// What was wrong.
        reason: String,
    },
    /// A subscription was never answered.
    #[error("The broker did not confirm the subscription within {} s. It is tried again.", waited.as_secs())]
    SubscriptionUnanswered {
        /// How long was waited.
        waited: Duration,
    },
    /// The connection could not be secured.
    #[error(transparent)]
    Tls(#[from] TlsFailure),
    /// A file that securing needs is of no use.
    #[error(transparent)]
    File(#[from] FileFailure),
    /// A TLS port on a connection that is to be plain.
    #[error(
        "{address} speaks TLS, and this connection is set to be unprotected. Nothing is received. Switch TLS on in the connection's settings (mqtts:// or wss://)."
    )]
    TlsPort {
        /// Host and port.
        address: String,
    },
    /// A web server that does not open a WebSocket.
    #[error(
        "{address} answered, but did not open a WebSocket at {path:?} (HTTP status {status}). {}", http_hint(*status)
    )]
    WebSocketRefused {
        /// Host and port.
        address: String,
        /// The path as set.
        path: String,
        /// The status of HTTP: 100 to 999.
        status: u16,
    },
    /// A WebSocket for something else.
    #[error(
        "{address} opened a WebSocket, but not for MQTT. Check the path and the port: brokers often use /mqtt."
    )]
    WebSocketWithoutMqtt {
        /// Host and port.
        address: String,
    },
    /// No web server at all.
    #[error(
        "{address} did not answer as a web server does ({reason}), so no WebSocket can be opened. It is tried again; check the port if this stays."
    )]
    NoWebSocket {
        /// Host and port.
        address: String,
        /// What it did.
        reason: String,
    },
    /// Filters that the broker does not grant; told by a trial and where a second connection may not hear them; a session shows its own in its status.
    #[error(
        "The broker does not let this console listen to {}: nothing comes from there. Ask who runs the broker for the right to read it, or take it out of the connection's settings.",
        told(filters)
    )]
    FiltersRefused {
        /// Those it refused.
        filters: Vec<RefusedFilter>,
    },
    /// The settings cannot work.
    #[error("The connection's settings cannot work: {reason}. Correct them.")]
    Unusable {
        /// What is wrong with them.
        reason: String,
    },
}

/// Who can mend a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Time: it is tried again.
    Retry,
    /// The operator: it is tried three times, then waited for.
    Operator,
}

impl Failure {
    /// No TCP connection could be made to an address that is known.
    pub(crate) fn of_connecting(address: String, error: &std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::ConnectionRefused {
            return Self::NothingListens { address };
        }
        Self::Unreachable { address, reason: error.to_string() }
    }

    /// Who can mend it.
    #[must_use]
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::BadCredentials
            | Self::NotAuthorized
            | Self::ClientIdRefused { .. }
            | Self::RefusedOtherwise { .. }
            | Self::File(_)
            | Self::TlsPort { .. }
            | Self::WebSocketWithoutMqtt { .. }
            | Self::FiltersRefused { .. }
            | Self::Unusable { .. } => Remedy::Operator,
            Self::Tls(failure) => failure.remedy(),
            Self::WebSocketRefused { status, .. } if is_passing(*status) => Remedy::Retry,
            Self::WebSocketRefused { .. } => Remedy::Operator,
            Self::NameUnknown { .. }
            | Self::NothingListens { .. }
            | Self::Unreachable { .. }
            | Self::NoAnswer { .. }
            | Self::ClosedEarly { .. }
            | Self::VersionRefused { .. }
            | Self::Busy { .. }
            | Self::NoWebSocket { .. }
            | Self::Closed { .. }
            | Self::Silent { .. }
            | Self::TakenOver { .. }
            | Self::TooLarge { .. }
            | Self::TopicNotUtf8
            | Self::Malformed { .. }
            | Self::SubscriptionUnanswered { .. } => Remedy::Retry,
        }
    }

    /// Whether a broker would do the very same again at once, so that being live for a moment says nothing.
    pub(crate) fn repeats(&self) -> bool {
        matches!(
            self,
            Self::TakenOver { .. }
                | Self::TooLarge { .. }
                | Self::TopicNotUtf8
                | Self::Malformed { .. }
        )
    }
}

/// Whether a web server says this of a state that passes.
fn is_passing(status: u16) -> bool {
    (500..600).contains(&status) || status == 429
}

/// What to do about a status of HTTP.
fn http_hint(status: u16) -> &'static str {
    match status {
        401 | 403 => {
            "It wants a sign-in of its own; ask who runs the broker or the proxy before it."
        }
        404 => "Check the path: brokers often use /mqtt, some use /ws or /.",
        300..=399 => "It points elsewhere; enter the address that it points to.",
        _ if is_passing(status) => "It has trouble of its own. It is tried again.",
        _ => "Check the path and the port; it may be a web server and no broker.",
    }
}

/// A list of filters as a sentence has it, the first few.
fn told(filters: &[RefusedFilter]) -> String {
    let first = filters.iter().take(FILTERS_TOLD_MAX);
    let mut words: Vec<String> =
        first.map(|refused| format!("{:?} ({})", refused.filter, refused.reason)).collect();
    if filters.len() > FILTERS_TOLD_MAX {
        words.push(format!("{} more", filters.len() - FILTERS_TOLD_MAX));
    }
    words.join(", ")
}
