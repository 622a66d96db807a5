//! What a found point would be in the model, as far as its names, its value and its device's own words tell.
//!
//! Words of names are looked up (`lexicon`), then ranked tables choose equipment, kind, role and place, each with its
//! reason, so that a person can judge it. Never certain, and never applied by itself. At most 100 bytes a name, twelve
//! levels, eight reasons.

mod concept;
mod confidence;
mod equipment;
mod kinds;
mod lexicon;
mod names;
mod place;
mod quantity;
mod roles;
mod words;

use model::{Kind, Unit, Value};

use crate::Described;
use crate::limits::REASONS_MAX;
use crate::pattern::Named;
use crate::units;
use concept::Concepts;
use names::Names;

pub use equipment::EQUIPMENT_KINDS;

/// What is known of a found point. Whatever is not known is left empty.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clues<'a> {
    /// The convention's word, as in [`crate::Decoded::convention`].
    pub convention: &'a str,
    /// The topic it was last heard on.
    pub topic: &'a str,
    /// As in [`crate::Series::device`].
    pub device: &'a str,
    /// As in [`crate::Series::path`].
    pub path: &'a str,
    /// What its numbers are measured in, where the message or a well-known name says so.
    pub unit: Option<&'a Unit>,
    /// What it said last.
    pub value: Option<&'a Value>,
    /// What its device told of it.
    pub described: Option<&'a Described>,
    /// What its device calls itself.
    pub device_name: Option<&'a str>,
    /// The device's model.
    pub device_model: Option<&'a str>,
    /// Where its device says that it is.
    pub area: Option<&'a str>,
}

/// What a found point would be.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// What it would be called.
    pub name: String,
    /// The device it belongs to: found points of one device are listed together.
    pub device: String,
    /// What it seems to do.
    pub kind: Kind,
    /// Its function in its equipment, one of [`role_words`] with an ending for its kind.
    pub role: Option<String>,
    /// The equipment it seems to belong to.
    pub equipment: Option<ProposedEquipment>,
    /// The building that a pattern's topic tells.
    pub building: Option<String>,
    /// The floor it seems to be on.
    pub floor: Option<String>,
    /// The space it seems to be in, or the zone it seems to serve.
    pub space: Option<String>,
    /// What its numbers seem to be measured in.
    pub unit: Option<Unit>,
    /// How sure that is, in percent; never 100.
    pub confidence: u8,
    /// Why, a pattern first and then the strongest reason.
    pub because: Vec<Reason>,
}

/// A piece of equipment as it seems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedEquipment {
    /// What it is called.
    pub name: String,
    /// One of [`EQUIPMENT_KINDS`]; none where only a pattern names it.
    pub kind: Option<&'static str>,
}

/// Why something is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// In plain words.
    pub words: String,
    /// How much it counts; below zero it counts against.
    pub weight: i32,
}

/// The words that roles begin with; an ending tells another kind: `-sp -cmd -status -alarm -parameter -sensor`.
pub fn role_words() -> impl Iterator<Item = &'static str> {
    roles::words()
}

impl Clues<'_> {
    /// What the point would be; a pattern's names of its topic count before any rule.
    #[must_use]
    pub fn proposal(&self, pattern: Option<&Named>) -> Proposal {
        let unit = pattern.and_then(|named| named.unit.as_deref()).and_then(units::told);
        Clues { unit: self.unit.or(unit.as_ref()), ..*self }.judged(pattern)
    }

    fn judged(&self, pattern: Option<&Named>) -> Proposal {
        let names = Names::of(self, pattern);
        let equipment = names.equipment();
        let seen = quantity::seen(self, &names);
        let kind = kinds::rule(seen.concepts, seen.form, self.is_writable());
        let settled = equipment.as_ref().map(|named| equipment::settled(named.kind, seen.all()));
        let rule = roles::rule(seen.all(), settled);
        let unit = quantity::unit(self, &names, &seen, rule);
        let mut reasons = Vec::new();
        confidence::tell_quantity(self, &names, &seen, unit.as_ref(), &mut reasons);
        confidence::tell_kind(kind, &names, &seen, &mut reasons);
        confidence::tell_role(rule, &names, &seen, &mut reasons);
        let place = names.place(&mut reasons);
        let equipment = names.named_equipment(equipment.as_ref(), settled, rule, &mut reasons);
        let told = confidence::of_pattern(pattern);
        let confidence = confidence::of(told.iter().chain(&reasons), &seen, rule.is_some());
        reasons.sort_by_key(|reason| std::cmp::Reverse(reason.weight));
        // A person's own word stands first.
        reasons.splice(0..0, told);
        reasons.truncate(REASONS_MAX);
        Proposal {
            name: names.written(equipment.as_ref()),
            device: names.device(),
            kind: kind.kind,
            role: rule.map(|rule| rule.role(kind.kind, seen.all())),
            equipment,
            building: place.building,
            floor: place.floor,
            space: place.space,
            unit,
            confidence,
            because: reasons,
        }
    }

    /// Whether the device says that it takes commands for just this point.
    fn is_writable(&self) -> bool {
        let describes = !DESCRIBES_LOOSELY.contains(&self.convention);
        describes && self.described.is_some_and(|described| described.writable)
    }

    /// Whether what the device does not say of the point is not so.
    fn is_described_whole(&self) -> bool {
        self.described.is_some() && !DESCRIBES_LOOSELY.contains(&self.convention)
    }
}

/// Conventions in which every point may be written to and units may be left out, so that neither tells anything.
const DESCRIBES_LOOSELY: [&str; 1] = ["sparkplug-b"];

/// A name in a topic as people write it.
pub(crate) fn clean(text: &str) -> String {
    let words = words::words_of(text);
    words::written(words.iter().map(|word| word.text.as_str()))
}

/// A floor in a topic as people write it; a bare number is a floor's.
pub(crate) fn clean_floor(text: &str) -> String {
    let floor = place::floor(&words::words_of(text));
    let counted = || place::floor(&words::words_of(&format!("floor {text}")));
    floor.or_else(counted).map_or_else(|| clean(text), |(floor, _)| floor)
}

/// Concepts told by the device's surroundings that also hold for its points.
fn shared(concepts: Concepts) -> Concepts {
    concepts.and(concept::SHARED)
}

#[cfg(test)]
mod tests;
