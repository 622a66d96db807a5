//! Points as a point list says them: every word about them, with places and equipment by name.
//!
//! A list goes in as a whole or not at all; what it names and is not there is made in the same transaction.

mod apply;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use model::{
    ConnectionId, EquipmentId, Kind, PointCode, PointId, PointKey, Tags, Timestamp, Unit, Verb,
};
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{Connection, Row};

use super::{EditError, MainDatabase, MainError, words};

const ALL: &str = "SELECT point.id, point.code, point.connection, point.device, point.path,
        point.topic, point.name, point.kind, point.unit, point.accepted_ms, point.role, point.tags,
        point.states, point.limits, point.expected_s, point.description, building.name, floor.name,
        floor.level, space.name, zone.name, equipment.id, equipment.name, equipment.kind
    FROM point
    LEFT JOIN space ON space.id = point.space
    LEFT JOIN floor ON floor.id = coalesce(space.floor, point.floor)
    LEFT JOIN building ON building.id = coalesce(floor.building, point.building)
    LEFT JOIN zone ON zone.id = point.zone
    LEFT JOIN equipment ON equipment.id = point.equipment
    WHERE point.id > ?1 ORDER BY point.id LIMIT 2000";
// Equipment is in the building of its points; only where it has none does its own place count.
const EQUIPMENT: &str = "SELECT equipment.id, equipment.name, equipment.kind, building.name
    FROM equipment
    LEFT JOIN (SELECT DISTINCT point.equipment AS equipment,
            coalesce(floor.building, point.building, 0) AS building
        FROM point
        LEFT JOIN space ON space.id = point.space
        LEFT JOIN floor ON floor.id = coalesce(space.floor, point.floor)
        WHERE point.equipment IS NOT NULL AND point.accepted_ms IS NOT NULL) AS held
        ON held.equipment = equipment.id
    LEFT JOIN space ON space.id = equipment.space AND held.equipment IS NULL
    LEFT JOIN floor ON floor.id = coalesce(space.floor, iif(held.equipment IS NULL, equipment.floor, NULL))
    LEFT JOIN building ON building.id = coalesce(held.building, floor.building, equipment.building)
    ORDER BY equipment.id, building.name";
const RELATIONS: &str = "SELECT relation, from_equipment, to_equipment, building.name, floor.name,
        space.name, zone.name
    FROM relation
    LEFT JOIN zone ON zone.id = to_zone
    LEFT JOIN space ON space.id = to_space
    LEFT JOIN floor ON floor.id = coalesce(to_floor, space.floor, zone.floor)
    LEFT JOIN building ON building.id = coalesce(to_building, floor.building)
    ORDER BY relation.rowid";
const PLACES: &str = "SELECT name AS building, NULL AS floor, NULL AS level, NULL AS space,
        NULL AS zone FROM building
    UNION ALL SELECT building.name, floor.name, floor.level, NULL, NULL
    FROM floor JOIN building ON building.id = floor.building
    UNION ALL SELECT building.name, floor.name, floor.level, space.name, NULL
    FROM space JOIN floor ON floor.id = space.floor JOIN building ON building.id = floor.building
    UNION ALL SELECT building.name, floor.name, floor.level, NULL, zone.name
    FROM zone JOIN floor ON floor.id = zone.floor JOIN building ON building.id = floor.building
    UNION ALL SELECT building.name, floor.name, floor.level, space.name, zone.name
    FROM zone_space JOIN space ON space.id = zone_space.space
        JOIN zone ON zone.id = zone_space.zone JOIN floor ON floor.id = zone.floor
        JOIN building ON building.id = floor.building
    ORDER BY 1, 2, 4, 5";
const STANDING: &str =
    "SELECT equipment.id, equipment.tags, building.name, floor.name, floor.level,
        space.name
    FROM equipment
    LEFT JOIN space ON space.id = equipment.space
    LEFT JOIN floor ON floor.id = coalesce(space.floor, equipment.floor)
    LEFT JOIN building ON building.id = coalesce(floor.building, equipment.building)
    ORDER BY equipment.name, equipment.id";

