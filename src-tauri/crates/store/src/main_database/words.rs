//! Tags, states and limits as JSON in their columns. What a stranger damaged is empty rather than fatal.

use std::collections::BTreeMap;

use serde_json::Value;

/// Name to text, `true` for a mere marker.
pub(super) fn tags(json: Option<&str>) -> BTreeMap<String, Option<String>> {
    let told: BTreeMap<String, Value> =
        json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
    let value = |value: Value| match value {
        Value::String(text) => Some(Some(text)),
        Value::Bool(true) => Some(None),
        _ => None,
    };
    told.into_iter().filter_map(|(name, told)| Some((name, value(told)?))).collect()
}

pub(super) fn of_tags(tags: &BTreeMap<String, Option<String>>) -> Option<String> {
    let value = |value: &Option<String>| value.clone().map_or(Value::Bool(true), Value::String);
    let told: BTreeMap<&String, Value> =
        tags.iter().map(|(name, told)| (name, value(told))).collect();
    json(&told, told.is_empty())
}

/// Number to name.
pub(super) fn states(json: Option<&str>) -> BTreeMap<i64, String> {
    json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
}

pub(super) fn of_states(states: &BTreeMap<i64, String>) -> Option<String> {
    json(states, states.is_empty())
}

/// Name to number.
pub(super) fn limits(json: Option<&str>) -> BTreeMap<String, f64> {
    json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
}

pub(super) fn of_limits(limits: &BTreeMap<String, f64>) -> Option<String> {
    json(limits, limits.is_empty())
}

fn json(told: &impl serde::Serialize, is_empty: bool) -> Option<String> {
    (!is_empty).then(|| serde_json::to_string(told).expect("texts and numbers always serialise"))
}
