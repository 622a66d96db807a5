//! What a session is told: where the broker is, who we are there, what to listen to.

use std::fmt;
use std::time::Duration;

use model::ConnectionId;
use rustls::pki_types::ServerName;
use tokio_tungstenite::tungstenite::http::Uri;
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::limits::{
    KEEP_ALIVE_DEFAULT, KEEP_ALIVE_MAX, KEEP_ALIVE_MIN, PACKET_BYTES_DEFAULT, PACKET_BYTES_MAX,
    WEBSOCKET_PATH_BYTES_MAX,
};
use crate::security::Security;

/// Where brokers usually listen for WebSockets.
pub const WEBSOCKET_PATH_DEFAULT: &str = "/mqtt";

/// Which MQTT to speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum VersionChoice {
    /// MQTT 5 first, 3.1.1 where it is refused.
    #[default]
    Auto,
    /// Only 3.1.1.
    V311,
    /// Only 5.
    V5,
}

/// An MQTT version in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// MQTT 3.1.1.
    V311,
    /// MQTT 5.
    V5,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V311 => "MQTT 3.1.1",
            Self::V5 => "MQTT 5",
        })
    }
}

/// What MQTT is carried by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Transport {
    /// TCP.
    #[default]
    Tcp,
    /// A WebSocket, where only a web server's port is open.
    WebSocket {
        /// Where on the server, from the first slash on: [`WEBSOCKET_PATH_DEFAULT`] with most brokers.
        path: String,
    },
}

impl Transport {
    /// The path of a WebSocket; empty where it is none.
    pub(crate) fn path(&self) -> &str {
        match self {
            Self::Tcp => "",
            Self::WebSocket { path } => path,
        }
    }
}

/// User name and password; never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The user name at the broker.
    pub user: String,
    /// The password; overwritten in memory when it is dropped.
    pub password: Zeroizing<String>,
}

impl Credentials {
    /// A user name and a password.
    #[must_use]
    pub fn new(user: impl Into<String>, password: impl Into<String>) -> Self {
        Self { user: user.into(), password: Zeroizing::new(password.into()) }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive()
    }
}

/// One connection's settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Which connection; travels with every message.
    pub connection: ConnectionId,
    /// Name or address of the broker.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// What MQTT is carried by.
    pub transport: Transport,
    /// How the way there is protected.
    pub security: Security,
    /// Our name there: the broker keeps the session under it, so it must be ours alone.
    pub client_id: String,
    /// Which MQTT to speak.
    pub version: VersionChoice,
    /// Topic filters to listen to.
    pub filters: Vec<String>,
    /// What the previous run was subscribed to ([`crate::Status::subscribed`]), so that a session kept by the broker is not
    /// subscribed again. Keep it only once the messages of that run are durable.
    pub subscribed: Vec<String>,
    /// Largest message handed out, in bytes of topic and payload; at most 16 MiB.
    pub packet_bytes_max: usize,
    /// How often a sign of life is asked for: 5 s in a local network, 15 s far away.
    pub keep_alive: Duration,
    /// User name and password, where the broker asks for them.
    pub credentials: Option<Credentials>,
}

impl Settings {
    /// Settings with everything usual: version chosen, 2 MiB, 5 s, no password, everything listened to.
    #[must_use]
    pub fn new(
        connection: ConnectionId,
        host: impl Into<String>,
        port: u16,
        client_id: impl Into<String>,
    ) -> Self {
        Self {
            connection,
            host: host.into(),
            port,
            transport: Transport::Tcp,
            security: Security::Plain,
            client_id: client_id.into(),
            version: VersionChoice::Auto,
            filters: vec!["#".to_owned()],
            subscribed: Vec::new(),
            packet_bytes_max: PACKET_BYTES_DEFAULT,
            keep_alive: KEEP_ALIVE_DEFAULT,
            credentials: None,
        }
    }

