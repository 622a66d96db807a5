//! `import readings`: takes readings from a file; a row that cannot be read is named, and the others go in.

use std::collections::{HashMap, HashSet};

use engine::Door;
use serde::Serialize;
use wire::{ImportReadings, ImportRow, Points};

use crate::args::ImportReadingsArgs;
use crate::exit::Ended;
use crate::files::{LongReader, PAGE_ROWS, Row};
use crate::output::{self, Output, safe};
use crate::progress::Progress;

/// More refused rows than this are counted and not listed one by one.
const REFUSED_LISTED_MAX: usize = 10_000;

/// Refused rows that a person is shown.
const REFUSED_SHOWN_MAX: usize = 20;

/// What became of the file.
#[derive(Debug, Default, Serialize)]
struct Summary {
    rows: u64,
    stored: u64,
    duplicate: u64,
    replaced: u64,
    refused: Vec<Refused>,
    refused_rows: u64,
    points_made: u64,
}

/// A row that did not go in; the first row under the header is number 1.
#[derive(Debug, Serialize)]
struct Refused {
    row: u64,
    reason: String,
}

pub(super) async fn run(
    door: &Door,
    args: &ImportReadingsArgs,
    output: Output,
) -> Result<(), Ended> {
    let mut reader = LongReader::open(&args.file)?;
    let several = ambiguous_names(door).await?;
    let progress = Progress::of(&output, "Importing", reader.length());
    let mut summary = Summary::default();
    let mut page = Vec::new();
    let mut read = Ok(());
    loop {
        match reader.next() {
            Ok(Some(row)) => summary.take(row, &several, &mut page),
            Ok(None) => break,
            Err(ended) => {
                read = Err(ended);
                break;
            }
        }
        if page.len() == PAGE_ROWS {
            summary.store(door, std::mem::take(&mut page)).await?;
            progress.at(reader.done(), format!("{} rows", output::count(summary.rows)));
        }
    }
    if !page.is_empty() {
        summary.store(door, page).await?;
    }
    drop(progress);
    output.answer(&summary, || summary.told())?;
    read?;
    summary.outcome()
}

/// Names that several points bear and that are nobody's id: a row with such a name says not whose it is.
async fn ambiguous_names(door: &Door) -> Result<HashSet<String>, Ended> {
    let points = door.ask(Points {}).await?;
    let mut bearers: HashMap<&str, u32> = HashMap::new();
    for point in &points {
        *bearers.entry(&point.name).or_default() += 1;
    }
    for point in &points {
        bearers.remove(&*point.point.0);
    }
    let several = bearers.into_iter().filter(|(_, count)| *count > 1);
    Ok(several.map(|(name, _)| name.to_owned()).collect())
}

impl Summary {
    fn take(&mut self, row: Row, several: &HashSet<String>, page: &mut Vec<ImportRow>) {
        self.rows += 1;
        match row {
            Ok(row) if several.contains(&row.point) => {
                self.refuse("several points have this name; use the id".to_owned());
            }
            Ok(row) => page.push(row),
            Err(reason) => self.refuse(reason),
        }
    }

    fn refuse(&mut self, reason: String) {
        self.refused_rows += 1;
        if self.refused.len() < REFUSED_LISTED_MAX {
            self.refused.push(Refused { row: self.rows, reason });
        }
    }

    async fn store(&mut self, door: &Door, rows: Vec<ImportRow>) -> Result<(), Ended> {
        let imported = door.ask(ImportReadings { rows }).await?;
        self.stored += imported.stored;
        self.duplicate += imported.duplicate;
        self.replaced += imported.replaced;
        self.points_made += imported.points_made;
        Ok(())
    }

    fn told(&self) -> String {
        let mut text = format!(
            "{} rows: {} stored, {} there already, {} replaced, {} refused, {} points made.\n",
            output::count(self.rows),
            output::count(self.stored),
            output::count(self.duplicate),
            output::count(self.replaced),
            output::count(self.refused_rows),
            output::count(self.points_made)
        );
        for refused in self.refused.iter().take(REFUSED_SHOWN_MAX) {
            text.push_str(&format!("Row {}: {}\n", refused.row, safe(&refused.reason)));
        }
        if self.refused.len() > REFUSED_SHOWN_MAX {
            text.push_str("More refused rows are listed with --json.\n");
        }
        text
    }

    /// A file of which no row could be read is a failure.
    fn outcome(&self) -> Result<(), Ended> {
        if self.rows > 0 && self.refused_rows == self.rows {
            return Err(Ended::could_not(
                "No row of the file could be read; nothing was imported.",
                "Each row is ts,point,value,unit,quality; see the reasons above.",
            ));
        }
        Ok(())
    }
}
