//! Where a value stands in a message: a JSON Pointer (RFC 6901) or a JSONPath (RFC 9535), parsed when a mapping is loaded.
//!
//! Looking for one costs a step for each node that is passed; a message's steps are bounded, see [`Steps`].

use super::path::Path;
use crate::RejectReason;
use crate::json::Item;
use crate::limits::{PATH_STEPS_MAX, PLACE_BYTES_MAX};

/// Where a value stands.
#[derive(Debug, PartialEq)]
pub(super) enum Place {
    /// The keys and indices that lead to one value, unescaped.
    Pointer(Vec<Box<str>>),
    /// What may lead to several.
    Path(Path),
}

/// What looking for the values of one message may still cost.
#[derive(Debug)]
pub(super) struct Steps(u32);

/// A message costs more than it may.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooCostly;

impl From<TooCostly> for RejectReason {
    fn from(TooCostly: TooCostly) -> Self {
        Self::TooCostly
    }
}

impl Default for Steps {
    fn default() -> Self {
        Self(PATH_STEPS_MAX)
    }
}

impl Steps {
    /// Pays for so many steps.
    pub(super) fn take(&mut self, steps: usize) -> Result<(), TooCostly> {
        let left = u32::try_from(steps).ok().and_then(|steps| self.0.checked_sub(steps));
        self.0 = left.unwrap_or(0);
        left.map(|_| ()).ok_or(TooCostly)
    }
}

impl Place {
    /// Parses a place.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if text.len() > PLACE_BYTES_MAX {
            return Err(format!("is longer than {PLACE_BYTES_MAX} bytes"));
        }
        if text.starts_with('$') {
            return Path::parse(text).map(Self::Path);
        }
        let Some(steps) = text.strip_prefix('/') else {
            let is_whole = text.is_empty();
            return is_whole.then(Self::whole).ok_or_else(|| {
                "is neither a JSON Pointer, which begins with \"/\", nor a JSONPath, which begins with \"$\""
                    .to_owned()
            });
        };
        steps.split('/').map(unescaped).collect::<Option<_>>().map(Self::Pointer).ok_or_else(|| {
            "has a \"~\" that is followed by neither 0 nor 1, as JSON Pointers want it".to_owned()
        })
    }

    /// The place that is the whole.
    pub(super) fn whole() -> Self {
        Self::Pointer(Vec::new())
    }

    /// Whether it leads to the whole.
    pub(super) fn is_whole(&self) -> bool {
        matches!(self, Self::Pointer(steps) if steps.is_empty())
    }

    /// What stands there; nothing where nothing does.
    pub(super) fn find<'a>(
        &self,
        item: Item<'a>,
        steps: &mut Steps,
    ) -> Result<Vec<Item<'a>>, TooCostly> {
        match self {
            Self::Path(path) => path.find(item, steps),
            Self::Pointer(_) => Ok(self.first(item, steps)?.into_iter().collect()),
        }
    }

    /// The first that stands there.
    pub(super) fn first<'a>(
        &self,
        item: Item<'a>,
        steps: &mut Steps,
    ) -> Result<Option<Item<'a>>, TooCostly> {
        let pointer = match self {
            Self::Path(path) => return Ok(path.find(item, steps)?.into_iter().next()),
            Self::Pointer(pointer) => pointer,
        };
        let mut at = item;
        for step in pointer {
            let inner = if at.is_array() {
                let Some(index) = index_of(step) else { return Ok(None) };
                steps.take(index.saturating_add(1).min(at.count()))?;
                at.elements().nth(index)
            } else {
                member(at, step, steps)?
            };
            let Some(inner) = inner else { return Ok(None) };
            at = inner;
        }
        Ok(Some(at))
    }
}

/// The member of this key; the last of several.
pub(super) fn member<'a>(
    object: Item<'a>,
    key: &str,
    steps: &mut Steps,
) -> Result<Option<Item<'a>>, TooCostly> {
    let mut found = None;
    let mut passed = 0;
    for (name, value) in object.members() {
        passed += 1;
        if name == key {
            found = Some(value);
        }
    }
    steps.take(passed + 1)?;
    Ok(found)
}

/// A pointer's step as an index: digits without leading zeros.
fn index_of(step: &str) -> Option<usize> {
    let is_plain = step == "0" || !step.starts_with(['0', '+']);
    step.parse().ok().filter(|_| is_plain)
}

fn unescaped(step: &str) -> Option<Box<str>> {
    let mut parts = step.split('~');
    let mut text = String::from(parts.next().unwrap_or(""));
    for part in parts {
        let (escaped, rest) = part.split_at_checked(1)?;
        text.push(match escaped {
            "0" => '~',
            "1" => '/',
            _ => return None,
        });
        text.push_str(rest);
    }
    Some(text.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{self, Tape};

    fn at(place: &str, json: &str) -> String {
        let place = match Place::parse(place) {
            Ok(place) => place,
            Err(wrong) => return wrong,
        };
        let mut tape = Tape::default();
        let item = json::scan_as_written(json.as_bytes(), &mut tape).unwrap().unwrap();
        match place.first(item, &mut Steps::default()).unwrap() {
            Some(found) => format!("{:?}", found.written()),
            None => "nothing".to_owned(),
        }
    }

    #[test]
    fn a_pointer_leads_to_one_value() {
        let json = r#"{"a":{"b/c":[1,"x"],"~":true},"":2,"0":3,"time":1700000000}"#;
        insta::assert_snapshot!(at("/a/b~1c/1", json), @r#"Text("x")"#);
        insta::assert_snapshot!(at("/a/~0", json), @"Boolean(true)");
        insta::assert_snapshot!(at("/", json), @r#"Number("2")"#);
        insta::assert_snapshot!(at("/0", json), @r#"Number("3")"#);
        insta::assert_snapshot!(at("", json), @"Object");
        insta::assert_snapshot!(at("/time", json), @r#"Number("1700000000")"#);
        for nothing in ["/b", "/a/b~1c/2", "/a/b~1c/01", "/a/b~1c/-", "/a/b~1c/x", "/0/x"] {
            assert_eq!(at(nothing, json), "nothing", "{nothing}");
        }
    }

    #[test]
    fn what_is_no_place_is_told() {
        insta::assert_snapshot!(at("a/b", "{}"), @r#"is neither a JSON Pointer, which begins with "/", nor a JSONPath, which begins with "$""#);
        insta::assert_snapshot!(at("/a~2", "{}"), @r#"has a "~" that is followed by neither 0 nor 1, as JSON Pointers want it"#);
        insta::assert_snapshot!(at(&"/a".repeat(300), "{}"), @"is longer than 512 bytes");
    }
}
