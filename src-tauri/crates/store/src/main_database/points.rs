//! Points: found, accepted, placed.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use model::{
    BuildingId, ConnectionId, EquipmentId, FloorId, Kind, Limits, PlaceId, Point, PointCode,
    PointId, PointKey, SpaceId, Tags, Timestamp, Unit, Value, ZoneId,
};
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{Connection, Row};

use super::{MainDatabase, MainError, words};
use crate::limits::{SHARED_WORDS_MAX, TEXTS_AT_ONCE};

const ALL: &str = "SELECT point.id, point.code, point.connection, point.device, point.path,
        point.topic, point.name, point.kind, point.unit, point.accepted_ms, point.space,
        point.equipment, point.found_ms, site.name, building.name, floor.name, space.name,
        point.interval_ms, point.longest_ms, point.on_change, floor.id, point.convention,
        point.ignored_ms, building.id, point.zone
    FROM point
    LEFT JOIN space ON space.id = point.space
    LEFT JOIN floor ON floor.id = coalesce(space.floor, point.floor)
    LEFT JOIN building ON building.id = coalesce(floor.building, point.building)
    LEFT JOIN site ON site.id = building.site
    WHERE point.id > ?1 ORDER BY point.id LIMIT 2000";
const DETAIL: &str = "SELECT role, tags, states, limits, expected_s, description, building, floor,
    space FROM point WHERE id = ?1";
const ALIASES: &str = "SELECT connection, device, path, point FROM alias";
const ADD: &str = "INSERT INTO point
    (code, connection, device, path, topic, name, kind, unit, found_ms, convention)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) RETURNING id";
// CROSS JOIN: the crowd is read once and each point looked up by its key, never the other way round.
// A crowd of points costs one statement, not one each: 100,000 come with a broker's retained messages.
const ADD_CROWD: &str = "INSERT INTO point
    (code, connection, device, path, topic, name, kind, unit, found_ms, convention)
    SELECT value ->> 0, ?2, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5,
        value ->> 6, value ->> 7, value ->> 8
    FROM json_each(?1) WHERE true ON CONFLICT DO NOTHING";
const FIND_CROWD: &str = "SELECT wanted.key, point.id, point.code FROM json_each(?1) AS wanted
    CROSS JOIN point ON coalesce(point.connection, 0) = ?2
        AND point.device = wanted.value ->> 1 AND point.path = wanted.value ->> 2";
const ADD_ALIAS: &str =
    "INSERT INTO alias (connection, device, path, point) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT DO UPDATE SET point = excluded.point";
const RENAME: &str = "UPDATE point SET device = ?2, path = ?3, convention = ?5,
    name = iif(accepted_ms IS NULL, ?4, name) WHERE id = ?1";
const IGNORE: &str = "UPDATE point SET ignored_ms = ?2 WHERE id = ?1 AND accepted_ms IS NULL";
const CODE_TAKEN: &str = "SELECT EXISTS (SELECT 1 FROM point WHERE code = ?1)";
const ACCEPT: &str = "UPDATE point SET accepted_ms = coalesce(accepted_ms, ?2), ignored_ms = NULL,
    floor = iif(?7 IS NULL, coalesce(?3, floor), NULL),
    space = iif(?3 IS NULL AND ?7 IS NULL, space, ?7), equipment = coalesce(?8, equipment),
    name = iif(accepted_ms IS NULL, ?4, name), kind = iif(accepted_ms IS NULL, ?5, kind),
    unit = iif(accepted_ms IS NULL, ?6, unit), role = iif(accepted_ms IS NULL, ?9, role)
    WHERE id = ?1";
const RETURN: &str = "UPDATE point SET accepted_ms = NULL, floor = NULL, space = NULL,
    zone = NULL, building = NULL, equipment = NULL WHERE id = ?1 AND accepted_ms IS NOT NULL";
const SET_WORDS: &str = "UPDATE point SET name = ?2, kind = ?3, unit = ?4, floor = ?5, space = ?6,
    zone = (SELECT zone.id FROM zone WHERE zone.id = point.zone
        AND zone.floor = coalesce(?5, (SELECT space.floor FROM space WHERE space.id = ?6))),
    building = iif(?5 IS NULL AND ?6 IS NULL, building, NULL), equipment = ?7,
    accepted_ms = coalesce(accepted_ms, ?8) WHERE id = ?1";
