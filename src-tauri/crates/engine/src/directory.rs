//! The list of points as it is asked for: by number, by stable id, by name, with place and source in words.

use std::collections::HashMap;
use std::sync::Arc;

use live::DeviceId;
use model::{ConnectionId, PointId, PointKey};
use rustc_hash::FxHashMap;
use store::{ConnectionRow, PointRow};
use wire::{Failure, FailureCode, SourceView};

use crate::devices::Devices;

/// All points at one moment.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    rows: Vec<Entry>,
    by_id: FxHashMap<PointId, usize>,
    by_code: HashMap<Arc<str>, usize>,
    by_name: HashMap<Arc<str>, Bearers>,
    by_connection: FxHashMap<ConnectionId, u32>,
    /// By device and path, whatever the connection.
    by_path: HashMap<(Arc<str>, Arc<str>), Vec<usize>>,
}

/// The points that bear a name: the first of them, and how many there are.
#[derive(Debug)]
struct Bearers {
    first: usize,
    count: usize,
}

/// One point.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) row: PointRow,
    pub(crate) place: String,
    pub(crate) connection: Option<Arc<str>>,
    pub(crate) device: DeviceId,
}

impl Directory {
    pub(crate) fn new(
        rows: Vec<PointRow>,
        connections: &[ConnectionRow],
        devices: &mut Devices,
    ) -> Self {
        let names: FxHashMap<ConnectionId, Arc<str>> =
            connections.iter().map(|row| (row.id, Arc::from(row.name.as_str()))).collect();
        let mut directory = Self::default();
        for row in rows {
            let device = devices.number(row.point.key.connection, &row.point.key.device);
            let connection = row.point.key.connection.and_then(|id| names.get(&id)).cloned();
            let place = row.place.join(" › ");
            directory.add(Entry { row, place, connection, device });
        }
        directory
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.rows
    }

    pub(crate) fn get(&self, id: PointId) -> Option<&Entry> {
        self.by_id.get(&id).map(|place| &self.rows[*place])
    }

    pub(crate) fn by_code(&self, code: &str) -> Option<&Entry> {
        self.by_code.get(code).map(|place| &self.rows[*place])
    }

    /// How many points were found on a connection.
    pub(crate) fn count_on(&self, connection: ConnectionId) -> u32 {
        self.by_connection.get(&connection).copied().unwrap_or(0)
    }

    /// Points of the same device and path on other connections.
    pub(crate) fn on_other_connections(&self, key: &PointKey) -> impl Iterator<Item = &Entry> {
        let bearers = self.by_path.get(&(Arc::clone(&key.device), Arc::clone(&key.path)));
        let bearers = bearers.into_iter().flatten().map(|place| &self.rows[*place]);
        bearers.filter(|entry| entry.row.point.key.connection != key.connection)
    }

    /// The point of a stable id or of a name that only one point bears.
    pub(crate) fn find(&self, wanted: &str) -> Result<&Entry, Failure> {
        if let Some(entry) = self.by_code(wanted) {
            return Ok(entry);
        }
        match self.by_name.get(wanted) {
            Some(Bearers { first, count: 1 }) => Ok(&self.rows[*first]),
            Some(Bearers { count, .. }) => {
                let message = format!("{count} points are called {wanted:?}.");
                let hint = "Name it by its stable id; `plantroomctl points list` shows them.";
                Err(Failure::new(FailureCode::Ambiguous, message, hint))
            }
            None => {
                let message = format!("There is no point {wanted:?}.");
                let hint = "`plantroomctl points list` shows all points with their stable ids.";
                Err(Failure::new(FailureCode::NotFound, message, hint))
            }
        }
    }

    fn add(&mut self, entry: Entry) {
        let place = self.rows.len();
        let point = &entry.row.point;
        self.by_id.insert(point.id, place);
        if let Some(connection) = point.key.connection {
            *self.by_connection.entry(connection).or_default() += 1;
        }
        let path = (Arc::clone(&point.key.device), Arc::clone(&point.key.path));
        self.by_path.entry(path).or_default().push(place);
        self.by_code.insert(Arc::clone(&point.code.0), place);
        let bearers = self.by_name.entry(Arc::clone(&point.name));
        bearers.or_insert(Bearers { first: place, count: 0 }).count += 1;
        self.rows.push(entry);
    }
}

impl Entry {
    /// Where its messages come from, in words.
    pub(crate) fn source(&self) -> SourceView {
        SourceView {
            connection: self.connection.as_deref().map(str::to_owned),
            topic: self.row.point.topic.to_string(),
            path: self.row.point.key.path.to_string(),
        }
    }
}
