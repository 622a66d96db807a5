//! A list in Turtle, with the classes and relations of Brick 1.4: what a site is made of, for tools that reason.
//!
//! Source: the Brick schema's documentation. Written only. Ids are `urn:plantroom:` with every other letter escaped, and
//! names are literals, so that nothing a device calls itself becomes a statement.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use model::{Kind, Verb};

use crate::list::{End, EquipmentName, PlaceName, PointList, PointRow, Standing};

mod classes;

const PREFIXES: &str = "\
@prefix brick: <https://brickschema.org/schema/Brick#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix unit: <http://qudt.org/vocab/unit/> .
";

/// Writes a list.
#[must_use]
pub fn write_brick(list: &PointList) -> String {
    let mut graph = Graph::default();
    for (at, point) in list.points.iter().enumerate() {
        graph.point(at, point);
    }
    for standing in &list.standings {
        graph.standing(standing);
    }
    for relation in &list.relations {
        let subject = graph.named_equipment(&relation.subject);
        let object = match &relation.object {
            End::Equipment(equipment) => graph.named_equipment(equipment),
            End::Place(place) => graph.named_place(place),
        };
        let (subject, predicate, object) = match relation.verb {
            Verb::Feeds => (subject, "brick:feeds", object),
            Verb::IsPartOf => (subject, "brick:isPartOf", object),
            Verb::Meters => (subject, "brick:meters", object),
            Verb::IsSubMeterOf => (subject, "brick:isSubMeterOf", object),
        };
        graph.say(&subject, predicate, object);
    }
    graph.text()
}

/// What is said, by subject.
#[derive(Default)]
struct Graph(BTreeMap<String, Said>);

/// What is said of one thing.
#[derive(Default)]
struct Said {
    /// Predicates and objects, each once.
    statements: Vec<(&'static str, String)>,
    /// Its points, of which there may be many and which differ.
    points: Vec<String>,
}

impl Graph {
    fn point(&mut self, at: usize, point: &PointRow) {
        let subject = match &point.id {
            Some(id) => iri("point", &[Some(&id.0)]),
            None => iri("row", &[Some(&at.to_string())]),
        };
        let kind = point.kind.unwrap_or(Kind::Sensor);
        self.say(&subject, "a", classes::of_point(kind, point.role.as_deref()));
        if let Some(name) = &point.name {
            self.say(&subject, "rdfs:label", literal(name));
        }
        if let Some(words) = &point.description {
            self.say(&subject, "rdfs:comment", literal(words));
        }
        if let Some(unit) = &point.unit {
            let known = classes::of_unit(unit.as_str()).map(str::to_owned);
            self.say(&subject, "brick:hasUnit", known.unwrap_or_else(|| literal(unit.as_str())));
        }
        let place = self.place(point);
        if let Some(name) = &point.equipment {
            let equipment = EquipmentName {
                site: point.site.clone(),
                building: point.building.clone(),
                name: name.clone(),
            };
            let equipment = self.named_equipment(&equipment);
            if let Some(kind) = &point.equipment_kind {
                self.say(&equipment, "a", classes::of_equipment(kind).to_owned());
            }
            self.0.entry(equipment).or_default().points.push(subject.clone());
        }
        if let Some(place) = place {
            self.say(&subject, "brick:hasLocation", place);
        }
    }

    /// A place, or equipment and where it stands, with points or without.
    fn standing(&mut self, standing: &Standing) {
        let row = standing.as_row();
        let place = self.place(&row);
        let Some(name) = row.equipment else {
            return;
        };
        let named = EquipmentName { site: row.site, building: row.building, name };
        let equipment = self.named_equipment(&named);
        if let Some(kind) = &standing.kind {
            self.say(&equipment, "a", classes::of_equipment(kind).to_owned());
        }
        if let Some(place) = place.filter(|_| row.floor.is_some()) {
            self.say(&equipment, "brick:hasLocation", place);
        }
    }

