//! The model: site, buildings, floors, spaces, equipment, and changes to them.

use model::{BuildingId, EquipmentId, FloorId, Kind, PointCode, SiteId, SpaceId, Unit};
use serde::{Deserialize, Serialize};

/// Asks for the model.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Places {}

/// The model of this data folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PlacesView {
    /// Whether this is the demo building: its devices are software, nothing in it is real.
    pub demo: bool,
    /// The site.
    pub site: SiteView,
    /// Its equipment, by name.
    pub equipment: Vec<EquipmentView>,
}

/// One property.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SiteView {
    /// Its number.
    pub id: SiteId,
    /// What people call it.
    pub name: String,
    /// Its time zone, an IANA name.
    pub timezone: String,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Gross floor area, m².
    pub area_m2: Option<f64>,
    /// When people are there, local time.
    pub hours: Vec<OccupiedHours>,
    /// The registers that together count what the site takes from the grid, in kWh.
    pub meters: Vec<PointCode>,
    /// Its buildings, by name.
    pub buildings: Vec<BuildingView>,
}

/// A span of a weekday in which people are there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct OccupiedHours {
    /// 1 is Monday, 7 is Sunday.
    pub weekday: u8,
    /// `HH:MM`.
    pub from: String,
    /// `HH:MM`, later than `from`; `24:00` is midnight.
    pub to: String,
}

/// One building.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct BuildingView {
    /// Its number.
    pub id: BuildingId,
    /// What people call it.
    pub name: String,
    /// Its floors, the highest first.
    pub floors: Vec<FloorView>,
}

/// One floor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct FloorView {
    /// Its number.
    pub id: FloorId,
    /// What people call it.
    pub name: String,
    /// Counted from the ground, which is 0.
    pub level: i32,
    /// Points on it, those in its spaces included.
    pub points: u32,
    /// Its spaces, by name.
    pub spaces: Vec<SpaceView>,
}

/// One physical room.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SpaceView {
    /// Its number.
    pub id: SpaceId,
    /// What people call it.
    pub name: String,
    /// Points in it.
    pub points: u32,
}

/// A thing that works.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct EquipmentView {
    /// Its number.
    pub id: EquipmentId,
    /// What people call it.
    pub name: String,
    /// Its type in the field's short word: `ahu`, `vav`, `meter`.
    pub kind: String,
    /// The room it stands in, where known.
    pub space: Option<SpaceId>,
    /// Points of it.
    pub points: u32,
}

/// Changes the model; answers the whole model as it is then.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ChangePlaces {
    /// What to change.
    pub change: PlaceChange,
}

/// One change to the model. A name stands once among its neighbours; what still holds something is not removed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum PlaceChange {
    /// Sets all that is known of the site. Days are cut by a new time zone from the next start on.
    SetSite {
        /// What people call it.
        name: String,
        /// An IANA name.
        timezone: String,
        /// ISO 3166-1 alpha-2.
        country: Option<String>,
        /// Gross floor area, m².
        area_m2: Option<f64>,
        /// When people are there, local time.
        hours: Vec<OccupiedHours>,
    },
    /// Says which registers together count what the site takes from the grid.
    SetMeters {
        /// Points measured in kWh or Wh.
        points: Vec<PointCode>,
    },
    /// A new building.
    AddBuilding {
        /// What people call it.
        name: String,
    },
    /// A building gets another name.
    RenameBuilding {
        /// Which one.
        building: BuildingId,
        /// What people call it.
        name: String,
    },
    /// A building without floors goes.
    RemoveBuilding {
        /// Which one.
        building: BuildingId,
    },
    /// A new floor.
    AddFloor {
        /// In this building.
        building: BuildingId,
        /// What people call it.
        name: String,
        /// Counted from the ground, which is 0.
        level: i32,
    },
    /// A floor gets another name or level.
    ChangeFloor {
        /// Which one.
        floor: FloorId,
        /// What people call it.
        name: String,
        /// Counted from the ground, which is 0.
        level: i32,
    },
    /// A floor without spaces and points goes.
    RemoveFloor {
        /// Which one.
        floor: FloorId,
    },
    /// A new space.
    AddSpace {
        /// On this floor.
        floor: FloorId,
        /// What people call it.
        name: String,
    },
    /// A space gets another name.
    RenameSpace {
        /// Which one.
        space: SpaceId,
        /// What people call it.
        name: String,
    },
    /// A space without equipment and points goes.
    RemoveSpace {
        /// Which one.
        space: SpaceId,
    },
    /// New equipment.
    AddEquipment {
        /// What people call it.
        name: String,
        /// The field's short word.
        kind: String,
        /// Where it stands.
        space: Option<SpaceId>,
    },
    /// Equipment gets another name, type or room.
    ChangeEquipment {
        /// Which one.
        equipment: EquipmentId,
        /// What people call it.
        name: String,
        /// The field's short word.
        kind: String,
        /// Where it stands.
        space: Option<SpaceId>,
    },
    /// Equipment without points goes.
    RemoveEquipment {
        /// Which one.
        equipment: EquipmentId,
    },
}

/// Sets all that a person says of a point; its history stays.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ChangePoint {
    /// Which one, by stable id.
    pub point: PointCode,
    /// What people call it.
    pub name: String,
    /// What it does.
    pub kind: Kind,
    /// What it is measured in.
    pub unit: Option<Unit>,
    /// The floor it is on; that of its space where one is named.
    pub floor: Option<FloorId>,
    /// The room it is in.
    pub space: Option<SpaceId>,
    /// The equipment it belongs to.
    pub equipment: Option<EquipmentId>,
}
