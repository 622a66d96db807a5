//! What cannot be read is kept with its reason and its message, over a restart, until it can be read or is dismissed.

use model::{Resolution, TimeRange, Timestamp};
use wire::{
    Dismiss, FailureCode, Inbox, Readings, Refusal, RefusalView, Refusals, RefusalsView, Replay,
    ResolutionAsked,
};

use crate::harness::{assert_balanced, collecting, folder_with, health, publish, publisher, until};

async fn refusals(door: &engine::Door) -> RefusalsView {
    door.ask(Refusals::default()).await.unwrap()
}

fn of<'a>(view: &'a RefusalsView, topic: &str) -> &'a RefusalView {
    view.refusals.iter().find(|one| one.topic == topic).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_are_listed_with_their_reason_and_survive_a_restart() {
    let broker = mosquitto::Mosquitto::start().unwrap();
    let folder = folder_with(&broker).await;
    let collector = collecting(folder.path()).await;
    let door = collector.door();
    let mut devices = publisher(&broker).await;
    publish(&mut devices, "ahu/1", r#"{"t":21.5,"rh":40}"#).await;
    for turn in 0..3 {
        publish(&mut devices, "ahu/1", format!(r#"{{"t":null,"rh":{turn}}}"#)).await;
    }
    publish(&mut devices, "ahu/2", r#"{"t":21."#).await;
    publish(&mut devices, "camera", vec![0xff; 40_000]).await;
    until("six messages", || async { health(&door).await.messages.received == 6 }).await;
    until("points in the list", || async {
        of(&refusals(&door).await, "ahu/1").point_name.is_some()
    })
    .await;

    let before = refusals(&door).await;
    let null = of(&before, "ahu/1");
    assert_eq!((null.reason.as_str(), null.field.as_deref(), null.count), ("null", Some("/t"), 3));
    assert!(!null.whole && null.first <= null.last && null.replayable);
    let camera = of(&before, "camera");
    assert_eq!(
        (camera.reason.as_str(), camera.whole, camera.replayable),
        ("not_utf8", true, false)
    );
    assert_eq!((before.matching, before.kinds, before.messages_beyond), (3, 3, 0));
    let counted: u64 = before.refusals.iter().map(|one| one.count).sum();
    let health_now = health(&door).await;
    assert_balanced(&health_now);
    let refused = health_now.messages.refused.values().chain(health_now.values.refused.values());
    assert_eq!(counted, refused.sum::<u64>(), "every refusal has its kind");

    let only = Refusals { text: "AHU t".to_owned(), ..Refusals::default() };
    assert_eq!(door.ask(only).await.unwrap().matching, 1);
    let only = Refusals { reason: Some("broken_json".to_owned()), ..Refusals::default() };
    assert_eq!(door.ask(only).await.unwrap().refusals[0].topic, "ahu/2");
    let detail = door.ask(Refusal { id: null.id.clone() }).await.unwrap();
    assert_eq!(detail.message.unwrap().payload, r#"{"t":null,"rh":2}"#);
    let detail = door.ask(Refusal { id: camera.id.clone() }).await.unwrap().message.unwrap();
    assert!(detail.hexadecimal && detail.bytes == 40_000);

    collector.stop().await;
    let collector = collecting(folder.path()).await;
    let door = collector.door();
    until("points in the list", || async {
        of(&refusals(&door).await, "ahu/1").point_name.is_some()
    })
    .await;
    assert_eq!(refusals(&door).await, before);
    let ids = vec![camera.id.clone()];
    assert_eq!(door.ask(Dismiss { ids }).await.unwrap().dismissed, 1);
    let gone = door.ask(Refusal { id: camera.id.clone() }).await.unwrap_err();
    assert_eq!(gone.code, FailureCode::NotFound);
    collector.stop().await;
    // Where nothing collects, a message is tried by itself; its good neighbour was stored when it came.
    let door = engine::Door::open(folder.path()).await.unwrap();
    let view = door.ask(Replay { ids: vec![null.id.clone()] }).await.unwrap();
    assert_eq!((view.messages, view.stored, view.duplicate), (1, 0, 1), "{view:?}");
    assert_eq!(view.stays[0].reason.as_deref(), Some("null"));
    assert_eq!(refusals(&door).await.kinds, 2);
    assert_balanced(&health(&door).await);
    door.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_later_birth_explains_is_read_when_it_is_tried_again() {
    let broker = mosquitto::Mosquitto::start().unwrap();
    let folder = folder_with(&broker).await;
    let collector = collecting(folder.path()).await;
    let door = collector.door();
    let mut devices = publisher(&broker).await;
    // A Sparkplug node's data before its birth: alias 1 says 21.5, and nobody knows yet what alias 1 is.
    let value = [&[0x10, 1, 0x20, 9, 0x65][..], &21.5_f32.to_le_bytes()].concat();
    let data = [&[0x12, u8::try_from(value.len()).unwrap()][..], &value, &[0x18, 1]].concat();
    publish(&mut devices, "spBv1.0/Quay/NDATA/AHU-1", data).await;
    until("the refusal", || async { refusals(&door).await.kinds == 1 }).await;
    let refused = refusals(&door).await;
    let one = of(&refused, "spBv1.0/Quay/NDATA/AHU-1");
    assert_eq!((one.reason.as_str(), one.whole), ("unknown_alias", false));

    let ids = vec![one.id.clone()];
    let still = door.ask(Replay { ids: ids.clone() }).await.unwrap();
    assert_eq!((still.values, still.stays[0].reason.as_deref()), (0, Some("unknown_alias")));
    let name = b"Supply air/Temperature";
    let metric = [
        &[0x0a, u8::try_from(name.len()).unwrap()][..],
        name,
        &[0x10, 1, 0x20, 9, 0x65],
        &20.0_f32.to_le_bytes(),
    ]
    .concat();
    let birth = [&[0x12, u8::try_from(metric.len()).unwrap()][..], &metric, &[0x18, 0]].concat();
    publish(&mut devices, "spBv1.0/Quay/NBIRTH/AHU-1", birth).await;
    until("the point", || async {
        !door.ask(Inbox { connection: None, ignored: false }).await.unwrap().is_empty()
    })
    .await;

    let read = door.ask(Replay { ids: ids.clone() }).await.unwrap();
    assert_eq!((read.messages, read.stored, read.over.len()), (1, 1, 1), "{read:?}");
    assert_eq!(refusals(&door).await.kinds, 0);
    let found = door.ask(Inbox { connection: None, ignored: false }).await.unwrap();
    let ask = Readings {
        point: found[0].point.0.to_string(),
        range: TimeRange::new(one.last, Timestamp::from_ms(one.last.ms() + 1)).unwrap(),
        resolution: ResolutionAsked::Exactly(Resolution::Raw),
        points_max: None,
        utc: true,
    };
    assert_eq!(
        door.ask(ask).await.unwrap().points.len(),
        1,
        "stored under the time of its receipt"
    );
    let health_now = health(&door).await;
    assert_balanced(&health_now);
    assert_eq!((health_now.messages.received, health_now.values.stored), (2, 1));
    assert_eq!((health_now.replayed.messages, health_now.replayed.stored), (2, 1));
    let again = door.ask(Replay { ids }).await.unwrap();
    assert_eq!(again.messages, 0, "it is gone");
    collector.stop().await;
}
