//! What a session is told: where the broker is, who we are there, what to listen to.

use std::fmt;
use std::time::Duration;

use model::ConnectionId;

use crate::failure::Failure;
use crate::limits::{
    KEEP_ALIVE_DEFAULT, KEEP_ALIVE_MAX, KEEP_ALIVE_MIN, PACKET_BYTES_DEFAULT, PACKET_BYTES_MAX,
};

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

/// How the way to the broker is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Security {
    /// Plain TCP.
    #[default]
    Plain,
}

/// User name and password; never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The user name at the broker.
    pub user: String,
    /// The password.
    pub password: String,
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

    fn settings() -> Settings {
        Settings::new(ConnectionId(1), "broker.example", 1883, "console-1")
    }

    #[test]
    fn a_password_is_never_printed() {
        let mut settings = settings();
        let (user, password) = ("anna".to_owned(), "correct horse".to_owned());
        settings.credentials = Some(Credentials { user, password });
        let printed = format!("{settings:?}");
        assert!(!printed.contains("horse") && !printed.contains("anna"), "{printed}");
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
        ] {
            let mut settings = settings();
            change(&mut settings);
            assert!(matches!(settings.checked(), Err(Failure::Unusable { .. })));
        }
    }
}
