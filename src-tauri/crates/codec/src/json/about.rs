//! What an object says about its values: when, in which unit, how trustworthy, and of which point.
//!
//! Words that describe other values are no values themselves: neither read nor refused.

use model::{Quality, Timestamp};

use super::role::Role;
use super::tape::{Node, Span};
use crate::limits::NAME_BYTES_MAX;
use crate::units;

/// Longer words beside a value are no unit.
const UNIT_BYTES_MAX: usize = 16;

/// What an object's time says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// Nothing.
    Silent,
    /// An instant, from a key of this rank.
    At(u8, Timestamp),
    /// A time without a zone.
    Unzoned,
    /// A time that cannot be.
    Impossible,
}

/// A describing word and the place of its key.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word<T> {
    pub(super) key: usize,
    pub(super) says: T,
}

/// A unit that an object tells of its values.
#[derive(Debug, Clone, Copy)]
pub(super) enum ToldUnit<'a> {
    Nothing,
    /// It is this value's.
    Certain(&'a str),
    /// It is this value's unless the value's name speaks of another quantity.
    IfItFits(&'a str),
}

/// What an object says about its values.
#[derive(Debug, Clone, Copy)]
pub(super) struct About<'a> {
    pub(super) when: When,
    pub(super) quality: Option<Word<Quality>>,
    /// What the object calls its point, and the rank of that key.
    pub(super) name: Option<Word<(u8, &'a str)>>,
    /// Whether a member is the value that the object is about.
    pub(super) has_value: bool,
    /// Whether a member is a voltage or a power.
    pub(super) is_electrical: bool,
    /// The key of that name, where it went into the path.
    pub(super) name_key: Option<usize>,
    unit: Option<Word<&'a str>>,
}

impl<'a> About<'a> {
    pub(super) fn nothing() -> Self {
        Self {
            when: When::Silent,
            quality: None,
            name: None,
            has_value: false,
            is_electrical: false,
            name_key: None,
            unit: None,
        }
    }

    /// Hears one member.
    pub(super) fn hear(
        &mut self,
        key: usize,
        role: Role,
        value: Node,
        text: impl Fn(Span) -> &'a str,
    ) {
        match (role, value) {
            (Role::Other, _) => {}
            (Role::Value, _) => self.has_value = true,
            (Role::Electrical, _) => self.is_electrical = true,
            (Role::Time(rank) | Role::MaybeTime(rank), _) => self.hear_time(rank, value),
            (Role::Unit, Node::Text(span)) if self.unit.is_none() => {
                let says = text(span).trim();
                self.unit = Some(Word { key, says });
            }
            (Role::Quality, Node::Text(span)) | (Role::StatusCode, Node::Text(span)) => {
                self.hear_quality(key, quality_of_word(text(span)));
            }
            (Role::Quality, Node::Number(span)) => {
                self.hear_quality(key, (text(span) == "192").then_some(Quality::Good));
            }
            (Role::StatusCode, Node::Number(span)) => {
                self.hear_quality(key, quality_of_status(text(span)));
            }
            (Role::Name(rank), Node::Text(span)) => self.hear_name(key, rank, text(span)),
            (Role::Unit | Role::Quality | Role::StatusCode | Role::Name(_), _) => {}
        }
    }

    fn hear_time(&mut self, rank: u8, value: Node) {
        let heard = match value {
            Node::Instant(time) => When::At(rank, time),
            Node::Unzoned => When::Unzoned,
            Node::BadTime => When::Impossible,
            _ => return,
        };
        self.when = match (self.when, heard) {
            (When::At(held, time), When::At(rank, _)) if held < rank => When::At(held, time),
            (_, When::At(..)) | (When::Silent, _) => heard,
            (When::At(..), _) => self.when,
            (When::Impossible, _) | (_, When::Impossible) => When::Impossible,
            (When::Unzoned, _) => When::Unzoned,
        };
    }

    fn hear_quality(&mut self, key: usize, heard: Option<Quality>) {
        if let Some(says) = heard
            && self.quality.is_none_or(|held| held.says <= says)
        {
            self.quality = Some(Word { key, says });
        }
    }

    fn hear_name(&mut self, key: usize, rank: u8, name: &'a str) {
        let name = name.trim();
        let fits = !name.is_empty()
            && name.len() <= NAME_BYTES_MAX
            && !name.contains(|c: char| c.is_control());
        let is_better = self.name.is_none_or(|held| rank < held.says.0);
        if fits && is_better {
            let says = (rank, name);
            self.name = Some(Word { key, says });
        }
    }

    /// Decides on the unit when every member has been heard.
    ///
    /// A word that is on no list is a unit only beside a `value`: elsewhere `unit` may as well be an air
    /// handling unit's name.
    pub(super) fn settled(mut self) -> Self {
        self.unit = self.unit.and_then(|Word { key, says }| {
            let says = match units::known(says) {
                Some(known) => known.unit,
                None if says.is_empty() || (self.has_value && is_unit_like(says)) => says,
                None => return None,
            };
            Some(Word { key, says })
        });
        self
    }

    /// The unit that this object tells of a member; arrays hand it to their elements, objects do not.
    pub(super) fn unit_of_member(
        &self,
        role: Role,
        node: Node,
        outer: ToldUnit<'a>,
    ) -> ToldUnit<'a> {
        if matches!(node, Node::Object { .. }) {
            return ToldUnit::Nothing;
        }
        match (self.unit(), role) {
            (None, Role::Value) => outer,
            (None, _) => ToldUnit::Nothing,
            (Some(unit), Role::Value) => ToldUnit::Certain(unit),
            (Some(_), _) if self.has_value => ToldUnit::Nothing,
            (Some(unit), _) => ToldUnit::IfItFits(unit),
        }
    }

    fn unit(&self) -> Option<&'a str> {
        self.unit.map(|unit| unit.says).filter(|says| !says.is_empty())
    }

    /// Whether a member only describes others.
    pub(super) fn is_described_by(&self, key: usize, value: Node) -> bool {
        matches!(value, Node::Instant(_) | Node::Unzoned)
            || self.unit.is_some_and(|unit| unit.key == key)
            || self.quality.is_some_and(|quality| quality.key == key)
            || self.name_key == Some(key)
    }
}

fn is_unit_like(word: &str) -> bool {
    let is_sign = |c: char| c.is_alphabetic() || "°%‰/²³·^*.$€£Ω".contains(c);
    word.len() <= UNIT_BYTES_MAX && word.chars().all(is_sign)
}

/// The quality of a device's word, where it can mean nothing else.
fn quality_of_word(word: &str) -> Option<Quality> {
    let is = |known: &[&str]| known.iter().any(|known| word.trim().eq_ignore_ascii_case(known));
    if is(&["good", "ok", "valid"]) {
        Some(Quality::Good)
    } else if is(&["uncertain", "questionable", "suspect"]) {
        Some(Quality::Uncertain)
    } else if is(&["stale"]) {
        Some(Quality::Stale)
    } else if is(&["bad", "invalid", "fault", "failed"]) {
        Some(Quality::Bad)
    } else if is(&["substituted"]) {
        Some(Quality::Substituted)
    } else {
        None
    }
}

/// The severity in the two highest bits of an OPC UA status code; a small number is some other code.
fn quality_of_status(code: &str) -> Option<Quality> {
    let code: u32 = code.parse().ok()?;
    match code >> 30 {
        0 => (code == 0).then_some(Quality::Good),
        1 => Some(Quality::Uncertain),
        _ => Some(Quality::Bad),
    }
}
