//! Finds the point that a row speaks of: by its id, else by where it comes from.

use std::collections::HashMap;

use crate::list::PointRow;

/// Places of points in a list, by id and by source.
pub(super) struct Index<'a> {
    by_id: HashMap<&'a str, usize>,
    by_source: HashMap<Source<'a>, usize>,
    /// Without the connection; none where several connections have it.
    by_address: HashMap<(&'a str, &'a str), Option<usize>>,
}

/// Where a point comes from: connection, device and path. Two points never share it.
pub(super) type Source<'a> = (Option<&'a str>, &'a str, &'a str);

/// Where this point comes from; none where nobody said.
pub(super) fn source(point: &PointRow) -> Option<Source<'_>> {
    let device = point.device.as_deref()?;
    Some((point.connection.as_deref(), device, point.path.as_deref().unwrap_or_default()))
}

impl<'a> Index<'a> {
    pub(super) fn of(points: &'a [PointRow]) -> Self {
        let mut index = Self {
            by_id: HashMap::with_capacity(points.len()),
            by_source: HashMap::with_capacity(points.len()),
            by_address: HashMap::with_capacity(points.len()),
        };
        for (at, point) in points.iter().enumerate() {
            if let Some(id) = &point.id {
                index.by_id.insert(&id.0, at);
            }
            if let Some(source) = source(point) {
                index.by_source.insert(source, at);
                let (_, device, path) = source;
                let known = index.by_address.entry((device, path)).or_insert(Some(at));
                if *known != Some(at) {
                    *known = None;
                }
            }
        }
        index
    }

    /// The point a row speaks of. A row with an id speaks of no other point.
    pub(super) fn find(&self, row: &PointRow) -> Option<usize> {
        if let Some(id) = &row.id {
            return self.by_id.get(&*id.0).copied();
        }
        let (connection, device, path) = source(row)?;
        match connection {
            Some(_) => self.by_source.get(&(connection, device, path)).copied(),
            None => self.by_address.get(&(device, path)).copied().flatten(),
        }
    }
}
