//! The file on the disk: read within a bound, written whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use super::format::FILE_BYTES_MAX;
use crate::error::SecretError;

/// The whole file, or its first [`FILE_BYTES_MAX`] bytes and one more.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, SecretError> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(FILE_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    let read = File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes));
    read.map_err(|source| SecretError::File { doing: "read", path: path.to_owned(), source })?;
    Ok(bytes)
}

/// Puts the file in place of the old one: after a crash there is either the one or the other.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), SecretError> {
    let fresh = path.with_extension("sealed-new");
    let written = write_beside(&fresh, bytes).and_then(|()| fs::rename(&fresh, path));
    let written = written.and_then(|()| settle(path));
    written.map_err(|source| {
        // Not there any more where it was renamed, and worthless where it was not.
        drop(fs::remove_file(&fresh));
        SecretError::File { doing: "write", path: path.to_owned(), source }
    })
}

fn write_beside(fresh: &Path, bytes: &[u8]) -> io::Result<()> {
    match fs::remove_file(fresh) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    for_owner_only(&mut options);
    let mut file = options.open(fresh)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(unix)]
fn for_owner_only(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600);
}

/// Files below the user's own profile are private by themselves.
#[cfg(not(unix))]
const fn for_owner_only(_: &mut OpenOptions) {}

/// Makes the renaming durable.
#[cfg(unix)]
fn settle(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

/// Windows writes names through.
#[cfg(not(unix))]
const fn settle(_: &Path) -> io::Result<()> {
    Ok(())
}
