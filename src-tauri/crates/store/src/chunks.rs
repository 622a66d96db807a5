//! Statements over the chunks, figures and texts of one month.

use model::PointId;
use sqlx::sqlite::{SqliteConnection, SqlitePool, SqliteRow};
use sqlx::{Connection, Row};

use crate::chunk::{self, ChunkError};
use crate::columns::Columns;
use crate::days::MonthTotal;
use crate::head::Texts;
use crate::limits::{CHUNK_READINGS_MIN, ROLLUP_READINGS_PER_BUCKET_MIN, TEXTS_AT_ONCE};
use crate::plan::Span;
use crate::rollup::{self, Bucket, Figures};

const SPANS: &str = "SELECT first_ms, last_ms FROM chunk
    WHERE point = ?1 AND first_ms <= ?3 AND last_ms >= ?2 ORDER BY first_ms";
const CHUNKS: &str = "SELECT first_ms, last_ms, readings, crc, data FROM chunk
    WHERE point = ?1 AND first_ms <= ?3 AND last_ms >= ?2 ORDER BY first_ms LIMIT ?4";
const DROP_CHUNKS: &str = "DELETE FROM chunk
    WHERE point = ?1 AND first_ms >= ?2 AND first_ms <= ?3 AND last_ms <= ?3
    RETURNING readings, length(data)";
const PUT_CHUNK: &str = "INSERT INTO chunk (point, first_ms, last_ms, readings, crc, data)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
const ADD_TEXT: &str = "INSERT INTO text_reading (point, time_ms, flags, text)
    VALUES (?1, ?2, ?3, ?4) ON CONFLICT (point, time_ms) DO NOTHING";
const SET_TEXT: &str =
    "UPDATE text_reading SET flags = ?3, text = ?4 WHERE point = ?1 AND time_ms = ?2";
const ADD_TEXTS: &str = "INSERT INTO text_reading (point, time_ms, flags, text)
    SELECT ?1, value ->> 0, value ->> 1, value ->> 2 FROM json_each(?2) WHERE true
    ON CONFLICT DO NOTHING";
const SET_TEXTS: &str = "INSERT INTO text_reading (point, time_ms, flags, text)
    SELECT ?1, value ->> 0, value ->> 1, value ->> 2 FROM json_each(?2) WHERE true
    ON CONFLICT (point, time_ms) DO UPDATE SET flags = excluded.flags, text = excluded.text";
const TEXTS: &str = "SELECT time_ms, flags, text FROM text_reading
    WHERE point = ?1 AND time_ms >= ?2 AND time_ms < ?3 ORDER BY time_ms LIMIT ?4";
const DROP_FIGURES: &str = "DELETE FROM figure
    WHERE point = ?1 AND first_ms >= ?2 AND first_ms <= ?3 AND last_ms <= ?3";
const PUT_FIGURE: &str = "INSERT INTO figure (point, first_ms, last_ms, readings, counted,
    min, max, sum, first, last, qualities, rollup)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
const FIGURES: &str = "SELECT first_ms, last_ms, readings, rollup FROM figure
    WHERE point = ?1 AND first_ms <= ?3 AND last_ms >= ?2 ORDER BY first_ms";
const COUNT: &str = "SELECT coalesce(sum(readings), 0) FROM figure
    WHERE point = ?1 AND first_ms <= ?3 AND last_ms >= ?2";

const DROP_TEXTS: &str = "DELETE FROM text_reading WHERE point = ?1 AND time_ms < ?2";
const POINTS: &str = "SELECT DISTINCT point FROM chunk ORDER BY point";
const SMALL: &str = "SELECT point FROM figure
    WHERE first_ms >= ?1 AND last_ms <= ?2 AND readings < ?3
    GROUP BY point HAVING count(*) > 1 ORDER BY point";
const GIVE_BACK: &str = "PRAGMA incremental_vacuum";
const LAST_FIRST: &str = "SELECT point, max(first_ms) FROM figure GROUP BY point";
const LAST_OF: &str = "SELECT last_ms FROM figure WHERE point = ?1 AND first_ms = ?2";

