//! Point lists in and out.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::PointCode;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A format of point lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum ListFormat {
    /// A header, then one row for each point.
    Csv,
    /// BACnet's Engineering Data Exchange: a set of four files.
    Ede,
    /// Haystack's Zinc.
    Zinc,
    /// Haystack 4's JSON.
    Hayson,
    /// Haystack 3's JSON.
    JsonV3,
    /// Haystack's Trio.
    Trio,
    /// Brick as Turtle; it is written and not read.
    Brick,
}

/// What a list is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum ListMode {
    /// Adds points; one that is there already is a problem.
    Create,
    /// Changes points; one that is not there is a problem.
    Update,
    /// Adds, changes, and takes back to found points what the list does not name.
    Replace,
}

/// A file as it travels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ListFile {
    /// Its name, without a folder.
    pub name: String,
    /// What is in it.
    pub bytes: FileBytes,
}

/// The bytes of a file, in base64 where they travel as text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct FileBytes(#[cfg_attr(feature = "ts", ts(type = "string"))] pub Vec<u8>);

impl Serialize for FileBytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for FileBytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map(Self).map_err(serde::de::Error::custom)
    }
}

/// Asks for the points of the model as a list.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ExportPoints {
    /// As what.
    pub format: ListFormat,
}

/// The points of the model as a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PointsExported {
    /// One file; BACnet EDE has four, of which the first names the points.
    pub files: Vec<ListFile>,
    /// How many points are in it.
    pub points: u32,
}

/// Takes a list of points in, as a whole or not at all.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ImportPoints {
    /// As what the files are read; none where their names and beginnings tell.
    pub format: Option<ListFormat>,
    /// One file; of BACnet EDE the companions too, told apart by their names.
    pub files: Vec<ListFile>,
    /// What the list is for.
    pub mode: ListMode,
    /// Only tells what would change.
    pub dry_run: bool,
}

/// What a list of points changes, or would.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PointsImported {
    /// As what the files were read.
    pub format: ListFormat,
    /// Points that are added.
    pub create: u32,
    /// Points that are changed.
    pub update: u32,
    /// Points that are found points again.
    pub remove: u32,
    /// Points that are what the list says.
    pub unchanged: u32,
    /// How many places and pieces of equipment are made, or changed, that the list names by themselves.
    pub stand: u32,
    /// Relations between equipment that are added.
    pub relate: u32,
    /// Relations between equipment that are taken away.
    pub unrelate: u32,
    /// The first of the changes; all of them are counted above.
    pub changes: Vec<PointChange>,
    /// Why nothing can be applied; the first of the reasons.
    pub problems: Vec<ListProblem>,
    /// Further ones.
    pub problems_more: u32,
    /// What was left out or read in another way than it stands, none of which is in the way.
    pub notes: Vec<ListProblem>,
    /// Whether the changes were made.
    pub applied: bool,
}

/// What happens to one point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PointChange {
    /// What.
    pub change: ChangeKind,
    /// The row that asks for it; none for a point that the list does not name.
    pub row: Option<u32>,
    /// The point.
    pub point: PointCode,
    /// What people call it, after the change.
    pub name: String,
    /// Cell by cell.
    pub cells: Vec<CellChange>,
}

/// What a list does to a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum ChangeKind {
    /// It is added.
    Create,
    /// It is changed.
    Update,
    /// It is a found point again.
    Remove,
}

/// What happens to one cell, as texts for people; a long one is cut with `…`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CellChange {
    /// The column's header.
    pub column: String,
    /// What stands there; empty where nothing does.
    pub from: String,
    /// What will.
    pub to: String,
}

/// Something that is wrong with a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ListProblem {
    /// The line of the file, counted from 1; in JSON the row of the grid. None where it is the file as a whole.
    pub row: Option<u32>,
    /// The column's header, where it is one cell.
    pub column: Option<String>,
    /// A sentence.
    pub words: String,
}
