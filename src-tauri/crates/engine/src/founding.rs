//! Makes a data folder whose site is known before the first message: places, equipment, points and their history.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use model::{
    ConnectionId, Conventions, FloorId, Kind, PointId, PointKey, Quality, Reading, SpaceId,
    Timestamp, Unit, Value,
};
use store::{HabitRow, MainError, NewConnection, NewPoint, PointWords, ProtectionRow, Store};
use wire::{Failure, FailureCode, MqttVersion, OccupiedHours};

use crate::clock;
use crate::connections::{client_id, version_word};
use crate::convert;
use crate::folder::{self, Lock};
use crate::places::{DEMO, site_words};

/// A site that is known before its first message. Numbers refer to places in the lists of this blueprint.
#[derive(Debug, Clone)]
pub struct Blueprint {
    /// What people call the site.
    pub site: String,
    /// Its time zone, an IANA name.
    pub timezone: String,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Gross floor area, m².
    pub area_m2: Option<f64>,
    /// When people are there.
    pub hours: Vec<OccupiedHours>,
    /// Whether its devices are software and nothing in it is real.
    pub demo: bool,
    /// Where its messages come from.
    pub connection: BlueprintConnection,
    /// Names of the buildings.
    pub buildings: Vec<String>,
    /// The floors.
    pub floors: Vec<BlueprintFloor>,
    /// The spaces.
    pub spaces: Vec<BlueprintSpace>,
    /// The equipment.
    pub equipment: Vec<BlueprintEquipment>,
    /// The points, all of them accepted.
    pub points: Vec<BlueprintPoint>,
}

/// Where messages come from.
#[derive(Debug, Clone)]
pub struct BlueprintConnection {
    /// What people call it.
    pub name: String,
    /// `mqtt://host:port`.
    pub url: String,
    /// What to subscribe to.
    pub filters: Vec<String>,
    /// The protocol to insist on.
    pub version: Option<MqttVersion>,
}

/// A floor.
#[derive(Debug, Clone)]
pub struct BlueprintFloor {
    /// The building it is in.
    pub building: usize,
    /// What people call it.
    pub name: String,
    /// Counted from the ground, which is 0.
    pub level: i32,
}

/// A space.
#[derive(Debug, Clone)]
pub struct BlueprintSpace {
    /// The floor it is on.
    pub floor: usize,
    /// What people call it.
    pub name: String,
}

/// A thing that works.
#[derive(Debug, Clone)]
pub struct BlueprintEquipment {
    /// What people call it.
    pub name: String,
    /// The field's short word.
    pub kind: String,
    /// The space it stands in.
    pub space: Option<usize>,
}

/// A point.
#[derive(Debug, Clone)]
pub struct BlueprintPoint {
    /// The device, as the decoder names it.
    pub device: String,
    /// The value's place inside the device, as the decoder names it.
    pub path: String,
    /// The topic it is heard on.
    pub topic: String,
    /// What people call it.
    pub name: String,
    /// What it does.
    pub kind: Kind,
    /// What it is measured in.
    pub unit: Option<Unit>,
    /// The floor it is on, where it is in no space.
    pub floor: Option<usize>,
    /// The space it is in.
    pub space: Option<usize>,
    /// The equipment it belongs to.
    pub equipment: Option<usize>,
    /// How often it speaks.
    pub interval: Duration,
    /// Whether it is a register that counts what the site takes from the grid.
    pub meter: bool,
}

/// A reading from before the folder was made.
#[derive(Debug, Clone)]
pub struct History {
    /// Whose, by its place in the blueprint.
    pub point: usize,
    /// When it was true.
    pub time: Timestamp,
    /// What was said.
    pub value: Value,
}

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Founded {
    /// Readings of its history.
    pub readings: u64,
}

/// Makes a data folder from a blueprint, with what was measured before. Each part of the history is durable before the
/// next is asked for, so none has to be held as a whole.
///
/// # Errors
/// Where the folder holds a site already, is held by another engine, or cannot be written.
pub async fn found(
    folder: &Path,
    blueprint: &Blueprint,
    history: impl Iterator<Item = Vec<History>>,
) -> Result<Founded, Failure> {
    let made = folder::init(folder, Some(&blueprint.timezone)).await?;
    if made.existed {
        let message = format!("The folder {} holds a site already.", folder.display());
        let hint = "Choose an empty folder; nothing was changed.";
        return Err(Failure::new(FailureCode::BadRequest, message, hint));
    }
    let lock = Lock::take(folder)?;
    let store = folder::open_store(folder).await?;
    let founded = Founding { store: &store, blueprint }.run(history).await;
    store.close().await;
    drop(lock);
    founded
}

struct Founding<'a> {
    store: &'a Store,
    blueprint: &'a Blueprint,
}

/// Numbers of what was made, in the order of the blueprint.
struct Made {
    floors: Vec<FloorId>,
    spaces: Vec<SpaceId>,
    equipment: Vec<model::EquipmentId>,
}

impl Made {
    fn words(&self, point: &BlueprintPoint, id: PointId, now: Timestamp) -> PointWords {
        PointWords {
            id,
            name: point.name.clone(),
            kind: point.kind,
            unit: point.unit.clone(),
            floor: point.floor.and_then(|at| self.floors.get(at)).copied(),
            space: point.space.and_then(|at| self.spaces.get(at)).copied(),
            equipment: point.equipment.and_then(|at| self.equipment.get(at)).copied(),
            accepted: Some(now),
        }
    }
}

