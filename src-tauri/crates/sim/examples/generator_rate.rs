//! Prints how fast messages are made, without a broker. Run it with `--release`.

#![expect(clippy::print_stdout, reason = "its whole purpose")]

use std::hint::black_box;

use model::Timestamp;
use sim::bench::{Bursts, OwnTime, SingleValues};
use sim::{Building, Message};
use tokio::time::Instant;

const START: Timestamp = Timestamp::from_ms(1_763_026_200_000);

fn main() {
    measure("building of 5,000 points", building(5_000));
    measure("building of 50,000 points", building(50_000));
    for own_time in [OwnTime::No, OwnTime::Yes] {
        let values = SingleValues::new(5_000, own_time, START);
        measure(&format!("single values, own time {own_time:?}"), values);
    }
    for readings in [1, 10, 100, 1_000] {
        let bursts = Bursts::new(500, readings, START);
        measure(&format!("bursts of {readings}"), bursts);
    }
}

fn building(points: usize) -> impl Iterator<Item = Message> {
    let building = Building::new(points, 1);
    let start = START.ms();
    (0_usize..).zip(start..).map(move |(topic, ms)| building.message(topic, Timestamp::from_ms(ms)))
}

fn measure(name: &str, messages: impl Iterator<Item = Message>) {
    let started = Instant::now();
    let (mut count, mut readings) = (0_u32, 0_u32);
    for message in messages {
        count += 1;
        readings += u32::try_from(message.readings).unwrap_or(0);
        black_box(message);
        if count.is_multiple_of(1_000) && started.elapsed().as_millis() >= 1_000 {
            break;
        }
    }
    let seconds = started.elapsed().as_secs_f64();
    let (messages, readings) = (f64::from(count) / seconds, f64::from(readings) / seconds);
    println!("{name}: {messages:.0} messages/s, {readings:.0} readings/s");
}
