//! The keyring of this system: Keychain, Credential Manager, or the Secret Service.
//!
//! The stores are opened here and not by the `keyring` crate, which opens one once in the life of a process: a keyring
//! that is started later, or anew, would not be found again.

use std::collections::HashMap;
use std::str;
use std::sync::Arc;

use keyring_core::api::CredentialStoreApi;
use keyring_core::{Entry, Error};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

#[cfg(target_os = "macos")]
use apple_native_keyring_store::keychain::Store;
#[cfg(windows)]
use windows_native_keyring_store::Store;
#[cfg(all(unix, not(target_os = "macos")))]
use zbus_secret_service_keyring_store::Store;

use crate::error::SecretError;

/// The service under which the keyring lists our entries; never changes after a release.
const SERVICE: &str = "plantroom";

/// An open way to the system's keyring.
pub(super) struct System {
    store: Arc<Store>,
}

impl System {
    /// Opens it. May block.
    pub(super) fn open() -> Result<Self, SecretError> {
        match Store::new() {
            Ok(store) => Ok(Self { store }),
            Err(Error::NoStorageAccess(_)) => Err(SecretError::KeyringLocked),
            Err(error) => Err(SecretError::KeyringAbsent { reason: error.to_string() }),
        }
    }

    /// Whether it is open, where the system tells without asking the operator for a password.
    #[cfg(all(unix, not(target_os = "macos")))]
    #[expect(clippy::unused_self, reason = "one signature on every system")]
    pub(super) fn look(&self) -> Result<(), SecretError> {
        use secret_service::EncryptionType;
        use secret_service::blocking::SecretService;

        let fault = |error: secret_service::Error| match error {
            // There is no collection to keep anything in before somebody makes one with a password.
            secret_service::Error::NoResult | secret_service::Error::Locked => {
                SecretError::KeyringLocked
            }
            other => SecretError::KeyringFault { reason: other.to_string() },
        };
        let service = SecretService::connect(EncryptionType::Plain).map_err(fault)?;
        let collection = service.get_default_collection().map_err(fault)?;
        if collection.is_locked().map_err(fault)? {
            return Err(SecretError::KeyringLocked);
        }
        Ok(())
    }

    /// Keychain and Credential Manager are open for whoever is signed in.
    #[cfg(any(target_os = "macos", windows))]
    #[expect(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "one signature on every system"
    )]
    pub(super) fn look(&self) -> Result<(), SecretError> {
        Ok(())
    }

    /// Keeps a secret as UTF-8, in place of what was there.
    pub(super) fn keep(&self, account: &str, secret: &SecretString) -> Result<(), Error> {
        self.entry(account)?.set_secret(secret.expose_secret().as_bytes())
    }

    /// Reads a secret; a fault where it is no text.
    pub(super) fn read(&self, account: &str) -> Result<Result<SecretString, SecretError>, Error> {
        let bytes = Zeroizing::new(self.entry(account)?.get_secret()?);
        Ok(str::from_utf8(&bytes).map(SecretString::from).map_err(|_| SecretError::KeyringFault {
            reason: "what it holds under this name is no text".to_owned(),
        }))
    }

    /// Forgets a secret.
    pub(super) fn forget(&self, account: &str) -> Result<(), Error> {
        self.entry(account)?.delete_credential()
    }

    fn entry(&self, account: &str) -> Result<Entry, Error> {
        #[cfg(all(unix, not(target_os = "macos")))]
        let (label, named) = (format!("Plantroom {account}"), true);
        #[cfg(any(target_os = "macos", windows))]
        let (label, named) = (String::new(), false);
        // What the system's own program shows; only the Secret Service lets us choose it.
        let modifiers = HashMap::from([("label", label.as_str())]);
        self.store.build(SERVICE, account, named.then_some(&modifiers))
    }
}
