use model::{
    BuildingId, EquipmentId, EquipmentWords, Kind, Limits, PlaceId, PointCode, PointEdit, PointKey,
    Relation, RelationEnd, Tags, Timestamp, Unit, Verb,
};

use sqlx::Row;
use tokio::time::Instant;

use super::super::{
    AcceptedPoint, ListChanges, ListedEquipment, ListedPlace, ListedStanding, ModelRows, NewPoint,
    PointDetailRow, PointRow,
};
use super::*;
use crate::main_database::tests::known;

/// Places that are removed beside so many points.
const ROOMS: usize = 2_000;
const POINTS: u32 = 50_000;
const CROWD: &str = "WITH RECURSIVE number (at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM number
        WHERE at < ?1)
    INSERT INTO point (code, device, path, topic, name, kind, found_ms, accepted_ms, space)
    SELECT 'c' || at, 'c' || at, '', '', '', 'sensor', 1, 1, ?2 FROM number";

const TOP: BuildingId = BuildingId(1);
const ROOF: FloorId = FloorId(1);
const GROUND: FloorId = FloorId(2);
const OFFICE: SpaceId = SpaceId(1);
const HALL: SpaceId = SpaceId(2);
const NORTH: ZoneId = ZoneId(1);
const AHU: EquipmentId = EquipmentId(1);
const VAV: EquipmentId = EquipmentId(2);

fn text(name: &str) -> String {
    name.to_owned()
}

fn words(name: &str, kind: &str, place: Option<PlaceId>) -> EquipmentWords {
    EquipmentWords { name: text(name), kind: text(kind), place, tags: Tags::new() }
}

fn relate(from: EquipmentId, verb: Verb, to: RelationEnd) -> ModelChange {
    ModelChange::Relate { relation: Relation { from, verb, to } }
}

fn codes(names: &[&str]) -> Vec<PointCode> {
    names.iter().map(|name| PointCode((*name).into())).collect()
}

/// A building of two floors, with a zone, equipment, what it feeds, and two points of the air handler.
struct House {
    _folder: tempfile::TempDir,
    main: MainDatabase,
    site: SiteId,
}

/// Everything that changes can change.
type Whole = (ModelRows, Vec<PointRow>, Vec<PointDetailRow>);

impl House {
    async fn built() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let main = MainDatabase::open(folder.path()).await.unwrap();
        let site = main.set_up_site("Quay House", "UTC").await.unwrap();
        let house = Self { _folder: folder, main, site };
        let floor = |name: &str, level| ModelChange::AddFloor {
            id: None,
            building: TOP,
            name: text(name),
            level,
        };
        let space =
            |name: &str| ModelChange::AddSpace { id: None, floor: GROUND, name: text(name) };
        let machine = |words| ModelChange::AddEquipment { id: None, words };
        let changes = [
            ModelChange::AddBuilding { id: None, name: text("East") },
            floor("Roof", 3),
            floor("Ground", 0),
            space("Office"),
            space("Hall"),
            ModelChange::AddZone {
                id: None,
                floor: GROUND,
                name: text("North"),
                spaces: vec![OFFICE, HALL],
            },
            machine(words("AHU 1", "ahu", Some(PlaceId::Floor(ROOF)))),
            machine(words("VAV 1", "vav", Some(PlaceId::Space(OFFICE)))),
            relate(AHU, Verb::Feeds, RelationEnd::Equipment(VAV)),
            relate(VAV, Verb::Feeds, RelationEnd::Zone(NORTH)),
        ];
        let edited = house.change(&changes).await.unwrap();
        assert_eq!(edited.made, [1, 1, 2, 1, 2, 1, 1, 2]);
        house.points().await;
        house
    }

    async fn points(&self) {
        let new = ["a", "b"].map(|code| NewPoint {
            code: text(code),
            key: PointKey { connection: None, device: code.into(), path: "/t".into() },
            topic: code.into(),
            name: text(code),
            kind: Kind::Sensor,
            unit: None,
            found: Timestamp::from_ms(1),
            convention: None,
        });
        let found = self.main.add_points(&new).await.unwrap();
        let accepted: Vec<AcceptedPoint> = found
            .iter()
            .map(|found| AcceptedPoint {
                id: found.id,
                name: text("Supply air"),
                kind: Kind::Sensor,
                unit: Unit::new("°C"),
                role: None,
                floor: None,
                space: Some(OFFICE),
                equipment: Some(VAV),
            })
            .collect();
        self.main.accept_points(&accepted, Timestamp::from_ms(2)).await.unwrap();
    }

    async fn change(&self, changes: &[ModelChange]) -> Result<Edited, EditError> {
        self.main.change_model(self.site, changes).await
    }

    async fn refusal(&self, changes: &[ModelChange]) -> Refusal {
        let before = self.whole().await;
        let refused = self.change(changes).await;
        assert_eq!(self.whole().await, before, "nothing was changed");
        match refused {
            Err(EditError::Refused(refusal)) => refusal,
            other => panic!("{other:?}"),
        }
    }

    async fn whole(&self) -> Whole {
        let points = known(&self.main).await;
        let mut details = Vec::new();
        for row in &points {
            details.push(self.main.point_detail(row.point.id).await.unwrap().unwrap());
        }
        (self.main.model(self.site).await.unwrap(), points, details)
    }
}

