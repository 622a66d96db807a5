//! How many found points are proposed for in a second, on one core: `cargo run --release -p codec --example proposal_rate`.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measuring program tells its figures and needs a stopwatch"
)]

use std::hint::black_box;
use std::time::Instant;

use codec::{Clues, Pattern, Patterns};
use model::Value;

/// Found points proposed for at once.
const POINTS: usize = 5_000;
/// How often, the fastest counts.
const ROUNDS: usize = 5;

fn main() {
    let leaves = ["supply_air_temp", "SAT_SP", "SF_CMD", "Vorlauftemperatur", "X_17", "energy_kwh"];
    let topics: Vec<String> = (0..POINTS)
        .map(|n| format!("quay/floor-{}/ahu-{n}/{}", n % 9, leaves[n % leaves.len()]))
        .collect();
    let mut patterns = Patterns::default();
    for text in ["{site}/x/{equip}/{point}", "{building}/floor-{floor}/{equip}/{point}"] {
        let pattern = Pattern::parse(text).expect("the pattern is one");
        patterns.add(pattern).expect("there is room for two");
    }
    println!("{:>9.0} proposals/s by rules alone", rate(&topics, &Patterns::default()));
    println!("{:>9.0} proposals/s with two patterns", rate(&topics, &patterns));
}

fn rate(topics: &[String], patterns: &Patterns) -> f64 {
    let value = Value::Number(18.1);
    let rounds = (0..ROUNDS).map(|_| {
        let started = Instant::now();
        for topic in topics {
            let clues = Clues { topic, device: topic, value: Some(&value), ..Clues::default() };
            black_box(clues.proposal(patterns.named(topic).as_ref()));
        }
        topics.len() as f64 / started.elapsed().as_secs_f64()
    });
    rounds.fold(0.0, f64::max)
}
