//! The named alternative: the same readings as plain rows of a SQLite table, in the same run.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use model::Reading;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, QueryBuilder, Sqlite};

const CREATE: &str = "CREATE TABLE reading (
    point INTEGER NOT NULL, time_ms INTEGER NOT NULL, value REAL NOT NULL,
    PRIMARY KEY (point, time_ms)) STRICT, WITHOUT ROWID";

/// Rows of one statement: three values each, below SQLite's bound of parameters.
const ROWS_PER_STATEMENT: usize = 1_000;

/// Commits batches of rows durably, for as many as are given; readings per second.
pub(crate) async fn rows_per_second(path: &Path, batches: &[Vec<Reading>]) -> Result<f64> {
    let mut connection = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .connect()
        .await?;
    sqlx::query(CREATE).execute(&mut connection).await?;
    let mut took = Duration::ZERO;
    let mut readings = 0_u32;
    for batch in batches {
        let started = Instant::now();
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        for rows in batch.chunks(ROWS_PER_STATEMENT) {
            let mut insert: QueryBuilder<Sqlite> =
                QueryBuilder::new("INSERT OR REPLACE INTO reading (point, time_ms, value) ");
            insert.push_values(rows, |mut row, reading| {
                row.push_bind(reading.point.0)
                    .push_bind(reading.time.ms())
                    .push_bind(reading.value.as_number());
            });
            insert.build().execute(&mut *transaction).await.context("insert rows")?;
        }
        transaction.commit().await?;
        took += started.elapsed();
        readings += u32::try_from(batch.len()).unwrap_or(0);
    }
    connection.close().await?;
    Ok(f64::from(readings) / took.as_secs_f64())
}
