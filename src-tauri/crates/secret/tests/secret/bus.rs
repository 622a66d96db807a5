//! Runs a test once more in a process of its own: on a session bus that nobody else uses, with a home of its own, and
//! with a real gnome-keyring on it. A plain `cargo test` needs no session, no display and no keyring of its own.

use std::fs::{self, DirBuilder};
use std::future::Future;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

use tempfile::TempDir;

/// Set in the inner process; says what it is to do.
const STAGE: &str = "SECRET_TEST_STAGE";

/// A bus that starts no service by itself: whoever is to be on it is started by the test.
const BUS: &str = r#"<busconfig><type>session</type><listen>unix:dir=RUNTIME</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>"#;

/// What the inner process is to do; none in the outer one.
pub(crate) fn stage() -> Option<String> {
    std::env::var(STAGE).ok()
}

/// Runs the test of this name again on a bus of its own, and returns all that it printed.
pub(crate) fn with_a_bus(test: &str) -> String {
    let home = home();
    let config = home.path().join("bus.conf");
    let runtime = home.path().join("run");
    fs::write(&config, BUS.replace("RUNTIME", runtime.to_str().unwrap())).unwrap();
    let mut command = Command::new("dbus-run-session");
    command.arg("--config-file").arg(config).arg("--").arg(std::env::current_exe().unwrap());
    passed(inner(&mut command, test, home.path(), "body"))
}

/// Runs the test of this name again where there is no bus.
pub(crate) fn without_a_bus(test: &str) -> String {
    let home = home();
    let mut command = Command::new(std::env::current_exe().unwrap());
    passed(inner(&mut command, test, home.path(), "body"))
}

/// Runs the test of this name again beside this process: same home, same bus.
pub(crate) fn beside(test: &str, stage: &str) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let command = command.args(["--exact", test, "--nocapture"]).env(STAGE, stage);
    passed(command.output().unwrap())
}

/// Runs what a test has to wait for.
pub(crate) fn wait_for<T>(work: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.worker_threads(2).enable_all().build().unwrap().block_on(work)
}

fn home() -> TempDir {
    let home = TempDir::new().unwrap();
    DirBuilder::new().mode(0o700).create(home.path().join("run")).unwrap();
    home
}

fn inner(command: &mut Command, test: &str, home: &Path, stage: &str) -> Output {
    let path = std::env::var_os("PATH").unwrap_or_default();
    command.args(["--exact", test, "--nocapture"]).env_clear().env("PATH", path);
    command.env("HOME", home).env("XDG_RUNTIME_DIR", home.join("run")).env(STAGE, stage);
    match command.stdin(Stdio::null()).output() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            panic!("dbus-run-session is missing: install the packages dbus and gnome-keyring")
        }
        output => output.unwrap(),
    }
}

/// What was printed, where exactly one test ran and passed.
fn passed(output: Output) -> String {
    let printed = [output.stdout, output.stderr].concat();
    let printed = String::from_utf8_lossy(&printed).into_owned();
    assert!(output.status.success() && printed.contains("1 passed"), "{printed}");
    printed
}

/// A running gnome-keyring; it ends with this.
pub(crate) struct Daemon {
    child: Child,
}

impl Daemon {
    /// One whose keyring this password opens, and makes where it is missing.
    pub(crate) fn unlocked(password: &str) -> Self {
        let daemon = Self::start(&["--unlock"], password);
        daemon.until(true);
        daemon
    }

    /// One whose keyring nobody has opened.
    pub(crate) fn locked() -> Self {
        let daemon = Self::start(&[], "");
        daemon.until(true);
        daemon
    }

    fn start(more: &[&str], input: &str) -> Self {
        let mut command = Command::new("gnome-keyring-daemon");
        command.args(["--foreground", "--components=secrets"]).args(more);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = match command.spawn() {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                panic!("gnome-keyring-daemon is missing: install the package gnome-keyring")
            }
            child => child.unwrap(),
        };
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        Self { child }
    }

    /// Waits until the bus knows of a keyring, or of none.
    fn until(&self, there: bool) {
        let wanted = format!("boolean {there}");
        for _ in 0..500 {
            let mut ask = Command::new("dbus-send");
            ask.args(["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/"]);
            ask.args(["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"]);
            let answer = ask.output().unwrap();
            if String::from_utf8_lossy(&answer.stdout).contains(&wanted) {
                return;
            }
            sleep(Duration::from_millis(20));
        }
        panic!("the keyring {} did not come or go within ten seconds", self.child.id());
    }

    /// The daemon answers nobody any more, as one does that waits for a password.
    pub(crate) fn freeze(&self) {
        self.signal("-STOP");
    }

    /// The daemon goes on.
    pub(crate) fn thaw(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }

    /// Ends it, as signing out does.
    pub(crate) fn end(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.until(false);
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // It may have ended already; it must not outlive the test in any case.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
