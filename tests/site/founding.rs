//! A site that is known before its first message: its places, its points and their history are there at once, and the
//! first message finds its point.

use std::time::Duration;

use engine::{
    Blueprint, BlueprintConnection, BlueprintEquipment, BlueprintFloor, BlueprintPoint,
    BlueprintSpace, History,
};
use model::{Kind, Timestamp, Unit, Value};
use wire::{Overview, Places, StoreStats};

use crate::harness::{collecting, latest, publish, publisher, until};

fn point(topic: &str, name: &str, unit: &str, meter: bool) -> BlueprintPoint {
    BlueprintPoint {
        device: topic.to_owned(),
        path: String::new(),
        topic: topic.to_owned(),
        name: name.to_owned(),
        kind: Kind::Sensor,
        unit: Unit::new(unit),
        floor: Some(0),
        space: Some(0),
        equipment: Some(0),
        interval: Duration::from_mins(1),
        meter,
    }
}

fn blueprint(url: String) -> Blueprint {
    Blueprint {
        site: "Quay House".to_owned(),
        timezone: "Europe/Amsterdam".to_owned(),
        country: Some("NL".to_owned()),
        area_m2: Some(2_400.0),
        hours: Vec::new(),
        demo: true,
        connection: BlueprintConnection {
            name: "Demo".to_owned(),
            url,
            filters: vec!["#".to_owned()],
            version: None,
        },
        buildings: vec!["Quay House".to_owned()],
        floors: vec![BlueprintFloor { building: 0, name: "Floor 1".to_owned(), level: 1 }],
        spaces: vec![BlueprintSpace { floor: 0, name: "Plant room".to_owned() }],
        equipment: vec![BlueprintEquipment {
            name: "Main meter".to_owned(),
            kind: "elec-meter".to_owned(),
            space: Some(0),
        }],
        points: vec![
            point("plant/t", "Room air temperature", "°C", false),
            point("plant/kwh", "Main register", "kWh", true),
        ],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_is_whole_before_its_first_message_and_the_message_finds_its_point() {
    let broker = mosquitto::Mosquitto::start().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let now = engine::now().ms();
    let blueprint = blueprint(broker.url());
    let days = (1..=8_u32).rev().map(|day| {
        let minutes = (0..1_440_u32).map(move |minute| (day, minute));
        let reading = |(day, minute): (u32, u32)| {
            let time = now - i64::from(day) * 86_400_000 + i64::from(minute) * 60_000;
            let time = Timestamp::from_ms(time);
            let register = f64::from((8 - day) * 1_440 + minute) * 0.5;
            let history = |point, value| History { point, time, value: Value::Number(value) };
            [history(0, 21.5), history(1, register)]
        };
        minutes.flat_map(reading).collect::<Vec<_>>()
    });
    let founded = engine::found(folder.path(), &blueprint, days).await.unwrap();
    assert_eq!(founded.readings, 2 * 8 * 1_440);
    let again = engine::found(folder.path(), &blueprint, std::iter::empty()).await.unwrap_err();
    assert!(again.message.contains("holds a site already"), "{again}");

    let collector = collecting(folder.path()).await;
    assert_eq!(collector.demo(), Some(broker.url()));
    let door = collector.door();
    let places = door.ask(Places {}).await.unwrap();
    assert!(places.demo && places.site.area_m2 == Some(2_400.0));
    assert_eq!(places.site.buildings[0].floors[0].spaces[0].points, 2);
    assert_eq!(places.equipment[0].points, 2);
    let energy = door.ask(Overview {}).await.unwrap().energy.unwrap();
    assert_eq!(energy.meters, 1);

    let mut devices = publisher(&broker).await;
    publish(&mut devices, "plant/t", "23.5").await;
    until("the message is seen", || async {
        latest(&door, "plant/t").await.unwrap().value == Some(Value::Number(23.5))
    })
    .await;
    assert_eq!(door.ask(wire::Points {}).await.unwrap().len(), 2, "no point was found twice");
    until("it is stored", || async {
        door.ask(StoreStats {}).await.unwrap().readings == founded.readings + 1
    })
    .await;
    collector.stop().await;
}
