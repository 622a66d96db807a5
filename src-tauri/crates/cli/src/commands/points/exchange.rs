//! `points import` and `points export`: the model's points as a list, and what a list changes.

use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use engine::Door;
use serde_json::json;
use wire::{
    CellChange, ChangeKind, ExportPoints, FileBytes, ImportPoints, ListFile, ListFormat,
    ListProblem, PointsImported,
};

use crate::args::{PointsExportArgs, PointsImportArgs};
use crate::exit::Ended;
use crate::files::WholeFile;
use crate::output::{self, Align, Output, Table, safe};

/// A larger file is no point list.
const FILE_BYTES_MAX: u64 = 100 << 20;

/// Changes and problems that a person is shown.
const SHOWN_MAX: usize = 50;

/// Cells of a change that a person is shown.
const CELLS_SHOWN_MAX: usize = 4;

/// How the file of a BACnet EDE set that names the points ends; the tables beside it end otherwise.
const EDE: &str = "_ede.csv";
const EDE_TABLES: [&str; 3] = ["_statetexts.csv", "_objtypes.csv", "_units.csv"];

pub(super) async fn import(
    door: &Door,
    args: &PointsImportArgs,
    output: Output,
) -> Result<(), Ended> {
    let mut files = vec![file(&args.file)?];
    for table in tables_beside(&args.file) {
        files.push(file(&table)?);
    }
    let ask = ImportPoints {
        format: args.format.map(Into::into),
        files,
        mode: args.mode.into(),
        dry_run: args.dry_run,
    };
    let told = door.ask(ask).await?;
    output.answer(&told, || words(&told))?;
    if told.problems.is_empty() {
        return Ok(());
    }
    Err(Ended::could_not(
        "The list has problems; nothing was changed.",
        "Mend the rows that are named, then import it again.",
    ))
}

pub(super) async fn export(
    door: &Door,
    args: &PointsExportArgs,
    output: Output,
) -> Result<(), Ended> {
    let named = args.format.map(Into::into);
    let format = named.or_else(|| engine::list_format_of(&args.file.to_string_lossy()));
    let format = format.ok_or_else(|| {
        let message = format!("{} has no ending that tells its format.", args.file.display());
        Ended::usage(message, "Use .csv, _EDE.csv, .zinc, .json, .trio or .ttl, or --format.")
    })?;
    let exported = door.ask(ExportPoints { format }).await?;
    let mut written = Vec::new();
    for (at, file) in exported.files.iter().enumerate() {
        let path = if at == 0 { args.file.clone() } else { beside(&args.file, &file.name) };
        let (whole, mut target) = WholeFile::create(&path)?;
        let done = target.write_all(&file.bytes.0).and_then(|()| target.flush());
        done.map_err(|cause| target.failed(cause))?;
        whole.keep()?;
        written.push(path.display().to_string());
    }
    output.answer(&json!({ "files": written, "points": exported.points }), || {
        let points = output::count(exported.points.into());
        format!("{points} points written to {}.", safe(&written.join(", ")))
    })
}

fn file(path: &Path) -> Result<ListFile, Ended> {
    let opened = fs::File::open(path).map_err(|cause| Ended::reading(path, cause))?;
    let mut bytes = Vec::new();
    let read = opened.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes);
    read.map_err(|cause| Ended::reading(path, cause))?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(Ended::reading(path, "it is larger than 100 MB, the most of a point list"));
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(ListFile { name, bytes: FileBytes(bytes) })
}

/// The tables of a BACnet EDE set that lie beside the file that names the points.
fn tables_beside(list: &Path) -> Vec<PathBuf> {
    let lower = |name: Option<&OsStr>| name.unwrap_or_default().to_string_lossy().to_lowercase();
    let name = lower(list.file_name());
    let Some(stem) = name.strip_suffix(EDE) else {
        return Vec::new();
    };
    let folder = list.parent().filter(|folder| !folder.as_os_str().is_empty());
    let found = fs::read_dir(folder.unwrap_or_else(|| Path::new("."))).into_iter().flatten();
    let is_table = |path: &PathBuf| {
        let name = lower(path.file_name());
        name.strip_prefix(stem).is_some_and(|ending| EDE_TABLES.contains(&ending))
    };
    found.flatten().map(|entry| entry.path()).filter(is_table).collect()
}

/// Where a table of a BACnet EDE set goes: its ending, behind the name that was asked for.
fn beside(list: &Path, table: &str) -> PathBuf {
    let name = list.file_name().unwrap_or_default().to_string_lossy();
    let is_ede = name.to_lowercase().ends_with(EDE);
    let cut =
        if is_ede { EDE.len() } else { list.extension().map_or(0, |ending| ending.len() + 1) };
    let stem = name.get(..name.len() - cut).unwrap_or(&name);
    let ending = table.rsplit_once('_').map_or(table, |(_, ending)| ending);
    list.with_file_name(format!("{stem}_{ending}"))
}

