//! Bytes to readings, discoveries and states; one module per convention.
//!
//! Reads plain topic values and any JSON; counts the namespaces whose conventions are not read yet.
//! No I/O, no clock, and never a whole message lost for one bad field: what cannot be read is refused
//! with a reason that can be counted. At most 5,000 values a message, 32 levels deep; see `limits`.

mod convention;
mod conventions;
mod counted;
mod decoded;
mod decoder;
mod gather;
mod json;
mod known;
mod limits;
mod message;
mod number;
mod plain;
mod proposal;
mod said;
mod text;
mod units;

pub use decoded::{
    Availability, Decoded, Described, Discovery, Event, Limits, Reject, RejectReason, Sample,
    Series, Verdict,
};
pub use decoder::Decoder;
pub use proposal::{Proposed, propose};
