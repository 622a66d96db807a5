//! The inbox of found points: what each would be in the model, taking them in, putting them aside, and back.

use std::collections::HashSet;
use std::time::Duration;

use codec::Clues;
use model::{ConnectionId, PointId, Timestamp};
use store::AcceptedPoint;
use wire::{
    AcceptPoints, Accepted, Failure, FailureCode, FoundDevice, FoundView, IgnorePoints, Ignored,
    Inbox, Proposal, ProposedEquipment, ReturnPoints, Returned,
};

use crate::clock;
use crate::convert;
use crate::directory::Entry;
use crate::engine::Engine;
use crate::places::check_name;
use crate::placing::Placing;

impl Engine {
    pub(crate) fn inbox(&self, ask: &Inbox) -> Result<Vec<FoundView>, Failure> {
        let wanted = self.connection_named(ask.connection.as_deref())?;
        let now = clock::now();
        let directory = self.directory();
        let asked = |entry: &&Entry| entry.row.ignored == ask.ignored && is_found_on(entry, wanted);
        let found = directory.entries().filter(asked);
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
            let waits = |entry: &&Entry| !entry.row.ignored && is_found_on(entry, wanted);
            chosen.extend(directory.entries().filter(waits));
        }
        for named in &ask.points {
            chosen.push(directory.find(named)?);
        }
        let already = chosen.iter().filter(|entry| entry.row.point.accepted).count();
        let points = self.as_accepted(&chosen, ask).await?;
        let accepted = self.store.main().accept_points(&points, clock::now()).await;
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

    pub(crate) async fn ignore_points(&self, ask: &IgnorePoints) -> Result<Ignored, Failure> {
        let directory = self.directory();
        let mut points = Vec::with_capacity(ask.points.len());
        for code in &ask.points {
            points.push(directory.find(&code.0)?.row.point.id);
        }
        let since = ask.ignored.then(clock::now);
        let changed = self.store.main().ignore_points(&points, since).await;
        let changed = changed.map_err(|error| convert::from_main(&error))?;
        self.refresh_directory().await?;
        self.announce_points();
        Ok(Ignored { changed: u32::try_from(changed).unwrap_or(u32::MAX) })
    }

    fn found_view(&self, entry: &Entry, now: Timestamp) -> FoundView {
        let point = &entry.row.point;
        let shown = self.board().view(point.id, now);
        let milliseconds = |span: Duration| i64::try_from(span.as_millis()).ok();
        let proposal = self.proposal(entry, shown.as_ref().map(|shown| &shown.value));
        let (device, writable) = self.device_of(entry);
        FoundView {
            point: point.code.clone(),
            name: point.name.to_string(),
            connection: entry.connection.as_deref().map(str::to_owned),
            topic: point.topic.to_string(),
            path: point.key.path.to_string(),
            kind: point.kind,
            unit: point.unit.clone(),
            quality: shown.as_ref().map(|shown| shown.quality),
            age_ms: shown.as_ref().and_then(|shown| shown.age).and_then(milliseconds),
            found: entry.row.found,
            interval_ms: shown.as_ref().and_then(|shown| shown.interval).and_then(milliseconds),
            convention: entry.row.convention.as_deref().map(str::to_owned),
            device,
            writable,
            conflict: self.conflict(entry),
            proposal,
            value: shown.map(|shown| shown.value),
        }
    }

    /// What the point's device says of itself, and whether it takes commands for the point.
    fn device_of(&self, entry: &Entry) -> (FoundDevice, bool) {
        let key = &entry.row.point.key;
        let devices = self.devices();
        let told = devices.get(key.connection, &key.device);
        let words = |text: &Option<Box<str>>| text.as_deref().map(str::to_owned);
        let model = told.and_then(|told| {
            let parts = [words(&told.manufacturer), words(&told.model)];
            let model = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
            (!model.is_empty()).then_some(model)
        });
        let writable =
            told.and_then(|told| told.point(&key.path)).is_some_and(|point| point.writable);
        let device = FoundDevice {
            key: key.device.to_string(),
            name: told.and_then(|told| words(&told.name)),
            model,
            online: told.and_then(|told| told.online),
        };
        (device, writable)
    }

    /// Discovery is not trust: whoever can publish can claim to be a device that is known already.
    fn conflict(&self, entry: &Entry) -> Option<String> {
        let key = &entry.row.point.key;
        let directory = self.directory();
        let twin = directory.on_other_connections(key).next()?;
        let connection = twin.connection.as_deref()?;
        Some(format!(
            "The connection {connection:?} has a point of the same device and path, {:?}: one of the two may be a copy.",
            &*twin.row.point.name
        ))
    }

