//! The sealed file: what it gives back, and everything that is not it.

use std::fs;
use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};
use tempfile::TempDir;
use xxhash_rust::xxh3::xxh3_64;

use super::{Entries, FILE_NAME, Sealed};
use crate::error::SecretError;
use crate::limits::SECRETS_MAX;
use crate::name::SecretName;

const PASSPHRASE: &str = "four plain words here";

struct Folder {
    place: TempDir,
}

impl Folder {
    /// A folder with a sealed file that holds one secret.
    fn sealed() -> Self {
        let folder = Self { place: TempDir::new().unwrap() };
        let mut sealed = folder.look();
        let held = Entries::from([(name("connection/1/password"), "swordfish".into())]);
        sealed.seal_with(&PASSPHRASE.into(), &held).unwrap();
        folder
    }

    fn look(&self) -> Sealed {
        Sealed::look(self.place.path()).unwrap()
    }

    fn path(&self) -> PathBuf {
        self.place.path().join(FILE_NAME)
    }

    fn bytes(&self) -> Vec<u8> {
        fs::read(self.path()).unwrap()
    }

    /// What a file of these bytes says to the right passphrase.
    fn told_of(&self, bytes: &[u8]) -> SecretError {
        fs::write(self.path(), bytes).unwrap();
        self.look().unlock(&PASSPHRASE.into()).unwrap_err()
    }
}

fn name(text: &str) -> SecretName {
    SecretName::new(text).unwrap()
}

fn secret_of(sealed: &Sealed, text: &str) -> Option<String> {
    sealed.read(&name(text)).unwrap().map(|secret| secret.expose_secret().to_owned())
}

/// The bytes with a checksum that holds, as somebody would write it who knows the format and not the passphrase.
fn with_checksum(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.truncate(bytes.len() - 8);
    let checksum = xxh3_64(&bytes);
    bytes.extend_from_slice(&checksum.to_le_bytes());
    bytes
}

#[test]
fn what_was_sealed_is_there_after_a_restart() {
    let folder = Folder::sealed();
    let mut sealed = folder.look();
    assert!(sealed.is_there() && !sealed.is_open());
    sealed.unlock(&PASSPHRASE.into()).unwrap();
    assert_eq!(secret_of(&sealed, "connection/1/password").as_deref(), Some("swordfish"));
    assert_eq!(secret_of(&sealed, "connection/2/password"), None);

    sealed.keep(&name("connection/2/password"), &"ünïcödé 🔑".into()).unwrap();
    sealed.keep(&name("connection/1/password"), &"changed".into()).unwrap();
    let mut again = folder.look();
    again.unlock(&PASSPHRASE.into()).unwrap();
    assert_eq!(secret_of(&again, "connection/1/password").as_deref(), Some("changed"));
    assert_eq!(secret_of(&again, "connection/2/password").as_deref(), Some("ünïcödé 🔑"));

    again.forget(&name("connection/1/password")).unwrap();
    let mut last = folder.look();
    last.unlock(&PASSPHRASE.into()).unwrap();
    assert_eq!(secret_of(&last, "connection/1/password"), None);
    assert_eq!(secret_of(&last, "connection/2/password").as_deref(), Some("ünïcödé 🔑"));
}

#[test]
fn a_locked_file_gives_and_takes_nothing() {
    let folder = Folder::sealed();
    let before = folder.bytes();
    let mut sealed = folder.look();
    let one = name("connection/1/password");
    assert!(matches!(sealed.read(&one), Err(SecretError::SealedLocked)));
    assert!(matches!(sealed.keep(&one, &"x".into()), Err(SecretError::SealedLocked)));
    assert!(matches!(sealed.forget(&one), Err(SecretError::SealedLocked)));
    let other: SecretString = "another long passphrase".into();
    let taken_over = sealed.seal_with(&other, &Entries::new());
    assert!(matches!(taken_over, Err(SecretError::SealedLocked)));
    assert_eq!(folder.bytes(), before);
}

#[test]
fn a_wrong_passphrase_is_told_as_one_and_changes_nothing() {
    let folder = Folder::sealed();
    let before = folder.bytes();
    let mut sealed = folder.look();
    for wrong in ["", "four plain words her", "Four plain words here"] {
        let refused = sealed.unlock(&wrong.into()).unwrap_err();
        assert!(matches!(refused, SecretError::WrongPassphrase { .. }), "{refused}");
    }
    assert!(!sealed.is_open());
    assert_eq!(folder.bytes(), before);
    sealed.unlock(&PASSPHRASE.into()).unwrap();
}

#[test]
fn another_passphrase_takes_the_place_of_the_first() {
    let folder = Folder::sealed();
    let mut sealed = folder.look();
    sealed.unlock(&PASSPHRASE.into()).unwrap();
    let short = sealed.seal_with(&"1234567".into(), &Entries::new());
    assert!(matches!(short, Err(SecretError::Passphrase)));
    let endless = sealed.seal_with(&"x".repeat(1_025).into(), &Entries::new());
    assert!(matches!(endless, Err(SecretError::Passphrase)));
    sealed.seal_with(&"quite another passphrase".into(), &Entries::new()).unwrap();

    let mut again = folder.look();
    let refused = again.unlock(&PASSPHRASE.into());
    assert!(matches!(refused, Err(SecretError::WrongPassphrase { .. })));
    again.unlock(&"quite another passphrase".into()).unwrap();
    assert_eq!(secret_of(&again, "connection/1/password").as_deref(), Some("swordfish"));
}

