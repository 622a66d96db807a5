//! Whoever looks at a connection's topics sees what comes, level by level, and the messages whole.

use wire::{
    AcceptPoints, Failure, FailureCode, TopicBranch, TopicLevel, TopicMessage, TopicMessages,
    TopicSearch, Topics, TopicsView,
};

use crate::harness::{collecting, folder_with, health, publish, publisher, until};

async fn levels(door: &engine::Door, places: &[Option<&str>]) -> Result<TopicsView, Failure> {
    let level = |below: &Option<&str>| TopicLevel {
        connection: "main".to_owned(),
        below: below.map(str::to_owned),
        filter: String::new(),
    };
    door.ask(Topics { levels: places.iter().map(level).collect() }).await
}

fn names(branches: &[TopicBranch]) -> Vec<&str> {
    branches.iter().map(|branch| branch.name.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn topics_are_seen_level_by_level_with_their_points_and_their_messages() {
    let broker = mosquitto::Mosquitto::start().unwrap();
    let folder = folder_with(&broker).await;
    let collector = collecting(folder.path()).await;
    let door = collector.door();
    let mut devices = publisher(&broker).await;
    for turn in 0..30 {
        publish(&mut devices, "quay/ahu-1/supply", format!("{turn}.5 °C")).await;
    }
    publish(&mut devices, "quay/ahu-1", r#"{"running":true,"hours":8214}"#).await;
    publish(&mut devices, "quay/ahu-10/supply", "19").await;
    publish(&mut devices, "quay/camera", vec![0xff; 10_000]).await;
    until("33 messages", || async { health(&door).await.messages.received == 33 }).await;

    let view = levels(&door, &[None, Some("quay"), Some("quay/ahu-1")]).await.unwrap();
    let [top, quay, ahu] = &view.levels[..] else { panic!("three levels were asked for") };
    assert_eq!(names(&top.branches), ["quay"]);
    assert_eq!((top.branches[0].topics, top.branches[0].messages), (4, 33));
    assert_eq!(names(&quay.branches), ["ahu-1", "ahu-10", "camera"]);
    let running = &quay.branches[0];
    assert_eq!((running.topics, running.messages, running.has_children), (2, 31, true));
    until("the points in the list", || async {
        let view = levels(&door, &[Some("quay")]).await.unwrap();
        let [ahu, other, camera] = &view.levels[0].branches[..] else { return false };
        (ahu.found, other.found, camera.found) == (3, 1, 0)
    })
    .await;
    let heard = ahu.branches[0].heard.as_ref().unwrap();
    assert_eq!((heard.convention.as_str(), heard.last.as_str()), ("plain", "29.5 °C"));
    assert_eq!(view.sums.topics, 4);

    let found = door.ask(TopicSearch { text: "SUPPLY ahu-1".to_owned() }).await.unwrap();
    let topics: Vec<&str> = found.found.iter().map(|one| one.branch.name.as_str()).collect();
    assert_eq!(topics, ["quay/ahu-1/supply", "quay/ahu-10/supply"]);

    door.ask(AcceptPoints { all: true, ..AcceptPoints::default() }).await.unwrap();
    let after = levels(&door, &[None]).await.unwrap();
    assert_eq!((after.levels[0].branches[0].accepted, after.levels[0].branches[0].found), (4, 0));

    let of = |topic: &str| TopicMessages { connection: "main".into(), topic: topic.into() };
    let messages = door.ask(of("quay/ahu-1/supply")).await.unwrap();
    assert_eq!((messages.len(), messages[0].number), (30, 30));
    assert_eq!(messages[29].message.payload, "0.5 °C");
    let pictures = door.ask(of("quay/camera")).await.unwrap();
    assert!(pictures[0].message.hexadecimal && pictures[0].message.bytes == 10_000);
    assert!(pictures[0].message.payload.len() < 10_000, "a list shows the beginning");
    let one =
        |number| TopicMessage { connection: "main".into(), topic: "quay/camera".into(), number };
    let whole = door.ask(one(1)).await.unwrap();
    assert_eq!(whole.message.payload.split(' ').filter(|byte| *byte == "ff").count(), 10_000);
    assert_eq!(door.ask(one(2)).await.unwrap_err().code, FailureCode::NotFound);
    let unknown = TopicMessages { connection: "elsewhere".into(), topic: "quay".into() };
    assert_eq!(door.ask(unknown).await.unwrap_err().code, FailureCode::NotFound);
    let many = levels(&door, &[None; 65]).await.unwrap_err();
    assert_eq!(many.code, FailureCode::BadRequest);
    collector.stop().await;
}
