//! What can go wrong while a connection is being secured.
//!
//! Each sentence says what happened, what it means and what to do. None of these is answered by going on without protection.

use std::path::PathBuf;

use model::Timestamp;

use super::Remedy;
use crate::certificate::day;
use crate::limits::PEM_BYTES_MAX;
use crate::security::Fingerprint;

/// Why the broker was not believed, or did not believe us.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TlsFailure {
    /// Too old.
    #[error(
        "The broker's certificate expired on {}. It proves nothing any more, so nothing is sent. Have whoever runs the broker renew it, then connect again.", day(*valid_until)
    )]
    Expired {
        /// Until when it held.
        valid_until: Timestamp,
    },
    /// Too new.
    #[error(
        "The broker's certificate holds only from {} on, so nothing is sent yet. Check this computer's date and time; if they are right, have the broker's certificate replaced. It is tried again.", day(*valid_from)
    )]
    NotYetValid {
        /// From when it holds.
        valid_from: Timestamp,
    },
    /// It stands for somebody else.
    #[error(
        "The broker's certificate is for {names:?} and not for {host:?}: this may be another computer. Connect under a name that the certificate has, or have one issued for {host:?}."
    )]
    WrongName {
        /// The host as set.
        host: String,
        /// The names and addresses it stands for, the first few: hostile data.
        names: Vec<String>,
    },
    /// Its host name stands where nobody looks any more.
    #[error(
        "The broker's certificate bears its name {common_name:?} only as common name, which no longer counts. Have one issued with {host:?} as subject alternative name."
    )]
    NameOnlyInCommonName {
        /// The host as set.
        host: String,
        /// The name it bears: hostile data.
        common_name: String,
    },
    /// Nobody vouches for it.
    #[error(
        "The broker's certificate is self-signed: nobody vouches for it, and anybody could have made it. Have one issued by an authority, or let an administrator who has compared its fingerprint at the broker pin it: {fingerprint}."
    )]
    SelfSigned {
        /// What to compare.
        fingerprint: Fingerprint,
    },
    /// Somebody vouches for it whom we do not know.
    #[error(
        "The broker's certificate was issued by {issuer:?}, which this connection does not trust. Choose that authority's CA file in the connection's settings, or let an administrator who has compared its fingerprint at the broker pin it: {fingerprint}."
    )]
    UnknownIssuer {
        /// Who issued it: hostile data.
        issuer: String,
        /// What to compare.
        fingerprint: Fingerprint,
    },
    /// It is not the one that was pinned.
    #[error(
        "The broker shows another certificate than the pinned one: it was replaced, or somebody stands in between. Nothing is sent. If it was replaced, let an administrator compare the new fingerprint at the broker and pin it: {shown} instead of {pinned}."
    )]
    PinMismatch {
        /// The one that was set.
        pinned: Fingerprint,
        /// The one that was shown.
        shown: Fingerprint,
    },
    /// Its signature could be forged.
    #[error(
        "The broker's certificate is signed with {algorithm}, which can be forged today. Have it issued anew with SHA-256, then connect again."
    )]
    WeakSignature {
        /// What it is signed with.
        algorithm: String,
    },
    /// A signature that cannot be checked here.
    #[error(
        "The broker's certificate is signed with {algorithm}, which cannot be checked here. Have one issued with RSA of at least 2,048 bits, ECDSA or Ed25519, and SHA-256."
    )]
    UnknownSignature {
        /// What it is signed with: the name or number of an algorithm.
        algorithm: String,
    },
    /// Wrong in another way.
    #[error(
        "The broker's certificate cannot be accepted ({reason}). Have it issued anew for a TLS server, then connect again."
    )]
    BadCertificate {
        /// What is wrong with it.
        reason: String,
    },
    /// Only old TLS.
    #[error(
        "The broker speaks only TLS 1.1 or older, which can be broken today. Nothing is sent. Have TLS 1.2 or 1.3 switched on at the broker."
    )]
    OldVersion,
    /// No way of encrypting in common.
    #[error(
        "The broker and this console have no way of encrypting in common ({reason}). Have the usual cipher suites of TLS 1.2 or 1.3 switched on at the broker."
    )]
    NothingInCommon {
        /// What is missing.
        reason: String,
    },
    /// No TLS at all.
    #[error(
        "{address} does not speak TLS: the port is for unprotected connections. Nothing is sent. Use the broker's TLS port (usually 8883, or 443 for WebSocket), or have TLS switched on there."
    )]
    NotTls {
        /// Host and port.
        address: String,
    },
    /// Closed half-way.
    #[error(
        "{address} broke off while the connection was being secured: it is starting, or does not speak TLS on this port. Nothing was sent. It is tried again; check the port if this stays."
    )]
    BrokenOff {
        /// Host and port.
        address: String,
    },
    /// We have to show a certificate and have none.
    #[error(
        "The broker lets in only programs with a certificate of their own, and this connection has none. Ask who runs the broker for a client certificate and its key, and choose both files in the connection's settings."
    )]
    ClientCertificateDemanded,
    /// Ours is not accepted.
    #[error(
        "The broker did not accept this connection's client certificate ({reason}). Ask who runs the broker for one that it accepts."
    )]
    ClientCertificateRefused {
        /// What the broker said.
        reason: String,
    },
    /// The broker ended it with a word of TLS.
    #[error(
        "The broker refused to secure the connection ({reason}). Check the host name, then ask who runs the broker."
    )]
    RefusedByBroker {
        /// What the broker said.
        reason: String,
    },
    /// Anything else.
    #[error(
        "The connection could not be secured ({reason}). Nothing was sent. It is tried again; ask who runs the broker if this stays."
    )]
    Broken {
        /// What went wrong.
        reason: String,
    },
}

