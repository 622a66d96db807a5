//! The mappings that are in use, found by their topic filters.
//!
//! The filters stand in a tree of topic levels, so that a message that no mapping is for costs a look or two, however many there
//! are. At most 10,000 values in all. Every mapping whose filter a topic matches reads the message, in their order; of
//! a point that several of them tell, the first one's value counts and those of the others are refused.

use std::collections::HashMap;
use std::sync::Arc;

use model::ConnectionId;

use super::read::{self, Beside, Content};
use super::{CONVENTION, Mapping};
use crate::RejectReason;
use crate::convention::{Confidence, Convention, Mark};
use crate::json::{self, Tape};
use crate::limits::MAPPED_VALUES_MAX;
use crate::message::Message;
use crate::said::Said;

/// Mappings in use. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Rules(Arc<Tree>);

/// Mappings that cannot be used together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    /// They tell more values than are read by mappings.
    #[error(
        "the mappings list {values} values and at most {MAPPED_VALUES_MAX} are read by mappings; switch some of them off"
    )]
    TooMany {
        /// How many they tell.
        values: usize,
    },
}

#[derive(Debug, Default)]
struct Tree {
    mappings: Vec<(Option<ConnectionId>, Mapping)>,
    /// The levels, the first of them the root.
    nodes: Vec<Node>,
}

/// What follows the levels up to here.
#[derive(Debug, Default)]
struct Node {
    levels: HashMap<Box<str>, usize>,
    /// After a `+`.
    any: Option<usize>,
    /// The mappings whose filters end here.
    here: Vec<usize>,
    /// The mappings whose filters end with a `#` here.
    below: Vec<usize>,
}

impl Rules {
    /// Puts mappings to use, each for one connection or for all; where several are for a topic, all read it, in this order.
    ///
    /// # Errors
    /// Where they tell more than 10,000 values.
    pub fn new(
        mappings: impl IntoIterator<Item = (Option<ConnectionId>, Mapping)>,
    ) -> Result<Self, RulesError> {
        let mut tree = Tree::default();
        let mut values = 0_usize;
        for (connection, mapping) in mappings {
            values = values.saturating_add(mapping.weight());
            if values <= MAPPED_VALUES_MAX {
                tree.add(connection, mapping);
            }
        }
        Self::check_room(values)?;
        Ok(Self(Arc::new(tree)))
    }

    /// Whether mappings may be used together that tell so many values, see [`Mapping::weight`].
    ///
    /// # Errors
    /// Where these are more than 10,000.
    pub fn check_room(values: usize) -> Result<(), RulesError> {
        if values > MAPPED_VALUES_MAX { Err(RulesError::TooMany { values }) } else { Ok(()) }
    }

    /// Whether a mapping is for a topic of a connection.
    #[must_use]
    pub fn is_for(&self, connection: ConnectionId, topic: &str) -> bool {
        self.any(connection, topic, |_| true)
    }

    /// Which mappings are for a topic of a connection, counted from 0 in the order in which they were given.
    #[must_use]
    pub fn numbers(&self, connection: ConnectionId, topic: &str) -> Vec<usize> {
        let mut numbers = Vec::new();
        self.any(connection, topic, |number| {
            numbers.push(number);
            false
        });
        numbers.sort_unstable();
        numbers
    }

    /// Calls for the number of each mapping that is for a topic of a connection; until one call says yes.
    fn any(
        &self,
        connection: ConnectionId,
        topic: &str,
        mut found: impl FnMut(usize) -> bool,
    ) -> bool {
        let tree = &*self.0;
        let mut is_for = |number: &usize| {
            let is_its = tree.mappings[*number].0.is_none_or(|its| its == connection);
            is_its && found(*number)
        };
        !tree.nodes.is_empty() && tree.any(0, Some(topic), !topic.starts_with('$'), &mut is_for)
    }
}

impl Tree {
    fn add(&mut self, connection: Option<ConnectionId>, mapping: Mapping) {
        if self.nodes.is_empty() {
            self.nodes.push(Node::default());
        }
        let number = self.mappings.len();
        let mut at = 0;
        for level in mapping.topics().split('/') {
            match level {
                "#" => {
                    self.nodes[at].below.push(number);
                    self.mappings.push((connection, mapping));
                    return;
                }
                level => at = self.step(at, level),
            }
        }
        self.nodes[at].here.push(number);
        self.mappings.push((connection, mapping));
    }

    /// The node after a level, made where it is not there.
    fn step(&mut self, at: usize, level: &str) -> usize {
        let next = self.nodes.len();
        let node = &mut self.nodes[at];
        let place = if level == "+" {
            *node.any.get_or_insert(next)
        } else {
            *node.levels.entry(Box::from(level)).or_insert(next)
        };
        if place == next {
            self.nodes.push(Node::default());
        }
        place
    }

    /// `rest` are the levels that follow; a topic of the broker's own is not matched by a wildcard that comes first.
    fn any(
        &self,
        at: usize,
        rest: Option<&str>,
        may_be_wild: bool,
        found: &mut impl FnMut(&usize) -> bool,
    ) -> bool {
        let node = &self.nodes[at];
        if may_be_wild && node.below.iter().any(&mut *found) {
            return true;
        }
        let Some(rest) = rest else {
            return node.here.iter().any(found);
        };
        let (level, rest) = match rest.split_once('/') {
            Some((level, rest)) => (level, Some(rest)),
            None => (rest, None),
        };
        let exact = node.levels.get(level).copied();
        let any = node.any.filter(|_| may_be_wild);
        [exact, any].into_iter().flatten().any(|next| self.any(next, rest, true, found))
    }
}

/// Reads messages by the mappings in use.
#[derive(Debug, Default)]
pub(crate) struct Mappings {
    rules: Rules,
    tape: Tape,
    beside: Beside,
}

impl Mappings {
    /// Uses other mappings from now on; what is described is described anew.
    pub(crate) fn set(&mut self, rules: Rules) {
        *self = Self { rules, ..Self::default() };
    }
}

impl Convention for Mappings {
    fn name(&self) -> &'static str {
        CONVENTION
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::Any]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        let is_mapped = self.rules.is_for(message.connection, message.topic);
        if is_mapped { Confidence::Namespace } else { Confidence::None }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let Self { rules, tape, beside } = self;
        let numbers = rules.numbers(message.connection, message.topic);
        let json = json::scan_as_written(message.payload, tape);
        let content = Content { topic: message.topic, text: message.text(), json };
        let mut refused = Vec::new();
        for number in &numbers {
            let (_, mapping) = &rules.0.mappings[*number];
            refused.extend(read::read(&mapping.plan, *number, content, said, beside).err());
            said.next_reader();
        }
        if refused.len() == numbers.len() {
            return refused.first().map_or(Ok(()), |reason| Err(*reason));
        }
        refused.into_iter().for_each(|reason| said.refuse(&[], reason));
        Ok(())
    }
}

#[cfg(test)]
mod tests;
