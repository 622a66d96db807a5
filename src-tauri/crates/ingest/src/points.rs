//! The points of one connection: which key is which point, and the ones heard for the first time.

use std::sync::Arc;

use codec::Series;
use model::{Incoming, Kind, PointId, PointKey, Timestamp, Unit, Value};
use rustc_hash::FxHashMap;
use store::{MainError, NewPoint, PointRow, Renamed, Store};
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

/// Values of a point, with the message that told them and the convention that read it.
pub(crate) struct Heard<'a> {
    pub(crate) series: &'a Series,
    pub(crate) message: &'a Incoming,
    pub(crate) convention: &'static str,
}

/// The points of one connection.
#[derive(Debug)]
pub(crate) struct Points {
    devices: FxHashMap<Arc<str>, FxHashMap<Arc<str>, Known>>,
    /// Which points were found on a topic, and by which convention.
    topics: FxHashMap<Arc<str>, Vec<Spoken>>,
    count: usize,
    learned: Vec<(PointId, Unit)>,
}

/// A point as it was found on a topic.
#[derive(Debug)]
struct Spoken {
    convention: Arc<str>,
    device: Arc<str>,
    path: Arc<str>,
}

impl Points {
    /// Those the main database knows of this connection.
    pub(crate) async fn load(store: &Store, connection: &Connection) -> Result<Self, MainError> {
        let mut points = Self {
            devices: FxHashMap::default(),
            topics: FxHashMap::default(),
            count: 0,
            learned: Vec::new(),
        };
        let mut units = FxHashMap::default();
        let take = |row: PointRow| {
            units.insert(row.point.id, row.point.unit.clone());
            if row.point.key.connection == Some(connection.id) {
                if let Some(convention) = row.convention {
                    points.note(&row.point.topic, &row.point.key, convention);
                }
                points.insert(store, row.point.key, row.point.id, row.point.unit);
            }
        };
        store.main().each_point(take).await?;
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
    pub(crate) async fn find(
        &mut self,
        store: &Store,
        connection: &Connection,
        unknown: &[Heard<'_>],
    ) -> Result<usize, MainError> {
        let mut new: Vec<NewPoint> = Vec::new();
        let mut seen = FxHashMap::default();
        for heard in unknown {
            let room = self.count + new.len() < POINTS_MAX;
            if room && seen.insert((&heard.series.device, &heard.series.path), ()).is_none() {
                new.push(describe(connection, heard));
            }
        }
        if new.is_empty() {
            return Ok(0);
        }
        let found = store.main().add_points(&new).await?;
        for (point, found) in new.into_iter().zip(found) {
            if let Some(convention) = point.convention {
                self.note(&point.topic, &point.key, convention);
            }
            self.insert(store, point.key, found.id, point.unit);
        }
        Ok(seen.len())
    }

    /// Whether the point of these values is known.
    pub(crate) fn knows(&self, series: &Series) -> bool {
        let device = self.devices.get(&*series.device);
        device.is_some_and(|paths| paths.contains_key(&*series.path))
    }

    /// The conventions other than this one by which points were found on a topic.
    pub(crate) fn conventions_of(&self, topic: &str, but: &str) -> Vec<Arc<str>> {
        let mut conventions: Vec<Arc<str>> = Vec::new();
        for spoken in self.topics.get(topic).into_iter().flatten() {
            if &*spoken.convention != but && !conventions.contains(&spoken.convention) {
                conventions.push(Arc::clone(&spoken.convention));
            }
        }
        conventions
    }

    /// Whether these are values of a point that was found on this topic by this convention.
    pub(crate) fn is_spoken_on(&self, topic: &str, convention: &str, series: &Series) -> bool {
        self.topics.get(topic).into_iter().flatten().any(|spoken| {
            &*spoken.convention == convention
                && spoken.device == series.device
                && spoken.path == series.path
        })
    }

    /// What becomes of a known point whose values are told under another key by another convention; nothing where they are
    /// measured in another unit than the point.
    pub(crate) fn as_renamed(
        &self,
        connection: &Connection,
        now: &Series,
        before: &Series,
        convention: &'static str,
    ) -> Option<Renamed> {
        let known = self.devices.get(&*before.device)?.get(&*before.path)?;
        if let (Some(one), Some(other)) = (&known.unit, &now.unit)
            && one != other
        {
            return None;
        }
        Some(Renamed {
            id: known.id,
            before: key_of(connection, before),
            key: key_of(connection, now),
            name: name_of(now),
            convention: Arc::from(convention),
        })
    }

    /// Makes new keys durable and knows the points by them as well; the old ones stay valid.
    pub(crate) async fn rename(
        &mut self,
        store: &Store,
        renamed: &[(&str, Renamed)],
    ) -> Result<(), MainError> {
        if renamed.is_empty() {
            return Ok(());
        }
        store.main().rename_points(renamed.iter().map(|(_, one)| one)).await?;
        for (topic, one) in renamed {
            let unit = self.unit_of(&one.before);
            self.insert(store, one.key.clone(), one.id, unit);
            for spoken in self.topics.get_mut(*topic).into_iter().flatten() {
                if spoken.device == one.before.device && spoken.path == one.before.path {
                    *spoken = Spoken {
                        convention: Arc::clone(&one.convention),
                        device: Arc::clone(&one.key.device),
                        path: Arc::clone(&one.key.path),
                    };
                }
            }
        }
        Ok(())
    }

    /// These points are measured in other units than was said of them.
    pub(crate) fn correct(&mut self, units: &FxHashMap<PointId, Unit>) {
        for known in self.devices.values_mut().flat_map(FxHashMap::values_mut) {
            if let Some(unit) = units.get(&known.id) {
                known.unit = Some(unit.clone());
            }
        }
        self.learned.retain(|(point, _)| !units.contains_key(point));
    }

    /// Units that were told later than the point was found.
    pub(crate) fn take_learned(&mut self) -> Vec<(PointId, Unit)> {
        std::mem::take(&mut self.learned)
    }

    fn unit_of(&self, key: &PointKey) -> Option<Unit> {
        self.devices.get(&key.device)?.get(&key.path)?.unit.clone()
    }

    fn note(&mut self, topic: &Arc<str>, key: &PointKey, convention: Arc<str>) {
        let spoken =
            Spoken { convention, device: Arc::clone(&key.device), path: Arc::clone(&key.path) };
        let all = self.topics.entry(Arc::clone(topic)).or_default();
        // Most topics tell one value or two, and there may be a hundred thousand of them.
        all.reserve_exact(1);
        all.push(spoken);
    }

    fn insert(&mut self, store: &Store, key: PointKey, id: PointId, unit: Option<Unit>) {
        let newest = store.newest(id).and_then(|current| current.time);
        let known = Known { id, last: newest.unwrap_or(Timestamp::MIN), unit };
        let device = self.devices.entry(key.device).or_default();
        self.count += usize::from(device.insert(key.path, known).is_none());
    }
}

fn name_of(series: &Series) -> String {
    if series.path.is_empty() {
        series.device.to_string()
    } else {
        format!("{} {}", series.device, series.path.trim_start_matches('/').replace('/', "."))
    }
}

fn key_of(connection: &Connection, series: &Series) -> PointKey {
    PointKey {
        connection: Some(connection.id),
        device: Arc::clone(&series.device),
        path: Arc::clone(&series.path),
    }
}

fn describe(connection: &Connection, heard: &Heard<'_>) -> NewPoint {
    let series = heard.series;
    let kind = match series.samples.first().map(|sample| &sample.value) {
        Some(Value::Boolean(_) | Value::Text(_)) => Kind::Status,
        Some(Value::Number(_)) | None => Kind::Sensor,
    };
    NewPoint {
        code: code_of(&connection.name, &series.device, &series.path),
        key: key_of(connection, series),
        topic: Arc::from(heard.message.topic.as_str()),
        name: name_of(series),
        kind,
        unit: series.unit.clone(),
        found: heard.message.received,
        convention: Some(Arc::from(heard.convention)),
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
