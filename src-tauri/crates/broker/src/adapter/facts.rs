//! What a client needs to know to put a failure into words.

use std::io;

use rumqttc::TlsError;
use tokio_tungstenite::tungstenite::Error as WebSocketError;
use tokio_tungstenite::tungstenite::error::ProtocolError;

use super::Call;
use crate::failure::Failure;
use crate::limits::CONNECT_WAIT_MAX;
use crate::tls::{self, Secured};

/// What a client needs to know to put a failure into words.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    host: String,
    address: String,
    websocket_path: String,
    client_id: String,
    wire_bytes_max: usize,
    secured: Option<Secured>,
    /// Whether the broker had accepted us.
    pub(super) connected: bool,
}

impl Facts {
    pub(super) fn new(call: &Call<'_>) -> Self {
        Self {
            host: call.settings.host.clone(),
            address: call.settings.address(),
            websocket_path: call.settings.transport.path().to_owned(),
            client_id: call.client_id.to_owned(),
            wire_bytes_max: call.wire_bytes_max,
            secured: call.secured.cloned(),
            connected: false,
        }
    }

    /// No connection could be made.
    pub(super) fn unreachable(&self, error: &io::Error) -> Failure {
        // Looking up a name fails with a text of the resolver, everything else with a number of the system.
        if error.raw_os_error().is_none() && error.kind() != io::ErrorKind::ConnectionRefused {
            return Failure::NameUnknown { host: self.host.clone() };
        }
        Failure::of_connecting(self.address.clone(), error)
    }

    /// A connection ended; where it was being secured, TLS may tell why.
    pub(super) fn ended(&self, error: &io::Error) -> Failure {
        if !self.connected
            && let (Some(secured), Some(said)) = (&self.secured, tls::find(error))
        {
            return secured.failure(said, &self.host, &self.address).into();
        }
        self.closed(&error.to_string())
    }

    /// A connection ended without a word.
    pub(super) fn closed(&self, reason: &str) -> Failure {
        if self.connected {
            return Failure::Closed { reason: reason.to_owned() };
        }
        let told = self.secured.as_ref().and_then(Secured::closed_early);
        told.map_or_else(|| Failure::ClosedEarly { address: self.address.clone() }, Failure::from)
    }

    /// The connection could not be secured.
    pub(super) fn unsecured(&self, error: &TlsError) -> Failure {
        match (error, &self.secured) {
            (TlsError::Io(error), Some(secured)) => {
                secured.broken_off(error, &self.host, &self.address).into()
            }
            (TlsError::TLS(error), Some(secured)) => {
                secured.failure(error, &self.host, &self.address).into()
            }
            (_, _) => Failure::Unusable { reason: error.to_string() },
        }
    }

    /// No WebSocket was opened.
    pub(super) fn no_websocket(&self, error: &WebSocketError) -> Failure {
        let address = self.address.clone();
        match error {
            WebSocketError::Http(answer) => Failure::WebSocketRefused {
                address,
                path: self.websocket_path.clone(),
                status: answer.status().as_u16(),
            },
            WebSocketError::Io(error) => match &self.secured {
                Some(secured) if secured.seen.certificate().is_none() => {
                    secured.broken_off(error, &self.host, &self.address).into()
                }
                Some(_) | None => self.ended(error),
            },
            WebSocketError::Protocol(ProtocolError::SecWebSocketSubProtocolError(_)) => {
                Failure::WebSocketWithoutMqtt { address }
            }
            _ => Failure::NoWebSocket { address, reason: error.to_string() },
        }
    }

    /// A WebSocket ended; what TLS says of it, if anything.
    pub(super) fn told_by_tls(&self, error: &io::Error) -> Result<(), Failure> {
        match (&self.secured, tls::find(error)) {
            (Some(secured), Some(said)) => {
                Err(secured.failure(said, &self.host, &self.address).into())
            }
            (_, _) => Ok(()),
        }
    }

    pub(super) fn no_answer(&self) -> Failure {
        Failure::NoAnswer { address: self.address.clone(), waited: CONNECT_WAIT_MAX }
    }

    pub(super) fn too_large(&self, bytes: usize) -> Failure {
        Failure::TooLarge { bytes, bytes_max: self.wire_bytes_max }
    }

    pub(super) fn taken_over(&self) -> Failure {
        Failure::TakenOver { client_id: self.client_id.clone(), times: 1 }
    }

    pub(super) fn client_id_refused(&self) -> Failure {
        Failure::ClientIdRefused { client_id: self.client_id.clone() }
    }
}
