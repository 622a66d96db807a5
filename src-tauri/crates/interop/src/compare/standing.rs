//! Places and equipment that a list names by themselves: made where they are not there, changed where it says more.
//!
//! What a list leaves open about a place or a piece of equipment stays as it is, and nothing of them is taken away.

use std::collections::HashMap;

use super::{Mode, Plan};
use crate::check;
use crate::column::Column;
use crate::list::{PlaceName, PointList, Sheet, Standing};
use crate::problem::Problem;

const COLUMNS: [Column; 8] = [
    Column::Building,
    Column::Floor,
    Column::Level,
    Column::Space,
    Column::Zone,
    Column::Equipment,
    Column::EquipmentKind,
    Column::Tags,
];

/// What tells one from the others: a place by all its names, equipment by its building and its name.
type Key<'a> = (PlaceName, Option<&'a str>);

impl Plan {
    pub(super) fn standings(&mut self, current: &PointList, wanted: &Sheet, mode: Mode) {
        let mut known: HashMap<Key<'_>, &Standing> =
            current.standings.iter().map(|standing| (key(standing), standing)).collect();
        for standing in &wanted.standings {
            let is_wanted = match known.get(&key(standing)) {
                None => true,
                Some(there) => mode != Mode::Create && says_more(standing, there),
            };
            if !is_wanted {
                continue;
            }
            known.insert(key(standing), standing);
            let row = standing.as_row();
            let wrong: Vec<String> =
                COLUMNS.into_iter().filter_map(|column| check::cell(&row, column)).collect();
            for words in &wrong {
                self.problems.push(Problem::file(words));
            }
            if wrong.is_empty() {
                self.stand.push(standing.clone());
            }
        }
    }
}

fn key(standing: &Standing) -> Key<'_> {
    let place = &standing.place;
    match &standing.equipment {
        None => (place.clone(), None),
        Some(name) => {
            let (site, building) = (place.site.clone(), place.building.clone());
            (PlaceName { site, building, ..PlaceName::default() }, Some(name))
        }
    }
}

/// Whether something that is told differs from what is there.
fn says_more(wanted: &Standing, there: &Standing) -> bool {
    let differs = |told: &Option<String>, known: &Option<String>| told.is_some() && told != known;
    let moved = wanted.place.floor.is_some() && wanted.place != there.place;
    let level = wanted.level.is_some() && wanted.level != there.level;
    let tagged = !wanted.tags.is_empty() && wanted.tags != there.tags;
    match wanted.equipment {
        None => level,
        Some(_) => moved || tagged || differs(&wanted.kind, &there.kind),
    }
}
