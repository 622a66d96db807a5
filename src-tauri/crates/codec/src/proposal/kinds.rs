//! What a point does: a ranked table, the first rule that fits decides.

use model::Kind;

use super::concept::Concept::{self, *};
use super::concept::Concepts;

/// What a value looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Two values, or words.
    State,
    /// A number with a unit.
    Measured,
    /// A number without one, or nothing that was heard yet.
    Bare,
}

/// What a rule goes by, to be told to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// A word that means one of the rule's concepts.
    Word,
    /// This.
    Fact(&'static str),
}

/// One rule.
#[derive(Debug)]
pub(super) struct Rule {
    /// It has one of these, unless there are none.
    any: Concepts,
    /// And one of these, unless there are none.
    and: Concepts,
    /// And none of these.
    none: Concepts,
    forms: &'static [Form],
    /// Whether devices have to take commands for it.
    writable: Option<bool>,
    pub(super) kind: Kind,
    pub(super) why: Why,
    pub(super) weight: i32,
}

const fn of(concepts: &[Concept]) -> Concepts {
    Concepts::of(concepts)
}

const ANY: &[Form] = &[Form::State, Form::Measured, Form::Bare];
const UNMEASURED: &[Form] = &[Form::State, Form::Bare];

/// A rule that words decide.
const fn word(any: &[Concept], none: &[Concept], forms: &'static [Form], kind: Kind) -> Rule {
    let (any, none) = (of(any), of(none));
    Rule { any, and: of(&[]), none, forms, writable: None, kind, why: Why::Word, weight: 20 }
}

/// A rule that the value and the device decide.
const fn fact(
    any: &[Concept],
    forms: &'static [Form],
    writable: Option<bool>,
    kind: Kind,
    why: (&'static str, i32),
) -> Rule {
    let (and, none) = (of(&[]), of(&[]));
    Rule { any: of(any), and, none, forms, writable, kind, why: Why::Fact(why.0), weight: why.1 }
}

const MOVED: &[Concept] =
    &[Mode, Position, Speed, Brightness, Valve, Damper, Fan, Light, Blind, Switch];

/// The rules, the strongest first.
pub(super) const RULES: &[Rule] = &[
    word(
        &[Alarm, Leak, Smoke],
        &[Limit, Config, Setpoint, Count, Battery],
        UNMEASURED,
        Kind::Alarm,
    ),
    word(&[Alarm], &[Limit, Config, Setpoint, Count], &[Form::State], Kind::Alarm),
    word(&[Limit], &[], ANY, Kind::Parameter),
    word(&[Config], &[Count], ANY, Kind::Parameter),
    Rule { and: of(&[Setpoint, Position]), ..word(&[Min, Max], &[], ANY, Kind::Parameter) },
    Rule { writable: Some(true), ..word(&[Min, Max], &[], ANY, Kind::Parameter) },
    word(&[Setpoint], &[], ANY, Kind::Setpoint),
    word(&[Command], &[Feedback, Status], ANY, Kind::Command),
    word(&[Feedback], &[], &[Form::State], Kind::Status),
    word(&[Enable], &[Status], UNMEASURED, Kind::Command),
    fact(&[], &[Form::State], Some(true), Kind::Command, ("the device takes commands for it", 20)),
    fact(MOVED, ANY, Some(true), Kind::Command, ("the device takes commands for it", 20)),
    fact(&[Runtime], ANY, Some(true), Kind::Parameter, ("the device lets it be set", 10)),
    fact(&[], &[Form::Measured], Some(true), Kind::Setpoint, ("the device lets it be set", 15)),
    word(&[Status, Mode, Motion, Door, Window, Lock], QUANTITY_OR_ABOUT, UNMEASURED, Kind::Status),
    fact(&[], &[Form::State], None, Kind::Status, ("states only, no numbers", 20)),
    fact(&[], &[Form::Measured], None, Kind::Sensor, ("a number with a unit", 20)),
    fact(&[], &[Form::Bare], None, Kind::Sensor, ("a number", 5)),
];

/// Numbers of these are measured, whatever else their names say.
const QUANTITY_OR_ABOUT: &[Concept] = &[
    Temperature,
    Humidity,
    Co2,
    Voc,
    Particles,
    Pressure,
    Flow,
    Power,
    Energy,
    Voltage,
    Current,
    Frequency,
    Volume,
    Illuminance,
    Runtime,
    Count,
    Battery,
    Signal,
    Speed,
    Position,
];

impl Rule {
    fn fits(&self, concepts: Concepts, form: Form, writable: bool) -> bool {
        let some = |of: Concepts| of.is_none() || concepts.has_any(of);
        // What measures by its name and says a state all the same is a state.
        let none = if form == Form::State { self.none.without(MEASURED) } else { self.none };
        some(self.any)
            && some(self.and)
            && !concepts.has_any(none)
            && self.forms.contains(&form)
            && self.writable.is_none_or(|wanted| wanted == writable)
    }

    /// The concepts it goes by.
    pub(super) fn goes_by(&self) -> Concepts {
        self.any
    }
}

const MEASURED: Concepts = of(QUANTITY_OR_ABOUT);

/// The first rule that fits; the last ones fit whatever comes.
pub(super) fn rule(concepts: Concepts, form: Form, writable: bool) -> &'static Rule {
    let fits = RULES.iter().find(|rule| rule.fits(concepts, form, writable));
    fits.unwrap_or(&RULES[RULES.len() - 1])
}
