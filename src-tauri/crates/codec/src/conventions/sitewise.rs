//! AWS IoT SiteWise: batches of property values, on any topic.
//!
//! Known by its shape: `entries` (or one entry alone) with `propertyAlias` or `assetId` and `propertyId`, and
//! `propertyValues`. Source: AWS IoT SiteWise API reference, `BatchPutAssetPropertyValue`, `AssetPropertyValue`, `Variant`.

use model::{Quality, Timestamp};

use crate::RejectReason;
use crate::convention::{Confidence, Convention, Mark};
use crate::json::Item;
use crate::message::Message;
use crate::said::{Facts, Said};

/// AWS IoT SiteWise.
pub(crate) struct SiteWise;

impl Convention for SiteWise {
    fn name(&self) -> &'static str {
        "aws-sitewise"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::Member("propertyValues"), Mark::Member("entries")]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        let is_ours = message.item().filter(|item| item.is_narrow()).is_some_and(|item| {
            let entries = item.get("entries");
            let first = entries.and_then(|entries| entries.elements().next());
            is_entry(first.unwrap_or(item))
        });
        if is_ours { Confidence::Shape } else { Confidence::None }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let item = message.json()?;
        if is_entry(item) {
            entry(item, message.topic, said);
        }
        for told in item.get("entries").into_iter().flat_map(Item::elements) {
            entry(told, message.topic, said);
        }
        Ok(())
    }
}

fn is_entry(item: Item<'_>) -> bool {
    item.has("propertyValues") && (item.has("propertyAlias") || item.has("propertyId"))
}

/// Reads one property. An alias is a path whose last level is the point.
fn entry(entry: Item<'_>, topic: &str, said: &mut Said<'_>) {
    let text = |key| entry.get(key).and_then(Item::text);
    let (device, point) = match text("propertyAlias") {
        Some(alias) => alias.rsplit_once('/').unwrap_or((topic, alias)),
        None => (text("assetId").unwrap_or(topic), text("propertyId").unwrap_or("")),
    };
    said.of(device);
    for told in entry.get("propertyValues").into_iter().flat_map(Item::elements) {
        let facts = Facts {
            time: told.get("timestamp").and_then(time_of),
            quality: quality_of(told.get("quality").and_then(Item::text)),
            name: point,
            ..Facts::default()
        };
        for (_, value) in told.get("value").into_iter().flat_map(Item::members) {
            if value.is_object() {
                said.refuse(&[point], RejectReason::Null);
            } else {
                said.values(&[point], value, facts);
            }
        }
    }
}

fn time_of(timestamp: Item<'_>) -> Option<Timestamp> {
    let seconds = timestamp.get("timeInSeconds")?.time()?;
    let nanoseconds = timestamp.get("offsetInNanos").and_then(Item::number).unwrap_or(0.0);
    #[expect(clippy::cast_possible_truncation, reason = "below a thousand by the line before")]
    let ms = (nanoseconds / 1e6).round().clamp(0.0, 999.0) as i64;
    Some(Timestamp::from_ms(seconds.ms() + ms))
}

fn quality_of(word: Option<&str>) -> Quality {
    match word {
        Some("BAD") => Quality::Bad,
        Some("UNCERTAIN") => Quality::Uncertain,
        _ => Quality::Good,
    }
}

#[cfg(test)]
mod tests {
    use crate::conventions::told::told;

    #[test]
    fn a_null_value_is_refused_beside_its_good_neighbour() {
        insta::assert_snapshot!(told("any/topic", r#"{"entries":[{"entryId":"1","assetId":"a-1","propertyId":"p-1","propertyValues":[
            {"value":{"nullValue":{"valueType":"D"}},"timestamp":{"timeInSeconds":1575691200},"quality":"BAD"},
            {"value":{"doubleValue":4.5},"timestamp":{"timeInSeconds":1575691200,"offsetInNanos":250000000},"quality":"UNCERTAIN"}]}]}"#),
            @r"
        aws-sitewise
        a-1 /p-1 = 4.5 @1575691200250 uncertain
        ! /p-1 null
        ");
    }
}
