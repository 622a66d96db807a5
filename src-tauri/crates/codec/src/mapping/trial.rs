//! A mapping tried on captured messages, before it is saved: by the very code that will read those to come.

use std::time::Duration;

use model::Incoming;

use super::read::{self, Beside, Content, Note};
use super::rules::Rules;
use super::{CONVENTION, Mapping};
use crate::json::{self, Tape};
use crate::message::text_of;
use crate::said::{Kept, Said};
use crate::{Decoded, Verdict};

/// What a mapping makes of one message.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// Which of the messages, from 0.
    pub message: usize,
    /// What is read; nothing where the mapping is not for the message's topic.
    pub decoded: Option<Decoded>,
    /// Words for each of the rejects, in their order; empty where the reason says it all.
    pub words: Vec<Box<str>>,
    /// What reading took, by the clock that was given.
    pub took: Duration,
}

/// Tries a mapping on messages; `elapsed` tells the time since any fixed moment.
pub fn try_on(
    mapping: &Mapping,
    messages: &[Incoming],
    mut elapsed: impl FnMut() -> Duration,
) -> Vec<Trial> {
    let rules = Rules::new([(None, mapping.clone())]).unwrap_or_default();
    let mut tape = Tape::default();
    let mut kept = Kept::default();
    let mut beside = Beside::default();
    let mut trials = Vec::with_capacity(messages.len());
    for (number, message) in messages.iter().enumerate() {
        let begin = elapsed();
        beside.notes = Some(Vec::new());
        let decoded = rules
            .is_for(message.connection, &message.topic)
            .then(|| decoded(mapping, message, &mut tape, &mut kept, &mut beside));
        let took = elapsed().saturating_sub(begin);
        let notes = beside.notes.take().unwrap_or_default();
        let words = decoded.as_ref().map(|decoded| words(decoded, notes)).unwrap_or_default();
        trials.push(Trial { message: number, decoded, words, took });
    }
    trials
}

fn decoded(
    mapping: &Mapping,
    message: &Incoming,
    tape: &mut Tape,
    kept: &mut Kept,
    beside: &mut Beside,
) -> Decoded {
    let content = Content {
        topic: &message.topic,
        text: text_of(&message.payload),
        json: json::scan_as_written(&message.payload, tape),
    };
    let mut said = Said::new(kept);
    match read::read(&mapping.plan, 0, content, &mut said, beside) {
        Ok(()) => said.decoded(CONVENTION, Verdict::Understood),
        Err(reason) => Said::new(kept).decoded(CONVENTION, Verdict::Refused(reason)),
    }
}

/// The words for each reject: the notes come in the rejects' order, which may have others in between.
fn words(decoded: &Decoded, notes: Vec<Note>) -> Vec<Box<str>> {
    let mut notes = notes.into_iter().peekable();
    let rejects = decoded.rejects.iter();
    rejects
        .map(|reject| {
            let is_its = |note: &Note| note.reason == reject.reason && note.field == reject.field;
            notes.next_if(is_its).map(|note| note.words.into()).unwrap_or_default()
        })
        .collect()
}
