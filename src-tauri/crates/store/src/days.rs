//! `days.db`: one narrow row per point and local day, the newest reading per point, and how far each point is sealed.
//!
//! Days are those of the store's zone; a change of zone rebuilds them from the chunks. Layout: `docs/formats/days.md`.

use std::path::Path;

use model::calendar::{Day, Month};
use model::{Current, PointId, Quality, Timestamp, Value};
use sqlx::sqlite::{SqliteConnection, SqlitePool, SqliteRow};
use sqlx::{Connection, Row};

use crate::columns::{Boolean, Flags};
use crate::error::{OpenError, StoreError};
use crate::head::Sealed;
use crate::rollup::{DayFigures, Figures};
use crate::sqlite::{self, Pages};

/// The file, in the data folder.
pub(crate) const FILE: &str = "days.db";

/// Read transactions of screens and reports at once.
const READERS_MAX: u32 = 3;

const CREATE: [&str; 4] = [
    "CREATE TABLE IF NOT EXISTS rollup_day (
        point INTEGER NOT NULL, day INTEGER NOT NULL,
        readings INTEGER NOT NULL, counted INTEGER NOT NULL,
        min REAL NOT NULL, max REAL NOT NULL, sum REAL NOT NULL, worst INTEGER NOT NULL,
        first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL, first REAL NOT NULL, last REAL NOT NULL,
        PRIMARY KEY (point, day)) STRICT, WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS latest (
        point INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL, received_ms INTEGER NOT NULL,
        value REAL, text TEXT, flags INTEGER NOT NULL,
        sealed_to_ms INTEGER NOT NULL, sealed_seq INTEGER NOT NULL) STRICT",
    "CREATE TABLE IF NOT EXISTS month_total (
        month TEXT PRIMARY KEY, chunks INTEGER NOT NULL, readings INTEGER NOT NULL,
        payload_bytes INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
];
const ADD_DAY: &str = "INSERT INTO rollup_day
    (point, day, readings, counted, min, max, sum, worst, first_ms, last_ms, first, last)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
    ON CONFLICT (point, day) DO UPDATE SET
        readings = readings + excluded.readings, counted = counted + excluded.counted,
        min = min(min, excluded.min), max = max(max, excluded.max), sum = sum + excluded.sum,
        worst = max(worst, excluded.worst),
        first = iif(excluded.first_ms < first_ms, excluded.first, first),
        last = iif(excluded.last_ms > last_ms, excluded.last, last),
        first_ms = min(first_ms, excluded.first_ms), last_ms = max(last_ms, excluded.last_ms)";
const DROP_DAY: &str = "DELETE FROM rollup_day WHERE point = ?1 AND day = ?2";
const DROP_DAYS_BEFORE: &str = "DELETE FROM rollup_day WHERE point = ?1 AND day < ?2";
const DROP_ALL_DAYS: &str = "DELETE FROM rollup_day";
const PUT_LATEST: &str = "INSERT INTO latest
    (point, time_ms, received_ms, value, text, flags, sealed_to_ms, sealed_seq)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
    ON CONFLICT (point) DO UPDATE SET time_ms = excluded.time_ms,
        received_ms = excluded.received_ms, value = excluded.value, text = excluded.text,
        flags = excluded.flags, sealed_to_ms = max(sealed_to_ms, excluded.sealed_to_ms),
        sealed_seq = max(sealed_seq, excluded.sealed_seq)";
const ALL_LATEST: &str =
    "SELECT point, time_ms, received_ms, value, text, flags, sealed_to_ms, sealed_seq FROM latest";
const DAYS_OF_POINT: &str = "SELECT point, day, readings, counted, min, max, sum, worst,
    first_ms, last_ms, first, last FROM rollup_day
    WHERE point = ?1 AND day BETWEEN ?2 AND ?3 ORDER BY day";
const DAYS_OF_POINTS: &str = "SELECT point, day, readings, counted, min, max, sum, worst,
    first_ms, last_ms, first, last FROM rollup_day
    WHERE point IN (SELECT value FROM json_each(?1)) AND day BETWEEN ?2 AND ?3 ORDER BY point, day";
const ADD_TOTAL: &str = "INSERT INTO month_total (month, chunks, readings, payload_bytes)
    VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (month) DO UPDATE SET chunks = chunks + excluded.chunks,
        readings = readings + excluded.readings, payload_bytes = payload_bytes + excluded.payload_bytes";
const DROP_TOTAL: &str = "DELETE FROM month_total WHERE month = ?1";
const TOTALS: &str =
    "SELECT month, chunks, readings, payload_bytes FROM month_total ORDER BY month";
const GET_SETTING: &str = "SELECT value FROM setting WHERE name = ?1";
const PUT_SETTING: &str = "INSERT INTO setting (name, value) VALUES (?1, ?2)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value";

/// Writes day figures and newest readings.
pub(crate) struct Days {
    connection: SqliteConnection,
}

