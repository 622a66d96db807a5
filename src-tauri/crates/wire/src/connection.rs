//! Connections to brokers: what they are, how they are, and how one is added.

use model::{Conventions, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{CertificateView, ConnectionSecurity, Login, LoginView, TrialStep, TrialVerdict};

/// The protocol spoken with a broker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum MqttVersion {
    /// MQTT 3.1.1.
    #[serde(rename = "3.1.1")]
    V311,
    /// MQTT 5.
    #[serde(rename = "5")]
    V5,
}

/// Where a connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum ConnectionState {
    /// Nobody collects right now.
    Idle,
    /// Its password is not known; nothing is tried until somebody enters it or unlocks what keeps it.
    #[serde(rename = "needs_password")]
    NeedsPassword,
    /// An attempt is under way.
    Connecting,
    /// Connected, and the subscriptions are being made.
    Subscribing,
    /// Data flows.
    Live,
    /// The last attempt failed; the next one is planned.
    Waiting,
    /// The broker refuses; nothing is tried until somebody changes something.
    Refused,
    /// Ended on purpose.
    Stopped,
}

/// Lists the connections and how they are.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Connections {}

/// One connection as a screen shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ConnectionView {
    /// What people call it.
    pub name: String,
    /// Where the broker is, without a password.
    pub url: String,
    /// What it subscribes to.
    pub filters: Vec<String>,
    /// Where it stands.
    pub state: ConnectionState,
    /// Since when it stands there.
    pub since: Option<Timestamp>,
    /// The protocol in use, once known.
    pub version: Option<MqttVersion>,
    /// The protocol that is insisted on.
    pub insisted: Option<MqttVersion>,
    /// In words: what is the matter, what it means for the data, what to do; empty while all is well.
    pub explanation: String,
    /// How often the connection was made again since the engine started.
    pub reconnects: u32,
    /// Whether the broker keeps messages for this connection while nobody collects.
    pub subscribed: bool,
    /// When the newest message came.
    pub newest: Option<Timestamp>,
    /// How the way there is protected.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(as = "Option<_>", optional))]
    pub security: ConnectionSecurity,
    /// How it signs in; absent where the broker asks for no name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub login: Option<LoginView>,
    /// By what its messages may be read.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(as = "Option<_>", optional))]
    pub conventions: Conventions,
}

/// Adds a connection to a broker.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AddConnection {
    /// What people will call it; must be new.
    pub name: String,
    /// `mqtt://host:port`, `mqtts://host:port`, `ws://host:port/path` or `wss://host:port/path`; port and path may be left out.
    pub url: String,
    /// What to subscribe to; everything where empty.
    pub filters: Vec<String>,
    /// The protocol to insist on; MQTT 5 and then 3.1.1 are tried where absent.
    pub version: Option<MqttVersion>,
    /// How it signs in; as nobody where absent.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub login: Option<Login>,
    /// How the way there is protected beyond that.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(as = "Option<_>", optional))]
    pub security: ConnectionSecurity,
    /// By what its messages may be read.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(as = "Option<_>", optional))]
    pub conventions: Conventions,
}

/// Removes a connection; what was stored stays.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RemoveConnection {
    /// Which one.
    pub name: String,
}

/// Tries a connection once, with a session of its own, and tells what became of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TestConnection {
    /// Which one.
    pub name: String,
}

/// What a trial found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ConnectionTested {
    /// The protocol it agreed to; absent where the broker did not let us in.
    pub version: Option<MqttVersion>,
    /// From the first packet to the broker's consent, in ms; absent where the broker did not let us in.
    pub connect_ms: Option<f64>,
    /// Every step once, in order.
    #[serde(default)]
    pub steps: Vec<TrialStep>,
    /// The certificate that the broker showed; absent where it showed none, or one that cannot be read.
    #[serde(default)]
    pub certificate: Option<CertificateView>,
}

impl ConnectionTested {
    /// The step that failed first; none where all went well.
    #[must_use]
    pub fn failed(&self) -> Option<&TrialStep> {
        self.steps.iter().find(|step| step.verdict == TrialVerdict::Failed)
    }
}

/// Tries an address that is not a connection yet, once.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TryConnection {
    /// `mqtt://host:port`, `mqtts://host:port`, `ws://host:port/path` or `wss://host:port/path`; port and path may be left out.
    pub url: String,
    /// The protocol to insist on; MQTT 5 and then 3.1.1 are tried where absent.
    pub version: Option<MqttVersion>,
    /// What it would subscribe to; everything where empty.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(as = "Option<_>", optional))]
    pub filters: Vec<String>,
    /// How to sign in; as nobody where absent. It is used once and kept nowhere.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub login: Option<Login>,
    /// The connection whose kept login is used where `login` is absent.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub login_of: Option<String>,
    /// How the way there is protected beyond that.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(as = "Option<_>", optional))]
    pub security: ConnectionSecurity,
}

/// Changes where a connection goes, how the way is protected, what it subscribes to and by what its messages may be read; its
/// login, its points and their history stay. Where only the conventions are others, the session goes on and nothing is lost.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ChangeConnection {
    /// Which one.
    pub name: String,
    /// `mqtt://host:port`, `mqtts://host:port`, `ws://host:port/path` or `wss://host:port/path`; port and path may be left out.
    pub url: String,
    /// What to subscribe to; everything where empty.
    pub filters: Vec<String>,
    /// The protocol to insist on; MQTT 5 and then 3.1.1 are tried where absent.
    pub version: Option<MqttVersion>,
    /// How the way there is protected beyond that.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(as = "Option<_>", optional))]
    pub security: ConnectionSecurity,
    /// By what its messages may be read; as before where absent.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub conventions: Option<Conventions>,
}
