//! Trends that operators saved.

use model::PointCode;
use store::SavedViewRow;
use wire::{Failure, FailureCode, SaveView, SavedView, ViewWindow};

use crate::convert;
use crate::engine::Engine;
use crate::limits::{SAVED_VIEWS_MAX, TREND_LINES_MAX};
use crate::places::check_name;

impl Engine {
    pub(crate) async fn views(&self) -> Result<Vec<SavedView>, Failure> {
        let rows = self.store.main().saved_views().await;
        let rows = rows.map_err(|error| convert::from_main(&error))?;
        Ok(rows.into_iter().filter_map(view_of).collect())
    }

    pub(crate) async fn save_view(&self, ask: SaveView) -> Result<Vec<SavedView>, Failure> {
        let SavedView { name, points, window } = ask.view;
        check_name(&name)?;
        let refused = |message: String| Failure::new(FailureCode::BadRequest, message, "");
        if points.is_empty() || points.len() > TREND_LINES_MAX {
            return Err(refused(format!("A view draws 1 to {TREND_LINES_MAX} points.")));
        }
        if let ViewWindow::Live { length_ms } = window
            && length_ms <= 0
        {
            return Err(refused("A view shows a span of time.".to_owned()));
        }
        let known = self.views().await?;
        if known.len() >= SAVED_VIEWS_MAX && known.iter().all(|view| view.name != name) {
            let message = format!("{SAVED_VIEWS_MAX} views are saved; there is room for no more.");
            return Err(Failure::new(FailureCode::TooMany, message, "Remove one first."));
        }
        let row = SavedViewRow {
            name,
            points: points.into_iter().map(|PointCode(code)| code.to_string()).collect(),
            shown: serde_json::to_string(&window).expect("numbers always serialise"),
        };
        let saved = self.store.main().put_saved_view(&row).await;
        saved.map_err(|error| convert::from_main(&error))?;
        self.views().await
    }

    pub(crate) async fn remove_view(&self, name: &str) -> Result<Vec<SavedView>, Failure> {
        let removed = self.store.main().remove_saved_view(name).await;
        removed.map_err(|error| convert::from_main(&error))?;
        self.views().await
    }
}

/// A view whose time cannot be read was written by a stranger: it is left out rather than drawn wrong.
fn view_of(row: SavedViewRow) -> Option<SavedView> {
    let window = serde_json::from_str(&row.shown).ok()?;
    let points = row.points.into_iter().map(|code| PointCode(code.into())).collect();
    Some(SavedView { name: row.name, points, window })
}
