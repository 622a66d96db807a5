//! Why a change to the model is not made.

use model::Verb;

use super::super::MainError;

/// Changes to the model were not made; nothing of them was.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// One of them cannot be made.
    #[error("the model does not allow it")]
    Refused(Refusal),
    /// The database cannot be read or written.
    #[error(transparent)]
    Main(#[from] MainError),
}

/// What stands against a change. Things are named in the word for what they are and in the words of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// What is named is not there, or not any more.
    Gone {
        /// `building`, `floor`, `space`, `zone`, `equipment`, `point` or `relation`.
        what: &'static str,
    },
    /// A neighbour bears the name.
    Taken {
        /// What it would be.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// It still holds something.
    Holds {
        /// Its name.
        name: String,
        /// How many of what.
        inside: Vec<(u32, &'static str)>,
    },
    /// It came back already.
    Back {
        /// What it is.
        what: &'static str,
    },
    /// Nothing ever had the number that it is to come back under.
    Never {
        /// What it would be.
        what: &'static str,
    },
    /// A space and a zone of different floors.
    OtherFloor {
        /// What was to be in the zone.
        name: String,
        /// The zone.
        zone: String,
    },
    /// A point that is not in the model.
    Found {
        /// Its name.
        name: String,
    },
    /// A relation of a piece of equipment to itself.
    Itself {
        /// Which.
        verb: Verb,
        /// Its name.
        name: String,
    },
    /// A relation that would lead in a circle.
    Circle {
        /// Which.
        verb: Verb,
        /// From here.
        from: String,
        /// To there, which leads back.
        to: String,
    },
    /// A relation that is there already.
    Known {
        /// Which.
        verb: Verb,
        /// From here.
        from: String,
        /// To there.
        to: String,
    },
    /// A relation to a place that only equipment can have.
    ToPlace {
        /// Which.
        verb: Verb,
        /// The place.
        to: String,
    },
}

impl From<sqlx::Error> for EditError {
    fn from(source: sqlx::Error) -> Self {
        Self::Main(MainError::Query { doing: "change the model", source })
    }
}

impl From<Refusal> for EditError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl EditError {
    /// Whether a statement failed because something that it names is not there.
    pub(super) fn is_of_reference(source: &sqlx::Error) -> bool {
        source.as_database_error().is_some_and(sqlx::error::DatabaseError::is_foreign_key_violation)
    }

    /// What a statement's failure means where a name had to be free and a place had to be there.
    pub(super) fn of(
        what: &'static str,
        name: &str,
        holder: &'static str,
    ) -> impl Fn(sqlx::Error) -> Self {
        let name = name.to_owned();
        move |source| match source.as_database_error().map(sqlx::error::DatabaseError::kind) {
            Some(sqlx::error::ErrorKind::UniqueViolation) => {
                Refusal::Taken { what, name: name.clone() }.into()
            }
            Some(sqlx::error::ErrorKind::ForeignKeyViolation) => {
                Refusal::Gone { what: holder }.into()
            }
            _ => source.into(),
        }
    }
}
