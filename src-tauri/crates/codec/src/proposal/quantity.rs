//! What a point measures: from its names, its unit and its device class, which have to fit together.

use model::{Unit, Value};

use super::Clues;
use super::concept::Concept::{self, *};
use super::concept::{Concepts, QUANTITIES};
use super::kinds::Form;
use super::names::Names;
use super::{lexicon, roles};
use crate::units::{self, Quantity};

/// What was seen of a point.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    /// What its own names mean, together with its unit and its device class.
    pub(super) concepts: Concepts,
    /// What its equipment's and its device's names add.
    pub(super) context: Concepts,
    pub(super) form: Form,
    /// What its own names alone say that it measures.
    pub(super) named: Concepts,
    /// Whether its name and its unit say different things.
    pub(super) clashes: bool,
}

impl Seen {
    /// All of it.
    pub(super) fn all(&self) -> Concepts {
        self.concepts.with(self.context)
    }
}

/// Looks at a point.
pub(super) fn seen(clues: &Clues<'_>, names: &Names<'_>) -> Seen {
    let own = names.concepts();
    let named = own.and(QUANTITIES);
    let class = class_of(clues);
    let mut concepts = own;
    if class.has_any(QUANTITIES) {
        concepts = concepts.without(QUANTITIES);
    }
    concepts = read_on(concepts.with(class));
    let mut clashes = false;
    if let Some((default, fitting)) = told_unit(clues).and_then(|unit| of_unit(unit.as_str())) {
        let measured = concepts.and(QUANTITIES);
        let fits = measured.and(fitting);
        if !fits.is_none() {
            concepts = concepts.without(measured).with(fits);
        } else if measured.is_none() || !fitting.is_none() {
            clashes = !measured.is_none();
            concepts = concepts.without(measured).with(default);
        }
    }
    concepts = phased(concepts, names);
    let form = form(clues, concepts);
    if form == Form::State && concepts.has(Power) {
        concepts = concepts.without(Concepts::of(&[Power])).with(Concepts::of(&[Switch]));
    }
    Seen { concepts, context: names.context(), form, named, clashes }
}

/// The unit that the message or the device told.
pub(super) fn told_unit<'a>(clues: &Clues<'a>) -> Option<&'a Unit> {
    clues.described.and_then(|described| described.unit.as_ref()).or(clues.unit)
}

/// What the device class says.
pub(super) fn class_of(clues: &Clues<'_>) -> Concepts {
    let class = clues.described.and_then(|described| described.device_class.as_deref());
    class.map(lexicon::class).unwrap_or_default()
}

/// What the number is measured in: as told, else as its role or its name implies, where the number could be that.
pub(super) fn unit(
    clues: &Clues<'_>,
    names: &Names<'_>,
    seen: &Seen,
    rule: Option<&roles::Rule>,
) -> Option<Unit> {
    if let Some(unit) = told_unit(clues) {
        return Some(unit.clone());
    }
    let Some(Value::Number(number)) = clues.value else { return None };
    if seen.concepts.has_any(Concepts::of(&[Status, Alarm, Mode, Enable])) {
        return None;
    }
    // A device that describes its points leaves out no unit that they have.
    let implied = rule.and_then(|rule| rule.unit).filter(|_| !clues.is_described_whole());
    let implied = implied.filter(|(_, low, high)| (*low..=*high).contains(number));
    let implied = implied.map(|(unit, ..)| unit);
    let leaf = names.leaf();
    spelt(leaf).or(implied).or_else(|| units::of_name(leaf, *number)).and_then(Unit::new)
}

/// The unit that a name is, as `kW`; single letters and times are words too often.
fn spelt(name: &str) -> Option<&'static str> {
    let known = units::known(name).filter(|known| known.quantity != Quantity::Time)?;
    let is_spelt = known.unit.eq_ignore_ascii_case(name) && name.chars().count() > 1;
    is_spelt.then_some(known.unit)
}

fn form(clues: &Clues<'_>, concepts: Concepts) -> Form {
    match clues.value {
        Some(Value::Boolean(_) | Value::Text(_)) => Form::State,
        None if clues.described.is_some_and(|described| !described.words.is_empty()) => Form::State,
        _ if told_unit(clues).is_some() || concepts.has_any(QUANTITIES) => Form::Measured,
        Some(Value::Number(_)) | None => Form::Bare,
    }
}

