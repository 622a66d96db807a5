//! How every SQLite file of the store is opened: write-ahead log, durable commits, one writer that alone checkpoints.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{
    SqliteAutoVacuum, SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool,
    SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection};

use crate::error::OpenError;
use crate::limits::{ROW_BUFFER, WAL_BYTES_MAX};

/// The first SQLite without the fault that loses committed data when a checkpoint races a write.
const VERSION_MIN: (u32, u32, u32) = (3, 51, 3);

const SQLITE_VERSION: &str = "SELECT sqlite_version()";
const CHECKPOINT: &str = "PRAGMA wal_checkpoint(TRUNCATE)";

/// Page size of a new file: small for what is written in small pieces, large for blobs.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Pages {
    Of4Kib,
    Of16Kib,
}

/// The one connection that writes a file; makes the file where it is missing.
pub(crate) async fn writer(path: &Path, pages: Pages) -> Result<SqliteConnection, sqlx::Error> {
    writing(path, pages).connect().await
}

/// Options of a writing connection.
pub(crate) fn writing(path: &Path, pages: Pages) -> SqliteConnectOptions {
    let page_size = match pages {
        Pages::Of4Kib => 4_096,
        Pages::Of16Kib => 16_384,
    };
    // Order matters: page size and vacuum mode must be set before the first table, and before WAL.
    common(path)
        .create_if_missing(true)
        .page_size(page_size)
        .auto_vacuum(SqliteAutoVacuum::Incremental)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("journal_size_limit", WAL_BYTES_MAX.to_string())
        .foreign_keys(true)
}

/// Connections that only read, opened when needed and given back after each query.
pub(crate) fn readers(path: &Path, connections_max: u32) -> SqlitePool {
    SqlitePoolOptions::new()
        .max_connections(connections_max)
        .min_connections(0)
        .connect_lazy_with(common(path).read_only(true))
}

/// Puts what stands in the write-ahead log into the file itself and empties it.
pub(crate) async fn checkpoint(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    sqlx::query(CHECKPOINT).execute(connection).await.map(|_| ())
}

/// Refuses a SQLite that is known to damage data.
pub(crate) async fn check_version(connection: &mut SqliteConnection) -> Result<(), OpenError> {
    let found: Result<String, _> =
        sqlx::query_scalar(SQLITE_VERSION).fetch_one(&mut *connection).await;
    let found = found.unwrap_or_else(|error| error.to_string());
    if parse_version(&found).is_some_and(|version| version >= VERSION_MIN) {
        Ok(())
    } else {
        Err(OpenError::Sqlite { found })
    }
}

/// Closes a connection; a failure leaves the write-ahead log for the next start, which is harmless.
pub(crate) async fn close(connection: SqliteConnection) {
    if let Err(error) = connection.close().await {
        tracing::warn!(%error, "Database not closed cleanly");
    }
}

fn common(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(Duration::from_secs(5))
        .row_buffer_size(ROW_BUFFER)
        .pragma("mmap_size", "0")
}

fn parse_version(text: &str) -> Option<(u32, u32, u32)> {
    let mut parts = text.split('.').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??, parts.next()??))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_sqlite_inside_is_new_enough_and_commits_are_durable() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let mut connection = writer(&path, Pages::Of16Kib).await.unwrap();
        check_version(&mut connection).await.unwrap();
        for (pragma, expected) in [
            ("PRAGMA synchronous", "2"),
            ("PRAGMA journal_mode", "wal"),
            ("PRAGMA page_size", "16384"),
            ("PRAGMA auto_vacuum", "2"),
        ] {
            use sqlx::Row;
            let row = sqlx::query(pragma).fetch_one(&mut connection).await.unwrap();
            let found = row
                .try_get::<i64, _>(0)
                .map(|number| number.to_string())
                .or_else(|_| row.try_get::<String, _>(0))
                .unwrap();
            assert_eq!(found, expected, "{pragma}");
        }
        close(connection).await;
    }

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(parse_version("3.51.3").unwrap() >= VERSION_MIN);
        assert!(parse_version("3.100.0").unwrap() >= VERSION_MIN);
        assert!(parse_version("3.40.1").unwrap() < VERSION_MIN);
        assert_eq!(parse_version("newest"), None);
    }
}
