//! The keeper: the one door to the secrets of a data folder.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{Mutex as AsyncMutex, MutexGuard as AsyncMutexGuard};
use tokio::task::spawn_blocking;

use crate::error::SecretError;
use crate::keyring::Keyring;
use crate::limits::{SECRET_BYTES_MAX, SECRETS_MAX};
use crate::name::SecretName;
use crate::sealed::{Entries, Sealed};
use crate::state::{Kept, State};

/// What keeps secrets where the data folder has no sealed file. A sealed file always comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Choice {
    /// The system's keyring; this run's memory where there is none.
    #[default]
    Keyring,
    /// This run's memory; the keyring is never asked.
    SessionOnly,
}

/// Refuses what no keyring would take.
///
/// # Errors
/// Where the secret is empty or longer than [`SECRET_BYTES_MAX`].
pub fn check(secret: &SecretString) -> Result<(), SecretError> {
    match secret.expose_secret().len() {
        0 => Err(SecretError::Empty),
        bytes if bytes > SECRET_BYTES_MAX => Err(SecretError::TooLong { bytes }),
        _ => Ok(()),
    }
}

/// Keeps, reads and forgets secrets by name. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Keeper {
    inner: Arc<Inner>,
}

struct Inner {
    folder: SecretName,
    /// Secrets that no lasting place took; they come before what those places hold.
    session: Mutex<Entries>,
    sealed: AsyncMutex<Sealed>,
    keyring: Option<Keyring>,
    /// One writes at a time, so that what is written last is what stays.
    writing: AsyncMutex<()>,
}

impl Keeper {
    /// The keeper of a data folder. `identity` tells the folder from all others in the keyring. Looks for the sealed file
    /// and asks nothing and nobody else.
    ///
    /// # Errors
    /// Where it cannot be told whether there is a sealed file.
    pub fn open(folder: &Path, identity: SecretName, choice: Choice) -> Result<Self, SecretError> {
        let sealed = AsyncMutex::new(Sealed::look(folder)?);
        let keyring = match choice {
            Choice::Keyring => Some(Keyring::new()),
            Choice::SessionOnly => None,
        };
        let (session, writing) = (Mutex::new(BTreeMap::new()), AsyncMutex::new(()));
        Ok(Self { inner: Arc::new(Inner { folder: identity, session, sealed, keyring, writing }) })
    }

    /// What keeps secrets right now; answers within [`crate::KEYRING_PATIENCE`].
    pub async fn state(&self) -> State {
        if let Some(unlocked) = self.sealed_file().await {
            return State::SealedFile { unlocked };
        }
        let Some(keyring) = &self.inner.keyring else {
            return State::SessionOnly { why: None };
        };
        match keyring.look().await {
            Ok(()) => State::Keyring,
            Err(SecretError::KeyringLocked | SecretError::KeyringSilent) => State::KeyringLocked,
            Err(other) => State::SessionOnly { why: Some(other.to_string()) },
        }
    }

    /// Keeps a secret, in place of what was there. Where no lasting place takes it, it is held for this run, and the
    /// reason comes back with it.
    ///
    /// # Errors
    /// Where it is empty or too long, or this run holds too many.
    pub async fn keep(&self, name: &SecretName, secret: SecretString) -> Result<Kept, SecretError> {
        check(&secret)?;
        let _writing = self.inner.writing.lock().await;
        self.hold(name, &secret)?;
        Ok(self.put(name, secret).await)
    }

    /// Reads a secret; none where it has to be asked for.
    ///
    /// # Errors
    /// Where the keyring is locked, silent or faulty, or the sealed file is not unlocked.
    pub async fn read(&self, name: &SecretName) -> Result<Option<SecretString>, SecretError> {
        if let Some(held) = self.session().get(name).cloned() {
            return Ok(Some(held));
        }
        if self.sealed_file().await.is_some() {
            return self.sealed().await.read(name);
        }
        let Some(keyring) = &self.inner.keyring else { return Ok(None) };
        match keyring.read(self.account(name)).await {
            Err(SecretError::KeyringAbsent { .. }) => Ok(None),
            answer => answer,
        }
    }

    /// Whether only this run holds a secret, so that a restart asks for it.
    #[must_use]
    pub fn holds_for_this_run(&self, name: &SecretName) -> bool {
        self.session().contains_key(name)
    }

