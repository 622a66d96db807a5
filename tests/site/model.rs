//! Found points enter the model under the words that are proposed or chosen, find their place, and leave it again.

use std::time::Duration;

use model::{
    EquipmentId, EquipmentWords, Kind, ModelChange, PlaceId, PointCode, PointEdit, SpaceId, Tags,
    TimeRange, Unit, Value,
};
use wire::{
    AcceptPoints, ChangeConnection, ChangeModel, ConnectionSecurity, FailureCode, FoundEdit,
    FoundView, Inbox, Messages, Overview, Places, ReturnPoints, SaveView, SavedView, SetMeters,
    Sparks, TrialStage, TryConnection, ViewWindow, Visit,
};

use crate::harness::{collecting, folder_with, latest, publish, publisher, until};

async fn inbox(door: &engine::Door) -> Vec<FoundView> {
    door.ask(Inbox { connection: None, ignored: false }).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn found_points_are_accepted_named_placed_and_given_back() {
    let broker = mosquitto::Mosquitto::start().unwrap();
    let folder = folder_with(&broker).await;
    let collector = collecting(folder.path()).await;
    let door = collector.door();
    let mut devices = publisher(&broker).await;
    publish(&mut devices, "quay/vav-2-04/zone-temp", "21.5 °C").await;
    publish(&mut devices, "quay/vav-2-04/zone-temp-sp", "22.0 °C").await;
    publish(&mut devices, "quay/meter/energy", r#"{"value":88214.6,"unit":"kWh"}"#).await;
    until("three found points", || async { inbox(&door).await.len() == 3 }).await;
    let found = inbox(&door).await;
    let of = |topic: &str| found.iter().find(|one| one.topic == topic).unwrap();
    let temperature = of("quay/vav-2-04/zone-temp");
    assert_eq!(temperature.proposal.name, "VAV 2-04 zone temperature");
    assert_eq!(of("quay/vav-2-04/zone-temp-sp").proposal.kind, Kind::Setpoint);

    // Two actions: everything onto a new floor, one of them under a name of one's own.
    let meter = of("quay/meter/energy");
    let edit = FoundEdit {
        point: meter.point.clone(),
        name: "Main electricity register".to_owned(),
        kind: Kind::Sensor,
        unit: meter.unit.clone(),
        role: None,
    };
    let ask = AcceptPoints {
        all: true,
        floor: Some("Floor 2".to_owned()),
        edits: vec![edit],
        ..AcceptPoints::default()
    };
    assert_eq!(door.ask(ask).await.unwrap().accepted, 3);
    let shown = latest(&door, "quay/vav-2-04/zone-temp").await.unwrap();
    assert_eq!(shown.name, "VAV 2-04 zone temperature");
    assert!(shown.place.ends_with("Floor 2") && shown.accepted, "{shown:?}");

    let places = door.ask(Places {}).await.unwrap();
    let floor = places.site.buildings[0].floors[0].id;
    assert_eq!(places.site.buildings[0].floors[0].points, 3);
    let change = |change| door.ask(ChangeModel { changes: vec![change] });
    let add = ModelChange::AddSpace { id: None, floor, name: "2.04 Boardroom".to_owned() };
    let space = SpaceId(change(add).await.unwrap().made[0]);
    let words = EquipmentWords {
        name: "VAV 2-04".to_owned(),
        kind: "vav".to_owned(),
        place: Some(PlaceId::Space(space)),
        tags: Tags::new(),
    };
    let added = change(ModelChange::AddEquipment { id: None, words }).await.unwrap();
    let equipment = EquipmentId(added.made[0]);
    let edits = vec![
        PointEdit::Name { name: "Zone air temperature".to_owned() },
        PointEdit::Unit { unit: Unit::new("°C") },
        PointEdit::Place { place: Some(PlaceId::Space(space)) },
        PointEdit::Equipment { equipment: Some(equipment) },
    ];
    let points = vec![temperature.point.clone()];
    change(ModelChange::EditPoints { points, edits }).await.unwrap();
    let shown = latest(&door, "quay/vav-2-04/zone-temp").await.unwrap();
    assert!(shown.place.ends_with("2.04 Boardroom"), "{}", shown.place);
    let in_use = change(ModelChange::RemoveSpace { space }).await.unwrap_err();
    assert_eq!(in_use.code, FailureCode::BadRequest);
    assert!(in_use.message.contains("1 piece of equipment and 1 point"), "{in_use}");

    let points = vec![meter.point.clone()];
    let named = door.ask(SetMeters { points }).await.unwrap();
    assert_eq!(named.site.meters, std::slice::from_ref(&meter.point));
    let wrong = SetMeters { points: vec![temperature.point.clone()] };
    assert!(door.ask(wrong).await.unwrap_err().message.contains("does not count"));
    assert!(door.ask(Overview {}).await.unwrap().energy.is_some());

    let back = ReturnPoints { points: vec![temperature.point.clone()] };
    assert_eq!(door.ask(back).await.unwrap().returned, 1);
    assert_eq!(inbox(&door).await.len(), 1);
    collector.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_value_stand_its_messages_and_its_last_hours() {
    let broker = mosquitto::Mosquitto::start().unwrap();
    let folder = folder_with(&broker).await;
    let collector = collecting(folder.path()).await;
    let door = collector.door();
    let mut devices = publisher(&broker).await;
    let now = engine::now();
    for minute in (0..60).rev() {
        let time = now.ms() - minute * 60_000;
        let value = 60 - minute;
        publish(&mut devices, "ahu/1", format!(r#"{{"ts":{time},"t":{value}}}"#)).await;
    }
    until("the newest value", || async {
        latest(&door, "ahu/1").await.is_some_and(|one| one.value == Some(Value::Number(60.0)))
    })
    .await;
    let point = latest(&door, "ahu/1").await.unwrap().point;
    let messages = door.ask(Messages { point: point.clone() }).await.unwrap();
    assert!(messages[0].payload.ends_with(r#""t":60}"#) && !messages[0].hexadecimal);
    assert!(messages.len() > 1 && messages.len() <= 20, "{}", messages.len());

    let range = TimeRange::ending_at(now + Duration::from_secs(1), Duration::from_hours(2));
    let points = vec![point.clone(), PointCode("unknown".into())];
    let sparks = door.ask(Sparks { points, range, buckets: 24 }).await.unwrap();
    assert_eq!((sparks[0].len(), sparks[1].iter().flatten().count()), (24, 0));
    assert!(sparks[0][0].is_none(), "nothing was said two hours ago");
    assert!(sparks[0][23].unwrap() > sparks[0][13].unwrap());

    let view = SavedView {
        name: "Supply air".to_owned(),
        points: vec![point],
        window: ViewWindow::Live { length_ms: 7_200_000 },
    };
    let saved = door.ask(SaveView { view: view.clone() }).await.unwrap();
    assert_eq!(saved, std::slice::from_ref(&view));
    assert_eq!(door.ask(Visit {}).await.unwrap().last_here, None, "the first visit");
    collector.stop().await;
    let door = engine::Door::open(folder.path()).await.unwrap();
    assert_eq!(door.ask(wire::SavedViews {}).await.unwrap(), [view]);
    door.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_tried_before_it_is_made_and_can_move_to_another_broker() {
    let first = mosquitto::Mosquitto::start().unwrap();
    let folder = folder_with(&first).await;
    let collector = collecting(folder.path()).await;
    let door = collector.door();
    let second = mosquitto::Mosquitto::start().unwrap();
    let trial = |url: &str| TryConnection { url: url.to_owned(), ..TryConnection::default() };
    let tried = door.ask(trial(&second.url())).await.unwrap();
    assert!(tried.connect_ms.unwrap() > 0.0 && tried.failed().is_none());
    let nobody = door.ask(trial("mqtt://127.0.0.1:1")).await.unwrap();
    assert_eq!(nobody.failed().unwrap().stage, TrialStage::Reach);

    let change = ChangeConnection {
        name: "main".to_owned(),
        url: second.url(),
        filters: Vec::new(),
        version: None,
        security: ConnectionSecurity::default(),
        conventions: None,
    };
    assert_eq!(door.ask(change).await.unwrap().url, second.url());
    until("live there", || async { crate::harness::is_live(&door).await }).await;
    let mut devices = publisher(&second).await;
    publish(&mut devices, "ahu/1/t", "21").await;
    until("a value from there", || async { latest(&door, "ahu/1/t").await.is_some() }).await;
    collector.stop().await;
}