impl TlsFailure {
    /// Who can mend it.
    pub(super) fn remedy(&self) -> Remedy {
        match self {
            // A clock that was not set yet puts this right by itself.
            Self::NotYetValid { .. } | Self::BrokenOff { .. } | Self::Broken { .. } => {
                Remedy::Retry
            }
            Self::Expired { .. }
            | Self::WrongName { .. }
            | Self::NameOnlyInCommonName { .. }
            | Self::SelfSigned { .. }
            | Self::UnknownIssuer { .. }
            | Self::PinMismatch { .. }
            | Self::WeakSignature { .. }
            | Self::UnknownSignature { .. }
            | Self::BadCertificate { .. }
            | Self::OldVersion
            | Self::NothingInCommon { .. }
            | Self::NotTls { .. }
            | Self::ClientCertificateDemanded
            | Self::ClientCertificateRefused { .. }
            | Self::RefusedByBroker { .. } => Remedy::Operator,
        }
    }
}

/// Why a file of a secured connection is of no use; told before anything is tried.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileFailure {
    /// Not there.
    #[error("The file {} is not there, so the connection cannot be secured. Choose it again in the connection's settings.", path.display())]
    Missing {
        /// The file as set.
        path: PathBuf,
    },
    /// There, and not to be read.
    #[error("The file {} cannot be read ({reason}), so the connection cannot be secured. Give yourself the right to read it, or choose another one.", path.display())]
    Unreadable {
        /// The file as set.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// Too long to be what it should be.
    #[error("The file {} is larger than {PEM_BYTES_MAX} bytes: it is no list of certificates. Choose another one.", path.display())]
    TooLarge {
        /// The file as set.
        path: PathBuf,
    },
    /// Nothing of the kind in it.
    #[error("The file {} holds no {wanted} in PEM form (text that begins with -----BEGIN). Choose another one, or have it converted to PEM.", path.display())]
    NotPem {
        /// The file as set.
        path: PathBuf,
        /// What was looked for.
        wanted: &'static str,
    },
    /// Something of the kind, and damaged.
    #[error("The {wanted} in the file {} is damaged ({reason}). Get a new copy of it.", path.display())]
    Damaged {
        /// The file as set.
        path: PathBuf,
        /// What was looked for.
        wanted: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// A key behind a passphrase.
    #[error("The private key in the file {} is protected by a passphrase, which cannot be entered here. Store it without one, readable only for you.", path.display())]
    KeyEncrypted {
        /// The file as set.
        path: PathBuf,
    },
    /// Key and certificate are strangers.
    #[error("The private key {} does not belong to the certificate {}. Choose the two files that were issued together.", key.display(), certificate.display())]
    KeyOfAnother {
        /// The certificate's file.
        certificate: PathBuf,
        /// The key's file.
        key: PathBuf,
    },
    /// The system trusts nobody.
    #[error(
        "The operating system names no authority that it trusts ({reason}), so no broker's certificate can be checked. Install its list of authorities (on Debian and Ubuntu: ca-certificates), or choose a CA file."
    )]
    NoSystemRoots {
        /// What the system said.
        reason: String,
    },
}
