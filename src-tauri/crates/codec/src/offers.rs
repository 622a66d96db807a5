//! Which conventions a message is offered to, told from the levels of its topic and the keys of its payload.
//!
//! Asking forty conventions in turn cost three times what reading a plain value does. Each names the marks that its messages
//! bear, and is asked only about messages that bear one. Says nothing of whose a message is. At most `OFFERED_MAX` conventions.

use rustc_hash::FxHashMap;

use crate::convention::{Convention, Mark};
use crate::json::Item;
use crate::message::Message;

/// Conventions that a set can hold.
const OFFERED_MAX: u32 = u64::BITS;

/// Conventions, by their places in the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Offered(u64);

impl Offered {
    /// Those at these places.
    pub(crate) fn at(places: impl Iterator<Item = usize>) -> Self {
        let mut all = Self::default();
        places.for_each(|place| all.join(Self::one(place)));
        all
    }

    fn one(place: usize) -> Self {
        let place = u32::try_from(place).unwrap_or(OFFERED_MAX);
        Self(1_u64.checked_shl(place).expect("the list of conventions fits a set"))
    }

    fn join(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Those of both sets.
    pub(crate) fn meet(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The places, in the order of the list.
    pub(crate) fn places(self) -> impl Iterator<Item = usize> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let place = left.trailing_zeros();
            left &= left.checked_sub(1)?;
            Some(place as usize)
        })
    }
}

/// Who is asked about which message. The words are our own conventions': no message can make it grow, nor choose which of them
/// collide.
pub(crate) struct Offers {
    any: Offered,
    json: Offered,
    not_json: Offered,
    words: FxHashMap<&'static str, Word>,
}

/// Who is asked where a word stands in a message.
#[derive(Default)]
struct Word {
    first: Offered,
    level: Offered,
    member: Offered,
}

impl Offers {
    /// By the marks of these conventions.
    pub(crate) fn of(conventions: &[Box<dyn Convention>]) -> Self {
        let mut offers = Self {
            any: Offered::default(),
            json: Offered::default(),
            not_json: Offered::default(),
            words: FxHashMap::default(),
        };
        for (place, convention) in conventions.iter().enumerate() {
            for mark in convention.marks() {
                offers.who_bears(*mark).join(Offered::one(place));
            }
        }
        offers
    }

    fn who_bears(&mut self, mark: Mark) -> &mut Offered {
        match mark {
            Mark::Any => &mut self.any,
            Mark::Json => &mut self.json,
            Mark::NotJson => &mut self.not_json,
            Mark::Member(key) => &mut self.words.entry(key).or_default().member,
            Mark::First(level) => &mut self.words.entry(level).or_default().first,
            Mark::Level(level) => &mut self.words.entry(level).or_default().level,
        }
    }

    /// Those that have a mark which the message bears.
    pub(crate) fn to(&self, message: &Message<'_>) -> Offered {
        let mut offered = self.any;
        let mut levels = message.topic.split('/').map(|level| self.words.get(level));
        if let Some(first) = levels.next().flatten() {
            offered.join(first.first);
            offered.join(first.level);
        }
        levels.flatten().for_each(|word| offered.join(word.level));
        match message.json {
            Ok(None) => offered.join(self.not_json),
            Ok(Some(item)) => {
                offered.join(self.json);
                self.join_members(item, &mut offered);
            }
            Err(_) => offered.join(self.json),
        }
        offered
    }

    fn join_members(&self, item: Item<'_>, offered: &mut Offered) {
        let object = item.elements().next().unwrap_or(item);
        let inside = object.members().next().into_iter().flat_map(|(_, first)| first.members());
        for (key, _) in object.members().chain(inside) {
            if let Some(word) = self.words.get(key) {
                offered.join(word.member);
            }
        }
    }
}

#[cfg(test)]
mod tests;
