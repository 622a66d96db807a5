//! `plantroom.db`, the main database: the model, the connections, what was counted and when data stopped.
//!
//! The schema is the migrations', told in `docs/formats/main.md`. Every write is one transaction on one connection.

mod connections;
mod descriptions;
mod edit;
mod journals;
mod lists;
mod mappings;
mod places;
mod points;
mod quarantine;
mod settings;
mod standing;
mod words;

use std::path::Path;

use sqlx::sqlite::{SqliteConnection, SqlitePool};
use tokio::sync::{Mutex, MutexGuard};

pub use connections::{ConnectionRow, NewConnection, ProtectionRow};
pub use descriptions::DescriptionRow;
pub use edit::{EditError, Edited, Refusal};
pub use journals::GapRow;
pub use lists::{
    EquipmentAt, ListChanges, Listed, ListedEnd, ListedEquipment, ListedPlace, ListedPoint,
    ListedRelation, ListedStanding, ListedWords,
};
pub use mappings::{CorrectedUnit, MappingRow};
pub use places::FloorAt;
pub use points::{
    AcceptedPoint, FoundPoint, HabitRow, NewPoint, PointDetailRow, PointRow, PointWords, Renamed,
    RetainedRow,
};
pub use quarantine::{RefusalRow, RefusedMessageRow};
pub use settings::SavedViewRow;
pub use standing::{EquipmentRow, ModelRows, SiteWords, ZoneRow};

use crate::error::OpenError;
use crate::sqlite::{self, Pages};

/// The file, in the data folder.
const FILE: &str = "plantroom.db";

const READERS_MAX: u32 = 2;

const HAS_SCHEMA: &str =
    "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = '_sqlx_migrations')";
const SCHEMA_VERSION: &str = "SELECT max(version) FROM _sqlx_migrations";

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../../../migrations");

/// The main database.
pub struct MainDatabase {
    writer: Mutex<Option<SqliteConnection>>,
    readers: SqlitePool,
}

/// The main database cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum MainError {
    /// A statement failed.
    #[error("cannot {doing}")]
    Query {
        /// What was being done.
        doing: &'static str,
        /// Why.
        #[source]
        source: sqlx::Error,
    },
    /// Another one of its neighbours bears the name.
    #[error("the name is taken")]
    Taken,
    /// It still holds something, or what is named is not there.
    #[error("it still holds something, or is not there any more")]
    InUse,
    /// The database is closed.
    #[error("the store is closing")]
    Closed,
}

impl MainDatabase {
    pub(crate) async fn open(folder: &Path) -> Result<Self, OpenError> {
        let path = folder.join(FILE);
        let failed = |source| OpenError::File { path: path.clone(), source };
        if path.exists() && is_newer(&path).await.map_err(failed)? {
            return Err(OpenError::Newer { path });
        }
        let mut writer = sqlite::writer(&path, Pages::Of4Kib).await.map_err(failed)?;
        sqlite::check_version(&mut writer).await?;
        let done = MIGRATIONS.run(&mut writer).await;
        done.map_err(|source| OpenError::Migrate { path: path.clone(), source })?;
        let readers = sqlite::readers(&path, READERS_MAX);
        Ok(Self { writer: Mutex::new(Some(writer)), readers })
    }

    pub(crate) async fn close(&self) {
        self.readers.close().await;
        if let Some(writer) = self.writer.lock().await.take() {
            sqlite::close(writer).await;
        }
    }

    async fn writer(&self) -> MutexGuard<'_, Option<SqliteConnection>> {
        self.writer.lock().await
    }
}

impl MainError {
    fn query(doing: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Self::Query { doing, source }
    }

    /// A name that is taken and a place that does not exist are the operator's to mend; the rest is the disk's.
    fn refused(doing: &'static str, source: sqlx::Error) -> Self {
        match source.as_database_error().map(sqlx::error::DatabaseError::kind) {
            Some(sqlx::error::ErrorKind::UniqueViolation) => Self::Taken,
            Some(sqlx::error::ErrorKind::ForeignKeyViolation) => Self::InUse,
            _ => Self::Query { doing, source },
        }
    }
}

/// Whether a later version of the program has changed the schema; asked without writing a byte.
async fn is_newer(path: &Path) -> Result<bool, sqlx::Error> {
    let readers = sqlite::readers(path, 1);
    let has_schema: bool = sqlx::query_scalar(HAS_SCHEMA).fetch_one(&readers).await?;
    let found: Option<i64> = if has_schema {
        sqlx::query_scalar(SCHEMA_VERSION).fetch_one(&readers).await?
    } else {
        None
    };
    readers.close().await;
    let known = MIGRATIONS.iter().map(|migration| migration.version).max();
    Ok(found > known)
}

/// Lists are kept as JSON; one that a stranger damaged is empty rather than fatal.
fn list_of(json: &str) -> Vec<String> {
    serde_json::from_str(json).unwrap_or_default()
}

fn json_of(list: &[String]) -> String {
    serde_json::to_string(list).expect("strings always serialise")
}

#[cfg(test)]
mod tests;
