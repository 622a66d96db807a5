//! Current values with their age and quality.

use model::{
    BuildingId, EquipmentId, FloorId, Kind, PointCode, Quality, SpaceId, TimeRange, Timestamp,
    Unit, Value, ZoneId,
};
use serde::{Deserialize, Serialize};

/// Asks for current values, of all points unless narrowed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Latest {
    /// Only points of this building.
    pub building: Option<String>,
    /// Only points of this floor.
    pub floor: Option<String>,
}

/// Where a point's messages come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SourceView {
    /// The connection's name; none for an imported point.
    pub connection: Option<String>,
    /// The topic it was last heard on.
    pub topic: String,
    /// JSON Pointer into the payload; empty for a plain payload.
    pub path: String,
}

/// One point's current value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CurrentView {
    /// Its stable id.
    pub point: PointCode,
    /// What people call it.
    pub name: String,
    /// `Site › Building › Floor › Space`, as far as it is placed; empty where it is not.
    pub place: String,
    /// The value; none where nothing has been said yet.
    pub value: Option<Value>,
    /// What it is measured in.
    pub unit: Option<Unit>,
    /// How far it can be trusted; none where there is no value.
    pub quality: Option<Quality>,
    /// How old the value is; none where nobody knows.
    pub age_ms: Option<i64>,
    /// When it was true, RFC 3339 in the site's zone; none where the device told no time that is known.
    pub source_time: Option<String>,
    /// The same in ms.
    pub source_time_ms: Option<Timestamp>,
    /// When it reached us, RFC 3339 in the site's zone.
    pub receive_time: Option<String>,
    /// How often the point usually speaks, once learned.
    pub interval_ms: Option<i64>,
    /// Whether a person took it into the model.
    pub accepted: bool,
    /// What it does.
    pub kind: Kind,
    /// The building it is in.
    pub building: Option<BuildingId>,
    /// The floor it is on.
    pub floor: Option<FloorId>,
    /// The zone it belongs to.
    pub zone: Option<ZoneId>,
    /// The room it is in.
    pub space: Option<SpaceId>,
    /// The equipment it belongs to.
    pub equipment: Option<EquipmentId>,
    /// Where it comes from.
    pub source: SourceView,
}

/// Asks for small curves, of at most 100 points at once.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Sparks {
    /// Stable ids; one that is not known gets an empty curve.
    pub points: Vec<PointCode>,
    /// From when to when, at most a day.
    pub range: TimeRange,
    /// How many values a curve has, 2 to 200.
    pub buckets: u32,
}

/// A small curve: the mean of each equal part of the range, oldest first; none where nothing was said.
pub type Spark = Vec<Option<f64>>;

/// Chooses what the one live stream carries from now on, and gives the snapshot it continues from.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Watch {
    /// The points to follow, by stable id; all of them where absent.
    pub points: Option<Vec<PointCode>>,
}

/// The snapshot a stream continues from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Watched {
    /// Number of this watch; frames of an older one are to be thrown away.
    pub watch: u32,
    /// The rows; a frame names a row by its place in this list.
    pub rows: Vec<CurrentView>,
    /// The engine's time of the snapshot.
    pub now: Timestamp,
}
