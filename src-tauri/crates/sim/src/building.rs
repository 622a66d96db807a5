//! The building: equipment over floors, its points on topics, and what they say at an instant.
//!
//! Pure: the same number of points, seed and time give the same messages. Never more than [`POINTS_MAX`] points.

use std::ops::Range;
use std::sync::Arc;

use model::{Timestamp, Value};

use crate::limits::{FLOOR_POINTS, FLOORS_MAX, POINTS_MAX};
use crate::message::{Message, Published};
use crate::moment::Moment;
use crate::noise::mix;
use crate::payload::{self, Aside, Form, Stamp};
use crate::points::{self, Point, Spec};

/// The building's name in topics.
const SITE: &str = "quay-house";

/// A building of simulated equipment.
#[derive(Debug, Clone)]
pub struct Building {
    seed: u64,
    points: Vec<Point>,
    feeds: Vec<Feed>,
}

/// One topic and the points it carries.
#[derive(Debug, Clone)]
struct Feed {
    topic: Arc<str>,
    points: Range<usize>,
    form: Form,
}

impl Building {
    /// A building of so many points, at least one and at most [`POINTS_MAX`].
    #[must_use]
    pub fn new(points: usize, seed: u64) -> Self {
        let wanted = points.clamp(1, POINTS_MAX);
        let mut construction = Construction {
            wanted,
            built: Self { seed, points: Vec::with_capacity(wanted), feeds: Vec::new() },
            equipment: 0,
        };
        construction.build();
        construction.built
    }

    /// Its points.
    #[must_use]
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// How many topics it publishes on; their indices begin at 0.
    #[must_use]
    pub fn topics(&self) -> usize {
        self.feeds.len()
    }

    /// What a point shows at an instant.
    #[must_use]
    pub fn step(&self, point: &Point, now: Timestamp) -> Value {
        point.at(&Moment::new(self.seed, now)).into()
    }

    /// What the topic of this index publishes at an instant; indices beyond the last begin again.
    #[must_use]
    pub fn message(&self, topic: usize, now: Timestamp) -> Message {
        let feed = self.feed(topic);
        let points = &self.points[feed.points.clone()];
        let moment = Moment::new(self.seed, now);
        Message {
            topic: Arc::clone(&feed.topic),
            payload: payload::render(
                feed.form,
                points.iter().map(|point| point.told(&moment)),
                now,
            ),
            readings: points.len(),
        }
    }

    /// The values that [`Building::message`] tells.
    #[must_use]
    pub fn published(&self, topic: usize, now: Timestamp) -> Vec<Published> {
        let moment = Moment::new(self.seed, now);
        let points = &self.points[self.feed(topic).points.clone()];
        let values = points.iter().map(|point| Published {
            topic: Arc::clone(&point.topic),
            path: Arc::clone(&point.path),
            time: point.time(now),
            value: point.at(&moment).into(),
        });
        values.collect()
    }

    fn feed(&self, topic: usize) -> &Feed {
        // A building has at least one point and so at least one topic.
        &self.feeds[topic % self.feeds.len()]
    }
}

/// A building that is being built.
struct Construction {
    wanted: usize,
    built: Building,
    equipment: u64,
}

impl Construction {
    fn build(&mut self) {
        let floors = self.wanted.div_ceil(FLOOR_POINTS).clamp(1, FLOORS_MAX);
        self.plant(floors);
        let mut zone = 0;
        while self.has_room() {
            zone += 1;
            for floor in 1..=floors {
                self.zone(floor, zone);
            }
        }
    }

    /// What serves the whole building; more of it in a taller one.
    fn plant(&mut self, floors: usize) {
        self.add("roof", "weather-station", "", points::WEATHER_STATION);
        self.add("plant", "electricity-meter", "", points::MAIN_METER);
        self.add("plant", "water-meter", "", points::WATER_METER);
        self.add("plant", "gas-meter", "", points::GAS_METER);
        for n in 1..=floors.div_ceil(8) {
            let n = n.to_string();
            self.add("plant", "boiler", &n, points::BOILER);
            self.add("plant", "heat-meter", &n, points::HEAT_METER);
            self.add("plant", "heating-pump", &n, points::PUMP);
            self.add("plant", "chiller", &n, points::CHILLER);
            self.add("plant", "chilled-water-pump", &n, points::PUMP);
        }
    }

