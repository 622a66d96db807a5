//! Applies a list in one transaction: places and equipment are found by name, or made.

use std::collections::HashMap;

use model::{
    BuildingId, EquipmentId, FloorId, Relation, RelationEnd, SiteId, SpaceId, Timestamp, Unit,
    ZoneId,
};
use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use super::super::edit::{Edit, EditError, bound};
use super::super::words;
use super::{
    EquipmentAt, ListChanges, ListedEnd, ListedPlace, ListedPoint, ListedRelation, ListedStanding,
};

/// The type of equipment of which nobody said what it is.
const KIND_UNKNOWN: &str = "equip";

const PLACES: &str = "SELECT 0, 0, id, name FROM building WHERE site = ?1
    UNION ALL SELECT 1, building, id, name FROM floor
    UNION ALL SELECT 2, floor, id, name FROM space
    UNION ALL SELECT 3, floor, id, name FROM zone";
const ADD_BUILDING: &str = "INSERT INTO building (id, site, name)
    SELECT highest + 1, ?1, ?2 FROM given_number WHERE what = 'building' RETURNING id";
const ADD_FLOOR: &str = "INSERT INTO floor (id, building, name, level) SELECT highest + 1, ?1, ?2,
    coalesce(?3, (SELECT max(level) + 1 FROM floor WHERE building = ?1), 0)
    FROM given_number WHERE what = 'floor' RETURNING id";
const ADD_SPACE: &str = "INSERT INTO space (id, floor, name)
    SELECT highest + 1, ?1, ?2 FROM given_number WHERE what = 'space' RETURNING id";
const ADD_ZONE: &str = "INSERT INTO zone (id, floor, name)
    SELECT highest + 1, ?1, ?2 FROM given_number WHERE what = 'zone' RETURNING id";
const SET_LEVEL: &str = "UPDATE floor SET level = ?2 WHERE id = ?1 AND level <> ?2";
const ADD_EQUIPMENT: &str = "INSERT INTO equipment (id, site, building, name, kind)
    SELECT highest + 1, ?1, ?2, ?3, ?4 FROM given_number WHERE what = 'equipment' RETURNING id";
const SET_EQUIPMENT_KIND: &str = "UPDATE equipment SET kind = ?2 WHERE id = ?1";
const RETURN: &str = "UPDATE point SET accepted_ms = NULL, floor = NULL, space = NULL, zone = NULL,
    building = NULL, equipment = NULL WHERE id = ?1";
// Two points may swap their sources: each first leaves its own for one that is nobody's.
const LEAVE_SOURCE: &str = "UPDATE point SET path = path || char(0) || id
    WHERE id = ?1 AND (coalesce(connection, 0) <> coalesce(?2, 0) OR device <> ?3 OR path <> ?4)";
const SET: &str = "UPDATE point SET connection = ?2, device = ?3, path = ?4, topic = ?5, name = ?6,
    kind = ?7, unit = ?8, role = ?9, tags = ?10, states = ?11, limits = ?12, expected_s = ?13,
    description = ?14, building = ?15, floor = ?16, space = ?17, zone = ?18, equipment = ?19,
    accepted_ms = coalesce(accepted_ms, ?20), ignored_ms = NULL WHERE id = ?1";
const ADD: &str =
    "INSERT INTO point (code, connection, device, path, topic, name, kind, unit, role,
    tags, states, limits, expected_s, description, building, floor, space, zone, equipment,
    accepted_ms, found_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
    ?16, ?17, ?18, ?19, ?20, ?20)";
const SET_EQUIPMENT_PLACE: &str =
    "UPDATE equipment SET building = ?2, floor = ?3, space = ?4 WHERE id = ?1";
const SET_EQUIPMENT_TAGS: &str = "UPDATE equipment SET tags = ?2 WHERE id = ?1";
const ENTER_ZONE: &str =
    "INSERT INTO zone_space (zone, space) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
const RELATE: &str = "INSERT INTO relation (relation, from_equipment, to_equipment, to_zone,
    to_space, to_floor, to_building) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING";
const UNRELATE: &str = "DELETE FROM relation WHERE relation = ?1 AND from_equipment = ?2
    AND to_equipment IS ?3 AND to_zone IS ?4 AND to_space IS ?5 AND to_floor IS ?6
    AND to_building IS ?7";

/// What a place stands in: nothing for a building, the building for a floor, the floor for a space and a zone.
const IN_SITE: u32 = 0;

/// The kinds of place, as the statement that lists them numbers them.
#[derive(Debug, Clone, Copy)]
enum Level {
    Building = 0,
    Floor = 1,
    Space = 2,
    Zone = 3,
}

/// Names of places and equipment with their numbers, as they grow.
struct Names {
    site: SiteId,
    places: HashMap<(u32, u32, String), u32>,
    equipment: HashMap<EquipmentAt, EquipmentId>,
    kinds: HashMap<EquipmentId, String>,
}

/// Where a point is, by number.
#[derive(Default)]
struct Placed {
    building: Option<u32>,
    floor: Option<u32>,
    space: Option<u32>,
    zone: Option<u32>,
}

