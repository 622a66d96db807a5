//! The conventions, one module each, in the order in which they are asked.

mod ems_esp;
mod evcc;
mod leaves;
mod modbus_gateways;
mod mqtt_smarthome;
mod opendtu;
mod openmqttgateway;
mod rtl_433;
mod ruuvi_gateway;
mod shelly;
mod shelly_gen1;
mod shelly_gen2;
mod tasmota;
#[cfg(test)]
mod told;

use crate::convention::Convention;
use crate::counted;
use crate::json::Json;
use crate::plain::Plain;

/// All of them. The last one reads whatever no other does.
pub(crate) fn all() -> Vec<Box<dyn Convention>> {
    vec![
        Box::new(counted::SYS),
        Box::new(shelly_gen1::ShellyGen1),
        Box::new(opendtu::OpenDtu),
        Box::new(openmqttgateway::OpenMqttGateway),
        Box::new(rtl_433::Rtl433),
        Box::new(ruuvi_gateway::RuuviGateway),
        Box::new(ems_esp::EmsEsp),
        Box::new(evcc::Evcc),
        Box::new(modbus_gateways::ModbusGateways),
        Box::<tasmota::Tasmota>::default(),
        Box::<shelly_gen2::ShellyGen2>::default(),
        Box::new(mqtt_smarthome::MqttSmarthome),
        Box::new(Json),
        Box::new(Plain),
    ]
}
