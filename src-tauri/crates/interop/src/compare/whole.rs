//! What all points together may not be: two from the same source, a floor with two levels or in a building nobody
//! named, a piece of equipment of two kinds.

use std::collections::{BTreeSet, HashMap};

use super::index::{Source, source};
use crate::column::Column;
use crate::limits::LISTED_MAX;
use crate::list::PointRow;
use crate::problem::{Problem, Problems, quoted};

type OwnedSource = (Option<String>, String, String);
/// Site, building, and the name of the floor or the equipment.
type Named = (Option<String>, Option<String>, String);

/// The points as they will be, as far as they are known yet.
#[derive(Default)]
pub(super) struct Whole {
    /// Whose source it is, in words.
    sources: HashMap<OwnedSource, String>,
    levels: HashMap<Named, i32>,
    buildings_by_floor: HashMap<(Option<String>, String), BTreeSet<String>>,
    equipment_kinds: HashMap<Named, String>,
}

impl Whole {
    /// A point that stays as it is. One that is taken back to the found points keeps its source and loses its place.
    pub(super) fn stands(&mut self, point: &PointRow, is_removed: bool) {
        if let Some(source) = source(point) {
            let id = point.id.as_ref().map_or("", |id| &id.0);
            self.sources.insert(owned(source), format!("is the point {} already", quoted(id)));
        }
        if is_removed {
            return;
        }
        if let Some(floor) = &point.floor {
            if let Some(building) = &point.building {
                let floor = (point.site.clone(), floor.clone());
                self.buildings_by_floor.entry(floor).or_default().insert(building.clone());
            }
            if let Some(level) = point.level {
                self.levels.insert(named(point, floor), level);
            }
        }
        if let (Some(equipment), Some(kind)) = (&point.equipment, &point.equipment_kind) {
            self.equipment_kinds.insert(named(point, equipment), kind.clone());
        }
    }

    /// A point that is new or changed: told what is wrong with it, and given the building of its floor.
    pub(super) fn joins(&mut self, row: u64, point: &mut PointRow, problems: &mut Problems) {
        self.source(row, point, problems);
        self.floor(row, point, problems);
        if let (Some(equipment), Some(kind)) = (&point.equipment, &point.equipment_kind) {
            let known =
                self.equipment_kinds.entry(named(point, equipment)).or_insert_with(|| kind.clone());
            if known != kind {
                let words = format!(
                    "{} is of the kind {} elsewhere: one piece of equipment has one kind",
                    quoted(equipment),
                    quoted(known)
                );
                problems.push(Problem::cell(row, Column::EquipmentKind, words));
            }
        }
    }

    fn source(&mut self, row: u64, point: &PointRow, problems: &mut Problems) {
        let Some(source) = source(point) else {
            return;
        };
        let (_, device, path) = source;
        if let Some(taken) = self.sources.get(&owned(source)) {
            let what = if path.is_empty() { "the value".to_owned() } else { quoted(path) };
            let words = format!(
                "{what} of the device {} {taken}: write its id, or another device or path",
                quoted(device)
            );
            problems.push(Problem::cell(row, Column::Device, words));
        } else {
            self.sources.insert(owned(source), format!("stands in row {row} too"));
        }
    }

    fn floor(&mut self, row: u64, point: &mut PointRow, problems: &mut Problems) {
        let Some(floor) = point.floor.clone() else {
            return;
        };
        let buildings =
            self.buildings_by_floor.entry((point.site.clone(), floor.clone())).or_default();
        match &point.building {
            Some(building) => {
                buildings.insert(building.clone());
            }
            None if buildings.len() == 1 => point.building = buildings.first().cloned(),
            None => {
                let words = match buildings.len() {
                    0 => format!("the floor {} needs its building: name it", quoted(&floor)),
                    _ => format!(
                        "the floor {} is in the buildings {}: name the one that is meant",
                        quoted(&floor),
                        listed(buildings)
                    ),
                };
                problems.push(Problem::cell(row, Column::Building, words));
                return;
            }
        }
        if let Some(level) = point.level {
            let known = *self.levels.entry(named(point, &floor)).or_insert(level);
            if known != level {
                let words = format!("the floor {} is on level {known} elsewhere", quoted(&floor));
                problems.push(Problem::cell(row, Column::Level, words));
            }
        }
    }
}

fn listed(buildings: &BTreeSet<String>) -> String {
    let mut names: Vec<String> = buildings.iter().take(LISTED_MAX).map(|one| quoted(one)).collect();
    if buildings.len() > LISTED_MAX {
        names.push("others".to_owned());
    }
    names.join(" and ")
}

fn named(point: &PointRow, name: &str) -> Named {
    (point.site.clone(), point.building.clone(), name.to_owned())
}

fn owned((connection, device, path): Source<'_>) -> OwnedSource {
    (connection.map(str::to_owned), device.to_owned(), path.to_owned())
}
