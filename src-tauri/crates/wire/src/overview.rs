//! The first page: is the data alive, what changed, how much energy.

use model::{BuildingId, PointCode, Timestamp};
use serde::{Deserialize, Serialize};

use crate::GapView;

/// Asks for the overview.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Overview {}

/// All that the overview shows, at one moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct OverviewView {
    /// The engine's time.
    pub now: Timestamp,
    /// The buildings, most silent points first; points without a place come last under no building.
    pub buildings: Vec<BuildingOverview>,
    /// Points that should have spoken, longest silent last, at most 200.
    pub silent: Vec<SilentView>,
    /// How many there are.
    pub silent_count: u32,
    /// What changed since the operator was last here.
    pub since: SinceView,
    /// Today's energy; none where no meter is named.
    pub energy: Option<EnergyView>,
    /// How long the answer took to make, ms.
    pub took_ms: f64,
}

/// One building's data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct BuildingOverview {
    /// Which one; none for points that are not placed.
    pub building: Option<BuildingId>,
    /// Its name; empty for points that are not placed.
    pub name: String,
    /// Its points.
    pub points: u32,
    /// Those whose value is as fresh as it should be, whatever else is said of its quality.
    pub alive: u32,
    /// Those that have gone silent, and those of a connection that is not live.
    pub silent: u32,
    /// Those that never said anything.
    pub missing: u32,
    /// Those whose device calls its own value bad.
    pub bad: u32,
    /// When the newest value came.
    pub newest: Option<Timestamp>,
}

/// A point that should have spoken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SilentView {
    /// Its stable id.
    pub point: PointCode,
    /// What people call it.
    pub name: String,
    /// Where it is.
    pub place: String,
    /// The connection it belongs to.
    pub connection: Option<String>,
    /// The device that publishes it.
    pub device: String,
    /// Its last value came then.
    pub since: Timestamp,
}

/// What changed since the operator was last here.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SinceView {
    /// When that was; none at the first visit.
    pub last_here: Option<Timestamp>,
    /// Points that went silent since and still are.
    pub gone_silent: u32,
    /// Points heard for the first time since.
    pub found: u32,
    /// Found points that wait to be accepted, whenever they were heard first.
    pub waiting: u32,
    /// Outages of connections that began or ended since, newest first, at most 20.
    pub outages: Vec<OutageView>,
    /// How many there were.
    pub outage_count: u32,
}

/// An outage of a connection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct OutageView {
    /// The connection.
    pub connection: String,
    /// From when to when, and why.
    pub gap: GapView,
}

/// Energy of the local day, counted by the site's main meters: differences of registers, resets left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct EnergyView {
    /// The day's local midnight.
    pub from: Timestamp,
    /// How many meters are counted.
    pub meters: u32,
    /// So far, kWh; none where no meter has said anything today.
    pub kwh: Option<f64>,
    /// Share of the quarter-hours so far that every meter told, 0 to 1.
    pub coverage: f64,
    /// Mean power in each quarter-hour of the day so far, kW; none where a meter is missing.
    pub quarters_kw: Vec<Option<f64>>,
    /// The same of the whole day a week before.
    pub week_before_kw: Vec<Option<f64>>,
    /// Until the same time of that day, kWh; none where a quarter-hour is missing.
    pub week_before_kwh: Option<f64>,
    /// Greatest quarter-hour so far, kW.
    pub peak_kw: Option<f64>,
    /// When that quarter-hour began.
    pub peak_at: Option<Timestamp>,
}

/// The operator is here: tells when that was last so. Within ten minutes it is the same visit.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Visit {}

/// When the operator was last here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Visited {
    /// The end of the visit before this one; none at the first.
    pub last_here: Option<Timestamp>,
}