/// Makes the changes within a transaction that is the caller's to end.
pub(super) async fn apply(
    transaction: &mut SqliteConnection,
    site: SiteId,
    changes: &ListChanges,
    now: Timestamp,
) -> Result<(), EditError> {
    let mut names = Names::load(transaction, site).await?;
    for point in &changes.returned {
        sqlx::query(RETURN).bind(point.0).execute(&mut *transaction).await?;
    }
    for standing in &changes.stand {
        names.stand(transaction, standing).await?;
    }
    for point in &changes.points {
        leave_source(transaction, point).await?;
    }
    for point in &changes.points {
        let placed = names.place(transaction, &point.place).await?;
        let equipment = names.equipment_of(transaction, point).await?;
        write(transaction, point, &placed, equipment, now).await?;
    }
    for relation in &changes.unrelate {
        let relation = names.relation(transaction, relation).await?;
        bound(UNRELATE, &relation).execute(&mut *transaction).await?;
    }
    for relation in &changes.relate {
        let relation = names.relation(transaction, relation).await?;
        Edit::new(transaction, site).judge(&relation).await?;
        bound(RELATE, &relation).execute(&mut *transaction).await?;
    }
    Ok(())
}

impl Names {
    async fn load(connection: &mut SqliteConnection, site: SiteId) -> Result<Self, sqlx::Error> {
        let mut places = HashMap::new();
        for row in sqlx::query(PLACES).bind(site.0).fetch_all(&mut *connection).await? {
            let key = (row.try_get(0)?, row.try_get(1)?, row.try_get(3)?);
            places.insert(key, row.try_get(2)?);
        }
        let mut equipment = HashMap::new();
        let mut kinds = HashMap::new();
        for row in super::equipment(connection).await? {
            equipment.entry((row.building, row.name)).or_insert(row.id);
            kinds.insert(row.id, row.kind);
        }
        Ok(Self { site, places, equipment, kinds })
    }

    /// The numbers of a place by names; what is not there is made.
    async fn place(
        &mut self,
        connection: &mut SqliteConnection,
        place: &ListedPlace,
    ) -> Result<Placed, sqlx::Error> {
        let mut placed = Placed::default();
        let Some(building) = &place.building else {
            return Ok(placed);
        };
        let building = self.named(connection, Level::Building, IN_SITE, building, place).await?;
        let Some(floor) = &place.floor else {
            placed.building = Some(building);
            return Ok(placed);
        };
        let floor = self.named(connection, Level::Floor, building, floor, place).await?;
        if let Some(level) = place.level {
            sqlx::query(SET_LEVEL).bind(floor).bind(level).execute(&mut *connection).await?;
        }
        if let Some(zone) = &place.zone {
            placed.zone = Some(self.named(connection, Level::Zone, floor, zone, place).await?);
        }
        // The space says which floor; two answers could differ one day.
        match &place.space {
            Some(space) => {
                let space = self.named(connection, Level::Space, floor, space, place).await?;
                placed.space = Some(space);
            }
            None => placed.floor = Some(floor),
        }
        Ok(placed)
    }

    async fn named(
        &mut self,
        connection: &mut SqliteConnection,
        level: Level,
        within: u32,
        name: &str,
        place: &ListedPlace,
    ) -> Result<u32, sqlx::Error> {
        let key = (level as u32, within, name.to_owned());
        if let Some(id) = self.places.get(&key) {
            return Ok(*id);
        }
        let (statement, within) = match level {
            Level::Building => (ADD_BUILDING, self.site.0),
            Level::Floor => (ADD_FLOOR, within),
            Level::Space => (ADD_SPACE, within),
            Level::Zone => (ADD_ZONE, within),
        };
        let mut query = sqlx::query_scalar(statement).bind(within).bind(name);
        if matches!(level, Level::Floor) {
            query = query.bind(place.level);
        }
        let id = query.fetch_one(connection).await?;
        self.places.insert(key, id);
        Ok(id)
    }

    /// The number of a point's equipment, which has the type that the list says.
    async fn equipment_of(
        &mut self,
        connection: &mut SqliteConnection,
        point: &ListedPoint,
    ) -> Result<Option<EquipmentId>, sqlx::Error> {
        let Some(wanted) = &point.equipment else {
            return Ok(None);
        };
        let at = (point.place.building.clone(), wanted.name.clone());
        let kind = wanted.kind.as_deref();
        let id = match wanted.id {
            Some(id) => id,
            None => self.equipment_at(connection, at, kind).await?,
        };
        self.set_kind(connection, id, kind).await?;
        Ok(Some(id))
    }

    async fn set_kind(
        &mut self,
        connection: &mut SqliteConnection,
        id: EquipmentId,
        kind: Option<&str>,
    ) -> Result<(), sqlx::Error> {
        if let Some(kind) = kind
            && self.kinds.get(&id).is_none_or(|known| known != kind)
        {
            sqlx::query(SET_EQUIPMENT_KIND).bind(id.0).bind(kind).execute(connection).await?;
            self.kinds.insert(id, kind.to_owned());
        }
        Ok(())
    }

