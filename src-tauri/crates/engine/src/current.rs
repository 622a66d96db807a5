//! Current values as screens and the command line show them.

use model::{PointCode, PointId, Timestamp};
use wire::{CurrentView, Latest, Watch, Watched};

use crate::clock;
use crate::convert::rfc3339;
use crate::directory::Entry;
use crate::engine::Engine;

impl Engine {
    pub(crate) fn latest(&self, ask: &Latest) -> Vec<CurrentView> {
        let now = clock::now();
        let directory = self.directory();
        let wanted = |part: &Option<String>, place: usize, entry: &Entry| {
            part.as_ref().is_none_or(|name| entry.row.place.get(place) == Some(name))
        };
        let of_place =
            |entry: &&Entry| wanted(&ask.building, 1, entry) && wanted(&ask.floor, 2, entry);
        directory.entries().filter(of_place).map(|entry| self.view(entry, now)).collect()
    }

    /// The snapshot of a watch, and the points in the order of its rows.
    pub(crate) fn snapshot(&self, number: u32, watch: &Watch) -> (Watched, Vec<PointId>) {
        let now = clock::now();
        let directory = self.directory();
        let entries: Vec<&Entry> = match &watch.points {
            None => directory.entries().collect(),
            Some(codes) => {
                codes.iter().filter_map(|PointCode(code)| directory.by_code(code)).collect()
            }
        };
        let rows = entries.iter().map(|entry| self.view(entry, now)).collect();
        let points = entries.iter().map(|entry| entry.row.point.id).collect();
        (Watched { watch: number, rows, now }, points)
    }

    pub(crate) fn view(&self, entry: &Entry, now: Timestamp) -> CurrentView {
        let point = &entry.row.point;
        let shown = self.board().view(point.id, now);
        let time = shown.as_ref().and_then(|shown| shown.time);
        let ms = |duration: std::time::Duration| i64::try_from(duration.as_millis()).ok();
        CurrentView {
            point: point.code.clone(),
            name: point.name.to_string(),
            place: entry.place.clone(),
            unit: point.unit.clone(),
            quality: shown.as_ref().map(|shown| shown.quality),
            age_ms: shown.as_ref().and_then(|shown| shown.age).and_then(ms),
            source_time: time.map(|time| rfc3339(time, self.zone)),
            source_time_ms: time,
            receive_time: shown.as_ref().map(|shown| rfc3339(shown.received, self.zone)),
            interval_ms: shown.as_ref().and_then(|shown| shown.interval).and_then(ms),
            accepted: point.accepted,
            kind: point.kind,
            building: entry.row.building,
            floor: entry.row.floor,
            zone: entry.row.zone,
            space: point.space,
            equipment: point.equipment,
            source: entry.source(),
            value: shown.map(|shown| shown.value),
        }
    }
}
