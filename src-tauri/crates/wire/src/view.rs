//! Trends that an operator saved under a name.

use model::{PointCode, TimeRange};
use serde::{Deserialize, Serialize};

/// Asks for the saved views.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SavedViews {}

/// A trend under a name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SavedView {
    /// What people call it.
    pub name: String,
    /// What it draws, at most eight; points that have gone are left out when it is opened.
    pub points: Vec<PointCode>,
    /// The time it shows.
    pub window: ViewWindow,
}

/// The time a view shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum ViewWindow {
    /// The last so many ms, following live.
    Live {
        /// How long, ms.
        length_ms: i64,
    },
    /// A fixed span.
    Fixed {
        /// From when to when.
        range: TimeRange,
    },
}

/// Saves a view; one of the same name is replaced. Answers all of them.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SaveView {
    /// The view.
    pub view: SavedView,
}

/// Forgets a view. Answers those that remain.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RemoveView {
    /// Which one.
    pub name: String,
}
