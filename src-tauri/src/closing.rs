//! What closing the window does: it asks, goes on collecting without it, or stops.
//!
//! Remembers the choice in one small file and judges each request to close. Closes nothing itself.

use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;
use wire::{Closing, Failure};

use crate::files;

/// A page that does not answer must not keep the window open: who closes again within this time means it.
const AGAIN_MAX: Duration = Duration::from_secs(5);

const FILE: &str = "closing.json";
const KEY: &str = "closing";

/// Judges requests to close the window.
pub(crate) struct Closer {
    folder: PathBuf,
    state: Mutex<State>,
}

struct State {
    choice: Closing,
    /// When it was asked; none where nothing is open.
    asked: Option<Instant>,
}

/// What is to be done with a request to close.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The window closes, and what this program collects ends in order.
    Close,
    /// The window goes out of sight, and collecting goes on.
    Hide,
    /// Somebody has to be asked first.
    Ask,
}

impl Closer {
    /// The choice remembered in this folder; to ask where there is none.
    pub(crate) fn read(folder: PathBuf) -> Self {
        let choice = match std::fs::read(folder.join(FILE)) {
            Ok(bytes) => parse(&bytes).unwrap_or_else(|| {
                tracing::warn!(file = FILE, "Remembered choice not readable");
                Closing::Ask
            }),
            Err(error) => {
                if error.kind() != io::ErrorKind::NotFound {
                    tracing::warn!(file = FILE, %error, "Remembered choice not read");
                }
                Closing::Ask
            }
        };
        Self { folder, state: Mutex::new(State { choice, asked: None }) }
    }

    /// What closing does now.
    pub(crate) fn choice(&self) -> Closing {
        self.state().choice
    }

    /// Remembers what closing does from now on.
    pub(crate) fn choose(&self, choice: Closing) -> Result<(), Failure> {
        let text = json!({ KEY: choice }).to_string();
        files::replace(&self.folder, FILE, text.as_bytes())?;
        *self.state() = State { choice, asked: None };
        Ok(())
    }

    /// What is to be done with a request to close.
    pub(crate) fn judge(&self, collects: bool, now: Instant) -> Verdict {
        if !collects {
            // Another program collects and goes on, or nobody does: closing loses nothing.
            return Verdict::Close;
        }
        let mut state = self.state();
        match state.choice {
            Closing::Stop => Verdict::Close,
            Closing::Keep => Verdict::Hide,
            Closing::Ask => {
                let before = state.asked.replace(now);
                let again = before.is_some_and(|asked| now.duration_since(asked) <= AGAIN_MAX);
                if again { Verdict::Close } else { Verdict::Ask }
            }
        }
    }

    /// Somebody answered: the next request to close is a new one.
    pub(crate) fn answered(&self) {
        self.state().asked = None;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn parse(bytes: &[u8]) -> Option<Closing> {
    let mut value: Value = serde_json::from_slice(bytes).ok()?;
    serde_json::from_value(value.get_mut(KEY)?.take()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closer(folder: &tempfile::TempDir) -> Closer {
        Closer::read(folder.path().join("settings"))
    }

    #[test]
    fn the_choice_is_remembered() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(closer(&folder).choice(), Closing::Ask);
        for choice in [Closing::Keep, Closing::Stop, Closing::Ask] {
            closer(&folder).choose(choice).unwrap();
            assert_eq!(closer(&folder).choice(), choice);
        }
    }

    #[test]
    fn a_file_that_says_nothing_means_to_ask() {
        let folder = tempfile::tempdir().unwrap();
        for text in ["", "keep", "{}", r#"{"closing":"later"}"#, r#"["keep"]"#, "{\"closing\":"] {
            std::fs::write(folder.path().join(FILE), text).unwrap();
            let closer = Closer::read(folder.path().to_owned());
            assert_eq!(closer.choice(), Closing::Ask, "{text}");
        }
    }

    #[test]
    fn a_window_that_does_not_collect_just_closes() {
        let folder = tempfile::tempdir().unwrap();
        let closer = closer(&folder);
        for choice in [Closing::Ask, Closing::Keep, Closing::Stop] {
            closer.choose(choice).unwrap();
            assert_eq!(closer.judge(false, Instant::now()), Verdict::Close, "{choice:?}");
        }
    }

    #[test]
    fn a_choice_that_was_made_is_followed_without_asking() {
        let folder = tempfile::tempdir().unwrap();
        let closer = closer(&folder);
        closer.choose(Closing::Keep).unwrap();
        assert_eq!(closer.judge(true, Instant::now()), Verdict::Hide);
        closer.choose(Closing::Stop).unwrap();
        assert_eq!(closer.judge(true, Instant::now()), Verdict::Close);
    }

    #[test]
    fn who_closes_again_at_once_means_it_and_who_comes_later_is_asked_again() {
        let folder = tempfile::tempdir().unwrap();
        let closer = closer(&folder);
        let first = Instant::now();
        let later = first + AGAIN_MAX + Duration::from_millis(1);
        assert_eq!(closer.judge(true, first), Verdict::Ask);
        assert_eq!(closer.judge(true, later), Verdict::Ask);
        assert_eq!(closer.judge(true, later + Duration::from_secs(1)), Verdict::Close);
    }

    #[test]
    fn an_answer_makes_the_next_request_a_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let closer = closer(&folder);
        let now = Instant::now();
        assert_eq!(closer.judge(true, now), Verdict::Ask);
        closer.answered();
        assert_eq!(closer.judge(true, now + Duration::from_secs(1)), Verdict::Ask);
    }
}
