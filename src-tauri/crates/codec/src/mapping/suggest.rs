//! The leaves of captured messages, for a person to choose values from.
//!
//! Guesses a name, a unit and whether a leaf is a time; the person decides. At most 500 leaves, five samples of each.

use std::collections::{HashMap, HashSet};

use model::Unit;

use crate::json::time::{self, Told};
use crate::json::{self, Item, Tape, Written, walk};
use crate::limits::{
    LEAF_SAMPLE_CHARS_MAX, LEAF_SAMPLES_MAX, LEAVES_MAX, NAME_BYTES_MAX, PLACE_BYTES_MAX,
};
use crate::message::text_of;
use crate::number::{self, Parsed};
use crate::{text, units};

/// A place at which captured messages hold a scalar.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    /// A JSON Pointer; empty where the payload is one text.
    pub pointer: String,
    /// What stood there last that was not nothing.
    pub leaf_type: LeafType,
    /// Different values that stood there, at most five, shortened.
    pub samples: Vec<String>,
    /// In how many of the messages something stood there.
    pub messages: usize,
    /// A name for it, made of its keys.
    pub name: String,
    /// The unit that it is likely to have.
    pub unit: Option<Unit>,
    /// Where it is likely to be a time: how it is written, in the word that a mapping has for it.
    pub time: Option<&'static str>,
}

/// What a leaf is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeafType {
    /// A number.
    Number,
    /// A text.
    Text,
    /// `true` or `false`.
    Boolean,
    /// `null`, or a number that is none.
    Nothing,
}

/// The leaves of captured payloads, in the order in which they first came; what is neither JSON nor text has none.
#[must_use]
pub fn suggest(payloads: &[&[u8]]) -> Vec<Leaf> {
    let mut leaves = Leaves::default();
    let mut tape = Tape::default();
    for payload in payloads {
        match json::scan_as_written(payload, &mut tape) {
            Ok(Some(root)) => leaves.descend(root, &Around::default()),
            Ok(None) => {
                if let Ok(text) = text_of(payload) {
                    leaves.hear(Written::Text(text), &Around::default());
                }
            }
            Err(_) => {}
        }
        leaves.heard.clear();
    }
    leaves.named()
}

/// What stands around a leaf.
#[derive(Default)]
struct Around<'a> {
    pointer: String,
    keys: Vec<&'a str>,
    /// The unit that a member beside it tells.
    unit: Option<Unit>,
}

#[derive(Default)]
struct Leaves {
    found: Vec<Leaf>,
    places: HashMap<String, usize>,
    /// The leaves of the message that is looked at.
    heard: HashSet<usize>,
}

impl Leaves {
    fn descend(&mut self, item: Item<'_>, around: &Around<'_>) {
        let unit = unit_beside(item);
        for (key, member) in item.members() {
            let keys = around.keys.iter().copied().chain([key]).collect();
            self.step(
                member,
                key,
                Around { unit: unit.clone(), keys, pointer: around.pointer.clone() },
            );
        }
        // Beyond as many leaves as are kept, no element has a place of its own any more.
        for (number, element) in item.elements().take(LEAVES_MAX).enumerate() {
            let around =
                Around { unit: None, keys: around.keys.clone(), pointer: around.pointer.clone() };
            self.step(element, &number.to_string(), around);
        }
    }

    fn step(&mut self, item: Item<'_>, step: &str, mut around: Around<'_>) {
        walk::push(&mut around.pointer, step);
        if around.pointer.len() > PLACE_BYTES_MAX {
            return;
        }
        match item.written() {
            Written::Object | Written::Array => self.descend(item, &around),
            written => self.hear(written, &around),
        }
    }

    fn hear(&mut self, written: Written<'_>, around: &Around<'_>) {
        let place = match self.places.get(&around.pointer) {
            Some(place) => *place,
            None if self.found.len() >= LEAVES_MAX => return,
            None => {
                self.places.insert(around.pointer.clone(), self.found.len());
                self.found.push(Leaf::at(around));
                self.found.len() - 1
            }
        };
        let is_first = self.heard.insert(place);
        let leaf = &mut self.found[place];
        leaf.messages += usize::from(is_first);
        leaf.hear(written, around);
    }

    /// All of them; where two would have the same name, both have all their keys in it.
    fn named(self) -> Vec<Leaf> {
        let mut leaves = self.found;
        let mut often: HashMap<String, usize> = HashMap::new();
        for leaf in &leaves {
            *often.entry(leaf.name.clone()).or_default() += 1;
        }
        for leaf in &mut leaves {
            if often.get(&leaf.name).is_some_and(|often| *often > 1) {
                leaf.name = shortened(
                    &leaf.pointer.replace('/', " ").replace("~1", "/").replace("~0", "~"),
                );
            }
        }
        leaves
    }
}

