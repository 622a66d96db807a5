//! The list of points as it is asked for: by number, by stable id, by name, with place and source in words.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use live::DeviceId;
use model::{ConnectionId, PointId, PointKey};
use rustc_hash::FxHashMap;
use store::{ConnectionRow, PointRow};
use wire::{Failure, FailureCode, SourceView};

use crate::devices::Devices;

/// All points at one moment.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    /// Shared with the directories before and after, as long as nothing changes about the point.
    rows: Vec<Arc<Entry>>,
    by_id: FxHashMap<PointId, usize>,
    by_code: HashMap<Arc<str>, usize>,
    by_name: OnceLock<HashMap<Arc<str>, Bearers>>,
    by_connection: FxHashMap<ConnectionId, u32>,
    by_path: OnceLock<ByPath>,
    by_topic: OnceLock<ByTopic>,
}

/// The points by device and path, whatever the connection; made when somebody looks for one.
type ByPath = HashMap<(Arc<str>, Arc<str>), Vec<usize>>;

/// The points in the order of their topics; made when somebody looks at topics.
#[derive(Debug, Default)]
struct ByTopic {
    places: Vec<usize>,
    /// How many of those before each place are accepted.
    accepted: Vec<u32>,
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

/// A directory that is being read, row by row.
#[derive(Debug)]
pub(crate) struct Gathering<'a> {
    before: &'a Directory,
    names: FxHashMap<ConnectionId, Arc<str>>,
    directory: Directory,
}

impl<'a> Gathering<'a> {
    /// What is as it was `before` is taken from there: 100,000 points are held once, not twice, while they are read.
    pub(crate) fn new(before: &'a Directory, connections: &[ConnectionRow]) -> Self {
        let names = connections.iter().map(|row| (row.id, Arc::from(row.name.as_str()))).collect();
        Self { before, names, directory: Directory::default() }
    }

    /// Takes a point in.
    pub(crate) fn take(&mut self, row: PointRow, devices: &mut Devices) {
        let connection = row.point.key.connection.and_then(|id| self.names.get(&id)).cloned();
        let known = self.before.shared(row.point.id);
        let known = known.filter(|known| known.row == row && known.connection == connection);
        let entry = known.cloned().unwrap_or_else(|| {
            let device = devices.number(row.point.key.connection, &row.point.key.device);
            let place = row.place.join(" › ");
            Arc::new(Entry { row, place, connection, device })
        });
        self.directory.add(entry);
    }

    /// All that were taken in.
    pub(crate) fn end(self) -> Directory {
        self.directory
    }
}

impl Directory {
    pub(crate) fn entries(&self) -> impl ExactSizeIterator<Item = &Entry> {
        self.rows.iter().map(Arc::as_ref)
    }

    pub(crate) fn get(&self, id: PointId) -> Option<&Entry> {
        self.shared(id).map(Arc::as_ref)
    }

    pub(crate) fn by_code(&self, code: &str) -> Option<&Entry> {
        self.by_code.get(code).map(|place| &*self.rows[*place])
    }

    /// How many points were found on a connection.
    pub(crate) fn count_on(&self, connection: ConnectionId) -> u32 {
        self.by_connection.get(&connection).copied().unwrap_or(0)
    }

    /// The point of a connection with this device and path.
    pub(crate) fn of_key(
        &self,
        connection: ConnectionId,
        device: &str,
        path: &str,
    ) -> Option<&Entry> {
        let bearers = self.by_path().get(&(Arc::from(device), Arc::from(path)))?;
        let mut bearers = bearers.iter().map(|place| &*self.rows[*place]);
        bearers.find(|entry| entry.row.point.key.connection == Some(connection))
    }

    /// Points of the same device and path on other connections.
    pub(crate) fn on_other_connections(&self, key: &PointKey) -> impl Iterator<Item = &Entry> {
        let bearers = self.by_path().get(&(Arc::clone(&key.device), Arc::clone(&key.path)));
        let bearers = bearers.into_iter().flatten().map(|place| &*self.rows[*place]);
        bearers.filter(|entry| entry.row.point.key.connection != key.connection)
    }

