//! The names around a point, level by level: what they say of the point, its equipment and its place.

use super::concept::{Concept, Concepts, QUANTITIES};
use super::equipment::{self, Named as Equipment};
use super::place;
use super::roles;
use super::words::{Word, begun, words_of, written};
use super::{Clues, ProposedEquipment, Reason, shared};
use crate::limits::PROPOSAL_LEVELS_MAX;
use crate::pattern;

/// Where a name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    /// A level of the topic, the first one being 1.
    Topic(usize),
    /// A level of the device's identity.
    Device,
    /// What the device calls itself.
    DeviceName,
    /// Its model.
    Model,
    /// A level inside the payload.
    Path,
    /// What the device calls the point.
    Announced,
}

/// One name.
#[derive(Debug, Clone)]
struct Level {
    source: Source,
    text: String,
    words: Vec<Word>,
    equipment: Option<Equipment>,
}

impl Level {
    fn new(source: Source, text: &str) -> Self {
        let words = words_of(text);
        Self { source, text: text.to_owned(), equipment: equipment::named(&words), words }
    }
}

fn union(words: &[Word]) -> Concepts {
    words.iter().fold(Concepts::NONE, |all, word| all.with(word.means))
}

/// All names around a point.
#[derive(Debug)]
pub(super) struct Names<'a> {
    clues: &'a Clues<'a>,
    pattern: Option<&'a pattern::Named>,
    /// About its device, the outermost first.
    outer: Vec<Level>,
    /// About the point itself, the outermost first.
    inner: Vec<Level>,
    /// Further levels of the topic, which can only tell the place.
    around: Vec<Level>,
    /// The level that names the equipment: among the inner ones, or not.
    equipment: Option<(bool, usize, Equipment)>,
    /// What is left of the topic as the device.
    device: String,
}

/// Where a point is.
#[derive(Debug, Default)]
pub(super) struct Place {
    pub(super) building: Option<String>,
    pub(super) floor: Option<String>,
    pub(super) space: Option<String>,
}

/// Leaves of a payload that only say "here is the value".
const HOLLOW: [&str; 12] = [
    "value",
    "val",
    "v",
    "present_value",
    "presentvalue",
    "reading",
    "metrics",
    "fields",
    "payload",
    "properties",
    "telemetry",
    "pv",
];

/// Last levels of topics that only say so.
const WRAPPERS: [&str; 5] = ["value", "val", "state", "get", "present_value"];

impl<'a> Names<'a> {
    pub(super) fn of(clues: &'a Clues<'a>, pattern: Option<&'a pattern::Named>) -> Self {
        let is_topic = clues.device == clues.topic || clues.device.is_empty();
        let topic = levels(clues.topic).map(|(at, text)| Level::new(Source::Topic(at), text));
        let (mut outer, around) = if is_topic {
            (topic.collect(), Vec::new())
        } else {
            let device = levels(clues.device).filter(|(_, text)| !is_number(text));
            let device = device.map(|(_, text)| Level::new(Source::Device, text));
            (device.collect::<Vec<_>>(), topic.collect())
        };
        let mut inner: Vec<Level> = steps(clues.path);
        let mut device = if is_topic { clues.topic } else { clues.device }.to_owned();
        if inner.is_empty() {
            let leaf = taken_leaf(&mut outer);
            if is_topic && !leaf.is_empty() {
                let end = leaf.iter().map(|level| level.text.len() + 1).sum::<usize>();
                device.truncate(clues.topic.len().saturating_sub(end));
            }
            inner = leaf;
        }
        let model = clues.device_model.map(|model| Level::new(Source::Model, model));
        outer.splice(0..0, model);
        outer.extend(clues.device_name.map(|name| Level::new(Source::DeviceName, name)));
        let equipment = pattern.and_then(|named| named.equipment.as_deref());
        outer.extend(equipment.map(|name| Level::new(Source::DeviceName, name)));
        let announced = clues.described.and_then(|described| described.name.as_deref());
        let announced =
            announced.filter(|name| inner.last().is_none_or(|leaf| leaf.text != **name));
        inner.extend(announced.map(|name| Level::new(Source::Announced, name)));
        let mut names = Self { clues, pattern, outer, inner, around, equipment: None, device };
        names.find_equipment();
        names
    }

