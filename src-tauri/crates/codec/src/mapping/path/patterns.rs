//! The patterns of `match` and `search` in a path, compiled when it is parsed.
//!
//! A pattern stands in the path as a text; one that would come out of the message is refused, for whoever writes messages would
//! choose what matching costs. Matching takes time in proportion to the text. A `.` matches no end of line (RFC 9485).

use jsonpath_rust::parser::model::{
    Comparable, Comparison, Filter, FilterAtom, FnArg, JpQuery, Literal, Segment, Selector, Test,
    TestFunction,
};
use regex::{Regex, RegexBuilder};

use crate::limits::PATH_PATTERN_BYTES_MAX;

/// The patterns of one path.
#[derive(Debug, Default)]
pub(super) struct Patterns(Vec<Pattern>);

#[derive(Debug)]
struct Pattern {
    text: String,
    is_whole: bool,
    regex: Regex,
}

impl Patterns {
    /// The patterns of a path.
    ///
    /// # Errors
    /// What is wrong with one, or with a function that is not of RFC 9535, in words.
    pub(super) fn of(query: &JpQuery) -> Result<Self, String> {
        let mut patterns = Self::default();
        patterns.segments(&query.segments)?;
        Ok(patterns)
    }

    /// The pattern of this text, for a whole text or for a part of one.
    pub(super) fn get(&self, text: &str, is_whole: bool) -> Option<&Regex> {
        let is_it = |pattern: &&Pattern| pattern.text == text && pattern.is_whole == is_whole;
        self.0.iter().find(is_it).map(|pattern| &pattern.regex)
    }

    fn segments(&mut self, segments: &[Segment]) -> Result<(), String> {
        segments.iter().try_for_each(|segment| self.segment(segment))
    }

    fn segment(&mut self, segment: &Segment) -> Result<(), String> {
        match segment {
            Segment::Descendant(inner) => self.segment(inner),
            Segment::Selector(selector) => self.selector(selector),
            Segment::Selectors(selectors) => {
                selectors.iter().try_for_each(|selector| self.selector(selector))
            }
        }
    }

    fn selector(&mut self, selector: &Selector) -> Result<(), String> {
        match selector {
            Selector::Filter(filter) => self.filter(filter),
            Selector::Name(_) | Selector::Wildcard | Selector::Index(_) | Selector::Slice(..) => {
                Ok(())
            }
        }
    }

    fn filter(&mut self, filter: &Filter) -> Result<(), String> {
        match filter {
            Filter::Or(filters) | Filter::And(filters) => {
                filters.iter().try_for_each(|filter| self.filter(filter))
            }
            Filter::Atom(FilterAtom::Filter { expr, .. }) => self.filter(expr),
            Filter::Atom(FilterAtom::Test { expr, .. }) => self.test(expr),
            Filter::Atom(FilterAtom::Comparison(comparison)) => self.comparison(comparison),
        }
    }

    fn comparison(&mut self, comparison: &Comparison) -> Result<(), String> {
        let (left, right) = comparison.vals();
        [left, right].into_iter().try_for_each(|side| match side {
            Comparable::Function(function) => self.function(function),
            Comparable::Literal(_) | Comparable::SingularQuery(_) => Ok(()),
        })
    }

    fn test(&mut self, test: &Test) -> Result<(), String> {
        match test {
            Test::RelQuery(segments) => self.segments(segments),
            Test::AbsQuery(query) => self.segments(&query.segments),
            Test::Function(function) => self.function(function),
        }
    }

    fn function(&mut self, function: &TestFunction) -> Result<(), String> {
        match function {
            TestFunction::Length(argument) => self.argument(argument),
            TestFunction::Value(argument) | TestFunction::Count(argument) => {
                self.argument(argument)
            }
            TestFunction::Search(text, pattern) => {
                self.argument(text)?;
                self.compile(pattern, false)
            }
            TestFunction::Match(text, pattern) => {
                self.argument(text)?;
                self.compile(pattern, true)
            }
            TestFunction::Custom(name, _) => {
                Err(format!("uses \"{name}\", which is no function of RFC 9535"))
            }
        }
    }

    fn argument(&mut self, argument: &FnArg) -> Result<(), String> {
        match argument {
            FnArg::Literal(_) => Ok(()),
            FnArg::Test(test) => self.test(test),
            FnArg::Filter(filter) => self.filter(filter),
        }
    }

    fn compile(&mut self, pattern: &FnArg, is_whole: bool) -> Result<(), String> {
        let FnArg::Literal(Literal::String(text)) = pattern else {
            return Err("takes a pattern out of the message; patterns stand in the path".to_owned());
        };
        let spelled = if is_whole { format!("^(?:{text})$") } else { text.clone() };
        let regex = RegexBuilder::new(&spelled)
            .size_limit(PATH_PATTERN_BYTES_MAX)
            .dfa_size_limit(PATH_PATTERN_BYTES_MAX)
            .build()
            .map_err(|error| match error {
                regex::Error::CompiledTooBig(_) => {
                    format!("has the pattern \"{text}\", which is too large")
                }
                _ => format!("has \"{text}\", which is no pattern"),
            })?;
        self.0.push(Pattern { text: text.clone(), is_whole, regex });
        Ok(())
    }
}
