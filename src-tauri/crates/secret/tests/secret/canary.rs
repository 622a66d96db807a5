//! A canary in every place: it is found in no file, no log and no text that the crate makes.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use secret::{Choice, Keeper, SecretError, SecretName, State};

use crate::folder::{PASSPHRASE, folder, keeper, name};

const CANARY: &str = "canary-7f3c-sings-no-song";

/// Every text that keeping, reading and forgetting makes.
async fn texts(keeper: &Keeper) -> String {
    let mut texts = String::new();
    let one = name("connection/1/password");
    let kept = keeper.keep(&one, CANARY.into()).await;
    let read = keeper.read(&one).await;
    let too_long = keeper.keep(&one, CANARY.repeat(200).into()).await;
    let no_name = SecretName::new(format!("{CANARY} "));
    let wrong = keeper.unlock(format!("{CANARY}, wrong").into()).await;
    let state = keeper.state().await;
    write!(texts, "{keeper:?} {kept:?} {read:?} {too_long:?} {no_name:?} {wrong:?} {state:?}")
        .unwrap();
    let failures: [Option<SecretError>; 3] = [too_long.err(), no_name.err(), wrong.err()];
    for failure in failures.into_iter().flatten() {
        write!(texts, "{failure} {} ", failure.hint()).unwrap();
    }
    texts
}

/// How many files below a folder hold the canary, and how many there are.
fn files_with_canary(folder: &Path) -> (usize, usize) {
    let (mut with, mut all) = (0, 0);
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let (below_with, below_all) = files_with_canary(&path);
            (with, all) = (with + below_with, all + below_all);
        } else if path.is_file() {
            let bytes = fs::read(&path).unwrap();
            let found = bytes.windows(CANARY.len()).any(|window| window == CANARY.as_bytes());
            (with, all) = (with + usize::from(found), all + 1);
        }
    }
    (with, all)
}

#[tokio::test]
async fn no_file_and_no_text_has_the_canary() {
    let place = folder();
    let keeper = keeper(place.path(), "one", Choice::SessionOnly);
    let held = texts(&keeper).await;
    keeper.seal_with(PASSPHRASE.into()).await.unwrap();
    assert_eq!(keeper.state().await, State::SealedFile { unlocked: true });
    let sealed = texts(&keeper).await;
    for text in [held, sealed] {
        assert!(!text.contains("canary-7f3c"), "{text}");
        assert!(!text.contains("sings"), "{text}");
    }
    assert_eq!(files_with_canary(place.path()), (0, 1), "one file, and the canary is not in it");

    // The looking itself works: it finds a canary that is there.
    fs::write(place.path().join("plain"), format!("x{CANARY}x")).unwrap();
    assert_eq!(files_with_canary(place.path()), (1, 2));
}

#[cfg(target_os = "linux")]
#[test]
fn neither_log_nor_home_has_the_canary_with_a_keyring() {
    use crate::bus::{Daemon, stage, wait_for, with_a_bus};

    const TEST: &str = "canary::neither_log_nor_home_has_the_canary_with_a_keyring";
    if stage().is_none() {
        let printed = with_a_bus(TEST);
        assert!(printed.contains("TRACE"), "the log was on");
        assert!(!printed.contains("canary-7f3c") && !printed.contains("sings"), "{printed}");
        return;
    }
    tracing_subscriber::fmt().with_max_level(tracing_subscriber::filter::LevelFilter::TRACE).init();
    wait_for(async {
        let _daemon = Daemon::unlocked("login password");
        let place = folder();
        let keeper = keeper(place.path(), "one", Choice::Keyring);
        assert_eq!(keeper.state().await, State::Keyring);
        let text = texts(&keeper).await;
        assert!(!text.contains("canary-7f3c"), "{text}");
        assert_eq!(files_with_canary(place.path()), (0, 0));
        let home = std::env::var_os("HOME").unwrap();
        let (with, all) = files_with_canary(Path::new(&home));
        assert!(with == 0 && all >= 1, "{with} of {all} files of the keyring");
    });
}
