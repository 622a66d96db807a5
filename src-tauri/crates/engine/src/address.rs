//! Reads brokers' addresses and how the way there is protected, as people enter them.
//!
//! An address may have a password typed into it, so nothing that has an `@` is ever repeated.

use std::path::{Path, PathBuf};

use broker::{
    ClientCertificate, Fingerprint, Roots, Security, Settings, Transport, WEBSOCKET_PATH_DEFAULT,
};
use store::ProtectionRow;
use wire::{ConnectionSecurity, Failure, FailureCode};

use crate::limits::{BROKER_URL_BYTES_MAX, SECURITY_PATH_BYTES_MAX};

const EXAMPLE: &str =
    "Write it as mqtt://host:1883, mqtts://host:8883, ws://host:80/mqtt or wss://host:443/mqtt.";

/// A broker's address, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) host: String,
    pub(crate) port: u16,
    transport: Transport,
    secured: bool,
}

/// What an address begins with.
struct Scheme {
    word: &'static str,
    port: u16,
    secured: bool,
    websocket: bool,
}

const SCHEMES: [Scheme; 4] = [
    Scheme { word: "mqtt", port: 1_883, secured: false, websocket: false },
    Scheme { word: "mqtts", port: 8_883, secured: true, websocket: false },
    Scheme { word: "ws", port: 80, secured: false, websocket: true },
    Scheme { word: "wss", port: 443, secured: true, websocket: true },
];

/// What other programs call the four, and what it is called here.
const OTHER_WORDS: [(&str, &str); 5] =
    [("tcp", "mqtt"), ("ssl", "mqtts"), ("tls", "mqtts"), ("http", "ws"), ("https", "wss")];

impl Address {
    /// Reads `mqtt://host[:port]`, `mqtts://…`, `ws://host[:port][/path]` or `wss://…`.
    ///
    /// # Errors
    /// Where it is none of these, with what to write instead.
    pub(crate) fn parse(url: &str) -> Result<Self, Failure> {
        if url.contains('@') {
            let message = "A broker address holds no user name or password.";
            return Err(refused(message.to_owned(), "Enter the user name apart."));
        }
        if url.len() > BROKER_URL_BYTES_MAX {
            let message = format!("A broker address has at most {BROKER_URL_BYTES_MAX} bytes.");
            return Err(refused(message, EXAMPLE));
        }
        let Some((word, rest)) = url.split_once("://") else {
            return Err(refused(format!("{url:?} is no broker address."), EXAMPLE));
        };
        let Some(scheme) = SCHEMES.iter().find(|scheme| scheme.word == word) else {
            return Err(unknown_scheme(word));
        };
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let transport = scheme.transport(path)?;
        let (host, port) = host_and_port(url, authority, scheme.port)?;
        Ok(Self { host, port, transport, secured: scheme.secured })
    }

    /// Has settings go there, protected like this.
    ///
    /// # Errors
    /// Where the protection does not fit the address.
    pub(crate) fn apply(
        self,
        protection: &ProtectionRow,
        settings: &mut Settings,
    ) -> Result<(), Failure> {
        settings.security = self.security(protection)?;
        settings.transport = self.transport;
        Ok(())
    }

    fn security(&self, protection: &ProtectionRow) -> Result<Security, Failure> {
        if !self.secured {
            if *protection == ProtectionRow::default() {
                return Ok(Security::Plain);
            }
            let message = "The address is unprotected (mqtt:// or ws://): CA file, client certificate and pinned certificate would have no effect.";
            let hint = "Write mqtts:// or wss://, or leave them out.";
            return Err(refused(message.to_owned(), hint));
        }
        let roots = match &protection.ca {
            Some(file) => Roots::File(PathBuf::from(file)),
            None => Roots::System,
        };
        let client = match (&protection.certificate, &protection.key) {
            (Some(certificate), Some(key)) => {
                Some(ClientCertificate { certificate: certificate.into(), key: key.into() })
            }
            (None, None) => None,
            (Some(_), None) => return Err(half("key", "client certificate")),
            (None, Some(_)) => return Err(half("client certificate", "key")),
        };
        let pinned = protection.pinned.as_deref().map(fingerprint).transpose()?;
        Ok(Security::Tls { roots, client, pinned })
    }
}

