//! Brings a list that was read to the words of this data folder, before it is compared.
//!
//! What a list leaves open and the folder knows is filled in, so that a list that was applied once changes nothing the
//! second time: the level of a floor, the type of equipment, the id of a point that is known by its source.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use interop::limits::PROBLEMS_MAX;
use interop::{Column, End, PointList, PointRow, Problem, Problems, Sheet};
use model::{PointCode, PointKey};

use super::known::Known;

pub(super) fn settle(sheet: &mut Sheet, known: &Known, current: &PointList) {
    let has = |column: Column| sheet.columns.contains(&column);
    let floor_without_level = has(Column::Floor) && !has(Column::Level);
    let equipment_without_kind = has(Column::Equipment) && !has(Column::EquipmentKind);
    sheet.columns.retain(|column| *column != Column::Site);
    sheet.columns.extend(floor_without_level.then_some(Column::Level));
    sheet.columns.extend(equipment_without_kind.then_some(Column::EquipmentKind));
    let filling = Filling::of(current);
    let mut codes = Codes::of(known, sheet);
    for row in &mut sheet.rows {
        let (line, point) = (row.line, &mut row.point);
        for (column, words) in strangers(point, known) {
            tell(&mut sheet.problems, Problem { row: Some(line), column: Some(column), words });
        }
        point.site = None;
        filling.fill(point);
        if point.device.is_none() {
            // A plain topic is its own device.
            point.device.clone_from(&point.topic);
        }
        if point.id.is_none() {
            point.id = codes.of_row(point, known);
        }
    }
    for relation in &mut sheet.relations {
        relation.subject.site = None;
        match &mut relation.object {
            End::Equipment(equipment) => equipment.site = None,
            End::Place(place) => place.site = None,
        }
    }
    // A site that is not this one's is told at its points.
    sheet.standings.retain(|one| one.place.site.as_ref().is_none_or(|site| *site == known.site));
    for standing in &mut sheet.standings {
        standing.place.site = None;
    }
}

/// Adds a problem, within the bound of what is told.
pub(super) fn tell(problems: &mut Problems, problem: Problem) {
    if problems.list.len() < PROBLEMS_MAX {
        problems.list.push(problem);
    } else {
        problems.more += 1;
    }
}

/// What a row names that this data folder does not have and that no list can make: the column, and a sentence.
fn strangers(point: &PointRow, known: &Known) -> Vec<(String, String)> {
    let mut wrong = Vec::new();
    if let Some(site) = &point.site
        && *site != known.site
    {
        let words = format!(
            "the site here is {:?} and the row says {site:?}: leave the cell empty, or rename one of them",
            known.site
        );
        wrong.push((Column::Site.word().to_owned(), words));
    }
    if let Some(connection) = &point.connection
        && known.connection(connection).is_none()
    {
        let words =
            format!("there is no connection {connection:?}: add it first, or leave the cell empty");
        wrong.push((Column::Connection.word().to_owned(), words));
    }
    wrong
}

/// Levels of floors and types of equipment, by building and name; without a building where only one has the name.
struct Filling {
    levels: HashMap<(Option<String>, String), i32>,
    kinds: HashMap<(Option<String>, String), String>,
}

impl Filling {
    fn of(current: &PointList) -> Self {
        let (mut levels, mut kinds) = (HashMap::new(), HashMap::new());
        for point in &current.points {
            for building in [None, point.building.clone()] {
                if let (Some(floor), Some(level)) = (&point.floor, point.level) {
                    levels.insert((building.clone(), floor.clone()), level);
                }
                if let (Some(equipment), Some(kind)) = (&point.equipment, &point.equipment_kind) {
                    kinds.insert((building, equipment.clone()), kind.clone());
                }
            }
        }
        Self { levels, kinds }
    }

    fn fill(&self, point: &mut PointRow) {
        if let (Some(floor), None) = (&point.floor, point.level) {
            point.level = self.levels.get(&(point.building.clone(), floor.clone())).copied();
        }
        if let (Some(equipment), None) = (&point.equipment, &point.equipment_kind) {
            let at = (point.building.clone(), equipment.clone());
            point.equipment_kind = self.kinds.get(&at).cloned();
        }
    }
}

/// Ids for rows that have none.
struct Codes {
    /// Ids that rows of the list bear already.
    taken: HashSet<Arc<str>>,
    /// Points by device and path, where only one has them.
    addresses: HashMap<(Arc<str>, Arc<str>), Option<PointCode>>,
}

impl Codes {
    fn of(known: &Known, sheet: &Sheet) -> Self {
        let mut addresses = HashMap::new();
        for point in known.points() {
            let address = (Arc::clone(&point.key.device), Arc::clone(&point.key.path));
            let entry = addresses.entry(address).or_insert_with(|| Some(point.code.clone()));
            if entry.as_ref() != Some(&point.code) {
                *entry = None;
            }
        }
        let told = sheet.rows.iter().filter_map(|row| row.point.id.as_ref());
        Self { taken: told.map(|id| Arc::clone(&id.0)).collect(), addresses }
    }

    /// The id of the point that a row speaks of by its source, found ones too; else a new one.
    fn of_row(&mut self, row: &PointRow, known: &Known) -> Option<PointCode> {
        let Some(device) = &row.device else {
            return Some(self.of_name(row));
        };
        let path = row.path.as_deref().unwrap_or_default();
        let (device, path) = (Arc::<str>::from(device.as_str()), Arc::<str>::from(path));
        let there = match &row.connection {
            Some(name) => {
                let connection = known.connection(name);
                let key = PointKey { connection, device: device.clone(), path: path.clone() };
                known.by_key(&key).map(|point| point.code.clone())
            }
            None => self.addresses.get(&(device.clone(), path.clone())).cloned().flatten(),
        };
        there.or_else(|| {
            let connection = row.connection.as_deref().unwrap_or_default();
            let wanted = ingest::code_of(connection, &device, &path);
            let mut code = wanted.clone();
            for number in 2.. {
                if known.by_code(&code).is_none() && !self.taken.contains(code.as_str()) {
                    break;
                }
                code = format!("{wanted}-{number}");
            }
            self.taken.insert(Arc::from(code.as_str()));
            Some(PointCode(code.into()))
        })
    }

    /// A point without a source is known by its name and place: the same list gives it the same id again.
    fn of_name(&self, row: &PointRow) -> PointCode {
        let place = [&row.building, &row.floor, &row.space, &row.equipment];
        let place: Vec<&str> =
            place.into_iter().map(|part| part.as_deref().unwrap_or_default()).collect();
        let name = row.name.as_deref().unwrap_or_default();
        PointCode(ingest::code_of("", &place.join("\u{1f}"), name).into())
    }
}