/// Reads words anew that mean something else beside others: a flow temperature is no flow.
fn read_on(concepts: Concepts) -> Concepts {
    let measured = concepts.and(QUANTITIES);
    READ_ON.iter().fold(concepts, |concepts, (together, dropped, added)| {
        let has_more = !measured.without(Concepts::of(&[*dropped])).is_none();
        let is_told = concepts.has(*dropped);
        let fits = match together {
            Some(together) => concepts.has(*together),
            None => has_more,
        };
        if is_told && fits {
            concepts.without(Concepts::of(&[*dropped])).with(Concepts::of(added))
        } else {
            concepts
        }
    })
}

/// Beside this concept (or beside any other quantity) that one is dropped, and these take its place.
const READ_ON: &[(Option<Concept>, Concept, &[Concept])] = &[
    (Some(Temperature), Flow, &[Supply]),
    (Some(Speed), Wind, &[Wind]),
    // "current temperature" is the present one.
    (None, Current, &[]),
    (Some(Setpoint), Current, &[]),
    (Some(Mode), Current, &[]),
    // "power factor" and "light level" measure the latter.
    (Some(PowerFactor), Power, &[]),
    (Some(Battery), Level, &[]),
    (Some(Illuminance), Level, &[]),
    (Some(Brightness), Level, &[]),
    (Some(Noise), Level, &[]),
    (Some(Valve), Count, &[]),
];

/// Electrical values of one phase, which many name by a single letter.
fn phased(concepts: Concepts, names: &Names<'_>) -> Concepts {
    let electric =
        Concepts::of(&[Power, Reactive, Apparent, PowerFactor, Energy, Voltage, Current]);
    if !concepts.has_any(electric) {
        return concepts;
    }
    let phases = [("a", PhaseA), ("b", PhaseB), ("c", PhaseC)];
    let phase = phases.into_iter().find(|(letter, _)| names.has_word(letter));
    phase.map_or(concepts, |(_, phase)| concepts.with(Concepts::of(&[phase])))
}

/// What a unit measures: where no name says so, and what names may say beside it.
fn of_unit(unit: &str) -> Option<(Concepts, Concepts)> {
    let quantity = units::known(unit)?.quantity;
    let (default, fitting): (&[Concept], &[Concept]) = match quantity {
        Quantity::Temperature => (&[Temperature], &[Temperature, DewPoint]),
        Quantity::Ratio => (&[], RATIOS),
        Quantity::Concentration if unit == "ppm" => (&[Co2], &[Co2, Voc, Particles]),
        Quantity::Concentration => (&[], &[Co2, Voc, Particles, Humidity]),
        Quantity::Pressure => (&[Pressure], &[Pressure, Level]),
        Quantity::Power => (&[Power], &[Power]),
        Quantity::ApparentPower => (&[Apparent], &[Apparent]),
        Quantity::ReactivePower => (&[Reactive], &[Reactive]),
        Quantity::Energy => (&[Energy], &[Energy]),
        Quantity::Voltage => (&[Voltage], &[Voltage]),
        Quantity::Current => (&[Current], &[Current]),
        Quantity::Frequency => (&[Frequency], &[Frequency, Speed]),
        Quantity::Illuminance => (&[Illuminance], &[Illuminance]),
        Quantity::Irradiance => (&[Irradiance], &[Irradiance]),
        Quantity::Volume => (&[Volume], &[Volume, Count]),
        Quantity::Flow => (&[Flow], &[Flow]),
        Quantity::Speed => (&[Speed], &[Speed, Flow]),
        Quantity::Time => (&[Runtime], &[Runtime, Count]),
        Quantity::Signal => (&[Signal], &[Signal, Noise]),
        Quantity::Length
        | Quantity::Area
        | Quantity::Mass
        | Quantity::Data
        | Quantity::Angle
        | Quantity::Other => return None,
    };
    Some((Concepts::of(default), Concepts::of(fitting)))
}

/// What may be measured in percent.
const RATIOS: &[Concept] = &[
    Humidity,
    Level,
    Speed,
    Position,
    Brightness,
    Flow,
    Power,
    PowerFactor,
    Voc,
    Illuminance,
    Volume,
];