/// A chunk, compressed and described, ready to be written.
pub(crate) struct ChunkRow {
    pub(crate) point: PointId,
    pub(crate) span: Span,
    readings: u32,
    crc: u32,
    data: Vec<u8>,
    figures: Figures,
    first: f64,
    last: f64,
    qualities: Option<Vec<u8>>,
    rollup: Option<Vec<u8>>,
}

/// A stored chunk as it was read: its span and its readings, or what is wrong with it.
pub(crate) struct StoredChunk {
    pub(crate) span: Span,
    pub(crate) columns: Result<Columns, ChunkError>,
}

/// A stored chunk's figures: its quarter-hours, or none where they must be taken from the readings.
pub(crate) struct StoredFigure {
    pub(crate) span: Span,
    pub(crate) buckets: Option<Vec<Bucket>>,
}

impl ChunkRow {
    /// Compresses and describes 1 to `CHUNK_READINGS_MAX` readings.
    pub(crate) fn of(point: PointId, columns: &Columns) -> Self {
        let last_place = columns.len() - 1;
        let encoded = chunk::encode(columns);
        let buckets = rollup::buckets_of(columns);
        let readings = u32::try_from(columns.len()).expect("a chunk is bounded");
        let bucket_count = u32::try_from(buckets.len()).expect("a chunk is bounded");
        let dense = readings >= bucket_count * ROLLUP_READINGS_PER_BUCKET_MIN;
        Self {
            point,
            span: Span { first: columns.times[0], last: columns.times[last_place] },
            readings,
            crc: encoded.crc,
            figures: Figures::of(columns, 0..columns.len()),
            first: columns.values[0],
            last: columns.values[last_place],
            qualities: quality_counts(columns),
            rollup: dense.then(|| rollup::encode(&buckets, encoded.scale)),
            data: encoded.data,
        }
    }

    /// Whether it is worth merging with its neighbours once its week is over.
    pub(crate) fn is_small(&self) -> bool {
        (self.readings as usize) < CHUNK_READINGS_MIN
    }

    pub(crate) fn total(&self) -> MonthTotal {
        MonthTotal {
            chunks: 1,
            readings: i64::from(self.readings),
            payload_bytes: i64::try_from(self.data.len()).unwrap_or(i64::MAX),
        }
    }
}

/// Spans of the stored chunks that touch a closed span, in ascending order.
pub(crate) async fn spans(
    connection: &mut SqliteConnection,
    point: PointId,
    within: Span,
) -> Result<Vec<Span>, sqlx::Error> {
    let query = sqlx::query(SPANS).bind(point.0).bind(within.first).bind(within.last);
    let rows = query.fetch_all(connection).await?;
    rows.iter().map(|row| Ok(Span { first: row.try_get(0)?, last: row.try_get(1)? })).collect()
}

/// The stored chunks that touch a closed span, in ascending order, at most `limit`.
pub(crate) async fn chunks<'e>(
    from: impl sqlx::SqliteExecutor<'e>,
    point: PointId,
    within: Span,
    limit: i64,
) -> Result<Vec<StoredChunk>, sqlx::Error> {
    let query = sqlx::query(CHUNKS).bind(point.0).bind(within.first).bind(within.last).bind(limit);
    query.fetch_all(from).await?.iter().map(stored_chunk).collect()
}

/// The figures of the stored chunks that touch a closed span, in ascending order.
pub(crate) async fn figures(
    readers: &SqlitePool,
    point: PointId,
    within: Span,
) -> Result<Vec<StoredFigure>, sqlx::Error> {
    let query = sqlx::query(FIGURES).bind(point.0).bind(within.first).bind(within.last);
    let rows = query.fetch_all(readers).await?;
    rows.iter()
        .map(|row| {
            let span = Span { first: row.try_get(0)?, last: row.try_get(1)? };
            let blob: Option<&[u8]> = row.try_get(3)?;
            Ok(StoredFigure { span, buckets: blob.and_then(rollup::decode) })
        })
        .collect()
}

