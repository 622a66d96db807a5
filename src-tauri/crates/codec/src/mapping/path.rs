//! JSONPath (RFC 9535): parsed by a library, evaluated here, because the library's evaluator has no bound.
//!
//! `$..*..*` visits the square of a message's nodes, and a filter inside a filter again so. Each node that is visited, compared or
//! matched takes steps; where they are spent the path is too costly for the message. Patterns of `match` and `search` stand
//! in the path itself and are compiled once. Never looks at more than 500,000 nodes, see `limits`.

mod filter;
mod patterns;

use jsonpath_rust::parser::model::{JpQuery, Segment, Selector};
use jsonpath_rust::parser::parse_json_path;

use super::place::{Steps, TooCostly, member};
use crate::json::Item;
use crate::limits::PATH_DEPTH_MAX;
use patterns::Patterns;

/// A path that was parsed.
#[derive(Debug)]
pub(super) struct Path {
    query: JpQuery,
    patterns: Patterns,
}

impl PartialEq for Path {
    fn eq(&self, other: &Self) -> bool {
        self.query == other.query
    }
}

impl Path {
    /// Parses a path.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if depth(text) > PATH_DEPTH_MAX {
            return Err(format!("has more than {PATH_DEPTH_MAX} brackets inside one another"));
        }
        let query =
            parse_json_path(text).map_err(|error| format!("is no JSONPath: {}", brief(&error)))?;
        let patterns = Patterns::of(&query)?;
        Ok(Self { query, patterns })
    }

    /// What it leads to, in the message's order.
    pub(super) fn find<'a>(
        &self,
        root: Item<'a>,
        steps: &mut Steps,
    ) -> Result<Vec<Item<'a>>, TooCostly> {
        Search { root, patterns: &self.patterns, steps }.nodes(&self.query.segments, root)
    }
}

/// A search through one message.
struct Search<'a, 's> {
    root: Item<'a>,
    patterns: &'s Patterns,
    steps: &'s mut Steps,
}

type Searched<T> = Result<T, TooCostly>;

impl<'a> Search<'a, '_> {
    fn nodes(&mut self, segments: &[Segment], from: Item<'a>) -> Searched<Vec<Item<'a>>> {
        let mut nodes = vec![from];
        for segment in segments {
            let mut next = Vec::new();
            for node in nodes {
                self.segment(segment, node, &mut next)?;
            }
            nodes = next;
        }
        Ok(nodes)
    }

    fn segment(
        &mut self,
        segment: &Segment,
        node: Item<'a>,
        found: &mut Vec<Item<'a>>,
    ) -> Searched<()> {
        self.steps.take(1)?;
        match segment {
            Segment::Selector(selector) => self.select(selector, node, found),
            Segment::Selectors(selectors) => {
                selectors.iter().try_for_each(|selector| self.select(selector, node, found))
            }
            Segment::Descendant(inner) => {
                self.segment(inner, node, found)?;
                for child in children(node) {
                    // A scalar holds nothing that a selector could find.
                    self.steps.take(1)?;
                    if child.is_object() || child.is_array() {
                        self.segment(segment, child, found)?;
                    }
                }
                Ok(())
            }
        }
    }

    fn select(
        &mut self,
        selector: &Selector,
        node: Item<'a>,
        found: &mut Vec<Item<'a>>,
    ) -> Searched<()> {
        match selector {
            Selector::Name(name) if node.is_object() => {
                found.extend(member(node, name, self.steps)?);
            }
            Selector::Index(index) if node.is_array() => {
                self.steps.take(node.count())?;
                let index = place(*index, node.count());
                found.extend(index.and_then(|index| node.elements().nth(index)));
            }
            Selector::Wildcard => {
                for child in children(node) {
                    self.steps.take(1)?;
                    found.push(child);
                }
            }
            Selector::Slice(start, end, step) if node.is_array() => {
                self.steps.take(node.count())?;
                slice(node, *start, *end, step.unwrap_or(1), found);
            }
            Selector::Filter(filter) => {
                for child in children(node) {
                    self.steps.take(1)?;
                    if self.holds(filter, child)? {
                        found.push(child);
                    }
                }
            }
            Selector::Name(_) | Selector::Index(_) | Selector::Slice(..) => {}
        }
        Ok(())
    }
}

/// The members' values or the elements, whichever there are.
fn children(node: Item<'_>) -> impl Iterator<Item = Item<'_>> {
    node.members().map(|(_, value)| value).chain(node.elements())
}

/// The place of an index that may count from the end.
fn place(index: i64, count: usize) -> Option<usize> {
    if index >= 0 {
        return usize::try_from(index).ok();
    }
    count.checked_sub(usize::try_from(index.unsigned_abs()).ok()?)
}

/// The elements of a slice, as RFC 9535 says in 2.3.4.2.
fn slice<'a>(
    array: Item<'a>,
    start: Option<i64>,
    end: Option<i64>,
    step: i64,
    found: &mut Vec<Item<'a>>,
) {
    let elements: Vec<Item<'a>> = array.elements().collect();
    let Ok(count) = i64::try_from(elements.len()) else { return };
    let from_start = |index: i64| if index >= 0 { index } else { count.saturating_add(index) };
    let mut push = |index: i64| {
        let element = usize::try_from(index).ok().and_then(|index| elements.get(index));
        found.extend(element);
    };
    if step > 0 {
        let mut at = from_start(start.unwrap_or(0)).clamp(0, count);
        let upper = from_start(end.unwrap_or(count)).clamp(0, count);
        while at < upper {
            push(at);
            at = at.saturating_add(step);
        }
    } else if step < 0 {
        let mut at = from_start(start.unwrap_or(count - 1)).clamp(-1, count - 1);
        let lower = end.map_or(-1, |end| from_start(end).clamp(-1, count - 1));
        while at > lower {
            push(at);
            at = at.saturating_add(step);
        }
    }
}

/// How many brackets stand inside one another, outside of texts.
fn depth(path: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut quote = None;
    let mut is_escaped = false;
    for c in path.chars() {
        match (quote, c) {
            _ if is_escaped => is_escaped = false,
            (Some(_), '\\') => is_escaped = true,
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(' | '[') => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            (None, ')' | ']') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
    }
    deepest
}

/// The parser's words on one line: what it expected, and where.
fn brief(error: &impl std::fmt::Display) -> String {
    let words = error.to_string();
    let column = words.split("--> 1:").nth(1).and_then(|rest| rest.split_whitespace().next());
    let expected = words.rsplit("= ").next().map(str::trim);
    match (column, expected) {
        (Some(column), Some(expected)) => format!("at its character {column} {expected}"),
        _ => words,
    }
}

#[cfg(test)]
mod tests;
