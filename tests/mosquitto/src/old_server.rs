//! A server that speaks nothing newer than TLS 1.1: openssl's own, because mosquitto can only be told the oldest version it takes.

use std::fs::File;
use std::io;
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::thread;

use tempfile::TempDir;

use crate::authority::Issued;
use crate::{STARTING_STEP, STARTING_STEPS, free_port};

/// An old server; it ends with the value that holds it.
#[derive(Debug)]
pub struct OldServer {
    port: u16,
    folder: TempDir,
    child: Child,
}

impl OldServer {
    /// Starts one that shows this certificate.
    ///
    /// # Errors
    /// Where openssl is not installed or does not open its port.
    pub fn start(issued: &Issued) -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        let port = free_port()?;
        let child = Command::new("openssl")
            .args(["s_server", "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0", "-accept"])
            .arg(format!("127.0.0.1:{port}"))
            .arg("-cert")
            .arg(&issued.certificate)
            .arg("-key")
            .arg(&issued.key)
            .stdin(Stdio::piped())
            .stdout(File::create(folder.path().join("heard"))?)
            .stderr(Stdio::null())
            .spawn()?;
        let server = Self { port, folder, child };
        for _ in 0..STARTING_STEPS {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Ok(server);
            }
            thread::sleep(STARTING_STEP);
        }
        Err(io::Error::new(io::ErrorKind::TimedOut, "openssl does not open its port"))
    }

    /// The port it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// What it wrote: its own words, and what was sent to it once a connection was secured.
    #[must_use]
    pub fn heard(&self) -> String {
        let heard = std::fs::read(self.folder.path().join("heard")).unwrap_or_default();
        String::from_utf8_lossy(&heard).into_owned()
    }
}

impl Drop for OldServer {
    fn drop(&mut self) {
        // Nothing can be done about a process that cannot be ended, and nobody is left to tell.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