/// How many readings the chunks that touch a closed span hold.
pub(crate) async fn count(
    readers: &SqlitePool,
    point: PointId,
    within: Span,
) -> Result<u64, sqlx::Error> {
    let query = sqlx::query_scalar(COUNT).bind(point.0).bind(within.first).bind(within.last);
    let count: i64 = query.fetch_one(readers).await?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Texts of a point between two times, the second excluded, at most `limit`.
pub(crate) async fn texts(
    readers: &SqlitePool,
    point: PointId,
    from_ms: i64,
    to_ms: i64,
    limit: i64,
) -> Result<Texts, sqlx::Error> {
    let query = sqlx::query(TEXTS).bind(point.0).bind(from_ms).bind(to_ms).bind(limit);
    let rows = query.fetch_all(readers).await?;
    rows.iter()
        .map(|row| {
            let text: &str = row.try_get(2)?;
            Ok((row.try_get(0)?, (text.into(), row.try_get(1)?)))
        })
        .collect()
}

/// Deletes the chunks that lie wholly in a closed span and says what went.
pub(crate) async fn drop_chunks(
    connection: &mut SqliteConnection,
    point: PointId,
    within: Span,
) -> Result<MonthTotal, sqlx::Error> {
    let query = sqlx::query(DROP_CHUNKS).bind(point.0).bind(within.first).bind(within.last);
    let rows = query.fetch_all(connection).await?;
    let mut gone = MonthTotal::default();
    for row in &rows {
        gone.chunks -= 1;
        gone.readings -= row.try_get::<i64, _>(0)?;
        gone.payload_bytes -= row.try_get::<i64, _>(1)?;
    }
    Ok(gone)
}

/// Writes a chunk's readings.
pub(crate) async fn put_chunk(
    connection: &mut SqliteConnection,
    row: &ChunkRow,
) -> Result<(), sqlx::Error> {
    let query = sqlx::query(PUT_CHUNK)
        .bind(row.point.0)
        .bind(row.span.first)
        .bind(row.span.last)
        .bind(row.readings)
        .bind(row.crc)
        .bind(row.data.as_slice());
    query.execute(connection).await.map(|_| ())
}

/// Writes a point's texts, those of equal times over the stored ones; says how many are new.
pub(crate) async fn put_texts(
    connection: &mut SqliteConnection,
    point: PointId,
    texts: &Texts,
) -> Result<MonthTotal, sqlx::Error> {
    let mut added = MonthTotal::default();
    // A statement a text costs 40 µs: a point that tells its mode each minute has half a million a year.
    let (alone, many): (Vec<_>, Vec<_>) =
        texts.iter().partition(|(_, (text, _))| text.contains('\0'));
    for some in many.chunks(TEXTS_AT_ONCE) {
        let rows: Vec<(i64, u8, &str)> =
            some.iter().map(|(time, (text, flags))| (**time, *flags, text.as_ref())).collect();
        let rows = serde_json::to_string(&rows).expect("texts and numbers always serialise");
        let add = sqlx::query(ADD_TEXTS).bind(point.0).bind(&rows);
        let new = add.execute(&mut *connection).await?.rows_affected();
        added.readings += i64::try_from(new).unwrap_or(i64::MAX);
        if new < some.len() as u64 {
            let set = sqlx::query(SET_TEXTS).bind(point.0).bind(&rows);
            set.execute(&mut *connection).await?;
        }
    }
    // SQLite's JSON ends a text at its first NUL.
    for (time, (text, flags)) in alone {
        let add = sqlx::query(ADD_TEXT).bind(point.0).bind(*time).bind(*flags).bind(text.as_ref());
        if add.execute(&mut *connection).await?.rows_affected() > 0 {
            added.readings += 1;
            continue;
        }
        let set = sqlx::query(SET_TEXT).bind(point.0).bind(*time).bind(*flags).bind(text.as_ref());
        set.execute(&mut *connection).await?;
    }
    Ok(added)
}

/// Deletes the figures of chunks that lie wholly in a closed span.
pub(crate) async fn drop_figures(
    connection: &mut SqliteConnection,
    point: PointId,
    within: Span,
) -> Result<(), sqlx::Error> {
    let query = sqlx::query(DROP_FIGURES).bind(point.0).bind(within.first).bind(within.last);
    query.execute(connection).await.map(|_| ())
}

/// Writes a chunk's figures.
pub(crate) async fn put_figure(
    connection: &mut SqliteConnection,
    row: &ChunkRow,
) -> Result<(), sqlx::Error> {
    let figures = &row.figures;
    let counted = figures.counted > 0;
    let query = sqlx::query(PUT_FIGURE)
        .bind(row.point.0)
        .bind(row.span.first)
        .bind(row.span.last)
        .bind(row.readings)
        .bind(figures.counted)
        .bind(counted.then_some(figures.min))
        .bind(counted.then_some(figures.max))
        .bind(figures.sum)
        .bind(row.first)
        .bind(row.last)
        .bind(row.qualities.as_deref())
        .bind(row.rollup.as_deref());
    query.execute(connection).await.map(|_| ())
}

/// The points that have chunks.
pub(crate) async fn points(readers: &SqlitePool) -> Result<Vec<PointId>, sqlx::Error> {
    let points: Vec<u32> = sqlx::query_scalar(POINTS).fetch_all(readers).await?;
    Ok(points.into_iter().map(PointId).collect())
}

/// The points that have several chunks in a closed span of which some are small.
pub(crate) async fn points_with_small(
    connection: &mut SqliteConnection,
    within: Span,
) -> Result<Vec<PointId>, sqlx::Error> {
    let small = i64::try_from(CHUNK_READINGS_MIN).unwrap_or(i64::MAX);
    let query = sqlx::query_scalar(SMALL).bind(within.first).bind(within.last).bind(small);
    let points: Vec<u32> = query.fetch_all(connection).await?;
    Ok(points.into_iter().map(PointId).collect())
}

/// Deletes what these points have before a time, chunk by chunk, and says what went.
pub(crate) async fn forget(
    raw: &mut SqliteConnection,
    fig: &mut SqliteConnection,
    points: &[PointId],
    before: i64,
) -> Result<MonthTotal, sqlx::Error> {
    let mut gone = MonthTotal::default();
    let span = Span { first: i64::MIN, last: before.saturating_sub(1) };
    let mut raw = raw.begin_with("BEGIN IMMEDIATE").await?;
    let mut fig = fig.begin_with("BEGIN IMMEDIATE").await?;
    for point in points {
        gone.add(drop_chunks(&mut raw, *point, span).await?);
        let texts = sqlx::query(DROP_TEXTS).bind(point.0).bind(before);
        let texts = texts.execute(&mut *raw).await?.rows_affected();
        gone.readings -= i64::try_from(texts).unwrap_or(0);
        drop_figures(&mut fig, *point, span).await?;
    }
    fig.commit().await?;
    raw.commit().await?;
    Ok(gone)
}

/// Gives pages that merging freed back to the file system.
pub(crate) async fn give_back_pages(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    sqlx::query(GIVE_BACK).fetch_all(connection).await.map(|_| ())
}

/// The points whose last chunk in this month begins after the time given for it, with that chunk's end.
pub(crate) async fn sealed_beyond(
    readers: &SqlitePool,
    sealed_to: impl Fn(PointId) -> Option<i64>,
) -> Result<Vec<(PointId, i64)>, sqlx::Error> {
    let rows: Vec<(u32, i64)> = sqlx::query_as(LAST_FIRST).fetch_all(readers).await?;
    let mut beyond = Vec::new();
    for (point, first) in rows {
        if sealed_to(PointId(point)) < Some(first) {
            let query = sqlx::query_scalar(LAST_OF).bind(point).bind(first);
            beyond.push((PointId(point), query.fetch_one(readers).await?));
        }
    }
    Ok(beyond)
}

fn stored_chunk(row: &SqliteRow) -> Result<StoredChunk, sqlx::Error> {
    let readings: u32 = row.try_get(2)?;
    let data: &[u8] = row.try_get(4)?;
    Ok(StoredChunk {
        span: Span { first: row.try_get(0)?, last: row.try_get(1)? },
        columns: chunk::decode(data, readings as usize, row.try_get(3)?),
    })
}

/// Counts by quality code as five little-endian u32; nothing where all are good.
fn quality_counts(columns: &Columns) -> Option<Vec<u8>> {
    let mut counts = [0_u32; 5];
    for place in 0..columns.len() {
        counts[usize::from(columns.quality(place).code())] += 1;
    }
    (counts[1..].iter().any(|count| *count > 0))
        .then(|| counts.iter().flat_map(|count| count.to_le_bytes()).collect())
}
