use super::*;
use crate::harness::{Harness, RECEIVED, incoming};

#[tokio::test]
async fn a_replay_doubles_nothing_and_counts_beside_both_balances() {
    let harness = Harness::start(Arc::new(|_, _, _, _| {})).await;
    let (store, ingest, connection) = (&harness.store, &harness.ingest, &harness.connection);
    let ledger = &connection.ledger;
    let (sender, messages) = mpsc::channel(10);
    let intake = ingest.connect(connection.clone(), messages).await.unwrap();
    // Two messages of one millisecond: the value of the second stands one later.
    sender.send(incoming("a", r#"{"t":1,"x":null}"#)).await.unwrap();
    sender.send(incoming("a", r#"{"t":7}"#)).await.unwrap();
    drop(sender);
    intake.stop().await;
    let before = ledger.counts();
    assert_eq!((before.values.stored, before.values.refused["null"]), (2, 1));

    let null = ingest.quarantine().all().remove(0);
    let sample = null.sample.clone().unwrap();
    let replay = Replay { topic: Arc::clone(&null.topic), sample, newest: None };
    let (_sender, messages) = mpsc::channel(10);
    let intake = ingest.connect(connection.clone(), messages).await.unwrap();
    let outcome = intake.replayer().replay(vec![replay]).await.unwrap().unwrap().remove(0);
    intake.stop().await;
    let counts =
        ReplayCounts { messages: 1, read: 2, duplicate: 1, refused: 1, ..Default::default() };
    assert_eq!(outcome.counts, counts);
    assert_eq!(outcome.still.fields, [(Some("/x".into()), "null")]);
    let after = ledger.counts();
    assert_eq!((after.messages, after.values), (before.messages, before.values), "received once");
    assert_eq!(after.replayed, counts);

    let mut points = Vec::new();
    store.main().each_point(|row| points.push(row.point.id)).await.unwrap();
    let point = points[0];
    let range = TimeRange::new(RECEIVED, RECEIVED + Duration::from_secs(1)).unwrap();
    let stored = store.page(point, range, 100).await.unwrap().readings;
    let stored: Vec<(i64, &Value)> =
        stored.iter().map(|one| (one.time.ms() - RECEIVED.ms(), &one.value)).collect();
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