/// One of every kind of change, each upon what the ones before it left.
fn everything() -> Vec<ModelChange> {
    let both = || codes(&["a", "b"]);
    let tags = Tags::from([(text("air"), None), (text("ref"), Some(text("x")))]);
    let limits = Limits::from([(text("high"), 30.5)]);
    vec![
        ModelChange::RenameBuilding { building: TOP, name: text("West") },
        ModelChange::AddBuilding { id: None, name: text("Annexe") },
        ModelChange::ChangeFloor {
            floor: ROOF,
            building: BuildingId(2),
            name: text("Top"),
            level: 9,
        },
        ModelChange::EditPoints {
            points: both(),
            edits: vec![PointEdit::Zone { zone: Some(NORTH) }],
        },
        ModelChange::ChangeSpace { space: OFFICE, floor: ROOF, name: text("Attic") },
        ModelChange::ChangeEquipment {
            equipment: VAV,
            words: EquipmentWords { tags: tags.clone(), ..words("Box", "fcu", None) },
        },
        relate(VAV, Verb::IsPartOf, RelationEnd::Equipment(AHU)),
        relate(AHU, Verb::Meters, RelationEnd::Building(TOP)),
        ModelChange::EditPoints {
            points: both(),
            edits: vec![
                PointEdit::Name { name: text("Temperature") },
                PointEdit::Kind { kind: Kind::Setpoint },
                PointEdit::Unit { unit: None },
                PointEdit::Role { role: Some(text("zone-air-temp-sp")) },
                PointEdit::AddTags { tags },
                PointEdit::RemoveTags { names: vec![text("ref")] },
                PointEdit::Limits { limits },
                PointEdit::Expected { seconds: Some(60.0) },
                PointEdit::Description { words: Some(text("behind the door")) },
                PointEdit::Place { place: Some(PlaceId::Building(TOP)) },
                PointEdit::Equipment { equipment: Some(AHU) },
            ],
        },
        ModelChange::ReturnPoints { points: codes(&["b"]) },
        ModelChange::RemoveEquipment { equipment: VAV },
        ModelChange::RemoveZone { zone: NORTH },
        ModelChange::RemoveSpace { space: HALL },
        ModelChange::RemoveFloor { floor: GROUND },
    ]
}

#[tokio::test]
async fn every_change_is_made_and_its_way_back_leaves_what_was() {
    let house = House::built().await;
    let before = house.whole().await;
    let there = house.change(&everything()).await.unwrap();
    let after = house.whole().await;
    let (model, points, details) = &after;
    assert_eq!(model.spaces, [(OFFICE, ROOF, text("Attic"))]);
    assert!(model.zones.is_empty() && model.equipment.len() == 1 && model.floors.len() == 1);
    let meters = Relation { from: AHU, verb: Verb::Meters, to: RelationEnd::Building(TOP) };
    assert_eq!(model.relations, [meters]);
    let point = &points[0];
    assert_eq!((&*point.point.name, point.point.equipment), ("Temperature", Some(AHU)));
    assert_eq!((point.building, point.floor, point.zone), (Some(TOP), None, None));
    assert_eq!(details[0].tags, Tags::from([(text("air"), None)]));
    assert!(!points[1].point.accepted && points[1].point.equipment.is_none());

    let back = house.change(&there.undo).await.unwrap();
    assert_eq!(house.whole().await, before);
    house.change(&back.undo).await.unwrap();
    let again = house.whole().await;
    assert_eq!(again.0, after.0);
    assert_eq!(again.2[0], after.2[0]);
    assert!(!again.1[1].point.accepted, "and there again");
}

