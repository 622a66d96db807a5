//! The desktop program: reads its one argument, prepares logging and graphics, then hands over to the shell.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use tracing_subscriber::EnvFilter;

const USAGE: &str = "usage: plantroom [--data-dir DIR]";

fn main() -> ExitCode {
    #[cfg(target_os = "linux")]
    prepare_graphics();
    start_logging();
    let named = match data_dir(std::env::args_os().skip(1)) {
        Ok(named) => named,
        Err(words) => return refuse(&words),
    };
    match plantroom_shell::run(engine::data_folder(named)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "Window not opened");
            ExitCode::FAILURE
        }
    }
}

/// Without a graphics card WebKit's default renderer draws 10 to 20 frames a second, the plain one more than 50.
#[cfg(target_os = "linux")]
fn prepare_graphics() {
    const VARIABLE: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if std::env::var_os(VARIABLE).is_none() && !has_render_node() {
        #[expect(
            unsafe_code,
            reason = "the environment is set before GTK or anything else starts a thread"
        )]
        // SAFETY: `main` calls this first, so no other thread reads the environment.
        unsafe {
            std::env::set_var(VARIABLE, "1");
        }
    }
}

#[cfg(target_os = "linux")]
fn has_render_node() -> bool {
    std::fs::read_dir("/dev/dri").is_ok_and(|nodes| {
        nodes.flatten().any(|node| node.file_name().as_encoded_bytes().starts_with(b"renderD"))
    })
}

/// Logs go to standard error; `PLANTROOM_LOG` takes a level or a filter.
fn start_logging() {
    let filter =
        EnvFilter::try_from_env("PLANTROOM_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).init();
}

/// The folder that the arguments name, if they name one.
fn data_dir(arguments: impl Iterator<Item = OsString>) -> Result<Option<PathBuf>, String> {
    let mut named = None;
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        let folder = if argument == "--data-dir" {
            arguments.next()
        } else {
            argument.to_str().and_then(|text| text.strip_prefix("--data-dir=")).map(OsString::from)
        };
        match folder {
            Some(folder) if !folder.is_empty() => named = Some(PathBuf::from(folder)),
            Some(_) => return Err("--data-dir needs a folder".to_owned()),
            None if argument == "--data-dir" => return Err("--data-dir needs a folder".to_owned()),
            None => return Err(format!("unknown argument {}", argument.display())),
        }
    }
    Ok(named)
}

fn refuse(words: &str) -> ExitCode {
    // Nobody reads this where standard error is closed, and there is nobody else to tell.
    let _unread = writeln!(io::stderr(), "{words}\n{USAGE}");
    ExitCode::from(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Result<Option<PathBuf>, String> {
        data_dir(arguments.iter().map(OsString::from))
    }

    #[test]
    fn the_data_folder_is_named_in_either_way_or_not_at_all() {
        assert_eq!(read(&[]), Ok(None));
        assert_eq!(read(&["--data-dir", "site"]), Ok(Some(PathBuf::from("site"))));
        assert_eq!(read(&["--data-dir=site"]), Ok(Some(PathBuf::from("site"))));
    }

    #[test]
    fn an_argument_that_says_nothing_is_refused() {
        for arguments in
            [&["--data-dir"][..], &["--data-dir", ""], &["--data-dir="], &["--colour"], &["site"]]
        {
            assert!(read(arguments).is_err(), "{arguments:?}");
        }
    }
}
