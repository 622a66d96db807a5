//! The system's keyring: kept, read elsewhere, forgotten; absent, locked, frozen, started anew.

use std::time::Duration;

use secret::{Choice, KEYRING_PATIENCE, Keeper, Kept, SecretError, State};
use tokio::time::{Instant, timeout};

use crate::bus::{Daemon, beside, stage, wait_for, with_a_bus, without_a_bus};
use crate::folder::{PASSPHRASE, folder, keeper, name, read};

/// What a person waits at most: the keyring's patience and a second for everything around it.
const TOLD_WITHIN: Duration = Duration::from_secs(5);

const LOGIN: &str = "login password";

async fn timed<T>(work: impl Future<Output = T>) -> (T, Duration) {
    let started = Instant::now();
    let done = timeout(Duration::from_secs(30), work).await.expect("an answer came at all");
    (done, started.elapsed())
}

/// A keeper that has no sealed file and may ask the keyring.
fn asking(identity: &str) -> (tempfile::TempDir, Keeper) {
    let place = folder();
    let keeper = keeper(place.path(), identity, Choice::Keyring);
    (place, keeper)
}

#[test]
fn a_secret_is_kept_read_by_another_process_and_forgotten() {
    const TEST: &str = "keyring::a_secret_is_kept_read_by_another_process_and_forgotten";
    let secret = "pässword 🔑 with \"quotes\"\nand lines";
    match stage().as_deref() {
        None => drop(with_a_bus(TEST)),
        Some("read") => {
            let (_place, keeper) = asking("one");
            assert_eq!(wait_for(read(&keeper, "connection/1/password")).as_deref(), Some(secret));
        }
        Some("gone") => {
            let (_place, keeper) = asking("one");
            assert_eq!(wait_for(read(&keeper, "connection/1/password")), None);
        }
        Some(_) => wait_for(async {
            let _daemon = Daemon::unlocked(LOGIN);
            let (_place, keeper) = asking("one");
            assert_eq!(keeper.state().await, State::Keyring);
            let password = name("connection/1/password");
            let kept = keeper.keep(&password, "an older one".into()).await.unwrap();
            assert!(matches!(kept, Kept::Keyring), "{kept:?}");
            keeper.keep(&password, secret.into()).await.unwrap();
            drop(beside(TEST, "read"));
            keeper.forget(&password).await.unwrap();
            assert_eq!(read(&keeper, "connection/1/password").await, None);
            keeper.forget(&password).await.unwrap();
            drop(beside(TEST, "gone"));
        }),
    }
}

#[test]
fn two_data_folders_do_not_mix_and_the_longest_secret_fits() {
    const TEST: &str = "keyring::two_data_folders_do_not_mix_and_the_longest_secret_fits";
    if stage().is_none() {
        drop(with_a_bus(TEST));
        return;
    }
    wait_for(async {
        let _daemon = Daemon::unlocked(LOGIN);
        let (_one_place, one) = asking("one");
        let (_other_place, other) = asking("other");
        let longest = "€".repeat(secret::SECRET_BYTES_MAX / 3);
        one.keep(&name("a"), longest.as_str().into()).await.unwrap();
        assert_eq!(read(&other, "a").await, None);
        other.keep(&name("a"), "short".into()).await.unwrap();
        assert_eq!(read(&one, "a").await, Some(longest));
        other.forget(&name("a")).await.unwrap();
        assert!(read(&one, "a").await.is_some());
    });
}

#[test]
fn without_a_bus_there_is_no_keyring_and_this_run_holds_what_is_entered() {
    const TEST: &str =
        "keyring::without_a_bus_there_is_no_keyring_and_this_run_holds_what_is_entered";
    if stage().is_none() {
        drop(without_a_bus(TEST));
        return;
    }
    wait_for(no_keyring());
}

#[test]
fn a_bus_without_a_keyring_is_told_alike() {
    const TEST: &str = "keyring::a_bus_without_a_keyring_is_told_alike";
    if stage().is_none() {
        drop(with_a_bus(TEST));
        return;
    }
    wait_for(no_keyring());
}

async fn no_keyring() {
    let (_place, keeper) = asking("one");
    let (state, took) = timed(keeper.state()).await;
    assert!(matches!(state, State::SessionOnly { why: Some(_) }), "{state:?}");
    assert!(took < TOLD_WITHIN, "{took:?}");
    let (kept, took) = timed(keeper.keep(&name("a"), "swordfish".into())).await;
    let kept = kept.unwrap();
    let told = matches!(kept, Kept::ThisRun { why: Some(SecretError::KeyringAbsent { .. }) });
    assert!(told && took < TOLD_WITHIN, "{kept:?} after {took:?}");
    assert_eq!(read(&keeper, "a").await.as_deref(), Some("swordfish"));
    assert_eq!(read(&keeper, "b").await, None);
    keeper.forget(&name("a")).await.unwrap();
    assert_eq!(read(&keeper, "a").await, None);

    keeper.keep(&name("a"), "swordfish".into()).await.unwrap();
    keeper.seal_with(PASSPHRASE.into()).await.unwrap();
    assert_eq!(keeper.state().await, State::SealedFile { unlocked: true });
    assert_eq!(read(&keeper, "a").await.as_deref(), Some("swordfish"));
}

