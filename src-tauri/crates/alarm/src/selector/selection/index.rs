//! Points by their tags, as far as filters ask for them.

use std::collections::HashMap;

use super::bits::Bits;
use super::{Lists, Set, number};
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
struct Values<'a> {
    facts: Vec<Fact<'a>>,
    /// By fact, the points that say it.
    places: Lists,
}

/// A column while points are looked at.
#[derive(Default)]
struct Draft<'a> {
    is_valued: bool,
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
                if let Some(draft) = columns.get_mut(tag) {
                    draft.push(number(at), fact);
                }
            }
        }
        let columns = columns.into_iter().map(|(tag, draft)| (tag, draft.column(points.len())));
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
                let facts = values.facts.iter().enumerate();
                let holding = facts.filter(|(_, fact)| term.reaches(Some(**fact)));
                let places = holding.flat_map(|(at, _)| values.places.get(at));
                Bits::of(places.copied(), self.points)
            }
            None => Bits::none(self.points),
        };
        if term.test == Test::Missing {
            found.turn();
        }
        found
    }
}

impl<'a> Draft<'a> {
    /// What the tag says at the next point that has it. Of tags with the same name the first one counts.
    fn push(&mut self, at: u32, fact: Fact<'a>) {
        if self.places.last() == Some(&at) {
            return;
        }
        self.places.push(at);
        if self.is_valued {
            let next = number(self.facts.len());
            let which = *self.known.entry(Key::of(fact)).or_insert(next);
            if which == next {
                self.facts.push(fact);
            }
            self.which.push(which);
        }
    }

    fn column(self, points: usize) -> Column<'a> {
        if !self.is_valued {
            return Column::Mere(Set::of_list(self.places, points));
        }
        let pairs = self.which.iter().copied().zip(self.places.iter().copied());
        let places = Lists::of(self.facts.len(), pairs);
        Column::Valued(Values { facts: self.facts, places })
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
fn asked<'a, 'b>(filters: impl Iterator<Item = &'a Node>) -> HashMap<&'a str, Draft<'b>> {
    let mut columns: HashMap<&'a str, Draft<'b>> = HashMap::new();
    for filter in filters {
        filter.terms(&mut |term| {
            let column = columns.entry(&*term.path.head).or_default();
            let is_of_value = matches!(term.test, Test::Compares(..));
            column.is_valued |= is_of_value || !term.path.rest.is_empty();
        });
    }
    columns
}
