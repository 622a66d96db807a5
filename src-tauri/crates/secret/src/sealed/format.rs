//! The bytes of a sealed file: header, sealed part, checksum. `docs/formats/sealed-secrets.md` says the same in prose.

use std::path::Path;

use xxhash_rust::xxh3::xxh3_64;

use super::key::{Derivation, NONCE, SALT, TAG, fill_random};
use crate::error::SecretError;
use crate::limits::{DERIVE_KIBIBYTES_MAX, DERIVE_LANES_MAX, DERIVE_PASSES_MAX, SEALED_BYTES_MAX};

const MAGIC: &[u8; 16] = b"plantroom sealed";
const VERSION: u16 = 1;

/// Bytes of the header: magic, version, three costs, salt, nonce, length of the sealed part.
const HEADER: usize = 16 + 2 + 3 * 4 + SALT + NONCE + 4;
const CHECKSUM: usize = 8;

/// No file is longer.
pub(super) const FILE_BYTES_MAX: usize = HEADER + SEALED_BYTES_MAX + TAG + CHECKSUM;

/// What stands before the sealed part, all of it protected by the seal.
pub(super) struct Header {
    pub(super) derivation: Derivation,
    pub(super) nonce: [u8; NONCE],
    sealed_bytes: u32,
}

impl Header {
    /// The header of a new file with a nonce that was never used.
    pub(super) fn new(derivation: Derivation, plain_bytes: usize) -> Result<Self, SecretError> {
        let mut nonce = [0; NONCE];
        fill_random(&mut nonce)?;
        let sealed_bytes = u32::try_from(plain_bytes + TAG).map_err(|_| SecretError::TooMany)?;
        Ok(Self { derivation, nonce, sealed_bytes })
    }

    /// Its bytes.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        let Derivation { kibibytes, passes, lanes, salt } = &self.derivation;
        for cost in [kibibytes, passes, lanes] {
            bytes.extend_from_slice(&cost.to_le_bytes());
        }
        bytes.extend_from_slice(salt);
        bytes.extend_from_slice(&self.nonce);
        bytes.extend_from_slice(&self.sealed_bytes.to_le_bytes());
        bytes
    }
}

/// A whole file.
pub(super) fn compose(header: &Header, sealed: &[u8]) -> Vec<u8> {
    let mut bytes = header.bytes();
    bytes.extend_from_slice(sealed);
    bytes.extend_from_slice(&xxh3_64(&bytes).to_le_bytes());
    bytes
}

/// Header and sealed part of a file. The checksum, which needs no passphrase, tells damage from a wrong passphrase.
pub(super) fn parse<'a>(bytes: &'a [u8], path: &Path) -> Result<(Header, &'a [u8]), SecretError> {
    let damaged = |what| SecretError::Damaged { path: path.to_owned(), what };
    let Some((magic, rest)) = bytes.split_first_chunk::<16>() else {
        let begun = MAGIC.starts_with(bytes);
        return Err(if begun { damaged("it is cut short") } else { foreign(path) });
    };
    if magic != MAGIC {
        return Err(foreign(path));
    }
    let mut fields = Fields(rest);
    let version = fields.take().map(u16::from_le_bytes).ok_or(damaged("it is cut short"))?;
    if version > VERSION {
        return Err(SecretError::Newer { path: path.to_owned(), version });
    }
    let header = fields.header().ok_or(damaged("it is cut short"))?;
    let sealed_bytes = usize::try_from(header.sealed_bytes).unwrap_or(usize::MAX);
    let Some((sealed, checksum)) = fields.0.split_at_checked(sealed_bytes) else {
        return Err(damaged("it is cut short"));
    };
    let checksum = checksum.try_into().map_err(|_| damaged("its length is not as written"))?;
    let covered = bytes.get(..HEADER + sealed_bytes).unwrap_or(bytes);
    if xxh3_64(covered) != u64::from_le_bytes(checksum) || version != VERSION {
        return Err(damaged("its checksum does not hold"));
    }
    if !affordable(&header.derivation) || !(TAG..=SEALED_BYTES_MAX + TAG).contains(&sealed_bytes) {
        return Err(damaged("it asks for more than any sealed file needs"));
    }
    Ok((header, sealed))
}

fn foreign(path: &Path) -> SecretError {
    SecretError::Foreign { path: path.to_owned() }
}

/// Whether a key may be derived as the file says, without taking the machine's memory or minutes.
fn affordable(derivation: &Derivation) -> bool {
    derivation.kibibytes <= DERIVE_KIBIBYTES_MAX
        && derivation.passes <= DERIVE_PASSES_MAX
        && derivation.lanes <= DERIVE_LANES_MAX
}

/// The bytes that were not taken yet.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*taken)
    }

    fn number(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn header(&mut self) -> Option<Header> {
        let (kibibytes, passes, lanes) = (self.number()?, self.number()?, self.number()?);
        let derivation = Derivation { kibibytes, passes, lanes, salt: self.take()? };
        Some(Header { derivation, nonce: self.take()?, sealed_bytes: self.number()? })
    }
}
