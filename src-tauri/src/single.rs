//! One window per data folder: a second start raises the first window and ends.
//!
//! Where the session has no bus to find the first window by, the second start opens a window of its own, which attaches
//! to the engine of the first.

use std::path::{Path, PathBuf};

use tauri::Wry;
use tauri::plugin::TauriPlugin;
use xxhash_rust::xxh3::xxh3_64;

use crate::desk::{Desks, Start};
use crate::window;

/// Starts without a window, as the session does it.
pub(crate) const HIDDEN: &str = "--hidden";

/// Finds the window that is on the folder of this start, and is found by the starts to come.
///
/// Outside Linux the plugin knows one name per user and not one per folder, so only a start without a folder of its own
/// is found there; any other opens its own window.
pub(crate) fn plugin(start: &Start, desks: &Desks) -> Option<TauriPlugin<Wry>> {
    let is_usual = start.data_dir.is_none() && !start.demo;
    if !cfg!(target_os = "linux") && !is_usual {
        return None;
    }
    let raise = |app: &tauri::AppHandle, arguments: Vec<String>, _: String| {
        if arguments.iter().any(|argument| argument == HIDDEN) {
            return;
        }
        tracing::info!("Started again");
        window::raise(app);
    };
    let builder = tauri_plugin_single_instance::Builder::new().callback(raise);
    Some(builder.dbus_id(name(desks.folder(start.desk()))).build())
}

/// The name on the session's bus; made of the folder's real path, so that every way of naming a folder is one.
fn name(folder: &Path) -> String {
    let hash = xxh3_64(real(folder).as_os_str().as_encoded_bytes());
    // No part of such a name may begin with a digit.
    format!("org.plantroom.console.at{hash:016x}")
}

/// The real path of a folder that may not be there yet.
fn real(folder: &Path) -> PathBuf {
    if let Ok(real) = folder.canonicalize() {
        return real;
    }
    match (folder.parent(), folder.file_name()) {
        (Some(parent), Some(name)) => real(parent).join(name),
        _ => folder.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_one_name_before_and_after_it_is_made_and_another_folder_another() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("data");
        let before = name(&folder);
        std::fs::create_dir(&folder).unwrap();
        assert_eq!(name(&folder), before);
        assert_ne!(name(&parent.path().join("demo")), before);
    }

    #[test]
    #[cfg(unix)]
    fn a_folder_has_one_name_by_whatever_way_it_is_reached() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("data");
        std::fs::create_dir(&folder).unwrap();
        let link = parent.path().join("link");
        std::os::unix::fs::symlink(&folder, &link).unwrap();
        assert_eq!(name(&link), name(&folder));
    }
}
