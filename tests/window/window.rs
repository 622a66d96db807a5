//! The real window driven end to end: a broker, a data folder, the two programs, and what an operator sees and presses.
//!
//! Every test has a broker, a folder and a driver of its own.

mod live;
mod refused;
mod takeover;
mod trend;
