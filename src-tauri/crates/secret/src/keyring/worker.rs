//! The thread that talks to the keyring: one question after another.

use std::thread;

use keyring_core::Error;
use secrecy::SecretString;
use tokio::sync::{mpsc, oneshot, watch};

use super::system::System;
use super::{Activity, Found};
use crate::error::SecretError;

/// What the keyring is asked.
pub(super) enum Question {
    Look,
    Keep { account: String, secret: SecretString },
    Read { account: String },
    Forget { account: String },
}

/// A question, and who asked.
pub(super) struct Job {
    pub(super) question: Question,
    pub(super) reply: oneshot::Sender<Result<Found, SecretError>>,
}

/// Starts the thread. It ends when nobody can ask any more.
pub(super) fn start(
    mut jobs: mpsc::Receiver<Job>,
    activity: watch::Sender<Activity>,
) -> Result<(), SecretError> {
    let work = move || {
        let mut system = None;
        while let Some(job) = jobs.blocking_recv() {
            // Who gave up waiting was told that nothing was done.
            if job.reply.is_closed() {
                continue;
            }
            let asking = Asking::begin(&activity);
            let answer = answer(&mut system, &job.question);
            drop(asking);
            // Whoever has gone meanwhile does not need it.
            drop(job.reply.send(answer));
        }
    };
    let started = thread::Builder::new().name("keyring".to_owned()).spawn(work);
    started.map(drop).map_err(|error| SecretError::KeyringFault { reason: error.to_string() })
}

/// While this lives, a question is with the keyring; ends also where the keyring's library panics.
struct Asking<'a>(&'a watch::Sender<Activity>);

impl<'a> Asking<'a> {
    fn begin(activity: &'a watch::Sender<Activity>) -> Self {
        activity.send_modify(|activity| activity.asking = true);
        Self(activity)
    }
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        self.0.send_replace(Activity::default());
    }
}

/// Asks; where the keyring was there before and reports a fault, it may have been started anew: asks once more.
fn answer(system: &mut Option<System>, question: &Question) -> Result<Found, SecretError> {
    let old = system.is_some();
    match attempt(system, question) {
        Err(SecretError::KeyringFault { .. }) if old => {
            *system = None;
            attempt(system, question)
        }
        answer => answer,
    }
}

fn attempt(system: &mut Option<System>, question: &Question) -> Result<Found, SecretError> {
    let system = match system {
        Some(system) => system,
        None => system.insert(System::open()?),
    };
    match question {
        Question::Look => system.look().map(|()| None),
        Question::Keep { account, secret } => {
            system.keep(account, secret).map_err(told).map(|()| None)
        }
        Question::Read { account } => match system.read(account) {
            Ok(found) => found.map(Some),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(told(error)),
        },
        Question::Forget { account } => match system.forget(account) {
            Ok(()) | Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(told(error)),
        },
    }
}

/// The library's error without the bytes that some of its variants carry.
pub(super) fn told(error: Error) -> SecretError {
    let reason = match error {
        Error::NoStorageAccess(_) => return SecretError::KeyringLocked,
        Error::PlatformFailure(cause) => cause.to_string(),
        Error::NoEntry => "it has no such entry".to_owned(),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => {
            "what it holds under this name is no text".to_owned()
        }
        Error::BadStoreFormat(what) | Error::NotSupportedByStore(what) => what,
        Error::TooLong(what, limit) => format!("{what} is longer than {limit}"),
        Error::Invalid(what, why) => format!("{what} is not valid: {why}"),
        Error::Ambiguous(entries) => format!("it has {} entries of this name", entries.len()),
        Error::NoDefaultStore => "it is not there".to_owned(),
        _ => "it gave no reason".to_owned(),
    };
    SecretError::KeyringFault { reason }
}
