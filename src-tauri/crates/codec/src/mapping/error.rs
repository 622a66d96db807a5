//! What is wrong with a mapping's file, told so that a person can mend it.

use std::fmt;

use crate::limits::MISTAKES_MAX;

/// The mistakes of a mapping's file, in its order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct MappingError {
    /// At least one, at most a hundred.
    pub mistakes: Vec<Mistake>,
}

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The line of the file, from 1.
    pub line: usize,
    /// A JSON Pointer into the file, as `/values/2/unit`; empty for the file as a whole.
    pub place: String,
    /// What is wrong.
    pub wrong: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, mistake) in self.mistakes.iter().enumerate() {
            let separator = if number == 0 { "" } else { "\n" };
            write!(f, "{separator}{mistake}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, place, wrong, remedy } = self;
        let space = if place.is_empty() { "" } else { " " };
        write!(f, "line {line}{space}{place}: {wrong}; {remedy}")
    }
}

/// The mistakes that were found so far.
#[derive(Default)]
pub(super) struct Mistakes(Vec<(String, String, String)>);

impl Mistakes {
    /// Tells one more, unless there are a hundred already.
    pub(super) fn tell(
        &mut self,
        place: impl Into<String>,
        wrong: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        if self.0.len() < MISTAKES_MAX {
            self.0.push((place.into(), wrong.into(), remedy.into()));
        }
    }

    /// All of them with their lines, in the order of those; nothing where there are none.
    pub(super) fn into_error(self, line_of: impl Fn(&str) -> usize) -> Option<MappingError> {
        let mut mistakes: Vec<Mistake> = self
            .0
            .into_iter()
            .map(|(place, wrong, remedy)| Mistake { line: line_of(&place), place, wrong, remedy })
            .collect();
        mistakes.sort_by_key(|mistake| mistake.line);
        (!mistakes.is_empty()).then_some(MappingError { mistakes })
    }
}
