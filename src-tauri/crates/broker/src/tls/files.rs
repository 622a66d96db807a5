//! Reads the files of a secured connection, and says plainly what is wrong with one.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::sync::Arc;

use rustls::RootCertStore;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::{Error as PemError, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use zeroize::Zeroizing;

use crate::failure::FileFailure;
use crate::limits::PEM_BYTES_MAX;
use crate::security::ClientCertificate;

const CERTIFICATE: &str = "certificate";
const KEY: &str = "private key";

/// The authorities that the operating system trusts; those that are no certificates are left out.
pub(super) fn system_roots() -> Result<RootCertStore, FileFailure> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    let (_, left_out) = roots.add_parsable_certificates(found.certs);
    if left_out > 0 || !found.errors.is_empty() {
        tracing::warn!(left_out, errors = ?found.errors, "Authorities of the system left out");
    }
    if roots.is_empty() {
        let said = found.errors.first();
        let reason = said.map_or_else(|| "its list is empty".to_owned(), ToString::to_string);
        return Err(FileFailure::NoSystemRoots { reason });
    }
    Ok(roots)
}

/// The authorities in a file.
pub(super) fn roots(path: &Path) -> Result<RootCertStore, FileFailure> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(path)? {
        roots.add(certificate).map_err(|error| FileFailure::Damaged {
            path: path.to_owned(),
            wanted: CERTIFICATE,
            reason: error.to_string(),
        })?;
    }
    Ok(roots)
}

/// Our certificate with its key; the two belong together.
pub(super) fn client(
    files: &ClientCertificate,
    provider: &CryptoProvider,
) -> Result<Arc<CertifiedKey>, FileFailure> {
    let chain = certificates(&files.certificate)?;
    let damaged = |path: &Path, wanted, error: rustls::Error| FileFailure::Damaged {
        path: path.to_owned(),
        wanted,
        reason: error.to_string(),
    };
    let key = provider
        .key_provider
        .load_private_key(key(&files.key)?)
        .map_err(|error| damaged(&files.key, KEY, error))?;
    let ours = CertifiedKey::new(chain, key);
    match ours.keys_match() {
        Ok(()) | Err(rustls::Error::InconsistentKeys(rustls::InconsistentKeys::Unknown)) => {
            Ok(Arc::new(ours))
        }
        Err(rustls::Error::InconsistentKeys(_)) => Err(FileFailure::KeyOfAnother {
            certificate: files.certificate.clone(),
            key: files.key.clone(),
        }),
        Err(error) => Err(damaged(&files.certificate, CERTIFICATE, error)),
    }
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, FileFailure> {
    let text = read(path)?;
    let all: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    let all = all.map_err(|error| unusable(path, CERTIFICATE, &error))?;
    if all.is_empty() {
        return Err(FileFailure::NotPem { path: path.to_owned(), wanted: CERTIFICATE });
    }
    Ok(all)
}

fn key(path: &Path) -> Result<PrivateKeyDer<'static>, FileFailure> {
    let text = read(path)?;
    PrivateKeyDer::from_pem_slice(&text).map_err(|error| {
        if is_encrypted(&text) {
            FileFailure::KeyEncrypted { path: path.to_owned() }
        } else {
            unusable(path, KEY, &error)
        }
    })
}

/// Whether a key is behind a passphrase: PKCS #8 says so in its first line, the older forms in their second.
fn is_encrypted(text: &[u8]) -> bool {
    const MARKS: [&[u8]; 2] = [b"-----BEGIN ENCRYPTED PRIVATE KEY-----", b"Proc-Type: 4,ENCRYPTED"];
    MARKS.iter().any(|mark| text.windows(mark.len()).any(|window| window == *mark))
}

fn unusable(path: &Path, wanted: &'static str, error: &PemError) -> FileFailure {
    let path = path.to_owned();
    match error {
        PemError::NoItemsFound => FileFailure::NotPem { path, wanted },
        // The bytes of a damaged line may be part of a key, so they are not told.
        PemError::MissingSectionEnd { .. } => {
            FileFailure::Damaged { path, wanted, reason: "its end is missing".to_owned() }
        }
        _ => FileFailure::Damaged { path, wanted, reason: "it is not whole".to_owned() },
    }
}

fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, FileFailure> {
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => FileFailure::Missing { path: path.to_owned() },
        _ => FileFailure::Unreadable { path: path.to_owned(), reason: error.to_string() },
    };
    // Opening a pipe would wait for whoever writes into it.
    if !std::fs::metadata(path).map_err(failed)?.is_file() {
        let reason = "it is not a file".to_owned();
        return Err(FileFailure::Unreadable { path: path.to_owned(), reason });
    }
    let mut bytes = Zeroizing::new(Vec::new());
    let limit = u64::try_from(PEM_BYTES_MAX + 1).unwrap_or(u64::MAX);
    File::open(path).map_err(failed)?.take(limit).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() > PEM_BYTES_MAX {
        return Err(FileFailure::TooLarge { path: path.to_owned() });
    }
    Ok(bytes)
}
