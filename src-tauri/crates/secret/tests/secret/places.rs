//! Without a keyring: this run's memory and the sealed file.

use secret::{Choice, Kept, SECRET_BYTES_MAX, SecretError, State};

use crate::folder::{PASSPHRASE, folder, keeper, name, read};

#[tokio::test]
async fn what_only_this_run_holds_is_gone_after_it() {
    let place = folder();
    let first = keeper(place.path(), "one", Choice::SessionOnly);
    assert_eq!(first.state().await, State::SessionOnly { why: None });
    let kept = first.keep(&name("a"), "swordfish".into()).await.unwrap();
    assert!(matches!(kept, Kept::ThisRun { why: None }));
    assert!(first.holds_for_this_run(&name("a")));
    assert_eq!(read(&first.clone(), "a").await.as_deref(), Some("swordfish"));
    first.forget(&name("a")).await.unwrap();
    assert_eq!(read(&first, "a").await, None);

    first.keep(&name("a"), "swordfish".into()).await.unwrap();
    let second = keeper(place.path(), "one", Choice::SessionOnly);
    assert_eq!(read(&second, "a").await, None);
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn sealing_takes_in_what_this_run_held_and_a_restart_asks_for_the_passphrase() {
    let place = folder();
    let first = keeper(place.path(), "one", Choice::SessionOnly);
    first.keep(&name("a"), "swordfish".into()).await.unwrap();
    first.seal_with(PASSPHRASE.into()).await.unwrap();
    assert_eq!(first.state().await, State::SealedFile { unlocked: true });
    let kept = first.keep(&name("b"), "herring".into()).await.unwrap();
    assert!(matches!(kept, Kept::SealedFile));
    assert!(!first.holds_for_this_run(&name("a")) && !first.holds_for_this_run(&name("b")));

    let second = keeper(place.path(), "one", Choice::Keyring);
    assert_eq!(second.state().await, State::SealedFile { unlocked: false });
    let locked = second.read(&name("a")).await;
    assert!(matches!(locked, Err(SecretError::SealedLocked)));
    let wrong = second.unlock("four plain words".into()).await;
    assert!(matches!(wrong, Err(SecretError::WrongPassphrase { .. })));
    second.unlock(PASSPHRASE.into()).await.unwrap();
    assert_eq!(second.state().await, State::SealedFile { unlocked: true });
    assert_eq!(read(&second, "a").await.as_deref(), Some("swordfish"));
    assert_eq!(read(&second, "b").await.as_deref(), Some("herring"));
}

#[tokio::test]
async fn what_was_entered_before_the_passphrase_is_used_at_once_and_sealed_with_it() {
    let place = folder();
    let first = keeper(place.path(), "one", Choice::SessionOnly);
    first.keep(&name("a"), "old".into()).await.unwrap();
    first.seal_with(PASSPHRASE.into()).await.unwrap();

    let second = keeper(place.path(), "one", Choice::SessionOnly);
    let kept = second.keep(&name("a"), "new".into()).await.unwrap();
    assert!(matches!(kept, Kept::ThisRun { why: Some(SecretError::SealedLocked) }));
    assert_eq!(read(&second, "a").await.as_deref(), Some("new"));
    second.unlock(PASSPHRASE.into()).await.unwrap();
    assert_eq!(read(&second, "a").await.as_deref(), Some("new"));

    let third = keeper(place.path(), "one", Choice::SessionOnly);
    third.unlock(PASSPHRASE.into()).await.unwrap();
    assert_eq!(read(&third, "a").await.as_deref(), Some("new"));
}

#[tokio::test]
async fn there_is_nothing_to_unlock_where_nothing_was_sealed() {
    let place = folder();
    let keeper = keeper(place.path(), "one", Choice::SessionOnly);
    let refused = keeper.unlock(PASSPHRASE.into()).await;
    assert!(matches!(refused, Err(SecretError::NotSealed)));
    assert_eq!(keeper.state().await, State::SessionOnly { why: None });
}

#[tokio::test]
async fn a_secret_has_a_byte_at_least_and_what_windows_takes_at_most() {
    let place = folder();
    let keeper = keeper(place.path(), "one", Choice::SessionOnly);
    let empty = keeper.keep(&name("a"), "".into()).await;
    assert!(matches!(empty, Err(SecretError::Empty)));
    let longest = "x".repeat(SECRET_BYTES_MAX);
    keeper.keep(&name("a"), longest.as_str().into()).await.unwrap();
    let longer = keeper.keep(&name("a"), format!("{longest}x").into()).await;
    assert!(matches!(longer, Err(SecretError::TooLong { bytes: 2_561 })));
    assert_eq!(read(&keeper, "a").await, Some(longest));
}
