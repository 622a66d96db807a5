//! The demo building: Quay House, three floors that look alive.
//!
//! A model with a memory, driven by the instant and a seed; it reads no clock, keeps no task and publishes nothing itself. Whoever
//! runs it steps a [`State`], asks the [`Building`] which topics are due and publishes their messages. [`History`] is the same
//! model run over the past.

mod air;
mod calendar;
mod faults;
mod history;
mod layout;
mod people;
mod plan;
mod room;
mod signal;
mod speech;
mod state;
mod water;
mod weather;
mod wiring;

pub use history::{History, Said};
pub use plan::{Building, Equipment, Floor, Point, Space};
pub use state::{State, Told};

#[cfg(test)]
mod tests;
