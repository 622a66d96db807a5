//! Signing in at brokers: user names stand with the connection, passwords with the keeper.

use std::path::Path;
use std::sync::Arc;

use broker::Credentials;
use model::ConnectionId;
use secret::{Choice, ExposeSecret, Keeper, Kept, SecretError, SecretName, SecretString, State};
use store::{ConnectionRow, Store};
use wire::{
    Failure, FailureCode, ForgetPassword, Login, LoginChanged, LoginView, Password, PasswordState,
    SealSecrets, SecretStore, SecretsView, SetLogin, UnlockSecrets,
};

use crate::convert;
use crate::engine::Engine;
use crate::limits::USERNAME_BYTES_MAX;
use crate::sessions::Known;

/// The setting that holds the identity of the data folder; never changes after a release.
const IDENTITY: &str = "identity";

/// Why a connection cannot sign in, in words.
pub(crate) struct Needed {
    pub(crate) words: String,
    /// The keyring did not answer in time: it may still do so.
    pub(crate) silent: bool,
}

/// The keeper of a data folder. Asks no keyring; the demo never does, for nothing in it is secret.
pub(crate) async fn keeper_of(folder: &Path, store: &Store, demo: bool) -> Result<Keeper, Failure> {
    let identity = identity_of(store).await?;
    let choice = if demo { Choice::SessionOnly } else { Choice::Keyring };
    Keeper::open(folder, identity, choice).map_err(|error| convert::from_secret(&error))
}

/// What tells this data folder from all others; made once.
async fn identity_of(store: &Store) -> Result<SecretName, Failure> {
    let kept = store.main().setting(IDENTITY).await;
    let kept = kept.map_err(|error| convert::from_main(&error))?;
    let known = kept.and_then(|json| serde_json::from_str::<String>(&json).ok());
    if let Some(Ok(identity)) = known.map(SecretName::new) {
        return Ok(identity);
    }
    let fresh = SecretName::fresh().map_err(|error| convert::from_secret(&error))?;
    let json = serde_json::to_string(fresh.as_str()).expect("a text always serialises");
    let put = store.main().put_setting(IDENTITY, &json).await;
    put.map_err(|error| convert::from_main(&error))?;
    Ok(fresh)
}

impl Engine {
    /// What keeps passwords, and who waits for one.
    pub(crate) async fn secrets(&self) -> SecretsView {
        let state = self.keeper.state().await;
        let store = match &state {
            State::Keyring => SecretStore::Keyring,
            State::KeyringLocked => SecretStore::KeyringLocked,
            State::SealedFile { unlocked: true } => SecretStore::SealedFile,
            State::SealedFile { unlocked: false } => SecretStore::SealedFileLocked,
            State::SessionOnly { .. } => SecretStore::SessionOnly,
        };
        let awaited = self.sessions.all().into_iter().filter(|known| known.awaiting.is_some());
        let awaited = awaited.map(|known| known.row.name).collect();
        SecretsView { store, explanation: state.to_string(), awaited }
    }

    pub(crate) async fn unlock_secrets(
        self: &Arc<Self>,
        ask: UnlockSecrets,
    ) -> Result<SecretsView, Failure> {
        let unlocked = self.keeper.unlock(secret_of(ask.passphrase)).await;
        unlocked.map_err(|error| convert::from_secret(&error))?;
        self.start_awaited().await?;
        Ok(self.secrets().await)
    }

    pub(crate) async fn seal_secrets(
        self: &Arc<Self>,
        ask: SealSecrets,
    ) -> Result<SecretsView, Failure> {
        let sealed = self.keeper.seal_with(secret_of(ask.passphrase)).await;
        sealed.map_err(|error| convert::from_secret(&error))?;
        self.announce_connections();
        Ok(self.secrets().await)
    }

    pub(crate) async fn set_login(
        self: &Arc<Self>,
        ask: SetLogin,
    ) -> Result<LoginChanged, Failure> {
        let known = self.sessions.named(&ask.name)?;
        let id = known.row.id;
        let (username, why) = match ask.login {
            Some(login) => {
                let login = checked(login)?;
                let username = login.username.clone();
                (Some(username), self.keep_login(id, login).await?)
            }
            None => {
                self.forget_password_of(&known.row).await?;
                (None, None)
            }
        };
        let changed = self.store.main().set_username(id, username.as_deref()).await;
        changed.map_err(|error| convert::from_main(&error))?;
        self.stop_session(id).await;
        let subscribed = Vec::new();
        self.sessions.put(ConnectionRow { username, subscribed, ..known.row });
        self.start_anew(&ask.name, id, why).await
    }

    pub(crate) async fn forget_password(
        self: &Arc<Self>,
        ask: ForgetPassword,
    ) -> Result<LoginChanged, Failure> {
        let known = self.sessions.named(&ask.name)?;
        self.forget_password_of(&known.row).await?;
        self.stop_session(known.row.id).await;
        self.start_anew(&ask.name, known.row.id, None).await
    }

