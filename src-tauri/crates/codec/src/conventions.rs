//! The conventions, one module each, in the order in which they are asked.

mod dsmr;
mod ebusd;
mod emoncms;
#[cfg(test)]
mod heard;
mod homie;
mod knx;
mod mbmd;
mod victron;
mod wirenboard;
mod zwave;

use crate::convention::Convention;
use crate::counted;
use crate::json::Json;
use crate::plain::Plain;

/// All of them. The last one reads whatever no other does.
pub(crate) fn all() -> Vec<Box<dyn Convention>> {
    vec![
        Box::new(counted::SYS),
        Box::new(victron::Victron::default()),
        Box::new(knx::WbMqttKnx),
        Box::new(wirenboard::WirenBoard::default()),
        Box::new(knx::KnxMqtt),
        Box::new(emoncms::Emoncms),
        Box::new(dsmr::Dsmr),
        Box::new(ebusd::Ebusd::default()),
        Box::new(mbmd::Mbmd),
        Box::new(zwave::Zwave::default()),
        Box::new(homie::Homie::default()),
        Box::new(Json),
        Box::new(Plain),
    ]
}

#[cfg(test)]
mod tests;
