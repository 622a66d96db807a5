//! Signing in at a broker: user names and passwords, and where passwords are kept.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ConnectionView;

/// A password or passphrase on its way in. It is never sent back, and never shown where a request is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Password(String);

impl Password {
    /// Takes what a person entered.
    #[must_use]
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// Gives it to whoever keeps it.
    #[must_use]
    pub fn into_text(self) -> String {
        self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

/// How a connection signs in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Login {
    /// The name at the broker.
    pub username: String,
    /// Its password.
    pub password: Password,
}

/// Where the password of a connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum PasswordState {
    /// Nobody has needed it in this run.
    NotAsked,
    /// Kept over a restart, in the keyring or the sealed file.
    Kept,
    /// Held until the engine stops; asked for after that.
    ThisRun,
    /// The connection waits for it.
    Awaited,
}

/// How a connection signs in, as a screen shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LoginView {
    /// The name at the broker.
    pub username: String,
    /// Where its password is.
    pub password: PasswordState,
}

/// Changes how a connection signs in, and connects anew.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SetLogin {
    /// Which one.
    pub name: String,
    /// User name and password; where absent it signs in as nobody, and its password is forgotten.
    pub login: Option<Login>,
}

/// Forgets the password of a connection; its user name stays, and it waits until the password is entered again.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ForgetPassword {
    /// Which one.
    pub name: String,
}

/// A connection whose login was changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LoginChanged {
    /// The connection.
    pub connection: ConnectionView,
    /// In words: why the password is held for this run only; empty where it is kept.
    pub explanation: String,
}

/// Asks what keeps passwords.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Secrets {}

/// What keeps passwords.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum SecretStore {
    /// The system's keyring.
    Keyring,
    /// The system's keyring, which is locked or not answering.
    KeyringLocked,
    /// A sealed file that was unlocked.
    SealedFile,
    /// A sealed file that waits for its passphrase.
    SealedFileLocked,
    /// The memory of the running engine.
    SessionOnly,
}

/// What keeps passwords, as a screen shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SecretsView {
    /// Which place it is.
    pub store: SecretStore,
    /// The same in a sentence.
    pub explanation: String,
    /// Connections that wait for their password, by name.
    pub awaited: Vec<String>,
}

/// Unlocks the sealed file for this run; connections that waited for it connect.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct UnlockSecrets {
    /// Its passphrase.
    pub passphrase: Password,
}

/// Makes the sealed file, or gives an unlocked one another passphrase. From then on it keeps all passwords.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SealSecrets {
    /// Its new passphrase.
    pub passphrase: Password,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Ask, Request};

    #[test]
    fn a_request_with_a_password_travels_and_does_not_show_it() {
        let login =
            Login { username: "ahu".to_owned(), password: Password::new("swordfish".to_owned()) };
        let request = SetLogin { name: "main".to_owned(), login: Some(login) }.into_request();
        assert!(!format!("{request:?}").contains("swordfish"));
        let bytes = serde_json::to_vec(&request).unwrap();
        let Request::SetLogin(back) = serde_json::from_slice(&bytes).unwrap() else {
            panic!("another request came back");
        };
        assert_eq!(back.login.unwrap().password.into_text(), "swordfish");
    }
}
