use model::{ConnectionId, Conventions};
use store::NewConnection;
use tokio::sync::watch;

use super::*;
use crate::{Followers, Ingest, Ledger};

fn incoming(topic: &str, payload: &str, received: Timestamp) -> Incoming {
    Incoming {
        connection: ConnectionId(1),
        topic: topic.to_owned(),
        payload: Bytes::copy_from_slice(payload.as_bytes()),
        retained: false,
        duplicate: false,
        received,
        ack: None,
    }
}

#[tokio::test]
async fn a_replay_doubles_nothing_and_counts_beside_both_balances() {
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
    let followers = Followers {
        messages: Arc::new(|_| {}),
        values: Arc::new(|_, _| {}),
        devices: Arc::new(|_, _, _, _| {}),
    };
    let received = Timestamp::from_ms(1_792_000_000_000);
    let ingest = Ingest::start(store.clone(), Arc::new(move || received), followers);
    let ledger = Ledger::default();
    let connection = crate::Connection {
        id,
        name: "main".into(),
        ledger: ledger.clone(),
        acknowledge: Arc::new(|_| {}),
        conventions: watch::Sender::new(Conventions::All).subscribe(),
    };
    let (sender, messages) = mpsc::channel(10);
    let intake = ingest.connect(connection.clone(), messages).await.unwrap();
    // Two messages of one millisecond: the value of the second stands one later.
    sender.send(incoming("a", r#"{"t":1,"x":null}"#, received)).await.unwrap();
    sender.send(incoming("a", r#"{"t":7}"#, received)).await.unwrap();
    drop(sender);
    intake.stop().await;
    let before = ledger.counts();
    assert_eq!((before.values.stored, before.values.refused["null"]), (2, 1));

    let null = ingest.quarantine().all().remove(0);
    let sample = null.sample.clone().unwrap();
    let replay = Replay { topic: Arc::clone(&null.topic), sample, newest: None };
    let (_sender, messages) = mpsc::channel(10);
    let intake = ingest.connect(connection, messages).await.unwrap();
    let outcome = intake.replayer().replay(vec![replay]).await.unwrap().unwrap().remove(0);
    intake.stop().await;
    let counts =
        ReplayCounts { messages: 1, read: 2, duplicate: 1, refused: 1, ..Default::default() };
    assert_eq!(outcome.counts, counts);
    assert_eq!(outcome.still.fields, [(Some("/x".into()), "null")]);
    let after = ledger.counts();
    assert_eq!((after.messages, after.values), (before.messages, before.values), "received once");
    assert_eq!(after.replayed, counts);

    let point = store.main().points().await.unwrap().remove(0).point.id;
    let range = TimeRange::new(received, received + Duration::from_secs(1)).unwrap();
    let stored = store.page(point, range, 100).await.unwrap().readings;
    let stored: Vec<(i64, &Value)> =
        stored.iter().map(|one| (one.time.ms() - received.ms(), &one.value)).collect();
    assert_eq!(stored, [(0, &Value::Number(1.0)), (1, &Value::Number(7.0))]);
    store.close().await;
}

#[test]
fn values_without_a_time_find_their_own_or_the_next_free_millisecond() {
    let at = Timestamp::from_ms;
    let number = |number: f64| Value::Number(number);
    let stored = [(at(10), number(1.0)), (at(11), number(2.0)), (at(12), number(9.0))];
    let mut stored = Stored {
        values: stored.into_iter().map(|(time, value)| (time, Some(value))).collect(),
        next: at(10),
    };
    assert_eq!(stored.settle(&number(1.0)), None, "stored when it came");
    assert_eq!(stored.settle(&number(2.0)), None);
    assert_eq!(stored.settle(&number(3.0)), Some(at(13)), "no other value is replaced");
    assert_eq!(stored.settle(&number(3.0)), Some(at(14)));
}