/// What one seal changes for one point.
#[derive(Debug, Default)]
pub(crate) struct PointDays {
    /// Days whose figures are to be thrown away first.
    pub(crate) dropped: Vec<Day>,
    /// Figures to add to what a day has.
    pub(crate) added: Vec<(Day, DayFigures)>,
}

/// The newest reading of a point and how far it is sealed.
#[derive(Debug)]
pub(crate) struct LatestRow {
    pub(crate) point: PointId,
    pub(crate) newest: Current,
    pub(crate) sealed_to: i64,
    pub(crate) sealed_seq: i64,
}

/// Chunks and readings of a month, as counted or as a change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct MonthTotal {
    pub(crate) chunks: i64,
    pub(crate) readings: i64,
    pub(crate) payload_bytes: i64,
}

impl Days {
    pub(crate) async fn open(folder: &Path) -> Result<(Self, SqlitePool), OpenError> {
        let path = folder.join(FILE);
        let failed = |source| OpenError::File { path: path.clone(), source };
        let mut connection = sqlite::writer(&path, Pages::Of4Kib).await.map_err(failed)?;
        for statement in CREATE {
            sqlx::query(statement).execute(&mut connection).await.map_err(failed)?;
        }
        Ok((Self { connection }, sqlite::readers(&path, READERS_MAX)))
    }

    /// Every point's newest reading and how far it is sealed.
    pub(crate) async fn latest(&mut self) -> Result<Vec<(PointId, Sealed)>, StoreError> {
        let rows = sqlx::query(ALL_LATEST).fetch_all(&mut self.connection).await;
        let rows = rows.map_err(StoreError::query("read the newest readings"))?;
        rows.iter()
            .map(latest_of)
            .collect::<Result<_, sqlx::Error>>()
            .map_err(StoreError::query("read the newest readings"))
    }

    /// Writes what a slice of points changes, all of it or nothing.
    pub(crate) async fn write(
        &mut self,
        days: &[(PointId, PointDays)],
        latest: &[LatestRow],
        totals: &[(Month, MonthTotal)],
    ) -> Result<(), sqlx::Error> {
        let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        for (point, days) in days {
            for day in &days.dropped {
                sqlx::query(DROP_DAY).bind(point.0).bind(day.0).execute(&mut *transaction).await?;
            }
            for (day, figures) in &days.added {
                add_day(&mut transaction, *point, *day, figures).await?;
            }
        }
        for row in latest {
            put_latest(&mut transaction, row).await?;
        }
        for (month, total) in totals {
            add_total(&mut transaction, *month, total).await?;
        }
        transaction.commit().await
    }

    /// Puts a month's total right.
    pub(crate) async fn set_total(
        &mut self,
        month: Month,
        total: &MonthTotal,
    ) -> Result<(), sqlx::Error> {
        let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query(DROP_TOTAL).bind(month.name()).execute(&mut *transaction).await?;
        add_total(&mut transaction, month, total).await?;
        transaction.commit().await
    }

    /// Throws the day figures of these points before a day away.
    pub(crate) async fn drop_before(
        &mut self,
        points: &[PointId],
        day: Day,
    ) -> Result<(), sqlx::Error> {
        let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        for point in points {
            let query = sqlx::query(DROP_DAYS_BEFORE).bind(point.0).bind(day.0);
            query.execute(&mut *transaction).await?;
        }
        transaction.commit().await
    }

    /// Throws all day figures away, before they are made anew for another zone.
    pub(crate) async fn drop_all(&mut self) -> Result<(), StoreError> {
        let done = sqlx::query(DROP_ALL_DAYS).execute(&mut self.connection).await;
        done.map(|_| ()).map_err(StoreError::query("drop the day figures"))
    }

    pub(crate) async fn setting(&mut self, name: &str) -> Result<Option<String>, StoreError> {
        let found = sqlx::query_scalar(GET_SETTING).bind(name);
        found
            .fetch_optional(&mut self.connection)
            .await
            .map_err(StoreError::query("read a setting of the day figures"))
    }

    pub(crate) async fn put_setting(&mut self, name: &str, value: &str) -> Result<(), StoreError> {
        let put = sqlx::query(PUT_SETTING).bind(name).bind(value);
        let done = put.execute(&mut self.connection).await;
        done.map(|_| ()).map_err(StoreError::query("write a setting of the day figures"))
    }

    pub(crate) async fn checkpoint(&mut self) -> Result<(), StoreError> {
        let done = sqlite::checkpoint(&mut self.connection).await;
        done.map_err(StoreError::query("checkpoint the day figures"))
    }

    pub(crate) async fn close(self) {
        sqlite::close(self.connection).await;
    }
}

