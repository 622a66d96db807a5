//! The sealed file: all secrets of a data folder under one passphrase, for systems without a keyring.
//!
//! `secrets.sealed`, described in `docs/formats/sealed-secrets.md`. Written whole and renamed into place, readable by its
//! owner only. Blocks: deriving a key takes a good part of a second, on purpose.

mod entries;
mod file;
mod format;
mod key;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use secrecy::SecretString;

use crate::error::SecretError;
use crate::limits::SECRETS_MAX;
use crate::name::SecretName;
use format::Header;
use key::Key;

/// The file's name in the data folder.
const FILE_NAME: &str = "secrets.sealed";

/// Secrets by name.
pub(crate) type Entries = BTreeMap<SecretName, SecretString>;

/// The sealed file of a data folder, there or not.
pub(crate) struct Sealed {
    path: PathBuf,
    standing: Standing,
}

enum Standing {
    Absent,
    Locked,
    Open { key: Key, entries: Entries },
}

impl Sealed {
    /// Looks whether the folder has one; reads nothing of it.
    ///
    /// # Errors
    /// Where that cannot be told.
    pub(crate) fn look(folder: &Path) -> Result<Self, SecretError> {
        let path = folder.join(FILE_NAME);
        let there = path.try_exists().map_err(|source| SecretError::File {
            doing: "look for",
            path: path.clone(),
            source,
        })?;
        Ok(Self { path, standing: if there { Standing::Locked } else { Standing::Absent } })
    }

    /// Whether there is one.
    pub(crate) const fn is_there(&self) -> bool {
        !matches!(self.standing, Standing::Absent)
    }

    /// Whether its passphrase was entered.
    pub(crate) const fn is_open(&self) -> bool {
        matches!(self.standing, Standing::Open { .. })
    }

    /// Opens it with its passphrase.
    ///
    /// # Errors
    /// Where there is none, the passphrase is another, or the file is damaged, foreign or newer.
    pub(crate) fn unlock(&mut self, passphrase: &SecretString) -> Result<(), SecretError> {
        if !self.is_there() {
            return Err(SecretError::NotSealed);
        }
        let bytes = file::read(&self.path)?;
        let (header, sealed) = format::parse(&bytes, &self.path)?;
        let key = Key::derive(passphrase, header.derivation)?;
        let wrong = || SecretError::WrongPassphrase { path: self.path.clone() };
        let plain = key.open(&header, sealed).ok_or_else(wrong)?;
        let entries = entries::decode(&plain).ok_or_else(|| SecretError::Damaged {
            path: self.path.clone(),
            what: "its content cannot be read",
        })?;
        self.standing = Standing::Open { key, entries };
        Ok(())
    }

    /// Makes the file, or gives an open one another passphrase; `more` is taken in.
    ///
    /// # Errors
    /// Where the passphrase does not do, the file is there and not open, or cannot be written.
    pub(crate) fn seal_with(
        &mut self,
        passphrase: &SecretString,
        more: &Entries,
    ) -> Result<(), SecretError> {
        key::check(passphrase)?;
        let mut entries = match &self.standing {
            Standing::Absent => Entries::new(),
            Standing::Locked => return Err(SecretError::SealedLocked),
            Standing::Open { entries, .. } => entries.clone(),
        };
        entries.extend(more.iter().map(|(name, secret)| (name.clone(), secret.clone())));
        let key = Key::derive(passphrase, key::Derivation::fresh()?)?;
        self.write(key, entries)
    }

    /// Keeps a secret, in place of what was there.
    ///
    /// # Errors
    /// Where the file is not open, full, or cannot be written; it then holds what it held.
    pub(crate) fn keep(
        &mut self,
        name: &SecretName,
        secret: &SecretString,
    ) -> Result<(), SecretError> {
        let (key, mut entries) = self.open()?;
        entries.insert(name.clone(), secret.clone());
        self.write(key, entries)
    }

    /// Reads a secret; none where there is none.
    ///
    /// # Errors
    /// Where the file is not open.
    pub(crate) fn read(&self, name: &SecretName) -> Result<Option<SecretString>, SecretError> {
        match &self.standing {
            Standing::Open { entries, .. } => Ok(entries.get(name).cloned()),
            Standing::Absent | Standing::Locked => Err(SecretError::SealedLocked),
        }
    }

    /// Forgets a secret; nothing happens where there is none.
    ///
    /// # Errors
    /// Where the file is not open or cannot be written; it then holds what it held.
    pub(crate) fn forget(&mut self, name: &SecretName) -> Result<(), SecretError> {
        let (key, mut entries) = self.open()?;
        if entries.remove(name).is_none() {
            return Ok(());
        }
        self.write(key, entries)
    }

    fn open(&self) -> Result<(Key, Entries), SecretError> {
        match &self.standing {
            Standing::Open { key, entries } => Ok((key.clone(), entries.clone())),
            Standing::Absent | Standing::Locked => Err(SecretError::SealedLocked),
        }
    }

    /// Writes the file; what is known of it changes only once it stands.
    fn write(&mut self, key: Key, entries: Entries) -> Result<(), SecretError> {
        if entries.len() > SECRETS_MAX {
            return Err(SecretError::TooMany);
        }
        let plain = entries::encode(&entries);
        let header = Header::new(key.derivation(), plain.len())?;
        let sealed = key.seal(&header, &plain)?;
        file::write(&self.path, &format::compose(&header, &sealed))?;
        self.standing = Standing::Open { key, entries };
        Ok(())
    }
}