    /// The points that were last heard on a topic.
    pub(crate) fn on_topic(
        &self,
        connection: ConnectionId,
        topic: &str,
    ) -> impl Iterator<Item = &Entry> {
        let (first, last) = self.span(connection, |found| found.cmp(topic));
        self.by_topic().places[first..last].iter().map(|place| &*self.rows[*place])
    }

    /// How many points were last heard on a topic or below it: accepted ones, and those that are not.
    pub(crate) fn count_below(&self, connection: ConnectionId, topic: &str) -> (u32, u32) {
        let on = self.span(connection, |found| found.cmp(topic));
        let below = self.span(connection, |found| match found.strip_prefix(topic) {
            Some(rest) if rest.starts_with('/') => Ordering::Equal,
            // What follows the topic decides, as it does in the order of the list.
            Some(rest) => rest.cmp("/"),
            None => found.cmp(topic),
        });
        let accepted = &self.by_topic().accepted;
        let count = |(first, last): (usize, usize)| {
            let taken = accepted[last] - accepted[first];
            let all = u32::try_from(last - first).unwrap_or(u32::MAX);
            (taken, all - taken)
        };
        let (on, below) = (count(on), count(below));
        (on.0 + below.0, on.1 + below.1)
    }

    /// Where the points of a connection stand whose topics compare as equal.
    fn span(&self, connection: ConnectionId, order: impl Fn(&str) -> Ordering) -> (usize, usize) {
        let places = &self.by_topic().places;
        let compare = |place: &usize| {
            let point = &self.rows[*place].row.point;
            point.key.connection.cmp(&Some(connection)).then_with(|| order(&point.topic))
        };
        let first = places.partition_point(|place| compare(place) == Ordering::Less);
        let last = places.partition_point(|place| compare(place) != Ordering::Greater);
        (first, last)
    }

    fn shared(&self, id: PointId) -> Option<&Arc<Entry>> {
        self.by_id.get(&id).map(|place| &self.rows[*place])
    }

    fn by_name(&self) -> &HashMap<Arc<str>, Bearers> {
        self.by_name.get_or_init(|| {
            let mut by_name = HashMap::new();
            for (place, entry) in self.rows.iter().enumerate() {
                let bearers = by_name.entry(Arc::clone(&entry.row.point.name));
                bearers.or_insert(Bearers { first: place, count: 0 }).count += 1;
            }
            by_name
        })
    }

    fn by_path(&self) -> &ByPath {
        self.by_path.get_or_init(|| {
            let mut by_path = ByPath::new();
            for (place, entry) in self.rows.iter().enumerate() {
                let key = &entry.row.point.key;
                let path = (Arc::clone(&key.device), Arc::clone(&key.path));
                by_path.entry(path).or_default().push(place);
            }
            by_path
        })
    }

    fn by_topic(&self) -> &ByTopic {
        self.by_topic.get_or_init(|| {
            let mut places: Vec<usize> = (0..self.rows.len()).collect();
            let key = |place: &usize| {
                let point = &self.rows[*place].row.point;
                (point.key.connection, &*point.topic)
            };
            places.sort_unstable_by(|one, other| key(one).cmp(&key(other)));
            let mut accepted = Vec::with_capacity(places.len() + 1);
            let mut count = 0;
            accepted.push(count);
            for place in &places {
                count += u32::from(self.rows[*place].row.point.accepted);
                accepted.push(count);
            }
            ByTopic { places, accepted }
        })
    }

    /// The point of a stable id or of a name that only one point bears.
    pub(crate) fn find(&self, wanted: &str) -> Result<&Entry, Failure> {
        if let Some(entry) = self.by_code(wanted) {
            return Ok(entry);
        }
        match self.by_name().get(wanted) {
            Some(Bearers { first, count: 1 }) => Ok(&*self.rows[*first]),
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

    fn add(&mut self, entry: Arc<Entry>) {
        let place = self.rows.len();
        let point = &entry.row.point;
        self.by_id.insert(point.id, place);
        if let Some(connection) = point.key.connection {
            *self.by_connection.entry(connection).or_default() += 1;
        }
        self.by_code.insert(Arc::clone(&point.code.0), place);
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
