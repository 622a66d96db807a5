//! The desktop program: reads its arguments, prepares logging and graphics, then hands over to the shell.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use plantroom_shell::Start;
use tracing_subscriber::EnvFilter;

const USAGE: &str = "usage: plantroom [--data-dir DIR] [--demo] [--hidden]";

fn main() -> ExitCode {
    #[cfg(target_os = "linux")]
    prepare_webkit();
    start_logging();
    let start = match read(std::env::args_os().skip(1)) {
        Ok(start) => start,
        Err(words) => return refuse(&words),
    };
    match plantroom_shell::run(&start) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "Window not opened");
            ExitCode::FAILURE
        }
    }
}

/// Says to WebKit, before it starts, how it is to draw and to tidy up; what a person has set stands.
#[cfg(target_os = "linux")]
fn prepare_webkit() {
    // Without a graphics card WebKit's default renderer draws 10 to 20 frames a second, the plain one more than 50.
    if !has_render_node() {
        set_unless_set("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
    }
    // On a machine with much memory the page's garbage was left lying until it was 180 MB; as on a small machine it is
    // taken away at 20 MB. Measured in docs/budgets.md, "window".
    set_unless_set("JSC_forceRAMSize", "134217728");
    set_unless_set("JSC_largeHeapSize", "12582912");
}

#[cfg(target_os = "linux")]
fn set_unless_set(variable: &str, value: &str) {
    if std::env::var_os(variable).is_none() {
        #[expect(
            unsafe_code,
            reason = "the environment is set before GTK or anything else starts a thread"
        )]
        // SAFETY: `main` calls this first, so no other thread reads the environment.
        unsafe {
            std::env::set_var(variable, value);
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

/// What the arguments say.
fn read(arguments: impl Iterator<Item = OsString>) -> Result<Start, String> {
    let mut start = Start::default();
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        let folder = match argument.to_str() {
            Some("--demo") => {
                start.demo = true;
                continue;
            }
            Some("--hidden") => {
                start.hidden = true;
                continue;
            }
            Some("--data-dir") => arguments.next().unwrap_or_default(),
            _ => after_sign(&argument)
                .ok_or_else(|| format!("unknown argument {}", argument.display()))?,
        };
        if folder.is_empty() {
            return Err("--data-dir needs a folder".to_owned());
        }
        start.data_dir = Some(PathBuf::from(folder));
    }
    Ok(start)
}

/// The folder in `--data-dir=FOLDER`.
fn after_sign(argument: &OsString) -> Option<OsString> {
    argument.to_str()?.strip_prefix("--data-dir=").map(OsString::from)
}

fn refuse(words: &str) -> ExitCode {
    // Nobody reads this where standard error is closed, and there is nobody else to tell.
    let _unread = writeln!(io::stderr(), "{words}\n{USAGE}");
    ExitCode::from(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(arguments: &[&str]) -> Result<Start, String> {
        read(arguments.iter().map(OsString::from))
    }

    #[test]
    fn the_data_folder_is_named_in_either_way_or_not_at_all() {
        let site = || Start { data_dir: Some(PathBuf::from("site")), ..Start::default() };
        assert_eq!(said(&[]), Ok(Start::default()));
        assert_eq!(said(&["--data-dir", "site"]), Ok(site()));
        assert_eq!(said(&["--data-dir=site"]), Ok(site()));
    }

    #[test]
    fn the_demo_and_a_start_without_a_window_are_asked_for_in_any_order() {
        let all = Start { data_dir: Some(PathBuf::from("site")), demo: true, hidden: true };
        assert_eq!(said(&["--demo", "--data-dir", "site", "--hidden"]).as_ref(), Ok(&all));
        assert_eq!(said(&["--hidden", "--demo", "--data-dir=site"]), Ok(all));
        assert_eq!(said(&["--demo"]), Ok(Start { demo: true, ..Start::default() }));
        assert_eq!(said(&["--hidden"]), Ok(Start { hidden: true, ..Start::default() }));
    }

    #[test]
    fn an_argument_that_says_nothing_is_refused() {
        for arguments in [
            &["--data-dir"][..],
            &["--data-dir", ""],
            &["--data-dir="],
            &["--colour"],
            &["site"],
            &["--demo=yes"],
        ] {
            assert!(said(arguments).is_err(), "{arguments:?}");
        }
    }
}
