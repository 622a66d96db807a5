//! The hot log: one packed record per durable commit, in a file of its own. Layout: `docs/formats/log.md`.
//!
//! Only appended to and, once everything in a record is sealed, deleted from the old end.

use std::path::{Path, PathBuf};

use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use crate::batch::Batch;
use crate::error::{OpenError, StoreError};
use crate::record::{self, RecordError};
use crate::sqlite::{self, Pages};

/// The file, in the data folder.
pub(crate) const FILE: &str = "hot.db";

const CREATE: &str =
    "CREATE TABLE IF NOT EXISTS log (seq INTEGER PRIMARY KEY, record BLOB NOT NULL) STRICT";
const APPEND: &str = "INSERT INTO log (seq, record) VALUES (?1, ?2)";
const LAST: &str = "SELECT max(seq) FROM log";
const PAGE: &str = "SELECT seq, record FROM log WHERE seq > ?1 ORDER BY seq LIMIT ?2";
const DELETE: &str = "DELETE FROM log WHERE seq <= ?1";
const BYTES: &str = "SELECT (SELECT page_count FROM pragma_page_count) - (SELECT freelist_count FROM pragma_freelist_count)";

/// Records read at once while replaying or trimming.
const RECORDS_PER_PAGE: i64 = 64;

/// Records deleted in one transaction: a commit never waits long behind it.
const DELETE_RECORDS_MAX: i64 = 256;

/// Appends records.
pub(crate) struct Log {
    path: PathBuf,
    /// None after a failed write, until it is opened again: a connection whose sync failed is not trusted any more.
    connection: Option<SqliteConnection>,
    next_seq: i64,
}

/// Reads records.
pub(crate) struct LogReader {
    pool: sqlx::SqlitePool,
}

/// A record as it was read: its number and its batch, or what is wrong with it.
pub(crate) type Record = (i64, Result<Batch, RecordError>);

impl Log {
    /// Opens or makes the log.
    pub(crate) async fn open(folder: &Path) -> Result<(Self, LogReader), OpenError> {
        let path: PathBuf = folder.join(FILE);
        let failed = |source| OpenError::File { path: path.clone(), source };
        let mut connection = sqlite::writer(&path, Pages::Of4Kib).await.map_err(failed)?;
        sqlite::check_version(&mut connection).await?;
        sqlx::query(CREATE).execute(&mut connection).await.map_err(failed)?;
        let reader = LogReader { pool: sqlite::readers(&path, 1) };
        let next_seq = last_seq(&mut connection).await.map_err(failed)? + 1;
        Ok((Self { path, connection: Some(connection), next_seq }, reader))
    }

    /// Numbers start above everything that was ever sealed, also where the log was emptied.
    pub(crate) fn start_after(&mut self, seq: i64) {
        self.next_seq = self.next_seq.max(seq + 1);
    }

    /// The newest record's number; 0 where there never was one.
    pub(crate) fn last_seq(&self) -> i64 {
        self.next_seq - 1
    }

    /// Makes a record durable and returns its number: when this returns, the bytes are on the disk.
    ///
    /// After a failure the record may still stand in the file; the same readings appended again are duplicates of it.
    pub(crate) async fn append(&mut self, record: Vec<u8>) -> Result<i64, sqlx::Error> {
        self.reopen().await?;
        let seq = self.next_seq;
        let query = sqlx::query(APPEND).bind(seq).bind(record);
        if let Some(connection) = &mut self.connection
            && let Err(error) = query.execute(connection).await
        {
            self.connection = None;
            return Err(error);
        }
        self.next_seq += 1;
        Ok(seq)
    }

    /// Forgets a slice of the records from `first` to `seq` and returns the last one it forgot.
    pub(crate) async fn delete_some(&mut self, first: i64, seq: i64) -> Result<i64, sqlx::Error> {
        self.reopen().await?;
        let until = seq.min(first + DELETE_RECORDS_MAX - 1);
        if let Some(connection) = &mut self.connection {
            sqlx::query(DELETE).bind(until).execute(connection).await?;
        }
        Ok(until)
    }

    /// Bytes in use, free pages left out.
    pub(crate) async fn bytes(&mut self) -> Result<u64, sqlx::Error> {
        self.reopen().await?;
        let Some(connection) = &mut self.connection else {
            return Ok(0);
        };
        let pages: i64 = sqlx::query_scalar(BYTES).fetch_one(connection).await?;
        Ok(u64::try_from(pages).unwrap_or(0) * 4_096)
    }

    pub(crate) async fn close(&mut self) {
        if let Some(connection) = self.connection.take() {
            sqlite::close(connection).await;
        }
    }

    async fn reopen(&mut self) -> Result<(), sqlx::Error> {
        if self.connection.is_none() {
            let mut connection = sqlite::writer(&self.path, Pages::Of4Kib).await?;
            self.next_seq = self.next_seq.max(last_seq(&mut connection).await? + 1);
            self.connection = Some(connection);
        }
        Ok(())
    }
}

async fn last_seq(connection: &mut SqliteConnection) -> Result<i64, sqlx::Error> {
    let last: Option<i64> = sqlx::query_scalar(LAST).fetch_one(connection).await?;
    Ok(last.unwrap_or(0))
}

impl LogReader {
    /// The next records after `seq`, in order; empty at the end.
    pub(crate) async fn after(&self, seq: i64) -> Result<Vec<Record>, StoreError> {
        let rows = sqlx::query(PAGE)
            .bind(seq)
            .bind(RECORDS_PER_PAGE)
            .fetch_all(&self.pool)
            .await
            .map_err(StoreError::query("read the log"))?;
        rows.iter()
            .map(|row| {
                let seq: i64 = row.try_get(0)?;
                let bytes: &[u8] = row.try_get(1)?;
                Ok((seq, record::decode(bytes)))
            })
            .collect::<Result<_, sqlx::Error>>()
            .map_err(StoreError::query("read the log"))
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }
}