impl Founding<'_> {
    async fn run(&self, history: impl Iterator<Item = Vec<History>>) -> Result<Founded, Failure> {
        let points = self.model().await?;
        // One part is sorted while the one before it is written.
        let parts = history.map(|part| self.import(part, &points));
        let mut imports = stream::iter(parts).buffered(2);
        let mut readings = 0;
        while let Some(stored) = imports.next().await {
            readings += stored?;
        }
        // Last: a folder whose making was cut short is no demo, and says so by being empty of devices.
        if self.blueprint.demo {
            let put = self.store.main().put_setting(DEMO, "true").await;
            put.map_err(|error| convert::from_main(&error))?;
        }
        Ok(Founded { readings })
    }

    /// Stores one part of the history; says how many readings that were.
    async fn import(&self, part: Vec<History>, points: &[PointId]) -> Result<u64, Failure> {
        let part: Vec<Reading> = part
            .into_iter()
            .filter_map(|reading| {
                Some(Reading {
                    point: *points.get(reading.point)?,
                    time: reading.time,
                    received: reading.time,
                    value: reading.value,
                    quality: Quality::Good,
                })
            })
            .collect();
        let imported = self.store.import(&part).await;
        let imported = imported.map_err(|error| convert::from_store(&error))?;
        Ok(imported.values().map(|decided| decided.stored).sum())
    }

    /// Places, connection and points; gives the points' numbers.
    async fn model(&self) -> Result<Vec<PointId>, Failure> {
        let (main, blueprint) = (self.store.main(), self.blueprint);
        let failed = |error: MainError| convert::from_main(&error);
        let words = site_words(
            blueprint.site.clone(),
            blueprint.timezone.clone(),
            blueprint.country.clone(),
            blueprint.area_m2,
            &blueprint.hours,
        )?;
        let site = main.site().await.map_err(failed)?.expect("the folder was just set up").id;
        main.set_site(site, &words).await.map_err(failed)?;
        let made = self.places(site).await.map_err(failed)?;
        let connection = NewConnection {
            name: blueprint.connection.name.clone(),
            url: blueprint.connection.url.clone(),
            filters: blueprint.connection.filters.clone(),
            version: blueprint.connection.version.map(|version| version_word(version).to_owned()),
            client_id: client_id(&blueprint.connection.name),
            username: None,
            protection: ProtectionRow::default(),
            conventions: Conventions::All,
        };
        let id = main.add_connection(&connection).await.map_err(failed)?;
        self.points(site, &made, id).await.map_err(failed)
    }

    async fn points(
        &self,
        site: model::SiteId,
        made: &Made,
        connection: Option<ConnectionId>,
    ) -> Result<Vec<PointId>, MainError> {
        let (main, now) = (self.store.main(), clock::now());
        let all = &self.blueprint.points;
        let new: Vec<NewPoint> = all.iter().map(|p| self.heard(p, connection, now)).collect();
        let found = main.add_points(&new).await?;
        let points: Vec<PointId> = found.into_iter().map(|found| found.id).collect();
        let known: Vec<(&BlueprintPoint, PointId)> = all.iter().zip(points.clone()).collect();
        let words: Vec<PointWords> = known.iter().map(|(p, id)| made.words(p, *id, now)).collect();
        main.set_points(&words).await?;
        let habits: Vec<(PointId, HabitRow)> = known
            .iter()
            .map(|(point, id)| {
                let (interval, longest) = (point.interval, point.interval);
                (*id, HabitRow { interval, longest, on_change: false })
            })
            .collect();
        main.learn_habits(&habits).await?;
        let meters = known.iter().filter(|(point, _)| point.meter).map(|(_, id)| *id);
        main.set_meters(site, &meters.collect::<Vec<_>>()).await?;
        Ok(points)
    }

    /// A point as the intake would find it, so that its first message finds it again.
    fn heard(
        &self,
        point: &BlueprintPoint,
        connection: Option<ConnectionId>,
        now: Timestamp,
    ) -> NewPoint {
        let (device, path) = (Arc::from(point.device.as_str()), Arc::from(point.path.as_str()));
        NewPoint {
            code: ingest::code_of(&self.blueprint.connection.name, &point.device, &point.path),
            key: PointKey { connection, device, path },
            topic: Arc::from(point.topic.as_str()),
            name: point.name.clone(),
            kind: point.kind,
            unit: point.unit.clone(),
            found: now,
            convention: None,
        }
    }

    async fn places(&self, site: model::SiteId) -> Result<Made, MainError> {
        let (main, blueprint) = (self.store.main(), self.blueprint);
        let mut buildings = Vec::new();
        for name in &blueprint.buildings {
            buildings.push(main.add_building(site, name).await?);
        }
        let mut made = Made { floors: Vec::new(), spaces: Vec::new(), equipment: Vec::new() };
        for floor in &blueprint.floors {
            let building = *buildings.get(floor.building).ok_or(MainError::InUse)?;
            made.floors.push(main.add_floor_to(building, &floor.name, floor.level).await?);
        }
        for space in &blueprint.spaces {
            let floor = *made.floors.get(space.floor).ok_or(MainError::InUse)?;
            made.spaces.push(main.add_space(floor, &space.name).await?);
        }
        for one in &blueprint.equipment {
            let space = one.space.and_then(|at| made.spaces.get(at)).copied();
            made.equipment.push(main.add_equipment(site, &one.name, &one.kind, space).await?);
        }
        Ok(made)
    }
}
