//! Which rule is for which point, for all rules at once.
//!
//! Ids and roles are found by one walk over the points; filters are answered from lists of the points that have a tag, and
//! equal filters once. What a filter means takes four bytes for each of its points, or one bit for every point there is,
//! whichever is less; what all ids and roles mean takes no more than twice four bytes for each point.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use model::{PointCode, PointId};
use thiserror::Error;

use super::{Facts, Filter, Selector};
use crate::limits::EXCEPTIONS_MAX;

mod bits;
mod index;

use bits::Bits;
use index::Index;

/// Points that a rule leaves out, by stable id. One that is not there any more stays, for it may come back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Exceptions(BTreeSet<Arc<str>>);

/// There are more exceptions than there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "the rule leaves out {count} points, and may leave out {EXCEPTIONS_MAX}: choose its points in another way, with a filter or a role"
)]
pub struct TooManyExceptions {
    /// How many there are.
    pub count: usize,
}

impl Exceptions {
    /// Leaves out these points.
    ///
    /// # Errors
    /// Where they are more than a rule may leave out.
    pub fn new(points: impl IntoIterator<Item = PointCode>) -> Result<Self, TooManyExceptions> {
        let mut codes = BTreeSet::new();
        let mut count = 0;
        for PointCode(code) in points {
            if codes.len() < EXCEPTIONS_MAX {
                count += usize::from(codes.insert(code));
            } else {
                count += usize::from(!codes.contains(&code));
            }
        }
        if count > EXCEPTIONS_MAX { Err(TooManyExceptions { count }) } else { Ok(Self(codes)) }
    }

    /// Whether a point is left out.
    #[must_use]
    pub fn contains(&self, code: &PointCode) -> bool {
        self.0.contains(&code.0)
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = PointCode> {
        self.0.iter().map(|code| PointCode(Arc::clone(code)))
    }
}

/// The points that a rule is to be for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Which ones.
    pub selector: &'a Selector,
    /// But for these.
    pub exceptions: &'a Exceptions,
}

impl Wanted<'_> {
    /// Whether the rule is for this point.
    #[must_use]
    pub fn matches(&self, facts: &Facts) -> bool {
        self.selector.matches(facts) && !self.exceptions.contains(&facts.code)
    }
}

/// Which rule is for which point. A rule is known by its place in the list that was resolved.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    points: Vec<PointId>,
    places: HashMap<PointId, u32>,
    /// What each selector means, equal ones once.
    sets: Vec<Set>,
    rules: Vec<Resolved>,
    rules_of_set: Lists,
    /// The sets that are lists, by point.
    lists_of_point: Lists,
    /// The sets that are not.
    masks: Vec<u32>,
}

/// Places of points in the list that was resolved.
#[derive(Debug, Clone)]
enum Set {
    List(Box<[u32]>),
    Mask(Bits),
}

/// One rule.
#[derive(Debug, Clone)]
struct Resolved {
    set: u32,
    /// Places that are left out, in order.
    except: Box<[u32]>,
}

impl Selection {
    /// Finds out for all rules which of these points they are for. Each point stands there once.
    #[must_use]
    pub fn resolve(rules: &[Wanted<'_>], points: &[Facts]) -> Self {
        let distinct = Distinct::of(rules);
        let sets = distinct.sets(points);
        let excepted = Excepted::of(rules, points);
        let resolved = rules
            .iter()
            .zip(&distinct.of_rule)
            .map(|(rule, set)| Resolved { set: *set, except: excepted.of_rule(rule) });
        let listed = sets.iter().enumerate().flat_map(|(at, set)| match set {
            Set::List(list) => list.iter().map(|place| (*place, number(at))).collect(),
            Set::Mask(_) => Vec::new(),
        });
        let lists_of_point = Lists::of(points.len(), listed);
        let of_set = distinct.of_rule.iter().enumerate().map(|(at, set)| (*set, number(at)));
        let rules_of_set = Lists::of(sets.len(), of_set);
        let is_mask = |(at, set): (usize, &Set)| matches!(set, Set::Mask(_)).then(|| number(at));
        let ids = points.iter().enumerate();
        Self {
            points: points.iter().map(|facts| facts.id).collect(),
            places: ids.map(|(at, facts)| (facts.id, number(at))).collect(),
            rules: resolved.collect(),
            masks: sets.iter().enumerate().filter_map(is_mask).collect(),
            sets,
            rules_of_set,
            lists_of_point,
        }
    }

    /// The points that a rule is for, in the order they were given; none for a rule that was not given.
    pub fn points(&self, rule: usize) -> impl Iterator<Item = PointId> {
        let rule = self.rules.get(rule);
        let places = rule.into_iter().flat_map(|rule| {
            let places = self.sets[place(rule.set)].iter();
            places.filter(|place| rule.except.binary_search(place).is_err())
        });
        places.map(|at| self.points[place(at)])
    }

    /// For how many points a rule is.
    #[must_use]
    pub fn count(&self, rule: usize) -> usize {
        self.rules.get(rule).map_or(0, |rule| {
            let set = &self.sets[place(rule.set)];
            set.len() - rule.except.iter().filter(|at| set.contains(**at)).count()
        })
    }

    /// The rules that are for a point, in order; none for a point that was not given.
    #[must_use]
    pub fn rules(&self, point: PointId) -> Vec<usize> {
        let Some(&at) = self.places.get(&point) else {
            return Vec::new();
        };
        let masks = self.masks.iter().filter(|set| self.sets[place(**set)].contains(at));
        let sets = self.lists_of_point.get(place(at)).iter().chain(masks);
        let rules = sets.flat_map(|set| self.rules_of_set.get(place(*set)));
        let is_for = |rule: &&u32| self.rules[place(**rule)].except.binary_search(&at).is_err();
        let mut rules: Vec<usize> = rules.filter(is_for).map(|rule| place(*rule)).collect();
        rules.sort_unstable();
        rules
    }
}

/// The bits of one entry of a list.
const ENTRY_BITS: usize = 32;

impl Set {
    /// In the form that takes less room.
    fn of_bits(bits: Bits, points: usize) -> Self {
        let is_short = bits.count() * ENTRY_BITS < points;
        if is_short { Self::List(bits.iter().collect()) } else { Self::Mask(bits) }
    }

