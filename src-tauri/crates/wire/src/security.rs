//! Secured connections: how they are set, and what a trial saw step by step.

use model::Timestamp;
use serde::{Deserialize, Serialize};

/// How the way to a broker is protected, beyond what its address says (`mqtts://`, `wss://`). Holds no secret: files by their
/// paths only. All of it is absent for an unprotected address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ConnectionSecurity {
    /// PEM file with the authorities that are trusted, by its whole path; those of the operating system where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub ca: Option<String>,
    /// PEM file with the certificate that we show, by its whole path; goes with `key`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub certificate: Option<String>,
    /// PEM file with that certificate's private key, by its whole path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub key: Option<String>,
    /// SHA-256 of the one certificate that is accepted, whoever issued it: 32 pairs of hexadecimal digits. Its dates count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub pinned: Option<String>,
}

/// What a step of a trial looks at, in the order in which they are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum TrialStage {
    /// The settings and the files that they name.
    Settings,
    /// The host's name.
    Name,
    /// The way to the host and its port.
    Reach,
    /// TLS and the broker's certificate.
    Secure,
    /// WebSocket where it is one, version of MQTT, user name and password.
    SignIn,
    /// The right to listen, per topic filter.
    Subscribe,
    /// The largest message the broker takes.
    PacketSize,
}

/// How a step went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum TrialVerdict {
    /// Well.
    Ok,
    /// Not well.
    Failed,
    /// A step before it failed.
    NotReached,
}

/// One step of a trial.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TrialStep {
    /// What it looks at.
    pub stage: TrialStage,
    /// The same in a few words.
    pub title: String,
    /// How it went.
    pub verdict: TrialVerdict,
    /// What was found, or what is the matter and what to do.
    pub sentence: String,
    /// How long it took, in ms; 0 where it was not reached.
    pub took_ms: f64,
}

/// A certificate that a broker showed, accepted or not. Every word of it is the broker's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CertificateView {
    /// Whom it was issued to.
    pub subject: String,
    /// Who issued it.
    pub issuer: String,
    /// The names and addresses it stands for, the first few.
    pub names: Vec<String>,
    /// From when it holds.
    pub valid_from: Timestamp,
    /// Until when it holds.
    pub valid_until: Timestamp,
    /// SHA-256, as it is pinned: 32 pairs of hexadecimal digits, joined by colons.
    pub fingerprint: String,
    /// Whether pinning it would mend what failed: nobody known vouches for it, or not for this host, and its dates are right.
    pub can_be_pinned: bool,
}
