//! A data set's fields: plain values, variants, and values with their time and status.

use model::Quality;

use crate::RejectReason;
use crate::conventions::told_units::OfDevice;
use crate::json::Item;
use crate::said::{Facts, Said};

/// The members a value with time and status may have; an object with others is a structure.
const DATA_VALUE: [&str; 9] = [
    "Value",
    "StatusCode",
    "Status",
    "SourceTimestamp",
    "SourcePicoseconds",
    "ServerTimestamp",
    "ServerPicoseconds",
    "UaType",
    "Dimensions",
];

/// Variants inside one another; the standard knows of two.
const VARIANTS_MAX: usize = 4;

/// Reads every field of a data set; the first of the devices that told a unit tells it.
pub(in crate::conventions) fn dataset(
    payload: Item<'_>,
    units: &[OfDevice<'_>],
    facts: Facts<'_>,
    said: &mut Said<'_>,
) {
    for (name, field) in payload.members() {
        let unit = units.iter().find_map(|device| device.unit(name));
        read(name, field, Facts { unit, ..facts }, said);
    }
}

/// Reads one field.
pub(super) fn read(name: &str, field: Item<'_>, facts: Facts<'_>, said: &mut Said<'_>) {
    let is_data_value =
        field.is_object() && field.members().all(|(key, _)| DATA_VALUE.contains(&key));
    let facts = Facts { name, ..facts };
    if !is_data_value {
        return said.values(&[name], inner(field), facts);
    }
    let time = |key| field.get(key).and_then(Item::time);
    let status = field.get("StatusCode").or_else(|| field.get("Status"));
    let facts = Facts {
        time: time("SourceTimestamp").or_else(|| time("ServerTimestamp")).or(facts.time),
        quality: quality_of(status).unwrap_or(facts.quality),
        ..facts
    };
    match field.get("Value") {
        Some(value) => said.values(&[name], inner(value), facts),
        None => said.refuse(&[name], RejectReason::Unavailable),
    }
}

/// What a variant holds; anything else as it is.
pub(super) fn inner(item: Item<'_>) -> Item<'_> {
    let mut inner = item;
    for _ in 0..VARIANTS_MAX {
        let Some(held) = held(inner) else {
            break;
        };
        inner = held;
    }
    inner
}

fn held(item: Item<'_>) -> Option<Item<'_>> {
    let old = || item.get("Body").filter(|_| item.has("Type") || item.has("TypeId"));
    let new = || item.get("Value").filter(|_| item.has("UaType"));
    old().or_else(new)
}

/// A text, or the text of one in several languages.
pub(super) fn localized(item: Item<'_>) -> Option<&str> {
    item.text().or_else(|| item.get("Text")?.text())
}

/// The severity of a status: a number, its symbol, or both.
pub(super) fn quality_of(status: Option<Item<'_>>) -> Option<Quality> {
    let status = status?;
    if let Some(code) = status.number().or_else(|| status.get("Code")?.number()) {
        return Some(match code {
            bad if bad >= f64::from(1_u32 << 31) => Quality::Bad,
            uncertain if uncertain >= f64::from(1_u32 << 30) => Quality::Uncertain,
            _ => Quality::Good,
        });
    }
    let symbol = status.text().or_else(|| status.get("Symbol")?.text())?;
    Some(match symbol {
        bad if bad.starts_with("Bad") => Quality::Bad,
        uncertain if uncertain.starts_with("Uncertain") => Quality::Uncertain,
        _ => Quality::Good,
    })
}
