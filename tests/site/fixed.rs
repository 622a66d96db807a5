//! A connection is read by the conventions a person chose for it, from the next message on.

use std::time::Duration;

use broker::Retain;
use engine::Door;
use model::{Conventions, Qos, Value};
use tokio::time::sleep;
use wire::{ChangeConnection, ConnectionView, Connections, Failure, FailureCode, Inbox};

use crate::harness::{
    assert_balanced, collecting, folder_with, health, latest, publish, publisher, until,
};

const TOPIC: &str = "tele/hall/SENSOR";
/// Messages that are published while the conventions change under them.
const MESSAGES: u32 = 400;
/// By then a session's subscriptions are remembered for the next start.
const SETTLED: Duration = Duration::from_secs(4);

fn sensor(celsius: u32) -> String {
    format!(r#"{{"AM2301":{{"Temperature":{celsius}}},"TempUnit":"C"}}"#)
}

fn only(names: &[&str]) -> Conventions {
    Conventions::Only(names.iter().map(|name| (*name).to_owned()).collect())
}

/// Has the connection read by these from now on; everything else of it stays.
async fn read_by(door: &Door, conventions: Conventions) -> Result<ConnectionView, Failure> {
    let known = door.ask(Connections {}).await?.remove(0);
    let change = ChangeConnection {
        name: known.name,
        url: known.url,
        filters: known.filters,
        version: known.insisted,
        security: known.security,
        conventions: Some(conventions.clone()),
    };
    let changed = door.ask(change).await?;
    assert_eq!(changed.conventions, conventions);
    Ok(changed)
}

/// Which convention read the found point of the topic last, by the device it is known by.
async fn device(door: &Door) -> Option<String> {
    let found = door.ask(Inbox { connection: None, ignored: false }).await.unwrap();
    found.into_iter().find(|point| point.topic == TOPIC).map(|point| point.device.key)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_connection_is_read_otherwise_from_the_next_message_on_and_loses_none() {
    let broker = mosquitto::Mosquitto::start().unwrap();
    let folder = folder_with(&broker).await;
    let collector = collecting(folder.path()).await;
    let door = collector.door();
    let mut devices = publisher(&broker).await;
    publish(&mut devices, TOPIC, sensor(1)).await;
    until("read by Tasmota", || async { device(&door).await.as_deref() == Some("hall") }).await;
    let point = latest(&door, TOPIC).await.unwrap().point;

    for celsius in 2..=MESSAGES {
        publish(&mut devices, TOPIC, sensor(celsius)).await;
        if celsius == MESSAGES / 2 {
            let changed = read_by(&door, only(&["json", "plain"])).await.unwrap();
            assert!(changed.subscribed, "the broker keeps what comes while nobody listens");
        }
    }
    until("the last value", || async {
        let value = latest(&door, TOPIC).await.unwrap().value;
        value == Some(Value::Number(f64::from(MESSAGES)))
    })
    .await;
    until("read as JSON", || async { device(&door).await.as_deref() == Some(TOPIC) }).await;
    assert_eq!(latest(&door, TOPIC).await.unwrap().point, point, "its history goes on");
    until("all of them counted", || async {
        health(&door).await.messages.received == u64::from(MESSAGES)
    })
    .await;

    read_by(&door, only(&["homie", "ha-discovery"])).await.unwrap();
    publish(&mut devices, TOPIC, sensor(0)).await;
    until("refused with its reason", || async {
        health(&door).await.messages.refused.get("no_convention") == Some(&1)
    })
    .await;
    let counted = health(&door).await;
    assert_balanced(&counted);
    assert_eq!((counted.reconnects, counted.gaps), (0, 0), "the session went on");
    collector.stop().await;

    let collector = collecting(folder.path()).await;
    let door = collector.door();
    publish(&mut devices, TOPIC, sensor(0)).await;
    until("refused after a restart too", || async {
        health(&door).await.messages.refused.get("no_convention") == Some(&2)
    })
    .await;
    collector.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_announced_while_a_convention_was_excluded_is_heard_once_it_may_read() {
    let broker = mosquitto::Mosquitto::start().unwrap();
    let folder = folder_with(&broker).await;
    let collector = collecting(folder.path()).await;
    let door = collector.door();
    read_by(&door, Conventions::AllBut(vec!["ha-discovery".to_owned()])).await.unwrap();
    let mut devices = publisher(&broker).await;
    let document = r#"{"state_topic":"hall/t","unique_id":"t","device":{"identifiers":"hall-7"}}"#;
    let topic = "homeassistant/sensor/t/config";
    devices.publish(topic, document.into(), Qos::AtLeastOnce, Retain::Yes).await.unwrap();
    publish(&mut devices, "hall/t", "20").await;
    until("a plain value", || async { latest(&door, "hall/t").await.is_some() }).await;

    read_by(&door, Conventions::All).await.unwrap();
    // The document comes again for each change: only a value that comes after the last time is read by it.
    until("read by its description", async || {
        publish(&mut devices, "hall/t", "21").await;
        let found = door.ask(Inbox { connection: None, ignored: false }).await.unwrap();
        found.iter().any(|point| point.topic == "hall/t" && point.device.key == "hall-7")
    })
    .await;
    let counted = health(&door).await;
    assert_eq!((counted.reconnects, counted.gaps), (0, 0), "the session went on");
    collector.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_heard_once_more_yet_is_asked_for_at_the_next_start() {
    let broker = mosquitto::Mosquitto::start().unwrap();
    let folder = folder_with(&broker).await;
    let collector = collecting(folder.path()).await;
    let door = collector.door();
    // The subscriptions are about to be taken for granted, and the broker answers nobody new.
    broker.freeze().unwrap();
    read_by(&door, Conventions::AllBut(vec!["json".to_owned()])).await.unwrap();
    // What must not happen has no condition that could be waited for.
    sleep(SETTLED).await;
    let known = async |door: &Door| door.ask(Connections {}).await.unwrap().remove(0);
    assert!(known(&door).await.subscribed, "the session stands as it is");
    collector.stop().await;
    let door = Door::open(folder.path()).await.unwrap();
    assert!(!known(&door).await.subscribed, "all of it is to be asked for");
    door.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_convention_that_does_not_exist_is_refused_and_the_others_are_named() {
    let broker = mosquitto::Mosquitto::start().unwrap();
    let folder = folder_with(&broker).await;
    let door = Door::open(folder.path()).await.unwrap();
    let refused = read_by(&door, only(&["homey"])).await.unwrap_err();
    assert_eq!(refused.code, FailureCode::BadRequest);
    assert!(refused.message.contains("homey") && refused.message.contains("homie"), "{refused}");
    assert!(read_by(&door, only(&[])).await.is_err(), "nothing would be read");
    let kept = door.ask(Connections {}).await.unwrap().remove(0);
    assert_eq!(kept.conventions, Conventions::All, "what was refused changed nothing");
    door.close().await;
}
