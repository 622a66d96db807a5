//! Every parser against messages that were damaged, put together anew or made by its grammar, all from one seed.
//!
//! `make test` gives each a short round. `PLANTROOM_FUZZ=1000000` gives each that many executions and, with `--nocapture`, prints
//! a line for each parser; `PLANTROOM_FUZZ_SEED` begins elsewhere, `PLANTROOM_FUZZ_PARSER` runs one alone. A failure prints the
//! seed and the message. What has to hold is in `held` and `balance`.
#![expect(
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "it tells what it ran and for how long"
)]

mod balance;
mod damage;
mod held;
mod made;
#[path = "../corpus/message.rs"]
mod message;
mod parser;

use std::time::Instant;

use codec::Decoder;
use fastrand::Rng;
use model::Incoming;
use parser::Parser;

/// Messages of one parser where nobody asks for more: all of them together take a few seconds.
const EXECUTIONS: u64 = 2_000;

/// Messages that one decoder hears before another takes its place.
const ROUND: u64 = 250;

/// Of so many rounds one is told to a second decoder, which must say the same.
const TWIN_EVERY: u64 = 8;

const SEED: u64 = 20_261_121;

/// Prints what was being decoded where something did not hold.
struct Scene<'a> {
    parser: &'a Parser,
    seed: u64,
    round: u64,
    message: &'a Incoming,
}

impl Drop for Scene<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let Self { parser, seed, round, message } = self;
            let (topic, payload) = (&message.topic, message.payload.escape_ascii());
            eprintln!("{} with seed {seed} in round {round}: {topic:?} {payload}", parser.name);
        }
    }
}

fn asked(variable: &str) -> Option<u64> {
    let asked = std::env::var(variable).ok()?;
    Some(asked.parse().expect("a number was asked for"))
}

#[test]
fn no_message_breaks_a_parser_or_what_must_hold_of_all() {
    let executions = asked("PLANTROOM_FUZZ").unwrap_or(EXECUTIONS);
    let seed = asked("PLANTROOM_FUZZ_SEED").unwrap_or(SEED);
    let only = std::env::var("PLANTROOM_FUZZ_PARSER").ok();
    let mut parsers = parser::all();
    parsers.retain(|parser| only.as_ref().is_none_or(|only| *only == parser.name));
    assert!(!parsers.is_empty(), "there is no parser of that name");
    println!("seed {seed}");
    for parser in parsers {
        let started = Instant::now();
        let told = run(&parser, seed, executions);
        let seconds = started.elapsed().as_secs_f64();
        println!("{:24} {executions} executions {seconds:8.2} s {told} values", parser.name);
        assert!(told > 0, "{} was given nothing that it could read", parser.name);
    }
}

/// Runs one parser, and counts what its messages told.
fn run(parser: &Parser, seed: u64, executions: u64) -> usize {
    let mut told = 0;
    for round in 0..executions.div_ceil(ROUND) {
        let mut rng = Rng::with_seed(seed.wrapping_add(round));
        let mut decoder = Decoder::new();
        let mut twin = (round % TWIN_EVERY == 0).then(Decoder::new);
        for message in parser.messages(&mut rng, ROUND.min(executions - round * ROUND)) {
            let scene = Scene { parser, seed, round, message: &message };
            let decoded = decoder.decode(&message);
            held::check(&decoded);
            if let Some(twin) = &mut twin {
                assert_eq!(twin.decode(&message), decoded, "two decoders say the same");
            }
            told += decoded.series.len() + decoded.events.len() + decoded.availability.len();
            drop(scene);
        }
    }
    told
}
