//! One engine holds a folder; everybody else goes through it.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use engine::Door;
use model::Value;
use wire::{FailureCode, Latest, Watch};

use crate::harness::{folder_with, health, is_live, latest, publish, publisher, until, within};
use crate::kills::plantroomctl;

/// A `plantroomctl collect` of its own process, ended with the story.
struct Collecting(Child);

impl Collecting {
    fn start(folder: &std::path::Path) -> Self {
        let mut command = Command::new(plantroomctl());
        command.arg("--data-dir").arg(folder).arg("collect");
        Self(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    }
}

impl Drop for Collecting {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_goes_through_the_engine_that_holds_the_folder() {
    let broker = mosquitto::Mosquitto::start().unwrap();
    let folder = folder_with(&broker).await;
    let collecting = Collecting::start(folder.path());
    let attached = || async { engine::Door::open(folder.path()).await };
    // Until the collector listens, opening takes the folder itself; that door must be closed again.
    within(Duration::from_secs(20), "the collector listens", || async {
        match attached().await {
            Ok(door) => {
                let live = is_live(&door).await && door.ask(Latest::default()).await.is_ok();
                door.close().await;
                live
            }
            Err(failure) => {
                assert_eq!(failure.code, FailureCode::Locked, "{failure}");
                false
            }
        }
    })
    .await;
    let door = attached().await.unwrap();
    let mut devices = publisher(&broker).await;
    publish(&mut devices, "ahu/1/t", "21.5").await;
    devices.settle().await.unwrap();
    until("the value, over the socket", || async {
        latest(&door, "ahu/1/t").await.is_some_and(|view| view.value.is_some())
    })
    .await;

    // A live stream through the socket: a snapshot, then frames of what changed.
    let mut items = door.open_stream().await.unwrap();
    let watched = door.ask(Watch::default()).await.unwrap();
    assert_eq!(watched.rows.len(), 1);
    publish(&mut devices, "ahu/1/t", "22.0").await;
    let value = loop {
        match tokio::time::timeout(Duration::from_secs(10), items.recv()).await.unwrap().unwrap() {
            engine::StreamItem::Frame(bytes) => {
                let frame = wire::Frame::from_bytes(&bytes).unwrap();
                assert_eq!(frame.watch, watched.watch);
                door.acknowledge(frame.number);
                let newest = frame.rows.last().unwrap().value.clone();
                if newest == wire::RowValue::Number(22.0) {
                    break newest;
                }
            }
            engine::StreamItem::Event(_) => {}
        }
    };
    assert_eq!(value, wire::RowValue::Number(22.0));
    // Shown as soon as it is read; counted as stored once it is durable.
    until("it is durable", || async { health(&door).await.values.stored == 2 }).await;

    let second = engine::Collector::start(folder.path()).await;
    let refused = second.err().expect("a second collector is refused");
    assert_eq!(refused.code, FailureCode::Locked);
    assert!(refused.message.contains("Another Plantroom holds the data folder"), "{refused}");

    // Killed: the folder is free within a second, the stream says so, and nothing that was stored is lost.
    drop(collecting);
    let freed = within(Duration::from_secs(1), "the folder is free", || async {
        match Door::open(folder.path()).await {
            Ok(door) => {
                let value = latest(&door, "ahu/1/t").await.and_then(|view| view.value);
                assert_eq!(value, Some(Value::Number(22.0)));
                door.close().await;
                true
            }
            Err(_) => false,
        }
    })
    .await;
    println!("the folder was free {freed:?} after the kill");
    let gone = async {
        while let Some(item) = items.recv().await {
            if matches!(item, engine::StreamItem::Event(wire::Event::EngineGone(_))) {
                return true;
            }
        }
        false
    };
    assert!(tokio::time::timeout(Duration::from_secs(2), gone).await.unwrap());
}
