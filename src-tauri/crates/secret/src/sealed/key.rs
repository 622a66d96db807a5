//! The key that a passphrase gives, and the seal that it makes: argon2id and XChaCha20-Poly1305.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::format::Header;
use crate::error::SecretError;
use crate::limits::{
    DERIVE_KIBIBYTES, DERIVE_LANES, DERIVE_PASSES, PASSPHRASE_BYTES_MAX, PASSPHRASE_CHARACTERS_MIN,
};

/// Bytes of a salt.
pub(super) const SALT: usize = 16;
/// Bytes of a nonce: so many that random ones never meet.
pub(super) const NONCE: usize = 24;
/// Bytes that sealing adds.
pub(super) const TAG: usize = 16;
/// Bytes of a key.
const KEY: usize = 32;

/// How a key comes from a passphrase.
#[derive(Clone, Copy)]
pub(super) struct Derivation {
    pub(super) kibibytes: u32,
    pub(super) passes: u32,
    pub(super) lanes: u32,
    pub(super) salt: [u8; SALT],
}

impl Derivation {
    /// Today's costs with a salt of its own.
    pub(super) fn fresh() -> Result<Self, SecretError> {
        let mut salt = [0; SALT];
        fill_random(&mut salt)?;
        let (kibibytes, passes, lanes) = (DERIVE_KIBIBYTES, DERIVE_PASSES, DERIVE_LANES);
        Ok(Self { kibibytes, passes, lanes, salt })
    }
}

/// A derived key, wiped when it goes.
#[derive(Clone)]
pub(super) struct Key {
    bytes: Zeroizing<[u8; KEY]>,
    derivation: Derivation,
}

impl Key {
    /// Derives it; takes the memory and the time that `derivation` says.
    pub(super) fn derive(
        passphrase: &SecretString,
        derivation: Derivation,
    ) -> Result<Self, SecretError> {
        let Derivation { kibibytes, passes, lanes, salt } = &derivation;
        // Refused are only costs that no file of ours has and passphrases that none was sealed with.
        let refused = |_| SecretError::Passphrase;
        let params = Params::new(*kibibytes, *passes, *lanes, Some(KEY)).map_err(refused)?;
        let mut bytes = Zeroizing::new([0; KEY]);
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let passphrase = passphrase.expose_secret().as_bytes();
        argon2.hash_password_into(passphrase, salt, bytes.as_mut_slice()).map_err(refused)?;
        Ok(Self { bytes, derivation })
    }

    pub(super) const fn derivation(&self) -> Derivation {
        self.derivation
    }

    /// Seals, the header included.
    pub(super) fn seal(&self, header: &Header, plain: &[u8]) -> Result<Vec<u8>, SecretError> {
        let payload = Payload { msg: plain, aad: &header.bytes() };
        let sealed = self.cipher().encrypt(&XNonce::from(header.nonce), payload);
        sealed.map_err(|_| SecretError::TooMany)
    }

    /// Opens; none where the key is another, or where somebody changed the file and mended its checksum.
    pub(super) fn open(&self, header: &Header, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let payload = Payload { msg: sealed, aad: &header.bytes() };
        let plain = self.cipher().decrypt(&XNonce::from(header.nonce), payload);
        plain.ok().map(Zeroizing::new)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new_from_slice(self.bytes.as_slice())
            .expect("the cipher's keys have 32 bytes")
    }
}

/// Whether a new file may have this passphrase.
pub(super) fn check(passphrase: &SecretString) -> Result<(), SecretError> {
    let text = passphrase.expose_secret();
    let long_enough = text.chars().count() >= PASSPHRASE_CHARACTERS_MIN;
    if long_enough && text.len() <= PASSPHRASE_BYTES_MAX {
        Ok(())
    } else {
        Err(SecretError::Passphrase)
    }
}

pub(super) fn fill_random(bytes: &mut [u8]) -> Result<(), SecretError> {
    getrandom::fill(bytes).map_err(|_| SecretError::Random)
}