const SET_UNIT: &str = "UPDATE point SET unit = ?2 WHERE id = ?1 AND accepted_ms IS NULL";
const SET_HABIT: &str =
    "UPDATE point SET interval_ms = ?2, longest_ms = ?3, on_change = ?4 WHERE id = ?1";
const RETAINED: &str = "SELECT point, value, received_ms FROM retained";
const PUT_RETAINED: &str = "INSERT INTO retained (point, value, received_ms)
    SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?1) WHERE true
    ON CONFLICT (point) DO UPDATE SET value = excluded.value, received_ms = excluded.received_ms";

/// A point that was heard for the first time.
#[derive(Debug, Clone)]
pub struct NewPoint {
    /// The stable name it would like; another one is made where it is taken.
    pub code: String,
    /// Where it comes from.
    pub key: PointKey,
    /// The topic it was heard on.
    pub topic: Arc<str>,
    /// What it would be called.
    pub name: String,
    /// What it seems to do.
    pub kind: Kind,
    /// What it seems to be measured in.
    pub unit: Option<Unit>,
    /// When it was heard.
    pub found: Timestamp,
    /// The convention that read it; none for an imported point.
    pub convention: Option<Arc<str>>,
}

/// A point that another convention knows under another key: the same values, better named.
#[derive(Debug, Clone)]
pub struct Renamed {
    /// Which point.
    pub id: PointId,
    /// What it was known by; stays as an alias.
    pub before: PointKey,
    /// What it is known by from now on.
    pub key: PointKey,
    /// What it is called, unless a person named it.
    pub name: String,
    /// The convention that reads it now.
    pub convention: Arc<str>,
}

/// What a new point was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundPoint {
    /// Its number.
    pub id: PointId,
    /// Its stable name.
    pub code: PointCode,
}

/// A point that enters the model, as it will be known there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedPoint {
    /// Its number.
    pub id: PointId,
    /// What people call it.
    pub name: String,
    /// What it does.
    pub kind: Kind,
    /// What it is measured in.
    pub unit: Option<Unit>,
    /// What it does in its equipment.
    pub role: Option<String>,
    /// The floor it is put on; none where it stays where it is.
    pub floor: Option<FloorId>,
    /// The room it is put in, which says which floor.
    pub space: Option<SpaceId>,
    /// The equipment it is put to.
    pub equipment: Option<EquipmentId>,
}

/// All that a person says of a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointWords {
    /// Its number.
    pub id: PointId,
    /// What people call it.
    pub name: String,
    /// What it does.
    pub kind: Kind,
    /// What it is measured in.
    pub unit: Option<Unit>,
    /// The floor it is on, where it is in no space.
    pub floor: Option<FloorId>,
    /// The room it is in.
    pub space: Option<SpaceId>,
    /// The equipment it belongs to.
    pub equipment: Option<EquipmentId>,
    /// When it entered the model, where it does so now.
    pub accepted: Option<Timestamp>,
}

/// A point with its place in words.
#[derive(Debug, Clone, PartialEq)]
pub struct PointRow {
    /// The point.
    pub point: Point,
    /// When it was heard first.
    pub found: Timestamp,
    /// Site, building, floor and space as far as it is placed, outermost first.
    pub place: Vec<String>,
    /// The building it is in, that of its floor where it is on one.
    pub building: Option<BuildingId>,
    /// The floor it is on, that of its space where it is in one.
    pub floor: Option<FloorId>,
    /// The zone it belongs to.
    pub zone: Option<ZoneId>,
    /// How it usually speaks, once learned.
    pub habit: Option<HabitRow>,
    /// The convention that read it when it was found.
    pub convention: Option<Arc<str>>,
    /// Whether a person said that it is of no interest.
    pub ignored: bool,
}

/// What is said of a point beside what every list shows.
#[derive(Debug, Clone, PartialEq)]
pub struct PointDetailRow {
    /// What it does in its equipment.
    pub role: Option<String>,
    /// Its tags.
    pub tags: Tags,
    /// What its numbers mean where they are states.
    pub states: BTreeMap<i64, String>,
    /// Its limits.
    pub limits: Limits,
    /// Seconds between two readings that a person expects.
    pub expected_s: Option<f64>,
    /// Words about it.
    pub description: Option<String>,
    /// Where it is.
    pub place: Option<PlaceId>,
}

