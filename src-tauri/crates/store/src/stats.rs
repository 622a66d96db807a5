//! How large the store is, and whether all of it can be read.

use std::path::Path;

use model::calendar::Month;
use model::{PointId, Timestamp};
use sqlx::Row;

use crate::chunk;
use crate::columns::Columns;
use crate::days::{self, MonthTotal};
use crate::error::StoreError;
use crate::months::Part;
use crate::plan::Span;
use crate::shared::Shared;

const ALL_CHUNKS: &str = "SELECT id, point, first_ms, last_ms, readings, crc, data FROM chunk
    WHERE id > ?1 ORDER BY id LIMIT 500";
const COUNT_ALL: &str = "SELECT count(*),
    coalesce(sum(readings), 0) + (SELECT count(*) FROM text_reading),
    coalesce(sum(length(data)), 0) FROM chunk";
const TEXT_COUNT: &str = "SELECT count(*) FROM text_reading";

/// Sizes and counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Stats {
    /// Readings in chunks.
    pub sealed: u64,
    /// Readings in the log and the head only.
    pub unsealed: u64,
    /// Chunks.
    pub chunks: u64,
    /// Points that have a history.
    pub points: u64,
    /// Bytes of all files of the data folder.
    pub bytes: u64,
    /// Bytes of the month files and day figures.
    pub sealed_bytes: u64,
    /// Of these, compressed readings without figures.
    pub payload_bytes: u64,
    /// Chunks that could not be read since the store was opened.
    pub bad_chunks: u64,
    /// The months, oldest first.
    pub months: Vec<MonthStats>,
}

/// One month's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthStats {
    /// Which.
    pub month: Month,
    /// Bytes of its files.
    pub bytes: u64,
    /// Readings in its chunks.
    pub readings: u64,
}

/// What reading everything found.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// Chunks read.
    pub chunks: u64,
    /// Readings, sealed and unsealed ones once each.
    pub readings: u64,
    /// Chunks that cannot be trusted.
    pub bad: Vec<BadChunk>,
    /// The months, oldest first, with the readings found in them.
    pub months: Vec<MonthStats>,
}

/// A chunk that cannot be trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadChunk {
    /// The month whose file it is in.
    pub month: Month,
    /// Whose it is.
    pub point: PointId,
    /// Its first reading.
    pub from: Timestamp,
    /// Its last reading.
    pub to: Timestamp,
    /// What is wrong with it.
    pub reason: String,
}

/// Sizes and counts of everything.
pub(crate) async fn stats(folder: &Path, shared: &Shared) -> Result<Stats, StoreError> {
    let totals = days::totals(&shared.days).await?;
    let mut all = MonthTotal::default();
    let mut months = Vec::with_capacity(totals.len());
    for (month, total) in &totals {
        all.add(*total);
        let bytes = month_bytes(shared, *month)?;
        months.push(MonthStats { month: *month, bytes, readings: unsigned(total.readings) });
    }
    let days_bytes = file_bytes(&folder.join(days::FILE))?;
    let (unsealed, points) = {
        let head = shared.head();
        (head.readings() as u64, head.all_newest().count() as u64)
    };
    Ok(Stats {
        sealed: unsigned(all.readings),
        unsealed,
        chunks: unsigned(all.chunks),
        points,
        bytes: folder_bytes(folder)?,
        sealed_bytes: months.iter().map(|month| month.bytes).sum::<u64>() + days_bytes,
        payload_bytes: unsigned(all.payload_bytes),
        bad_chunks: shared.bad_chunks(),
        months,
    })
}

/// Reads every chunk and checks it against its checksum and the span its row tells.
pub(crate) async fn verify(shared: &Shared) -> Result<Verified, StoreError> {
    let mut verified = Verified { chunks: 0, readings: 0, bad: Vec::new(), months: Vec::new() };
    // Held throughout: a reading must not move from the head into a chunk while both are counted.
    let _gate = shared.gate.read().await;
    for month in shared.months.all() {
        let readings = verify_month(shared, month, &mut verified).await?;
        verified.readings += readings;
        let bytes = month_bytes(shared, month)?;
        verified.months.push(MonthStats { month, bytes, readings });
    }
    verified.readings += unsealed_readings(shared).await?;
    Ok(verified)
}

async fn verify_month(
    shared: &Shared,
    month: Month,
    verified: &mut Verified,
) -> Result<u64, StoreError> {
    let readers = shared.months.readers(month, Part::Raw);
    let mut readings = 0;
    let mut after = 0_i64;
    loop {
        let rows = sqlx::query(ALL_CHUNKS).bind(after).fetch_all(&readers).await;
        let rows = rows.map_err(StoreError::query("read a month"))?;
        let Some(last) = rows.last() else { break };
        after = last.try_get(0).map_err(StoreError::query("read a month"))?;
        for row in &rows {
            let checked = check(row, month).map_err(StoreError::query("read a month"))?;
            verified.chunks += 1;
            match checked {
                Ok(count) => readings += count,
                Err(bad) => verified.bad.push(bad),
            }
        }
    }
    let texts: i64 = sqlx::query_scalar(TEXT_COUNT)
        .fetch_one(&readers)
        .await
        .map_err(StoreError::query("count texts"))?;
    Ok(readings + unsigned(texts))
}

