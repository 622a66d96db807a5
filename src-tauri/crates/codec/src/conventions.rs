//! The conventions, one module each, in the order in which they are asked.

mod azure;
mod chirpstack;
mod ditto;
mod lorawan;
mod losant;
mod opcua;
mod senml;
mod sitewise;
mod telegraf;
mod thingsboard;
#[cfg(test)]
mod line;
mod told_units;
mod tts;
mod udmi;
mod uns;
mod wmbusmeters;

use crate::convention::Convention;
use crate::counted;
use crate::json::Json;
use crate::plain::Plain;

/// All of them. The last one reads whatever no other does.
pub(crate) fn all() -> Vec<Box<dyn Convention>> {
    vec![
        Box::new(counted::SYS),
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
        Box::new(telegraf::Telegraf),
        Box::new(senml::SenMl),
        Box::new(Json),
        Box::new(Plain),
    ]
}
