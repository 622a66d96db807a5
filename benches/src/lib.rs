//! The benches behind `plantroomctl bench`: one per budget in `docs/budgets.md`, with peers in the same run.
//!
//! Each is seeded, works in a scratch folder of its own and reports medians with their units. The clock is read here:
//! measuring is what this crate is for.

#![expect(clippy::disallowed_methods, reason = "a bench reads the clock: measuring is its purpose")]

pub mod alarm;
pub mod decode;
pub mod end_to_end;
mod figures;
pub mod flood;
pub mod ingest;
mod peer;
mod process;
pub mod query;
pub mod retained;
mod workload;

pub use figures::Report;
