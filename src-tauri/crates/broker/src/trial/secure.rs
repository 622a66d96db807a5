//! The step of a trial that secures a connection of its own and looks at the certificate.

use rumqttc::tokio_rustls::TlsConnector;
use rustls::ProtocolVersion;
use rustls::pki_types::ServerName;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::certificate::{Certificate, day};
use crate::failure::Failure;
use crate::limits::CONNECT_WAIT_MAX;
use crate::probe;
use crate::settings::Settings;
use crate::tls::Material;

/// Secures the socket and lets it go; the certificate is told also where it is refused.
pub(super) async fn secure(
    settings: &Settings,
    material: Option<&Material>,
    socket: TcpStream,
    certificate: &mut Option<Certificate>,
) -> Result<((), String), Failure> {
    let Some(material) = material else {
        let sentence = "The connection is not protected: whoever is on the network in between can read and change everything.";
        return Ok(((), sentence.to_owned()));
    };
    let name = ServerName::try_from(settings.host.clone())
        .map_err(|error| Failure::Unusable { reason: error.to_string() })?;
    let secured = material.secured();
    let address = settings.address();
    let securing = TlsConnector::from(secured.config.clone()).connect(name, socket);
    let done = timeout(CONNECT_WAIT_MAX, securing).await;
    *certificate = secured.seen.certificate().cloned();
    let done =
        done.map_err(|_| Failure::NoAnswer { address: address.clone(), waited: CONNECT_WAIT_MAX })?;
    let mut stream = match done {
        Ok(stream) => stream,
        Err(error) => {
            let failure = secured.broken_off(&error, &settings.host, &address);
            return Err(probe::told_apart(settings, failure.into()).await);
        }
    };
    let version = match stream.get_ref().1.protocol_version() {
        Some(ProtocolVersion::TLSv1_3) => "TLS 1.3",
        _ => "TLS 1.2",
    };
    if let Err(error) = stream.shutdown().await {
        tracing::debug!(%error, "Secured connection of a trial not closed in order");
    }
    Ok(((), sentence(version, certificate.as_ref())))
}

fn sentence(version: &str, certificate: Option<&Certificate>) -> String {
    certificate.map_or_else(
        || format!("Protected by {version}."),
        |certificate| {
            format!(
                "Protected by {version}. The certificate was issued by {:?} and holds until {}; its fingerprint is {}.",
                certificate.issuer,
                day(certificate.valid_until),
                certificate.fingerprint
            )
        },
    )
}
