//! Which MQTT to try next: 5 first, 3.1.1 where it is refused.
//!
//! An outright refusal is remembered for the session's life. A broker that merely closed or did not answer may have been starting,
//! so 3.1.1 is tried once and 5 again with the next connection.

use crate::failure::Failure;
use crate::settings::{Version, VersionChoice};

/// Failures without an answer after which a version that had worked is doubted.
const DOUBTS_MAX: u32 = 3;

/// When to try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Again {
    /// Without a wait, with the other version.
    AtOnce,
    /// After the usual wait.
    Later,
}

/// The choice of version over a session's life.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Versions {
    choice: VersionChoice,
    current: Version,
    /// Whether 5 worked, or was refused outright.
    sure: bool,
    doubts: u32,
}

impl Versions {
    pub(crate) fn new(choice: VersionChoice) -> Self {
        let current = match choice {
            VersionChoice::Auto | VersionChoice::V5 => Version::V5,
            VersionChoice::V311 => Version::V311,
        };
        Self { choice, current, sure: false, doubts: 0 }
    }

    /// What to speak in the next attempt.
    pub(crate) fn current(&self) -> Version {
        self.current
    }

    /// Notes that the broker accepted.
    pub(crate) fn worked(&mut self) {
        self.doubts = 0;
        self.sure |= self.current == Version::V5;
    }

    /// Notes that a connection that stood was lost.
    pub(crate) fn lost(&mut self) {
        if self.choice == VersionChoice::Auto && !self.sure {
            self.current = Version::V5;
        }
    }

    /// Notes that an attempt failed.
    pub(crate) fn failed(&mut self, failure: &Failure) -> Again {
        if self.choice != VersionChoice::Auto {
            return Again::Later;
        }
        if matches!(failure, Failure::VersionRefused { .. }) {
            self.sure = self.current == Version::V5;
            return self.turn();
        }
        let unanswered = matches!(
            failure,
            Failure::ClosedEarly { .. } | Failure::NoAnswer { .. } | Failure::Malformed { .. }
        );
        if unanswered { self.doubt() } else { Again::Later }
    }

    fn doubt(&mut self) -> Again {
        self.doubts += 1;
        if self.sure && self.doubts < DOUBTS_MAX {
            return Again::Later;
        }
        self.sure = false;
        self.turn()
    }

    fn turn(&mut self) -> Again {
        let (next, again) = match self.current {
            Version::V5 => (Version::V311, Again::AtOnce),
            Version::V311 => (Version::V5, Again::Later),
        };
        self.current = next;
        again
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn early() -> Failure {
        Failure::ClosedEarly { address: "b:1883".to_owned() }
    }

    #[test]
    fn an_outright_refusal_is_remembered() {
        let mut versions = Versions::new(VersionChoice::Auto);
        let refused = Failure::VersionRefused { version: Version::V5 };
        assert_eq!(versions.failed(&refused), Again::AtOnce);
        versions.worked();
        versions.lost();
        assert_eq!(versions.current(), Version::V311);
    }

    #[test]
    fn a_broker_that_was_starting_is_asked_for_5_again() {
        let mut versions = Versions::new(VersionChoice::Auto);
        assert_eq!(versions.failed(&early()), Again::AtOnce);
        assert_eq!(versions.current(), Version::V311);
        versions.worked();
        versions.lost();
        assert_eq!(versions.current(), Version::V5);
    }

    #[test]
    fn a_version_that_worked_is_doubted_only_after_three_failures_without_an_answer() {
        let mut versions = Versions::new(VersionChoice::Auto);
        versions.worked();
        assert_eq!(versions.failed(&early()), Again::Later);
        assert_eq!(versions.failed(&early()), Again::Later);
        assert_eq!(versions.failed(&early()), Again::AtOnce);
        assert_eq!(versions.current(), Version::V311);
    }

    #[test]
    fn a_closed_port_and_a_chosen_version_change_nothing() {
        let closed = Failure::NothingListens { address: "b:1883".to_owned() };
        let mut versions = Versions::new(VersionChoice::Auto);
        assert_eq!((versions.failed(&closed), versions.current()), (Again::Later, Version::V5));
        let mut versions = Versions::new(VersionChoice::V5);
        assert_eq!((versions.failed(&early()), versions.current()), (Again::Later, Version::V5));
    }
}
