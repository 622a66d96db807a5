//! Point lists as Project Haystack's entities: sites, floors, spaces, equipment and points with their references.
//!
//! Source: the Project Haystack documentation. Zinc, Hayson and Trio go through libhaystack, the older JSON is ours.
//! What Haystack has no tag for is kept in tags that begin with `plantroom`, so that a list comes back as it was.

use libhaystack::encoding::trio::encode::TrioWriter;
use libhaystack::encoding::zinc::encode::ToZinc;
use libhaystack::val::{Grid, Value};

use crate::list::{PointList, Sheet};
use crate::problem::Problem;

mod depth;
mod entities;
mod files;
mod json_v3;
mod points;
mod reference;
mod units;
mod words;

use files::Entities;

/// Writes a list as a Zinc grid.
#[must_use]
pub fn write_zinc(list: &PointList) -> String {
    let grid = Grid::make_from_dicts(entities::of(list));
    grid.to_zinc_string().expect("memory takes every byte, and Zinc is UTF-8")
}

/// Writes a list as a Hayson grid, which is Haystack 4's JSON.
#[must_use]
pub fn write_hayson(list: &PointList) -> String {
    let grid = Value::make_grid_from_dicts(entities::of(list));
    serde_json::to_string(&grid).expect("a grid is made of texts, finite numbers and maps by text")
}

/// Writes a list as a grid in Haystack 3's JSON.
#[must_use]
pub fn write_json_v3(list: &PointList) -> String {
    json_v3::write(&Grid::make_from_dicts(entities::of(list)))
}

/// Writes a list as Trio.
#[must_use]
pub fn write_trio(list: &PointList) -> String {
    let mut writer = TrioWriter::new();
    for entity in entities::of(list) {
        writer.add_dict(entity);
    }
    writer.to_trio_string()
}

/// Reads a Zinc grid.
#[must_use]
pub fn read_zinc(bytes: &[u8]) -> Sheet {
    sheet(files::zinc(bytes))
}

/// Reads a grid in JSON: Hayson, or Haystack 3's. Rows are counted from 1.
#[must_use]
pub fn read_json(bytes: &[u8]) -> Sheet {
    sheet(files::json(bytes))
}

/// Reads Trio.
#[must_use]
pub fn read_trio(bytes: &[u8]) -> Sheet {
    sheet(files::trio(bytes))
}

fn sheet(read: Result<Entities, Problem>) -> Sheet {
    match read {
        Ok(entities) => points::sheet(entities),
        Err(problem) => {
            let mut sheet = Sheet::default();
            sheet.problems.push(problem);
            sheet
        }
    }
}

#[cfg(test)]
mod tests;
