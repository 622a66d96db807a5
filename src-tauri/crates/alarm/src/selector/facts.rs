//! What a filter sees of a point: its own words, its tags, and the things it refers to.
//!
//! A point looks as an exported Haystack list writes it, so that a filter finds here what it finds there:
//!
//! | Tag | What |
//! |---|---|
//! | `id`, `plantroomId` | the stable id, as a reference and as a text |
//! | `dis` | the name |
//! | `point`, `his`, `cur` | markers of every point |
//! | `plantroomKind` | the kind's word; its markers are `sensor` (sensor, status), `sensor alarm` (alarm), `sp writable` (setpoint, parameter), `cmd writable` (command) |
//! | `plantroomRole` | the role; each of its words is a marker: `zone-air-temp` gives `zone air temp` |
//! | `unit` | the unit in our spelling, which is Haystack's symbol but for a few |
//! | `equipRef`, `plantroomZoneRef` | the equipment, the zone |
//! | `spaceRef`, `floorRef`, `siteRef` | the room, else the floor; the floor; the building |
//! | any other | the point's own tags; the names above come first |
//!
//! Things have `id`, `dis`, the same references to what is around them, and their own tags. Equipment is `equip`, has its type
//! as `plantroomEquipmentKind` and as a marker; a building is `site`; a floor is `space floor` with `floorNum`, a room
//! `space room`, a zone `space zone`.

use std::iter::once;
use std::sync::Arc;

use model::{Kind, PointCode, PointId, Tags, Unit};

use super::token::is_tag;
use crate::limits::{PLACES_MAX, ROLE_WORDS_MAX};

/// A point, as selectors see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// Its number.
    pub id: PointId,
    /// Its stable id.
    pub code: PointCode,
    /// What people call it.
    pub name: Arc<str>,
    /// What it does.
    pub kind: Kind,
    /// What its numbers are measured in.
    pub unit: Option<Unit>,
    /// What it does in its equipment.
    pub role: Option<Arc<str>>,
    /// Its own tags.
    pub tags: Tags,
    /// The equipment it belongs to.
    pub equipment: Option<Arc<Thing>>,
    /// The zone it belongs to.
    pub zone: Option<Arc<Thing>>,
    /// The smallest place it is in.
    pub place: Option<Arc<Thing>>,
}

/// What points refer to. Points of the same thing share it; then a filter looks at it once.
#[derive(Debug, Clone, PartialEq)]
pub struct Thing {
    /// What a reference to it says behind the `@`.
    pub reference: Arc<str>,
    /// What people call it.
    pub name: Arc<str>,
    /// What it is.
    pub sort: Sort,
    /// Its own tags.
    pub tags: Tags,
    /// The place it stands in, or that is around it.
    pub within: Option<Arc<Self>>,
}

/// What a thing is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sort {
    /// Equipment of a type, such as `ahu`.
    Equipment(Arc<str>),
    /// A building.
    Building,
    /// A floor, by its level.
    Floor(i32),
    /// A room.
    Space,
    /// Spaces served together.
    Zone,
}

impl Sort {
    /// Whether it has a marker of this name.
    fn is_marked(&self, tag: &str) -> bool {
        match self {
            Self::Equipment(kind) => tag == "equip" || tag == &**kind && is_tag(tag),
            Self::Building => tag == "site",
            Self::Floor(_) => matches!(tag, "space" | "floor"),
            Self::Space => matches!(tag, "space" | "room"),
            Self::Zone => matches!(tag, "space" | "zone"),
        }
    }
}

/// What a tag says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Fact<'a> {
    /// That it is there.
    Marker,
    /// A text; own tags have their numbers, days and references as texts.
    Text(&'a str),
    /// A number without a unit.
    Number(f64),
    /// A reference, and the thing where it is known.
    Reference(&'a str, Option<&'a Thing>),
}

impl Facts {
    /// What a tag says; none where the point has no such tag.
    pub(super) fn get(&self, tag: &str) -> Option<Fact<'_>> {
        self.all().find(|(name, _)| *name == tag).map(|(_, fact)| fact)
    }

    /// All tags. Where two have the same name, the first one counts.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, Fact<'_>)> {
        let said: [(&str, _); 4] = [
            ("id", Fact::Reference(&self.code.0, None)),
            ("plantroomId", Fact::Text(&self.code.0)),
            ("dis", Fact::Text(&self.name)),
            ("plantroomKind", Fact::Text(self.kind.word())),
        ];
        let unit = self.unit.as_ref().map(|unit| ("unit", Fact::Text(unit.as_str())));
        let role = self.role.as_deref();
        let words = role.into_iter().flat_map(|role| role.split('-').take(ROLE_WORDS_MAX));
        let markers =
            ["point", "his", "cur"].into_iter().chain(markers_of(self.kind).iter().copied());
        let markers = markers.chain(words.filter(|word| is_tag(word)));
        said.into_iter()
            .chain(markers.map(|marker| (marker, Fact::Marker)))
            .chain(unit)
            .chain(role.map(|role| ("plantroomRole", Fact::Text(role))))
            .chain(self.equipment.iter().map(|thing| ("equipRef", thing.referred())))
            .chain(self.zone.iter().map(|thing| ("plantroomZoneRef", thing.referred())))
            .chain(around(self.place.as_deref()))
            .chain(self.tags.iter().map(|(name, value)| (&**name, told(value.as_deref()))))
    }
}

impl Thing {
    /// What a tag says; none where the thing has no such tag. Its own tags come last.
    pub(super) fn get(&self, tag: &str) -> Option<Fact<'_>> {
        match (tag, &self.sort) {
            ("id", _) => Some(Fact::Reference(&self.reference, None)),
            ("dis", _) => Some(Fact::Text(&self.name)),
            ("plantroomEquipmentKind", Sort::Equipment(kind)) => Some(Fact::Text(kind)),
            ("floorNum", Sort::Floor(level)) => Some(Fact::Number(f64::from(*level))),
            _ if self.sort.is_marked(tag) => Some(Fact::Marker),
            _ => {
                let mut places = around(self.within.as_deref());
                let place = places.find(|(name, _)| *name == tag).map(|(_, fact)| fact);
                place.or_else(|| self.tags.get(tag).map(|value| told(value.as_deref())))
            }
        }
    }

    fn referred(&self) -> Fact<'_> {
        Fact::Reference(&self.reference, Some(self))
    }
}

/// References to a place and to those around it.
fn around(place: Option<&Thing>) -> impl Iterator<Item = (&str, Fact<'_>)> {
    let places = std::iter::successors(place, |place| place.within.as_deref()).take(PLACES_MAX);
    places.flat_map(|place| {
        let (name, also): (&str, Option<&str>) = match place.sort {
            Sort::Building => ("siteRef", None),
            // The room's comes first, where there is one.
            Sort::Floor(_) => ("floorRef", Some("spaceRef")),
            Sort::Space => ("spaceRef", None),
            Sort::Zone => ("plantroomZoneRef", None),
            Sort::Equipment(_) => ("equipRef", None),
        };
        once(name).chain(also).map(|name| (name, place.referred()))
    })
}

/// What an own tag says.
fn told(value: Option<&str>) -> Fact<'_> {
    value.map_or(Fact::Marker, Fact::Text)
}

/// Markers that follow from a kind, as exported lists have them.
const fn markers_of(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Sensor | Kind::Status => &["sensor"],
        Kind::Alarm => &["sensor", "alarm"],
        Kind::Setpoint | Kind::Parameter => &["sp", "writable"],
        Kind::Command => &["cmd", "writable"],
    }
}
