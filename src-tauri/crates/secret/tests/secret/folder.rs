//! A data folder for a test, and what its keeper says.

use secret::{Choice, ExposeSecret, Keeper, SecretName};
use std::path::Path;
use tempfile::TempDir;

/// A passphrase that is long enough.
pub(crate) const PASSPHRASE: &str = "four plain words here";

/// A data folder of its own.
pub(crate) fn folder() -> TempDir {
    TempDir::new().unwrap()
}

/// The keeper of a folder, with an identity.
pub(crate) fn keeper(folder: &Path, identity: &str, choice: Choice) -> Keeper {
    Keeper::open(folder, name(identity), choice).unwrap()
}

pub(crate) fn name(text: &str) -> SecretName {
    SecretName::new(text).unwrap()
}

/// What the keeper reads, in the clear.
pub(crate) async fn read(keeper: &Keeper, text: &str) -> Option<String> {
    let found = keeper.read(&name(text)).await.unwrap();
    found.map(|secret| secret.expose_secret().to_owned())
}
