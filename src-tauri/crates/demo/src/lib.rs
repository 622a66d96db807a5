//! The demo building: makes its data folder, with eight weeks of past, and keeps its devices alive.
//!
//! Joins the model of `sim`, the small broker of `broker` and an engine; has no physics, no MQTT and no storage of its own. All
//! that happens after the folder is made happens by messages. Listens on this computer's loopback only.

mod founding;
mod running;

pub use founding::init;
pub use running::Running;

/// Chooses what happens in the building; the same in every folder, so that its past and its present are one story.
const SEED: u64 = 0x0a11_fe55;
/// Where its devices publish, where nobody else listens there.
const PORT: u16 = 18_830;