    /// What serves one zone, and before the first of some what serves several.
    fn zone(&mut self, floor: usize, zone: usize) {
        let place = format!("floor-{floor}");
        let number = format!("{floor}-{zone}");
        if zone == 1 {
            self.add(&place, "electricity-meter", &floor.to_string(), points::FLOOR_METER);
        }
        if zone % 16 == 1 {
            let handler = format!("{floor}-{}", zone / 16 + 1);
            self.add(&place, "ahu", &handler, points::AIR_HANDLER);
        }
        if zone.is_multiple_of(5) {
            self.add(&place, "fcu", &number, points::FAN_COIL);
        } else {
            self.add(&place, "vav", &number, points::VAV_BOX);
        }
        self.add(&place, "room", &number, points::ROOM_SENSOR);
        if zone % 2 == 1 {
            self.add(&place, "lights", &number, points::LIGHTS);
        }
    }

    fn has_room(&self) -> bool {
        self.built.points.len() < self.wanted
    }

    /// Puts one piece of equipment in its place, with as many of its points as there is room for.
    fn add(&mut self, place: &str, kind: &str, number: &str, specs: &[Spec]) {
        if !self.has_room() {
            return;
        }
        self.equipment += 1;
        let key = mix(self.built.seed, self.equipment);
        let dash = if number.is_empty() { "" } else { "-" };
        let base = format!("{SITE}/{place}/{kind}{dash}{number}");
        let name = named(kind, number);
        let room = self.wanted - self.built.points.len();
        let specs = &specs[..specs.len().min(room)];
        match dialect(kind, key) {
            form @ (Form::Plain | Form::PlainWithUnit | Form::Envelope) => {
                let path: Arc<str> = Arc::from(if form == Form::Envelope { "/value" } else { "" });
                for spec in specs {
                    let topic = Arc::from(format!("{base}/{}", spec.slug));
                    self.feed(&topic, form, |topic| {
                        vec![point(topic, Arc::clone(&path), &name, key, *spec)]
                    });
                }
            }
            form @ Form::Object(..) => self.feed(&Arc::from(base), form, |topic| {
                let points = specs.iter().map(|spec| {
                    let path = format!("/{}", spec.slug.replace('-', "_"));
                    point(topic, Arc::from(path), &name, key, *spec)
                });
                points.collect()
            }),
        }
    }

    fn feed(&mut self, topic: &Arc<str>, form: Form, points: impl FnOnce(&Arc<str>) -> Vec<Point>) {
        let from = self.built.points.len();
        self.built.points.extend(points(topic));
        self.built.feeds.push(Feed {
            topic: Arc::clone(topic),
            points: from..self.built.points.len(),
            form,
        });
    }
}

fn point(topic: &Arc<str>, path: Arc<str>, name: &str, key: u64, spec: Spec) -> Point {
    Point {
        topic: Arc::clone(topic),
        path,
        name: format!("{name} {}", spec.slug.replace('-', " ")),
        unit: spec.unit,
        key,
        spec,
    }
}

/// What a person calls it: "VAV 3-14", "Chilled water pump 1".
fn named(kind: &str, number: &str) -> String {
    let mut words = kind.replace('-', " ");
    if matches!(kind, "ahu" | "vav" | "fcu") {
        words.make_ascii_uppercase();
    } else if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    format!("{words} {number}").trim_end().to_owned()
}

/// How a device speaks: room sensors mostly in objects, the rest as their makers liked it.
fn dialect(kind: &str, key: u64) -> Form {
    let chance = mix(key, 1) % 100;
    let stamp = match mix(key, 2) % 3 {
        0 => Stamp::Milliseconds,
        1 => Stamp::Seconds,
        _ => Stamp::Iso,
    };
    match (kind, chance) {
        ("room", 0..30) => Form::Object(Stamp::Milliseconds, Aside::Celsius),
        ("room", 30..80) => Form::Object(stamp, Aside::Nothing),
        (_, 0..30) => Form::Object(stamp, Aside::Nothing),
        (_, 30..50) => Form::Envelope,
        (_, 50..65) => Form::PlainWithUnit,
        _ => Form::Plain,
    }
}

#[cfg(test)]
mod tests;
