//! What can go wrong with a secret; no variant ever holds one.

use std::path::PathBuf;

use crate::limits::{
    KEYRING_PATIENCE, NAME_BYTES_MAX, PASSPHRASE_BYTES_MAX, PASSPHRASE_CHARACTERS_MIN,
    SECRET_BYTES_MAX, SECRETS_MAX,
};

/// A secret could not be kept, read or forgotten.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The name of a secret has characters it may not have.
    #[error("the name of a secret has 1 to {NAME_BYTES_MAX} of the characters a-z 0-9 . _ - /")]
    Name,
    /// There is nothing to keep.
    #[error("an empty secret is not kept")]
    Empty,
    /// It is longer than every keyring takes.
    #[error("the secret has {bytes} bytes, and a keyring takes at most {SECRET_BYTES_MAX}")]
    TooLong {
        /// Its length in UTF-8.
        bytes: usize,
    },
    /// The sealed file or the memory of this run holds as many as it may.
    #[error("there are {SECRETS_MAX} secrets already, which is the most")]
    TooMany,
    /// This system has no keyring, or it cannot be reached from here.
    #[error("the system has no keyring that can be reached ({reason})")]
    KeyringAbsent {
        /// What the system says.
        reason: String,
    },
    /// The keyring is locked, or waits for its password.
    #[error("the system's keyring is locked")]
    KeyringLocked,
    /// The keyring gave no answer in time.
    #[error(
        "the system's keyring did not answer within {} s; it may be waiting to be unlocked",
        KEYRING_PATIENCE.as_secs()
    )]
    KeyringSilent,
    /// The keyring answered with a fault.
    #[error("the system's keyring reported a fault ({reason})")]
    KeyringFault {
        /// What it says.
        reason: String,
    },
    /// The sealed file has not been unlocked in this run.
    #[error("the sealed file of secrets has not been unlocked")]
    SealedLocked,
    /// There is no sealed file to unlock.
    #[error("there is no sealed file of secrets")]
    NotSealed,
    /// The passphrase does not open the file, which is as it was written.
    #[error("the passphrase does not open {}", path.display())]
    WrongPassphrase {
        /// The sealed file.
        path: PathBuf,
    },
    /// The passphrase for a new file is too short or too long.
    #[error(
        "a passphrase has at least {PASSPHRASE_CHARACTERS_MIN} characters and at most \
         {PASSPHRASE_BYTES_MAX} bytes"
    )]
    Passphrase,
    /// The file is not as it was written.
    #[error("the sealed file {} is damaged: {what}", path.display())]
    Damaged {
        /// The sealed file.
        path: PathBuf,
        /// In which way.
        what: &'static str,
    },
    /// The file is something else.
    #[error("{} is not a sealed file of secrets", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The file was made by a newer version.
    #[error("the sealed file {} is of format {version}, which a newer version wrote", path.display())]
    Newer {
        /// The sealed file.
        path: PathBuf,
        /// Its format.
        version: u16,
    },
    /// The file could not be read or written.
    #[error("cannot {doing} {}", path.display())]
    File {
        /// What was being done.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The system gave no random bytes.
    #[error("the system gave no random bytes")]
    Random,
    /// The work was given up, because the program ends.
    #[error("the program is ending")]
    Ending,
}

impl SecretError {
    /// What to do about it, as a sentence.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Name => "This is a fault of the program; report it.",
            Self::Empty => "Enter the password, or leave out the user name.",
            Self::TooLong { .. } => {
                "Choose a shorter password; a long key belongs into a file of its own."
            }
            Self::TooMany => "Remove connections that are not needed.",
            Self::KeyringAbsent { .. } => {
                "Enter the password for this run, or seal a file with a passphrase to keep it."
            }
            Self::KeyringLocked | Self::KeyringSilent => {
                "Unlock the keyring (signing in to the desktop usually does), or enter the password for this run."
            }
            Self::KeyringFault { .. } => {
                "Look at the keyring with the system's own program, then try again."
            }
            Self::SealedLocked => "Enter its passphrase.",
            Self::NotSealed => "Seal one with a passphrase first.",
            Self::WrongPassphrase { .. } => {
                "Try again. Where the passphrase is lost, delete the file and enter the passwords anew."
            }
            Self::Passphrase => "Choose several words that nobody else would choose.",
            Self::Damaged { .. } => {
                "Bring it back from a backup, or delete it and enter the passwords anew."
            }
            Self::Foreign { .. } => "Move that file elsewhere.",
            Self::Newer { .. } => "Use the newer version of Plantroom; nothing was changed.",
            Self::File { .. } => {
                "Check the disk and your rights to the data folder, then try again."
            }
            Self::Random | Self::Ending => "Try again.",
        }
    }
}
