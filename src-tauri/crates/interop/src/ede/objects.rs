//! BACnet's object types: which of them are points, and of what kind.
//!
//! Source: ASHRAE 135, `BACnetObjectType`.

use model::Kind;

/// What the values of an object are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Values {
    /// Numbers that measure something.
    Numbers,
    /// Two states, 0 and 1.
    Binary,
    /// States counted from 1.
    States,
    /// Texts, dates and the like.
    Other,
}

/// A type of objects with a present value.
pub(super) struct ObjectType {
    /// Its number.
    pub(super) code: u32,
    /// Its name.
    pub(super) name: &'static str,
    /// What its values are.
    pub(super) values: Values,
    /// What its points do, when nobody may write them.
    pub(super) read_only: Kind,
    /// What its points do, when they may be written.
    pub(super) settable: Kind,
}

const fn point(
    code: u32,
    name: &'static str,
    values: Values,
    read_only: Kind,
    settable: Kind,
) -> ObjectType {
    ObjectType { code, name, values, read_only, settable }
}

use Kind::{Alarm, Command, Parameter, Sensor, Setpoint, Status};
use Values::{Binary, Numbers, Other, States};

const TYPES: &[ObjectType] = &[
    point(0, "analog-input", Numbers, Sensor, Sensor),
    point(1, "analog-output", Numbers, Command, Command),
    point(2, "analog-value", Numbers, Sensor, Setpoint),
    point(3, "binary-input", Binary, Status, Status),
    point(4, "binary-output", Binary, Command, Command),
    point(5, "binary-value", Binary, Status, Command),
    point(12, "loop", Numbers, Parameter, Parameter),
    point(13, "multi-state-input", States, Status, Status),
    point(14, "multi-state-output", States, Command, Command),
    point(17, "schedule", Other, Parameter, Parameter),
    point(19, "multi-state-value", States, Status, Setpoint),
    point(21, "life-safety-point", States, Alarm, Alarm),
    point(22, "life-safety-zone", States, Alarm, Alarm),
    point(23, "accumulator", Numbers, Sensor, Sensor),
    point(24, "pulse-converter", Numbers, Sensor, Sensor),
    point(39, "bitstring-value", Other, Status, Parameter),
    point(40, "characterstring-value", Other, Status, Parameter),
    point(45, "integer-value", Numbers, Sensor, Setpoint),
    point(46, "large-analog-value", Numbers, Sensor, Setpoint),
    point(48, "positive-integer-value", Numbers, Sensor, Setpoint),
    point(54, "lighting-output", Numbers, Command, Command),
    point(55, "binary-lighting-output", Binary, Command, Command),
];

/// The type of this number.
pub(super) fn of_code(code: u32) -> Option<&'static ObjectType> {
    TYPES.iter().find(|one| one.code == code)
}

/// The type of this name, however its words are joined: `analog-input`, `Analog Input`.
pub(super) fn of_name(name: &str) -> Option<&'static ObjectType> {
    let bare = |text: &str| -> String {
        text.chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|one| one.to_ascii_lowercase())
            .collect()
    };
    let name = bare(name);
    TYPES.iter().find(|one| bare(one.name) == name)
}

/// All of them.
pub(super) fn all() -> impl Iterator<Item = &'static ObjectType> {
    TYPES.iter()
}

/// The type as which a point is written that is no BACnet object.
pub(super) fn of_point(kind: Kind, values: Values) -> &'static ObjectType {
    let code = match (kind, values) {
        (Sensor, Binary) | (Status | Alarm, Binary | Numbers | Other) => 3,
        (Sensor | Status | Alarm, States) => 13,
        (Sensor, _) => 0,
        (Setpoint | Parameter, Binary) => 5,
        (Setpoint | Parameter, States) => 19,
        (Setpoint | Parameter, _) => 2,
        (Command, Binary) => 4,
        (Command, States) => 14,
        (Command, _) => 1,
    };
    of_code(code).expect("the types named above are in the table")
}

/// Whether points of this kind may be written.
pub(super) const fn is_settable(kind: Kind) -> bool {
    matches!(kind, Setpoint | Command | Parameter)
}
