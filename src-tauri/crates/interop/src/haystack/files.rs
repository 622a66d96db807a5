//! Bytes of a Haystack file to entities, each with its row.

use std::io::Cursor;

use libhaystack::encoding::trio::decode::TrioReader;
use libhaystack::encoding::zinc::decode::from_str;
use libhaystack::val::{Dict, Grid, Value};
use serde_json::Value as Json;

use super::{depth, json_v3};
use crate::limits::{DEPTH_MAX, HAYSTACK_BYTES_MAX, ROWS_MAX};
use crate::problem::{Problem, Problems};
use crate::text::utf8;

/// Lines before the first row of a Zinc grid: its version and its columns.
const ZINC_HEAD_LINES: u64 = 2;

/// What a file says.
#[derive(Default)]
pub(super) struct Entities {
    /// Each with its line; in JSON the row.
    pub(super) list: Vec<(u64, Dict)>,
    /// Rows that could not be read.
    pub(super) problems: Problems,
}

impl Entities {
    fn push(&mut self, row: u64, read: Result<Dict, String>) {
        match read {
            Ok(entity) if self.list.len() < ROWS_MAX => self.list.push((row, entity)),
            Ok(_) => {
                let words = format!("a list has at most {ROWS_MAX} entities: divide it");
                self.problems.push(Problem::row(row, words));
            }
            Err(words) => self.problems.push(Problem::row(row, words)),
        }
    }
}

/// Reads a Zinc grid. A row is a line, for Zinc writes a line's end inside a text as `\n`; rows after one with a grid
/// inside, which no point list has, are counted too low.
pub(super) fn zinc(bytes: &[u8]) -> Result<Entities, Problem> {
    let text = text(bytes)?;
    if !depth::zinc_is_shallow(text) {
        return Err(Problem::file(too_deep()));
    }
    let value = from_str(text)
        .map_err(|fault| Problem::file(format!("the Zinc grid cannot be read: {fault}")))?;
    let Ok(grid) = Grid::try_from(&value) else {
        return Err(Problem::file("this is no Zinc grid: it begins with ver:\"3.0\""));
    };
    let mut entities = Entities::default();
    for (row, entity) in (ZINC_HEAD_LINES + 1..).zip(grid.rows) {
        entities.push(row, Ok(entity));
    }
    Ok(entities)
}

/// Reads Trio, entity by entity.
pub(super) fn trio(bytes: &[u8]) -> Result<Entities, Problem> {
    let text = text(bytes)?;
    let mut entities = Entities::default();
    let mut start_line = 1;
    let mut entity = String::new();
    for (line, number) in text.split_inclusive('\n').zip(1_u64..) {
        if is_between(line) {
            take_trio(&entity, start_line, &mut entities);
            entity.clear();
            start_line = number + 1;
        } else {
            let is_first = entity.is_empty() && line.trim().is_empty();
            if is_first {
                start_line = number + 1;
            } else {
                entity.push_str(line);
            }
        }
    }
    take_trio(&entity, start_line, &mut entities);
    Ok(entities)
}

/// Whether a line stands between entities: dashes and nothing else, from its beginning.
fn is_between(line: &str) -> bool {
    line.starts_with('-') && line.trim_end().bytes().all(|byte| byte == b'-')
}

fn take_trio(text: &str, row: u64, entities: &mut Entities) {
    if text.trim().is_empty() {
        return;
    }
    if !depth::trio_is_shallow(text) {
        entities.push(row, Err(too_deep()));
        return;
    }
    match TrioReader::new(Cursor::new(text)).read_all_dicts() {
        Ok(dicts) => {
            for dict in dicts {
                entities.push(row, Ok(dict));
            }
        }
        Err(fault) => entities.push(row, Err(format!("this entity cannot be read: {fault}"))),
    }
}

/// Reads a grid or a list of dictionaries, in Hayson or in Haystack 3's JSON.
pub(super) fn json(bytes: &[u8]) -> Result<Entities, Problem> {
    let text = text(bytes)?;
    let json: Json = serde_json::from_str(text)
        .map_err(|fault| Problem::file(format!("this is no JSON: {fault}")))?;
    let (rows, is_grid_of_4) = match json {
        Json::Array(rows) => (rows, false),
        Json::Object(mut grid) => {
            let is_grid_of_4 = grid.contains_key("_kind");
            match grid.remove("rows") {
                Some(Json::Array(rows)) => (rows, is_grid_of_4),
                _ => return Err(Problem::file("this is no Haystack grid: it has no rows")),
            }
        }
        _ => return Err(Problem::file("this is no Haystack grid: a grid is an object with rows")),
    };
    let is_hayson = is_grid_of_4 || rows.iter().any(has_kind);
    let mut entities = Entities::default();
    for (row, json) in (1..).zip(rows) {
        let read = if is_hayson { hayson(json) } else { json_v3::read(json) };
        entities.push(row, read);
    }
    Ok(entities)
}

fn hayson(mut json: Json) -> Result<Dict, String> {
    without_units(&mut json);
    match serde_json::from_value::<Value>(json) {
        Ok(Value::Dict(dict)) => Ok(dict),
        Ok(_) => Err("this row is no dictionary".to_owned()),
        Err(fault) => Err(format!("this row cannot be read as Hayson: {fault}")),
    }
}

/// Takes the units from numbers: those of a point list are in the point's unit, and one that libhaystack does not know
/// would cost the row.
fn without_units(json: &mut Json) {
    match json {
        Json::Object(inner) => {
            if inner.get("_kind").is_some_and(|kind| kind == "number") {
                inner.remove("unit");
            }
            inner.values_mut().for_each(without_units);
        }
        Json::Array(list) => list.iter_mut().for_each(without_units),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

/// Whether a value of the row says its own kind, as only Hayson's do.
fn has_kind(row: &Json) -> bool {
    let is_kind = |value: &Json| value.get("_kind").is_some();
    row.as_object().is_some_and(|row| row.values().any(is_kind))
}

fn text(bytes: &[u8]) -> Result<&str, Problem> {
    if bytes.len() > HAYSTACK_BYTES_MAX {
        return Err(Problem::file(format!(
            "the file has {} bytes, and at most {HAYSTACK_BYTES_MAX} are read: divide the list",
            bytes.len()
        )));
    }
    utf8(bytes)
}

fn too_deep() -> String {
    format!(
        "values lie more than {DEPTH_MAX} deep inside one another: a point list has no such values"
    )
}
