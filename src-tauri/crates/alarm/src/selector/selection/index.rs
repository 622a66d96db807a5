//! Points by their tags, as far as filters ask for them.

use std::collections::HashMap;

use super::bits::Bits;
use super::{Set, number, place};
use crate::selector::Thing;
use crate::selector::facts::{Fact, Facts};
use crate::selector::filter::{Node, Term, Test};

/// The points that have a tag, for every tag that a filter asks a point for.
pub(super) struct Index<'a> {
    columns: HashMap<&'a str, Column<'a>>,
    points: usize,
}

/// The points that have one tag.
enum Column<'a> {
    /// Nothing but that is asked.
    Mere(Set),
    /// A filter asks what it says there.
    Valued(Values<'a>),
}

/// What a tag says, equal values once: a filter looks at an air handler once, not at each of its points.
#[derive(Default)]
struct Values<'a> {
    places: Vec<u32>,
    /// By place, which of the facts.
    which: Vec<u32>,
    facts: Vec<Fact<'a>>,
    known: HashMap<Key<'a>, u32>,
}

/// What makes two facts the same to every filter.
#[derive(PartialEq, Eq, Hash)]
enum Key<'a> {
    Marker,
    Text(&'a str),
    Number(u64),
    Reference(&'a str),
    /// Things are the same only where they are one; two may have the same reference.
    Thing(*const Thing),
}

impl<'a> Index<'a> {
    /// Looks at every tag of every point once.
    pub(super) fn new(filters: impl Iterator<Item = &'a Node>, points: &'a [Facts]) -> Self {
        let mut columns = asked(filters);
        if columns.is_empty() {
            return Self { columns: HashMap::new(), points: points.len() };
        }
        for (at, facts) in points.iter().enumerate() {
            for (tag, fact) in facts.all() {
                if let Some((values, is_valued)) = columns.get_mut(tag) {
                    values.push(number(at), is_valued.then_some(fact));
                }
            }
        }
        let column = |(values, is_valued): (Values<'a>, bool)| {
            if is_valued {
                Column::Valued(values)
            } else {
                Column::Mere(Set::of_list(values.places, points.len()))
            }
        };
        let columns = columns.into_iter().map(|(tag, told)| (tag, column(told)));
        Self { columns: columns.collect(), points: points.len() }
    }

    /// The points at which a part of a filter holds.
    pub(super) fn answer(&self, node: &Node) -> Bits {
        let (parts, join): (_, fn(&mut Bits, &Bits)) = match node {
            Node::Any(parts) => (parts, Bits::or),
            Node::All(parts) => (parts, Bits::and),
            Node::Term(term) => return self.test(term),
        };
        let mut answers = parts.iter().map(|part| self.answer(part));
        let mut joined = answers.next().unwrap_or_else(|| Bits::none(self.points));
        answers.for_each(|answer| join(&mut joined, &answer));
        joined
    }

    fn test(&self, term: &Term) -> Bits {
        let mut found = match self.columns.get(&*term.path.head) {
            Some(Column::Mere(Set::Mask(bits))) => bits.clone(),
            Some(Column::Mere(Set::List(list))) => Bits::of(list.iter().copied(), self.points),
            Some(Column::Valued(values)) => {
                let facts = values.facts.iter();
                let holds: Vec<bool> = facts.map(|fact| term.reaches(Some(*fact))).collect();
                let rows = values.places.iter().zip(&values.which);
                let holding = rows.filter(|(_, which)| holds[place(**which)]);
                Bits::of(holding.map(|(at, _)| *at), self.points)
            }
            None => Bits::none(self.points),
        };
        if term.test == Test::Missing {
            found.turn();
        }
        found
    }
}

impl<'a> Values<'a> {
    /// What the tag says at the next point that has it. Of tags with the same name the first one counts.
    fn push(&mut self, at: u32, fact: Option<Fact<'a>>) {
        if self.places.last() == Some(&at) {
            return;
        }
        self.places.push(at);
        if let Some(fact) = fact {
            let next = number(self.facts.len());
            let which = *self.known.entry(Key::of(fact)).or_insert(next);
            if which == next {
                self.facts.push(fact);
            }
            self.which.push(which);
        }
    }
}

impl<'a> Key<'a> {
    fn of(fact: Fact<'a>) -> Self {
        match fact {
            Fact::Marker => Self::Marker,
            Fact::Text(text) => Self::Text(text),
            Fact::Number(number) => Self::Number(number.to_bits()),
            Fact::Reference(id, None) => Self::Reference(id),
            Fact::Reference(_, Some(thing)) => Self::Thing(std::ptr::from_ref(thing)),
        }
    }
}

/// The tags that filters ask points for, and whether they ask what these say.
fn asked<'a, 'b>(filters: impl Iterator<Item = &'a Node>) -> HashMap<&'a str, (Values<'b>, bool)> {
    let mut columns: HashMap<&'a str, (Values<'b>, bool)> = HashMap::new();
    for filter in filters {
        filter.terms(&mut |term| {
            let (_, is_valued) = columns.entry(&*term.path.head).or_default();
            *is_valued |= !term.path.rest.is_empty() || matches!(term.test, Test::Compares(..));
        });
    }
    columns
}
