//! What devices are made of: their points with unit, kind and range, as their makers' documents list them.

use model::Kind;

/// A make of device.
#[derive(Debug)]
pub(super) struct Model {
    /// Its name in topics and identities, in its convention's way of writing.
    pub(super) name: &'static str,
    /// The maker's own designation.
    pub(super) product: &'static str,
    pub(super) equipment: &'static str,
    /// How it publishes, where its convention leaves it a choice.
    pub(super) style: Style,
    pub(super) specs: &'static [Spec],
}

/// How plain devices publish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// One topic a point, the number alone.
    Bare,
    /// One topic a point, the unit behind the number.
    WithUnit,
    /// One topic a device, a JSON object.
    Object,
}

/// One point of a make of device.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spec {
    /// Its name, as the device spells it; `/` divides levels.
    pub(super) name: &'static str,
    pub(super) unit: &'static str,
    pub(super) kind: Kind,
    pub(super) shape: Shape,
    /// Whether the device takes commands for it.
    pub(super) settable: bool,
    /// Home Assistant's device class, where it has one.
    pub(super) class: &'static str,
    /// Whether the device tells its unit.
    pub(super) tells: bool,
}

/// What its values look like.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// A number that wanders between two bounds, with so many decimals.
    Number { low: f64, high: f64, decimals: u8 },
    /// A count that only rises, from here.
    Register { start: f64, decimals: u8 },
    /// Two values.
    Boolean,
    /// One of these words.
    Words(&'static [&'static str]),
}

/// A measured number.
pub(super) const fn sensor(name: &'static str, unit: &'static str, low: f64, high: f64) -> Spec {
    let shape = Shape::Number { low, high, decimals: 1 };
    Spec { name, unit, kind: Kind::Sensor, shape, settable: false, class: "", tells: true }
}

/// A count that only rises.
pub(super) const fn register(name: &'static str, unit: &'static str, start: f64) -> Spec {
    Spec { shape: Shape::Register { start, decimals: 2 }, ..sensor(name, unit, 0.0, 0.0) }
}

/// Two values.
pub(super) const fn state(name: &'static str, kind: Kind) -> Spec {
    Spec { kind, shape: Shape::Boolean, ..sensor(name, "", 0.0, 0.0) }
}

/// One of several words.
pub(super) const fn words(name: &'static str, kind: Kind, words: &'static [&'static str]) -> Spec {
    Spec { kind, shape: Shape::Words(words), ..sensor(name, "", 0.0, 0.0) }
}

impl Spec {
    /// Of another kind than a sensor.
    pub(super) const fn of(self, kind: Kind) -> Self {
        Self { kind, ..self }
    }

    /// The device takes commands for it.
    pub(super) const fn settable(self) -> Self {
        Self { settable: true, ..self }
    }

    pub(super) const fn class(self, class: &'static str) -> Self {
        Self { class, ..self }
    }

    /// The device does not tell its unit.
    pub(super) const fn untold(self) -> Self {
        Self { tells: false, ..self }
    }

    /// A whole number.
    pub(super) const fn whole(self) -> Self {
        let shape = match self.shape {
            Shape::Number { low, high, .. } => Shape::Number { low, high, decimals: 0 },
            Shape::Register { start, .. } => Shape::Register { start, decimals: 0 },
            other => other,
        };
        Self { shape, ..self }
    }
}