/// How a point usually speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HabitRow {
    /// How often.
    pub interval: Duration,
    /// The longest silence it broke itself.
    pub longest: Duration,
    /// Whether it speaks when something changes.
    pub on_change: bool,
}

/// The last retained value of a point that told no time.
#[derive(Debug, Clone, PartialEq)]
pub struct RetainedRow {
    /// Whose.
    pub point: PointId,
    /// What was said.
    pub value: Value,
    /// When it reached us.
    pub received: Timestamp,
}

impl MainDatabase {
    /// Hands over every point, with its place, by number.
    ///
    /// # Errors
    /// Where the database cannot be read; some may have been handed over by then.
    pub async fn each_point(&self, mut take: impl FnMut(PointRow)) -> Result<(), MainError> {
        let (mut after, mut words) = (0, Words::default());
        loop {
            // Page by page: rows of SQLite are many times larger than what is made of them.
            let rows = sqlx::query(ALL).bind(after).fetch_all(&self.readers).await;
            let rows = rows.map_err(MainError::query("list the points"))?;
            if rows.is_empty() {
                return Ok(());
            }
            for row in &rows {
                let row = row_of(row, &mut words).map_err(MainError::query("list the points"))?;
                after = row.point.id.0;
                take(row);
            }
        }
    }

