//! What no convention knows is mapped by trying it on what was captured; it counts at once, and what was refused is read.

use broker::Publisher;
use engine::{Collector, Door, StreamItem};
use model::{Quality, Timestamp, Unit, Value};
use mosquitto::Mosquitto;
use tempfile::TempDir;
use tokio::time::timeout;
use wire::{
    CurrentView, Event, FailureCode, Histories, Inbox, Latest, Mappings, MoveMapping, Refusals,
    RemoveMapping, Replay, SaveMapping, SuggestMapping, SwitchMapping, TryMapping,
};

use crate::harness::{
    PATIENCE, assert_balanced, collecting, folder_with, health, publish, publisher, until,
};

const PUMP: &str = "site/a/hp/7";

const FILE: &str = r#"{
  "version": 1,
  "name": "Heat pumps",
  "topics": "site/+/hp/+",
  "device": "heat pump {4}",
  "time": {"at": "/ts", "form": "ms"},
  "quality": {"at": "/status", "map": {"192": "good", "0": "bad"}},
  "values": [
    {"name": "supply temperature", "at": "/temps/0", "unit": "°C", "scale": 0.1},
    {"name": "mode", "at": "/m", "map": {"0": "off", "1": "heat"}},
    {"name": "flow", "at": "/flow", "unit": "l/s"}
  ]
}"#;

/// A collector that is live, the broker of its connection `main`, and devices that publish there.
struct Site {
    collector: Collector,
    devices: Publisher,
    folder: TempDir,
    _broker: Mosquitto,
}

impl Site {
    async fn start() -> Self {
        Self::start_at(Mosquitto::start().unwrap()).await
    }

    async fn start_at(broker: Mosquitto) -> Self {
        let folder = folder_with(&broker).await;
        let collector = collecting(folder.path()).await;
        let devices = publisher(&broker).await;
        Self { collector, devices, folder, _broker: broker }
    }

    fn door(&self) -> Door {
        self.collector.door()
    }

    /// The same with another collector on the same folder.
    async fn restarted(self) -> Self {
        self.collector.stop().await;
        let collector = collecting(self.folder.path()).await;
        Self { collector, ..self }
    }

    async fn stop(self) {
        self.collector.stop().await;
    }
}

