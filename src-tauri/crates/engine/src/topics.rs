//! Topics as people look at them: level by level, by their words, and message by message.

use live::{Branch, RECALL_BYTES, RECALL_PAYLOAD_MAX, RECALL_TOPICS_MAX, Recalled};
use model::ConnectionId;
use wire::{
    Failure, FailureCode, FoundTopic, TopicBranch, TopicHeard, TopicLevelView, TopicMessage,
    TopicMessageView, TopicMessages, TopicSearch, TopicSums, Topics, TopicsFound, TopicsView,
};

use crate::behind::{message_view, readable};
use crate::clock;
use crate::directory::Directory;
use crate::engine::Engine;
use crate::limits::{
    SEARCH_BYTES_MAX, TOPIC_LAST_BYTES, TOPIC_LEVELS_MAX, TOPIC_MESSAGE_BYTES_LISTED,
    TOPIC_NAMES_LISTED, TOPIC_NAMES_MAX,
};

impl Engine {
    pub(crate) fn topics(&self, ask: &Topics) -> Result<TopicsView, Failure> {
        if ask.levels.len() > TOPIC_LEVELS_MAX {
            let message = format!("At most {TOPIC_LEVELS_MAX} levels of topics are told at once.");
            return Err(Failure::new(FailureCode::BadRequest, message, "Close some of them."));
        }
        let now = clock::now();
        let directory = self.directory();
        let mut levels = Vec::with_capacity(ask.levels.len());
        let mut left = TOPIC_NAMES_MAX;
        for level in &ask.levels {
            check_search(&level.filter)?;
            let connection = self.sessions.number_of(&level.connection)?;
            let (below, filter) = (level.below.as_deref(), level.filter.to_lowercase());
            let most = TOPIC_NAMES_LISTED.min(left);
            let recall = self.recall();
            let (branches, more) = recall.below(connection, below, &filter, most, now);
            left -= branches.len();
            let view = |branch: Branch<'_>| {
                let topic = match below {
                    Some(below) => format!("{below}/{}", branch.name),
                    None => branch.name.clone(),
                };
                branch_view(branch, &directory, connection, &topic)
            };
            let branches = branches.into_iter().map(view).collect();
            drop(recall);
            levels.push(TopicLevelView { level: level.clone(), branches, more: count(more) });
        }
        Ok(TopicsView { levels, sums: self.topic_sums(), now })
    }

    pub(crate) fn find_topics(&self, ask: &TopicSearch) -> Result<TopicsFound, Failure> {
        check_search(&ask.text)?;
        let words: Vec<String> = ask.text.split_whitespace().map(str::to_lowercase).collect();
        let now = clock::now();
        let directory = self.directory();
        let (mut found, mut beyond) = (Vec::new(), 0);
        for known in self.sessions.all() {
            let recall = self.recall();
            let most = TOPIC_NAMES_LISTED - found.len();
            let (branches, more) = recall.find(known.row.id, &words, most, now);
            beyond += more;
            found.extend(branches.into_iter().map(|branch| {
                let topic = branch.name.clone();
                FoundTopic {
                    connection: known.row.name.clone(),
                    branch: branch_view(branch, &directory, known.row.id, &topic),
                }
            }));
        }
        Ok(TopicsFound { found, more: count(beyond) })
    }

    pub(crate) fn topic_messages(
        &self,
        ask: &TopicMessages,
    ) -> Result<Vec<TopicMessageView>, Failure> {
        let connection = self.sessions.number_of(&ask.connection)?;
        let recall = self.recall();
        let messages = recall.of(connection, &ask.topic);
        Ok(messages.map(|kept| numbered(kept, TOPIC_MESSAGE_BYTES_LISTED)).collect())
    }

    pub(crate) fn topic_message(&self, ask: &TopicMessage) -> Result<TopicMessageView, Failure> {
        let connection = self.sessions.number_of(&ask.connection)?;
        let recall = self.recall();
        let mut messages = recall.of(connection, &ask.topic);
        let found = messages.find(|kept| kept.number == ask.number);
        found.map(|kept| numbered(kept, RECALL_PAYLOAD_MAX)).ok_or_else(|| {
            let message = "This message is not remembered any more: newer ones took its place.";
            Failure::new(FailureCode::NotFound, message, "Choose one of the newest.")
        })
    }

    fn topic_sums(&self) -> TopicSums {
        let sums = self.recall().sums();
        TopicSums {
            topics: sums.topics as u64,
            topics_max: RECALL_TOPICS_MAX as u64,
            unknown: sums.unknown,
            messages: sums.messages as u64,
            bytes: sums.bytes as u64,
            bytes_max: RECALL_BYTES as u64,
            let_go: sums.let_go,
        }
    }
}

fn branch_view(
    branch: Branch<'_>,
    directory: &Directory,
    connection: ConnectionId,
    topic: &str,
) -> TopicBranch {
    let (accepted, found) = directory.count_below(connection, topic);
    TopicBranch {
        name: branch.name,
        topics: branch.topics,
        messages: branch.messages,
        per_second: branch.per_second,
        newest: branch.newest,
        has_children: branch.has_children,
        accepted,
        found,
        heard: branch.heard.map(|heard| TopicHeard {
            convention: heard.convention.to_owned(),
            last: beginning(heard.newest),
            retained: heard.newest.retained,
        }),
    }
}

/// What stands beside a topic's name: the beginning of its last message.
fn beginning(of: &Recalled) -> String {
    let shown = &of.payload[..of.payload.len().min(TOPIC_LAST_BYTES)];
    readable(shown, of.bytes > shown.len()).0
}

fn numbered(kept: &Recalled, most: usize) -> TopicMessageView {
    TopicMessageView { number: kept.number, message: message_view(kept, most) }
}

/// A text that is searched for is short.
pub(crate) fn check_search(text: &str) -> Result<(), Failure> {
    if text.len() <= SEARCH_BYTES_MAX {
        return Ok(());
    }
    let message = format!("A text to search for has at most {SEARCH_BYTES_MAX} bytes.");
    Err(Failure::new(FailureCode::BadRequest, message, "Search for less."))
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
