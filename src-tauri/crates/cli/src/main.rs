//! `plantroomctl`: every main job without a window.
//!
//! Parses the command line, asks the engine through its one door and prints the answer. It has no rules of its own:
//! what may be done and what a request means is the engine's to say. Answers go to standard output; logs, progress
//! and errors go to standard error.

mod args;
mod commands;
mod conventions;
mod entered;
mod exit;
mod files;
mod output;
mod progress;
mod time;

use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use tracing_subscriber::EnvFilter;

use crate::args::{Arguments, Command};
use crate::exit::Ended;
use crate::output::Output;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    start_log(&arguments);
    match run(arguments) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(ended)) => exit::tell(&ended),
        Err(error) => {
            exit::tell(&Ended::could_not(format!("The program cannot start: {error:#}."), ""))
        }
    }
}

/// Runs the command to its end; the outer error is a system that gives no threads.
fn run(arguments: Arguments) -> anyhow::Result<Result<(), Ended>> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the system gave no threads")?;
    let output = Output::new(arguments.json, arguments.quiet);
    let ended = runtime.block_on(commands::run(arguments, &output));
    // A thread may still wait for standard input; it must not keep the program from ending.
    runtime.shutdown_background();
    Ok(ended)
}

fn start_log(arguments: &Arguments) {
    let filter = if arguments.quiet {
        "error"
    } else if arguments.verbose {
        "debug,sqlx=info,rumqttc=info,h2=info,mio=info"
    } else if matches!(arguments.command, Command::Collect(_)) {
        "info,sqlx=warn,rumqttc=warn"
    } else {
        "warn"
    };
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(std::io::stderr)
        .with_ansi(output::errors_are_seen())
        .init();
}
