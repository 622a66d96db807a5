//! History on the command line: readings, import, export.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};
use model::{Resolution, TimeRange, Timestamp};
use wire::ResolutionAsked;

use crate::exit::Ended;
use crate::time;

#[derive(Debug, Clone, Copy, Args)]
#[group(id = "range", required = true, multiple = true)]
pub(crate) struct RangeArgs {
    /// Beginning of the range, RFC 3339
    #[arg(long, value_name = "T", value_parser = time::instant, requires = "to", conflicts_with = "last")]
    from: Option<Timestamp>,
    /// End of the range, excluded
    #[arg(long, value_name = "T", value_parser = time::instant, requires = "from", conflicts_with = "last")]
    to: Option<Timestamp>,
    /// The range up to now, such as 24h, 7d, 2w or 1y
    #[arg(long, value_name = "N", value_parser = time::last)]
    last: Option<Duration>,
}

impl RangeArgs {
    /// The range meant, counted back from `now` where it has only a length.
    pub(crate) fn range(self, now: Timestamp) -> Result<TimeRange, Ended> {
        let hint = "Use --last 24h, or --from and --to with RFC 3339 times.";
        time::range(self.from, self.to, self.last, now)
            .map_err(|message| Ended::usage(message, hint))?
            .ok_or_else(|| Ended::usage("No range was given.", hint))
    }
}

#[derive(Debug, Args)]
pub(crate) struct ReadingsArgs {
    /// Stable id or unique name of the point
    #[arg(long, value_name = "P")]
    pub(crate) point: String,
    #[command(flatten)]
    pub(crate) range: RangeArgs,
    /// How finely: raw, 15m, 1h, 1d, 1mo, or auto
    #[arg(long, value_name = "R", default_value = "auto")]
    pub(crate) resolution: AskedResolution,
    /// With auto: thin to this many; else refuse a longer answer
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) max_points: Option<u32>,
    /// Form of the output; else told by the ending of --out
    #[arg(long, value_name = "FORM")]
    pub(crate) format: Option<Format>,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "F")]
    pub(crate) out: Option<PathBuf>,
    /// Cut hours, days and months by UTC instead of the site's zone
    #[arg(long)]
    pub(crate) utc: bool,
}

/// How finely history is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AskedResolution {
    #[value(name = "raw")]
    Raw,
    #[value(name = "15m")]
    QuarterHour,
    #[value(name = "1h")]
    Hour,
    #[value(name = "1d")]
    Day,
    #[value(name = "1mo")]
    Month,
    #[value(name = "auto")]
    Auto,
}

impl From<AskedResolution> for ResolutionAsked {
    fn from(asked: AskedResolution) -> Self {
        match asked {
            AskedResolution::Raw => Self::Exactly(Resolution::Raw),
            AskedResolution::QuarterHour => Self::Exactly(Resolution::QuarterHour),
            AskedResolution::Hour => Self::Exactly(Resolution::Hour),
            AskedResolution::Day => Self::Exactly(Resolution::Day),
            AskedResolution::Month => Self::Exactly(Resolution::Month),
            AskedResolution::Auto => Self::Auto,
        }
    }
}

/// A form of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Comma-separated, with a header.
    Csv,
    /// One JSON object.
    Json,
    /// Columns, compressed.
    Parquet,
}

impl Format {
    /// The form that the ending of a file's name tells.
    pub(crate) fn of_name(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?;
        Self::from_str(ending, true).ok()
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    /// Readings in long form: ts,point,value,unit,quality
    #[command(after_help = "\
Times are RFC 3339 or milliseconds since 1970. Rows that cannot be read are named and left out;
an unknown point becomes a found point. The same file twice changes nothing.

Example:
  plantroomctl import readings history.csv --json")]
    Readings(ImportReadingsArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ImportReadingsArgs {
    /// The file, .csv or .parquet
    #[arg(value_name = "F.csv|F.parquet")]
    pub(crate) file: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ExportCommand {
    /// Readings in long form: ts,point,value,unit,quality
    #[command(after_help = "\
Example:
  plantroomctl export readings --from 2026-01-01T00:00:00Z --to 2027-01-01T00:00:00Z --out 2026.parquet
  plantroomctl export readings --point ahu1/temperature --last 7d --out week.csv")]
    Readings(ExportArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// Only these, by stable id or unique name; else all points
    #[arg(long = "point", value_name = "P", num_args = 1..)]
    pub(crate) points: Vec<String>,
    #[command(flatten)]
    pub(crate) range: RangeArgs,
    /// The file to write, .csv or .parquet
    #[arg(long, value_name = "F.csv|F.parquet")]
    pub(crate) out: PathBuf,
}
