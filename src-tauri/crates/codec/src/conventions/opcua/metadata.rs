//! What a data set's metadata tells: its fields and their units.

use model::{ConnectionId, Unit};

use super::Publisher;
use super::field::{inner, localized};
use crate::conventions::told_units::ToldUnits;
use crate::decoded::{Described, Discovery, Limits};
use crate::json::Item;
use crate::said::Said;
use crate::units;

/// Hears the metadata of a data set.
pub(super) fn hear(
    kept: &mut ToldUnits,
    connection: ConnectionId,
    publisher: &Publisher,
    message: Item<'_>,
    said: &mut Said<'_>,
) {
    let fields = message.at(&["MetaData", "Fields"]);
    let mut points = Vec::new();
    for field in fields.into_iter().flat_map(Item::elements) {
        let Some(name) = field.get("Name").and_then(Item::text) else {
            continue;
        };
        let unit = unit_of(field);
        if let Some(unit) = unit {
            kept.learn(connection, &publisher.device, name, unit);
            publisher.others.iter().for_each(|device| kept.learn(connection, device, name, unit));
        }
        points.push(Described {
            path: format!("/{}", name.replace('~', "~0").replace('/', "~1")).into(),
            name: field.get("Description").and_then(localized).map(Box::from),
            unit: unit.and_then(Unit::new),
            kind: None,
            device_class: None,
            writable: false,
            limits: Limits::default(),
            words: Vec::new(),
        });
    }
    said.discovered(Discovery {
        device: publisher.device.as_str().into(),
        name: message.at(&["MetaData", "Name"]).and_then(Item::text).map(Box::from),
        points,
        ..Discovery::default()
    });
}

/// The display name of the engineering unit among a field's properties.
fn unit_of(field: Item<'_>) -> Option<&str> {
    let is_unit = |property: &Item<'_>| {
        let key = property.get("Key");
        let name = key.and_then(|key| key.text().or_else(|| key.get("Name")?.text()));
        name.is_some_and(|name| name.rsplit(':').next() == Some("EngineeringUnits"))
    };
    let property = field.get("Properties")?.elements().find(is_unit)?;
    let text = inner(property.get("Value")?).get("DisplayName").and_then(localized)?.trim();
    let unit = units::known(text).map_or(text, |known| known.unit);
    (!unit.is_empty()).then_some(unit)
}
