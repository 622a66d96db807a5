//! Ids of entities: readable, the same at every export, and of the letters that a reference may have.

use std::fmt::Write as _;

/// The id of a thing of this sort with these names; parts that are missing are left empty.
pub(super) fn id(sort: char, parts: &[Option<&str>]) -> String {
    let mut id = String::from(sort);
    for part in parts {
        id.push(if id.len() == 1 { ':' } else { '.' });
        for byte in part.unwrap_or_default().bytes() {
            if byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_' {
                id.push(char::from(byte));
            } else {
                write!(id, "~{byte:02x}").expect("memory takes every letter");
            }
        }
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_names_have_different_ids_of_plain_letters() {
        assert_eq!(id('f', &[None, Some("HQ"), Some("Level 2")]), "f:.HQ.Level~202");
        assert_ne!(id('f', &[Some("a.b"), None]), id('f', &[Some("a"), Some("b")]));
        assert_ne!(id('f', &[Some("a~2e")]), id('f', &[Some("a.")]));
    }
}
