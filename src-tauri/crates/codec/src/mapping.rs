//! Mappings: what a person says that messages mean which no convention knows.
//!
//! A mapping is a file that can be shared (docs/formats/mapping.md). It is read and checked as a whole (`form`, `check`), with
//! every mistake told at once; what it says is then looked for in messages (`read`), at JSON Pointers and JSONPaths (`place`,
//! `path`) and by expressions in a sandbox (`expression`). Mappings that are in use stand by their topic filters (`rules`).
//! What reading costs has a bound for each message; see `limits`.

mod check;
mod error;
mod expression;
mod form;
mod overlap;
mod path;
mod place;
mod plan;
mod read;
mod rules;
mod spoken;
mod suggest;
mod time;
mod trial;

pub use error::{MappingError, Mistake};
pub use overlap::ChangedValue;
pub use rules::{Rules, RulesError};
pub use suggest::{Leaf, LeafType, suggest};
pub use trial::{Trial, try_on};

pub(crate) use rules::Mappings;

use std::sync::Arc;

use form::Form;
use plan::Plan;

/// The word of the convention that values of mappings are read by.
pub const CONVENTION: &str = "mapping";

/// A mapping that was checked: it can be used as it is.
#[derive(Debug, Clone)]
pub struct Mapping {
    form: Form,
    plan: Arc<Plan>,
}

impl Mapping {
    /// Reads a mapping's file.
    ///
    /// # Errors
    /// Every mistake in it, each with its line, its place, what is wrong and what to do.
    pub fn parse(json: &str) -> Result<Self, MappingError> {
        check::mapping(json).map(|(form, plan)| Self { form, plan: Arc::new(plan) })
    }

    /// The file it is shared as; [`Mapping::parse`] reads it back.
    #[must_use]
    pub fn to_json(&self) -> String {
        form::to_json(&self.form)
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.form.name
    }

    /// The filter of the topics it is for.
    #[must_use]
    pub fn topics(&self) -> &str {
        &self.form.topics
    }

    /// How many values it lists.
    #[must_use]
    pub fn values(&self) -> usize {
        self.form.values.len()
    }

    /// How many values count for it in [`Rules`]: those it lists, at least one.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.form.values.len().max(1)
    }
}

impl PartialEq for Mapping {
    fn eq(&self, other: &Self) -> bool {
        self.form == other.form
    }
}

#[cfg(test)]
mod tests;
