//! What is fuzzed: each convention of the corpus with its messages, and each grammar with messages made by it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fastrand::Rng;
use model::{ConnectionId, Incoming, Timestamp};
use serde::Deserialize;

use crate::damage;
use crate::made;
use crate::message::Message;

/// Words that one parser's messages are damaged with.
const WORDS_MAX: usize = 5_000;

/// One parser and where its messages come from.
pub(crate) struct Parser {
    pub(crate) name: String,
    source: Source,
    words: Vec<Vec<u8>>,
}

enum Source {
    /// What the field sent.
    Heard(Vec<Incoming>),
    /// Made by a grammar: topic and payload.
    Made(fn(&mut Rng) -> (String, Vec<u8>)),
}

#[derive(Deserialize)]
struct Entry {
    convention: String,
    #[serde(flatten)]
    message: Message,
    #[serde(default)]
    context: Vec<Message>,
}

/// All of them.
pub(crate) fn all() -> Vec<Parser> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/fixtures/corpus.jsonl");
    let text = std::fs::read_to_string(Path::new(path)).expect("the corpus stands in the tree");
    let mut heard: BTreeMap<String, Vec<Incoming>> = BTreeMap::new();
    for line in text.lines() {
        let entry: Entry = serde_json::from_str(line).expect("a line of the corpus");
        let messages = entry.context.iter().chain([&entry.message]).map(Message::incoming);
        heard.entry(entry.convention).or_default().extend(messages);
    }
    let everything: Vec<Incoming> = heard.values().flatten().cloned().collect();
    heard.insert("topics-of-all".to_owned(), everything);
    let heard = heard.into_iter().map(|(name, messages)| {
        let words = words_of(&messages);
        Parser { name, source: Source::Heard(messages), words }
    });
    let made = made::ALL.iter().map(|(name, make)| Parser {
        name: (*name).to_owned(),
        source: Source::Made(*make),
        words: Vec::new(),
    });
    heard.chain(made).collect()
}

fn words_of(messages: &[Incoming]) -> Vec<Vec<u8>> {
    let levels = messages.iter().flat_map(|message| message.topic.split('/'));
    let levels = levels.map(|level| level.as_bytes().to_vec());
    let words = messages.iter().flat_map(|message| damage::words(&message.payload));
    let distinct: BTreeSet<Vec<u8>> = levels.chain(words).collect();
    distinct.into_iter().take(WORDS_MAX).collect()
}

impl Parser {
    /// So many messages that follow one another.
    pub(crate) fn messages(&self, rng: &mut Rng, count: u64) -> Vec<Incoming> {
        (0..count).map(|at| self.message(rng, at)).collect()
    }

    fn message(&self, rng: &mut Rng, at: u64) -> Incoming {
        let (mut topic, mut payload) = match &self.source {
            Source::Heard(messages) => {
                let message = &messages[rng.usize(..messages.len())];
                (message.topic.clone(), message.payload.to_vec())
            }
            Source::Made(make) => make(rng),
        };
        // A quarter is as it was sent, so that what follows stands on births and descriptions that were read.
        if rng.u8(..4) > 0 {
            (0..rng.u8(..4)).for_each(|_| damage::payload(rng, &mut payload, &self.words));
            if rng.u8(..6) == 0 {
                topic = damage::topic(rng, &topic, &self.words);
            }
        }
        if rng.u8(..32) == 0 {
            let words = (0..rng.u8(..40)).map(|_| damage::word(rng, &self.words).to_vec());
            payload = words.flatten().collect();
        }
        let ms = 1_790_000_000_000 + i64::try_from(at).unwrap_or(0) * 250;
        Incoming {
            connection: ConnectionId(1),
            topic,
            payload: payload.into(),
            retained: rng.u8(..8) == 0,
            duplicate: false,
            received: Timestamp::from_ms(ms),
            ack: None,
        }
    }
}
