//! Sites, buildings, floors: as much of the model as placing a point needs.

use std::sync::Arc;

use model::{FloorId, Site, SiteId};
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, Row};

use super::{MainDatabase, MainError};

const FIRST_SITE: &str = "SELECT id, name, timezone, country, area_m2, outdoor_temperature
    FROM site ORDER BY id LIMIT 1";
const ADD_ORGANISATION: &str = "INSERT INTO organisation (name) VALUES (?1) RETURNING id";
const ADD_SITE: &str =
    "INSERT INTO site (organisation, name, timezone) VALUES (?1, ?2, ?3) RETURNING id";
const SET_TIMEZONE: &str = "UPDATE site SET timezone = ?2 WHERE id = ?1";
const FLOORS_NAMED: &str = "SELECT floor.id, building.name FROM floor
    JOIN building ON building.id = floor.building WHERE floor.name = ?1 ORDER BY floor.id";
const FIRST_BUILDING: &str = "SELECT id FROM building WHERE site = ?1 ORDER BY id LIMIT 1";
const ADD_BUILDING: &str = "INSERT INTO building (id, site, name)
    SELECT highest + 1, ?1, ?2 FROM given_number WHERE what = 'building' RETURNING id";
const ADD_FLOOR: &str = "INSERT INTO floor (id, building, name, level) SELECT highest + 1, ?1, ?2,
    coalesce((SELECT max(level) + 1 FROM floor WHERE building = ?1), 0)
    FROM given_number WHERE what = 'floor' RETURNING id";

/// A floor found by its name, with the building it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FloorAt {
    /// Its number.
    pub floor: FloorId,
    /// The building's name.
    pub building: String,
}

impl MainDatabase {
    /// The first site; none in a data folder that was never set up.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn site(&self) -> Result<Option<Site>, MainError> {
        let failed = MainError::query("read the site");
        let read = async {
            let Some(row) = sqlx::query(FIRST_SITE).fetch_optional(&self.readers).await? else {
                return Ok(None);
            };
            let text = |place: usize| row.try_get::<&str, _>(place).map(Arc::from);
            Ok(Some(Site {
                id: SiteId(row.try_get(0)?),
                name: text(1)?,
                timezone: text(2)?,
                country: row.try_get::<Option<&str>, _>(3)?.map(Arc::from),
                area_m2: row.try_get(4)?,
                outdoor_temperature: row.try_get::<Option<u32>, _>(5)?.map(model::PointId),
            }))
        };
        read.await.map_err(failed)
    }

    /// Makes the first site, or gives the one there is this time zone.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub async fn set_up_site(&self, name: &str, timezone: &str) -> Result<SiteId, MainError> {
        let known = self.site().await?;
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let write = async {
            let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
            let id = match known {
                Some(site) => {
                    let query = sqlx::query(SET_TIMEZONE).bind(site.id.0).bind(timezone);
                    query.execute(&mut *transaction).await?;
                    site.id
                }
                None => add_site(&mut transaction, name, timezone).await?,
            };
            transaction.commit().await?;
            Ok(id)
        };
        write.await.map_err(MainError::query("set up the site"))
    }

    /// Floors of this name, in any building.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn floors_named(&self, name: &str) -> Result<Vec<FloorAt>, MainError> {
        let rows = sqlx::query(FLOORS_NAMED).bind(name).fetch_all(&self.readers).await;
        let rows = rows.map_err(MainError::query("look for a floor"))?;
        rows.iter()
            .map(|row| Ok(FloorAt { floor: FloorId(row.try_get(0)?), building: row.try_get(1)? }))
            .collect::<Result<_, sqlx::Error>>()
            .map_err(MainError::query("look for a floor"))
    }

    /// Adds a floor to the site's first building, which is made where there is none.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub async fn add_floor(&self, site: SiteId, name: &str) -> Result<FloorId, MainError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let write = async {
            let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
            let found: Option<u32> = sqlx::query_scalar(FIRST_BUILDING)
                .bind(site.0)
                .fetch_optional(&mut *transaction)
                .await?;
            let building = match found {
                Some(building) => building,
                None => {
                    let query = sqlx::query_scalar(ADD_BUILDING).bind(site.0).bind("Building");
                    query.fetch_one(&mut *transaction).await?
                }
            };
            let query = sqlx::query_scalar(ADD_FLOOR).bind(building).bind(name);
            let floor: u32 = query.fetch_one(&mut *transaction).await?;
            transaction.commit().await?;
            Ok(FloorId(floor))
        };
        write.await.map_err(MainError::query("add a floor"))
    }
}

async fn add_site(
    connection: &mut SqliteConnection,
    name: &str,
    timezone: &str,
) -> Result<SiteId, sqlx::Error> {
    let organisation: u32 =
        sqlx::query_scalar(ADD_ORGANISATION).bind(name).fetch_one(&mut *connection).await?;
    let query = sqlx::query_scalar(ADD_SITE).bind(organisation).bind(name).bind(timezone);
    let id: u32 = query.fetch_one(connection).await?;
    Ok(SiteId(id))
}