fn check(
    row: &sqlx::sqlite::SqliteRow,
    month: Month,
) -> Result<Result<u64, BadChunk>, sqlx::Error> {
    let (from, to): (i64, i64) = (row.try_get(2)?, row.try_get(3)?);
    let count: u32 = row.try_get(4)?;
    let reason = match chunk::decode(row.try_get(6)?, count as usize, row.try_get(5)?) {
        Err(error) => error.to_string(),
        Ok(columns)
            if columns.times.first() != Some(&from) || columns.times.last() != Some(&to) =>
        {
            "its readings do not lie where its row says".to_owned()
        }
        Ok(columns) => return Ok(Ok(columns.len() as u64)),
    };
    let point = PointId(row.try_get(1)?);
    let (from, to) = (Timestamp::from_ms(from), Timestamp::from_ms(to));
    Ok(Err(BadChunk { month, point, from, to, reason }))
}

/// Unsealed readings count where no chunk has their time: late ones may, and after a seal cut short others too.
async fn unsealed_readings(shared: &Shared) -> Result<u64, StoreError> {
    let points = shared.head().unsealed_points();
    let mut readings = 0;
    for point in points {
        let unsealed = shared.head().unsealed(point, i64::MIN, i64::MAX);
        for columns in [&unsealed.late, &unsealed.live] {
            readings += columns.len() as u64 - known(shared, point, columns).await?;
        }
        let texts = &unsealed.texts;
        let (Some((first, _)), Some((last, _))) = (texts.first_key_value(), texts.last_key_value())
        else {
            continue;
        };
        let sealed = shared.sealed_texts(point, *first, last.saturating_add(1)).await?;
        readings += texts.keys().filter(|time| !sealed.contains_key(time)).count() as u64;
    }
    Ok(readings)
}

/// How many of these readings stand in a chunk, too.
async fn known(shared: &Shared, point: PointId, columns: &Columns) -> Result<u64, StoreError> {
    let (Some(first), Some(last)) = (columns.times.first(), columns.times.last()) else {
        return Ok(0);
    };
    let span = Span { first: *first, last: *last };
    let mut known = 0;
    for month in shared.months.within(span.first, span.last) {
        let readers = shared.months.readers(month, Part::Raw);
        let stored = crate::chunks::chunks(&readers, point, span, i64::MAX)
            .await
            .map_err(StoreError::query("read a month"))?;
        for stored in stored.into_iter().filter_map(|chunk| chunk.columns.ok()) {
            let (_, merged) = Columns::merge(&stored, columns);
            known += merged.duplicate + merged.replaced;
        }
    }
    Ok(known)
}

/// Counts a month anew where a crash may have left its total behind: its write-ahead log was not emptied.
pub(crate) async fn recount_after_crash(
    shared: &Shared,
    days: &mut days::Days,
) -> Result<(), StoreError> {
    for month in shared.months.all() {
        let mut log = shared.months.path(month, Part::Raw).into_os_string();
        log.push("-wal");
        if !Path::new(&log).exists() {
            continue;
        }
        let readers = shared.months.readers(month, Part::Raw);
        let counted: (i64, i64, i64) = sqlx::query_as(COUNT_ALL)
            .fetch_one(&readers)
            .await
            .map_err(StoreError::query("count a month anew"))?;
        let (chunks, readings, payload_bytes) = counted;
        let total = MonthTotal { chunks, readings, payload_bytes };
        let set = days.set_total(month, &total).await;
        set.map_err(StoreError::query("count a month anew"))?;
    }
    Ok(())
}

fn month_bytes(shared: &Shared, month: Month) -> Result<u64, StoreError> {
    Ok(file_bytes(&shared.months.path(month, Part::Raw))?
        + file_bytes(&shared.months.path(month, Part::Fig))?)
}

/// A file's size with its write-ahead log; a missing one has none.
fn file_bytes(path: &Path) -> Result<u64, StoreError> {
    let mut bytes = 0;
    for suffix in ["", "-wal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        match std::fs::metadata(&name) {
            Ok(found) => bytes += found.len(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(source) => {
                return Err(StoreError::Measure { path: name.into(), source });
            }
        }
    }
    Ok(bytes)
}

fn folder_bytes(folder: &Path) -> Result<u64, StoreError> {
    let failed = |source| StoreError::Measure { path: folder.to_owned(), source };
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() {
            bytes += folder_bytes(&entry.path())?;
        } else if kind.is_file() {
            // A write-ahead log may vanish between listing and measuring.
            bytes += entry.metadata().map_or(0, |found| found.len());
        }
    }
    Ok(bytes)
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
