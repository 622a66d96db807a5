//! The points of one connection: which key is which point, and the ones heard for the first time.

use std::sync::Arc;

use codec::Series;
use model::{Kind, PointId, PointKey, Timestamp, Unit, Value};
use rustc_hash::FxHashMap;
use store::{MainError, NewPoint, Store};
use xxhash_rust::xxh3::xxh3_64;

use crate::intake::Connection;
use crate::limits::POINTS_MAX;

/// Digits of a point's stable name: letters that cannot be mistaken for one another.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Characters of a stable name behind `p-`: 60 bits of a hash.
const CODE_CHARACTERS: usize = 12;

/// A known point.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) id: PointId,
    /// The newest time given to it without one of its own.
    pub(crate) last: Timestamp,
    unit: Option<Unit>,
}

/// The points of one connection.
#[derive(Debug)]
pub(crate) struct Points {
    devices: FxHashMap<Arc<str>, FxHashMap<Arc<str>, Known>>,
    count: usize,
    learned: Vec<(PointId, Unit)>,
}

impl Points {
    /// Those the main database knows of this connection.
    pub(crate) async fn load(store: &Store, connection: &Connection) -> Result<Self, MainError> {
        let mut points = Self { devices: FxHashMap::default(), count: 0, learned: Vec::new() };
        let mut units = FxHashMap::default();
        for row in store.main().points().await? {
            units.insert(row.point.id, row.point.unit.clone());
            if row.point.key.connection == Some(connection.id) {
                points.insert(store, row.point.key, row.point.id, row.point.unit);
            }
        }
        for (key, id) in store.main().aliases().await? {
            if key.connection == Some(connection.id) {
                points.insert(store, key, id, units.get(&id).cloned().flatten());
            }
        }
        Ok(points)
    }

    /// The point of a key, where it is known.
    pub(crate) fn get(&mut self, series: &Series) -> Option<&mut Known> {
        let known = self.devices.get_mut(&*series.device)?.get_mut(&*series.path)?;
        if known.unit.is_none() && series.unit.is_some() {
            known.unit.clone_from(&series.unit);
            self.learned.extend(series.unit.clone().map(|unit| (known.id, unit)));
        }
        Some(known)
    }

    /// Takes in the series whose points are not known yet, as many as the connection may have; says how many were made.
    pub(crate) async fn find<'a>(
        &mut self,
        store: &Store,
        connection: &Connection,
        unknown: impl Iterator<Item = (&'a Series, &'a str, Timestamp)>,
    ) -> Result<usize, MainError> {
        let mut new: Vec<NewPoint> = Vec::new();
        let mut seen = FxHashMap::default();
        for (series, topic, received) in unknown {
            let room = self.count + new.len() < POINTS_MAX;
            if room && seen.insert((&series.device, &series.path), ()).is_none() {
                new.push(describe(connection, series, topic, received));
            }
        }
        if new.is_empty() {
            return Ok(0);
        }
        let found = store.main().add_points(&new).await?;
        for (point, found) in new.into_iter().zip(found) {
            self.insert(store, point.key, found.id, point.unit);
        }
        Ok(seen.len())
    }

    /// Units that were told later than the point was found.
    pub(crate) fn take_learned(&mut self) -> Vec<(PointId, Unit)> {
        std::mem::take(&mut self.learned)
    }

    fn insert(&mut self, store: &Store, key: PointKey, id: PointId, unit: Option<Unit>) {
        let newest = store.newest(id).and_then(|current| current.time);
        let known = Known { id, last: newest.unwrap_or(Timestamp::MIN), unit };
        let device = self.devices.entry(key.device).or_default();
        self.count += usize::from(device.insert(key.path, known).is_none());
    }
}

fn describe(connection: &Connection, series: &Series, topic: &str, found: Timestamp) -> NewPoint {
    let name = if series.path.is_empty() {
        series.device.to_string()
    } else {
        format!("{} {}", series.device, series.path.trim_start_matches('/').replace('/', "."))
    };
    let kind = match series.samples.first().map(|sample| &sample.value) {
        Some(Value::Boolean(_) | Value::Text(_)) => Kind::Status,
        Some(Value::Number(_)) | None => Kind::Sensor,
    };
    NewPoint {
        code: code_of(&connection.name, &series.device, &series.path),
        key: PointKey {
            connection: Some(connection.id),
            device: Arc::clone(&series.device),
            path: Arc::clone(&series.path),
        },
        topic: Arc::from(topic),
        name,
        kind,
        unit: series.unit.clone(),
        found,
    }
}

/// A stable name from what identifies a point, so that it is the same in every data folder that hears it.
#[must_use]
pub fn code_of(connection: &str, device: &str, path: &str) -> String {
    let mut bytes = Vec::with_capacity(connection.len() + device.len() + path.len() + 2);
    for part in [connection, device, path] {
        bytes.extend_from_slice(part.as_bytes());
        bytes.push(0);
    }
    let mut hash = xxh3_64(&bytes);
    let mut code = String::from("p-");
    for _ in 0..CODE_CHARACTERS {
        code.push(char::from(ALPHABET[usize::try_from(hash & 31).unwrap_or(0)]));
        hash >>= 5;
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stable_name_depends_on_the_key_alone() {
        let code = code_of("main", "ahu/1", "/t");
        assert_eq!(code, code_of("main", "ahu/1", "/t"));
        assert_eq!(code.len(), 2 + CODE_CHARACTERS);
        assert_ne!(code, code_of("main", "ahu/1/t", ""));
        assert_ne!(code, code_of("other", "ahu/1", "/t"));
    }
}
