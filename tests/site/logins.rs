//! A broker that asks for a name and a password: entered once, sealed, found again after a restart, and in no file.

use std::fs;
use std::path::Path;
use std::process::Command;

use engine::{Collector, Door};
use model::Conventions;
use mosquitto::Mosquitto;
use tempfile::TempDir;
use wire::{
    AddConnection, ConnectionSecurity, ConnectionState, ConnectionView, Connections, FailureCode,
    ForgetPassword, Login, Password, PasswordState, RemoveConnection, SealSecrets, SecretStore,
    Secrets, SetLogin, TestConnection, TrialStage, TryConnection, UnlockSecrets,
};

use crate::harness::until;

const USER: &str = "console";
const PASSWORD: &str = "canary-3d1f-sings-no-song";
const PASSPHRASE: &str = "canary passphrase of words";

/// A mosquitto that knows one user.
struct Guarded {
    broker: Mosquitto,
    _users: TempDir,
}

impl Guarded {
    fn start() -> Self {
        let users = tempfile::tempdir().unwrap();
        let file = users.path().join("users");
        let mut make = Command::new("mosquitto_passwd");
        let made = make.arg("-b").arg("-c").arg(&file).args([USER, PASSWORD]).status().unwrap();
        assert!(made.success());
        let lines = format!("user root\nallow_anonymous false\npassword_file {}\n", file.display());
        Self { broker: Mosquitto::start_with(&lines).unwrap(), _users: users }
    }
}

fn login(password: &str) -> Login {
    Login { username: USER.to_owned(), password: Password::new(password.to_owned()) }
}

fn passphrase(text: &str) -> Password {
    Password::new(text.to_owned())
}

async fn main_of(door: &Door) -> ConnectionView {
    let all = door.ask(Connections {}).await.unwrap();
    all.into_iter().find(|connection| connection.name == "main").unwrap()
}

async fn until_it_is(door: &Door, state: ConnectionState) -> ConnectionView {
    until("the state of the connection", || async { main_of(door).await.state == state }).await;
    main_of(door).await
}

async fn enter(door: &Door, login: Option<Login>) {
    door.ask(SetLogin { name: "main".to_owned(), login }).await.unwrap();
}

/// A folder whose secrets go into a sealed file, so that no keyring is asked, with a guarded broker added.
async fn sealed_folder(broker: &Mosquitto) -> (TempDir, Collector) {
    let folder = tempfile::tempdir().unwrap();
    engine::init(folder.path(), Some("Europe/Amsterdam")).await.unwrap();
    let collector = Collector::start(folder.path()).await.unwrap();
    let door = collector.door();
    let sealed = door.ask(SealSecrets { passphrase: passphrase(PASSPHRASE) }).await.unwrap();
    assert_eq!(sealed.store, SecretStore::SealedFile);
    let add = AddConnection {
        name: "main".to_owned(),
        url: broker.url(),
        filters: Vec::new(),
        version: None,
        login: Some(login(PASSWORD)),
        security: ConnectionSecurity::default(),
        conventions: Conventions::All,
    };
    door.ask(add).await.unwrap();
    (folder, collector)
}