    /// Finds the level that names the equipment, the main one before its parts; what lies below it is about the point.
    fn find_equipment(&mut self) {
        let outer = self.outer.iter().enumerate().rev().map(|(at, level)| (false, at, level));
        let inner = self.inner.iter().enumerate().map(|(at, level)| (true, at, level));
        let named: Vec<(bool, usize, Equipment)> = outer
            .chain(inner)
            .filter_map(|(is_inner, at, level)| Some((is_inner, at, level.equipment?)))
            .collect();
        let main = named.iter().find(|(.., named)| named.is_main);
        self.equipment = main.or(named.first()).copied();
        if let Some((false, at, _)) = self.equipment {
            let is_below =
                |level: &Level| matches!(level.source, Source::Topic(_) | Source::Device);
            let end = self.outer.len();
            let end = self.outer.iter().rposition(is_below).map_or(end, |last| last + 1);
            if end > at + 1 {
                let below: Vec<Level> = self.outer.drain(at + 1..end).collect();
                self.inner.splice(0..0, below);
            }
        }
    }

    pub(super) fn equipment(&self) -> Option<Equipment> {
        self.equipment.map(|(.., named)| named)
    }

    /// The words of the point's own names, the innermost level first.
    fn own(&self) -> impl Iterator<Item = (Concepts, &Level)> {
        let main = self.equipment.filter(|(is_inner, _, named)| *is_inner && named.is_main);
        self.inner.iter().enumerate().rev().map(move |(at, level)| {
            let span = main.filter(|(_, place, _)| *place == at).map(|(.., named)| named);
            let words = level.words.iter().enumerate();
            let words = words
                .filter(|(at, _)| span.is_none_or(|span| !(span.from..span.to).contains(at)))
                .fold(Concepts::NONE, |all, (_, word)| all.with(word.means));
            (words, level)
        })
    }

    /// What the point's own names mean; of two quantities the innermost counts.
    pub(super) fn concepts(&self) -> Concepts {
        let mut all = Concepts::NONE;
        for (concepts, _) in self.own() {
            let is_told = all.has_any(QUANTITIES);
            all = all.with(if is_told { concepts.without(QUANTITIES) } else { concepts });
        }
        match self.pattern.and_then(|named| named.point.as_deref()) {
            Some(point) => all.with(union(&words_of(point)).without(all.and(QUANTITIES))),
            None => all,
        }
    }

    /// What the names of its equipment, its device and its room say that also holds for it.
    pub(super) fn context(&self) -> Concepts {
        let from = match self.equipment {
            Some((false, at, _)) => at,
            _ => self.outer.len().saturating_sub(2),
        };
        let mut all = Concepts::NONE;
        for (at, level) in self.outer.iter().enumerate().skip(from) {
            let span = self
                .equipment
                .filter(|(is_inner, place, named)| !is_inner && *place == at && named.is_main);
            let words = level.words.iter().enumerate().filter(|(at, _)| {
                span.is_none_or(|(.., named)| !(named.from..named.to).contains(at))
            });
            all = words.fold(all, |all, (_, word)| all.with(word.means));
        }
        if self.clues.area.is_some() && self.equipment.is_none() {
            all = all.with(Concepts::of(&[Concept::Zone]));
        }
        shared(all)
    }

    /// Whether one of the words is just this letter.
    pub(super) fn has_word(&self, text: &str) -> bool {
        self.inner.iter().any(|level| level.words.iter().any(|word| word.text == text))
    }

    /// The first of the point's own words that means one of these.
    pub(super) fn word_for(&self, concepts: Concepts) -> Option<&str> {
        let words = self.inner.iter().rev().flat_map(|level| &level.words);
        let mut words = words.filter(|word| word.means.has_any(concepts));
        words.next().map(|word| word.text.as_str())
    }

    /// The name by which conventions imply a unit.
    pub(super) fn leaf(&self) -> &str {
        let is_path = |level: &&Level| level.source != Source::Announced;
        self.inner.iter().rfind(is_path).map_or("", |level| &level.text)
    }