#[tokio::test]
async fn what_still_holds_something_is_not_removed_and_says_what() {
    let house = House::built().await;
    for (change, inside) in [
        (ModelChange::RemoveBuilding { building: TOP }, vec![(2, "floor")]),
        (ModelChange::RemoveFloor { floor: ROOF }, vec![(1, "piece of equipment")]),
        (ModelChange::RemoveFloor { floor: GROUND }, vec![(2, "space"), (1, "zone")]),
        (ModelChange::RemoveSpace { space: OFFICE }, vec![(1, "piece of equipment"), (2, "point")]),
        (ModelChange::RemoveEquipment { equipment: VAV }, vec![(2, "point")]),
    ] {
        let Refusal::Holds { inside: told, .. } = house.refusal(&[change]).await else { panic!() };
        assert_eq!(told, inside);
    }
}

#[tokio::test]
async fn a_name_that_is_taken_a_stranger_and_a_circle_are_refused_and_nothing_is_changed() {
    let house = House::built().await;
    let gone = |what| Refusal::Gone { what };
    let renamed = ModelChange::RenameBuilding { building: TOP, name: text("West") };
    let taken = ModelChange::AddFloor { id: None, building: TOP, name: text("Roof"), level: 1 };
    let refusal = house.refusal(&[renamed, taken]).await;
    assert_eq!(refusal, Refusal::Taken { what: "floor", name: text("Roof") });

    let other = RelationEnd::Equipment;
    let part = relate(VAV, Verb::IsPartOf, other(AHU));
    let back = relate(AHU, Verb::IsPartOf, other(VAV));
    let circle = house.refusal(&[part.clone(), back]).await;
    let (verb, from, to) = (Verb::IsPartOf, text("AHU 1"), text("VAV 1"));
    assert_eq!(circle, Refusal::Circle { verb, from, to });
    let twice = house.refusal(&[part.clone(), part]).await;
    let (from, to) = (text("VAV 1"), text("AHU 1"));
    assert_eq!(twice, Refusal::Known { verb: Verb::IsPartOf, from, to });
    let itself = house.refusal(&[relate(AHU, Verb::Feeds, other(AHU))]).await;
    assert_eq!(itself, Refusal::Itself { verb: Verb::Feeds, name: text("AHU 1") });
    let place = house.refusal(&[relate(AHU, Verb::IsPartOf, RelationEnd::Floor(ROOF))]).await;
    assert_eq!(place, Refusal::ToPlace { verb: Verb::IsPartOf, to: text("Roof") });
    let nobody = house.refusal(&[relate(AHU, Verb::Feeds, RelationEnd::Zone(ZoneId(9)))]).await;
    assert_eq!(nobody, gone("zone"));

    let nowhere = PointEdit::Place { place: Some(PlaceId::Space(SpaceId(99))) };
    for (edit, refused) in [
        (nowhere, gone("space")),
        (PointEdit::Place { place: Some(PlaceId::Building(BuildingId(99))) }, gone("building")),
        (PointEdit::Zone { zone: Some(ZoneId(99)) }, gone("zone")),
        (PointEdit::Equipment { equipment: Some(EquipmentId(99)) }, gone("equipment")),
    ] {
        let change = ModelChange::EditPoints { points: codes(&["a"]), edits: vec![edit] };
        assert_eq!(house.refusal(&[change]).await, refused);
    }
    let nowhere = words("Fan", "fan", Some(PlaceId::Floor(FloorId(99))));
    let added = ModelChange::AddEquipment { id: None, words: nowhere.clone() };
    assert_eq!(house.refusal(&[added]).await, gone("floor"));
    let changed = ModelChange::ChangeEquipment { equipment: VAV, words: nowhere };
    assert_eq!(house.refusal(&[changed]).await, gone("floor"));
    let edits = vec![
        PointEdit::Place { place: Some(PlaceId::Floor(ROOF)) },
        PointEdit::Zone { zone: Some(NORTH) },
    ];
    let other = ModelChange::EditPoints { points: codes(&["a"]), edits };
    let (name, zone) = (text("Supply air"), text("North"));
    assert_eq!(house.refusal(&[other]).await, Refusal::OtherFloor { name, zone });
    let stranger = ModelChange::EditPoints { points: codes(&["z"]), edits: Vec::new() };
    assert_eq!(house.refusal(&[stranger]).await, gone("point"));
}

