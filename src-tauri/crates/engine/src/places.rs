//! The model as screens see it, and what is said of the site.

use std::collections::HashMap;

use chrono_tz::Tz;
use model::{PlaceId, PointId};
use store::{EquipmentRow, ModelRows, SiteWords};
use wire::{
    BuildingView, EquipmentView, Event, Failure, FailureCode, FailureField, FloorView,
    OccupiedHours, PlacesView, SetMeters, SetSite, SiteView, SpaceView, ZoneView,
};

use crate::convert;
use crate::directory::Entry;
use crate::engine::Engine;
use crate::limits::NAME_BYTES_MAX;

/// The setting that marks the demo building.
pub(crate) const DEMO: &str = "demo";

impl Engine {
    pub(crate) async fn places(&self) -> Result<PlacesView, Failure> {
        let (site, rows) = self.model().await?;
        let directory = self.directory();
        let counted = Counted::of(directory.entries());
        let spaces = |floor| {
            let on_floor = rows.spaces.iter().filter(move |(_, of, _)| *of == floor);
            let view = |(id, _, name): &(model::SpaceId, model::FloorId, String)| SpaceView {
                id: *id,
                name: name.clone(),
                points: counted.space(*id),
            };
            on_floor.map(view).collect()
        };
        let zones = |floor| {
            let on_floor = rows.zones.iter().filter(move |zone| zone.floor == floor);
            let view = |zone: &store::ZoneRow| ZoneView {
                id: zone.id,
                name: zone.name.clone(),
                spaces: zone.spaces.clone(),
                points: counted.zone(zone.id),
            };
            on_floor.map(view).collect()
        };
        let floors = |building| {
            let in_building = rows.floors.iter().filter(move |(_, of, ..)| *of == building);
            in_building
                .map(|(id, _, name, level)| FloorView {
                    id: *id,
                    name: name.clone(),
                    level: *level,
                    points: counted.floor(*id),
                    spaces: spaces(*id),
                    zones: zones(*id),
                })
                .collect()
        };
        let buildings = rows.buildings.iter().map(|(id, name)| BuildingView {
            id: *id,
            name: name.clone(),
            points: counted.building(*id),
            floors: floors(*id),
        });
        let code = |point: &PointId| directory.get(*point).map(|e| e.row.point.code.clone());
        Ok(PlacesView {
            demo: self.is_demo(),
            site: SiteView {
                id: site.id,
                name: site.name.to_string(),
                timezone: site.timezone.to_string(),
                country: site.country.as_deref().map(str::to_owned),
                area_m2: site.area_m2,
                hours: hours_of(rows.hours.as_deref()),
                meters: rows.meters.iter().filter_map(code).collect(),
                buildings: buildings.collect(),
            },
            equipment: rows.equipment.iter().map(|row| counted.equipment_view(row)).collect(),
            relations: rows.relations,
        })
    }

    pub(crate) async fn set_site(&self, ask: SetSite) -> Result<PlacesView, Failure> {
        let words = site_words(ask.name, ask.timezone, ask.country, ask.area_m2, &ask.hours)?;
        let site = self.site().await?.id;
        let set = self.store.main().set_site(site, &words).await;
        set.map_err(|error| convert::from_main(&error))?;
        // The site's name stands beside every point.
        self.refresh_directory().await?;
        self.announce(Event::PlacesChanged);
        self.announce_points();
        self.places().await
    }

    pub(crate) async fn set_meters(&self, ask: &SetMeters) -> Result<PlacesView, Failure> {
        let meters = self.registers(&ask.points)?;
        let site = self.site().await?.id;
        let set = self.store.main().set_meters(site, &meters).await;
        set.map_err(|error| convert::from_main(&error))?;
        self.announce(Event::PlacesChanged);
        self.places().await
    }

    /// The site of this folder.
    pub(crate) async fn site(&self) -> Result<model::Site, Failure> {
        let site = self.store.main().site().await.map_err(|error| convert::from_main(&error))?;
        Ok(site.expect("an engine opens only folders that are set up"))
    }

    /// The site of this folder and everything that stands on it.
    pub(crate) async fn model(&self) -> Result<(model::Site, ModelRows), Failure> {
        let site = self.site().await?;
        let rows = self.store.main().model(site.id).await;
        Ok((site, rows.map_err(|error| convert::from_main(&error))?))
    }

    /// The points of these codes, each of which must count energy.
    fn registers(&self, codes: &[model::PointCode]) -> Result<Vec<PointId>, Failure> {
        let directory = self.directory();
        let mut registers = Vec::with_capacity(codes.len());
        for code in codes {
            let point = &directory.find(&code.0)?.row.point;
            let unit = point.unit.as_ref().map(model::Unit::as_str);
            if !matches!(unit, Some("kWh" | "Wh" | "MWh")) {
                let message = format!("{:?} does not count kWh, Wh or MWh.", point.name);
                let hint = "Name the register of a meter, not its power.";
                let failure = Failure::new(FailureCode::BadRequest, message, hint);
                return Err(failure.of(FailureField::Meters));
            }
            registers.push(point.id);
        }
        Ok(registers)
    }
}

/// How many points stand where.
#[derive(Default)]
struct Counted {
    buildings: HashMap<model::BuildingId, u32>,
    floors: HashMap<model::FloorId, u32>,
    spaces: HashMap<model::SpaceId, u32>,
    zones: HashMap<model::ZoneId, u32>,
    equipment: HashMap<model::EquipmentId, u32>,
}

