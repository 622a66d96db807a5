use std::sync::Mutex;
use std::time::Duration;

use codec::Availability;
use store::NewConnection;

use super::*;
use crate::{Followers, Ingest};

const DOCUMENT: (&str, &str) = (
    "homeassistant/sensor/t/config",
    r#"{"state_topic":"hall/t","unique_id":"t","availability_topic":"hall/online","device":{"identifiers":"hall-7"}}"#,
);
const OFFLINE: (&str, &str) = ("hall/online", "offline");
const ONLINE: (&str, &str) = ("hall/online", "online");
/// Asked for its conventions like every message, and says nothing of a device.
const OTHER: (&str, &str) = ("other", "nothing");
const PATIENCE: Duration = Duration::from_secs(30);

/// What devices were heard to say: whether they are there, and how many of them told what they are.
type Heard = (Vec<Availability>, usize);

struct Site {
    _folder: tempfile::TempDir,
    store: Store,
    messages: mpsc::Sender<Incoming>,
    conventions: watch::Sender<Conventions>,
    ledger: Ledger,
    intake: Stopper,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Site {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), chrono_tz::UTC).await.unwrap();
        let connection = NewConnection {
            name: "main".to_owned(),
            url: "mqtt://127.0.0.1:1".to_owned(),
            filters: Vec::new(),
            version: None,
            client_id: "c".to_owned(),
            username: None,
            protection: store::ProtectionRow::default(),
            conventions: Conventions::All,
        };
        let id = store.main().add_connection(&connection).await.unwrap().unwrap();
        let heard: Arc<Mutex<Vec<Heard>>> = Arc::default();
        let hearing = Arc::clone(&heard);
        let followers = Followers {
            messages: Arc::new(|_| {}),
            values: Arc::new(|_, _| {}),
            devices: Arc::new(move |_, availability, discoveries, _| {
                hearing.lock().unwrap().push((availability.to_vec(), discoveries.len()));
            }),
        };
        let received = Timestamp::from_ms(1_792_000_000_000);
        let ingest = Ingest::start(store.clone(), Arc::new(move || received), followers);
        let (conventions, ledger) = (watch::Sender::new(Conventions::All), Ledger::default());
        let connection = crate::Connection {
            id,
            name: "main".into(),
            ledger: ledger.clone(),
            acknowledge: Arc::new(|_| {}),
            conventions: conventions.subscribe(),
        };
        let (messages, receiver) = mpsc::channel(10);
        let intake = ingest.connect(connection, receiver).await.unwrap();
        Self { _folder: folder, store, messages, conventions, ledger, intake, heard }
    }

    /// What is heard of devices while these messages are taken in, by these conventions.
    async fn hear(&self, conventions: Conventions, messages: &[(&str, &str)]) -> Vec<Heard> {
        self.conventions.send_replace(conventions);
        let all = self.ledger.counts().messages.received + messages.len() as u64;
        for (topic, payload) in messages {
            let message = Incoming {
                connection: ConnectionId(1),
                topic: (*topic).to_owned(),
                payload: payload.as_bytes().to_vec().into(),
                retained: false,
                duplicate: false,
                received: Timestamp::from_ms(1_792_000_000_000),
                ack: None,
            };
            self.messages.send(message).await.unwrap();
        }
        let taken = async {
            while self.ledger.counts().messages.received < all {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, taken).await.expect("taken in time");
        std::mem::take(&mut *self.heard.lock().unwrap())
    }
}

fn all_but(name: &str) -> Conventions {
    Conventions::AllBut(vec![name.to_owned()])
}

#[tokio::test]
async fn a_description_is_heard_again_by_who_could_not_read_it_and_tells_no_older_state() {
    let site = Site::start().await;
    let first = site.hear(Conventions::All, &[DOCUMENT, OFFLINE]).await;
    let offline = Availability { device: "hall-7".into(), online: false };
    assert_eq!(first, [(vec![], 1), (vec![offline], 0)]);

    let again = site.hear(all_but("plain"), &[OTHER]).await;
    assert_eq!(again, [], "who read it has heard what followed");

    let unread = site.hear(all_but("ha-discovery"), &[ONLINE]).await;
    assert_eq!(unread, [], "nobody reads it");
    let readable = site.hear(Conventions::All, &[OTHER]).await;
    assert_eq!(readable, [(vec![], 1)], "described, and not said to be gone");

    site.intake.stop().await;
    site.store.close().await;
}