    pub(super) fn device(&self) -> String {
        self.device.clone()
    }

    /// Where the point is, with the reasons.
    pub(super) fn place(&self, reasons: &mut Vec<Reason>) -> Place {
        let mut place = Place::default();
        if let Some(named) = self.pattern {
            place.building.clone_from(&named.building);
            place.floor = named.floor.clone();
            place.space = named.space.clone().or_else(|| named.zone.clone());
        }
        if let Some(area) = self.clues.area {
            let (floor, space) = place::area(area, &words_of(area));
            tell(reasons, format!("its device says it is in “{area}”"), 4);
            place.floor = place.floor.or(floor);
            place.space = place.space.or(space);
        }
        let levels = self.outer.iter().filter(|level| level.source != Source::Model);
        let levels = levels.chain(&self.around).chain(&self.inner);
        for level in levels.filter(|level| level.source != Source::Announced) {
            let told = place::floor(&level.words).filter(|_| level.source != Source::Path);
            let mut apart = told.as_ref().map(|(_, apart)| apart.clone()).unwrap_or_default();
            if let Some((floor, _)) = told.filter(|_| place.floor.is_none()) {
                place.floor = Some(floor);
                tell(reasons, level.told(), 3);
            }
            apart.extend(level.equipment.into_iter().flat_map(|named| named.from..named.to));
            let is_outside =
                matches!(level.source, Source::Topic(_) | Source::Device | Source::DeviceName);
            let is_leaf = self.inner.iter().any(|inner| std::ptr::eq(inner, level));
            let space = place::space(&level.words, &apart).filter(|_| is_outside && !is_leaf);
            if let Some(space) = space.filter(|_| place.space.is_none()) {
                place.space = Some(space);
                tell(reasons, level.told(), 3);
            }
        }
        place
    }

    /// The equipment with its name: from a pattern, from words, or from what the point measures.
    pub(super) fn named_equipment(
        &self,
        found: Option<&Equipment>,
        settled: Option<&'static str>,
        rule: Option<&roles::Rule>,
        reasons: &mut Vec<Reason>,
    ) -> Option<ProposedEquipment> {
        if let Some(name) = self.pattern.and_then(|named| named.equipment.as_deref()) {
            let kind = equipment::named(&words_of(name)).map(|named| named.kind);
            let kind = kind.map(|kind| equipment::settled(kind, self.context()));
            return Some(ProposedEquipment { name: name.to_owned(), kind: kind.or(settled) });
        }
        if let (Some((is_inner, at, named)), Some(kind)) = (self.equipment, settled) {
            let level = if is_inner { &self.inner[at] } else { &self.outer[at] };
            let words: Vec<&str> = level.words.iter().map(|word| word.text.as_str()).collect();
            let word = words[named.from..named.to].join(" ");
            tell(reasons, format!("“{word}” is equipment of the kind {kind}"), 5);
            let name = match level.source {
                Source::Model => self.device_written(),
                Source::DeviceName => begun(&level.text),
                _ if is_inner => written(words[named.from..named.to].iter().copied()),
                _ => {
                    let (_, apart) = place::floor(&level.words).unwrap_or_default();
                    let words = words.iter().enumerate().filter(|(at, _)| !apart.contains(at));
                    written(words.map(|(_, word)| *word))
                }
            };
            return Some(ProposedEquipment { name, kind: Some(kind) });
        }
        let belongs = rule.and_then(|rule| rule.belongs).filter(|_| found.is_none())?;
        let name = self.device_written();
        (!name.is_empty()).then_some(ProposedEquipment { name, kind: Some(belongs) })
    }

    /// The device's name as people write it.
    fn device_written(&self) -> String {
        let level = self.outer.iter().rfind(|level| level.source != Source::Model);
        match level {
            Some(level) if level.source == Source::DeviceName => begun(&level.text),
            Some(level) => written(level.words.iter().map(|word| word.text.as_str())),
            None => String::new(),
        }
    }