    /// Makes a place or a piece of equipment what the list says of it; what the list leaves open stays.
    async fn stand(
        &mut self,
        connection: &mut SqliteConnection,
        standing: &ListedStanding,
    ) -> Result<(), sqlx::Error> {
        let place = &standing.place;
        let placed = self.place(connection, place).await?;
        let Some(equipment) = &standing.equipment else {
            if let (Some(zone), Some(space)) = (placed.zone, placed.space) {
                let query = sqlx::query(ENTER_ZONE).bind(zone).bind(space);
                query.execute(connection).await?;
            }
            return Ok(());
        };
        let (at, kind) =
            ((place.building.clone(), equipment.name.clone()), equipment.kind.as_deref());
        let id = self.equipment_at(connection, at, kind).await?;
        self.set_kind(connection, id, kind).await?;
        if place.floor.is_some() {
            let query = sqlx::query(SET_EQUIPMENT_PLACE).bind(id.0).bind(placed.building);
            query.bind(placed.floor).bind(placed.space).execute(&mut *connection).await?;
        }
        if !standing.tags.is_empty() {
            let query = sqlx::query(SET_EQUIPMENT_TAGS).bind(id.0);
            query.bind(words::of_tags(&standing.tags)).execute(connection).await?;
        }
        Ok(())
    }

    async fn equipment_at(
        &mut self,
        connection: &mut SqliteConnection,
        at: EquipmentAt,
        kind: Option<&str>,
    ) -> Result<EquipmentId, sqlx::Error> {
        if let Some(id) = self.equipment.get(&at) {
            return Ok(*id);
        }
        let kind = kind.unwrap_or(KIND_UNKNOWN);
        let place = ListedPlace { building: at.0.clone(), ..ListedPlace::default() };
        let building = self.place(connection, &place).await?.building;
        let query = sqlx::query_scalar(ADD_EQUIPMENT).bind(self.site.0).bind(building);
        let id = query.bind(&at.1).bind(kind).fetch_one(connection).await.map(EquipmentId)?;
        self.equipment.insert(at, id);
        self.kinds.insert(id, kind.to_owned());
        Ok(id)
    }

    /// A relation by numbers.
    async fn relation(
        &mut self,
        connection: &mut SqliteConnection,
        relation: &ListedRelation,
    ) -> Result<Relation, sqlx::Error> {
        let from = self.equipment_at(connection, relation.subject.clone(), None).await?;
        let to = match &relation.object {
            ListedEnd::Equipment(at) => {
                RelationEnd::Equipment(self.equipment_at(connection, at.clone(), None).await?)
            }
            ListedEnd::Place(place) => {
                let placed = self.place(connection, place).await?;
                placed.end().ok_or(sqlx::Error::RowNotFound)?
            }
        };
        Ok(Relation { from, verb: relation.verb, to })
    }
}

impl Placed {
    /// The smallest place that is told.
    fn end(&self) -> Option<RelationEnd> {
        let zone = self.zone.map(ZoneId).map(RelationEnd::Zone);
        let space = self.space.map(SpaceId).map(RelationEnd::Space);
        let floor = self.floor.map(FloorId).map(RelationEnd::Floor);
        let building = self.building.map(BuildingId).map(RelationEnd::Building);
        zone.or(space).or(floor).or(building)
    }
}

async fn leave_source(
    connection: &mut SqliteConnection,
    point: &ListedPoint,
) -> Result<(), sqlx::Error> {
    let Some(id) = point.id else {
        return Ok(());
    };
    let query = sqlx::query(LEAVE_SOURCE).bind(id.0);
    let query = query.bind(point.key.connection.map(|connection| connection.0));
    query.bind(&*point.key.device).bind(&*point.key.path).execute(connection).await.map(drop)
}

async fn write(
    connection: &mut SqliteConnection,
    point: &ListedPoint,
    placed: &Placed,
    equipment: Option<EquipmentId>,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let query = match point.id {
        Some(id) => sqlx::query(SET).bind(id.0),
        None => sqlx::query(ADD).bind(&*point.code.0),
    };
    let said = &point.words;
    let query = query
        .bind(point.key.connection.map(|connection| connection.0))
        .bind(&*point.key.device)
        .bind(&*point.key.path)
        .bind(&*point.topic)
        .bind(&point.name)
        .bind(point.kind.word())
        .bind(point.unit.as_ref().map(Unit::as_str))
        .bind(&said.role)
        .bind(words::of_tags(&said.tags))
        .bind(words::of_states(&said.states))
        .bind(words::of_limits(&said.limits))
        .bind(said.expected_s)
        .bind(&said.description)
        .bind(placed.building)
        .bind(placed.floor)
        .bind(placed.space)
        .bind(placed.zone)
        .bind(equipment.map(|equipment| equipment.0))
        .bind(now.ms());
    query.execute(connection).await.map(drop)
}
