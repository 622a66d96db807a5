//! What a point of a device says at an instant.

use model::Timestamp;
use serde_json::{Value, json};

use super::Device;
use super::spec::{Shape, Spec};
use crate::noise::{mix, share};

/// Milliseconds after which a wandering number is back where it was.
const ROUND_MS: f64 = 3_600_000.0;

/// Milliseconds for which a state stays what it is.
const STATE_MS: i64 = 600_000;

/// What a device's point says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Figure {
    Number(f64, u8),
    Boolean(bool),
    Word(&'static str),
}

impl Device {
    /// What one of its points says.
    pub(super) fn figure(&self, spec: &Spec, now: Timestamp) -> Figure {
        let place = self.specs.iter().position(|own| own.name == spec.name).unwrap_or(0);
        let key = mix(self.key, place as u64);
        match spec.shape {
            Shape::Number { low, high, decimals } => {
                let phase = share(key, 0) * std::f64::consts::TAU;
                let turn = (now.ms() as f64 / ROUND_MS).fract() * std::f64::consts::TAU;
                let middle = f64::midpoint(low, high);
                Figure::Number(middle + (high - low) * 0.4 * (turn + phase).sin(), decimals)
            }
            Shape::Register { start, decimals } => {
                let hours = (now.ms() as f64 / ROUND_MS).rem_euclid(100_000.0);
                Figure::Number(start * (1.0 + share(key, 0)) + hours * 0.01, decimals)
            }
            Shape::Boolean => Figure::Boolean(chance(key, now, 2) == 1),
            Shape::Words(words) => Figure::Word(words[chance(key, now, words.len())]),
        }
    }
}

fn chance(key: u64, now: Timestamp, of: usize) -> usize {
    let round = now.ms().div_euclid(STATE_MS).unsigned_abs();
    usize::try_from(mix(key, round) % of.max(1) as u64).unwrap_or(0)
}

impl Figure {
    /// As plain text, with these words for two values.
    pub(super) fn text(self, (off, on): (&str, &str)) -> String {
        match self {
            Self::Number(number, decimals) => format!("{number:.*}", usize::from(decimals)),
            Self::Boolean(boolean) => if boolean { on } else { off }.to_owned(),
            Self::Word(word) => word.to_owned(),
        }
    }

    /// As a JSON value, with these for two values.
    pub(super) fn json(self, (off, on): (Value, Value)) -> Value {
        match self {
            Self::Number(_, decimals) => {
                let text = self.text(("", ""));
                let whole = text.parse::<i64>().ok().filter(|_| decimals == 0);
                whole
                    .map_or_else(|| json!(text.parse::<f64>().unwrap_or(0.0)), |whole| json!(whole))
            }
            Self::Boolean(boolean) => {
                if boolean {
                    on
                } else {
                    off
                }
            }
            Self::Word(word) => json!(word),
        }
    }
}
