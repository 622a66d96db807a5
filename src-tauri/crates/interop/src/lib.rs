//! Point lists in and out: CSV, BACnet EDE, Haystack, Brick; and what a list would change.
//!
//! A file becomes a [`Sheet`]: neutral rows, each with its line, and every problem told with its row. [`compare`] holds
//! a sheet against the points that are there and makes a [`Plan`], all or nothing. Touches no store and no file: bytes
//! come in, text and plans go out. Names are data here, never formulas, markup or paths; the bounds are in `limits`.

mod brick;
mod check;
mod column;
mod compare;
mod csv;
mod ede;
mod haystack;
#[cfg(test)]
mod hostile;
pub mod limits;
mod list;
mod problem;
mod states;
mod tags;
mod text;

pub use self::csv::{CsvStyle, read_csv, write_csv};
pub use brick::write_brick;
pub use check::wrong_with;
pub use column::Column;
pub use compare::{Change, Create, Mode, Plan, Update, compare};
pub use ede::{EdeFiles, EdeHead, EdeSet, read_ede, write_ede};
pub use haystack::{
    read_json, read_trio, read_zinc, write_hayson, write_json_v3, write_trio, write_zinc,
};
pub use list::{
    End, EquipmentName, PlaceName, PointList, PointRow, Relation, Sheet, SheetRow, Standing,
};
pub use problem::{Problem, Problems};
pub use states::States;
pub use tags::{TagName, Tags};
pub use text::Separator;
