//! The mappings: what a person says that messages mean which no convention knows. What their files say is not looked at here.

use model::{ConnectionId, PointId, Timestamp, Unit};
use sqlx::sqlite::SqliteRow;
use sqlx::{Connection, Row};

use super::{MainDatabase, MainError};

const MAPPINGS: &str = "SELECT name, place, is_on, connection, file, changed_ms FROM mapping
    ORDER BY place, name";
const REMOVE: &str = "DELETE FROM mapping WHERE name = ?1";
const PLACE: &str = "UPDATE mapping SET place = ?2 WHERE name = ?1";
// What a person said otherwise stays.
const CORRECT_UNIT: &str = "UPDATE point SET unit = ?3 WHERE id = ?1 AND unit = ?2";
const PUT: &str = "INSERT INTO mapping (name, place, is_on, connection, file, changed_ms)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6)
    ON CONFLICT (name) DO UPDATE SET place = excluded.place, is_on = excluded.is_on,
        connection = excluded.connection, file = excluded.file, changed_ms = excluded.changed_ms";

/// A mapping as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingRow {
    /// What its file calls it.
    pub name: String,
    /// Where it stands in the order in which mappings read a message; of two at one place the name decides.
    pub place: u32,
    /// Whether it reads messages.
    pub is_on: bool,
    /// The connection whose messages it reads; none where it reads those of all.
    pub connection: Option<ConnectionId>,
    /// Its file, whole.
    pub file: String,
    /// When it was saved or switched.
    pub changed: Timestamp,
}

/// A point whose unit was a mistake of the mapping that reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectedUnit {
    /// Which point.
    pub point: PointId,
    /// The unit that it has; a point that has another one keeps that.
    pub was: Unit,
    /// The unit that its values are in.
    pub now: Unit,
}

impl MainDatabase {
    /// The mappings, in their order.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn mappings(&self) -> Result<Vec<MappingRow>, MainError> {
        let rows = sqlx::query(MAPPINGS).fetch_all(&self.readers).await;
        let rows = rows.and_then(|rows| rows.iter().map(row_of).collect());
        rows.map_err(MainError::query("list the mappings"))
    }

    /// Keeps a mapping, in place of the one of its name and of the one it was known as before, and corrects units of its points,
    /// accepted ones too; all or nothing.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub async fn put_mapping(
        &self,
        row: &MappingRow,
        before: &str,
        corrected: &[CorrectedUnit],
    ) -> Result<(), MainError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let write = async {
            let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
            sqlx::query(REMOVE).bind(before).execute(&mut *transaction).await?;
            let query = sqlx::query(PUT).bind(&row.name).bind(row.place).bind(row.is_on);
            let query = query.bind(row.connection.map(|ConnectionId(id)| id));
            let query = query.bind(&row.file).bind(row.changed.ms());
            query.execute(&mut *transaction).await?;
            for CorrectedUnit { point, was, now } in corrected {
                let query = sqlx::query(CORRECT_UNIT).bind(point.0);
                let query = query.bind(was.as_str()).bind(now.as_str());
                query.execute(&mut *transaction).await?;
            }
            transaction.commit().await
        };
        write.await.map_err(MainError::query("keep a mapping"))
    }

    /// Puts mappings in their places, all or none.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub async fn place_mappings(&self, places: &[(String, u32)]) -> Result<(), MainError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let write = async {
            let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
            for (name, place) in places {
                let query = sqlx::query(PLACE).bind(name).bind(*place);
                query.execute(&mut *transaction).await?;
            }
            transaction.commit().await
        };
        write.await.map_err(MainError::query("put the mappings in order"))
    }

    /// Forgets a mapping.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub async fn remove_mapping(&self, name: &str) -> Result<(), MainError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let done = sqlx::query(REMOVE).bind(name).execute(writer).await;
        done.map(drop).map_err(MainError::query("forget a mapping"))
    }
}

fn row_of(row: &SqliteRow) -> Result<MappingRow, sqlx::Error> {
    Ok(MappingRow {
        name: row.try_get(0)?,
        place: row.try_get(1)?,
        is_on: row.try_get(2)?,
        connection: row.try_get::<Option<_>, _>(3)?.map(ConnectionId),
        file: row.try_get(4)?,
        changed: Timestamp::from_ms(row.try_get(5)?),
    })
}
