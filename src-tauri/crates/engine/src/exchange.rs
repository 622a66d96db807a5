//! Point lists in and out: the model's points as a list, and what a list makes of them, all or nothing.
//!
//! A list holds accepted points; found ones wait until somebody, or a list, takes them in. What is compared has no site:
//! a data folder has one.

mod changes;
mod files;
mod known;
mod row;
mod settle;
mod told;

use interop::{Mode, Plan, Sheet};
use store::{EditError, ListChanges};
use wire::{
    Event, Failure, FailureCode, ImportPoints, ListFormat, ListMode, PointsExported, PointsImported,
};

use crate::clock;
use crate::convert;
use crate::engine::Engine;
use crate::model_change;
use known::Known;

pub use files::list_format_of;

impl Engine {
    pub(crate) async fn export_point_list(
        &self,
        format: ListFormat,
    ) -> Result<PointsExported, Failure> {
        let known = self.known().await?;
        let now = convert::rfc3339(clock::now(), self.zone);
        let date: String = now.chars().take_while(|letter| *letter != 'T').collect();
        apart(move || {
            let list = known.list(Some(&known.site));
            let points = u32::try_from(list.points.len()).unwrap_or(u32::MAX);
            PointsExported { files: files::written(&list, format, &known.site, &date), points }
        })
        .await
    }

    pub(crate) async fn import_point_list(
        &self,
        ask: ImportPoints,
    ) -> Result<PointsImported, Failure> {
        let known = self.known().await?;
        let ImportPoints { format, files, mode, dry_run } = ask;
        let read = apart(move || {
            let (format, sheet) = files::read(format, &files)?;
            Ok::<_, Failure>((format, compared(&known, sheet, mode)))
        });
        let (format, Compared { plan, changes, told }) = read.await??;
        let mut told = PointsImported { format, ..told };
        if !plan.problems.is_empty() || (dry_run && changes.relate.is_empty()) {
            return Ok(told);
        }
        let (main, site) = (self.store.main(), self.site().await?.id);
        let applied = if dry_run {
            // What a relation may be depends on all others: only the store can say.
            main.try_list(site, &changes, clock::now()).await
        } else {
            main.apply_list(site, &changes, clock::now()).await
        };
        match applied {
            Ok(()) if dry_run => return Ok(told),
            Ok(()) => {}
            Err(EditError::Main(error)) => return Err(convert::from_main(&error)),
            Err(EditError::Refused(refusal)) => {
                return Ok(told::refused(told, model_change::sentence(&refusal)));
            }
        }
        let read = self.refresh_directory().await;
        self.announce(Event::PlacesChanged);
        self.announce_points();
        told.applied = true;
        read.map(|()| told).map_err(|failure| convert::changed_unseen(&failure))
    }

    async fn known(&self) -> Result<Known, Failure> {
        let main = self.store.main();
        let site = self.site().await?.name.to_string();
        let listed = main.listed().await.map_err(|error| convert::from_main(&error))?;
        let connections = main.connections().await.map_err(|error| convert::from_main(&error))?;
        Ok(Known::new(site, listed, connections))
    }
}

/// What a list would change: for the store, and for people.
struct Compared {
    plan: Plan,
    changes: ListChanges,
    told: PointsImported,
}

fn compared(known: &Known, mut sheet: Sheet, mode: ListMode) -> Compared {
    let current = known.list(None);
    settle::settle(&mut sheet, known, &current);
    let mode = match mode {
        ListMode::Create => Mode::Create,
        ListMode::Update => Mode::Update,
        ListMode::Replace => Mode::Replace,
    };
    let mut plan = interop::compare(&current, &sheet, mode);
    let changes = changes::of(&mut plan, known, &sheet.columns);
    let told = told::told(&plan, known, &sheet.notes);
    Compared { plan, changes, told }
}

/// Reading, comparing and writing lists takes long enough to be in the way of others.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work).await.map_err(|_| {
        let message = "The list could not be worked on to its end. Nothing was changed.";
        Failure::new(FailureCode::Internal, message, "Try again; tell the log if it happens again.")
    })
}

#[cfg(test)]
mod tests;
