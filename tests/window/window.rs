//! The real window driven end to end: a broker, a data folder, the two programs, and what an operator sees and presses.
//!
//! Every test has a broker, a folder and a driver of its own.

mod demo;
mod inbox;
mod live;
mod refused;
mod second;
mod setup;
mod takeover;
mod trend;
