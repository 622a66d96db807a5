use std::sync::Arc;

use model::{Conventions, Kind, PointKey, Timestamp};

use super::*;

fn new_point(code: &str, connection: Option<model::ConnectionId>, path: &str) -> NewPoint {
    NewPoint {
        code: code.to_owned(),
        key: PointKey { connection, device: Arc::from("ahu/1"), path: Arc::from(path) },
        topic: Arc::from("ahu/1"),
        name: "AHU 1".to_owned(),
        kind: Kind::Sensor,
        unit: model::Unit::new("°C"),
        found: Timestamp::from_ms(1),
        convention: None,
    }
}

pub(super) async fn known(main: &MainDatabase) -> Vec<PointRow> {
    let mut points = Vec::new();
    main.each_point(|row| points.push(row)).await.unwrap();
    points
}

fn new_connection(name: &str) -> NewConnection {
    NewConnection {
        name: name.to_owned(),
        url: "mqtt://127.0.0.1:1883".to_owned(),
        filters: vec!["#".to_owned()],
        version: None,
        client_id: "c".to_owned(),
        username: None,
        protection: ProtectionRow::default(),
        conventions: Conventions::All,
    }
}

#[tokio::test]
async fn a_point_keeps_its_number_and_its_name_when_heard_again_and_when_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let main = MainDatabase::open(folder.path()).await.unwrap();
    let site = main.set_up_site("Quay House", "Europe/Amsterdam").await.unwrap();
    let connection = main.add_connection(&new_connection("main")).await.unwrap();
    let points = [new_point("a", connection, "/t"), new_point("a", connection, "/h")];
    let found = main.add_points(&points).await.unwrap();
    assert_eq!(&*found[1].code.0, "a-2", "a taken name gets a number");
    assert_eq!(main.add_points(&points).await.unwrap(), found);
    let floor = main.add_floor(site, "Floor 3").await.unwrap();
    let accepted = AcceptedPoint {
        id: found[0].id,
        name: "AHU 1 supply air temperature".to_owned(),
        kind: Kind::Sensor,
        unit: model::Unit::new("°C"),
        role: None,
        floor: Some(floor),
        space: None,
        equipment: None,
    };
    let again = AcceptedPoint { name: "Another".to_owned(), floor: None, ..accepted.clone() };
    main.accept_points(&[accepted], Timestamp::from_ms(5)).await.unwrap();
    main.accept_points(&[again], Timestamp::from_ms(6)).await.unwrap();
    main.close().await;

    let main = MainDatabase::open(folder.path()).await.unwrap();
    let rows = known(&main).await;
    assert_eq!(rows[0].place, ["Quay House", "Building", "Floor 3"]);
    assert!(rows[0].point.accepted && !rows[1].point.accepted);
    assert_eq!(rows[0].point.code, found[0].code);
    assert_eq!(&*rows[0].point.name, "AHU 1 supply air temperature", "words are given once");
    assert_eq!(main.return_points(&[found[0].id, found[1].id]).await.unwrap(), 1);
    let returned = &known(&main).await[0];
    assert!(!returned.point.accepted && returned.place.is_empty());
    assert_eq!(main.site().await.unwrap().unwrap().timezone.as_ref(), "Europe/Amsterdam");
    main.close().await;
}

#[tokio::test]
async fn a_removed_connection_comes_back_under_its_number() {
    let folder = tempfile::tempdir().unwrap();
    let main = MainDatabase::open(folder.path()).await.unwrap();
    let first = main.add_connection(&new_connection("main")).await.unwrap();
    assert!(first.is_some());
    assert_eq!(main.add_connection(&new_connection("main")).await.unwrap(), None);
    assert!(main.remove_connection("main", Timestamp::from_ms(1)).await.unwrap());
    assert!(!main.remove_connection("main", Timestamp::from_ms(1)).await.unwrap());
    assert!(main.connections().await.unwrap()[0].removed);
    assert_eq!(main.add_connection(&new_connection("main")).await.unwrap(), first);
    main.close().await;
}

