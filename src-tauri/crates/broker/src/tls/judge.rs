//! Judges the broker's certificate, and shows ours where it is asked for; both note what they saw.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use rustls::client::ResolvesClientCert;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::sign::CertifiedKey;
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};

use crate::certificate::Certificate;
use crate::security::Fingerprint;

/// Whom to believe.
#[derive(Debug, Clone)]
pub(super) enum Trust {
    /// A chain from these roots, with the host's name.
    Roots(Arc<WebPkiServerVerifier>),
    /// This one certificate.
    Pinned(Fingerprint),
}

/// What was seen of the broker in one attempt.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    shown: OnceLock<Shown>,
    asked_for_ours: AtomicBool,
}

/// A certificate that was shown to us.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) fingerprint: Fingerprint,
    /// What it says; none where it cannot be read.
    pub(super) certificate: Option<Certificate>,
}

impl Seen {
    /// The broker's certificate, as far as it can be read.
    pub(crate) fn certificate(&self) -> Option<&Certificate> {
        self.shown.get().and_then(|shown| shown.certificate.as_ref())
    }

    pub(super) fn shown(&self) -> Option<&Shown> {
        self.shown.get()
    }

    /// Whether the broker asked us for a certificate.
    pub(super) fn asked_for_ours(&self) -> bool {
        self.asked_for_ours.load(Ordering::Relaxed)
    }

    fn note(&self, der: &[u8]) -> &Shown {
        self.shown.get_or_init(|| Shown {
            fingerprint: Fingerprint::of(der),
            certificate: Certificate::read(der),
        })
    }
}

/// Judges the broker's certificate.
#[derive(Debug)]
pub(super) struct Judge {
    pub(super) trust: Trust,
    pub(super) seen: Arc<Seen>,
    pub(super) provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Judge {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let shown = self.seen.note(end_entity);
        match &self.trust {
            Trust::Roots(roots) => {
                roots.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            }
            Trust::Pinned(pinned) => pinned_and_in_time(shown, *pinned, now),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// A pin stands for issuer and name, which an administrator has compared; it does not make a certificate live longer.
fn pinned_and_in_time(
    shown: &Shown,
    pinned: Fingerprint,
    now: UnixTime,
) -> Result<ServerCertVerified, Error> {
    if shown.fingerprint != pinned {
        return Err(CertificateError::ApplicationVerificationFailure.into());
    }
    let certificate = shown.certificate.as_ref().ok_or(CertificateError::BadEncoding)?;
    let now_ms = i64::try_from(now.as_secs()).unwrap_or(i64::MAX).saturating_mul(1_000);
    if now_ms < certificate.valid_from.ms() {
        return Err(CertificateError::NotValidYet.into());
    }
    if now_ms > certificate.valid_until.ms() {
        return Err(CertificateError::Expired.into());
    }
    Ok(ServerCertVerified::assertion())
}

/// Shows our certificate, where we have one, and notes that it was asked for.
#[derive(Debug)]
pub(super) struct Ours {
    pub(super) client: Option<Arc<CertifiedKey>>,
    pub(super) seen: Arc<Seen>,
}

impl ResolvesClientCert for Ours {
    fn resolve(
        &self,
        _root_hint_subjects: &[&[u8]],
        _sigschemes: &[SignatureScheme],
    ) -> Option<Arc<CertifiedKey>> {
        self.seen.asked_for_ours.store(true, Ordering::Relaxed);
        self.client.clone()
    }

    fn has_certs(&self) -> bool {
        self.client.is_some()
    }
}
