//! Topics, level by level, and the messages on them, as far as this run of the engine remembers them.

use model::Timestamp;
use serde::{Deserialize, Serialize};

use crate::MessageView;

/// Asks what lies right below some levels.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Topics {
    /// The levels that are open, at most 64.
    pub levels: Vec<TopicLevel>,
}

/// A level of a connection's topics.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TopicLevel {
    /// The connection.
    pub connection: String,
    /// The level, such as `site/ahu`; none for the first level of all topics.
    pub below: Option<String>,
    /// Only names that hold this text, in any case.
    #[serde(default)]
    pub filter: String,
}

/// What lies below the levels asked for, in their order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TopicsView {
    /// As asked for.
    pub levels: Vec<TopicLevelView>,
    /// What is remembered in all.
    pub sums: TopicSums,
    /// When this was so.
    pub now: Timestamp,
}

/// The names right below a level, in order; at most 500.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TopicLevelView {
    /// The level.
    pub level: TopicLevel,
    /// The names.
    pub branches: Vec<TopicBranch>,
    /// How many there are beyond.
    pub more: u32,
}

/// A name in a level of topics, and what came below it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TopicBranch {
    /// The name: hostile data.
    pub name: String,
    /// Topics here and below.
    pub topics: u32,
    /// Messages on them in this run.
    pub messages: u64,
    /// Messages a second over the last ten seconds.
    pub per_second: f64,
    /// When the newest of them came.
    pub newest: Option<Timestamp>,
    /// Whether there are levels below.
    pub has_children: bool,
    /// Points here and below that are in the model.
    pub accepted: u32,
    /// Points here and below that were found and are not.
    pub found: u32,
    /// The topic that ends here; none where none does.
    pub heard: Option<TopicHeard>,
}

/// What is known of one topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TopicHeard {
    /// The convention that read its newest message, by its word.
    pub convention: String,
    /// The beginning of that message; bytes in hexadecimal where they are no text.
    pub last: String,
    /// Whether the broker had kept it from before.
    pub retained: bool,
}

/// What is remembered of topics and messages, and what is not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TopicSums {
    /// Topics that are known.
    pub topics: u64,
    /// How many may be.
    pub topics_max: u64,
    /// Messages on topics beyond.
    pub unknown: u64,
    /// Messages that are remembered.
    pub messages: u64,
    /// What they hold.
    pub bytes: u64,
    /// What they may hold.
    pub bytes_max: u64,
    /// Messages that gave way before their topic had 200 newer ones.
    pub let_go: u64,
}

/// Asks for topics that hold all words of a text, in any case.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TopicSearch {
    /// The words.
    pub text: String,
}

/// Topics that were looked for, at most 500.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TopicsFound {
    /// The topics; the name of each is the whole topic.
    pub found: Vec<FoundTopic>,
    /// How many there are beyond.
    pub more: u32,
}

/// A topic that was looked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct FoundTopic {
    /// Its connection.
    pub connection: String,
    /// The topic.
    pub branch: TopicBranch,
}

/// Asks for the newest messages on a topic.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TopicMessages {
    /// The connection.
    pub connection: String,
    /// The topic.
    pub topic: String,
}

/// A message of a topic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TopicMessageView {
    /// Its number among all messages of its topic in this run.
    pub number: u64,
    /// The message; in a list only the beginning of a long one.
    pub message: MessageView,
}

/// Asks for one message whole.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TopicMessage {
    /// The connection.
    pub connection: String,
    /// The topic.
    pub topic: String,
    /// The message's number.
    pub number: u64,
}
