use model::{Kind, PointCode, PointKey, Timestamp, Unit, Verb};

use super::*;

fn point(code: &str, device: &str) -> ListedPoint {
    let mut words =
        ListedWords { role: Some("zone-air-temp".to_owned()), ..ListedWords::default() };
    words.tags.insert("air".to_owned(), None);
    words.tags.insert("ref".to_owned(), Some("AHU \"1\"".to_owned()));
    words.states.insert(-1, "Off".to_owned());
    words.limits.insert("high".to_owned(), 0.1 + 0.2);
    words.expected_s = Some(1.0 / 3.0);
    words.description = Some("two\nlines".to_owned());
    ListedPoint {
        id: None,
        code: PointCode(code.into()),
        key: PointKey { connection: None, device: device.into(), path: "/t".into() },
        topic: "ahu/1".into(),
        name: "Zone".to_owned(),
        kind: Kind::Setpoint,
        unit: Unit::new("°C"),
        accepted: true,
        words,
        place: ListedPlace {
            building: Some("HQ".to_owned()),
            floor: Some("Level 2".to_owned()),
            level: Some(2),
            space: Some("2.04".to_owned()),
            zone: Some("North".to_owned()),
        },
        equipment: Some(ListedEquipment {
            id: None,
            name: "VAV 2".to_owned(),
            kind: Some("vav".to_owned()),
        }),
    }
}

fn feeds(subject: &str, object: &str) -> ListedRelation {
    let at = |name: &str| (Some("HQ".to_owned()), name.to_owned());
    let object = ListedEnd::Equipment(at(object));
    ListedRelation { verb: Verb::Feeds, subject: at(subject), object }
}

async fn opened() -> (tempfile::TempDir, MainDatabase, model::SiteId) {
    let folder = tempfile::tempdir().unwrap();
    let main = MainDatabase::open(folder.path()).await.unwrap();
    let site = main.set_up_site("Quay House", "UTC").await.unwrap();
    (folder, main, site)
}

#[tokio::test]
async fn a_list_comes_back_as_it_went_in() {
    let (_folder, main, site) = opened().await;
    let changes = ListChanges {
        points: vec![point("a", "ahu/1"), point("b", "ahu/2")],
        relate: vec![feeds("AHU 1", "VAV 2")],
        ..ListChanges::default()
    };
    main.apply_list(site, &changes, Timestamp::from_ms(5)).await.unwrap();
    let listed = main.listed().await.unwrap();
    for (read, wrote) in listed.points.iter().zip(&changes.points) {
        let equipment = read.equipment.clone().map(|one| ListedEquipment { id: None, ..one });
        assert_eq!(ListedPoint { id: None, equipment, ..read.clone() }, *wrote);
    }
    assert_eq!(listed.points[0].equipment, listed.points[1].equipment, "one piece of equipment");
    assert_eq!(listed.relations, changes.relate, "equipment without points is in its building too");
}

#[tokio::test]
async fn a_relation_that_nobody_may_say_by_hand_comes_with_no_list() {
    let (_folder, main, site) = opened().await;
    let at = |name: &str| (Some("HQ".to_owned()), name.to_owned());
    let part = |subject: &str, object: &str| ListedRelation {
        verb: Verb::IsPartOf,
        subject: at(subject),
        object: ListedEnd::Equipment(at(object)),
    };
    let to_place = ListedRelation {
        verb: Verb::IsPartOf,
        subject: at("Fan"),
        object: ListedEnd::Place(ListedPlace {
            building: Some("HQ".to_owned()),
            ..ListedPlace::default()
        }),
    };
    for relate in [
        vec![feeds("AHU 1", "AHU 1")],
        vec![part("Fan", "AHU 1"), part("AHU 1", "Plant"), part("Plant", "Fan")],
        vec![to_place],
    ] {
        let changes = ListChanges { relate, ..ListChanges::default() };
        let now = Timestamp::from_ms(5);
        for refused in
            [main.try_list(site, &changes, now).await, main.apply_list(site, &changes, now).await]
        {
            assert!(matches!(refused, Err(EditError::Refused(_))), "{refused:?}");
        }
        assert_eq!(main.listed().await.unwrap(), Listed::default(), "nothing of it is kept");
    }
    let changes = ListChanges { relate: vec![part("Fan", "AHU 1")], ..ListChanges::default() };
    main.try_list(site, &changes, Timestamp::from_ms(5)).await.unwrap();
    assert_eq!(main.listed().await.unwrap(), Listed::default(), "a trial keeps nothing");
}

