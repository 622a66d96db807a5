//! Haystack's entities as a list.

use std::collections::HashMap;

use libhaystack::encoding::zinc::encode::ToZinc;
use libhaystack::val::{Dict, HaystackDict, Value};
use model::Verb;

use super::files::Entities;
use super::{units, words};
use crate::column::Column;
use crate::limits::PLACE_STEPS_MAX;
use crate::list::{End, EquipmentName, PointRow, Relation, Sheet, SheetRow, Standing};
use crate::problem::{Problem, Problems, quoted};
use crate::states::States;
use crate::tags::{TagName, Tags};

/// The points among the entities, with what the others say of their places and equipment.
///
/// What no point of the file has is not among the columns, so that a foreign file does not empty what it does not know.
pub(super) fn sheet(entities: Entities) -> Sheet {
    let Entities { list, problems } = entities;
    let file = File::of(&list);
    let mut sheet = Sheet { problems, ..Sheet::default() };
    for (line, entity) in &list {
        let mut reader = Reader { file: &file, line: *line, problems: &mut sheet.problems };
        if entity.has("point") {
            let point = reader.point(entity);
            sheet.rows.push(SheetRow { line: *line, point });
            continue;
        }
        let standings = reader.standings(entity);
        sheet.standings.extend(standings);
        if entity.has("equip") {
            file.relations(*line, entity, &mut sheet);
        }
    }
    if sheet.rows.is_empty() && sheet.problems.is_empty() {
        let words = "the file has no points: an entity with the marker point is one";
        sheet.problems.push(Problem::file(words));
    }
    let is_told =
        |column: &Column| sheet.rows.iter().any(|row| !row.point.text(*column).is_empty());
    sheet.columns = Column::ALL.into_iter().filter(is_told).collect();
    sheet
}

/// Entities by their ids.
struct File<'a>(HashMap<&'a str, &'a Dict>);

impl<'a> File<'a> {
    fn of(list: &'a [(u64, Dict)]) -> Self {
        let by_id =
            list.iter().filter_map(|(_, entity)| Some((entity.get_ref("id")?.value(), entity)));
        Self(by_id.collect())
    }

    /// The entity that a reference means.
    fn meant(&self, entity: &Dict, tag: &str) -> Option<&'a Dict> {
        self.0.get(entity.get_ref(tag)?.value()).copied()
    }

    fn relations(&self, line: u64, entity: &Dict, sheet: &mut Sheet) {
        let Some(subject) = self.equipment(entity) else {
            return;
        };
        for (tag, verb) in [
            (words::FEEDS, Verb::Feeds),
            (words::METERS, Verb::Meters),
            ("equipRef", Verb::IsPartOf),
            ("submeterOf", Verb::IsSubMeterOf),
        ] {
            for reference in listed(entity, tag) {
                let Value::Ref(reference) = reference else {
                    continue;
                };
                match self.0.get(reference.value()).and_then(|object| self.end(line, object)) {
                    Some(object) => {
                        sheet.relations.push(Relation { subject: subject.clone(), verb, object });
                    }
                    None => sheet.notes.push(Problem::row(
                        line,
                        format!(
                            "{tag} means {}, which is not in the file",
                            quoted(reference.value())
                        ),
                    )),
                }
            }
        }
    }

    /// What a relation leads to.
    fn end(&self, line: u64, entity: &Dict) -> Option<End> {
        if entity.has("equip") {
            return self.equipment(entity).map(End::Equipment);
        }
        let mut problems = Problems::default();
        let mut reader = Reader { file: self, line, problems: &mut problems };
        reader.place_of(entity).map(|point| End::Place(point.place()))
    }

    fn equipment(&self, entity: &Dict) -> Option<EquipmentName> {
        let (site, building) = self.site(entity);
        Some(EquipmentName { site, building, name: name(entity)? })
    }

    /// The property and the building. A Haystack site is one building, unless we said more of it.
    fn site(&self, entity: &Dict) -> (Option<String>, Option<String>) {
        let Some(site) = self.meant(entity, "siteRef") else {
            return (None, None);
        };
        let told = |tag: &str| site.get_str(tag).map(|text| text.as_str().to_owned());
        match (told(words::SITE), told(words::BUILDING)) {
            (None, None) => (None, name(site)),
            told => told,
        }
    }
}

/// Reads one point.
struct Reader<'a> {
    file: &'a File<'a>,
    line: u64,
    problems: &'a mut Problems,
}