impl Leaf {
    fn at(around: &Around<'_>) -> Self {
        Self {
            pointer: around.pointer.clone(),
            leaf_type: LeafType::Nothing,
            samples: Vec::new(),
            messages: 0,
            name: name_of(around),
            unit: None,
            time: None,
        }
    }

    fn hear(&mut self, written: Written<'_>, around: &Around<'_>) {
        let key = around.keys.last().copied().unwrap_or_default();
        let (leaf_type, sample) = match written {
            Written::Text(text) => (LeafType::Text, text),
            Written::Number(figures) => (LeafType::Number, figures),
            Written::Boolean(true) => (LeafType::Boolean, "true"),
            Written::Boolean(false) => (LeafType::Boolean, "false"),
            Written::Null | Written::NotFinite | Written::Object | Written::Array => {
                (LeafType::Nothing, "null")
            }
        };
        if leaf_type != LeafType::Nothing {
            self.leaf_type = leaf_type;
            self.time = time_form(written, key);
        }
        let sample: String =
            sample.chars().filter(|c| !c.is_control()).take(LEAF_SAMPLE_CHARS_MAX).collect();
        if self.samples.len() < LEAF_SAMPLES_MAX && !self.samples.contains(&sample) {
            self.samples.push(sample);
        }
        if self.time.is_none() {
            self.unit = self.unit.take().or_else(|| unit_of(written, around));
        }
    }
}

/// The word for how a time is written, where something is likely to be one.
fn time_form(written: Written<'_>, key: &str) -> Option<&'static str> {
    let text = match written {
        Written::Text(text) => text,
        Written::Number(figures) => figures,
        Written::Boolean(_)
        | Written::Null
        | Written::NotFinite
        | Written::Object
        | Written::Array => return None,
    };
    let is_count = text.parse::<f64>().is_ok();
    match time::of_text(text) {
        Told::Instant(_) | Told::Unzoned if !is_count => Some("iso"),
        Told::Instant(time) if json::may_tell_time(key) => {
            let count = text.parse::<f64>().ok()?;
            #[expect(clippy::cast_precision_loss, reason = "a guess of a power of ten")]
            let per_second = count / (time.ms() as f64 / 1_000.0);
            Some(match per_second {
                ..100.0 => "s",
                ..100_000.0 => "ms",
                ..100_000_000.0 => "us",
                _ => "ns",
            })
        }
        Told::Instant(_) | Told::Unzoned | Told::Impossible | Told::Nothing => None,
    }
}

/// The unit behind a number, beside it, or in its name.
fn unit_of(written: Written<'_>, around: &Around<'_>) -> Option<Unit> {
    let key = around.keys.iter().rev().find(|key| !is_wrapper(key)).copied().unwrap_or_default();
    let (number, behind) = match written {
        Written::Text(text) => {
            let said = text::read(text).ok()?;
            (said.value.as_number()?, said.unit)
        }
        Written::Number(figures) => match number::of_json(figures)? {
            Parsed::Finite { number, .. } => (number, None),
            Parsed::BeyondDouble => return None,
        },
        Written::Boolean(_)
        | Written::Null
        | Written::NotFinite
        | Written::Object
        | Written::Array => return None,
    };
    let by_name = || units::of_name(key, number).and_then(Unit::new);
    behind.and_then(Unit::new).or_else(|| around.unit.clone()).or_else(by_name)
}

/// The unit that a member of an object tells for those beside it.
fn unit_beside(object: Item<'_>) -> Option<Unit> {
    let keys = ["unit", "units", "uom", "unit_of_measurement"];
    let text = keys.iter().find_map(|key| object.get(key)?.text())?;
    units::known(text).and_then(|known| Unit::new(known.unit))
}

/// The last key that names something.
fn name_of(around: &Around<'_>) -> String {
    let named = around.keys.iter().rev().find(|key| !is_wrapper(key) && !key.trim().is_empty());
    let key = named.or(around.keys.last()).copied().unwrap_or("value");
    let end = around.pointer.rsplit('/').next().unwrap_or_default();
    let is_numbered = !end.is_empty() && end.bytes().all(|byte| byte.is_ascii_digit());
    shortened(&if is_numbered && end != key { format!("{key} {end}") } else { key.to_owned() })
}

fn shortened(name: &str) -> String {
    let mut name: String = name.trim().chars().filter(|c| !c.is_control()).collect();
    while name.len() > NAME_BYTES_MAX {
        name.pop();
    }
    name.trim().to_owned()
}

/// Whether a key only says that a value stands under it.
fn is_wrapper(key: &str) -> bool {
    ["value", "val", "v", "data", "payload", "reading", "state"]
        .iter()
        .any(|wrapper| key.eq_ignore_ascii_case(wrapper))
}

#[cfg(test)]
mod tests;
