//! OPC UA PubSub in JSON: data sets that publishers send, and what they tell of themselves.
//!
//! Topics `opcua/json/KIND/PUBLISHER/…`, or by shape: network messages (`MessageType` `ua-…`), data set messages without
//! that header, and the samples of older OPC Publishers. A field is a plain value, a variant, or a value with source time and
//! status. Metadata tells units for the messages after it; a publisher's status tells whether it is there. Source: OPC
//! 10000-14 (PubSub), "JSON message mapping" and "MQTT topics", 1.04 and 1.05; OPC 10000-6, "JSON DataEncoding"; Microsoft
//! OPC Publisher, "Message formats".
//!
//! Not read: the binary mapping (UADP), keep-alives, applications, connections; an OPC UA event is an event.

mod field;
mod metadata;

pub(super) use field::dataset;

use model::ConnectionId;

use super::told_units::ToldUnits;
use crate::RejectReason;
use crate::convention::{Confidence, Convention, Mark};
use crate::json::Item;
use crate::message::Message;
use crate::said::{Facts, Said};

/// OPC UA PubSub.
#[derive(Default)]
pub(crate) struct OpcUa {
    /// Told by metadata.
    units: ToldUnits,
}

/// Who publishes a data set.
struct Publisher {
    /// As values are told of it: with the writer's name, else its number.
    device: String,
    /// As metadata may have told of it.
    others: [String; 2],
}

impl Convention for OpcUa {
    fn name(&self) -> &'static str {
        "opcua-pubsub"
    }

    fn marks(&self) -> &'static [Mark] {
        &[
            Mark::First("opcua"),
            Mark::Member("SourceTimestamp"),
            Mark::Member("MessageType"),
            Mark::Member("Payload"),
            Mark::Member("NodeId"),
        ]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        if message.topic.starts_with("opcua/json/") {
            return Confidence::Namespace;
        }
        let is_ours = message
            .item()
            .is_some_and(|item| has_shape(item) || item.elements().next().is_some_and(has_shape));
        if is_ours { Confidence::Shape } else { Confidence::None }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let item = message.json()?;
        let topic = Topic::of(message.topic);
        match kind_of(item).unwrap_or(topic.kind) {
            "ua-metadata" => {
                let publisher = Publisher::of(item, item, topic.publisher);
                metadata::hear(&mut self.units, message.connection, &publisher, item, said);
            }
            "ua-status" => status(item, topic.publisher, said),
            "" | "data" | "ua-data" | "ua-keyframe" | "ua-deltaframe" | "ua-event" => {
                let (units, connection, topic) = (&self.units, message.connection, topic.publisher);
                Data { units, connection, topic }.read(item, item, said);
            }
            _ => {}
        }
        Ok(())
    }
}

/// What a topic says.
struct Topic<'a> {
    /// The kind of message; nothing where the topic is not of the standard's form.
    kind: &'a str,
    /// The publisher and what stands below it.
    publisher: &'a str,
}

impl<'a> Topic<'a> {
    fn of(topic: &'a str) -> Self {
        let kind_and_publisher =
            topic.strip_prefix("opcua/json/").and_then(|rest| rest.split_once('/'));
        let (kind, publisher) = kind_and_publisher.unwrap_or(("", topic));
        Self { kind, publisher }
    }
}

impl Publisher {
    /// Who sent a data set, told by its network message, itself, or else its topic.
    fn of(network: Item<'_>, dataset: Item<'_>, topic: &str) -> Self {
        let publisher = word(network, "PublisherId").or_else(|| word(dataset, "PublisherId"));
        let name = word(dataset, "DataSetWriterName");
        let number = word(dataset, "DataSetWriterId");
        let with = |writer: &Option<String>| match (&publisher, writer) {
            (Some(publisher), Some(writer)) => format!("{publisher}/{writer}"),
            (Some(publisher), None) => publisher.clone(),
            (None, _) => topic.to_owned(),
        };
        let device = with(name.as_ref().map_or(&number, |_| &name));
        Self { device, others: [with(&number), topic.to_owned()] }
    }
}

/// A text, or a whole number as text.
fn word(item: Item<'_>, key: &str) -> Option<String> {
    let told = item.get(key)?;
    let text = told.text().map(str::to_owned);
    text.or_else(|| told.number().map(|number| number.to_string()))
}