    /// The place of these names: its zone, where it tells one.
    fn named_place(&mut self, place: &PlaceName) -> String {
        let row = Standing { place: place.clone(), ..Standing::default() }.as_row();
        let smallest = self.place(&row).unwrap_or_default();
        let (site, building) = (place.site.as_deref(), place.building.as_deref());
        match &place.zone {
            Some(zone) => iri("zone", &[site, building, place.floor.as_deref(), Some(zone)]),
            None => smallest,
        }
    }

    /// The smallest place a point is in, and all places around it.
    fn place(&mut self, point: &PointRow) -> Option<String> {
        let (site, building) = (point.site.as_deref(), point.building.as_deref());
        let mut smallest = None;
        let around = [
            ("site", "brick:Site", &[site][..], site),
            ("building", "brick:Building", &[site, building], building),
            (
                "floor",
                "brick:Floor",
                &[site, building, point.floor.as_deref()],
                point.floor.as_deref(),
            ),
            (
                "space",
                "brick:Room",
                &[site, building, point.floor.as_deref(), point.space.as_deref()],
                point.space.as_deref(),
            ),
        ];
        let mut floor = None;
        for (sort, class, parts, name) in around {
            let Some(name) = name else {
                continue;
            };
            let place = self.thing(&iri(sort, parts), class, name);
            if let Some(larger) = smallest.replace(place.clone()) {
                self.say(&place, "brick:isPartOf", larger);
            }
            if sort != "space" {
                floor = Some(place);
            }
        }
        if let Some(name) = point.zone.as_deref() {
            let zone = iri("zone", &[site, building, point.floor.as_deref(), Some(name)]);
            let zone = self.thing(&zone, "brick:HVAC_Zone", name);
            if let Some(floor) = floor {
                self.say(&zone, "brick:isPartOf", floor);
            }
            if let (Some(space), Some(_)) = (&smallest, &point.space) {
                self.say(&zone, "brick:hasPart", space.clone());
            }
        }
        smallest
    }

    fn named_equipment(&mut self, equipment: &EquipmentName) -> String {
        let (site, building) = (equipment.site.as_deref(), equipment.building.as_deref());
        let subject = iri("equipment", &[site, building, Some(&equipment.name)]);
        self.thing(&subject, "brick:Equipment", &equipment.name)
    }

    fn thing(&mut self, subject: &str, class: &str, name: &str) -> String {
        self.say(subject, "a", class.to_owned());
        self.say(subject, "rdfs:label", literal(name));
        subject.to_owned()
    }

    fn say(&mut self, subject: &str, predicate: &'static str, object: String) {
        let said = &mut self.0.entry(subject.to_owned()).or_default().statements;
        let statement = (predicate, object);
        if !said.contains(&statement) {
            said.push(statement);
        }
    }

    fn text(self) -> String {
        let mut text = String::from(PREFIXES);
        for (subject, said) in self.0 {
            write!(text, "\n{subject}").expect("memory takes every letter");
            let points = said.points.into_iter().map(|point| ("brick:hasPoint", point));
            for (at, (predicate, object)) in said.statements.into_iter().chain(points).enumerate() {
                let mark = if at == 0 { "" } else { " ;\n   " };
                write!(text, "{mark} {predicate} {object}").expect("memory takes every letter");
            }
            text.push_str(" .\n");
        }
        text
    }
}

/// The name of a thing in the graph: letters and digits of its names, every other byte escaped.
fn iri(sort: &str, parts: &[Option<&str>]) -> String {
    let mut iri = format!("<urn:plantroom:{sort}");
    for part in parts {
        iri.push(':');
        for byte in part.unwrap_or_default().bytes() {
            if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
                iri.push(char::from(byte));
            } else {
                write!(iri, "%{byte:02X}").expect("memory takes every letter");
            }
        }
    }
    iri.push('>');
    iri
}

/// A text as Turtle has it in quotation marks.
fn literal(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for letter in text.chars() {
        match letter {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            control if control.is_control() => {
                write!(literal, "\\u{:04X}", u32::from(control))
                    .expect("memory takes every letter");
            }
            plain => literal.push(plain),
        }
    }
    literal.push('"');
    literal
}

#[cfg(test)]
mod tests;
