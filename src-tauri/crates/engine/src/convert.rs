//! Turns every failure below into words: what happened, what it means for the data, what to do.

use std::error::Error;

use model::{TimeRangeError, Timestamp};
use secret::SecretError;
use store::{MainError, OpenError, StoreError};
use wire::{Failure, FailureCode};

/// Opening a data folder failed.
pub(crate) fn from_open(error: &OpenError) -> Failure {
    let code = match error {
        _ if error.is_full() => FailureCode::DiskFull,
        _ if error.is_read_only() => FailureCode::ReadOnly,
        OpenError::Newer { .. } => FailureCode::Newer,
        OpenError::Content { .. } | OpenError::Main { .. } | OpenError::Migrate { .. } => {
            FailureCode::Damaged
        }
        OpenError::Folder { .. } | OpenError::File { .. } => FailureCode::Configuration,
        OpenError::Sqlite { .. } => FailureCode::Internal,
    };
    let hint = match error {
        _ if error.is_full() => "Make room on the disk, then try again.",
        _ if error.is_read_only() => {
            "Give yourself the right to write to the folder, or choose another one."
        }
        OpenError::Newer { .. } => "Use the newer version, or another data folder.",
        OpenError::Folder { .. } | OpenError::File { .. } => {
            "Check that the folder exists and that you may write to it, or choose another one."
        }
        OpenError::Content { .. } | OpenError::Main { .. } | OpenError::Migrate { .. } => {
            "Keep a copy of the folder; `plantroomctl store verify` tells what can be read."
        }
        OpenError::Sqlite { .. } => "Install a build of Plantroom that brings its own SQLite.",
    };
    Failure::new(code, format!("{}. Nothing was changed.", chain(error)), hint)
}

/// Reading or writing the store failed.
pub(crate) fn from_store(error: &StoreError) -> Failure {
    let code = match error {
        StoreError::Record { .. } => FailureCode::Damaged,
        StoreError::Query { .. }
        | StoreError::File { .. }
        | StoreError::Measure { .. }
        | StoreError::Closing => FailureCode::Internal,
    };
    let hint = "Check the disk; what was received is kept and tried again.";
    Failure::new(code, format!("{}.", chain(error)), hint)
}

/// Reading or writing the model failed.
pub(crate) fn from_main(error: &MainError) -> Failure {
    let (code, message, hint) = match error {
        MainError::Taken => (
            FailureCode::BadRequest,
            "There is one of this name already. Nothing was changed.".to_owned(),
            "Choose another name.",
        ),
        MainError::InUse => (
            FailureCode::BadRequest,
            "It still holds something, or it is not there any more. Nothing was changed."
                .to_owned(),
            "Move or remove first what stands in it.",
        ),
        MainError::Query { .. } | MainError::Closed => (
            FailureCode::Internal,
            format!("{}. Nothing was changed.", chain(error)),
            "Check the disk and try again.",
        ),
    };
    Failure::new(code, message, hint)
}

/// A secret could not be kept, read or forgotten.
pub(crate) fn from_secret(error: &SecretError) -> Failure {
    let code = match error {
        SecretError::Empty
        | SecretError::TooLong { .. }
        | SecretError::TooMany
        | SecretError::SealedLocked
        | SecretError::NotSealed
        | SecretError::WrongPassphrase { .. }
        | SecretError::Passphrase => FailureCode::BadRequest,
        SecretError::KeyringAbsent { .. }
        | SecretError::KeyringLocked
        | SecretError::KeyringSilent
        | SecretError::KeyringFault { .. } => FailureCode::Configuration,
        SecretError::Damaged { .. } | SecretError::Foreign { .. } => FailureCode::Damaged,
        SecretError::Newer { .. } => FailureCode::Newer,
        SecretError::File { source, .. } => code_of_io(source),
        SecretError::Name | SecretError::Random | SecretError::Ending => FailureCode::Internal,
    };
    Failure::new(code, format!("{}. Nothing was changed.", chain(error)), error.hint())
}

/// What kind of failure the file system tells of.
pub(crate) fn code_of_io(error: &std::io::Error) -> FailureCode {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => FailureCode::ReadOnly,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => FailureCode::DiskFull,
        _ => FailureCode::Configuration,
    }
}

/// What is received cannot be written, in words; `full` where the disk is.
pub(crate) fn store_trouble(words: &str, full: bool) -> Failure {
    let words = if full { "the disk is full" } else { words };
    let message = format!(
        "New readings cannot be saved: {words}. They wait in memory, and the broker keeps the rest as far as it can; what was saved is safe."
    );
    let (code, hint) = if full {
        (FailureCode::DiskFull, "Make room on the disk; saving goes on by itself.")
    } else {
        (FailureCode::Internal, "Check the disk; saving is tried again and goes on by itself.")
    };
    Failure::new(code, message, hint)
}

/// A range that ends before it begins.
pub(crate) fn from_range(_: TimeRangeError) -> Failure {
    let hint = "Give a beginning that lies before the end.";
    Failure::new(FailureCode::BadRequest, "The range ends before it begins.", hint)
}

/// The answer took too long.
pub(crate) fn timed_out(seconds: u64) -> Failure {
    let message = format!("The answer took longer than {seconds} s and was given up.");
    Failure::new(
        FailureCode::TimedOut,
        message,
        "Ask for less at once: a shorter range, a coarser resolution, fewer things. What was to be changed may have been: look first.",
    )
}

/// The work on a request ended before its end.
pub(crate) fn broken_off() -> Failure {
    let message =
        "The request could not be worked on to its end. What was to be changed may have been.";
    let hint = "Look at it as it is now, then try again; tell the log if it happens again.";
    Failure::new(FailureCode::Internal, message, hint)
}

/// A change was made and could not be looked at afterwards.
pub(crate) fn changed_unseen(failure: &Failure) -> Failure {
    tracing::error!(%failure, "A change was made and not read again");
    let message = "The change was made, but what there is now could not be read: older words may be shown for a moment.";
    Failure::new(failure.code, message, "Check the disk; do not make the change again.")
}

/// The engine on the other side of the socket is not there any more.
pub(crate) fn engine_gone() -> Failure {
    let message =
        "The collector that held the data folder has gone; values shown are the last known ones.";
    Failure::new(FailureCode::EngineGone, message, "Try again.")
}

/// An error with its causes, as one sentence without a full stop, beginning with a capital.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        words.push_str(": ");
        words.push_str(&cause.to_string());
        source = cause.source();
    }
    let mut characters = words.chars();
    characters
        .next()
        .map_or(String::new(), |first| first.to_uppercase().chain(characters).collect())
}

/// RFC 3339 with the zone's offset, milliseconds included.
pub(crate) fn rfc3339(time: Timestamp, zone: chrono_tz::Tz) -> String {
    chrono::DateTime::from_timestamp_millis(time.ms()).map_or_else(String::new, |utc| {
        utc.with_timezone(&zone).to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
    })
}