fn words(told: &PointsImported) -> String {
    let mut text = String::new();
    let problems = told.problems.iter().take(SHOWN_MAX).map(problem);
    problems.for_each(|line| text.push_str(&line));
    let more = told.problems.len().saturating_sub(SHOWN_MAX) + told.problems_more as usize;
    if more > 0 {
        text.push_str(&format!("{} more problems.\n", output::count(more as u64)));
    }
    for note in told.notes.iter().take(SHOWN_MAX) {
        text.push_str(&format!("Note: {}", problem(note)));
    }
    if !told.problems.is_empty() {
        return text;
    }
    text.push_str(&changes(told));
    let count = |count: u32| output::count(count.into());
    text.push_str(&format!(
        "{} to create, {} to change, {} to take back, {} as they are.\n",
        count(told.create),
        count(told.update),
        count(told.remove),
        count(told.unchanged)
    ));
    if told.stand > 0 {
        let stand = count(told.stand);
        text.push_str(&format!("Places and equipment: {stand} to make or change.\n"));
    }
    if told.relate + told.unrelate > 0 {
        let (added, gone) = (count(told.relate), count(told.unrelate));
        text.push_str(&format!("Relations: {added} to add, {gone} to take away.\n"));
    }
    text.push_str(if told.applied {
        "Applied."
    } else {
        "Nothing was changed: this was a dry run."
    });
    text
}

fn changes(told: &PointsImported) -> String {
    if told.changes.is_empty() {
        return String::new();
    }
    let columns = ["", "Row", "Point", "Name", "What"];
    let mut table = Table::new(&columns.map(|column| (column, Align::Left)));
    for change in told.changes.iter().take(SHOWN_MAX) {
        let sign = match change.change {
            ChangeKind::Create => "+",
            ChangeKind::Update => "~",
            ChangeKind::Remove => "-",
        };
        let row = change.row.map(|row| row.to_string()).unwrap_or_default();
        let what = match change.change {
            ChangeKind::Create => String::new(),
            ChangeKind::Update => cells(&change.cells),
            ChangeKind::Remove => "back to the found points".to_owned(),
        };
        table.row([sign, &row, &change.point.0, &change.name, &what]);
    }
    let mut text = table.text();
    let all = (told.create + told.update + told.remove) as usize;
    if all > told.changes.len().min(SHOWN_MAX) {
        let more = output::count((all - told.changes.len().min(SHOWN_MAX)) as u64);
        text.push_str(&format!("{more} more; --json lists the first thousand.\n"));
    }
    text
}

fn cells(cells: &[CellChange]) -> String {
    let told = |cell: &CellChange| {
        let or_nothing =
            |text: &str| if text.is_empty() { "nothing".to_owned() } else { format!("{text:?}") };
        format!("{}: {} → {}", cell.column, or_nothing(&cell.from), or_nothing(&cell.to))
    };
    let mut parts: Vec<String> = cells.iter().take(CELLS_SHOWN_MAX).map(told).collect();
    if cells.len() > CELLS_SHOWN_MAX {
        parts.push(format!("{} more", cells.len() - CELLS_SHOWN_MAX));
    }
    parts.join(", ")
}

fn problem(problem: &ListProblem) -> String {
    let at = match (problem.row, &problem.column) {
        (Some(row), Some(column)) => format!("Row {row}, {}: ", safe(column)),
        (Some(row), None) => format!("Row {row}: "),
        (None, _) => String::new(),
    };
    format!("{at}{}\n", safe(&problem.words))
}

impl From<crate::args::PointsFormat> for ListFormat {
    fn from(format: crate::args::PointsFormat) -> Self {
        use crate::args::PointsFormat as Asked;
        match format {
            Asked::Csv => Self::Csv,
            Asked::Ede => Self::Ede,
            Asked::Zinc => Self::Zinc,
            Asked::Hayson => Self::Hayson,
            Asked::JsonV3 => Self::JsonV3,
            Asked::Trio => Self::Trio,
            Asked::Brick => Self::Brick,
        }
    }
}

impl From<crate::args::PointsMode> for wire::ListMode {
    fn from(mode: crate::args::PointsMode) -> Self {
        use crate::args::PointsMode as Asked;
        match mode {
            Asked::Create => Self::Create,
            Asked::Update => Self::Update,
            Asked::Replace => Self::Replace,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_of_a_set_lie_beside_its_list() {
        let beside = |list: &str| beside(Path::new(list), "Quay-points_Units.csv");
        assert_eq!(beside("/d/Plant_EDE.csv"), Path::new("/d/Plant_Units.csv"));
        assert_eq!(beside("plant.csv"), Path::new("plant_Units.csv"));
        assert_eq!(beside("plant"), Path::new("plant_Units.csv"));
    }
}
