//! Operator stories: a real mosquitto, a real data folder, the engine as a person runs it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::too_many_lines,
    reason = "a story reads from top to bottom and fails by panicking"
)]

mod attach;
mod conventions;
mod day;
mod edited;
mod exchange;
mod fixed;
mod found;
mod founding;
mod frozen;
mod harness;
mod kills;
mod logins;
mod mappings;
mod model;
mod quarantine;
mod restarts;
mod secured;
mod topics;