#[tokio::test]
async fn a_removed_things_number_comes_back_with_it_and_with_nothing_else() {
    let house = House::built().await;
    let removed = house.change(&[ModelChange::RemoveZone { zone: NORTH }]).await.unwrap();
    let other = ModelChange::AddZone { id: None, floor: ROOF, name: text("South"), spaces: vec![] };
    assert_eq!(house.change(&[other]).await.unwrap().made, [NORTH.0 + 1]);
    house.change(&removed.undo).await.unwrap();
    assert_eq!(house.refusal(&removed.undo).await, Refusal::Back { what: "zone" });
}

#[tokio::test]
async fn a_number_that_nothing_was_ever_given_is_refused() {
    let house = House::built().await;
    for never in [0, 3, 999, u32::MAX] {
        let (building, floor) = (Some(BuildingId(never)), Some(FloorId(never)));
        let (name, spaces) = (text("New"), vec![]);
        let added = [
            ModelChange::AddBuilding { id: building, name: name.clone() },
            ModelChange::AddFloor { id: floor, building: TOP, name: name.clone(), level: 1 },
            ModelChange::AddSpace { id: Some(SpaceId(never)), floor: ROOF, name: name.clone() },
            ModelChange::AddZone { id: Some(ZoneId(never)), floor: ROOF, name, spaces },
            ModelChange::AddEquipment {
                id: Some(EquipmentId(never)),
                words: words("New", "fan", None),
            },
        ];
        for change in added {
            let refusal = house.refusal(std::slice::from_ref(&change)).await;
            assert!(matches!(refusal, Refusal::Never { .. }), "{change:?}: {refusal:?}");
        }
    }
}

#[tokio::test]
async fn no_way_of_adding_gives_the_number_of_what_was_removed() {
    let house = House::built().await;
    let add = [
        ModelChange::AddBuilding { id: None, name: text("Annexe") },
        ModelChange::AddFloor { id: None, building: BuildingId(2), name: text("1"), level: 1 },
        ModelChange::AddSpace { id: None, floor: FloorId(3), name: text("1.01") },
        ModelChange::AddZone { id: None, floor: FloorId(3), name: text("East"), spaces: vec![] },
        ModelChange::AddEquipment { id: None, words: words("Fan", "fan", None) },
    ];
    let added = house.change(&add).await.unwrap();
    assert_eq!(added.made, [2, 3, 3, 2, 3]);
    house.change(&added.undo).await.unwrap();
    let building = house.main.add_building(house.site, "By name").await.unwrap();
    let floor = house.main.add_floor_to(building, "1", 1).await.unwrap();
    let space = house.main.add_space(floor, "1.01").await.unwrap();
    let fan = house.main.add_equipment(house.site, "Fan", "fan", Some(space)).await.unwrap();
    assert_eq!((building.0, floor.0, space.0, fan.0), (3, 4, 4, 4));
    assert_eq!(house.main.add_floor(house.site, "2").await.unwrap(), FloorId(5));

    let place = ListedPlace {
        building: Some(text("Listed")),
        floor: Some(text("1")),
        level: Some(1),
        space: Some(text("1.01")),
        zone: Some(text("East")),
    };
    let equipment = ListedEquipment { id: None, name: text("Pump"), kind: None };
    let stand = vec![
        ListedStanding { place: place.clone(), ..ListedStanding::default() },
        ListedStanding { place, equipment: Some(equipment), ..ListedStanding::default() },
    ];
    let changes = ListChanges { stand, ..ListChanges::default() };
    house.main.apply_list(house.site, &changes, Timestamp::from_ms(3)).await.unwrap();
    let model = house.whole().await.0;
    assert!(model.buildings.iter().any(|one| one.0 == BuildingId(4)));
    assert!(model.floors.iter().any(|one| one.0 == FloorId(6)));
    assert!(model.spaces.iter().any(|one| one.0 == SpaceId(5)));
    assert!(model.zones.iter().any(|one| one.id == ZoneId(3)), "{:?}", model.zones);
    assert!(model.equipment.iter().any(|one| one.id == EquipmentId(5)));
}

