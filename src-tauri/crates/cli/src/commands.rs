//! One module per command, and what they share: the way to the engine, and the ear for Ctrl+C.

mod bench;
mod broker;
mod collect;
mod decode;
mod encode;
mod export;
mod health;
mod import;
mod init;
mod latest;
mod lines;
mod mapping;
mod points;
mod quarantine;
mod readings;
mod secrets;
mod signals;
mod simulate;
mod store;

use std::path::PathBuf;

use engine::Door;

use crate::args::{Arguments, Command, ExportCommand, ImportCommand};
use crate::exit::Ended;
use crate::output::Output;

/// Runs the command that was asked for.
pub(crate) async fn run(arguments: Arguments, output: &Output) -> Result<(), Ended> {
    let folder = || engine::data_folder(arguments.data_dir.clone());
    match &arguments.command {
        Command::Init(args) => init::run(&folder(), args, *output).await,
        Command::Collect(args) => collect::run(&folder(), args, *output).await,
        Command::Decode(args) => decode::run(args).await,
        Command::Encode(args) => encode::run(args).await,
        Command::Simulate(args) => simulate::run(args, *output).await,
        Command::Bench(args) => bench::run(args, arguments.data_dir.as_deref()).await,
        Command::Broker { command } => {
            with_door(folder(), async |door| broker::run(door, command, *output).await).await
        }
        Command::Secrets { command } => {
            with_door(folder(), async |door| secrets::run(door, *command, *output).await).await
        }
        Command::Points { command } => {
            with_door(folder(), async |door| points::run(door, command, *output).await).await
        }
        Command::Quarantine { command } => {
            with_door(folder(), async |door| quarantine::run(door, command, *output).await).await
        }
        Command::Mapping { command } => {
            with_door(folder(), async |door| mapping::run(door, command, *output).await).await
        }
        Command::Latest(args) => {
            with_door(folder(), async |door| latest::run(door, args, *output).await).await
        }
        Command::Readings(args) => {
            with_door(folder(), async |door| readings::run(door, args, *output).await).await
        }
        Command::Import { command: ImportCommand::Readings(args) } => {
            with_door(folder(), async |door| import::run(door, args, *output).await).await
        }
        Command::Export { command: ExportCommand::Readings(args) } => {
            with_door(folder(), async |door| export::run(door, args, *output).await).await
        }
        Command::Store { command } => {
            with_door(folder(), async |door| store::run(door, *command, *output).await).await
        }
        Command::Health => with_door(folder(), async |door| health::run(door, *output).await).await,
    }
}

/// Does the work through a door to the engine; Ctrl+C ends it. The door is closed in either case, so that the folder
/// is given back in order.
async fn with_door(
    folder: PathBuf,
    work: impl AsyncFnOnce(&Door) -> Result<(), Ended>,
) -> Result<(), Ended> {
    let mut interrupt = signals::interrupt()?;
    let door = Door::open(&folder).await?;
    let ended = tokio::select! {
        ended = work(&door) => ended,
        () = interrupt.come() => Err(Ended::Interrupted),
    };
    door.close().await;
    ended
}