    /// What is said of a point beside what every list shows; none where it is not there.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn point_detail(&self, id: PointId) -> Result<Option<PointDetailRow>, MainError> {
        let row = sqlx::query(DETAIL).bind(id.0).fetch_optional(&self.readers).await;
        let row = row.map_err(MainError::query("read a point"))?;
        row.as_ref().map(detail_of).transpose().map_err(MainError::query("read a point"))
    }

    /// Further keys that speak of a known point.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn aliases(&self) -> Result<Vec<(PointKey, PointId)>, MainError> {
        let rows = sqlx::query(ALIASES).fetch_all(&self.readers).await;
        let rows = rows.map_err(MainError::query("list the aliases"))?;
        rows.iter()
            .map(|row| Ok((key_of(row, 0)?, PointId(row.try_get(3)?))))
            .collect::<Result<_, sqlx::Error>>()
            .map_err(MainError::query("list the aliases"))
    }

    /// Takes in points that were heard for the first time on one connection, all or none; one that is known already
    /// keeps its number.
    ///
    /// # Errors
    /// Where the database cannot be written: then nothing of these points may be appended.
    pub async fn add_points(&self, new: &[NewPoint]) -> Result<Vec<FoundPoint>, MainError> {
        let Some(connection) = new.first().map(|point| point.key.connection) else {
            return Ok(Vec::new());
        };
        debug_assert!(new.iter().all(|point| point.key.connection == connection));
        let crowd = crowd_of(new);
        let connection = connection.map(|connection| connection.0);
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let write = async {
            let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
            let add = sqlx::query(ADD_CROWD).bind(&crowd).bind(connection);
            add.execute(&mut *transaction).await?;
            let find = sqlx::query(FIND_CROWD).bind(&crowd).bind(connection.unwrap_or(0));
            let mut found: Vec<Option<FoundPoint>> = vec![None; new.len()];
            for row in find.fetch_all(&mut *transaction).await? {
                let place = usize::try_from(row.try_get::<i64, _>(0)?).unwrap_or(usize::MAX);
                if let Some(found) = found.get_mut(place) {
                    *found = Some(found_of(&row)?);
                }
            }
            let mut all = Vec::with_capacity(new.len());
            for (point, found) in new.iter().zip(found) {
                all.push(match found {
                    Some(found) => found,
                    None => add_renamed(&mut transaction, point).await?,
                });
            }
            transaction.commit().await?;
            Ok(all)
        };
        write.await.map_err(MainError::query("take in found points"))
    }

    /// Knows points by other keys from now on; what they were known by stays valid as an alias. All or none.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub async fn rename_points(
        &self,
        renamed: impl Iterator<Item = &Renamed>,
    ) -> Result<(), MainError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let write = async {
            let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
            for one in renamed {
                let alias = sqlx::query(ADD_ALIAS)
                    .bind(one.before.connection.map(|connection| connection.0))
                    .bind(&*one.before.device)
                    .bind(&*one.before.path)
                    .bind(one.id.0);
                alias.execute(&mut *transaction).await?;
                let rename = sqlx::query(RENAME)
                    .bind(one.id.0)
                    .bind(&*one.key.device)
                    .bind(&*one.key.path)
                    .bind(&one.name)
                    .bind(&*one.convention);
                rename.execute(&mut *transaction).await?;
            }
            transaction.commit().await
        };
        write.await.map_err(MainError::query("rename points"))
    }

    /// Says of found points that they are of no interest, or that they are again.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub async fn ignore_points(
        &self,
        points: &[PointId],
        ignored: Option<Timestamp>,
    ) -> Result<u64, MainError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let write = async {
            let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
            let mut changed = 0;
            for point in points {
                let query = sqlx::query(IGNORE).bind(point.0).bind(ignored.map(Timestamp::ms));
                changed += query.execute(&mut *transaction).await?.rows_affected();
            }
            transaction.commit().await?;
            Ok(changed)
        };
        write.await.map_err(MainError::query("ignore points"))
    }

    /// Takes points into the model, all or none. Those that are in it already keep their words.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub async fn accept_points(
        &self,
        points: &[AcceptedPoint],
        now: Timestamp,
    ) -> Result<(), MainError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let write = async {
            let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
            for point in points {
                let query = sqlx::query(ACCEPT).bind(point.id.0).bind(now.ms());
                let query = query.bind(point.floor.map(|floor| floor.0)).bind(&point.name);
                let query = query.bind(point.kind.word());
                let query = query.bind(point.unit.as_ref().map(Unit::as_str));
                let query = query.bind(point.space.map(|space| space.0));
                let query = query.bind(point.equipment.map(|equipment| equipment.0));
                let query = query.bind(&point.role);
                query.execute(&mut *transaction).await?;
            }
            transaction.commit().await
        };
        write.await.map_err(MainError::query("accept points"))
    }

    /// Takes points out of the model; gives how many were in it. They lose their place and keep their history.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub async fn return_points(&self, points: &[PointId]) -> Result<u64, MainError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let write = async {
            let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
            let mut returned = 0;
            for point in points {
                let done = sqlx::query(RETURN).bind(point.0).execute(&mut *transaction).await?;
                returned += done.rows_affected();
            }
            transaction.commit().await?;
            Ok(returned)
        };
        write.await.map_err(MainError::query("return points"))
    }

    /// Sets all that is said of points, all or none.
    ///
    /// # Errors
    /// Where the database cannot be written, or a place that is named is not there.
    pub async fn set_points(&self, points: &[PointWords]) -> Result<(), MainError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let write = async {
            let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
            for point in points {
                // The space says which floor; two answers could differ one day.
                let floor = point.floor.filter(|_| point.space.is_none());
                let query = sqlx::query(SET_WORDS)
                    .bind(point.id.0)
                    .bind(&point.name)
                    .bind(point.kind.word())
                    .bind(point.unit.as_ref().map(Unit::as_str))
                    .bind(floor.map(|floor| floor.0))
                    .bind(point.space.map(|space| space.0))
                    .bind(point.equipment.map(|equipment| equipment.0))
                    .bind(point.accepted.map(Timestamp::ms));
                query.execute(&mut *transaction).await?;
            }
            transaction.commit().await
        };
        write.await.map_err(MainError::query("change points"))
    }

    /// Keeps units that were learned later, for points that nobody has accepted.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub async fn learn_units(&self, units: &[(PointId, Unit)]) -> Result<(), MainError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let write = async {
            let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
            for (point, unit) in units {
                let query = sqlx::query(SET_UNIT).bind(point.0).bind(unit.as_str());
                query.execute(&mut *transaction).await?;
            }
            transaction.commit().await
        };
        write.await.map_err(MainError::query("keep learned units"))
    }

    /// Keeps how points usually speak.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub async fn learn_habits(&self, habits: &[(PointId, HabitRow)]) -> Result<(), MainError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let write = async {
            let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
            for (point, habit) in habits {
                let query = sqlx::query(SET_HABIT)
                    .bind(point.0)
                    .bind(whole_ms(habit.interval))
                    .bind(whole_ms(habit.longest))
                    .bind(habit.on_change);
                query.execute(&mut *transaction).await?;
            }
            transaction.commit().await
        };
        write.await.map_err(MainError::query("keep learned intervals"))
    }

    /// The last retained values of points that told no time.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn retained(&self) -> Result<Vec<RetainedRow>, MainError> {
        let rows = sqlx::query(RETAINED).fetch_all(&self.readers).await;
        let rows = rows.map_err(MainError::query("read retained values"))?;
        let parse = |row: &SqliteRow| -> Result<Option<RetainedRow>, sqlx::Error> {
            let point = PointId(row.try_get(0)?);
            let received = Timestamp::from_ms(row.try_get(2)?);
            let value = serde_json::from_str(row.try_get(1)?).ok();
            Ok(value.map(|value| RetainedRow { point, value, received }))
        };
        rows.iter()
            .filter_map(|row| parse(row).transpose())
            .collect::<Result<_, sqlx::Error>>()
            .map_err(MainError::query("read retained values"))
    }

    /// Keeps retained values.
    ///
    /// # Errors
    /// Where the database cannot be written; some of them may be kept then.
    pub async fn put_retained(&self, retained: &[RetainedRow]) -> Result<(), MainError> {
        let json = |value: &Value| serde_json::to_string(value).expect("a value always serialises");
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        // A broker hands over all that it retains at once, and a statement takes several times the room of its texts.
        for some in retained.chunks(TEXTS_AT_ONCE) {
            let rows: Vec<(u32, String, i64)> =
                some.iter().map(|row| (row.point.0, json(&row.value), row.received.ms())).collect();
            let rows = serde_json::to_string(&rows).expect("texts and numbers always serialise");
            let done = sqlx::query(PUT_RETAINED).bind(rows).execute(&mut *writer).await;
            done.map_err(MainError::query("keep retained values"))?;
        }
        Ok(())
    }
}

