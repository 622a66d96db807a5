//! How the site names its topics: the patterns a person wrote, and what they name.

use std::collections::BTreeSet;
use std::sync::Arc;

use codec::{Named, Pattern, Patterns};
use store::Store;
use wire::{
    Failure, FailureCode, NamedTopic, SetTopicPatterns, TopicPatternTried, TopicPatternView,
    TryTopicPattern,
};

use crate::convert;
use crate::engine::Engine;

impl Engine {
    pub(crate) fn topic_patterns(&self) -> Vec<TopicPatternView> {
        let patterns = self.patterns();
        let mut matched = vec![0_u32; patterns.len()];
        for topic in self.topics_of_points() {
            if let Some(place) = patterns.iter().position(|one| one.named(&topic).is_some()) {
                matched[place] += 1;
            }
        }
        let view = |(pattern, matched): (&Pattern, u32)| TopicPatternView {
            pattern: pattern.text().to_owned(),
            words: pattern.described(),
            matched,
        };
        patterns.iter().zip(matched).map(view).collect()
    }

    pub(crate) async fn set_topic_patterns(
        &self,
        ask: &SetTopicPatterns,
    ) -> Result<Vec<TopicPatternView>, Failure> {
        let mut list = Patterns::default();
        let mut patterns = Vec::with_capacity(ask.patterns.len());
        for text in &ask.patterns {
            let refused = |error: codec::PatternError| {
                let message = format!("{text:?} is no topic pattern. {error}");
                let hint = "Write it as {building}/{floor}/{equip}/{point}; nothing was changed.";
                Failure::new(FailureCode::BadRequest, message, hint)
            };
            let pattern = Pattern::parse(text).map_err(refused)?;
            list.add(pattern.clone()).map_err(refused)?;
            patterns.push(pattern);
        }
        let kept = self.store.main().set_topic_patterns(&ask.patterns).await;
        kept.map_err(|error| convert::from_main(&error))?;
        self.use_patterns(patterns);
        self.announce_points();
        Ok(self.topic_patterns())
    }

    pub(crate) fn try_topic_pattern(&self, ask: &TryTopicPattern) -> TopicPatternTried {
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let topics = self.topics_of_points();
        let pattern = match Pattern::parse(&ask.pattern) {
            Ok(pattern) => pattern,
            Err(error) => {
                return TopicPatternTried {
                    words: error.what,
                    wrong_at: Some(count(error.at)),
                    matched: 0,
                    unmatched: count(topics.len()),
                    named: Vec::new(),
                    left: Vec::new(),
                };
            }
        };
        let words = pattern.described();
        let mut alone = Patterns::default();
        alone.add(pattern).expect("an empty list takes a pattern");
        let preview = alone.preview(topics.iter().map(|topic| &**topic));
        TopicPatternTried {
            words,
            wrong_at: None,
            matched: count(preview.matched),
            unmatched: count(preview.unmatched),
            named: preview.named.into_iter().map(named_topic).collect(),
            left: preview.left,
        }
    }

    /// What the first fitting pattern names in a topic.
    pub(crate) fn named_by_pattern(&self, topic: &str) -> Option<Named> {
        self.patterns().iter().find_map(|pattern| pattern.named(topic))
    }

    /// The topics of all points, each once.
    fn topics_of_points(&self) -> BTreeSet<Arc<str>> {
        let directory = self.directory();
        let heard = directory.entries().filter(|entry| entry.connection.is_some());
        heard.map(|entry| Arc::clone(&entry.row.point.topic)).collect()
    }
}

/// The patterns that are kept; one that a later version wrote and this one cannot read is left out and told.
pub(crate) async fn load(store: &Store) -> Result<Vec<Pattern>, Failure> {
    let texts = store.main().topic_patterns().await;
    let texts = texts.map_err(|error| convert::from_main(&error))?;
    let mut patterns = Vec::with_capacity(texts.len());
    for text in texts {
        match Pattern::parse(&text) {
            Ok(pattern) => patterns.push(pattern),
            Err(error) => tracing::warn!(%error, "Topic pattern left out"),
        }
    }
    Ok(patterns)
}

fn named_topic((topic, named): (String, Named)) -> NamedTopic {
    NamedTopic {
        topic,
        building: named.building,
        floor: named.floor,
        space: named.space.or(named.zone),
        equipment: named.equipment,
        point: named.point,
    }
}
