//! What a point said, and when.

use crate::{PointId, Quality, Timestamp, Value};

/// One value of one point at one time: what history is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Whose it is.
    pub point: PointId,
    /// When it was true: the device's own time, or the receive time where it told none.
    pub time: Timestamp,
    /// When it reached us.
    pub received: Timestamp,
    /// What was said.
    pub value: Value,
    /// How far it can be trusted.
    pub quality: Quality,
}

/// The value that is shown now: the newest reading, or a retained message whose age nobody knows.
#[derive(Debug, Clone, PartialEq)]
pub struct Current {
    /// What was said.
    pub value: Value,
    /// How far it can be trusted.
    pub quality: Quality,
    /// When it was true; absent for a retained message without a time of its own.
    pub time: Option<Timestamp>,
    /// When it reached us.
    pub received: Timestamp,
}
