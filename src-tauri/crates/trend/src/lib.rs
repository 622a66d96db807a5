//! Chooses what a trend chart is drawn from, and shapes it.
//!
//! Given a time range, a number of points and what the store counts in the range, [`plan`] picks raw readings or a
//! rollup; [`draw_raw`] and [`draw_rollup`] mark the gaps, thin with LTTB and carry an exact band; [`fold`] makes
//! hours, days and months of a site from quarter-hours. Knows nothing of SQL or of pixels' colours; a line never has
//! more than [`POINTS_MAX`] points, gap marks among them.
//!
//! # How a line is thinned
//!
//! What fits is drawn as it is. Else the range is cut into as many columns of equal time as there is room for, and
//! every column that holds readings becomes one point: its value is one of those readings, chosen by LTTB, and its
//! band is the exact minimum and maximum of all of them, its quality their worst. So a peak cannot vanish, and the
//! highest and lowest mark in each of [`Line::columns`] columns of the chart equal the raw ones. LTTB chooses among
//! four readings a column, the extremes of its two halves, whatever the length of the series.
//!
//! # What a gap is
//!
//! A silence of more than three expected intervals. A line is broken wherever such a silence lies between two drawn
//! points; one that lies within a single column is narrower than anything that could be drawn. A rollup shows a gap
//! where the buckets missing between two others last three expected intervals. The ends of the range count too.

mod calendar;
mod draw;
mod fold;
mod limits;
mod plan;
mod series;
mod spacing;
mod thin;

pub use calendar::{bucket_start, next_bucket_start};
pub use draw::{DrawnPoint, DrawnValue, Gap, Line, draw_raw, draw_rollup};
pub use fold::{fold, gather};
pub use limits::{GAP_INTERVALS, POINTS_MAX, POINTS_MIN};
pub use plan::{Ask, plan};
pub use series::{Bucket, Readings};
pub use spacing::Cadence;
