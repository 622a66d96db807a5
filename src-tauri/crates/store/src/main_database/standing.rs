//! The model as a whole, what is said of the site, and the places that are made while points are put into them.
//!
//! A name stands once among its neighbours.

use std::collections::HashMap;

use model::{
    BuildingId, EquipmentId, FloorId, PlaceId, PointId, Relation, SiteId, SpaceId, Tags, ZoneId,
};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Connection, Row};

use super::edit::relation_of;
use super::{MainDatabase, MainError, words};

const HOURS: &str = "SELECT occupied_hours FROM site WHERE id = ?1";
const METERS: &str = "SELECT point FROM site_meter WHERE site = ?1 ORDER BY point";
const BUILDINGS: &str = "SELECT id, name FROM building WHERE site = ?1 ORDER BY name";
const FLOORS: &str = "SELECT floor.id, floor.building, floor.name, floor.level FROM floor
    JOIN building ON building.id = floor.building WHERE building.site = ?1
    ORDER BY floor.building, floor.level DESC, floor.name";
const SPACES: &str = "SELECT space.id, space.floor, space.name FROM space
    JOIN floor ON floor.id = space.floor JOIN building ON building.id = floor.building
    WHERE building.site = ?1 ORDER BY space.name";
const ZONES: &str = "SELECT zone.id, zone.floor, zone.name FROM zone
    JOIN floor ON floor.id = zone.floor JOIN building ON building.id = floor.building
    WHERE building.site = ?1 ORDER BY zone.name";
const ZONE_SPACES: &str = "SELECT zone_space.zone, zone_space.space FROM zone_space
    JOIN zone ON zone.id = zone_space.zone JOIN floor ON floor.id = zone.floor
    JOIN building ON building.id = floor.building WHERE building.site = ?1
    ORDER BY zone_space.zone, zone_space.space";
const EQUIPMENT: &str = "SELECT id, building, floor, space, name, kind, tags FROM equipment
    WHERE site = ?1 ORDER BY name, id";
const RELATIONS: &str = "SELECT relation, from_equipment, to_equipment, to_zone, to_space,
    to_floor, to_building FROM relation
    WHERE from_equipment IN (SELECT id FROM equipment WHERE site = ?1)
    ORDER BY from_equipment, relation, to_equipment, to_zone, to_space, to_floor, to_building";

const SET_SITE: &str = "UPDATE site SET name = ?2, timezone = ?3, country = ?4, area_m2 = ?5,
    occupied_hours = ?6 WHERE id = ?1";
const CLEAR_METERS: &str = "DELETE FROM site_meter WHERE site = ?1";
const ADD_METER: &str = "INSERT INTO site_meter (site, point) VALUES (?1, ?2)";
const ADD_BUILDING: &str = "INSERT INTO building (id, site, name)
    SELECT highest + 1, ?1, ?2 FROM given_number WHERE what = 'building' RETURNING id";
const ADD_FLOOR: &str = "INSERT INTO floor (id, building, name, level)
    SELECT highest + 1, ?1, ?2, ?3 FROM given_number WHERE what = 'floor' RETURNING id";
const ADD_SPACE: &str = "INSERT INTO space (id, floor, name)
    SELECT highest + 1, ?1, ?2 FROM given_number WHERE what = 'space' RETURNING id";
const ADD_EQUIPMENT: &str = "INSERT INTO equipment (id, site, space, name, kind)
    SELECT highest + 1, ?1, ?2, ?3, ?4 FROM given_number WHERE what = 'equipment' RETURNING id";

/// Everything that stands on a site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ModelRows {
    /// When people are there, as JSON.
    pub hours: Option<String>,
    /// The registers that count what the site takes from the grid.
    pub meters: Vec<PointId>,
    /// Buildings by name.
    pub buildings: Vec<(BuildingId, String)>,
    /// Floors: building, name, level; the highest of a building first.
    pub floors: Vec<(FloorId, BuildingId, String, i32)>,
    /// Spaces by name.
    pub spaces: Vec<(SpaceId, FloorId, String)>,
    /// Zones by name.
    pub zones: Vec<ZoneRow>,
    /// Equipment by name.
    pub equipment: Vec<EquipmentRow>,
    /// What equipment is to other equipment and to places.
    pub relations: Vec<Relation>,
}

/// Spaces that are served together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneRow {
    /// Its number.
    pub id: ZoneId,
    /// The floor it is on.
    pub floor: FloorId,
    /// What people call it.
    pub name: String,
    /// Its spaces.
    pub spaces: Vec<SpaceId>,
}

/// A thing that works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EquipmentRow {
    /// Its number.
    pub id: EquipmentId,
    /// Where it stands.
    pub place: Option<PlaceId>,
    /// What people call it.
    pub name: String,
    /// The field's short word.
    pub kind: String,
    /// Its tags.
    pub tags: Tags,
}

/// What is said of a site.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteWords {
    /// What people call it.
    pub name: String,
    /// An IANA name.
    pub timezone: String,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Gross floor area, m².
    pub area_m2: Option<f64>,
    /// When people are there, as JSON.
    pub hours: String,
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Sqlite, SqliteArguments>;

