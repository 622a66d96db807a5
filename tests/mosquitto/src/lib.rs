//! A real mosquitto as a child process on a free port of the loopback, for tests and benches, and certificates for it.
//!
//! It ends with the value that holds it. A machine without mosquitto is told how to get it; nothing is skipped.

use std::io;
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

mod authority;
mod listener;
mod old_server;

pub use authority::{Authority, Issued, Order};
pub use listener::{Carrier, Listener};
pub use old_server::OldServer;

/// How often and how long a start waits for the port to open.
const STARTING_STEP: Duration = Duration::from_millis(20);
const STARTING_STEPS: u32 = 500;

/// A mosquitto of our own.
#[derive(Debug)]
pub struct Mosquitto {
    port: u16,
    plain_port: u16,
    folder: TempDir,
    child: Option<Child>,
}

impl Mosquitto {
    /// Starts one with its defaults, open to all.
    ///
    /// # Errors
    /// Where mosquitto is not installed or does not open its port.
    pub fn start() -> io::Result<Self> {
        Self::start_with("")
    }

    /// Starts one with these lines of configuration besides.
    ///
    /// # Errors
    /// Where mosquitto is not installed or does not open its port.
    pub fn start_with(lines: &str) -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        let port = free_port()?;
        let place = folder.path().display();
        let config = format!(
            "listener {port} 127.0.0.1\nallow_anonymous true\npersistence_location {place}/\n{lines}\n"
        );
        std::fs::write(folder.path().join("mosquitto.conf"), config)?;
        let mut broker = Self { port, plain_port: port, folder, child: None };
        broker.run()?;
        Ok(broker)
    }

    /// Starts one with this listener, and a plain one besides that is open to all, for those who publish.
    ///
    /// It writes everything it does to [`Mosquitto::log`].
    ///
    /// # Errors
    /// Where mosquitto is not installed or does not open its ports.
    pub fn listening(listener: &Listener<'_>) -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        let (port, plain_port) = (free_port()?, free_port()?);
        let log = folder.path().join("log");
        // Started by root it would else become somebody who may not read the certificates.
        let general = format!(
            "user root\nper_listener_settings true\nlog_type all\nlog_dest file {}\n",
            log.display()
        );
        let plain = Listener::default().configuration(plain_port, folder.path())?;
        let asked = listener.configuration(port, folder.path())?;
        std::fs::write(folder.path().join("mosquitto.conf"), format!("{general}{plain}{asked}"))?;
        let mut broker = Self { port, plain_port, folder, child: None };
        broker.run()?;
        Ok(broker)
    }

    /// What it did, one line each, where it was started to write it.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// A port of it that is plain and open to all.
    #[must_use]
    pub fn plain_port(&self) -> u16 {
        self.plain_port
    }

    /// The port it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its address as a connection names it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("mqtt://127.0.0.1:{}", self.port)
    }

    /// Starts it again on its port, with what it kept on disk.
    ///
    /// # Errors
    /// Where mosquitto is not installed or does not open its port.
    pub fn run(&mut self) -> io::Result<()> {
        let child = Command::new(program())
            .arg("-c")
            .arg(self.folder.path().join("mosquitto.conf"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| {
                let hint =
                    "mosquitto cannot be started; on Debian and Ubuntu: apt-get install mosquitto";
                io::Error::new(error.kind(), format!("{hint} ({error})"))
            })?;
        self.child = Some(child);
        for _ in 0..STARTING_STEPS {
            let ports = [self.port, self.plain_port];
            if ports.iter().all(|port| TcpStream::connect(("127.0.0.1", *port)).is_ok()) {
                return Ok(());
            }
            thread::sleep(STARTING_STEP);
        }
        let said = self.log();
        let why = format!("mosquitto does not open its port; it wrote: {said}");
        Err(io::Error::new(io::ErrorKind::TimedOut, why))
    }

    /// Ends it at once, as a power cut would.
    ///
    /// # Errors
    /// Where the process cannot be ended.
    pub fn kill(&mut self) -> io::Result<()> {
        if let Some(mut child) = self.child.take() {
            child.kill()?;
            child.wait()?;
        }
        Ok(())
    }

    /// Asks it to end, as a service manager would, and waits.
    ///
    /// # Errors
    /// Where the process cannot be told.
    pub fn stop(&mut self) -> io::Result<()> {
        self.signal("-TERM")?;
        if let Some(mut child) = self.child.take() {
            child.wait()?;
        }
        Ok(())
    }

    /// Freezes it: its connections stand and nothing moves.
    ///
    /// # Errors
    /// Where the process cannot be told.
    pub fn freeze(&self) -> io::Result<()> {
        self.signal("-STOP")
    }

    /// Lets it go on.
    ///
    /// # Errors
    /// Where the process cannot be told.
    pub fn thaw(&self) -> io::Result<()> {
        self.signal("-CONT")
    }

    fn signal(&self, signal: &str) -> io::Result<()> {
        let Some(child) = &self.child else { return Ok(()) };
        let status = Command::new("kill").args([signal, &child.id().to_string()]).status()?;
        if status.success() { Ok(()) } else { Err(io::Error::other("kill did not succeed")) }
    }
}

impl Drop for Mosquitto {
    fn drop(&mut self) {
        // Nothing can be done about a process that cannot be ended, and nobody is left to tell.
        drop(self.kill());
    }
}

/// Debian keeps it where only root's PATH looks.
fn program() -> PathBuf {
    let debian = PathBuf::from("/usr/sbin/mosquitto");
    if debian.exists() { debian } else { PathBuf::from("mosquitto") }
}

fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