    async fn start_anew(
        self: &Arc<Self>,
        name: &str,
        id: ConnectionId,
        why: Option<SecretError>,
    ) -> Result<LoginChanged, Failure> {
        if self.is_collecting() {
            self.start_session(id).await?;
        }
        self.announce_connections();
        let connection = self.connection_view(&self.sessions.named(name)?);
        let explanation = why.map_or_else(String::new, |why| held_for_this_run(&why));
        Ok(LoginChanged { connection, explanation })
    }

    /// Has the password of a connection kept; tells why it is held for this run only, where that was not wanted.
    pub(crate) async fn keep_login(
        &self,
        id: ConnectionId,
        login: Checked,
    ) -> Result<Option<SecretError>, Failure> {
        let kept = self.keeper.keep(&password_name(id), login.password).await;
        match kept.map_err(|error| convert::from_secret(&error))? {
            Kept::Keyring | Kept::SealedFile => Ok(None),
            Kept::ThisRun { why } => Ok(why),
        }
    }

    /// Forgets the password of a connection, where it has one.
    pub(crate) async fn forget_password_of(&self, row: &ConnectionRow) -> Result<(), Failure> {
        if row.username.is_none() {
            return Ok(());
        }
        let forgotten = self.keeper.forget(&password_name(row.id)).await;
        forgotten.map_err(|error| convert::from_secret(&error))
    }

    /// What a connection signs in with; none where the broker asks for no name.
    pub(crate) async fn credentials_of(
        &self,
        row: &ConnectionRow,
    ) -> Result<Option<Credentials>, Needed> {
        let Some(username) = &row.username else { return Ok(None) };
        match self.keeper.read(&password_name(row.id)).await {
            Ok(Some(password)) => Ok(Some(credentials(username.clone(), &password))),
            Ok(None) => {
                let words = format!(
                    "The password of the user {username:?} is not on this computer: nothing is collected from this broker until it is entered."
                );
                Err(Needed { words, silent: false })
            }
            Err(error) => {
                let words = format!(
                    "The password cannot be read: {error}. Nothing is collected from this broker until it can. {}",
                    error.hint()
                );
                Err(Needed { words, silent: matches!(error, SecretError::KeyringSilent) })
            }
        }
    }

    /// Starts the sessions that waited for a password.
    async fn start_awaited(self: &Arc<Self>) -> Result<(), Failure> {
        for known in self.sessions.all() {
            if known.awaiting.is_some() && self.is_collecting() {
                self.start_session(known.row.id).await?;
            }
        }
        self.announce_connections();
        Ok(())
    }

    /// Starts a session when a keyring that did not answer has answered.
    pub(crate) fn start_when_keyring_is_back(self: &Arc<Self>, id: ConnectionId) {
        let (keeper, engine) = (self.keeper.clone(), Arc::downgrade(self));
        // Ends with the keyring's answer; the engine does not live on for it.
        tokio::spawn(async move {
            keeper.keyring_back().await;
            let Some(engine) = engine.upgrade() else { return };
            if let Err(failure) = engine.start_session(id).await {
                tracing::error!(%failure, "Connection not started");
            }
            engine.announce_connections();
        });
    }

    /// How a connection signs in, for a screen.
    pub(crate) fn login_of(&self, known: &Known) -> Option<LoginView> {
        let username = known.row.username.clone()?;
        let password = if known.awaiting.is_some() {
            PasswordState::Awaited
        } else if self.keeper.holds_for_this_run(&password_name(known.row.id)) {
            PasswordState::ThisRun
        } else if known.status.is_some() {
            PasswordState::Kept
        } else {
            PasswordState::NotAsked
        };
        Some(LoginView { username, password })
    }
}

/// What a login that is kept nowhere signs in with.
pub(crate) fn credentials_once(login: Checked) -> Credentials {
    credentials(login.username, &login.password)
}

fn credentials(user: String, password: &SecretString) -> Credentials {
    Credentials::new(user, password.expose_secret().to_owned())
}

/// A login that brokers and keyrings can take.
pub(crate) struct Checked {
    pub(crate) username: String,
    password: SecretString,
}

/// Takes a login as it was entered.
pub(crate) fn checked(login: Login) -> Result<Checked, Failure> {
    let Login { username, password } = login;
    if username.is_empty() || username.len() > USERNAME_BYTES_MAX {
        let message = format!("A user name has 1 to {USERNAME_BYTES_MAX} bytes.");
        let hint = "Enter the name that the broker knows.";
        return Err(Failure::new(FailureCode::BadRequest, message, hint));
    }
    let password = secret_of(password);
    secret::check(&password).map_err(|error| convert::from_secret(&error))?;
    Ok(Checked { username, password })
}

fn secret_of(password: Password) -> SecretString {
    SecretString::from(password.into_text())
}

/// The name of a connection's password; never changes after a release.
fn password_name(id: ConnectionId) -> SecretName {
    SecretName::new(format!("connection/{}/password", id.0)).expect("digits and plain words")
}

/// Why a password is not kept over a restart, in words.
fn held_for_this_run(why: &SecretError) -> String {
    let words = convert::chain(why);
    format!(
        "{words}. The password is held until Plantroom stops and asked for again after that. {}",
        why.hint()
    )
}