    /// Host and port, as an operator would write them.
    #[must_use]
    pub fn address(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// The address of the WebSocket at `path`.
    pub(crate) fn websocket_url(&self, path: &str) -> String {
        let scheme = match self.security {
            Security::Plain => "ws",
            Security::Tls { .. } => "wss",
        };
        let is_v6 = self.host.contains(':');
        let (open, close) = if is_v6 { ("[", "]") } else { ("", "") };
        format!("{scheme}://{open}{}{close}:{}{path}", self.host, self.port)
    }

    /// Settings that can work, with limits held.
    pub(crate) fn checked(mut self) -> Result<Self, Failure> {
        let unusable = |reason: &str| Err(Failure::Unusable { reason: reason.to_owned() });
        if self.host.trim().is_empty() {
            return unusable("the host is empty");
        }
        if self.port == 0 {
            return unusable("the port is 0");
        }
        if self.client_id.is_empty() || self.client_id.len() > usize::from(u16::MAX) {
            return unusable("the client identifier is empty or too long");
        }
        if let Transport::WebSocket { path } = &self.transport {
            if !path.starts_with('/') || path.len() > WEBSOCKET_PATH_BYTES_MAX {
                return unusable("the path of the WebSocket does not begin with /, or is too long");
            }
            if self.websocket_url(path).parse::<Uri>().is_err() {
                return unusable("host and path of the WebSocket make no address");
            }
        }
        if matches!(self.security, Security::Tls { .. })
            && ServerName::try_from(self.host.as_str()).is_err()
        {
            return unusable("the host is a name that no certificate can bear");
        }
        self.packet_bytes_max = self.packet_bytes_max.min(PACKET_BYTES_MAX);
        // MQTT counts whole seconds, and a half one more would make the broker's patience shorter than ours.
        let seconds = self.keep_alive.clamp(KEEP_ALIVE_MIN, KEEP_ALIVE_MAX).as_secs();
        self.keep_alive = Duration::from_secs(seconds);
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::security::Roots;

    fn settings() -> Settings {
        Settings::new(ConnectionId(1), "broker.example", 1883, "console-1")
    }

    #[test]
    fn a_password_is_never_printed() {
        let mut settings = settings();
        settings.credentials = Some(Credentials::new("anna", "correct horse"));
        let printed = format!("{settings:?}");
        assert!(!printed.contains("horse") && !printed.contains("anna"), "{printed}");
    }

    #[test]
    fn a_websocket_has_an_address_with_the_scheme_that_protects_it() {
        let mut settings = settings();
        assert_eq!(settings.websocket_url("/mqtt"), "ws://broker.example:1883/mqtt");
        settings.security = Security::Tls { roots: Roots::System, client: None, pinned: None };
        settings.host = "::1".to_owned();
        assert_eq!(settings.websocket_url("/"), "wss://[::1]:1883/");
    }

    #[test]
    fn limits_are_held() {
        let mut settings = settings();
        settings.packet_bytes_max = usize::MAX;
        settings.keep_alive = Duration::from_millis(10);
        let checked = settings.checked().unwrap();
        assert_eq!(checked.packet_bytes_max, PACKET_BYTES_MAX);
        assert_eq!(checked.keep_alive, KEEP_ALIVE_MIN);
    }

    #[test]
    fn settings_that_cannot_work_are_told() {
        for change in [
            (|s: &mut Settings| s.host.clear()) as fn(&mut Settings),
            |s| s.port = 0,
            |s| s.client_id.clear(),
            |s| s.transport = Transport::WebSocket { path: "mqtt".to_owned() },
            |s| s.transport = Transport::WebSocket { path: "/a b".to_owned() },
            |s| s.transport = Transport::WebSocket { path: format!("/{}", "a".repeat(2_000)) },
            |s| {
                s.host = "not a name".to_owned();
                s.security = Security::Tls { roots: Roots::System, client: None, pinned: None };
            },
        ] {
            let mut settings = settings();
            change(&mut settings);
            assert!(matches!(settings.checked(), Err(Failure::Unusable { .. })));
        }
    }
}
