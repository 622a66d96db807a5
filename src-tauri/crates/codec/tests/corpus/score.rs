//! How an entry of the corpus is scored.

use std::path::Path;

use codec::{Decoded, Decoder, Verdict};
use model::{Timestamp, Value};
use serde::Deserialize;
use serde_json::Value as Json;

use crate::commands::Command;
use crate::message::Message;

/// A message and what must be read from it.
#[derive(Debug, Deserialize)]
pub(crate) struct Entry {
    pub(crate) id: String,
    pub(crate) convention: String,
    kind: String,
    #[serde(flatten)]
    message: Message,
    #[serde(default)]
    context: Vec<Message>,
    #[serde(default)]
    expect: Vec<Expected>,
    #[serde(default)]
    must_not: Vec<Json>,
    availability: Option<Availability>,
    pub(crate) device: Option<String>,
    pub(crate) command: Option<Command>,
}

#[derive(Debug, Deserialize)]
struct Expected {
    point: String,
    value: Json,
    unit: Option<String>,
    ts: Option<i64>,
    tol: Option<f64>,
}

#[derive(Debug, Deserialize)]
struct Availability {
    device: String,
    online: bool,
}

/// A reading in people's spelling.
struct Reading {
    device: String,
    point: String,
    value: Value,
    unit: Option<String>,
    ts: Option<i64>,
}

/// How a convention did.
#[derive(Debug, Default)]
pub(crate) struct Score {
    points: f64,
    expected: f64,
    pub(crate) forbidden: usize,
    /// What was not as expected, in words.
    pub(crate) misses: Vec<String>,
}

impl Entry {
    /// The whole corpus.
    pub(crate) fn all() -> Vec<Self> {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/fixtures/corpus.jsonl");
        let text = std::fs::read_to_string(Path::new(path)).expect("the corpus stands in the tree");
        text.lines().map(|line| serde_json::from_str(line).expect("a line of the corpus")).collect()
    }

    fn decoded(&self) -> Decoded {
        self.heard(&mut Decoder::new()).pop().expect("the entry's own message is the last")
    }

    /// What a decoder makes of its context and then of itself.
    pub(crate) fn heard(&self, decoder: &mut Decoder) -> Vec<Decoded> {
        let messages = self.context.iter().chain([&self.message]);
        messages.map(|message| decoder.decode(&message.incoming())).collect()
    }
}

impl Score {
    /// Decodes an entry and counts it in.
    pub(crate) fn add(&mut self, entry: &Entry) {
        let decoded = entry.decoded();
        let all = readings(&decoded);
        let mut left: Vec<&Reading> = all.iter().collect();
        for expected in &entry.expect {
            self.expected += 1.0;
            let hits: Vec<usize> =
                (0..left.len()).filter(|at| expected.has_value(left[*at])).collect();
            let named = hits.iter().copied().find(|at| is_named(&expected.point, left[*at]));
            let Some(at) = named.or_else(|| hits.first().copied().filter(|_| hits.len() == 1))
            else {
                self.misses.push(format!(
                    "{}: {} = {} not read",
                    entry.id, expected.point, expected.value
                ));
                continue;
            };
            let reading = left.remove(at);
            let points = points(expected, reading, named.is_some());
            if points < 1.0 {
                let Reading { device, point, unit, ts, .. } = reading;
                self.misses.push(format!(
                    "{}: {} {:?} @{:?} read as {device} {point} {unit:?} @{ts:?}",
                    entry.id, expected.point, expected.unit, expected.ts
                ));
            }
            self.points += points;
        }
        self.forbid(entry, &decoded, &all);
        self.check_availability(entry, &decoded);
    }

    /// The share of what was expected.
    pub(crate) fn recall(&self) -> f64 {
        if self.expected > 0.0 { self.points / self.expected } else { 1.0 }
    }

    pub(crate) fn line(&self) -> String {
        format!("recall {:.4} of {:3}, forbidden {}", self.recall(), self.expected, self.forbidden)
    }

    pub(crate) fn join(&mut self, other: Self) {
        self.points += other.points;
        self.expected += other.expected;
        self.forbidden += other.forbidden;
        self.misses.extend(other.misses);
    }

    fn forbid(&mut self, entry: &Entry, decoded: &Decoded, all: &[Reading]) {
        for forbidden in &entry.must_not {
            let name = forbidden.as_str().or_else(|| forbidden["point"].as_str()).unwrap_or("");
            if all.iter().any(|reading| plain(&reading.point) == plain(name)) {
                self.forbidden += 1;
                self.misses.push(format!("{}: {name} must not be a point", entry.id));
            }
        }
        if ["ignore", "malformed"].contains(&entry.kind.as_str()) && !all.is_empty() {
            self.forbidden += 1;
            self.misses.push(format!("{}: {} gave readings", entry.id, entry.kind));
        }
        let is_counted = !decoded.rejects.is_empty() || decoded.verdict != Verdict::Understood;
        if entry.kind == "malformed" && !is_counted {
            self.misses.push(format!("{}: malformed and not counted", entry.id));
        }
    }

