//! The nouns every other crate speaks: places, points, readings, quality, time, and the message as it came.
//!
//! No I/O, no async, no clock: a value that exists here is valid, and the time is always an argument.

pub mod calendar;
mod change;
mod conventions;
mod ids;
mod incoming;
mod place;
mod point;
mod priority;
mod quality;
mod reading;
mod relation;
mod resolution;
mod time;
mod unit;
mod value;

pub use change::{EquipmentWords, LIMIT_NAMES, Limits, ModelChange, PointEdit, Tags};
pub use conventions::Conventions;
pub use ids::{BuildingId, ConnectionId, EquipmentId, FloorId, PointId, SiteId, SpaceId, ZoneId};
pub use incoming::{AckToken, Incoming, Qos};
pub use place::{Building, Equipment, Floor, PlaceId, Site, Space, Zone};
pub use point::{Kind, Point, PointCode, PointKey};
pub use priority::Priority;
pub use quality::Quality;
pub use reading::{Current, Reading};
pub use relation::{Relation, RelationEnd, Verb};
pub use resolution::{ParseResolutionError, Resolution};
pub use time::{TimeRange, TimeRangeError, Timestamp};
pub use unit::Unit;
pub use value::Value;
