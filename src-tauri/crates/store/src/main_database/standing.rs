//! The model as a whole, and the changes people make to it.
//!
//! A name stands once among its neighbours. What still holds something is not removed: the statement itself looks, so
//! that nothing can come in between.

use model::{BuildingId, EquipmentId, FloorId, PointId, SiteId, SpaceId};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Connection, Row};

use super::{MainDatabase, MainError};

const HOURS: &str = "SELECT occupied_hours FROM site WHERE id = ?1";
const METERS: &str = "SELECT point FROM site_meter WHERE site = ?1 ORDER BY point";
const BUILDINGS: &str = "SELECT id, name FROM building WHERE site = ?1 ORDER BY name";
const FLOORS: &str = "SELECT floor.id, floor.building, floor.name, floor.level FROM floor
    JOIN building ON building.id = floor.building WHERE building.site = ?1
    ORDER BY floor.building, floor.level DESC, floor.name";
const SPACES: &str = "SELECT space.id, space.floor, space.name FROM space
    JOIN floor ON floor.id = space.floor JOIN building ON building.id = floor.building
    WHERE building.site = ?1 ORDER BY space.name";
const EQUIPMENT: &str =
    "SELECT id, space, name, kind FROM equipment WHERE site = ?1 ORDER BY name, id";

const SET_SITE: &str = "UPDATE site SET name = ?2, timezone = ?3, country = ?4, area_m2 = ?5,
    occupied_hours = ?6 WHERE id = ?1";
const CLEAR_METERS: &str = "DELETE FROM site_meter WHERE site = ?1";
const ADD_METER: &str = "INSERT INTO site_meter (site, point) VALUES (?1, ?2)";
const ADD_BUILDING: &str = "INSERT INTO building (site, name) VALUES (?1, ?2) RETURNING id";
const RENAME_BUILDING: &str = "UPDATE building SET name = ?2 WHERE id = ?1";
const REMOVE_BUILDING: &str = "DELETE FROM building WHERE id = ?1
    AND NOT EXISTS (SELECT 1 FROM floor WHERE building = ?1)";
const ADD_FLOOR: &str =
    "INSERT INTO floor (building, name, level) VALUES (?1, ?2, ?3) RETURNING id";
const CHANGE_FLOOR: &str = "UPDATE floor SET name = ?2, level = ?3 WHERE id = ?1";
const REMOVE_FLOOR: &str = "DELETE FROM floor WHERE id = ?1
    AND NOT EXISTS (SELECT 1 FROM space WHERE floor = ?1)
    AND NOT EXISTS (SELECT 1 FROM zone WHERE floor = ?1)
    AND NOT EXISTS (SELECT 1 FROM point WHERE floor = ?1)";
const ADD_SPACE: &str = "INSERT INTO space (floor, name) VALUES (?1, ?2) RETURNING id";
const RENAME_SPACE: &str = "UPDATE space SET name = ?2 WHERE id = ?1";
const REMOVE_SPACE: &str = "DELETE FROM space WHERE id = ?1
    AND NOT EXISTS (SELECT 1 FROM equipment WHERE space = ?1)
    AND NOT EXISTS (SELECT 1 FROM zone_space WHERE space = ?1)
    AND NOT EXISTS (SELECT 1 FROM point WHERE space = ?1)";
const ADD_EQUIPMENT: &str =
    "INSERT INTO equipment (site, space, name, kind) VALUES (?1, ?2, ?3, ?4) RETURNING id";
const CHANGE_EQUIPMENT: &str =
    "UPDATE equipment SET space = ?2, name = ?3, kind = ?4 WHERE id = ?1";
const REMOVE_EQUIPMENT: &str = "DELETE FROM equipment WHERE id = ?1
    AND NOT EXISTS (SELECT 1 FROM point WHERE equipment = ?1)";

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
    /// Equipment by name.
    pub equipment: Vec<EquipmentRow>,
}

/// A thing that works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EquipmentRow {
    /// Its number.
    pub id: EquipmentId,
    /// The room it stands in.
    pub space: Option<SpaceId>,
    /// What people call it.
    pub name: String,
    /// The field's short word.
    pub kind: String,
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
                equipment: each(&all(EQUIPMENT).await?, |row| {
                    Ok(EquipmentRow {
                        id: EquipmentId(row.try_get(0)?),
                        space: row.try_get::<Option<u32>, _>(1)?.map(SpaceId),
                        name: row.try_get(2)?,
                        kind: row.try_get(3)?,
                    })
                })?,
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

    /// Gives a building another name.
    ///
    /// # Errors
    /// [`MainError::Taken`] where the site has one of this name.
    pub async fn rename_building(&self, id: BuildingId, name: &str) -> Result<(), MainError> {
        self.change(sqlx::query(RENAME_BUILDING).bind(id.0).bind(name), "rename a building").await
    }

    /// Removes a building without floors.
    ///
    /// # Errors
    /// [`MainError::InUse`] where it has floors, or is gone already.
    pub async fn remove_building(&self, id: BuildingId) -> Result<(), MainError> {
        self.change(sqlx::query(REMOVE_BUILDING).bind(id.0), "remove a building").await
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

    /// Gives a floor another name and level.
    ///
    /// # Errors
    /// [`MainError::Taken`] where the building has one of this name.
    pub async fn change_floor(&self, id: FloorId, name: &str, level: i32) -> Result<(), MainError> {
        let query = sqlx::query(CHANGE_FLOOR).bind(id.0).bind(name).bind(level);
        self.change(query, "change a floor").await
    }

    /// Removes a floor on which nothing stands.
    ///
    /// # Errors
    /// [`MainError::InUse`] where something does, or the floor is gone already.
    pub async fn remove_floor(&self, id: FloorId) -> Result<(), MainError> {
        self.change(sqlx::query(REMOVE_FLOOR).bind(id.0), "remove a floor").await
    }

    /// Adds a space to a floor.
    ///
    /// # Errors
    /// [`MainError::Taken`] where the floor has one of this name.
    pub async fn add_space(&self, floor: FloorId, name: &str) -> Result<SpaceId, MainError> {
        let query = sqlx::query(ADD_SPACE).bind(floor.0).bind(name);
        self.add(query, "add a space").await.map(SpaceId)
    }

    /// Gives a space another name.
    ///
    /// # Errors
    /// [`MainError::Taken`] where the floor has one of this name.
    pub async fn rename_space(&self, id: SpaceId, name: &str) -> Result<(), MainError> {
        self.change(sqlx::query(RENAME_SPACE).bind(id.0).bind(name), "rename a space").await
    }

    /// Removes a space in which nothing stands.
    ///
    /// # Errors
    /// [`MainError::InUse`] where something does, or the space is gone already.
    pub async fn remove_space(&self, id: SpaceId) -> Result<(), MainError> {
        self.change(sqlx::query(REMOVE_SPACE).bind(id.0), "remove a space").await
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

    /// Changes what is said of equipment.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub async fn change_equipment(&self, row: &EquipmentRow) -> Result<(), MainError> {
        let space = row.space.map(|space| space.0);
        let query = sqlx::query(CHANGE_EQUIPMENT).bind(row.id.0).bind(space);
        self.change(query.bind(&row.name).bind(&row.kind), "change equipment").await
    }

    /// Removes equipment without points.
    ///
    /// # Errors
    /// [`MainError::InUse`] where it has points, or is gone already.
    pub async fn remove_equipment(&self, id: EquipmentId) -> Result<(), MainError> {
        self.change(sqlx::query(REMOVE_EQUIPMENT).bind(id.0), "remove equipment").await
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
