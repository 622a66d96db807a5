//! Where things are and what they belong to.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{BuildingId, EquipmentId, FloorId, PointId, SiteId, SpaceId, ZoneId};

/// A place by its number: the smallest that is known, which says all those around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "is", content = "id", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum PlaceId {
    /// A building.
    Building(BuildingId),
    /// A floor.
    Floor(FloorId),
    /// A room.
    Space(SpaceId),
}

impl PlaceId {
    /// The place that a row names: its space, else its floor, else its building.
    #[must_use]
    pub fn of(
        building: Option<BuildingId>,
        floor: Option<FloorId>,
        space: Option<SpaceId>,
    ) -> Option<Self> {
        space.map(Self::Space).or(floor.map(Self::Floor)).or(building.map(Self::Building))
    }

    /// The building, where it is one.
    #[must_use]
    pub const fn building(self) -> Option<BuildingId> {
        match self {
            Self::Building(id) => Some(id),
            Self::Floor(_) | Self::Space(_) => None,
        }
    }

    /// The floor, where it is one.
    #[must_use]
    pub const fn floor(self) -> Option<FloorId> {
        match self {
            Self::Floor(id) => Some(id),
            Self::Building(_) | Self::Space(_) => None,
        }
    }

    /// The room, where it is one.
    #[must_use]
    pub const fn space(self) -> Option<SpaceId> {
        match self {
            Self::Space(id) => Some(id),
            Self::Building(_) | Self::Floor(_) => None,
        }
    }
}

/// One property.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// Its number.
    pub id: SiteId,
    /// What people call it.
    pub name: Arc<str>,
    /// Its time zone, an IANA name.
    pub timezone: Arc<str>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<Arc<str>>,
    /// Gross floor area, m².
    pub area_m2: Option<f64>,
    /// The point that measures outdoor air temperature.
    pub outdoor_temperature: Option<PointId>,
}

/// A building of a site.
#[derive(Debug, Clone, PartialEq)]
pub struct Building {
    /// Its number.
    pub id: BuildingId,
    /// The site it stands on.
    pub site: SiteId,
    /// What people call it.
    pub name: Arc<str>,
}

/// A floor of a building.
#[derive(Debug, Clone, PartialEq)]
pub struct Floor {
    /// Its number.
    pub id: FloorId,
    /// The building it is in.
    pub building: BuildingId,
    /// What people call it.
    pub name: Arc<str>,
    /// Its place in the building, counted from the ground, which is 0.
    pub level: i32,
}

/// A physical room.
#[derive(Debug, Clone, PartialEq)]
pub struct Space {
    /// Its number.
    pub id: SpaceId,
    /// The floor it is on.
    pub floor: FloorId,
    /// What people call it.
    pub name: Arc<str>,
}

/// A set of spaces served together.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone {
    /// Its number.
    pub id: ZoneId,
    /// The floor it is on.
    pub floor: FloorId,
    /// What people call it.
    pub name: Arc<str>,
}

/// A thing that works.
#[derive(Debug, Clone, PartialEq)]
pub struct Equipment {
    /// Its number.
    pub id: EquipmentId,
    /// The site it belongs to.
    pub site: SiteId,
    /// The room it stands in, where known.
    pub space: Option<SpaceId>,
    /// What people call it.
    pub name: Arc<str>,
    /// Its type in the field's short word: `ahu`, `vav`, `meter`.
    pub kind: Arc<str>,
}
