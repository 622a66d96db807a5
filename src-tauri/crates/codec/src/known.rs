//! What a convention remembers between messages: for each connection by itself, and within a bound.
//!
//! Forgets nothing by itself. At most `KNOWN_MAX` things a connection, with keys of `KNOWN_KEY_BYTES_MAX`.

use std::collections::HashMap;

use model::ConnectionId;

use crate::limits::{KNOWN_KEY_BYTES_MAX, KNOWN_MAX};

/// Things that were told, by their keys.
pub(crate) struct Known<T>(HashMap<ConnectionId, HashMap<Box<str>, T>>);

impl<T> Default for Known<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T> Known<T> {
    /// What is known under this key.
    pub(crate) fn get(&self, connection: ConnectionId, key: &str) -> Option<&T> {
        self.0.get(&connection)?.get(key)
    }

    /// What is known on this connection.
    pub(crate) fn of(&self, connection: ConnectionId) -> impl Iterator<Item = (&str, &T)> {
        let of = self.0.get(&connection).into_iter().flatten();
        of.map(|(key, thing)| (&**key, thing))
    }

    /// What is to be known under this key from now on; nothing where no more is remembered.
    pub(crate) fn learn(&mut self, connection: ConnectionId, key: &str) -> Option<&mut T>
    where
        T: Default,
    {
        let of = self.0.entry(connection).or_default();
        if !of.contains_key(key) {
            if of.len() >= KNOWN_MAX || key.len() > KNOWN_KEY_BYTES_MAX {
                return None;
            }
            of.insert(Box::from(key), T::default());
        }
        of.get_mut(key)
    }

    /// Forgets what was known under this key, and says whether there was something.
    pub(crate) fn forget(&mut self, connection: ConnectionId, key: &str) -> bool {
        self.0.get_mut(&connection).is_some_and(|of| of.remove(key).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_connection_knows_its_own() {
        let mut known = Known::default();
        *known.learn(ConnectionId(1), "a").unwrap() = 7;
        assert_eq!(known.get(ConnectionId(1), "a"), Some(&7));
        assert_eq!(known.get(ConnectionId(2), "a"), None);
        assert!(known.forget(ConnectionId(1), "a") && !known.forget(ConnectionId(1), "a"));
    }

    #[test]
    fn no_more_is_remembered_than_the_bound() {
        let mut known: Known<()> = Known::default();
        let learnt = (0..=KNOWN_MAX)
            .filter(|number| known.learn(ConnectionId(1), &number.to_string()).is_some());
        assert_eq!(learnt.count(), KNOWN_MAX);
        assert!(known.learn(ConnectionId(1), "0").is_some(), "what is known may be told anew");
        assert!(known.learn(ConnectionId(2), &"k".repeat(KNOWN_KEY_BYTES_MAX + 1)).is_none());
    }
}
