//! Where secrets go right now, and where one went, in words for the window.

use std::fmt;

use crate::error::SecretError;

/// Which place keeps secrets right now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// The system's keyring.
    Keyring,
    /// The system's keyring, which is locked, not set up, or not answering.
    KeyringLocked,
    /// A sealed file in the data folder.
    SealedFile {
        /// Whether its passphrase was entered in this run.
        unlocked: bool,
    },
    /// Only the memory of this run.
    SessionOnly {
        /// Why there is no keyring; none where nobody wants one.
        why: Option<String>,
    },
}

impl fmt::Display for State {
    /// One sentence for an operator.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Keyring => "Passwords are kept in this computer's keyring.",
            Self::KeyringLocked => {
                "This computer's keyring is locked: until it is unlocked, passwords are held for this run only."
            }
            Self::SealedFile { unlocked: true } => {
                "Passwords are kept in a file of the data folder, sealed with a passphrase."
            }
            Self::SealedFile { unlocked: false } => {
                "Passwords are kept in a sealed file: enter its passphrase to use them."
            }
            Self::SessionOnly { .. } => {
                "Passwords are held in memory for this run only, and asked for again after a restart."
            }
        })
    }
}

/// Where a secret went.
#[derive(Debug)]
pub enum Kept {
    /// Into the system's keyring.
    Keyring,
    /// Into the sealed file.
    SealedFile,
    /// Only into the memory of this run: a restart asks for it again.
    ThisRun {
        /// Why it could not be kept for longer; none where nobody wants that.
        why: Option<SecretError>,
    },
}
