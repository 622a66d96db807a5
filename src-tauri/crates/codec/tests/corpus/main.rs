//! Scores the decoder on messages as real devices publish them: `tests/fixtures/corpus.jsonl`.
//!
//! Each entry is decoded by a decoder that has heard its context and nothing else. An expected reading counts whole where
//! value, unit and time are right, half where the unit is missing, and so on; see `points`. Prints a line for each convention
//! (`--nocapture`); `CONVENTION=tasmota` scores only that one.

mod commands;
mod message;
mod score;

use std::collections::BTreeMap;

use score::{Entry, Score};

/// The share of expected readings that have to be right.
const RECALL_MIN: f64 = 0.97;

#[test]
fn real_messages_are_understood() {
    let only = std::env::var("CONVENTION").ok();
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    for entry in Entry::all() {
        if only.as_ref().is_none_or(|only| *only == entry.convention) {
            scores.entry(entry.convention.clone()).or_default().add(&entry);
        }
    }
    let mut all = Score::default();
    for (convention, score) in scores {
        println!("{convention:24} {}", score.line());
        all.join(score);
    }
    all.misses.iter().for_each(|miss| println!("  {miss}"));
    println!("{:24} {}", "all", all.line());
    assert_eq!(all.forbidden, 0, "points that must not be made");
    assert!(all.recall() >= RECALL_MIN, "{}", all.line());
}
