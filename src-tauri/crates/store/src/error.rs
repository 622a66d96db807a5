//! What can go wrong in the store, by what was being done.

use std::path::PathBuf;

use crate::record::RecordError;

/// Opening a store failed; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder cannot be made or read.
    #[error("cannot use the folder {path}")]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A database file cannot be opened.
    #[error("cannot open {path}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: sqlx::Error,
    },
    /// The SQLite inside is one that can damage data.
    #[error("SQLite {found} can damage data; 3.51.3 or newer is needed")]
    Sqlite {
        /// What it says it is.
        found: String,
    },
    /// The folder was written by a newer version of the program.
    #[error("{path} was written by a newer version of Plantroom")]
    Newer {
        /// Which file.
        path: PathBuf,
    },
    /// What is stored cannot be read.
    #[error("cannot read what is stored in {path}")]
    Content {
        /// Which folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: StoreError,
    },
    /// The main database cannot be read.
    #[error("cannot read the model in {path}")]
    Main {
        /// Which folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: crate::main_database::MainError,
    },
    /// The main database cannot be brought up to date.
    #[error("cannot bring {path} up to date")]
    Migrate {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: sqlx::migrate::MigrateError,
    },
}

/// Appending failed; nothing of the batch was acknowledged.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// The log cannot be written.
    #[error("cannot append {readings} readings to the log")]
    Log {
        /// How many were to be appended.
        readings: usize,
        /// Why.
        #[source]
        source: sqlx::Error,
    },
}

/// Reading or sealing failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A query failed.
    #[error("cannot {doing}")]
    Query {
        /// What was being done.
        doing: &'static str,
        /// Why.
        #[source]
        source: sqlx::Error,
    },
    /// A file of a month cannot be opened.
    #[error("cannot open {path}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: sqlx::Error,
    },
    /// A file cannot be listed or measured.
    #[error("cannot measure {path}")]
    Measure {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A log record is damaged.
    #[error("log record {seq} cannot be read")]
    Record {
        /// Which.
        seq: i64,
        /// Why.
        #[source]
        source: RecordError,
    },
    /// The sealing task has ended.
    #[error("the store is closing")]
    Closing,
}

impl StoreError {
    /// Wraps a query's failure with what was being done.
    pub(crate) fn query(doing: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Self::Query { doing, source }
    }
}