#[tokio::test]
async fn a_connection_keeps_its_user_name_and_takes_another() {
    let folder = tempfile::tempdir().unwrap();
    let main = MainDatabase::open(folder.path()).await.unwrap();
    let username = async || main.connections().await.unwrap()[0].username.clone();
    let named = NewConnection { username: Some("ahu".to_owned()), ..new_connection("main") };
    let id = main.add_connection(&named).await.unwrap().unwrap();
    assert_eq!(username().await.as_deref(), Some("ahu"));
    let plain = ProtectionRow::default();
    main.change_connection(id, "mqtt://127.0.0.1:1884", &[], None, &plain).await.unwrap();
    assert_eq!(username().await.as_deref(), Some("ahu"), "another address, the same name");
    main.set_subscribed(id, &["#".to_owned()]).await.unwrap();
    main.set_username(id, Some("meter")).await.unwrap();
    assert_eq!(username().await.as_deref(), Some("meter"));
    let subscribed = main.connections().await.unwrap()[0].subscribed.clone();
    assert!(subscribed.is_empty(), "another name may see other topics");
    main.remove_connection("main", Timestamp::from_ms(1)).await.unwrap();
    main.add_connection(&new_connection("main")).await.unwrap();
    assert_eq!(username().await, None, "a new connection signs in as it was told");
    main.close().await;
}

#[tokio::test]
async fn a_connection_keeps_how_it_is_protected_until_that_is_changed() {
    let folder = tempfile::tempdir().unwrap();
    let main = MainDatabase::open(folder.path()).await.unwrap();
    let text = |text: &str| Some(text.to_owned());
    let whole = ProtectionRow {
        ca: text("/etc/ca.pem"),
        certificate: text("/etc/own.pem"),
        key: text("/etc/own.key"),
        pinned: text("AB:CD"),
    };
    let new = NewConnection { protection: whole.clone(), ..new_connection("main") };
    let id = main.add_connection(&new).await.unwrap().unwrap();
    main.close().await;

    let main = MainDatabase::open(folder.path()).await.unwrap();
    let kept = async || main.connections().await.unwrap()[0].protection.clone();
    assert_eq!(kept().await, whole);
    let less = ProtectionRow { ca: text("/etc/other.pem"), ..ProtectionRow::default() };
    main.change_connection(id, "mqtts://broker", &[], None, &less).await.unwrap();
    assert_eq!(kept().await, less);
    main.remove_connection("main", Timestamp::from_ms(1)).await.unwrap();
    main.add_connection(&new_connection("main")).await.unwrap();
    assert_eq!(kept().await, ProtectionRow::default(), "a new one is protected as it was told");
    main.close().await;
}

#[tokio::test]
async fn a_connection_keeps_by_what_it_is_read_until_that_is_changed() {
    let folder = tempfile::tempdir().unwrap();
    let main = MainDatabase::open(folder.path()).await.unwrap();
    let only = Conventions::Only(vec!["homie".to_owned(), "json".to_owned()]);
    let new = NewConnection { conventions: only.clone(), ..new_connection("main") };
    let id = main.add_connection(&new).await.unwrap().unwrap();
    main.close().await;

    let main = MainDatabase::open(folder.path()).await.unwrap();
    let kept = async || main.connections().await.unwrap()[0].conventions.clone();
    assert_eq!(kept().await, only);
    let but = Conventions::AllBut(vec!["plain".to_owned()]);
    main.set_conventions(id, &but).await.unwrap();
    main.change_connection(id, "mqtt://b", &[], None, &ProtectionRow::default()).await.unwrap();
    assert_eq!(kept().await, but, "another address, the same conventions");
    main.set_conventions(id, &Conventions::All).await.unwrap();
    assert_eq!(kept().await, Conventions::All);
    main.close().await;
}

