//! How a command ends when it does not end well: the exit code and the words on standard error.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use wire::{Failure, FailureCode};

use crate::output::safe;

const FAILURE: u8 = 1;
const USAGE: u8 = 2;
const CONFIGURATION: u8 = 3;
const STORE: u8 = 4;
const BROKER: u8 = 5;
const CANCELLED: u8 = 6;
const NOT_ALLOWED: u8 = 7;
const INTERRUPTED: u8 = 130;

/// Why a command ended before its work was done, or with work that did not go well.
#[derive(Debug)]
pub(crate) enum Ended {
    /// The engine says why, or this program in the engine's words.
    Failed(Failure),
    /// Something outside the data folder did not work: a file, standard output.
    CouldNot {
        /// What happened and what it means.
        message: String,
        /// What to do; may be empty.
        hint: String,
    },
    /// Somebody pressed Ctrl+C.
    Interrupted,
    /// Whoever read the output has stopped reading.
    ReaderGone,
}

impl Ended {
    /// Something outside the data folder did not work.
    pub(crate) fn could_not(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::CouldNot { message: message.into(), hint: hint.into() }
    }

    /// The command line asks for something that makes no sense.
    pub(crate) fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Failed(Failure::new(FailureCode::BadRequest, message, hint))
    }

    /// A file cannot be read.
    pub(crate) fn reading(path: &Path, cause: impl std::fmt::Display) -> Self {
        Self::could_not(
            format!("{} cannot be read: {cause}.", path.display()),
            "Check the name and the rights of the file.",
        )
    }

    /// A file, or standard output, cannot be written.
    pub(crate) fn writing(target: &str, cause: &io::Error) -> Self {
        if cause.kind() == io::ErrorKind::BrokenPipe {
            return Self::ReaderGone;
        }
        Self::could_not(
            format!("{target} cannot be written: {cause}. Nothing in the store has changed."),
            "Check the space on the disk and the rights of the folder.",
        )
    }

    /// The code the program exits with.
    pub(crate) const fn code(&self) -> u8 {
        match self {
            Self::Failed(failure) => code_of(failure.code),
            Self::CouldNot { .. } => FAILURE,
            Self::Interrupted => INTERRUPTED,
            Self::ReaderGone => 0,
        }
    }
}

impl From<Failure> for Ended {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// The one table from kinds of failure to exit codes.
const fn code_of(code: FailureCode) -> u8 {
    match code {
        FailureCode::BadRequest => USAGE,
        FailureCode::Configuration | FailureCode::ReadOnly => CONFIGURATION,
        FailureCode::Locked | FailureCode::Damaged | FailureCode::Newer | FailureCode::DiskFull => {
            STORE
        }
        FailureCode::BrokerUnreachable => BROKER,
        FailureCode::Cancelled => CANCELLED,
        FailureCode::NotAllowed => NOT_ALLOWED,
        FailureCode::NotFound
        | FailureCode::Ambiguous
        | FailureCode::TooMany
        | FailureCode::TimedOut
        | FailureCode::EngineGone
        | FailureCode::Internal => FAILURE,
    }
}

/// Says on standard error why the command ended, and gives the exit code.
pub(crate) fn tell(ended: &Ended) -> ExitCode {
    let (message, hint) = match ended {
        Ended::Failed(failure) => (failure.message.as_str(), failure.hint.as_str()),
        Ended::CouldNot { message, hint } => (message.as_str(), hint.as_str()),
        Ended::Interrupted => ("Interrupted.", ""),
        Ended::ReaderGone => ("", ""),
    };
    let mut errors = io::stderr().lock();
    // With standard error gone there is nobody left to tell.
    if !message.is_empty() {
        writeln!(errors, "{}", safe(message)).ok();
    }
    if !hint.is_empty() {
        writeln!(errors, "{}", safe(hint)).ok();
    }
    ExitCode::from(ended.code())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_has_its_exit_code() {
        for (code, exit) in [
            (FailureCode::BadRequest, 2),
            (FailureCode::NotFound, 1),
            (FailureCode::Ambiguous, 1),
            (FailureCode::TooMany, 1),
            (FailureCode::Configuration, 3),
            (FailureCode::Locked, 4),
            (FailureCode::Damaged, 4),
            (FailureCode::Newer, 4),
            (FailureCode::BrokerUnreachable, 5),
            (FailureCode::TimedOut, 1),
            (FailureCode::Cancelled, 6),
            (FailureCode::NotAllowed, 7),
            (FailureCode::EngineGone, 1),
            (FailureCode::Internal, 1),
        ] {
            assert_eq!(Ended::from(Failure::new(code, "", "")).code(), exit, "{code:?}");
        }
        assert_eq!(Ended::Interrupted.code(), 130);
        assert_eq!(Ended::could_not("", "").code(), 1);
    }

    #[test]
    fn a_reader_that_went_away_is_no_failure() {
        let gone = Ended::writing("standard output", &io::ErrorKind::BrokenPipe.into());
        assert_eq!(gone.code(), 0);
        let full = Ended::writing("standard output", &io::ErrorKind::StorageFull.into());
        assert_eq!(full.code(), 1);
    }
}
