//! MQTT sessions: connect, subscribe, receive, acknowledge late, back off with jitter.
//!
//! A [`Session`] is one connection's state machine; it hands messages out as they came and acknowledges them when told to.
//! It never decodes a payload, never touches the store and never publishes. The [`Publisher`] is apart from it and serves the
//! simulated building and load tests only; so is the small broker in [`embedded`], which serves the demo building only.

mod adapter;
mod backoff;
pub mod embedded;
mod failure;
mod limits;
mod owed;
mod plan;
mod publisher;
mod session;
mod settings;
mod status;
mod trial;
mod version;

pub use failure::{Failure, Remedy};
pub use limits::{
    KEEP_ALIVE_DEFAULT, KEEP_ALIVE_MAX, KEEP_ALIVE_MIN, PACKET_BYTES_DEFAULT, PACKET_BYTES_MAX,
    QUEUE_MESSAGES_MAX,
};
pub use publisher::{Publisher, PublisherSettings, Retain};
pub use session::{Clock, Session};
pub use settings::{Credentials, Security, Settings, Version, VersionChoice};
pub use status::{Counts, RefusedFilter, State, Status, TooLarge};
pub use trial::{TestOutcome, test};
