//! The list of points as screens see it.

use wire::PointView;

use crate::directory::Entry;
use crate::engine::Engine;

impl Engine {
    pub(crate) fn points(&self) -> Vec<PointView> {
        self.directory().entries().map(view).collect()
    }
}

/// A point as the list shows it.
pub(crate) fn view(entry: &Entry) -> PointView {
    let point = &entry.row.point;
    PointView {
        point: point.code.clone(),
        name: point.name.to_string(),
        place: entry.place.clone(),
        kind: point.kind,
        unit: point.unit.clone(),
        accepted: point.accepted,
    }
}
