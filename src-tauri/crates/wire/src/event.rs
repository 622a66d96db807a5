//! What can happen without being asked for.

use serde::{Deserialize, Serialize};

use crate::{ConnectionView, CurrentView, Failure};

/// Something a screen may want to know at once. Values travel in frames, not here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "name", content = "data", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Event {
    /// A connection changed its state or its counters.
    ConnectionsChanged(Vec<ConnectionView>),
    /// Points were found, accepted or renamed: ask for the list again.
    PointsChanged {
        /// How many there are now.
        points: u32,
    },
    /// Something else is said of these points; their values are as they were.
    PointsEdited(Vec<CurrentView>),
    /// The model was changed: ask for it again.
    PlacesChanged,
    /// Mappings were saved, moved, switched or removed: ask for them again.
    MappingsChanged,
    /// What is received cannot be written at present, and why; none when it can again.
    StoreTrouble(Option<Failure>),
    /// The window is to be closed, and nobody has said yet what that means for collecting.
    ClosingAsked,
    /// The engine behind the window went away; nothing shown is live any more.
    EngineGone(Failure),
}
