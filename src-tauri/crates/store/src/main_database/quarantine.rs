//! What was refused, and the messages that held it.

use model::{ConnectionId, Timestamp};
use sqlx::sqlite::SqliteRow;
use sqlx::{Connection, Row};

use super::{MainDatabase, MainError};

const KINDS: &str = "SELECT id, connection, topic, field, reason, whole, count, first_ms, last_ms,
    message FROM refusal ORDER BY last_ms DESC, id";
const MESSAGES: &str = "SELECT id, received_ms, retained, bytes, payload FROM refused_message
    ORDER BY received_ms DESC, id";
const PUT_KIND: &str = "INSERT INTO refusal
    (id, connection, topic, field, reason, whole, count, first_ms, last_ms, message)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
    ON CONFLICT (id) DO UPDATE SET count = excluded.count, first_ms = excluded.first_ms,
        last_ms = excluded.last_ms, message = excluded.message";
const PUT_MESSAGE: &str = "INSERT INTO refused_message (id, received_ms, retained, bytes, payload)
    VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO NOTHING";
const REMOVE_KIND: &str = "DELETE FROM refusal WHERE id = ?1";
const FORGET_MESSAGES: &str = "DELETE FROM refused_message
    WHERE NOT EXISTS (SELECT 1 FROM refusal WHERE refusal.message = refused_message.id)";

/// A kind of refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusalRow {
    /// Its number, the same for the same kind.
    pub id: i64,
    /// Where it came from.
    pub connection: ConnectionId,
    /// The topic; empty where nobody knows it.
    pub topic: String,
    /// The value's path in the message.
    pub field: Option<String>,
    /// The reason's word.
    pub reason: String,
    /// Whether messages were refused, or values in them.
    pub whole: bool,
    /// How often.
    pub count: u64,
    /// When the first one came.
    pub first: Timestamp,
    /// When the newest one came.
    pub last: Timestamp,
    /// The message that is kept of it.
    pub message: Option<i64>,
}

/// A message that held something that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedMessageRow {
    /// Its number.
    pub id: i64,
    /// When it was received.
    pub received: Timestamp,
    /// Whether the broker had kept it from before.
    pub retained: bool,
    /// How many bytes it had.
    pub bytes: u64,
    /// The first of them.
    pub payload: Box<[u8]>,
}

impl MainDatabase {
    /// Every kind of refusal, and the messages that are kept of them, newest first.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn refusals(&self) -> Result<(Vec<RefusalRow>, Vec<RefusedMessageRow>), MainError> {
        let read = async {
            let kinds = sqlx::query(KINDS).fetch_all(&self.readers).await?;
            let messages = sqlx::query(MESSAGES).fetch_all(&self.readers).await?;
            let kinds = kinds.iter().map(kind_of).collect::<Result<_, sqlx::Error>>()?;
            let messages = messages.iter().map(message_of).collect::<Result<_, sqlx::Error>>()?;
            Ok((kinds, messages))
        };
        read.await.map_err(MainError::query("read the quarantine"))
    }

    /// Keeps kinds and messages that changed, forgets those that are gone, and messages that no kind names any more.
    ///
    /// # Errors
    /// Where the database cannot be written; nothing of it is then.
    pub async fn put_refusals(
        &self,
        kinds: &[RefusalRow],
        messages: &[RefusedMessageRow],
        gone: &[i64],
    ) -> Result<(), MainError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let write = async {
            let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
            for row in messages {
                let query = sqlx::query(PUT_MESSAGE).bind(row.id).bind(row.received.ms());
                let query = query.bind(row.retained).bind(number(row.bytes)).bind(&row.payload[..]);
                query.execute(&mut *transaction).await?;
            }
            for row in kinds {
                let query = sqlx::query(PUT_KIND).bind(row.id).bind(row.connection.0);
                let query = query.bind(&row.topic).bind(&row.field).bind(&row.reason);
                let query = query.bind(row.whole).bind(number(row.count)).bind(row.first.ms());
                query.bind(row.last.ms()).bind(row.message).execute(&mut *transaction).await?;
            }
            for id in gone {
                sqlx::query(REMOVE_KIND).bind(id).execute(&mut *transaction).await?;
            }
            sqlx::query(FORGET_MESSAGES).execute(&mut *transaction).await?;
            transaction.commit().await
        };
        write.await.map_err(MainError::query("keep the quarantine"))
    }
}

fn kind_of(row: &SqliteRow) -> Result<RefusalRow, sqlx::Error> {
    Ok(RefusalRow {
        id: row.try_get(0)?,
        connection: ConnectionId(row.try_get(1)?),
        topic: row.try_get(2)?,
        field: row.try_get(3)?,
        reason: row.try_get(4)?,
        whole: row.try_get(5)?,
        count: u64::try_from(row.try_get::<i64, _>(6)?).unwrap_or(0),
        first: Timestamp::from_ms(row.try_get(7)?),
        last: Timestamp::from_ms(row.try_get(8)?),
        message: row.try_get(9)?,
    })
}

fn message_of(row: &SqliteRow) -> Result<RefusedMessageRow, sqlx::Error> {
    Ok(RefusedMessageRow {
        id: row.try_get(0)?,
        received: Timestamp::from_ms(row.try_get(1)?),
        retained: row.try_get(2)?,
        bytes: u64::try_from(row.try_get::<i64, _>(3)?).unwrap_or(0),
        payload: row.try_get::<Vec<u8>, _>(4)?.into(),
    })
}

/// Counts lie far below the greatest number of the database.
fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
