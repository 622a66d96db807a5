//! Prints how fast the demo building's past is made. Run it with `--release`.

#![expect(clippy::print_stdout, reason = "its whole purpose")]

use model::Timestamp;
use sim::demo::{Building, History, State};
use tokio::time::Instant;

/// 2026-11-21T11:00:00Z.
const NOW_MS: i64 = 1_795_258_800_000;
const WEEKS_MS: i64 = 8 * 7 * 86_400_000;

fn main() {
    let building = Building::new(1, chrono_tz::Europe::Amsterdam);
    let now = Timestamp::from_ms(NOW_MS);
    let started = Instant::now();
    let history = History::new(&building, Timestamp::from_ms(NOW_MS - WEEKS_MS), now);
    let readings: usize = history.flatten().map(|said| said.readings.len()).sum();
    println!("{readings} readings in {:.2} s", started.elapsed().as_secs_f64());

    let started = Instant::now();
    let mut state = State::at(&building, now);
    println!("a state in {:.1} ms", started.elapsed().as_secs_f64() * 1e3);

    let (started, mut messages) = (Instant::now(), 0);
    for second in 1..=3_600 {
        let since = state.now();
        state.step(Timestamp::from_ms(NOW_MS + second * 1_000));
        for topic in building.due(since, state.now()) {
            messages += usize::from(building.message(&state, topic).is_some());
        }
    }
    let seconds = started.elapsed().as_secs_f64();
    println!("an hour of {messages} messages in {:.1} ms", seconds * 1e3);
}
