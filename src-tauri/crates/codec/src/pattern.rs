//! Topic patterns: `{building}/{floor}/{equip}/{point}` names the levels of all topics that fit.
//!
//! A level is `+` (any), a text, or texts and parts by turns: `floor-{floor}`, `{equip}_{point}`. `#` at the end stands for
//! any further levels or none. Matching goes through topic and pattern once, without trying again: where two parts share
//! a level the first takes as little as it can. At most 64 patterns of 512 bytes; the first that fits counts.

mod matching;
mod parse;
mod preview;

use std::fmt;

pub use preview::Preview;

use crate::limits::{PATTERN_BYTES_MAX, PATTERN_LEVELS_MAX, PATTERNS_MAX};

/// What a part of a topic names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// `{site}`
    Site,
    /// `{building}`
    Building,
    /// `{floor}`
    Floor,
    /// `{space}`
    Space,
    /// `{zone}`
    Zone,
    /// `{equip}`
    Equipment,
    /// `{point}`
    Point,
    /// `{unit}`
    Unit,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Site,
        Self::Building,
        Self::Floor,
        Self::Space,
        Self::Zone,
        Self::Equipment,
        Self::Point,
        Self::Unit,
    ];

    /// Its word between braces.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Building => "building",
            Self::Floor => "floor",
            Self::Space => "space",
            Self::Zone => "zone",
            Self::Equipment => "equip",
            Self::Point => "point",
            Self::Unit => "unit",
        }
    }

    /// As it is told to people.
    const fn described(self) -> &'static str {
        match self {
            Self::Equipment => "equipment",
            other => other.word(),
        }
    }
}

/// A topic pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    text: Box<str>,
    levels: Vec<Level>,
    /// Whether any further levels may follow.
    is_open: bool,
}

/// One level of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Level {
    Any,
    Pieces(Vec<Piece>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(Box<str>),
    Part(Part),
}

/// What a pattern names in a topic, cleaned for people; at most 100 bytes each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// The pattern's text.
    pub pattern: String,
    /// The site.
    pub site: Option<String>,
    /// The building.
    pub building: Option<String>,
    /// The floor.
    pub floor: Option<String>,
    /// The space.
    pub space: Option<String>,
    /// The zone.
    pub zone: Option<String>,
    /// The equipment.
    pub equipment: Option<String>,
    /// The point.
    pub point: Option<String>,
    /// The unit, as it stands in the topic.
    pub unit: Option<String>,
}

/// Why a text is no pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError {
    /// Where, in characters from the text's beginning.
    pub at: usize,
    /// What is wrong there, and what would be right.
    pub what: String,
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "At character {}: {}", self.at + 1, self.what)
    }
}

impl std::error::Error for PatternError {}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// Where the text is no pattern, with the place and what would be right.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        parse::pattern(text)
    }

    /// Its text, as it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it names in this topic; nothing where the topic does not fit.
    #[must_use]
    pub fn named(&self, topic: &str) -> Option<Named> {
        matching::named(self, topic)
    }

    /// Tells in words what it takes from a topic.
    #[must_use]
    pub fn described(&self) -> String {
        let mut told: Vec<String> = Vec::with_capacity(self.levels.len());
        for (at, level) in self.levels.iter().enumerate() {
            told.push(format!("level {} is {}", at + 1, level.described()));
        }
        if self.is_open {
            told.push("whatever follows is left to the rules".to_owned());
        }
        let mut told = told.join(", ");
        told.replace_range(..1, &told[..1].to_uppercase());
        told.push('.');
        told
    }
}

impl Level {
    fn described(&self) -> String {
        match self {
            Self::Any => "anything".to_owned(),
            Self::Pieces(pieces) => {
                let pieces = pieces.iter().map(|piece| match piece {
                    Piece::Text(text) => format!("“{text}”"),
                    Piece::Part(part) => format!("the {}", part.described()),
                });
                pieces.collect::<Vec<_>>().join(", then ")
            }
        }
    }
}

/// The patterns of a connection, in the order in which they are tried.
#[derive(Debug, Clone, Default)]
pub struct Patterns(Vec<Pattern>);

impl Patterns {
    /// Adds a pattern behind the others.
    ///
    /// # Errors
    /// Where there are 64 already, or one of the same text.
    pub fn add(&mut self, pattern: Pattern) -> Result<(), PatternError> {
        if self.0.len() >= PATTERNS_MAX {
            let what = format!("There are {PATTERNS_MAX} patterns already; remove one first.");
            return Err(PatternError { at: 0, what });
        }
        if self.0.iter().any(|known| known.text == pattern.text) {
            let what = "This pattern is on the list already.".to_owned();
            return Err(PatternError { at: 0, what });
        }
        self.0.push(pattern);
        Ok(())
    }

    /// What the first fitting pattern names in this topic.
    #[must_use]
    pub fn named(&self, topic: &str) -> Option<Named> {
        self.0.iter().find_map(|pattern| pattern.named(topic))
    }

    /// What they would name in these topics.
    #[must_use]
    pub fn preview<'t>(&self, topics: impl IntoIterator<Item = &'t str>) -> Preview {
        preview::of(self, topics)
    }
}

#[cfg(test)]
mod tests;
