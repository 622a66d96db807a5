//! `export readings`: exact readings of some or all points into a file, streaming.

use engine::Door;
use serde_json::json;
use wire::{Export, Points};

use super::readings::after;
use crate::args::ExportArgs;
use crate::exit::Ended;
use crate::files::{LongWriter, WholeFile};
use crate::output::{self, Output, safe};
use crate::progress::Progress;

pub(super) async fn run(door: &Door, args: &ExportArgs, output: Output) -> Result<(), Ended> {
    let range = args.range.range(engine::now())?;
    let points = if args.points.is_empty() {
        let points = door.ask(Points {}).await?;
        points.into_iter().map(|point| point.point.0.to_string()).collect()
    } else {
        args.points.clone()
    };
    let (whole, target) = WholeFile::create(&args.out)?;
    let mut writer = LongWriter::new(&args.out, target)?;
    let progress = Progress::of(&output, "Exporting", points.len() as u64);
    let (mut done, mut rows) = (0, 0);
    for point in &points {
        let mut rest = Some(range);
        while let Some(range) = rest {
            let page = door.ask(Export { point: point.clone(), range }).await?;
            writer.page(&page)?;
            rows += page.rows.len() as u64;
            rest = after(&page, range);
            progress.at(done, format!("{} rows", output::count(rows)));
        }
        done += 1;
    }
    writer.finish()?;
    drop(progress);
    whole.keep()?;
    let out = args.out.to_string_lossy();
    output.answer(&json!({ "out": out, "points": done, "rows": rows }), || {
        let (rows, points) = (output::count(rows), output::count(done));
        format!("{rows} readings of {points} points written to {}.", safe(&out))
    })
}
