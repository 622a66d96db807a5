//! Puts what rustls says into words, by its types and by what was seen of the broker.

use std::error::Error as StdError;
use std::io;

use model::Timestamp;
use rustls::pki_types::UnixTime;
use rustls::{AlertDescription, CertificateError, Error, PeerIncompatible};

use super::Secured;
use crate::certificate::Certificate;
use crate::failure::TlsFailure;
use crate::security::Fingerprint;

/// What rustls said, somewhere below an error of the system's.
pub(crate) fn find(error: &io::Error) -> Option<&Error> {
    let mut next: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<Error>() {
            return Some(found);
        }
        // The source of a wrapped error is the source of what it wraps, which would be passed over.
        next = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        };
    }
    None
}

impl Secured {
    /// Why a connection ended while it was being secured.
    pub(crate) fn broken_off(&self, error: &io::Error, host: &str, address: &str) -> TlsFailure {
        find(error).map_or_else(
            || TlsFailure::BrokenOff { address: address.to_owned() },
            |said| self.failure(said, host, address),
        )
    }

    /// Why securing failed.
    pub(crate) fn failure(&self, error: &Error, host: &str, address: &str) -> TlsFailure {
        match error {
            Error::InvalidCertificate(error) => self.refused(error, host),
            Error::AlertReceived(alert) => self.alerted(*alert),
            Error::PeerIncompatible(
                PeerIncompatible::ServerDoesNotSupportTls12Or13
                | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
            ) => TlsFailure::OldVersion,
            Error::PeerIncompatible(missing) => {
                TlsFailure::NothingInCommon { reason: format!("{missing:?}") }
            }
            // Whoever speaks TLS has shown a certificate before it says something that is none.
            Error::InvalidMessage(_) if self.seen.shown().is_none() => {
                TlsFailure::NotTls { address: address.to_owned() }
            }
            _ => TlsFailure::Broken { reason: error.to_string() },
        }
    }

    /// Why the broker's certificate was not accepted.
    fn refused(&self, error: &CertificateError, host: &str) -> TlsFailure {
        let Some(shown) = self.seen.shown() else {
            return TlsFailure::BadCertificate { reason: error.to_string() };
        };
        let Some(certificate) = &shown.certificate else {
            return match self.pinned {
                Some(pinned) if pinned != shown.fingerprint => {
                    TlsFailure::PinMismatch { pinned, shown: shown.fingerprint }
                }
                Some(_) | None => TlsFailure::BadCertificate { reason: error.to_string() },
            };
        };
        match error {
            CertificateError::ApplicationVerificationFailure => self.not_pinned(certificate),
            CertificateError::Expired => {
                TlsFailure::Expired { valid_until: certificate.valid_until }
            }
            CertificateError::ExpiredContext { not_after, .. } => {
                TlsFailure::Expired { valid_until: timestamp(*not_after) }
            }
            CertificateError::NotValidYet => {
                TlsFailure::NotYetValid { valid_from: certificate.valid_from }
            }
            CertificateError::NotValidYetContext { not_before, .. } => {
                TlsFailure::NotYetValid { valid_from: timestamp(*not_before) }
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                misnamed(certificate, host)
            }
            CertificateError::UnsupportedSignatureAlgorithmContext { .. }
            | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
                badly_signed(certificate)
            }
            // An authority's own certificate at the broker is the usual form of a self-signed one.
            CertificateError::UnknownIssuer | CertificateError::Other(_) => {
                not_vouched_for(certificate, error)
            }
            _ => TlsFailure::BadCertificate { reason: error.to_string() },
        }
    }

    fn not_pinned(&self, certificate: &Certificate) -> TlsFailure {
        let pinned = self.pinned.unwrap_or(Fingerprint::of_nothing());
        TlsFailure::PinMismatch { pinned, shown: certificate.fingerprint }
    }

    /// What the broker's last word means.
    fn alerted(&self, alert: AlertDescription) -> TlsFailure {
        use AlertDescription as Alert;
        let about_ours = match alert {
            Alert::ProtocolVersion => return TlsFailure::OldVersion,
            Alert::CertificateRequired => return TlsFailure::ClientCertificateDemanded,
            Alert::NoCertificate
            | Alert::BadCertificate
            | Alert::UnsupportedCertificate
            | Alert::CertificateRevoked
            | Alert::CertificateExpired
            | Alert::CertificateUnknown
            | Alert::UnknownCA
            | Alert::AccessDenied
            | Alert::DecryptError
            | Alert::HandshakeFailure => self.seen.asked_for_ours(),
            _ => false,
        };
        match (about_ours, self.shows_ours, alert) {
            (true, false, _) => TlsFailure::ClientCertificateDemanded,
            (true, true, _) => {
                TlsFailure::ClientCertificateRefused { reason: words(alert).to_owned() }
            }
            (false, _, Alert::HandshakeFailure | Alert::InsufficientSecurity) => {
                TlsFailure::NothingInCommon { reason: words(alert).to_owned() }
            }
            (false, ..) => TlsFailure::RefusedByBroker { reason: words(alert).to_owned() },
        }
    }

    /// What it means that the broker closed the connection before it answered, where TLS can tell.
    ///
    /// In TLS 1.3 a broker looks at our certificate when we think we are through, and its word may be lost with the connection.
    pub(crate) fn closed_early(&self) -> Option<TlsFailure> {
        let missing = self.seen.asked_for_ours() && !self.shows_ours;
        missing.then_some(TlsFailure::ClientCertificateDemanded)
    }
}