fn files_with(text: &str, folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(text, &path));
        } else if fs::read(&path).unwrap().windows(text.len()).any(|at| at == text.as_bytes()) {
            found.push(path.display().to_string());
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_password_is_used_after_a_restart_once_it_is_unlocked() {
    let guarded = Guarded::start();
    let (folder, collector) = sealed_folder(&guarded.broker).await;
    let live = until_it_is(&collector.door(), ConnectionState::Live).await;
    let shown = live.login.unwrap();
    assert_eq!((shown.username.as_str(), shown.password), (USER, PasswordState::Kept));
    collector.stop().await;

    let collector = Collector::start(folder.path()).await.unwrap();
    let door = collector.door();
    let waiting = until_it_is(&door, ConnectionState::NeedsPassword).await;
    assert!(waiting.explanation.contains("passphrase"), "{}", waiting.explanation);
    assert_eq!(waiting.login.unwrap().password, PasswordState::Awaited);
    let secrets = door.ask(Secrets {}).await.unwrap();
    assert_eq!(secrets.store, SecretStore::SealedFileLocked);
    assert_eq!(secrets.awaited, ["main"]);
    let wrong = door.ask(UnlockSecrets { passphrase: passphrase("another one") }).await;
    assert_eq!(wrong.unwrap_err().code, FailureCode::BadRequest);
    let tested = door.ask(TestConnection { name: "main".to_owned() }).await.unwrap_err();
    assert_eq!(tested.code, FailureCode::Configuration);
    assert_eq!(main_of(&door).await.state, ConnectionState::NeedsPassword);

    let unlocked = door.ask(UnlockSecrets { passphrase: passphrase(PASSPHRASE) }).await.unwrap();
    assert!(unlocked.awaited.is_empty());
    let live = until_it_is(&door, ConnectionState::Live).await;
    assert!(live.explanation.is_empty(), "{}", live.explanation);
    collector.stop().await;
    for text in [PASSWORD, PASSPHRASE] {
        assert_eq!(files_with(text, folder.path()), [""; 0]);
    }
    assert!(!files_with(USER, folder.path()).is_empty(), "the looking finds what is there");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_a_forgotten_and_a_removed_password_are_told_apart() {
    let guarded = Guarded::start();
    let (folder, collector) = sealed_folder(&guarded.broker).await;
    let door = collector.door();
    until_it_is(&door, ConnectionState::Live).await;

    enter(&door, Some(login("wrong"))).await;
    let refused = until_it_is(&door, ConnectionState::Refused).await;
    assert!(!refused.explanation.is_empty());
    enter(&door, Some(login(PASSWORD))).await;
    until_it_is(&door, ConnectionState::Live).await;

    door.ask(ForgetPassword { name: "main".to_owned() }).await.unwrap();
    let waiting = until_it_is(&door, ConnectionState::NeedsPassword).await;
    assert!(waiting.explanation.contains(USER), "{}", waiting.explanation);
    enter(&door, Some(login(PASSWORD))).await;
    until_it_is(&door, ConnectionState::Live).await;

    enter(&door, None).await;
    let nobody = until_it_is(&door, ConnectionState::Refused).await;
    assert_eq!(nobody.login, None);
    enter(&door, Some(login(PASSWORD))).await;
    until_it_is(&door, ConnectionState::Live).await;

    door.ask(RemoveConnection { name: "main".to_owned() }).await.unwrap();
    let again = AddConnection {
        name: "main".to_owned(),
        url: guarded.broker.url(),
        filters: Vec::new(),
        version: None,
        login: None,
        security: ConnectionSecurity::default(),
        conventions: Conventions::All,
    };
    door.ask(again).await.unwrap();
    let nobody = until_it_is(&door, ConnectionState::Refused).await;
    assert_eq!(nobody.login, None, "the old login went with the old connection");
    collector.stop().await;
    assert_eq!(files_with(PASSWORD, folder.path()), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_tried_with_a_login_that_is_kept_nowhere() {
    let guarded = Guarded::start();
    let (folder, collector) = sealed_folder(&guarded.broker).await;
    let door = collector.door();
    let before = fs::read(folder.path().join("secrets.sealed")).unwrap();
    let trial =
        |login| TryConnection { url: guarded.broker.url(), login, ..TryConnection::default() };
    let right = door.ask(trial(Some(login(PASSWORD)))).await.unwrap();
    assert_eq!(right.failed(), None);
    for useless in [Some(login("wrong")), None] {
        let tested = door.ask(trial(useless)).await.unwrap();
        assert_eq!(tested.failed().unwrap().stage, TrialStage::SignIn);
    }
    let kept = TryConnection { login_of: Some("main".to_owned()), ..trial(None) };
    assert_eq!(door.ask(kept).await.unwrap().failed(), None, "with the login that is kept");
    for useless in
        [login(""), login(&"x".repeat(3_000)), Login { username: String::new(), ..login("x") }]
    {
        let refused = door.ask(trial(Some(useless))).await.unwrap_err();
        assert_eq!(refused.code, FailureCode::BadRequest);
    }
    assert_eq!(fs::read(folder.path().join("secrets.sealed")).unwrap(), before);
    collector.stop().await;
}
