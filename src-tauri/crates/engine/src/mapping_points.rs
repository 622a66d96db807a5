//! What a mapping means for the points that are known already: which go on, which fall silent, and which would jump.
//!
//! A value that is read as it was read before goes on as the same point. One under the very key of a known point that is
//! read otherwise would put two things into one history; that is told before it happens. So is a value that the mapping of
//! before read otherwise: whoever saves it chooses whether its points go on.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use codec::{Decoded, Decoder, MAPPING_CONVENTION, Mapping, Rules, Series};
use model::{ConnectionId, Incoming, Unit, Value};
use store::CorrectedUnit;

use crate::directory::{Directory, Entry};
use crate::limits::{MAPPING_CLASHES_TOLD, MAPPING_TEXT_SHOWN};
use crate::mapping_trial::Considered;
use crate::mappings::InUse;

/// Values that would jump: by device and path, what is read so far and what the mapping reads.
#[derive(Default)]
pub(crate) struct Clashes {
    found: BTreeMap<(String, String), (String, String)>,
    /// Reads messages as they were read before.
    decoder: Decoder,
}

impl Clashes {
    /// Looks for them in one message.
    pub(crate) fn look(&mut self, message: &Incoming, now: &Decoded, directory: &Directory) {
        let mut before: Option<(&str, Option<Decoded>)> = None;
        for series in &now.series {
            let known = directory.of_key(message.connection, &series.device, &series.path);
            let Some(entry) = known else { continue };
            let Some(convention) = entry.row.convention.as_deref() else { continue };
            if convention == MAPPING_CONVENTION {
                continue;
            }
            if before.as_ref().is_none_or(|(of, _)| *of != convention) {
                before = Some((convention, self.decoder.decode_as(message, convention)));
            }
            let decoded = before.as_ref().and_then(|(_, decoded)| decoded.as_ref());
            let old = decoded.and_then(|decoded| {
                let is_its = |old: &&Series| old.device == series.device && old.path == series.path;
                decoded.series.iter().find(is_its)
            });
            if !goes_on(entry, old, series) {
                let told = |of: Option<&Series>| of.map(written).unwrap_or_default();
                let key = (series.device.to_string(), series.path.to_string());
                self.found.entry(key).or_insert_with(|| (told(old), told(Some(series))));
            }
        }
    }

    /// What they mean, in sentences: of the first few, and how many more there are.
    pub(crate) fn words(&self) -> Vec<String> {
        let told = self.found.iter().take(MAPPING_CLASHES_TOLD);
        let mut words: Vec<String> = told
            .map(|((device, path), (was, now))| {
                let name = path.trim_start_matches('/');
                let was = if was.is_empty() { String::new() } else { format!("{was} so far, ") };
                format!(
                    "Its history would jump: {name:?} of {device:?} is a point already ({was}{now} by the mapping). Give the value another name, or the mapping a device of its own."
                )
            })
            .collect();
        let more = self.found.len().saturating_sub(MAPPING_CLASHES_TOLD);
        if more > 0 {
            words.push(format!("The same holds for {more} more."));
        }
        words
    }
}

/// The values of known points that a mapping reads otherwise than the one whose place it takes.
pub(crate) fn changed(
    considered: &Considered,
    in_use: &InUse,
    directory: &Directory,
) -> Vec<wire::ChangedValue> {
    let Changes { values, points } = Changes::of(considered, in_use, directory);
    let changed = values.into_iter().map(|codec::ChangedValue { name, was, now, .. }| {
        wire::ChangedValue { name, was, now, points: 0, named: Vec::new() }
    });
    let mut changed: Vec<wire::ChangedValue> = changed.collect();
    for (value, entry) in points {
        let value = &mut changed[value];
        value.points += 1;
        if value.named.len() < MAPPING_CLASHES_TOLD {
            value.named.push(entry.row.point.name.to_string());
        }
    }
    changed.retain(|value| value.points > 0);
    changed
}

