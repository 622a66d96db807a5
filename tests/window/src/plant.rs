//! What stands around the window: a broker, a data folder, and the command line.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::UNIX_EPOCH;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::driver::free_port;
use crate::{OPEN_MAX, PATIENCE, program, within};

/// A broker, and a data folder that knows it as `campus`.
pub struct Plant {
    home: TempDir,
    port: u16,
    broker: Option<Child>,
}

impl Plant {
    /// Starts a broker and makes a folder that knows it.
    pub async fn start() -> Result<Self> {
        let mut plant = Self { home: tempfile::tempdir()?, port: free_port()?, broker: None };
        plant.start_broker().await?;
        plant.ctl(&["init", "--timezone", "Europe/Berlin"]).await?;
        let url = plant.url();
        plant.ctl(&["broker", "add", "campus", &url]).await?;
        Ok(plant)
    }

    /// The data folder.
    pub fn folder(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// The broker's address.
    pub fn url(&self) -> String {
        format!("mqtt://127.0.0.1:{}", self.port)
    }

    /// Starts the program on the data folder, without waiting for anything.
    pub fn start_window(&self) -> Result<Child> {
        self.command("plantroom", &[])?.spawn().context("the window does not start")
    }

    /// Starts the broker on its port and waits until it listens.
    pub async fn start_broker(&mut self) -> Result<()> {
        let port = self.port;
        let settings = self.home.path().join("mosquitto.conf");
        std::fs::write(&settings, format!("listener {port} 127.0.0.1\nallow_anonymous true\n"))?;
        let broker = Command::new("mosquitto")
            .arg("-c")
            .arg(settings)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("mosquitto does not start; scripts/prepare.sh test installs it")?;
        self.broker = Some(broker);
        within(PATIENCE, "the broker listens", async || {
            Ok(TcpStream::connect(("127.0.0.1", port)).await.ok())
        })
        .await?;
        Ok(())
    }

    /// Kills the broker.
    pub async fn stop_broker(&mut self) -> Result<()> {
        let mut broker = self.broker.take().context("no broker runs")?;
        broker.kill().await?;
        Ok(())
    }

    /// Publishes messages on one topic; kept by the broker, so that it does not matter who was there first.
    pub async fn publish(&self, topic: &str, messages: &[String]) -> Result<()> {
        let mut client = Command::new("mosquitto_pub")
            .args(["-h", "127.0.0.1", "-p", &self.port.to_string()])
            .args(["-q", "1", "-r", "-l", "-t", topic])
            .stdin(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("mosquitto_pub does not start; it comes with mosquitto-clients")?;
        let mut input = client.stdin.take().context("no way to the publisher")?;
        for message in messages {
            input.write_all(format!("{message}\n").as_bytes()).await?;
        }
        drop(input);
        if !client.wait().await?.success() {
            bail!("nothing was published on {topic}");
        }
        Ok(())
    }

    /// A publisher on one topic that says each line it is given as one message, at once.
    pub fn speaker(&self, topic: &str) -> Result<Child> {
        Command::new("mosquitto_pub")
            .args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-l", "-t", topic])
            .stdin(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("mosquitto_pub does not start; it comes with mosquitto-clients")
    }

    /// Starts `plantroomctl simulate` against the broker.
    pub fn simulate(&self, arguments: &[&str]) -> Result<Child> {
        let mut command = Command::new(program("plantroomctl")?);
        let url = self.url();
        command.args(["simulate", "--broker", &url]).args(arguments).stdout(Stdio::null());
        command.kill_on_drop(true).spawn().context("the load does not start")
    }

    /// Runs `plantroomctl` on the data folder and gives what it printed.
    pub async fn ctl(&self, arguments: &[&str]) -> Result<String> {
        let ended = self.command("plantroomctl", arguments)?.output().await?;
        if !ended.status.success() {
            let words = String::from_utf8_lossy(&ended.stderr);
            bail!("plantroomctl {}: {words}", arguments.join(" "));
        }
        Ok(String::from_utf8(ended.stdout)?)
    }

    /// Whether somebody collects from the broker.
    pub async fn is_live(&self) -> Result<bool> {
        let health: Value = serde_json::from_str(&self.ctl(&["health", "--json"]).await?)?;
        Ok(health["connections"][0]["state"] == "live")
    }

    /// Starts a collector without a window and waits until it collects.
    pub async fn collect(&self) -> Result<Child> {
        let mut collector = self.command("plantroomctl", &["collect"])?;
        let collector = collector.stdout(Stdio::null()).spawn()?;
        self.wait_until_held().await?;
        within(PATIENCE, "the collector collects", async || {
            Ok(self.is_live().await?.then_some(()))
        })
        .await?;
        Ok(collector)
    }

    /// Opens a window that nobody drives and waits until it collects.
    pub async fn window(&self) -> Result<Child> {
        let window = self.start_window()?;
        self.wait_until_held().await?;
        within(OPEN_MAX, "the window collects", async || Ok(self.is_live().await?.then_some(())))
            .await?;
        Ok(window)
    }

    /// Waits until an engine says on which socket it listens: before that the command line would take the folder
    /// itself.
    async fn wait_until_held(&self) -> Result<()> {
        let lock = self.folder().join("engine.lock");
        within(OPEN_MAX, "an engine holds the folder", async || {
            Ok((std::fs::metadata(&lock)?.len() > 0).then_some(()))
        })
        .await
    }

    fn command(&self, name: &str, arguments: &[&str]) -> Result<Command> {
        let mut command = Command::new(program(name)?);
        command.args(arguments).arg("--data-dir").arg(self.folder()).kill_on_drop(true);
        Ok(command)
    }
}

/// A reading of now, as a device with a clock sends it.
pub fn reading(value: f64, unit: &str) -> String {
    reading_at(value, unit, now_ms())
}

/// A reading that was true at a time of its own, in ms.
pub fn reading_at(value: f64, unit: &str, ms: u64) -> String {
    format!(r#"{{"value":{value},"unit":"{unit}","timestamp":{ms}}}"#)
}

/// A reading that tells no time.
pub fn reading_without_time(value: f64, unit: &str) -> String {
    format!(r#"{{"value":{value},"unit":"{unit}"}}"#)
}

/// This machine's time, ms since 1970.
pub fn now_ms() -> u64 {
    let since = UNIX_EPOCH.elapsed().expect("it is later than 1970");
    u64::try_from(since.as_millis()).expect("milliseconds since 1970 fit")
}
