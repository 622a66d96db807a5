//! How large secrets are, how long a keyring may take, and what sealing costs.

use std::time::Duration;

/// How long a keyring has for an answer. One second less than an interactive question has, so that its sentence still
/// reaches the screen.
pub const KEYRING_PATIENCE: Duration = Duration::from_secs(4);

/// Questions that may wait for the keyring's thread; one more is answered as if the keyring were locked.
pub(crate) const KEYRING_QUESTIONS_MAX: usize = 64;

/// Bytes of one secret in UTF-8: what the Windows Credential Manager takes.
pub const SECRET_BYTES_MAX: usize = 2_560;

/// Bytes of the name of a secret or of a data folder.
pub(crate) const NAME_BYTES_MAX: usize = 128;

/// Secrets of one data folder.
pub(crate) const SECRETS_MAX: usize = 512;

/// Characters of a passphrase at least.
pub const PASSPHRASE_CHARACTERS_MIN: usize = 8;
/// Bytes of a passphrase at most.
pub(crate) const PASSPHRASE_BYTES_MAX: usize = 1_024;

/// Memory that deriving a key takes, in KiB: the second recommended choice of RFC 9106, section 4.
pub(crate) const DERIVE_KIBIBYTES: u32 = 64 * 1_024;
/// Passes over that memory.
pub(crate) const DERIVE_PASSES: u32 = 3;
/// Lanes of that memory.
pub(crate) const DERIVE_LANES: u32 = 4;

/// What a file may ask of us at most: a hostile one must not take the machine's memory, nor minutes.
pub(crate) const DERIVE_KIBIBYTES_MAX: u32 = 256 * 1_024;
/// Passes a file may ask for.
pub(crate) const DERIVE_PASSES_MAX: u32 = 16;
/// Lanes a file may ask for.
pub(crate) const DERIVE_LANES_MAX: u32 = 16;

/// Bytes of the sealed part at most: every secret and name at its longest, with their lengths.
pub(crate) const SEALED_BYTES_MAX: usize =
    SECRETS_MAX * (NAME_BYTES_MAX + SECRET_BYTES_MAX + 4) + 64;

const _: () = assert!(DERIVE_KIBIBYTES <= DERIVE_KIBIBYTES_MAX, "what is written can be read");
const _: () = assert!(DERIVE_PASSES <= DERIVE_PASSES_MAX, "what is written can be read");
const _: () = assert!(DERIVE_LANES <= DERIVE_LANES_MAX, "what is written can be read");
const _: () =
    assert!(SECRET_BYTES_MAX <= 0xffff && NAME_BYTES_MAX <= 0xffff, "lengths are 16 bits");
