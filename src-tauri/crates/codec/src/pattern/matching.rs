//! Holds a topic against a pattern, once from the left to the right.

use super::{Level, Named, Part, Pattern, Piece};
use crate::proposal::{clean, clean_floor};

/// What was found for each part; cleaned only once the whole topic fits.
type Found<'t> = Vec<(Part, &'t str)>;

pub(super) fn named(pattern: &Pattern, topic: &str) -> Option<Named> {
    let mut found = Found::new();
    let mut levels = topic.split('/');
    for level in &pattern.levels {
        let text = levels.next()?;
        match level {
            Level::Any => {}
            Level::Pieces(pieces) => fit(pieces, text, &mut found)?,
        }
    }
    if !pattern.is_open && levels.next().is_some() {
        return None;
    }
    let mut named = Named { pattern: pattern.text.to_string(), ..Named::default() };
    found.into_iter().for_each(|(part, text)| named.take(part, text));
    Some(named)
}

/// Fits a level's pieces; a part takes as little as it can, and at least one letter or number.
fn fit<'t>(pieces: &[Piece], text: &'t str, found: &mut Found<'t>) -> Option<()> {
    let mut rest = text;
    let mut open: Option<Part> = None;
    for (at, piece) in pieces.iter().enumerate() {
        match (piece, open) {
            (Piece::Part(part), _) => open = Some(*part),
            (Piece::Text(literal), None) => rest = rest.strip_prefix(literal.as_ref())?,
            (Piece::Text(literal), Some(part)) => {
                let is_last = at + 1 == pieces.len();
                let first = rest.chars().next()?.len_utf8();
                let end = if is_last {
                    rest.strip_suffix(literal.as_ref())?.len()
                } else {
                    first + rest[first..].find(literal.as_ref())?
                };
                found.push((part, telling(rest.get(..end)?)?));
                rest = &rest[end + literal.len()..];
                open = None;
            }
        }
    }
    match open {
        Some(part) => found.push((part, telling(rest)?)),
        None if !rest.is_empty() => return None,
        None => {}
    }
    Some(())
}

/// A text that names something.
fn telling(text: &str) -> Option<&str> {
    text.contains(|c: char| c.is_alphanumeric() || c == '%').then_some(text)
}

impl Named {
    fn take(&mut self, part: Part, text: &str) {
        let (place, text) = match part {
            Part::Site => (&mut self.site, clean(text)),
            Part::Building => (&mut self.building, clean(text)),
            Part::Floor => (&mut self.floor, clean_floor(text)),
            Part::Space => (&mut self.space, clean(text)),
            Part::Zone => (&mut self.zone, clean(text)),
            Part::Equipment => (&mut self.equipment, clean(text)),
            Part::Point => (&mut self.point, clean(text)),
            Part::Unit => (&mut self.unit, text.to_owned()),
        };
        *place = Some(text).filter(|text| !text.is_empty());
    }
}
