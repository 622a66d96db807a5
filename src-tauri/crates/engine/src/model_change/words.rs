//! Why a change to the model was not made, in sentences.

use model::Verb;
use store::{EditError, Refusal};
use wire::{Failure, FailureCode, FailureField};

use crate::convert;

pub(super) fn of(error: &EditError) -> Failure {
    let refusal = match error {
        EditError::Main(error) => return convert::from_main(error),
        EditError::Refused(refusal) => refusal,
    };
    let (message, hint) = worded(refusal);
    let message = format!("{message} Nothing was changed.");
    let failure = Failure::new(FailureCode::BadRequest, message, hint);
    match field_of(refusal) {
        Some(field) => failure.of(field),
        None => failure,
    }
}

/// The field in which a person can mend it.
const fn field_of(refusal: &Refusal) -> Option<FailureField> {
    match refusal {
        Refusal::Taken { .. } => Some(FailureField::Name),
        Refusal::OtherFloor { .. } => Some(FailureField::Spaces),
        Refusal::Gone { .. }
        | Refusal::Holds { .. }
        | Refusal::Back { .. }
        | Refusal::Never { .. }
        | Refusal::Found { .. }
        | Refusal::Itself { .. }
        | Refusal::Circle { .. }
        | Refusal::Known { .. }
        | Refusal::ToPlace { .. } => None,
    }
}

/// Why a change was not made, and what to do.
pub(crate) fn sentence(refusal: &Refusal) -> String {
    let (message, hint) = worded(refusal);
    format!("{message} {hint}").trim_end().to_owned()
}

fn worded(refusal: &Refusal) -> (String, &'static str) {
    match refusal {
        Refusal::Gone { what } => (
            format!("The {what} that is meant is not there, or not any more."),
            "Look at the model as it is now, then try again.",
        ),
        Refusal::Taken { what, name } => (
            format!("There is a {what} {name:?} in the same place already."),
            "Choose another name.",
        ),
        Refusal::Holds { name, inside } => (
            format!("{name:?} still holds {}.", listed(inside)),
            "Move or remove first what is in it.",
        ),
        Refusal::Back { what } => {
            (format!("The {what} came back already."), "Look at the model as it is now.")
        }
        Refusal::Never { what } => (
            format!("No {what} ever had the number that it is to come back under."),
            "Add it without a number: it is given one.",
        ),
        Refusal::OtherFloor { name, zone } => (
            format!("{name:?} is not on the floor of the zone {zone:?}."),
            "A zone holds what is on its own floor.",
        ),
        Refusal::Found { name } => (
            format!("{name:?} is not in the model yet."),
            "Accept it first; its words can be chosen then.",
        ),
        Refusal::Itself { verb, name } => {
            (format!("{name:?} cannot {} itself.", infinitive(*verb)), "Choose another end.")
        }
        Refusal::Circle { verb, from, to } => (
            format!(
                "{to:?} {} {from:?} already, be it step by step: {from:?} cannot {} {to:?}.",
                present(*verb),
                infinitive(*verb)
            ),
            "Take the other relation away first.",
        ),
        Refusal::Known { verb, from, to } => {
            (format!("{from:?} {} {to:?} already.", present(*verb)), "")
        }
        Refusal::ToPlace { verb, to } => (
            format!("{to:?} is a place: equipment cannot {} it.", infinitive(*verb)),
            "Choose equipment. Where equipment stands is said in its place.",
        ),
    }
}

const fn present(verb: Verb) -> &'static str {
    match verb {
        Verb::Feeds => "feeds",
        Verb::IsPartOf => "is a part of",
        Verb::Meters => "meters",
        Verb::IsSubMeterOf => "is a sub-meter of",
    }
}

const fn infinitive(verb: Verb) -> &'static str {
    match verb {
        Verb::Feeds => "feed",
        Verb::IsPartOf => "be a part of",
        Verb::Meters => "meter",
        Verb::IsSubMeterOf => "be a sub-meter of",
    }
}

/// `2 spaces and 1 point`.
fn listed(inside: &[(u32, &str)]) -> String {
    let counted = |(many, what): &(u32, &str)| match (*many, *what) {
        (1, what) => format!("1 {what}"),
        (many, "piece of equipment") => format!("{many} pieces of equipment"),
        (many, what) => format!("{many} {what}s"),
    };
    let words: Vec<String> = inside.iter().map(counted).collect();
    match words.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => words.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_stands_against_it() {
        let said = |refusal| of(&EditError::Refused(refusal)).to_string();
        let (from, to) = ("AHU 1".to_owned(), "VAV \"1\"".to_owned());
        let inside = vec![(2, "space"), (3, "piece of equipment"), (1, "point")];
        assert_eq!(
            said(Refusal::Holds { name: from.clone(), inside }),
            "\"AHU 1\" still holds 2 spaces, 3 pieces of equipment and 1 point. Nothing was changed. Move or remove first what is in it."
        );
        let taken = Refusal::Taken { what: "floor", name: from.clone() };
        assert_eq!(of(&EditError::Refused(taken)).field, Some(FailureField::Name));
        assert_eq!(
            said(Refusal::Circle { verb: Verb::IsPartOf, from, to }),
            "\"VAV \\\"1\\\"\" is a part of \"AHU 1\" already, be it step by step: \"AHU 1\" cannot be a part of \"VAV \\\"1\\\"\". Nothing was changed. Take the other relation away first."
        );
    }
}
