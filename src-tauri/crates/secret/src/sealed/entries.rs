//! What is sealed: the secrets with their names, one after another.

use std::str;

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::Entries;
use crate::limits::{SECRET_BYTES_MAX, SECRETS_MAX};
use crate::name::SecretName;

/// Bytes of a length.
const LENGTH: usize = 2;

/// The bytes of all entries: their number, then for each the length and bytes of name and secret; numbers are 16 bits,
/// little endian.
pub(super) fn encode(entries: &Entries) -> Zeroizing<Vec<u8>> {
    let each = |(name, secret): (&SecretName, &SecretString)| {
        2 * LENGTH + name.as_str().len() + secret.expose_secret().len()
    };
    // Exactly as long as needed: growing would leave copies of secrets behind.
    let bytes = LENGTH + entries.iter().map(each).sum::<usize>();
    let mut plain = Zeroizing::new(Vec::with_capacity(bytes));
    put_length(&mut plain, entries.len());
    for (name, secret) in entries {
        for text in [name.as_str(), secret.expose_secret()] {
            put_length(&mut plain, text.len());
            plain.extend_from_slice(text.as_bytes());
        }
    }
    plain
}

/// The entries again; none where the bytes are not what [`encode`] makes.
pub(super) fn decode(plain: &[u8]) -> Option<Entries> {
    let mut rest = plain;
    let count = take_length(&mut rest)?;
    if count > SECRETS_MAX {
        return None;
    }
    let mut entries = Entries::new();
    for _ in 0..count {
        let name = SecretName::new(take_text(&mut rest)?).ok()?;
        let secret = take_text(&mut rest)?;
        if secret.len() > SECRET_BYTES_MAX {
            return None;
        }
        entries.insert(name, SecretString::from(secret));
    }
    (rest.is_empty() && entries.len() == count).then_some(entries)
}

fn put_length(plain: &mut Vec<u8>, length: usize) {
    let length = u16::try_from(length).expect("names, secrets and their number fit 16 bits");
    plain.extend_from_slice(&length.to_le_bytes());
}

fn take_length(rest: &mut &[u8]) -> Option<usize> {
    let (length, after) = rest.split_first_chunk::<LENGTH>()?;
    *rest = after;
    Some(usize::from(u16::from_le_bytes(*length)))
}

fn take_text<'a>(rest: &mut &'a [u8]) -> Option<&'a str> {
    let length = take_length(rest)?;
    let (text, after) = rest.split_at_checked(length)?;
    *rest = after;
    str::from_utf8(text).ok()
}
