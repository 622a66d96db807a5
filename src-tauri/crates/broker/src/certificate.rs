//! What a broker's certificate says of itself, for a person to read.
//!
//! Every word of it is hostile until the certificate is verified, and nothing here verifies it: texts are cut, names counted.

use std::time::Duration;

use model::Timestamp;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::{DateTime, Decode};
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::time::Time;

use crate::limits::{CERTIFICATE_NAMES_MAX, CERTIFICATE_TEXT_MAX};
use crate::security::Fingerprint;

/// Signatures that can be forged today, and what they are called.
const WEAK_SIGNATURES: [(ObjectIdentifier, &str); 5] = [
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.5"), "SHA-1 with RSA"),
    (ObjectIdentifier::new_unwrap("1.2.840.10045.4.1"), "SHA-1 with ECDSA"),
    (ObjectIdentifier::new_unwrap("1.2.840.10040.4.3"), "SHA-1 with DSA"),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.4"), "MD5 with RSA"),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.2"), "MD2 with RSA"),
];

/// A certificate as a person reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Whom it was issued to.
    pub subject: String,
    /// Who issued it.
    pub issuer: String,
    /// The names and addresses it stands for, the first few.
    pub names: Vec<String>,
    /// From when it holds.
    pub valid_from: Timestamp,
    /// Until when it holds.
    pub valid_until: Timestamp,
    /// What it is pinned by.
    pub fingerprint: Fingerprint,
    /// The host name in its common name, where certificates no longer carry it.
    pub(crate) common_name: Option<String>,
    /// Whether its issuer is itself.
    pub(crate) self_signed: bool,
    /// What it is signed with.
    pub(crate) signature: String,
}

impl Certificate {
    /// Reads a certificate in DER; none where it cannot be read.
    pub(crate) fn read(der: &[u8]) -> Option<Self> {
        let parsed = x509_cert::Certificate::from_der(der).ok()?;
        let inner = parsed.tbs_certificate();
        let common_name = inner.subject().common_name().ok().flatten();
        Some(Self {
            subject: cut(&inner.subject().to_string()),
            issuer: cut(&inner.issuer().to_string()),
            names: names(inner.get_extension::<SubjectAltName>().ok().flatten()),
            valid_from: timestamp(inner.validity().not_before),
            valid_until: timestamp(inner.validity().not_after),
            fingerprint: Fingerprint::of(der),
            common_name: common_name.map(|name| cut(&name.value())),
            self_signed: inner.subject() == inner.issuer(),
            signature: signature_name(parsed.signature_algorithm().oid),
        })
    }

    /// Whether its signature could be forged.
    pub(crate) fn is_weakly_signed(&self) -> bool {
        WEAK_SIGNATURES.iter().any(|(_, name)| *name == self.signature)
    }
}

/// A day as every country reads it: `2027-03-01`.
pub(crate) fn day(time: Timestamp) -> String {
    let since_1970 = Duration::from_millis(u64::try_from(time.ms()).unwrap_or_default());
    DateTime::from_unix_duration(since_1970).map_or_else(
        |_| "a time that cannot be told".to_owned(),
        |date| format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day()),
    )
}

fn names(extension: Option<(bool, SubjectAltName)>) -> Vec<String> {
    let Some((_, SubjectAltName(all))) = extension else { return Vec::new() };
    all.iter().filter_map(name).take(CERTIFICATE_NAMES_MAX).collect()
}

/// A name or address that a host can have; others mean nothing here.
fn name(name: &GeneralName) -> Option<String> {
    match name {
        GeneralName::DnsName(name) => Some(cut(name.as_str())),
        GeneralName::IpAddress(address) => {
            let bytes = address.as_bytes();
            let four = <[u8; 4]>::try_from(bytes).map(std::net::IpAddr::from);
            let sixteen = <[u8; 16]>::try_from(bytes).map(std::net::IpAddr::from);
            four.or(sixteen).ok().map(|address| address.to_string())
        }
        GeneralName::OtherName(_)
        | GeneralName::Rfc822Name(_)
        | GeneralName::DirectoryName(_)
        | GeneralName::EdiPartyName(_)
        | GeneralName::UniformResourceIdentifier(_)
        | GeneralName::RegisteredId(_) => None,
    }
}

fn signature_name(algorithm: ObjectIdentifier) -> String {
    let weak = WEAK_SIGNATURES.iter().find(|(weak, _)| *weak == algorithm);
    weak.map_or_else(|| algorithm.to_string(), |(_, name)| (*name).to_owned())
}

fn timestamp(time: Time) -> Timestamp {
    let ms = time.to_unix_duration().as_millis();
    Timestamp::from_ms(i64::try_from(ms).unwrap_or(i64::MAX))
}

fn cut(text: &str) -> String {
    text.chars().take(CERTIFICATE_TEXT_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_certificate_is_not_read() {
        for der in [&b""[..], b"\x30", b"\x30\x82\xFF\xFF", b"not a certificate"] {
            assert_eq!(Certificate::read(der), None);
        }
    }

    #[test]
    fn days_are_written_with_the_year_first() {
        assert_eq!(day(Timestamp::from_ms(1_772_323_200_000)), "2026-03-01");
        assert_eq!(day(Timestamp::from_ms(i64::MAX)), "a time that cannot be told");
    }
}
