//! The load against a real mosquitto: what the list says is what arrived, and every end is a plain one.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends")]

use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use broker::{Clock, Session, Settings, State};
use codec::Decoder;
use model::{ConnectionId, Incoming, Timestamp, Value};
use sim::Building;
use sim::load::{Load, LoadError, LoadReport, run};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

/// Longer than anything here takes; a test that waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(30);

/// A mosquitto of our own; killed with the test.
struct Mosquitto {
    port: u16,
    child: Child,
}

impl Mosquitto {
    async fn start() -> Self {
        let port = free_port();
        let config = config(port);
        let lines = "allow_anonymous true\nuser root\nmax_queued_messages 0\n";
        std::fs::write(&config, format!("listener {port} 127.0.0.1\n{lines}")).unwrap();
        let child = Command::new("/usr/sbin/mosquitto")
            .arg("-c")
            .arg(config)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let listens = async {
            while TcpStream::connect(("127.0.0.1", port)).is_err() {
                sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(PATIENCE, listens).await.unwrap();
        Self { port, child }
    }

    /// A load on it that ends by itself, as fast as it goes.
    fn load(&self) -> Load {
        Load {
            url: format!("mqtt://127.0.0.1:{}", self.port),
            points: 500,
            rate: 0.0,
            duration: Some(Duration::from_millis(500)),
            ..Load::default()
        }
    }

    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Listens to everything.
    async fn listen(&self) -> (Session, mpsc::Receiver<Incoming>) {
        let settings = Settings::new(ConnectionId(1), "127.0.0.1", self.port, "listener");
        let (session, messages) = Session::start(settings, clock());
        let mut status = session.status();
        let live = status.wait_for(|status| status.state == State::Live);
        timeout(PATIENCE, live).await.unwrap().unwrap();
        (session, messages)
    }
}

impl Drop for Mosquitto {
    fn drop(&mut self) {
        // It is dead already where the test killed it.
        if self.child.kill().is_ok() {
            self.child.wait().unwrap();
        }
        std::fs::remove_file(config(self.port)).unwrap();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// A file in the scratch folder that cargo keeps for tests.
fn scratch(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn config(port: u16) -> PathBuf {
    scratch(&format!("mosquitto-{port}.conf"))
}

/// 2025-11-13T09:30:00Z; it stands still.
const NOW: Timestamp = Timestamp::from_ms(1_763_026_200_000);

fn clock() -> Clock {
    Arc::new(|| NOW)
}

async fn publish(load: Load) -> Result<LoadReport, LoadError> {
    timeout(PATIENCE, run(load, clock(), std::future::pending())).await.unwrap()
}

fn read(topic: &str, payload: &[u8]) -> Vec<(String, Value)> {
    let decoded = Decoder::new().decode(&Incoming {
        connection: ConnectionId(1),
        topic: topic.to_owned(),
        payload: payload.to_vec().into(),
        retained: false,
        duplicate: false,
        received: NOW,
        ack: None,
    });
    assert_eq!(decoded.rejects, []);
    let values = decoded.series.iter().flat_map(|series| {
        let path = series.path.to_string();
        let samples = series.samples.iter();
        samples.map(move |sample| (path.clone(), sample.value.clone()))
    });
    values.collect()
}

/// The list's lines: topic and payload. Read by the console's own reader of JSON.
fn listed(log: &PathBuf) -> Vec<(String, String)> {
    let lines = std::fs::read_to_string(log).unwrap();
    let line = |line: &str| {
        let values = read("line", line.as_bytes());
        let text = |wanted: &str| match &values.iter().find(|(path, _)| path == wanted).unwrap().1 {
            Value::Text(text) => text.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Boolean(boolean) => boolean.to_string(),
        };
        assert_eq!(text("/ms"), NOW.ms().to_string());
        (text("/topic"), text("/payload"))
    };
    lines.lines().map(line).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_is_acknowledged_listed_and_received_once() {
    let broker = Mosquitto::start().await;
    let (session, mut messages) = broker.listen().await;
    let log = scratch(&format!("list-{}.jsonl", broker.port));
    let load = Load {
        rate: 2_000.0,
        duration: Some(Duration::from_secs(1)),
        log: Some(log.clone()),
        ..broker.load()
    };
    let building = Building::new(load.points, load.seed);
    let report = publish(load).await.unwrap();
    assert_eq!(report.published, 2_000);
    assert_eq!(report.acknowledged, 2_000);
    assert_eq!(report.topics, building.topics());
    assert!((0.9..3.0).contains(&report.seconds), "{report:?}");

    let listed = listed(&log);
    assert_eq!(listed.len(), 2_000);
    for (number, (topic, payload)) in listed.iter().enumerate() {
        let received = timeout(PATIENCE, messages.recv()).await.unwrap().unwrap();
        session.acknowledge(received.ack.as_slice());
        assert_eq!(&received.topic, topic);
        let truth = building.published(number % building.topics(), NOW);
        let truth: Vec<_> =
            truth.into_iter().map(|said| (said.path.to_string(), said.value)).collect();
        assert_eq!(read(topic, &received.payload), truth);
        // A lone number is listed as text and read as a number again; only its spelling may differ.
        assert_eq!(read(topic, payload.as_bytes()), truth);
    }
    assert!(messages.try_recv().is_err(), "none twice");
    session.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn as_fast_as_it_goes_is_acknowledged_too() {
    let broker = Mosquitto::start().await;
    let report = publish(broker.load()).await.unwrap();
    assert_eq!(report.acknowledged, report.published);
    assert!(report.published > 2_000, "{report:?}");
    assert!(report.seconds >= 0.5, "{report:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_acknowledgement_all_is_sent_and_received() {
    let broker = Mosquitto::start().await;
    let (session, mut messages) = broker.listen().await;
    let log = scratch(&format!("sent-{}.jsonl", broker.port));
    let load = Load { rate: 1_000.0, qos1: false, log: Some(log.clone()), ..broker.load() };
    let report = publish(load).await.unwrap();
    assert_eq!((report.published, report.acknowledged), (500, 0));
    for (topic, _) in listed(&log) {
        let received = timeout(PATIENCE, messages.recv()).await.unwrap().unwrap();
        assert_eq!(received.topic, topic);
        assert!(received.ack.is_none());
    }
    session.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_load_that_is_stopped_ends_with_everything_acknowledged() {
    let broker = Mosquitto::start().await;
    for rate in [0.0, 0.1, 500.0] {
        let load = Load { rate, duration: None, ..broker.load() };
        let stop = sleep(Duration::from_millis(200));
        let report = timeout(PATIENCE, run(load, clock(), stop)).await.unwrap().unwrap();
        assert_eq!(report.acknowledged, report.published);
        assert!(report.published >= 1 && report.seconds < 5.0, "{report:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_that_goes_away_ends_the_load_and_the_list_tells_what_it_had() {
    let mut broker = Mosquitto::start().await;
    let log = scratch(&format!("lost-{}.jsonl", broker.port));
    let load = Load { rate: 1_000.0, duration: None, log: Some(log.clone()), ..broker.load() };
    let running = tokio::spawn(publish(load));
    sleep(Duration::from_millis(300)).await;
    broker.kill();
    let error = running.await.unwrap().unwrap_err();
    assert!(error.to_string().contains("went away after"), "{error}");
    let LoadError::Publish { published, acknowledged, .. } = error else { unreachable!("{error}") };
    assert!(acknowledged > 0 && acknowledged <= published);
    assert_eq!(listed(&log).len() as u64, acknowledged);
}

#[tokio::test]
async fn a_broker_that_is_not_there_is_told_plainly() {
    let load = Load { url: format!("mqtt://127.0.0.1:{}", free_port()), ..Load::default() };
    let error = publish(load).await.unwrap_err();
    assert!(error.to_string().starts_with("Nothing was published"));
    assert!(matches!(error, LoadError::Connect { .. }));
}

#[tokio::test]
async fn a_list_that_cannot_be_written_is_told_before_anything_is_published() {
    let load = Load { log: Some(scratch("no-such-folder/list.jsonl")), ..Load::default() };
    let error = publish(load).await.unwrap_err();
    assert!(matches!(error, LoadError::Log { .. }));
}
