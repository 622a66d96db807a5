//! Secured brokers on the command line: what is kept, what a trial prints, and where a password does not go.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Stdio};

use mosquitto::{Authority, Issued, Listener, Mosquitto, Order};
use serde_json::Value as Json;

use crate::{answer, code, command, plantroomctl, text, with_input};

const CANARY: &str = "canary-77c2-in-no-cage";
const PASSPHRASE: &str = "canary-and-other-birds";
/// How often a state is asked for that is to come: each time takes the start of a program.
const ASKED_MAX: usize = 1_000;

/// A collector that says everything it can into a file.
struct Talkative(Child);

impl Talkative {
    fn start(folder: &Path, log: &Path) -> Self {
        let folder = folder.to_str().unwrap();
        let mut child = command(&["--data-dir", folder, "--verbose", "--json", "collect"])
            .stdout(Stdio::piped())
            .stderr(File::create(log).unwrap())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut first).unwrap();
        assert!(first.contains("collecting"), "{first}");
        Self(child)
    }
}

impl Drop for Talkative {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// What every user of this computer sees of a process, and what its own user sees besides.
fn shown_of(process: u32) -> Vec<u8> {
    let read = |what: &str| fs::read(format!("/proc/{process}/{what}")).unwrap();
    [read("cmdline"), read("environ")].concat()
}

fn holds_canary(bytes: &[u8]) -> bool {
    bytes.windows(6).any(|window| window == b"canary")
}

fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else if path.is_file() {
            files.push(path);
        }
    }
    files
}

fn secured(issued: &Issued) -> (Mosquitto, String) {
    let users = [("console", CANARY)];
    let listener = Listener { certificate: Some(issued), users: &users, ..Listener::default() };
    let broker = Mosquitto::listening(&listener).unwrap();
    let url = format!("mqtts://localhost:{}", broker.port());
    (broker, url)
}

#[test]
fn a_password_shows_in_no_process_no_log_and_no_export() {
    let authority = Authority::new("Plant CA").unwrap();
    let (_broker, url) = secured(&authority.issue(&Order::default()).unwrap());
    let ca = authority.file();
    let (folder, beside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let place = folder.path().to_str().unwrap();
    answer(folder.path(), &["init", "--timezone", "UTC"]);
    let log = beside.path().join("log");
    let collector = Talkative::start(folder.path(), &log);
    let seal = ["--data-dir", place, "secrets", "seal", "--passphrase-stdin"];
    let sealed = with_input(&seal, PASSPHRASE.as_bytes());
    assert!(sealed.status.success(), "{}", text(&sealed.stderr));

    let add = ["broker", "add", "plant", &url, "--ca", ca.to_str().unwrap()];
    let sign_in = ["--verbose", "--user", "console", "--password-stdin"];
    let mut adding = command(&[&["--data-dir", place][..], &add, &sign_in].concat())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    adding.stdin.as_mut().unwrap().write_all(CANARY.as_bytes()).unwrap();
    assert!(!holds_canary(&shown_of(adding.id())), "while it reads the password");
    let added = adding.wait_with_output().unwrap();
    assert!(added.status.success(), "{}", text(&added.stderr));
    let said = [added.stdout, added.stderr].concat();
    assert!(!holds_canary(&said), "{}", text(&said));

    let mut asked = (0..ASKED_MAX).map(|_| answer(folder.path(), &["broker", "list"]));
    let live = asked.any(|listed| listed[0]["state"] == "live");
    assert!(live, "{}", fs::read_to_string(&log).unwrap());
    let tested = answer(folder.path(), &["broker", "test", "plant"]);
    assert!(!holds_canary(tested.to_string().as_bytes()), "{tested}");
    assert!(!holds_canary(&shown_of(collector.0.id())), "while it is signed in");
    let rows = beside.path().join("rows.csv");
    fs::write(&rows, "ts,point,value,unit,quality\n1772323200000,a,1,,\n").unwrap();
    answer(folder.path(), &["import", "readings", rows.to_str().unwrap()]);
    for file in ["all.csv", "all.parquet"] {
        let out = beside.path().join(file);
        let range = ["--from", "2026-01-01T00:00:00Z", "--to", "2027-01-01T00:00:00Z"];
        let export = ["export", "readings", "--out", out.to_str().unwrap()];
        answer(folder.path(), &[&export[..], &range].concat());
    }
    drop(collector);

    let files = [files_below(folder.path()), files_below(beside.path())].concat();
    assert!(fs::metadata(&log).unwrap().len() > 0 && files.len() > 5, "{files:?}");
    for file in files {
        assert!(!holds_canary(&fs::read(&file).unwrap()), "{}", file.display());
    }
}

#[test]
fn a_trial_prints_each_step_and_ends_with_the_code_of_the_one_that_failed() {
    let (ours, other) = (Authority::new("Plant CA").unwrap(), Authority::new("Else CA").unwrap());
    let issued = other.issue(&Order::default()).unwrap();
    let broker =
        Mosquitto::listening(&Listener { certificate: Some(&issued), ..Listener::default() })
            .unwrap();
    let url = format!("mqtts://localhost:{}", broker.port());
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().to_str().unwrap();
    answer(folder.path(), &["init", "--timezone", "UTC"]);
    let add = |name: &str, more: &[&str]| {
        answer(folder.path(), &[&["broker", "add", name, &url], more].concat())
    };
    add("stranger", &["--ca", ours.file().to_str().unwrap()]);
    add("pinned", &["--pin", &issued.fingerprint().unwrap()]);
    let added = add("lost", &["--ca", "there/is/no/ca.pem"]);
    let kept = Path::new(added["security"]["ca"].as_str().unwrap());
    assert!(kept.is_absolute() && kept.ends_with("there/is/no/ca.pem"), "{}", kept.display());

    let output = plantroomctl(&["--data-dir", place, "broker", "test", "stranger"]);
    assert_eq!(output.status.code(), Some(5));
    assert!(text(&output.stderr).contains("Else CA"), "{}", text(&output.stderr));
    let told = text(&output.stdout);
    assert_eq!(told.lines().count(), 9, "a headline, seven steps and the certificate: {told}");
    for (at, word) in ["ok", "ok", "ok", "failed", "not reached"].into_iter().enumerate() {
        assert!(told.lines().nth(at + 1).unwrap().contains(word), "{told}");
    }
    let output = plantroomctl(&["--data-dir", place, "--json", "broker", "test", "stranger"]);
    assert_eq!(output.status.code(), Some(5));
    let tested: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&tested["version"], &tested["steps"][3]["verdict"]),
        (&Json::Null, &"failed".into())
    );
    assert_eq!(tested["certificate"]["can_be_pinned"], true);

    let tested = answer(folder.path(), &["broker", "test", "pinned"]);
    assert_eq!((&tested["version"], &tested["steps"][6]["verdict"]), (&"5".into(), &"ok".into()));
    assert_eq!(code(folder.path(), &["broker", "test", "lost"]), Some(3));
    for (url, more) in [
        ("mqtts://user:canary@host", &[][..]),
        ("mqtt://host", &["--ca", "/ca.pem"]),
        ("mqtts://host", &["--cert", "/own.pem"]),
        ("mqtts://host", &["--pin", "AB:CD"]),
        ("https://host", &[]),
    ] {
        let refused = [&["broker", "add", "wrong", url], more].concat();
        assert_eq!(code(folder.path(), &refused), Some(2), "{refused:?}");
    }
}
