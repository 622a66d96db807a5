//! Asks what a port speaks, where a connection to it broke off without a word.
//!
//! Nothing of the connection's own is sent: no name, no password, no certificate.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use rumqttc::tokio_rustls::TlsConnector;
use rustls::pki_types::ServerName;

use crate::failure::{Failure, TlsFailure};
use crate::limits::PROBE_WAIT_MAX;
use crate::security::Security;
use crate::settings::{Settings, Transport};
use crate::tls::{self, Material};

/// CONNECT of MQTT 3.1.1: no session, no user, keep-alive of 5 s, a client identifier of the broker's choice.
const MQTT_HELLO: [u8; 14] = [0x10, 12, 0, 4, b'M', b'Q', b'T', b'T', 4, 0b10, 0, 5, 0, 0];
/// What an answer to it begins with.
const MQTT_ANSWER: u8 = 0x20;
/// A question that any web server answers.
const HTTP_HELLO: &[u8] = b"OPTIONS * HTTP/1.0\r\n\r\n";
/// What an answer to it begins with: `HTTP/`.
const HTTP_ANSWER: u8 = b'H';

/// The failure, or a surer one where the port tells.
pub(crate) async fn told_apart(settings: &Settings, failure: Failure) -> Failure {
    let address = settings.address();
    match (&settings.security, &failure) {
        (Security::Tls { .. }, Failure::Tls(TlsFailure::BrokenOff { .. }))
            if speaks_plain(settings).await =>
        {
            TlsFailure::NotTls { address }.into()
        }
        (
            Security::Plain,
            Failure::ClosedEarly { .. }
            | Failure::Malformed { .. }
            | Failure::NoAnswer { .. }
            | Failure::NoWebSocket { .. },
        ) if speaks_tls(settings).await => Failure::TlsPort { address },
        _ => failure,
    }
}

async fn speaks_plain(settings: &Settings) -> bool {
    let (hello, answer) = match settings.transport {
        Transport::Tcp => (&MQTT_HELLO[..], MQTT_ANSWER),
        Transport::WebSocket { .. } => (HTTP_HELLO, HTTP_ANSWER),
    };
    let asking = async {
        let mut socket = connect(settings).await.ok()?;
        socket.write_all(hello).await.ok()?;
        socket.read_u8().await.ok()
    };
    timeout(PROBE_WAIT_MAX, asking).await == Ok(Some(answer))
}

async fn speaks_tls(settings: &Settings) -> bool {
    let Ok(name) = ServerName::try_from(settings.host.clone()) else { return false };
    let secured = Material::of_nobody().secured();
    let asking = async {
        let socket = connect(settings).await.ok()?;
        TlsConnector::from(secured.config.clone()).connect(name, socket).await.err()
    };
    let refused = timeout(PROBE_WAIT_MAX, asking).await.ok().flatten();
    let said = refused.as_ref().and_then(tls::find);
    matches!(said, Some(rustls::Error::InvalidCertificate(_) | rustls::Error::AlertReceived(_)))
}

async fn connect(settings: &Settings) -> std::io::Result<TcpStream> {
    TcpStream::connect((settings.host.as_str(), settings.port)).await
}
