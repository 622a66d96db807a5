//! A mosquitto as a child process, and what every test does with a session.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use broker::{
    Clock, Publisher, PublisherSettings, Retain, Session, Settings, State, Status, VersionChoice,
};
use bytes::Bytes;
use model::{ConnectionId, Incoming, Qos, Timestamp};
use tempfile::TempDir;
use tokio::sync::{mpsc, watch};

/// Longer than anything here takes; a test that waits so long has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) const BOTH: [VersionChoice; 2] = [VersionChoice::V311, VersionChoice::V5];

/// A mosquitto of our own; killed with the test.
pub(crate) struct Mosquitto {
    pub(crate) port: u16,
    folder: TempDir,
    child: Option<Child>,
}

impl Mosquitto {
    /// Starts one with its defaults, open to all.
    pub(crate) async fn start() -> Self {
        Self::start_with("allow_anonymous true\n").await
    }

    /// Starts one with these lines of configuration.
    pub(crate) async fn start_with(lines: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        let config = format!("listener {port} 127.0.0.1\nuser root\n{lines}");
        std::fs::write(folder.path().join("mosquitto.conf"), config).unwrap();
        let mut broker = Self { port, folder, child: None };
        broker.run().await;
        broker
    }

    /// Starts one that writes everything it does to [`Mosquitto::log`].
    pub(crate) async fn start_logging() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log").display().to_string();
        let mut broker = Self { port: free_port(), folder, child: None };
        let config = format!(
            "listener {} 127.0.0.1\nuser root\nallow_anonymous true\nmax_queued_messages 0\n\
             log_dest file {log}\nlog_type all\n",
            broker.port
        );
        std::fs::write(broker.config(), config).unwrap();
        broker.run().await;
        broker
    }

    /// Starts it again on the same port, without what it knew.
    pub(crate) async fn run(&mut self) {
        let child = Command::new("/usr/sbin/mosquitto")
            .arg("-c")
            .arg(self.config())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        self.child = Some(child);
        let port = self.port;
        eventually(|| std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()).await;
    }

    pub(crate) fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Asks it to end, as a service manager would.
    pub(crate) fn stop(&mut self) {
        self.signal("-TERM");
        self.child.take().unwrap().wait().unwrap();
    }

    pub(crate) fn freeze(&self) {
        self.signal("-STOP");
    }

    pub(crate) fn thaw(&self) {
        self.signal("-CONT");
    }

    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    fn config(&self) -> PathBuf {
        self.folder.path().join("mosquitto.conf")
    }

    fn signal(&self, signal: &str) {
        let id = self.child.as_ref().unwrap().id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }

    /// Settings to reach it.
    pub(crate) fn settings(&self, version: VersionChoice) -> Settings {
        settings(self.port, version)
    }

    pub(crate) async fn publisher(&self) -> Publisher {
        publisher_to(self.port).await
    }

    /// Starts one that lets everybody in, and listen to nothing but `open/#`.
    ///
    /// Mosquitto's lists of rights are not asked when somebody subscribes; its plugin for dynamic security is.
    pub(crate) async fn start_guarded() -> Self {
        const RIGHTS: &str = r#"{
            "defaultACLAccess": {
                "publishClientSend": true, "publishClientReceive": true, "subscribe": false, "unsubscribe": true
            },
            "anonymousGroup": "visitors",
            "groups": [{ "groupname": "visitors", "roles": [{ "rolename": "listener" }] }],
            "roles": [{
                "rolename": "listener",
                "acls": [{ "acltype": "subscribePattern", "topic": "open/#", "allow": true }]
            }],
            "clients": []
        }"#;
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        let rights = folder.path().join("rights.json");
        std::fs::write(&rights, RIGHTS).unwrap();
        let config = format!(
            "listener {port} 127.0.0.1\nuser root\nallow_anonymous true\nplugin {}\n\
             plugin_opt_config_file {}\n",
            plugin().display(),
            rights.display()
        );
        std::fs::write(folder.path().join("mosquitto.conf"), config).unwrap();
        let mut broker = Self { port, folder, child: None };
        broker.run().await;
        broker
    }
}

/// Mosquitto's plugin for dynamic security, in the library folder of whatever processor this is.
fn plugin() -> PathBuf {
    let folders = std::fs::read_dir("/usr/lib").unwrap();
    let mut places =
        folders.map(|folder| folder.unwrap().path().join("mosquitto_dynamic_security.so"));
    places.find(|place| place.exists()).expect("mosquitto's plugins come with its package")
}

pub(crate) async fn publisher_to(port: u16) -> Publisher {
    let settings = PublisherSettings::new("127.0.0.1", port, "publisher");
    Publisher::connect(&settings).await.unwrap()
}

impl Drop for Mosquitto {
    fn drop(&mut self) {
        self.kill();
    }
}

pub(crate) fn settings(port: u16, version: VersionChoice) -> Settings {
    let mut settings = Settings::new(ConnectionId(7), "127.0.0.1", port, "console");
    settings.version = version;
    settings
}

/// A port nobody listens on.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A clock that ticks once with every look at it, so that order can be seen.
pub(crate) fn clock() -> Clock {
    let ticks = AtomicI64::new(0);
    Arc::new(move || Timestamp::from_ms(ticks.fetch_add(1, Ordering::Relaxed)))
}

pub(crate) fn start(settings: Settings) -> (Session, mpsc::Receiver<Incoming>) {
    Session::start(settings, clock())
}

/// Starts a session and waits until it is live.
pub(crate) async fn live(settings: Settings) -> (Session, mpsc::Receiver<Incoming>) {
    let (session, messages) = start(settings);
    reaches(&session, |status| status.state == State::Live).await;
    (session, messages)
}

/// Waits until the status is as asked.
pub(crate) async fn reaches(session: &Session, is: impl FnMut(&Status) -> bool) -> Status {
    reaches_on(&mut session.status(), is).await
}

pub(crate) async fn reaches_on(
    status: &mut watch::Receiver<Status>,
    is: impl FnMut(&Status) -> bool,
) -> Status {
    let waited = tokio::time::timeout(PATIENCE, status.wait_for(is))
        .await
        .ok()
        .map(|reached| reached.unwrap().clone());
    waited.unwrap_or_else(|| panic!("still {:#?}", *status.borrow()))
}

/// Looks until it holds.
pub(crate) async fn eventually(mut holds: impl FnMut() -> bool) {
    let looking = async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, looking).await.expect("held in time");
}

pub(crate) async fn next(messages: &mut mpsc::Receiver<Incoming>) -> Incoming {
    tokio::time::timeout(PATIENCE, messages.recv()).await.expect("a message in time").unwrap()
}

/// Publishes with QoS 1 and waits until the broker has it.
pub(crate) async fn publish(publisher: &mut Publisher, topic: &str, payload: &str) {
    let payload = Bytes::copy_from_slice(payload.as_bytes());
    publisher.publish(topic, payload, Qos::AtLeastOnce, Retain::No).await.unwrap();
    publisher.settle().await.unwrap();
}

pub(crate) async fn retain(publisher: &mut Publisher, topic: &str, payload: Bytes) {
    publisher.publish(topic, payload, Qos::AtLeastOnce, Retain::Yes).await.unwrap();
}

pub(crate) fn text(incoming: &Incoming) -> &str {
    std::str::from_utf8(&incoming.payload).unwrap()
}
