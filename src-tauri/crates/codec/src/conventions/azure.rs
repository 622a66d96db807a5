//! Azure IoT Hub's topics for devices, and the data of Azure IoT Operations.
//!
//! Read are telemetry (`devices/ID/messages/events/…`, and of modules), the properties a device reports, and Operations'
//! `{point: {SourceTimestamp, Value}}`. Source: Microsoft, "Communicate with your IoT hub using the MQTT protocol" and "OPC
//! UA message format" of Azure IoT Operations.
//!
//! Not read: desired properties, whole twins, messages and method calls from the cloud: they are wishes, not readings.

use super::opcua;
use crate::RejectReason;
use crate::convention::{Confidence, Convention, Mark};
use crate::message::Message;
use crate::said::{Facts, Said};
use crate::units;

/// Azure IoT.
pub(crate) struct Azure;

const OPERATIONS: &str = "azure-iot-operations/data/";
const REPORTED: &str = "$iothub/twin/PATCH/properties/reported/";

impl Convention for Azure {
    fn name(&self) -> &'static str {
        "azure-iot"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::First("$iothub"), Mark::First("azure-iot-operations"), Mark::First("devices")]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        let topic = message.topic;
        let is_ours = topic.starts_with("$iothub/")
            || topic.starts_with(OPERATIONS)
            || telemetry(topic).is_some();
        if is_ours { Confidence::Namespace } else { Confidence::None }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let topic = message.topic;
        if let Some(device) = topic.strip_prefix(OPERATIONS) {
            said.of(device);
            opcua::dataset(message.json()?, &[], Facts::default(), said);
        } else if topic.starts_with(REPORTED) {
            let skip = |pointer: &str| pointer.starts_with("/$");
            said.of("$iothub").values(&[], message.json()?, Facts { skip, ..Facts::default() });
        } else if let Some(Telemetry { device, is_from_device: true }) = telemetry(topic) {
            said.of(device);
            match message.item() {
                Some(item) => said.values(&[], item, Facts::default()),
                None => {
                    let facts = Facts { name: units::last_name(device), ..Facts::default() };
                    said.text(&[], message.text()?, facts);
                }
            }
        }
        Ok(())
    }
}

/// A message between a device and its hub.
struct Telemetry<'a> {
    /// The device, with its module where it has one.
    device: &'a str,
    is_from_device: bool,
}

fn telemetry(topic: &str) -> Option<Telemetry<'_>> {
    let rest = topic.strip_prefix("devices/")?;
    let (device, rest) = rest.split_once("/messages/")?;
    let is_device = !device.contains('/') || device.contains("/modules/");
    let is_from_device = rest == "events" || rest.starts_with("events/");
    let is_to_device = rest == "devicebound" || rest.starts_with("devicebound/");
    (is_device && (is_from_device || is_to_device)).then_some(Telemetry { device, is_from_device })
}

#[cfg(test)]
mod tests {
    use crate::conventions::told::told;

    #[test]
    fn telemetry_and_reported_properties_are_read() {
        insta::assert_snapshot!(told("devices/t1/messages/events/$.ct=application%2Fjson&$.ce=utf-8", r#"{"temperature":21.5}"#), @r"
        azure-iot
        t1 /temperature = 21.5 °C
        ");
        insta::assert_snapshot!(told("$iothub/twin/PATCH/properties/reported/?$rid=1", r#"{"setpoint":21.5,"$version":4}"#), @r"
        azure-iot
        $iothub /setpoint = 21.5
        ");
    }

    #[test]
    fn what_the_cloud_wants_is_no_reading() {
        for topic in [
            "$iothub/twin/PATCH/properties/desired/?$version=5",
            "$iothub/twin/res/200/?$rid=1",
            "$iothub/methods/POST/reboot/?$rid=1",
            "devices/t1/messages/devicebound/%24.to=t1",
        ] {
            assert_eq!(told(topic, r#"{"setpoint":21.5,"$version":5}"#), "azure-iot", "{topic}");
        }
    }
}
