//! Connections, points and the quarantine on the command line.

use std::path::PathBuf;

use super::{PointsExportArgs, PointsImportArgs};
use clap::{ArgGroup, Args, Subcommand, ValueEnum};
use model::Conventions;

use crate::conventions;

#[derive(Debug, Subcommand)]
pub(crate) enum BrokerCommand {
    /// Add a connection to a broker
    #[command(after_help = "\
Example:
  plantroomctl broker add plant mqtt://192.168.10.5:1883 --subscribe 'ahu/#' --subscribe 'meter/#'
  plantroomctl broker add campus mqtts://broker.example --ca /etc/plantroom/ca.pem \\
      --user console --password-stdin < password.txt
  plantroomctl broker add meters mqtt://192.168.10.6 --conventions homie,ha-discovery
  plantroomctl broker add roof mqtt://192.168.10.7 --conventions all-but:json,plain")]
    Add(Box<AddArgs>),
    /// Change a connection; what is not named stays as it is
    #[command(after_help = "\
With --conventions alone the connection goes on and loses nothing: what the broker retained is heard once more on a
second connection, which ends with it. Where the broker does not let that one in, `broker list` says so and what to do.
Anything else makes it anew.

Example:
  plantroomctl broker edit plant --url mqtts://192.168.10.5:8883 --ca /etc/plantroom/ca.pem
  plantroomctl broker edit plant --user console --password-stdin < password.txt
  plantroomctl broker edit plant --without ca --without user
  plantroomctl broker edit plant --conventions homie,ha-discovery")]
    Edit(Box<EditArgs>),
    /// List the connections and how they are
    #[command(after_help = "Example:\n  plantroomctl broker list")]
    List,
    /// Try a connection once, and tell each step from the settings to the size of messages
    #[command(after_help = "\
Exits with 5 where a step fails, with 3 where that is a setting or a file that it names.

Example:
  plantroomctl broker test plant")]
    Test(NamedArgs),
    /// Sign in under another name, or with another password
    #[command(after_help = "\
Example:
  plantroomctl broker login plant --user console --password-stdin < password.txt")]
    Login(LoginArgs),
    /// Forget the password of a connection, which then waits for it
    #[command(after_help = "Example:\n  plantroomctl broker forget-password plant")]
    ForgetPassword(NamedArgs),
    /// Remove a connection; what was stored stays
    #[command(after_help = "Example:\n  plantroomctl broker remove plant")]
    Remove(NamedArgs),
}

#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    /// What people will call it
    pub(crate) name: String,
    /// Where the broker is: mqtt://host:port, mqtts://host:port, ws://host:port/path or wss://host:port/path
    pub(crate) url: String,
    /// The protocol to insist on; else 5 and then 3.1.1 are tried
    #[arg(long, value_name = "VERSION")]
    pub(crate) version: Option<Version>,
    /// What to subscribe to, may be repeated; else everything
    #[arg(long = "subscribe", value_name = "FILTER")]
    pub(crate) filters: Vec<String>,
    /// Sign in under this name
    #[arg(long, value_name = "U", requires = "password_stdin")]
    pub(crate) user: Option<String>,
    /// Read the password from the first line of standard input
    #[arg(long, requires = "user")]
    pub(crate) password_stdin: bool,
    /// Trust the authorities in this PEM file, and no other; else those of the operating system
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,
    /// Show this certificate (PEM) to a broker that asks for one
    #[arg(long, value_name = "FILE", requires = "key")]
    pub(crate) cert: Option<PathBuf>,
    /// Its private key (PEM, without a passphrase)
    #[arg(long, value_name = "FILE", requires = "cert")]
    pub(crate) key: Option<PathBuf>,
    /// Accept just the certificate with this SHA-256 fingerprint, whoever issued it
    #[arg(long, value_name = "SHA256")]
    pub(crate) pin: Option<String>,
    /// What messages may be read by: all, a list such as homie,ha-discovery, or all-but:json,plain; a single one reads all
    #[arg(long, value_name = "C", value_parser = conventions::parsed, default_value = "all", hide_default_value = true)]
    pub(crate) conventions: Conventions,
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("changes").required(true).multiple(true)))]
pub(crate) struct EditArgs {
    /// Name of the connection
    pub(crate) name: String,
    /// Where the broker is now
    #[arg(long, value_name = "URL", group = "changes")]
    pub(crate) url: Option<String>,
    /// The protocol to insist on from now on
    #[arg(long, value_name = "VERSION", group = "changes")]
    pub(crate) version: Option<Version>,
    /// What to subscribe to in place of what it does, may be repeated; # is everything
    #[arg(long = "subscribe", value_name = "FILTER", group = "changes")]
    pub(crate) filters: Vec<String>,
    /// Sign in under this name
    #[arg(long, value_name = "U", requires = "password_stdin", group = "changes")]
    pub(crate) user: Option<String>,
    /// Read the password from the first line of standard input
    #[arg(long, requires = "user")]
    pub(crate) password_stdin: bool,
    /// Trust the authorities in this PEM file, and no other
    #[arg(long, value_name = "FILE", group = "changes")]
    pub(crate) ca: Option<PathBuf>,
    /// Show this certificate (PEM) to a broker that asks for one
    #[arg(long, value_name = "FILE", requires = "key", group = "changes")]
    pub(crate) cert: Option<PathBuf>,
    /// Its private key (PEM, without a passphrase)
    #[arg(long, value_name = "FILE", requires = "cert")]
    pub(crate) key: Option<PathBuf>,
    /// Accept just the certificate with this SHA-256 fingerprint, whoever issued it
    #[arg(long, value_name = "SHA256", group = "changes")]
    pub(crate) pin: Option<String>,
    /// What messages may be read by: all, a list such as homie,ha-discovery, or all-but:json,plain; a single one reads all
    #[arg(long, value_name = "C", value_parser = conventions::parsed, group = "changes")]
    pub(crate) conventions: Option<Conventions>,
    /// What it is to do without from now on, may be repeated
    #[arg(long, value_name = "WHAT", group = "changes")]
    pub(crate) without: Vec<Without>,
}