/// A point with every word about it.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedPoint {
    /// Its number; none for a point that is to be made.
    pub id: Option<PointId>,
    /// Its stable name to the outside.
    pub code: PointCode,
    /// Where its values come from.
    pub key: PointKey,
    /// The topic it is heard on; empty where nobody said.
    pub topic: Arc<str>,
    /// What people call it.
    pub name: String,
    /// What it does.
    pub kind: Kind,
    /// What it is measured in.
    pub unit: Option<Unit>,
    /// Whether it is in the model.
    pub accepted: bool,
    /// What else is said of it.
    pub words: ListedWords,
    /// Where it is.
    pub place: ListedPlace,
    /// The equipment it belongs to.
    pub equipment: Option<ListedEquipment>,
}

/// What a list says of a point beside its place.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ListedWords {
    /// What it does in its equipment.
    pub role: Option<String>,
    /// Markers, and names with a value.
    pub tags: BTreeMap<String, Option<String>>,
    /// What its numbers mean where they are states.
    pub states: BTreeMap<i64, String>,
    /// What its value may be and where it is abnormal, by name.
    pub limits: BTreeMap<String, f64>,
    /// Seconds between two readings.
    pub expected_s: Option<f64>,
    /// Words about it.
    pub description: Option<String>,
}

/// A place by names. A floor has its building; a space and a zone have their floor.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListedPlace {
    /// The building.
    pub building: Option<String>,
    /// The floor.
    pub floor: Option<String>,
    /// The floor's level; where none is told a new floor comes above the others.
    pub level: Option<i32>,
    /// The room.
    pub space: Option<String>,
    /// The zone.
    pub zone: Option<String>,
}

/// Equipment by name, within the building.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedEquipment {
    /// Its number, where it is known which is meant.
    pub id: Option<EquipmentId>,
    /// What people call it.
    pub name: String,
    /// Its type; where none is told it keeps the one it has.
    pub kind: Option<String>,
}

/// Equipment as relations name it: the building it is in, and its name.
pub type EquipmentAt = (Option<String>, String);

/// How a piece of equipment belongs to another, or to a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedRelation {
    /// What it does.
    pub verb: Verb,
    /// The one that does it.
    pub subject: EquipmentAt,
    /// What it is done to.
    pub object: ListedEnd,
}

/// The other end of a relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListedEnd {
    /// Other equipment.
    Equipment(EquipmentAt),
    /// A place.
    Place(ListedPlace),
}

/// A place, or equipment and where it stands. A space with a zone is one of those that are served in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListedStanding {
    /// Where; of equipment without a place the building that it is known in.
    pub place: ListedPlace,
    /// The equipment.
    pub equipment: Option<ListedEquipment>,
    /// Its tags; where none are told it keeps those it has.
    pub tags: Tags,
}

/// Every point, and how equipment belongs together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Listed {
    /// Found ones too.
    pub points: Vec<ListedPoint>,
    /// What equipment is to other equipment and to places.
    pub relations: Vec<ListedRelation>,
    /// Every place and all equipment.
    pub standings: Vec<ListedStanding>,
}

/// What a list changes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ListChanges {
    /// Points as they will be, in the model from then on: those with a number are changed, the others made.
    pub points: Vec<ListedPoint>,
    /// Points that are found points again.
    pub returned: Vec<PointId>,
    /// Places and equipment that are made, or of which something else is said.
    pub stand: Vec<ListedStanding>,
    /// Relations that are added.
    pub relate: Vec<ListedRelation>,
    /// Relations that are taken away.
    pub unrelate: Vec<ListedRelation>,
}

