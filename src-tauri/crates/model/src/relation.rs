//! What equipment is to other equipment and to places.

use serde::{Deserialize, Serialize};

use crate::{BuildingId, EquipmentId, FloorId, SpaceId, ZoneId};

/// What a piece of equipment is to the other end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Verb {
    /// Air, water or power goes from it to the other.
    Feeds,
    /// It is a part of the other.
    IsPartOf,
    /// It measures what the other uses.
    Meters,
    /// It measures a share of what the other measures.
    IsSubMeterOf,
}

impl Verb {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Feeds, Self::IsPartOf, Self::Meters, Self::IsSubMeterOf];

    /// Its word in the main database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Feeds => "feeds",
            Self::IsPartOf => "isPartOf",
            Self::Meters => "meters",
            Self::IsSubMeterOf => "isSubMeterOf",
        }
    }

    /// The verb of this word, where there is one.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.word() == word)
    }

    /// Whether the other end is a piece of equipment, never a place.
    #[must_use]
    pub const fn is_of_equipment(self) -> bool {
        match self {
            Self::IsPartOf | Self::IsSubMeterOf => true,
            Self::Feeds | Self::Meters => false,
        }
    }
}

/// What a relation leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "is", content = "id", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum RelationEnd {
    /// Other equipment.
    Equipment(EquipmentId),
    /// Spaces served together.
    Zone(ZoneId),
    /// A room.
    Space(SpaceId),
    /// A floor.
    Floor(FloorId),
    /// A building.
    Building(BuildingId),
}

/// How a piece of equipment belongs to another, or to a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Relation {
    /// The one that does it.
    pub from: EquipmentId,
    /// What it does.
    pub verb: Verb,
    /// The one it is done to.
    pub to: RelationEnd,
}