    /// The points as they will be known: in a person's words where there are some, else as proposed. A proposed name
    /// that another point bears already is told apart by the topic: names stay of use to whoever writes them down.
    async fn as_accepted(
        &self,
        chosen: &[&Entry],
        ask: &AcceptPoints,
    ) -> Result<Vec<AcceptedPoint>, Failure> {
        let directory = self.directory();
        let now = clock::now();
        let accepted = directory.entries().filter(|entry| entry.row.point.accepted);
        let mut taken: HashSet<String> =
            accepted.map(|entry| entry.row.point.name.to_string()).collect();
        let mut placing = Placing::begin(self).await?;
        let floor = match (&ask.floor_id, &ask.floor) {
            (Some(id), _) => Some(*id),
            (None, Some(name)) => Some(placing.floor(name).await?),
            (None, None) => None,
        };
        let mut points = Vec::with_capacity(chosen.len());
        for entry in chosen {
            let point = &entry.row.point;
            let edit = ask.edits.iter().find(|edit| edit.point == point.code);
            let value = self.board().view(point.id, now).map(|shown| shown.value);
            let proposed = self.proposal(entry, value.as_ref());
            let mut accepted = match edit {
                Some(edit) => AcceptedPoint {
                    role: edit.role.clone().or_else(|| proposed.role.clone()),
                    ..accepted_as(point.id, edit.name.clone(), edit.kind, edit.unit.clone())
                },
                None => {
                    let free = !proposed.name.is_empty() && !taken.contains(&proposed.name);
                    let name = if free { proposed.name.clone() } else { point.name.to_string() };
                    let unit = point.unit.clone().or_else(|| proposed.unit.clone());
                    AcceptedPoint {
                        role: proposed.role.clone(),
                        ..accepted_as(point.id, name, proposed.kind, unit)
                    }
                }
            };
            accepted.floor = floor;
            if ask.place {
                place(&mut placing, &proposed, &mut accepted).await?;
            }
            taken.insert(accepted.name.clone());
            points.push(accepted);
        }
        Ok(points)
    }

    /// The number of a connection that is named; none where none is.
    fn connection_named(&self, name: Option<&str>) -> Result<Option<ConnectionId>, Failure> {
        name.map(|name| self.sessions.number_of(name)).transpose()
    }

    /// What a found point would be in the model.
    fn proposal(&self, entry: &Entry, value: Option<&model::Value>) -> Proposal {
        let point = &entry.row.point;
        let named = self.named_by_pattern(&point.topic);
        let devices = self.devices();
        let device = devices.get(point.key.connection, &point.key.device);
        let clues = Clues {
            convention: entry.row.convention.as_deref().unwrap_or_default(),
            topic: &point.topic,
            device: &point.key.device,
            path: &point.key.path,
            unit: point.unit.as_ref(),
            value,
            described: device.and_then(|device| device.point(&point.key.path)),
            device_name: device.and_then(|device| device.name.as_deref()),
            device_model: device.and_then(|device| device.model.as_deref()),
            area: device.and_then(|device| device.area.as_deref()),
        };
        let proposed = clues.proposal(named.as_ref());
        let equipment = proposed.equipment.map(|equipment| ProposedEquipment {
            name: equipment.name,
            kind: equipment.kind.unwrap_or("equip").to_owned(),
        });
        Proposal {
            name: proposed.name,
            device: proposed.device,
            kind: proposed.kind,
            unit: proposed.unit,
            role: proposed.role,
            equipment,
            floor: proposed.floor,
            space: proposed.space,
            confidence: proposed.confidence,
            because: proposed.because.into_iter().map(|reason| reason.words).collect(),
        }
    }
}

fn accepted_as(
    id: PointId,
    name: String,
    kind: model::Kind,
    unit: Option<model::Unit>,
) -> AcceptedPoint {
    AcceptedPoint { id, name, kind, unit, role: None, floor: None, space: None, equipment: None }
}

/// Puts a point where it is proposed; a floor that was chosen by a person stands.
async fn place(
    placing: &mut Placing<'_>,
    proposed: &Proposal,
    point: &mut AcceptedPoint,
) -> Result<(), Failure> {
    if let (None, Some(floor)) = (point.floor, &proposed.floor) {
        point.floor = Some(placing.floor(floor).await?);
    }
    if let (Some(floor), Some(space)) = (point.floor, &proposed.space) {
        point.space = Some(placing.space(floor, space).await?);
    }
    if let Some(equipment) = &proposed.equipment {
        let placed = placing.equipment(&equipment.name, &equipment.kind, point.space).await?;
        point.equipment = Some(placed);
    }
    Ok(())
}

fn is_found_on(entry: &Entry, connection: Option<ConnectionId>) -> bool {
    let point = &entry.row.point;
    !point.accepted && connection.is_none_or(|id| point.key.connection == Some(id))
}
