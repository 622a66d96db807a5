//! Messages that describe devices rather than tell values: what a decoder must have heard to understand the rest.

use model::{ConnectionId, Timestamp};
use sqlx::{Connection, Row};

use super::{MainDatabase, MainError};

const ALL: &str = "SELECT topic, payload, received_ms FROM description
    WHERE connection = ?1 ORDER BY received_ms, topic";
// A message that repeats itself is written once.
const PUT: &str = "INSERT INTO description (connection, topic, received_ms, bytes, payload)
    VALUES (?1, ?2, ?3, length(?4), ?4) ON CONFLICT (connection, topic)
    DO UPDATE SET received_ms = excluded.received_ms, bytes = excluded.bytes,
        payload = excluded.payload WHERE payload <> excluded.payload";
const REMOVE: &str = "DELETE FROM description WHERE connection = ?1 AND topic = ?2";
// The oldest go, by when they were first told as they are: repeating does not renew them.
const TRIM: &str = "DELETE FROM description WHERE connection = ?1 AND topic IN (
    SELECT topic FROM (
        SELECT topic, row_number() OVER newest AS place, sum(bytes) OVER newest AS sum
        FROM description WHERE connection = ?1
        WINDOW newest AS (ORDER BY received_ms DESC, topic ROWS UNBOUNDED PRECEDING))
    WHERE place > ?2 OR sum > ?3)";

/// The newest describing message of a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DescriptionRow {
    /// Its topic.
    pub topic: String,
    /// As it came; empty where the description was taken back.
    pub payload: Vec<u8>,
    /// When it was received.
    pub received: Timestamp,
}

impl MainDatabase {
    /// What was described on a connection, in the order in which it came.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn descriptions(
        &self,
        connection: ConnectionId,
    ) -> Result<Vec<DescriptionRow>, MainError> {
        let rows = sqlx::query(ALL).bind(connection.0).fetch_all(&self.readers).await;
        let rows = rows.map_err(MainError::query("read the descriptions"))?;
        rows.iter()
            .map(|row| {
                let (topic, payload) = (row.try_get(0)?, row.try_get(1)?);
                let received = Timestamp::from_ms(row.try_get(2)?);
                Ok(DescriptionRow { topic, payload, received })
            })
            .collect::<Result<_, sqlx::Error>>()
            .map_err(MainError::query("read the descriptions"))
    }

    /// Keeps descriptions, the newest of each topic, at most `most` of them with `bytes_most` bytes together; an empty one
    /// is forgotten.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub async fn put_descriptions(
        &self,
        connection: ConnectionId,
        rows: &[DescriptionRow],
        most: u32,
        bytes_most: u32,
    ) -> Result<(), MainError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let write = async {
            let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
            for row in rows {
                let query = if row.payload.is_empty() {
                    sqlx::query(REMOVE).bind(connection.0).bind(&row.topic)
                } else {
                    let put = sqlx::query(PUT).bind(connection.0).bind(&row.topic);
                    put.bind(row.received.ms()).bind(&row.payload)
                };
                query.execute(&mut *transaction).await?;
            }
            let trim = sqlx::query(TRIM).bind(connection.0).bind(most).bind(bytes_most);
            trim.execute(&mut *transaction).await?;
            transaction.commit().await
        };
        write.await.map_err(MainError::query("keep descriptions"))
    }
}
