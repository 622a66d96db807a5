//! `init`: makes a data folder.

use std::path::Path;

use serde_json::json;

use crate::args::InitArgs;
use crate::exit::Ended;
use crate::output::{Output, safe};

pub(super) async fn run(folder: &Path, args: &InitArgs, output: Output) -> Result<(), Ended> {
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
