//! Haystack's words for what a point does, and which tags are not a point's own.
//!
//! Source: the Project Haystack definitions (phIoT): `sensor`, `cmd`, `sp`, and the markers of their quantities.

use model::Kind;

use crate::column::Column;
use crate::limits::ROLE_WORDS_MAX;

/// Cells with a tag of their own, as a text or a number.
pub(super) const CELLS: [(Column, &str); 16] = [
    (Column::Name, "dis"),
    (Column::Description, "doc"),
    (Column::Min, "minVal"),
    (Column::Max, "maxVal"),
    (Column::Kind, "plantroomKind"),
    (Column::Role, "plantroomRole"),
    (Column::States, "plantroomStates"),
    (Column::Connection, "plantroomConnection"),
    (Column::Topic, "plantroomTopic"),
    (Column::Device, "plantroomDevice"),
    (Column::Path, "plantroomPath"),
    (Column::LowLow, "plantroomLowLow"),
    (Column::Low, "plantroomLow"),
    (Column::High, "plantroomHigh"),
    (Column::HighHigh, "plantroomHighHigh"),
    (Column::Step, "plantroomStep"),
];

/// The expected interval, which Haystack has no tag for either.
pub(super) const INTERVAL: (Column, &str) = (Column::ExpectedInterval, "plantroomInterval");

/// The stable id, beside the reference that is made of it.
pub(super) const ID: &str = "plantroomId";
/// The unit in our spelling, where Haystack's is not the same.
pub(super) const UNIT: &str = "plantroomUnit";
/// A point's own tags that have the names of others.
pub(super) const TAGS: &str = "plantroomTags";
/// The zone a point serves, beside the space it is in.
pub(super) const ZONE_REF: &str = "plantroomZoneRef";
/// The property of a Haystack site, which is one building.
pub(super) const SITE: &str = "plantroomSite";
/// The building, where the site says its property too.
pub(super) const BUILDING: &str = "plantroomBuilding";
/// The type of a piece of equipment.
pub(super) const EQUIPMENT_KIND: &str = "plantroomEquipmentKind";
/// What a piece of equipment feeds and meters.
pub(super) const FEEDS: &str = "plantroomFeeds";
/// What a meter measures.
pub(super) const METERS: &str = "plantroomMeters";

/// Tags that say something else than a point's own: its identity, its place, and how it is right now.
const NOT_OWN: [&str; 42] = [
    ID,
    UNIT,
    TAGS,
    ZONE_REF,
    INTERVAL.1,
    "id",
    "point",
    "unit",
    "kind",
    "enum",
    "siteRef",
    "floorRef",
    "spaceRef",
    "roomRef",
    "zoneRef",
    "equipRef",
    "his",
    "cur",
    "writable",
    "navName",
    "disMacro",
    "mod",
    "tz",
    "curVal",
    "curStatus",
    "curErr",
    "hisStatus",
    "hisErr",
    "hisSize",
    "hisStart",
    "hisStartVal",
    "hisEnd",
    "hisEndVal",
    "writeVal",
    "writeLevel",
    "writeStatus",
    "writeErr",
    "sensor",
    "cmd",
    "sp",
    "hisMode",
    "curTracksHis",
];

/// Whether a tag is not a point's own.
pub(super) fn is_reserved(tag: &str) -> bool {
    NOT_OWN.contains(&tag) || CELLS.iter().any(|(_, name)| *name == tag)
}

/// Tags of equipment that say something else than its own: what it is, and what it is to others.
const NOT_OWN_OF_EQUIPMENT: [&str; 5] = ["equip", "submeterOf", EQUIPMENT_KIND, FEEDS, METERS];

/// Whether a tag is not a piece of equipment's own. Types have markers of their names.
pub(super) fn is_reserved_of_equipment(tag: &str) -> bool {
    is_reserved(tag) || NOT_OWN_OF_EQUIPMENT.contains(&tag) || EQUIPMENT.contains(&tag)
}

/// Words of roles that are markers in Haystack, in the order in which a role names them.
const ROLE_WORDS: [&str; 60] = [
    "zone",
    "discharge",
    "return",
    "outside",
    "exhaust",
    "mixed",
    "bypass",
    "entering",
    "leaving",
    "domestic",
    "chilled",
    "condenser",
    "hot",
    "air",
    "water",
    "steam",
    "refrig",
    "elec",
    "gas",
    "fuelOil",
    "cool",
    "heat",
    "fan",
    "pump",
    "valve",
    "damper",
    "coil",
    "filter",
    "light",
    "boiler",
    "chiller",
    "door",
    "window",
    "occupied",
    "occ",
    "apparent",
    "active",
    "reactive",
    "import",
    "export",
    "delta",
    "static",
    "temp",
    "humidity",
    "dewPoint",
    "enthalpy",
    "co2",
    "co",
    "tvoc",
    "pm25",
    "pressure",
    "flow",
    "level",
    "speed",
    "freq",
    "volt",
    "current",
    "power",
    "energy",
    "run",
];

/// From here on a word of [`ROLE_WORDS`] says what is measured or moved; without one there is no role.
const THINGS_FROM: usize = 22;

/// Markers that follow from a kind.
pub(super) const fn kind_markers(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Sensor | Kind::Status => &["sensor"],
        Kind::Alarm => &["sensor", "alarm"],
        Kind::Setpoint | Kind::Parameter => &["sp", "writable"],
        Kind::Command => &["cmd", "writable"],
    }
}

/// Markers that follow from a role: its words that Haystack knows.
pub(super) fn role_markers(role: &str) -> impl Iterator<Item = &'static str> {
    role.split('-')
        .take(ROLE_WORDS_MAX)
        .filter_map(|word| ROLE_WORDS.into_iter().find(|known| *known == word))
}

/// The role that markers speak of, as far as it can be told.
pub(super) fn role_of(kind: Option<Kind>, has: impl Fn(&str) -> bool) -> Option<String> {
    if !ROLE_WORDS[THINGS_FROM..].iter().any(|word| has(word)) {
        return None;
    }
    let mut words: Vec<&str> = ROLE_WORDS.into_iter().filter(|word| has(word)).collect();
    match kind {
        Some(Kind::Setpoint) => words.push("sp"),
        Some(Kind::Command) => words.push("cmd"),
        Some(Kind::Status) => words.push("status"),
        Some(Kind::Alarm) => words.push("alarm"),
        Some(Kind::Sensor | Kind::Parameter) | None => {}
    }
    Some(words.join("-"))
}

/// The kind that markers speak of.
pub(super) fn kind_of(has: impl Fn(&str) -> bool, is_number: bool) -> Option<Kind> {
    if has("alarm") && !has("sp") && !has("cmd") {
        Some(Kind::Alarm)
    } else if has("sp") {
        Some(Kind::Setpoint)
    } else if has("cmd") {
        Some(Kind::Command)
    } else if has("sensor") {
        Some(if is_number { Kind::Sensor } else { Kind::Status })
    } else if has("writable") {
        Some(Kind::Parameter)
    } else {
        None
    }
}

/// Types of equipment that have a marker of their name.
pub(super) const EQUIPMENT: [&str; 24] = [
    "ahu",
    "vav",
    "fcu",
    "rtu",
    "doas",
    "mau",
    "boiler",
    "chiller",
    "coolingTower",
    "heatPump",
    "heatExchanger",
    "crac",
    "radiator",
    "thermostat",
    "meter",
    "pump",
    "fan",
    "damper",
    "valve",
    "tank",
    "luminaire",
    "elevator",
    "ups",
    "panel",
];
