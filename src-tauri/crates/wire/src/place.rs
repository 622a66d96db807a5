//! The model: site, buildings, floors, spaces, zones, equipment and relations, and changes to them.

use std::collections::BTreeMap;

use model::{
    BuildingId, EquipmentId, FloorId, Limits, ModelChange, PlaceId, PointCode, Relation, SiteId,
    SpaceId, Tags, ZoneId,
};
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
    /// What equipment is to other equipment and to places.
    pub relations: Vec<Relation>,
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
    /// Points in it, those of its floors included.
    pub points: u32,
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
    /// Its zones, by name.
    pub zones: Vec<ZoneView>,
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

/// Spaces that are served together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ZoneView {
    /// Its number.
    pub id: ZoneId,
    /// What people call it.
    pub name: String,
    /// Its spaces, all of its floor.
    pub spaces: Vec<SpaceId>,
    /// Points that name it.
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
    /// Where it stands: the room, or a floor or a building where nobody said which room.
    pub place: Option<PlaceId>,
    /// Its tags.
    pub tags: Tags,
    /// Points of it.
    pub points: u32,
}

/// Sets all that is known of the site; answers the whole model. Days are cut by a new time zone from the next start on.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SetSite {
    /// What people call it.
    pub name: String,
    /// An IANA name.
    pub timezone: String,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Gross floor area, m².
    pub area_m2: Option<f64>,
    /// When people are there, local time.
    pub hours: Vec<OccupiedHours>,
}

/// Says which registers together count what the site takes from the grid; answers the whole model.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SetMeters {
    /// Points measured in kWh, Wh or MWh.
    pub points: Vec<PointCode>,
}

/// Changes the model: all that is asked, or nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ChangeModel {
    /// What to change, in this order.
    pub changes: Vec<ModelChange>,
}

/// What became of changes to the model.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ModelChanged {
    /// The changes that bring back what was.
    pub undo: Vec<ModelChange>,
    /// Numbers of the things that were added, in the order of the changes.
    pub made: Vec<u32>,
    /// The model as it is then.
    pub places: PlacesView,
}

/// Asks for what is said of a point beside what every list shows.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PointDetail {
    /// Which one, by stable id.
    pub point: PointCode,
}

/// What is said of a point beside what every list shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PointDetailView {
    /// What it does in its equipment.
    pub role: Option<String>,
    /// Its tags.
    pub tags: Tags,
    /// What its numbers mean where they are states.
    #[cfg_attr(feature = "ts", ts(type = "{ [key: string]: string }"))]
    pub states: BTreeMap<i64, String>,
    /// Its limits.
    pub limits: Limits,
    /// Seconds between two readings that a person expects.
    pub expected_s: Option<f64>,
    /// Words about it.
    pub description: Option<String>,
    /// Where it is.
    pub place: Option<PlaceId>,
    /// The zone it belongs to.
    pub zone: Option<ZoneId>,
}

/// Asks for the words that roles and types of equipment are offered from.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ModelWords {}

/// The words that are known. Others may be written too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ModelWordsView {
    /// Functions of points in their equipment: `zone-air-temp`.
    pub roles: Vec<String>,
    /// Types of equipment: `ahu`.
    pub equipment: Vec<String>,
}
