//! Makes the data folder of the demo building: what is in it, and what was measured before.

use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::Duration;

use chrono_tz::Tz;
use engine::{
    Blueprint, BlueprintConnection, BlueprintEquipment, BlueprintFloor, BlueprintPoint,
    BlueprintSpace, Founded,
};
use model::Timestamp;
use sim::demo::{Building, History, Point, Said, Space};
use wire::{Failure, FailureCode, MqttVersion, OccupiedHours};

use crate::{PORT, SEED};

/// How far the past goes back.
const PAST: Duration = Duration::from_secs(8 * 7 * 24 * 3_600);

/// Days of the past that are written together: fewer and larger chunks, at some 100 MB of memory a day while they are made.
const DAYS_AT_ONCE: usize = 2;

/// Makes the data folder of the demo building, with eight weeks of history. It stands in Amsterdam unless another zone is
/// named.
///
/// # Errors
/// Where the zone is none, the folder holds a site already, is held by another engine, or cannot be written.
pub async fn init(folder: &Path, timezone: Option<&str>) -> Result<Founded, Failure> {
    let zone = zone(timezone.unwrap_or(Tz::Europe__Amsterdam.name()))?;
    found(folder, zone, engine::now(), PAST).await
}

/// Makes the folder with a past of this length that ends now.
pub(crate) async fn found(
    folder: &Path,
    zone: Tz,
    now: Timestamp,
    past: Duration,
) -> Result<Founded, Failure> {
    let building = Building::new(SEED, zone);
    let blueprint = blueprint(&building);
    let founded = engine::found(folder, &blueprint, past_of(building, now - past, now)).await?;
    tracing::info!(readings = founded.readings, "Demo building made");
    Ok(founded)
}

/// What was measured, a few days at a time. Each part is made while the one before it is written, by a thread that ends with whoever
/// takes the parts.
fn past_of(
    building: Building,
    from: Timestamp,
    to: Timestamp,
) -> impl Iterator<Item = Vec<engine::History>> {
    let (give, take) = sync_channel(1);
    thread::spawn(move || {
        let mut days = History::new(&building, from, to).map(readings).peekable();
        while days.peek().is_some() {
            let part: Vec<_> = days.by_ref().take(DAYS_AT_ONCE).flatten().collect();
            if give.send(part).is_err() {
                return;
            }
        }
    });
    take.into_iter()
}

/// The zone of this name.
pub(crate) fn zone(name: &str) -> Result<Tz, Failure> {
    name.parse().map_err(|_| {
        let message = format!("There is no time zone {name:?}.");
        let hint = "Name one as the IANA does, such as Europe/Amsterdam.";
        Failure::new(FailureCode::BadRequest, message, hint)
    })
}

fn blueprint(building: &Building) -> Blueprint {
    let spaces = building.spaces();
    let hours = building.hours().map(|(weekday, from, to)| OccupiedHours {
        weekday,
        from: from.to_owned(),
        to: to.to_owned(),
    });
    let floors = building.floors().into_iter().map(|floor| BlueprintFloor {
        building: 0,
        name: floor.name.to_owned(),
        level: floor.level,
    });
    let equipment = building.equipment().iter().map(|one| BlueprintEquipment {
        name: one.name.clone(),
        kind: one.kind.to_owned(),
        space: one.space,
    });
    Blueprint {
        site: building.name().to_owned(),
        timezone: building.zone().name().to_owned(),
        country: (building.zone() == Tz::Europe__Amsterdam).then(|| "NL".to_owned()),
        area_m2: Some(building.area_m2()),
        hours: hours.collect(),
        demo: true,
        connection: BlueprintConnection {
            name: "Demo devices".to_owned(),
            url: format!("mqtt://127.0.0.1:{PORT}"),
            filters: building.filters(),
            version: Some(MqttVersion::V311),
        },
        buildings: vec![building.name().to_owned()],
        floors: floors.collect(),
        equipment: equipment.collect(),
        points: building.points().iter().map(|point| described(point, &spaces)).collect(),
        spaces: spaces
            .into_iter()
            .map(|space| BlueprintSpace { floor: space.floor, name: space.name })
            .collect(),
    }
}

/// A point as the engine is told of it; the decoder finds it under its topic and its path.
fn described(point: &Point, spaces: &[Space]) -> BlueprintPoint {
    BlueprintPoint {
        device: point.topic.to_string(),
        path: point.path.to_string(),
        topic: point.topic.to_string(),
        name: point.name.clone(),
        kind: point.kind,
        unit: point.unit.clone(),
        floor: point.space.and_then(|space| spaces.get(space)).map(|space| space.floor),
        space: point.space,
        equipment: point.equipment,
        interval: point.interval,
        meter: point.meter,
    }
}

/// A day of the past as the engine takes it.
fn readings(day: Vec<Said>) -> Vec<engine::History> {
    let count = day.iter().map(|said| said.readings.len()).sum();
    let mut readings = Vec::with_capacity(count);
    for Said { point, readings: said } in day {
        let told = said.into_iter().map(|(time, value)| engine::History { point, time, value });
        readings.extend(told);
    }
    readings
}