/// The stored days of one point or of many, by point and day.
pub(crate) async fn read(
    readers: &SqlitePool,
    points: &[PointId],
    first: Day,
    last: Day,
) -> Result<Vec<(PointId, Day, DayFigures)>, StoreError> {
    let rows = if let [point] = points {
        let query = sqlx::query(DAYS_OF_POINT).bind(point.0).bind(first.0).bind(last.0);
        query.fetch_all(readers).await
    } else {
        let list: Vec<u32> = points.iter().map(|point| point.0).collect();
        let list = serde_json::to_string(&list).expect("numbers always serialise");
        sqlx::query(DAYS_OF_POINTS).bind(list).bind(first.0).bind(last.0).fetch_all(readers).await
    };
    let rows = rows.map_err(StoreError::query("read day figures"))?;
    rows.iter()
        .map(day_of)
        .collect::<Result<_, sqlx::Error>>()
        .map_err(StoreError::query("read day figures"))
}

/// Chunks and readings of every month.
pub(crate) async fn totals(readers: &SqlitePool) -> Result<Vec<(Month, MonthTotal)>, StoreError> {
    let rows = sqlx::query(TOTALS).fetch_all(readers).await;
    let rows = rows.map_err(StoreError::query("count what is stored"))?;
    let total_of = |row: &SqliteRow| {
        let month = Month::from_name(row.try_get(0)?);
        let total = MonthTotal {
            chunks: row.try_get(1)?,
            readings: row.try_get(2)?,
            payload_bytes: row.try_get(3)?,
        };
        Ok(month.map(|month| (month, total)))
    };
    rows.iter()
        .filter_map(|row| total_of(row).transpose())
        .collect::<Result<_, sqlx::Error>>()
        .map_err(StoreError::query("count what is stored"))
}

async fn add_total(
    connection: &mut SqliteConnection,
    month: Month,
    total: &MonthTotal,
) -> Result<(), sqlx::Error> {
    sqlx::query(ADD_TOTAL)
        .bind(month.name())
        .bind(total.chunks)
        .bind(total.readings)
        .bind(total.payload_bytes)
        .execute(connection)
        .await
        .map(|_| ())
}

async fn add_day(
    connection: &mut SqliteConnection,
    point: PointId,
    day: Day,
    of: &DayFigures,
) -> Result<(), sqlx::Error> {
    let figures = &of.figures;
    sqlx::query(ADD_DAY)
        .bind(point.0)
        .bind(day.0)
        .bind(figures.readings)
        .bind(figures.counted)
        .bind(figures.min)
        .bind(figures.max)
        .bind(figures.sum)
        .bind(figures.worst.rank())
        .bind(of.first_ms)
        .bind(of.last_ms)
        .bind(of.first)
        .bind(of.last)
        .execute(connection)
        .await
        .map(|_| ())
}

async fn put_latest(connection: &mut SqliteConnection, row: &LatestRow) -> Result<(), sqlx::Error> {
    let newest = &row.newest;
    let (value, text, boolean) = match &newest.value {
        Value::Number(number) => (Some(*number), None, Boolean::No),
        Value::Boolean(_) => (newest.value.as_number(), None, Boolean::Yes),
        Value::Text(text) => (None, Some(text.as_ref()), Boolean::No),
    };
    sqlx::query(PUT_LATEST)
        .bind(row.point.0)
        .bind(newest.time.unwrap_or(newest.received).ms())
        .bind(newest.received.ms())
        .bind(value)
        .bind(text)
        .bind(Flags::new(newest.quality, boolean).0)
        .bind(row.sealed_to)
        .bind(row.sealed_seq)
        .execute(connection)
        .await
        .map(|_| ())
}

fn latest_of(row: &SqliteRow) -> Result<(PointId, Sealed), sqlx::Error> {
    let flags = Flags(row.try_get(5)?);
    let text: Option<&str> = row.try_get(4)?;
    let value = match text {
        Some(text) => Value::Text(text.into()),
        None => flags.value(row.try_get::<Option<f64>, _>(3)?.unwrap_or(0.0)),
    };
    let newest = Current {
        value,
        quality: flags.quality(),
        time: Some(Timestamp::from_ms(row.try_get(1)?)),
        received: Timestamp::from_ms(row.try_get(2)?),
    };
    let sealed = Sealed { to: row.try_get(6)?, seq: row.try_get(7)?, newest: Some(newest) };
    Ok((PointId(row.try_get(0)?), sealed))
}

fn day_of(row: &SqliteRow) -> Result<(PointId, Day, DayFigures), sqlx::Error> {
    let figures = Figures {
        readings: row.try_get(2)?,
        counted: row.try_get(3)?,
        min: row.try_get(4)?,
        max: row.try_get(5)?,
        sum: row.try_get(6)?,
        worst: Quality::from_rank(row.try_get(7)?),
    };
    let day = DayFigures {
        figures,
        first_ms: row.try_get(8)?,
        last_ms: row.try_get(9)?,
        first: row.try_get(10)?,
        last: row.try_get(11)?,
    };
    Ok((PointId(row.try_get(0)?), Day(row.try_get(1)?), day))
}
