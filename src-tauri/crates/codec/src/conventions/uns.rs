//! The United Manufacturing Hub's unified namespace.
//!
//! Topics `umh/v1/LOCATION…/_CONTRACT/PATH…`: the location is the device, the path and the keys of the payload are the
//! point. Payloads are `{timestamp_ms, value}` or, in the classic form, several named values beside the time. Source: UMH
//! documentation, "Unified Namespace: Topic Convention" and "Payload Formats".
//!
//! Not read as values: `_analytics`, whose documents are orders and shifts; they are events.

use crate::RejectReason;
use crate::convention::{Confidence, Convention, Mark};
use crate::json::Item;
use crate::message::Message;
use crate::said::{Facts, Said};
use crate::units;

/// The United Manufacturing Hub.
pub(crate) struct UnifiedNamespace;

/// A topic's parts.
struct Place<'a> {
    location: &'a str,
    contract: &'a str,
    path: &'a str,
}

impl Convention for UnifiedNamespace {
    fn name(&self) -> &'static str {
        "uns-umh"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::First("umh")]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        if place(message.topic).is_some() { Confidence::Namespace } else { Confidence::None }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let Some(Place { location, contract, path }) = place(message.topic) else {
            return Ok(());
        };
        let item = message.json?;
        if contract == "_analytics" {
            said.event(location, "analytics", path);
            return Ok(());
        }
        let path: Vec<&str> = path.split('/').filter(|level| !level.is_empty()).collect();
        let facts = Facts { name: units::last_name(message.topic), ..Facts::default() };
        said.of(location);
        match item {
            Some(item) => payload(item, &path, facts, said),
            None => said.text(&path, message.text()?, facts),
        }
        Ok(())
    }
}

fn place(topic: &str) -> Option<Place<'_>> {
    let rest = topic.strip_prefix("umh/v1/")?;
    let (location, rest) = rest.split_once("/_")?;
    let contract_at = topic.len() - rest.len() - 1;
    let contract_and_path = topic.get(contract_at..)?;
    let (contract, path) = contract_and_path.split_once('/').unwrap_or((contract_and_path, ""));
    Some(Place { location, contract, path })
}

/// Reads a payload; the value of a single one takes the topic's own name.
fn payload(item: Item<'_>, path: &[&str], facts: Facts<'_>, said: &mut Said<'_>) {
    let is_single = item.members().all(|(key, _)| matches!(key, "timestamp_ms" | "value"));
    match item.get("value").filter(|_| is_single) {
        Some(value) => {
            let time = item.get("timestamp_ms").and_then(Item::time);
            said.values(path, value, Facts { time, ..facts });
        }
        None => said.values(path, item, facts),
    }
}

#[cfg(test)]
mod tests {
    use crate::conventions::told::told;

    #[test]
    fn a_single_value_takes_the_name_of_its_topic() {
        insta::assert_snapshot!(told("umh/v1/acme/plant/hall/_raw/boiler/supply_temp", r#"{"timestamp_ms":1733904005123,"value":61.5}"#), @r"
        uns-umh
        acme/plant/hall /boiler/supply_temp = 61.5 °C @1733904005123
        ");
        insta::assert_snapshot!(told("umh/v1/acme/_pump_v1/motor/speed", r#"{"timestamp_ms":1733904005123,"value":null}"#), @r"
        uns-umh
        ! /motor/speed null
        ");
    }

    #[test]
    fn classic_payloads_hold_several_values_in_groups() {
        insta::assert_snapshot!(told("umh/v1/acme/plant/_historian", r#"{"timestamp_ms":1733904005123,"pump":{"power_kw":3.5,"on":true}}"#), @r"
        uns-umh
        acme/plant /pump/power_kw = 3.5 kW @1733904005123
        acme/plant /pump/on = true @1733904005123
        ");
    }

    #[test]
    fn an_order_is_no_reading() {
        insta::assert_snapshot!(told("umh/v1/acme/plant/_analytics/work-order/start", r#"{"external_work_order_id":"1","quantity":5}"#), @r"
        uns-umh
        * acme/plant analytics work-order/start
        ");
    }
}
