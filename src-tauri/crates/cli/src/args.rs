//! What may be written on the command line.

mod connection;
mod exchange;
mod history;
mod load;
mod mapping;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

pub(crate) use connection::{
    AcceptArgs, AddArgs, BrokerCommand, EditArgs, LoginArgs, PointsCommand, QuarantineCommand,
    SecretsCommand, Version, WhichArgs, Without,
};
pub(crate) use exchange::{PointsExportArgs, PointsFormat, PointsImportArgs, PointsMode};
pub(crate) use history::{
    AskedResolution, ExportArgs, ExportCommand, Format, ImportCommand, ImportReadingsArgs,
    ReadingsArgs,
};
pub(crate) use load::{BenchArgs, SimulateArgs};
pub(crate) use mapping::{MappingCommand, SaveArgs, TryArgs};

use crate::time;

const COMMON: &str = "Common options";

/// Operates buildings without a window: collects from MQTT brokers, keeps the history and answers from it.
#[derive(Debug, Parser)]
#[command(
    name = "plantroomctl",
    version,
    arg_required_else_help = true,
    max_term_width = 100,
    after_help = "\
Exit codes: 0 ok, 1 failure, 2 usage, 3 configuration invalid, 4 store locked or damaged,
5 broker unreachable, 6 cancelled, 7 not allowed, 130 interrupted.

