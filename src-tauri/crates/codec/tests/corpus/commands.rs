//! Scores commands: the topic byte by byte, the payload as JSON or else as text.
//!
//! Counted are the entries that want one value of one point.

use std::collections::BTreeMap;

use codec::{Decoded, Decoder, EncodeError, Order, Publish, Target};
use model::{ConnectionId, Timestamp, Value};
use serde::Deserialize;
use serde_json::Value as Json;

use crate::score::{Entry, readings_of, spelt};

/// What an entry says of a command.
#[derive(Debug, Deserialize)]
pub(crate) struct Command {
    intent: Json,
    publish: Option<Json>,
    reject: Option<Json>,
}

/// What somebody wants.
#[derive(Debug, Deserialize)]
struct Intent {
    point: String,
    value: Value,
    priority: Option<u8>,
}

/// How the commands of a convention did.
#[derive(Debug, Default)]
struct Score {
    right: usize,
    all: usize,
}

/// Entries whose payload holds more than what was heard and wanted: the whole wish of a site.
const NOT_TOLD: [&str; 1] = ["udmi-05"];

#[test]
fn wanted_values_become_the_messages_that_devices_expect() {
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    let mut misses = Vec::new();
    for entry in Entry::all() {
        let Some((intent, topic, payload)) = wish(&entry) else { continue };
        let score = scores.entry(entry.convention.clone()).or_default();
        score.all += 1;
        match encoded(&entry, &intent) {
            Ok(publish) if publish.topic == topic && is_same(&publish.payload, &payload) => {
                score.right += 1;
            }
            other => misses.push((entry.id.clone(), format!("{other:?}"))),
        }
    }
    for (convention, Score { right, all }) in &scores {
        println!("{convention:24} commands {right} of {all}");
    }
    misses.iter().for_each(|(id, got)| println!("  {id}: {got}"));
    let right: usize = scores.values().map(|score| score.right).sum();
    let all: usize = scores.values().map(|score| score.all).sum();
    println!("{:24} commands {right} of {all}", "all");
    let missed: Vec<&str> = misses.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(missed, NOT_TOLD);
    assert_eq!(right + NOT_TOLD.len(), all);
}

#[test]
fn a_value_that_the_device_would_refuse_is_refused_with_its_limit() {
    let mut judged = 0;
    for entry in Entry::all() {
        let Some((intent, ..)) = wish(&entry) else { continue };
        let Some(command) = &entry.command else { continue };
        for (value, priority) in rejected(command) {
            let wish = Intent {
                point: intent.point.clone(),
                value: value.unwrap_or_else(|| intent.value.clone()),
                priority: priority.or(intent.priority),
            };
            let refused = encoded(&entry, &wish);
            let is_limit = matches!(
                refused,
                Err(EncodeError::TooLow { .. }
                    | EncodeError::TooHigh { .. }
                    | EncodeError::OffStep { .. }
                    | EncodeError::NotOneOf { .. }
                    | EncodeError::BadPriority { .. })
            );
            // That a register's words are mapped, modbus4mqtt does not tell.
            if entry.convention != "modbus-gateways" {
                judged += 1;
                assert!(is_limit, "{}: {wish:?} gave {refused:?}", entry.id);
            }
        }
    }
    assert!(judged >= 11, "{judged}");
}

/// The values and priorities that an entry wants refused.
fn rejected(command: &Command) -> Vec<(Option<Value>, Option<u8>)> {
    let value = |json: &Json| serde_json::from_value::<Value>(json.clone()).ok();
    match &command.reject {
        Some(Json::Array(cases)) => cases
            .iter()
            .map(|case| {
                let priority = case.get("priority").and_then(Json::as_u64);
                let priority = priority.and_then(|priority| u8::try_from(priority).ok());
                (case.get("value").and_then(value), priority)
            })
            .collect(),
        Some(bounds) => {
            let beyond = |key, by| bounds.get(key).and_then(Json::as_f64).map(|bound| bound + by);
            let beyond = [beyond("min", -1.0), beyond("max", 1.0)];
            beyond.into_iter().flatten().map(|number| (Some(Value::Number(number)), None)).collect()
        }
        None => Vec::new(),
    }
}

/// What an entry wants of one point, and the topic and payload that are expected.
fn wish(entry: &Entry) -> Option<(Intent, String, String)> {
    let command = entry.command.as_ref()?;
    let intent: Intent = serde_json::from_value(command.intent.clone()).ok()?;
    let publish = command.publish.as_ref()?;
    let text = |key| publish.get(key).and_then(Json::as_str).map(str::to_owned);
    let is_toggle = intent.value == Value::Text("TOGGLE".into());
    let (topic, payload) = text("topic").zip(text("payload"))?;
    (!is_toggle).then_some((intent, topic, payload))
}

fn encoded(entry: &Entry, intent: &Intent) -> Result<Publish, EncodeError> {
    let connection = ConnectionId(1);
    let mut decoder = Decoder::new();
    let heard = entry.heard(&mut decoder);
    let convention = heard.last().map_or("", |decoded| decoded.convention);
    let (device, path) = found(&heard, entry, &intent.point);
    let target = Target { connection, convention, device: &device, path: &path };
    let at = Timestamp::from_ms(1_790_000_000_000);
    let order = Order { value: &intent.value, priority: intent.priority, at, number: 1 };
    decoder.encode(&target, &order)
}

/// The point that ends as the intent's does, or the one that is called so exactly.
fn found(heard: &[Decoded], entry: &Entry, point: &str) -> (String, String) {
    let told = heard.iter().flat_map(|decoded| {
        let described = decoded.discoveries.iter().flat_map(|found| {
            found.points.iter().map(|point| (found.device.to_string(), point.path.to_string()))
        });
        readings_of(decoded).into_iter().chain(described)
    });
    let end = format!("/{point}");
    let mut ending = told.filter(|(device, path)| {
        let spelled = spelt(device, path).1;
        spelled == point || spelled.ends_with(&end)
    });
    ending.next().unwrap_or_else(|| (entry.device.clone().unwrap_or_default(), end))
}

/// Equal as JSON but for what numbers a request, or as text.
fn is_same(payload: &[u8], expected: &str) -> bool {
    let parsed = |bytes: &[u8]| {
        let mut json: Json = serde_json::from_slice(bytes).ok()?;
        if let Some(object) = json.as_object_mut() {
            ["id", "src", "timestamp"].iter().for_each(|key| drop(object.remove(*key)));
        }
        Some(numbers(json))
    };
    match (parsed(payload), parsed(expected.as_bytes())) {
        (Some(one), Some(another)) => one == another,
        _ => payload == expected.as_bytes(),
    }
}

/// With every number as a double: 22 and 22.0 are the same.
fn numbers(json: Json) -> Json {
    match json {
        Json::Number(number) => number.as_f64().map_or(Json::Number(number), Json::from),
        Json::Array(list) => list.into_iter().map(numbers).collect(),
        Json::Object(object) => {
            object.into_iter().map(|(key, value)| (key, numbers(value))).collect()
        }
        other => other,
    }
}
