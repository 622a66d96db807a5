//! Looking through the topics: what lies below a level, and which topics have some words in their names.

use model::{ConnectionId, Timestamp};

use super::tree::Level;
use super::{Broker, Recall, Recalled};

/// A level of some topics, and what came below it.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch<'a> {
    /// The level's own name; in a search, the whole topic.
    pub name: String,
    /// Topics at this level and below.
    pub topics: u32,
    /// Messages on them in this run.
    pub messages: u64,
    /// Messages a second over the last ten whole seconds.
    pub per_second: f64,
    /// When the newest of them came.
    pub newest: Option<Timestamp>,
    /// Whether there are levels below.
    pub has_children: bool,
    /// What is known of the topic that ends here; none where none does.
    pub heard: Option<Heard<'a>>,
}

/// What is known of one topic.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard<'a> {
    /// The convention that read its newest message.
    pub convention: &'static str,
    /// Its newest message.
    pub newest: &'a Recalled,
}

impl Recall {
    /// What lies right below a level whose name holds `words`, by name; the topics' first level where there is no place.
    /// At most `most` of them, and how many there are more. `words` are in lower case.
    #[must_use]
    pub fn below(
        &self,
        connection: ConnectionId,
        place: Option<&str>,
        words: &str,
        most: usize,
        now: Timestamp,
    ) -> (Vec<Branch<'_>>, usize) {
        let Some(broker) = self.brokers.get(&connection) else { return (Vec::new(), 0) };
        let Some(level) = broker.tree.at(place) else { return (Vec::new(), 0) };
        let (mut shown, mut more) = (Vec::new(), 0);
        for (name, child) in broker.tree.children(level) {
            if !holds(name, words) {
                continue;
            }
            if shown.len() < most {
                let topic =
                    place.map_or_else(|| name.to_owned(), |place| format!("{place}/{name}"));
                shown.push(broker.branch(name.to_owned(), &topic, child, now));
            } else {
                more += 1;
            }
        }
        (shown, more)
    }

    /// Topics that hold all of some words in lower case, in the order of the tree; at most `most`, and how many there
    /// are more.
    #[must_use]
    pub fn find(
        &self,
        connection: ConnectionId,
        words: &[String],
        most: usize,
        now: Timestamp,
    ) -> (Vec<Branch<'_>>, usize) {
        let Some(broker) = self.brokers.get(&connection) else { return (Vec::new(), 0) };
        let mut found = Vec::new();
        let mut count = 0;
        // Level by level, without recursion: a topic may have as many levels as it has bytes.
        let mut topic = String::new();
        let mut open = Vec::new();
        if let Some(root) = broker.tree.at(None) {
            open.push((0, Box::new(broker.tree.children(root)) as Children<'_>));
        }
        while let Some((length, children)) = open.last_mut() {
            let Some((name, level)) = children.next() else {
                open.pop();
                continue;
            };
            topic.truncate(*length);
            if open.len() > 1 {
                topic.push('/');
            }
            topic.push_str(name);
            // The words first: most levels hold none of them, and finding a topic by its name costs more.
            if words.iter().all(|word| holds(&topic, word))
                && broker.topics.contains_key(topic.as_str())
            {
                count += 1;
                if found.len() < most {
                    found.push(broker.branch(topic.clone(), &topic, level, now));
                }
            }
            if level.has_children() {
                open.push((topic.len(), Box::new(broker.tree.children(level))));
            }
        }
        let more = count - found.len();
        (found, more)
    }
}

type Children<'a> = Box<dyn Iterator<Item = (&'a str, &'a Level)> + 'a>;

impl Broker {
    fn branch(&self, name: String, topic: &str, level: &Level, now: Timestamp) -> Branch<'_> {
        let heard = self.topics.get(topic).and_then(|topic| {
            let newest = topic.captures.newest_first().next()?;
            Some(Heard { convention: topic.convention, newest })
        });
        Branch {
            name,
            topics: level.topics(),
            messages: level.messages(),
            per_second: level.per_second(now),
            newest: level.newest(),
            has_children: level.has_children(),
            heard,
        }
    }
}

/// Whether a text holds a word, whatever their case. The word is in lower case.
fn holds(text: &str, word: &str) -> bool {
    if !text.is_ascii() {
        return text.to_lowercase().contains(word);
    }
    let (text, word) = (text.as_bytes(), word.as_bytes());
    let Some(first) = word.first() else { return true };
    let begins = |part: &[u8]| part[0].to_ascii_lowercase() == *first;
    text.windows(word.len()).any(|part| begins(part) && part.eq_ignore_ascii_case(word))
}
