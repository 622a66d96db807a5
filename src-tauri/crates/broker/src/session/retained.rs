//! What came of the broker's retained messages while subscribing: which are new, and whether some may be missing.
//!
//! A broker may drop what it retained where the socket does not take it fast enough, and never says so. Asked again, it
//! sends all of it again: what came before is recognised and left out, and when an answer brings all that is known and
//! nothing new, nothing is missing. A small answer cannot have lost anything.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::limits::{RETAINED_DROPPED_FROM, RETAINED_KNOWN_MAX};

/// Retained messages of one connection's subscriptions.
#[derive(Debug, Default)]
pub(super) struct Retained {
    known: HashSet<u64>,
    came: usize,
    new: usize,
}

impl Retained {
    /// A subscription is sent: what it brings is counted from here.
    pub(super) fn begin(&mut self) {
        (self.came, self.new) = (0, 0);
    }

    /// Takes one in; false where the very same came before.
    pub(super) fn take(&mut self, topic: &str, payload: &[u8]) -> bool {
        self.came += 1;
        if self.known.len() >= RETAINED_KNOWN_MAX {
            return true;
        }
        let mut hasher = DefaultHasher::new();
        (topic, payload).hash(&mut hasher);
        let new = self.known.insert(hasher.finish());
        self.new += usize::from(new);
        new
    }

    /// Whether the last answer was so large that some may be missing: it brought something new, or lacked what is known.
    pub(super) fn may_be_missing(&self) -> bool {
        let known = self.known.len();
        let whole = self.new == 0 && self.came >= known;
        self.came >= RETAINED_DROPPED_FROM && !whole && known < RETAINED_KNOWN_MAX
    }

    /// All is subscribed to: what comes from now on is news.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_asked_again_until_nothing_new_comes() {
        let mut retained = Retained::default();
        let mut pass = |topics: std::ops::Range<usize>| {
            retained.begin();
            let new = topics.filter(|n| retained.take(&format!("t/{n}"), b"1")).count();
            (new, retained.may_be_missing())
        };
        assert_eq!(pass(0..5_000), (5_000, true));
        assert_eq!(pass(2_000..8_000), (3_000, true));
        assert_eq!(pass(0..6_000), (0, true), "it lacks what is known");
        assert_eq!(pass(0..8_000), (0, false));
    }

    #[test]
    fn a_small_answer_is_whole_and_a_changed_value_is_new() {
        let mut retained = Retained::default();
        retained.begin();
        assert!(retained.take("a", b"1"));
        assert!(!retained.take("a", b"1"));
        assert!(retained.take("a", b"2"));
        assert!(!retained.may_be_missing());
    }
}