/// The known points that go on, and are measured in another unit than the mapping told before.
pub(crate) fn corrected(
    considered: &Considered,
    in_use: &InUse,
    directory: &Directory,
) -> Vec<CorrectedUnit> {
    let Changes { values, points } = Changes::of(considered, in_use, directory);
    let corrected = points.into_iter().filter_map(|(value, entry)| {
        let point = &entry.row.point;
        let (was, now) = values[value].units.clone()?;
        // A person said otherwise.
        let stays = point.unit.as_ref() != Some(&was);
        (!stays).then_some(CorrectedUnit { point: point.id, was, now })
    });
    corrected.collect()
}

/// What the values are called that an expression tells and no list names.
const UNLISTED: &str = "other values of the expression";

/// What a mapping reads otherwise than the one whose place it takes.
#[derive(Default)]
struct Changes<'a> {
    values: Vec<codec::ChangedValue>,
    /// The known points of these, each with the place of its value.
    points: Vec<(usize, &'a Entry)>,
}

impl<'a> Changes<'a> {
    fn of(considered: &Considered, in_use: &InUse, directory: &'a Directory) -> Self {
        let Considered { connection, mapping, before, .. } = considered;
        let Some((its, old)) = before.as_deref().and_then(|name| in_use.mapping(name)) else {
            return Self::default();
        };
        let old = &*old;
        let mut values = mapping.changed_from(old);
        let mut points = Vec::new();
        let places = values.iter().enumerate();
        let mut places: HashMap<Arc<str>, Option<usize>> =
            places.map(|(place, value)| (Arc::clone(&value.path), Some(place))).collect();
        // What the expression tells under other names than those listed is one more value, of no path of its own.
        let unlisted = mapping.computed_otherwise(old).map(|(was, now)| {
            let (name, path) = (UNLISTED.to_owned(), Arc::from(""));
            values.push(codec::ChangedValue { name, path, was, now, units: None });
            values.len() - 1
        });
        if values.is_empty() {
            return Self { values, points };
        }
        for listed in mapping.paths().chain(old.paths()) {
            places.entry(listed).or_insert(None);
        }
        let alone =
            |its, mapping: &Mapping| Rules::new([(its, mapping.clone())]).unwrap_or_default();
        let (was_for, is_for) = (alone(its, old), alone(*connection, mapping));
        for entry in directory.entries() {
            let point = &entry.row.point;
            let (Some(id), topic, path) = (point.key.connection, &point.topic, &*point.key.path)
            else {
                continue;
            };
            // The points of a list stand one level below it.
            let of_list = || path.rsplit_once('/').and_then(|(list, _)| places.get(list));
            let listed = places.get(path).or_else(of_list).copied();
            let Some(place) = listed.unwrap_or(unlisted) else { continue };
            let is_its = entry.row.convention.as_deref() == Some(MAPPING_CONVENTION);
            if is_its && was_for.is_for(id, topic) && is_for.is_for(id, topic) {
                points.push((place, entry));
            }
        }
        Self { values, points }
    }
}

/// What a mapping means for the points that were found on its topics, in sentences.
pub(crate) fn words_for(
    connection: Option<ConnectionId>,
    mapping: &Mapping,
    directory: &Directory,
) -> Vec<String> {
    let alone = Rules::new([(connection, mapping.clone())]).unwrap_or_default();
    let (mut known, mut accepted, mut mapped) = (0_u32, 0_u32, 0_u32);
    for entry in directory.entries() {
        let point = &entry.row.point;
        let Some(its) = point.key.connection else { continue };
        if !alone.is_for(its, &point.topic) {
            continue;
        }
        if entry.row.convention.as_deref() == Some(MAPPING_CONVENTION) {
            mapped += 1;
        } else {
            known += 1;
            accepted += u32::from(point.accepted);
        }
    }
    words_of(known, accepted, mapped)
}