impl Reader<'_> {
    fn point(&mut self, entity: &Dict) -> PointRow {
        let mut point = PointRow::default();
        let code = entity.get_str(words::ID).map(|text| text.as_str());
        let reference = || entity.get_ref("id").map(|reference| reference.value());
        if let Some(code) = code.or_else(reference) {
            self.set(&mut point, Column::Id, code);
        }
        for (column, tag) in words::CELLS.into_iter().chain([words::INTERVAL]) {
            if let Some(text) = entity.get(tag).map(plain) {
                self.set(&mut point, column, &text);
            }
        }
        if point.name.is_none() {
            point.name = entity.get_str("navName").map(|text| text.as_str().to_owned());
        }
        if let Some(unit) = entity.get(words::UNIT).map(plain) {
            self.set(&mut point, Column::Unit, &unit);
        } else if let Some(unit) = entity.get("unit").map(plain) {
            self.set(&mut point, Column::Unit, units::from_haystack(&unit));
        }
        self.function(&mut point, entity);
        self.place(&mut point, entity);
        point
    }

    /// Kind, role and states, from our own words or from Haystack's; and the tags that are left.
    fn function(&mut self, point: &mut PointRow, entity: &Dict) {
        let has = |marker: &str| entity.has_marker(marker);
        if point.kind.is_none() && !entity.has(words::ID) {
            let is_number = entity.get_str("kind").is_none_or(|kind| kind.as_str() == "Number");
            point.kind = words::kind_of(has, is_number);
            if point.role.is_none() {
                point.role = words::role_of(point.kind, has);
            }
        }
        if point.states.is_empty()
            && let Some(names) = entity.get_str("enum")
        {
            point.states = self.named(names.as_str());
        }
        let mut implied = point.kind.map_or(&[][..], words::kind_markers).to_vec();
        implied.extend(words::role_markers(point.role.as_deref().unwrap_or_default()));
        point.tags = self.own_tags(entity, &implied, words::is_reserved);
    }

    /// Tags that are neither implied nor say something else.
    fn own_tags(&mut self, entity: &Dict, implied: &[&str], is_reserved: fn(&str) -> bool) -> Tags {
        let mut tags = Tags::default();
        if let Some(hidden) = entity.get(words::TAGS).map(plain) {
            match Tags::parse(&hidden) {
                Ok(hidden) => tags = hidden,
                Err(words) => self.problems.push(Problem::cell(self.line, Column::Tags, words)),
            }
        }
        for (tag, value) in entity.iter() {
            let is_implied = matches!(value, Value::Marker) && implied.contains(&tag.as_str());
            if is_implied || is_reserved(tag) || matches!(value, Value::Null | Value::Remove) {
                continue;
            }
            let Some(name) = TagName::new(tag) else {
                let words = format!("{} is no tag's name", quoted(tag));
                self.problems.push(Problem::cell(self.line, Column::Tags, words));
                continue;
            };
            let value = (!matches!(value, Value::Marker)).then(|| plain(value));
            if !tags.put(name, value) {
                self.problems.push(Problem::cell(
                    self.line,
                    Column::Tags,
                    "there are too many tags",
                ));
                break;
            }
        }
        tags
    }

    /// States by their names, counted from 0.
    fn named(&mut self, names: &str) -> States {
        let mut states = States::default();
        for (number, name) in (0..).zip(names.split(',')) {
            if !states.put(number, name.trim().to_owned()) {
                let words = "the point has too many states";
                self.problems.push(Problem::cell(self.line, Column::States, words));
                break;
            }
        }
        states
    }

    /// Where the point is; where it does not say so, where its equipment is.
    fn place(&mut self, point: &mut PointRow, entity: &Dict) {
        let equipment = self.file.meant(entity, "equipRef");
        if let Some(equipment) = equipment {
            point.equipment = name(equipment);
            let marker = || words::EQUIPMENT.into_iter().find(|kind| equipment.has_marker(kind));
            let kind = equipment.get_str(words::EQUIPMENT_KIND).map(|text| text.as_str());
            point.equipment_kind = kind.or_else(marker).map(str::to_owned);
        }
        let says_site = entity.has("siteRef") || entity.has(words::ID);
        (point.site, point.building) = self.file.site(match equipment {
            Some(equipment) if !says_site => equipment,
            _ => entity,
        });
        let is_placed =
            |entity: &Dict| ["spaceRef", "floorRef", "roomRef"].iter().any(|tag| entity.has(tag));
        // A point of ours says by itself that it is nowhere.
        let of_equipment = equipment.filter(|one| is_placed(one) && !entity.has(words::ID));
        let placed = if is_placed(entity) { Some(entity) } else { of_equipment };
        if let Some(placed) = placed {
            self.spaces(point, placed);
        }
        if let Some(zone) = self.file.meant(entity, words::ZONE_REF) {
            point.zone = name(zone);
        }
    }

    /// Places and equipment that an entity is: a space once more for each zone that it is served in.
    fn standings(&mut self, entity: &Dict) -> Vec<Standing> {
        let is_equipment = entity.has("equip");
        let is_place = ["site", "floor", "space", "room", "zone"].iter().any(|tag| entity.has(tag));
        if !is_equipment && !is_place {
            return Vec::new();
        }
        if is_equipment {
            let mut point = PointRow::default();
            (point.site, point.building) = self.file.site(entity);
            self.spaces(&mut point, entity);
            point.zone = None;
            let Some(name) = name(entity) else {
                return Vec::new();
            };
            let marker = || words::EQUIPMENT.into_iter().find(|kind| entity.has_marker(kind));
            let kind = entity.get_str(words::EQUIPMENT_KIND).map(|text| text.as_str());
            let kind = kind.or_else(marker).map(str::to_owned);
            let implied = kind.as_deref().into_iter().collect::<Vec<_>>();
            let tags = self.own_tags(entity, &implied, words::is_reserved_of_equipment);
            let (place, level) = (point.place(), point.level);
            return vec![Standing { place, level, equipment: Some(name), kind, tags }];
        }
        let Some(point) = self.place_of(entity) else {
            return Vec::new();
        };
        let standing = Standing { place: point.place(), level: point.level, ..Standing::default() };
        let mut all = vec![standing.clone()];
        for reference in listed(entity, words::ZONE_REF) {
            let Value::Ref(reference) = reference else {
                continue;
            };
            if let Some(zone) = self.file.0.get(reference.value()).and_then(|zone| name(zone)) {
                let mut served = standing.clone();
                served.place.zone = Some(zone);
                all.push(served);
            }
        }
        all
    }

    /// The cells of a point that would be in this place; none where nobody knows how it is called.
    fn place_of(&mut self, entity: &Dict) -> Option<PointRow> {
        let mut point = PointRow::default();
        if entity.has("site") {
            let told = |tag: &str| entity.get_str(tag).map(|text| text.as_str().to_owned());
            (point.site, point.building) = match (told(words::SITE), told(words::BUILDING)) {
                (None, None) => (None, name(entity)),
                told => told,
            };
            return point.building.is_some().then_some(point);
        }
        (point.site, point.building) = self.file.site(entity);
        self.spaces(&mut point, entity);
        let own = name(entity)?;
        if entity.has_marker("floor") {
            point.floor = Some(own);
            if let Some(level) = entity.get("floorNum").map(plain) {
                self.set(&mut point, Column::Level, &level);
            }
        } else if entity.has_marker("zone") {
            (point.space, point.zone) = (None, Some(own));
        } else {
            (point.space, point.zone) = (Some(own), None);
        }
        (point.building.is_some() && point.floor.is_some()).then_some(point)
    }

    /// Goes up from space to space as far as the floor.
    fn spaces(&mut self, point: &mut PointRow, placed: &Dict) {
        let mut at = placed;
        for _ in 0..PLACE_STEPS_MAX {
            let above =
                ["roomRef", "spaceRef", "floorRef"].iter().find_map(|tag| self.file.meant(at, tag));
            let Some(above) = above else {
                return;
            };
            if above.has_marker("floor") {
                point.floor = name(above);
                if let Some(level) = above.get("floorNum").map(plain) {
                    self.set(point, Column::Level, &level);
                }
                return;
            }
            if above.has_marker("zone") {
                point.zone = point.zone.take().or_else(|| name(above));
            } else {
                point.space = point.space.take().or_else(|| name(above));
            }
            at = above;
        }
    }

    fn set(&mut self, point: &mut PointRow, column: Column, text: &str) {
        if let Err(words) = point.set(column, text) {
            self.problems.push(Problem::cell(self.line, column, words));
        }
    }
}

/// The values of a tag that may have several.
fn listed<'a>(entity: &'a Dict, tag: &str) -> &'a [Value] {
    match entity.get(tag) {
        Some(Value::List(list)) => list.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    }
}

/// What an entity is called.
fn name(entity: &Dict) -> Option<String> {
    let text = entity.get_str("dis").or_else(|| entity.get_str("navName"))?;
    (!text.as_str().is_empty()).then(|| text.as_str().to_owned())
}

/// A value as a text: what it says where it is a text, a number without its unit, anything else in Zinc.
fn plain(value: &Value) -> String {
    match value {
        Value::Str(text) => text.as_str().to_owned(),
        Value::Number(number) => number.value.to_string(),
        other => other.to_zinc_string().unwrap_or_default(),
    }
}
