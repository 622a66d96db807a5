//! Namespaces whose messages are counted as understood and hold no values.
//!
//! Never looks at a payload. Reading them as plain values or JSON would make points of protocol.

use crate::RejectReason;
use crate::convention::{Confidence, Convention, Mark};
use crate::message::Message;
use crate::said::Said;

/// A namespace that is counted only.
pub(crate) struct Counted {
    name: &'static str,
    /// The first level of its topics.
    first: &'static str,
    /// That level.
    marks: &'static [Mark],
}

/// What brokers say of themselves.
pub(crate) const SYS: Counted =
    Counted { name: BROKERS_NAME, first: BROKERS_LEVEL, marks: &[Mark::First(BROKERS_LEVEL)] };

/// The word for what brokers say of themselves, which is no convention that anybody chooses.
pub(crate) const BROKERS_NAME: &str = "sys";

const BROKERS_LEVEL: &str = "$SYS";

impl Convention for Counted {
    fn name(&self) -> &'static str {
        self.name
    }

    fn marks(&self) -> &'static [Mark] {
        self.marks
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        let first = message.topic.split('/').next();
        if first == Some(self.first) { Confidence::Namespace } else { Confidence::None }
    }

    fn read(&mut self, _message: &Message<'_>, _said: &mut Said<'_>) -> Result<(), RejectReason> {
        Ok(())
    }
}
