//! The conventions, one module each, in the order in which they are asked.

mod bacnet_mqtt_gateway;
mod esphome;
mod ha_discovery;
#[cfg(test)]
mod rows;
mod nubeio_driver_bacnet;
mod zigbee2mqtt;

use crate::convention::Convention;
use crate::counted;
use crate::json::Json;
use crate::plain::Plain;

/// All of them. The last one reads whatever no other does.
pub(crate) fn all() -> Vec<Box<dyn Convention>> {
    vec![
        Box::new(counted::SYS),
        // Before those whose topics its documents name: a document says more than a topic's form.
        Box::new(ha_discovery::HaDiscovery::default()),
        Box::new(zigbee2mqtt::Zigbee2Mqtt::default()),
        Box::new(esphome::Esphome::default()),
        Box::new(bacnet_mqtt_gateway::BacnetMqttGateway::default()),
        Box::new(nubeio_driver_bacnet::NubeioDriverBacnet),
        Box::new(Json),
        Box::new(Plain),
    ]
}
