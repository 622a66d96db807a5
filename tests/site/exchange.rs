//! Point lists come in as a whole or not at all, go out and come back unchanged, and find their points on the broker.

use std::time::Duration;

use engine::Door;
use model::{
    BuildingId, EquipmentId, EquipmentWords, ModelChange, PlaceId, Relation, RelationEnd, Tags,
    Value, Verb,
};
use tokio::time::Instant;
use wire::{
    ChangeModel, ExportPoints, FileBytes, ImportPoints, Inbox, ListFile, ListFormat, ListMode,
    Places, Points, PointsImported,
};

use crate::harness::{collecting, folder_with, latest, publish, publisher, until};

const POINTS: usize = 10_000;

/// How long an import of ten thousand points may take, in a build for release.
const IMPORT_TIME_MAX: Duration = Duration::from_secs(3);

fn csv(name: &str, text: impl Into<String>) -> ListFile {
    ListFile { name: name.to_owned(), bytes: FileBytes(text.into().into_bytes()) }
}

async fn import(door: &Door, text: &str, mode: ListMode, dry_run: bool) -> PointsImported {
    let files = vec![csv("points.csv", text)];
    door.ask(ImportPoints { format: None, files, mode, dry_run }).await.unwrap()
}

fn counts(told: &PointsImported) -> (u32, u32, u32, u32) {
    assert!(told.problems.is_empty(), "{:?}", told.problems);
    (told.create, told.update, told.remove, told.unchanged)
}

