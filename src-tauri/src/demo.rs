//! The demo building behind the window: how its folder is made, and the devices that play it.
//!
//! The only file of the shell that knows the crate `demo`.

use std::path::Path;

use wire::{Failure, FailureCode};

/// The devices of the demo building, while they play.
pub(crate) use ::demo::Running as Devices;

/// Makes the folder of the demo building, where nothing was before.
pub(crate) async fn make(folder: &Path) -> Result<(), Failure> {
    let Err(failure) = ::demo::init(folder, None).await else {
        return Ok(());
    };
    let is_others = matches!(failure.code, FailureCode::Locked | FailureCode::BadRequest);
    // Half a demo would be taken for a whole one the next time.
    if !is_others && let Err(error) = std::fs::remove_dir_all(folder) {
        tracing::warn!(%error, "Unfinished demo not removed");
    }
    Err(failure)
}