#[tokio::test]
async fn one_gap_is_open_at_a_time_and_ends_once() {
    let folder = tempfile::tempdir().unwrap();
    let main = MainDatabase::open(folder.path()).await.unwrap();
    let id = main.add_connection(&new_connection("main")).await.unwrap().unwrap();
    let at = Timestamp::from_ms;
    main.open_gap(id, at(10), "broker away").await.unwrap();
    main.open_gap(id, at(20), "still away").await.unwrap();
    main.close_gap(id, at(30)).await.unwrap();
    main.close_gap(id, at(40)).await.unwrap();
    let (gaps, count) = main.gaps(id, 10).await.unwrap();
    assert_eq!(count, 1);
    assert_eq!(gaps, [GapRow { from: at(10), to: Some(at(30)), reason: "broker away".to_owned() }]);
    main.close().await;
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    MainDatabase::open(folder.path()).await.unwrap().close().await;
    let path = folder.path().join(FILE);
    let mut connection = sqlite::writer(&path, Pages::Of4Kib).await.unwrap();
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (99990101000000, 'from the future', 1, x'00', 0)",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    sqlite::close(connection).await;
    let before = std::fs::read(&path).unwrap();
    let refused = MainDatabase::open(folder.path()).await;
    assert!(matches!(refused, Err(OpenError::Newer { .. })));
    assert!(std::fs::read(&path).unwrap() == before, "not a byte changed");
}

#[tokio::test]
async fn settings_and_saved_views_are_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let main = MainDatabase::open(folder.path()).await.unwrap();
    let view = SavedViewRow {
        name: "East office".to_owned(),
        points: vec!["p-1".to_owned()],
        shown: "{}".to_owned(),
    };
    main.put_setting("visit", "1").await.unwrap();
    main.put_setting("visit", "2").await.unwrap();
    main.put_saved_view(&view).await.unwrap();
    main.close().await;
    let main = MainDatabase::open(folder.path()).await.unwrap();
    assert_eq!(main.setting("visit").await.unwrap().as_deref(), Some("2"));
    assert_eq!(main.saved_views().await.unwrap(), [view]);
    main.remove_saved_view("East office").await.unwrap();
    assert_eq!(main.saved_views().await.unwrap(), []);
    main.close().await;
}

#[tokio::test]
async fn mappings_keep_their_order_their_connection_and_their_files() {
    let folder = tempfile::tempdir().unwrap();
    let main = MainDatabase::open(folder.path()).await.unwrap();
    let connection = main.add_connection(&new_connection("main")).await.unwrap();
    let row = |name: &str, place, connection| MappingRow {
        name: name.to_owned(),
        place,
        is_on: true,
        connection,
        file: format!("{{\"name\": {name:?}}}"),
        changed: Timestamp::from_ms(7),
    };
    let (pumps, meters) = (row("Pumps", 1, None), row("Meters", 0, connection));
    main.put_mapping(&pumps, "Pumps", &[]).await.unwrap();
    main.put_mapping(&meters, "Meters", &[]).await.unwrap();
    main.close().await;

    let main = MainDatabase::open(folder.path()).await.unwrap();
    assert_eq!(main.mappings().await.unwrap(), [meters.clone(), pumps.clone()]);
    let renamed = MappingRow { name: "Heat pumps".to_owned(), is_on: false, ..pumps };
    main.put_mapping(&renamed, "Pumps", &[]).await.unwrap();
    assert_eq!(main.mappings().await.unwrap(), [meters, renamed.clone()]);
    main.remove_mapping("Meters").await.unwrap();
    assert_eq!(main.mappings().await.unwrap(), [renamed]);
    main.close().await;
}