fn said(temperature: &str, at: i64) -> String {
    format!(r#"{{"temps":[{temperature},null],"m":1,"flow":3.5,"ts":{at},"status":192}}"#)
}

fn save(file: &str) -> SaveMapping {
    SaveMapping {
        file: file.to_owned(),
        connection: None,
        on: true,
        before: None,
        place: None,
        histories: None,
    }
}

async fn named(door: &Door, path: &str) -> Option<CurrentView> {
    let all = door.ask(Latest::default()).await.unwrap();
    all.into_iter().find(|view| view.source.path == path)
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_json_becomes_named_points_and_what_was_refused_is_stored_once() {
    let mut site = Site::start().await;
    let door = site.door();
    let then = engine::now().ms() - 60_000;
    publish(&mut site.devices, PUMP, said("215", then)).await;
    until("the raw points", || async { named(&door, "/flow").await.is_some() }).await;
    let raw = named(&door, "/flow").await.unwrap();
    assert!(named(&door, "/temps/0").await.is_some(), "nobody knows what it is");
    let refused = door.ask(Refusals::default()).await.unwrap().refusals;
    assert_eq!((refused.len(), refused[0].reason.as_str()), (1, "null"));

    let leaves = SuggestMapping { connection: "main".to_owned(), topic: PUMP.to_owned() };
    let leaves = door.ask(leaves).await.unwrap();
    let places: Vec<&str> = leaves.leaves.iter().map(|leaf| leaf.at.as_str()).collect();
    assert_eq!(places, ["/temps/0", "/temps/1", "/m", "/flow", "/ts", "/status"]);
    assert_eq!(leaves.leaves[4].time.as_deref(), Some("ms"));

    let mistaken = FILE.replace("\"°C\"", "\"°C\", \"colour\": 1").replace("site/+", "site/+a");
    let ask = TryMapping { file: mistaken.clone(), connection: None, message: None, before: None };
    let tried = door.ask(ask).await.unwrap();
    assert_eq!(tried.mistakes.len(), 2, "all at once: {:?}", tried.mistakes);
    let unsaved = door.ask(save(&mistaken)).await.unwrap();
    assert_eq!((unsaved.saved, unsaved.mistakes), (None, tried.mistakes));
    let ask = TryMapping { file: FILE.to_owned(), connection: None, message: None, before: None };
    let tried = door.ask(ask).await.unwrap();
    assert_eq!((tried.topics, tried.messages, tried.values, tried.refused), (1, 1, 3, 0));
    assert!(tried.tried[0].quarantined);
    let value = &tried.tried[0].values[0];
    assert_eq!((value.device.as_str(), &value.value), ("heat pump 7", &Value::Number(21.5)));
    assert_eq!((value.time, value.quality), (Some(Timestamp::from_ms(then)), Quality::Good));
    assert!(door.ask(Mappings {}).await.unwrap().is_empty(), "trying saves nothing");

    let saved = door.ask(save(FILE)).await.unwrap();
    assert_eq!(saved.saved.as_deref(), Some("Heat pumps"));
    assert!(saved.words[0].contains("goes on as the same point"), "{:?}", saved.words);
    assert_eq!((saved.mappings[0].matched, saved.mappings[0].values), (1, 3));
    let again = door.ask(save(FILE)).await.unwrap_err();
    assert!(again.message.contains("already"), "{again:?}");

    let ids = vec![refused[0].id.clone()];
    let read = door.ask(Replay { ids: ids.clone() }).await.unwrap();
    assert_eq!((read.messages, read.over.len()), (1, 1), "{read:?}");
    assert_eq!((read.stored, read.duplicate), (2, 1), "the flow was stored when it came");
    assert_eq!(door.ask(Replay { ids }).await.unwrap().messages, 0, "it is gone");

    publish(&mut site.devices, PUMP, said("218", then + 30_000)).await;
    let temperature = "/supply temperature";
    until("the new value", || async {
        let view = named(&door, temperature).await;
        view.and_then(|view| view.value) == Some(Value::Number(21.8))
    })
    .await;
    let view = named(&door, temperature).await.unwrap();
    assert_eq!(view.unit, Unit::new("°C"));
    assert_eq!(view.quality, Some(Quality::Good));
    assert_eq!(view.source_time_ms, Some(Timestamp::from_ms(then + 30_000)));
    let flow = named(&door, "/flow").await.unwrap();
    assert_eq!(flow.point, raw.point, "what is read as before is the same point");
    until("the unit of the flow", || async {
        named(&door, "/flow").await.is_some_and(|view| view.unit == Unit::new("l/s"))
    })
    .await;
    let mode = named(&door, "/mode").await.unwrap();
    assert_eq!(mode.value, Some(Value::Text("heat".into())));
    assert_balanced(&health(&door).await);
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_counts_from_the_next_message_on_and_over_a_restart_and_nothing_is_lost() {
    const MESSAGES: i64 = 3_000;
    let mut site = Site::start_at(Mosquitto::start_with("max_queued_messages 0").unwrap()).await;
    let door = site.door();
    let mut devices = site.devices;
    let sender = tokio::spawn(async move {
        let then = engine::now().ms() - 3_600_000;
        for number in 0..MESSAGES {
            publish(&mut devices, PUMP, said(&number.to_string(), then + number)).await;
        }
        devices
    });
    door.ask(save(FILE)).await.unwrap();
    for on in [false, true, false, true] {
        let some = health(&door).await.messages.received;
        let switch = SwitchMapping { name: "Heat pumps".to_owned(), on };
        door.ask(switch).await.unwrap();
        until("more messages", || async {
            let received = health(&door).await.messages.received;
            received > some || received == MESSAGES as u64
        })
        .await;
    }
    site.devices = sender.await.unwrap();
    until("every message", || async { health(&door).await.messages.received == MESSAGES as u64 })
        .await;
    assert_balanced(&health(&door).await);
    assert_eq!(health(&door).await.reconnects, 0);
    let other = FILE.replace("\"Heat pumps\"", "\"Other\"").replace("hp", "chiller");
    door.ask(save(&other)).await.unwrap();
    let renamed = SaveMapping {
        before: Some("Other".to_owned()),
        connection: Some("main".to_owned()),
        ..save(&other.replace("\"Other\"", "\"Chillers\""))
    };
    let before = door.ask(renamed).await.unwrap().mappings;

    let mut site = site.restarted().await;
    let door = site.door();
    let after = door.ask(Mappings {}).await.unwrap();
    let told = |view: &wire::MappingView| (view.name.clone(), view.connection.clone(), view.on);
    assert_eq!(
        after.iter().map(told).collect::<Vec<_>>(),
        before.iter().map(told).collect::<Vec<_>>()
    );
    assert_eq!(after[1].connection.as_deref(), Some("main"));
    publish(&mut site.devices, "site/b/hp/1", said("99", engine::now().ms())).await;
    let of_b = async || {
        let found = door.ask(Inbox { connection: None, ignored: false }).await.unwrap();
        found.into_iter().filter(|one| one.device.key == "heat pump 1").count()
    };
    until("a pump of its own", || async { of_b().await == 3 }).await;
    let left = door.ask(RemoveMapping { name: "Heat pumps".to_owned() }).await.unwrap();
    assert_eq!(left.len(), 1);
    publish(&mut site.devices, "site/b/hp/2", said("99", engine::now().ms())).await;
    until("raw again", || async {
        let found = door.ask(Inbox { connection: None, ignored: false }).await.unwrap();
        found.iter().any(|one| one.device.key == "site/b/hp/2" && one.path == "/temps/0")
    })
    .await;
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mappings_list_no_more_values_than_may_be_read_and_one_that_is_off_counts_for_nothing() {
    const VALUES_OF_ONE: usize = 500;
    const MAPPINGS: usize = 20;
    let folder = tempfile::tempdir().unwrap();
    engine::init(folder.path(), Some("Europe/Amsterdam")).await.unwrap();
    let door = Door::open(folder.path()).await.unwrap();
    let file = |number: usize| {
        let value = |at: usize| format!(r#"{{"name": "v{at}", "at": "/{at}"}}"#);
        let values: Vec<String> = (0..VALUES_OF_ONE).map(value).collect();
        let values = values.join(",");
        format!(
            r#"{{"version": 1, "name": "m{number}", "topics": "t/{number}", "values": [{values}]}}"#
        )
    };
    for number in 0..MAPPINGS {
        assert!(door.ask(save(&file(number))).await.unwrap().saved.is_some(), "{number}");
    }
    let beyond = file(MAPPINGS);
    let refused = door.ask(save(&beyond)).await.unwrap_err();
    assert_eq!(refused.code, FailureCode::TooMany, "{refused:?}");
    assert_eq!(door.ask(Mappings {}).await.unwrap().len(), MAPPINGS);
    let off = SaveMapping { on: false, ..save(&beyond) };
    assert!(door.ask(off).await.unwrap().saved.is_some());
    let name = format!("m{MAPPINGS}");
    let on = SwitchMapping { name: name.clone(), on: true };
    assert_eq!(door.ask(on.clone()).await.unwrap_err().code, FailureCode::TooMany);
    door.ask(RemoveMapping { name: "m0".to_owned() }).await.unwrap();
    let all = door.ask(on).await.unwrap();
    assert!(all.iter().any(|view| view.name == name && view.on && view.hindrance.is_empty()));
    let elsewhere = SaveMapping { connection: Some("nowhere".to_owned()), ..save(FILE) };
    assert_eq!(door.ask(elsewhere).await.unwrap_err().code, FailureCode::NotFound);
    let gone = door.ask(RemoveMapping { name: "m0".to_owned() }).await.unwrap_err();
    assert_eq!(gone.code, FailureCode::NotFound);
    door.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_that_would_make_a_history_jump_says_so_before_it_is_saved() {
    let mut site = Site::start().await;
    let door = site.door();
    publish(&mut site.devices, PUMP, r#"{"flow":215,"level":3}"#).await;
    until("the raw points", || async { named(&door, "/level").await.is_some() }).await;
    // Neither a device nor names of their own: the very keys that the points have.
    let bare = |scale: &str| {
        format!(
            r#"{{"version": 1, "name": "Bare", "topics": "{PUMP}", "values": [
                {{"name": "flow", "at": "/flow"{scale}}}, {{"name": "level", "at": "/level"}}]}}"#
        )
    };
    let trial = async |file: String| {
        let ask = TryMapping { file, connection: None, message: None, before: None };
        door.ask(ask).await.unwrap()
    };
    let tried = trial(bare(r#", "scale": 0.1"#)).await;
    let jumps = &tried.jumps;
    assert!(jumps[0].contains(r#""flow" of "site/a/hp/7" is a point already"#), "{jumps:?}");
    assert!(jumps[0].contains("215 so far, 21.5 by the mapping"), "{jumps:?}");
    assert_eq!(jumps.len(), 1, "the level is read as before: {jumps:?}");
    for file in [
        bare(""),
        bare(r#", "scale": 0.1"#).replace("\"topics\"", "\"device\": \"pump\", \"topics\""),
    ] {
        assert_eq!(trial(file).await.jumps, Vec::<String>::new());
    }
    let saved = door.ask(save(&bare(r#", "scale": 0.1"#))).await.unwrap();
    assert_eq!(saved.words, [&jumps[..], &tried.words].concat(), "and once it is saved");
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_in_another_unit_asks_whether_its_points_go_on_or_begin_anew() {
    let mut site = Site::start().await;
    let door = site.door();
    door.ask(save(FILE)).await.unwrap();
    let now = engine::now().ms();
    publish(&mut site.devices, PUMP, said("215", now)).await;
    let temperature = "/supply temperature";
    until("the first value", || async { named(&door, temperature).await.is_some() }).await;
    let first = named(&door, temperature).await.unwrap();

    let other = FILE.replace("°C", "°F").replace("0.1", "0.18");
    let again = |file: &str, histories| SaveMapping {
        before: Some("Heat pumps".to_owned()),
        histories,
        ..save(file)
    };
    let ask = TryMapping {
        file: other.clone(),
        connection: None,
        message: None,
        before: Some("Heat pumps".to_owned()),
    };
    let tried = door.ask(ask).await.unwrap().changed;
    let asked = door.ask(again(&other, None)).await.unwrap();
    assert_eq!((asked.saved, &asked.changed), (None, &tried), "it says so and saves nothing");
    let told: Vec<_> = tried
        .iter()
        .map(|one| (one.name.as_str(), one.was.as_str(), one.now.as_str(), one.points))
        .collect();
    let expected = ("supply temperature", "unit °C, scale 0.1", "unit °F, scale 0.18", 1);
    assert_eq!(told, [expected]);
    assert_eq!(tried[0].named, std::slice::from_ref(&first.name));
    assert_eq!(asked.mappings[0].file, FILE);

    let second = FILE.replace("Heat pumps", "Second").replace("hp/+", "hp/9");
    let second = second.replace("flow", "volume").replace("mode", "state");
    door.ask(save(&second)).await.unwrap();
    let told_twice = |words: &[String]| words.iter().any(|words| words.contains("told by"));
    let asked = door.ask(again(&other, None)).await.unwrap();
    assert!(told_twice(&asked.words), "{:?}", asked.words);
    let begun = door.ask(again(&other, Some(Histories::Begin))).await.unwrap();
    assert!(!told_twice(&begun.words), "the names that are saved are told once: {:?}", begun.words);
    assert!(begun.saved.is_some() && begun.mappings[0].file.contains("supply temperature 2"));
    publish(&mut site.devices, PUMP, said("216", now + 1_000)).await;
    let anew = "/supply temperature 2";
    until("a point of its own", || async { named(&door, anew).await.is_some() }).await;
    let new = named(&door, anew).await.unwrap();
    assert_ne!(new.point, first.point);
    assert_eq!(new.unit, Unit::new("°F"));
    let kept = named(&door, temperature).await.unwrap();
    assert_eq!((kept.value, kept.unit), (first.value, first.unit), "it hears nothing more");

    let corrected = begun.mappings[0].file.replace("0.18", "1.8").replace("°F", "K");
    let went_on = door.ask(again(&corrected, Some(Histories::GoOn))).await.unwrap();
    assert!(went_on.saved.is_some());
    let same = named(&door, anew).await.unwrap();
    assert_eq!((same.point, same.unit), (new.point.clone(), Unit::new("K")));
    publish(&mut site.devices, PUMP, said("216", now + 2_000)).await;
    until("its next value", || async {
        let view = named(&door, anew).await.unwrap();
        view.point == new.point && view.value == Some(Value::Number(216.0 * 1.8))
    })
    .await;

    let site = site.restarted().await;
    let view = named(&site.door(), anew).await.unwrap();
    assert_eq!((view.point, view.unit), (new.point, Unit::new("K")), "over a restart too");
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_mappings_that_tell_one_point_are_said_and_store_it_once() {
    let mut site = Site::start().await;
    let door = site.door();
    door.ask(save(FILE)).await.unwrap();
    let wider = FILE
        .replace("Heat pumps", "Wider")
        .replace("site/+/hp/+", "site/a/hp/#")
        .replace("0.1", "2");
    let saved = door.ask(save(&wider)).await.unwrap();
    let sentence = r#"told by "Heat pumps" and by "Wider". "Heat pumps" comes first"#;
    assert!(saved.words.iter().any(|words| words.contains(sentence)), "{:?}", saved.words);
    publish(&mut site.devices, PUMP, said("215", engine::now().ms())).await;
    until("the message", || async { health(&door).await.values.read == 6 }).await;
    let counted = health(&door).await;
    assert_eq!(counted.values.stored, 3);
    assert_eq!(counted.values.refused.get("duplicate_key"), Some(&3));
    assert_balanced(&counted);
    until("read by the first of them", || async {
        let view = named(&door, "/supply temperature").await;
        view.and_then(|view| view.value) == Some(Value::Number(21.5))
    })
    .await;

    let mut items = door.open_stream().await.unwrap();
    let ask = |name: &str, before: &str| MoveMapping {
        name: name.to_owned(),
        before: Some(before.to_owned()),
    };
    let names = |all: Vec<wire::MappingView>| {
        all.into_iter().map(|view| view.name).collect::<Vec<_>>().join(", ")
    };
    let all = door.ask(ask("Wider", "Heat pumps")).await.unwrap();
    assert_eq!(names(all), "Wider, Heat pumps");
    let told = async {
        while !matches!(items.recv().await.unwrap(), StreamItem::Event(Event::MappingsChanged)) {}
    };
    timeout(PATIENCE, told).await.expect("the change is told to everybody");
    publish(&mut site.devices, PUMP, said("216", engine::now().ms())).await;
    until("read by the one that is first now", || async {
        let view = named(&door, "/supply temperature").await.unwrap();
        view.value == Some(Value::Number(432.0))
    })
    .await;
    let refused = door.ask(ask("Wider", "Nobody")).await.unwrap_err();
    assert_eq!(refused.code, FailureCode::NotFound);

    let site = site.restarted().await;
    let door = site.door();
    assert_eq!(names(door.ask(Mappings {}).await.unwrap()), "Wider, Heat pumps");
    let last = MoveMapping { name: "Wider".to_owned(), before: None };
    assert_eq!(names(door.ask(last).await.unwrap()), "Heat pumps, Wider");
    site.stop().await;
}