#[tokio::test]
async fn a_point_that_left_the_model_comes_back_with_its_own_words() {
    let house = House::built().await;
    let own = vec![
        PointEdit::Name { name: text("Behind the door") },
        PointEdit::Role { role: Some(text("zone-air-temp")) },
        PointEdit::Tags { tags: Tags::from([(text("air"), None)]) },
        PointEdit::Limits { limits: Limits::from([(text("high"), 30.5)]) },
        PointEdit::Expected { seconds: Some(60.0) },
        PointEdit::Description { words: Some(text("at the window")) },
        PointEdit::Zone { zone: Some(NORTH) },
    ];
    house.change(&[ModelChange::EditPoints { points: codes(&["a"]), edits: own }]).await.unwrap();
    let before = house.whole().await;
    let left = house.change(&[ModelChange::ReturnPoints { points: codes(&["a"]) }]).await.unwrap();

    // Its device tells another unit, and somebody accepts it under other words.
    let id = before.1[0].point.id;
    house.main.learn_units(&[(id, Unit::new("K").unwrap())]).await.unwrap();
    let other = AcceptedPoint {
        id,
        name: text("Proposed"),
        kind: Kind::Setpoint,
        unit: Unit::new("K"),
        role: Some(text("zone-air-temp-sp")),
        floor: Some(ROOF),
        space: None,
        equipment: None,
    };
    house.main.accept_points(&[other], Timestamp::from_ms(9)).await.unwrap();
    house.change(&left.undo).await.unwrap();
    assert_eq!(house.whole().await, before);
}

#[tokio::test]
async fn thousands_of_points_that_were_alike_have_one_way_back() {
    let house = House::built().await;
    let edits = vec![PointEdit::Name { name: text("Same") }, PointEdit::Unit { unit: None }];
    let change = ModelChange::EditPoints { points: codes(&["a", "b"]), edits };
    let undo = house.change(&[change]).await.unwrap().undo;
    assert_eq!(undo.len(), 1);
    let Some(ModelChange::EditPoints { points, edits }) = undo.first() else { panic!() };
    assert_eq!((points.len(), edits.len()), (2, 2));
}

#[tokio::test]
async fn removing_a_place_reads_no_point_that_stands_elsewhere() {
    let house = House::built().await;
    let spaces = |at: usize| format!("Room {at}");
    let add = |at| ModelChange::AddSpace { id: None, floor: ROOF, name: spaces(at) };
    let made = house.change(&(0..ROOMS).map(add).collect::<Vec<_>>()).await.unwrap();
    let crowd = sqlx::query(CROWD).bind(POINTS).bind(OFFICE.0);
    crowd.execute(house.main.writer().await.as_mut().unwrap()).await.unwrap();
    let began = Instant::now();
    house.change(&made.undo).await.unwrap();
    println!("{ROOMS} places removed beside {POINTS} points in {:?}", began.elapsed());
    for column in ["building", "floor", "space", "zone", "equipment"] {
        let plan = format!("EXPLAIN QUERY PLAN SELECT count(*) FROM point WHERE {column} = ?1");
        let rows = sqlx::query(sqlx::AssertSqlSafe(plan)).bind(1).fetch_all(&house.main.readers);
        let told: String = rows.await.unwrap()[0].try_get(3).unwrap();
        assert!(told.contains(&format!("INDEX point_by_{column}")), "{told}");
    }
}
