//! Names of secrets: what a secret is for, never what it is.

use std::fmt;

use crate::error::SecretError;
use crate::limits::NAME_BYTES_MAX;

/// The name of a secret, or of a data folder: 1 to 128 bytes of `a-z 0-9 . _ - /`. It is shown by the system's own
/// keyring program, so it says nothing that only the site should know.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SecretName(String);

impl SecretName {
    /// Takes a name.
    ///
    /// # Errors
    /// [`SecretError::Name`] where it is empty, too long or has other characters.
    pub fn new(text: impl Into<String>) -> Result<Self, SecretError> {
        let text = text.into();
        let fits = (1..=NAME_BYTES_MAX).contains(&text.len());
        let plain = |byte: u8| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-/".contains(&byte)
        };
        if fits && text.bytes().all(plain) { Ok(Self(text)) } else { Err(SecretError::Name) }
    }

    /// A name that no other data folder has, for telling the folders of one user apart.
    ///
    /// # Errors
    /// [`SecretError::Random`] where the system gives no random bytes.
    pub fn fresh() -> Result<Self, SecretError> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|_| SecretError::Random)?;
        Ok(Self(format!("{:032x}", u128::from_le_bytes(bytes))))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SecretName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_name_is_a_name_and_never_the_same() {
        let (one, other) = (SecretName::fresh().unwrap(), SecretName::fresh().unwrap());
        assert_ne!(one, other);
        assert_eq!(SecretName::new(one.as_str()).unwrap(), one);
    }

    #[test]
    fn names_are_short_and_plain() {
        let long = "a".repeat(NAME_BYTES_MAX);
        for fine in ["connection/1/password", "a", "0f.b_c-d", &long] {
            assert_eq!(SecretName::new(fine).unwrap().to_string(), fine);
        }
        let longer = "a".repeat(NAME_BYTES_MAX + 1);
        for wrong in ["", "A", "a b", "ä", "a\0", "a\n", "a:b", &longer] {
            assert!(matches!(SecretName::new(wrong), Err(SecretError::Name)), "{wrong:?}");
        }
    }
}
