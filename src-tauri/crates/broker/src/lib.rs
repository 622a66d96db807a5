//! MQTT sessions: connect, secure, subscribe, receive, acknowledge late, back off with jitter.
//!
//! A [`Session`] is one connection's state machine; it hands messages out as they came and acknowledges them when told to.
//! It never decodes a payload, never touches the store and never publishes. The [`Publisher`] is apart from it and serves the
//! simulated building and load tests only; so is the small broker in [`embedded`], which serves the demo building only.

mod adapter;
mod backoff;
mod certificate;
pub mod embedded;
mod failure;
mod limits;
mod owed;
mod plan;
mod probe;
mod publisher;
mod security;
mod session;
mod settings;
mod status;
mod tls;
mod trial;
mod version;

pub use certificate::Certificate;
pub use failure::{Failure, FileFailure, Remedy, TlsFailure};
pub use limits::{
    KEEP_ALIVE_DEFAULT, KEEP_ALIVE_MAX, KEEP_ALIVE_MIN, PACKET_BYTES_DEFAULT, PACKET_BYTES_MAX,
    QUEUE_BYTES_MAX, QUEUE_MESSAGES_MAX,
};
pub use publisher::{Publisher, PublisherSettings, Retain};
pub use security::{ClientCertificate, Fingerprint, FingerprintError, Roots, Security};
pub use session::{Clock, Session};
pub use settings::{
    Credentials, Settings, Transport, Version, VersionChoice, WEBSOCKET_PATH_DEFAULT,
};
pub use status::{Counts, RefusedFilter, State, Status, TooLarge};
pub use trial::{Answered, Stage, Step, TestOutcome, Verdict, test};
