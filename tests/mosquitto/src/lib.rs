//! A real mosquitto as a child process on a free port of the loopback, for tests and benches.
//!
//! It ends with the value that holds it. A machine without mosquitto is told how to get it; nothing is skipped.

use std::io;
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

/// How often and how long a start waits for the port to open.
const STARTING_STEP: Duration = Duration::from_millis(20);
const STARTING_STEPS: u32 = 500;

/// A mosquitto of our own.
#[derive(Debug)]
pub struct Mosquitto {
    port: u16,
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
        let mut broker = Self { port, folder, child: None };
        broker.run()?;
        Ok(broker)
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
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return Ok(());
            }
            thread::sleep(STARTING_STEP);
        }
        Err(io::Error::new(io::ErrorKind::TimedOut, "mosquitto does not open its port"))
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
