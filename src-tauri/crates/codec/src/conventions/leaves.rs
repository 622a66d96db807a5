//! What a convention knows of a single value by its name: whether it is one, and its unit.
//!
//! For conventions whose names tell units only together with what they stand in: `Power` is in watts at a meter and a
//! state at a lamp.

use crate::json::Item;
use crate::said::{Facts, Said};
use crate::units;

/// What a convention knows of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leaf {
    /// It is none: protocol, a name, a time.
    Skip,
    /// It is measured in this.
    In(&'static str),
    /// It has no unit, whatever its name suggests.
    Bare,
    /// What its name implies in general.
    Named,
}

impl Leaf {
    /// The facts of the value at this path; nothing where it is none.
    pub(crate) fn facts<'a>(self, path: &[&'a str], facts: Facts<'a>) -> Option<Facts<'a>> {
        let name = path.last().copied().unwrap_or(facts.name);
        let facts = Facts { name, ..facts };
        match self {
            Self::Skip => None,
            Self::In(unit) => Some(Facts { unit: Some(unit), ..facts }),
            Self::Bare => Some(Facts { unit: None, units: |_, _| None, ..facts }),
            Self::Named => Some(Facts { unit: None, units: units::of_name, ..facts }),
        }
    }

    /// The unit of a number of this name.
    pub(crate) fn unit(self, name: &str, number: f64) -> Option<&'static str> {
        match self {
            Self::Skip | Self::Bare => None,
            Self::In(unit) => Some(unit),
            Self::Named => units::of_name(name, number),
        }
    }
}

/// Says every value at and below an item, at its path below `above`, as `know` knows it.
pub(crate) fn say<'a>(
    said: &mut Said<'_>,
    above: &[&'a str],
    item: Item<'a>,
    facts: Facts<'a>,
    know: &dyn Fn(&[&str]) -> Leaf,
) {
    let scope = said.scope();
    each(item, &mut above.to_vec(), &mut |path, leaf| {
        if let Some(facts) = know(path).facts(path, facts) {
            said.values_within(scope, path, leaf, facts);
        }
    });
}

/// Visits everything below an item that is no object and no time, with the keys that lead there. Arrays are visited whole;
/// the scanner bounds the depth.
pub(crate) fn each<'a>(
    item: Item<'a>,
    path: &mut Vec<&'a str>,
    visit: &mut dyn FnMut(&[&'a str], Item<'a>),
) {
    if item.is_object() {
        for (key, member) in item.members() {
            path.push(key);
            each(member, path, visit);
            path.pop();
        }
    } else if !item.is_moment() {
        visit(path, item);
    }
}