fn words_of(known: u32, accepted: u32, mapped: u32) -> Vec<String> {
    let points = |count: u32| match count {
        1 => "1 point".to_owned(),
        count => format!("{count} points"),
    };
    let mut words = Vec::new();
    if known > 0 {
        let accepted =
            if accepted > 0 { format!(", {accepted} of them in the model") } else { String::new() };
        words.push(format!(
            "Found on these topics before: {}{accepted}. With the next message, a value that the mapping reads as it was read before goes on as the same point, with its history. One that it scales, or reads otherwise, under another name or device is a new point; the old one keeps its history and hears nothing more.",
            points(known)
        ));
    }
    if mapped > 0 {
        words.push(format!(
            "Read by a mapping before: {}. They go on where device and name are the same; under another name or device they are found anew.",
            points(mapped)
        ));
    }
    words
}

/// Whether a point tells the same by a mapping as it did before.
fn goes_on(entry: &Entry, old: Option<&Series>, now: &Series) -> bool {
    let unit = &entry.row.point.unit;
    let measured_alike = unit.is_none() || now.unit.is_none() || *unit == now.unit;
    measured_alike && old.is_some_and(|old| newest(old) == newest(now))
}

fn newest(series: &Series) -> Option<&Value> {
    series.samples.last().map(|sample| &sample.value)
}

fn written(series: &Series) -> String {
    let value = match newest(series) {
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Boolean(boolean)) => boolean.to_string(),
        Some(Value::Text(text)) => {
            format!("{:?}", text.chars().take(MAPPING_TEXT_SHOWN).collect::<String>())
        }
        None => String::new(),
    };
    let unit = series.unit.as_ref().map_or("", Unit::as_str);
    format!("{value} {unit}").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use model::{Kind, Point, PointCode, PointId, PointKey, Timestamp};
    use store::PointRow;

    use super::*;
    use crate::devices::Devices;
    use crate::directory::Gathering;

    /// A point of the device `site/a` that a mapping found.
    fn found(id: u32, path: &str) -> PointRow {
        PointRow {
            point: Point {
                id: PointId(id),
                code: PointCode(Arc::from(path)),
                key: PointKey {
                    connection: Some(ConnectionId(1)),
                    device: Arc::from("site/a"),
                    path: Arc::from(path),
                },
                topic: Arc::from("site/a"),
                name: Arc::from(path),
                kind: Kind::Sensor,
                unit: None,
                accepted: false,
                space: None,
                equipment: None,
            },
            found: Timestamp::from_ms(1),
            place: Vec::new(),
            building: None,
            floor: None,
            zone: None,
            habit: None,
            convention: Some(Arc::from(MAPPING_CONVENTION)),
            ignored: false,
        }
    }

    #[test]
    fn points_that_an_expression_tells_unlisted_are_asked_about_where_it_is_another_one() {
        let of = |code: &str| {
            let file = format!(
                r##"{{"version": 1, "name": "m", "topics": "site/+", "expression": "#{{x: payload.{code}}}",
                    "values": [{{"name": "t", "at": "/t"}}, {{"name": "f", "at": "$.f[*]", "list": true}}]}}"##
            );
            Mapping::parse(&file).unwrap()
        };
        let in_use = InUse::of_one(&of("a"));
        let rows = vec![found(1, "/t"), found(2, "/x"), found(3, "/f/0")];
        let nothing = Directory::default();
        let mut gathering = Gathering::new(&nothing, &[]);
        rows.into_iter().for_each(|row| gathering.take(row, &mut Devices::default()));
        let directory = gathering.end();
        let named = |mapping| {
            let before = Some("m".to_owned());
            let considered = Considered { connection: None, mapping, before, place: None };
            let all = changed(&considered, &in_use, &directory);
            all.into_iter().flat_map(|one| one.named).collect::<Vec<String>>()
        };
        assert_eq!(named(of("a")), Vec::<String>::new());
        assert_eq!(named(of("b")), ["/x"]);
    }

    #[test]
    fn what_becomes_of_known_points_is_told_only_where_there_are_some() {
        assert!(words_of(0, 0, 0).is_empty());
        assert!(words_of(3, 1, 0)[0].contains("3 points, 1 of them in the model."));
        assert!(words_of(0, 0, 1)[0].contains("1 point."));
    }
}