fn kind_of(item: Item<'_>) -> Option<&str> {
    item.get("MessageType").and_then(Item::text)
}

/// Whether an object can only be a message of PubSub.
fn has_shape(item: Item<'_>) -> bool {
    let is_field = |field: Item<'_>| {
        field.has("SourceTimestamp") && (field.has("Value") || field.has("StatusCode"))
    };
    item.members().next().is_some_and(|(_, field)| is_field(field))
        || (item.is_narrow() && is_message(item))
}

fn is_message(item: Item<'_>) -> bool {
    let has_any = |keys: &[&str]| keys.iter().any(|key| item.has(key));
    kind_of(item).is_some_and(|kind| kind.starts_with("ua-"))
        || (item.has("Payload") && has_any(&["DataSetWriterId", "DataSetWriterName"]))
        || (item.has("NodeId")
            && item.has("Value")
            && has_any(&["EndpointUrl", "ApplicationUri", "DisplayName"]))
}

/// The data of one message.
struct Data<'u> {
    units: &'u ToldUnits,
    connection: ConnectionId,
    /// The publisher that the topic names.
    topic: &'u str,
}

impl Data<'_> {
    /// Reads data sets at any depth of headers; `network` is the outermost.
    fn read(&self, item: Item<'_>, network: Item<'_>, said: &mut Said<'_>) {
        if item.is_array() {
            item.elements().for_each(|told| self.read(told, told, said));
        } else if let Some(messages) = item.get("Messages") {
            let lone = (!messages.is_array()).then_some(messages);
            let all = messages.elements().chain(lone);
            all.for_each(|told| self.dataset(told, network, said));
        } else if item.has("Payload") {
            self.dataset(item, network, said);
        } else if item.has("NodeId") && item.has("Value") {
            sample(item, self.topic, said);
        } else if kind_of(item).is_none() {
            self.fields(item, &Publisher::of(item, item, self.topic), Facts::default(), said);
        }
    }

    fn dataset(&self, dataset: Item<'_>, network: Item<'_>, said: &mut Said<'_>) {
        let Some(payload) = dataset.get("Payload").filter(|payload| payload.is_object()) else {
            return;
        };
        let publisher = Publisher::of(network, dataset, self.topic);
        if kind_of(dataset) == Some("ua-event") {
            let words = payload.get("Message").map(field::inner).and_then(field::localized);
            return said.event(&publisher.device, "event", words.unwrap_or(""));
        }
        self.fields(payload, &publisher, facts_of(dataset), said);
    }

    fn fields(
        &self,
        payload: Item<'_>,
        publisher: &Publisher,
        facts: Facts<'_>,
        said: &mut Said<'_>,
    ) {
        let units = |device: &str| self.units.of(self.connection, device);
        let [number, topic] = &publisher.others;
        said.of(&publisher.device);
        dataset(payload, &[units(&publisher.device), units(number), units(topic)], facts, said);
    }
}

/// The time and the quality that stand beside a data set or a sample.
fn facts_of(item: Item<'_>) -> Facts<'static> {
    Facts {
        time: item.get("Timestamp").and_then(Item::time),
        quality: field::quality_of(item.get("Status")).unwrap_or_default(),
        ..Facts::default()
    }
}

/// A sample of an older OPC Publisher: one node's value.
fn sample(item: Item<'_>, topic: &str, said: &mut Said<'_>) {
    let device = word(item, "ApplicationUri").or_else(|| word(item, "EndpointUrl"));
    let point = word(item, "DisplayName").or_else(|| word(item, "NodeId"));
    let (Some(value), Some(point)) = (item.get("Value"), point) else {
        return;
    };
    let facts = facts_of(item);
    said.of(device.as_deref().unwrap_or(topic));
    field::read(&point, value, facts, said);
}

/// A publisher's state; its last will says that it is gone.
fn status(item: Item<'_>, topic: &str, said: &mut Said<'_>) {
    let publisher = word(item, "PublisherId");
    let Some(state) = word(item, "Status") else {
        return;
    };
    let is_operational = state == "2" || state.eq_ignore_ascii_case("operational");
    said.available(publisher.as_deref().unwrap_or(topic), is_operational);
}

#[cfg(test)]
mod tests;
