//! The list of points, the inbox of found ones, and taking them into the model.

use std::collections::HashSet;

use model::{ConnectionId, FloorId, Timestamp};
use store::AcceptedPoint;
use wire::{
    AcceptPoints, Accepted, Failure, FailureCode, FoundView, Inbox, PointView, Proposal,
    ReturnPoints, Returned,
};

use crate::clock;
use crate::convert;
use crate::directory::Entry;
use crate::engine::Engine;
use crate::places::check_name;

impl Engine {
    pub(crate) fn points(&self) -> Vec<PointView> {
        self.directory().entries().iter().map(view).collect()
    }

    pub(crate) fn inbox(&self, ask: &Inbox) -> Result<Vec<FoundView>, Failure> {
        let wanted = self.connection_named(ask.connection.as_deref())?;
        let now = clock::now();
        let directory = self.directory();
        let found = directory.entries().iter().filter(|entry| is_found_on(entry, wanted));
        Ok(found.map(|entry| self.found_view(entry, now)).collect())
    }

    pub(crate) async fn accept_points(&self, ask: &AcceptPoints) -> Result<Accepted, Failure> {
        if ask.all != ask.points.is_empty() {
            let message = "Name the points to accept, or say all of them, and not both.";
            return Err(Failure::new(FailureCode::BadRequest, message, ""));
        }
        for edit in &ask.edits {
            check_name(&edit.name)?;
        }
        let wanted = self.connection_named(ask.connection.as_deref())?;
        let directory = self.directory();
        let mut chosen: Vec<&Entry> = Vec::new();
        if ask.all {
            chosen.extend(directory.entries().iter().filter(|entry| is_found_on(entry, wanted)));
        }
        for named in &ask.points {
            chosen.push(directory.find(named)?);
        }
        let floor = match (&ask.floor_id, &ask.floor) {
            (Some(id), _) => Some(*id),
            (None, Some(name)) => Some(self.floor_named(name).await?),
            (None, None) => None,
        };
        let already = chosen.iter().filter(|entry| entry.row.point.accepted).count();
        let points = self.as_accepted(&chosen, ask);
        let accepted = self.store.main().accept_points(&points, floor, clock::now()).await;
        accepted.map_err(|error| convert::from_main(&error))?;
        self.refresh_directory().await?;
        self.announce_points();
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Ok(Accepted { accepted: count(points.len() - already), already: count(already) })
    }

    pub(crate) async fn return_points(&self, ask: &ReturnPoints) -> Result<Returned, Failure> {
        let directory = self.directory();
        let mut points = Vec::with_capacity(ask.points.len());
        for code in &ask.points {
            points.push(directory.find(&code.0)?.row.point.id);
        }
        let returned = self.store.main().return_points(&points).await;
        let returned = returned.map_err(|error| convert::from_main(&error))?;
        self.refresh_directory().await?;
        self.announce_points();
        Ok(Returned { returned: u32::try_from(returned).unwrap_or(u32::MAX) })
    }

    fn found_view(&self, entry: &Entry, now: Timestamp) -> FoundView {
        let point = &entry.row.point;
        let shown = self.board().view(point.id, now);
        let age = shown.as_ref().and_then(|shown| shown.age);
        let proposed = propose(entry, shown.as_ref().map(|shown| &shown.value));
        FoundView {
            point: point.code.clone(),
            name: point.name.to_string(),
            connection: entry.connection.as_deref().map(str::to_owned),
            topic: point.topic.to_string(),
            path: point.key.path.to_string(),
            kind: point.kind,
            unit: point.unit.clone(),
            quality: shown.as_ref().map(|shown| shown.quality),
            age_ms: age.and_then(|age| i64::try_from(age.as_millis()).ok()),
            found: entry.row.found,
            proposal: Proposal {
                name: proposed.name,
                device: proposed.device,
                kind: proposed.kind,
                unit: point.unit.clone(),
                because: proposed.because,
            },
            value: shown.map(|shown| shown.value),
        }
    }

    /// The points as they will be known: in a person's words where there are some, else as proposed. A proposed name
    /// that another point bears already is told apart by the topic: names stay of use to whoever writes them down.
    fn as_accepted(&self, chosen: &[&Entry], ask: &AcceptPoints) -> Vec<AcceptedPoint> {
        let directory = self.directory();
        let now = clock::now();
        let accepted = directory.entries().iter().filter(|entry| entry.row.point.accepted);
        let mut taken: HashSet<String> =
            accepted.map(|entry| entry.row.point.name.to_string()).collect();
        let mut points = Vec::with_capacity(chosen.len());
        for entry in chosen {
            let point = &entry.row.point;
            let edit = ask.edits.iter().find(|edit| edit.point == point.code);
            let (name, kind, unit) = match edit {
                Some(edit) => (edit.name.clone(), edit.kind, edit.unit.clone()),
                None => {
                    let shown = self.board().view(point.id, now);
                    let proposed = propose(entry, shown.as_ref().map(|shown| &shown.value));
                    let free = !proposed.name.is_empty() && !taken.contains(&proposed.name);
                    let name = if free { proposed.name } else { point.name.to_string() };
                    (name, proposed.kind, point.unit.clone())
                }
            };
            taken.insert(name.clone());
            points.push(AcceptedPoint { id: point.id, name, kind, unit });
        }
        points
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

/// A point as the list shows it.
pub(crate) fn view(entry: &Entry) -> PointView {
    let point = &entry.row.point;
    PointView {
        point: point.code.clone(),
        name: point.name.to_string(),
        place: entry.place.clone(),
        kind: point.kind,
        unit: point.unit.clone(),
        accepted: point.accepted,
    }
}

fn propose(entry: &Entry, value: Option<&model::Value>) -> codec::Proposed {
    let point = &entry.row.point;
    // Plain values and JSON know no device but the topic; elsewhere the device's own identity names its points.
    codec::propose(&point.key.device, &point.key.path, point.unit.as_ref(), value)
}
