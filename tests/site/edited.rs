//! What a person says of the model is seen everywhere at once, in thousands too, and goes back as it was.

use engine::{Door, StreamItem};
use model::{
    BuildingId, EquipmentId, EquipmentWords, FloorId, Kind, ModelChange, PlaceId, PointCode,
    PointEdit, Relation, RelationEnd, SpaceId, Tags, TimeRange, Unit, Verb, ZoneId,
};
use tokio::sync::mpsc::Receiver;
use tokio::time::{Duration, Instant, timeout};
use wire::{
    AcceptPoints, ChangeModel, EquipmentView, Event, ExportPoints, FileBytes, FloorView,
    ImportPoints, ListFile, ListFormat, ListMode, MappingView, Mappings, ModelChanged, MoveMapping,
    Places, PlacesView, PointDetail, Points, RemoveMapping, SaveMapping, SwitchMapping, Trends,
    Watch,
};

use crate::harness::{PATIENCE, collecting, folder_with, latest, publish, publisher, until};

/// Changes that are given up: at once, and a little later each time.
const GIVEN_UP: u64 = 20;

/// Points that are edited as one.
const MANY: usize = 5_000;

async fn change(door: &Door, changes: Vec<ModelChange>) -> ModelChanged {
    door.ask(ChangeModel { changes }).await.unwrap()
}

fn edit(points: Vec<PointCode>, edits: Vec<PointEdit>) -> Vec<ModelChange> {
    vec![ModelChange::EditPoints { points, edits }]
}

/// The next event that is of the kind that is waited for.
async fn heard<T>(items: &mut Receiver<StreamItem>, of: impl Fn(Event) -> Option<T>) -> T {
    let waited = timeout(PATIENCE, async {
        loop {
            if let StreamItem::Event(event) = items.recv().await.unwrap()
                && let Some(found) = of(event)
            {
                return found;
            }
        }
    });
    waited.await.expect("the event comes")
}