impl MainDatabase {
    /// Every point with every word about it, and how equipment belongs together.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn listed(&self) -> Result<Listed, MainError> {
        let read = async {
            let mut connection = self.readers.acquire().await?;
            let mut points: Vec<ListedPoint> = Vec::new();
            loop {
                let after = points.last().and_then(|point| point.id).map_or(0, |id| id.0);
                let rows = sqlx::query(ALL).bind(after).fetch_all(&mut *connection).await?;
                if rows.is_empty() {
                    break;
                }
                points.extend(rows.iter().map(row_of).collect::<Result<Vec<_>, _>>()?);
            }
            let mut known: HashMap<EquipmentId, EquipmentAt> = HashMap::new();
            for row in equipment(&mut connection).await? {
                known.entry(row.id).or_insert((row.building, row.name));
            }
            let named = |id: EquipmentId| known.get(&id).cloned();
            let rows = sqlx::query(RELATIONS).fetch_all(&mut *connection).await?;
            let mut relations = Vec::with_capacity(rows.len());
            for row in &rows {
                let verb = Verb::from_word(row.try_get(0)?);
                let object = match row.try_get::<Option<u32>, _>(2)? {
                    Some(id) => named(EquipmentId(id)).map(ListedEnd::Equipment),
                    None => Some(ListedEnd::Place(end_of(row)?)),
                };
                let subject = named(EquipmentId(row.try_get(1)?));
                if let (Some(verb), Some(subject), Some(object)) = (verb, subject, object) {
                    relations.push(ListedRelation { verb, subject, object });
                }
            }
            let mut standings = places(&mut connection).await?;
            standings.extend(standing_equipment(&mut connection, named).await?);
            Ok(Listed { points, relations, standings })
        };
        read.await.map_err(MainError::query("read the points with their words"))
    }

    /// Changes what a list says, as a whole or not at all.
    ///
    /// # Errors
    /// [`EditError::Refused`] where a relation may not be; [`MainError::Taken`] where a stable name or a source is
    /// another point's meanwhile; else where the database cannot be written.
    pub async fn apply_list(
        &self,
        site: model::SiteId,
        changes: &ListChanges,
        now: Timestamp,
    ) -> Result<(), EditError> {
        self.with_list(site, changes, now, Outcome::Kept).await
    }

    /// Whether a list could be applied; nothing of it is kept.
    ///
    /// # Errors
    /// Those of [`Self::apply_list`].
    pub async fn try_list(
        &self,
        site: model::SiteId,
        changes: &ListChanges,
        now: Timestamp,
    ) -> Result<(), EditError> {
        self.with_list(site, changes, now, Outcome::TakenBack).await
    }

    /// Changes what a list says, all in one transaction.
    async fn with_list(
        &self,
        site: model::SiteId,
        changes: &ListChanges,
        now: Timestamp,
        outcome: Outcome,
    ) -> Result<(), EditError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
        apply::apply(&mut transaction, site, changes, now).await.map_err(of_list)?;
        let ended = match outcome {
            Outcome::Kept => transaction.commit().await,
            Outcome::TakenBack => transaction.rollback().await,
        };
        ended.map_err(|source| of_list(source.into()))
    }
}

/// What becomes of a list that could be applied.
enum Outcome {
    Kept,
    TakenBack,
}

/// What a statement's failure means to a list: a name or a source that another point has meanwhile.
fn of_list(error: EditError) -> EditError {
    match error {
        EditError::Main(MainError::Query { source, .. }) => {
            MainError::refused("apply a point list", source).into()
        }
        other => other,
    }
}

/// Equipment in one of the buildings it is in.
struct EquipmentRow {
    id: EquipmentId,
    name: String,
    kind: String,
    building: Option<String>,
}

/// All equipment; a piece with points in several buildings is there once for each.
async fn equipment(connection: &mut SqliteConnection) -> Result<Vec<EquipmentRow>, sqlx::Error> {
    let rows = sqlx::query(EQUIPMENT).fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            Ok(EquipmentRow {
                id: EquipmentId(row.try_get(0)?),
                name: row.try_get(1)?,
                kind: row.try_get(2)?,
                building: row.try_get(3)?,
            })
        })
        .collect()
}