impl MainDatabase {
    /// Everything that stands on a site.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn model(&self, site: SiteId) -> Result<ModelRows, MainError> {
        let all = |sql: &'static str| sqlx::query(sql).bind(site.0).fetch_all(&self.readers);
        let read = async {
            let hours =
                sqlx::query_scalar(HOURS).bind(site.0).fetch_optional(&self.readers).await?;
            Ok::<_, sqlx::Error>(ModelRows {
                hours: hours.flatten(),
                meters: each(&all(METERS).await?, |row| Ok(PointId(row.try_get(0)?)))?,
                buildings: each(&all(BUILDINGS).await?, |row| {
                    Ok((BuildingId(row.try_get(0)?), row.try_get(1)?))
                })?,
                floors: each(&all(FLOORS).await?, |row| {
                    let building = BuildingId(row.try_get(1)?);
                    Ok((FloorId(row.try_get(0)?), building, row.try_get(2)?, row.try_get(3)?))
                })?,
                spaces: each(&all(SPACES).await?, |row| {
                    Ok((SpaceId(row.try_get(0)?), FloorId(row.try_get(1)?), row.try_get(2)?))
                })?,
                zones: zones_of(&all(ZONES).await?, &all(ZONE_SPACES).await?)?,
                equipment: each(&all(EQUIPMENT).await?, equipment_of)?,
                relations: each(&all(RELATIONS).await?, relation_of)?
                    .into_iter()
                    .flatten()
                    .collect(),
            })
        };
        read.await.map_err(MainError::query("read the model"))
    }

    /// Sets all that is said of the site.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub async fn set_site(&self, site: SiteId, words: &SiteWords) -> Result<(), MainError> {
        let query = sqlx::query(SET_SITE).bind(site.0).bind(&words.name).bind(&words.timezone);
        let query = query.bind(&words.country).bind(words.area_m2).bind(&words.hours);
        self.change(query, "change the site").await
    }

    /// Says which registers count what the site takes from the grid.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub async fn set_meters(&self, site: SiteId, points: &[PointId]) -> Result<(), MainError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let write = async {
            let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
            sqlx::query(CLEAR_METERS).bind(site.0).execute(&mut *transaction).await?;
            for point in points {
                let query = sqlx::query(ADD_METER).bind(site.0).bind(point.0);
                query.execute(&mut *transaction).await?;
            }
            transaction.commit().await
        };
        write.await.map_err(MainError::query("name the meters"))
    }

    /// Adds a building.
    ///
    /// # Errors
    /// [`MainError::Taken`] where the site has one of this name.
    pub async fn add_building(&self, site: SiteId, name: &str) -> Result<BuildingId, MainError> {
        let query = sqlx::query(ADD_BUILDING).bind(site.0).bind(name);
        self.add(query, "add a building").await.map(BuildingId)
    }

    /// Adds a floor to a building.
    ///
    /// # Errors
    /// [`MainError::Taken`] where the building has one of this name.
    pub async fn add_floor_to(
        &self,
        building: BuildingId,
        name: &str,
        level: i32,
    ) -> Result<FloorId, MainError> {
        let query = sqlx::query(ADD_FLOOR).bind(building.0).bind(name).bind(level);
        self.add(query, "add a floor").await.map(FloorId)
    }

    /// Adds a space to a floor.
    ///
    /// # Errors
    /// [`MainError::Taken`] where the floor has one of this name.
    pub async fn add_space(&self, floor: FloorId, name: &str) -> Result<SpaceId, MainError> {
        let query = sqlx::query(ADD_SPACE).bind(floor.0).bind(name);
        self.add(query, "add a space").await.map(SpaceId)
    }

    /// Adds equipment.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub async fn add_equipment(
        &self,
        site: SiteId,
        name: &str,
        kind: &str,
        space: Option<SpaceId>,
    ) -> Result<EquipmentId, MainError> {
        let space = space.map(|space| space.0);
        let query = sqlx::query(ADD_EQUIPMENT).bind(site.0).bind(space).bind(name).bind(kind);
        self.add(query, "add equipment").await.map(EquipmentId)
    }

    async fn add(&self, query: Query<'_>, doing: &'static str) -> Result<u32, MainError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let row =
            query.fetch_one(writer).await.map_err(|source| MainError::refused(doing, source))?;
        row.try_get(0).map_err(MainError::query(doing))
    }

    async fn change(&self, query: Query<'_>, doing: &'static str) -> Result<(), MainError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let done =
            query.execute(writer).await.map_err(|source| MainError::refused(doing, source))?;
        if done.rows_affected() == 0 { Err(MainError::InUse) } else { Ok(()) }
    }
}

fn each<T>(
    rows: &[SqliteRow],
    parse: impl Fn(&SqliteRow) -> Result<T, sqlx::Error>,
) -> Result<Vec<T>, sqlx::Error> {
    rows.iter().map(parse).collect()
}

fn zones_of(zones: &[SqliteRow], spaces: &[SqliteRow]) -> Result<Vec<ZoneRow>, sqlx::Error> {
    let mut inside: HashMap<u32, Vec<SpaceId>> = HashMap::new();
    for row in spaces {
        inside.entry(row.try_get(0)?).or_default().push(SpaceId(row.try_get(1)?));
    }
    each(zones, |row| {
        let id: u32 = row.try_get(0)?;
        Ok(ZoneRow {
            id: ZoneId(id),
            floor: FloorId(row.try_get(1)?),
            name: row.try_get(2)?,
            spaces: inside.get(&id).cloned().unwrap_or_default(),
        })
    })
}

fn equipment_of(row: &SqliteRow) -> Result<EquipmentRow, sqlx::Error> {
    let number = |at: usize| row.try_get::<Option<u32>, _>(at);
    let building = number(1)?.map(BuildingId);
    Ok(EquipmentRow {
        id: EquipmentId(row.try_get(0)?),
        place: PlaceId::of(building, number(2)?.map(FloorId), number(3)?.map(SpaceId)),
        name: row.try_get(4)?,
        kind: row.try_get(5)?,
        tags: words::tags(row.try_get(6)?),
    })
}
