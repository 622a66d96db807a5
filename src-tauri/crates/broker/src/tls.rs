//! Makes rustls' configuration for a connection: TLS 1.2 and 1.3, by ring, with roots or a pin, and our certificate.
//!
//! Never accepts a certificate unseen. Why one was refused is told by type, so the roots of the system are read and judged here:
//! a verifier of the system's own would judge by its rules, and say no more than no.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::client::WebPkiServerVerifier;
use rustls::crypto::CryptoProvider;
use rustls::sign::CertifiedKey;
use rustls::version::{TLS12, TLS13};

use crate::failure::{Failure, FileFailure};
use crate::security::{Fingerprint, Roots, Security};

mod diagnosis;
mod files;
mod judge;

pub(crate) use diagnosis::find;
pub(crate) use judge::Seen;

use judge::{Judge, Ours, Trust};

/// What the files of a secured connection hold, read and checked.
#[derive(Debug, Clone)]
pub(crate) struct Material {
    trust: Trust,
    pinned: Option<Fingerprint>,
    client: Option<Arc<CertifiedKey>>,
}

/// How one attempt is secured, and what it saw.
#[derive(Debug, Clone)]
pub(crate) struct Secured {
    pub(crate) config: Arc<ClientConfig>,
    pub(crate) seen: Arc<Seen>,
    pinned: Option<Fingerprint>,
    shows_ours: bool,
}

impl Material {
    /// Reads and checks the files, on a thread that may wait for a disk; none where nothing is to be secured.
    pub(crate) async fn load(security: &Security) -> Result<Option<Self>, Failure> {
        let security = security.clone();
        let reading = tokio::task::spawn_blocking(move || Self::read(&security));
        let read = reading.await.map_err(|error| Failure::Unusable { reason: error.to_string() });
        Ok(read??)
    }

    fn read(security: &Security) -> Result<Option<Self>, FileFailure> {
        let Security::Tls { roots, client, pinned } = security else { return Ok(None) };
        let provider = provider();
        let client = client.as_ref().map(|files| files::client(files, &provider)).transpose()?;
        let trust = match (pinned, roots) {
            (Some(pinned), _) => Trust::Pinned(*pinned),
            (None, Roots::System) => trust_in(files::system_roots()?, provider),
            (None, Roots::File(path)) => trust_in(files::roots(path)?, provider),
        };
        Ok(Some(Self { trust, pinned: *pinned, client }))
    }

    /// Material that accepts nothing, to see whether somebody speaks TLS at all.
    pub(crate) fn of_nobody() -> Self {
        let pinned = Fingerprint::of_nothing();
        Self { trust: Trust::Pinned(pinned), pinned: Some(pinned), client: None }
    }

    /// The configuration of one attempt.
    pub(crate) fn secured(&self) -> Secured {
        let provider = provider();
        let seen = Arc::new(Seen::default());
        let judge = Judge {
            trust: self.trust.clone(),
            seen: Arc::clone(&seen),
            provider: Arc::clone(&provider),
        };
        let ours = Ours { client: self.client.clone(), seen: Arc::clone(&seen) };
        let config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&TLS13, &TLS12])
            .expect("ring has suites for both versions")
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(judge))
            .with_client_cert_resolver(Arc::new(ours));
        Secured {
            config: Arc::new(config),
            seen,
            pinned: self.pinned,
            shows_ours: self.client.is_some(),
        }
    }
}

fn trust_in(roots: rustls::RootCertStore, provider: Arc<CryptoProvider>) -> Trust {
    let built = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build();
    Trust::Roots(built.expect("roots that are not empty, and no lists of revocations"))
}

/// The one maker of encryption in the program, named so that no default has to be installed.
fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}