#[test]
fn every_flipped_byte_is_noticed_and_none_is_taken_for_a_wrong_passphrase() {
    let folder = Folder::sealed();
    let whole = folder.bytes();
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x41;
        let told = folder.told_of(&bytes);
        let fits = match at {
            0..16 => matches!(told, SecretError::Foreign { .. }),
            16 | 17 => matches!(told, SecretError::Newer { .. } | SecretError::Damaged { .. }),
            _ => matches!(told, SecretError::Damaged { .. }),
        };
        assert!(fits, "byte {at}: {told}");
    }
}

#[test]
fn a_change_with_a_mended_checksum_does_not_open() {
    let folder = Folder::sealed();
    let whole = folder.bytes();
    // Passes, salt, nonce and a byte of the sealed part: each is under the seal.
    for at in [22, 30, 46, 74, whole.len() - 9] {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x01;
        let told = folder.told_of(&with_checksum(bytes));
        assert!(matches!(told, SecretError::WrongPassphrase { .. }), "byte {at}: {told}");
    }
}

#[test]
fn a_file_cut_short_anywhere_or_grown_is_damaged() {
    let folder = Folder::sealed();
    let whole = folder.bytes();
    for length in 0..whole.len() {
        let told = folder.told_of(&whole[..length]);
        assert!(matches!(told, SecretError::Damaged { .. }), "{length} bytes: {told}");
    }
    let grown = [whole.as_slice(), &[0]].concat();
    assert!(matches!(folder.told_of(&grown), SecretError::Damaged { .. }));
    let endless = [whole.as_slice(), &vec![0; 4 << 20]].concat();
    assert!(matches!(folder.told_of(&endless), SecretError::Damaged { .. }));
}

#[test]
fn foreign_and_newer_files_are_refused_and_left_alone() {
    let folder = Folder::sealed();
    let whole = folder.bytes();
    for foreign in [&b"SQLite format 3\0 and more of it"[..], b"hello", &[0; 200]] {
        assert!(matches!(folder.told_of(foreign), SecretError::Foreign { .. }));
        assert_eq!(folder.bytes(), foreign);
    }
    let mut newer = whole;
    newer[16] = 2;
    newer.truncate(40);
    assert!(matches!(folder.told_of(&newer), SecretError::Newer { version: 2, .. }));
    assert_eq!(folder.bytes(), newer);
}

#[test]
fn a_file_cannot_ask_for_the_machine() {
    let folder = Folder::sealed();
    let whole = folder.bytes();
    for (at, cost) in [(18, u32::MAX), (22, u32::MAX), (26, u32::MAX), (18, 300_000), (22, 17)] {
        let mut bytes = whole.clone();
        bytes[at..at + 4].copy_from_slice(&cost.to_le_bytes());
        let told = folder.told_of(&with_checksum(bytes));
        assert!(matches!(told, SecretError::Damaged { .. }), "{cost} at {at}: {told}");
    }
}

#[test]
fn a_full_file_takes_no_more_and_keeps_what_it_has() {
    let folder = Folder::sealed();
    let mut sealed = folder.look();
    sealed.unlock(&PASSPHRASE.into()).unwrap();
    let longest = "x".repeat(crate::limits::SECRET_BYTES_MAX);
    let many: Entries = (0..SECRETS_MAX - 1)
        .map(|n| (name(&format!("connection/{}/{n}", "y".repeat(100))), longest.as_str().into()))
        .collect();
    sealed.seal_with(&PASSPHRASE.into(), &many).unwrap();
    let refused = sealed.keep(&name("one/more"), &"x".into());
    assert!(matches!(refused, Err(SecretError::TooMany)));
    let mut again = folder.look();
    again.unlock(&PASSPHRASE.into()).unwrap();
    assert_eq!(secret_of(&again, "connection/1/password").as_deref(), Some("swordfish"));
    assert_eq!(secret_of(&again, "one/more"), None);
}

#[cfg(unix)]
#[test]
fn the_file_is_for_its_owner_only_and_stands_alone() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::sealed();
    fs::write(folder.place.path().join("secrets.sealed-new"), "left by a crash").unwrap();
    let mut sealed = folder.look();
    sealed.unlock(&PASSPHRASE.into()).unwrap();
    sealed.keep(&name("a"), &"b".into()).unwrap();
    let mode = fs::metadata(folder.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let there: Vec<_> =
        fs::read_dir(folder.place.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(there, [FILE_NAME]);
}

#[test]
fn where_the_file_cannot_be_written_nothing_changes() {
    let folder = Folder::sealed();
    let mut sealed = folder.look();
    sealed.unlock(&PASSPHRASE.into()).unwrap();
    let before = folder.bytes();
    // A folder stands where the new file would be written.
    fs::create_dir(folder.place.path().join("secrets.sealed-new")).unwrap();
    let refused = sealed.keep(&name("a"), &"b".into());
    assert!(matches!(refused, Err(SecretError::File { doing: "write", .. })), "{refused:?}");
    assert_eq!(folder.bytes(), before);
    assert_eq!(secret_of(&sealed, "a"), None);
}

#[test]
fn the_same_secrets_never_give_the_same_bytes() {
    let (one, other) = (Folder::sealed().bytes(), Folder::sealed().bytes());
    assert_eq!(one.len(), other.len());
    assert_eq!(one[..30], other[..30], "magic, version and costs");
    let alike = one[30..].iter().zip(&other[30..]).filter(|(a, b)| a == b).count();
    assert!(alike < 20, "{alike} of {} bytes are alike", one.len() - 30);
}
