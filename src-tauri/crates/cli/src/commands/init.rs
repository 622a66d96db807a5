//! `init`: makes a data folder.

use std::path::Path;

use serde_json::json;

use crate::args::InitArgs;
use crate::exit::Ended;
use crate::output::{Output, safe};

pub(super) async fn run(folder: &Path, args: &InitArgs, output: Output) -> Result<(), Ended> {
    if args.demo {
        return demo(folder, args.timezone.as_deref(), output).await;
    }
    let made = engine::init(folder, args.timezone.as_deref()).await?;
    let answer = json!({
        "folder": made.folder.to_string_lossy(),
        "timezone": made.timezone,
        "existed": made.existed,
    });
    output.answer(&answer, || {
        let what = if made.existed { "is complete" } else { "is made" };
        let folder = made.folder.to_string_lossy();
        format!(
            "The data folder {} {what}. Time zone of the site: {}.",
            safe(&folder),
            made.timezone
        )
    })
}

async fn demo(folder: &Path, timezone: Option<&str>, output: Output) -> Result<(), Ended> {
    output.note("Making the demo building with eight weeks of history.");
    let made = demo::init(folder, timezone).await?;
    let folder = folder.to_string_lossy();
    let answer = json!({ "folder": folder, "demo": true, "readings": made.readings });
    output.answer(&answer, || {
        format!(
            "The demo building is in {}, with {} readings of the last eight weeks. `plantroomctl collect` keeps its devices alive.",
            safe(&folder),
            made.readings
        )
    })
}
