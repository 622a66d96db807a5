//! A list as Haystack's entities.

use std::collections::BTreeMap;

use libhaystack::val::{Dict, HaystackDict, Value};
use model::Verb;

use super::reference::id;
use super::{units, words};
use crate::column::Column;
use crate::list::{End, PlaceName, PointList, PointRow, Relation, Standing};
use crate::tags::{TagName, Tags};

/// Whole numbers are written as numbers up to here; libhaystack's JSON takes greater ones for integers of 64 bits.
const EXACT_MAX: f64 = 9e15;

/// Places and equipment first, then the points in their order.
pub(super) fn of(list: &PointList) -> Vec<Dict> {
    let mut places = Places::default();
    let points: Vec<Dict> =
        list.points.iter().enumerate().map(|(at, point)| places.point(at, point)).collect();
    for standing in &list.standings {
        places.standing(standing);
    }
    for relation in &list.relations {
        places.relation(relation);
    }
    let Places { sites, floors, spaces, zones, equipment } = places;
    let mut entities = Vec::with_capacity(points.len());
    for group in [sites, floors, spaces, zones, equipment] {
        entities.extend(group.into_values());
    }
    entities.extend(points);
    entities
}

/// Entities of one sort by their ids.
type Group = BTreeMap<String, Dict>;

/// What points refer to, each thing once.
#[derive(Default)]
struct Places {
    sites: Group,
    floors: Group,
    spaces: Group,
    zones: Group,
    equipment: Group,
}

impl Places {
    fn point(&mut self, at: usize, point: &PointRow) -> Dict {
        let mut dict = Dict::new();
        let code = point.id.as_ref().map(|code| &*code.0);
        let reference = match code {
            Some(code) => id('p', &[Some(code)]),
            None => id('n', &[Some(&at.to_string())]),
        };
        put(&mut dict, "id", Value::make_ref(&reference));
        for marker in ["point", "his", "cur"] {
            put(&mut dict, marker, Value::make_marker());
        }
        if let Some(code) = code {
            put(&mut dict, words::ID, Value::make_str(code));
        }
        for (column, tag) in words::CELLS.into_iter().chain([words::INTERVAL]) {
            cell(&mut dict, tag, point, column);
        }
        unit(&mut dict, point);
        let implied: Vec<&str> = point
            .kind
            .iter()
            .flat_map(|kind| words::kind_markers(*kind))
            .copied()
            .chain(words::role_markers(point.role.as_deref().unwrap_or_default()))
            .collect();
        for marker in &implied {
            put(&mut dict, marker, Value::make_marker());
        }
        tags(&mut dict, &point.tags, &implied, words::is_reserved);
        self.place(&mut dict, point);
        dict
    }

    /// References of a point to where it is, and the entities there.
    fn place(&mut self, dict: &mut Dict, point: &PointRow) {
        let (site, building) = (point.site.as_deref(), point.building.as_deref());
        let site_ref = self.site(site, building);
        put_ref(dict, "siteRef", site_ref.as_deref());
        let floor = point.floor.as_deref();
        let floor_ref = floor.map(|name| {
            let key = id('f', &[site, building, Some(name)]);
            let entity = self.floors.entry(key.clone());
            let entity = entity.or_insert_with(|| {
                thing(&key, name, &["space", "floor"], None, site_ref.as_deref())
            });
            if let Some(level) = point.level {
                put(entity, "floorNum", Value::make_int(level.into()));
            }
            key
        });
        let above = floor_ref.as_deref();
        let space_ref = point.space.as_deref().map(|name| {
            let key = id('r', &[site, building, floor, Some(name)]);
            let entity = self.spaces.entry(key.clone());
            entity.or_insert_with(|| {
                thing(&key, name, &["space", "room"], above, site_ref.as_deref())
            });
            key
        });
        let zone_ref = point.zone.as_deref().map(|name| {
            let key = id('z', &[site, building, floor, Some(name)]);
            let entity = self.zones.entry(key.clone());
            entity.or_insert_with(|| {
                thing(&key, name, &["space", "zone"], above, site_ref.as_deref())
            });
            key
        });
        put_ref(dict, "spaceRef", space_ref.as_deref().or(above));
        put_ref(dict, words::ZONE_REF, zone_ref.as_deref());
        let Some(name) = &point.equipment else {
            return;
        };
        let equipment = self.equipment(site, building, name);
        put_ref(dict, "equipRef", Some(&equipment));
        if let (Some(kind), Some(entity)) =
            (&point.equipment_kind, self.equipment.get_mut(&equipment))
        {
            put(entity, words::EQUIPMENT_KIND, Value::make_str(kind));
            if words::EQUIPMENT.contains(&kind.as_str()) {
                put(entity, kind, Value::make_marker());
            }
        }
    }

    /// The id of a Haystack site, which is one building, or the property where no building is named.
    fn site(&mut self, site: Option<&str>, building: Option<&str>) -> Option<String> {
        let name = building.or(site)?;
        let key = id('s', &[site, building]);
        let entity = self.sites.entry(key.clone());
        let entity = entity.or_insert_with(|| thing(&key, name, &["site"], None, None));
        for (tag, name) in [(words::SITE, site), (words::BUILDING, building)] {
            if let Some(name) = name {
                put(entity, tag, Value::make_str(name));
            }
        }
        Some(key)
    }

