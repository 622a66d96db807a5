//! The way to a broker as rumqttc wants it said: TCP, plain or secured, or a door to a WebSocket.

use rumqttc::{TlsConfiguration, Transport};

use super::Call;
use super::bridge::Bridge;
use crate::settings::{self, Version};

/// Where the client has to go, and as whom.
pub(super) struct Way {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) transport: Transport,
    /// User name and password.
    pub(super) login: Option<(String, String)>,
    /// What stands behind the door, where the client goes to one.
    pub(super) bridge: Option<Bridge>,
}

/// The way of one attempt. A secured call is never made over anything else.
pub(super) fn way(version: Version, call: &Call<'_>) -> Way {
    let settings = call.settings;
    match &settings.transport {
        settings::Transport::Tcp => {
            let secured = call.secured.map(|secured| secured.config.clone());
            let login = settings.credentials.as_ref();
            Way {
                host: settings.host.clone(),
                port: settings.port,
                transport: secured.map_or(Transport::Tcp, |config| {
                    Transport::Tls(TlsConfiguration::Rustls(config))
                }),
                login: login.map(|login| (login.user.clone(), login.password.to_string())),
                bridge: None,
            }
        }
        settings::Transport::WebSocket { path } => {
            let bridge = Bridge::open(version, call, path);
            Way {
                host: "127.0.0.1".to_owned(),
                port: bridge.port,
                transport: Transport::Tcp,
                login: Some((bridge.word.clone(), String::new())),
                bridge: Some(bridge),
            }
        }
    }
}
