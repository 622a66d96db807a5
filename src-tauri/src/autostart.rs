//! Whether the program starts with the session: without a window, and always on the operator's own building.

use std::path::Path;

use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Wry};
use tauri_plugin_autostart::ManagerExt;
use wire::{Desk, Failure, FailureCode};

use crate::desk::Desks;
use crate::single::HIDDEN;

/// Knows how the program would be started with the session.
pub(crate) fn plugin(desks: &Desks) -> TauriPlugin<Wry> {
    // The folder is named, because the session may not have the environment of this start.
    let folder = folder_argument(desks.folder(Desk::Own));
    tauri_plugin_autostart::Builder::new().arg(HIDDEN).args(folder).build()
}

/// Whether the program starts with the session; none where that cannot be told or would not work.
pub(crate) fn state(app: &AppHandle, desks: &Desks) -> Option<bool> {
    if !can_be_written(desks) {
        return None;
    }
    let state = app.autolaunch().is_enabled();
    state.inspect_err(|error| tracing::warn!(%error, "Start with the session not known")).ok()
}

/// Lets the program start with the session, or no longer.
pub(crate) fn set(app: &AppHandle, desks: &Desks, on: bool) -> Result<(), Failure> {
    if on && !can_be_written(desks) {
        let message = "The program cannot be made to start with the session: its own path or the \
            data folder's has characters that the session does not take.";
        let hint = "Start `plantroom --hidden` with the means of your desktop.";
        return Err(Failure::new(FailureCode::Configuration, message, hint));
    }
    let manager = app.autolaunch();
    let done = if on { manager.enable() } else { manager.disable() };
    done.map_err(|error| {
        let message =
            format!("Whether the program starts with the session stays as it was: {error}.");
        let hint = "Check that you may write to your own settings.";
        Failure::new(FailureCode::Configuration, message, hint)
    })
}

/// The plugin writes the program's path as it is, and a line of it must stay a line.
fn can_be_written(desks: &Desks) -> bool {
    let program = std::env::current_exe().ok();
    let is_plain = program
        .as_deref()
        .and_then(Path::to_str)
        .is_some_and(|path| !cfg!(target_os = "linux") || path.chars().all(|c| !needs_quotes(c)));
    is_plain && folder_argument(desks.folder(Desk::Own)).is_some()
}

/// The argument that names this folder, written as the session's own files want it; none where they cannot.
fn folder_argument(folder: &Path) -> Option<String> {
    let path = folder.to_str().filter(|path| !path.chars().any(char::is_control))?;
    let argument = format!("--data-dir={path}");
    Some(if cfg!(target_os = "linux") {
        desktop_entry(&argument)
    } else if cfg!(windows) {
        // A backslash before the closing quote would take it for its own.
        format!("\"{}\"", argument.trim_end_matches('\\'))
    } else {
        argument
    })
}

/// An argument as the `Exec` line of a desktop entry wants it: quoted, then escaped once more as any string there.
fn desktop_entry(argument: &str) -> String {
    let mut written = String::from("\"");
    for c in argument.chars() {
        match c {
            '\\' => written.push_str("\\\\\\\\"),
            '"' | '`' | '$' => written.extend(["\\\\", c.encode_utf8(&mut [0; 4])]),
            '%' => written.push_str("%%"),
            c => written.push(c),
        }
    }
    written.push('"');
    written
}

/// Whether the `Exec` line of a desktop entry takes it only within quotes, or for something else.
fn needs_quotes(c: char) -> bool {
    c.is_whitespace() || c.is_control() || "\"'\\><~|&;$*?#()`%".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_one_argument_whatever_is_in_its_name() {
        for (argument, written) in [
            ("--data-dir=/srv/site", r#""--data-dir=/srv/site""#),
            ("--data-dir=/srv/my site", r#""--data-dir=/srv/my site""#),
            ("100%", r#""100%%""#),
            ("$HOME", r#""\\$HOME""#),
            (r"a\b", r#""a\\\\b""#),
        ] {
            assert_eq!(desktop_entry(argument), written);
        }
    }

    #[test]
    fn a_name_that_would_break_the_line_is_not_written() {
        assert_eq!(folder_argument(Path::new("/srv/a\nExec=b")), None);
        assert!(folder_argument(Path::new("/srv/a b")).is_some());
    }
}
