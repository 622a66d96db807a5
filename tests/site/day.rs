//! Two hundred topics say numbers, JSON and nonsense; every good value is there and the nonsense is counted by reason.

use model::{Quality, Value};
use wire::{Readings, ResolutionAsked};

use crate::harness::{
    assert_balanced, collecting, folder_with, health, latest, publish, publisher, until,
};

#[tokio::test(flavor = "multi_thread")]
async fn every_good_value_is_there_and_the_nonsense_is_counted_by_reason() {
    let broker = mosquitto::Mosquitto::start().unwrap();
    let folder = folder_with(&broker).await;
    let collector = collecting(folder.path()).await;
    let door = collector.door();
    let mut devices = publisher(&broker).await;
    let start = engine::now().ms() - 60_000;
    for number in 0..100 {
        publish(&mut devices, &format!("plain/{number}"), format!("{}.5 °C", 20 + number % 5))
            .await;
        let time = start + i64::from(number);
        let json =
            format!(r#"{{"ts":{time},"humidity":{number},"door":{{"open":true}},"x":null}}"#);
        publish(&mut devices, &format!("json/{number}"), json).await;
    }
    for nonsense in ["{\"a\":", "NaN", "\u{1}\u{2}", ""] {
        publish(&mut devices, "nonsense", nonsense.as_bytes().to_vec()).await;
    }
    publish(&mut devices, "nonsense", vec![0xff, 0xfe]).await;
    publish(&mut devices, "homeassistant/sensor/a/config", "{}").await;
    devices.settle().await.unwrap();
    until("all messages", || async { health(&door).await.messages.received == 206 }).await;

    let counted = health(&door).await;
    assert_balanced(&counted);
    assert_eq!(counted.messages.understood, 201);
    assert_eq!(counted.values.stored, 300);
    assert_eq!(counted.values.refused, [("null".to_owned(), 100)].into());
    for reason in ["broken_json", "not_finite", "control_characters", "empty", "not_utf8"] {
        assert_eq!(counted.messages.refused.get(reason), Some(&1), "{reason}: {counted:?}");
    }

    until("the points", || async { latest(&door, "plain/7").await.is_some() }).await;
    let plain = latest(&door, "plain/7").await.unwrap();
    assert_eq!(plain.value, Some(Value::Number(22.5)));
    assert_eq!(plain.unit.unwrap().as_str(), "°C");
    assert_eq!(plain.quality, Some(Quality::Good));
    let ask = |point: &str, resolution| Readings {
        point: point.to_owned(),
        range: model::TimeRange::ALL,
        resolution,
        points_max: None,
        utc: false,
    };
    let raw = ResolutionAsked::Exactly(model::Resolution::Raw);
    let humidity = door.ask(ask("json/42 humidity", raw)).await.unwrap();
    assert_eq!(humidity.points.len(), 1);
    assert_eq!(humidity.points[0].0.ms(), start + 42);
    assert_eq!(humidity.points[0].1, Some(Value::Number(42.0)));
    let open = door.ask(ask("json/42 door.open", raw)).await.unwrap();
    assert_eq!(open.points[0].1, Some(Value::Boolean(true)));

    // The counters go on after a stop, and the folder answers without a collector.
    collector.stop().await;
    let door = engine::Door::open(folder.path()).await.unwrap();
    let kept = health(&door).await;
    assert_eq!((kept.messages.clone(), kept.values.clone()), (counted.messages, counted.values));
    assert_eq!(latest(&door, "plain/7").await.unwrap().value, Some(Value::Number(22.5)));
    door.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_retained_is_current_with_age_unknown_and_no_reading() {
    let broker = mosquitto::Mosquitto::start().unwrap();
    let mut devices = publisher(&broker).await;
    let retain = broker::Retain::Yes;
    let qos = model::Qos::AtLeastOnce;
    devices.publish("old/plain", "21.5".into(), qos, retain).await.unwrap();
    let timed = format!(r#"{{"ts":{},"t":5}}"#, engine::now().ms() - 1_000);
    devices.publish("old/timed", timed.into(), qos, retain).await.unwrap();
    devices.settle().await.unwrap();
    let folder = folder_with(&broker).await;
    let collector = collecting(folder.path()).await;
    let door = collector.door();
    until("both", || async {
        latest(&door, "old/plain").await.is_some_and(|view| view.value.is_some())
            && latest(&door, "old/timed").await.is_some_and(|view| view.value.is_some())
    })
    .await;
    let plain = latest(&door, "old/plain").await.unwrap();
    assert_eq!(plain.value, Some(Value::Number(21.5)));
    assert_eq!((plain.quality, plain.age_ms), (Some(Quality::Uncertain), None));
    assert!(latest(&door, "old/timed").await.unwrap().age_ms.is_some());
    let counted = health(&door).await;
    assert_balanced(&counted);
    assert_eq!(counted.values.stored, 1, "the timed one is a reading, the other is not");
    assert!(counted.messages.retained >= 1);
    collector.stop().await;
}
