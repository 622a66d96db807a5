//! The system's keyring, asked on a thread of its own, because it may block for as long as nobody unlocks it.
//!
//! Whoever asks waits at most [`KEYRING_PATIENCE`]. While a question hangs, everybody else is told so at once and queues
//! nothing behind it; its late answer makes the keyring usable again. The thread is never joined: the end of the program
//! does not wait for it.

mod system;
mod worker;

use std::sync::{Mutex, PoisonError};

use secrecy::SecretString;
use tokio::sync::mpsc::{self, error::TrySendError};
use tokio::sync::{oneshot, watch};
use tokio::time::timeout;

use crate::error::SecretError;
use crate::limits::{KEYRING_PATIENCE, KEYRING_QUESTIONS_MAX};
use worker::{Job, Question};

/// What the keyring holds under the name asked for.
pub(crate) type Found = Option<SecretString>;

/// The way to the keyring's thread, which starts with the first question.
pub(crate) struct Keyring {
    jobs: Mutex<Option<mpsc::Sender<Job>>>,
    activity: watch::Sender<Activity>,
}

/// What the thread is doing.
#[derive(Debug, Clone, Copy, Default)]
struct Activity {
    /// A question is with the keyring.
    asking: bool,
    /// Somebody has waited for it in vain.
    hanging: bool,
}

impl Keyring {
    /// A keyring that nobody has asked yet.
    pub(crate) fn new() -> Self {
        Self { jobs: Mutex::new(None), activity: watch::Sender::default() }
    }

    /// Looks whether there is a keyring and whether it is open.
    pub(crate) async fn look(&self) -> Result<(), SecretError> {
        self.ask(Question::Look).await.map(drop)
    }

    /// Keeps a secret, in place of what was there.
    pub(crate) async fn keep(
        &self,
        account: String,
        secret: SecretString,
    ) -> Result<(), SecretError> {
        self.ask(Question::Keep { account, secret }).await.map(drop)
    }

    /// Reads a secret; none where there is none.
    pub(crate) async fn read(&self, account: String) -> Result<Found, SecretError> {
        self.ask(Question::Read { account }).await
    }

    /// Forgets a secret; nothing happens where there is none.
    pub(crate) async fn forget(&self, account: String) -> Result<(), SecretError> {
        self.ask(Question::Forget { account }).await.map(drop)
    }

    /// Waits until no question hangs any more.
    pub(crate) async fn answering(&self) {
        let mut activity = self.activity.subscribe();
        // An error would say that the sender is gone, and it lives as long as this keyring does.
        drop(activity.wait_for(|activity| !activity.hanging).await);
    }

    async fn ask(&self, question: Question) -> Result<Found, SecretError> {
        if self.activity.borrow().hanging {
            return Err(SecretError::KeyringSilent);
        }
        let (reply, answer) = oneshot::channel();
        self.put(Job { question, reply })?;
        match timeout(KEYRING_PATIENCE, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(SecretError::KeyringFault { reason: "its thread ended".to_owned() }),
            Err(_) => {
                self.activity.send_modify(|activity| activity.hanging = activity.asking);
                Err(SecretError::KeyringSilent)
            }
        }
    }

    /// Hands a question to the thread; starts it where none runs, because it is the first or the last one broke.
    fn put(&self, job: Job) -> Result<(), SecretError> {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let job = match jobs.as_ref() {
            None => job,
            Some(running) => match running.try_send(job) {
                Ok(()) => return Ok(()),
                Err(TrySendError::Full(_)) => return Err(SecretError::KeyringSilent),
                Err(TrySendError::Closed(job)) => job,
            },
        };
        let (sender, receiver) = mpsc::channel(KEYRING_QUESTIONS_MAX);
        worker::start(receiver, self.activity.clone())?;
        drop(sender.try_send(job));
        *jobs = Some(sender);
        Ok(())
    }
}
