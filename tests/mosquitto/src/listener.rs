//! A listener of mosquitto as an operator would set it up: certificates, passwords, WebSocket.

use std::io;
use std::path::Path;
use std::process::Command;

use crate::authority::{Authority, Issued};

/// What a listener carries MQTT by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Carrier {
    /// TCP.
    #[default]
    Tcp,
    /// WebSocket.
    WebSocket,
}

/// A listener; open to all where nothing else is said.
#[derive(Debug, Clone, Copy, Default)]
pub struct Listener<'a> {
    /// What carries MQTT.
    pub carrier: Carrier,
    /// The certificate it shows; plain where there is none.
    pub certificate: Option<&'a Issued>,
    /// Whose certificates its clients have to show.
    pub clients_of: Option<&'a Authority>,
    /// Who may enter, with the password; everybody where empty.
    pub users: &'a [(&'a str, &'a str)],
    /// Further lines of configuration.
    pub lines: &'a str,
}

impl Listener<'_> {
    /// Its part of the configuration; files that it needs are written into `folder`.
    pub(crate) fn configuration(&self, port: u16, folder: &Path) -> io::Result<String> {
        let mut text = format!("listener {port} 127.0.0.1\n");
        if self.carrier == Carrier::WebSocket {
            text.push_str("protocol websockets\n");
        }
        if let Some(Issued { certificate, key }) = self.certificate {
            line(&mut text, "certfile", certificate);
            line(&mut text, "keyfile", key);
        }
        if let Some(authority) = self.clients_of {
            line(&mut text, "cafile", &authority.file());
            text.push_str("require_certificate true\n");
        }
        if self.users.is_empty() {
            text.push_str("allow_anonymous true\n");
        } else {
            let file = folder.join("passwords");
            std::fs::write(&file, "")?;
            for (user, password) in self.users {
                let done = Command::new("mosquitto_passwd")
                    .arg("-b")
                    .arg(&file)
                    .args([user, password])
                    .output()?;
                if !done.status.success() {
                    let said = String::from_utf8_lossy(&done.stderr).into_owned();
                    return Err(io::Error::other(format!("mosquitto_passwd: {said}")));
                }
            }
            text.push_str("allow_anonymous false\n");
            line(&mut text, "password_file", &file);
        }
        text.push_str(self.lines);
        text.push('\n');
        Ok(text)
    }
}

fn line(text: &mut String, word: &str, path: &Path) {
    text.push_str(&format!("{word} {}\n", path.display()));
}
