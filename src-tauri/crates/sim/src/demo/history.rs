//! What was measured before the console was there: one reading a minute and point, a local day at a time.
//!
//! One run of the model makes all of it. A day of the whole building takes some ten megabytes; none is kept behind another.

use std::sync::Arc;

use model::calendar::Day;
use model::{Timestamp, Value};

use super::faults::{Fault, is_gateway_away};
use super::plan::Building;
use super::state::State;
use crate::signal::Figure;

const MINUTE_MS: i64 = 60_000;
/// For how long the dead sensor has been silent.
const SILENT_MS: i64 = 3 * 24 * 60 * MINUTE_MS;

/// Everything that was measured from one instant to another, day by day.
#[derive(Debug)]
pub struct History<'a> {
    building: &'a Building,
    state: State,
    next: Timestamp,
    to: Timestamp,
    words: Vec<Arc<str>>,
}

/// What one point said in one local day, in the order of time.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// Whose, by its place among the building's points.
    pub point: usize,
    /// When and what.
    pub readings: Vec<(Timestamp, Value)>,
}

impl<'a> History<'a> {
    /// What was measured from `from` on and before `to`.
    #[must_use]
    pub fn new(building: &'a Building, from: Timestamp, to: Timestamp) -> Self {
        let first = from.ms().div_euclid(MINUTE_MS) * MINUTE_MS;
        let first = if first < from.ms() { first + MINUTE_MS } else { first };
        let next = Timestamp::from_ms(first);
        let state = State::at(building, next);
        Self { building, state, next, to, words: Vec::new() }
    }

    fn value(&mut self, figure: Figure) -> Value {
        let word = match figure {
            Figure::Number(number) => return Value::Number(number),
            Figure::Boolean(boolean) => return Value::Boolean(boolean),
            Figure::Word(word) => word,
        };
        // A handful of words told a hundred thousand times share their letters.
        let known = self.words.iter().find(|known| &***known == word).cloned();
        Value::Text(known.unwrap_or_else(|| {
            let word: Arc<str> = Arc::from(word);
            self.words.push(Arc::clone(&word));
            word
        }))
    }

    fn is_silent(&self, fault: Fault, is_away: bool) -> bool {
        match fault {
            Fault::None | Fault::Doubtful => false,
            Fault::Gateway => is_away,
            Fault::Dead => self.next.ms() >= self.to.ms() - SILENT_MS,
        }
    }
}

impl Iterator for History<'_> {
    /// A local day: every point that said something in it, once.
    type Item = Vec<Said>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.next >= self.to {
            return None;
        }
        let end = Day::at(self.next, self.building.zone()).end(self.building.zone()).min(self.to);
        let minutes = (end.ms() - self.next.ms()).div_euclid(MINUTE_MS) + 1;
        let minutes = usize::try_from(minutes).unwrap_or(0);
        let points = self.building.points();
        let said =
            (0..points.len()).map(|point| Said { point, readings: Vec::with_capacity(minutes) });
        let mut said: Vec<Said> = said.collect();
        while self.next < end {
            self.state.step(self.next);
            let is_away = is_gateway_away(self.building.seed(), self.next);
            for (point, said) in points.iter().zip(&mut said) {
                if !self.is_silent(point.fault, is_away) {
                    let value = self.value(point.figure(&self.state));
                    said.readings.push((self.next, value));
                }
            }
            self.next = Timestamp::from_ms(self.next.ms() + MINUTE_MS);
        }
        said.retain(|said| !said.readings.is_empty());
        Some(said)
    }
}
