//! The conventions, one module each, in the order in which they are asked.

mod azure;
mod bacnet_mqtt_gateway;
mod chirpstack;
#[cfg(test)]
mod commanded;
mod ditto;
mod dsmr;
mod ebusd;
mod emoncms;
mod ems_esp;
mod esphome;
mod evcc;
mod ha_discovery;
mod homie;
mod knx;
mod leaves;
mod lorawan;
mod losant;
mod mbmd;
mod modbus_gateways;
mod mqtt_smarthome;
mod nubeio_driver_bacnet;
mod opcua;
mod opendtu;
mod openmqttgateway;
mod rtl_433;
mod ruuvi_gateway;
mod senml;
mod shelly;
mod shelly_gen1;
mod shelly_gen2;
mod sitewise;
mod sparkplug;
mod tasmota;
mod telegraf;
mod thingsboard;
#[cfg(test)]
mod told;
mod told_units;
mod tts;
mod udmi;
mod uns;
mod victron;
mod wirenboard;
mod wmbusmeters;
mod zigbee2mqtt;
mod zwave;

use crate::convention::Convention;
use crate::counted;
use crate::json::Json;
use crate::plain::Plain;

/// All of them. The last one reads whatever no other does.
pub(crate) fn all() -> Vec<Box<dyn Convention>> {
    vec![
        Box::new(counted::SYS),
        Box::new(sparkplug::Sparkplug::default()),
        // Its documents lie in Home Assistant's namespace and hold its units.
        Box::new(ebusd::Ebusd::default()),
        // Those with a namespace of their own before discovery documents, which name their topics too.
        Box::new(victron::Victron::default()),
        Box::new(knx::WbMqttKnx),
        Box::new(wirenboard::WirenBoard::default()),
        Box::new(dsmr::Dsmr),
        Box::new(zwave::Zwave::default()),
        // Before those whose topics its documents name: a document says more than a topic's form.
        Box::new(ha_discovery::HaDiscovery::default()),
        Box::new(zigbee2mqtt::Zigbee2Mqtt::default()),
        Box::new(bacnet_mqtt_gateway::BacnetMqttGateway::default()),
        Box::new(nubeio_driver_bacnet::NubeioDriverBacnet),
        Box::new(shelly_gen1::ShellyGen1),
        Box::new(opendtu::OpenDtu::default()),
        Box::new(openmqttgateway::OpenMqttGateway),
        Box::new(rtl_433::Rtl433),
        Box::new(ruuvi_gateway::RuuviGateway),
        Box::new(ems_esp::EmsEsp::default()),
        Box::new(evcc::Evcc),
        Box::new(modbus_gateways::ModbusGateways),
        Box::new(chirpstack::ChirpStack),
        Box::new(tts::TheThingsStack),
        Box::new(udmi::Udmi::default()),
        Box::new(uns::UnifiedNamespace),
        Box::new(thingsboard::ThingsBoard),
        Box::new(losant::Losant),
        Box::new(azure::Azure),
        Box::new(opcua::OpcUa::default()),
        Box::new(ditto::Ditto),
        Box::new(sitewise::SiteWise),
        Box::new(wmbusmeters::WmbusMeters),
        Box::<tasmota::Tasmota>::default(),
        Box::<shelly_gen2::ShellyGen2>::default(),
        Box::new(esphome::Esphome::default()),
        Box::new(telegraf::Telegraf),
        Box::new(senml::SenMl),
        Box::new(knx::KnxMqtt),
        Box::new(emoncms::Emoncms),
        Box::new(mbmd::Mbmd),
        Box::new(mqtt_smarthome::MqttSmarthome),
        // Homie's devices may stand below any topic.
        Box::new(homie::Homie::default()),
        Box::new(Json),
        Box::new(Plain),
    ]
}

#[cfg(test)]
mod tests;