/// The points as JSON, in the order the statements name their parts.
fn crowd_of(new: &[NewPoint]) -> String {
    let rows: Vec<_> = new
        .iter()
        .map(|point| {
            let key = &point.key;
            let unit = point.unit.as_ref().map(Unit::as_str);
            let (kind, found) = (point.kind.word(), point.found.ms());
            let (topic, name, convention) = (&point.topic, &point.name, &point.convention);
            (&point.code, &key.device, &key.path, topic, name, kind, unit, found, convention)
        })
        .collect();
    serde_json::to_string(&rows).expect("texts and numbers always serialise")
}

fn found_of(row: &SqliteRow) -> Result<FoundPoint, sqlx::Error> {
    let code = PointCode(Arc::from(row.try_get::<&str, _>(2)?));
    Ok(FoundPoint { id: PointId(row.try_get(1)?), code })
}

/// A point whose stable name another one bears.
async fn add_renamed(
    connection: &mut SqliteConnection,
    new: &NewPoint,
) -> Result<FoundPoint, sqlx::Error> {
    let code = free_code(connection, &new.code).await?;
    let query = sqlx::query_scalar(ADD)
        .bind(&code)
        .bind(new.key.connection.map(|connection| connection.0))
        .bind(&*new.key.device)
        .bind(&*new.key.path)
        .bind(&*new.topic)
        .bind(&new.name)
        .bind(new.kind.word())
        .bind(new.unit.as_ref().map(Unit::as_str))
        .bind(new.found.ms())
        .bind(new.convention.as_deref());
    let id: u32 = query.fetch_one(connection).await?;
    Ok(FoundPoint { id: PointId(id), code: PointCode(code.into()) })
}

/// Two keys with one hash, or an imported id that looks like ours, are told apart by a number behind.
async fn free_code(connection: &mut SqliteConnection, wanted: &str) -> Result<String, sqlx::Error> {
    let mut code = wanted.to_owned();
    for number in 2.. {
        let taken: bool =
            sqlx::query_scalar(CODE_TAKEN).bind(&code).fetch_one(&mut *connection).await?;
        if !taken {
            break;
        }
        code = format!("{wanted}-{number}");
    }
    Ok(code)
}