fn name_of(told: &str) -> PointEdit {
    PointEdit::Name { name: told.to_owned() }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_is_in_the_live_stream_and_on_every_page_at_once() {
    let broker = mosquitto::Mosquitto::start().unwrap();
    let folder = folder_with(&broker).await;
    let collector = collecting(folder.path()).await;
    let door = collector.door();
    let mut devices = publisher(&broker).await;
    publish(&mut devices, "ahu/1/supply", "21.5").await;
    until("the value", || async { latest(&door, "ahu/1/supply").await.is_some() }).await;
    let code = latest(&door, "ahu/1/supply").await.unwrap().point;
    let accept = AcceptPoints {
        points: vec![code.0.to_string()],
        floor: Some("Roof".to_owned()),
        ..AcceptPoints::default()
    };
    door.ask(accept).await.unwrap();
    let (roof, building) = (FloorId(1), BuildingId(1));

    let mut items = door.open_stream().await.unwrap();
    let watched = door.ask(Watch { points: None }).await.unwrap();
    assert_eq!(watched.rows[0].floor, Some(roof));
    let edits = vec![
        name_of("<b>Supply air</b>"),
        PointEdit::Kind { kind: Kind::Setpoint },
        PointEdit::Unit { unit: Unit::new("K") },
        PointEdit::Place { place: Some(PlaceId::Building(building)) },
    ];
    let changed = change(&door, edit(vec![code.clone()], edits)).await;
    let told = heard(&mut items, |event| match event {
        Event::PointsEdited(rows) => Some(rows),
        _ => None,
    })
    .await;
    let (row, unit) = (&told[0], Unit::new("K"));
    assert_eq!((row.name.as_str(), &row.unit, row.floor), ("<b>Supply air</b>", &unit, None));
    assert_eq!((row.building, row.kind), (Some(building), Kind::Setpoint));
    assert!(row.value.is_some(), "its value is as it was");

    // Nothing that is asked for now has an old word.
    let shown = latest(&door, "ahu/1/supply").await.unwrap();
    assert_eq!((shown.name.as_str(), &shown.unit), ("<b>Supply air</b>", &unit));
    let watched = door.ask(Watch { points: None }).await.unwrap();
    assert_eq!(
        (watched.rows[0].name.as_str(), &watched.rows[0].unit),
        ("<b>Supply air</b>", &unit)
    );
    let listed = &door.ask(Points {}).await.unwrap()[0];
    assert_eq!((listed.kind, listed.place.as_str()), (Kind::Setpoint, shown.place.as_str()));
    let range = TimeRange::ending_at(engine::now(), Duration::from_hours(1));
    let trends = Trends { points: vec![code.clone()], range, points_max: 100 };
    let line = &door.ask(trends).await.unwrap().lines[0];
    assert_eq!((&line.unit, line.point.clone()), (&unit, code.clone()));
    let places = door.ask(Places {}).await.unwrap();
    let (building, floor) = (&places.site.buildings[0], &places.site.buildings[0].floors[0]);
    assert_eq!((building.points, floor.points), (1, 0));
    let csv = door.ask(ExportPoints { format: ListFormat::Csv }).await.unwrap();
    let csv = String::from_utf8(csv.files[0].bytes.0.clone()).unwrap();
    assert!(csv.contains("<b>Supply air</b>,setpoint,K"), "{csv}");

    // A floor that is renamed is another word beside each of its points.
    change(&door, changed.undo).await;
    let renamed = ModelChange::ChangeFloor {
        floor: roof,
        building: BuildingId(1),
        name: "Top".to_owned(),
        level: 7,
    };
    change(&door, vec![renamed]).await;
    heard(&mut items, |event| matches!(event, Event::PlacesChanged).then_some(())).await;
    heard(&mut items, |event| matches!(event, Event::PointsChanged { .. }).then_some(())).await;
    let shown = latest(&door, "ahu/1/supply").await.unwrap();
    assert!(shown.place.ends_with("› Top") && shown.unit.is_none(), "{shown:?}");
    collector.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_for_which_nobody_waits_any_more_is_told_all_the_same() {
    let broker = mosquitto::Mosquitto::start().unwrap();
    let folder = folder_with(&broker).await;
    let door = Door::open(folder.path()).await.unwrap();
    change(&door, vec![ModelChange::AddBuilding { id: None, name: "HQ".to_owned() }]).await;
    let mut items = door.open_stream().await.unwrap();
    for patience in 0..GIVEN_UP {
        let name = format!("East {patience}");
        let renamed = ModelChange::RenameBuilding { building: BuildingId(1), name: name.clone() };
        let ask = door.ask(ChangeModel { changes: vec![renamed] });
        drop(timeout(Duration::from_micros(patience * 200), ask).await);
        heard(&mut items, |event| matches!(event, Event::PlacesChanged).then_some(())).await;
        heard(&mut items, |event| matches!(event, Event::PointsChanged { .. }).then_some(())).await;
        assert_eq!(door.ask(Places {}).await.unwrap().site.buildings[0].name, name);
    }
    door.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_the_mappings_for_which_nobody_waits_any_more_counts_all_the_same() {
    let broker = mosquitto::Mosquitto::start().unwrap();
    let folder = folder_with(&broker).await;
    let door = Door::open(folder.path()).await.unwrap();
    let mut items = door.open_stream().await.unwrap();
    let save = |name: &str| SaveMapping {
        file: format!(
            r#"{{"version": 1, "name": "{name}", "topics": "{name}/+", "values": [{{"name": "flow", "at": "/flow"}}]}}"#
        ),
        connection: None,
        on: true,
        before: None,
        place: None,
        histories: None,
    };
    let names = async |items: &mut Receiver<StreamItem>| -> String {
        heard(items, |event| matches!(event, Event::MappingsChanged).then_some(())).await;
        let all = door.ask(Mappings {}).await.unwrap();
        let word = |one: MappingView| format!("{} {}", one.name, if one.on { "on" } else { "off" });
        all.into_iter().map(word).collect::<Vec<_>>().join(", ")
    };
    for patience in 0..GIVEN_UP {
        let patience = Duration::from_micros(patience * 200);
        drop(timeout(patience, door.ask(save("a"))).await);
        assert_eq!(names(&mut items).await, "a on");
        drop(timeout(patience, door.ask(save("b"))).await);
        assert_eq!(names(&mut items).await, "a on, b on");
        let ask = MoveMapping { name: "b".to_owned(), before: Some("a".to_owned()) };
        drop(timeout(patience, door.ask(ask)).await);
        assert_eq!(names(&mut items).await, "b on, a on");
        let ask = SwitchMapping { name: "b".to_owned(), on: false };
        drop(timeout(patience, door.ask(ask)).await);
        assert_eq!(names(&mut items).await, "b off, a on");
        for (name, left) in [("b", "a on"), ("a", "")] {
            drop(timeout(patience, door.ask(RemoveMapping { name: name.to_owned() })).await);
            assert_eq!(names(&mut items).await, left);
        }
    }
    door.close().await;
}

/// A model that was typed in, with everything that a list can hold of it.
fn typed() -> Vec<ModelChange> {
    let machine = |name: &str, kind: &str, place| ModelChange::AddEquipment {
        id: None,
        words: EquipmentWords {
            name: name.to_owned(),
            kind: kind.to_owned(),
            place,
            tags: Tags::from([("critical".to_owned(), None)]),
        },
    };
    let (ahu, vav) = (EquipmentId(1), EquipmentId(2));
    let feeds = |to| Relation { from: ahu, verb: Verb::Feeds, to };
    vec![
        ModelChange::AddBuilding { id: None, name: "HQ".to_owned() },
        ModelChange::AddFloor {
            id: None,
            building: BuildingId(1),
            name: "Level 2".to_owned(),
            level: 2,
        },
        ModelChange::AddSpace {
            id: None, floor: FloorId(1), name: "2.04 \"قاعة\" 🌡".to_owned()
        },
        machine("AHU-1", "ahu", Some(PlaceId::Floor(FloorId(1)))),
        machine("VAV-1", "vav", Some(PlaceId::Space(SpaceId(1)))),
        ModelChange::Relate { relation: feeds(RelationEnd::Equipment(vav)) },
    ]
}

/// Points without a broker.
fn list() -> String {
    let rows: String = (0..MANY).map(|at| format!("p-{at},Point {at},quay/{at}\n")).collect();
    format!("id,name,topic\n{rows}")
}

#[tokio::test(flavor = "multi_thread")]
async fn thousands_are_edited_as_one_taken_back_as_one_and_listed_with_every_word() {
    let broker = mosquitto::Mosquitto::start().unwrap();
    let folder = folder_with(&broker).await;
    let door = Door::open(folder.path()).await.unwrap();
    let import = async |text: String, mode| {
        let bytes = FileBytes(text.into_bytes());
        let files = vec![ListFile { name: "points.csv".to_owned(), bytes }];
        door.ask(ImportPoints { format: None, files, mode, dry_run: false }).await.unwrap()
    };
    assert_eq!(import(list(), ListMode::Create).await.create, u32::try_from(MANY).unwrap());
    change(&door, typed()).await;
    let before = door.ask(Points {}).await.unwrap();
    let codes: Vec<PointCode> = before.iter().map(|point| point.point.clone()).collect();
    let tags = Tags::from([("air".to_owned(), None), ("ref".to_owned(), Some("AHU 1".to_owned()))]);
    let edits = vec![
        PointEdit::Unit { unit: Unit::new("°C") },
        PointEdit::Role { role: Some("zone-air-temp".to_owned()) },
        PointEdit::AddTags { tags: tags.clone() },
        PointEdit::Limits { limits: [("low".to_owned(), 18.0), ("high".to_owned(), 26.5)].into() },
        PointEdit::Place { place: Some(PlaceId::Space(SpaceId(1))) },
        PointEdit::Equipment { equipment: Some(EquipmentId(2)) },
    ];
    let began = Instant::now();
    let changed = change(&door, edit(codes.clone(), edits)).await;
    println!("{MANY} points edited as one: {} ms", began.elapsed().as_millis());
    assert_eq!(changed.undo.len(), 1, "they were alike");
    assert_eq!(changed.places.equipment[1].points, u32::try_from(MANY).unwrap());
    let detail = door.ask(PointDetail { point: codes[7].clone() }).await.unwrap();
    assert_eq!((detail.tags, detail.limits["high"]), (tags, 26.5));

    let exported = door.ask(ExportPoints { format: ListFormat::Csv }).await.unwrap();
    let text = String::from_utf8(exported.files[0].bytes.0.clone()).unwrap();
    let again = import(text, ListMode::Replace).await;
    assert!(again.problems.is_empty(), "{:?}", again.problems);
    assert_eq!((again.unchanged, again.update), (u32::try_from(MANY).unwrap(), 0));

    let wrong = edit(vec![codes[0].clone(), PointCode("nobody".into())], vec![name_of("Other")]);
    let refused = door.ask(ChangeModel { changes: wrong }).await.unwrap_err();
    assert!(refused.message.contains("Nothing was changed"), "{refused}");
    change(&door, changed.undo).await;
    assert_eq!(door.ask(Points {}).await.unwrap(), before);
    door.close().await;
}

/// A floor's name, those of its spaces, and its zones with how many spaces each has.
type FloorNames = (String, Vec<String>, Vec<(String, usize)>);

fn names(places: &PlacesView) -> Vec<FloorNames> {
    let spaces = |floor: &FloorView| -> Vec<String> {
        floor.spaces.iter().map(|space| space.name.clone()).collect()
    };
    let zones = |floor: &FloorView| -> Vec<(String, usize)> {
        floor.zones.iter().map(|zone| (zone.name.clone(), zone.spaces.len())).collect()
    };
    let floors = places.site.buildings.iter().flat_map(|building| &building.floors);
    floors.map(|floor| (floor.name.clone(), spaces(floor), zones(floor))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_was_typed_in_goes_to_another_folder_with_haystack() {
    let broker = mosquitto::Mosquitto::start().unwrap();
    let (here, there) = (folder_with(&broker).await, folder_with(&broker).await);
    let (from, to) =
        (Door::open(here.path()).await.unwrap(), Door::open(there.path()).await.unwrap());
    let bytes = FileBytes(b"id,name,topic\np-1,Supply,ahu/1\n".to_vec());
    let files = vec![ListFile { name: "points.csv".to_owned(), bytes }];
    let mode = ListMode::Create;
    from.ask(ImportPoints { format: None, files, mode, dry_run: false }).await.unwrap();
    change(&from, typed()).await;
    let zone = ModelChange::AddZone {
        id: None,
        floor: FloorId(1),
        name: "North".to_owned(),
        spaces: vec![SpaceId(1)],
    };
    change(&from, vec![zone]).await;
    let ends = [RelationEnd::Zone(ZoneId(1)), RelationEnd::Building(BuildingId(1))];
    let feeds = |to| Relation { from: EquipmentId(1), verb: Verb::Feeds, to };
    change(&from, ends.map(|end| ModelChange::Relate { relation: feeds(end) }).into()).await;

    for format in [ListFormat::Zinc, ListFormat::Trio, ListFormat::Hayson] {
        let files = from.ask(ExportPoints { format }).await.unwrap().files;
        let ask = ImportPoints { format: None, files, mode: ListMode::Replace, dry_run: false };
        let told = from.ask(ask.clone()).await.unwrap();
        assert!(told.problems.is_empty(), "{:?}", told.problems);
        assert_eq!((told.stand, told.relate, told.unrelate), (0, 0, 0), "{format:?}: as it was");
        let mode = ListMode::Create;
        let first = format == ListFormat::Zinc;
        if first {
            let told = to.ask(ImportPoints { mode, ..ask }).await.unwrap();
            assert!(told.applied && told.stand > 0 && told.relate == 3, "{:?}", told.problems);
        }
    }
    let (old, new) = (from.ask(Places {}).await.unwrap(), to.ask(Places {}).await.unwrap());
    assert_eq!(names(&old), names(&new));
    let machines = |places: &PlacesView| -> Vec<(String, String, Tags, bool)> {
        let one = |one: &EquipmentView| {
            (one.name.clone(), one.kind.clone(), one.tags.clone(), one.place.is_some())
        };
        places.equipment.iter().map(one).collect()
    };
    assert_eq!(machines(&old), machines(&new));
    assert_eq!(old.relations.len(), new.relations.len());
    from.close().await;
    to.close().await;
}
