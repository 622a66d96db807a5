//! The list of points, the inbox of found ones, and taking them into the model.

use model::{ConnectionId, FloorId, PointId};
use wire::{AcceptPoints, Accepted, Failure, FailureCode, FoundView, Inbox, PointView};

use crate::clock;
use crate::convert;
use crate::directory::Entry;
use crate::engine::Engine;

impl Engine {
    pub(crate) fn points(&self) -> Vec<PointView> {
        let view = |entry: &Entry| {
            let point = &entry.row.point;
            PointView {
                point: point.code.clone(),
                name: point.name.to_string(),
                place: entry.place.clone(),
                kind: point.kind,
                unit: point.unit.clone(),
                accepted: point.accepted,
            }
        };
        self.directory().entries().iter().map(view).collect()
    }

    pub(crate) fn inbox(&self, ask: &Inbox) -> Result<Vec<FoundView>, Failure> {
        let wanted = self.connection_named(ask.connection.as_deref())?;
        let now = clock::now();
        let directory = self.directory();
        let found = directory.entries().iter().filter(|entry| is_found_on(entry, wanted));
        Ok(found
            .map(|entry| {
                let point = &entry.row.point;
                FoundView {
                    point: point.code.clone(),
                    name: point.name.to_string(),
                    connection: entry.connection.as_deref().map(str::to_owned),
                    topic: point.topic.to_string(),
                    path: point.key.path.to_string(),
                    kind: point.kind,
                    unit: point.unit.clone(),
                    value: self.board().view(point.id, now).map(|shown| shown.value),
                    found: entry.row.found,
                }
            })
            .collect())
    }

    pub(crate) async fn accept_points(&self, ask: &AcceptPoints) -> Result<Accepted, Failure> {
        if ask.all != ask.points.is_empty() {
            let message = "Name the points to accept, or say all of them, and not both.";
            return Err(Failure::new(FailureCode::BadRequest, message, ""));
        }
        let wanted = self.connection_named(ask.connection.as_deref())?;
        let directory = self.directory();
        let mut points: Vec<PointId> = Vec::new();
        let mut already = 0;
        if ask.all {
            let found = directory.entries().iter().filter(|entry| is_found_on(entry, wanted));
            points.extend(found.map(|entry| entry.row.point.id));
        }
        for named in &ask.points {
            let point = &directory.find(named)?.row.point;
            already += u32::from(point.accepted);
            points.push(point.id);
        }
        let floor = match &ask.floor {
            Some(name) => Some(self.floor_named(name).await?),
            None => None,
        };
        let accepted = self.store.main().accept_points(&points, floor, clock::now()).await;
        accepted.map_err(|error| convert::from_main(&error))?;
        self.refresh_directory().await?;
        self.announce_points();
        let count = u32::try_from(points.len()).unwrap_or(u32::MAX);
        Ok(Accepted { accepted: count - already, already })
    }

    /// The number of a connection that is named; none where none is.
    fn connection_named(&self, name: Option<&str>) -> Result<Option<ConnectionId>, Failure> {
        name.map(|name| self.sessions.number_of(name)).transpose()
    }

    /// The floor of this name; one that does not exist is added to the site's first building.
    async fn floor_named(&self, name: &str) -> Result<FloorId, Failure> {
        let main = self.store.main();
        let failed = |error: store::MainError| convert::from_main(&error);
        let floors = main.floors_named(name).await.map_err(failed)?;
        match floors.as_slice() {
            [floor] => Ok(floor.floor),
            [] => {
                let site = main.site().await.map_err(failed)?;
                let site = site.expect("an engine opens only folders that are set up");
                main.add_floor(site.id, name).await.map_err(failed)
            }
            several => {
                let buildings: Vec<&str> =
                    several.iter().map(|floor| floor.building.as_str()).collect();
                let message =
                    format!("A floor {name:?} is in several buildings: {}.", buildings.join(", "));
                Err(Failure::new(FailureCode::Ambiguous, message, "Rename one of them."))
            }
        }
    }
}

fn is_found_on(entry: &Entry, connection: Option<ConnectionId>) -> bool {
    let point = &entry.row.point;
    !point.accepted && connection.is_none_or(|id| point.key.connection == Some(id))
}
