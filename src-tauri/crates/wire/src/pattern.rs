//! How a site names its topics, such as `{building}/{floor}/{equip}/{point}`.

use serde::{Deserialize, Serialize};

/// Asks for the patterns, in the order in which they are tried.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TopicPatterns {}

/// Sets the patterns, in the order in which they are tried. They count for topics heard before and later; what was
/// accepted keeps its words.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SetTopicPatterns {
    /// The patterns, at most 64.
    pub patterns: Vec<String>,
}

/// A pattern that is in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TopicPatternView {
    /// As it was written.
    pub pattern: String,
    /// What it takes from a topic, in a sentence.
    pub words: String,
    /// Topics of points that fit it, and no pattern before it.
    pub matched: u32,
}

/// Asks what a pattern would name in the topics that were heard.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TryTopicPattern {
    /// The pattern.
    pub pattern: String,
}

/// How a pattern would fare; of each sort at most 200 topics are shown, all are counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TopicPatternTried {
    /// What it takes from a topic, in a sentence; what is wrong with it, where it is none.
    pub words: String,
    /// Where it is wrong, in characters from its beginning; none where it is right.
    pub wrong_at: Option<u32>,
    /// Topics that fit.
    pub matched: u32,
    /// Topics that do not.
    pub unmatched: u32,
    /// The first that fit, with what is named in each.
    pub named: Vec<NamedTopic>,
    /// The first that do not.
    pub left: Vec<String>,
}

/// What a pattern names in a topic.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct NamedTopic {
    /// The topic.
    pub topic: String,
    /// The building.
    pub building: Option<String>,
    /// The floor.
    pub floor: Option<String>,
    /// The space, or the zone.
    pub space: Option<String>,
    /// The equipment.
    pub equipment: Option<String>,
    /// The point.
    pub point: Option<String>,
}
