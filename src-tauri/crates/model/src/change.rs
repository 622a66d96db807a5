//! Changes a person makes to the model, in words that say the way there and the way back.
//!
//! What is added is given a number that nothing had before; one that was removed names its own, and comes back as the
//! same.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    BuildingId, EquipmentId, FloorId, Kind, PlaceId, PointCode, Relation, SpaceId, Timestamp, Unit,
    ZoneId,
};

/// Tags by name; a mere marker has no value.
pub type Tags = BTreeMap<String, Option<String>>;

/// Limits by name, in the point's unit; the names are [`LIMIT_NAMES`].
pub type Limits = BTreeMap<String, f64>;

/// Where a value is abnormal, each above the one before; then what may be written.
pub const LIMIT_NAMES: [&str; 7] = ["low_low", "low", "high", "high_high", "min", "max", "step"];

/// What is said of a piece of equipment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct EquipmentWords {
    /// What people call it.
    pub name: String,
    /// Its type in the field's short word: `ahu`, `vav`, `meter`.
    pub kind: String,
    /// Where it stands.
    pub place: Option<PlaceId>,
    /// Its tags.
    pub tags: Tags,
}

/// One change to the model. A name stands once among its neighbours; what still holds something is not removed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum ModelChange {
    /// A new building.
    AddBuilding {
        /// The number it had, where it comes back; none for a new one.
        #[serde(default)]
        id: Option<BuildingId>,
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
    /// A building in which nothing stands goes.
    RemoveBuilding {
        /// Which one.
        building: BuildingId,
    },
    /// A new floor.
    AddFloor {
        /// The number it had, where it comes back; none for a new one.
        #[serde(default)]
        id: Option<FloorId>,
        /// In this building.
        building: BuildingId,
        /// What people call it.
        name: String,
        /// Counted from the ground, which is 0.
        level: i32,
    },
    /// A floor gets another building, name or level.
    ChangeFloor {
        /// Which one.
        floor: FloorId,
        /// In this building.
        building: BuildingId,
        /// What people call it.
        name: String,
        /// Counted from the ground, which is 0.
        level: i32,
    },
    /// A floor on which nothing stands goes.
    RemoveFloor {
        /// Which one.
        floor: FloorId,
    },
    /// A new space.
    AddSpace {
        /// The number it had, where it comes back; none for a new one.
        #[serde(default)]
        id: Option<SpaceId>,
        /// On this floor.
        floor: FloorId,
        /// What people call it.
        name: String,
    },
    /// A space gets another floor or name, with all that stands in it; it leaves the zones of its former floor.
    ChangeSpace {
        /// Which one.
        space: SpaceId,
        /// On this floor.
        floor: FloorId,
        /// What people call it.
        name: String,
    },
    /// A space in which nothing stands goes.
    RemoveSpace {
        /// Which one.
        space: SpaceId,
    },
    /// A new zone.
    AddZone {
        /// The number it had, where it comes back; none for a new one.
        #[serde(default)]
        id: Option<ZoneId>,
        /// On this floor.
        floor: FloorId,
        /// What people call it.
        name: String,
        /// Spaces of the floor.
        spaces: Vec<SpaceId>,
    },
    /// A zone gets another name, or other spaces.
    ChangeZone {
        /// Which one.
        zone: ZoneId,
        /// What people call it.
        name: String,
        /// Spaces of its floor.
        spaces: Vec<SpaceId>,
    },
    /// A zone goes; its spaces stay, and points that named it name none.
    RemoveZone {
        /// Which one.
        zone: ZoneId,
    },
    /// New equipment.
    AddEquipment {
        /// The number it had, where it comes back; none for a new one.
        #[serde(default)]
        id: Option<EquipmentId>,
        /// What is said of it.
        words: EquipmentWords,
    },
    /// Something else is said of equipment. Its points stay where they are.
    ChangeEquipment {
        /// Which one.
        equipment: EquipmentId,
        /// What is said of it.
        words: EquipmentWords,
    },
    /// Equipment without points goes, with its relations.
    RemoveEquipment {
        /// Which one.
        equipment: EquipmentId,
    },
    /// A new relation.
    Relate {
        /// Which one.
        relation: Relation,
    },
    /// A relation goes.
    Unrelate {
        /// Which one.
        relation: Relation,
    },
    /// Something else is said of points of the model.
    EditPoints {
        /// Which ones, by stable id.
        points: Vec<PointCode>,
        /// What, in this order.
        edits: Vec<PointEdit>,
    },
    /// Points are found points again and lose their place; of found points old readings are forgotten after a while.
    ReturnPoints {
        /// Which ones, by stable id.
        points: Vec<PointCode>,
    },
}

/// One thing that is said of a point, whatever was said before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "set", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum PointEdit {
    /// It is in the model.
    Accepted {
        /// Since then.
        since: Timestamp,
    },
    /// What people call it.
    Name {
        /// Its name.
        name: String,
    },
    /// What it does.
    Kind {
        /// Its kind.
        kind: Kind,
    },
    /// What it is measured in.
    Unit {
        /// Its unit; none where its numbers have none.
        unit: Option<Unit>,
    },
    /// What it does in its equipment.
    Role {
        /// Its role, such as `zone-air-temp`.
        role: Option<String>,
    },
    /// All its tags.
    Tags {
        /// They.
        tags: Tags,
    },
    /// Tags that it has beside its others; a value replaces that of the same name.
    AddTags {
        /// They.
        tags: Tags,
    },
    /// Tags that it has no more.
    RemoveTags {
        /// Their names.
        names: Vec<String>,
    },
    /// All its limits.
    Limits {
        /// They.
        limits: Limits,
    },
    /// How often a person expects it to speak.
    Expected {
        /// Seconds between two readings.
        seconds: Option<f64>,
    },
    /// Words about it.
    Description {
        /// They.
        words: Option<String>,
    },
    /// Where it is. It leaves a zone of another floor.
    Place {
        /// The smallest place that is known.
        place: Option<PlaceId>,
    },
    /// The zone it belongs to.
    Zone {
        /// One of its floor.
        zone: Option<ZoneId>,
    },
    /// The equipment it belongs to.
    Equipment {
        /// Which one.
        equipment: Option<EquipmentId>,
    },
}
