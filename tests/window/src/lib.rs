//! What drives the real window: the driver, a broker with a data folder beside it, and patience with a limit.
//!
//! Nothing is waited for longer than its limit, and nothing is waited for blindly. Used by the stories and by the bench
//! of the window's figures.

#![expect(clippy::panic, reason = "a story that cannot go on ends")]

pub mod driver;
pub mod plant;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use tokio::time::{Instant, sleep};

use crate::driver::Window;

/// A window that opens for the first time reads much from disk; nothing else may take this long.
pub const OPEN_MAX: Duration = Duration::from_secs(30);
/// Longer than what has no promise of its own should take.
pub const PATIENCE: Duration = Duration::from_secs(10);
/// Between two looks.
const LOOK: Duration = Duration::from_millis(50);

/// Looks again and again until there is something to see, and says what was missed where there is not.
///
/// # Errors
/// What was missed.
pub async fn within<T>(
    limit: Duration,
    what: &str,
    mut look: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let began = Instant::now();
    loop {
        let seen = look().await;
        match seen {
            Ok(Some(found)) => return Ok(found),
            Ok(None) if began.elapsed() > limit => bail!("not seen within {limit:?}: {what}"),
            Err(error) if began.elapsed() > limit => {
                return Err(error.context(format!("not seen within {limit:?}: {what}")));
            }
            Ok(None) | Err(_) => sleep(LOOK).await,
        }
    }
}

/// Runs a story, takes a picture of how it ended, and closes the window.
///
/// # Panics
/// Where the story fails, with what was on screen.
pub async fn told(
    name: &str,
    mut window: Window,
    story: impl AsyncFnOnce(&mut Window) -> Result<()>,
) {
    let outcome = story(&mut window).await;
    let ending = if outcome.is_ok() { "" } else { "-failed" };
    let picture = window.picture(&format!("{name}{ending}")).await;
    let screen = window.text("body").await;
    window.end().await;
    if let Err(error) = outcome {
        panic!("{name}: {error:#}\nOn screen: {screen:?}\nPicture: {picture:?}");
    }
}

/// A program that was built beside this test.
///
/// # Errors
/// Where it is not there.
pub fn program(name: &str) -> Result<PathBuf> {
    let test = std::env::current_exe().context("this test has no path")?;
    let folder = test.parent().and_then(std::path::Path::parent);
    let path = folder.context("this test stands in no target")?.join(name);
    if !path.exists() {
        bail!(
            "{} is missing: cargo build -p plantroom -p cli --features desktop,custom-protocol, with the same profile",
            path.display()
        );
    }
    Ok(path)
}