/// What a connection can do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Without {
    /// The CA file: the operating system's authorities are trusted
    Ca,
    /// The client certificate and its key
    Cert,
    /// The pinned certificate
    Pin,
    /// The user name and its password: it signs in as nobody
    User,
    /// The version of MQTT: 5 and then 3.1.1 are tried
    Version,
}

#[derive(Debug, Args)]
pub(crate) struct LoginArgs {
    /// Name of the connection
    pub(crate) name: String,
    /// The name at the broker
    #[arg(long, value_name = "U")]
    pub(crate) user: String,
    /// Read the password from the first line of standard input
    #[arg(long, required = true)]
    pub(crate) password_stdin: bool,
}

#[derive(Debug, Clone, Copy, Subcommand)]
pub(crate) enum SecretsCommand {
    /// Tell what keeps passwords, and which connections wait for one
    #[command(after_help = "Example:\n  plantroomctl secrets show --json")]
    Show,
    /// Unlock the sealed file of a running collector
    #[command(after_help = "\
Example:
  plantroomctl secrets unlock --passphrase-stdin < passphrase.txt")]
    Unlock(PassphraseArgs),
    /// Keep passwords in a file of the data folder, sealed with a passphrase
    #[command(after_help = "\
Where there is a keyring, that is the better place. An unlocked file gets another passphrase.

Example:
  plantroomctl secrets seal --passphrase-stdin < passphrase.txt")]
    Seal(PassphraseArgs),
}

#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct PassphraseArgs {
    /// Read the passphrase from the first line of standard input
    #[arg(long, required = true)]
    pub(crate) passphrase_stdin: bool,
}

#[derive(Debug, Args)]
pub(crate) struct NamedArgs {
    /// Name of the connection
    pub(crate) name: String,
}

/// A version of MQTT.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Version {
    #[value(name = "3.1.1")]
    V311,
    #[value(name = "5")]
    V5,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PointsCommand {
    /// List the points
    #[command(after_help = "Example:\n  plantroomctl points list --json")]
    List,
    /// List the points that were found and not accepted
    #[command(after_help = "Example:\n  plantroomctl points inbox --connection plant")]
    Inbox {
        /// Only those of this connection
        #[arg(long, value_name = "C")]
        connection: Option<String>,
    },
    /// Take found points into the model
    #[command(after_help = "\
Example:
  plantroomctl points accept --point ahu1/temperature --floor \"2nd floor\"
  plantroomctl points accept --all --connection plant")]
    Accept(AcceptArgs),
    /// Take in a list of points, as a whole or not at all
    #[command(after_help = "\
Reads CSV, BACnet EDE and Haystack (Zinc, JSON, Trio). With one problem or more nothing changes; each is told with its
row. With --dry-run nothing changes either way.

Example:
  plantroomctl points import points.csv --dry-run
  plantroomctl points import Plant_EDE.csv --mode update")]
    Import(PointsImportArgs),
    /// Write the points of the model as a list
    #[command(after_help = "\
Example:
  plantroomctl points export points.csv
  plantroomctl points export model.ttl")]
    Export(PointsExportArgs),
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("which").required(true).args(["points", "all"])))]
pub(crate) struct AcceptArgs {
    /// These, by stable id or unique name
    #[arg(long = "point", value_name = "P", num_args = 1..)]
    pub(crate) points: Vec<String>,
    /// All that wait
    #[arg(long)]
    pub(crate) all: bool,
    /// With --all: only those of this connection
    #[arg(long, value_name = "C", requires = "all", conflicts_with = "points")]
    pub(crate) connection: Option<String>,
    /// Put them on this floor
    #[arg(long, value_name = "F")]
    pub(crate) floor: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum QuarantineCommand {
    /// List what was refused, newest first
    #[command(after_help = "Example:\n  plantroomctl quarantine list --connection plant --json")]
    List(RefusalsArgs),
    /// Try messages again with the conventions and mappings of now; what can be read is stored
    #[command(after_help = "\
Example:
  plantroomctl quarantine replay 3f8a1c0de5b27794
  plantroomctl quarantine replay --all")]
    Replay(WhichArgs),
    /// Take kinds of refusals out of the list; they come back with the next one
    #[command(after_help = "Example:\n  plantroomctl quarantine dismiss 3f8a1c0de5b27794")]
    Dismiss(WhichArgs),
}

#[derive(Debug, Args)]
pub(crate) struct RefusalsArgs {
    /// Only those with this reason, such as broken_json
    #[arg(long, value_name = "R")]
    pub(crate) reason: Option<String>,
    /// Only those of this connection
    #[arg(long, value_name = "C")]
    pub(crate) connection: Option<String>,
    /// Only those whose topic or field holds all these words
    #[arg(long, value_name = "WORDS")]
    pub(crate) text: Option<String>,
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("which").required(true).args(["ids", "all"])))]
pub(crate) struct WhichArgs {
    /// These, by the id that the list shows
    #[arg(value_name = "ID")]
    pub(crate) ids: Vec<String>,
    /// All of them
    #[arg(long)]
    pub(crate) all: bool,
}
