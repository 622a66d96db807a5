use std::sync::Mutex;
use std::time::Duration;

use codec::Availability;

use super::*;
use crate::harness::{Harness, incoming};

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
    harness: Harness,
    messages: mpsc::Sender<Incoming>,
    intake: Stopper,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Site {
    async fn start() -> Self {
        let heard: Arc<Mutex<Vec<Heard>>> = Arc::default();
        let hearing = Arc::clone(&heard);
        let harness = Harness::start(Arc::new(move |_, availability, discoveries, _| {
            hearing.lock().unwrap().push((availability.to_vec(), discoveries.len()));
        }))
        .await;
        let (messages, receiver) = mpsc::channel(10);
        let intake = harness.ingest.connect(harness.connection.clone(), receiver).await.unwrap();
        Self { harness, messages, intake, heard }
    }

    /// What is heard of devices while these messages are taken in, by these conventions.
    async fn hear(&self, conventions: Conventions, messages: &[(&str, &str)]) -> Vec<Heard> {
        self.harness.conventions.send_replace(conventions);
        let ledger = &self.harness.connection.ledger;
        let all = ledger.counts().messages.received + messages.len() as u64;
        for (topic, payload) in messages {
            self.messages.send(incoming(topic, payload)).await.unwrap();
        }
        let taken = async {
            while ledger.counts().messages.received < all {
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
    site.harness.store.close().await;
}
