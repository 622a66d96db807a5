//! A device speaks before anybody has described it; once its description is heard, its history goes on under better names.

use broker::Retain;
use model::{Qos, Quality, Value};
use wire::{Inbox, Readings, ResolutionAsked};

use crate::harness::{
    assert_balanced, collecting, folder_with, health, latest, publish, publisher, until,
};

const STATE: &str = "annex/hall/climate";
const CONFIG: &str = "homeassistant/sensor/hall/temperature/config";

fn config() -> String {
    serde_json::json!({
        "state_topic": STATE,
        "availability_topic": "annex/hall/online",
        "payload_available": "yes",
        "payload_not_available": "no",
        "value_template": "{{ value_json.temp }}",
        "unit_of_measurement": "°C",
        "device_class": "temperature",
        "name": "Temperature",
        "unique_id": "hall-temperature",
        "device": {"identifiers": ["hall-7"], "name": "Hall climate", "suggested_area": "Hall"},
    })
    .to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_point_keeps_its_history_when_its_convention_is_recognised_and_after_a_restart() {
    let broker = mosquitto::Mosquitto::start().unwrap();
    let folder = folder_with(&broker).await;
    let collector = collecting(folder.path()).await;
    let door = collector.door();
    let mut devices = publisher(&broker).await;
    publish(&mut devices, STATE, r#"{"temp":21.5}"#).await;
    until("the undescribed value", || async { latest(&door, STATE).await.is_some() }).await;
    let first = latest(&door, STATE).await.unwrap();
    assert_eq!(first.value, Some(Value::Number(21.5)));

    devices.publish(CONFIG, config().into(), Qos::AtLeastOnce, Retain::Yes).await.unwrap();
    publish(&mut devices, STATE, r#"{"temp":21.6}"#).await;
    let shows = async |wanted: f64| {
        latest(&door, STATE).await.and_then(|view| view.value) == Some(Value::Number(wanted))
    };
    until("the described value", || shows(21.6)).await;
    let described = latest(&door, STATE).await.unwrap();
    assert_eq!(described.point, first.point, "the same point, known by another key");
    until("one found point with its new name", || async {
        let found = door.ask(Inbox { connection: None, ignored: false }).await.unwrap();
        matches!(found.as_slice(), [one] if one.name.starts_with("hall-7"))
    })
    .await;
    let found = door.ask(Inbox { connection: None, ignored: false }).await.unwrap();
    let proposal = &found[0].proposal;
    assert_eq!(proposal.space.as_deref(), Some("Hall"), "{proposal:?}");
    assert!(proposal.because.iter().any(|why| why == "its device says it is in “Hall”"));

    publish(&mut devices, "annex/hall/online", "no").await;
    until("stale", || async {
        latest(&door, STATE).await.unwrap().quality == Some(Quality::Stale)
    })
    .await;
    assert_balanced(&health(&door).await);
    collector.stop().await;

    // The broker keeps our session and repeats nothing: what was described is remembered here.
    let collector = collecting(folder.path()).await;
    let door = collector.door();
    assert_eq!(latest(&door, STATE).await.unwrap().quality, Some(Quality::Stale));
    publish(&mut devices, "annex/hall/online", "yes").await;
    publish(&mut devices, STATE, r#"{"temp":21.7}"#).await;
    until("it is there again", || async {
        let view = latest(&door, STATE).await.unwrap();
        view.value == Some(Value::Number(21.7)) && view.quality == Some(Quality::Good)
    })
    .await;
    let history = Readings {
        point: first.point.to_string(),
        range: model::TimeRange::ALL,
        resolution: ResolutionAsked::Exactly(model::Resolution::Raw),
        points_max: None,
        utc: false,
    };
    until("the whole history", || async {
        let stored = door.ask(history.clone()).await.unwrap().points;
        let values: Vec<_> = stored.into_iter().map(|point| point.1).collect();
        values == [21.5, 21.6, 21.7].map(|value| Some(Value::Number(value)))
    })
    .await;
    assert_balanced(&health(&door).await);
    collector.stop().await;
}
