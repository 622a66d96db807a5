//! Readings from a file.

use std::collections::HashMap;
use std::sync::Arc;

use model::{Kind, PointId, PointKey, Reading, Value};
use store::NewPoint;
use wire::{Failure, FailureCode, ImportReadings, ImportRow, Imported};

use crate::clock;
use crate::convert;
use crate::engine::Engine;
use crate::limits::IMPORT_ROWS_MAX;

impl Engine {
    pub(crate) async fn import_readings(&self, ask: ImportReadings) -> Result<Imported, Failure> {
        if ask.rows.len() > IMPORT_ROWS_MAX {
            let message = format!("At most {IMPORT_ROWS_MAX} rows can be imported at once.");
            return Err(Failure::new(FailureCode::BadRequest, message, "Send them in parts."));
        }
        let (points, made) = self.import_points(&ask.rows).await?;
        let received = clock::now();
        let mut readings = Vec::with_capacity(ask.rows.len());
        for row in ask.rows {
            let point = points[&row.point];
            let (time, value, quality) = (row.time, row.value, row.quality);
            readings.push(Reading { point, time, received, value, quality });
        }
        let outcome = self.store.import(&readings).await;
        let outcome = outcome.map_err(|error| convert::from_store(&error))?;
        for point in points.values() {
            if let Some(newest) = self.store.newest(*point) {
                self.board().restore(*point, newest, None);
            }
        }
        let mut imported = Imported { points_made: made, ..Imported::default() };
        for decided in outcome.values() {
            imported.stored += decided.stored;
            imported.duplicate += decided.duplicate;
            imported.replaced += decided.replaced;
        }
        Ok(imported)
    }

    /// The points of the rows; one that is not known becomes a found point with that id.
    async fn import_points(
        &self,
        rows: &[ImportRow],
    ) -> Result<(HashMap<String, PointId>, u64), Failure> {
        let directory = self.directory();
        let mut points = HashMap::new();
        let mut new: Vec<NewPoint> = Vec::new();
        let mut names = Vec::new();
        for row in rows {
            if points.contains_key(&row.point) {
                continue;
            }
            match directory.find(&row.point) {
                Ok(entry) => drop(points.insert(row.point.clone(), entry.row.point.id)),
                Err(failure) if failure.code == FailureCode::NotFound => {
                    points.insert(row.point.clone(), PointId(u32::MAX));
                    names.push(row.point.clone());
                    new.push(described(row));
                }
                Err(failure) => return Err(failure),
            }
        }
        if new.is_empty() {
            return Ok((points, 0));
        }
        let found = self.store.main().add_points(&new).await;
        let found = found.map_err(|error| convert::from_main(&error))?;
        for (name, found) in names.into_iter().zip(&found) {
            points.insert(name, found.id);
        }
        self.refresh_directory().await?;
        self.announce_points();
        Ok((points, found.len() as u64))
    }
}

fn described(row: &ImportRow) -> NewPoint {
    let kind = match row.value {
        Value::Number(_) => Kind::Sensor,
        Value::Boolean(_) | Value::Text(_) => Kind::Status,
    };
    NewPoint {
        code: row.point.clone(),
        key: PointKey {
            connection: None,
            device: Arc::from(row.point.as_str()),
            path: Arc::from(""),
        },
        topic: Arc::from(""),
        name: row.point.clone(),
        kind,
        unit: row.unit.clone(),
        found: clock::now(),
        convention: None,
    }
}
