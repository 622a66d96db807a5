//! How the way to a broker is protected, as it is set.
//!
//! Names files and a fingerprint and reads nothing: [`crate::tls`] does, when a session starts.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// How the way to the broker is protected.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Security {
    /// Not at all: whoever is on the network in between may read and change everything.
    #[default]
    Plain,
    /// TLS 1.2 or 1.3. There is no way to accept a certificate unseen, and plain TCP is never tried instead.
    Tls {
        /// Who may vouch for the broker's certificate.
        roots: Roots,
        /// What we show the broker of ourselves, where it asks for that.
        client: Option<ClientCertificate>,
        /// The one certificate that is accepted, whoever issued it and whatever name it bears. Its dates still count.
        pinned: Option<Fingerprint>,
    },
}

/// Who may vouch for a broker's certificate.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Roots {
    /// The authorities that the operating system trusts.
    #[default]
    System,
    /// The authorities in this PEM file, and no other.
    File(PathBuf),
}

/// A certificate of our own and its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientCertificate {
    /// PEM file: our certificate first, then those between it and its authority.
    pub certificate: PathBuf,
    /// PEM file: the private key, without a passphrase.
    pub key: PathBuf,
}

/// SHA-256 over a certificate as it is sent: 32 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 32]);

/// A text that is no fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "This is no SHA-256 fingerprint. Write its 64 hexadecimal digits, with or without colons between the pairs."
)]
pub struct FingerprintError;

impl Fingerprint {
    /// The fingerprint of a certificate in DER.
    pub(crate) fn of(certificate: &[u8]) -> Self {
        let digest = ring::digest::digest(&ring::digest::SHA256, certificate);
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest.as_ref());
        Self(bytes)
    }

    /// One that no certificate has, as far as anybody knows.
    pub(crate) const fn of_nothing() -> Self {
        Self([0; 32])
    }
}

impl fmt::Display for Fingerprint {
    /// As browsers and openssl write it: `AB:CD:…`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, byte) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str(":")?;
            }
            write!(f, "{byte:02X}")?;
        }
        Ok(())
    }
}

impl FromStr for Fingerprint {
    type Err = FingerprintError;

    fn from_str(text: &str) -> Result<Self, FingerprintError> {
        let digits: Option<Vec<u32>> = text
            .trim()
            .chars()
            .filter(|character| *character != ':')
            .take(2 * size_of::<Self>() + 1)
            .map(|character| character.to_digit(16))
            .collect();
        let digits = digits.ok_or(FingerprintError)?;
        if digits.len() != 2 * size_of::<Self>() {
            return Err(FingerprintError);
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
            *byte =
                u8::try_from(pair[0] * 16 + pair[1]).expect("two hexadecimal digits fit a byte");
        }
        Ok(Self(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_read_as_browsers_and_openssl_write_it() {
        let written = Fingerprint::of(b"certificate").to_string();
        let read = |text: &str| text.parse::<Fingerprint>();
        assert_eq!(written.len(), 32 * 3 - 1);
        assert_eq!(read(&written), Ok(Fingerprint::of(b"certificate")));
        let bare = written.replace(':', "").to_lowercase();
        assert_eq!(read(&format!(" {bare}\n")), read(&written));
    }

    #[test]
    fn what_is_no_fingerprint_is_refused() {
        let sha1 = "AB:".repeat(19) + "AB";
        let long = "AB".repeat(33);
        let endless = "é".repeat(1_000);
        for text in ["", "sha256", &sha1, &long, &endless, &"G0".repeat(32)] {
            assert_eq!(text.parse::<Fingerprint>(), Err(FingerprintError), "{text}");
        }
    }
}
