//! A point's tags: Haystack markers, and names with a value; and how they stand in one cell.
//!
//! In a cell tags are apart by spaces: `air temp ref:"AHU 1"`. A value stands in quotation marks where it is empty, holds
//! white space or begins with such a mark; inside them `\"` and `\\` are the two characters that need it.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use crate::limits::{TAG_NAME_BYTES_MAX, TAGS_MAX};
use crate::problem::quoted;

/// A tag's name as Haystack has it: a small letter, then letters, digits and `_`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TagName(Box<str>);

impl TagName {
    /// The name, or nothing where it is none or too long.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let follows = |other: char| other.is_ascii_alphanumeric() || other == '_';
        let fits = text.len() <= TAG_NAME_BYTES_MAX
            && text.starts_with(|first: char| first.is_ascii_lowercase())
            && text.chars().all(follows);
        fits.then(|| Self(text.into()))
    }

    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Tags by name; a marker has no value. At most [`TAGS_MAX`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tags(BTreeMap<TagName, Option<String>>);

impl Tags {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a tag of this name is among them.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        TagName::new(name).is_some_and(|name| self.0.contains_key(&name))
    }

    /// Puts a tag in, over one of the same name; not where there are as many as there may be.
    pub fn put(&mut self, name: TagName, value: Option<String>) -> bool {
        if self.0.len() >= TAGS_MAX && !self.0.contains_key(&name) {
            return false;
        }
        self.0.insert(name, value);
        true
    }

    /// All of them by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_deref()))
    }

    /// Reads a cell; the error is a sentence.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut tags = Self::default();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let end = rest
                .find(|other: char| other == ':' || other.is_whitespace())
                .unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            let Some(name) = TagName::new(name) else {
                return Err(format!(
                    "{} is no tag: a tag begins with a small letter and goes on with letters, digits and _",
                    quoted(name)
                ));
            };
            let (value, after) = match after.strip_prefix(':') {
                None => (None, after),
                Some(after) => value(after).map(|(value, after)| (Some(value), after))?,
            };
            if tags.has(name.as_str()) {
                return Err(format!("the tag {} stands here twice", quoted(name.as_str())));
            }
            if !tags.put(name, value) {
                return Err(format!("there are more than {TAGS_MAX} tags"));
            }
            rest = after.trim_start();
        }
        Ok(tags)
    }
}

/// The value at the beginning of a text, and what follows it.
fn value(text: &str) -> Result<(String, &str), String> {
    let Some(inside) = text.strip_prefix('"') else {
        let end = text.find(char::is_whitespace).unwrap_or(text.len());
        return Ok((text[..end].to_owned(), &text[end..]));
    };
    let mut value = String::new();
    let mut letters = inside.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Ok((value, &inside[at + 1..])),
            '\\' => value.extend(letters.next().map(|(_, escaped)| escaped)),
            plain => value.push(plain),
        }
    }
    Err("a value in quotation marks does not end: put \" after it".to_owned())
}

impl fmt::Display for Tags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (name, value)) in self.iter().enumerate() {
            if at > 0 {
                f.write_char(' ')?;
            }
            f.write_str(name)?;
            let Some(value) = value else {
                continue;
            };
            f.write_char(':')?;
            let plain = !value.is_empty()
                && !value.starts_with('"')
                && !value.contains(char::is_whitespace);
            if plain {
                f.write_str(value)?;
            } else {
                write!(f, "\"{}\"", value.replace('\\', r"\\").replace('"', "\\\""))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_stand_in_one_cell_and_come_back() {
        let text = r#"air area:12m² dis:"AHU \"1\" \\ roof" empty:"" temp"#;
        let tags = Tags::parse(text).unwrap();
        assert_eq!(tags.to_string(), text);
        let dis = tags.iter().find(|(name, _)| *name == "dis").unwrap();
        assert_eq!(dis.1, Some(r#"AHU "1" \ roof"#));
        assert!(Tags::parse(" \n ").unwrap().is_empty());
    }

    #[test]
    fn what_is_no_tag_is_told() {
        for wrong in ["Air", "1a", "a b:\"open", "air air", "ü", "a-b", ":x"] {
            assert!(Tags::parse(wrong).is_err(), "{wrong}");
        }
        let many: Vec<String> = (0..=TAGS_MAX).map(|at| format!("t{at}")).collect();
        assert!(Tags::parse(&many.join(" ")).is_err());
    }
}