/// A building of ten thousand points, as a spreadsheet has it.
fn building() -> String {
    let mut csv = String::from(
        "id,name,kind,unit,role,tags,building,floor,level,space,zone,equipment,equipment_kind,\
         connection,topic,device,path,low,high,min,max,step,expected_interval_s,states,description\n",
    );
    for at in 0..POINTS {
        let (floor, room, equipment) = (at / 500, at / 10, at / 20);
        csv.push_str(&format!(
            "p-{at},Temperature {at},sensor,°C,zone-air-temp,air temp zone:\"{room}\",HQ,Level {floor},\
             {floor},Room {room},North,VAV {equipment},vav,main,hq/{floor}/{at},hq/{floor}/{at},/t,10,30,0,\
             50,0.5,60,0=Off|1=On,Behind the door\n"
        ));
    }
    csv
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_points_come_in_within_three_seconds_and_the_second_time_change_nothing() {
    let broker = mosquitto::Mosquitto::start().unwrap();
    let folder = folder_with(&broker).await;
    let door = Door::open(folder.path()).await.unwrap();
    let list = building();
    let started = Instant::now();
    let dry = import(&door, &list, ListMode::Create, true).await;
    let tried = started.elapsed();
    assert_eq!(counts(&dry), (10_000, 0, 0, 0));
    assert_eq!((dry.changes.len(), dry.applied), (1_000, false));
    assert!(door.ask(Points {}).await.unwrap().is_empty(), "a dry run changes nothing");

    let started = Instant::now();
    let done = import(&door, &list, ListMode::Create, false).await;
    let took = started.elapsed();
    assert!(done.applied && counts(&done) == (10_000, 0, 0, 0));
    println!("10,000 points: dry run {} ms, import {} ms", tried.as_millis(), took.as_millis());
    // A build for tests is many times slower; the promise is made for the one that is shipped.
    assert!(cfg!(debug_assertions) || took < IMPORT_TIME_MAX, "{took:?}");

    let again = import(&door, &list, ListMode::Replace, false).await;
    assert_eq!(counts(&again), (0, 0, 0, 10_000));
    let places = door.ask(Places {}).await.unwrap();
    assert_eq!(places.site.buildings[0].floors.len(), 20);
    assert_eq!(places.equipment.len(), 500);
    door.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_says_nothing_that_nobody_may_say_by_hand() {
    let broker = mosquitto::Mosquitto::start().unwrap();
    let folder = folder_with(&broker).await;
    let door = Door::open(folder.path()).await.unwrap();
    let long =
        format!("id,name,kind,topic,tags\np-1,Supply,sensor,ahu/1,ref:{}\n", "x".repeat(1_001));
    let told = import(&door, &long, ListMode::Create, true).await;
    let problem = &told.problems[0];
    assert_eq!((problem.row, problem.column.as_deref()), (Some(2), Some("tags")));
    assert!(problem.words.contains("1001 bytes are too long"), "{}", problem.words);

    import(&door, "id,name,topic\np-1,Supply,ahu/1\n", ListMode::Create, false).await;
    let words = |name: &str| EquipmentWords {
        name: name.to_owned(),
        kind: "ahu".to_owned(),
        place: Some(PlaceId::Building(BuildingId(1))),
        tags: Tags::new(),
    };
    let change = |changes| door.ask(ChangeModel { changes });
    let part = |from, to| Relation {
        from: EquipmentId(from),
        verb: Verb::IsPartOf,
        to: RelationEnd::Equipment(EquipmentId(to)),
    };
    let made = vec![
        ModelChange::AddBuilding { id: None, name: "HQ".to_owned() },
        ModelChange::AddEquipment { id: None, words: words("Plant") },
        ModelChange::AddEquipment { id: None, words: words("AHU 1") },
        ModelChange::Relate { relation: part(2, 1) },
    ];
    change(made).await.unwrap();
    let files = door.ask(ExportPoints { format: ListFormat::Trio }).await.unwrap().files;
    let other_way = vec![
        ModelChange::Unrelate { relation: part(2, 1) },
        ModelChange::Relate { relation: part(1, 2) },
    ];
    change(other_way).await.unwrap();
    for dry_run in [true, false] {
        let (files, mode) = (files.clone(), ListMode::Update);
        let ask = ImportPoints { format: None, files, mode, dry_run };
        let told = door.ask(ask).await.unwrap();
        let problem = &told.problems[0].words;
        assert!(problem.contains("\"AHU 1\" cannot be a part of \"Plant\""), "{problem}");
        assert!(!told.applied && told.relate == 0);
    }
    assert_eq!(door.ask(Places {}).await.unwrap().relations, [part(1, 2)]);
    door.close().await;
}

const TWO: &str = "id,name,kind,unit,building,floor,space,zone,equipment,equipment_kind,connection,\
    topic,device,path,tags,states,high,description\n\
    a,'=Supply,sensor,°C,HQ,Level 2,2.04,North,AHU 1,ahu,main,ahu/1,ahu/1,/t,air temp,,30.5,\"two\nlines\"\n\
    b,Fan,command,,HQ,,,,AHU 1,ahu,,,,,,0=Off|1=On,,\n\
    ,Meter,sensor,kWh,,,,,,,,,,,,,,\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_list_goes_out_in_every_format_and_coming_back_changes_nothing() {
    let broker = mosquitto::Mosquitto::start().unwrap();
    let folder = folder_with(&broker).await;
    let door = Door::open(folder.path()).await.unwrap();
    assert_eq!(counts(&import(&door, TWO, ListMode::Create, false).await), (3, 0, 0, 0));
    assert_eq!(counts(&import(&door, TWO, ListMode::Update, false).await), (0, 0, 0, 3));
    for format in [
        ListFormat::Csv,
        ListFormat::Ede,
        ListFormat::Zinc,
        ListFormat::Hayson,
        ListFormat::JsonV3,
        ListFormat::Trio,
    ] {
        let exported = door.ask(ExportPoints { format }).await.unwrap();
        assert_eq!(exported.points, 3);
        let (files, mode) = (exported.files, ListMode::Replace);
        let ask = ImportPoints { format: None, files, mode, dry_run: false };
        let told = door.ask(ask).await.unwrap();
        assert_eq!(counts(&told), (0, 0, 0, 3), "{format:?}: {:?}", told.changes);
        assert_eq!((told.relate, told.unrelate), (0, 0));
    }
    let brick = door.ask(ExportPoints { format: ListFormat::Brick }).await.unwrap();
    assert!(String::from_utf8(brick.files[0].bytes.0.clone()).unwrap().contains("brick:hasPoint"));
    door.close().await;
}

/// Two pieces of equipment with a point each, one of which feeds the other.
const FEEDS: &str = "id:@hq\nsite\ndis:\"HQ\"\n---\nid:@ahu\nequip\nahu\ndis:\"AHU 1\"\nsiteRef:@hq\n\
    plantroomFeeds:[@vav]\n---\nid:@vav\nequip\nvav\ndis:\"VAV 1\"\nsiteRef:@hq\n---\nid:@sat\npoint\nsensor\n\
    dis:\"Supply\"\nequipRef:@ahu\nsiteRef:@hq\n---\nid:@zat\npoint\nsensor\ndis:\"Zone\"\nequipRef:@vav\nsiteRef:@hq\n";

#[tokio::test(flavor = "multi_thread")]
async fn relations_come_with_haystack_and_go_with_it_again() {
    let broker = mosquitto::Mosquitto::start().unwrap();
    let folder = folder_with(&broker).await;
    let door = Door::open(folder.path()).await.unwrap();
    let import = async |files, mode| {
        let ask = ImportPoints { format: None, files, mode, dry_run: false };
        door.ask(ask).await.unwrap()
    };
    let told = import(vec![csv("model.trio", FEEDS)], ListMode::Create).await;
    assert_eq!((counts(&told), told.relate), ((2, 0, 0, 0), 1));
    for format in [ListFormat::Trio, ListFormat::Zinc, ListFormat::Hayson] {
        let exported = door.ask(ExportPoints { format }).await.unwrap();
        let told = import(exported.files, ListMode::Replace).await;
        assert_eq!(counts(&told), (0, 0, 0, 2), "{format:?}: {:?}", told.changes);
        assert_eq!((told.relate, told.unrelate), (0, 0), "{format:?}");
    }
    door.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_row_changes_nothing_and_is_told_with_its_number() {
    let broker = mosquitto::Mosquitto::start().unwrap();
    let folder = folder_with(&broker).await;
    let door = Door::open(folder.path()).await.unwrap();
    import(&door, TWO, ListMode::Create, false).await;
    let before = door.ask(Points {}).await.unwrap();
    for (list, row, column) in [
        ("id,name,high\na,Other,30\nb,Fan,warm\n", 3, "high"),
        ("id,name,connection\na,Other,nowhere\n", 2, "connection"),
        ("id,name,site\na,Other,Elsewhere\n", 2, "site"),
        ("id,name\na,Other\nz,New\n", 3, "id"),
    ] {
        let told = import(&door, list, ListMode::Update, false).await;
        assert!(!told.applied && told.update == 0);
        let problem = &told.problems[0];
        assert_eq!((problem.row, problem.column.as_deref()), (Some(row), Some(column)), "{list}");
        assert_eq!(door.ask(Points {}).await.unwrap(), before);
    }
    let replaced = import(&door, "id,name\nb,Ventilator\n", ListMode::Replace, false).await;
    assert_eq!(counts(&replaced), (0, 1, 2, 0));
    let accepted = door.ask(Points {}).await.unwrap();
    let accepted: Vec<&str> =
        accepted.iter().filter(|one| one.accepted).map(|one| one.name.as_str()).collect();
    assert_eq!(accepted, ["Ventilator"]);
    door.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_point_that_was_listed_is_found_by_its_message_and_a_found_one_by_its_row() {
    let broker = mosquitto::Mosquitto::start().unwrap();
    let folder = folder_with(&broker).await;
    let collector = collecting(folder.path()).await;
    let door = collector.door();
    let mut devices = publisher(&broker).await;
    let list = "id,name,connection,topic,unit\nroof,Roof temperature,main,quay/roof,°C\n";
    assert_eq!(counts(&import(&door, list, ListMode::Create, false).await), (1, 0, 0, 0));
    publish(&mut devices, "quay/roof", "21.5").await;
    publish(&mut devices, "quay/cellar", "12.5").await;
    until("both values", || async {
        latest(&door, "quay/roof").await.is_some_and(|one| one.value == Some(Value::Number(21.5)))
            && latest(&door, "quay/cellar").await.is_some()
    })
    .await;
    let roof = latest(&door, "quay/roof").await.unwrap();
    assert_eq!(
        (&*roof.point.0, roof.name.as_str(), roof.accepted),
        ("roof", "Roof temperature", true)
    );

    let found = door.ask(Inbox { connection: None, ignored: false }).await.unwrap();
    assert_eq!(found.len(), 1, "the listed point was not found a second time");
    let own = "id,name,connection,topic\ncellar,Cellar,main,quay/cellar\n";
    let told = import(&door, own, ListMode::Create, false).await;
    assert!(told.problems[0].words.contains(&*found[0].point.0), "{:?}", told.problems);
    let list = "name,connection,topic,floor,building\nCellar,main,quay/cellar,Cellar,HQ\n";
    assert_eq!(counts(&import(&door, list, ListMode::Create, false).await), (1, 0, 0, 0));
    let cellar = latest(&door, "quay/cellar").await.unwrap();
    assert_eq!((&cellar.point, cellar.accepted), (&found[0].point, true));
    assert_eq!(cellar.value, Some(Value::Number(12.5)), "its history stays");
    collector.stop().await;
}