/// Every place, and every space once more for each of its zones.
async fn places(connection: &mut SqliteConnection) -> Result<Vec<ListedStanding>, sqlx::Error> {
    let rows = sqlx::query(PLACES).fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            let place = ListedPlace {
                building: row.try_get(0)?,
                floor: row.try_get(1)?,
                level: row.try_get(2)?,
                space: row.try_get(3)?,
                zone: row.try_get(4)?,
            };
            Ok(ListedStanding { place, ..ListedStanding::default() })
        })
        .collect()
}

/// All equipment where it stands, as far as that is in the building that it is known in.
async fn standing_equipment(
    connection: &mut SqliteConnection,
    named: impl Fn(EquipmentId) -> Option<EquipmentAt>,
) -> Result<Vec<ListedStanding>, sqlx::Error> {
    let kinds: HashMap<EquipmentId, String> =
        equipment(connection).await?.into_iter().map(|row| (row.id, row.kind)).collect();
    let rows = sqlx::query(STANDING).fetch_all(connection).await?;
    let mut standings = Vec::with_capacity(rows.len());
    for row in &rows {
        let id = EquipmentId(row.try_get(0)?);
        let Some((building, name)) = named(id) else {
            continue;
        };
        let mut place = ListedPlace { building, ..ListedPlace::default() };
        if place.building == row.try_get(2)? {
            place.floor = row.try_get(3)?;
            place.level = row.try_get(4)?;
            place.space = row.try_get(5)?;
        }
        let equipment = ListedEquipment { id: Some(id), name, kind: kinds.get(&id).cloned() };
        let tags = words::tags(row.try_get(1)?);
        standings.push(ListedStanding { place, equipment: Some(equipment), tags });
    }
    Ok(standings)
}

/// The place that a relation leads to.
fn end_of(row: &SqliteRow) -> Result<ListedPlace, sqlx::Error> {
    Ok(ListedPlace {
        building: row.try_get(3)?,
        floor: row.try_get(4)?,
        level: None,
        space: row.try_get(5)?,
        zone: row.try_get(6)?,
    })
}

fn row_of(row: &SqliteRow) -> Result<ListedPoint, sqlx::Error> {
    let text = |place: usize| row.try_get::<&str, _>(place).map(Arc::<str>::from);
    let words = ListedWords {
        role: row.try_get(10)?,
        tags: words::tags(row.try_get(11)?),
        states: words::states(row.try_get(12)?),
        limits: words::limits(row.try_get(13)?),
        expected_s: row.try_get(14)?,
        description: row.try_get(15)?,
    };
    let place = ListedPlace {
        building: row.try_get(16)?,
        floor: row.try_get(17)?,
        level: row.try_get(18)?,
        space: row.try_get(19)?,
        zone: row.try_get(20)?,
    };
    let equipment = match row.try_get::<Option<u32>, _>(21)? {
        Some(id) => Some(ListedEquipment {
            id: Some(EquipmentId(id)),
            name: row.try_get(22)?,
            kind: row.try_get(23)?,
        }),
        None => None,
    };
    Ok(ListedPoint {
        id: Some(PointId(row.try_get(0)?)),
        code: PointCode(text(1)?),
        key: PointKey {
            connection: row.try_get::<Option<u32>, _>(2)?.map(ConnectionId),
            device: text(3)?,
            path: text(4)?,
        },
        topic: text(5)?,
        name: row.try_get(6)?,
        kind: Kind::from_word(row.try_get(7)?).unwrap_or(Kind::Sensor),
        unit: row.try_get::<Option<&str>, _>(8)?.and_then(Unit::new),
        accepted: row.try_get::<Option<i64>, _>(9)?.is_some(),
        words,
        place,
        equipment,
    })
}

#[cfg(test)]
mod tests;