impl Counted {
    fn of<'a>(entries: impl Iterator<Item = &'a Entry>) -> Self {
        let mut counted = Self::default();
        for Entry { row, .. } in entries {
            if let Some(building) = row.building {
                *counted.buildings.entry(building).or_default() += 1;
            }
            if let Some(floor) = row.floor {
                *counted.floors.entry(floor).or_default() += 1;
            }
            if let Some(space) = row.point.space {
                *counted.spaces.entry(space).or_default() += 1;
            }
            if let Some(zone) = row.zone {
                *counted.zones.entry(zone).or_default() += 1;
            }
            if let Some(equipment) = row.point.equipment {
                *counted.equipment.entry(equipment).or_default() += 1;
            }
        }
        counted
    }

    fn building(&self, id: model::BuildingId) -> u32 {
        self.buildings.get(&id).copied().unwrap_or(0)
    }

    fn zone(&self, id: model::ZoneId) -> u32 {
        self.zones.get(&id).copied().unwrap_or(0)
    }

    fn floor(&self, id: model::FloorId) -> u32 {
        self.floors.get(&id).copied().unwrap_or(0)
    }

    fn space(&self, id: model::SpaceId) -> u32 {
        self.spaces.get(&id).copied().unwrap_or(0)
    }

    fn equipment_view(&self, row: &EquipmentRow) -> EquipmentView {
        EquipmentView {
            id: row.id,
            name: row.name.clone(),
            kind: row.kind.clone(),
            space: row.place.and_then(PlaceId::space),
            place: row.place,
            tags: row.tags.clone(),
            points: self.equipment.get(&row.id).copied().unwrap_or(0),
        }
    }
}

/// The site's words as they are kept, or what is wrong with them.
pub(crate) fn site_words(
    name: String,
    timezone: String,
    country: Option<String>,
    area_m2: Option<f64>,
    hours: &[OccupiedHours],
) -> Result<SiteWords, Failure> {
    let refused = |message: String, hint: &str, field: FailureField| {
        Failure::new(FailureCode::BadRequest, message, hint).of(field)
    };
    check_name(&name)?;
    if timezone.parse::<Tz>().is_err() {
        let message = format!("{timezone:?} is no time zone.");
        let hint = "Use an IANA name such as Europe/Amsterdam or UTC.";
        return Err(refused(message, hint, FailureField::Timezone));
    }
    if let Some(area) = area_m2
        && !(area.is_finite() && area > 0.0)
    {
        let message = "An area is more than 0 m².".to_owned();
        return Err(refused(message, "Leave it empty instead.", FailureField::Area));
    }
    let is_country =
        |code: &String| code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase());
    if let Some(code) = country.as_ref()
        && !is_country(code)
    {
        let message = format!("{code:?} is no country code.");
        return Err(refused(
            message,
            "Use two capital letters, such as NL.",
            FailureField::Country,
        ));
    }
    for span in hours {
        let in_order = minutes(&span.from)
            .zip(minutes(&span.to))
            .is_some_and(|(from, to)| from < to && (1..=7).contains(&span.weekday));
        if !in_order {
            let message = format!("{:?} to {:?} are no hours of a day.", span.from, span.to);
            let hint = "Write them as 07:00 and 19:00, the earlier first.";
            return Err(refused(message, hint, FailureField::Hours));
        }
    }
    let hours = serde_json::to_string(hours).expect("texts and numbers always serialise");
    Ok(SiteWords { name, timezone, country, area_m2, hours })
}

/// Minutes since midnight of `HH:MM`; 24:00 is the end of the day.
fn minutes(clock: &str) -> Option<u32> {
    let (hours, minutes) = clock.split_once(':')?;
    let digits = |text: &str| {
        (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| text.parse::<u32>().ok())
            .flatten()
    };
    let total = digits(hours)? * 60 + digits(minutes).filter(|minutes| *minutes < 60)?;
    (total <= 24 * 60).then_some(total)
}

fn hours_of(json: Option<&str>) -> Vec<OccupiedHours> {
    json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
}

/// A name is a word in sentences, files and notifications.
pub(crate) fn check_name(name: &str) -> Result<(), Failure> {
    check_name_of(name, NAME_BYTES_MAX)
}

/// The same for a name of at most so many bytes.
pub(crate) fn check_name_of(name: &str, bytes_max: usize) -> Result<(), Failure> {
    let fits = !name.trim().is_empty() && name.len() <= bytes_max;
    if fits && !name.chars().any(char::is_control) {
        return Ok(());
    }
    let message = format!("A name has 1 to {bytes_max} characters and no control characters.");
    let failure = Failure::new(FailureCode::BadRequest, message, "Choose another name.");
    Err(failure.of(FailureField::Name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_or_refused() {
        assert_eq!(minutes("07:30"), Some(450));
        assert_eq!(minutes("24:00"), Some(1_440));
        for wrong in ["7:30", "24:01", "12:60", "12", "ab:cd", ""] {
            assert_eq!(minutes(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_site_without_a_zone_or_with_hours_that_end_first_is_refused() {
        let words = |zone: &str, from: &str, to: &str| {
            let hours = [OccupiedHours { weekday: 1, from: from.to_owned(), to: to.to_owned() }];
            site_words("Quay House".to_owned(), zone.to_owned(), None, None, &hours).is_ok()
        };
        assert!(words("Europe/Amsterdam", "07:00", "19:00"));
        assert!(!words("Europe/Nowhere", "07:00", "19:00"));
        assert!(!words("UTC", "19:00", "07:00"));
        let failure = site_words(String::new(), "UTC".to_owned(), None, None, &[]).unwrap_err();
        assert_eq!(failure.field, Some(FailureField::Name));
        let failure = site_words("A".to_owned(), "?".to_owned(), None, None, &[]).unwrap_err();
        assert_eq!(failure.field, Some(FailureField::Timezone));
    }
}