    /// Forgets a secret everywhere it may be; nothing happens where there is none.
    ///
    /// # Errors
    /// Where the keyring is locked, silent or faulty, or the sealed file is not unlocked or cannot be written: it may
    /// still hold the secret.
    pub async fn forget(&self, name: &SecretName) -> Result<(), SecretError> {
        let _writing = self.inner.writing.lock().await;
        self.session().remove(name);
        if self.sealed_file().await.is_some() {
            let name = name.clone();
            return self.with_sealed(move |sealed| sealed.forget(&name)).await;
        }
        let Some(keyring) = &self.inner.keyring else { return Ok(()) };
        match keyring.forget(self.account(name)).await {
            Err(SecretError::KeyringAbsent { .. }) => Ok(()),
            answer => answer,
        }
    }

    /// Unlocks the sealed file for this run.
    ///
    /// # Errors
    /// Where there is none, the passphrase is another, or the file is damaged, foreign or newer.
    pub async fn unlock(&self, passphrase: SecretString) -> Result<(), SecretError> {
        self.with_sealed(move |sealed| sealed.unlock(&passphrase)).await?;
        self.carry_over().await;
        Ok(())
    }

    /// Makes the sealed file, which from now on keeps all secrets, and takes in what this run holds; gives an unlocked
    /// one another passphrase. What the keyring holds stays there and is not read any more.
    ///
    /// # Errors
    /// Where the passphrase is too short, the file is there and locked, or cannot be written.
    pub async fn seal_with(&self, passphrase: SecretString) -> Result<(), SecretError> {
        let _writing = self.inner.writing.lock().await;
        let held = self.session().clone();
        let names: Vec<SecretName> = held.keys().cloned().collect();
        self.with_sealed(move |sealed| sealed.seal_with(&passphrase, &held)).await?;
        let mut session = self.session();
        names.iter().for_each(|name| drop(session.remove(name)));
        Ok(())
    }

    /// Waits until a keyring that did not answer in time has answered, and gives it what this run holds. Returns at once
    /// where no answer is owed.
    pub async fn keyring_back(&self) {
        if let Some(keyring) = &self.inner.keyring {
            keyring.answering().await;
            self.carry_over().await;
        }
    }

    /// Puts a secret that is held into its lasting place.
    async fn put(&self, name: &SecretName, secret: SecretString) -> Kept {
        let (kept, place) = if self.sealed_file().await.is_some() {
            let (entry, secret) = (name.clone(), secret);
            (self.with_sealed(move |sealed| sealed.keep(&entry, &secret)).await, Kept::SealedFile)
        } else if let Some(keyring) = &self.inner.keyring {
            (keyring.keep(self.account(name), secret).await, Kept::Keyring)
        } else {
            return Kept::ThisRun { why: None };
        };
        match kept {
            Ok(()) => {
                self.session().remove(name);
                place
            }
            Err(why) => Kept::ThisRun { why: Some(why) },
        }
    }

    /// Gives the lasting place what only this run holds; what it does not take stays held.
    async fn carry_over(&self) {
        let _writing = self.inner.writing.lock().await;
        let held = self.session().clone();
        for (name, secret) in held {
            if let Kept::ThisRun { why: Some(why) } = self.put(&name, secret).await {
                tracing::warn!(%name, %why, "Secret held for this run only");
            }
        }
    }

    /// Whether the sealed file is unlocked; none where there is no such file.
    async fn sealed_file(&self) -> Option<bool> {
        let sealed = self.sealed().await;
        sealed.is_there().then(|| sealed.is_open())
    }

    /// Holds a secret for this run, before a lasting place has it: a crash of the keyring must not lose it meanwhile.
    fn hold(&self, name: &SecretName, secret: &SecretString) -> Result<(), SecretError> {
        let mut session = self.session();
        if session.len() >= SECRETS_MAX && !session.contains_key(name) {
            return Err(SecretError::TooMany);
        }
        session.insert(name.clone(), secret.clone());
        Ok(())
    }

    /// Does work on the sealed file where it may block.
    async fn with_sealed<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Sealed) -> Result<T, SecretError> + Send + 'static,
    ) -> Result<T, SecretError> {
        let inner = Arc::clone(&self.inner);
        let work = move || work(&mut inner.sealed.blocking_lock());
        spawn_blocking(work).await.unwrap_or(Err(SecretError::Ending))
    }

    /// The name in the keyring, which two data folders never share.
    fn account(&self, name: &SecretName) -> String {
        format!("{}/{name}", self.inner.folder)
    }

    fn session(&self) -> MutexGuard<'_, Entries> {
        self.inner.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn sealed(&self) -> AsyncMutexGuard<'_, Sealed> {
        self.inner.sealed.lock().await
    }
}

impl fmt::Debug for Keeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keeper").field("folder", &self.inner.folder).finish_non_exhaustive()
    }
}