impl Scheme {
    fn transport(&self, path: &str) -> Result<Transport, Failure> {
        match (self.websocket, path) {
            (true, "") => Ok(Transport::WebSocket { path: WEBSOCKET_PATH_DEFAULT.to_owned() }),
            (true, path) if path.contains([' ', '#']) => {
                let message = format!("{path:?} is no path of a WebSocket.");
                Err(refused(message, "A path has no spaces and no #; brokers often use /mqtt."))
            }
            (true, path) => Ok(Transport::WebSocket { path: path.to_owned() }),
            (false, path) if path.chars().all(|character| character == '/') => Ok(Transport::Tcp),
            (false, path) => {
                let message = format!("An address with {}:// has no path ({path:?}).", self.word);
                Err(refused(message, "Leave the path out, or write ws:// or wss://."))
            }
        }
    }
}

/// How a connection is protected, as it was entered; checked against its address.
///
/// # Errors
/// Where a path is not whole, a fingerprint is none, or something does not fit the address.
pub(crate) fn protection_of(
    address: &Address,
    entered: ConnectionSecurity,
) -> Result<ProtectionRow, Failure> {
    let ConnectionSecurity { ca, certificate, key, pinned } = entered;
    let protection = ProtectionRow {
        ca: whole_path("The CA file", ca)?,
        certificate: whole_path("The client certificate", certificate)?,
        key: whole_path("The key", key)?,
        pinned: filled(pinned).map(|text| fingerprint(&text)).transpose()?.map(|f| f.to_string()),
    };
    address.security(&protection)?;
    Ok(protection)
}

/// How a connection is protected, for a screen.
pub(crate) fn security_view(protection: &ProtectionRow) -> ConnectionSecurity {
    ConnectionSecurity {
        ca: protection.ca.clone(),
        certificate: protection.certificate.clone(),
        key: protection.key.clone(),
        pinned: protection.pinned.clone(),
    }
}

fn host_and_port(url: &str, authority: &str, usual: u16) -> Result<(String, u16), Failure> {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !host.ends_with(':') && !port.contains(']') => {
            let port = port.parse().ok().filter(|port| *port != 0);
            let port =
                port.ok_or_else(|| refused(format!("{url:?} has no valid port."), EXAMPLE))?;
            (host, port)
        }
        _ => (authority, usual),
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    if host.is_empty() || host.contains([' ', '?', '#']) {
        return Err(refused(format!("{url:?} names no host."), EXAMPLE));
    }
    Ok((host.to_owned(), port))
}

fn unknown_scheme(word: &str) -> Failure {
    let message = format!("{word}:// is not spoken here, only mqtt, mqtts, ws and wss.");
    let ours = OTHER_WORDS.iter().find(|(theirs, _)| *theirs == word.to_ascii_lowercase());
    let hint = ours.map_or_else(|| EXAMPLE.to_owned(), |(_, ours)| format!("Write {ours}://."));
    Failure::new(FailureCode::BadRequest, message, hint)
}

/// A path from the root on: the engine may run in another folder than the one who entered it.
fn whole_path(what: &str, entered: Option<String>) -> Result<Option<String>, Failure> {
    let Some(path) = filled(entered) else { return Ok(None) };
    if path.len() > SECURITY_PATH_BYTES_MAX || path.contains('\0') {
        let message =
            format!("{what} has a path that is longer than {SECURITY_PATH_BYTES_MAX} bytes.");
        return Err(refused(message, "Put the file into a folder with a shorter path."));
    }
    if !Path::new(&path).is_absolute() {
        let message = format!("{what} {path:?} is not a whole path.");
        return Err(refused(message, "Write it from the root on."));
    }
    Ok(Some(path))
}

/// What was entered; an empty line is nothing.
fn filled(entered: Option<String>) -> Option<String> {
    entered.filter(|text| !text.trim().is_empty())
}

fn fingerprint(text: &str) -> Result<Fingerprint, Failure> {
    text.parse::<Fingerprint>().map_err(|error| {
        let hint = "`openssl x509 -noout -fingerprint -sha256 -in FILE` prints it at the broker.";
        refused(error.to_string(), hint)
    })
}

fn half(missing: &str, there: &str) -> Failure {
    let message = format!("The {there} has no {missing} with it.");
    refused(message, "Choose both files, or neither.")
}

fn refused(message: String, hint: &str) -> Failure {
    Failure::new(FailureCode::BadRequest, message, hint)
}

#[cfg(test)]
mod tests;