#[tokio::test]
async fn points_swap_their_sources_and_go_back_without_their_place() {
    let (_folder, main, site) = opened().await;
    let points = vec![point("a", "ahu/1"), point("b", "ahu/2")];
    let changes = ListChanges { points, ..ListChanges::default() };
    main.apply_list(site, &changes, Timestamp::from_ms(5)).await.unwrap();
    let mut points = main.listed().await.unwrap().points;
    let first = points[0].key.clone();
    points[0].key = std::mem::replace(&mut points[1].key, first);
    let ids: Vec<PointId> = points.iter().filter_map(|point| point.id).collect();
    let changes = ListChanges { points, ..ListChanges::default() };
    main.apply_list(site, &changes, Timestamp::from_ms(6)).await.unwrap();
    assert_eq!(&*main.listed().await.unwrap().points[0].key.device, "ahu/2");

    let changes = ListChanges { returned: vec![ids[0]], ..ListChanges::default() };
    main.apply_list(site, &changes, Timestamp::from_ms(7)).await.unwrap();
    let returned = main.listed().await.unwrap().points.swap_remove(0);
    assert!(!returned.accepted && returned.equipment.is_none());
    assert_eq!(returned.place, ListedPlace::default());
}

#[tokio::test]
async fn equipment_that_is_removed_takes_its_relations_with_it() {
    let (_folder, main, site) = opened().await;
    let relate = vec![feeds("AHU 1", "VAV 2"), feeds("AHU 1", "VAV 3")];
    let changes = ListChanges { relate, ..ListChanges::default() };
    main.apply_list(site, &changes, Timestamp::from_ms(5)).await.unwrap();
    let equipment = main.model(site).await.unwrap().equipment;
    let vav = equipment.iter().find(|row| row.name == "VAV 2").unwrap();
    let leave = [model::ModelChange::RemoveEquipment { equipment: vav.id }];
    main.change_model(site, &leave).await.unwrap();
    assert_eq!(main.listed().await.unwrap().relations, [feeds("AHU 1", "VAV 3")]);
}

#[tokio::test]
async fn a_list_that_fails_half_way_changes_nothing() {
    let (_folder, main, site) = opened().await;
    let changes = ListChanges {
        points: vec![point("a", "ahu/1"), point("a", "ahu/2")],
        ..ListChanges::default()
    };
    let failed = main.apply_list(site, &changes, Timestamp::from_ms(5)).await;
    assert!(matches!(failed, Err(EditError::Main(MainError::Taken))), "{failed:?}");
    let listed = main.listed().await.unwrap();
    assert_eq!(listed, Listed::default());
    assert!(main.model(site).await.unwrap().buildings.is_empty());
}

#[tokio::test]
async fn places_and_equipment_without_points_come_back_with_zones_tags_and_what_serves_them() {
    let (_folder, main, site) = opened().await;
    let place = |floor: Option<&str>, space: Option<&str>, zone: Option<&str>| ListedPlace {
        building: Some("HQ".to_owned()),
        floor: floor.map(str::to_owned),
        level: floor.map(|_| 3),
        space: space.map(str::to_owned),
        zone: zone.map(str::to_owned),
    };
    let stands = |place| ListedStanding { place, ..ListedStanding::default() };
    let (roof, attic, north) = (Some("Roof"), Some("Attic"), Some("North"));
    let machine = ListedStanding {
        equipment: Some(ListedEquipment {
            id: None,
            name: "AHU 1".to_owned(),
            kind: Some("ahu".to_owned()),
        }),
        tags: Tags::from([("critical".to_owned(), None)]),
        ..stands(place(roof, attic, None))
    };
    let stand = vec![
        stands(place(None, None, None)),
        stands(place(roof, None, None)),
        stands(place(roof, None, north)),
        stands(place(roof, attic, None)),
        stands(place(roof, attic, north)),
        machine,
    ];
    let subject = (Some("HQ".to_owned()), "AHU 1".to_owned());
    let to = |place: ListedPlace| ListedRelation {
        verb: Verb::Feeds,
        subject: subject.clone(),
        object: ListedEnd::Place(ListedPlace { level: None, ..place }),
    };
    let relate = vec![to(place(roof, None, north)), to(place(None, None, None))];
    let changes = ListChanges { stand, relate, ..ListChanges::default() };
    for _ in 0..2 {
        main.apply_list(site, &changes, Timestamp::from_ms(5)).await.unwrap();
        let mut listed = main.listed().await.unwrap();
        for standing in &mut listed.standings {
            standing.equipment =
                standing.equipment.take().map(|one| ListedEquipment { id: None, ..one });
        }
        assert_eq!(listed.standings, changes.stand, "and the second time nothing is twice");
        assert_eq!(listed.relations, changes.relate);
    }
    let unrelate = changes.relate.clone();
    let changes = ListChanges { unrelate, ..ListChanges::default() };
    main.apply_list(site, &changes, Timestamp::from_ms(6)).await.unwrap();
    assert!(main.listed().await.unwrap().relations.is_empty());
}
