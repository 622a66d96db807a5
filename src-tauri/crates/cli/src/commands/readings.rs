//! `readings`: a point's history, as it is asked for; raw readings stream page by page.

use std::io::IsTerminal;

use engine::Door;
use model::{PointCode, Resolution, TimeRange, Timestamp, Value};
use serde_json::json;
use wire::{Export, ExportPage, Latest, Readings, ReadingsView, ResolutionAsked};

use crate::args::{AskedResolution, Format, ReadingsArgs};
use crate::exit::Ended;
use crate::files::{Head, Sink, Target, WholeFile, sink};
use crate::output::{self, Output, safe};
use crate::progress::Progress;

/// A silence of more than this many usual intervals is a gap.
const GAP_INTERVALS: i64 = 3;

pub(super) async fn run(door: &Door, args: &ReadingsArgs, output: Output) -> Result<(), Ended> {
    let range = args.range.range(engine::now())?;
    let format = form(args, output)?;
    let streams = args.resolution == AskedResolution::Raw && args.max_points.is_none();
    // The header of a stream comes from a short answer over the same range; the rows follow page by page.
    let asked = if streams { ResolutionAsked::Auto } else { args.resolution.into() };
    let ask = Readings {
        point: args.point.clone(),
        range,
        resolution: asked,
        points_max: args.max_points,
        utc: args.utc,
    };
    let view = door.ask(ask).await?;
    let first = if streams { Some(page(door, &view.point, range).await?) } else { None };
    let head = head(&view, first.as_ref());
    let (whole, target) = match &args.out {
        Some(path) => WholeFile::create(path).map(|(whole, target)| (Some(whole), target))?,
        None => (None, Target::standard()),
    };
    let mut sink = sink(format, &head, target)?;
    let rows = if let Some(first) = first {
        let progress = Progress::endless(&output, "Reading");
        stream(door, &head, (first, range), &mut *sink, &progress).await?
    } else {
        view.points.iter().try_for_each(|row| sink.row(row))?;
        // A gap is no row of history, though it has one of its own.
        view.points.iter().filter(|row| row.4.is_some()).count() as u64
    };
    sink.finish()?;
    match (whole, &args.out) {
        (Some(whole), Some(path)) => {
            whole.keep()?;
            let path = path.to_string_lossy();
            output.answer(&json!({ "out": path, "rows": rows }), || {
                format!("{} rows written to {}.", output::count(rows), safe(&path))
            })
        }
        _ => Ok(()),
    }
}

/// The form that is asked for, or that the file's name tells, or JSON where that was asked for in general.
fn form(args: &ReadingsArgs, output: Output) -> Result<Option<Format>, Ended> {
    let told = args.out.as_deref().and_then(Format::of_name);
    let general = output.json.then_some(Format::Json);
    let form = args.format.or(told).or(general);
    if form == Some(Format::Parquet) && args.out.is_none() && std::io::stdout().is_terminal() {
        return Err(Ended::usage(
            "A Parquet file is nothing for a terminal.",
            "Name a file with --out, or choose --format csv.",
        ));
    }
    Ok(form)
}

/// What is told before the rows; `first` is the first page of a stream.
fn head(view: &ReadingsView, first: Option<&ExportPage>) -> Head {
    let texts =
        first.and_then(|page| page.rows.first()).is_some_and(|(_, value, _)| is_text(value));
    Head {
        point: view.point.clone(),
        unit: view.unit.clone(),
        resolution: if first.is_some() { Resolution::Raw } else { view.resolution },
        // The short answer is drawn from numbers, and so knows nothing of texts.
        coverage: view.coverage.filter(|_| !texts),
        from: view.from.clone(),
        to: view.to.clone(),
    }
}

fn is_text(value: &Value) -> bool {
    matches!(value, Value::Text(_))
}

/// A page of a point's exact readings.
async fn page(door: &Door, point: &PointCode, range: TimeRange) -> Result<ExportPage, Ended> {
    Ok(door.ask(Export { point: point.0.to_string(), range }).await?)
}

/// Hands every reading of the range over, and the gaps between them; gives the number of readings.
async fn stream(
    door: &Door,
    head: &Head,
    (first, mut range): (ExportPage, TimeRange),
    sink: &mut dyn Sink,
    progress: &Progress,
) -> Result<u64, Ended> {
    let mut gaps = Gaps { interval_ms: interval_ms(door, head).await?, before: None };
    let mut rows = 0;
    let mut current = first;
    loop {
        for (time, value, quality) in &current.rows {
            if let Some(gap) = gaps.before(*time) {
                sink.row(&(gap, None, None, None, None))?;
            }
            let number = value.as_number();
            sink.row(&(*time, Some(value.clone()), number, number, Some(*quality)))?;
        }
        rows += current.rows.len() as u64;
        progress.at(rows, format!("{} rows", output::count(rows)));
        let Some(rest) = after(&current, range) else { return Ok(rows) };
        range = rest;
        current = page(door, &head.point, range).await?;
    }
}

/// What is left of the range after a page.
pub(super) fn after(page: &ExportPage, range: TimeRange) -> Option<TimeRange> {
    // A page that does not lead on is the last one, whatever it says.
    let next = page.next.filter(|next| *next > range.from())?;
    TimeRange::new(next, range.to()).ok()
}

/// How often the point usually speaks, where that is known and its silence means something: of a point that reports
/// on change no coverage can be told, and its silence is no gap.
async fn interval_ms(door: &Door, head: &Head) -> Result<Option<i64>, Ended> {
    if head.coverage.is_none() {
        return Ok(None);
    }
    let current = door.ask(Latest::default()).await?;
    let point = current.into_iter().find(|row| row.point == head.point);
    Ok(point.and_then(|row| row.interval_ms).filter(|interval| *interval > 0))
}

/// Finds the gaps between readings as they pass.
struct Gaps {
    interval_ms: Option<i64>,
    before: Option<Timestamp>,
}

impl Gaps {
    /// Where the gap before this reading begins, if there is one.
    fn before(&mut self, time: Timestamp) -> Option<Timestamp> {
        let interval_ms = self.interval_ms?;
        let before = self.before.replace(time)?;
        let silence = time.ms().saturating_sub(before.ms());
        let gap = silence > interval_ms.saturating_mul(GAP_INTERVALS);
        gap.then(|| Timestamp::from_ms(before.ms().saturating_add(interval_ms)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_silence_is_a_gap_and_a_short_one_is_none() {
        let marks = |interval_ms: Option<i64>| {
            let mut gaps = Gaps { interval_ms, before: None };
            [0, 60, 240, 421].map(|s| gaps.before(Timestamp::from_ms(s)).map(Timestamp::ms))
        };
        assert_eq!(marks(Some(60)), [None, None, None, Some(300)]);
        assert_eq!(marks(None), [None; 4]);
    }
}
