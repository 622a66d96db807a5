//! Point lists on the command line.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
pub(crate) struct PointsImportArgs {
    /// The list; of BACnet EDE the `*_EDE.csv`, whose tables are taken from beside it
    #[arg(value_name = "F")]
    pub(crate) file: PathBuf,
    /// Only tell what would change
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// create adds points, update changes them, replace does both and takes back what the list does not name
    #[arg(long, value_name = "MODE", default_value = "create")]
    pub(crate) mode: PointsMode,
    /// Format of the file; else told by its name
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<PointsFormat>,
}

#[derive(Debug, Args)]
pub(crate) struct PointsExportArgs {
    /// File to write: .csv, _EDE.csv, .zinc, .json, .trio or .ttl
    #[arg(value_name = "F")]
    pub(crate) file: PathBuf,
    /// Format of the file; else told by its name
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<PointsFormat>,
}

/// What a list is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PointsMode {
    Create,
    Update,
    Replace,
}

/// A format of point lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PointsFormat {
    Csv,
    Ede,
    Zinc,
    Hayson,
    JsonV3,
    Trio,
    Brick,
}
