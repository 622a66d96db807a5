//! What is wrong with a file of rules, told so that a person can mend it.

use std::fmt;

use crate::limits::MISTAKES_MAX;
use crate::quoted::quoted;

/// The mistakes of a file of rules, in its order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct RulesError {
    /// At least one, at most a hundred.
    pub mistakes: Vec<RuleMistake>,
    /// How many more there are.
    pub more: usize,
}

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleMistake {
    /// Which rule of the file, from 1; none for the file as a whole.
    pub rule: Option<usize>,
    /// What the rule is called, where that could be read.
    pub name: Option<String>,
    /// The field it is in; none for the rule as a whole. Where it is not a known one, it is as it was written.
    pub field: Option<String>,
    /// What is wrong, and what to do where it is not plain.
    pub words: String,
}

impl fmt::Display for RulesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, mistake) in self.mistakes.iter().enumerate() {
            let separator = if number == 0 { "" } else { "\n" };
            write!(f, "{separator}{mistake}")?;
        }
        match self.more {
            0 => Ok(()),
            more => write!(f, "\nand {more} more"),
        }
    }
}

impl fmt::Display for RuleMistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(rule) = self.rule {
            write!(f, "rule {rule}")?;
            if let Some(name) = &self.name {
                write!(f, " {}", quoted(name))?;
            }
            if let Some(field) = &self.field {
                write!(f, ", {}", quoted(field))?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&self.words)
    }
}

/// The mistakes that were found so far.
#[derive(Default)]
pub(super) struct Mistakes {
    told: Vec<RuleMistake>,
    more: usize,
}

impl Mistakes {
    /// One of the file as a whole.
    pub(super) fn tell_file(&mut self, words: String) {
        self.push(RuleMistake { rule: None, name: None, field: None, words });
    }

    /// One of a rule as a whole.
    pub(super) fn tell_rule(&mut self, rule: usize, name: Option<&str>, words: String) {
        let name = name.map(str::to_owned);
        self.push(RuleMistake { rule: Some(rule), name, field: None, words });
    }

    /// One of a field.
    pub(super) fn tell(&mut self, rule: usize, name: Option<&str>, field: &str, words: String) {
        let (name, field) = (name.map(str::to_owned), Some(field.to_owned()));
        self.push(RuleMistake { rule: Some(rule), name, field, words });
    }

    fn push(&mut self, mistake: RuleMistake) {
        if self.told.len() < MISTAKES_MAX {
            self.told.push(mistake);
        } else {
            self.more += 1;
        }
    }

    /// All of them; nothing where there are none.
    pub(super) fn into_error(mut self) -> Option<RulesError> {
        // What is wrong between rules was found last.
        self.told.sort_by_key(|mistake| mistake.rule);
        (!self.told.is_empty()).then_some(RulesError { mistakes: self.told, more: self.more })
    }
}
