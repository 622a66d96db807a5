//! Counters and gaps.

use model::{ConnectionId, Timestamp};
use sqlx::{Connection, Row};

use super::{MainDatabase, MainError};

const COUNTS: &str = "SELECT connection, counts FROM counters";
const PUT_COUNTS: &str = "INSERT INTO counters (connection, counts) VALUES (?1, ?2)
    ON CONFLICT (connection) DO UPDATE SET counts = excluded.counts";
const OPEN_GAP: &str = "INSERT INTO gap (connection, from_ms, reason)
    SELECT ?1, ?2, ?3 WHERE NOT EXISTS
        (SELECT 1 FROM gap WHERE connection = ?1 AND to_ms IS NULL)";
const CLOSE_GAP: &str =
    "UPDATE gap SET to_ms = max(from_ms, ?2) WHERE connection = ?1 AND to_ms IS NULL";
const GAPS: &str = "SELECT from_ms, to_ms, reason FROM gap WHERE connection = ?1
    ORDER BY from_ms DESC, id DESC LIMIT ?2";
const GAP_COUNT: &str = "SELECT count(*) FROM gap WHERE connection = ?1";

/// A span in which a connection was not live.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapRow {
    /// When data stopped.
    pub from: Timestamp,
    /// When it flowed again.
    pub to: Option<Timestamp>,
    /// Why, in words.
    pub reason: String,
}

impl MainDatabase {
    /// The counters of every connection as they were last kept, as JSON.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn counts(&self) -> Result<Vec<(ConnectionId, String)>, MainError> {
        let rows = sqlx::query(COUNTS).fetch_all(&self.readers).await;
        let rows = rows.map_err(MainError::query("read the counters"))?;
        rows.iter()
            .map(|row| Ok((ConnectionId(row.try_get(0)?), row.try_get(1)?)))
            .collect::<Result<_, sqlx::Error>>()
            .map_err(MainError::query("read the counters"))
    }

    /// Keeps the counters of all connections, as one picture.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub async fn put_counts(&self, counts: &[(ConnectionId, String)]) -> Result<(), MainError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let write = async {
            let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
            for (connection, counts) in counts {
                let query = sqlx::query(PUT_COUNTS).bind(connection.0).bind(counts);
                query.execute(&mut *transaction).await?;
            }
            transaction.commit().await
        };
        write.await.map_err(MainError::query("keep the counters"))
    }

    /// Records that a connection stopped being live; one gap at a time.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub async fn open_gap(
        &self,
        connection: ConnectionId,
        from: Timestamp,
        reason: &str,
    ) -> Result<(), MainError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let query = sqlx::query(OPEN_GAP).bind(connection.0).bind(from.ms()).bind(reason);
        query.execute(writer).await.map(|_| ()).map_err(MainError::query("record a gap"))
    }

    /// Records that a connection is live again.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub async fn close_gap(
        &self,
        connection: ConnectionId,
        to: Timestamp,
    ) -> Result<(), MainError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let query = sqlx::query(CLOSE_GAP).bind(connection.0).bind(to.ms());
        query.execute(writer).await.map(|_| ()).map_err(MainError::query("record a gap's end"))
    }

    /// A connection's newest gaps, newest first, and how many there are in all.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn gaps(
        &self,
        connection: ConnectionId,
        limit: u32,
    ) -> Result<(Vec<GapRow>, u64), MainError> {
        let failed = MainError::query("read the gaps");
        let read = async {
            let rows = sqlx::query(GAPS).bind(connection.0).bind(limit);
            let rows = rows.fetch_all(&self.readers).await?;
            let gaps = rows.iter().map(|row| {
                Ok(GapRow {
                    from: Timestamp::from_ms(row.try_get(0)?),
                    to: row.try_get::<Option<i64>, _>(1)?.map(Timestamp::from_ms),
                    reason: row.try_get(2)?,
                })
            });
            let gaps = gaps.collect::<Result<Vec<_>, sqlx::Error>>()?;
            let count: i64 =
                sqlx::query_scalar(GAP_COUNT).bind(connection.0).fetch_one(&self.readers).await?;
            Ok((gaps, u64::try_from(count).unwrap_or(0)))
        };
        read.await.map_err(failed)
    }
}
