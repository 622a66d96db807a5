//! The composition root: tasks, wiring, settings, paths, clock, health, shutdown order.
//!
//! One engine at a time holds a data folder. Who asks comes through a [`Door`]: to the engine of this process, or over
//! the local socket to the one that runs elsewhere. Both answer the very same requests. Knows no Tauri and draws nothing.

mod address;
mod behind;
mod clock;
mod collector;
mod connections;
mod convert;
mod current;
mod devices;
mod directory;
mod door;
mod energy;
mod engine;
mod exchange;
mod folder;
mod founding;
mod health;
mod history;
mod import;
mod inbox;
mod limits;
mod logins;
mod mapping_points;
mod mapping_trial;
mod mappings;
mod model_change;
mod overview;
mod patterns;
mod places;
mod placing;
mod points;
mod quarantine;
mod remote;
mod sessions;
mod socket;
mod storing;
mod stream;
mod tending;
mod topics;
mod trial;
mod views;

pub use collector::{Attached, Collector, attach_or_collect};
pub use door::{Door, StreamItem};
pub use exchange::list_format_of;
pub use folder::{Initialised, data_folder, demo_folder, init};
pub use founding::{
    Blueprint, BlueprintConnection, BlueprintEquipment, BlueprintFloor, BlueprintPoint,
    BlueprintSpace, Founded, History, found,
};

/// The time now; the only place of the program that asks for it, benches and tests aside.
pub use clock::now;
