//! Mappings on the command line.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum MappingCommand {
    /// List the mappings in the order in which they read a message
    #[command(after_help = "Example:\n  plantroomctl mapping list")]
    List,
    /// Write the file of a mapping to standard output
    #[command(after_help = "Example:\n  plantroomctl mapping show \"Heat pumps\" > pumps.json")]
    Show(MappingNamed),
    /// Save a mapping, in place of the one of its name; it reads messages at once
    #[command(after_help = "\
Every mistake in the file is told with its line. With one mistake or more nothing changes. Where values of known points
would mean something else than before, such as in another unit or scaled, nothing changes either, until --go-on or
--new-points says what becomes of their histories.

Example:
  plantroomctl mapping save pumps.json --connection plant
  plantroomctl mapping save pumps.json --new-points")]
    Save(SaveArgs),
    /// Have a mapping read messages
    #[command(after_help = "Example:\n  plantroomctl mapping on \"Heat pumps\"")]
    On(MappingNamed),
    /// Have a mapping read messages no more
    #[command(after_help = "Example:\n  plantroomctl mapping off \"Heat pumps\"")]
    Off(MappingNamed),
    /// Move a mapping in the order: of a point that several tell, the first one's value counts
    #[command(after_help = "\
Example:
  plantroomctl mapping move \"Heat pumps\" --before \"Everything else\"
  plantroomctl mapping move \"Everything else\" --last")]
    Move(MoveArgs),
    /// Remove a mapping; what it read stays stored
    #[command(after_help = "Example:\n  plantroomctl mapping remove \"Heat pumps\"")]
    Remove(MappingNamed),
    /// Tell what a mapping would read, and save nothing
    #[command(after_help = "\
It is tried on the captured messages of its topics and on those of the quarantine: a running collector remembers some. With
--payload it is tried on that message alone.

Example:
  plantroomctl mapping try pumps.json
  plantroomctl mapping try pumps.json --payload message.json --topic site/a/hp/1")]
    Try(TryArgs),
    /// Tell what the captured messages of a topic hold, to choose values from
    #[command(after_help = "\
Example:
  plantroomctl mapping leaves --connection plant --topic site/a/hp/1")]
    Leaves(LeavesArgs),
}

#[derive(Debug, Args)]
pub(crate) struct MappingNamed {
    /// Name of the mapping
    pub(crate) name: String,
}

#[derive(Debug, Args)]
pub(crate) struct MoveArgs {
    /// Name of the mapping
    pub(crate) name: String,
    /// The mapping that it is to stand before
    #[arg(long, value_name = "NAME", required_unless_present = "last")]
    pub(crate) before: Option<String>,
    /// Behind all others
    #[arg(long, conflicts_with = "before")]
    pub(crate) last: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SaveArgs {
    /// The mapping's file
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Have it read messages of this connection alone; else of all, or as before
    #[arg(long, value_name = "C", conflicts_with = "all_connections")]
    pub(crate) connection: Option<String>,
    /// Have it read messages of every connection
    #[arg(long)]
    pub(crate) all_connections: bool,
    /// Save it without having it read
    #[arg(long)]
    pub(crate) off: bool,
    /// Have points whose values mean something else go on, in one history; a unit that is new is theirs from then on
    #[arg(long, conflicts_with = "new_points")]
    pub(crate) go_on: bool,
    /// Have values that mean something else begin new points, under new names in the mapping
    #[arg(long)]
    pub(crate) new_points: bool,
}

#[derive(Debug, Args)]
pub(crate) struct TryArgs {
    /// The mapping's file
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Only on messages of this connection
    #[arg(long, value_name = "C")]
    pub(crate) connection: Option<String>,
    /// On the message in this file alone
    #[arg(long, value_name = "FILE", requires = "topic", conflicts_with = "connection")]
    pub(crate) payload: Option<PathBuf>,
    /// With --payload: the topic it came on
    #[arg(long, value_name = "T", requires = "payload")]
    pub(crate) topic: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct LeavesArgs {
    /// Name of the connection
    #[arg(long, value_name = "C")]
    pub(crate) connection: String,
    /// The topic
    #[arg(long, value_name = "T")]
    pub(crate) topic: String,
}