    fn check_availability(&mut self, entry: &Entry, decoded: &Decoded) {
        let Some(expected) = &entry.availability else { return };
        let is_told = decoded.availability.iter().any(|told| {
            plain(&told.device) == plain(&expected.device) && told.online == expected.online
        });
        if !is_told {
            self.misses.push(format!("{}: availability of {} not told", entry.id, expected.device));
        }
    }
}

fn points(expected: &Expected, reading: &Reading, is_named: bool) -> f64 {
    let mut points: f64 = if is_named { 1.0 } else { 0.5 };
    if expected.unit.is_some() && expected.unit != reading.unit {
        points -= if reading.unit.is_none() { 0.5 } else { 0.75 };
    }
    if expected.ts.is_some() && expected.ts != reading.ts {
        points -= 0.5;
    }
    points.max(0.0)
}

impl Expected {
    fn has_value(&self, reading: &Reading) -> bool {
        match (&self.value, &reading.value) {
            (Json::Number(wanted), Value::Number(number)) => {
                self.is_near(wanted.as_f64().expect("a number"), *number)
            }
            (Json::Number(wanted), Value::Text(text)) => text
                .parse()
                .is_ok_and(|number| self.is_near(wanted.as_f64().expect("a number"), number)),
            (Json::Bool(wanted), value) => truth(&words(value)) == Some(*wanted),
            (Json::String(wanted), value) => {
                let said = words(value);
                said.eq_ignore_ascii_case(wanted)
                    || (truth(wanted).is_some() && truth(wanted) == truth(&said))
                    || matches!((wanted.parse::<f64>(), value), (Ok(wanted), Value::Number(number)) if self.is_near(wanted, *number))
            }
            _ => false,
        }
    }

    fn is_near(&self, wanted: f64, number: f64) -> bool {
        (wanted - number).abs() <= self.tol.unwrap_or(1e-6 * wanted.abs().max(1.0))
    }
}

fn words(value: &Value) -> String {
    match value {
        Value::Number(number) => number.to_string(),
        Value::Boolean(boolean) => boolean.to_string(),
        Value::Text(text) => text.to_string(),
    }
}

fn truth(word: &str) -> Option<bool> {
    match word.to_lowercase().as_str() {
        "on" | "true" | "1" => Some(true),
        "off" | "false" | "0" => Some(false),
        _ => None,
    }
}

/// Whether the name is the reading's, with or without its device, or one is the tail of the other.
fn is_named(wanted: &str, reading: &Reading) -> bool {
    let parts = |name: &str| -> Vec<String> {
        name.split(['/', '.']).map(plain).filter(|part| !part.is_empty()).collect()
    };
    let (wanted, point) = (parts(wanted), parts(&reading.point));
    let whole = [parts(&reading.device), point.clone()].concat();
    let is_tail = |tail: &[String], of: &[String]| !tail.is_empty() && of.ends_with(tail);
    [point.concat(), whole.concat()].contains(&wanted.concat())
        || is_tail(&wanted, &whole)
        || is_tail(&point, &wanted)
}

fn plain(name: &str) -> String {
    name.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect()
}

fn readings(decoded: &Decoded) -> Vec<Reading> {
    let mut all = Vec::new();
    for series in &decoded.series {
        let (device, point) = spelt(&series.device, &series.path);
        all.extend(series.samples.iter().map(|sample| Reading {
            device: device.clone(),
            point: point.clone(),
            value: sample.value.clone(),
            unit: series.unit.as_ref().map(ToString::to_string),
            ts: sample.time.map(Timestamp::ms),
        }));
    }
    all
}

/// The points of which values were told, each by its device and path.
pub(crate) fn readings_of(decoded: &Decoded) -> Vec<(String, String)> {
    let series = decoded.series.iter();
    series.map(|series| (series.device.to_string(), series.path.to_string())).collect()
}

/// As `plantroomctl decode` spells them: without a path the topic's last level names the point.
pub(crate) fn spelt(device: &str, path: &str) -> (String, String) {
    match path.strip_prefix('/') {
        Some(levels) => (device.to_owned(), levels.replace("~1", "/").replace("~0", "~")),
        None => match device.rsplit_once('/') {
            Some((device, point)) => (device.to_owned(), point.to_owned()),
            None => (device.to_owned(), device.to_owned()),
        },
    }
}
