//! Bytes to readings, discoveries and states, and commands to bytes; one module per convention.
//!
//! A message is looked at once (`message`, `json`), offered to the conventions whose marks it bears (`offers`), read by the one
//! that is surest of it (`decoder`, `conventions`), and what it says is gathered in one place (`said`, `gather`). What no convention knows is read as JSON
//! or as a plain value. No I/O, no clock, and never a whole message lost for one bad field: what cannot be read is
//! refused with a reason that can be counted. At most 5,000 values a message, 32 levels deep; what is kept between
//! messages is bounded too; see `limits`. What is known of a point's commands is told by the convention that told of the
//! point; `command` judges a wanted value and makes the message.

mod allowed;
mod command;
mod convention;
mod conventions;
mod counted;
mod decoded;
mod decoder;
mod gather;
#[cfg(test)]
mod incoming;
mod json;
mod known;
mod limits;
mod mapping;
mod message;
mod number;
mod offers;
mod pattern;
mod plain;
mod proposal;
mod said;
mod text;
mod units;

pub use allowed::{ConventionsError, check_conventions, convention_names};
pub use command::{Commandable, EncodeError, Order, Publish, ReadBack, Target};
pub use decoded::{
    Availability, Decoded, Described, Discovery, Event, Limits, Reject, RejectReason, Sample,
    Series, Verdict,
};
pub use decoder::Decoder;
pub use mapping::{
    CONVENTION as MAPPING_CONVENTION, ChangedValue, Leaf, LeafType, Mapping, MappingError, Mistake,
    Rules, RulesError, Trial, suggest, try_on,
};
pub use pattern::{Named, Part, Pattern, PatternError, Patterns, Preview};
pub use proposal::{Clues, EQUIPMENT_KINDS, Proposal, ProposedEquipment, Reason, role_words};
