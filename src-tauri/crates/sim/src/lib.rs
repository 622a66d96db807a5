//! A seeded building made of software that speaks real conventions to a real broker.
//!
//! The same seed and times give the same messages. For the demo, load tests and benches: nothing else needs it, it never
//! subscribes, and it never asks what time it is. [`Building`] grows to any size for load; the one in [`demo`] is modelled.

pub mod bench;
mod building;
pub mod demo;
mod digits;
pub mod fleet;
mod limits;
pub mod load;
mod message;
mod moment;
mod noise;
mod payload;
mod points;
mod signal;
pub mod speak;

pub use building::Building;
pub use limits::{BURST_READINGS_MAX, POINTS_MAX};
pub use message::{Message, Published};
pub use points::Point;
