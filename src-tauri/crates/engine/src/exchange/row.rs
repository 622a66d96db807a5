//! A point of the store as a row of a list, and the words of a row as the store keeps them.

use std::collections::BTreeMap;

use interop::{PlaceName, PointRow, Standing, States, TagName, Tags};
use store::{ListedEquipment, ListedPlace, ListedPoint, ListedStanding, ListedWords};

/// The type of equipment of which nobody said what it is; lists leave it out.
const KIND_UNKNOWN: &str = "equip";

/// The row of a point, without its site.
pub(super) fn of(point: &ListedPoint, connection: Option<&str>) -> PointRow {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let (key, place, words) = (&point.key, &point.place, &point.words);
    // A point without a source is kept under its own id.
    let is_sourceless = key.connection.is_none() && *key.device == *point.code.0;
    let equipment = point.equipment.as_ref();
    let kind = equipment.and_then(|one| one.kind.clone()).filter(|kind| kind != KIND_UNKNOWN);
    PointRow {
        id: Some(point.code.clone()),
        name: text(&point.name),
        kind: Some(point.kind),
        unit: point.unit.clone(),
        role: words.role.clone(),
        tags: tags_of(&words.tags),
        states: states_of(&words.states),
        site: None,
        building: place.building.clone(),
        floor: place.floor.clone(),
        level: place.level,
        space: place.space.clone(),
        zone: place.zone.clone(),
        equipment: equipment.map(|one| one.name.clone()),
        equipment_kind: kind,
        connection: connection.map(str::to_owned),
        topic: text(&point.topic),
        device: text(&key.device).filter(|_| !is_sourceless),
        path: text(&key.path),
        expected_interval_s: words.expected_s,
        description: words.description.clone(),
        ..PointRow::of_limits(&words.limits)
    }
}

/// What a row says beside place, source and equipment.
pub(super) fn words(row: &PointRow) -> ListedWords {
    let owned = |(name, told): (&str, Option<&str>)| (name.to_owned(), told.map(str::to_owned));
    ListedWords {
        role: row.role.clone(),
        tags: row.tags.iter().map(owned).collect(),
        states: row.states.iter().map(|(number, name)| (number, name.to_owned())).collect(),
        limits: row.limits(),
        expected_s: row.expected_interval_s,
        description: row.description.clone(),
    }
}

/// Where a row puts its point.
pub(super) fn place(row: &PointRow) -> ListedPlace {
    ListedPlace {
        building: row.building.clone(),
        floor: row.floor.clone(),
        level: row.level,
        space: row.space.clone(),
        zone: row.zone.clone(),
    }
}

/// A place without its site.
pub(super) fn place_name(place: &ListedPlace) -> PlaceName {
    PlaceName {
        site: None,
        building: place.building.clone(),
        floor: place.floor.clone(),
        space: place.space.clone(),
        zone: place.zone.clone(),
    }
}

/// A place as it is kept.
pub(super) fn listed_place(place: &PlaceName, level: Option<i32>) -> ListedPlace {
    ListedPlace {
        building: place.building.clone(),
        floor: place.floor.clone(),
        level,
        space: place.space.clone(),
        zone: place.zone.clone(),
    }
}

/// A place or equipment, without its site.
pub(super) fn standing(told: &ListedStanding) -> Standing {
    let equipment = told.equipment.as_ref();
    let kind = equipment.and_then(|one| one.kind.clone()).filter(|kind| kind != KIND_UNKNOWN);
    Standing {
        place: place_name(&told.place),
        level: told.place.level,
        equipment: equipment.map(|one| one.name.clone()),
        kind,
        tags: tags_of(&told.tags),
    }
}

/// A place or equipment as it is kept.
pub(super) fn listed_standing(wanted: &Standing) -> ListedStanding {
    let owned = |(name, told): (&str, Option<&str>)| (name.to_owned(), told.map(str::to_owned));
    let kind = wanted.kind.clone();
    ListedStanding {
        place: listed_place(&wanted.place, wanted.level),
        equipment: wanted.equipment.clone().map(|name| ListedEquipment { id: None, name, kind }),
        tags: wanted.tags.iter().map(owned).collect(),
    }
}

fn tags_of(told: &BTreeMap<String, Option<String>>) -> Tags {
    let mut tags = Tags::default();
    for (name, value) in told {
        if let Some(name) = TagName::new(name) {
            tags.put(name, value.clone());
        }
    }
    tags
}

fn states_of(told: &BTreeMap<i64, String>) -> States {
    let mut states = States::default();
    for (number, name) in told {
        states.put(*number, name.clone());
    }
    states
}