    /// In the form that takes less room.
    fn of_list(list: Vec<u32>, points: usize) -> Self {
        let is_short = list.len() * ENTRY_BITS < points;
        if is_short {
            Self::List(list.into())
        } else {
            Self::Mask(Bits::of(list.into_iter(), points))
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::List(list) => list.len(),
            Self::Mask(bits) => bits.count(),
        }
    }

    fn contains(&self, at: u32) -> bool {
        match self {
            Self::List(list) => list.binary_search(&at).is_ok(),
            Self::Mask(bits) => bits.contains(at),
        }
    }

    fn iter(&self) -> Box<dyn Iterator<Item = u32> + '_> {
        match self {
            Self::List(list) => Box::new(list.iter().copied()),
            Self::Mask(bits) => Box::new(bits.iter()),
        }
    }
}

/// The selectors of all rules, equal ones once.
#[derive(Default)]
struct Distinct<'a> {
    /// By rule.
    of_rule: Vec<u32>,
    codes: HashMap<&'a str, u32>,
    roles: HashMap<&'a str, u32>,
    /// By their texts, which are the same where they are.
    filters: HashMap<String, u32>,
    asked: Vec<(u32, &'a Filter)>,
    count: u32,
}

impl<'a> Distinct<'a> {
    fn of(rules: &[Wanted<'a>]) -> Self {
        let mut all = Self::default();
        for rule in rules {
            let next = all.count;
            let set = match rule.selector {
                Selector::Point(PointCode(code)) => *all.codes.entry(code).or_insert(next),
                Selector::Role(role) => *all.roles.entry(role).or_insert(next),
                Selector::Filter(filter) => {
                    let set = *all.filters.entry(filter.to_string()).or_insert(next);
                    if set == next {
                        all.asked.push((set, filter));
                    }
                    set
                }
            };
            all.count += u32::from(set == next);
            all.of_rule.push(set);
        }
        all
    }

    /// What each of them means.
    fn sets(&self, points: &[Facts]) -> Vec<Set> {
        let mut lists: Vec<Vec<u32>> = vec![Vec::new(); place(self.count)];
        for (at, facts) in points.iter().enumerate() {
            let by_code = self.codes.get(&*facts.code.0);
            let by_role = facts.role.as_deref().and_then(|role| self.roles.get(role));
            for set in by_code.into_iter().chain(by_role) {
                lists[place(*set)].push(number(at));
            }
        }
        let mut sets: Vec<Set> = lists.into_iter().map(|list| Set::List(list.into())).collect();
        let index = Index::new(self.asked.iter().map(|(_, filter)| filter.root()), points);
        for (set, filter) in &self.asked {
            sets[place(*set)] = Set::of_bits(index.answer(filter.root()), points.len());
        }
        sets
    }
}

/// The places of points that rules leave out.
struct Excepted<'a>(HashMap<&'a str, u32>);

impl<'a> Excepted<'a> {
    fn of(rules: &[Wanted<'_>], points: &'a [Facts]) -> Self {
        if rules.iter().all(|rule| rule.exceptions.0.is_empty()) {
            return Self(HashMap::new());
        }
        let places = points.iter().enumerate();
        Self(places.map(|(at, facts)| (&*facts.code.0, number(at))).collect())
    }

    fn of_rule(&self, rule: &Wanted<'_>) -> Box<[u32]> {
        let codes = rule.exceptions.0.iter();
        let mut places: Vec<u32> = codes.filter_map(|code| self.0.get(&**code)).copied().collect();
        places.sort_unstable();
        places.into()
    }
}

/// Many short lists, one behind the other.
#[derive(Debug, Clone, Default)]
struct Lists {
    /// Where each of them begins; then where the last one ends.
    begins: Vec<u32>,
    entries: Vec<u32>,
}

impl Lists {
    /// So many lists, from pairs of a list and an entry; entries keep their order.
    fn of(lists: usize, pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut begins = vec![0; lists + 1];
        for (list, _) in pairs.clone() {
            begins[place(list) + 1] += 1;
        }
        for at in 0..lists {
            begins[at + 1] += begins[at];
        }
        let mut free = begins.clone();
        let mut entries = vec![0; place(begins[lists])];
        for (list, entry) in pairs {
            let free = &mut free[place(list)];
            entries[place(*free)] = entry;
            *free += 1;
        }
        Self { begins, entries }
    }

    fn get(&self, list: usize) -> &[u32] {
        let bounds: Range<usize> = place(self.begins[list])..place(self.begins[list + 1]);
        &self.entries[bounds]
    }
}

/// A place as it is kept. Points and rules are counted in `u32`, as their ids are.
fn number(at: usize) -> u32 {
    u32::try_from(at).expect("points and rules are numbered in 32 bits, and each stands there once")
}

/// A place as it is used.
fn place(at: u32) -> usize {
    usize::try_from(at).expect("a place fits the machine that counted it")
}

#[cfg(test)]
mod tests;
