//! The real window driven end to end: a broker, a data folder, the two programs, and what an operator sees and presses.
//!
//! Every test has a broker, a folder and a driver of its own. Nothing is waited for longer than its limit, and nothing
//! is waited for blindly.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a story that cannot go on ends")]

mod driver;
mod live;
mod plant;
mod refused;
mod takeover;
mod trend;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use tokio::time::{Instant, sleep};

use crate::driver::Window;

/// A window that opens for the first time reads much from disk; nothing else may take this long.
const OPEN_MAX: Duration = Duration::from_secs(30);
/// Longer than what has no promise of its own should take.
const PATIENCE: Duration = Duration::from_secs(10);
/// Between two looks.
const LOOK: Duration = Duration::from_millis(50);

/// Looks again and again until there is something to see, and says what was missed where there is not.
async fn within<T>(
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
async fn told(name: &str, mut window: Window, story: impl AsyncFnOnce(&mut Window) -> Result<()>) {
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
fn program(name: &str) -> Result<PathBuf> {
    let test = std::env::current_exe().context("this test has no path")?;
    let folder = test.parent().and_then(std::path::Path::parent);
    let path = folder.context("this test stands in no target")?.join(name);
    if !path.exists() {
        bail!(
            "{} is missing: cargo build -p plantroom -p cli --features desktop,custom-protocol",
            path.display()
        );
    }
    Ok(path)
}
