//! `bench decode`: messages through the decoder on one core, without a broker and without a store.
//!
//! Each kind goes round and round through messages that were made before the clock started. The figure is the median of the
//! rounds. A message that says fewer values than it holds is a failure, not a fast one.

mod messages;

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use codec::Decoder;
use messages::Messages;

use crate::figures::{Report, as_f64};

/// Rounds of one kind; odd, so that one of them is the median.
const ROUNDS: usize = 9;

/// How long a round lasts at least.
const ROUND: Duration = Duration::from_millis(300);

/// Measures every kind of message.
///
/// # Errors
/// Where a message is not understood as it was made.
pub fn run() -> Result<Report> {
    let mut report = Report::new("decode");
    report.parameter("rounds", as_f64(ROUNDS as u64));
    report.parameter("round_s", ROUND.as_secs_f64());
    for messages in messages::all() {
        let rate = rate(&messages)?;
        let Messages { name, values, .. } = messages;
        report.figure(&format!("messages_per_s_{name}"), rate, "messages/s");
        report.figure(
            &format!("readings_per_s_{name}"),
            rate * as_f64(values as u64),
            "readings/s",
        );
    }
    Ok(report)
}

/// The median of the rounds, messages a second.
fn rate(messages: &Messages) -> Result<f64> {
    let mut decoder = Decoder::new();
    for message in &messages.before {
        decoder.decode(message);
    }
    let mut rates = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let started = Instant::now();
        let (mut decoded, mut values) = (0, 0);
        while started.elapsed() < ROUND {
            for message in &messages.turn {
                let told = decoder.decode(message);
                values += told.series.iter().map(|series| series.samples.len()).sum::<usize>();
            }
            decoded += messages.turn.len();
        }
        rates.push(as_f64(decoded as u64) / started.elapsed().as_secs_f64());
        let expected = decoded * messages.values;
        ensure!(values == expected, "{}: {values} values of {expected}", messages.name);
    }
    rates.sort_by(f64::total_cmp);
    Ok(rates[ROUNDS / 2])
}