/// What many points have in common, held once: the paths and the conventions of a hundred thousand points are a few words.
#[derive(Default)]
struct Words(HashSet<Arc<str>>);

impl Words {
    fn shared(&mut self, word: &str) -> Arc<str> {
        if let Some(known) = self.0.get(word) {
            return Arc::clone(known);
        }
        let new = Arc::from(word);
        if self.0.len() < SHARED_WORDS_MAX {
            self.0.insert(Arc::clone(&new));
        }
        new
    }
}

fn row_of(row: &SqliteRow, words: &mut Words) -> Result<PointRow, sqlx::Error> {
    let text = |place: usize| row.try_get::<&str, _>(place).map(Arc::<str>::from);
    let connection = row.try_get::<Option<u32>, _>(2)?.map(ConnectionId);
    let device = text(3)?;
    let topic = match row.try_get::<&str, _>(5)? {
        // A device without a convention is its topic.
        topic if topic == &*device => Arc::clone(&device),
        topic => Arc::from(topic),
    };
    let mut place = Vec::new();
    for part in 13..=16 {
        place.extend(row.try_get::<Option<String>, _>(part)?);
    }
    let point = Point {
        id: PointId(row.try_get(0)?),
        code: PointCode(text(1)?),
        key: PointKey { connection, device, path: words.shared(row.try_get(4)?) },
        topic,
        name: text(6)?,
        kind: Kind::from_word(row.try_get(7)?).unwrap_or(Kind::Sensor),
        unit: row.try_get::<Option<&str>, _>(8)?.and_then(Unit::new),
        accepted: row.try_get::<Option<i64>, _>(9)?.is_some(),
        space: row.try_get::<Option<u32>, _>(10)?.map(SpaceId),
        equipment: row.try_get::<Option<u32>, _>(11)?.map(EquipmentId),
    };
    Ok(PointRow {
        point,
        found: Timestamp::from_ms(row.try_get(12)?),
        place,
        building: row.try_get::<Option<u32>, _>(23)?.map(BuildingId),
        floor: row.try_get::<Option<u32>, _>(20)?.map(FloorId),
        zone: row.try_get::<Option<u32>, _>(24)?.map(ZoneId),
        habit: habit_of(row)?,
        convention: row.try_get::<Option<&str>, _>(21)?.map(|word| words.shared(word)),
        ignored: row.try_get::<Option<i64>, _>(22)?.is_some(),
    })
}

fn detail_of(row: &SqliteRow) -> Result<PointDetailRow, sqlx::Error> {
    let number = |at: usize| row.try_get::<Option<u32>, _>(at);
    let (building, floor) = (number(6)?.map(BuildingId), number(7)?.map(FloorId));
    Ok(PointDetailRow {
        role: row.try_get(0)?,
        tags: words::tags(row.try_get(1)?),
        states: words::states(row.try_get(2)?),
        limits: words::limits(row.try_get(3)?),
        expected_s: row.try_get(4)?,
        description: row.try_get(5)?,
        place: PlaceId::of(building, floor, number(8)?.map(SpaceId)),
    })
}

fn habit_of(row: &SqliteRow) -> Result<Option<HabitRow>, sqlx::Error> {
    let ms = |place: usize| row.try_get::<Option<i64>, _>(place);
    let (Some(interval), Some(longest)) = (ms(17)?, ms(18)?) else {
        return Ok(None);
    };
    let duration = |ms: i64| Duration::from_millis(ms.unsigned_abs());
    let on_change = row.try_get::<Option<bool>, _>(19)?.unwrap_or(false);
    Ok(Some(HabitRow { interval: duration(interval), longest: duration(longest), on_change }))
}

fn key_of(row: &SqliteRow, first: usize) -> Result<PointKey, sqlx::Error> {
    Ok(PointKey {
        connection: row.try_get::<Option<u32>, _>(first)?.map(ConnectionId),
        device: Arc::from(row.try_get::<&str, _>(first + 1)?),
        path: Arc::from(row.try_get::<&str, _>(first + 2)?),
    })
}

fn whole_ms(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