    /// The point's whole name: its equipment's or its device's, and its own.
    pub(super) fn written(&self, equipment: Option<&ProposedEquipment>) -> String {
        let owner = equipment.map_or_else(|| self.device_written(), |named| named.name.clone());
        let is_inside = self.inner.iter().any(|level| level.source == Source::Path);
        let own = match self.pattern.and_then(|named| named.point.clone()) {
            Some(point) if is_inside => format!("{point} {}", lowered(&self.own_written())),
            Some(point) => point,
            None => self.own_written(),
        };
        if owner.is_empty() || own.to_lowercase().starts_with(&owner.to_lowercase()) {
            return begun(&own);
        }
        if own.is_empty() {
            return begun(&owner);
        }
        begun(&format!("{owner} {}", lowered(&own)))
    }

    /// The point's own name: as its device calls it, else from the levels around it.
    fn own_written(&self) -> String {
        if let Some(level) = self.inner.iter().find(|level| level.source == Source::Announced) {
            return level.text.clone();
        }
        let words = self.inner.iter().enumerate().flat_map(|(place, level)| {
            let span = self.equipment.filter(|(is_inner, at, _)| *is_inner && *at == place);
            let words = level.words.iter().enumerate();
            words.filter_map(move |(at, word)| {
                let is_equipment =
                    span.is_some_and(|(.., named)| (named.from..named.to).contains(&at));
                (!is_equipment).then_some(word.text.as_str())
            })
        });
        written(words)
    }
}

impl Level {
    /// What it says, for a person.
    fn told(&self) -> String {
        match self.source {
            Source::Topic(at) => format!("level {at} of the topic is “{}”", self.text),
            Source::Device | Source::DeviceName | Source::Model => {
                format!("its device is called “{}”", self.text)
            }
            Source::Path | Source::Announced => format!("it is called “{}”", self.text),
        }
    }
}

fn tell(reasons: &mut Vec<Reason>, words: String, weight: i32) {
    reasons.push(Reason { words, weight });
}

/// The innermost levels of a topic or a device's name, each with its number.
fn levels(name: &str) -> impl Iterator<Item = (usize, &str)> {
    let count = name.split('/').count();
    let levels = name.split('/').enumerate().map(|(at, text)| (at + 1, text));
    let levels = levels.skip(count.saturating_sub(PROPOSAL_LEVELS_MAX));
    levels.filter(|(_, text)| !text.is_empty())
}

/// The levels of a JSON Pointer that say more than "here is the value".
fn steps(path: &str) -> Vec<Level> {
    let steps = levels(path).map(|(_, step)| step.replace("~1", "/").replace("~0", "~"));
    let telling = steps.filter(|step| !HOLLOW.contains(&step.to_lowercase().as_str()));
    telling.map(|step| Level::new(Source::Path, &step)).collect()
}

/// Takes the level that names the point from a topic, and with it those that only say "here is the value".
fn taken_leaf(outer: &mut Vec<Level>) -> Vec<Level> {
    let mut leaf = Vec::new();
    while let Some(level) = outer.pop() {
        let is_wrapper = WRAPPERS.contains(&level.text.to_lowercase().as_str());
        leaf.insert(0, level);
        if !is_wrapper {
            break;
        }
    }
    leaf
}

/// Whether a level is a number made by machines: a hardware address tells nothing.
fn is_number(level: &str) -> bool {
    let digits = level.strip_prefix("0x").unwrap_or(level);
    let is_hex = |c: char| c.is_ascii_hexdigit() || c == ':' || c == '-';
    digits.len() >= ADDRESS_DIGITS_MIN
        && digits.chars().all(is_hex)
        && digits.chars().any(|c| c.is_ascii_digit())
}

/// The shortest hardware address, written without colons.
const ADDRESS_DIGITS_MIN: usize = 12;

/// A name inside another: `Supply air temperature` begins with a small letter, `CO₂` does not.
fn lowered(name: &str) -> String {
    let mut characters = name.chars();
    let first = characters.next();
    match (first, characters.clone().next()) {
        (Some(first), Some(next)) if next.is_lowercase() => {
            first.to_lowercase().chain(characters).collect()
        }
        _ => name.to_owned(),
    }
}