Example:
  plantroomctl init --timezone Europe/Berlin
  plantroomctl broker add plant mqtt://localhost:1883
  plantroomctl collect"
)]
pub(crate) struct Arguments {
    /// Data folder; else PLANTROOM_DATA, else the platform's local data folder
    #[arg(long, global = true, help_heading = COMMON, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// Answer with JSON on standard output
    #[arg(long, global = true, help_heading = COMMON)]
    pub(crate) json: bool,
    /// Say nothing but the answer and errors
    #[arg(long, short, global = true, help_heading = COMMON)]
    pub(crate) quiet: bool,
    /// Log what is done, on standard error
    #[arg(long, short, global = true, help_heading = COMMON, conflicts_with = "quiet")]
    pub(crate) verbose: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Every command of this version.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a data folder, or complete an existing one
    #[command(after_help = "Example:\n  plantroomctl init --timezone Europe/Berlin")]
    Init(InitArgs),
    /// Collect from all brokers until stopped
    #[command(after_help = "\
SIGTERM and Ctrl+C stop it with nothing lost.

Example:
  plantroomctl collect --duration 2h --json")]
    Collect(CollectArgs),
    /// Connections to brokers
    #[command(after_help = "Example:\n  plantroomctl broker add plant mqtt://localhost:1883")]
    Broker {
        #[command(subcommand)]
        command: BrokerCommand,
    },
    /// Where passwords are kept, and the file that a passphrase seals
    #[command(after_help = "Example:\n  plantroomctl secrets show")]
    Secrets {
        #[command(subcommand)]
        command: SecretsCommand,
    },
    /// The points of the model, and the inbox of found ones
    #[command(after_help = "Example:\n  plantroomctl points accept --all --floor \"2nd floor\"")]
    Points {
        #[command(subcommand)]
        command: PointsCommand,
    },
    /// What was refused, why, and the messages that can be tried again
    #[command(after_help = "Example:\n  plantroomctl quarantine list --reason broken_json")]
    Quarantine {
        #[command(subcommand)]
        command: QuarantineCommand,
    },
    /// What messages mean that no convention knows
    #[command(after_help = "Example:\n  plantroomctl mapping try pumps.json")]
    Mapping {
        #[command(subcommand)]
        command: MappingCommand,
    },
    /// Current values with their age and quality
    #[command(after_help = "Example:\n  plantroomctl latest --floor \"2nd floor\"")]
    Latest(LatestArgs),
    /// A point's history
    #[command(after_help = "\
Only `auto` thins, to at most 2,000 points unless told. `raw` is every reading.

Example:
  plantroomctl readings --point ahu1/temperature --last 24h
  plantroomctl readings --point ahu1/temperature --from 2026-03-01T00:00:00Z \\
      --to 2026-04-01T00:00:00Z --resolution 1h --format csv --out march.csv")]
    Readings(ReadingsArgs),
    /// Take data from a file
    #[command(after_help = "Example:\n  plantroomctl import readings history.csv")]
    Import {
        #[command(subcommand)]
        command: ImportCommand,
    },
    /// Write data to a file
    #[command(after_help = "Example:\n  plantroomctl export readings --last 1y --out year.parquet")]
    Export {
        #[command(subcommand)]
        command: ExportCommand,
    },
    /// Decode messages, with no broker and no store
    #[command(after_help = "\
Each input line is {\"topic\",\"payload\" or \"payload_hex\",\"retain\"?}; each gives one output line.

Example:
  echo '{\"topic\":\"ahu1/temperature\",\"payload\":\"21.5\"}' | plantroomctl decode")]
    Decode(DecodeArgs),
    /// Make the messages that command points, with no broker and no store; nothing is sent
    #[command(after_help = "\
Each input line is a message as `decode` takes it, or {\"device\",\"point\",\"value\",\"priority\"?}; each gives one output
line: for a message the points that take commands, for a wanted value {\"topic\",\"payload\" or \"payload_hex\",\"retain\",\"qos\"}
or {\"error\"}. A device is called by its id or its name, a point by its path or the end of it.

Example:
  plantroomctl encode --input wanted.jsonl")]
    Encode(EncodeArgs),
    /// Size, checks and sealing of the store
    #[command(after_help = "Example:\n  plantroomctl store verify --json")]
    Store {
        #[command(subcommand)]
        command: StoreCommand,
    },
    /// A simulated building that publishes to a real broker
    #[command(after_help = "\
Example:
  plantroomctl simulate --broker mqtt://localhost:1883 --points 500 --rate 1000 --duration 10min")]
    Simulate(SimulateArgs),
    /// One benchmark; prints its figures with their units
    #[command(after_help = "Example:\n  plantroomctl bench ingest --points 200 --json")]
    Bench(BenchArgs),
    /// Counters and percentiles
    #[command(after_help = "Example:\n  plantroomctl health --json")]
    Health,
}

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// Make the demo building: software devices, eight weeks of history, nothing in it is real
    #[arg(long)]
    pub(crate) demo: bool,
    /// The site's time zone, such as Europe/Berlin; else the system's
    #[arg(long, value_name = "TZ")]
    pub(crate) timezone: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct CollectArgs {
    /// Stop by itself after this time, such as 30s, 10min, 2h or 7d
    #[arg(long, value_name = "D", value_parser = time::duration)]
    pub(crate) duration: Option<Duration>,
}

#[derive(Debug, Args)]
pub(crate) struct LatestArgs {
    /// Only points of this building
    #[arg(long, value_name = "B")]
    pub(crate) building: Option<String>,
    /// Only points of this floor
    #[arg(long, value_name = "F")]
    pub(crate) floor: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct DecodeArgs {
    /// File of messages, one JSON object a line; `-` is standard input
    #[arg(long, value_name = "F.jsonl", default_value = "-")]
    pub(crate) input: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct EncodeArgs {
    /// File of messages and wanted values, one JSON object a line; `-` is standard input
    #[arg(long, value_name = "F.jsonl", default_value = "-")]
    pub(crate) input: PathBuf,
}

#[derive(Debug, Clone, Copy, Subcommand)]
pub(crate) enum StoreCommand {
    /// How large the store is
    #[command(after_help = "Example:\n  plantroomctl store stats")]
    Stats,
    /// Read everything that is stored and check it; exit code 4 where something is damaged
    #[command(after_help = "Example:\n  plantroomctl store verify --json")]
    Verify,
    /// Seal what can be sealed now
    #[command(after_help = "Example:\n  plantroomctl store seal")]
    Seal,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_command_shows_an_example() {
        fn look(command: &clap::Command, path: &str) {
            for command in command.get_subcommands() {
                let path = format!("{path} {}", command.get_name());
                let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
                assert!(help.contains("plantroomctl"), "{path} has no example");
                look(command, &path);
            }
        }
        look(&Arguments::command(), "plantroomctl");
    }

    #[test]
    fn a_wrong_command_line_is_refused() {
        for line in [
            "nonsense",
            "alarms list",
            "broker add",
            "broker add a mqtt://b --version 4",
            "broker add a mqtt://b --user u",
            "broker add a mqtt://b --password-stdin",
            "broker add a mqtt://b --user u --password p",
            "broker edit a",
            "broker edit a --user u",
            "broker edit a --cert c",
            "broker edit a --without key",
            "broker edit a --version 4",
            "broker login a",
            "broker login a --user u",
            "secrets unlock",
            "secrets seal word",
            "points accept",
            "points accept --point a --all",
            "points accept --point a --connection c",
            "quarantine replay",
            "quarantine dismiss a --all",
            "points import",
            "points import f.csv --mode merge",
            "points export",
            "readings --last 24h",
            "readings --point a",
            "readings --point a --last 24h --from 2026-01-01T00:00:00Z --to 2026-01-02T00:00:00Z",
            "readings --point a --from 2026-01-01T00:00:00Z",
            "readings --point a --last 24h --resolution 2h",
            "readings --point a --last 24h --max-points 0",
            "export readings --last 1d",
            "import readings",
            "simulate --rate -1",
            "simulate --rate nan",
            "simulate --points 0",
            "simulate --convention smoke-signals",
            "simulate --convention homie --log f",
            "simulate --truth f",
            "health --quiet --verbose",
        ] {
            let words = std::iter::once("plantroomctl").chain(line.split(' '));
            let error = Arguments::try_parse_from(words).expect_err(line);
            assert_eq!(error.exit_code(), 2, "{line}");
        }
    }

    #[test]
    fn what_the_contract_writes_is_understood() {
        for line in [
            "init",
            "--data-dir /d init --timezone Europe/Berlin",
            "--data-dir /d init --demo",
            "collect --duration 10min --json",
            "broker add a mqtt://b --version 3.1.1 --subscribe x/# --subscribe y/#",
            "broker add a mqtt://b --version 5 --data-dir /d",
            "broker add a mqtt://b --user u --password-stdin",
            "broker edit a --url mqtts://c --ca f --cert c --key k --subscribe x/#",
            "broker edit a --without ca --without user --version 5",
            "broker edit a --user u --password-stdin",
            "broker edit a --conventions all-but:json,plain",
            "broker login a --user u --password-stdin",
            "broker forget-password a",
            "secrets show --json",
            "secrets unlock --passphrase-stdin",
            "secrets seal --passphrase-stdin",
            "broker list --json",
            "broker test a",
            "broker remove a",
            "points list",
            "points inbox --connection c",
            "points accept --point a b --floor F",
            "points accept --point a --point b",
            "points accept --all --connection c",
            "quarantine list --reason null --connection c --text ahu --json",
            "quarantine replay a b",
            "quarantine dismiss --all",
            "points import f.csv --dry-run --mode replace",
            "points import f_EDE.csv --format ede --mode update",
            "points export f.ttl",
            "points export f --format json-v3",
            "latest --building B --floor F",
            "readings --point a --last 24h --resolution raw --max-points 10 --format json --utc",
            "readings --point a --from 2026-01-01T00:00:00Z --to 2026-01-02T00:00:00+01:00",
            "import readings f.csv",
            "export readings --last 1y --out f.parquet",
            "export readings --point a --point b --last 2w --out f.csv",
            "decode",
            "decode --input -",
            "store stats",
            "simulate --broker mqtt://b --points 10 --rate 2.5 --seed 1 --duration 7d --log f",
            "simulate --points 500 --convention homie --convention sparkplug-b --truth f",
            "bench query --points 200 --days 365 --every 60 --seed 1 --reuse",
            "health -v",
        ] {
            let words = std::iter::once("plantroomctl").chain(line.split(' '));
            if let Err(error) = Arguments::try_parse_from(words) {
                panic!("{line}: {error}");
            }
        }
    }
}
