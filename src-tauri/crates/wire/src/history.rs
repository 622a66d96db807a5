//! History: exact readings and rollups, trends to draw, export and import.

use model::{PointCode, Quality, Resolution, TimeRange, Timestamp, Unit, Value};
use serde::{Deserialize, Serialize};

/// How finely history is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum ResolutionAsked {
    /// Whatever suits the range; may be thinned.
    Auto,
    /// Exactly this, never thinned.
    Exactly(Resolution),
}

/// Asks for a point's history.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Readings {
    /// Stable id or unique name.
    pub point: String,
    /// From when to when.
    pub range: TimeRange,
    /// How finely.
    pub resolution: ResolutionAsked,
    /// For `auto`: thin to this many. Otherwise: refuse a longer answer.
    pub points_max: Option<u32>,
    /// Cut hours, days and months by UTC instead of the site's zone.
    pub utc: bool,
}

/// One row: time in ms, value, minimum, maximum, quality; a gap has a time and nothing else.
pub type ReadingRow = (Timestamp, Option<Value>, Option<f64>, Option<f64>, Option<Quality>);

/// A point's history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ReadingsView {
    /// Whose.
    pub point: PointCode,
    /// What it is measured in.
    pub unit: Option<Unit>,
    /// What the rows are: `raw`, `15m`, `1h`, `1d` or `1mo`.
    pub resolution: Resolution,
    /// Share of the expected readings that are there, 0 to 1; none where what to expect is unknown.
    pub coverage: Option<f64>,
    /// The range asked for, RFC 3339.
    pub from: String,
    /// Its end, excluded.
    pub to: String,
    /// The rows, oldest first.
    pub points: Vec<ReadingRow>,
}

/// Asks for lines to draw, at most eight points at once.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Trends {
    /// Stable ids.
    pub points: Vec<PointCode>,
    /// From when to when.
    pub range: TimeRange,
    /// How many points a line may have, 3 to 2,000.
    pub points_max: u32,
}

/// The lines, in the order asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TrendsView {
    /// The lines.
    pub lines: Vec<TrendLine>,
    /// The range asked for.
    pub range: TimeRange,
    /// How long the store and the thinning took, ms.
    pub took_ms: f64,
}

/// One line to draw, in columns of equal length.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TrendLine {
    /// Whose.
    pub point: PointCode,
    /// What people call it.
    pub name: String,
    /// What it is measured in.
    pub unit: Option<Unit>,
    /// What it was drawn from.
    pub resolution: Resolution,
    /// How many readings or buckets it was drawn from.
    pub drawn_from: u32,
    /// Share of the expected readings that are there, 0 to 1; none where what to expect is unknown.
    pub coverage: Option<f64>,
    /// Times, ms.
    pub times: Vec<Timestamp>,
    /// Values; none in a gap.
    pub values: Vec<Option<f64>>,
    /// The true minimum of what each point stands for.
    pub mins: Vec<Option<f64>>,
    /// The true maximum of what each point stands for.
    pub maxs: Vec<Option<f64>>,
    /// Where the line is broken.
    pub gaps: Vec<TrendGap>,
    /// Mean, least and greatest value over the range; none where there is no reading.
    pub mean: Option<f64>,
    /// Least value over the range.
    pub min: Option<f64>,
    /// Greatest value over the range.
    pub max: Option<f64>,
}

/// A span without readings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TrendGap {
    /// The last reading before it.
    pub from: Timestamp,
    /// The first reading after it.
    pub to: Timestamp,
}

/// Asks for a page of exact readings, oldest first; the next page starts after the last row.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Export {
    /// Stable id or unique name.
    pub point: String,
    /// From when to when.
    pub range: TimeRange,
}

/// A page of exact readings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ExportPage {
    /// Whose.
    pub point: PointCode,
    /// What people call it.
    pub name: String,
    /// What it is measured in.
    pub unit: Option<Unit>,
    /// The rows.
    pub rows: Vec<ExportRow>,
    /// Where the next page begins; none after the last.
    pub next: Option<Timestamp>,
}

/// One exact reading: time in ms, value, quality.
pub type ExportRow = (Timestamp, Value, Quality);

/// Takes readings from a file into the store; unknown points become found points with that id.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ImportReadings {
    /// The rows, at most 50,000 at once.
    pub rows: Vec<ImportRow>,
}

/// One row of a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ImportRow {
    /// When it was true.
    pub time: Timestamp,
    /// Stable id or unique name; an unknown one is made.
    pub point: String,
    /// What was said.
    pub value: Value,
    /// What it is measured in; kept for a new point.
    pub unit: Option<Unit>,
    /// How far it can be trusted.
    pub quality: Quality,
}

/// What became of imported rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Imported {
    /// New readings.
    pub stored: u64,
    /// Already there with the same value.
    pub duplicate: u64,
    /// Already there with another value, which was replaced.
    pub replaced: u64,
    /// Points that were made.
    pub points_made: u64,
}
