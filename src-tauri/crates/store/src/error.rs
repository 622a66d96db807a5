//! What can go wrong in the store, by what was being done.

use std::error::Error;
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

impl OpenError {
    /// Whether the disk has no room left.
    #[must_use]
    pub fn is_full(&self) -> bool {
        is_full(self)
    }

    /// Whether the folder or a file in it may not be written.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        use std::io::ErrorKind;
        any_cause(self, |io| {
            matches!(io, ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)
        }) || any_code(self, &[SQLITE_READONLY])
    }
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

/// SQLite's primary result codes: https://www.sqlite.org/rescode.html
const SQLITE_READONLY: i32 = 8;
const SQLITE_FULL: i32 = 13;

/// Whether an error of the store came about because the disk has no room left.
#[must_use]
pub fn is_full(error: &(dyn Error + 'static)) -> bool {
    use std::io::ErrorKind;
    any_cause(error, |io| matches!(io, ErrorKind::StorageFull | ErrorKind::QuotaExceeded))
        || any_code(error, &[SQLITE_FULL])
}

fn any_cause(error: &(dyn Error + 'static), is: impl Fn(std::io::ErrorKind) -> bool) -> bool {
    causes(error)
        .into_iter()
        .any(|cause| cause.downcast_ref::<std::io::Error>().is_some_and(|io| is(io.kind())))
}

fn any_code(error: &(dyn Error + 'static), codes: &[i32]) -> bool {
    causes(error).into_iter().any(|cause| {
        let code = match cause.downcast_ref::<sqlx::Error>() {
            Some(sqlx::Error::Database(database)) => database.code(),
            _ => None,
        };
        // Extended codes carry the primary one in their low byte.
        code.and_then(|code| code.parse::<i32>().ok())
            .is_some_and(|code| codes.contains(&(code & 0xff)))
    })
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> Vec<&'a (dyn Error + 'static)> {
    let mut causes = Vec::new();
    let mut next = Some(error);
    while let Some(cause) = next {
        causes.push(cause);
        next = cause.source();
    }
    causes
}

#[cfg(test)]
mod tests {
    use std::io::{Error as Io, ErrorKind};

    use super::*;

    #[test]
    fn a_full_disk_and_a_folder_that_may_not_be_written_are_told_apart() {
        let open = |kind: ErrorKind| OpenError::Folder {
            path: PathBuf::from("data"),
            source: Io::from(kind),
        };
        assert!(open(ErrorKind::StorageFull).is_full());
        assert!(open(ErrorKind::ReadOnlyFilesystem).is_read_only());
        let other = open(ErrorKind::NotADirectory);
        assert!(!other.is_full() && !other.is_read_only());
    }
}