fn misnamed(certificate: &Certificate, host: &str) -> TlsFailure {
    let host = host.to_owned();
    match &certificate.common_name {
        Some(common_name) if certificate.names.is_empty() => {
            TlsFailure::NameOnlyInCommonName { host, common_name: common_name.clone() }
        }
        Some(_) | None => TlsFailure::WrongName { host, names: certificate.names.clone() },
    }
}

fn badly_signed(certificate: &Certificate) -> TlsFailure {
    let algorithm = certificate.signature.clone();
    if certificate.is_weakly_signed() {
        TlsFailure::WeakSignature { algorithm }
    } else {
        TlsFailure::UnknownSignature { algorithm }
    }
}

fn not_vouched_for(certificate: &Certificate, error: &CertificateError) -> TlsFailure {
    let fingerprint = certificate.fingerprint;
    if certificate.self_signed {
        TlsFailure::SelfSigned { fingerprint }
    } else if *error == CertificateError::UnknownIssuer {
        TlsFailure::UnknownIssuer { issuer: certificate.issuer.clone(), fingerprint }
    } else {
        TlsFailure::BadCertificate { reason: error.to_string() }
    }
}

/// The broker's word for it in TLS, as people say it.
fn words(alert: AlertDescription) -> &'static str {
    use AlertDescription as Alert;
    match alert {
        Alert::BadCertificate => "it cannot read it",
        Alert::UnsupportedCertificate => "of a kind it does not take",
        Alert::CertificateRevoked => "it was revoked",
        Alert::CertificateExpired => "it has expired",
        Alert::UnknownCA => "it does not know who issued it",
        Alert::AccessDenied => "it has no right to enter",
        Alert::DecryptError => "its signature does not fit",
        Alert::HandshakeFailure => "nothing suits it",
        Alert::InsufficientSecurity => "it wants stronger encryption",
        Alert::UnrecognisedName => "it does not know itself by this host name",
        Alert::InternalError => "it has an error of its own",
        _ => alert.as_str().unwrap_or("an alert without a name"),
    }
}

fn timestamp(time: UnixTime) -> Timestamp {
    Timestamp::from_ms(i64::try_from(time.as_secs()).unwrap_or(i64::MAX).saturating_mul(1_000))
}