    fn equipment(&mut self, site: Option<&str>, building: Option<&str>, name: &str) -> String {
        let site_ref = self.site(site, building);
        let key = id('e', &[site, building, Some(name)]);
        let entity = self.equipment.entry(key.clone());
        entity.or_insert_with(|| thing(&key, name, &["equip"], None, site_ref.as_deref()));
        key
    }

    /// A place, or equipment with its tags and where it stands; a space that is served in a zone says so.
    fn standing(&mut self, standing: &Standing) {
        let row = standing.as_row();
        let mut dict = Dict::new();
        self.place(&mut dict, &row);
        let (site, building) = (row.site.as_deref(), row.building.as_deref());
        if let Some(name) = &row.equipment {
            let key = id('e', &[site, building, Some(name)]);
            if let Some(entity) = self.equipment.get_mut(&key) {
                let kind = standing.kind.as_deref().into_iter().collect::<Vec<_>>();
                if let Some(space) = dict.get("spaceRef") {
                    put(entity, "spaceRef", space.clone());
                }
                tags(entity, &standing.tags, &kind, words::is_reserved_of_equipment);
            }
        } else if let (Some(space), Some(zone)) = (&row.space, dict.get(words::ZONE_REF)) {
            let key = id('r', &[site, building, row.floor.as_deref(), Some(space)]);
            if let Some(entity) = self.spaces.get_mut(&key) {
                add(entity, words::ZONE_REF, zone.clone());
            }
        }
    }

    fn relation(&mut self, relation: &Relation) {
        let Relation { subject, verb, object } = relation;
        let subject =
            self.equipment(subject.site.as_deref(), subject.building.as_deref(), &subject.name);
        let object = match object {
            End::Equipment(one) => {
                self.equipment(one.site.as_deref(), one.building.as_deref(), &one.name)
            }
            End::Place(place) => self.named_place(place),
        };
        let Some(entity) = self.equipment.get_mut(&subject) else {
            return;
        };
        let tag = match *verb {
            Verb::Feeds => words::FEEDS,
            Verb::Meters => words::METERS,
            Verb::IsPartOf => "equipRef",
            Verb::IsSubMeterOf => "submeterOf",
        };
        add(entity, tag, Value::make_ref(&object));
    }

    /// The id of the place of these names: its zone, its space, its floor or its building.
    fn named_place(&mut self, place: &PlaceName) -> String {
        let mut dict = Dict::new();
        self.place(&mut dict, &Standing { place: place.clone(), ..Standing::default() }.as_row());
        let smallest = [words::ZONE_REF, "spaceRef", "siteRef"];
        let reference = smallest.iter().find_map(|tag| dict.get_ref(tag));
        reference.map(|reference| reference.value().to_owned()).unwrap_or_default()
    }
}

/// An entity with a name.
fn thing(key: &str, name: &str, markers: &[&str], above: Option<&str>, site: Option<&str>) -> Dict {
    let mut dict = Dict::new();
    put(&mut dict, "id", Value::make_ref(key));
    put(&mut dict, "dis", Value::make_str(name));
    for marker in markers {
        put(&mut dict, marker, Value::make_marker());
    }
    put_ref(&mut dict, "spaceRef", above);
    put_ref(&mut dict, "siteRef", site);
    dict
}

/// A cell that is there, a number as a number where its JSON keeps it.
fn cell(dict: &mut Dict, tag: &str, point: &PointRow, column: Column) {
    let text = point.text(column);
    if text.is_empty() {
        return;
    }
    let number =
        text.parse::<f64>().ok().filter(|number| column.is_number() && number.abs() < EXACT_MAX);
    put(dict, tag, number.map_or_else(|| Value::make_str(&text), Value::make_number));
}

fn unit(dict: &mut Dict, point: &PointRow) {
    let Some(unit) = point.unit.as_ref().map(model::Unit::as_str) else {
        return;
    };
    let symbol = units::to_haystack(unit);
    put(dict, "unit", Value::make_str(symbol));
    put(dict, "kind", Value::make_str("Number"));
    if units::from_haystack(symbol) != unit {
        put(dict, words::UNIT, Value::make_str(unit));
    }
}

/// Own tags as tags, but for those whose names say something else already.
fn tags(dict: &mut Dict, tags: &Tags, implied: &[&str], is_reserved: fn(&str) -> bool) {
    let mut hidden = Tags::default();
    for (name, value) in tags.iter() {
        if is_reserved(name) || implied.contains(&name) {
            if let Some(name) = TagName::new(name) {
                hidden.put(name, value.map(str::to_owned));
            }
        } else {
            put(dict, name, value.map_or_else(Value::make_marker, Value::make_str));
        }
    }
    if !hidden.is_empty() {
        put(dict, words::TAGS, Value::make_str(&hidden.to_string()));
    }
}

/// One more in the list of a tag.
fn add(dict: &mut Dict, tag: &str, one: Value) {
    match dict.get_mut(tag) {
        Some(Value::List(list)) if list.contains(&one) => {}
        Some(Value::List(list)) => list.push(one),
        Some(_) | None => put(dict, tag, Value::make_list(vec![one])),
    }
}

fn put_ref(dict: &mut Dict, tag: &str, reference: Option<&str>) {
    if let Some(reference) = reference {
        put(dict, tag, Value::make_ref(reference));
    }
}

fn put(dict: &mut Dict, tag: &str, value: Value) {
    dict.insert(tag.to_owned(), value);
}