#[tokio::test]
async fn a_mapping_corrects_the_units_that_are_still_as_it_told_them_also_of_accepted_points() {
    let folder = tempfile::tempdir().unwrap();
    let main = MainDatabase::open(folder.path()).await.unwrap();
    let connection = main.add_connection(&new_connection("main")).await.unwrap();
    let unit = |unit: &str| model::Unit::new(unit).unwrap();
    let new = ["a", "b", "c"].map(|name| new_point(name, connection, name));
    let found = main.add_points(&new).await.unwrap();
    let accepted = |point: usize, said: &str| AcceptedPoint {
        id: found[point].id,
        name: new[point].name.clone(),
        kind: Kind::Sensor,
        unit: Some(unit(said)),
        role: None,
        floor: None,
        space: None,
        equipment: None,
    };
    let both = [accepted(1, "°C"), accepted(2, "K")];
    main.accept_points(&both, Timestamp::from_ms(1)).await.unwrap();
    let row = MappingRow {
        name: "Pumps".to_owned(),
        place: 0,
        is_on: true,
        connection: None,
        file: String::new(),
        changed: Timestamp::from_ms(7),
    };
    let corrected: Vec<CorrectedUnit> = found
        .iter()
        .map(|one| CorrectedUnit { point: one.id, was: unit("°C"), now: unit("°F") })
        .collect();
    main.put_mapping(&row, "Pumps", &corrected).await.unwrap();
    let units: Vec<Option<model::Unit>> =
        known(&main).await.into_iter().map(|row| row.point.unit).collect();
    assert_eq!(units, [Some(unit("°F")), Some(unit("°F")), Some(unit("K"))]);
    main.close().await;
}

#[tokio::test]
async fn refusals_and_their_messages_are_there_after_a_restart_and_go_together() {
    let folder = tempfile::tempdir().unwrap();
    let main = MainDatabase::open(folder.path()).await.unwrap();
    let connection = main.add_connection(&new_connection("main")).await.unwrap().unwrap();
    let kind = |id, message| RefusalRow {
        id,
        connection,
        topic: "ahu/1".to_owned(),
        field: Some("/t".to_owned()),
        reason: "null".to_owned(),
        whole: false,
        count: 3,
        first: Timestamp::from_ms(1),
        last: Timestamp::from_ms(id),
        message,
    };
    let message = |id| RefusedMessageRow {
        id,
        received: Timestamp::from_ms(id),
        retained: true,
        bytes: 70_000,
        payload: Box::from([0, 255]),
    };
    let kinds = [kind(9, Some(2)), kind(-4, Some(2)), kind(-5, None)];
    main.put_refusals(&kinds, &[message(2)], &[]).await.unwrap();
    main.close().await;

    let main = MainDatabase::open(folder.path()).await.unwrap();
    let (read, messages) = main.refusals().await.unwrap();
    assert_eq!((read, messages), (kinds.to_vec(), vec![message(2)]));
    let newer = RefusalRow { count: 4, ..kind(9, Some(3)) };
    main.put_refusals(std::slice::from_ref(&newer), &[message(3)], &[-5]).await.unwrap();
    let (read, messages) = main.refusals().await.unwrap();
    assert_eq!((read, messages.len()), (vec![newer, kind(-4, Some(2))], 2));
    main.put_refusals(&[], &[], &[-4]).await.unwrap();
    assert_eq!(main.refusals().await.unwrap().1, [message(3)], "nobody names the other one");
    main.close().await;
}

#[tokio::test]
async fn descriptions_are_kept_newest_first_within_their_number_and_their_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let main = MainDatabase::open(folder.path()).await.unwrap();
    main.set_up_site("Quay House", "Europe/Amsterdam").await.unwrap();
    let connection = main.add_connection(&new_connection("main")).await.unwrap().unwrap();
    let row = |topic: &str, bytes: usize, at: i64| DescriptionRow {
        topic: topic.to_owned(),
        payload: vec![7; bytes],
        received: Timestamp::from_ms(at),
    };
    let topics = async || {
        let kept = main.descriptions(connection).await.unwrap();
        kept.into_iter().map(|row| row.topic).collect::<Vec<_>>()
    };
    let all = [row("a", 10, 1), row("b", 10, 2), row("c", 10, 3)];
    main.put_descriptions(connection, &all, 2, 100).await.unwrap();
    assert_eq!(topics().await, ["b", "c"]);
    main.put_descriptions(connection, &[row("d", 85, 4)], 9, 100).await.unwrap();
    assert_eq!(topics().await, ["c", "d"], "what fits no more goes, the oldest first");
    main.put_descriptions(connection, &[row("c", 10, 5), row("d", 0, 6)], 9, 100).await.unwrap();
    let kept = main.descriptions(connection).await.unwrap();
    assert_eq!(kept, [row("c", 10, 3)], "a repeated one stays as it was, an empty one goes");
}
