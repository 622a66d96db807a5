//! Measures what remembering messages costs: 5,000 topics in turn, one topic alone, and 100,000 topics in turn.

#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "measures time and prints it")]

use std::hint::black_box;
use std::time::Instant;

use live::Recall;
use model::{ConnectionId, Incoming, Timestamp};

const PAYLOAD: &[u8] = br#"{"value":21.5,"unit":"C","time":1792000000000,"quality":"good"}"#;
const MESSAGES: usize = 2_000_000;
/// As many as the intake takes at once.
const AT_ONCE: usize = 1_024;

fn main() {
    measure("5,000 topics", 5_000, PAYLOAD.len());
    measure("1 topic", 1, PAYLOAD.len());
    measure("100,000 topics", 100_000, PAYLOAD.len());
    measure("5,000 topics of 1 KiB", 5_000, 1_024);
}

fn measure(what: &str, topics: usize, length: usize) {
    let payload: Vec<u8> = PAYLOAD.iter().copied().cycle().take(length).collect();
    let messages: Vec<Incoming> = (0..topics)
        .map(|topic| Incoming {
            connection: ConnectionId(1),
            topic: format!("site/building-{}/floor-{}/ahu-{topic}/t", topic % 7, topic % 11),
            payload: payload.clone().into(),
            retained: false,
            duplicate: false,
            received: Timestamp::from_ms(0),
            ack: None,
        })
        .collect();
    let mut recall = Recall::default();
    let mut slowest = 0;
    let begun = Instant::now();
    let mut done = 0;
    while done < MESSAGES {
        for some in messages.chunks(AT_ONCE) {
            let one = Instant::now();
            for message in some {
                recall.remember(message, "json");
            }
            slowest = slowest.max(one.elapsed().as_micros());
            done += some.len();
        }
    }
    let ns = begun.elapsed().as_nanos() / done as u128;
    let asked = Instant::now();
    let place = Some("site/building-1/floor-1");
    let now = Timestamp::from_ms(1_000);
    let (below, _) = black_box(&recall).below(ConnectionId(1), place, "", 500, now);
    let (below, below_us) = (below.len(), asked.elapsed().as_micros());
    let asked = Instant::now();
    let (_, more) = black_box(&recall).find(ConnectionId(1), &["ahu-9".to_owned()], 500, now);
    let find_us = asked.elapsed().as_micros();
    let sums = recall.sums();
    println!(
        "{what}: {ns} ns a message, slowest 1,024 at once {slowest} us, {} messages in {} MiB; \
         {below} levels in {below_us} us, a search with {more} more in {find_us} us",
        sums.messages,
        sums.bytes >> 20
    );
}
