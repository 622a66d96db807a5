//! Month files: `YYYY-MM.raw` holds the chunks' readings and texts, `YYYY-MM.fig` their figures and rollups.
//!
//! Months are cut by UTC, so that a file's name holds whatever a site's zone is. Layouts: `docs/formats/months.md`.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use chrono_tz::Tz;
use model::Timestamp;
use model::calendar::Month;
use sqlx::sqlite::{SqliteConnection, SqlitePool};

use crate::error::{OpenError, StoreError};
use crate::limits::MONTHS_OPEN_MAX;
use crate::sqlite::{self, Pages};

/// The folder of the month files, in the data folder.
pub(crate) const FOLDER: &str = "months";

/// Readers of one month: the screen's queries and a report may run side by side.
const READERS_MAX: u32 = 2;

const CREATE_CHUNK: &str = "CREATE TABLE IF NOT EXISTS chunk (
    id INTEGER PRIMARY KEY, point INTEGER NOT NULL,
    first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL,
    readings INTEGER NOT NULL, crc INTEGER NOT NULL, data BLOB NOT NULL) STRICT";
const CREATE_CHUNK_INDEX: &str =
    "CREATE UNIQUE INDEX IF NOT EXISTS chunk_by_point ON chunk (point, first_ms)";
const CREATE_TEXT: &str = "CREATE TABLE IF NOT EXISTS text_reading (
    point INTEGER NOT NULL, time_ms INTEGER NOT NULL, flags INTEGER NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (point, time_ms)) STRICT, WITHOUT ROWID";
const CREATE_FIGURE: &str = "CREATE TABLE IF NOT EXISTS figure (
    id INTEGER PRIMARY KEY, point INTEGER NOT NULL,
    first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL,
    readings INTEGER NOT NULL, counted INTEGER NOT NULL,
    min REAL, max REAL, sum REAL NOT NULL, first REAL NOT NULL, last REAL NOT NULL,
    qualities BLOB, rollup BLOB) STRICT";
const CREATE_FIGURE_INDEX: &str =
    "CREATE UNIQUE INDEX IF NOT EXISTS figure_by_point ON figure (point, first_ms)";

/// Which of a month's two files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Part {
    Raw,
    Fig,
}

/// The month a reading is kept in.
pub(crate) fn month_of(time_ms: i64) -> Month {
    Month::at(Timestamp::from_ms(time_ms), Tz::UTC)
}

/// The first instant of the month after, ms.
pub(crate) fn month_end(month: Month) -> i64 {
    month.end(Tz::UTC).ms()
}

/// Which months there are, and readers for them.
pub(crate) struct Months {
    folder: PathBuf,
    known: Mutex<BTreeSet<Month>>,
    pools: Mutex<VecDeque<((Month, Part), SqlitePool)>>,
}

impl Months {
    /// Finds the month files of a data folder.
    pub(crate) fn open(data_folder: &Path) -> Result<Self, OpenError> {
        let folder = data_folder.join(FOLDER);
        let failed = |source| OpenError::Folder { path: folder.clone(), source };
        std::fs::create_dir_all(&folder).map_err(failed)?;
        let mut known = BTreeSet::new();
        for entry in std::fs::read_dir(&folder).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            let month = name.to_str().and_then(|name| name.strip_suffix(".fig"));
            known.extend(month.and_then(Month::from_name));
        }
        Ok(Self { folder, known: Mutex::new(known), pools: Mutex::default() })
    }

    /// The months that have files and touch this closed span of time, oldest first.
    pub(crate) fn within(&self, from_ms: i64, last_ms: i64) -> Vec<Month> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (first, last) = (month_of(from_ms), month_of(last_ms));
        if first > last { Vec::new() } else { known.range(first..=last).copied().collect() }
    }

    /// All months that have files, oldest first.
    pub(crate) fn all(&self) -> Vec<Month> {
        self.within(i64::MIN, i64::MAX)
    }

    /// A month's file.
    pub(crate) fn path(&self, month: Month, part: Part) -> PathBuf {
        let suffix = match part {
            Part::Raw => "raw",
            Part::Fig => "fig",
        };
        self.folder.join(format!("{}.{suffix}", month.name()))
    }

    /// Readers of a month's file; the one that was not used for longest is closed when too many are open.
    pub(crate) fn readers(&self, month: Month, part: Part) -> SqlitePool {
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = pools.iter().position(|(key, _)| *key == (month, part)) {
            let found = pools.remove(place).expect("the place was just found");
            pools.push_front(found.clone());
            return found.1;
        }
        let pool = sqlite::readers(&self.path(month, part), READERS_MAX);
        pools.push_front(((month, part), pool.clone()));
        if pools.len() > MONTHS_OPEN_MAX * 2 {
            pools.pop_back();
        }
        pool
    }

    /// Makes the month's files where they are missing and opens both for writing.
    pub(crate) async fn writers(&self, month: Month) -> Result<MonthWriters, StoreError> {
        let raw = self.writer(month, Part::Raw, &[CREATE_CHUNK, CREATE_CHUNK_INDEX, CREATE_TEXT]);
        let raw = raw.await?;
        let fig = self.writer(month, Part::Fig, &[CREATE_FIGURE, CREATE_FIGURE_INDEX]).await?;
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(month);
        Ok(MonthWriters { raw, fig })
    }

    /// Closes all readers, so that the last connection to close a file empties its write-ahead log.
    pub(crate) async fn close(&self) {
        let pools = std::mem::take(&mut *self.pools.lock().unwrap_or_else(PoisonError::into_inner));
        for (_, pool) in pools {
            pool.close().await;
        }
    }

    async fn writer(
        &self,
        month: Month,
        part: Part,
        create: &[&'static str],
    ) -> Result<SqliteConnection, StoreError> {
        let path = self.path(month, part);
        let failed = |source| StoreError::File { path: path.clone(), source };
        let mut connection = sqlite::writer(&path, Pages::Of16Kib).await.map_err(failed)?;
        for statement in create {
            sqlx::query(*statement).execute(&mut connection).await.map_err(failed)?;
        }
        Ok(connection)
    }
}

/// The two connections that write one month.
pub(crate) struct MonthWriters {
    pub(crate) raw: SqliteConnection,
    pub(crate) fig: SqliteConnection,
}

/// Writers of the months in use; sealing seldom touches more than two at a time.
pub(crate) struct Writers {
    months: Arc<Months>,
    open: BTreeMap<Month, MonthWriters>,
}

impl Writers {
    pub(crate) fn new(months: Arc<Months>) -> Self {
        Self { months, open: BTreeMap::new() }
    }

    /// The month's writers.
    pub(crate) async fn month(&mut self, month: Month) -> Result<&mut MonthWriters, StoreError> {
        if !self.open.contains_key(&month) {
            if self.open.len() >= MONTHS_OPEN_MAX {
                self.close_all().await;
            }
            self.open.insert(month, self.months.writers(month).await?);
        }
        Ok(self.open.get_mut(&month).expect("it was just put there"))
    }

    /// Empties the write-ahead logs of what is open.
    pub(crate) async fn checkpoint(&mut self) -> Result<(), StoreError> {
        for writers in self.open.values_mut() {
            for connection in [&mut writers.raw, &mut writers.fig] {
                sqlite::checkpoint(connection)
                    .await
                    .map_err(StoreError::query("checkpoint a month"))?;
            }
        }
        Ok(())
    }

    /// Closes what is open.
    pub(crate) async fn close_all(&mut self) {
        for (_, writers) in std::mem::take(&mut self.open) {
            sqlite::close(writers.raw).await;
            sqlite::close(writers.fig).await;
        }
    }
}
