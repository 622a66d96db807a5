//! The way to a broker as rumqttc wants it said: TCP or WebSocket, plain or secured.

use rumqttc::{TlsConfiguration, Transport as Way};

use super::Call;
use crate::settings::{Settings, Transport};

/// How to get there. A secured call is never made over anything else.
pub(super) fn way(call: &Call<'_>) -> Way {
    let secured = call.secured.map(|secured| TlsConfiguration::Rustls(secured.config.clone()));
    match (&call.settings.transport, secured) {
        (Transport::Tcp, None) => Way::Tcp,
        (Transport::Tcp, Some(secured)) => Way::Tls(secured),
        (Transport::WebSocket { .. }, None) => Way::Ws,
        (Transport::WebSocket { .. }, Some(secured)) => Way::Wss(secured),
    }
}

/// The host, which is a whole address where it is a WebSocket's.
pub(super) fn host(call: &Call<'_>) -> String {
    let settings: &Settings = call.settings;
    match &settings.transport {
        Transport::Tcp => settings.host.clone(),
        Transport::WebSocket { path } => settings.websocket_url(path),
    }
}