#[test]
fn a_keyring_that_comes_later_is_found() {
    const TEST: &str = "keyring::a_keyring_that_comes_later_is_found";
    if stage().is_none() {
        drop(with_a_bus(TEST));
        return;
    }
    wait_for(async {
        let (_place, keeper) = asking("one");
        assert!(matches!(keeper.state().await, State::SessionOnly { .. }));
        let daemon = Daemon::unlocked(LOGIN);
        assert_eq!(keeper.state().await, State::Keyring);
        keeper.keep(&name("a"), "swordfish".into()).await.unwrap();

        // Signed out and in again: the session at the keyring is another one.
        daemon.end();
        let _daemon = Daemon::unlocked(LOGIN);
        assert_eq!(read(&keeper, "a").await.as_deref(), Some("swordfish"));
        let kept = keeper.keep(&name("a"), "herring".into()).await.unwrap();
        assert!(matches!(kept, Kept::Keyring), "{kept:?}");
    });
}

#[test]
fn a_locked_keyring_is_told_in_time_and_this_run_goes_on() {
    const TEST: &str = "keyring::a_locked_keyring_is_told_in_time_and_this_run_goes_on";
    if stage().is_none() {
        drop(with_a_bus(TEST));
        return;
    }
    wait_for(async {
        let (_place, keeper) = asking("one");
        let daemon = Daemon::unlocked(LOGIN);
        keeper.keep(&name("a"), "swordfish".into()).await.unwrap();
        daemon.end();

        let daemon = Daemon::locked();
        let (state, took) = timed(keeper.state()).await;
        assert!(state == State::KeyringLocked && took < TOLD_WITHIN, "{state:?} after {took:?}");
        let (locked, took) = timed(keeper.read(&name("a"))).await;
        let locked = locked.unwrap_err();
        let told = matches!(locked, SecretError::KeyringLocked | SecretError::KeyringSilent);
        assert!(told && took < TOLD_WITHIN, "{locked} after {took:?}");
        let (kept, took) = timed(keeper.keep(&name("b"), "herring".into())).await;
        assert!(matches!(kept.unwrap(), Kept::ThisRun { why: Some(_) }) && took < TOLD_WITHIN);
        assert_eq!(read(&keeper, "b").await.as_deref(), Some("herring"));
        let (forgotten, took) = timed(keeper.forget(&name("a"))).await;
        assert!(forgotten.is_err() && took < TOLD_WITHIN, "it is still there");
        daemon.end();

        let _daemon = Daemon::unlocked(LOGIN);
        assert_eq!(keeper.state().await, State::Keyring);
        assert_eq!(read(&keeper, "a").await.as_deref(), Some("swordfish"));
    });
}

#[test]
fn a_frozen_keyring_holds_up_nobody_and_its_late_answer_counts() {
    const TEST: &str = "keyring::a_frozen_keyring_holds_up_nobody_and_its_late_answer_counts";
    if stage().is_none() {
        drop(with_a_bus(TEST));
        return;
    }
    wait_for(async {
        let daemon = Daemon::unlocked(LOGIN);
        let (_place, keeper) = asking("one");
        keeper.keep(&name("a"), "old".into()).await.unwrap();
        daemon.freeze();
        let (kept, took) = timed(keeper.keep(&name("a"), "new".into())).await;
        let kept = kept.unwrap();
        let silent = matches!(kept, Kept::ThisRun { why: Some(SecretError::KeyringSilent) });
        assert!(silent && took >= KEYRING_PATIENCE && took < TOLD_WITHIN, "{kept:?} {took:?}");

        // From now on nobody waits: what this run holds is there, the rest is told at once.
        let ((), took) = timed(async {
            assert_eq!(read(&keeper, "a").await.as_deref(), Some("new"));
            let unknown = keeper.read(&name("b")).await;
            assert!(matches!(unknown, Err(SecretError::KeyringSilent)));
            let kept = keeper.keep(&name("a"), "newest".into()).await.unwrap();
            assert!(matches!(kept, Kept::ThisRun { why: Some(SecretError::KeyringSilent) }));
            assert_eq!(keeper.state().await, State::KeyringLocked);
        })
        .await;
        assert!(took < Duration::from_secs(1), "{took:?}");
        let back = timeout(Duration::from_millis(50), keeper.keyring_back()).await;
        assert!(back.is_err(), "it is still frozen");

        daemon.thaw();
        let ((), _) = timed(keeper.keyring_back()).await;
        assert_eq!(keeper.state().await, State::Keyring);
        let (_place, restarted) = asking("one");
        assert_eq!(read(&restarted, "a").await.as_deref(), Some("newest"));
    });
}

#[test]
fn a_frozen_keyring_does_not_keep_the_program_from_ending() {
    const TEST: &str = "keyring::a_frozen_keyring_does_not_keep_the_program_from_ending";
    match stage().as_deref() {
        None => drop(with_a_bus(TEST)),
        Some("end") => wait_for(async {
            let (_place, keeper) = asking("one");
            assert_eq!(keeper.state().await, State::KeyringLocked);
        }),
        Some(_) => wait_for(async {
            let daemon = Daemon::unlocked(LOGIN);
            daemon.freeze();
            let ended = tokio::task::spawn_blocking(|| beside(TEST, "end"));
            let (ended, _) = timed(ended).await;
            drop(ended.unwrap());
        }),
    }
}
