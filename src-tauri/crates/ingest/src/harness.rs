//! What the tests of the write path stand on: a store in a folder of its own, and a connection whose messages go there.

use std::sync::Arc;

use model::{ConnectionId, Conventions, Incoming, Timestamp};
use store::{NewConnection, ProtectionRow, Store};
use tempfile::TempDir;
use tokio::sync::watch;

use crate::{Connection, DeviceFollower, Followers, Ingest, Ledger};

/// When every message is received, which is also what the clock says.
pub(crate) const RECEIVED: Timestamp = Timestamp::from_ms(1_792_000_000_000);

/// A write path and its one connection, on which no intake has begun yet.
pub(crate) struct Harness {
    pub(crate) store: Store,
    pub(crate) ingest: Ingest,
    pub(crate) connection: Connection,
    /// Changes what the connection's messages may be read by; at first by everything.
    pub(crate) conventions: watch::Sender<Conventions>,
    _folder: TempDir,
}

impl Harness {
    /// What devices say of themselves is seen by `devices`; messages and values are seen by nobody.
    pub(crate) async fn start(devices: DeviceFollower) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), chrono_tz::UTC).await.unwrap();
        let new = NewConnection {
            name: "main".to_owned(),
            url: "mqtt://127.0.0.1:1".to_owned(),
            filters: Vec::new(),
            version: None,
            client_id: "c".to_owned(),
            username: None,
            protection: ProtectionRow::default(),
            conventions: Conventions::All,
        };
        let id = store.main().add_connection(&new).await.unwrap().unwrap();
        let followers =
            Followers { messages: Arc::new(|_| {}), values: Arc::new(|_, _| {}), devices };
        let ingest = Ingest::start(store.clone(), Arc::new(|| RECEIVED), followers);
        let conventions = watch::Sender::new(Conventions::All);
        let connection = Connection {
            id,
            name: "main".into(),
            ledger: Ledger::default(),
            acknowledge: Arc::new(|_| {}),
            conventions: conventions.subscribe(),
        };
        Self { store, ingest, connection, conventions, _folder: folder }
    }
}

/// A message of that connection at [`RECEIVED`], for the first time and not a retained one.
pub(crate) fn incoming(topic: &str, payload: &str) -> Incoming {
    Incoming {
        connection: ConnectionId(1),
        topic: topic.to_owned(),
        payload: payload.as_bytes().to_vec().into(),
        retained: false,
        duplicate: false,
        received: RECEIVED,
        ack: None,
    }
}
